//! What the benches measure: plans loaded or made up once, outside every timer.

pub mod export;
pub mod m3;

use std::path::{Path, PathBuf};

use foresell::generate::{Options, generate};
use foresell::scenario::{self, Memory, Scenario};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../scenarios/{name}/scenario.toml"))
}

/// A scenario that ships.
///
/// # Panics
///
/// If it is not beside the benches or has findings: then a test fails too.
#[must_use]
pub fn shipped(name: &str) -> Scenario {
    scenario::load(&scenario::Disk, &[path(name)]).expect("the shipped scenario is valid")
}

/// A scenario that ships, with a what-if laid over it.
///
/// # Panics
///
/// If it is not beside the benches, or the two have findings.
#[must_use]
pub fn changed(name: &str, what_if: &str) -> Scenario {
    let base = std::fs::read(path(name)).expect("the shipped scenario is there");
    let files = Memory::new()
        .with("scenario.toml", base)
        .with("what-if.toml", what_if);
    scenario::load(&files, &["scenario.toml".into(), "what-if.toml".into()])
        .expect("the what-if is valid")
}

/// The shipped `saas` scenario: 60 reps, 24 months, everything on.
#[must_use]
pub fn saas() -> Scenario {
    shipped("saas")
}

/// The same without contracts, and so without customers, renewals and what they take and pay.
#[must_use]
pub fn without_contracts() -> Scenario {
    let mut scenario = saas();
    scenario.model.contracts = None;
    scenario
}

/// A made-up company of so many seats and named accounts, with a plan of 36 months.
///
/// # Panics
///
/// If the generator writes what the rules refuse: then a test fails too.
#[must_use]
pub fn generated(seats: usize, accounts: usize) -> Scenario {
    generated_over(seats, accounts, 36)
}

/// The same with a plan of so many months.
///
/// # Panics
///
/// If the generator writes what the rules refuse: then a test fails too.
#[must_use]
pub fn generated_over(seats: usize, accounts: usize, months: usize) -> Scenario {
    let options = Options {
        seats,
        accounts,
        months,
        seed: 1,
        start: "2027-01".parse().expect("it is a month"),
    };
    let company = generate(&options).expect("the sizes are within bounds");
    let files = company
        .files
        .into_iter()
        .fold(Memory::new(), |files, (name, text)| files.with(name, text));
    scenario::load(&files, &["scenario.toml".into()]).expect("a made-up company is valid")
}

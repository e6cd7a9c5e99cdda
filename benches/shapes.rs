//! What the benches measure: the shipped scenario, loaded once, outside every timer.

use std::path::Path;

use foresell::scenario::{self, Scenario};

/// The shipped `saas` scenario: 60 reps, 24 months, everything on.
///
/// # Panics
///
/// If it is not beside the benches or has findings: then a test fails too.
#[must_use]
pub fn saas() -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/saas/scenario.toml");
    scenario::load(&scenario::Disk, &[path]).expect("the shipped scenario is valid")
}

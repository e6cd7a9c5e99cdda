//! What the rest of the chain costs: people who deliver and people who respond to their pay, beside the same plan without.

use std::path::{Path, PathBuf};

use foresell::scenario::{Disk, Scenario, load};

use crate::clock::{cpu_of_trial, median, medians};

const ROUNDS: usize = 7;

/// What is laid over a plan.
const CHAINS: [(&str, &[&str]); 4] = [
    ("neither", &[]),
    ("supply", &["supply"]),
    ("behaviour", &["behaviour"]),
    ("both", &["supply", "behaviour"]),
];

/// Prints a table for `saas` and one for the reference model, counting all there is.
pub(crate) fn print(is_smoke: bool) {
    for (name, trials) in [("saas", 40), ("ref-1", 600)] {
        let trials = if is_smoke { 2 } else { trials };
        let plans: Vec<Scenario> = CHAINS.iter().map(|(_, on)| plan(name, on)).collect();
        let rounds = if is_smoke { 1 } else { ROUNDS };
        let mut taken = vec![Vec::new(); CHAINS.len()];
        medians(CHAINS.len(), rounds, |which| {
            let micros = cpu_of_trial(&plans[which], trials, 1);
            taken[which].push(micros);
            micros
        });
        println!(
            "{:36}{:>12}{:>12}",
            format!("{name}, with"),
            "us a trial",
            "x neither"
        );
        for ((what, _), own) in CHAINS.iter().zip(&taken) {
            let ratios = own.iter().zip(&taken[0]).map(|(own, off)| own / off);
            let ratio = median(ratios.collect());
            println!("{what:36}{:12.1}{ratio:12.2}", median(own.clone()));
        }
    }
}

/// A plan that ships, with parts of the chain on.
fn plan(name: &str, on: &[&str]) -> Scenario {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![here.join(format!("../scenarios/{name}/scenario.toml"))];
    files.extend(on.iter().map(|part| overlay(here, name, part)));
    load(&Disk, &files).expect("the shipped plan is valid, and so is what lies over it")
}

fn overlay(here: &Path, name: &str, part: &str) -> PathBuf {
    here.join(format!("chain/{name}-{part}.toml"))
}

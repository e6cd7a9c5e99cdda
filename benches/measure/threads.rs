//! CPU of a trial of the `saas` scenario with one thread and with two: what threads cost each other.

use std::time::Instant;

use foresell_benches::saas;

use crate::clock::{cpu_of_trial, medians, run};

/// Trials of a round, and rounds.
const TRIALS: u32 = 400;
const ROUNDS: usize = 5;
/// Trials of which the time on the wall is given.
const WALL_TRIALS: u32 = 1_000;

/// Prints the CPU of a trial by number of threads, and the time on the wall of a thousand trials.
pub(crate) fn print(is_smoke: bool) {
    let (trials, rounds) = if is_smoke { (32, 1) } else { (TRIALS, ROUNDS) };
    let scenario = saas();
    let figures = medians(2, rounds, |which| {
        cpu_of_trial(&scenario, trials, which + 1)
    });
    println!(
        "{:42}{:>12}{:>10}",
        "SaaS, CPU of a trial", "median us", "ratio"
    );
    for (name, figure) in [("1 thread", figures[0]), ("2 threads", figures[1])] {
        println!("{name:42}{figure:12.1}{:10.3}", figure / figures[0]);
    }
    let wall_trials = if is_smoke { trials } else { WALL_TRIALS };
    let begun = Instant::now();
    run(&scenario, wall_trials, 2);
    let wall = begun.elapsed().as_secs_f64() * 1e3;
    println!("{wall_trials} trials on 2 threads: {wall:.0} ms on the wall");
}

//! Processor time, which other work on the machine does not count towards.

use std::hint::black_box;

use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Simulated, Unwatched, simulate};
use foresell::scenario::Scenario;
use rustix::time::{ClockId, clock_gettime};

/// Microseconds of CPU that all threads of the process take for something.
pub(crate) fn cpu_of<T>(work: impl FnOnce() -> T) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a process runs for less than 2^53 ns"
        )]
        let micros = time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3;
        micros
    };
    let begun = now();
    black_box(work());
    now() - begun
}

/// Simulates trials from the first on.
pub(crate) fn run(scenario: &Scenario, trials: u32, threads: usize) -> Simulated {
    run_with(scenario, Seed(1), trials, threads)
}

/// Simulates trials from the first on in the futures of a seed.
pub(crate) fn run_with(scenario: &Scenario, seed: Seed, trials: u32, threads: usize) -> Simulated {
    let run = simulate(&scenario.model, seed, 0..trials, Some(threads), &Unwatched);
    run.expect("a run starts")
}

/// Microseconds of CPU of a trial.
pub(crate) fn cpu_of_trial(scenario: &Scenario, trials: u32, threads: usize) -> f64 {
    cpu_of(|| run(scenario, trials, threads)) / f64::from(trials)
}

/// The middle one of some figures, or the mean of the two in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let (n, middle) = (figures.len(), figures.len() / 2);
    if n % 2 == 1 {
        figures[middle]
    } else {
        f64::midpoint(figures[middle - 1], figures[middle])
    }
}

/// The median of several runs of each of some measurements, which take turns.
///
/// * `measure`: by the number of the measurement
pub(crate) fn medians(n: usize, rounds: usize, mut measure: impl FnMut(usize) -> f64) -> Vec<f64> {
    let mut taken = vec![Vec::new(); n];
    for round in 0..rounds {
        for turn in 0..n {
            let which = (turn + round) % n;
            let figure = measure(which);
            taken[which].push(figure);
        }
    }
    taken.into_iter().map(median).collect()
}

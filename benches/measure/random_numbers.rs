//! A trial of the `saas` scenario beside a loop that draws the same number of the same random numbers and does nothing else.

use std::hint::black_box;

use foresell::kernel::draw_count::{Counts, Kind, take};
use foresell::kernel::law::Law;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell::model::trial::Simulator;
use foresell_benches::saas;

use crate::clock::{cpu_of, cpu_of_trial, medians};

/// Trials of a round, and rounds.
const TRIALS: u32 = 100;
const ROUNDS: usize = 7;

/// Prints what is drawn in a trial, what that costs alone, and what the trial costs.
pub(crate) fn print(is_smoke: bool) {
    let (trials, rounds) = if is_smoke { (2, 1) } else { (TRIALS, ROUNDS) };
    let scenario = saas();
    let mut simulator = Simulator::new(&scenario.model);
    let _before = take();
    for trial in 0..trials {
        black_box(simulator.run(Seed(1), trial));
    }
    let all = take();
    let counts = all.map(|count| count / u64::from(trials));
    let figures = medians(2, rounds, |which| match which {
        0 => cpu_of(|| (0..trials).for_each(|trial| bare(counts, trial))) / f64::from(trials),
        _ => cpu_of_trial(&scenario, trials, 1),
    });
    let [blocks, gamma, lognormal, other] = counts;
    println!(
        "SaaS, a trial: {blocks} blocks of random words, {gamma} gamma, {lognormal} lognormal and {other} other numbers"
    );
    println!("{:42}{:>12}{:>10}", "CPU of a trial", "median us", "ratio");
    for (name, figure) in [
        ("these random numbers alone", figures[0]),
        ("the trial", figures[1]),
    ] {
        println!("{name:42}{figure:12.1}{:10.2}", figure / figures[0]);
    }
}

/// Draws so many random numbers of each kind: as many blocks as there are, with the quantiles of some of them.
fn bare(counts: Counts, trial: u32) {
    let gamma = Law::gamma(20.0, 1.1).expect("a valid law");
    let lognormal = Law::lognormal(50_000.0, 0.8).expect("a valid law");
    let other = Law::exponential(1.0).expect("a valid law");
    let mut left = counts;
    let mut sum = 0.0;
    for index in 0..counts[Kind::Block as usize] {
        let address = Address {
            entity: EntityKey(index),
            trial,
            month: 3,
            purpose: Purpose::new(3),
            index: 0,
        };
        let words = draw(Seed(1), address);
        sum += words.uniform(0);
        for (kind, law) in [
            (Kind::Gamma, &gamma),
            (Kind::Lognormal, &lognormal),
            (Kind::Other, &other),
        ] {
            if left[kind as usize] > 0 {
                left[kind as usize] -= 1;
                sum += law.quantile(words.uniform(1));
            }
        }
    }
    black_box(sum);
}

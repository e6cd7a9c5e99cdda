//! The reference model, to be set beside the same model in other languages.

use std::hint::black_box;

use foresell::kernel::simd::Level;
use foresell::kernel::simd::words::{Decisions, Trunk, place};
use foresell::kernel::stream::{EntityKey, Purpose, Seed};
use foresell::measure::Measure;
use foresell::model::simulate::{Kernel, Unwatched, simulate_by};
use foresell::model::workers::Workers;
use foresell_benches::shipped;

use crate::clock::{cpu_of, cpu_of_trial};

const SEATS: u32 = 100;
/// Decisions of a trial: whether each seat's rep leaves and how many opportunities come, month by month; whether each of
/// 6,516 is won; cycle and size of the 1,629 that are.
const DECISIONS: u32 = 2 * 24 * SEATS + 6_516 + 1_629;

/// Microseconds of CPU of a trial.
pub(crate) fn product(trials: u32) -> f64 {
    cpu_of_trial(&shipped("ref-1"), trials, 1)
}

/// Microseconds of CPU of a trial of which nothing but bookings, pay and who reaches the quota is wanted.
///
/// * `level`: that which the processor has, or a lower one
pub(crate) fn few_numbers(level: Level, trials: u32) -> f64 {
    let mut scenario = shipped("ref-1");
    scenario.model.only = Some(vec![
        Measure::Bookings,
        Measure::VariablePay,
        Measure::SettledWithQuota,
        Measure::SettledAtQuota,
    ]);
    let workers = Workers::new(Some(1)).expect("a thread can be had");
    let model = &scenario.model;
    let run = || {
        simulate_by(
            Kernel::Lanes(level),
            &workers,
            model,
            Seed(1),
            0..trials,
            &Unwatched,
        )
    };
    cpu_of(run) / f64::from(trials)
}

/// Microseconds of CPU of random words for each decision of a trial, and nothing else, drawn as fast as the processor can.
pub(crate) fn random_numbers(trials: u32) -> f64 {
    let level = Level::best();
    let of_a_seat = usize::try_from(DECISIONS / SEATS).expect("a seat has few");
    let (mut decisions, mut words) = (Decisions::default(), Vec::new());
    let all = cpu_of(|| {
        for trial in 0..trials {
            let trunk = Trunk::new(Seed(1), trial);
            decisions.clear();
            for seat in 0..SEATS {
                let stem = trunk.stem(EntityKey::scattered(u64::from(seat)));
                decisions.append(stem, place(0, Purpose::new(0), 0), of_a_seat);
            }
            decisions.pairs(level, &trunk, Purpose::new(1), &mut words);
            black_box(&words);
        }
    });
    all / f64::from(trials)
}

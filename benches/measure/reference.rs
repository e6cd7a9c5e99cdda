//! The reference model, to be set beside the same model in other languages.

use std::hint::black_box;

use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell_benches::shipped;

use crate::clock::{cpu_of, cpu_of_trial};

/// Decisions of a trial: whether each seat's rep leaves and how many opportunities come, month by month; whether each is
/// won; cycle and size of what is won.
const SEAT_MONTHS: u32 = 100 * 24;
const OPPORTUNITIES: u32 = 6_516;
const WINS: u32 = 1_629;

/// Microseconds of CPU of a trial.
pub(crate) fn product(trials: u32) -> f64 {
    cpu_of_trial(&shipped("ref-1"), trials, 1)
}

/// Microseconds of CPU of one block of random words for each decision of a trial, and nothing else.
pub(crate) fn random_numbers(trials: u32) -> f64 {
    let blocks = 2 * SEAT_MONTHS + OPPORTUNITIES + WINS;
    let all = cpu_of(|| {
        for trial in 0..trials {
            let mut sum = 0;
            for decision in 0..blocks {
                let address = Address {
                    entity: EntityKey(u64::from(decision)),
                    trial,
                    month: 0,
                    purpose: Purpose::new(1),
                    index: 0,
                };
                sum ^= draw(Seed(1), address).uniform(0).to_bits();
            }
            black_box(sum);
        }
    });
    all / f64::from(trials)
}

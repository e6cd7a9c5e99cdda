//! The reference model, to be set beside the same model in other languages.

use std::hint::black_box;

use foresell::kernel::simd::entities::grid;
use foresell::kernel::simd::words::{Stem, Trunk, firsts};
use foresell::kernel::simd::{Level, entities};
use foresell::kernel::stream::{EntityKey, Purpose, Seed};
use foresell::kpi::Kpi;
use foresell::model::lanes::Lanes;
use foresell::model::simulate::{Kernel, Unwatched, simulate_by};
use foresell::model::workers::Workers;
use foresell_benches::shipped;

use crate::clock::{cpu_of, cpu_of_trial};

/// What the reference model is asked for: its twenty numbers are made of these.
const OUTPUTS: [&str; 3] = ["bookings", "variable-pay", "settlements-at-quota"];

/// Draws of a trial: of four months each, whether each of 100 seats' reps leaves and how many opportunities come; of four
/// opportunities each, whether they are won; of each of the 1,629 that are, cycle and size.
const DRAWS: usize = 100 * 2 * 24 / 4 + 6_516 / 4 + 1_629;

/// Microseconds of CPU of a trial that counts all there is.
pub(crate) fn whole(trials: u32) -> f64 {
    cpu_of_trial(&shipped("ref-1"), trials, 1)
}

/// Microseconds of CPU of a trial that counts what the reference model is asked for.
///
/// * `level`: that which the processor has, or a lower one
pub(crate) fn product(level: Level, trials: u32) -> f64 {
    let mut scenario = shipped("ref-1");
    let needs = OUTPUTS.map(|id| Kpi::find(id).and_then(Kpi::needs));
    let needs = needs.map(|needs| needs.expect("they need what is counted by month"));
    scenario.model.only = Some(needs.concat());
    let workers = Workers::new(Some(1)).expect("a thread can be had");
    let model = &scenario.model;
    let mut lanes = Lanes::new(model, level).expect("nothing waits in it");
    let few = lanes.run_few(Seed(1), 0);
    assert!(few.is_some(), "it is simulated by following few numbers");
    let kernel = Kernel::Lanes(level);
    let run = || simulate_by(kernel, &workers, model, Seed(1), 0..trials, &Unwatched);
    cpu_of(run) / f64::from(trials)
}

/// Microseconds of CPU of the draws of a trial, and nothing else, as fast as the processor can.
pub(crate) fn random_numbers(level: Level, trials: u32) -> f64 {
    /// Draws of an entity.
    const TOGETHER: usize = 2 * entities::WIDTH;
    let (places, limits) = (firsts(TOGETHER), [0; 4 * TOGETHER]);
    let (mut words, mut marks) = (Vec::new(), Vec::new());
    let all = cpu_of(|| {
        for trial in 0..trials {
            let trunk = Trunk::new(Seed(1), trial);
            let keys = (0_u64..)
                .take(DRAWS.div_ceil(TOGETHER))
                .map(EntityKey::scattered);
            let stems: Vec<Stem> = keys.map(|key| trunk.stem(key)).collect();
            let of = (&stems[..], Purpose::new(1));
            let columns = (&places[..], &limits[..]);
            grid(level, &trunk, of, columns, &mut words, &mut marks);
            black_box((&words, &marks));
        }
    });
    all / f64::from(trials)
}

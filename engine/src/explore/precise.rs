//! How many futures are enough: a run that goes on until named means are exact.

use std::ops::Range;

use crate::kernel::precision::{Precision, Scale, ends};
use crate::kpi::{Facts, Kpi, Unit, headline_periods};
use crate::model::Model;
use crate::model::simulate::Simulated;
use crate::outcome::precision::{PreciseOutput, PrecisionReached};
use crate::results::{JoinError, Results};

/// Outputs that are to be exact unless others are named: ids of KPIs.
pub const USUAL: [&str; 3] = ["bookings", "cost", "contribution"];

/// What is to be known how exactly: outputs in the periods of the summary.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How exactly.
    pub precision: Precision,
    /// Which outputs.
    pub kpis: Vec<&'static Kpi>,
}

/// A run until means are exact.
#[derive(Clone, Debug)]
pub struct Precise {
    /// The trials: the very bits of a run of so many.
    pub simulated: Simulated,
    /// The most trials that it might have taken.
    pub most: u32,
    /// What it reached; `None` if the run was stopped before.
    pub reached: Option<PrecisionReached>,
}

/// Simulates batches of trials until the means are exact, or until there are `trials.len()`.
///
/// Batches end where [`ends`] says and nowhere else, so the number of trials depends on the plan, the seed, the first
/// trial, the precision and the outputs, and not on threads.
///
/// * `trials`: numbers of the trials that may be run
/// * `batch`: simulates some of them
///
/// # Errors
///
/// What `batch` gives.
///
/// # Panics
///
/// If no trial may be run, or `batch` gives other trials than it was asked for.
pub fn simulate_until<E>(
    model: &Model,
    trials: Range<u32>,
    wanted: &Wanted,
    mut batch: impl FnMut(Range<u32>) -> Result<Simulated, E>,
) -> Result<Precise, E> {
    let most = trials.end - trials.start;
    let mut so_far: Option<Results> = None;
    let mut reached = None;
    for end in ends(most) {
        let from = trials.start + n_trials(so_far.as_ref());
        let next = batch(from..trials.start + end)?;
        let results = match so_far.take() {
            None => next.results,
            Some(mut results) => {
                append(&mut results, &next.results).expect("batches follow each other");
                results
            }
        };
        if !next.complete {
            return Ok(Precise {
                simulated: Simulated {
                    results,
                    complete: false,
                },
                most,
                reached: None,
            });
        }
        let found = PrecisionReached {
            asked: wanted.precision,
            most,
            outputs: outputs(model, &results, wanted),
        };
        let is_enough = found.is_reached();
        (so_far, reached) = (Some(results), Some(found));
        if is_enough {
            break;
        }
    }
    Ok(Precise {
        simulated: Simulated {
            results: so_far.expect("there is a batch"),
            complete: true,
        },
        most,
        reached,
    })
}

/// How exactly the means of a run are known: of each output in each period of the summary in which it has a meaning.
#[must_use]
pub fn outputs(model: &Model, results: &Results, wanted: &Wanted) -> Vec<PreciseOutput> {
    let facts = Facts::new(model, results);
    let spread = !model.assumptions.list().is_empty();
    let mut outputs = Vec::new();
    for period in headline_periods(facts.calendar) {
        for &kpi in &wanted.kpis {
            let Some(values) = kpi.values(&facts, period.months.clone()) else {
                continue;
            };
            let scale = if kpi.unit == Unit::Share {
                Scale::Absolute
            } else {
                Scale::Size
            };
            let tightness =
                wanted
                    .precision
                    .tightness(values.all(), results.first_trial, spread, scale);
            outputs.push(PreciseOutput {
                kpi,
                period: period.label.clone(),
                tightness,
            });
        }
    }
    outputs
}

fn n_trials(results: Option<&Results>) -> u32 {
    let n = results.map_or(0, Results::n_trials);
    u32::try_from(n).expect("trials are counted in 32 bits")
}

/// The next trials behind others, without a second copy of what is there.
fn append(results: &mut Results, next: &Results) -> Result<(), JoinError> {
    let expected = results.first_trial + n_trials(Some(results));
    if next.seed != results.seed || next.layout != results.layout {
        return Err(JoinError::Foreign);
    }
    if next.first_trial != expected {
        let got = next.first_trial;
        return Err(JoinError::Gap { expected, got });
    }
    let appended = results.values.append(ndarray::Axis(0), next.values.view());
    appended.expect("equal layouts have equal widths");
    Ok(())
}

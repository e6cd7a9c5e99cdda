//! A tornado: every uncertain number moved alone from its P10 to its P90, everything else in the very same futures.
//!
//! A number that is held takes no luck along: draws are addressed by name, so all others keep theirs, those that are
//! correlated with it as well. What moves together is therefore not seen moving together; see
//! [`kpi::drivers`](crate::kpi::drivers) for that. Differences are paired by future (common random numbers; Law 2015,
//! section 11.2).

use super::futures::{Output, SharedFutures};
use crate::kernel::stream::Seed;
use crate::kernel::summary::{Moments, Paired, VarianceShare};
use crate::kpi::PerTrial;
use crate::model::Model;
use crate::model::simulate::RunError;
use crate::outcome::tornado::{Bar, Ends, Moved, Swings, Tornado};
use crate::scenario::{Certainty, RegisterEntry, Scenario};

/// Quantiles from which and to which an uncertain number is moved.
const QUANTILES: [f64; 2] = [0.1, 0.9];

/// A number to be moved, and how.
#[derive(Clone, Debug)]
pub struct Mover {
    moved: Moved,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// An uncertain number, held at two values in the engine's unit.
    Held { slot: usize, ends: [f64; 2] },
    /// Another plan at either end.
    Plans(Box<[Model; 2]>),
}

impl Mover {
    /// The uncertain numbers of a scenario, in the order of its register.
    #[must_use]
    pub fn uncertain(scenario: &Scenario) -> Vec<Self> {
        let correlated = scenario.model.assumptions.correlated();
        let mut movers: Vec<Self> = Vec::new();
        for entry in &scenario.register {
            let (Certainty::Uncertain(slot), Some(law)) = (entry.certainty, &entry.law) else {
                continue;
            };
            let [low, high] = entry.limits.map(|limit| limit * entry.scale);
            let ends = QUANTILES.map(|share| law.quantile(share).clamp(low, high));
            let is_correlated = correlated.contains(&slot);
            let written = ends.map(|end| end / entry.scale);
            movers.push(Self {
                moved: moved(entry, Ends::Quantiles, written, is_correlated),
                how: How::Held { slot, ends },
            });
        }
        movers
    }

    /// A lever: a certain number with a stated range.
    ///
    /// * `plans`: the plan with the number at the low and at the high end of its range
    #[must_use]
    pub fn lever(entry: &RegisterEntry, range: [f64; 2], plans: [Model; 2]) -> Self {
        Self {
            moved: moved(entry, Ends::Range, range, false),
            how: How::Plans(Box::new(plans)),
        }
    }
}

fn moved(entry: &RegisterEntry, ends: Ends, [low, high]: [f64; 2], is_correlated: bool) -> Moved {
    Moved {
        path: entry.path.clone(),
        ends,
        low,
        high,
        unit: entry.unit.clone(),
        is_correlated,
    }
}

/// Number of runs that a tornado takes: everything as drawn, the same doubts with other luck if there are any, and two
/// for each number that is moved.
#[must_use]
pub fn n_runs(model: &Model, movers: &[Mover]) -> usize {
    1 + usize::from(is_uncertain(model)) + 2 * movers.len()
}

fn is_uncertain(model: &Model) -> bool {
    !model.assumptions.list().is_empty()
}

/// Moves one number after the other; `None` if Ctrl-C came before the first was finished. Outputs without a meaning in
/// their period are left out.
///
/// # Errors
///
/// [`RunError`] if the machine gives no threads or no memory.
pub fn tornado(
    model: &Model,
    movers: Vec<Mover>,
    outputs: &[Output],
    futures: &SharedFutures<'_>,
) -> Result<Option<Tornado>, RunError> {
    let requested = movers.len();
    let Some(base) = futures.values(model, outputs)? else {
        return Ok(None);
    };
    let known: Vec<(&Output, PerTrial)> = outputs
        .iter()
        .zip(base)
        .filter_map(|(output, values)| Some((output, values?)))
        .collect();
    let outputs: Vec<Output> = known.iter().map(|&(output, _)| output.clone()).collect();
    let base: Vec<PerTrial> = known.into_iter().map(|(_, values)| values).collect();
    let unknown = unknown(model, &outputs, &base, futures)?;
    let (mut moved, mut bars) = (Vec::new(), vec![Vec::new(); outputs.len()]);
    for mover in movers {
        let Some([low, high]) = ends(model, &mover, &outputs, futures)? else {
            break;
        };
        for (ix, (bars, base)) in bars.iter_mut().zip(&base).enumerate() {
            let ends = low[ix].as_ref().zip(high[ix].as_ref());
            let bar = ends.and_then(|(low, high)| bar(moved.len(), base, low, high));
            bars.extend(bar);
        }
        moved.push(mover.moved);
    }
    if moved.is_empty() && requested > 0 {
        return Ok(None);
    }
    let swings = outputs.into_iter().zip(base).zip(unknown).zip(bars);
    let swings = swings.filter_map(|(((output, base), unknown), mut bars)| {
        bars.sort_by(|a: &Bar, b: &Bar| {
            let size = |bar: &Bar| bar.swing.difference.mean.abs();
            let path = |bar: &Bar| &moved[bar.moved].path;
            size(b).total_cmp(&size(a)).then(path(a).cmp(path(b)))
        });
        Some(Swings {
            kpi: output.kpi,
            period: output.period,
            base: Moments::of(&base.defined())?,
            unknown,
            bars,
        })
    });
    Ok(Some(Tornado {
        outputs: swings.collect(),
        requested,
        moved,
    }))
}

/// The outputs of a model with a number at its low and at its high end; `None` if Ctrl-C came.
fn ends(
    model: &Model,
    mover: &Mover,
    outputs: &[Output],
    futures: &SharedFutures<'_>,
) -> Result<Option<[Vec<Option<PerTrial>>; 2]>, RunError> {
    let at = |end: usize| match &mover.how {
        How::Held { slot, ends } => {
            let mut held = model.clone();
            held.assumptions = held.assumptions.holding(*slot, ends[end]);
            futures.values(&held, outputs)
        }
        How::Plans(plans) => futures.values(&plans[end], outputs),
    };
    let Some(low) = at(0)? else {
        return Ok(None);
    };
    Ok(at(1)?.map(|high| [low, high]))
}

/// `None` if no future has a value at both ends and as drawn.
fn bar(moved: usize, base: &PerTrial, low: &PerTrial, high: &PerTrial) -> Option<Bar> {
    let against_base = |end: &PerTrial| {
        let (end, base) = end.paired(base);
        Some(Paired::of(&end, &base)?.difference)
    };
    let (ends_high, ends_low) = high.paired(low);
    Some(Bar {
        moved,
        low: against_base(low)?,
        high: against_base(high)?,
        swing: Paired::of(&ends_high, &ends_low)?,
    })
}

/// The share of each output's variance that is not knowing: every future lived through a second time, with the same
/// doubts and other luck.
fn unknown(
    model: &Model,
    outputs: &[Output],
    base: &[PerTrial],
    futures: &SharedFutures<'_>,
) -> Result<Vec<Option<VarianceShare>>, RunError> {
    let nothing = || vec![None; outputs.len()];
    if !is_uncertain(model) {
        return Ok(nothing());
    }
    let mut twin = model.clone();
    twin.assumptions = twin.assumptions.drawn_as_in(futures.seed);
    let elsewhere = SharedFutures {
        seed: other_luck(futures.seed),
        ..futures.clone()
    };
    let Some(twins) = elsewhere.values(&twin, outputs)? else {
        return Ok(nothing());
    };
    let share = |(base, twins): (&PerTrial, Option<PerTrial>)| {
        let (base, twins) = base.paired(&twins?);
        VarianceShare::of_twins(&base, &twins)
    };
    Ok(base.iter().zip(twins).map(share).collect())
}

/// A seed that nobody types by chance: every bit of the seed's mirror image turned.
fn other_luck(seed: Seed) -> Seed {
    Seed(!seed.0.reverse_bits())
}

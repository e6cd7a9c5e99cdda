//! Where the plans of a company's functions contradict each other: what the market wants, what sales and supply allow, what
//! finance promised, and what lies between the target and the outcome.
//!
//! All plans live in the same futures, so that a difference between two is what they differ in, and not luck.

mod bridge;
mod capacity;
mod contradictions;
mod ideals;
mod views;

pub use ideals::Ideals;

use std::ops::Range;

use super::futures::SharedFutures;
use crate::calendar::Period;
use crate::kpi::Facts;
use crate::measure::Measure;
use crate::model::Model;
use crate::model::simulate::{RunError, simulate};
use crate::outcome::reconciliation::Reconciliation;
use crate::results::Results;
use crate::scenario::Measured;
use capacity::Capacity;
use views::Runs;

/// What plans are compared by, month by month.
const COUNTED: [Measure; 3] = [
    Measure::Bookings,
    Measure::Delivered,
    Measure::DeliveredLate,
];

/// What a bridge is to lead over.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// Its period.
    pub period: Period,
    /// What is measured.
    pub measured: Measured,
}

/// Number of plans that are simulated.
#[must_use]
pub fn n_runs(ideals: &Ideals, crossing: &Crossing) -> usize {
    // The plan as it is is one of those of the bridge.
    let of_promises = match bridge::splits(ideals, crossing) {
        Some(_) => ideals.n_plans() / 2,
        None => usize::from(ideals.base().keeping_promises().is_some()),
    };
    ideals.n_plans() + of_promises + 1 + usize::from(ideals.base().supply.is_some())
}

/// Compares the plans of the functions; `None` if Ctrl-C came before all of their views were known.
///
/// # Errors
///
/// [`RunError`] if the machine gives no threads or no memory.
pub fn reconcile(
    ideals: &Ideals,
    crossing: &Crossing,
    futures: &SharedFutures<'_>,
) -> Result<Option<Reconciliation>, RunError> {
    let base = ideals.base();
    let trials = futures.trials.clone();
    let planned = simulate(base, futures.seed, trials, futures.threads, futures.watch)?;
    if !planned.complete {
        return Ok(None);
    }
    let facts = Facts::new(base, &planned.results);
    let sold = match base.supply {
        Some(_) => match counted(&views::as_sold(base), futures)? {
            Some(sold) => Some(sold),
            None => return Ok(None),
        },
        None => None,
    };
    let Some(wanted) = counted(&views::unconstrained(base), futures)? else {
        return Ok(None);
    };
    let due = match base.keeping_promises() {
        Some(promised) => match counted(&promised, futures)? {
            Some(due) => Some(due),
            None => return Ok(None),
        },
        None => None,
    };
    let runs = Runs {
        model: base,
        planned: &facts,
        sold: sold.as_ref().unwrap_or(&planned.results),
        wanted: &wanted,
        due: due.as_ref(),
        capacity: Capacity::of(base, &planned.results),
    };
    let periods = views::periods(&runs);
    let contradictions = contradictions::all(&runs, &periods);
    Ok(Some(Reconciliation {
        bridge: bridge::bridge(ideals, crossing, (&planned.results, due.as_ref()), futures)?,
        periods,
        contradictions,
    }))
}

/// What a plan comes to; `None` if Ctrl-C came before all futures were finished.
fn counted(model: &Model, futures: &SharedFutures<'_>) -> Result<Option<Results>, RunError> {
    let mut model = model.clone();
    model.only = Some(COUNTED.to_vec());
    let trials = futures.trials.clone();
    let simulated = simulate(&model, futures.seed, trials, futures.threads, futures.watch)?;
    Ok(simulated.complete.then_some(simulated.results))
}

/// What is measured over some months, trial by trial \[minor units\].
fn measured(results: &Results, measured: Measured, months: &Range<usize>) -> Vec<i64> {
    let of = |measure| results.company(measure, months.clone());
    match measured {
        Measured::Bookings => of(Measure::Bookings),
        Measured::Delivered => {
            let (in_time, late) = (of(Measure::Delivered), of(Measure::DeliveredLate));
            in_time.iter().zip(&late).map(|(a, b)| a + b).collect()
        }
    }
}

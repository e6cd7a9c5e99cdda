//! Ramp time: how long hires take until they are fully productive.

use std::ops::Range;

use super::formula::sales_cycle;
use super::pipeline::at_mean;
use super::{Facts, PerTrial};
use crate::kernel::assumption::Assumptions;
use crate::measure::{Cut, Measure};
use crate::workforce::ramp::Ramp;
use crate::workforce::{Role, Workforce};

/// Months from the first day to full productivity of a role's hires, onboarding and ramp, at mean assumptions, by month of the
/// first day; one number if it is the same for all. `None` for a role that is no part of the plan's capacity.
#[must_use]
pub fn of_roles(
    workforce: &Workforce,
    assumptions: &Assumptions,
    n_months: usize,
) -> Vec<Option<Vec<f64>>> {
    let centres: Vec<f64> = assumptions.centres().collect();
    let months = |role: &Role| {
        let at_mean = |field| at_mean(field, assumptions).at(0, 0);
        let length = match &role.ramp {
            Ramp::Linear { months, .. } => at_mean(months),
            curve @ Ramp::Curve(_) => curve.length(),
        };
        let carries = at_mean(&role.capacity_per_year) > 0.0;
        let onboarding = at_mean(&role.onboarding);
        if role.ramp_moved.is_one() {
            return carries.then(|| vec![onboarding + length]);
        }
        let mut moved = role.ramp_moved.clone();
        moved.redraw(&centres);
        let of_month = |month| onboarding + length * moved.at(0, month);
        carries.then(|| (0..n_months).map(of_month).collect())
    };
    workforce.roles.iter().map(months).collect()
}

/// Mean over the hires of the months: a role's time from first day to full productivity, or the sales cycle where that is
/// longer, since nobody is in full swing before a first deal can have come through.
pub(super) fn ramp_time(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    facts.ramps.iter().flatten().next()?;
    let cycle = sales_cycle(facts, months.clone())?;
    let n_trials = facts.results.n_trials();
    let (mut sum, mut hires) = (vec![0.0; n_trials], vec![0.0; n_trials]);
    for (role, ramp) in facts.ramps.iter().enumerate() {
        let mut add = |ramp: f64, months: Range<usize>| {
            let by_trial = facts.results.over(Measure::Hires, Cut::Role, role, months);
            for (trial, number) in by_trial.into_iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "people are countable")]
                let number = number as f64;
                // A cycle that is not known is NaN, which `max` passes over.
                sum[trial] += number * ramp.max(cycle.all()[trial]);
                hires[trial] += number;
            }
        };
        match ramp.as_deref() {
            None => {}
            Some([ramp]) => add(*ramp, months.clone()),
            Some(by_month) => months
                .clone()
                .for_each(|month| add(by_month[month], month..month + 1)),
        }
    }
    Some(super::formula::ratios(&sum, &hires))
}

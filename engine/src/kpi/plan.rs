//! KPIs of what was planned: how far bookings stay below their target, and cost of sales against its budget.

use std::ops::Range;

use super::formula::{company, ratios};
use super::{Facts, PerTrial};
use crate::finance::Budget;
use crate::measure::Measure;

/// Trial by trial, how far one number lies above another; 0 where it does not.
fn excess(over: impl Iterator<Item = f64>, under: impl Iterator<Item = f64>) -> PerTrial {
    PerTrial::new(over.zip(under).map(|(a, b)| (a - b).max(0.0)).collect())
}

/// What is missing to the target. Its mean over the futures is the expected shortfall, `E[(target - bookings)⁺]`.
pub(super) fn target_shortfall(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let target = facts.target(&months)?.as_f64();
    let bookings = company(facts, Measure::Bookings, &months);
    Some(excess(std::iter::repeat(target), bookings.into_iter()))
}

/// The budget of the months and what each trial costs in them.
fn cost_and_budget(facts: &Facts<'_>, months: &Range<usize>) -> Option<(Vec<f64>, f64)> {
    let budget = facts.budget(months)?.cost.as_f64();
    Some((company(facts, Measure::Cost, months), budget))
}

pub(super) fn budget_use(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let (cost, budget) = cost_and_budget(facts, &months)?;
    Some(ratios(&cost, &vec![budget; cost.len()]))
}

/// 1 in a future whose cost of sales is at most the budget, 0 in the others.
#[must_use]
pub fn kept(facts: &Facts<'_>, budget: &Budget) -> PerTrial {
    let cost = facts.results.company(Measure::Cost, budget.months.clone());
    let is_kept = |cost: i64| f64::from(u8::from(cost <= budget.cost.minor()));
    PerTrial::new(cost.into_iter().map(is_kept).collect())
}

pub(super) fn budget_kept(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(kept(facts, facts.budget(&months)?))
}

/// What is spent beyond the budget. Its mean over the futures is the expected overrun, `E[(cost - budget)⁺]`.
pub(super) fn budget_overrun(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let (cost, budget) = cost_and_budget(facts, &months)?;
    Some(excess(cost.into_iter(), std::iter::repeat(budget)))
}

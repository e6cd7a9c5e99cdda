//! KPIs of what was planned: how far bookings stay below their target, and cost of sales against its budget.

use std::ops::Range;

use super::formula::{company, ratios};
use super::{Facts, PerTrial};
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
    let budget = facts.budget(months)?.as_f64();
    Some((company(facts, Measure::Cost, months), budget))
}

pub(super) fn budget_use(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let (cost, budget) = cost_and_budget(facts, &months)?;
    Some(ratios(&cost, &vec![budget; cost.len()]))
}

pub(super) fn budget_kept(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let budget = facts.budget(&months)?.minor();
    let cost = facts.results.company(Measure::Cost, months);
    let is_kept = |cost: i64| f64::from(u8::from(cost <= budget));
    Some(PerTrial::new(cost.into_iter().map(is_kept).collect()))
}

/// What is spent beyond the budget. Its mean over the futures is the expected overrun, `E[(cost - budget)⁺]`.
pub(super) fn budget_overrun(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let (cost, budget) = cost_and_budget(facts, &months)?;
    Some(excess(cost.into_iter(), std::iter::repeat(budget)))
}

//! The chance of keeping a budget.

use serde_json::{Value, json};

use super::Report;
use super::json::chance;
use crate::finance::Budget;
use crate::kernel::summary::Share;
use crate::kpi::Facts;
use crate::measure::Measure;
use crate::units::Money;

/// The chance that the cost of sales stays within its budget.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetOdds {
    /// Label of the period.
    pub period: String,
    /// Most that the cost of sales should come to.
    pub budget: Money,
    /// Share of futures in which it costs at most so much.
    pub chance: Share,
}

impl BudgetOdds {
    /// The chance of a budget; `None` without a trial.
    #[must_use]
    pub fn of(facts: &Facts<'_>, budget: &Budget) -> Option<Self> {
        let cost = facts.results.company(Measure::Cost, budget.months.clone());
        let chance = Share::of_events(cost.into_iter().map(|cost| cost <= budget.cost.minor()))?;
        Some(Self {
            period: budget.period.clone(),
            budget: budget.cost,
            chance,
        })
    }

    /// The chance of the budget of these very months; `None` without one.
    #[must_use]
    pub(super) fn of_months(facts: &Facts<'_>, months: &std::ops::Range<usize>) -> Option<Self> {
        let budget = facts.budgets.iter().find(|b| b.months == *months)?;
        Self::of(facts, budget)
    }
}

/// The chances of budgets for periods that have no table of their own, in order of time.
#[must_use]
pub(super) fn others(report: &Report<'_>) -> Vec<BudgetOdds> {
    let has_table = |budget: &&Budget| {
        let mut shown = report.periods.iter();
        shown.any(|figures| figures.period.months == budget.months)
    };
    let others = report.facts.budgets.iter().filter(|b| !has_table(b));
    others
        .filter_map(|budget| BudgetOdds::of(&report.facts, budget))
        .collect()
}

/// A budget and its chance, as JSON.
pub(super) fn value(report: &Report<'_>, odds: &BudgetOdds) -> Value {
    let currency = report.subject.currency;
    json!({
        "label": odds.period,
        "cost": odds.budget.as_f64() / currency.minor_per_major(),
        "unit": currency.code(),
        "chance": chance(&odds.chance),
    })
}

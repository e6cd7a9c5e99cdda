//! The chance of keeping a budget: of a period, and of periods that have no table of their own.

use serde_json::{Value, json};

use super::Report;
#[cfg(feature = "cli")]
use super::grid::fill;
use super::json::chance;
#[cfg(feature = "cli")]
use super::numbers::Numbers;
#[cfg(feature = "cli")]
use super::printable;
use super::said::Said;
use crate::finance::Budget;
use crate::kernel::summary::Share;
#[cfg(feature = "cli")]
use crate::kpi::Unit;
use crate::kpi::output::Output;
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
    pub(super) fn of(said: &Said<'_>, budget: &Budget) -> Option<Self> {
        let place = said.facts.budgets.iter().position(|b| b == budget)?;
        let chance = said.share(&Output::Kept(place))?;
        Some(Self {
            period: budget.period.clone(),
            budget: budget.cost,
            chance,
        })
    }

    /// The chance of the budget of these very months; `None` without one.
    #[must_use]
    pub(super) fn of_months(said: &Said<'_>, months: &std::ops::Range<usize>) -> Option<Self> {
        Self::of(said, said.facts.budget(months)?)
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
        .filter_map(|budget| BudgetOdds::of(&report.said(), budget))
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

/// The odds of budgets for periods that have no table of their own.
#[cfg(feature = "cli")]
pub(super) fn of_other_periods(report: &Report<'_>, numbers: &Numbers) -> String {
    let others = others(report);
    let mut text = String::from(if others.is_empty() {
        ""
    } else {
        "\nOther budgets\n"
    });
    for odds in &others {
        let line = format!("{}, {}", printable(&odds.period), kept(odds, numbers));
        text.push_str(&fill(&line, ""));
    }
    text
}

/// A budget, and the odds of keeping it.
#[cfg(feature = "cli")]
pub(super) fn kept(odds: &BudgetOdds, numbers: &Numbers) -> String {
    let (low, high) = odds.chance.interval;
    format!(
        "{} for cost of sales: {} chance to keep it (95 % interval {} to {}).",
        numbers.short(Unit::Money, odds.budget.as_f64()),
        numbers.percent(odds.chance.value),
        numbers.percent(low),
        numbers.percent(high),
    )
}

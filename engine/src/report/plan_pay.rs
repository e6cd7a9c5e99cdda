//! What each comp plan pays over a period: a distribution, and beside its mean the payout at the mean.

use std::ops::Range;

use serde_json::{Value, json};

use super::estimate::Estimate;
use super::json::quantile;
use super::{Report, unit_name};
use crate::comp::Plan;
use crate::kpi::Unit;
use crate::kpi::at_mean::PayAtMean;
use crate::kpi::output::Output;
use crate::measure::{Cut, Measure};

/// What a comp plan pays over some months [minor units].
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanPay<'a> {
    /// The plan.
    pub(super) plan: &'a Plan,
    /// What it pays.
    pub(super) pay: Estimate,
    /// What it would pay if every settlement came out as the mean one.
    pub(super) at_mean: f64,
}

impl<'a> PlanPay<'a> {
    /// All plans over some months.
    ///
    /// * `at_mean`: of the report's plan and results
    pub(super) fn of_all(
        report: &Report<'a>,
        at_mean: &PayAtMean<'_>,
        months: &Range<usize>,
    ) -> Vec<Self> {
        let said = report.said();
        let pay = |ix: usize| {
            said.estimate(&Output::Measure(
                Measure::VariablePay,
                Cut::Plan,
                ix,
                months.into(),
            ))
        };
        let plans = report.subject.model.comp.plans.iter().enumerate();
        plans
            .filter_map(|(ix, plan)| {
                Some(Self {
                    plan,
                    pay: pay(ix)?,
                    at_mean: at_mean.of(ix, months),
                })
            })
            .collect()
    }

    /// How much more it pays on average than at the average, as a share of the latter; `None` if that is nothing.
    pub(super) fn excess(&self) -> Option<f64> {
        (self.at_mean > 0.0).then(|| self.pay.moments.mean / self.at_mean - 1.0)
    }

    /// In the format described in [`json`](super::json).
    pub(super) fn json(&self, report: &Report<'_>) -> Value {
        let currency = report.subject.currency;
        let scale = currency.minor_per_major();
        json!({
            "plan": self.plan.id,
            "unit": unit_name(Unit::Money, currency),
            "trials": self.pay.moments.n,
            "mean": self.pay.moments.mean / scale,
            "standard_error": self.pay.moments.std_error().map(|error| error / scale),
            "p10": quantile(&self.pay.p10, scale),
            "p50": quantile(&self.pay.p50, scale),
            "p90": quantile(&self.pay.p90, scale),
            "at_mean": currency.natural(self.at_mean),
            "excess": self.excess(),
        })
    }
}

/// The plans of a period, a row each, and what the last column means; empty if nobody is paid by a plan.
#[cfg(feature = "cli")]
pub(super) fn text(
    plans: &[PlanPay<'_>],
    found: Option<&crate::kpi::verdict::LookedBack>,
    numbers: &super::numbers::Numbers,
) -> String {
    use super::grid::{Grid, fill};
    use super::{looked_back, printable, text};

    const LISTED: usize = 12;
    if plans.is_empty() {
        return String::new();
    }
    let money = |minor: f64| numbers.short(Unit::Money, minor);
    let mut grid = Grid::new(&text::COLUMNS);
    grid.row(&[
        "Variable pay by comp plan",
        &looked_back::heading("P10", found),
        &looked_back::heading("P50", found),
        &looked_back::heading("P90", found),
        "mean (excess)",
    ]);
    for of in plans.iter().take(LISTED) {
        let excess = of.excess().map_or(String::new(), |excess| {
            format!(" ({})", numbers.signed_percent(excess))
        });
        grid.row(&[
            printable(&of.plan.id).into_owned(),
            money(of.pay.p10.value),
            money(of.pay.p50.value),
            money(of.pay.p90.value),
            money(of.pay.moments.mean) + &excess,
        ]);
    }
    let mut shown = grid.into_text();
    if let Some(more) = plans.len().checked_sub(LISTED + 1) {
        shown += &fill(
            &format!(
                "... and {} more: see comp.csv in a results folder (-o)",
                more + 1
            ),
            "",
        );
    }
    shown
        + &fill(
            "Excess: how much more a plan pays on average than at the average, if every settlement came out as the mean one.",
            "",
        )
}

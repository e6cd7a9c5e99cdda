//! What comp plans cost: a distribution for each plan and fiscal year, beside the payout at the mean.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
use crate::calendar::PeriodKind;
use crate::kpi::Unit;
use crate::kpi::output::Output;
use crate::measure::{Cut, Measure};
use crate::report::plan_pay::PlanPay;

/// Kinds of pay, each a column with its mean.
const KINDS: [Measure; 8] = [
    Measure::Commission,
    Measure::Bonuses,
    Measure::Spiffs,
    Measure::ActivityBonuses,
    Measure::Objectives,
    Measure::DrawsAndGuarantees,
    Measure::ClawedBack,
    Measure::WrittenOff,
];

/// A row for each plan and fiscal year: mean pay with its error and quantiles, the payout at the mean, and the mean of
/// each kind of pay.
pub(in super::super) fn comp(report: &Report<'_>) -> Table {
    let mut columns = vec!["plan", "year"];
    columns.extend(STATISTICS);
    columns.push("pay-at-mean");
    columns.extend(KINDS.map(Measure::id));
    let mut table = Table::new("comp", &columns);
    let (model, currency) = (report.subject.model, report.subject.currency);
    let said = report.said();
    let at_mean = said.pay_at_mean(model);
    for year in model.calendar.periods(PeriodKind::Year) {
        let plans = PlanPay::of_all(report, &at_mean, &year.months);
        for (ix, of) in plans.iter().enumerate() {
            let mut row = vec![Cell::text(&of.plan.id), Cell::text(&year.label)];
            row.extend(statistics(Unit::Money, Some(&of.pay), currency));
            row.push(Cell::amount(Some(of.at_mean), currency));
            for kind in KINDS {
                let output = Output::Measure(kind, Cut::Plan, ix, (&year.months).into());
                row.push(Cell::amount(said.mean(&output), currency));
            }
            table.push(row);
        }
    }
    table
}

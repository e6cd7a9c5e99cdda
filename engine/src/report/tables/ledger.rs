//! The constraint ledger: where potential goes, and what bound.

use std::iter::once;

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
use crate::calendar::PeriodKind;
use crate::kpi::Unit;
use crate::measure::Measure;
use crate::report::bound::in_month;

/// Label of the rows that are about all months together.
const ALL: &str = "all";

/// A row for each period and line, for all months together, years, quarters and months. In every period what comes in (opening,
/// potential and repricing) is what goes out (all other lines), to the minor unit; shares are of what comes in. Of months that
/// have happened only the deals won are known: they are left out, and periods that have happened have no rows.
pub(in super::super) fn ledger(report: &Report<'_>) -> Table {
    let mut columns = vec!["period", "line", "side"];
    columns.extend(STATISTICS);
    columns.push("share");
    let mut table = Table::new("ledger", &columns);
    let currency = report.subject.currency;
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    let calendar = &report.subject.model.calendar;
    let periods = kinds.into_iter().flat_map(|kind| calendar.periods(kind));
    let periods = periods.map(|period| (period.label, period.months));
    let ledgers = report.said().ledgers();
    for (label, months) in once((ALL.to_owned(), 0..calendar.n_months())).chain(periods) {
        for entry in ledgers.of(&months) {
            let mut row = [&label, entry.line.id(), entry.line.side().id()]
                .map(Cell::text)
                .to_vec();
            let mut cells = statistics(Unit::Money, entry.estimate.as_ref(), currency);
            #[expect(clippy::cast_precision_loss, reason = "money stays far below 2^53")]
            let mean = entry.mean as f64;
            cells[1] = Cell::value(Unit::Money, mean, currency);
            row.extend(cells);
            row.push(entry.share.map_or(Cell::Empty, Cell::Number));
            table.push(row);
        }
    }
    table
}

/// A row for each month: the share of futures in which leads, sales capacity, supply, stock or budget was what bound, and the
/// standard error of that of sales capacity. A month may be bound by several; leads bind where nothing else does. Plans that
/// deliver at once and have no stock are never bound by these; the budget is empty in months without one. All are empty for
/// months that have happened.
pub(in super::super) fn bound(report: &Report<'_>) -> Table {
    let columns = [
        "month",
        "leads",
        "capacity",
        "supply",
        "stock",
        "budget",
        "standard-error",
    ];
    let mut table = Table::new("bound", &columns);
    let calendar = &report.subject.model.calendar;
    for month in 0..calendar.n_months() {
        let in_month = |measure| in_month(&report.said(), measure, month);
        // What bound a month that has happened is not known.
        let share = in_month(Measure::CapacityBound);
        let of = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
        let counted = |measure| in_month(measure).map(|share| share.value);
        let or = |value: Option<f64>, otherwise: fn(f64) -> f64| {
            of(value.or_else(|| share.as_ref().map(|share| otherwise(share.value))))
        };
        table.push(vec![
            Cell::text(calendar.month(month).to_string()),
            or(counted(Measure::LeadsBound), |capacity| 1.0 - capacity),
            of(share.as_ref().map(|share| share.value)),
            or(counted(Measure::SupplyBound), |_| 0.0),
            or(counted(Measure::StockBound), |_| 0.0),
            of(counted(Measure::BudgetBound)),
            of(share.as_ref().map(|share| share.std_error)),
        ]);
    }
    table
}

//! The constraint ledger: where potential goes, and what bound.

use std::iter::once;

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
use crate::calendar::PeriodKind;
use crate::kpi::Unit;
use crate::measure::Measure;
use crate::report::figures::{bound_in, share_in};

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

/// A row for each month: the share of futures in which leads, sales capacity, supply, stock or budget was what bound.
/// Plans that deliver at once and buy nothing are never bound by the last three. A month may be bound by capacity and by
/// stock; leads bind where neither does. Empty for months that have happened.
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
        // What bound a month that has happened is not known.
        let share = bound_in(&report.said(), month);
        let never = share.as_ref().map_or(Cell::Empty, |_| Cell::Number(0.0));
        let of = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
        let counted = |measure| share_in(&report.said(), measure, month).map(|share| share.value);
        let leads =
            counted(Measure::LeadsBound).or_else(|| share.as_ref().map(|share| 1.0 - share.value));
        let stock = counted(Measure::StockBound).map_or(never.clone(), Cell::Number);
        table.push(vec![
            Cell::text(calendar.month(month).to_string()),
            of(leads),
            of(share.as_ref().map(|share| share.value)),
            never.clone(),
            stock,
            never,
            of(share.map(|share| share.std_error)),
        ]);
    }
    table
}

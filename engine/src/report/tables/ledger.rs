//! The constraint ledger: where potential goes, and what bound.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, natural_values, statistics};
use crate::calendar::PeriodKind;
use crate::kernel::summary::Share;
use crate::kpi::Unit;
use crate::measure::{Cut, Measure};
use crate::model::ledger::LINES;
use crate::report::Estimate;

/// A row for each period and line, for years, quarters and months. Over the horizon, what comes in (potential and
/// repricing) is what goes out (all other lines); in a single month it is not, since deals take their time.
pub(in super::super) fn ledger(report: &Report<'_>) -> Table {
    let mut columns = vec!["period", "line"];
    columns.extend(STATISTICS);
    columns.push("share");
    let mut table = Table::new("ledger", &columns);
    let currency = report.subject.currency;
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    let calendar = &report.subject.model.calendar;
    for period in kinds.into_iter().flat_map(|kind| calendar.periods(kind)) {
        let estimate = |measure| {
            let months = period.months.clone();
            Estimate::of(&natural_values(report, measure, Cut::Company, 0, months))
        };
        let potential = estimate(Measure::Potential).map(|e| e.moments.mean);
        let potential = potential.filter(|&mean| mean > 0.0);
        for line in [Measure::Potential, Measure::Repriced]
            .into_iter()
            .chain(LINES)
        {
            let estimate = estimate(line);
            let mean = estimate.as_ref().map(|e| e.moments.mean);
            let share = mean
                .zip(potential)
                .map(|(mean, potential)| mean / potential);
            let mut row = vec![Cell::text(&period.label), Cell::text(line.id())];
            row.extend(statistics(Unit::Money, estimate.as_ref(), currency));
            row.push(share.map_or(Cell::Empty, Cell::Number));
            table.push(row);
        }
    }
    table
}

/// A row for each month: the share of futures in which leads, sales capacity, supply, stock or budget was what bound.
/// Plans that deliver at once and buy nothing are never bound by the last three. Empty for months that have happened.
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
        let values = natural_values(
            report,
            Measure::CapacityBound,
            Cut::Company,
            0,
            month..month + 1,
        );
        let share = Share::of_events(values.all().iter().map(|&bound| bound > 0.0));
        // What bound a month that has happened is not known.
        let share = share.filter(|_| month >= calendar.n_history());
        let never = share.as_ref().map_or(Cell::Empty, |_| Cell::Number(0.0));
        let of = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
        table.push(vec![
            Cell::text(calendar.month(month).to_string()),
            of(share.as_ref().map(|share| 1.0 - share.value)),
            of(share.as_ref().map(|share| share.value)),
            never.clone(),
            never.clone(),
            never,
            of(share.map(|share| share.std_error)),
        ]);
    }
    table
}

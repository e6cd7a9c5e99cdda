//! The capacity waterfall: from all seats to ramped capacity, beside what is asked of it.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::mean_and_error;
use crate::calendar::PeriodKind;
use crate::kpi::output::Output;
use crate::measure::Measure;

/// Columns in pairs of mean and standard error, and their measures.
const WATERFALL: [(Measure, [&str; 2]); 7] = [
    (Measure::CapacityBudgeted, ["all-seats", "all-seats-se"]),
    (
        Measure::CapacityVacant,
        ["less-vacancies", "less-vacancies-se"],
    ),
    (Measure::CapacityRamping, ["less-ramp", "less-ramp-se"]),
    (Measure::Capacity, ["ramped-capacity", "ramped-capacity-se"]),
    (Measure::Rre, ["rre", "rre-se"]),
    (Measure::StreetQuota, ["street-quota", "street-quota-se"]),
    (Measure::Bookings, ["bookings", "bookings-se"]),
];

/// The waterfall by quarter: all seats - vacancies - ramp = ramped capacity; then ramped-rep equivalents, street
/// quota, bookings and, where the plan has one, the target. Without anybody who carries a quota on own bookings there is no
/// street quota.
pub(in super::super) fn capacity(report: &Report<'_>) -> Table {
    let mut columns = vec!["quarter", "complete", "unit"];
    columns.extend(WATERFALL.iter().flat_map(|(_, names)| names));
    columns.push("target");
    let mut table = Table::new("capacity", &columns);
    let (currency, said) = (report.subject.currency, report.said());
    for quarter in report.subject.model.calendar.periods(PeriodKind::Quarter) {
        let complete = if quarter.complete { "yes" } else { "no" };
        let mut row = vec![
            Cell::text(&quarter.label),
            Cell::text(complete),
            Cell::text(currency.code()),
        ];
        for (measure, _) in WATERFALL {
            let output = Output::company(measure, &quarter.months);
            let occurs = said.share(&output).is_some_and(|share| share.value > 0.0);
            let is_none = measure == Measure::StreetQuota && !occurs;
            let moments = said.moments(&output).filter(|_| !is_none);
            row.extend(mean_and_error(measure.unit().into(), moments, currency));
        }
        row.push(Cell::amount(
            report
                .facts
                .target(&quarter.months)
                .map(crate::units::Money::as_f64),
            currency,
        ));
        table.push(row);
    }
    table
}

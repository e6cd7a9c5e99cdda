//! Every seat in every fiscal year: what was booked, what was asked and what was paid.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::mean_and_error;
use crate::calendar::{Period, PeriodKind};
use crate::comp;
use crate::kpi::{Unit, output::Output};
use crate::measure::{Cut, Measure};

const COLUMNS: [&str; 20] = [
    "seat",
    "rep",
    "role",
    "territory",
    "year",
    "bookings",
    "bookings-se",
    "credited",
    "credited-se",
    "quota",
    "quota-se",
    "quota-unit",
    "attainment",
    "attainment-se",
    "attainment-p10",
    "attainment-p50",
    "attainment-p90",
    "chance-of-quota",
    "pay",
    "pay-se",
];

/// A row for each seat and fiscal year. The territory is the one at the end of the year, after all new cuts of it. Pay is variable pay; attainment covers the futures in which the seat carried a
/// quota, and the chance of quota is among these.
pub(in super::super) fn reps(report: &Report<'_>) -> Table {
    let mut table = Table::new("reps", &COLUMNS);
    let years = report.subject.model.calendar.periods(PeriodKind::Year);
    for seat in 0..report.subject.model.workforce.seats.len() {
        for (year, period) in years.iter().enumerate() {
            let mut row = identity(report, seat, period);
            row.push(Cell::text(&period.label));
            row.extend(money(report, Measure::Bookings, seat, year));
            row.extend(quota(report, seat, year));
            row.extend(attainment(report, seat, year));
            row.extend(money(report, Measure::VariablePay, seat, year));
            table.push(row);
        }
    }
    table
}

/// Seat, rep, role and the territory at the end of a period.
pub(super) fn identity(report: &Report<'_>, seat: usize, period: &Period) -> Vec<Cell> {
    let model = report.subject.model;
    // Each new cut says where every seat is from then on.
    let cuts = model.territories.recuts.iter();
    let latest = cuts.take_while(|cut| cut.month < period.months.end).last();
    let territory = latest.map_or(model.workforce.seats[seat].territory, |cut| cut.seats[seat]);
    let (seat, dimensions) = (&model.workforce.seats[seat], &model.dimensions);
    let territory = territory.map_or(Cell::Empty, |ix| Cell::text(&dimensions.territories[ix].id));
    vec![
        Cell::text(&seat.id),
        Cell::text(&seat.name),
        Cell::text(&dimensions.roles[seat.role].id),
        territory,
    ]
}

/// The unit in which a role's plan counts; `None` if no plan pays it.
pub(in super::super) fn quota_unit(report: &Report<'_>, role: usize) -> Option<Unit> {
    let plan = report.subject.model.comp.plan_of(role)?;
    Some(counting_unit(plan.main().measure))
}

/// The unit in which a comp plan counts a measure.
pub(in super::super) fn counting_unit(measure: comp::Measure) -> Unit {
    if measure.is_money() {
        Unit::Money
    } else {
        Unit::Count
    }
}

fn money(report: &Report<'_>, measure: Measure, seat: usize, year: usize) -> [Cell; 2] {
    let output = Output::Measure(measure, Cut::Seat, seat, (&(year..year + 1)).into());
    let moments = report.said().moments(&output);
    mean_and_error(Unit::Money, moments, report.subject.currency)
}

/// Credits and quota in the plan's unit, and the unit; empty without a plan.
fn quota(report: &Report<'_>, seat: usize, year: usize) -> Vec<Cell> {
    let Some(unit) = quota_unit(report, report.subject.model.workforce.seats[seat].role) else {
        return vec![Cell::Empty; 5];
    };
    let mut cells = Vec::new();
    for measure in [Measure::Credited, Measure::Quota] {
        let output = Output::Measure(measure, Cut::Seat, seat, (&(year..year + 1)).into());
        let moments = report.said().moments(&output);
        cells.extend(mean_and_error(unit, moments, report.subject.currency));
    }
    cells.push(Cell::text(super::unit_name(unit, report.subject.currency)));
    cells
}

/// Attainment and the chance of quota; empty where the seat never carries one.
fn attainment(report: &Report<'_>, seat_ix: usize, year: usize) -> Vec<Cell> {
    let (said, seats) = (report.said(), vec![seat_ix]);
    let Some(e) = said.estimate(&Output::Attainment(seats.clone(), year)) else {
        return vec![Cell::Empty; 6];
    };
    let mut cells = mean_and_error(Unit::Share, Some(e.moments), report.subject.currency).to_vec();
    cells.extend([e.p10, e.p50, e.p90].map(|quantile| Cell::Number(quantile.value)));
    let chance = said.share(&Output::AtQuota(seats, year));
    cells.push(chance.map_or(Cell::Empty, |share| Cell::Number(share.value)));
    cells
}

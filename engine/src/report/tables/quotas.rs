//! The quota sheet: what each seat carries, its sums by role, and the street quota against the target.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::seats::{identity, quota_unit};
use super::unit_name;
use crate::calendar::{Period, PeriodKind};
use crate::kpi::{Unit, output::Output, pipeline::at_mean};
use crate::measure::{Cut, Measure};
use crate::units::Money;

const COLUMNS: [&str; 12] = [
    "layer",
    "seat",
    "rep",
    "role",
    "territory",
    "year",
    "unit",
    "quota",
    "ramped-quota",
    "target",
    "attainment-factor",
    "over-assignment",
];

/// Seats, then sums by role, then the company with its target, for each fiscal year.
///
/// A seat's territory is the one at the end of the year, after all new cuts of it.
/// Quota is that of a fully ramped rep for the months of the year inside the horizon; ramped quota is the mean over
/// the futures of what is really carried, with ramps and vacancies. The company's ramped quota is the street quota,
/// which counts reps' own bookings once and leaves out what is carried a second time, such as a manager's.
pub(in super::super) fn quotas(report: &Report<'_>) -> Table {
    let mut table = Table::new("quotas", &COLUMNS);
    for (year, period) in report
        .subject
        .model
        .calendar
        .periods(PeriodKind::Year)
        .iter()
        .enumerate()
    {
        let lines: Vec<Line> = (0..report.subject.model.workforce.seats.len())
            .filter_map(|seat| Line::of(report, seat, year, period))
            .collect();
        for line in &lines {
            table.push(line.row(report, period));
        }
        for role in 0..report.subject.model.dimensions.roles.len() {
            table.rows.extend(role_total(report, &lines, role, period));
        }
        table.push(company(report, period));
    }
    table
}

/// What one seat carries in a fiscal year, in its plan's unit.
struct Line {
    seat: usize,
    unit: Unit,
    quota: f64,
    ramped: f64,
}

impl Line {
    /// `None` if no plan pays the seat's role.
    fn of(report: &Report<'_>, seat: usize, year: usize, period: &Period) -> Option<Self> {
        let unit = quota_unit(report, report.subject.model.workforce.seats[seat].role)?;
        let span = (&(year..year + 1)).into();
        let carried = Output::Measure(Measure::Quota, Cut::Seat, seat, span);
        let ramped = report.said().moments(&carried).map_or(0.0, |m| m.mean);
        Some(Self {
            seat,
            unit,
            quota: full_quota(report, seat, period)?,
            ramped,
        })
    }

    fn row(&self, report: &Report<'_>, period: &Period) -> Vec<Cell> {
        let mut row = vec![Cell::text("seat")];
        row.extend(identity(report, self.seat, period));
        row.push(Cell::text(&period.label));
        row.extend(amounts(report, self.unit, self.quota, self.ramped));
        row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
        row
    }
}

/// Quota of a fully ramped rep in the seat over the months of a period, in the plan's unit, at mean assumptions.
fn full_quota(report: &Report<'_>, seat: usize, period: &Period) -> Option<f64> {
    let model = report.subject.model;
    let seat = &model.workforce.seats[seat];
    let plan = model.comp.plan_of(seat.role)?;
    let field = at_mean(&plan.main().quota_per_year, &model.assumptions);
    let a_year = |month| {
        seat.quota_per_year
            .unwrap_or_else(|| field.at(seat.role, month))
    };
    Some(
        period
            .months
            .clone()
            .map(|month| a_year(month) / 12.0)
            .sum(),
    )
}

fn amounts(report: &Report<'_>, unit: Unit, quota: f64, ramped: f64) -> [Cell; 3] {
    let currency = report.subject.currency;
    [
        Cell::text(unit_name(unit, currency)),
        Cell::value(unit, quota, currency),
        Cell::value(unit, ramped, currency),
    ]
}

/// The sum over a role's seats; `None` for a role without quota.
fn role_total(
    report: &Report<'_>,
    lines: &[Line],
    role: usize,
    period: &Period,
) -> Option<Vec<Cell>> {
    let of_role = || {
        lines
            .iter()
            .filter(|line| report.subject.model.workforce.seats[line.seat].role == role)
    };
    let unit = of_role().next()?.unit;
    let mut row = vec![Cell::text("role"), Cell::Empty, Cell::Empty];
    row.extend([
        Cell::text(&report.subject.model.dimensions.roles[role].id),
        Cell::Empty,
        Cell::text(&period.label),
    ]);
    row.extend(amounts(
        report,
        unit,
        of_role().map(|l| l.quota).sum(),
        of_role().map(|l| l.ramped).sum(),
    ));
    row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
    Some(row)
}

fn company(report: &Report<'_>, period: &Period) -> Vec<Cell> {
    let currency = report.subject.currency;
    let (said, street) = (
        report.said(),
        Output::company(Measure::StreetQuota, &period.months),
    );
    // Where nobody carries a quota on own bookings, as under plans on margin, there is no street quota.
    let is_carried = said.share(&street).is_some_and(|share| share.value > 0.0);
    let street = said.moments(&street).map(|m| m.mean);
    let street = street.filter(|_| is_carried);
    let target = report.facts.target(&period.months).map(Money::as_f64);
    let factor = |over: f64, under: f64| {
        if under == 0.0 {
            Cell::Empty
        } else {
            Cell::Number(over / under)
        }
    };
    let factors = target
        .zip(street)
        .map(|(target, street)| [factor(target, street), factor(street, target)]);
    let mut row = vec![
        Cell::text("company"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ];
    row.extend([
        Cell::text(&period.label),
        Cell::text(currency.code()),
        Cell::Empty,
    ]);
    row.extend([
        Cell::amount(street, currency),
        Cell::amount(target, currency),
    ]);
    row.extend(factors.unwrap_or([Cell::Empty, Cell::Empty]));
    row
}

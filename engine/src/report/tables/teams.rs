//! Every team in every fiscal year: what the people who report to a seat were asked and what they made of it.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::mean_and_error;
use super::seats::quota_unit;
use crate::calendar::PeriodKind;
use crate::comp::Credit;
use crate::kpi::{Unit, natural, output::Output};
use crate::measure::Measure;

const COLUMNS: [&str; 16] = [
    "manager",
    "name",
    "year",
    "seats",
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
    "trials",
];

/// A row for each seat that others report to, directly or not, and each fiscal year; where the plans of a team count in
/// money and in numbers, a row for each of the two. Seats whose plan counts a team, a territory or the company are left out:
/// what they are credited with is somebody's deal already, and so is a manager's in the team of the manager above. Attainment covers the futures in which the team carried a quota, as many
/// as there are `trials`.
pub(in super::super) fn teams(report: &Report<'_>) -> Table {
    let mut table = Table::new("teams", &COLUMNS);
    let workforce = &report.subject.model.workforce;
    let years = report.subject.model.calendar.periods(PeriodKind::Year);
    for (manager, named) in workforce.seats.iter().enumerate() {
        let team = workforce.team_of(manager);
        for unit in [Unit::Money, Unit::Count] {
            let counted = |seat: &&usize| {
                let role = workforce.seats[**seat].role;
                quota_unit(report, role) == Some(unit) && has_own_results(report, role)
            };
            let seats: Vec<usize> = team.iter().filter(counted).copied().collect();
            if seats.is_empty() {
                continue;
            }
            for (year, period) in years.iter().enumerate() {
                let mut row = vec![
                    Cell::text(&named.id),
                    Cell::text(&named.name),
                    Cell::text(&period.label),
                    Cell::Number(natural(crate::measure::Unit::Count, count(&seats))),
                ];
                row.extend(standing(report, &seats, year, unit));
                row.extend(attainment(report, &seats, year));
                table.push(row);
            }
        }
    }
    table
}

/// Whether a role's plan counts what its people sell themselves.
fn has_own_results(report: &Report<'_>, role: usize) -> bool {
    let plan = report.subject.model.comp.plan_of(role);
    plan.is_some_and(|plan| plan.main().credit == Credit::Own)
}

fn count(seats: &[usize]) -> i64 {
    i64::try_from(seats.len()).expect("seats are countable")
}

/// Credits and quota of the team in its unit, and the unit.
fn standing(report: &Report<'_>, seats: &[usize], year: usize, unit: Unit) -> Vec<Cell> {
    let currency = report.subject.currency;
    let mut cells = Vec::new();
    for measure in [Measure::Credited, Measure::Quota] {
        let moments = report
            .said()
            .moments(&Output::OfSeats(measure, seats.to_vec(), year));
        cells.extend(mean_and_error(unit, moments, currency));
    }
    cells.push(Cell::text(super::unit_name(unit, currency)));
    cells
}

fn attainment(report: &Report<'_>, seats: &[usize], year: usize) -> Vec<Cell> {
    let said = report.said();
    let Some(e) = said.estimate(&Output::Attainment(seats.to_vec(), year)) else {
        return vec![Cell::Empty; 7];
    };
    let mut cells = mean_and_error(Unit::Share, Some(e.moments), report.subject.currency).to_vec();
    cells.extend([e.p10, e.p50, e.p90].map(|quantile| Cell::Number(quantile.value)));
    let chance = said.share(&Output::AtQuota(seats.to_vec(), year));
    cells.push(chance.map_or(Cell::Empty, |share| Cell::Number(share.value)));
    #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
    cells.push(Cell::Number(e.moments.n as f64));
    cells
}

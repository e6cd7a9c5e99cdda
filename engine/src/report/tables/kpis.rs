//! The KPI table: every KPI with its formula, direction and estimate.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
use crate::calendar::PeriodKind;
use crate::kpi;
use crate::kpi::output::Output;
use crate::measure::Direction;

/// Every KPI that is shown, of each complete fiscal year, or of the whole horizon if there is none.
pub(in super::super) fn kpis(report: &Report<'_>) -> Table {
    let keys = ["kpi", "title", "period", "direction", "formula"];
    let mut table = Table::new(
        "kpis",
        &[&keys[..], &STATISTICS[..], &["nine-in-ten", "trials"]].concat(),
    );
    let currency = report.subject.currency;
    for figures in &report.periods {
        for figure in &figures.figures {
            let (kpi, estimate) = (figure.kpi, &figure.estimate);
            let mut row = [
                kpi.id,
                kpi.title,
                &figures.period.label,
                direction(kpi.direction),
                kpi.formula,
            ]
            .map(Cell::text)
            .to_vec();
            row.extend(statistics(kpi.unit, Some(estimate), currency));
            row.push(
                estimate
                    .nine_in_ten(kpi.direction)
                    .map_or(Cell::Empty, |p| Cell::text(p.words().0)),
            );
            #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
            row.push(Cell::Number(estimate.moments.n as f64));
            table.push(row);
        }
    }
    table
}

/// Every KPI that is shown, of each whole month, fiscal quarter and fiscal year in which it has a meaning: months that have
/// happened and simulated ones by the same formulas.
pub(in super::super) fn by_period(report: &Report<'_>) -> Table {
    let keys = ["kpi", "title", "period", "of", "actual", "direction"];
    let mut table = Table::new(
        "kpis-by-period",
        &[&keys[..], &STATISTICS[..], &["trials"]].concat(),
    );
    let (said, currency) = (report.said(), report.subject.currency);
    let calendar = report.facts.calendar;
    let kinds = [
        ("month", PeriodKind::Month),
        ("quarter", PeriodKind::Quarter),
        ("year", PeriodKind::Year),
    ];
    for kpi in kpi::ALL.iter().filter(|kpi| report.subject.shows(kpi)) {
        for (kind_name, kind) in kinds {
            let whole = calendar.periods(kind).into_iter();
            for period in whole.filter(|period| period.complete) {
                if kpi.months(&report.facts, &period.months).is_none() {
                    continue;
                }
                let output = Output::Kpi(kpi.id, (&period.months).into());
                let Some(estimate) = said.estimate(&output) else {
                    continue;
                };
                let actual = match calendar.simulated(&period.months).len() {
                    0 => "yes",
                    n if n == period.months.len() => "no",
                    _ => "part",
                };
                let mut row = [
                    kpi.id,
                    kpi.title,
                    &period.label,
                    kind_name,
                    actual,
                    direction(kpi.direction),
                ]
                .map(Cell::text)
                .to_vec();
                row.extend(statistics(kpi.unit, Some(&estimate), currency));
                #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
                row.push(Cell::Number(estimate.moments.n as f64));
                table.push(row);
            }
        }
    }
    table
}

/// Name of a direction in files.
pub(in super::super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::HighIsGood => "high-is-good",
        Direction::LowIsGood => "low-is-good",
        Direction::Neutral => "neutral",
    }
}

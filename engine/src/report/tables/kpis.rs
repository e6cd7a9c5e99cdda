//! The KPI table: every KPI with its formula, direction and estimate.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
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

/// Name of a direction in files.
pub(in super::super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::HighIsGood => "high-is-good",
        Direction::LowIsGood => "low-is-good",
        Direction::Neutral => "neutral",
    }
}

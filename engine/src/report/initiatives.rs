//! Initiatives as JSON and as a table: when they run, what they move, how far they are adopted and what that costs.

use std::ops::Range;

use serde_json::{Value, json};

use super::figures::PeriodFigures;
use super::table::{Cell, Table, unit_name};
use super::{Report, Subject};
use crate::initiatives::Initiative;
use crate::kpi::Unit;

/// An initiative whose costs are at the means of what is uncertain.
pub(super) fn at_means(subject: &Subject<'_>, initiative: &Initiative) -> Initiative {
    let centres: Vec<f64> = subject.model.assumptions.centres().collect();
    let mut initiative = initiative.clone();
    initiative.redraw(&centres);
    initiative
}

/// The initiatives of a plan as JSON, as the summary describes it.
pub(super) fn json(report: &Report<'_>) -> Value {
    let (subject, calendar) = (&report.subject, &report.subject.model.calendar);
    let last = |months: &Range<usize>| calendar.month(months.end - 1).to_string();
    let of = |initiative: &Initiative| {
        let costs = at_means(subject, initiative);
        let of_period = |figures: &PeriodFigures| {
            let months = figures.period.months.clone();
            json!({
                "label": figures.period.label,
                "from": calendar.month(months.start).to_string(),
                "until": last(&months),
                "adopted": initiative.adopted(months.clone()),
                "cost": costs.cost_over(months).as_f64() / subject.currency.minor_per_major(),
            })
        };
        json!({
            "id": initiative.id,
            "name": initiative.name,
            "from": calendar.month(initiative.start).to_string(),
            "until": last(&(initiative.start..initiative.until)),
            "unit": subject.currency.code(),
            "moves": initiative.moves,
            "periods": report.periods.iter().map(of_period).collect::<Vec<_>>(),
        })
    };
    subject.model.initiatives.iter().map(of).collect()
}

/// A row for each initiative and month: share adopted, and cost at the means of what is uncertain; none in a plan without any.
pub(super) fn table(report: &Report<'_>) -> Option<Table> {
    let (subject, calendar) = (&report.subject, &report.subject.model.calendar);
    let columns = ["initiative", "name", "month", "adopted", "unit", "cost"];
    let mut table = Table::new("initiatives", &columns);
    for initiative in &subject.model.initiatives {
        let costs = at_means(subject, initiative);
        for month in 0..calendar.n_months() {
            table.push(vec![
                Cell::text(&initiative.id),
                Cell::text(&initiative.name),
                Cell::text(calendar.month(month).to_string()),
                Cell::Number(initiative.shares[month]),
                Cell::text(unit_name(Unit::Money, subject.currency)),
                Cell::value(Unit::Money, costs.cost(month).as_f64(), subject.currency),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

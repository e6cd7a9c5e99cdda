//! The register of assumptions, with who answers for each and where it comes from.

use super::super::Report;
use super::super::table::{Cell, Table};
use crate::scenario::{Certainty, RegisterEntry};

const COLUMNS: [&str; 11] = [
    "path",
    "value",
    "certainty",
    "unit",
    "owner",
    "source",
    "note",
    "low",
    "high",
    "step",
    "assumed",
];

/// Every stated number, in the order of the scenario.
pub(in super::super) fn assumptions(report: &Report<'_>) -> Table {
    let mut table = Table::new("assumptions", &COLUMNS);
    for entry in report.subject.register {
        table.push(row(entry));
    }
    table
}

fn row(entry: &RegisterEntry) -> Vec<Cell> {
    let text = |text: &Option<String>| text.as_ref().map_or(Cell::Empty, Cell::text);
    let number = |number: Option<f64>| number.map_or(Cell::Empty, Cell::Number);
    vec![
        Cell::text(&entry.path),
        Cell::text(&entry.stated),
        Cell::text(certainty(entry.certainty)),
        text(&entry.unit),
        text(&entry.owner),
        text(&entry.source),
        text(&entry.note),
        number(entry.range.map(|[low, _]| low)),
        number(entry.range.map(|[_, high]| high)),
        number(entry.step),
        Cell::text(if entry.assumed { "yes" } else { "no" }),
    ]
}

/// Name of a certainty in files.
pub(in super::super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Constant => "constant",
        Certainty::Series => "series",
        Certainty::Uncertain(_) => "uncertain",
        Certainty::Luck => "luck",
    }
}

//! Columns of dates and numbers: read in the one way the column itself proves, or refused.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::{Column, Table};
use super::dates::{self, DateOrder, OrderEvidence, Verdict};
use super::names::is_blank;
use super::numbers::{self, DecimalSign, SignEvidence};
use super::quality::Quality;
use super::sheet::SheetRow;
use crate::scenario::{Code, Findings, Sources};

/// What a cell of a typed column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<T> {
    /// Nothing.
    Blank,
    /// A value.
    Value(T),
    /// Something that is no value.
    Unreadable,
}

impl<T> Cell<T> {
    /// The value, if there is one.
    pub(super) fn value(self) -> Option<T> {
        if let Self::Value(value) = self {
            Some(value)
        } else {
            None
        }
    }
}

/// The date columns of a table with the order of each.
#[derive(Clone, Debug, Default)]
pub(super) struct DateColumns(BTreeMap<Column, DateOrder>);

impl DateColumns {
    /// Finds the order of each column; one that proves nothing takes that of its neighbours in the same table.
    ///
    /// * `forced`: the order that the user states, if the file cannot tell
    pub(super) fn of(
        table: &Table,
        columns: &[Column],
        forced: Option<DateOrder>,
        quality: &mut Quality,
        findings: &mut Findings,
    ) -> Self {
        let present = columns.iter().copied().filter(|column| table.has(*column));
        let evidence: Vec<_> = present
            .map(|column| (column, OrderEvidence::of(table.filled(column))))
            .collect();
        let neighbour = evidence.iter().find_map(|(_, e)| match e.verdict() {
            Verdict::Known(order) if order != DateOrder::YearMonthDay => Some(order),
            _ => None,
        });
        let mut known = BTreeMap::new();
        for (column, evidence) in &evidence {
            let order = match evidence.verdict() {
                Verdict::Known(order) => Some(order),
                Verdict::Empty => None,
                Verdict::Ambiguous => forced
                    .or(neighbour)
                    .or_else(|| refuse(table, *column, evidence, findings)),
                Verdict::Mixed => forced.or_else(|| refuse(table, *column, evidence, findings)),
            };
            if let Some(order) = order {
                quality.read_as(reading(table, *column, order, evidence));
                known.insert(*column, order);
            }
        }
        Self(known)
    }

    /// A cell of a date column.
    pub(super) fn read(&self, table: &Table, row: &SheetRow, column: Column) -> Cell<Date> {
        let cell = table.cell(row, column);
        if is_blank(cell) {
            return Cell::Blank;
        }
        let date = self
            .0
            .get(&column)
            .and_then(|order| dates::read(cell, *order));
        date.map_or(Cell::Unreadable, Cell::Value)
    }
}

fn reading(table: &Table, column: Column, order: DateOrder, evidence: &OrderEvidence) -> String {
    let proof = match evidence.proof(order) {
        Some((cell, n)) => format!("proved by {n} cells such as \"{cell}\""),
        None if order == DateOrder::YearMonthDay => "the year comes first".to_owned(),
        None => "as in the other date column of the table, or as stated".to_owned(),
    };
    format!(
        "{}: dates in `{}` are {} ({proof})",
        table.kind.name(),
        table.header(column),
        order.pattern()
    )
}

fn refuse(
    table: &Table,
    column: Column,
    evidence: &OrderEvidence,
    findings: &mut Findings,
) -> Option<DateOrder> {
    let name = table.header(column);
    let proofs: Vec<String> = [&evidence.month_first, &evidence.day_first]
        .into_iter()
        .zip(["month first", "day first"])
        .filter_map(|(proof, order)| {
            proof
                .as_ref()
                .map(|(cell, n)| format!("{n} cells such as \"{cell}\" are {order}"))
        })
        .collect();
    let (message, help) = if proofs.len() + usize::from(evidence.n_year_first > 0) > 1
        || evidence.n_year_first > 0
    {
        let year = (evidence.n_year_first > 0)
            .then(|| format!("{} cells begin with the year", evidence.n_year_first));
        let all: Vec<String> = proofs.into_iter().chain(year).collect();
        let open = if evidence.n_open > 0 {
            format!("; {} cells could be either", evidence.n_open)
        } else {
            String::new()
        };
        (
            format!(
                "the dates in `{name}` are written in more than one order: {}{open}",
                all.join(", ")
            ),
            "export the table again with one date format, such as yyyy-mm-dd",
        )
    } else {
        (
            format!(
                "the dates in `{name}` can be read month first or day first: {} cells, and no day above 12",
                evidence.n_open
            ),
            "say which with `--dates m/d/y` or `--dates d/m/y`, or export the dates as yyyy-mm-dd",
        )
    };
    findings
        .add(Code::DateOrder, table.sheet.header_place(), message)
        .help = help.into();
    None
}

/// A column of numbers and its decimal sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberColumn {
    column: Column,
    sign: DecimalSign,
}

impl NumberColumn {
    /// Finds the decimal sign of a column.
    pub(super) fn of(table: &Table, column: Column, quality: &mut Quality) -> Self {
        let evidence = SignEvidence::of(table.filled(column));
        let sign = evidence.sign();
        if table.has(column) {
            let name = match sign {
                DecimalSign::Point => "1,234.5",
                DecimalSign::Comma => "1.234,5",
            };
            let stray = match evidence.n_contradicting() {
                0 => String::new(),
                n => format!("; {n} cells look otherwise"),
            };
            quality.read_as(format!(
                "{}: numbers in `{}` are read as {name}{stray}",
                table.kind.name(),
                table.header(column)
            ));
        }
        Self { column, sign }
    }

    /// A cell of the column.
    pub(super) fn read(self, table: &Table, row: &SheetRow) -> Cell<f64> {
        let cell = table.cell(row, self.column);
        if is_blank(cell) {
            return Cell::Blank;
        }
        numbers::read(cell, self.sign).map_or(Cell::Unreadable, Cell::Value)
    }
}

/// Refuses a column most of whose cells are unreadable: then the file is not what it seems.
///
/// * `unreadable`: for each filled cell its row and whether it could not be read
pub(super) fn refuse_if_mostly_unreadable(
    table: &Table,
    column: Column,
    unreadable: &[(&SheetRow, bool)],
    code: Code,
    sources: &Sources,
    findings: &mut Findings,
) {
    let n_bad = unreadable.iter().filter(|(_, bad)| *bad).count();
    if n_bad * 2 <= unreadable.len() {
        return;
    }
    let first = unreadable
        .iter()
        .filter(|(_, bad)| *bad)
        .min_by_key(|(row, _)| row.line)
        .expect("more than half are bad")
        .0;
    let expected = if code == Code::CellNotTime {
        "dates such as 2027-01-31"
    } else {
        "numbers such as 1234.5"
    };
    let message = format!(
        "`{}` holds {n_bad} of {} cells that are no {expected}; the first is \"{}\" in line {}",
        table.header(column),
        unreadable.len(),
        table.cell(first, column),
        first.line,
    );
    findings
        .add(code, table.sheet.place(first, sources), message)
        .help = format!("export the column as {expected}, or rename it if it is something else");
}

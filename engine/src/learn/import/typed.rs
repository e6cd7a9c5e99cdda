//! Columns of dates and numbers: read in the one way the column itself proves, or refused.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::{Column, Table};
use super::dates::{self, DateOrder, OrderEvidence, Verdict};
use super::names::is_blank;
use super::numbers::{self, DecimalSign, SignEvidence, Style, Trouble};
use super::quality::{About, OddityKind, Quality};
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

    /// The order of a column, if it is known.
    pub(super) fn order(&self, column: Column) -> Option<DateOrder> {
        self.0.get(&column).copied()
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

    /// Whether a cell is a date in a year in which no deal lies.
    pub(super) fn is_out_of_range(&self, table: &Table, row: &SheetRow, column: Column) -> bool {
        self.0
            .get(&column)
            .is_some_and(|order| dates::is_out_of_range(table.cell(row, column), *order))
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

/// A column of numbers and how they are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberColumn {
    column: Column,
    style: Style,
    currency: Option<&'static str>,
}

impl NumberColumn {
    /// Finds the decimal sign and the currency of a column.
    pub(super) fn of(table: &Table, column: Column, quality: &mut Quality) -> Self {
        let evidence = SignEvidence::of(table.filled(column));
        let mut style = evidence.style();
        let by_currency = Currencies::of(table.filled(column));
        style.only = by_currency
            .most_frequent()
            .filter(|_| by_currency.n.len() > 1);
        let read = Self {
            column,
            style,
            currency: by_currency.of_all(),
        };
        if table.has(column) {
            let name = match style.sign {
                DecimalSign::Point => "1,234.5",
                DecimalSign::Comma => "1.234,5",
            };
            quality.read_as(format!(
                "{}: numbers in `{}` are read as {name}",
                table.kind.name(),
                table.header(column)
            ));
            read.note_assumed(table, evidence.n_assumed(), quality);
        }
        read
    }

    fn note_assumed(self, table: &Table, n: usize, quality: &mut Quality) {
        let Some(example) = table
            .filled(self.column)
            .filter(|cell| cell.contains(['.', ',']))
            .filter(|cell| numbers::read(cell, self.style).is_ok())
            .min()
            .filter(|_| n > 0)
        else {
            return;
        };
        let about = About {
            table: table.kind,
            kind: OddityKind::Unusual,
            column: table.header(self.column),
            what: format!(
                "numbers such as \"{example}\" could have decimals or thousands, and no other number tells which"
            ),
            of: table.filled(self.column).count(),
            handled: "assumed: the separator parts thousands".into(),
        };
        quality.count(about, n, vec![example.to_owned()]);
    }

    /// The currency that every amount of the column states, if it is one.
    pub(super) fn currency(self) -> Option<&'static str> {
        self.currency
    }

    /// A cell of the column.
    pub(super) fn read(self, table: &Table, row: &SheetRow) -> Cell<f64> {
        let cell = table.cell(row, self.column);
        if is_blank(cell) {
            return Cell::Blank;
        }
        numbers::read(cell, self.style).map_or(Cell::Unreadable, Cell::Value)
    }

    /// Notes the cells that are not used, and those that are read in a way that has to be known.
    ///
    /// * `rows`: each with the name under which it is reported
    pub(super) fn report(self, table: &Table, rows: &[(&SheetRow, String)], quality: &mut Quality) {
        let mut troubles = BTreeMap::<Trouble, Vec<String>>::new();
        let mut multiplied = Vec::new();
        for (row, name) in rows {
            let cell = table.cell(row, self.column);
            let example = || format!("{name}: \"{cell}\"");
            match numbers::read(cell, self.style) {
                _ if is_blank(cell) => {}
                Err(trouble) => troubles.entry(trouble).or_default().push(example()),
                Ok(_) if numbers::is_multiplied(cell) => multiplied.push(example()),
                Ok(_) => {}
            }
        }
        let mut note = |kind, what: String, handled: &str, examples: &[String]| {
            let about = About {
                table: table.kind,
                kind,
                column: table.header(self.column),
                what,
                of: rows.len(),
                handled: handled.into(),
            };
            quality.note(about, examples.iter().map(String::as_str));
        };
        let file = &table.sheet.name;
        for (trouble, examples) in &troubles {
            let first = examples.iter().min().map_or("", String::as_str);
            let (kind, what) = match trouble {
                Trouble::NotANumber => (
                    OddityKind::Impossible,
                    format!("values are no numbers, such as {first}"),
                ),
                Trouble::OtherSign => (
                    OddityKind::Contradictory,
                    format!(
                        "numbers are written with another decimal sign than most, such as {first}"
                    ),
                ),
                Trouble::OtherCurrency => (
                    OddityKind::Contradictory,
                    format!("amounts are in another currency than most, such as {first}"),
                ),
                Trouble::TooLarge => (
                    OddityKind::Impossible,
                    format!("values in `{file}` are beyond 1e12, such as {first}"),
                ),
            };
            note(kind, what, ASIDE, examples);
        }
        let first = multiplied.iter().min().map_or("", String::as_str);
        note(
            OddityKind::Unusual,
            format!("values have letters that multiply them, such as {first}"),
            "read with k as thousand, m and mn as million, bn as billion",
            &multiplied,
        );
    }

    /// Refuses amounts in several currencies, unless all but a few are in one.
    pub(super) fn refuse_mixed_currencies(self, table: &Table, findings: &mut Findings) {
        let found = Currencies::of(table.filled(self.column)).n;
        let total: usize = found.values().map(|(n, _)| n).sum();
        let most = found.values().map(|(n, _)| *n).max().unwrap_or(0);
        if (total - most) * FEW <= total {
            return;
        }
        let listed: Vec<String> = found
            .iter()
            .map(|(code, (n, cell))| format!("{n} in {code} such as \"{cell}\""))
            .collect();
        let message = format!(
            "the amounts in `{}` are in more than one currency: {}",
            table.header(self.column),
            listed.join(", ")
        );
        findings
            .add(Code::CurrenciesMixed, table.sheet.header_place(), message)
            .help = "export the amounts in one currency".into();
    }
}

/// What becomes of cells that are not used.
const ASIDE: &str = "set aside: the rows count, their values do not";

/// One in so many amounts of another currency is set aside; more of them are refused.
const FEW: usize = 20;

/// Currencies of a column: how many cells state each, and the least of them in text order.
#[derive(Clone, Debug, Default)]
struct Currencies<'a> {
    n: BTreeMap<&'static str, (usize, &'a str)>,
    /// Amounts other than 0 that state none.
    n_unmarked: usize,
}

impl<'a> Currencies<'a> {
    fn of(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for cell in cells {
            match numbers::stated_currency(cell) {
                Some((Some(code), _)) => {
                    let (n, least) = found.n.entry(code).or_insert((0, cell));
                    *n += 1;
                    *least = cell.min(*least);
                }
                Some((None, true)) => found.n_unmarked += 1,
                _ => {}
            }
        }
        found
    }

    fn most_frequent(&self) -> Option<&'static str> {
        let most = self.n.iter().rev().max_by_key(|(_, (n, _))| *n);
        most.map(|(code, _)| *code)
    }

    fn of_all(&self) -> Option<&'static str> {
        let few = self.n.values().map(|(n, _)| n).sum::<usize>();
        self.most_frequent()
            .filter(|code| self.n_unmarked == 0 && self.n[code].0 * FEW >= few * (FEW - 1))
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
        "numbers such as 1234.5, at most 1e12"
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

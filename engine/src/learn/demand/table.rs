//! The rows of a table of demand: month, parts, value.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::YearMonth;
use crate::learn::cells::ExportFile;
use crate::learn::cells::dates::{self, DateOrder, OrderEvidence, Verdict};
use crate::learn::cells::names::{is_blank, key};
use crate::learn::cells::numbers::{self, DecimalSign, SignEvidence, Style, Trouble};
use crate::learn::cells::sheet::{Sheet, SheetRow};
use crate::scenario::{Code, Findings, Place, Sources};

use super::names::join;
use super::whole::Begun;
use super::{Decimal, Options};

/// Names of columns that hold months, as they are compared.
const MONTHS: [&str; 7] = [
    "month",
    "date",
    "period",
    "day",
    "closedate",
    "orderdate",
    "createddate",
];
/// Names of columns that hold values, as they are compared.
const VALUES: [&str; 12] = [
    "value", "units", "quantity", "qty", "demand", "sales", "amount", "bookings", "orders",
    "revenue", "leads", "deals",
];

/// Years in which months can lie; what is outside is a typo.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;
/// Most months that a history may span.
const MOST_MONTHS: i32 = 1_200;

/// A row that counts.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) month: YearMonth,
    /// One value for each column of the split.
    pub(super) part: Vec<String>,
    pub(super) value: f64,
}

/// The rows of a table.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) value: String,
    pub(super) by: Vec<String>,
    pub(super) used: Vec<Row>,
    /// First and last month of the history.
    pub(super) span: (YearMonth, YearMonth),
    /// What was left out or read in a way that the table does not prove.
    pub(super) notes: Vec<String>,
    /// The line of column names.
    pub(super) header: Place,
}

impl Rows {
    /// Reads a table; what cannot be read becomes findings, all at once.
    pub(super) fn read(
        file: ExportFile,
        options: &Options,
        sources: &mut Sources,
        findings: &mut Findings,
    ) -> Option<Self> {
        let sheet = Sheet::read(file, sources, findings)?;
        let columns = Columns::of(&sheet, options, findings)?;
        let written = written(&sheet, columns.month, options, findings)?;
        let style = style(&sheet, columns.value, options, findings)?;
        let mut troubles = Troubles::default();
        let mut rows = Vec::with_capacity(sheet.rows.len());
        let mut days = BTreeSet::new();
        for row in &sheet.rows {
            let day = day_of(cell(row, columns.month), written);
            let month = day.map(YearMonth::of);
            // What is left out need not be sound: sheets of plans have months that nobody filled in yet.
            if month
                .zip(options.until)
                .is_some_and(|(month, until)| month > until)
            {
                continue;
            }
            let value = cell(row, columns.value);
            if month.is_none() {
                troubles.months.push(row);
            }
            let read = numbers::read(value, style);
            if is_blank(value) {
                troubles.blank.push(row);
            } else if read == Err(Trouble::TooLarge) {
                troubles.large.push(row);
            } else if read.is_err() {
                troubles.values.push(row);
            }
            if let (Some(month), Ok(value)) = (month, read) {
                days.extend(day);
                rows.push(Row {
                    month,
                    part: columns
                        .by
                        .iter()
                        .map(|&ix| cell(row, ix).to_owned())
                        .collect(),
                    value,
                });
            }
        }
        troubles.report(&sheet, &columns, sources, findings);
        refuse_currencies(&sheet, columns.value, findings);
        if rows.is_empty() && findings.is_empty() {
            let message = format!("`{}` has no row that counts", sheet.name);
            findings
                .add(Code::TableEmpty, sheet.header_place(), message)
                .help = "write a row for each month and part".into();
        }
        let by: Vec<String> = columns
            .by
            .iter()
            .map(|&ix| sheet.header[ix].clone())
            .collect();
        let mut notes = Vec::new();
        if matches!(written, Written::Days(_)) {
            leave_out_begun(&mut rows, &days, options, &mut notes);
        }
        join(&mut rows, &by, &mut notes);
        let months = || rows.iter().map(|row| row.month);
        let span = months().min().zip(months().max());
        let span = span.map(|(first, last)| {
            // A month without a row had no demand, also after the last row.
            (first, options.until.map_or(last, |until| last.max(until)))
        });
        refuse_far_apart(&sheet, span, findings);
        Some(Self {
            value: sheet.header[columns.value].clone(),
            by,
            span: span?,
            notes,
            used: rows,
            header: sheet.header_place(),
        })
    }
}

/// Which column is what.
struct Columns {
    month: usize,
    value: usize,
    by: Vec<usize>,
}

impl Columns {
    fn of(sheet: &Sheet, options: &Options, findings: &mut Findings) -> Option<Self> {
        let month = one(
            sheet,
            options.month.as_deref(),
            &MONTHS,
            ("months", "--month"),
            findings,
        );
        let value = one(
            sheet,
            options.value.as_deref(),
            &VALUES,
            ("values", "--value"),
            findings,
        );
        let by: Vec<Option<usize>> = options
            .by
            .iter()
            .map(|name| named(sheet, name, findings))
            .collect();
        let by: Option<Vec<usize>> = by.into_iter().collect();
        let columns = Self {
            month: month?,
            value: value?,
            by: by?,
        };
        columns.refuse_repeats(sheet, findings)?;
        Some(columns)
    }
}

impl Columns {
    /// Refuses a column that is named for two things, or twice for the split.
    fn refuse_repeats(&self, sheet: &Sheet, findings: &mut Findings) -> Option<()> {
        let mut seen = vec![self.month, self.value];
        for &ix in &self.by {
            if seen.contains(&ix) {
                let message = format!("`{}` is named twice", sheet.header[ix]);
                findings
                    .add(Code::ColumnTwice, sheet.header_place(), message)
                    .help =
                    "split by columns other than those of months and values, each once".into();
                return None;
            }
            seen.push(ix);
        }
        Some(())
    }
}

/// The column that was named, or the only one with one of the usual names.
fn one(
    sheet: &Sheet,
    name: Option<&str>,
    usual: &[&str],
    (what, option): (&str, &str),
    findings: &mut Findings,
) -> Option<usize> {
    if let Some(name) = name {
        return named(sheet, name, findings);
    }
    let found: Vec<usize> = (0..sheet.header.len())
        .filter(|&ix| usual.contains(&key(&sheet.header[ix]).as_str()))
        .collect();
    if let [only] = found.as_slice() {
        return Some(*only);
    }
    let message = if found.is_empty() {
        format!("no column is known to hold {what}")
    } else {
        let names: Vec<String> = found
            .iter()
            .map(|&ix| format!("`{}`", sheet.header[ix]))
            .collect();
        format!(
            "more than one column could hold {what}: {}",
            names.join(", ")
        )
    };
    findings
        .add(Code::MissingColumn, sheet.header_place(), message)
        .help = format!(
        "say which with `{option}`; the columns are {}",
        listed(sheet)
    );
    None
}

fn named(sheet: &Sheet, name: &str, findings: &mut Findings) -> Option<usize> {
    let found = sheet
        .header
        .iter()
        .position(|header| key(header) == key(name));
    if found.is_none() {
        let message = format!("there is no column `{name}`");
        findings
            .add(Code::MissingColumn, sheet.header_place(), message)
            .help = format!("the columns are {}", listed(sheet));
    }
    found
}

fn listed(sheet: &Sheet) -> String {
    sheet.header.join(", ")
}

fn cell(row: &SheetRow, ix: usize) -> &str {
    row.cells.get(ix).map_or("", String::as_str)
}

fn filled(sheet: &Sheet, ix: usize) -> impl Iterator<Item = &str> {
    let cells = sheet.rows.iter().map(move |row| cell(row, ix));
    cells.filter(|cell| !is_blank(cell))
}

/// Refuses amounts in several currencies, of which no sum means anything.
fn refuse_currencies(sheet: &Sheet, ix: usize, findings: &mut Findings) {
    let stated = filled(sheet, ix).filter_map(numbers::stated_currency);
    let codes: BTreeSet<&str> = stated.filter_map(|(code, _)| code).collect();
    if codes.len() > 1 {
        let codes: Vec<&str> = codes.into_iter().collect();
        let message = format!(
            "the amounts in `{}` are in more than one currency: {}",
            sheet.header[ix],
            codes.join(", ")
        );
        findings
            .add(Code::CurrenciesMixed, sheet.header_place(), message)
            .help = "write the amounts in one currency".into();
    }
}

/// Refuses months that no history spans: one of them is a typo.
fn refuse_far_apart(sheet: &Sheet, span: Option<(YearMonth, YearMonth)>, findings: &mut Findings) {
    let Some((first, last)) = span else {
        return;
    };
    if first.months_until(last) >= MOST_MONTHS {
        let message =
            format!("the months lie between {first} and {last}, more than {MOST_MONTHS} apart");
        findings
            .add(Code::CellNotTime, sheet.header_place(), message)
            .help = "see whether one of them is a typo, or leave out what is long ago".into();
    }
}

/// How months are written.
#[derive(Clone, Copy, Debug)]
enum Written {
    /// As 2026-01.
    Months,
    /// As days in this order.
    Days(DateOrder),
}

/// How the months of a column are written.
fn written(
    sheet: &Sheet,
    ix: usize,
    options: &Options,
    findings: &mut Findings,
) -> Option<Written> {
    let n_months = filled(sheet, ix)
        .filter(|cell| cell.parse::<YearMonth>().is_ok())
        .count();
    if 2 * n_months >= filled(sheet, ix).count() {
        return Some(Written::Months);
    }
    match (
        OrderEvidence::of(filled(sheet, ix)).verdict(),
        options.dates,
    ) {
        (Verdict::Known(order), _) | (Verdict::Ambiguous, Some(order)) => {
            Some(Written::Days(order))
        }
        (Verdict::Empty, _) => Some(Written::Days(DateOrder::YearMonthDay)),
        (verdict, _) => {
            let name = &sheet.header[ix];
            let (message, help) = if verdict == Verdict::Mixed {
                (
                    format!("the dates in `{name}` are written in more than one order"),
                    "write all of them as yyyy-mm-dd, or months as yyyy-mm",
                )
            } else {
                (
                    format!("the dates in `{name}` can be read month first or day first"),
                    "say which with `--dates m/d/y` or `--dates d/m/y`, or write yyyy-mm-dd",
                )
            };
            findings
                .add(Code::DateOrder, sheet.header_place(), message)
                .help = help.into();
            None
        }
    }
}

/// The day of a cell, the first one for a month.
fn day_of(cell: &str, written: Written) -> Option<Date> {
    match written {
        Written::Months => {
            let month: YearMonth = cell.parse().ok()?;
            let number = i8::try_from(month.month_of_year() + 1).ok()?;
            let day = Date::new(month.year(), number, 1).ok()?;
            YEARS.contains(&day.year()).then_some(day)
        }
        Written::Days(order) => dates::read(cell, order),
    }
}

/// How numbers are written: as stated, or as the column proves it. What it does not prove is refused, since a forecast a
/// thousand times too high looks like any other.
fn style(sheet: &Sheet, ix: usize, options: &Options, findings: &mut Findings) -> Option<Style> {
    if let Some(decimal) = options.decimal {
        return Some(Style {
            sign: match decimal {
                Decimal::Point => DecimalSign::Point,
                Decimal::Comma => DecimalSign::Comma,
            },
            proved: true,
            only: None,
        });
    }
    let evidence = SignEvidence::of(filled(sheet, ix));
    if evidence.n_assumed() > 0 {
        let open = filled(sheet, ix).find(|cell| cell.contains(['.', ',']));
        let open = open.unwrap_or_default();
        let message = format!(
            "numbers such as \"{open}\" in `{}` can have decimals or thousands after their sign",
            sheet.header[ix]
        );
        findings
            .add(Code::CellNotNumber, sheet.header_place(), message)
            .help =
            "say which sign comes before decimals with `--decimal .` or `--decimal ,`".into();
        return None;
    }
    Some(evidence.style())
}

/// Leaves out the first and the last month where days tell that the table knows only a part of them.
fn leave_out_begun(
    rows: &mut Vec<Row>,
    days: &BTreeSet<Date>,
    options: &Options,
    notes: &mut Vec<String>,
) {
    let begun = Begun::of(days);
    if let Some(day) = begun.first {
        let month = YearMonth::of(day);
        rows.retain(|row| row.month != month);
        notes.push(format!("{month} is left out: the rows begin on {day}"));
    }
    // Whoever says which month is the last complete one knows better.
    if let Some(day) = begun.last.filter(|_| options.until.is_none()) {
        let month = YearMonth::of(day);
        rows.retain(|row| row.month != month);
        notes.push(format!(
            "{month} is left out, as a month that is not over: the rows end on {day}; with `--until {month}` it counts"
        ));
    }
}

/// Rows that cannot be used.
#[derive(Default)]
struct Troubles<'s> {
    months: Vec<&'s SheetRow>,
    values: Vec<&'s SheetRow>,
    large: Vec<&'s SheetRow>,
    blank: Vec<&'s SheetRow>,
}

impl Troubles<'_> {
    /// One finding of a kind, at its first row.
    fn report(&self, sheet: &Sheet, columns: &Columns, sources: &Sources, findings: &mut Findings) {
        let all = [
            (
                &self.months,
                Code::CellNotTime,
                columns.month,
                "is no month",
                "write months as 2026-01, or dates",
            ),
            (
                &self.values,
                Code::CellNotNumber,
                columns.value,
                "is no number",
                "mend the cells, or leave the rows out",
            ),
            (
                &self.large,
                Code::CellNotNumber,
                columns.value,
                "is more than 1e12",
                "write the column in thousands or millions",
            ),
            (
                &self.blank,
                Code::CellEmpty,
                columns.value,
                "is empty",
                "write 0 where there was no demand",
            ),
        ];
        for (rows, code, column, what, help) in all {
            let Some(first) = rows.first() else {
                continue;
            };
            let more = match rows.len() {
                1 => String::new(),
                n => format!("; {n} rows are like this"),
            };
            let text = cell(first, column);
            let text = if text.is_empty() {
                "a cell ".to_owned()
            } else {
                format!("\"{text}\" ")
            };
            let message = format!("{text}in `{}` {what}{more}", sheet.header[column]);
            findings
                .add(code, sheet.place(first, sources), message)
                .help = help.into();
        }
    }
}

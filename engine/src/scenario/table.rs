//! A CSV table beside a scenario: header and cells are checked, and every mistake is placed at its cell.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::cells::cells;
use super::codes::Code;
use super::document::decode;
use super::files::Files;
use super::finding::Findings;
use super::nearest::{did_you_mean, nearest};
use super::overlay::cannot_read;
use super::place::{FileId, Place, Sources};

mod row;

pub use row::Row;

/// Bytes at which a table is refused before it is read.
pub const MAX_TABLE_BYTES: u64 = 64 << 20;

/// Rows of a table of which no other number is known.
pub(crate) const MAX_ROWS: usize = 1_000_000;

/// Columns that are looked at; no table has so many.
const MAX_COLUMNS: usize = 1_000;

/// A column that a table may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    required: bool,
}

impl Column {
    /// A column that has to be there.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
        }
    }

    /// A column that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
        }
    }
}

/// A table whose header is sound and whose rows all have a cell for each column.
#[derive(Clone, Debug)]
pub struct Table {
    file: FileId,
    /// Where each known column stands.
    positions: BTreeMap<&'static str, usize>,
    /// Bytes of the header.
    header: Range<usize>,
    records: Vec<Record>,
    /// Bytes of the rows that cannot be taken apart into cells.
    broken: Vec<Range<usize>>,
    /// Each record with its line break; kept to find cells again.
    text: String,
}

#[derive(Clone, Debug)]
struct Record {
    cells: csv::StringRecord,
    bytes: Range<usize>,
}

impl Table {
    /// Reads a table and checks its form.
    ///
    /// * `path`: of the table
    /// * `at`: where the scenario names it
    /// * `columns`: all columns that it may have
    /// * `most_rows`: rows at which it is refused without reading on
    ///
    /// `None` if it cannot be read, or if a column is missing that every row needs.
    pub fn open(
        files: &dyn Files,
        path: &Path,
        at: &Place,
        sources: &mut Sources,
        columns: &'static [Column],
        most_rows: usize,
        findings: &mut Findings,
    ) -> Option<Self> {
        let bytes = match files.read(path, MAX_TABLE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => {
                unreadable(path, at, &error, BESIDE, findings);
                return None;
            }
        };
        Self::decoded(bytes, path, Some(at), sources, columns, most_rows, findings)
    }

    /// [`open`](Self::open) for a table that is named on the command line: what is wrong with it as a whole is said of
    /// the table itself.
    pub(crate) fn open_given(
        files: &dyn Files,
        path: &Path,
        sources: &mut Sources,
        columns: &'static [Column],
        most_rows: usize,
        findings: &mut Findings,
    ) -> Option<Self> {
        match files.read(path, MAX_TABLE_BYTES) {
            Ok(bytes) => Self::decoded(bytes, path, None, sources, columns, most_rows, findings),
            Err(error) => {
                unreadable(path, &itself(path, sources), &error, GIVEN, findings);
                None
            }
        }
    }

    /// A table of bytes that were read from `path`.
    ///
    /// * `at`: where the scenario names it, if it does
    fn decoded(
        bytes: Vec<u8>,
        path: &Path,
        at: Option<&Place>,
        sources: &mut Sources,
        columns: &'static [Column],
        most_rows: usize,
        findings: &mut Findings,
    ) -> Option<Self> {
        match decode(bytes) {
            Ok(text) => {
                let file = sources.add(path.to_owned(), text.clone());
                Self::parse(file, text, columns, most_rows, findings)
            }
            Err(problem) => {
                let message = format!("{}: {}", path.display(), problem.message);
                let at = at.cloned().unwrap_or_else(|| itself(path, sources));
                findings.add(Code::TableNotText, at, message).help =
                    "save the table as \"CSV UTF-8\"".into();
                None
            }
        }
    }

    fn parse(
        file: FileId,
        text: String,
        columns: &'static [Column],
        most_rows: usize,
        findings: &mut Findings,
    ) -> Option<Self> {
        let records = records(&text, most_rows);
        if let Some(beyond) = records.get(most_rows + 1) {
            let at = Place::new(file, visible(&text, &beyond.bytes));
            let message = format!("the table has more than {most_rows} rows");
            findings.add(Code::TableTooLarge, at, message).help = TOO_LARGE_HELP.into();
            return None;
        }
        let mut records = records.into_iter();
        let Some(header) = records.next() else {
            findings
                .add(
                    Code::TableEmpty,
                    Place::new(file, 0..0),
                    "the table is empty",
                )
                .help = expected(columns);
            return None;
        };
        let mut table = Self {
            file,
            positions: BTreeMap::new(),
            header: header.bytes.clone(),
            records: Vec::new(),
            broken: Vec::new(),
            text,
        };
        table.read_header(&header, columns, findings)?;
        let before = findings.len();
        for record in records {
            table.read_record(record, header.cells.len(), findings);
        }
        // Rows that are findings of their own are rows.
        if table.records.is_empty() && findings.len() == before {
            let at = Place::new(file, visible(&table.text, &header.bytes));
            findings.add(Code::TableEmpty, at, "the table has no rows");
        }
        Some(table)
    }

    /// Finds the columns; `None` if one is missing.
    fn read_header(
        &mut self,
        header: &Record,
        columns: &'static [Column],
        findings: &mut Findings,
    ) -> Option<()> {
        let known = || columns.iter().map(|column| column.name);
        let mut missing: Vec<&str> = columns
            .iter()
            .filter(|column| column.required)
            .map(|column| column.name)
            .collect();
        let mut sound = true;
        let places = self.cell_places(header);
        let is_named = |column: &&str| header.cells.iter().any(|cell| cell == *column);
        let named: Vec<&str> = known().filter(is_named).collect();
        for (position, name) in header.cells.iter().enumerate().take(MAX_COLUMNS) {
            let at = places[position].clone();
            let Some(column) = known().find(|column| *column == name) else {
                let message = if name.is_empty() {
                    "a column has no name".into()
                } else {
                    format!("there is no column `{name}`")
                };
                let separated = name.contains([';', '\t']) && header.cells.len() == 1;
                let help = if separated {
                    "separate cells with commas".into()
                } else {
                    did_you_mean(name, known())
                };
                findings.add(Code::UnknownColumn, at, message).help = help;
                sound &= !separated;
                missing.retain(|_| !separated);
                // A misspelt column is read as the one that was meant, so that this one is not missing.
                let free = known().filter(|column| !named.contains(column) && !self.has(column));
                if let Some(meant) = nearest(name, free).filter(|_| !separated) {
                    missing.retain(|column| *column != meant);
                    self.positions.insert(meant, position);
                }
                continue;
            };
            missing.retain(|name| *name != column);
            if let Some(first) = self.positions.insert(column, position) {
                let first = places[first].clone();
                findings.push(
                    super::Finding::new(
                        Code::ColumnTwice,
                        at,
                        format!("the column `{column}` stands twice"),
                    )
                    .also(first, "first here"),
                );
            }
        }
        for column in &missing {
            let at = Place::new(self.file, visible(&self.text, &header.bytes));
            findings
                .add(
                    Code::MissingColumn,
                    at,
                    format!("the column `{column}` is missing"),
                )
                .help = expected(columns);
        }
        (missing.is_empty() && sound).then_some(())
    }

    fn read_record(&mut self, record: Record, n_columns: usize, findings: &mut Findings) {
        if let Some(open) = cells(&self.text[record.bytes.clone()])
            .open_quote
            .filter(|_| record.bytes.end == self.text.len())
        {
            self.broken.push(record.bytes.clone());
            let open = record.bytes.start + open;
            findings
                .add(
                    Code::QuoteOpen,
                    Place::new(self.file, open..open + 1),
                    "this quote is never closed",
                )
                .help = "a quote inside of a quoted cell is written twice: \"\"".into();
            return;
        }
        // Spreadsheets pad their exports with rows of commas.
        if record.cells.iter().all(str::is_empty) {
            return;
        }
        if record.cells.len() == n_columns {
            self.records.push(record);
            return;
        }
        let message = format!(
            "this row has {} cells, expected {n_columns} as in the header",
            record.cells.len()
        );
        let at = Place::new(self.file, visible(&self.text, &record.bytes));
        self.broken.push(record.bytes);
        let finding = findings.add(Code::CellCount, at, message);
        finding.help =
            "cells that hold a comma stand in double quotes; numbers have no thousands separators"
                .into();
    }

    /// The rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row {
            table: self,
            record,
        })
    }

    /// The text of rows that cannot be taken apart into cells, each of which is a finding.
    pub(crate) fn broken_rows(&self) -> impl Iterator<Item = &str> {
        self.broken.iter().map(|bytes| &self.text[bytes.clone()])
    }

    /// Where the header stands.
    #[must_use]
    pub(crate) fn header_place(&self) -> Place {
        Place::new(self.file, visible(&self.text, &self.header))
    }

    /// True if the file has this column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.positions.contains_key(column)
    }

    /// Reports every row whose id, the text in `column`, stands in an earlier row as well.
    pub fn check_unique(&self, column: &str, findings: &mut Findings) {
        let mut first = BTreeMap::new();
        for row in self.rows() {
            let Some(id) = row.optional_text(column) else {
                continue;
            };
            if let Some(earlier) = first.get(id) {
                let finding = super::Finding::new(
                    Code::RowTwice,
                    row.place(column),
                    format!("the {column} `{id}` stands twice"),
                );
                let finding = finding.also(Row::place(earlier, column), "first here");
                findings.push(finding.help("delete one of the rows, or give it another name"));
            } else {
                first.insert(id, row);
            }
        }
    }

    /// A fingerprint of the content: the order of rows and of columns, spaces around cells and empty cells do not matter.
    pub(crate) fn digest(&self) -> String {
        let filled = |record: &Record, position: usize| {
            record
                .cells
                .get(position)
                .filter(|cell| !cell.is_empty())
                .map(str::to_owned)
        };
        let row = |record: &Record| -> BTreeMap<&str, String> {
            self.positions
                .iter()
                .filter_map(|(name, position)| Some((*name, filled(record, *position)?)))
                .collect()
        };
        let mut rows: Vec<_> = self.records.iter().map(row).collect();
        rows.sort();
        let canonical = serde_json::to_string(&rows).expect("texts can be written as JSON");
        blake3::hash(canonical.as_bytes()).to_hex().to_string()
    }

    fn cell_place(&self, record: &Record, position: usize) -> Place {
        self.cell_places(record).swap_remove(position)
    }

    /// Where each cell of a record stands.
    fn cell_places(&self, record: &Record) -> Vec<Place> {
        let start = record.bytes.start;
        let ranges = cells(&self.text[record.bytes.clone()]).ranges;
        let place =
            |cell: Range<usize>| Place::new(self.file, start + cell.start..start + cell.end);
        let mut places: Vec<_> = ranges.into_iter().map(place).collect();
        // Both count cells alike; should they ever differ, the whole row is shown.
        places.resize(
            places.len().max(record.cells.len()),
            Place::new(self.file, visible(&self.text, &record.bytes)),
        );
        places
    }
}

const TOO_LARGE_HELP: &str = "leave out what the plan does not need";

/// A place for what is wrong with a file as a whole.
fn itself(path: &Path, sources: &mut Sources) -> Place {
    Place::new(sources.add(path.to_owned(), String::new()), 0..0)
}

/// What the path of a table is relative to: where a scenario names it, and where it is given on the command line.
const BESIDE: &str = "paths are relative to the folder of this file";
const GIVEN: &str = "paths on the command line are relative to the folder in which it runs";

fn unreadable(path: &Path, at: &Place, error: &io::Error, relative: &str, findings: &mut Findings) {
    if error.kind() == io::ErrorKind::FileTooLarge {
        let message = format!(
            "{} has more than {} MiB",
            path.display(),
            MAX_TABLE_BYTES >> 20
        );
        findings.add(Code::TableTooLarge, at.clone(), message).help = TOO_LARGE_HELP.into();
    } else {
        let finding = findings.add(Code::TableMissing, at.clone(), cannot_read(path, error));
        finding.help = relative.into();
    }
}

/// The records of a text, the header first, with the bytes they take including line breaks; up to one row too many.
fn records(text: &str, most_rows: usize) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut cells = csv::StringRecord::new();
    let mut start = 0;
    // Reading from text in memory can fail neither for its encoding nor for the reader.
    while records.len() < most_rows + 2 && reader.read_record(&mut cells).unwrap_or(false) {
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let is_padding = cells.iter().all(str::is_empty) && !text[start..end].contains('"');
        if records.is_empty() || !is_padding {
            records.push(Record {
                cells: cells.clone(),
                bytes: start..end,
            });
        }
        start = end;
    }
    records
}

/// The bytes of a record without its line breaks.
fn visible(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let record = &text[bytes.clone()];
    let start = bytes.start + (record.len() - record.trim_start().len());
    start..(start + record.trim().len())
}

fn expected(columns: &[Column]) -> String {
    let names = |required: bool| {
        let names: Vec<_> = columns
            .iter()
            .filter(|column| column.required == required)
            .map(|column| column.name)
            .collect();
        names.join(", ")
    };
    match (names(true), names(false)) {
        (required, optional) if optional.is_empty() => format!("columns: {required}"),
        (required, optional) => format!("columns: {required}; if you like: {optional}"),
    }
}

#[cfg(test)]
mod tests;

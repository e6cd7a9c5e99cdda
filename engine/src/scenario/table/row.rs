//! A row of a table, whose cells are read by column.

use jiff::civil::Date;

use super::{Record, Table, visible};
use crate::calendar::YearMonth;
use crate::scenario::codes::Code;
use crate::scenario::finding::Findings;
use crate::scenario::place::Place;

/// A row of a table. Each reading method records a finding at the cell if it cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub(super) table: &'a Table,
    pub(super) record: &'a Record,
}

impl<'a> Row<'a> {
    /// Where the cell of a column stands; the row if the table lacks the column.
    #[must_use]
    pub fn place(&self, column: &str) -> Place {
        match self.table.positions.get(column) {
            Some(position) => self.table.cell_place(self.record, *position),
            None => self.row_place(),
        }
    }

    /// Where the row stands.
    #[must_use]
    pub fn row_place(&self) -> Place {
        Place::new(
            self.table.file,
            visible(&self.table.text, &self.record.bytes),
        )
    }

    /// The text of a cell; `None` if it is empty or the table lacks the column.
    #[must_use]
    pub fn optional_text(&self, column: &str) -> Option<&'a str> {
        let position = self.table.positions.get(column)?;
        self.record
            .cells
            .get(*position)
            .filter(|cell| !cell.is_empty())
    }

    /// The text of a cell that has to be filled.
    pub fn text(&self, column: &str, findings: &mut Findings) -> Option<&'a str> {
        let text = self.optional_text(column);
        if text.is_none() {
            let message = format!("the {column} of this row is empty");
            findings
                .add(Code::CellEmpty, self.place(column), message)
                .help = format!("fill in the {column}, or delete the row");
        }
        text
    }

    /// The number in a cell that has to be filled; finite.
    pub fn number(&self, column: &str, findings: &mut Findings) -> Option<f64> {
        self.text(column, findings)?;
        self.optional_number(column, findings)
    }

    /// The number in a cell, `None` if it is empty; finite.
    pub fn optional_number(&self, column: &str, findings: &mut Findings) -> Option<f64> {
        let text = self.optional_text(column)?;
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let is_infinite = text.parse::<f64>().is_ok_and(f64::is_infinite);
            let what = if is_infinite {
                "no finite number"
            } else {
                "not a number"
            };
            let message = format!("{text:?} is {what}");
            findings
                .add(Code::CellNotNumber, self.place(column), message)
                .help = number_help(text).into();
        }
        number
    }

    /// The month in a cell that has to be filled, as `2027-01`.
    pub fn month(&self, column: &str, findings: &mut Findings) -> Option<YearMonth> {
        self.text(column, findings)?;
        self.optional_month(column, findings)
    }

    /// The month in a cell, `None` if it is empty.
    pub fn optional_month(&self, column: &str, findings: &mut Findings) -> Option<YearMonth> {
        let text = self.optional_text(column)?;
        let month = text.parse::<YearMonth>();
        month
            .map_err(|error| self.not_a_time(column, error.to_string(), findings))
            .ok()
    }

    /// The day in a cell that has to be filled, as `2027-01-31`.
    pub fn date(&self, column: &str, findings: &mut Findings) -> Option<Date> {
        self.text(column, findings)?;
        self.optional_date(column, findings)
    }

    /// The day in a cell, `None` if it is empty.
    pub fn optional_date(&self, column: &str, findings: &mut Findings) -> Option<Date> {
        let text = self.optional_text(column)?;
        let is_day = text.len() == "2027-01-31".len();
        let date = text.parse::<Date>().ok().filter(|_| is_day);
        if date.is_none() {
            self.not_a_time(
                column,
                format!("{text:?} is not a day: expected \"YYYY-MM-DD\", such as \"2027-01-31\""),
                findings,
            );
        }
        date
    }

    fn not_a_time(&self, column: &str, message: String, findings: &mut Findings) {
        findings.add(Code::CellNotTime, self.place(column), message);
    }
}

fn number_help(text: &str) -> &'static str {
    let digits = text.contains(|c: char| c.is_ascii_digit());
    match text {
        _ if text.parse::<f64>().is_ok_and(|number| !number.is_finite()) => {
            "write the number, or leave the row out if nobody knows it"
        }
        _ if text.ends_with('%') => "write 25 % as 0.25",
        _ if digits && text.contains(',') => {
            "write numbers without thousands separators and with a decimal point"
        }
        _ if digits && !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            "write amounts without a currency sign"
        }
        _ => "",
    }
}

//! What finance has recorded of the months that are history: revenue and cash.

use crate::calendar::Calendar;
use crate::model::actual::Books;
use crate::scenario::codes::Code;
use crate::scenario::raw::RawActuals;
use crate::scenario::table::{Column, MAX_ROWS, Row, Table};
use crate::units::Money;

use super::check::{Check, path};
use super::range::Range;

const COLUMNS: [Column; 3] = [
    Column::required("month"),
    Column::optional("revenue"),
    Column::optional("collected"),
];

impl Check<'_> {
    /// Revenue and cash of the months that are history; nothing where none are told.
    ///
    /// * `has_contracts`: whether the plan says what is recognised and collected afterwards
    pub(super) fn books(&mut self, raw: Option<&RawActuals>, has_contracts: bool) -> Books {
        if raw.is_none_or(|raw| raw.months.is_none()) {
            return Books::default();
        }
        let at = path("actuals.months");
        if !has_contracts {
            let message = "without `contracts` nobody follows revenue and cash";
            self.report(Code::NoEffect, &at, message).help =
                "describe `contracts`, or leave the table out".into();
        }
        let Some(table) = self.table_at(at, "month", &COLUMNS, MAX_ROWS) else {
            return Books::default();
        };
        if !table.has("revenue") && !table.has("collected") {
            let message = "the columns `revenue` and `collected` are both missing";
            let at = table.header_place();
            self.findings.add(Code::MissingColumn, at, message).help =
                "add what is known: `revenue`, `collected` or both".into();
        }
        let months: Vec<Option<usize>> = table.rows().map(|row| self.past_month(&row)).collect();
        self.no_month_is_missing(&table, &months);
        Books {
            revenue: self.recorded(&table, &months, "revenue"),
            collected: self.recorded(&table, &months, "collected"),
        }
    }

    fn n_history(&self) -> usize {
        self.calendar.as_ref().map_or(0, Calendar::n_history)
    }

    /// The month of a row, which is history.
    fn past_month(&mut self, row: &Row<'_>) -> Option<usize> {
        let month = row.month("month", &mut self.findings)?;
        let calendar = self.calendar.as_ref()?;
        let n_history = calendar.n_history();
        let found = calendar.index_of(month).filter(|&ix| ix < n_history);
        // Where `until` is wrong, that is the one thing to be said about months.
        if found.is_none() && n_history > 0 {
            let (first, last) = (calendar.start(), calendar.month(n_history - 1));
            let message = format!("{month} is outside of the history: expected {first} to {last}");
            let at = row.place("month");
            self.findings.add(Code::OutsideHorizon, at, message).help =
                "leave such rows out, or let `actuals.until` come after them".into();
        }
        found
    }

    fn no_month_is_missing(&mut self, table: &Table, months: &[Option<usize>]) {
        let missing = (0..self.n_history()).find(|&month| !months.contains(&Some(month)));
        let (Some(month), Some(calendar)) = (missing, &self.calendar) else {
            return;
        };
        // A row that cannot be read may be that of the month.
        if months.contains(&None) {
            return;
        }
        let message = format!("there is no row for {}", calendar.month(month));
        self.findings
            .add(Code::MemberMissing, table.header_place(), message)
            .help = "add a row for each month before `actuals.until`".into();
    }

    /// A column of amounts by month; empty if the table lacks it.
    fn recorded(&mut self, table: &Table, months: &[Option<usize>], column: &str) -> Vec<Money> {
        if !table.has(column) {
            return Vec::new();
        }
        let mut amounts = vec![Money::ZERO; self.n_history()];
        for (row, month) in table.rows().zip(months) {
            let _ = row.text(column, &mut self.findings);
            let amount = self.cell(&row, column, Range::SIGNED_MONEY);
            if let (Some(amount), Some(month)) = (amount, month) {
                amounts[*month] = Money::round(amount * self.minor_units);
            }
        }
        amounts
    }
}

//! Rows as deals, cell by cell.

use jiff::civil::Date;

use super::reason::Reason;
use super::{DealRow, Outcome, outcome_of_stage};
use crate::learn::import::columns::{Column, Table, TableKind};
use crate::learn::import::dates::DateOrder;
use crate::learn::import::quality::{About, OddityKind, Quality};
use crate::learn::import::reference::{is_true, text, unreadable};
use crate::learn::import::sheet::SheetRow;
use crate::learn::import::typed::{Cell, DateColumns, NumberColumn, refuse_if_mostly_unreadable};
use crate::scenario::{Code, Findings, Sources};

/// The opportunities with the columns that need reading.
pub(super) struct Reader<'a> {
    table: &'a Table,
    dates: DateColumns,
    pub(super) values: NumberColumn,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        table: &'a Table,
        forced: Option<DateOrder>,
        quality: &mut Quality,
        findings: &mut Findings,
    ) -> Self {
        let dates = DateColumns::of(
            table,
            &[Column::Engaged, Column::Closed],
            forced,
            quality,
            findings,
        );
        Self {
            table,
            dates,
            values: NumberColumn::of(table, Column::Value, quality),
        }
    }

    pub(super) fn refuse_unreadable(
        &self,
        rows: &[&SheetRow],
        sources: &Sources,
        findings: &mut Findings,
    ) {
        for column in [Column::Engaged, Column::Closed] {
            let cells = unreadable(rows, |row| self.dates.read(self.table, row, column));
            refuse_if_mostly_unreadable(
                self.table,
                column,
                &cells,
                Code::CellNotTime,
                sources,
                findings,
            );
        }
        let cells = unreadable(rows, |row| self.values.read(self.table, row));
        refuse_if_mostly_unreadable(
            self.table,
            Column::Value,
            &cells,
            Code::CellNotNumber,
            sources,
            findings,
        );
    }

    /// The id of a row, or its rank among all rows in text order, which no shuffling changes.
    pub(super) fn id(&self, row: &SheetRow, rank: usize) -> String {
        let id = text(self.table.cell(row, Column::Id));
        if id.is_empty() {
            format!("row-{:06}", rank + 1)
        } else {
            id.to_owned()
        }
    }

    pub(super) fn deal(&self, row: &SheetRow, id: String) -> Result<DealRow, Reason> {
        let extra = row
            .cells
            .iter()
            .skip(self.table.sheet.header.len())
            .any(|cell| !cell.is_empty());
        if extra || row.cells.len() < self.table.sheet.header.len() {
            return Err(Reason::CellCount);
        }
        let cell = |column| text(self.table.cell(row, column));
        if is_true(cell(Column::IsDeleted)) {
            return Err(Reason::Deleted);
        }
        let outcome = self.outcome(row).ok_or(Reason::NoStage)?;
        let engaged = self.date(row, Column::Engaged)?;
        let closed = if outcome == Outcome::Open {
            None
        } else {
            Some(self.date(row, Column::Closed)?.ok_or(Reason::NoCloseDate)?)
        };
        if engaged
            .zip(closed)
            .is_some_and(|(engaged, closed)| closed < engaged)
        {
            return Err(Reason::ClosedBeforeEngaged);
        }
        let name = |column| cell(column).to_owned();
        Ok(DealRow {
            id,
            agent: name(Column::Agent),
            product: name(Column::Product),
            account: name(Column::Account),
            region: name(Column::Region),
            sector: name(Column::Sector),
            stage: name(Column::Stage),
            outcome,
            engaged,
            closed,
            value: self
                .values
                .read(self.table, row)
                .value()
                .filter(|value| *value > 0.0),
        })
    }

    fn date(&self, row: &SheetRow, column: Column) -> Result<Option<Date>, Reason> {
        match self.dates.read(self.table, row, column) {
            Cell::Unreadable if self.dates.is_out_of_range(self.table, row, column) => {
                Err(Reason::OutOfRange)
            }
            Cell::Unreadable => Err(Reason::Unreadable),
            cell => Ok(cell.value()),
        }
    }

    /// The outcome, from the columns that state it or from the stage; `None` without either.
    fn outcome(&self, row: &SheetRow) -> Option<Outcome> {
        let cell = |column| text(self.table.cell(row, column));
        if self.table.has(Column::IsWon) && !cell(Column::IsWon).is_empty() {
            let closed = !self.table.has(Column::IsClosed) || is_true(cell(Column::IsClosed));
            return Some(match (is_true(cell(Column::IsWon)), closed) {
                (true, _) => Outcome::Won,
                (false, true) => Outcome::Lost,
                (false, false) => Outcome::Open,
            });
        }
        let stage = cell(Column::Stage);
        (!stage.is_empty()).then(|| outcome_of_stage(stage))
    }

    pub(super) fn report_values(&self, rows: &[&SheetRow], quality: &mut Quality) {
        let named: Vec<(&SheetRow, String)> = rows
            .iter()
            .enumerate()
            .map(|(rank, row)| (*row, self.id(row, rank)))
            .collect();
        self.values.report(self.table, &named, quality);
        let (mut negative, mut won_without, mut lost_with, mut lost_zero) =
            (vec![], vec![], vec![], vec![]);
        for (row, id) in named {
            let value = self.values.read(self.table, row);
            match (self.outcome(row), value) {
                (_, Cell::Value(value)) if value < 0.0 => negative.push(id),
                (Some(Outcome::Won), Cell::Blank | Cell::Value(0.0)) => won_without.push(id),
                (Some(Outcome::Lost), Cell::Value(0.0)) => lost_zero.push(id),
                (Some(Outcome::Lost), Cell::Value(_)) => lost_with.push(id),
                _ => {}
            }
        }
        let of = rows.len();
        for (kind, what, handled, ids) in [
            (
                OddityKind::Impossible,
                "values are below 0",
                "the deals count, their values do not",
                &negative,
            ),
            (
                OddityKind::Missing,
                "won deals have no value",
                "they count as won, but not as a deal size",
                &won_without,
            ),
            (
                OddityKind::Unusual,
                "lost deals have the value 0",
                "0 is not the size of these deals: sizes come from won deals only",
                &lost_zero,
            ),
            (
                OddityKind::Unusual,
                "lost deals have a value",
                "not used: sizes come from won deals only",
                &lost_with,
            ),
        ] {
            let about = About {
                table: TableKind::Opportunities,
                kind,
                column: self.table.header(Column::Value),
                what: what.into(),
                of,
                handled: handled.into(),
            };
            quality.note(about, ids.iter().map(String::as_str));
        }
    }
}

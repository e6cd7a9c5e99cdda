//! Which table a file is and which of its columns mean what, told from the column names alone.

use super::names::key;
use super::quality::{About, OddityKind, Quality};
use super::sheet::{Sheet, SheetRow};

mod accepted;
mod joined;
mod kind;
mod layout;

pub(super) use kind::TableKind;
use layout::{LAYOUTS, Layout};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// Id of the row.
    Id,
    /// Sales agent who owns the deal, or whom the row is about.
    Agent,
    /// Product.
    Product,
    /// Account.
    Account,
    /// Stage of a deal.
    Stage,
    /// Whether a deal was won.
    IsWon,
    /// Whether a deal is closed.
    IsClosed,
    /// Whether a row was deleted.
    IsDeleted,
    /// Day on which work on a deal began.
    Engaged,
    /// Day on which a deal was decided.
    Closed,
    /// Value of a deal.
    Value,
    /// Region or office.
    Region,
    /// Sector.
    Sector,
    /// Country or place.
    Location,
    /// Parent account.
    Parent,
    /// List price.
    Price,
    /// Manager.
    Manager,
    /// Deal that a row of another table belongs to.
    Deal,
    /// When a deal entered a stage.
    Entered,
    /// Which row of a deal comes first, where the times are equal.
    Rank,
    /// What has changed, in a table of changes.
    Field,
    /// Whether a user still works here.
    Active,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Mail address.
    Email,
    /// First day of an employment.
    Hired,
    /// Last day of an employment.
    Left,
}

/// Characters beyond which a cell is clipped.
const LONGEST_NAME: usize = 200;

/// Characters that are shown of a clipped cell.
const SHOWN: usize = 40;

/// Whether a character turns the direction of the text around it, so that a name looks like another.
fn turns_writing(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A sheet whose columns are understood.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// What it is.
    pub(super) kind: TableKind,
    /// The cells.
    pub(super) sheet: Sheet,
    columns: Vec<(Column, usize)>,
}

impl Table {
    /// Takes a sheet for the first kind in one of whose layouts it is; gives it back if it is in none.
    pub(super) fn recognise(sheet: Sheet) -> Result<Self, Sheet> {
        let keys: Vec<String> = sheet.header.iter().map(|name| key(name)).collect();
        let file = key(&sheet.name);
        let found = LAYOUTS
            .iter()
            .find_map(|layout| Some((layout.kind, layout.columns_in(&keys, &file)?)));
        match found {
            Some((kind, columns)) => Ok(Self {
                kind,
                sheet,
                columns,
            }),
            None => Err(sheet),
        }
    }

    /// Whether the table has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(c, _)| *c == column)
    }

    /// Name of a column in the file.
    pub(super) fn header(&self, column: Column) -> &str {
        self.position(column)
            .map_or("", |at| &self.sheet.header[at])
    }

    /// Columns that are used, with their names in the file.
    pub(super) fn used(&self) -> impl Iterator<Item = (Column, &str)> {
        self.columns
            .iter()
            .map(|(column, at)| (*column, self.sheet.header[*at].as_str()))
    }

    /// A cell; empty if the table lacks the column.
    pub(super) fn cell<'a>(&self, row: &'a SheetRow, column: Column) -> &'a str {
        self.position(column)
            .and_then(|at| row.cells.get(at))
            .map_or("", String::as_str)
    }

    /// All cells of a column that hold something.
    pub(super) fn filled(&self, column: Column) -> impl Iterator<Item = &str> {
        self.sheet
            .rows
            .iter()
            .map(move |row| self.cell(row, column))
            .filter(|cell| !super::names::is_blank(cell))
    }

    /// Gives every row a cell where it has none: in the column, or in a new one if the table lacks it.
    ///
    /// * `source`: where the cells come from, the name of a new column
    ///
    /// Gives back how many cells were filled. Rows of the wrong length stay so, and are set aside for it.
    pub(super) fn fill(
        &mut self,
        column: Column,
        source: &str,
        cell_of: impl Fn(&Self, &SheetRow) -> Option<String>,
    ) -> usize {
        let cells: Vec<Option<String>> = self
            .sheet
            .rows
            .iter()
            .map(|row| {
                let blank = super::names::is_blank(self.cell(row, column));
                blank.then(|| cell_of(self, row)).flatten()
            })
            .collect();
        let n = cells.iter().flatten().count();
        if n == 0 {
            return 0;
        }
        let width = self.sheet.header.len();
        let at = self.position(column).unwrap_or_else(|| {
            self.sheet.header.push(source.to_owned());
            self.columns.push((column, width));
            for row in &mut self.sheet.rows {
                if row.cells.len() >= width {
                    row.cells.insert(width, String::new());
                }
            }
            width
        });
        for (row, cell) in self.sheet.rows.iter_mut().zip(cells) {
            if let (Some(place), Some(cell)) = (row.cells.get_mut(at), cell) {
                *place = cell;
            }
        }
        n
    }

    /// Puts other cells in the place of those of a column.
    ///
    /// * `cell_of`: the cell for the row of a number and what it holds; `None` leaves it as it is
    pub(super) fn replace(
        &mut self,
        column: Column,
        cell_of: impl Fn(usize, &str) -> Option<String>,
    ) {
        let Some(at) = self.position(column) else {
            return;
        };
        for (ix, row) in self.sheet.rows.iter_mut().enumerate() {
            if let Some(cell) = row.cells.get_mut(at)
                && let Some(other) = cell_of(ix, cell)
            {
                *cell = other;
            }
        }
    }

    fn position(&self, column: Column) -> Option<usize> {
        self.columns
            .iter()
            .find(|(c, _)| *c == column)
            .map(|(_, at)| *at)
    }

    /// Names of the used columns that stand more than once in the file.
    pub(super) fn repeated(&self) -> Vec<&str> {
        let keys: Vec<String> = self.sheet.header.iter().map(|name| key(name)).collect();
        let n = |at: &usize| keys.iter().filter(|k| **k == keys[*at]).count();
        self.columns
            .iter()
            .filter(|(_, at)| n(at) > 1)
            .map(|(_, at)| self.sheet.header[*at].as_str())
            .collect()
    }

    /// Drops marks that turn the direction of writing, and clips texts that are too long for a name.
    pub(super) fn tidy(&mut self, quality: &mut Quality) {
        for name in &mut self.sheet.header {
            name.retain(|c| !turns_writing(c));
        }
        for (_, at) in &self.columns {
            let (mut turned, mut clipped) = (Vec::new(), Vec::new());
            let cells = self.sheet.rows.iter_mut();
            for cell in cells.filter_map(|row| row.cells.get_mut(*at)) {
                let (turns, long) = (
                    cell.contains(turns_writing),
                    cell.chars().nth(LONGEST_NAME).is_some(),
                );
                if turns {
                    cell.retain(|c| !turns_writing(c));
                }
                if long {
                    *cell = cell.chars().take(LONGEST_NAME).collect();
                }
                if turns {
                    turned.push(cell.clone());
                }
                if long {
                    clipped.push(cell.chars().take(SHOWN).chain(['…']).collect());
                }
            }
            let of = self.sheet.rows.len();
            for (what, handled, found) in [
                (
                    "cells have marks that turn the direction of writing",
                    "the marks are dropped",
                    turned,
                ),
                (
                    "cells have more than 200 characters",
                    "clipped to the first 200",
                    clipped,
                ),
            ] {
                let about = About {
                    table: self.kind,
                    kind: OddityKind::Unusual,
                    column: &self.sheet.header[*at],
                    what: what.into(),
                    of,
                    handled: handled.into(),
                };
                quality.note(about, found.iter().map(String::as_str));
            }
        }
    }

    /// Required groups of columns of which the table has none and no other table can have them.
    ///
    /// * `has_history`: whether there is a history of stages, which tells what became of deals
    ///
    /// Owners are left out: whether they are lacking is said together with what else an export does not tell.
    pub(super) fn lacks_beside(&self, has_history: bool) -> Vec<&'static [Column]> {
        let deals = self.kind == TableKind::Opportunities;
        let mut lacks = self.lacks();
        lacks.retain(|group| {
            let in_history = [Column::Stage, Column::Engaged, Column::Closed];
            let elsewhere = has_history && group.iter().any(|column| in_history.contains(column));
            !(deals && (elsewhere || group.contains(&Column::Agent)))
        });
        if lacks.is_empty() {
            lacks
        } else {
            self.lacks()
        }
    }

    /// Required groups of columns of which the table has none.
    pub(super) fn lacks(&self) -> Vec<&'static [Column]> {
        let lacking = |group: &&&[Column]| !group.iter().any(|column| self.has(*column));
        self.kind
            .required()
            .iter()
            .filter(lacking)
            .copied()
            .collect()
    }
}

/// The names under which a column of a kind is accepted, for a help text.
pub(super) fn accepted_names(kind: TableKind, columns: &[Column]) -> String {
    let layouts = LAYOUTS.iter().filter(|layout| layout.kind == kind);
    let known = layouts
        .flat_map(|layout: &Layout| layout.columns)
        .filter(|(column, _)| columns.contains(column));
    known
        .flat_map(|(_, names)| names.iter().take(5))
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::import::sheet::ExportFile;
    use crate::scenario::{Findings, Sources};

    fn kind(header: &str) -> Option<TableKind> {
        let file = ExportFile {
            name: "a.csv".into(),
            bytes: format!("{header}\n1\n").into_bytes(),
        };
        let sheet = Sheet::read(file, &mut Sources::new(), &mut Findings::new()).unwrap();
        Table::recognise(sheet).ok().map(|table| table.kind)
    }

    #[test]
    fn tables_are_told_by_their_columns() {
        assert_eq!(
            kind("opportunity_id,sales_agent,deal_stage,close_date"),
            Some(TableKind::Opportunities)
        );
        assert_eq!(
            kind("Opportunity Name,Owner,Stage,Amount"),
            Some(TableKind::Opportunities)
        );
        assert_eq!(
            kind("id,is_won,amount,close_date"),
            Some(TableKind::Opportunities)
        );
        assert_eq!(kind("account,sector"), Some(TableKind::Accounts));
        assert_eq!(
            kind("product,series,sales_price"),
            Some(TableKind::Products)
        );
        assert_eq!(
            kind("sales_agent,manager,regional_office"),
            Some(TableKind::Teams)
        );
        assert_eq!(kind("Table,Field,Description"), None);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let file = ExportFile {
            name: "a.csv".into(),
            bytes: b"stage,amount,owner\nWon,1,a\n".to_vec(),
        };
        let sheet = Sheet::read(file, &mut Sources::new(), &mut Findings::new()).unwrap();
        let lacks = Table::recognise(sheet).unwrap().lacks();
        assert_eq!(lacks, [&[Column::Engaged][..], &[Column::Closed]]);
        assert!(accepted_names(TableKind::Opportunities, lacks[0]).starts_with("engagedate"));
    }
}

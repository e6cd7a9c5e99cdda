//! Which table a file is and which of its columns mean what, told from the column names alone.

use super::names::key;
use super::quality::{About, OddityKind, Quality};
use super::sheet::{Sheet, SheetRow};

mod accepted;

use accepted::{ACCOUNTS, OPPORTUNITIES, PRODUCTS, TEAMS};

/// The tables an export can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TableKind {
    /// One row per deal.
    Opportunities,
    /// One row per customer or prospect.
    Accounts,
    /// One row per product.
    Products,
    /// One row per sales agent.
    Teams,
}

impl TableKind {
    /// All kinds, in the order in which a file is tried.
    pub(super) const ALL: [Self; 4] = [
        Self::Opportunities,
        Self::Products,
        Self::Teams,
        Self::Accounts,
    ];

    /// The kind in a word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Opportunities => "opportunities",
            Self::Accounts => "accounts",
            Self::Products => "products",
            Self::Teams => "teams",
        }
    }

    /// What columns the kind knows: meaning and accepted names, the likelier first.
    fn columns(self) -> &'static [(Column, &'static [&'static str])] {
        match self {
            Self::Opportunities => OPPORTUNITIES,
            Self::Accounts => ACCOUNTS,
            Self::Products => PRODUCTS,
            Self::Teams => TEAMS,
        }
    }

    /// What a file must have to be taken for the kind; each group is met by any of its columns.
    fn marks(self) -> &'static [&'static [Column]] {
        match self {
            Self::Opportunities => &[
                &[Column::Stage, Column::IsWon, Column::Closed],
                &[Column::Value, Column::Closed],
            ],
            Self::Accounts => &[
                &[Column::Account],
                &[Column::Sector, Column::Location, Column::Parent],
            ],
            Self::Products => &[&[Column::Product], &[Column::Price]],
            Self::Teams => &[&[Column::Agent], &[Column::Manager, Column::Region]],
        }
    }

    /// Words that the name of such a file is likely to hold.
    pub(super) fn file_names(self) -> &'static [&'static str] {
        match self {
            Self::Opportunities => &["opportunit", "deal", "pipeline"],
            Self::Accounts => &["account", "compan", "customer"],
            Self::Products => &["product", "pricelist"],
            Self::Teams => &["team", "agent", "roster"],
        }
    }

    /// What the import cannot do without; each group is met by any of its columns.
    pub(super) fn required(self) -> &'static [&'static [Column]] {
        match self {
            Self::Opportunities => &[
                &[Column::Agent],
                &[Column::Stage, Column::IsWon],
                &[Column::Engaged],
                &[Column::Closed],
                &[Column::Value],
            ],
            Self::Accounts => &[&[Column::Account]],
            Self::Products => &[&[Column::Product], &[Column::Price]],
            Self::Teams => &[&[Column::Agent]],
        }
    }
}

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
    /// Takes a sheet for the first kind whose marks it bears; gives it back if it bears none.
    pub(super) fn recognise(sheet: Sheet) -> Result<Self, Sheet> {
        for kind in TableKind::ALL {
            let columns = columns_of(kind, &sheet.header);
            let has = |column: &Column| columns.iter().any(|(c, _)| c == column);
            // A deal has many sides; three of them tell it from other things with an owner or a date.
            let n_met = kind
                .required()
                .iter()
                .filter(|group| group.iter().any(has))
                .count();
            let enough = kind != TableKind::Opportunities || n_met >= 3;
            if enough && kind.marks().iter().all(|group| group.iter().any(has)) {
                return Ok(Self {
                    kind,
                    sheet,
                    columns,
                });
            }
        }
        Err(sheet)
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

fn columns_of(kind: TableKind, header: &[String]) -> Vec<(Column, usize)> {
    let keys: Vec<String> = header.iter().map(|name| key(name)).collect();
    let find = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| keys.iter().position(|k| k == name))
    };
    kind.columns()
        .iter()
        .filter_map(|(column, names)| find(names).map(|at| (*column, at)))
        .collect()
}

/// The names under which a column of a kind is accepted, for a help text.
pub(super) fn accepted_names(kind: TableKind, columns: &[Column]) -> String {
    let known = kind
        .columns()
        .iter()
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

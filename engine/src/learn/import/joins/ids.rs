//! Ids of owners, accounts and products become the names that other tables have for them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::{Column, Table, TableKind};
use super::super::names::is_blank;
use super::super::quality::{Ledger, Quality};
use super::super::reference::new_ledger;
use super::TablesByKind;

/// The names behind the ids of a table, each name once.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    by_id: BTreeMap<String, String>,
    /// Names by the first 15 characters of ids of 18, which stand for the same in Salesforce.
    by_short: BTreeMap<String, String>,
}

/// Characters of the long ids of Salesforce, and of the short ones that mean the same.
const LONG_AND_SHORT: [usize; 2] = [18, 15];

impl Names {
    /// The names of a table. Where several ids have one name, the id tells them apart.
    pub(super) fn of(table: &Table, name: Column) -> Self {
        let named = || {
            let pairs = table.sheet.rows.iter().map(|row| {
                let (id, name) = (table.cell(row, Column::Id), table.cell(row, name));
                (id, if is_blank(name) { id } else { name })
            });
            pairs.filter(|(id, _)| !is_blank(id))
        };
        let mut ids_of = BTreeMap::<&str, BTreeSet<&str>>::new();
        for (id, name) in named() {
            ids_of.entry(name).or_default().insert(id);
        }
        let mut all = Self::default();
        let mut rows: Vec<(&str, &str)> = named().collect();
        rows.sort_unstable();
        for (id, name) in rows {
            let shown = if ids_of[name].len() > 1 {
                format!("{name} ({id})")
            } else {
                name.to_owned()
            };
            if let Some(short) = short(id) {
                all.by_short
                    .entry(short.to_owned())
                    .or_insert_with(|| shown.clone());
            }
            all.by_id.entry(id.to_owned()).or_insert(shown);
        }
        all
    }

    /// The name of an id.
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        let exact = self.by_id.get(id);
        let found = exact.or_else(|| self.by_short.get(short(id).unwrap_or(id)));
        found.map(String::as_str)
    }

    /// Whether most cells of a column are ids that are known here.
    pub(super) fn know_most_of(&self, table: &Table, column: Column) -> bool {
        let (mut known, mut all) = (0, 0);
        for cell in table.filled(column) {
            known += usize::from(self.get(cell).is_some());
            all += 1;
        }
        known * 2 > all
    }
}

/// The short form of a long id.
fn short(id: &str) -> Option<&str> {
    let [long, short] = LONG_AND_SHORT;
    let is_long = id.len() == long && id.bytes().all(|b| b.is_ascii_alphanumeric());
    is_long.then(|| &id[..short])
}

/// Which column of the opportunities refers to which tables, by which column of these.
const REFERENCES: [(Column, &[TableKind], Column); 3] = [
    (
        Column::Agent,
        &[TableKind::Users, TableKind::Teams],
        Column::Agent,
    ),
    (Column::Account, &[TableKind::Accounts], Column::Account),
    (Column::Product, &[TableKind::Products], Column::Product),
];

/// Puts names in the place of ids.
pub(super) fn join(deals: &mut Table, tables: &mut TablesByKind, quality: &mut Quality) {
    for (column, kinds, name) in REFERENCES {
        for kind in kinds {
            let Some(table) = tables.get_mut(kind).filter(|table| table.has(Column::Id)) else {
                continue;
            };
            let names = Names::of(table, name);
            if names.know_most_of(deals, column) {
                quality.read_as(format!(
                    "opportunities: `{}` holds ids; their names come from `{}`",
                    deals.header(column),
                    table.sheet.name
                ));
                deals.replace(column, |_, cell| names.get(cell).map(str::to_owned));
                rename(table, name, &names);
                break;
            }
        }
    }
    if tables.contains_key(&TableKind::Teams)
        && let Some(users) = tables.remove(&TableKind::Users)
    {
        quality.ledger(ledger_of_names(&users));
    }
}

/// Puts the names that tell rows apart in the place of those that do not.
fn rename(table: &mut Table, name: Column, names: &Names) {
    let ids: Vec<String> = table
        .sheet
        .rows
        .iter()
        .map(|row| table.cell(row, Column::Id).to_owned())
        .collect();
    table.replace(name, |ix, _| names.get(&ids[ix]).map(str::to_owned));
}

/// The ledger of a table of which only names are read.
fn ledger_of_names(table: &Table) -> Ledger {
    let named = |row: &&_| !is_blank(table.cell(row, Column::Id));
    let n = table.sheet.rows.iter().filter(named).count();
    let mut set_aside = BTreeMap::new();
    for (reason, n) in [
        ("no id", table.sheet.rows.len() - n),
        ("blank row", table.sheet.n_blank),
    ] {
        if n > 0 {
            set_aside.insert(reason.to_owned(), n);
        }
    }
    new_ledger(
        table,
        BTreeMap::from([("name of an id".to_owned(), n)]),
        set_aside,
    )
}

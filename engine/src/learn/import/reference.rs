//! The small tables of an export: accounts, products and teams.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Table, TableKind};
use super::names::{is_blank, key};
use super::quality::{About, Ledger, OddityKind, Quality};
use super::resolve::{Spelling, counts, settle};
use super::sheet::SheetRow;
use super::typed::{Cell, NumberColumn};
use super::vocabulary::{COUNTRIES, SECTORS, likely};

/// A product of the price list.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) name: String,
    /// List price, if it is known and above 0.
    pub(super) price: Option<f64>,
}

/// A customer or prospect.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) name: String,
    /// Sector; empty if unknown.
    pub(super) sector: String,
}

/// A sales agent of the team list.
#[derive(Clone, Debug)]
pub(super) struct TeamMember {
    pub(super) name: String,
    /// Manager; empty if unknown.
    pub(super) manager: String,
    /// Regional office; empty if unknown.
    pub(super) region: String,
}

/// A blank cell as the empty text.
pub(super) fn text(cell: &str) -> &str {
    if is_blank(cell) { "" } else { cell }
}

/// Whether a cell says yes; a blank one says no.
pub(super) fn is_true(cell: &str) -> bool {
    matches!(
        key(cell).as_str(),
        "true" | "yes" | "y" | "1" | "t" | "x" | "ja" | "wahr" | "oui" | "si" | "sim"
    )
}

/// Rows of a table whose id column is filled and not yet taken, in text order; the rest is set aside.
struct Kept<'a> {
    rows: Vec<&'a SheetRow>,
    set_aside: BTreeMap<String, usize>,
}

/// Reads the price list.
pub(super) fn products(table: &Table, quality: &mut Quality) -> Vec<Product> {
    let kept = keep(table, Column::Product, quality);
    let prices = NumberColumn::of(table, Column::Price, quality);
    let (mut products, mut unpriced) = (Vec::new(), Vec::new());
    for row in &kept.rows {
        let name = table.cell(row, Column::Product).to_owned();
        let price = prices.read(table, row).value().filter(|price| *price > 0.0);
        if price.is_none() {
            unpriced.push(name.clone());
        }
        products.push(Product { name, price });
    }
    let named: Vec<(&SheetRow, String)> = kept
        .rows
        .iter()
        .map(|row| (*row, table.cell(row, Column::Product).to_owned()))
        .collect();
    prices.report(table, &named, quality);
    let about = About {
        table: TableKind::Products,
        kind: OddityKind::Missing,
        column: table.header(Column::Price),
        what: "products have no list price above 0".into(),
        of: products.len(),
        handled: "their deal sizes come from the deals alone".into(),
    };
    quality.note(about, unpriced.iter().map(String::as_str));
    quality.ledger(ledger(table, "product", kept));
    products
}

/// Reads the accounts.
pub(super) fn accounts(table: &Table, quality: &mut Quality) -> Vec<Account> {
    let kept = keep(table, Column::Account, quality);
    let of = |row: &&SheetRow, column| text(table.cell(row, column)).to_owned();
    let sectors: Vec<String> = kept
        .rows
        .iter()
        .map(|row| of(row, Column::Sector))
        .collect();
    let spelling = sector_spelling(table, &sectors, quality);
    let account = |(row, sector): (&&SheetRow, &String)| Account {
        name: of(row, Column::Account),
        sector: spelling.of(sector).to_owned(),
    };
    let accounts: Vec<Account> = kept.rows.iter().zip(&sectors).map(account).collect();
    if table.has(Column::Sector) {
        let without = accounts
            .iter()
            .filter(|account| account.sector.is_empty())
            .map(|account| account.name.as_str());
        let about = About {
            table: TableKind::Accounts,
            kind: OddityKind::Missing,
            column: table.header(Column::Sector),
            what: "accounts have no sector".into(),
            of: accounts.len(),
            handled: "their deals count for the segment \"Sector unknown\"".into(),
        };
        quality.note(about, without);
    }
    misspelt(
        table,
        Column::Location,
        &kept.rows,
        COUNTRIES,
        "kept as it is: the plan does not use places",
        quality,
    );
    unknown_parents(table, &kept.rows, &accounts, quality);
    quality.ledger(ledger(table, "account", kept));
    accounts
}

fn sector_spelling(table: &Table, sectors: &[String], quality: &mut Quality) -> Spelling {
    let spelling = settle(
        &counts(sectors.iter().map(String::as_str)),
        TableKind::Accounts,
        table.header(Column::Sector),
        quality,
    );
    let settled: Vec<&str> = sectors.iter().map(|sector| spelling.of(sector)).collect();
    report_likely(
        table,
        Column::Sector,
        &settled,
        SECTORS,
        "kept as it is, so that the plan still matches the CRM; mend it there",
        quality,
    );
    spelling
}

fn misspelt(
    table: &Table,
    column: Column,
    rows: &[&SheetRow],
    vocabulary: &[&'static str],
    handled: &str,
    quality: &mut Quality,
) {
    let values: Vec<&str> = rows
        .iter()
        .map(|row| text(table.cell(row, column)))
        .collect();
    report_likely(table, column, &values, vocabulary, handled, quality);
}

fn report_likely(
    table: &Table,
    column: Column,
    values: &[&str],
    vocabulary: &[&'static str],
    handled: &str,
    quality: &mut Quality,
) {
    for (value, n) in counts(values.iter().copied()) {
        if let Some(word) = likely(&value, vocabulary) {
            let about = About {
                table: table.kind,
                kind: OddityKind::Vocabulary,
                column: table.header(column),
                what: format!("\"{value}\" is likely \"{word}\" misspelt"),
                of: values.len(),
                handled: handled.to_owned(),
            };
            quality.count(about, n, Vec::new());
        }
    }
}

fn unknown_parents(table: &Table, rows: &[&SheetRow], accounts: &[Account], quality: &mut Quality) {
    let known: BTreeSet<String> = accounts.iter().map(|account| key(&account.name)).collect();
    let parents = rows.iter().map(|row| text(table.cell(row, Column::Parent)));
    let strangers = parents.filter(|parent| !parent.is_empty() && !known.contains(&key(parent)));
    let about = About {
        table: TableKind::Accounts,
        kind: OddityKind::Contradictory,
        column: table.header(Column::Parent),
        what: "accounts belong to a parent that is no account".into(),
        of: rows.len(),
        handled: "none: the plan does not use parents".into(),
    };
    quality.note(about, strangers);
}

/// Reads the team list.
pub(super) fn team(table: &Table, quality: &mut Quality) -> Vec<TeamMember> {
    let kept = keep(table, Column::Agent, quality);
    let regions = counts(
        kept.rows
            .iter()
            .map(|row| text(table.cell(row, Column::Region))),
    );
    let spelling = settle(&regions, table.kind, table.header(Column::Region), quality);
    let member = |row: &&SheetRow| TeamMember {
        name: table.cell(row, Column::Agent).to_owned(),
        manager: text(table.cell(row, Column::Manager)).to_owned(),
        region: spelling
            .of(text(table.cell(row, Column::Region)))
            .to_owned(),
    };
    let team: Vec<TeamMember> = kept.rows.iter().map(member).collect();
    let about = About {
        table: table.kind,
        kind: OddityKind::Missing,
        column: table.header(Column::Region),
        what: "agents have no regional office".into(),
        of: team.len(),
        handled: "they work in the region \"Unassigned\"".into(),
    };
    if table.has(Column::Region) {
        quality.note(
            about,
            team.iter()
                .filter(|m| m.region.is_empty())
                .map(|m| m.name.as_str()),
        );
    }
    quality.ledger(ledger(table, "agent", kept));
    team
}

fn keep<'a>(table: &'a Table, id: Column, quality: &mut Quality) -> Kept<'a> {
    let mut sorted: Vec<&SheetRow> = table.sheet.rows.iter().collect();
    sorted.sort_by(|a, b| a.cells.cmp(&b.cells));
    let (mut taken, mut rows, mut set_aside) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
    let (mut nameless, mut twice) = (Vec::new(), Vec::new());
    for row in sorted {
        let name = table.cell(row, id);
        if is_blank(name) {
            nameless.push(row.cells.join(" "));
        } else if taken.insert(key(name)) {
            rows.push(row);
        } else {
            twice.push(name);
        }
    }
    let about = |kind, what: &str, handled: &str| About {
        table: table.kind,
        kind,
        column: table.header(id),
        what: what.to_owned(),
        of: table.sheet.rows.len(),
        handled: handled.to_owned(),
    };
    quality.note(
        about(OddityKind::Missing, "rows have no name", "set aside"),
        nameless.iter().map(String::as_str),
    );
    quality.note(
        about(
            OddityKind::Duplicated,
            "rows repeat a name",
            "the first in text order counts, the others are set aside",
        ),
        twice.iter().copied(),
    );
    for (reason, n) in [
        ("no name", nameless.len()),
        ("repeats a name", twice.len()),
        ("blank row", table.sheet.n_blank),
    ] {
        if n > 0 {
            set_aside.insert(reason.to_owned(), n);
        }
    }
    Kept { rows, set_aside }
}

fn ledger(table: &Table, used_as: &str, kept: Kept<'_>) -> Ledger {
    let used = BTreeMap::from([(used_as.to_owned(), kept.rows.len())]);
    new_ledger(table, used, kept.set_aside)
}

/// A ledger of a table.
pub(super) fn new_ledger(
    table: &Table,
    used: BTreeMap<String, usize>,
    set_aside: BTreeMap<String, usize>,
) -> Ledger {
    let columns: BTreeMap<String, String> = table
        .used()
        .map(|(column, name)| (format!("{column:?}").to_lowercase(), name.to_owned()))
        .collect();
    let ignored = table
        .sheet
        .header
        .iter()
        .filter(|name| !columns.values().any(|used| used == *name));
    Ledger {
        table: table.kind.name(),
        file: table.sheet.name.clone(),
        ignored_columns: ignored.cloned().collect(),
        rows: table.sheet.rows.len() + table.sheet.n_blank,
        columns,
        used,
        set_aside,
    }
}

/// Cells of a column that are filled but unreadable, for [`refuse_if_mostly_unreadable`](super::typed::refuse_if_mostly_unreadable).
pub(super) fn unreadable<'a, T>(
    rows: &[&'a SheetRow],
    read: impl Fn(&SheetRow) -> Cell<T>,
) -> Vec<(&'a SheetRow, bool)> {
    let verdict = |row: &&'a SheetRow| match read(row) {
        Cell::Blank => None,
        Cell::Value(_) => Some((*row, false)),
        Cell::Unreadable => Some((*row, true)),
    };
    rows.iter().filter_map(verdict).collect()
}

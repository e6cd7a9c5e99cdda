//! What tables of pairs say of deals: their products and their accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::{Column, Table, TableKind};
use super::super::names::is_blank;
use super::super::quality::{About, OddityKind, Quality};
use super::super::reference::{is_true, new_ledger};
use super::super::typed::NumberColumn;
use super::TablesByKind;

/// Gives deals the products and accounts that they lack.
pub(super) fn join(deals: &mut Table, tables: &mut TablesByKind, quality: &mut Quality) {
    for (kind, column) in [
        (TableKind::LineItems, Column::Product),
        (TableKind::DealAccounts, Column::Account),
    ] {
        if let Some(table) = tables.remove(&kind) {
            fill(deals, &table, column, quality);
        }
    }
}

fn fill(deals: &mut Table, table: &Table, column: Column, quality: &mut Quality) {
    let values = NumberColumn::of(table, Column::Value, quality);
    // Of each deal, what belongs to it and what that is worth.
    let mut of_deal = BTreeMap::<&str, BTreeMap<&str, f64>>::new();
    let mut set_aside = BTreeMap::<&str, usize>::new();
    let mut rows: Vec<_> = table.sheet.rows.iter().collect();
    rows.sort_by(|a, b| a.cells.cmp(&b.cells));
    for row in rows {
        let (deal, what) = (table.cell(row, Column::Deal), table.cell(row, column));
        let reason = if is_true(table.cell(row, Column::IsDeleted)) {
            Some("deleted in the CRM")
        } else if is_blank(deal) || is_blank(what) {
            Some("half of the pair is missing")
        } else {
            None
        };
        if let Some(reason) = reason {
            *set_aside.entry(reason).or_default() += 1;
            continue;
        }
        let worth = values.read(table, row).value().unwrap_or(0.0);
        *of_deal.entry(deal).or_default().entry(what).or_default() += worth;
    }
    if table.sheet.n_blank > 0 {
        set_aside.insert("blank row", table.sheet.n_blank);
    }
    let n_used = table.sheet.rows.len() + table.sheet.n_blank - set_aside.values().sum::<usize>();
    let chosen: BTreeMap<&str, &str> = of_deal
        .iter()
        .filter_map(|(deal, all)| {
            // The later of two equal ones would win `max_by`, so the order is turned round.
            let most = all.iter().rev().max_by(|a, b| a.1.total_cmp(b.1));
            Some((*deal, *most?.0))
        })
        .collect();
    let n = deals.fill(column, &table.sheet.name, |deals, row| {
        chosen
            .get(deals.cell(row, Column::Id))
            .map(|what| (*what).to_owned())
    });
    let word = if column == Column::Product {
        "products"
    } else {
        "accounts"
    };
    quality.read_as(format!(
        "opportunities: `{}` gives {n} deals their {word}",
        table.sheet.name
    ));
    let known: BTreeSet<&str> = deals.filled(Column::Id).collect();
    let about = |kind, what: String, handled: &str| About {
        table: table.kind,
        kind,
        column: table.header(Column::Deal),
        what,
        of: of_deal.len(),
        handled: handled.to_owned(),
    };
    quality.note(
        about(
            OddityKind::Contradictory,
            "deals are not in the table of opportunities".into(),
            "not used",
        ),
        of_deal.keys().copied().filter(|deal| !known.contains(deal)),
    );
    quality.note(
        about(
            OddityKind::Unusual,
            format!("deals have several {word}"),
            "each counts for the one of most value, or the first in text order",
        ),
        of_deal
            .iter()
            .filter(|(_, all)| all.len() > 1)
            .map(|(deal, _)| *deal),
    );
    let set_aside = set_aside
        .into_iter()
        .map(|(reason, n)| (reason.to_owned(), n));
    let used = BTreeMap::from([("pair".to_owned(), n_used)]);
    quality.ledger(new_ledger(table, used, set_aside.collect()));
}

//! What the quality report says about the opportunities.

use std::collections::BTreeMap;

use super::reason::SetAside;
use super::{DealRow, Outcome, outcome_of_stage};
use crate::learn::import::columns::{Column, Table, TableKind};
use crate::learn::import::names::is_blank;
use crate::learn::import::quality::{About, OddityKind, Quality};
use crate::learn::import::reference::new_ledger;

/// Reports how many rows are used and how many are not, and what is missing.
pub(super) fn report(
    table: &Table,
    deals: &[DealRow],
    set_aside: &SetAside,
    quality: &mut Quality,
) {
    let of = table.sheet.rows.len();
    for (reason, ids) in set_aside {
        let (kind, why, what) = reason.says();
        let about = About {
            table: TableKind::Opportunities,
            kind,
            column: "",
            what: what.to_owned(),
            of,
            handled: format!("set aside: {why}"),
        };
        quality.note(about, ids.iter().map(String::as_str));
    }
    let mut reasons: BTreeMap<String, usize> = set_aside
        .iter()
        .map(|(reason, ids)| (reason.says().1.to_owned(), ids.len()))
        .collect();
    if table.sheet.n_blank > 0 {
        reasons.insert("blank row".into(), table.sheet.n_blank);
    }
    let mut used = BTreeMap::new();
    for deal in deals {
        let name = match deal.outcome {
            Outcome::Won => "won deal",
            Outcome::Lost => "lost deal",
            Outcome::Open => "open deal",
        };
        *used.entry(name.to_owned()).or_insert(0) += 1;
    }
    quality.ledger(new_ledger(table, used, reasons));
    report_missing(table, deals, quality);
    report_missing_columns(table, quality);
}

fn report_missing_columns(table: &Table, quality: &mut Quality) {
    let unnamed = table
        .sheet
        .rows
        .iter()
        .filter(|row| is_blank(table.cell(row, Column::Id)))
        .count();
    for (column, n, without, blank, handled) in [
        (
            Column::Id,
            unnamed,
            "the table has no column of ids",
            "rows have no id",
            "each is named by its place among all rows in text order; repeated rows are not told",
        ),
        (
            Column::Account,
            0,
            "the table has no column of accounts",
            "",
            "open deals count for the segment of their row, or for one that stands for all",
        ),
        (
            Column::Product,
            0,
            "the table has no column of products",
            "",
            "all deals count for a product \"Product unknown\"",
        ),
    ] {
        let (n, of, what) = if table.has(column) {
            (n, table.sheet.rows.len(), blank)
        } else {
            (table.sheet.rows.len(), table.sheet.rows.len(), without)
        };
        if n > 0 {
            let about = About {
                table: TableKind::Opportunities,
                kind: OddityKind::Missing,
                column: table.header(column),
                what: what.to_owned(),
                of,
                handled: handled.to_owned(),
            };
            quality.count(about, n, Vec::new());
        }
    }
}

fn report_missing(table: &Table, deals: &[DealRow], quality: &mut Quality) {
    let is_open = |deal: &DealRow| deal.outcome == Outcome::Open;
    let mut note =
        |column, what: &str, of: usize, handled: &str, concerned: &dyn Fn(&DealRow) -> bool| {
            let about = About {
                table: TableKind::Opportunities,
                kind: OddityKind::Missing,
                column: table.header(column),
                what: what.to_owned(),
                of,
                handled: handled.to_owned(),
            };
            quality.note(
                about,
                deals
                    .iter()
                    .filter(|deal| concerned(deal))
                    .map(|deal| deal.id.as_str()),
            );
        };
    let n_open = deals.iter().filter(|deal| is_open(deal)).count();
    let (n_closed, n) = (deals.len() - n_open, deals.len());
    note(
        Column::Engaged,
        "open deals have no engage date",
        n_open,
        "their age is unknown: they count as just entered (a labelled default)",
        &|d| is_open(d) && d.engaged.is_none(),
    );
    note(
        Column::Engaged,
        "closed deals have no engage date",
        n_closed,
        "they count for the win rate, not for cycle times and arrivals",
        &|d| !is_open(d) && d.engaged.is_none(),
    );
    note(
        Column::Value,
        "open deals have no value",
        n_open,
        "each draws its size from the won deals of its product",
        &|d| is_open(d) && d.value.is_none(),
    );
    if table.has(Column::Account) {
        note(
            Column::Account,
            "deals have no account",
            n,
            "those that are open count for the segment \"Sector unknown\"",
            &|d| d.account.is_empty(),
        );
    }
    if table.has(Column::Product) {
        note(
            Column::Product,
            "deals have no product",
            n,
            "they count for a product \"Product unknown\"",
            &|d| d.product.is_empty(),
        );
    }
    note(
        Column::Agent,
        "deals have no agent",
        n,
        "they count for the rates, for nobody's results",
        &|d| d.agent.is_empty(),
    );
    let undated = deals.iter().filter(|deal| is_open(deal)).count();
    let closes = table.sheet.rows.iter().filter(|row| {
        outcome_of_stage(table.cell(row, Column::Stage)) == Outcome::Open
            && !is_blank(table.cell(row, Column::Closed))
    });
    let n_expected = closes.count();
    let about = |what: &str, handled: &str| About {
        table: TableKind::Opportunities,
        kind: OddityKind::Missing,
        column: table.header(Column::Closed),
        what: what.to_owned(),
        of: undated,
        handled: handled.to_owned(),
    };
    if table.has(Column::Stage) && n_expected > 0 {
        quality.count(
            about(
                "open deals have a close date",
                "read as what somebody expects, not as what happened: not used",
            ),
            n_expected,
            Vec::new(),
        );
    } else if undated > 0 {
        quality.count(
            about(
                "open deals have no close date",
                "as it should be: they are simulated forward, given their age",
            ),
            undated,
            Vec::new(),
        );
    }
}

//! The history of stages as events: which deal entered which stage when, by whose hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use super::columns::{Column, Table, TableKind};
use super::dates::{self, DateOrder};
use super::names::{is_blank, key};
use super::quality::{About, OddityKind, Quality};
use super::reference::{is_true, new_ledger, text};
use super::sheet::SheetRow;
use super::typed::{DateColumns, refuse_if_mostly_unreadable};
use crate::scenario::{Code, Findings, Sources};

/// A deal entered a stage. Events compare in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StageEvent {
    /// Id of the deal, as in the table of opportunities.
    pub(super) deal: String,
    /// When, by the clock of the export.
    pub(super) entered: DateTime,
    /// Place among events of one deal at one instant.
    pub(super) rank: u64,
    /// Name of the stage.
    pub(super) stage: String,
    /// Who moved it; empty if nobody says.
    pub(super) worker: String,
}

/// Names under which a table of changes notes that a stage has changed.
const STAGE_FIELDS: [&str; 5] = [
    "stagename",
    "stage",
    "dealstage",
    "opportunitystage",
    "hsdealstage",
];

/// Reads the history of stages: events in the order of deals, and of time within each.
///
/// # Errors
///
/// Findings for dates whose order cannot be told, and if most of them cannot be read.
pub(super) fn stage_events(
    table: &Table,
    forced: Option<DateOrder>,
    quality: &mut Quality,
    sources: &Sources,
    findings: &mut Findings,
) -> Vec<StageEvent> {
    let n_findings = findings.len();
    let order = DateColumns::of(table, &[Column::Entered], forced, quality, findings);
    let Some(order) = order.order(Column::Entered) else {
        if findings.len() == n_findings {
            refuse_unreadable(table, None, sources, findings);
        }
        return Vec::new();
    };
    refuse_unreadable(table, Some(order), sources, findings);
    let (mut events, mut twice) = (BTreeSet::new(), Vec::new());
    let mut set_aside = BTreeMap::<&'static str, Vec<String>>::new();
    for row in &table.sheet.rows {
        match event(table, row, order) {
            Ok(event) => {
                let deal = event.deal.clone();
                if !events.insert(event) {
                    twice.push(deal);
                }
            }
            Err(reason) => set_aside
                .entry(reason)
                .or_default()
                .push(table.cell(row, Column::Deal).to_owned()),
        }
    }
    if !twice.is_empty() {
        set_aside.insert("repeats an event", twice);
    }
    let events: Vec<StageEvent> = events.into_iter().collect();
    report(table, events.len(), &set_aside, quality);
    events
}

/// The event of a row, or why it is none.
fn event(table: &Table, row: &SheetRow, order: DateOrder) -> Result<StageEvent, &'static str> {
    let cell = |column| text(table.cell(row, column));
    if row.cells.len() < table.sheet.header.len() {
        return Err("wrong number of cells");
    }
    if is_true(cell(Column::IsDeleted)) {
        return Err("deleted in the CRM");
    }
    let field = key(cell(Column::Field));
    if table.has(Column::Field) && !STAGE_FIELDS.contains(&field.as_str()) {
        return Err("a change of something else");
    }
    if cell(Column::Deal).is_empty() {
        return Err("no deal");
    }
    if cell(Column::Stage).is_empty() {
        return Err("no stage");
    }
    if cell(Column::Entered).is_empty() {
        return Err("no time");
    }
    Ok(StageEvent {
        deal: cell(Column::Deal).to_owned(),
        entered: dates::read_time(cell(Column::Entered), order).ok_or("unreadable time")?,
        rank: cell(Column::Rank).parse().unwrap_or(0),
        stage: cell(Column::Stage).to_owned(),
        worker: cell(Column::Agent).to_owned(),
    })
}

fn refuse_unreadable(
    table: &Table,
    order: Option<DateOrder>,
    sources: &Sources,
    findings: &mut Findings,
) {
    let cells = table.sheet.rows.iter().filter_map(|row| {
        let cell = table.cell(row, Column::Entered);
        let is_read = || order.is_some_and(|order| dates::read_time(cell, order).is_some());
        (!is_blank(cell)).then(|| (row, !is_read()))
    });
    let cells: Vec<(&SheetRow, bool)> = cells.collect();
    refuse_if_mostly_unreadable(
        table,
        Column::Entered,
        &cells,
        Code::CellNotTime,
        sources,
        findings,
    );
}

fn report(
    table: &Table,
    n_events: usize,
    set_aside: &BTreeMap<&'static str, Vec<String>>,
    quality: &mut Quality,
) {
    for (reason, deals) in set_aside {
        let kind = match *reason {
            "repeats an event" => OddityKind::Duplicated,
            "deleted in the CRM" | "a change of something else" => OddityKind::Unusual,
            "no deal" | "no stage" | "no time" => OddityKind::Missing,
            _ => OddityKind::Impossible,
        };
        let about = About {
            table: TableKind::StageHistory,
            kind,
            column: "",
            what: format!("rows are no event of their own: {reason}"),
            of: table.sheet.rows.len(),
            handled: "set aside".into(),
        };
        quality.note(about, deals.iter().map(String::as_str));
    }
    let mut reasons: BTreeMap<String, usize> = set_aside
        .iter()
        .map(|(reason, deals)| ((*reason).to_owned(), deals.len()))
        .collect();
    if table.sheet.n_blank > 0 {
        reasons.insert("blank row".into(), table.sheet.n_blank);
    }
    let used = BTreeMap::from([("stage event".to_owned(), n_events)]);
    quality.ledger(new_ledger(table, used, reasons));
}

/// The events of each deal, in the order in which they happened.
pub(super) fn by_deal(events: &[StageEvent]) -> impl Iterator<Item = &[StageEvent]> {
    events.chunk_by(|a, b| a.deal == b.deal)
}

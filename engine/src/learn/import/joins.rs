//! Tables that refer to each other become one: ids get names, and the opportunities what other tables know of them.

mod ids;
mod items;
mod outcomes;
mod people;
mod stages;

use std::collections::BTreeMap;

use super::columns::{Table, TableKind};
use super::dates::DateOrder;
use super::quality::Quality;
use crate::scenario::{Findings, Sources};

/// The tables of an export by kind.
pub(super) type TablesByKind = BTreeMap<TableKind, Table>;

/// Joins all tables to that of the opportunities; nothing happens without it.
///
/// # Errors
///
/// Findings for dates whose order cannot be told.
pub(super) fn join(
    tables: &mut TablesByKind,
    forced: Option<DateOrder>,
    quality: &mut Quality,
    sources: &Sources,
    findings: &mut Findings,
) {
    let Some(mut deals) = tables.remove(&TableKind::Opportunities) else {
        return;
    };
    people::name_users(tables);
    items::join(&mut deals, tables, quality);
    ids::join(&mut deals, tables, quality);
    stages::join(&mut deals, tables, forced, quality, sources, findings);
    tables.insert(TableKind::Opportunities, deals);
}

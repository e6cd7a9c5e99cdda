//! Which files of an export are which tables.

use std::collections::BTreeMap;

use super::columns::{Column, Table, TableKind, accepted_names};
use super::names::key;
use super::sheet::{ExportFile, Sheet};
use super::toml_text::thousands;
use crate::scenario::{Code, Findings, Place, Sources};

/// Files that are no table, with the reason.
pub(super) type Unused = BTreeMap<String, String>;

/// Files named in a message before the rest is counted.
const NAMED: usize = 5;

/// The tables of an export by kind. Files that are no table are noted in `unused`.
///
/// Without a table of opportunities, a finding says which file comes near and what it lacks.
pub(super) fn tables(
    files: Vec<ExportFile>,
    unused: &mut Unused,
    sources: &mut Sources,
    findings: &mut Findings,
) -> BTreeMap<TableKind, Table> {
    let mut candidates: BTreeMap<TableKind, Vec<Table>> = BTreeMap::new();
    let mut incomplete = Vec::new();
    for file in files {
        match Sheet::read(file, sources, findings).map(Table::recognise) {
            None => {}
            Some(Err(sheet)) => {
                let columns = first_columns(&sheet.header);
                let why = format!("none of the tables: its columns are {columns}");
                unused.insert(sheet.name, why);
            }
            Some(Ok(table)) => match table.kind.unused() {
                Some(why) => {
                    let why = format!("{}: {why}", rows_of(&table));
                    unused.insert(table.sheet.name, why);
                }
                None => candidates.entry(table.kind).or_default().push(table),
            },
        }
    }
    let has_history = candidates.contains_key(&TableKind::StageHistory);
    let wants = |table: &Table| !table.lacks_beside(has_history).is_empty();
    for tables in candidates.values_mut() {
        let (lacking, whole): (Vec<Table>, Vec<Table>) =
            std::mem::take(tables).into_iter().partition(wants);
        *tables = whole;
        for table in lacking {
            let why = format!("looks like {}, but lacks columns", table.kind.name());
            unused.insert(table.sheet.name.clone(), why);
            incomplete.push(table);
        }
    }
    candidates.retain(|_, tables| !tables.is_empty());
    let chosen = candidates.into_values();
    let chosen = chosen.filter_map(|tables| choose(tables, unused, findings));
    let tables: BTreeMap<TableKind, Table> = chosen.map(|table| (table.kind, table)).collect();
    if !tables.contains_key(&TableKind::Opportunities) && findings.is_empty() {
        no_opportunities(&incomplete, unused, sources, findings);
    }
    for table in tables.values() {
        for column in table.repeated() {
            let message = format!(
                "the column `{column}` stands twice in `{}`",
                table.sheet.name
            );
            findings
                .add(Code::ColumnTwice, table.sheet.header_place(), message)
                .help = "delete one of the two or rename it".into();
        }
    }
    for table in tables.values().filter(|table| table.sheet.rows.is_empty()) {
        let message = format!("`{}` has column names but no rows", table.sheet.name);
        findings
            .add(Code::TableEmpty, table.sheet.header_place(), message)
            .help = "export the table again, or remove the file".into();
    }
    tables
}

/// The one of several files of a kind that bears the kind in its name. Two tables of deals are never chosen between:
/// each may hold what the other lacks.
fn choose(mut tables: Vec<Table>, unused: &mut Unused, findings: &mut Findings) -> Option<Table> {
    if tables.len() == 1 {
        return tables.pop();
    }
    let bears = |table: &Table| {
        let name = key(&table.sheet.name);
        table
            .kind
            .file_names()
            .iter()
            .any(|word| name.contains(word))
    };
    let (mut named, others): (Vec<Table>, Vec<Table>) = tables.into_iter().partition(bears);
    let kind = named.iter().chain(&others).next().map(|table| table.kind);
    if kind == Some(TableKind::Opportunities) || named.len() != 1 {
        named.extend(others);
        twice(&named, findings);
        return None;
    }
    for table in others {
        let why = format!(
            "looks like {} too, but another file has the name of it",
            table.kind.name()
        );
        unused.insert(table.sheet.name, why);
    }
    named.pop()
}

fn twice(tables: &[Table], findings: &mut Findings) {
    let (first, others) = tables.split_first().expect("there are several");
    for table in others {
        let (a, b, kind) = (&first.sheet.name, &table.sheet.name, first.kind.name());
        let message = format!("`{a}` and `{b}` both look like the table of {kind}");
        findings
            .add(Code::TablesTwice, table.sheet.header_place(), message)
            .help = "join the two files, or give only one of them".into();
    }
}

/// How many rows a table has, and of what.
fn rows_of(table: &Table) -> String {
    let n = table.sheet.rows.len();
    let rows = if n == 1 { "row" } else { "rows" };
    format!("{}, {} {rows}", table.kind.name(), thousands(n))
}

/// Refuses a table of opportunities for the columns that it lacks.
pub(super) fn missing_columns(table: &Table, findings: &mut Findings) {
    let lacks = table.lacks();
    if lacks.is_empty() {
        return;
    }
    let understood: Vec<&str> = table.used().map(|(_, name)| name).collect();
    let message = format!(
        "`{}` looks like the table of opportunities, but lacks {}; understood: {}",
        table.sheet.name,
        words(&lacks),
        understood.join(", ")
    );
    let accepted = |columns: &&'static [Column]| {
        format!(
            "{}: {}",
            words(&[columns]),
            accepted_names(TableKind::Opportunities, columns)
        )
    };
    let accepted: Vec<String> = lacks.iter().map(accepted).collect();
    findings
        .add(Code::MissingColumn, table.sheet.header_place(), message)
        .help = format!(
        "add or rename columns; accepted in any case and with any separators: {}",
        accepted.join("; ")
    );
}

fn no_opportunities(
    incomplete: &[Table],
    unused: &Unused,
    sources: &mut Sources,
    findings: &mut Findings,
) {
    let opportunities = incomplete
        .iter()
        .filter(|table| table.kind == TableKind::Opportunities);
    opportunities.for_each(|table| missing_columns(table, findings));
    if findings.is_empty() {
        let file = sources.add("export".into(), String::new());
        let message = format!("no file is a table of opportunities: {}", listed(unused));
        findings
            .add(Code::NoOpportunities, Place::new(file, 0..0), message)
            .help = "it needs columns such as opportunity_id, sales_agent, deal_stage, engage_date, close_date, close_value".into();
    }
}

/// The first few files and why they are no tables.
fn listed(unused: &Unused) -> String {
    let shown = unused.iter().take(NAMED);
    let mut names: Vec<String> = shown
        .map(|(name, why)| format!("`{name}` is {why}"))
        .collect();
    if unused.is_empty() {
        names.push("no CSV file".into());
    }
    if unused.len() > NAMED {
        names.push(format!("and {} more", unused.len() - NAMED));
    }
    names.join("; ")
}

fn first_columns(header: &[String]) -> String {
    let filled: Vec<&str> = header
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    let shown = &filled[..filled.len().min(8)];
    let more = filled.len() - shown.len();
    if more > 0 {
        format!("{} and {more} more", shown.join(", "))
    } else {
        shown.join(", ")
    }
}

/// What columns mean, in words.
fn words(groups: &[&'static [Column]]) -> String {
    let name = |column: &Column| match column {
        Column::Agent => "the owner",
        Column::Stage => "the stage",
        Column::IsWon => "whether it is won",
        Column::Engaged => "the day it began",
        Column::Closed => "the day it was decided",
        Column::Value => "its value",
        _ => "a column",
    };
    let one = |group: &&'static [Column]| group.iter().map(name).collect::<Vec<_>>().join(" or ");
    groups.iter().map(one).collect::<Vec<_>>().join(", ")
}

//! What differs between two scenarios: values by path, and the rows of their tables.

use std::collections::BTreeMap;

use crate::outcome::{CellChange, InputChange};
use crate::scenario::{KeyPath, Merged, Node, Segment, Value};

/// Keys that say what a scenario is called, not what it assumes.
const LABELS: [&str; 2] = ["name", "description"];

/// All that differs between two merged scenarios, in the order of the base's paths.
#[must_use]
pub fn input_changes(base: &Merged, what_if: &Merged) -> Vec<InputChange> {
    let mut differ = Differ { base, what_if, changes: Vec::new() };
    differ.nodes(&KeyPath::root(), Some(base.root()), Some(what_if.root()));
    differ.changes
}

struct Differ<'a> {
    base: &'a Merged,
    what_if: &'a Merged,
    changes: Vec<InputChange>,
}

impl Differ<'_> {
    /// Compares what stands at a path in both scenarios, if it stands there.
    fn nodes(&mut self, path: &KeyPath, old: Option<&Node>, new: Option<&Node>) {
        match (old.map(|node| &node.value), new.map(|node| &node.value)) {
            (Some(Value::Table(_)), Some(Value::Table(_))) => self.tables(path, old, new),
            (Some(Value::Array(a)), Some(Value::Array(b))) if a.len() == b.len() && has_tables(a) && has_tables(b) => {
                for (ix, (a, b)) in a.iter().zip(b).enumerate() {
                    self.nodes(&path.index(ix), Some(a), Some(b));
                }
            }
            (Some(a), Some(b)) => {
                if !self.csv_tables(path) && !a.same(b) {
                    self.value(path, Some(a), Some(b));
                }
            }
            (old, new) => self.value(path, old, new),
        }
    }

    fn tables(&mut self, path: &KeyPath, old: Option<&Node>, new: Option<&Node>) {
        let keys = |node: Option<&Node>| node.and_then(Node::table).into_iter().flat_map(|table| table.keys().cloned()).collect();
        let (old_keys, new_keys): (Vec<String>, Vec<String>) = (keys(old), keys(new));
        let added = new_keys.iter().filter(|key| !old_keys.contains(key));
        for key in old_keys.iter().chain(added) {
            if path.segments().is_empty() && LABELS.contains(&key.as_str()) {
                continue;
            }
            let segment = Segment::Key(key.clone());
            let child = |node: Option<&'_ Node>| node.and_then(|node| node.child(&segment)).cloned();
            self.nodes(&path.with(segment.clone()), child(old).as_ref(), child(new).as_ref());
        }
    }

    fn value(&mut self, path: &KeyPath, old: Option<&Value>, new: Option<&Value>) {
        let text = |value: Option<&Value>| value.map(written);
        self.changes.push(InputChange::Value { path: path.to_string(), old: text(old), new: text(new) });
    }

    /// Compares the CSV tables that both scenarios name at a path; false if there are none.
    fn csv_tables(&mut self, path: &KeyPath) -> bool {
        let (Some(old), Some(new)) = (self.base.tables().get(path), self.what_if.tables().get(path)) else { return false };
        if old.digest == new.digest {
            return true;
        }
        let (old, new) = (rows(self.base, &old.path), rows(self.what_if, &new.path));
        self.changes.push(table_change(path.to_string(), &old, &new));
        true
    }
}

fn has_tables(nodes: &[Node]) -> bool {
    !nodes.is_empty() && nodes.iter().all(|node| node.table().is_some())
}

/// A value in one line, as a TOML file would have it.
fn written(value: &Value) -> String {
    match value {
        Value::Table(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, entry)| format!("{key} = {}", written(&entry.node.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(nodes) => {
            let nodes: Vec<_> = nodes.iter().map(|node| written(&node.value)).collect();
            format!("[{}]", nodes.join(", "))
        }
        Value::String(text) => format!("{text:?}"),
        Value::Integer(whole) => whole.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Datetime(text) => text.clone(),
        Value::Refused => String::new(),
    }
}

/// The rows of a table by the text of their first column, each cell by its column.
type Rows = BTreeMap<String, BTreeMap<String, String>>;

/// The rows of a table that a scenario has opened.
fn rows(merged: &Merged, path: &std::path::Path) -> Rows {
    let files = merged.sources().files();
    let Some(file) = files.iter().find(|file| file.path == path) else { return Rows::new() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file.text.as_bytes());
    let Ok(header) = reader.headers().cloned() else { return Rows::new() };
    let cells = |record: &csv::StringRecord| -> BTreeMap<String, String> {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    let records = reader.records().filter_map(Result::ok);
    records.map(|record| (record.get(0).unwrap_or_default().to_owned(), cells(&record))).collect()
}

fn table_change(path: String, old: &Rows, new: &Rows) -> InputChange {
    let only_in = |here: &Rows, there: &Rows| here.keys().filter(|row| !there.contains_key(*row)).cloned().collect();
    let mut changed = Vec::new();
    for (row, old_cells) in old {
        let Some(new_cells) = new.get(row) else { continue };
        let columns: std::collections::BTreeSet<&String> = old_cells.keys().chain(new_cells.keys()).collect();
        for column in columns {
            let cell = |cells: &BTreeMap<String, String>| cells.get(column).cloned().unwrap_or_default();
            let (old, new) = (cell(old_cells), cell(new_cells));
            if old != new {
                changed.push(CellChange { row: row.clone(), column: column.clone(), old, new });
            }
        }
    }
    InputChange::Table { path, added: only_in(new, old), removed: only_in(old, new), changed }
}

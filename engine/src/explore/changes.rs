//! What differs between two scenarios: values by path, and the rows of their tables.

use std::collections::BTreeMap;

use crate::outcome::{CellChange, InputChange};
use crate::scenario::{Entry, KeyPath, Merged, Node, Value};

/// Keys that say what a scenario is called, not what it assumes.
const LABELS: [&str; 2] = ["name", "description"];

/// Keys beside the `value` of a number that only say more about it.
const NOTES: [&str; 7] = [
    "owner", "source", "note", "unit", "range", "step", "assumed",
];

/// The keys of a table.
type Entries = indexmap::IndexMap<String, Entry>;

/// All that differs between two merged scenarios, in the order of the base's paths.
#[must_use]
pub fn input_changes(base: &Merged, what_if: &Merged) -> Vec<InputChange> {
    let mut differ = Differ {
        base,
        what_if,
        changes: Vec::new(),
    };
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
        let (Some(old), Some(new)) = (old.map(stated), new.map(stated)) else {
            return self.value(path, old, new);
        };
        match (&old.value, &new.value) {
            (Value::Table(a), Value::Table(b)) if !are_alternatives(a, b) => {
                self.tables(path, a, b);
            }
            (Value::Array(a), Value::Array(b)) if has_tables(a) && has_tables(b) => {
                for ix in 0..a.len().max(b.len()) {
                    self.nodes(&path.index(ix), a.get(ix), b.get(ix));
                }
            }
            (a, b) => {
                if !self.csv_tables(path) && !a.same(b) {
                    self.value(path, Some(old), Some(new));
                }
            }
        }
    }

    fn tables(&mut self, path: &KeyPath, old: &Entries, new: &Entries) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            if path.segments().is_empty() && LABELS.contains(&key.as_str()) {
                continue;
            }
            let node = |entries: &'_ Entries| entries.get(key).map(|entry| entry.node.clone());
            self.nodes(&path.key(key), node(old).as_ref(), node(new).as_ref());
        }
    }

    fn value(&mut self, path: &KeyPath, old: Option<&Node>, new: Option<&Node>) {
        let text = |node: Option<&Node>| node.map(|node| written(&node.value));
        self.changes.push(InputChange::Value {
            path: path.to_string(),
            old: text(old),
            new: text(new),
        });
    }

    /// Compares the CSV tables that both scenarios name at a path; false if there are none.
    fn csv_tables(&mut self, path: &KeyPath) -> bool {
        let (Some(old), Some(new)) = (
            self.base.tables().get(path),
            self.what_if.tables().get(path),
        ) else {
            return false;
        };
        if old.digest == new.digest {
            return true;
        }
        let (old, new) = (rows(self.base, &old.path), rows(self.what_if, &new.path));
        self.changes
            .push(table_change(path.to_string(), &old, &new));
        true
    }
}

/// What a node states: the number itself, where it carries owner, source and the like, which change no result.
fn stated(node: &Node) -> &Node {
    let inner = node.table().and_then(|table| {
        let is_number = table
            .keys()
            .all(|key| key == "value" || NOTES.contains(&key.as_str()));
        table.get("value").filter(|_| is_number)
    });
    inner.map_or(node, |entry| &entry.node)
}

/// Whether two tables are different choices of one alternative, such as a normal and a uniform distribution.
fn are_alternatives(a: &Entries, b: &Entries) -> bool {
    a.len() == 1 && b.len() == 1 && a.keys().ne(b.keys())
}

fn has_tables(nodes: &[Node]) -> bool {
    !nodes.is_empty() && nodes.iter().all(|node| node.table().is_some())
}

/// A value in one line, as a TOML file would have it.
fn written(value: &Value) -> String {
    match value {
        Value::Table(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, entry)| format!("{key} = {}", written(&entry.node.value)))
                .collect();
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
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return Rows::new();
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file.text.as_bytes());
    let Ok(header) = reader.headers().cloned() else {
        return Rows::new();
    };
    let cells = |record: &csv::StringRecord| -> BTreeMap<String, String> {
        header
            .iter()
            .map(str::to_owned)
            .zip(record.iter().map(str::to_owned))
            .collect()
    };
    let records = reader.records().filter_map(Result::ok);
    records
        .map(|record| (record.get(0).unwrap_or_default().to_owned(), cells(&record)))
        .collect()
}

fn table_change(path: String, old: &Rows, new: &Rows) -> InputChange {
    let only_in = |here: &Rows, there: &Rows| {
        here.keys()
            .filter(|row| !there.contains_key(*row))
            .cloned()
            .collect()
    };
    let mut changed = Vec::new();
    for (row, old_cells) in old {
        let Some(new_cells) = new.get(row) else {
            continue;
        };
        let columns: std::collections::BTreeSet<&String> =
            old_cells.keys().chain(new_cells.keys()).collect();
        for column in columns {
            let cell =
                |cells: &BTreeMap<String, String>| cells.get(column).cloned().unwrap_or_default();
            let (old, new) = (cell(old_cells), cell(new_cells));
            if old != new {
                changed.push(CellChange {
                    row: row.clone(),
                    column: column.clone(),
                    old,
                    new,
                });
            }
        }
    }
    InputChange::Table {
        path,
        added: only_in(new, old),
        removed: only_in(old, new),
        changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Memory, load};

    const BASE: &str = r#"
        format = 1
        name = "Base"
        currency = "USD"
        horizon = { start = "2027-01", months = 3 }
        regions.all = {}
        segments.all = {}
        demand.sources.inbound.leads-per-month = { value = { normal = { mean = 10, sd = 1 } }, owner = "Ann" }
        funnel.order = ["closing"]
        funnel.owner-role = "ae"
        funnel.deal-size = 1_000
        funnel.stages.closing = { pass = 0.25, dwell-days = 30 }
        workforce.roles.ae = { incentive-per-year = 100 }
        workforce.groups.ae = { role = "ae", count = 1, tenure-months = 24 }
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "quarter"
        quota-per-year = 1_000
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = { value = 1.5, assumed = true } }]
    "#;

    /// The changes that an overlay makes, as `path: old -> new`.
    fn changes(overlay: &str) -> Vec<String> {
        let files = Memory::new()
            .with("base.toml", BASE)
            .with("more.toml", format!("extends = \"base.toml\"\n{overlay}"));
        let merged = |path: &str| {
            load(&files, &[path.into()])
                .unwrap_or_else(|e| panic!("{e:?}"))
                .merged
        };
        let shown = |change: InputChange| match change {
            InputChange::Value { path, old, new } => {
                format!(
                    "{path}: {} -> {}",
                    old.unwrap_or_default(),
                    new.unwrap_or_default()
                )
            }
            InputChange::Table { path, .. } => path,
        };
        input_changes(&merged("base.toml"), &merged("more.toml"))
            .into_iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn values_are_compared_leaf_by_leaf() {
        let overlay = "name = \"Other\"\nfunnel.deal-size = 2_000\ndemand.sources.inbound.leads-per-month.value.normal.sd = 2\n";
        let expected = [
            "demand.sources.inbound.leads-per-month.normal.sd: 1 -> 2",
            "funnel.deal-size: 1000 -> 2000",
        ];
        assert_eq!(changes(overlay), expected);
    }

    #[test]
    fn notes_on_a_number_are_no_change() {
        assert_eq!(
            changes("demand.sources.inbound.leads-per-month.owner = \"Bob\"\n"),
            [""; 0]
        );
    }

    #[test]
    fn another_alternative_is_one_change() {
        let overlay =
            "demand.sources.inbound.leads-per-month = { uniform = { low = 9, high = 11 } }\n";
        let expected = "demand.sources.inbound.leads-per-month: { normal = { mean = 10, sd = 1 } } -> \
                        { uniform = { low = 9, high = 11 } }";
        assert_eq!(changes(overlay), [expected]);
    }

    #[test]
    fn an_added_tier_is_told_from_those_that_stay() {
        let tiers = "[{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }, { above = 1.2, multiplier = 2 }]";
        let expected = "comp.plans.ae.tiers[2]:  -> { above = 1.2, multiplier = 2 }";
        assert_eq!(
            changes(&format!("comp.plans.ae.tiers = {tiers}\n")),
            [expected]
        );
    }
}

//! The merged scenario as one TOML file again.

use std::path::{Component, Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value as TomlValue};

use super::files::clean;
use super::merged::{Merged, TableUse};
use super::node::{Entry, Node, Value};
use super::path::KeyPath;

/// Characters up to which a table or a list stands in one line.
const MAX_INLINE: usize = 88;

impl Merged {
    /// The merged scenario as one file without `extends`: it says the same, down to the hash.
    ///
    /// * `folder`: where the file is going to stand; tables that were opened are named relative to it
    #[must_use]
    pub fn to_toml(&self, folder: &Path) -> String {
        self.to_toml_with(&|_, table| {
            relative(folder, &table.path)
                .to_string_lossy()
                .replace('\\', "/")
        })
    }

    /// The same, with names for the tables that were opened.
    ///
    /// * `name`: of a table, by the key that names it
    pub(crate) fn to_toml_with(&self, name: &dyn Fn(&KeyPath, &TableUse) -> String) -> String {
        let printer = Printer { merged: self, name };
        let mut document = DocumentMut::new();
        if let Some(table) = self.root().table() {
            *document.as_table_mut() = printer.table(table, &KeyPath::root());
        }
        document.as_table_mut().set_implicit(true);
        document.to_string()
    }
}

struct Printer<'a> {
    merged: &'a Merged,
    name: &'a dyn Fn(&KeyPath, &TableUse) -> String,
}

impl Printer<'_> {
    fn table(&self, entries: &indexmap::IndexMap<String, Entry>, path: &KeyPath) -> Table {
        let mut table = Table::new();
        // A heading starts a table that lasts to the next heading, so plain values come first.
        let (headed, plain): (Vec<_>, Vec<_>) = entries
            .iter()
            .partition(|(_, entry)| self.needs_heading(entry, path));
        for (key, entry) in plain.into_iter().chain(headed) {
            table.insert(key, self.item(&entry.node, &path.key(key)));
        }
        // A table that only holds tables needs no heading of its own; an empty one does.
        table.set_implicit(!table.is_empty() && table.iter().all(|(_, item)| item.is_table()));
        table
    }

    fn needs_heading(&self, entry: &Entry, path: &KeyPath) -> bool {
        let item = self.item(&entry.node, path);
        item.is_table() || item.is_array_of_tables()
    }

    fn item(&self, node: &Node, path: &KeyPath) -> Item {
        let top = path.segments().len() <= 1;
        match &node.value {
            Value::Table(entries) => {
                let inline = self.value(node, path);
                let short = !top && inline.to_string().len() <= MAX_INLINE;
                if short {
                    Item::Value(inline)
                } else {
                    Item::Table(self.table(entries, path))
                }
            }
            Value::Array(nodes) if self.is_list_of_long_tables(nodes, path) => {
                let mut tables = ArrayOfTables::new();
                for (ix, node) in nodes.iter().enumerate() {
                    let entries = node.table().cloned().unwrap_or_default();
                    let mut table = self.table(&entries, &path.index(ix));
                    table.set_implicit(false);
                    tables.push(table);
                }
                Item::ArrayOfTables(tables)
            }
            _ => Item::Value(self.value(node, path)),
        }
    }

    fn is_list_of_long_tables(&self, nodes: &[Node], path: &KeyPath) -> bool {
        let all_tables = !nodes.is_empty() && nodes.iter().all(|node| node.table().is_some());
        all_tables
            && nodes
                .iter()
                .any(|node| self.value(node, path).to_string().len() > MAX_INLINE)
    }

    fn value(&self, node: &Node, path: &KeyPath) -> TomlValue {
        if let Some(table) = self.merged.tables().get(path) {
            return (self.name)(path, table).into();
        }
        match &node.value {
            Value::Table(entries) => {
                let mut table = InlineTable::new();
                for (key, entry) in entries {
                    table.insert(key, self.value(&entry.node, &path.key(key)));
                }
                table.into()
            }
            Value::Array(nodes) => {
                let mut array: Array = nodes
                    .iter()
                    .enumerate()
                    .map(|(ix, node)| self.value(node, &path.index(ix)))
                    .collect();
                if array.to_string().len() > MAX_INLINE {
                    array
                        .iter_mut()
                        .for_each(|value| value.decor_mut().set_prefix("\n    "));
                    array.set_trailing("\n");
                    array.set_trailing_comma(true);
                }
                array.into()
            }
            Value::String(text) => text.into(),
            Value::Integer(whole) => (*whole).into(),
            Value::Float(number) => (*number).into(),
            Value::Boolean(truth) => (*truth).into(),
            Value::Datetime(time) => time
                .parse::<toml_edit::Datetime>()
                .map_or_else(|_| time.into(), Into::into),
            // A scenario with such a value is never printed, since it is a finding.
            Value::Refused => "".into(),
        }
    }
}

/// The path of a file as seen from a folder; unchanged if one of them is absolute and the other one is not.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let (folder, file) = (clean(folder), clean(file));
    let climbs = folder
        .components()
        .any(|component| component == Component::ParentDir);
    if folder.is_absolute() != file.is_absolute() || climbs {
        return file;
    }
    let shared = folder
        .components()
        .zip(file.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::overlay::compose;
    use crate::scenario::{Column, Memory, Schema};

    const COLUMNS: [Column; 1] = [Column::required("id")];

    fn merged(files: &Memory, path: &str) -> Merged {
        let (mut merged, mut findings) =
            compose(files, &[path.into()], &Schema::of::<serde_json::Value>()).unwrap();
        merged.table(files, "workforce.seats", &COLUMNS, 9, &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
        merged
    }

    #[test]
    fn what_is_printed_says_the_same() {
        let base = "name = \"a \\\"b\\\"\"\ndate = 2027-01-01\nempty = {}\nnone = []\n[workforce]\nseats = 'seats.csv'\n\
                    [workforce.roles.ae]\nbase = 100_000\nramp = { normal = { mean = 1.0, sd = 2 } }\n[workforce.roles.\"s d.r\"]\nx = 1\n\
                    [[tiers]]\nabove = 0\nnote = 'a very long note that does not fit into a line with the others of its kind, really'\n\
                    [[tiers]]\nabove = 1\nsub = { y = [1, 2, { z = 'q' }] }\n[long]\nlist = [10000000, 20000000, 30000000, 40000000, 50000000, 60000000, 70000000, 80000000, 90000000]\n";
        let over = "extends = '../base.toml'\nname = 'c'\n[workforce.roles.ae]\nramp = 3\n";
        let files = Memory::new()
            .with("base.toml", base)
            .with("seats.csv", "id\n1\n")
            .with("sub/over.toml", over);
        let before = merged(&files, "sub/over.toml");
        for folder in ["", "sub", "other/place"] {
            let printed = before.to_toml(Path::new(folder));
            let path = format!("{folder}/printed.toml");
            let files = files
                .clone()
                .with(path.trim_start_matches('/'), printed.clone());
            assert_eq!(
                merged(&files, path.trim_start_matches('/')).hash(),
                before.hash(),
                "{printed}"
            );
        }
    }

    #[test]
    fn paths_are_seen_from_the_folder() {
        for (folder, file, expected) in [
            ("", "a.csv", "a.csv"),
            ("x", "a.csv", "../a.csv"),
            ("x/y", "x/a.csv", "../a.csv"),
            ("x", "/a.csv", "/a.csv"),
            ("/x", "/x/a.csv", "a.csv"),
        ] {
            assert_eq!(
                relative(Path::new(folder), Path::new(file)),
                Path::new(expected)
            );
        }
    }
}

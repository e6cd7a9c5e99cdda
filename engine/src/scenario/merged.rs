//! A scenario after all of its files are set upon each other: the tree, the texts behind it and the tables it names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::kernel::law::LawError;

use super::files::{Files, named_in};
use super::finding::Findings;
use super::node::{Entry, Node, Value};
use super::path::{KeyPath, Segment};
use super::place::{Place, Sources};
use super::raw_law::{culprit, in_words_of_the_file};
use super::table::{Column, Table};

/// What is checked, hashed and run: the files of a scenario as one.
#[derive(Clone, Debug)]
pub struct Merged {
    sources: Sources,
    root: Node,
    complete: bool,
    /// The tables that were opened, by the key that names them.
    tables: BTreeMap<KeyPath, TableUse>,
}

/// A table that belongs to a scenario.
#[derive(Clone, Debug)]
pub(crate) struct TableUse {
    /// Where it was found.
    pub(crate) path: PathBuf,
    /// Its content, whatever the order of its rows and columns.
    pub(crate) digest: String,
}

impl Merged {
    pub(crate) fn new(sources: Sources, root: Node, complete: bool) -> Self {
        Self {
            sources,
            root,
            complete,
            tables: BTreeMap::new(),
        }
    }

    /// The merged tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The texts of all files, also of the tables that were opened.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// False if a file is missing or broken: then the tree is not the scenario that was meant, and no more can be said about it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the value at a path, or one around it, is a finding already.
    pub(crate) fn is_refused(&self, path: &KeyPath) -> bool {
        self.root.nearest(path).value == Value::Refused
    }

    /// Puts a key that is a finding already into a table; does nothing if there is no such table.
    pub(crate) fn refuse(&mut self, table: &KeyPath, key: &str) {
        let mut node = &mut self.root;
        for segment in table.segments() {
            let Segment::Key(key) = segment else { return };
            let child = node.table_mut().and_then(|entries| entries.get_mut(key));
            let Some(child) = child else { return };
            node = &mut child.node;
        }
        let place = node.place.clone();
        if let Some(entries) = node.table_mut() {
            let node = Node::new(Value::Refused, place.clone());
            entries.insert(key.to_owned(), Entry { key: place, node });
        }
    }

    /// The texts and the tree, to set values anew.
    pub(crate) fn edit(&mut self) -> (&mut Sources, &mut Node) {
        (&mut self.sources, &mut self.root)
    }

    pub(crate) fn tables(&self) -> &BTreeMap<KeyPath, TableUse> {
        &self.tables
    }

    /// The value at a path.
    ///
    /// ```
    /// use foresell::scenario::{Memory, read};
    /// let files = Memory::new().with("a.toml", "[stages.\"demo 1.5\"]\npass = 0.4\n");
    /// let merged = read::<serde_json::Value>(&files, &["a.toml".into()]).unwrap().merged;
    /// assert!(merged.get(["stages", "demo 1.5", "pass"]).is_some());
    /// assert!(merged.get("stages.\"demo 1.5\".pass").is_some());
    /// ```
    pub fn get(&self, path: impl Into<KeyPath>) -> Option<&Node> {
        self.root.get(&path.into())
    }

    /// Where the value at a path is written, or the innermost value on the way to it.
    pub fn place(&self, path: impl Into<KeyPath>) -> Place {
        self.root.nearest(&path.into()).place.clone()
    }

    /// Where the key at the end of a path is written; as [`place`](Self::place) if there is no such key.
    pub fn key_place(&self, path: impl Into<KeyPath>) -> Place {
        self.root.key_place(&path.into()).clone()
    }

    /// Where the parameter of a distribution is written that an error of the kernel names.
    ///
    /// * `path`: of the number or the distribution, with or without notes
    pub fn law_place(&self, path: impl Into<KeyPath>, error: &LawError) -> Place {
        let error = in_words_of_the_file(error.clone());
        culprit(self.root.nearest(&path.into()), &error).clone()
    }

    /// Opens the CSV table that the text at a path names; what is wrong with its form goes to `findings`.
    ///
    /// The path of a table is relative to the file that names it. `None` if the key is not set, or if the table is of
    /// no use; findings about single rows leave the other rows. With more than `most_rows` rows it is.
    pub fn table(
        &mut self,
        files: &dyn Files,
        path: impl Into<KeyPath>,
        columns: &'static [Column],
        most_rows: usize,
        findings: &mut Findings,
    ) -> Option<Table> {
        let path = path.into();
        let node = self.root.get(&path)?;
        let at = node.place.clone();
        let name = node.text()?.to_owned();
        let file = named_in(self.sources.path(at.file), &name);
        let table = Table::open(
            files,
            &file,
            &at,
            &mut self.sources,
            columns,
            most_rows,
            findings,
        )?;
        let digest = table.digest();
        self.tables.insert(path, TableUse { path: file, digest });
        Some(table)
    }
}

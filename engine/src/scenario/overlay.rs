//! Which files make a scenario, and in which order: the ones asked for, and before each the ones it extends.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::codes::Code;
use super::composition;
use super::document::{self, MAX_FILE_BYTES};
use super::files::{Files, named_in};
use super::finding::{Findings, ScenarioError};
use super::merge::{Layer, Merge};
use super::merged::Merged;
use super::node::{Node, Value};
use super::path::KeyPath;
use super::place::{FileId, Place, Sources};
use super::schema::Schema;

/// Files on the way from an overlay to its innermost base.
const MAX_CHAIN: usize = 16;
const EXTENDS: &str = "extends";
const REMOVE: &str = "remove";

/// A file that was read.
struct Loaded {
    file: FileId,
    root: Option<Node>,
    remove: Vec<(KeyPath, Place)>,
    /// All files that it extends, directly or not.
    bases: BTreeSet<FileId>,
    /// True if it was asked for and names no base, so that the first file is its base.
    implied: bool,
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: Sources,
    /// Files by their identity: an index into `loaded`, or `None` while it is being read.
    known: BTreeMap<PathBuf, Option<usize>>,
    /// Every file after all of its bases.
    loaded: Vec<Loaded>,
    /// Those of them that were asked for, in their order.
    asked: Vec<usize>,
    findings: Findings,
    /// False if a file is missing or broken, so that the rest is not the scenario that was meant.
    complete: bool,
}

/// Reads files and what they extend, and sets them upon each other from left to right.
///
/// A file without `extends` that is not the first is an overlay of the first one. A base that several files extend is
/// applied once. What several files were asked for has all of their names. Findings are in the result, which is what could be merged.
///
/// # Errors
///
/// [`ScenarioError::Read`] if one of `paths` cannot be read; a file that is named inside of another is a finding.
pub(crate) fn compose(
    files: &dyn Files,
    paths: &[PathBuf],
    schema: &Schema,
) -> Result<(Merged, Findings), ScenarioError> {
    let mut loader = Loader {
        files,
        sources: Sources::new(),
        known: BTreeMap::new(),
        loaded: Vec::new(),
        asked: Vec::new(),
        findings: Findings::new(),
        complete: true,
    };
    for path in paths {
        loader.asked_for(path)?;
    }
    Ok(loader.merge(schema))
}

impl Loader<'_> {
    fn asked_for(&mut self, path: &Path) -> Result<(), ScenarioError> {
        let identity = self.files.identity(path);
        if self.known.contains_key(&identity) {
            return Ok(());
        }
        let read = self.files.read(path, MAX_FILE_BYTES);
        let too_large = |error: &io::Error| error.kind() == io::ErrorKind::FileTooLarge;
        match read {
            Ok(bytes) => {
                let asked = self.load(path, identity, bytes, 1);
                self.asked.push(asked);
            }
            Err(error) if too_large(&error) => {
                let file = self.sources.add(path.to_owned(), String::new());
                self.too_large(Place::new(file, 0..0), path);
            }
            Err(source) => {
                return Err(ScenarioError::Read {
                    path: path.to_owned(),
                    source,
                });
            }
        }
        Ok(())
    }

    fn too_large(&mut self, at: Place, path: &Path) {
        let message = format!(
            "{} has more than {} MiB",
            path.display(),
            MAX_FILE_BYTES >> 20
        );
        self.findings.add(Code::FileTooLarge, at, message).help =
            "move long lists into CSV tables".into();
        self.complete = false;
    }

    /// Reads a file and its bases; `depth` is its place in the chain of overlays.
    fn load(&mut self, path: &Path, identity: PathBuf, bytes: Vec<u8>, depth: usize) -> usize {
        self.known.insert(identity.clone(), None);
        let root = document::read(&mut self.sources, path, bytes, &mut self.findings);
        let file = self
            .sources
            .last()
            .expect("reading a file adds it to the sources");
        self.complete &= root.is_some();
        let mut loaded = Loaded {
            file,
            root,
            remove: Vec::new(),
            bases: BTreeSet::new(),
            implied: false,
        };
        if let Some(root) = &mut loaded.root {
            let named = self.take_extends(root);
            loaded.remove = self.take_remove(root);
            loaded.implied = depth == 1 && named.is_empty();
            for (name, at) in named {
                if let Some(base) = self.base(path, &name, &at, depth) {
                    loaded.bases.insert(self.loaded[base].file);
                    loaded.bases.extend(self.loaded[base].bases.iter().copied());
                }
            }
        }
        self.loaded.push(loaded);
        self.known.insert(identity, Some(self.loaded.len() - 1));
        self.loaded.len() - 1
    }

    /// Finds or reads a file that another one extends.
    fn base(&mut self, by: &Path, name: &str, at: &Place, depth: usize) -> Option<usize> {
        let path = named_in(by, name);
        let identity = self.files.identity(&path);
        if let Some(known) = self.known.get(&identity) {
            if known.is_none() {
                let message = format!("`{name}` is what this file is the base of");
                self.findings
                    .add(Code::ExtendsCycle, at.clone(), message)
                    .help = "remove one `extends` of the circle".into();
                self.complete = false;
            }
            return *known;
        }
        if depth >= MAX_CHAIN {
            let message = format!("this is overlay number {MAX_CHAIN} in a chain, expected fewer");
            self.findings.add(Code::ExtendsTooDeep, at.clone(), message);
            self.complete = false;
            return None;
        }
        match self.files.read(&path, MAX_FILE_BYTES) {
            Ok(bytes) => Some(self.load(&path, identity, bytes, depth + 1)),
            Err(error) => {
                self.unreadable(&path, at, &error);
                None
            }
        }
    }

    fn unreadable(&mut self, path: &Path, at: &Place, error: &io::Error) {
        self.complete = false;
        if error.kind() == io::ErrorKind::FileTooLarge {
            self.too_large(at.clone(), path);
            return;
        }
        let finding = self
            .findings
            .add(Code::FileMissing, at.clone(), cannot_read(path, error));
        finding.help = "paths are relative to the folder of this file".into();
    }

    /// Takes `extends` out of a tree: the names of the bases and where they are written.
    fn take_extends(&mut self, root: &mut Node) -> Vec<(String, Place)> {
        let Some(entry) = root
            .table_mut()
            .and_then(|table| table.shift_remove(EXTENDS))
        else {
            return Vec::new();
        };
        let names = self.texts(&entry.node, "the path of a scenario, or a list of paths");
        names
            .into_iter()
            .map(|(name, at)| (name.to_owned(), at))
            .collect()
    }

    /// Takes `remove` out of a tree: the paths to be removed and where they are written.
    fn take_remove(&mut self, root: &mut Node) -> Vec<(KeyPath, Place)> {
        let Some(entry) = root
            .table_mut()
            .and_then(|table| table.shift_remove(REMOVE))
        else {
            return Vec::new();
        };
        if entry.node.array().is_none() {
            self.not_texts(
                &entry.node,
                "a list of paths such as [\"workforce.groups.smb\"]",
            );
            return Vec::new();
        }
        let mut paths = Vec::new();
        for (text, at) in self.texts(&entry.node, "a list of paths") {
            match text.parse::<KeyPath>() {
                Ok(path) if !path.segments().is_empty() => paths.push((path, at)),
                Ok(_) => drop(
                    self.findings
                        .add(Code::NotAnOverlay, at, "the path is empty"),
                ),
                Err(error) => drop(self.findings.add(Code::NotAnOverlay, at, error.to_string())),
            }
        }
        paths
    }

    /// A text or a list of texts, each with its place.
    fn texts<'n>(&mut self, node: &'n Node, expected: &str) -> Vec<(&'n str, Place)> {
        let nodes = node.array().unwrap_or(std::slice::from_ref(node));
        let mut texts = Vec::new();
        for node in nodes {
            match node.text() {
                Some(text) => texts.push((text, node.place.clone())),
                None => self.not_texts(node, expected),
            }
        }
        texts
    }

    fn not_texts(&mut self, node: &Node, expected: &str) {
        self.complete = false;
        if node.value != Value::Refused {
            let message = format!("this is {}, expected {expected}", node.value.kind());
            self.findings
                .add(Code::NotAnOverlay, node.place.clone(), message);
        }
    }

    fn merge(mut self, schema: &Schema) -> (Merged, Findings) {
        let first = self.asked_first();
        let mut merge = Merge::new(Some(schema), first);
        let implied = self.implied_bases(first);
        for loaded in &self.loaded {
            let Some(root) = &loaded.root else { continue };
            let bases = if loaded.implied && loaded.file != first {
                &implied
            } else {
                &loaded.bases
            };
            let layer = Layer {
                file: loaded.file,
                root,
                remove: &loaded.remove,
                bases,
            };
            merge.apply(&layer, &mut self.findings);
        }
        let mut root = merge.finish(&mut self.findings);
        let parts: Vec<String> = self.asked.iter().map(|&ix| self.part_name(ix)).collect();
        composition::rename(&mut root, &parts);
        (
            Merged::new(self.sources, root, self.complete),
            self.findings,
        )
    }

    /// The name of a file of a composition: its own; of the first file also that of what it extends, which the others share;
    /// else what the file is called.
    fn part_name(&self, ix: usize) -> String {
        let part = &self.loaded[ix];
        let own = |loaded: &Loaded| composition::own_name(loaded.root.as_ref());
        let inherited = || {
            let bases = self.loaded.iter().rev();
            let mut bases = bases.filter(|loaded| part.bases.contains(&loaded.file));
            bases.find_map(own)
        };
        let is_first = self.asked.first() == Some(&ix);
        own(part)
            .or_else(|| inherited().filter(|_| is_first))
            .unwrap_or_else(|| composition::file_name(self.sources.path(part.file)))
    }

    /// The first file that was asked for.
    fn asked_first(&mut self) -> FileId {
        self.sources
            .first()
            .unwrap_or_else(|| self.sources.add(PathBuf::new(), String::new()))
    }

    /// What a file that names no base is an overlay of: the first file and what that one extends.
    fn implied_bases(&self, first: FileId) -> BTreeSet<FileId> {
        let own = self
            .loaded
            .iter()
            .find(|loaded| loaded.file == first)
            .map(|loaded| loaded.bases.clone());
        own.into_iter().flatten().chain([first]).collect()
    }
}

/// Why a file cannot be read, with the path at which it was looked for.
pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    format!("cannot read {}: {reason}", path.display())
}

#[cfg(test)]
mod tests;

//! What a folder is for, and which files are its own.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What a folder is for. Only a folder of the same kind is ever replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// In words, such as "a results folder".
    pub words: &'static str,
    /// The file by which it is known.
    pub mark: &'static str,
    /// Files that every such folder may hold, the mark among them. A mark in JSON may name more, as its `files`. A folder
    /// that holds others is never replaced.
    pub files: &'static [&'static str],
}

impl Kind {
    /// What a run, a comparison, a tornado or a search writes. Its record names its files.
    pub const RESULTS: Self = Self {
        words: "a results folder",
        mark: "run.json",
        files: &["run.json"],
    };

    /// The first few files of a folder of this kind that are not its own, by their paths inside of it.
    pub(super) fn strangers(self, folder: &Path) -> io::Result<Vec<String>> {
        let mut own = recorded(&folder.join(self.mark));
        own.extend(self.files.iter().map(PathBuf::from));
        let mut found = Vec::new();
        strangers(folder, Path::new(""), &own, &mut found)?;
        Ok(found)
    }
}

/// The files that a mark names; none if it does not say.
fn recorded(mark: &Path) -> BTreeSet<PathBuf> {
    let record = fs::read(mark).ok();
    let record = record.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let files = record
        .as_ref()
        .and_then(|record| record["files"].as_array());
    let names = files.into_iter().flatten().filter_map(Value::as_str);
    names.map(PathBuf::from).collect()
}

/// Appends the first few files of a folder that are not its own.
fn strangers(
    folder: &Path,
    inside: &Path,
    own: &BTreeSet<PathBuf>,
    found: &mut Vec<String>,
) -> io::Result<()> {
    const ENOUGH: usize = 3;
    let mut entries = fs::read_dir(folder.join(inside))?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = inside.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            strangers(folder, &path, own, found)?;
        } else if !own.contains(&path) {
            found.push(path.display().to_string());
        }
        if found.len() >= ENOUGH {
            break;
        }
    }
    Ok(())
}

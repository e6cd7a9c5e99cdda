//! Where a value is written: a file and a range of its bytes.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One of the files a scenario is made of: its index in [`Sources`].
///
/// Ids follow the order of reading: the files that were asked for, each followed by its bases and then the tables.
/// Sorting by id is sorting in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// Position of the file in [`Sources::files`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a value is written. A base and its overlay are different files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Byte range in the text of that file, without its byte order mark.
    pub bytes: Range<usize>,
}

impl Place {
    /// The range `bytes` of `file`.
    #[must_use]
    pub fn new(file: FileId, bytes: Range<usize>) -> Self {
        Self { file, bytes }
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, 1 for the first.
    pub line: usize,
    /// Column in characters, 1 for the first.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A file as it was read, kept so that a front end can quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as the user named it, or as it follows from the file that names it.
    pub path: PathBuf,
    /// Content without a byte order mark; empty if the content is not text.
    pub text: String,
    /// First byte of every line, found when it is first asked for.
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// A file with its content.
    #[must_use]
    pub fn new(path: PathBuf, text: String) -> Self {
        Self {
            path,
            text,
            line_starts: OnceLock::new(),
        }
    }

    /// Line and column of a byte, which is moved back to the start of its character and into the text.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> LineColumn {
        let byte = self.text.floor_char_boundary(byte);
        let starts = self.line_starts.get_or_init(|| line_starts(&self.text));
        let line = starts.partition_point(|start| *start <= byte);
        let column = self.text[starts[line - 1]..byte].chars().count() + 1;
        LineColumn { line, column }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let after = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at + 1);
    std::iter::once(0).chain(after).collect()
}

/// All files of one scenario, in the order they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a file and names it.
    ///
    /// # Panics
    ///
    /// If there are more than `u32::MAX` files.
    pub fn add(&mut self, path: PathBuf, text: String) -> FileId {
        let id = u32::try_from(self.files.len()).expect("fewer files than a u32 counts");
        self.files.push(SourceFile::new(path, text));
        FileId(id)
    }

    /// The ids of all files, in the order they were read.
    pub fn ids(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len()).filter_map(|ix| u32::try_from(ix).ok().map(FileId))
    }

    /// The file that was added first, if any was.
    pub(crate) fn first(&self) -> Option<FileId> {
        self.ids().next()
    }

    /// The file that was added last, if any was.
    pub(crate) fn last(&self) -> Option<FileId> {
        self.ids().last()
    }

    /// The file of an id.
    ///
    /// # Panics
    ///
    /// If `file` comes from other sources and is unknown here.
    #[must_use]
    pub fn get(&self, file: FileId) -> &SourceFile {
        &self.files[file.index()]
    }

    /// Path of a file.
    #[must_use]
    pub fn path(&self, file: FileId) -> &Path {
        &self.get(file).path
    }

    /// What stands at a place, quotes and all; empty if the place lies outside of its text.
    #[must_use]
    pub fn snippet(&self, place: &Place) -> &str {
        self.get(place.file)
            .text
            .get(place.bytes.clone())
            .unwrap_or("")
    }

    /// All files, indexed by [`FileId::index`].
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The files themselves.
    #[must_use]
    pub fn into_files(self) -> Vec<SourceFile> {
        self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let file = SourceFile::new("a.toml".into(), "é = 1\nnäme = 2\n".into());
        assert_eq!(file.line_column(0).to_string(), "1:1");
        assert_eq!(file.line_column(3).to_string(), "1:3");
        let two = file.text.find('2').unwrap();
        assert_eq!(file.line_column(two).to_string(), "2:8");
        assert_eq!(file.line_column(1).to_string(), "1:1", "inside é");
        assert_eq!(file.line_column(999).to_string(), "3:1", "past the end");
    }

    #[test]
    fn a_snippet_outside_of_the_text_is_empty() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml".into(), "x = 12".into());
        assert_eq!(sources.snippet(&Place::new(file, 4..6)), "12");
        assert_eq!(sources.snippet(&Place::new(file, 4..60)), "");
    }
}

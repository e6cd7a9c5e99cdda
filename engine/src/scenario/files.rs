//! The only door through which a scenario's files come in, so that tests and the browser can hand in texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where the files of a scenario are read from.
pub trait Files {
    /// The content of a file.
    ///
    /// * `path`: as the scenario names it
    /// * `limit`: bytes at which reading is given up
    ///
    /// # Errors
    ///
    /// Whatever the file system says; [`io::ErrorKind::FileTooLarge`] if there are more than `limit` bytes.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// One name for all spellings of a path, so that a base named in two ways is applied once.
    fn identity(&self, path: &Path) -> PathBuf {
        clean(path)
    }
}

/// The file system.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

#[cfg(feature = "files")]
impl Files for Disk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        use io::Read as _;
        let file = std::fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a directory",
            ));
        }
        let mut bytes = Vec::new();
        // A pipe or a file that grows has no length to ask for, so the limit also holds while reading.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        within(bytes, limit)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(path).unwrap_or_else(|_| clean(path))
    }
}

/// Files in memory, by their path.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces the one of that path.
    pub fn insert(&mut self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) {
        self.0.insert(clean(path.as_ref()), content.into());
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) -> Self {
        self.insert(path, content);
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let content = self.0.get(&clean(path));
        within(
            content
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?
                .clone(),
            limit,
        )
    }
}

fn within(bytes: Vec<u8>, limit: u64) -> io::Result<Vec<u8>> {
    if bytes.len() as u64 > limit {
        Err(io::ErrorKind::FileTooLarge.into())
    } else {
        Ok(bytes)
    }
}

/// The path without `.` and, as far as it can be told from the text alone, without `..`.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if ends_in_a_name(&clean) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

fn ends_in_a_name(path: &Path) -> bool {
    matches!(path.components().next_back(), Some(Component::Normal(_)))
}

/// The path of a file that is named in another one: relative to the folder of `by`.
#[must_use]
pub fn named_in(by: &Path, name: &str) -> PathBuf {
    clean(&by.parent().unwrap_or(Path::new("")).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        assert_eq!(
            named_in(Path::new("plans/what-if/freeze.toml"), "../base.toml"),
            Path::new("plans/base.toml")
        );
        assert_eq!(
            named_in(Path::new("base.toml"), "seats.csv"),
            Path::new("seats.csv")
        );
        assert_eq!(
            named_in(Path::new("base.toml"), "../up.csv"),
            Path::new("../up.csv")
        );
        assert_eq!(
            named_in(Path::new("a/base.toml"), "/abs.csv"),
            Path::new("/abs.csv")
        );
    }

    #[test]
    fn memory_finds_a_file_under_any_spelling() {
        let files = Memory::new().with("a/./b.toml", "x = 1");
        assert_eq!(
            files.read(Path::new("a/c/../b.toml"), 10).unwrap(),
            b"x = 1"
        );
        assert_eq!(
            files.read(Path::new("b.toml"), 10).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused() {
        let files = Memory::new().with("a", "12345");
        assert!(files.read(Path::new("a"), 5).is_ok());
        assert_eq!(
            files.read(Path::new("a"), 4).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
    }

    #[cfg(feature = "files")]
    #[test]
    fn the_disk_refuses_folders_and_large_files() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "12345").unwrap();
        assert_eq!(Disk.read(&folder.path().join("a"), 5).unwrap(), b"12345");
        assert_eq!(
            Disk.read(&folder.path().join("a"), 4).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
        assert!(Disk.read(folder.path(), 4).is_err());
    }
}

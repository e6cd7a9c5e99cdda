//! A single file that appears as a whole or not at all.
//!
//! It is written in a temporary folder beside the wanted place, and then takes its name.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::folder::{put, resolve, stage};

/// What the new file is called inside of its temporary folder.
const NEW: &str = "new";

/// What a file is for. Only a file of the same kind is ever replaced.
#[derive(Clone, Copy, Debug)]
pub struct FileKind {
    /// In words, such as "a part of a run".
    pub words: &'static str,
    /// Whether a file is one, which its first bytes tell.
    pub is: fn(fs::File) -> io::Result<bool>,
}

/// Whether a file begins with these bytes.
///
/// # Errors
///
/// What the file system says.
pub fn begins_with(file: fs::File, head: &[u8]) -> io::Result<bool> {
    let mut found = Vec::new();
    file.take(head.len() as u64).read_to_end(&mut found)?;
    Ok(found == head)
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is there already, and replacing it was not asked for.
    #[error("{} exists already: choose another name, or say --force to replace it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// What is there is something else, so it is not replaced even if that was asked for.
    #[error("{} is not {words}, so it is not replaced: choose another name", path.display())]
    Foreign {
        /// What is there.
        path: PathBuf,
        /// What it was expected to be.
        words: &'static str,
    },
    /// The file system refused.
    #[error("cannot write to {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
}

/// A file that is being prepared. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct SingleFile {
    /// As the user named it, for messages.
    named: PathBuf,
    target: PathBuf,
    staging: TempDir,
    replaces: bool,
}

impl SingleFile {
    /// Checks that a file may be written, and opens a temporary folder beside it.
    ///
    /// * `path`: the wanted file; its folder must exist
    /// * `force`: whether a file of that name and of this kind is replaced
    ///
    /// # Errors
    ///
    /// [`FileError::Exists`] and [`FileError::Foreign`] if something else is in the way, [`FileError::Write`] if the
    /// file system refuses.
    pub fn prepare(path: &Path, kind: FileKind, force: bool) -> Result<Self, FileError> {
        let failed = |source| FileError::Write {
            path: path.to_owned(),
            source,
        };
        let foreign = || FileError::Foreign {
            path: path.to_owned(),
            words: kind.words,
        };
        if path.is_dir() {
            return Err(foreign());
        }
        let target = resolve(path).map_err(failed)?;
        let replaces = target.try_exists().map_err(failed)?;
        if replaces && !force {
            return Err(FileError::Exists {
                path: path.to_owned(),
            });
        }
        // A device or a pipe would be replaced by a file, and reading it could last for ever.
        if replaces
            && !(target.is_file() && fs::File::open(&target).and_then(kind.is).map_err(failed)?)
        {
            return Err(foreign());
        }
        let staging = stage(&target).map_err(failed)?;
        Ok(Self {
            named: path.to_owned(),
            target,
            staging,
            replaces,
        })
    }

    /// Fills the file in its temporary folder.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`] if the file system refuses.
    pub fn write(
        &self,
        fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
    ) -> Result<(), FileError> {
        put(&self.staging.path().join(NEW), fill).map_err(|source| self.failed(source))
    }

    /// Where the file is until [`commit`](Self::commit).
    #[must_use]
    pub fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Gives the file its name, in one step.
    ///
    /// # Errors
    ///
    /// [`FileError::Exists`] if something of that name has appeared meanwhile, [`FileError::Write`] if the file system
    /// refuses.
    pub fn commit(self) -> Result<(), FileError> {
        let exists = self
            .target
            .try_exists()
            .map_err(|source| self.failed(source))?;
        if exists && !self.replaces {
            return Err(FileError::Exists { path: self.named });
        }
        fs::rename(self.staging.path().join(NEW), &self.target)
            .map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> FileError {
        FileError::Write {
            path: self.named.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const KIND: FileKind = FileKind {
        words: "a note",
        is: |mut file| {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            Ok(text.starts_with("note"))
        },
    };

    fn write(path: &Path, force: bool, text: &str) -> Result<(), FileError> {
        let file = SingleFile::prepare(path, KIND, force)?;
        file.write(|file| file.write_all(text.as_bytes()))?;
        file.commit()
    }

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_file_appears_and_is_replaced_by_its_kind_if_forced() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        write(&path, false, "note 1").unwrap();
        assert!(matches!(
            write(&path, false, "note 2"),
            Err(FileError::Exists { .. })
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), "note 1");
        write(&path, true, "note 2").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "note 2");
        assert_eq!(entries(root.path()), 1);
    }

    #[test]
    fn what_is_something_else_is_never_replaced() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("thesis");
        fs::write(&path, "years of work").unwrap();
        assert!(matches!(
            write(&path, true, "note"),
            Err(FileError::Foreign { .. })
        ));
        assert!(matches!(
            write(root.path(), true, "note"),
            Err(FileError::Foreign { .. })
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), "years of work");
    }

    #[test]
    fn what_is_not_committed_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        let file = SingleFile::prepare(&path, KIND, false).unwrap();
        file.write(|file| file.write_all(b"note")).unwrap();
        drop(file);
        let torn = SingleFile::prepare(&path, KIND, false).unwrap();
        assert!(torn.write(|_| Err(io::Error::other("full"))).is_err());
        drop(torn);
        assert_eq!(entries(root.path()), 0);
        fs::write(&path, "somebody else was faster").unwrap();
        let late = SingleFile::prepare(&path, KIND, false);
        assert!(matches!(late, Err(FileError::Exists { .. })));
    }
}

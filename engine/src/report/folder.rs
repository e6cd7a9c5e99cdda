//! A folder of files that appears as a whole or not at all.
//!
//! Files are written to a temporary folder beside the wanted one, which then takes its name. A folder that is to be
//! replaced is exchanged for the new one in one step where the file system can do so.

mod kind;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Output, json as format};
pub use kind::Kind;

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// It is there already, and replacing it was not asked for.
    #[error("{} exists already: choose another folder, or say --force to replace it", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// What is there is of another kind, so it is not replaced even if that was asked for.
    #[error("{} is not {} (it holds no {}), so it is not replaced: choose another folder", path.display(), kind.words, kind.mark)]
    Foreign {
        /// What is there.
        path: PathBuf,
        /// What it was expected to be.
        kind: Kind,
    },
    /// It holds files that nobody wrote who writes such folders, so they are somebody's own.
    #[error("{} holds {}, which Foresell did not write, so it is not replaced: move that away, or choose another folder", path.display(), files.join(", "))]
    Strangers {
        /// The folder.
        path: PathBuf,
        /// The first of these files.
        files: Vec<String>,
    },
    /// The file system refused.
    #[error("cannot write to {}: {source}", path.display())]
    Write {
        /// The folder.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
}

/// A folder that is being prepared. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct Folder {
    /// As the user named it, for messages.
    named: PathBuf,
    target: PathBuf,
    staging: TempDir,
    replaces: bool,
    mark: &'static str,
    /// What has been written, by path inside of the folder.
    written: RefCell<BTreeSet<String>>,
}

impl Folder {
    /// Checks that a folder may be written, and opens a temporary one beside it.
    ///
    /// * `path`: the wanted folder; its parent must exist
    /// * `force`: whether a folder of that name and of this kind is replaced
    ///
    /// # Errors
    ///
    /// [`FolderError::Exists`], [`FolderError::Foreign`] and [`FolderError::Strangers`] if there is something else in
    /// the way,
    /// [`FolderError::Write`] if the file system refuses.
    pub fn prepare(path: &Path, kind: Kind, force: bool) -> Result<Self, FolderError> {
        let failed = |source| FolderError::Write {
            path: path.to_owned(),
            source,
        };
        let target = resolve(path).map_err(failed)?;
        let replaces = is_occupied(&target).map_err(failed)?;
        if replaces && !force {
            return Err(FolderError::Exists {
                path: path.to_owned(),
            });
        }
        if replaces && !target.join(kind.mark).is_file() {
            return Err(FolderError::Foreign {
                path: path.to_owned(),
                kind,
            });
        }
        if replaces {
            let files = kind.strangers(&target).map_err(failed)?;
            if !files.is_empty() {
                return Err(FolderError::Strangers {
                    path: path.to_owned(),
                    files,
                });
            }
        }
        let staging = stage(&target).map_err(failed)?;
        Ok(Self {
            named: path.to_owned(),
            target,
            staging,
            replaces,
            mark: kind.mark,
            written: RefCell::default(),
        })
    }

    /// Writes a file into the temporary folder.
    ///
    /// # Errors
    ///
    /// [`FolderError::Write`] if the file system refuses.
    pub fn write(&self, output: &Output) -> Result<(), FolderError> {
        use io::Write as _;
        self.stream(&output.name, |file| file.write_all(&output.bytes))
    }

    /// Writes a file into the temporary folder that is too large to be in memory as a whole.
    ///
    /// # Errors
    ///
    /// [`FolderError::Write`] if the file system refuses.
    pub fn stream(
        &self,
        name: &str,
        fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let path = self.staging.path().join(name);
        self.written.borrow_mut().insert(name.to_owned());
        put(&path, fill).map_err(|source| self.failed(source))
    }

    /// Writes the file by which the folder is known: a record to which the names of all files are added as `files`. By
    /// them the folder knows its own when it is to be replaced.
    ///
    /// # Errors
    ///
    /// [`FolderError::Write`] if the file system refuses.
    pub fn seal(&self, mut record: Value) -> Result<(), FolderError> {
        self.written.borrow_mut().insert(self.mark.to_owned());
        record["files"] = json!(*self.written.borrow());
        self.write(&Output {
            name: self.mark.to_owned(),
            bytes: format::text(&record).into_bytes(),
        })
    }

    /// Where the files are until [`commit`](Self::commit).
    #[must_use]
    pub fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Gives the folder its name, in one step.
    ///
    /// # Errors
    ///
    /// [`FolderError::Exists`] if something of that name has appeared meanwhile, [`FolderError::Write`] if the file
    /// system refuses.
    pub fn commit(self) -> Result<(), FolderError> {
        let occupied = is_occupied(&self.target).map_err(|source| self.failed(source))?;
        if occupied && !self.replaces {
            return Err(FolderError::Exists {
                path: self.named.clone(),
            });
        }
        if occupied {
            self.exchange()
        } else {
            self.appear()
        }
    }

    fn appear(self) -> Result<(), FolderError> {
        // An empty folder of that name is taken over; not every platform renames onto one.
        let emptied = if self.target.exists() {
            fs::remove_dir(&self.target)
        } else {
            Ok(())
        };
        emptied
            .and_then(|()| fs::rename(self.staging.path(), &self.target))
            .map_err(|source| self.failed(source))?;
        let _ = self.staging.keep();
        Ok(())
    }

    /// Swaps old and new; the old folder is then the temporary one, and goes with it.
    fn exchange(self) -> Result<(), FolderError> {
        if !swap(self.staging.path(), &self.target).map_err(|source| self.failed(source))? {
            self.exchange_in_two_steps()
                .map_err(|source| self.failed(source))?;
        }
        // The new folder is in place; what is left of the old one is no reason to fail.
        let _ = self.staging.close();
        Ok(())
    }

    /// For file systems that cannot exchange: the old folder steps aside first, and comes back if the new one fails.
    fn exchange_in_two_steps(&self) -> io::Result<()> {
        let aside = stage(&self.target)?;
        let old = aside.path().join("old");
        fs::rename(&self.target, &old)?;
        fs::rename(self.staging.path(), &self.target).inspect_err(|_| {
            let _ = fs::rename(&old, &self.target);
        })
    }

    fn failed(&self, source: io::Error) -> FolderError {
        FolderError::Write {
            path: self.named.clone(),
            source,
        }
    }
}

/// Creates a file and its folder, and fills it.
pub(super) fn put(
    path: &Path,
    fill: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    let mut created = fs::File::create(path)?;
    fill(&mut created)?;
    // A full disk may only show when the bytes leave the cache; after the rename it would be too late to say so.
    created.sync_all()
}

/// The path with links followed as far as it exists, and with a parent that can be named.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    if path.try_exists()? {
        let target = fs::canonicalize(path)?;
        if std::env::current_dir().is_ok_and(|here| here.starts_with(&target)) {
            let message = "it is the current folder or holds it; name a folder inside of it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        return Ok(target);
    }
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no name"))?;
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Ok(fs::canonicalize(parent)
        .map_err(|error| in_parent(parent, &error))?
        .join(name))
}

fn in_parent(parent: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("the folder {} cannot be used: {error}", parent.display()),
    )
}

/// Whether something other than an empty folder is there.
fn is_occupied(target: &Path) -> io::Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(true),
        Err(error) => Err(error),
    }
}

/// A temporary folder beside the target, on the same file system, with the permissions that a new folder has.
pub(super) fn stage(target: &Path) -> io::Result<TempDir> {
    let parent = target.parent().unwrap_or(Path::new("/"));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".foresell-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the user's umask makes of it is what a folder made by hand would have.
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

/// Exchanges two folders in one step; false if this platform or file system cannot.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Exchanges two folders in one step; false if this platform or file system cannot.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests;

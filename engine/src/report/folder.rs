//! A folder of files that appears as a whole or not at all.
//!
//! Files are written to a temporary folder beside the wanted one, which then takes its name. A folder that is to be
//! replaced is exchanged for the new one in one step where the file system can do so.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Output;

/// What a folder is for. Only a folder of the same kind is ever replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// In words, such as "a results folder".
    pub words: &'static str,
    /// The file by which it is known.
    pub mark: &'static str,
    /// All files that such a folder may hold, the mark among them. A table may be there as Parquet instead of CSV, and
    /// the mark may name more as its `inputs`. A folder that holds others is never replaced.
    pub files: &'static [&'static str],
}

impl Kind {
    /// What a run or a comparison writes.
    pub const RESULTS: Self = Self {
        words: "a results folder",
        mark: "run.json",
        files: &[
            "assumptions.csv",
            "bound.csv",
            "capacity.csv",
            "comp.csv",
            "comparison.json",
            "draws/company-by-month.parquet",
            "draws/component-by-month.parquet",
            "draws/plan-by-month.parquet",
            "draws/region-by-month.parquet",
            "draws/role-by-month.parquet",
            "draws/seat-by-year.parquet",
            "draws/segment-by-month.parquet",
            "draws/source-by-month.parquet",
            "draws/stage-by-month.parquet",
            "draws/territory-by-month.parquet",
            "inputs.csv",
            "kpis.csv",
            "ledger.csv",
            "monthly.csv",
            "outputs.csv",
            "quarterly.csv",
            "quotas.csv",
            "regions.csv",
            "reps.csv",
            "roles.csv",
            "run.json",
            "scenario.toml",
            "seek.json",
            "segments.csv",
            "sensitivity.csv",
            "sensitivity.json",
            "sources.csv",
            "stages.csv",
            "summary.json",
            "teams.csv",
            "territories.csv",
            "tried.csv",
            "variance.csv",
            "yearly.csv",
        ],
    };

    /// Whether such a folder may hold a file.
    ///
    /// * `path`: inside of the folder
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        let as_csv = path.with_extension("csv");
        let is_parquet = path.extension().is_some_and(|ending| ending == "parquet");
        let known =
            |file: &&str| Path::new(file) == path || (is_parquet && as_csv == Path::new(file));
        self.files.iter().any(known)
    }
}

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
            let mut files = Vec::new();
            let inputs = inputs(&target.join(kind.mark));
            let is_ours = |path: &Path| kind.holds(path) || inputs.contains(path);
            strangers(&target, Path::new(""), &is_ours, &mut files).map_err(failed)?;
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
        put(&path, fill).map_err(|source| self.failed(source))
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

/// The files that a mark names as its `inputs`; none if it does not say.
fn inputs(mark: &Path) -> BTreeSet<PathBuf> {
    let record = fs::read(mark).ok();
    let record = record.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let inputs = record
        .as_ref()
        .and_then(|record| record["inputs"].as_array());
    let names = inputs
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str());
    names.map(PathBuf::from).collect()
}

/// Appends the first few files of a folder that are none of its kind's, by their paths inside of it.
fn strangers(
    folder: &Path,
    inside: &Path,
    is_ours: &dyn Fn(&Path) -> bool,
    found: &mut Vec<String>,
) -> io::Result<()> {
    const ENOUGH: usize = 3;
    let mut entries = fs::read_dir(folder.join(inside))?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = inside.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            strangers(folder, &path, is_ours, found)?;
        } else if !is_ours(&path) {
            found.push(path.display().to_string());
        }
        if found.len() >= ENOUGH {
            break;
        }
    }
    Ok(())
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
mod tests {
    use super::*;

    const MARK: &str = Kind::RESULTS.mark;

    fn output(name: &str, text: &str) -> Output {
        Output {
            name: name.into(),
            bytes: text.into(),
        }
    }

    fn write(path: &Path, force: bool, text: &str) -> Result<(), FolderError> {
        let folder = Folder::prepare(path, Kind::RESULTS, force)?;
        folder.write(&output(MARK, text))?;
        folder.commit()
    }

    fn entries(path: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_appears_whole_and_is_not_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        write(&path, false, "one").unwrap();
        assert!(matches!(
            write(&path, false, "two"),
            Err(FolderError::Exists { .. })
        ));
        assert_eq!(fs::read_to_string(path.join(MARK)).unwrap(), "one");
        assert_eq!(entries(root.path()), ["out"]);
    }

    #[test]
    fn force_replaces_results_and_leaves_nothing_of_the_old() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        write(&path, false, "one").unwrap();
        fs::write(path.join("kpis.csv"), "of an earlier run").unwrap();
        write(&path, true, "two").unwrap();
        assert_eq!(entries(&path), [MARK]);
        assert_eq!(fs::read_to_string(path.join(MARK)).unwrap(), "two");
        assert_eq!(entries(root.path()), ["out"]);
    }

    #[test]
    fn two_steps_replace_as_well_as_one() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        write(&path, false, "one").unwrap();
        let folder = Folder::prepare(&path, Kind::RESULTS, true).unwrap();
        folder.write(&output(MARK, "two")).unwrap();
        folder.exchange_in_two_steps().unwrap();
        drop(folder);
        assert_eq!(fs::read_to_string(path.join(MARK)).unwrap(), "two");
        assert_eq!(entries(root.path()), ["out"]);
    }

    #[test]
    fn a_folder_without_results_is_never_replaced() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("precious");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(
            Folder::prepare(&path, Kind::RESULTS, true),
            Err(FolderError::Foreign { .. })
        ));
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(
            Folder::prepare(&file, Kind::RESULTS, true),
            Err(FolderError::Foreign { .. })
        ));
    }

    #[test]
    fn a_folder_of_another_kind_is_never_replaced() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        write(&path, false, "one").unwrap();
        let kind = Kind {
            words: "a plan",
            mark: "plan.toml",
            files: &["plan.toml"],
        };
        let refused = Folder::prepare(&path, kind, true).unwrap_err().to_string();
        assert!(
            refused.contains("is not a plan (it holds no plan.toml)"),
            "{refused}"
        );
    }

    #[test]
    fn files_may_lie_in_folders_of_their_own() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        let folder = Folder::prepare(&path, Kind::RESULTS, false).unwrap();
        folder.write(&output("deep/down/a.csv", "1")).unwrap();
        folder.commit().unwrap();
        assert_eq!(
            fs::read_to_string(path.join("deep/down/a.csv")).unwrap(),
            "1"
        );
    }

    #[test]
    fn files_of_somebody_else_are_never_lost() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        write(&path, false, "one").unwrap();
        write(&path, true, "two").unwrap();
        fs::create_dir(path.join("mine")).unwrap();
        fs::write(path.join("mine/notes.txt"), "keep").unwrap();
        let refused = write(&path, true, "three").unwrap_err().to_string();
        assert!(refused.contains("notes.txt"), "{refused}");
        assert_eq!(
            fs::read_to_string(path.join("mine/notes.txt")).unwrap(),
            "keep"
        );
    }

    #[test]
    fn tables_as_parquet_and_inputs_that_the_record_names_are_its_own() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        let folder = Folder::prepare(&path, Kind::RESULTS, false).unwrap();
        let record = r#"{ "inputs": ["scenario/workforce.seats.csv"] }"#;
        for (name, text) in [
            (MARK, record),
            ("kpis.parquet", "1"),
            ("draws/company-by-month.parquet", "2"),
            ("scenario/workforce.seats.csv", "3"),
        ] {
            folder.write(&output(name, text)).unwrap();
        }
        folder.commit().unwrap();
        assert!(Folder::prepare(&path, Kind::RESULTS, true).is_ok());
        for stranger in ["mine.parquet", "scenario/mine.csv", "draws/mine.csv"] {
            fs::write(path.join(stranger), "keep").unwrap();
            let refused = Folder::prepare(&path, Kind::RESULTS, true).unwrap_err();
            assert!(refused.to_string().contains("mine"), "{refused}");
            fs::remove_file(path.join(stranger)).unwrap();
        }
    }

    #[test]
    fn an_empty_folder_is_taken_over() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("out");
        fs::create_dir(&path).unwrap();
        write(&path, false, "one").unwrap();
        assert_eq!(entries(&path), [MARK]);
    }

    #[test]
    fn what_is_not_committed_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(&root.path().join("out"), Kind::RESULTS, false).unwrap();
        folder.write(&output("a.csv", "1")).unwrap();
        drop(folder);
        assert_eq!(entries(root.path()), [""; 0]);
        let missing = Folder::prepare(&root.path().join("no/such/out"), Kind::RESULTS, false);
        assert!(missing.unwrap_err().to_string().contains("no/such"));
    }
}

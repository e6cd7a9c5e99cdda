//! Reading an export from disk, and writing a scenario as a whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::sheet::{Export, ExportFile, MAX_SHEET_BYTES};
use super::{ImportError, Imported};

/// Endings of files that may be tables.
const ENDINGS: [&str; 4] = ["csv", "tsv", "txt", "tab"];

/// The file by which an imported scenario is known; nothing else is ever replaced.
const MARK: &str = "import-report.json";

/// Reads an export: one file, or every table of a folder.
///
/// # Errors
///
/// [`ImportError::Read`] if the path or one of its files cannot be read.
pub fn read_export(path: &Path) -> Result<Export, ImportError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ImportError::Read { path, source }
    };
    let metadata = fs::metadata(path).map_err(failed(path))?;
    if !metadata.is_dir() {
        return Ok(vec![read_file(path).map_err(failed(path))?].into());
    }
    let (mut files, mut skipped) = (Vec::new(), BTreeMap::new());
    for entry in fs::read_dir(path).map_err(failed(path))? {
        let entry = entry.map_err(failed(path))?.path();
        let name = name_of(&entry);
        let ending = entry
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        if entry.is_dir() {
            skipped.insert(name, "a folder".to_owned());
        } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            files.push(read_file(&entry).map_err(failed(&entry))?);
        } else {
            skipped.insert(
                name,
                "no CSV file: save it as \"CSV UTF-8\" if it holds a table".to_owned(),
            );
        }
    }
    Ok(Export { files, skipped })
}

fn read_file(path: &Path) -> io::Result<ExportFile> {
    use io::Read as _;
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to tell that a file is too large.
    fs::File::open(path)?
        .take(MAX_SHEET_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(ExportFile {
        name: name_of(path),
        bytes,
    })
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Writes an imported scenario to a folder, which appears as a whole or not at all.
///
/// * `folder`: does not exist, is empty, or holds an imported scenario
/// * `force`: whether an imported scenario there is replaced
///
/// # Errors
///
/// [`ImportError::Exists`] or [`ImportError::Foreign`] if something is in the way, [`ImportError::Write`] if the file
/// system refuses; nothing is left behind then.
pub fn write_scenario(imported: &Imported, folder: &Path, force: bool) -> Result<(), ImportError> {
    let failed = |source| ImportError::Write {
        path: folder.to_owned(),
        source,
    };
    let target = resolve(folder).map_err(failed)?;
    let occupied = is_occupied(&target).map_err(failed)?;
    if occupied && !force {
        return Err(ImportError::Exists {
            path: folder.to_owned(),
        });
    }
    if occupied && !target.join(MARK).is_file() {
        return Err(ImportError::Foreign {
            path: folder.to_owned(),
        });
    }
    put(imported, &target, occupied).map_err(failed)
}

/// The folder's full path; its parent must be there.
fn resolve(folder: &Path) -> io::Result<PathBuf> {
    if folder.try_exists()? {
        return fs::canonicalize(folder);
    }
    let name = folder
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no name"))?;
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Ok(fs::canonicalize(parent)?.join(name))
}

fn is_occupied(target: &Path) -> io::Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn put(imported: &Imported, target: &Path, occupied: bool) -> io::Result<()> {
    let parent = target
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it is the root"))?;
    let staging = temporary(parent)?;
    let fresh = staging.path().join("new");
    for (name, content) in &imported.files {
        let path = fresh.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&fresh))?;
        let mut file = fs::File::create(path)?;
        file.write_all(content.as_bytes())?;
        // A full disk may show only when the bytes leave the cache; after the rename it is too late to say so.
        file.sync_all()?;
    }
    if !occupied {
        if target.exists() {
            fs::remove_dir(target)?;
        }
        return fs::rename(fresh, target);
    }
    let old = staging.path().join("old");
    fs::rename(target, &old)?;
    fs::rename(&fresh, target).inspect_err(|_| {
        // The old scenario comes back if the new one cannot take its place.
        let _ = fs::rename(&old, target);
    })
}

fn temporary(parent: &Path) -> io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".foresell-");
    builder.tempdir_in(parent)
}

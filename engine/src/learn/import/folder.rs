//! Reading an export from disk.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::ImportError;
use super::sheet::{Export, ExportFile, MAX_SHEET_BYTES};

/// Endings of files that may be tables.
const ENDINGS: [&str; 4] = ["csv", "tsv", "txt", "tab"];

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

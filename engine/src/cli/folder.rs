//! Writing a folder: as a whole, or not at all.

use std::io::Write as _;
use std::path::Path;

use super::console::Console;
use super::failure::Failure;
use super::interrupt;
use crate::report::file::{FileKind, SingleFile};
use crate::report::folder::{Folder, FolderError, Kind};
use crate::report::{Table, csv, printable};

/// Prepares the folder that was asked for, and sees to it that Ctrl-C leaves nothing of it.
pub(crate) fn prepare(path: &Path, kind: Kind, force: bool) -> Result<Folder, Failure> {
    let folder = Folder::prepare(path, kind, force)?;
    interrupt::guard(folder.staging());
    Ok(folder)
}

/// Fills a folder and gives it its name; false, and nothing is left, if Ctrl-C comes before that.
pub(crate) fn write(
    folder: Folder,
    fill: impl FnOnce(&Folder) -> Result<(), FolderError>,
) -> Result<bool, Failure> {
    let outcome = match fill(&folder) {
        Ok(()) if interrupt::pressed() => Ok(false),
        Ok(()) => folder.commit().map(|()| true),
        Err(error) => Err(error),
    };
    interrupt::release();
    Ok(outcome?)
}

/// Says of a command that was interrupted that nothing is in the folder which was asked for.
pub(crate) fn note_not_written(path: Option<&Path>, console: &Console) {
    if let Some(path) = path {
        let path = path.display().to_string();
        console.err(&format!(
            "interrupted: nothing was written into {}\n",
            printable(&path)
        ));
    }
}

/// Writes a table into a CSV file of its own.
///
/// * `kind`: of the file; only such a one is replaced
pub(crate) fn write_table(
    path: &Path,
    table: &Table,
    kind: FileKind,
    force: bool,
) -> Result<(), Failure> {
    fill_table(prepare_table(path, kind, force)?, table)
}

/// Prepares the CSV file that was asked for; Ctrl-C leaves nothing of it.
///
/// * `kind`: as for [`write_table`]
pub(crate) fn prepare_table(
    path: &Path,
    kind: FileKind,
    force: bool,
) -> Result<SingleFile, Failure> {
    let file = SingleFile::prepare(path, kind, force)?;
    interrupt::guard(file.staging());
    Ok(file)
}

/// Writes a table into a prepared file, and gives it its name.
pub(crate) fn fill_table(file: SingleFile, table: &Table) -> Result<(), Failure> {
    fill_bytes(file, &csv::bytes(table))
}

/// Writes a text into a prepared file, and gives it its name.
pub(crate) fn fill_text(file: SingleFile, text: &str) -> Result<(), Failure> {
    fill_bytes(file, text.as_bytes())
}

fn fill_bytes(file: SingleFile, bytes: &[u8]) -> Result<(), Failure> {
    let written = file.write(|file| file.write_all(bytes));
    let written = written.and_then(|()| file.commit());
    interrupt::release();
    Ok(written?)
}

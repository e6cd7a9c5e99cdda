//! What a command that compares futures has found out: written into a folder where one was named, and printed.

use serde_json::Value;

use super::console::Console;
use super::failure::Failure;
use super::written::FolderArgs;
use super::{INTERRUPTED, Output, folder};
use crate::report::folder::{Folder, FolderError};
use crate::report::{self, Table, csv, json};

/// An answer in all its forms.
pub(super) struct Answer {
    /// Whether nothing was interrupted; only then is anything written.
    pub(super) is_complete: bool,
    /// For people.
    pub(super) text: String,
    /// For programs, and the name of its file in the folder.
    pub(super) json: Value,
    pub(super) file: &'static str,
    /// For spreadsheets.
    pub(super) tables: Vec<Table>,
    /// What repeats it.
    pub(super) record: Value,
}

impl Answer {
    /// Writes the answer into its folder, if there is one, and prints it. Returns `exit`, or the code of an interruption,
    /// of which it says that nothing was written.
    ///
    /// * `results`, `written`: the folder, and how it was asked for
    pub(super) fn give(
        self,
        (results, written): (Option<Folder>, &FolderArgs),
        exit: u8,
        format: Output,
        console: &Console,
    ) -> Result<u8, Failure> {
        if let Some(results) = results.filter(|_| self.is_complete)
            && !folder::write(results, |folder| self.write(folder))?
        {
            console.err("interrupted while writing; nothing was written\n");
            return Ok(INTERRUPTED);
        }
        if !self.is_complete {
            folder::note_not_written(written.output.as_deref(), console);
        }
        console.out(&match format {
            Output::Text => self.text,
            Output::Json => json::text(&self.json),
        })?;
        Ok(if self.is_complete { exit } else { INTERRUPTED })
    }

    fn write(&self, folder: &Folder) -> Result<(), FolderError> {
        for table in &self.tables {
            folder.write(&report::Output {
                name: format!("{}.csv", table.id),
                bytes: csv::bytes(table),
            })?;
        }
        folder.write(&report::Output {
            name: self.file.into(),
            bytes: json::text(&self.json).into_bytes(),
        })?;
        folder.seal(self.record.clone())
    }
}

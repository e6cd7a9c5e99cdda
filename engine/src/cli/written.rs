//! Where an answer is written: into a folder of tables, or into one file.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::{INTERRUPTED, folder};
use crate::report::Table;
use crate::report::file::{FileKind, SingleFile};
use crate::report::folder::{Folder, Kind};

/// A results folder, if one is wanted.
#[derive(Clone, Debug, Args)]
pub(crate) struct FolderArgs {
    /// Write the answer as tables into this new folder
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a results folder that is there already
    #[arg(long, requires = "output")]
    force: bool,
}

impl FolderArgs {
    /// Prepares the folder: whether it can be written is asked before the work is done, not after.
    pub(crate) fn prepare(&self) -> Result<Option<Folder>, Failure> {
        let prepare = |path| folder::prepare(path, Kind::RESULTS, self.force);
        self.output.as_deref().map(prepare).transpose()
    }

    /// Says that Ctrl-C came before there was an answer.
    pub(crate) fn nothing_yet(&self, message: &str, console: &Console) -> u8 {
        console.err(&format!("{message}\n"));
        folder::note_not_written(self.output.as_deref(), console);
        INTERRUPTED
    }
}

/// A table of its own, if one is wanted.
#[derive(Clone, Debug, Args)]
pub(crate) struct TableFileArgs {
    /// Write the table into this new CSV file
    #[arg(long, short, value_name = "CSV")]
    output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    force: bool,
}

impl TableFileArgs {
    /// Prepares the file if it was named: whether it can be written is asked before the work is done, not after.
    ///
    /// * `kind`: of the file; only such a one is replaced
    pub(crate) fn prepare(&self, kind: FileKind) -> Result<Option<TableFile>, Failure> {
        let prepare = |path| folder::prepare_table(path, kind, self.force);
        let file = self.output.as_deref().map(prepare).transpose()?;
        Ok(file.map(TableFile))
    }

    /// Writes the table if its file was named; for answers that are there at once.
    ///
    /// * `kind`: as for [`prepare`](Self::prepare)
    pub(crate) fn write(
        &self,
        kind: FileKind,
        table: impl FnOnce() -> Table,
    ) -> Result<(), Failure> {
        self.prepare(kind)?
            .map_or(Ok(()), |file| file.fill(&table()))
    }
}

/// A file that waits for its table.
pub(crate) struct TableFile(SingleFile);

impl TableFile {
    /// Writes the table, and gives the file its name.
    pub(crate) fn fill(self, table: &Table) -> Result<(), Failure> {
        folder::fill_table(self.0, table)
    }
}

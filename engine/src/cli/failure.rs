//! Why a command ended early, and the exit code that follows.

use std::io;

use super::BROKE;
use super::console::Console;
use super::load::{self, Unsound};
use crate::model::simulate::RunError;
use crate::report::file::FileError;
use crate::report::folder::FolderError;
use crate::report::printable;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The scenario cannot be read or has findings.
    #[error("the scenario is unsound")]
    Scenario(Box<Unsound>),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// A folder cannot be written.
    #[error("{}", printable(&.0.to_string()))]
    Folder(#[from] FolderError),
    /// A file cannot be written.
    #[error("{}", printable(&.0.to_string()))]
    File(#[from] FileError),
    /// The simulation cannot start.
    #[error("{0}")]
    Run(#[from] RunError),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Print(io::Error),
}

impl Failure {
    /// Says what happened, and returns the exit code.
    pub(crate) fn report(&self, console: &Console) -> u8 {
        match self {
            Self::Scenario(unsound) => load::report(unsound, console),
            other => {
                console.err(&format!("error: {other}\n"));
                BROKE
            }
        }
    }
}

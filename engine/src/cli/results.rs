//! Writing a results folder: as a whole, or not at all.

use super::failure::Failure;
use super::interrupt;
use crate::report::folder::{Folder, FolderError};

/// Fills a folder and gives it its name; false, and nothing is left, if Ctrl-C comes before that.
pub(crate) fn write(
    folder: Folder,
    fill: impl FnOnce(&Folder) -> Result<(), FolderError>,
) -> Result<bool, Failure> {
    interrupt::guard(folder.staging());
    let outcome = match fill(&folder) {
        Ok(()) if interrupt::pressed() => Ok(false),
        Ok(()) => folder.commit().map(|()| true),
        Err(error) => Err(error),
    };
    interrupt::release();
    Ok(outcome?)
}

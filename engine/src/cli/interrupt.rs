//! Ctrl-C: the first asks the command to stop, unless it has nothing to finish; the second quits at once.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::INTERRUPTED;

static PRESSED: AtomicBool = AtomicBool::new(false);
/// Whether the first one quits.
static AT_FIRST: AtomicBool = AtomicBool::new(false);
/// The temporary folder that a second Ctrl-C must not leave behind.
static STAGING: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Listens for Ctrl-C from here on.
pub(crate) fn listen() {
    PRESSED.store(false, Ordering::SeqCst);
    quit_at_first(false);
    // A second call in one process finds the handler in place, which is as good.
    let _ = ctrlc::set_handler(|| {
        if PRESSED.swap(true, Ordering::SeqCst) || AT_FIRST.load(Ordering::SeqCst) {
            quit();
        }
    });
}

/// Says whether the first Ctrl-C quits as well, because there is nothing yet that could be finished.
pub(crate) fn quit_at_first(yes: bool) {
    // Whoever quits holds the lock until the process ends, so that nothing is written from here on.
    let _staging = staging();
    AT_FIRST.store(yes, Ordering::SeqCst);
}

/// Whether Ctrl-C was pressed.
pub(crate) fn pressed() -> bool {
    PRESSED.load(Ordering::SeqCst)
}

/// Names the temporary folder that must not outlive the process.
pub(crate) fn guard(folder: &Path) {
    *staging() = Some(folder.to_owned());
}

/// The temporary folder is gone or has become the results folder.
pub(crate) fn release() {
    *staging() = None;
}

fn staging() -> MutexGuard<'static, Option<PathBuf>> {
    STAGING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn quit() -> ! {
    let mut staging = staging();
    if let Some(folder) = staging.take() {
        let _ = std::fs::remove_dir_all(folder);
    }
    process::exit(i32::from(INTERRUPTED));
}

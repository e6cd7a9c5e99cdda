//! Ctrl-C: the first asks the run to stop, the second quits at once.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::INTERRUPTED;

static PRESSED: AtomicBool = AtomicBool::new(false);
/// The temporary folder that a second Ctrl-C must not leave behind.
static STAGING: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Listens for Ctrl-C from here on.
pub(crate) fn listen() {
    PRESSED.store(false, Ordering::SeqCst);
    // A second call in one process finds the handler in place, which is as good.
    let _ = ctrlc::set_handler(|| {
        if PRESSED.swap(true, Ordering::SeqCst) {
            quit();
        }
    });
}

/// Whether Ctrl-C was pressed.
pub(crate) fn pressed() -> bool {
    PRESSED.load(Ordering::SeqCst)
}

/// Names the temporary folder that must not outlive the process.
pub(crate) fn guard(staging: &Path) {
    *STAGING.lock().unwrap_or_else(PoisonError::into_inner) = Some(staging.to_owned());
}

/// The temporary folder is gone or has become the results folder.
pub(crate) fn release() {
    *STAGING.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn quit() -> ! {
    if let Some(staging) = STAGING
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
    {
        let _ = std::fs::remove_dir_all(staging);
    }
    process::exit(i32::from(INTERRUPTED));
}

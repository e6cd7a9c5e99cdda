//! Made-up exports for the benches of imports and back-tests.

use foresell::generate::crm::{CrmOptions, export};
use foresell::learn::import::{Export, ExportFile};

/// An export of that size, in memory.
///
/// # Panics
///
/// If the size is beyond what can be made up.
#[must_use]
pub fn made_up(options: &CrmOptions) -> Export {
    let company = export(options).expect("a size that can be made up");
    let files: Vec<ExportFile> = company
        .files
        .into_iter()
        .map(|(name, content)| ExportFile {
            name: name.into(),
            bytes: content.into_bytes(),
        })
        .collect();
    files.into()
}

/// The most memory that this process has had so far \[GB\]; `None` where the system does not tell.
#[must_use]
pub fn most_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e9)
}

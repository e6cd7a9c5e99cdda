//! Files that are generated and kept beside the sources: they have to be what would be generated now.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the scenarios.
pub(crate) fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// What differs between a stored file and what it should say; nothing if `UPDATE=1` is set, which rewrites it.
///
/// # Panics
///
/// If the file cannot be written.
pub(crate) fn difference(path: &Path, content: &str) -> Option<String> {
    let stored = fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if stored == content {
        return None;
    }
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(path, content).unwrap();
        return None;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Some(format!(
        "{name} is out of date (UPDATE=1 rewrites it)\n--- stored\n{stored}\n--- now\n{content}"
    ))
}

#[test]
fn the_page_of_errors_is_up_to_date() {
    let difference = difference(
        &scenarios().join("ERRORS.md"),
        &foresell::scenario::errors_md(),
    );
    assert_eq!(difference, None);
}

#[test]
fn the_schema_for_editors_is_up_to_date() {
    let schema = foresell::scenario::json_schema::<foresell::scenario::raw::RawScenario>();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    assert_eq!(difference(&scenarios().join("schema.json"), &text), None);
}

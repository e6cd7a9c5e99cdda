//! Every shipped scenario and what-if against its stored results, to the last unit.
//!
//! The futures of a scenario are the same bits everywhere, so the tolerance is 0: any difference is a change of the
//! model, of a scenario, or of drawn values. `UPDATE=1 cargo test --test golden` stores what comes out now; the
//! difference belongs into the changelog.

#![allow(
    clippy::float_cmp,
    clippy::format_push_string,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::needless_range_loop,
    clippy::struct_excessive_bools,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::implicit_clone,
    clippy::cmp_owned,
    clippy::unnecessary_debug_formatting,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]

mod figures;
mod stored;

use std::path::{Path, PathBuf};

use foresell::scenario::Disk;
use foresell::scenario::load;
use foresell_tests::plan::run;

/// Trials of each scenario: a regression test, not an estimate.
const N_TRIALS: u32 = 200;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files in a folder with this extension, by name; none if there is no folder.
fn files_in(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned()
}

/// Every shipped scenario by name, such as `saas`, and every what-if, such as `saas+freeze`.
fn shipped() -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(root().join("scenarios")).expect("scenarios are shipped");
    let mut all = Vec::new();
    for folder in folders.map(|entry| entry.expect("a folder can be read").path()) {
        let base = folder.join("scenario.toml");
        if !base.is_file() {
            continue;
        }
        let name = stem(&folder);
        let overlays = files_in(&folder.join("what-if"), "toml");
        all.extend(
            overlays
                .into_iter()
                .map(|path| (format!("{name}+{}", stem(&path)), path)),
        );
        all.push((name, base));
    }
    all.sort();
    all
}

#[test]
fn shipped_scenarios_come_out_as_stored() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let (mut differences, mut names) = (Vec::new(), Vec::new());
    for (name, path) in shipped() {
        let scenario = load(&Disk, &[path]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let results = run(&scenario.model, scenario.seed, N_TRIALS).0;
        let figures = figures::main_figures(&results, &scenario.model.calendar);
        differences.extend(stored::check(&folder, &name, &figures, update));
        names.push(name);
    }
    assert!(!names.is_empty(), "no scenario is shipped");
    for path in files_in(&folder, "csv") {
        if !names.contains(&stem(&path)) {
            differences.push(format!(
                "{}: there is no such scenario any more",
                path.display()
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{}\nStore what comes out now with UPDATE=1.",
        differences.join("\n")
    );
}

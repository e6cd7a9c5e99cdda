//! Loading a scenario from disk, and showing what is wrong with it.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::console::Console;
use super::failure::Failure;
use super::{BROKE, FINDINGS, Output};
use crate::report::{json, printable};
use crate::scenario::render::TextStyle;
use crate::scenario::{
    self, Disk, Files as _, Finding, Findings, MAX_FILE_BYTES, Scenario, ScenarioError, Setting,
    SourceFile, Sources,
};

/// A scenario that cannot be used, and how to say so.
#[derive(Debug)]
pub(crate) struct Unsound {
    error: ScenarioError,
    format: Output,
}

impl Unsound {
    /// What is wrong with something that belongs to a scenario.
    pub(crate) fn new(error: ScenarioError, format: Output) -> Self {
        Self { error, format }
    }
}

/// Loads a scenario from files, composed from left to right. Everything is counted, also where it asks for a few numbers.
pub(crate) fn scenario(paths: &[PathBuf], format: Output) -> Result<Scenario, Failure> {
    with_settings(paths, &[], format)
}

/// [`scenario`], with some numbers set anew on top of all files.
pub(crate) fn with_settings(
    paths: &[PathBuf],
    settings: &[Setting],
    format: Output,
) -> Result<Scenario, Failure> {
    as_it_asks(paths, settings, format).map(Scenario::counting_all)
}

/// [`with_settings`] for commands that show the few numbers that a scenario asks for, if it does: only these are counted.
pub(crate) fn as_it_asks(
    paths: &[PathBuf],
    settings: &[Setting],
    format: Output,
) -> Result<Scenario, Failure> {
    scenario::load_with(&Disk, paths, settings).map_err(|error| unsound(error, format))
}

/// What ends a command whose scenario cannot be used.
pub(crate) fn unsound(error: ScenarioError, format: Output) -> Failure {
    Failure::Scenario(Box::new(Unsound { error, format }))
}

/// Whether a file names its own base or is a whole scenario. One that cannot be read is left to [`scenario`] to explain.
pub(crate) fn stands_alone(path: &Path) -> bool {
    let Ok(bytes) = Disk.read(path, MAX_FILE_BYTES) else {
        return false;
    };
    let root = scenario::document::read(&mut Sources::new(), path, bytes, &mut Findings::new());
    let table = root.as_ref().and_then(scenario::Node::table);
    table.is_some_and(|table| table.contains_key("extends") || table.contains_key("format"))
}

/// Says what is wrong with a scenario, and returns the exit code.
pub(crate) fn report(unsound: &Unsound, console: &Console) -> u8 {
    match &unsound.error {
        ScenarioError::Invalid { files, findings } => {
            let shown = console.out(&findings_as(unsound.format, files, findings, console));
            shown.map_or_else(|failure| failure.report(console), |()| FINDINGS)
        }
        ScenarioError::Read { path, .. } if path.is_dir() => {
            console.err(&format!("error: {}\n", printable(&is_a_folder(path))));
            BROKE
        }
        other => {
            console.err(&format!("error: {}\n", printable(&other.to_string())));
            BROKE
        }
    }
}

/// What to do instead of naming a folder.
fn is_a_folder(path: &Path) -> String {
    let files = std::fs::read_dir(path).into_iter().flatten().flatten();
    let toml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let mut files: Vec<PathBuf> = files.map(|entry| entry.path()).filter(toml).collect();
    files.sort();
    let remedy = match files.as_slice() {
        [] => "it holds no TOML file; `foresell init` writes a scenario to begin with".to_owned(),
        [one] => format!("name the scenario in it, {}", one.display()),
        [first, ..] => format!("name the scenario in it, such as {}", first.display()),
    };
    format!("{} is a folder: {remedy}", path.display())
}

/// Findings as they are printed.
pub(crate) fn findings_as(
    format: Output,
    files: &[SourceFile],
    findings: &[Finding],
    console: &Console,
) -> String {
    match format {
        Output::Text => findings_text(files, findings, console),
        Output::Json => json::text(&json!({
            "format": json::FORMAT,
            "kind": "findings",
            "engine": json::engine(),
            "hash": null,
            "findings": scenario::render::json(files, findings),
        })),
    }
}

fn findings_text(files: &[SourceFile], findings: &[Finding], console: &Console) -> String {
    let style = TextStyle {
        coloured: console.colour(),
        ..TextStyle::default()
    };
    let text = scenario::render::text(files, findings, style);
    let (count, code) = (
        findings.len(),
        findings
            .first()
            .map_or("E0201", |finding| finding.code.id()),
    );
    let s = if count == 1 { "" } else { "s" };
    format!("{text}\n{count} problem{s}; `foresell explain {code}` tells more about a code\n")
}

/// The merged scenario as TOML, its tables named relative to the folder in which it is going to stand.
pub(crate) fn merged_toml(scenario: &Scenario, folder: &Path) -> String {
    scenario.merged.to_toml(folder)
}

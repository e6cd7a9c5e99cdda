//! Each scenario in `scenarios/invalid` shows one mistake: it has the code in its name, no other one, and a stored rendering.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use foresell::scenario::{
    Code, Finding, MAX_FILE_BYTES, MAX_TABLE_BYTES, Memory, ScenarioError, SourceFile, load, render,
};

use crate::stored::{difference, scenarios};

/// Codes that no file in the folder can show, each with the reason.
const WITHOUT_FILE: [(&str, &str); 12] = [
    (
        "E0102",
        "the file would be too large to keep; made by a test below",
    ),
    ("E0299", "would take two checks that contradict each other"),
    (
        "E0702",
        "the table would be too large to keep; made by a test below",
    ),
    ("E0721", "concerns imported tables, not scenarios"),
    ("E0722", "concerns imported tables, not scenarios"),
    ("E0723", "concerns imported tables, not scenarios"),
    ("E0724", "concerns imported tables, not scenarios"),
    ("E0725", "concerns imported tables, not scenarios"),
    ("E0726", "concerns imported tables, not scenarios"),
    ("E0727", "concerns imported tables, not scenarios"),
    ("E0728", "concerns tables of demand, not scenarios"),
    ("E0729", "concerns tables of demand, not scenarios"),
];

fn folder() -> PathBuf {
    scenarios().join("invalid")
}

/// The folder in memory, so that paths are shown as seen from it.
fn files() -> Memory {
    let mut files = Memory::new();
    for name in ["", "base", "tables"] {
        for entry in fs::read_dir(folder().join(name)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.insert(
                    path.strip_prefix(folder()).unwrap(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    files
}

/// The scenarios with a code in their name, in order.
fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".toml")).collect()
}

fn findings(files: &Memory, paths: &[&str]) -> (Vec<SourceFile>, Vec<Finding>) {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    match load(files, &paths) {
        Ok(_) => (Vec::new(), Vec::new()),
        Err(ScenarioError::Invalid { files, findings }) => (files, findings),
        Err(error) => panic!("{error}"),
    }
}

fn codes(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.code.id()).collect()
}

#[test]
fn every_invalid_scenario_has_its_code_and_its_rendering() {
    let files = files();
    let mut failures = Vec::new();
    for name in names() {
        let (sources, findings) = findings(&files, &[&name]);
        let shown = render::text(&sources, &findings, render::TextStyle::default());
        if codes(&findings) != BTreeSet::from([&name[..5]]) {
            failures.push(format!("{name} shows {:?}\n{shown}", codes(&findings)));
            continue;
        }
        let expected = folder().join(Path::new(&name).with_extension("expected.txt"));
        failures.extend(difference(&expected, &shown));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_has_an_invalid_scenario() {
    let names = names();
    let shown = |code: &&Code| names.iter().any(|name| name.starts_with(code.id()));
    let excused = |code: &&Code| WITHOUT_FILE.iter().any(|(id, _)| *id == code.id());
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| shown(code) == excused(code))
        .map(|code| code.id())
        .collect();
    assert_eq!(
        missing, [""; 0],
        "codes without a scenario, or with one although they are excused"
    );
}

#[test]
fn the_base_of_the_invalid_scenarios_is_valid() {
    let (sources, findings) = findings(&files(), &["base/plan.toml"]);
    assert!(
        findings.is_empty(),
        "{}",
        render::text(&sources, &findings, render::TextStyle::default())
    );
}

#[test]
fn files_that_are_too_large_are_refused() {
    let oversized = |limit: u64| vec![b'#'; usize::try_from(limit).unwrap() + 1];
    let files = files()
        .with("asked.toml", oversized(MAX_FILE_BYTES))
        .with("overlay.toml", "extends = 'asked.toml'")
        .with(
            "seats.toml",
            "extends = 'base/plan.toml'\nworkforce.seats = 'seats.csv'\n",
        )
        .with("seats.csv", oversized(MAX_TABLE_BYTES));
    for (name, code) in [
        ("asked.toml", "E0102"),
        ("overlay.toml", "E0102"),
        ("seats.toml", "E0702"),
    ] {
        let (_, findings) = findings(&files, &[name]);
        assert_eq!(codes(&findings), BTreeSet::from([code]), "{name}");
    }
}

#[test]
fn mistakes_of_all_kinds_and_files_are_found_in_one_pass() {
    let files = files()
        .with("seats.csv", "seat,role\nae-1,ea\nae-1,ae,x\n")
        .with("plan.toml", "extends = 'base/plan.toml'\ncurrenzy = 'USD'\nworkforce.seats = 'seats.csv'\nhorizon.start = '2027-13'\n");
    let (sources, findings) = findings(&files, &["plan.toml"]);
    let codes = codes(&findings);
    assert!(
        ["E0201", "E0301", "E0401", "E0707"]
            .iter()
            .all(|code| codes.contains(code)),
        "{codes:?}"
    );
    let places: Vec<_> = findings
        .iter()
        .map(|finding| (finding.at.file.index(), finding.at.bytes.start))
        .collect();
    assert!(places.is_sorted(), "in file order");
    assert!(
        sources
            .iter()
            .any(|file| file.path == Path::new("seats.csv"))
    );
}

//! The direction of imports: a module may import what its row names, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the engine and what it may import. A module without a row fails the test.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("kernel", &["units"]),
    ("calendar", &["units"]),
    ("purpose", &["kernel"]),
    ("dimensions", &["kernel"]),
    ("measure", &[]),
    ("flows", &["units", "kernel", "dimensions"]),
    ("demand", DOMAIN),
    ("funnel", DOMAIN),
    ("workforce", DOMAIN),
    ("territory", DOMAIN),
    ("comp", DOMAIN),
    ("contracts", DOMAIN),
    ("supply", DOMAIN),
    ("finance", DOMAIN),
    ("initiatives", DOMAIN),
    (
        "results",
        &["units", "kernel", "calendar", "dimensions", "measure"],
    ),
    ("model", MODEL),
    ("kpi", KPI),
    ("expect", KPI),
    ("scenario", SCENARIO),
    ("outcome", USE),
    ("report", USE),
    ("decide", USE),
    ("explore", USE),
    ("learn", USE),
    ("shard", USE),
    ("generate", USE),
    ("cli", FRONT),
];

/// What a domain may import; never a sibling.
const DOMAIN: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
];
/// What the wiring may import: every domain.
const MODEL: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
    "measure",
    "results",
    "demand",
    "funnel",
    "workforce",
    "territory",
    "comp",
    "contracts",
    "supply",
    "finance",
    "initiatives",
];
/// What looks at a model from above.
const KPI: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
    "measure",
    "results",
    "demand",
    "funnel",
    "workforce",
    "territory",
    "comp",
    "contracts",
    "supply",
    "finance",
    "initiatives",
    "model",
];
/// What reads a plan from files: it also names the KPIs that a plan asks for.
const SCENARIO: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
    "measure",
    "results",
    "demand",
    "funnel",
    "workforce",
    "territory",
    "comp",
    "contracts",
    "supply",
    "finance",
    "initiatives",
    "model",
    "kpi",
];
/// What uses a scenario; never each other.
const USE: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
    "measure",
    "results",
    "demand",
    "funnel",
    "workforce",
    "territory",
    "comp",
    "contracts",
    "supply",
    "finance",
    "initiatives",
    "model",
    "kpi",
    "expect",
    "scenario",
    "outcome",
];
/// What a front end may import.
const FRONT: &[&str] = &[
    "units",
    "kernel",
    "calendar",
    "purpose",
    "dimensions",
    "flows",
    "measure",
    "results",
    "demand",
    "funnel",
    "workforce",
    "territory",
    "comp",
    "contracts",
    "supply",
    "finance",
    "initiatives",
    "model",
    "kpi",
    "expect",
    "scenario",
    "outcome",
    "report",
    "decide",
    "explore",
    "learn",
    "shard",
    "generate",
];

/// Modules of the engine that a source text imports, comments and texts left out.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in source
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""))
    {
        let mut rest = line;
        while let Some(at) = rest.find("crate::") {
            rest = &rest[at + "crate::".len()..];
            let list = if let Some(group) = rest.strip_prefix('{') {
                top_level(group)
            } else {
                vec![first_word(rest)]
            };
            found.extend(list.into_iter().filter(|name| !name.is_empty()));
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// First words of the entries of a braced import, such as `a` and `b` of `a::X, b::{c, d}}`.
fn top_level(group: &str) -> Vec<String> {
    let (mut depth, mut entries, mut entry) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => entries.push(std::mem::take(&mut entry)),
            c => entry.push(c),
        }
    }
    entries.push(entry);
    entries
        .iter()
        .map(|entry| first_word(entry.trim()))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the engine's sources are beside the tests") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn module_of(root: &Path, path: &Path) -> String {
    let inside = path
        .strip_prefix(root)
        .expect("a source lies below the root");
    let first = inside.iter().next().expect("a source has a name");
    first.to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// What `source`, in `module`, imports against the table.
fn violations(module: &str, source: &str) -> Vec<String> {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let Some(allowed) = table.get(module) else {
        return vec![format!("module `{module}` has no row in the table")];
    };
    let wrong = |name: &String| {
        name != module && !allowed.contains(&name.as_str()) && table.contains_key(name.as_str())
    };
    imports(source)
        .into_iter()
        .filter(wrong)
        .map(|name| format!("`{module}` imports `{name}`"))
        .collect()
}

#[test]
fn imports_follow_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(
        files.len() > 20,
        "the engine's sources were not found in {}",
        root.display()
    );
    let mut wrong = Vec::new();
    for path in files
        .iter()
        .filter(|p| !p.ends_with("lib.rs") && !p.ends_with("main.rs"))
    {
        let source = fs::read_to_string(path).expect("a source can be read");
        let module = module_of(&root, path);
        wrong.extend(
            violations(&module, &source)
                .into_iter()
                .map(|what| format!("{}: {what}", path.display())),
        );
    }
    assert!(
        wrong.is_empty(),
        "imports against the direction:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_check_sees_a_sibling_import() {
    assert_eq!(
        violations("comp", "use crate::funnel::Stage;"),
        ["`comp` imports `funnel`"]
    );
    assert_eq!(
        violations("comp", "use crate::{units::Money, demand::{Tier, Source}};"),
        ["`comp` imports `demand`"]
    );
    assert_eq!(
        violations("report", "let x = crate::explore::compare();"),
        ["`report` imports `explore`"]
    );
    assert_eq!(
        violations("nowhere", ""),
        ["module `nowhere` has no row in the table"]
    );
    assert!(
        violations(
            "comp",
            "/// See [`crate::funnel`].\nuse crate::units::Money;"
        )
        .is_empty()
    );
}

#[test]
fn every_row_names_a_module_of_the_engine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src");
    for (module, _) in MAY_IMPORT {
        let there = root.join(module).is_dir() || root.join(format!("{module}.rs")).is_file();
        assert!(there, "`{module}` has a row, but is no module");
    }
}

//! All mistakes at once: none hides another, and none makes up another.

use std::path::Path;

use super::super::node::{Node, Value};
use super::super::path::KeyPath;
use super::super::schema::Schema;
use super::super::{Finding, Memory, de, overlay, shape};
use super::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");

/// A slip in one of the files of the shipped software company.
struct Mistake {
    name: &'static str,
    file: &'static str,
    /// What stands there, and what is written instead. The end of the file if it is empty.
    edit: (&'static str, &'static str),
    code: Code,
}

const fn slip(name: &'static str, code: Code, from: &'static str, to: &'static str) -> Mistake {
    in_file("scenario.toml", name, code, from, to)
}

const fn in_file(
    file: &'static str,
    name: &'static str,
    code: Code,
    from: &'static str,
    to: &'static str,
) -> Mistake {
    let edit = (from, to);
    Mistake {
        name,
        file,
        edit,
        code,
    }
}

/// One of every kind, each in a place of its own.
const MISTAKES: &[Mistake] = &[
    slip(
        "nan",
        Code::NotFinite,
        "discount-per-year = 0.10",
        "discount-per-year = nan",
    ),
    slip(
        "infinite",
        Code::NotFinite,
        "capacity-per-year = 1_350_000",
        "capacity-per-year = inf",
    ),
    slip(
        "nan in a table",
        Code::NotFinite,
        "mid-market = 0.40, enterprise = 0.35",
        "mid-market = nan, enterprise = 0.35",
    ),
    slip(
        "text for a number",
        Code::WrongType,
        "skill-cv = 0.20",
        "skill-cv = '0.20'",
    ),
    slip(
        "text in a list",
        Code::WrongType,
        "selling-days = [20,",
        "selling-days = ['x',",
    ),
    slip(
        "number for text",
        Code::WrongType,
        "name = \"Closing\"",
        "name = 3",
    ),
    slip(
        "number for a table",
        Code::WrongType,
        "clawback = { months = 6 }",
        "clawback = 6",
    ),
    slip(
        "word for a truth",
        Code::WrongType,
        "seasonal = false",
        "seasonal = 'no'",
    ),
    slip(
        "wrong choice",
        Code::UnknownWord,
        "billing = \"annual\"",
        "billing = \"yearly\"",
    ),
    slip(
        "wrong choice of a plan",
        Code::UnknownWord,
        "measure = \"opportunities\"",
        "measure = \"oportunities\"",
    ),
    slip(
        "misspelt key",
        Code::UnknownKey,
        "overhead-per-month",
        "overhed-per-month",
    ),
    slip(
        "misspelt required key",
        Code::UnknownKey,
        "dwell-days = { by-source = { outbound",
        "dwel-days = { by-source = { outbound",
    ),
    slip(
        "key out of nowhere",
        Code::UnknownKey,
        "hiring-cost = 35_000",
        "hiring-cost = 35_000\nzzz = 1",
    ),
    slip(
        "missing key",
        Code::MissingKey,
        "credit = \"company\"\nperiod = \"quarter\"",
        "credit = \"company\"",
    ),
    slip(
        "out of range",
        Code::OutOfRange,
        "lead-days = 90",
        "lead-days = -4",
    ),
    slip(
        "percentage",
        Code::OutOfRange,
        "enterprise = 0.965",
        "enterprise = 96.5",
    ),
    slip(
        "in a series out of range",
        Code::OutOfRange,
        "    1_450_000, 1_450_000",
        "    -1_450_000, 1_450_000",
    ),
    slip(
        "negative count",
        Code::OutOfRange,
        "arr-each = 22_000, term-months = 12, renewals = 1",
        "arr-each = 22_000, term-months = 12, renewals = -1",
    ),
    slip(
        "impossible distribution",
        Code::LawParameters,
        "{ gamma = { mean = 45, cv = 0.5 } }",
        "{ gamma = { mean = 45, cv = -0.5 } }",
    ),
    slip(
        "too few months",
        Code::WrongLength,
        "season = [0.92,",
        "season = [",
    ),
    slip(
        "no such role",
        Code::UnknownId,
        "role = \"ae\", territory = \"amer-velocity\"",
        "role = \"aee\", territory = \"amer-velocity\"",
    ),
    slip(
        "no such stage",
        Code::UnknownId,
        "opportunity-from = \"qualification\"",
        "opportunity-from = \"quantification\"",
    ),
    slip(
        "no such segment in a table",
        Code::UnknownId,
        "smb = 0.05, mid-market = 0.10",
        "smbb = 0.05, smb = 0.05, mid-market = 0.10",
    ),
    slip(
        "no such seat",
        Code::UnknownId,
        "",
        "\n[events.a]\nleave = { seats = [\"nobody\"], month = \"2027-05\" }\n",
    ),
    slip(
        "no month",
        Code::NotAMonth,
        "",
        "\n[events.b]\nfreeze = { from = \"May 2027\" }\n",
    ),
    slip(
        "month outside",
        Code::OutsideHorizon,
        "",
        "\n[events.c]\nshock = { from = \"2030-01\", demand = -0.2 }\n",
    ),
    slip(
        "no such period",
        Code::UnknownPeriod,
        "FY2028 =",
        "FY2030 =",
    ),
    slip(
        "segment left out",
        Code::MemberMissing,
        "enterprise = 8, strategic = 16 }",
        "enterprise = 8 }",
    ),
    slip(
        "by what makes no difference",
        Code::DimensionNotHere,
        "trend = 0.006",
        "trend = { by-role = { ae = 0.006 } }",
    ),
    slip(
        "diagonal",
        Code::NoCorrelation,
        "[1.0, -0.4, -0.3]",
        "[0.9, -0.4, -0.3]",
    ),
    slip(
        "tiers out of order",
        Code::TierOrder,
        "{ above = 1, multiplier = 2 }",
        "{ above = 0.6, multiplier = 2 }",
    ),
    slip(
        "two plans",
        Code::TwoPlans,
        "roles = [\"manager\"]",
        "roles = [\"manager\", \"am\"]",
    ),
    slip(
        "nobody covers",
        Code::Uncovered,
        "amer = { name = \"Americas\", regions = [\"amer\"] }",
        "amer = { name = \"Americas\", regions = [\"amer\"], segments = [\"smb\"] }",
    ),
    in_file(
        "accounts.csv",
        "text in a cell",
        Code::CellNotNumber,
        ",1940000,",
        ",a lot,",
    ),
    in_file(
        "accounts.csv",
        "no such owner",
        Code::UnknownId,
        ",ae-emea-m-02\n",
        ",ae-emea-m-99\n",
    ),
    in_file(
        "seats.csv",
        "no day",
        Code::CellNotTime,
        "2024-01-17",
        "2024-13-17",
    ),
    in_file(
        "pipeline.csv",
        "cells of a row",
        Code::CellCount,
        "opp-1084,smb,",
        "opp-1084,",
    ),
    in_file(
        "pipeline.csv",
        "misspelt column",
        Code::UnknownColumn,
        "deal,segment",
        "deal,segmnt",
    ),
];

/// Pairs of which the second cannot be known while the first is there: what it is about is what the first leaves open.
const HIDING: &[(&str, &str)] = &[
    // Who covers a market follows from the roles of all seats.
    ("no such role", "nobody covers"),
];

fn files(mistakes: &[&Mistake]) -> Memory {
    let mut files = Memory::new();
    for name in ["scenario.toml", "seats.csv", "accounts.csv", "pipeline.csv"] {
        let mut text = std::fs::read_to_string(Path::new(FOLDER).join("saas").join(name)).unwrap();
        for mistake in mistakes.iter().filter(|mistake| mistake.file == name) {
            let (from, to) = mistake.edit;
            assert!(text.contains(from), "{}: no {from:?}", mistake.name);
            text = match from {
                "" => text + to,
                _ => text.replacen(from, to, 1),
            };
        }
        files.insert(name, text);
    }
    files
}

/// Code and message of every finding, sorted: places move with the text above them.
fn found(mistakes: &[&Mistake]) -> Vec<(Code, String)> {
    match load(&files(mistakes), &["scenario.toml".into()]) {
        Ok(_) => Vec::new(),
        Err(ScenarioError::Invalid { findings, .. }) => {
            let said = findings.into_iter().map(|f| (f.code, f.message));
            sorted(said.collect())
        }
        Err(error) => panic!("{error}"),
    }
}

fn sorted(mut findings: Vec<(Code, String)>) -> Vec<(Code, String)> {
    findings.sort();
    findings
}

#[test]
fn every_mistake_is_found_by_itself() {
    let mut wrong = Vec::new();
    for mistake in MISTAKES {
        let found = found(&[mistake]);
        let name = mistake.name;
        let is_one = found.len() == 1 || (mistake.code == Code::Uncovered && !found.is_empty());
        if !is_one || found.iter().any(|(code, _)| *code != mistake.code) {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_found_in_one_run() {
    let hidden = |mistake: &&Mistake| HIDING.iter().all(|(_, second)| *second != mistake.name);
    let all: Vec<&Mistake> = MISTAKES.iter().filter(hidden).collect();
    let each = all.iter().flat_map(|mistake| found(&[*mistake]));
    let each = sorted(each.collect());
    assert!(each.len() >= MISTAKES.len() - HIDING.len());
    assert_eq!(found(&all), each);
}

/// Of how many pairs one is tried.
const PAIRS: usize = 4;

/// Each mistake meets every fourth of the others, so that the test does not take minutes.
#[test]
fn of_two_mistakes_both_are_found_and_nothing_else() {
    let mut wrong = Vec::new();
    let alone: Vec<_> = MISTAKES.iter().map(|mistake| found(&[mistake])).collect();
    for (i, one) in MISTAKES.iter().enumerate() {
        for (j, other) in MISTAKES.iter().enumerate().skip(i + 1) {
            if !(i + j).is_multiple_of(PAIRS) || HIDING.contains(&(one.name, other.name)) {
                continue;
            }
            let both = sorted([&alone[i][..], &alone[j][..]].concat());
            let found = found(&[one, other]);
            if found != both {
                wrong.push(format!("{} and {}: {found:?}", one.name, other.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is found if one value of a merged scenario is a finding already.
fn found_beside(merged: &Merged, files: &dyn Files, schema: &Schema, at: &KeyPath) -> Vec<Finding> {
    let (mut merged, mut findings) = (merged.clone(), Findings::new());
    let (_, root) = merged.edit();
    let mut node = &mut *root;
    for segment in at.segments() {
        node = match (&mut node.value, segment) {
            (Value::Table(entries), super::super::Segment::Key(key)) => &mut entries[key].node,
            (Value::Array(nodes), super::super::Segment::Index(ix)) => &mut nodes[*ix],
            _ => panic!("there is no {at}"),
        };
    }
    findings.add(Code::NotFinite, node.place.clone(), "not finite");
    node.value = Value::Refused;
    shape::check(schema, root, &mut findings);
    let raw: RawScenario = de::from_node(merged.root()).unwrap();
    rules::check(&raw, merged, files, findings)
        .findings
        .into_sorted()
}

fn paths(node: &Node, at: &KeyPath, found: &mut Vec<KeyPath>) {
    match &node.value {
        Value::Table(entries) => {
            for (key, entry) in entries {
                found.push(at.key(key));
                paths(&entry.node, &at.key(key), found);
            }
        }
        Value::Array(nodes) => {
            for (ix, node) in nodes.iter().enumerate() {
                found.push(at.index(ix));
                paths(node, &at.index(ix), found);
            }
        }
        _ => {}
    }
}

/// Of how many values of a larger scenario one is refused.
const STEP: usize = 7;

/// Refuses every `step`-th value of a shipped scenario, each by itself.
fn nothing_follows_in(folder: &str, step: usize) {
    let mut files = Memory::new();
    for entry in std::fs::read_dir(Path::new(FOLDER).join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files.insert(path.file_name().unwrap(), std::fs::read(&path).unwrap());
        }
    }
    let schema = Schema::of::<RawScenario>();
    let (merged, _) = overlay::compose(&files, &["scenario.toml".into()], &schema).unwrap();
    let mut all = Vec::new();
    paths(merged.root(), &KeyPath::root(), &mut all);
    let mut wrong = Vec::new();
    for at in all.iter().step_by(step) {
        let found = found_beside(&merged, &files, &schema, at);
        if found.len() != 1 {
            let said: Vec<_> = found.iter().map(|f| (f.code, &f.message)).collect();
            wrong.push(format!("{at}: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{folder}:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_follows_from_a_value_that_is_refused_in_the_reference() {
    nothing_follows_in("ref-1", 1);
}

#[test]
fn nothing_follows_from_a_value_that_is_refused_in_software() {
    nothing_follows_in("saas", STEP);
}

#[test]
fn nothing_follows_from_a_value_that_is_refused_in_services() {
    nothing_follows_in("services", STEP);
}

#[test]
fn nothing_follows_from_a_value_that_is_refused_in_distribution() {
    nothing_follows_in("distribution", STEP);
}

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::scenario::number::RawNumber;
use crate::scenario::{Finding, Memory};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only the schema matters")]
struct Toy {
    a: Option<f64>,
    b: Option<f64>,
    list: Option<Vec<f64>>,
    pass: Option<RawNumber>,
    events: Option<BTreeMap<String, Event>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only the schema matters")]
enum Event {
    Leave { seat: String, month: String },
    Freeze { from: String },
}

fn merge(files: &Memory, paths: &[&str]) -> (Merged, Vec<Finding>) {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let (merged, findings) = compose(files, &paths, &Schema::of::<Toy>()).unwrap();
    (merged, findings.into_sorted())
}

fn codes(found: &[Finding]) -> Vec<Code> {
    found.iter().map(|finding| finding.code).collect()
}

fn shown(merged: &Merged, path: &str) -> String {
    merged.get(path).map_or("nothing".into(), |node| {
        merged.sources().snippet(&node.place).to_owned()
    })
}

const BASE: &str = "a = 1\nb = 2\nlist = [1, 2]\npass = { normal = { mean = 1, sd = 2 } }\n[events.x]\nfreeze = { from = 'f' }\n";

#[test]
fn an_overlay_changes_what_it_names_and_keeps_the_rest() {
    let over = "extends = 'base.toml'\na = 10\nlist = [3]\npass.normal.mean = 5\nevents.y.leave = { seat = 's', month = 'm' }\n";
    let files = Memory::new()
        .with("base.toml", BASE)
        .with("over.toml", over);
    let (merged, found) = merge(&files, &["over.toml"]);
    assert_eq!(codes(&found), []);
    let all = [
        "a",
        "b",
        "list",
        "pass.normal.mean",
        "pass.normal.sd",
        "events.x.freeze.from",
        "events.y.leave.seat",
    ]
    .map(|path| shown(&merged, path));
    assert_eq!(all, ["10", "2", "[3]", "5", "2", "'f'", "'s'"]);
    assert!(merged.get("extends").is_none());
}

#[test]
fn another_alternative_replaces_the_one_of_the_base() {
    for (over, expected) in [
        (
            "pass = { uniform = { low = 1, high = 2 } }",
            "{ uniform = { low = 1, high = 2 } }",
        ),
        (
            "pass = { by-segment = { smb = 1 } }",
            "{ by-segment = { smb = 1 } }",
        ),
        (
            "pass = { value = 3, note = 'n' }",
            "{ value = 3, note = 'n' }",
        ),
        ("pass = 3", "3"),
    ] {
        let files = Memory::new()
            .with("base.toml", BASE)
            .with("over.toml", format!("extends = 'base.toml'\n{over}"));
        let (merged, found) = merge(&files, &["over.toml"]);
        assert_eq!(
            (codes(&found), shown(&merged, "pass").as_str()),
            (vec![], expected)
        );
        assert_eq!(merged.get("pass.normal"), None, "{over}");
    }
    let over = "extends = 'base.toml'\nevents.x = { leave = { seat = 's', month = 'm' } }";
    let (merged, _) = merge(
        &Memory::new()
            .with("base.toml", BASE)
            .with("over.toml", over),
        &["over.toml"],
    );
    assert!(merged.get("events.x.freeze").is_none() && merged.get("events.x.leave").is_some());
}

#[test]
fn tables_and_notes_of_numbers_are_completed() {
    let base = "pass = { value = { by-segment = { a = 1, b = { normal = { mean = 1, sd = 2 } } } }, owner = 'x' }\n";
    let over = "extends = 'base.toml'\npass.value.by-segment = { b = { normal = { sd = 3 } }, c = 4 }\npass.owner = 'y'\n";
    let (merged, found) = merge(
        &Memory::new()
            .with("base.toml", base)
            .with("over.toml", over),
        &["over.toml"],
    );
    assert_eq!(codes(&found), []);
    let all = [
        "pass.value.by-segment.a",
        "pass.value.by-segment.b.normal.mean",
        "pass.value.by-segment.b.normal.sd",
        "pass.value.by-segment.c",
        "pass.owner",
    ];
    assert_eq!(
        all.map(|path| shown(&merged, path)),
        ["1", "1", "3", "4", "'y'"]
    );
}

#[test]
fn overlays_compose_with_and_without_extends_and_a_shared_base_is_applied_once() {
    let with = |a: &str, b: &str| {
        Memory::new()
            .with("base.toml", BASE)
            .with("x.toml", a)
            .with("y.toml", b)
    };
    let named = with(
        "extends = './base.toml'\na = 10\n",
        "extends = 'base.toml'\nb = 20\n",
    );
    let bare = with("a = 10\n", "b = 20\n");
    for (files, paths) in [
        (&named, ["x.toml", "y.toml"].as_slice()),
        (&named, &["base.toml", "x.toml", "y.toml"]),
        (&bare, &["base.toml", "x.toml", "y.toml"]),
    ] {
        let (merged, found) = merge(files, paths);
        assert_eq!(codes(&found), [], "{paths:?}");
        assert_eq!(
            ["a", "b", "list"].map(|path| shown(&merged, path)),
            ["10", "20", "[1, 2]"]
        );
    }
}

#[test]
fn overlays_of_equal_standing_may_not_disagree() {
    let files = Memory::new()
        .with("base.toml", BASE)
        .with("x.toml", "extends = 'base.toml'\na = 10\nb = 5\n")
        .with("y.toml", "extends = 'base.toml'\na = 20\nb = 5.0\n")
        .with("bare.toml", "a = 30\n")
        .with("settled.toml", "extends = ['x.toml', 'y.toml']\na = 15\n")
        .with("other.toml", "extends = ['x.toml', 'y.toml']\nb = 15\n");
    let (_, found) = merge(&files, &["x.toml", "y.toml"]);
    assert_eq!(codes(&found), [Code::Conflict]);
    assert_eq!(found[0].also.len(), 1);
    assert_eq!(
        codes(&merge(&files, &["base.toml", "x.toml", "bare.toml"]).1),
        [Code::Conflict]
    );
    let (merged, found) = merge(&files, &["settled.toml"]);
    assert_eq!(
        (codes(&found), shown(&merged, "a")),
        (vec![], "15".to_owned())
    );
    assert_eq!(
        codes(&merge(&files, &["other.toml"]).1),
        [Code::Conflict],
        "another key settles nothing"
    );
    // Any order of the same overlays finds the same.
    assert_eq!(
        codes(&merge(&files, &["y.toml", "x.toml"]).1),
        [Code::Conflict]
    );
}

#[test]
fn the_last_overlay_says_what_the_scenario_is_called() {
    let files = Memory::new()
        .with("base.toml", "name = 'base'\na = 1\n")
        .with(
            "x.toml",
            "extends = 'base.toml'\nname = 'x'\ndescription = 'ex'\nevents.e.name = 'x'\n",
        )
        .with(
            "y.toml",
            "extends = 'base.toml'\nname = 'y'\ndescription = 'why'\n",
        )
        .with("z.toml", "extends = 'base.toml'\nevents.e.name = 'z'\n");
    let (merged, found) = merge(&files, &["x.toml", "y.toml"]);
    assert_eq!(codes(&found), []);
    assert_eq!(
        ["name", "description"].map(|path| shown(&merged, path)),
        ["'y'", "'why'"]
    );
    assert_eq!(
        shown(&merge(&files, &["y.toml", "x.toml"]).0, "name"),
        "'x'"
    );
    assert_eq!(
        codes(&merge(&files, &["x.toml", "z.toml"]).1),
        [Code::Conflict],
        "other names are like any value"
    );
}

#[test]
fn what_is_removed_is_gone_and_may_be_set_anew() {
    let over =
        "extends = 'base.toml'\nremove = ['events.x', 'pass', 'a']\n[events.x.leave]\nseat = 's'\n";
    let (merged, found) = merge(
        &Memory::new()
            .with("base.toml", BASE)
            .with("over.toml", over),
        &["over.toml"],
    );
    assert_eq!(codes(&found), []);
    assert!(
        merged.get("pass").is_none()
            && merged.get("a").is_none()
            && merged.get("events.x.freeze").is_none()
    );
    assert_eq!(shown(&merged, "events.x.leave.seat"), "'s'");
}

#[test]
fn removing_and_setting_side_by_side_is_a_conflict() {
    let files = Memory::new()
        .with("base.toml", BASE)
        .with("gone.toml", "extends = 'base.toml'\nremove = ['events']\n")
        .with(
            "gone-too.toml",
            "extends = 'base.toml'\nremove = ['events.x']\n",
        )
        .with(
            "kept.toml",
            "extends = 'base.toml'\nevents.x.freeze.from = 'later'\n",
        )
        .with(
            "both.toml",
            "extends = ['gone.toml', 'kept.toml']\nremove = ['events']\n",
        );
    assert_eq!(
        codes(&merge(&files, &["gone.toml", "kept.toml"]).1),
        [Code::Conflict]
    );
    assert_eq!(
        codes(&merge(&files, &["kept.toml", "gone.toml"]).1),
        [Code::Conflict]
    );
    assert_eq!(codes(&merge(&files, &["gone.toml", "gone-too.toml"]).1), []);
    assert_eq!(codes(&merge(&files, &["both.toml"]).1), []);
}

#[test]
fn slips_in_combining_are_found_where_they_are() {
    for (text, code, at) in [
        (
            "extends = 'missing.toml'",
            Code::FileMissing,
            "'missing.toml'",
        ),
        ("extends = 'a.toml'", Code::ExtendsCycle, "'a.toml'"),
        ("extends = 3", Code::NotAnOverlay, "3"),
        ("extends = ['base.toml', {}]", Code::NotAnOverlay, "{}"),
        (
            "extends = 'base.toml'\nremove = 'a'",
            Code::NotAnOverlay,
            "'a'",
        ),
        (
            "extends = 'base.toml'\nremove = ['a..b']",
            Code::NotAnOverlay,
            "'a..b'",
        ),
        (
            "extends = 'base.toml'\nremove = ['']",
            Code::NotAnOverlay,
            "''",
        ),
        (
            "extends = 'base.toml'\nremove = ['evnts.x']",
            Code::RemoveUnknown,
            "'evnts.x'",
        ),
        (
            "extends = 'base.toml'\nremove = ['list[0]']",
            Code::RemoveUnknown,
            "'list[0]'",
        ),
        ("remove = ['a']", Code::RemoveUnknown, "'a'"),
    ] {
        let files = Memory::new().with("base.toml", BASE).with("a.toml", text);
        let (merged, found) = merge(&files, &["a.toml"]);
        let found: Vec<_> = found
            .iter()
            .map(|f| (f.code, merged.sources().snippet(&f.at)))
            .collect();
        assert_eq!(found, [(code, at)], "{text}");
    }
}

#[test]
fn circles_and_endless_chains_end() {
    let mut files = Memory::new()
        .with("a.toml", "extends = 'b.toml'")
        .with("b.toml", "extends = ['c.toml']")
        .with("c.toml", "extends = 'a.toml'");
    assert_eq!(codes(&merge(&files, &["a.toml"]).1), [Code::ExtendsCycle]);
    for step in 0..40 {
        files.insert(
            format!("step-{step}.toml"),
            format!("extends = 'step-{}.toml'", step + 1),
        );
    }
    let (merged, found) = merge(&files, &["step-0.toml"]);
    assert_eq!(
        (codes(&found), merged.is_complete()),
        (vec![Code::ExtendsTooDeep], false)
    );
}

#[test]
fn a_file_that_was_asked_for_and_is_missing_is_an_error() {
    let result = compose(&Memory::new(), &["none.toml".into()], &Schema::of::<Toy>());
    assert!(matches!(result, Err(ScenarioError::Read { .. })));
}

//! `foresell check`: sound or not, the merged scenario and its hash.

use std::fs;
use std::path::Path;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, saas, stdout};

#[test]
fn a_sound_scenario_is_described() {
    let plan = Plan::new();
    let output = plan.run(&["check", "plan.toml"]);
    expect_code(&output, 0);
    expect_plain_and_narrow(stdout(&output));
    for words in [
        "Minimal is sound.",
        "12 months, 2027-01 to 2027-12",
        "1 seat in 1 role",
        "hash ",
    ] {
        assert!(
            stdout(&output).contains(words),
            "{words:?} is missing in\n{}",
            stdout(&output)
        );
    }
}

#[test]
fn the_shipped_scenario_and_its_what_ifs_are_sound() {
    let plan = Plan::new();
    let what_ifs = [
        "accelerator",
        "hiring-freeze",
        "recession",
        "three-leavers-in-may",
        "two-more-sdrs",
    ];
    for name in what_ifs {
        expect_code(
            &plan.run(&["check", &saas(&format!("what-if/{name}.toml"))]),
            0,
        );
    }
}

#[test]
fn any_two_shipped_what_ifs_compose() {
    let plan = Plan::new();
    let base = saas("scenario.toml");
    let what_ifs: Vec<String> = entries(Path::new(&saas("what-if")))
        .iter()
        .map(|name| saas(&format!("what-if/{name}")))
        .collect();
    assert!(what_ifs.len() > 1, "{what_ifs:?}");
    for one in &what_ifs {
        for other in what_ifs.iter().filter(|other| *other != one) {
            expect_code(&plan.run(&["check", &base, one, other]), 0);
        }
    }
}

#[test]
fn the_merged_scenario_has_the_hash_of_its_parts() {
    let plan = Plan::with("more.toml", "[workforce.groups.ae]\ncount = 3\n");
    let parts = plan.run(&["check", "plan.toml", "more.toml", "--hash"]);
    let merged = plan.run(&["check", "plan.toml", "more.toml", "--merged"]);
    expect_code(&merged, 0);
    fs::write(plan.path("merged.toml"), stdout(&merged)).unwrap();
    let whole = plan.run(&["check", "merged.toml", "--hash"]);
    assert_eq!(stdout(&parts), stdout(&whole));
    assert_ne!(
        stdout(&parts),
        stdout(&plan.run(&["check", "plan.toml", "--hash"]))
    );
}

#[test]
fn json_holds_the_hash_of_a_sound_scenario() {
    let plan = Plan::new();
    let output = plan.run(&["check", "plan.toml", "--format", "json"]);
    expect_code(&output, 0);
    let value: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    let hash = plan.run(&["check", "plan.toml", "--hash"]);
    assert_eq!(value["hash"].as_str(), Some(stdout(&hash).trim()));
    assert_eq!(value["findings"], serde_json::json!([]));
}

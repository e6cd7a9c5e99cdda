//! `foresell init`: the shipped scenario, written whole or not at all.

use std::fs;
use std::path::Path;

use crate::{Plan, entries, expect_code, stderr, stdout, stored};

/// All files below a folder, by their path in it.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in entries(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            found.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    found
}

#[test]
fn every_template_is_the_shipped_scenario_to_the_letter() {
    for template in ["saas", "services", "distribution"] {
        let plan = Plan::new();
        let output = plan.run(&["init", "--template", template, "mine"]);
        expect_code(&output, 0);
        assert!(
            stdout(&output).contains("foresell run mine/scenario.toml"),
            "{}",
            stdout(&output)
        );
        let shipped = stored::scenarios().join(template);
        let (presets, own): (Vec<_>, Vec<_>) = files(&plan.path("mine"))
            .into_iter()
            .partition(|(path, _)| path.starts_with("presets/"));
        assert_eq!(own, files(&shipped));
        let named = |(path, text): (String, String)| (format!("presets/{path}"), text);
        let all = files(&stored::scenarios().join("presets")).into_iter();
        assert_eq!(presets, all.map(named).collect::<Vec<_>>());
        expect_code(&plan.run(&["check", "mine/scenario.toml"]), 0);
    }
}

#[test]
fn a_folder_in_use_is_refused_unless_forced_and_keeps_its_other_files() {
    let plan = Plan::new();
    fs::create_dir(plan.path("mine")).unwrap();
    fs::write(plan.path("mine/notes.txt"), "keep").unwrap();
    fs::write(plan.path("mine/seats.csv"), "old").unwrap();
    expect_code(&plan.run(&["init", "mine"]), 2);
    assert_eq!(entries(&plan.path("mine")), ["notes.txt", "seats.csv"]);
    expect_code(&plan.run(&["init", "mine", "--force"]), 0);
    assert_eq!(
        fs::read_to_string(plan.path("mine/notes.txt")).unwrap(),
        "keep"
    );
    assert_ne!(
        fs::read_to_string(plan.path("mine/seats.csv")).unwrap(),
        "old"
    );
}

#[test]
fn an_empty_folder_is_filled() {
    let plan = Plan::new();
    fs::create_dir(plan.path("mine")).unwrap();
    expect_code(&plan.run(&["init", "mine"]), 0);
    assert!(entries(&plan.path("mine")).contains(&"scenario.toml".to_owned()));
}

#[test]
fn an_unknown_template_lists_those_there_are() {
    let plan = Plan::new();
    let output = plan.run(&["init", "--template", "bakery", "mine"]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("saas"), "{}", stderr(&output));
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let plan = Plan::new();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" init deep/mine";
    let program = assert_cmd::cargo::cargo_bin!("foresell-under-test");
    let output = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(program)
        .current_dir(plan.folder.path())
        .output()
        .unwrap();
    expect_code(&output, 2);
    assert_eq!(plan.entries(), ["plan.toml"]);
}

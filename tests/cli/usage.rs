//! Bad usage, unreadable files and impossible wishes: exit code 2, a reason and a remedy.

use std::fs;

use crate::{Plan, expect_code, foresell, stderr, stdout};

#[test]
fn bad_usage_is_two_and_help_is_none() {
    let plan = Plan::new();
    let bad: [&[&str]; 9] = [
        &[],
        &["fly"],
        &["run"],
        &["run", "plan.toml", "--trials", "0"],
        &["run", "plan.toml", "--trials", "many"],
        &["run", "plan.toml", "--threads", "0"],
        &["run", "plan.toml", "--force"],
        &["run", "plan.toml", "--memory", "nan"],
        &["check", "plan.toml", "--hash", "--merged"],
    ];
    for args in bad {
        let output = plan.run(args);
        expect_code(&output, 2);
        assert!(
            !stderr(&output).is_empty() && stdout(&output).is_empty(),
            "{args:?}"
        );
    }
    for args in [
        &["--help"][..],
        &["--version"],
        &["run", "--help"],
        &["compare", "--help"],
        &["sensitivity", "--help"],
        &["seek", "--help"],
        &["init", "--help"],
    ] {
        let output = foresell().args(args).output().unwrap();
        expect_code(&output, 0);
        assert!(
            stderr(&output).is_empty() && !stdout(&output).is_empty(),
            "{args:?}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_two() {
    let plan = Plan::new();
    for args in [["run", "missing.toml"], ["check", "missing.toml"]] {
        let output = plan.run(&args);
        expect_code(&output, 2);
        assert!(
            stderr(&output).starts_with("error: cannot read "),
            "{}",
            stderr(&output)
        );
    }
    expect_code(&plan.run(&["compare", "plan.toml", "missing.toml"]), 2);
}

#[test]
fn a_folder_instead_of_a_scenario_is_told_what_to_name() {
    let plan = Plan::new();
    fs::create_dir(plan.path("empty")).unwrap();
    for (folder, words) in [
        (
            ".",
            "error: . is a folder: name the scenario in it, ./plan.toml\n",
        ),
        (
            "empty",
            "error: empty is a folder: it holds no TOML file; `foresell init` writes a scenario to begin with\n",
        ),
    ] {
        let output = plan.run(&["run", folder]);
        expect_code(&output, 2);
        assert_eq!(stderr(&output), words);
    }
}

#[test]
fn findings_are_one_from_every_command() {
    let plan = Plan::with("broken.toml", "[funnel]\nowner-rol = \"ae\"\n");
    for args in [
        &["run", "plan.toml", "broken.toml"][..],
        &["check", "plan.toml", "broken.toml"],
        &["compare", "plan.toml", "broken.toml"],
    ] {
        let output = plan.run(args);
        expect_code(&output, 1);
        assert!(
            stdout(&output).contains("E0201") && stdout(&output).contains("broken.toml:2"),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn findings_are_json_where_json_was_asked_for() {
    let plan = Plan::with("broken.toml", "[funnel]\nowner-rol = \"ae\"\n");
    for command in ["run", "check"] {
        let output = plan.run(&[command, "plan.toml", "broken.toml", "--format", "json"]);
        expect_code(&output, 1);
        let value: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
        assert_eq!(
            (&value["kind"], &value["findings"][0]["code"]),
            (&"findings".into(), &"E0201".into())
        );
    }
}

#[test]
fn a_run_that_does_not_fit_into_memory_is_refused_before_it_starts() {
    let plan = Plan::new();
    let output = plan.run(&[
        "run",
        "plan.toml",
        "--trials",
        "4000000000",
        "--summaries",
        "exact",
    ]);
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("GiB") && stderr(&output).contains("--first-trial"),
        "{}",
        stderr(&output)
    );
    let output = plan.run(&[
        "run",
        "plan.toml",
        "--trials",
        "10",
        "--first-trial",
        "4294967290",
    ]);
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("4294967295"),
        "{}",
        stderr(&output)
    );
}

//! Ctrl-C in the middle of a run.

#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout};

/// A run that takes minutes, with a results folder.
fn long_run(plan: &Plan, args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"))
        .args([
            "run",
            "plan.toml",
            "--trials",
            "800000",
            "--memory",
            "1000",
            "--threads",
            "1",
            "-o",
            "out",
        ])
        .args(args)
        .current_dir(plan.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until the temporary folder is there: by then the program listens for Ctrl-C.
fn wait_until_listening(folder: &Path) {
    let start = Instant::now();
    while !entries(folder)
        .iter()
        .any(|name| name.starts_with(".foresell-"))
    {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "the run does not start"
        );
        sleep(Duration::from_millis(20));
    }
}

fn press(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

fn interrupted(plan: &Plan, args: &[&str], presses: usize) -> Output {
    let child = long_run(plan, args);
    wait_until_listening(plan.folder.path());
    sleep(Duration::from_secs(2));
    for _ in 0..presses {
        press(&child);
    }
    child.wait_with_output().unwrap()
}

#[test]
fn the_finished_futures_are_summed_up_and_no_folder_is_left() {
    let plan = Plan::new();
    let output = interrupted(&plan, &[], 1);
    expect_code(&output, 130);
    expect_plain_and_narrow(stdout(&output));
    let second = stdout(&output).lines().nth(1).unwrap_or_default();
    assert!(
        second.starts_with("PARTIAL: interrupted after ")
            && second.ends_with(" of 800,000 futures"),
        "{second}"
    );
    assert!(stdout(&output).contains("Bookings"));
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn json_says_that_the_run_is_not_complete() {
    let plan = Plan::new();
    let output = interrupted(&plan, &["--format", "json"], 1);
    expect_code(&output, 130);
    let summary: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(summary["run"]["complete"], false);
    assert_eq!(summary["run"]["requested"], 800_000);
    assert!(summary["run"]["trials"].as_u64().unwrap() < 800_000);
    assert_eq!(
        stderr(&output),
        "interrupted: nothing was written into out\n"
    );
}

#[test]
fn an_interrupted_shard_leaves_no_part() {
    for presses in [1, 2] {
        let plan = Plan::new();
        let output = interrupted(&plan, &["--shard", "2/3"], presses);
        expect_code(&output, 130);
        assert_eq!(stdout(&output), "");
        assert_eq!(plan.entries(), ["plan.toml"]);
    }
}

#[test]
fn a_killed_shard_leaves_nothing_that_is_named_like_the_part() {
    let plan = Plan::new();
    let mut child = long_run(&plan, &["--shard", "1/2"]);
    wait_until_listening(plan.folder.path());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!plan.path("out").exists());
}

#[test]
fn a_second_press_quits_at_once_and_leaves_no_folder_either() {
    let plan = Plan::new();
    let output = interrupted(&plan, &[], 2);
    expect_code(&output, 130);
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn questions_that_simulate_many_plans_stop_as_well() {
    let doubt = "extends = \"plan.toml\"\n[funnel.stages.closing]\npass = { normal = { mean = 0.25, sd = 0.02 } }\n";
    for (words, reason) in [
        (&["compare", "plan.toml"][..], "nothing to compare yet"),
        (
            &["sensitivity"][..],
            "before the first assumption was moved",
        ),
        (
            &[
                "seek",
                "--lever",
                "funnel.stages.closing.pass",
                "--measure",
                "bookings",
                "--at-least",
                "20k",
            ],
            "before the first value was tried",
        ),
    ] {
        let plan = Plan::with("doubt.toml", doubt);
        let child = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"))
            .args(words)
            .args([
                "doubt.toml",
                "--trials",
                "800000",
                "--memory",
                "1000",
                "--threads",
                "1",
                "-o",
                "out",
            ])
            .current_dir(plan.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_until_listening(plan.folder.path());
        sleep(Duration::from_millis(500));
        press(&child);
        let output = child.wait_with_output().unwrap();
        expect_code(&output, 130);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
        let not_written = "interrupted: nothing was written into out\n";
        assert!(
            stderr(&output).ends_with(not_written),
            "{}",
            stderr(&output)
        );
        assert_eq!(plan.entries(), ["doubt.toml", "plan.toml"]);
    }
}

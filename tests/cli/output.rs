//! Where output goes: pipes that close, disks that are full, colours that nobody sees.

use std::process::{Command, Stdio};

use crate::{Plan, foresell};

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"))
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let plan = Plan::new();
    for args in [
        &["explain"][..],
        &["run", "plan.toml", "--trials", "20"],
        &["--help"],
    ] {
        let mut child = program()
            .args(args)
            .current_dir(plan.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.len()),
            (Some(0), 0),
            "{args:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_is_lost_is_an_error() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = program()
        .arg("explain")
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to standard output"));
}

#[test]
fn colours_are_for_terminals_and_can_be_forced_and_forbidden() {
    let plan = Plan::with("broken.toml", "[funnel]\nowner-rol = \"ae\"\n");
    let is_coloured = |variables: &[(&str, &str)]| {
        let mut command = foresell();
        command
            .args(["check", "plan.toml", "broken.toml"])
            .current_dir(plan.folder.path());
        let output = command.envs(variables.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!is_coloured(&[]));
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&[("NO_COLOR", "1")]));
}

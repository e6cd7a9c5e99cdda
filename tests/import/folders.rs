//! An export is read from a folder; its scenario appears as a whole, and nothing is replaced that was not asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use foresell::learn::import::{ImportError, Options, import, read_export};

use crate::crm::Crm;

/// Runs `foresell import` in a folder and gives the exit code and what was said beside the output.
fn imported(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"))
        .current_dir(folder)
        .args(["import", "crm", "-o"])
        .args(args)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A folder with an export in it.
fn with_export() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("crm")).unwrap();
    for file in Crm::new().export().files {
        fs::write(folder.path().join("crm").join(file.name), file.bytes).unwrap();
    }
    folder
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_export_is_read_from_a_folder_and_written_as_a_scenario() {
    let folder = with_export();
    let (export, out) = (folder.path().join("crm"), folder.path().join("plan"));
    fs::create_dir(export.join("old")).unwrap();
    fs::write(export.join("notes.docx"), "x").unwrap();
    let options = Options {
        name: "crm".into(),
        ..Options::default()
    };
    let expected = import(read_export(&export).unwrap(), &options).unwrap();
    assert_eq!(
        expected.report.unused_files.keys().collect::<Vec<_>>(),
        ["notes.docx", "old"]
    );
    assert_eq!(imported(folder.path(), &["plan"]), (Some(0), String::new()));
    for (name, content) in &expected.files {
        assert_eq!(
            &fs::read_to_string(out.join(name)).unwrap(),
            content,
            "{name}"
        );
    }
    foresell::scenario::load(
        &foresell::scenario::Disk,
        &[out.join("what-if/two-more-agents.toml")],
    )
    .unwrap();
    assert_eq!(entries(folder.path()), ["crm", "plan"]);
}

#[test]
fn a_scenario_may_lie_in_its_export() {
    let folder = with_export();
    assert_eq!(imported(folder.path(), &["crm/plan"]).0, Some(0));
    let readme = fs::read_to_string(folder.path().join("crm/plan/IMPORT.md")).unwrap();
    assert!(!readme.contains(".foresell-"), "{readme}");
}

#[test]
fn a_folder_is_replaced_only_when_asked_and_only_if_it_was_imported() {
    let folder = with_export();
    let out = folder.path().join("plan");
    assert_eq!(imported(folder.path(), &["plan"]).0, Some(0));
    fs::write(out.join("mine.txt"), "x").unwrap();
    let (code, said) = imported(folder.path(), &["plan"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("plan exists already"), "{said}");
    assert!(out.join("mine.txt").exists());
    let (code, said) = imported(folder.path(), &["plan", "--force"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("mine.txt"), "{said}");
    fs::rename(out.join("mine.txt"), folder.path().join("mine.txt")).unwrap();
    fs::write(out.join("scenario.toml"), "").unwrap();
    assert_eq!(imported(folder.path(), &["plan", "--force"]).0, Some(0));
    assert!(fs::metadata(out.join("scenario.toml")).unwrap().len() > 0);

    let foreign = folder.path().join("work");
    fs::create_dir(&foreign).unwrap();
    assert_eq!(imported(folder.path(), &["work"]).0, Some(0));
    fs::remove_file(foreign.join("import-report.json")).unwrap();
    let (code, said) = imported(folder.path(), &["work", "--force"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("is not an imported scenario"), "{said}");
    assert!(foreign.join("scenario.toml").exists());
    assert_eq!(entries(folder.path()), ["crm", "mine.txt", "plan", "work"]);
}

#[test]
fn what_cannot_be_read_or_written_is_said() {
    let folder = with_export();
    assert!(matches!(
        read_export(&folder.path().join("nowhere")),
        Err(ImportError::Read { .. })
    ));
    let (code, said) = imported(folder.path(), &["nowhere/plan"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("cannot write to nowhere/plan"), "{said}");
    assert_eq!(entries(folder.path()), ["crm"]);
}

/// The export is a pipe: once it can be opened for writing the command reads from it, and waits for us.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_what_was_there_and_nothing_else() {
    use std::process::Stdio;

    let folder = with_export();
    assert_eq!(imported(folder.path(), &["plan"]).0, Some(0));
    let before = fs::read(folder.path().join("plan/scenario.toml")).unwrap();
    fs::remove_dir_all(folder.path().join("crm")).unwrap();
    let pipe = folder.path().join("crm");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for out in ["new", "plan"] {
        let child = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"))
            .current_dir(folder.path())
            .args(["import", "crm", "-o", out, "--force"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _export = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{output:?}");
        assert!(output.stdout.is_empty());
        assert_eq!(entries(folder.path()), ["crm", "plan"]);
        let after = fs::read(folder.path().join("plan/scenario.toml")).unwrap();
        assert!(after == before, "the plan has changed");
    }
}

//! The command line, driven from outside: what it prints, what it writes and its exit codes.

#![allow(
    clippy::duration_suboptimal_units,
    clippy::float_cmp,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::needless_range_loop,
    clippy::struct_excessive_bools,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::implicit_clone,
    clippy::cmp_owned,
    clippy::unnecessary_debug_formatting,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]

mod alerts;
mod arguments;
mod check;
mod compare;
mod counted;
mod demand;
mod effort;
mod explain;
mod folder;
mod forecast;
mod generate;
mod goals;
mod hostile;
mod init;
mod initiatives;
mod interrupt;
mod invalid;
mod ledger;
mod only;
mod output;
mod parquet;
mod parts;
mod pay;
mod picture;
mod precision;
mod presets;
mod readme;
mod reconcile;
mod replay;
mod run;
mod schema;
mod seek;
mod sensitivity;
mod shards;
mod statement;
mod stored;
mod sweep;
mod teams;
mod usage;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// The command, without the caller's wishes about colours and width.
fn foresell() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"));
    let wishes = ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"];
    wishes.into_iter().for_each(|wish| {
        command.env_remove(wish);
    });
    command
}

/// A folder with the smallest scenario in it.
struct Plan {
    folder: TempDir,
}

impl Plan {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("plan.toml"),
            foresell_tests::scenario::MINIMAL,
        )
        .unwrap();
        Self { folder }
    }

    /// The smallest scenario with an overlay beside it.
    fn with(name: &str, overlay: &str) -> Self {
        let plan = Self::new();
        fs::write(plan.path(name), overlay).unwrap();
        plan
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the command in the folder.
    fn run(&self, args: &[&str]) -> Output {
        foresell()
            .current_dir(self.folder.path())
            .args(args)
            .output()
            .unwrap()
    }

    /// Runs the command in the folder with a limit on the size of files: it fails a write in the middle, as a full disk does.
    #[cfg(unix)]
    fn run_on_a_full_disk(&self, args: &[&str]) -> Output {
        let program = assert_cmd::cargo::cargo_bin!("foresell-under-test");
        std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""])
            .arg(program)
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// Names in the folder, sorted.
    fn entries(&self) -> Vec<String> {
        entries(self.folder.path())
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The exit code; the streams are shown if it is not the expected one.
#[track_caller]
fn expect_code(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout:\n{}\nstderr:\n{}",
        stdout(output),
        stderr(output)
    );
}

/// Every line fits 80 columns and holds no escape code.
#[track_caller]
fn expect_plain_and_narrow(text: &str) {
    for line in text.lines() {
        assert!(
            line.chars().count() <= 80,
            "{} columns: {line}",
            line.chars().count()
        );
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

/// The scenario that ships, as a path.
fn saas(name: &str) -> String {
    let path = stored::scenarios().join("saas").join(name);
    path.to_str().unwrap().to_owned()
}

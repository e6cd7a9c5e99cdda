//! What the README says to type does what it says.

use std::fs;
use std::path::Path;

use crate::{expect_code, foresell, stored};

/// Few futures: that they are many is not what is tested here.
const TRIALS: [&str; 2] = ["--trials", "32"];

#[test]
fn every_command_of_the_readme_works() {
    let folder = tempfile::tempdir().unwrap();
    copy(&stored::scenarios(), &folder.path().join("scenarios"));
    let has_export = std::env::var_os("FORESELL_TEST_DATA").is_some_and(|data| {
        copy(
            &Path::new(&data).join("maven_crm"),
            &folder.path().join("crm-export"),
        );
        true
    });
    let readme = fs::read_to_string(stored::scenarios().join("../README.md")).unwrap();
    let commands: Vec<Vec<&str>> = readme
        .lines()
        .filter(|line| line.starts_with("foresell "))
        .map(|line| line.split('#').next().unwrap().split_whitespace().collect())
        .collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        let verb = command[1];
        if ["import", "backtest", "forecast"].contains(&verb) && !has_export {
            println!("skipped: `{}` needs test data", command.join(" "));
            continue;
        }
        let questions = ["compare", "sensitivity", "seek", "reconcile", "sweep"];
        let simulates =
            ["run", "backtest", "forecast"].contains(&verb) || questions.contains(&verb);
        let trials: &[&str] = if simulates { &TRIALS } else { &[] };
        let output = foresell()
            .current_dir(folder.path())
            .args(&command[1..])
            .args(trials)
            .output()
            .unwrap();
        expect_code(&output, 0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, name) = entry.map(|e| (e.path(), e.file_name())).unwrap();
        if entry.is_dir() {
            copy(&entry, &to.join(name));
        } else {
            fs::copy(&entry, to.join(name)).unwrap();
        }
    }
}

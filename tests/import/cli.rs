//! `foresell import` from outside: exit codes, what is printed, what is left on disk.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::crm::Crm;

fn foresell(args: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"));
    command.args(args).assert()
}

/// Writes an export into a folder and gives the paths of it and of the scenario to be.
fn export(folder: &Path, crm: &Crm) -> (String, String) {
    let export = folder.join("crm");
    fs::create_dir(&export).unwrap();
    for file in crm.export().files {
        fs::write(export.join(file.name), file.bytes).unwrap();
    }
    let text = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    (text("crm"), text("plan"))
}

fn stdout(assert: assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn an_imported_scenario_is_sound_and_its_report_fits_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (crm, plan) = export(folder.path(), &Crm::new());
    let report = stdout(foresell(&["import", &crm, "-o", &plan]).code(0));
    assert!(
        report.starts_with("crm: deals up to 2026-12-31, plan from 2027-01 for 12 months\n"),
        "{report}"
    );
    for part in [
        "Odd in the data:",
        "Learned:",
        "Assumed, not from your data:",
    ] {
        assert!(report.contains(part), "{part}");
    }
    let prose = report
        .lines()
        .take_while(|line| !line.starts_with("wrote "));
    assert!(
        prose.clone().all(|line| line.chars().count() <= 80),
        "{report}"
    );
    foresell(&["check", &format!("{plan}/scenario.toml")]).code(0);
    foresell(&["check", &format!("{plan}/what-if/two-more-agents.toml")]).code(0);
    foresell(&["import", &crm, "-o", &plan]).code(2);
    foresell(&["import", &crm, "-o", &plan, "--force", "--quiet"]).code(0);
}

#[test]
fn labelled_defaults_are_listed_by_run_and_compare() {
    let folder = tempfile::tempdir().unwrap();
    let (crm, plan) = export(folder.path(), &Crm::new());
    foresell(&["import", &crm, "-o", &plan]).code(0);
    let (base, more) = (
        format!("{plan}/scenario.toml"),
        format!("{plan}/what-if/two-more-agents.toml"),
    );
    for args in [
        &["run", &base, "--trials", "8"][..],
        &["compare", &base, &more, "--trials", "8"],
    ] {
        let text = stdout(foresell(args).code(0));
        assert!(text.contains("Assumed, not from your data"), "{text}");
    }
}

#[test]
fn what_is_wrong_decides_the_exit_code_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (crm, plan) = export(
        folder.path(),
        &Crm::new().table("deals2.csv", "stage,amount,close date\nWon,1,2026-01-01\n"),
    );
    let nowhere = folder.path().join("nowhere");
    foresell(&["import", nowhere.to_str().unwrap(), "-o", &plan]).code(2);
    foresell(&["import", &crm]).code(2);
    foresell(&["import", &crm, "-o", &plan, "--currency", "XYZ1"]).code(2);
    foresell(&["import", &crm, "-o", &plan, "--target", "FY2027"]).code(2);
    foresell(&["import", &crm, "-o", &plan, "--start", "2020-01"]).code(2);
    for target in ["FY2031=1e6", "FY2027=1e300", "FY2027=nan"] {
        let refused = foresell(&["import", &crm, "-o", &plan, "--target", target]).code(2);
        let stderr = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(stderr.contains("--target"), "{stderr}");
    }
    fs::write(
        folder.path().join("crm/accounts.csv"),
        b"account,sector\nCaf\xe9,x\n",
    )
    .unwrap();
    let latin = foresell(&["import", &crm, "-o", &plan]).code(1);
    assert!(stdout(latin).contains("E0703"));
    let json = foresell(&["import", &crm, "-o", &plan, "--format", "json"]).code(1);
    let json: serde_json::Value = serde_json::from_str(&stdout(json)).unwrap();
    assert_eq!(json["findings"][0]["code"], "E0703");
    assert!(!Path::new(&plan).exists());
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "a temporary folder is left"
    );
}

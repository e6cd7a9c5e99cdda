//! `foresell run --shard` and `foresell merge`: a run in parts is the run.

use std::fs;

use std::path::Path;

use std::process::Output;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout};

/// A plan with a table and an overlay in which keys come in another order than in the plan.
pub(crate) fn plan() -> Plan {
    let plan = Plan::with(
        "more.toml",
        "targets.FY2027 = { bookings = 30_000 }\nname = \"Parts\"\n[workforce]\nseats = \"people/seats.csv\"\n\
         [demand.sources.inbound]\nleads-per-month = { value = { normal = { mean = 10, sd = 1 } }, owner = \"Ann\" }\n",
    );
    fs::create_dir(plan.path("people")).unwrap();
    fs::write(
        plan.path("people/seats.csv"),
        "seat,role,hired\ns-2,ae,2026-01\ns-1,ae,2026-01\n",
    )
    .unwrap();
    plan
}

/// 50 trials from the third on, with a seed that no double holds.
pub(crate) const RUN: [&str; 9] = [
    "run",
    "plan.toml",
    "more.toml",
    "--trials",
    "50",
    "--seed",
    "18446744073709551557",
    "--first-trial",
    "3",
];

pub(crate) fn shard(plan: &Plan, number: u32, of: u32, threads: u32) -> String {
    let (name, threads) = (format!("part-{number}"), threads.to_string());
    let shard = format!("{number}/{of}");
    let own = ["--shard", &shard, "-o", &name, "--threads", &threads];
    expect_code(&plan.run(&[&RUN[..], &own].concat()), 0);
    name
}

/// All files below a folder, with their content.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in entries(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            let inside = files(&path).into_iter();
            found.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.push((name, fs::read(path).unwrap()));
        }
    }
    found
}

#[track_caller]
pub(crate) fn expect_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names =
        |files: &[(String, Vec<u8>)]| files.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for ((name, a), (_, b)) in one.iter().zip(&other) {
        assert!(a == b, "{name} differs");
    }
}

pub(crate) fn merge(plan: &Plan, parts: &[&str], more: &[&str]) -> Output {
    plan.run(&[&["merge"], parts, more].concat())
}

#[test]
fn merged_parts_are_the_run_to_the_last_byte() {
    let plan = plan();
    let all = ["--tables", "both", "--draws"];
    let whole = plan.run(&[&RUN[..], &["-o", "whole"], &all].concat());
    expect_code(&whole, 0);
    for of in 1..=8 {
        let mut names: Vec<String> = (1..=of)
            .map(|number| shard(&plan, number, of, 1 + number % 3))
            .collect();
        // Any order: what comes first does not decide.
        names.reverse();
        names.swap(0, of as usize / 2);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let merged = merge(&plan, &names, &[&["-o", "merged"], &all[..]].concat());
        expect_code(&merged, 0);
        assert_eq!(stdout(&merged), stdout(&whole), "{of} shards");
        expect_same(&plan.path("whole"), &plan.path("merged"));
        fs::remove_dir_all(plan.path("merged")).unwrap();
        names
            .iter()
            .for_each(|name| fs::remove_file(plan.path(name)).unwrap());
    }
    // All that is there has the numbers of more than one trial and the table of the seats.
    let names: Vec<String> = files(&plan.path("whole"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for name in [
        "reps.csv",
        "reps.parquet",
        "draws/seat-by-year.parquet",
        "scenario/workforce.seats.csv",
    ] {
        assert!(names.contains(&name.to_owned()), "{names:?}");
    }
}

#[test]
fn parts_need_nothing_but_themselves() {
    let here = plan();
    let parts = [shard(&here, 1, 2, 1), shard(&here, 2, 2, 1)];
    expect_code(&here.run(&[&RUN[..], &["-o", "whole"]].concat()), 0);
    let elsewhere = Plan::new();
    fs::remove_file(elsewhere.path("plan.toml")).unwrap();
    for part in &parts {
        fs::copy(here.path(part), elsewhere.path(part)).unwrap();
    }
    fs::create_dir(elsewhere.path("deep")).unwrap();
    let merged = merge(
        &elsewhere,
        &["part-2", "part-1"],
        &["-o", "deep/merged", "--format", "json"],
    );
    expect_code(&merged, 0);
    expect_same(&here.path("whole"), &elsewhere.path("deep/merged"));
    let summary: Value = serde_json::from_str(stdout(&merged)).unwrap();
    assert_eq!(
        (&summary["run"]["trials"], &summary["run"]["complete"]),
        (&50.into(), &true.into())
    );
    // No path of a machine is in a part.
    let bytes = fs::read(here.path("part-1")).unwrap();
    let folder = here.folder.path().to_str().unwrap();
    assert!(
        !bytes
            .windows(folder.len())
            .any(|window| window == folder.as_bytes())
    );
}

#[test]
fn a_results_folder_repeats_itself_by_the_command_in_its_record() {
    let plan = plan();
    expect_code(&plan.run(&[&RUN[..], &["-o", "one"]].concat()), 0);
    let record: Value =
        serde_json::from_slice(&fs::read(plan.path("one/run.json")).unwrap()).unwrap();
    let command: Vec<&str> = record["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w.as_str().unwrap())
        .collect();
    assert_eq!(
        record["inputs"],
        serde_json::json!(["scenario/workforce.seats.csv"])
    );
    fs::rename(plan.path("one"), plan.path("moved")).unwrap();
    let output = foresell()
        .current_dir(plan.path("moved"))
        .args(&command[1..])
        .args(["-o", "again", "-q"])
        .output()
        .unwrap();
    expect_code(&output, 0);
    fs::rename(plan.path("moved/again"), plan.path("again")).unwrap();
    let (moved, again) = (files(&plan.path("moved")), files(&plan.path("again")));
    // The register follows the files that the scenario came from, which is now one file.
    let other = |(name, _): &&(String, Vec<u8>)| {
        !["assumptions.csv", "summary.json"].contains(&name.as_str())
    };
    assert!(moved.iter().filter(other).eq(again.iter().filter(other)));
    expect_code(
        &plan.run(&[&RUN[..], &["-o", "moved", "--force"]].concat()),
        0,
    );
}

#[test]
fn a_part_is_said_to_be_one_and_replaced_only_by_force() {
    let plan = Plan::new();
    let args = [
        "run",
        "plan.toml",
        "--trials",
        "10",
        "--shard",
        "2/3",
        "-o",
        "part",
    ];
    let output = plan.run(&args);
    expect_code(&output, 0);
    expect_plain_and_narrow(stdout(&output));
    assert!(
        stdout(&output).starts_with("shard 2 of 3: trials 4 to 6 of 0 to 9 | seed 1 | scenario "),
        "{}",
        stdout(&output)
    );
    assert_eq!(plan.entries(), ["part", "plan.toml"]);
    let before = fs::read(plan.path("part")).unwrap();
    let refused = plan.run(&args);
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("part exists already") && stderr(&refused).contains("--force")
    );
    let other = [
        "run",
        "plan.toml",
        "--trials",
        "10",
        "--seed",
        "2",
        "--shard",
        "2/3",
        "-o",
        "part",
        "--force",
        "--format",
        "json",
    ];
    let forced = plan.run(&other);
    expect_code(&forced, 0);
    let said: Value = serde_json::from_str(stdout(&forced)).unwrap();
    assert_eq!(
        (&said["kind"], &said["first_trial"], &said["trials"]),
        (&"part".into(), &4.into(), &3.into())
    );
    assert_ne!(fs::read(plan.path("part")).unwrap(), before);
    let own = fs::read(plan.path("plan.toml")).unwrap();
    for target in ["plan.toml", "."] {
        let refused = plan.run(&[
            "run",
            "plan.toml",
            "--shard",
            "1/2",
            "-o",
            target,
            "--force",
        ]);
        expect_code(&refused, 2);
        assert!(
            stderr(&refused).contains("is not a part of a run"),
            "{}",
            stderr(&refused)
        );
    }
    assert_eq!(fs::read(plan.path("plan.toml")).unwrap(), own);
    assert_eq!(plan.entries(), ["part", "plan.toml"]);
}

#[test]
fn the_shipped_scenario_with_its_tables_is_the_same_in_parts() {
    let plan = Plan::new();
    let (scenario, what_if) = (
        saas("scenario.toml"),
        saas("what-if/three-leavers-in-may.toml"),
    );
    let run = ["run", &scenario, &what_if, "--trials", "9"];
    expect_code(&plan.run(&[&run[..], &["-o", "whole"]].concat()), 0);
    for number in ["1/2", "2/2"] {
        expect_code(
            &plan.run(&[&run[..], &["--shard", number, "-o", &number[..1]]].concat()),
            0,
        );
    }
    expect_code(&merge(&plan, &["2", "1"], &["-o", "merged"]), 0);
    expect_same(&plan.path("whole"), &plan.path("merged"));
    assert_eq!(entries(&plan.path("whole/scenario")).len(), 3);
}

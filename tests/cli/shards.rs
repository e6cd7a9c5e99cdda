//! `foresell run --shard` and `foresell merge`: a run in parts is the run.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout};

/// A plan with a table and an overlay in which keys come in another order than in the plan.
fn plan() -> Plan {
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
const RUN: [&str; 9] = [
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

fn shard(plan: &Plan, number: u32, of: u32, threads: u32) -> String {
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
fn expect_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names =
        |files: &[(String, Vec<u8>)]| files.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for ((name, a), (_, b)) in one.iter().zip(&other) {
        assert!(a == b, "{name} differs");
    }
}

fn merge(plan: &Plan, parts: &[&str], more: &[&str]) -> Output {
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

/// What may stand beside three good parts of four, and what is said about it.
const WRONG: [(&str, &str); 10] = [
    ("torn", "torn is torn: it has "),
    (
        "flipped",
        "does not match its checksum; copy it again, or run shard 4/4 again",
    ),
    (
        "plan.toml",
        "plan.toml is no part of a Foresell run: leave it out",
    ),
    ("nowhere", "nowhere cannot be read: "),
    (
        "part-2",
        "part-2 is shard 2/4 again, as part-2 is: leave one of them out",
    ),
    (
        "seed",
        "seed belongs to another run than part-1: seed 2 instead of 18446744073709551557;",
    ),
    (
        "trials",
        "trials belongs to another run than part-1: trials 60 instead of 50;",
    ),
    (
        "first",
        "first belongs to another run than part-1: first trial 0 instead of 3;",
    ),
    (
        "scenario",
        "scenario belongs to another run than part-1: scenario ",
    ),
    (
        "split",
        "split belongs to another run than part-1: shards 5 instead of 4;",
    ),
];

/// Good parts of four, and everything else that [`WRONG`] names.
fn good_and_wrong_parts() -> Plan {
    let plan = plan();
    for number in 1..=4 {
        shard(&plan, number, 4, 1);
    }
    let good = fs::read(plan.path("part-4")).unwrap();
    fs::write(plan.path("torn"), &good[..good.len() / 2]).unwrap();
    let mut flipped = good.clone();
    let middle = flipped.len() - 1000;
    flipped[middle] ^= 1;
    fs::write(plan.path("flipped"), flipped).unwrap();
    let run = RUN.join(" ");
    for (name, from, to) in [
        ("seed", "18446744073709551557", "2"),
        ("trials", "--trials 50", "--trials 60"),
        ("first", "--first-trial 3", "--first-trial 0"),
        ("scenario", "more.toml ", ""),
        ("split", "--shard 4/4", "--shard 5/5"),
    ] {
        let command = format!("{run} --shard 4/4 -o {name}").replace(from, to);
        let words: Vec<&str> = command.split(' ').collect();
        expect_code(&plan.run(&words), 0);
    }
    plan
}

#[test]
fn what_does_not_belong_together_is_refused_by_name_and_nothing_is_written() {
    let plan = good_and_wrong_parts();
    for (last, words) in WRONG {
        let parts = ["part-1", "part-2", "part-3", last];
        let refused = merge(&plan, &parts, &["-o", "merged"]);
        let said = stderr(&refused);
        expect_code(&refused, 2);
        assert!(said.contains(words), "{words:?} is missing in\n{said}");
        assert_eq!(stdout(&refused), "");
        assert!(!plan.path("merged").exists());
        assert!(
            !plan
                .entries()
                .iter()
                .any(|name| name.starts_with(".foresell-"))
        );
        // A shard whose file can be mended is not missing as well.
        let can_be_mended = ["torn", "flipped"].contains(&last);
        assert_ne!(
            said.contains("shard 4 of 4 is missing"),
            can_be_mended,
            "{said}"
        );
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let plan = good_and_wrong_parts();
    let alone = merge(&plan, &["part-3"], &[]);
    expect_code(&alone, 2);
    let words = "shards 1, 2, 4 of 4 are missing: run what is not there yet (--shard 1/4)";
    assert!(stderr(&alone).contains(words), "{}", stderr(&alone));
    let all = merge(
        &plan,
        &["part-3", "torn", "seed", "plan.toml", "part-3"],
        &[],
    );
    let lines = stderr(&all).lines();
    let errors = lines.filter(|line| line.starts_with("error: ")).count();
    assert_eq!(errors, 5, "{}", stderr(&all));
}

/// The part with another text in its header, and a checksum that matches.
fn altered(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes
        .windows(from.len())
        .position(|window| window == from.as_bytes())
        .unwrap();
    let mut altered = bytes[..bytes.len() - 32].to_vec();
    altered[at..at + to.len()].copy_from_slice(to.as_bytes());
    let sum = blake3::hash(&altered);
    altered.extend(sum.as_bytes());
    altered
}

#[test]
fn parts_of_another_engine_are_refused() {
    let plan = plan();
    let (one, two) = (shard(&plan, 1, 2, 1), shard(&plan, 2, 2, 1));
    let version = format!("\"engine\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let other = version.replace(env!("CARGO_PKG_VERSION"), "9.9.9");
    let change = |name: &str| {
        let bytes = fs::read(plan.path(name)).unwrap();
        fs::write(plan.path(name), altered(&bytes, &version, &other)).unwrap();
    };
    change(&two);
    let mixed = merge(&plan, &[&one, &two], &["-o", "merged"]);
    expect_code(&mixed, 2);
    assert!(
        stderr(&mixed).contains(
            "part-2 belongs to another run than part-1: version of the engine 9.9.9 instead of "
        ),
        "{}",
        stderr(&mixed)
    );
    change(&one);
    let later = merge(&plan, &[&one, &two], &["-o", "merged"]);
    expect_code(&later, 2);
    assert!(
        stderr(&later).contains("merge with 9.9.9"),
        "{}",
        stderr(&later)
    );
    assert!(!plan.path("merged").exists());
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
        stdout(&output).starts_with("shard 2 of 3: trials 4 to 6 of 10 | seed 1 | scenario "),
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
fn shards_that_make_no_sense_are_refused_with_a_remedy() {
    let plan = Plan::new();
    for (args, words) in [
        (
            &["--trials", "4", "--shard", "1/5", "-o", "part"][..],
            "at most 4 shards",
        ),
        (&["--shard", "0/5", "-o", "part"], "from 1 to 5"),
        (&["--shard", "6/5", "-o", "part"], "from 1 to 5"),
        (&["--shard", "third", "-o", "part"], "3/8"),
        (&["--shard", "1/5"], "--output"),
        (&["--shard", "1/5", "-o", "part", "--draws"], "--draws"),
        (&["--shard", "1/5", "-o", "no/such/part"], "no/such"),
    ] {
        let refused = plan.run(&[&["run", "plan.toml"], args].concat());
        expect_code(&refused, 2);
        assert!(
            stderr(&refused).contains(words),
            "{args:?}: {}",
            stderr(&refused)
        );
    }
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn a_merge_that_does_not_fit_into_memory_or_onto_a_folder_is_refused() {
    let plan = plan();
    let (one, two) = (shard(&plan, 1, 2, 1), shard(&plan, 2, 2, 1));
    let small = merge(
        &plan,
        &[&one, &two],
        &["-o", "merged", "--memory", "0.00001"],
    );
    expect_code(&small, 2);
    assert!(
        stderr(&small).contains("allow more (--memory)"),
        "{}",
        stderr(&small)
    );
    let occupied = merge(&plan, &[&one, &two], &["-o", "people"]);
    expect_code(&occupied, 2);
    assert!(
        stderr(&occupied).contains("people exists already"),
        "{}",
        stderr(&occupied)
    );
    assert_eq!(entries(&plan.path("people")), ["seats.csv"]);
    expect_code(&merge(&plan, &[], &[]), 2);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_part_behind() {
    let plan = Plan::new();
    let script =
        "trap '' XFSZ; ulimit -f 2; exec \"$0\" run plan.toml --trials 50 --shard 1/2 -o part";
    let program = assert_cmd::cargo::cargo_bin!("foresell-under-test");
    let output = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(program)
        .current_dir(plan.folder.path())
        .output()
        .unwrap();
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("cannot write to part"),
        "{}",
        stderr(&output)
    );
    assert_eq!(plan.entries(), ["plan.toml"]);
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

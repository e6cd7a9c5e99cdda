//! Parts that do not belong together, shards that make no sense, and disks that are full: refused with a remedy.

use std::fs;

use crate::shards::{RUN, merge, plan, shard};
use crate::{Plan, entries, expect_code, stderr, stdout};

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
    let args = [
        "run",
        "plan.toml",
        "--trials",
        "50",
        "--shard",
        "1/2",
        "-o",
        "part",
    ];
    let output = plan.run_on_a_full_disk(&args);
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("cannot write to part"),
        "{}",
        stderr(&output)
    );
    assert_eq!(plan.entries(), ["plan.toml"]);
}

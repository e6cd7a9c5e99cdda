//! `foresell generate`: a made-up company, written whole or not at all.

use std::fs;

use crate::{Plan, entries, expect_code, stderr, stdout};

const SMALL: [&str; 8] = [
    "generate",
    "made",
    "--reps",
    "10",
    "--accounts",
    "50",
    "--months",
    "6",
];

#[test]
fn a_small_company_is_sound_and_runs() {
    let plan = Plan::new();
    let output = plan.run(&SMALL);
    expect_code(&output, 0);
    assert!(
        stdout(&output).starts_with("made up 10 seats in one region, 50 accounts and "),
        "{}",
        stdout(&output)
    );
    let files = [
        "accounts.csv",
        "generated.md",
        "pipeline.csv",
        "scenario.toml",
        "seats.csv",
    ];
    assert_eq!(entries(&plan.path("made")), files);
    expect_code(&plan.run(&["check", "made/scenario.toml"]), 0);
    let run = plan.run(&["run", "-q", "made/scenario.toml", "--trials", "8"]);
    expect_code(&run, 0);
    assert!(stdout(&run).contains("Made-up company of 10"));
}

#[test]
fn the_note_gives_the_command_that_gives_the_same_files() {
    let plan = Plan::new();
    expect_code(&plan.run(&SMALL), 0);
    let note = fs::read_to_string(plan.path("made/generated.md")).unwrap();
    let command = note
        .lines()
        .find_map(|line| line.trim().strip_prefix("foresell "))
        .unwrap();
    let again = command.replace("DIR", "again");
    let words: Vec<&str> = again.split(' ').collect();
    expect_code(&plan.run(&words), 0);
    for name in entries(&plan.path("made")) {
        let read = |folder: &str| fs::read(plan.path(folder).join(&name)).unwrap();
        assert!(read("made") == read("again"), "{name}");
    }
}

#[test]
fn only_a_generated_company_is_replaced_and_only_when_forced() {
    let plan = Plan::new();
    expect_code(&plan.run(&SMALL), 0);
    expect_code(&plan.run(&SMALL), 2);
    let forced = [&SMALL[..], &["--force", "--seed", "2"]].concat();
    expect_code(&plan.run(&forced), 0);
    fs::remove_file(plan.path("made/generated.md")).unwrap();
    let refused = plan.run(&forced);
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("not a generated company"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn absurd_sizes_are_refused_and_leave_nothing() {
    let plan = Plan::new();
    for (option, value) in [
        ("--reps", "0"),
        ("--reps", "1000000"),
        ("--months", "0"),
        ("--accounts", "0"),
        ("--start", "2027-13"),
        // One above the largest whole number of a scenario file, and above that of TOML.
        ("--seed", "9007199254740993"),
        ("--seed", "9223372036854775808"),
    ] {
        let output = plan.run(&["generate", "made", option, value]);
        expect_code(&output, 2);
        assert!(stderr(&output).contains("expected"), "{}", stderr(&output));
    }
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn the_largest_seed_is_said_and_works() {
    let plan = Plan::new();
    let refused = plan.run(&["generate", "made", "--seed", "18446744073709551615"]);
    expect_code(&refused, 2);
    let words = "expected at most 9007199254740992";
    assert!(stderr(&refused).contains(words), "{}", stderr(&refused));
    let largest = [&SMALL[..], &["--seed", "9007199254740992"]].concat();
    expect_code(&plan.run(&largest), 0);
    expect_code(&plan.run(&["check", "made/scenario.toml"]), 0);
}

/// 64-bit FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The bytes are a promise: a change of them is value-breaking, and belongs into the changelog.
#[test]
fn the_bytes_are_those_of_every_machine() {
    let plan = Plan::new();
    expect_code(&plan.run(&SMALL), 0);
    let hashes: Vec<String> = entries(&plan.path("made"))
        .iter()
        .map(|name| {
            let bytes = fs::read(plan.path("made").join(name)).unwrap();
            format!("{name} {:016x}", hash(&bytes))
        })
        .collect();
    assert_eq!(
        hashes,
        [
            "accounts.csv dbd0a552ca3ca812",
            "generated.md 897835658a099878",
            "pipeline.csv 7296dee6407fc5b8",
            "scenario.toml a14a7e2982401dee",
            "seats.csv 425fd2d1b0e7e444",
        ]
    );
}

#[test]
fn a_made_up_export_is_imported_and_says_what_is_true() {
    let plan = Plan::new();
    let made = ["generate", "crm", "--crm", "--deals", "600"];
    let output = plan.run(&made);
    expect_code(&output, 0);
    assert!(
        stdout(&output).contains("foresell import crm --out plan"),
        "{}",
        stdout(&output)
    );
    let files = [
        "accounts.csv",
        "generated.md",
        "opportunities.csv",
        "products.csv",
        "teams.csv",
        "truth.json",
    ];
    assert_eq!(entries(&plan.path("crm")), files);
    let truth = fs::read_to_string(plan.path("crm/truth.json")).unwrap();
    assert!(truth.contains("\"win_chance\""), "{truth}");
    expect_code(&plan.run(&["import", "crm", "-o", "learnt", "--quiet"]), 0);
    // It is there already, and is replaced where that is asked for; the other kind is not.
    expect_code(&plan.run(&made), 2);
    expect_code(&plan.run(&[&made[..], &["--force"]].concat()), 0);
    for mistake in [
        ["--reps", "10"],
        ["--deals", "5"],
        ["--months", "2"],
        ["--until", "soon"],
    ] {
        let output = plan.run(&[&["generate", "other", "--crm"], &mistake[..]].concat());
        expect_code(&output, 2);
        assert!(!stderr(&output).is_empty());
    }
    // What belongs to an export says so.
    expect_code(&plan.run(&["generate", "other", "--deals", "600"]), 2);
}

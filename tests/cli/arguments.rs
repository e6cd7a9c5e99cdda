//! What a command line asks for and cannot have: a reason, and what to write instead.

use std::fs;

use crate::{Plan, expect_code, stderr, stdout};

/// What is said about a wish that cannot be met.
fn refused(plan: &Plan, args: &[&str]) -> String {
    let output = plan.run(args);
    expect_code(&output, 2);
    assert_eq!(stdout(&output), "", "{args:?}");
    let said = stderr(&output).to_owned();
    let ends_in_air = said
        .lines()
        .any(|line| line.trim_end().ends_with([';', ':', ',']));
    assert!(!ends_in_air, "{args:?}: {said}");
    said
}

fn says(plan: &Plan, args: &[&str], words: &[&str]) {
    let said = refused(plan, args);
    for words in words {
        assert!(said.contains(words), "{args:?}: no {words:?} in {said}");
    }
}

/// Two people of one name, paid by a plan.
fn team() -> Plan {
    let overlay = "extends = \"plan.toml\"\nremove = [\"workforce.groups\"]\nworkforce.seats = \"seats.csv\"\n\
                   [comp.plans.sales]\nroles = [\"ae\"]\nmeasure = \"bookings\"\nperiod = \"quarter\"\n\
                   quota-per-year = 100_000\nrate = 0.1\ntier-method = \"marginal\"\n\
                   tiers = [{ above = 0, multiplier = 1 }]\n";
    let plan = Plan::with("team.toml", overlay);
    let seats = "seat,role,rep,hired\nae-1,ae,Sam,2026-01-01\nae-2,ae,Sam,2026-01-01\nae-3,ae,Lee,2026-01-01\n";
    fs::write(plan.path("seats.csv"), seats).unwrap();
    plan
}

#[test]
fn a_seat_that_is_not_there_is_told_apart_from_one_of_two_people() {
    let plan = team();
    let statement = |rep| {
        [
            "statement",
            "team.toml",
            "--rep",
            rep,
            "--period",
            "2027-03",
        ]
    };
    let two = "2 people are called `Sam`: name the seat instead, one of ae-1, ae-2";
    says(&plan, &statement("Sam"), &[two]);
    says(
        &plan,
        &statement("Leee"),
        &["no person `Leee`", "did you mean `Lee`?"],
    );
    says(&plan, &statement(""), &["name a seat such as ae-1"]);
    says(&plan, &statement("\u{202e}"), &["name a seat such as ae-1"]);
    expect_code(&plan.run(&statement("Lee")), 0);
}

#[test]
fn a_period_that_is_not_there_is_answered_with_those_that_are() {
    let plan = team();
    let forms = "write a month such as 2027-01, a quarter such as FY2027-Q1, a year such as FY2027";
    for label in ["", "Q1", "2027", "zzzzzzzzzzzzzzzzzz", "\u{7}"] {
        let statement = ["statement", "team.toml", "--rep", "Lee", "--period", label];
        says(&plan, &statement, &["the horizon has no period `", forms]);
        let seek = [
            "seek",
            "team.toml",
            "--lever",
            "funnel.stages.closing.pass",
            "--measure",
            "bookings",
            "--at-least",
            "1",
            "--period",
            label,
        ];
        says(&plan, &seek, &["the horizon has no period `", forms]);
    }
    let typo = [
        "statement",
        "team.toml",
        "--rep",
        "Lee",
        "--period",
        "FY2027-Q5",
    ];
    says(&plan, &typo, &["did you mean `FY2027-Q"]);
}

#[test]
fn a_shard_of_none_is_refused_with_a_remedy() {
    let plan = Plan::new();
    for shard in ["3/0", "0/0"] {
        let args = ["run", "plan.toml", "-o", "out", "--shard", shard];
        says(
            &plan,
            &args,
            &["a run has at least one; the first of four is written 1/4"],
        );
    }
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn memory_for_less_than_one_trial_is_refused_with_the_size_of_one() {
    let plan = Plan::new();
    let args = ["run", "plan.toml", "--memory", "1e-9"];
    says(
        &plan,
        &args,
        &["one trial alone takes ", "KiB", "allow more (--memory)"],
    );
    for memory in ["0", "-1", "nan", "lots"] {
        let args = ["run", "plan.toml", &format!("--memory={memory}")];
        says(
            &plan,
            &args,
            &["expected a number of GiB above 0, such as 4 or 0.5"],
        );
    }
}

#[test]
fn only_numbers_of_the_plan_are_levers() {
    let plan = team();
    for path in [
        "simulation.seed",
        "simulation.trials",
        "horizon.months",
        "horizon.fiscal-year-start",
        "format",
    ] {
        let args = [
            "seek",
            "team.toml",
            "--lever",
            path,
            "--measure",
            "bookings",
            "--at-least",
            "1",
        ];
        let words = ["is no lever", "levers are the numbers of `", "`funnel`"];
        says(&plan, &args, &words);
    }
}

#[test]
fn a_step_that_leads_nowhere_or_never_ends_is_refused() {
    let plan = Plan::new();
    let with = |step| {
        let step = format!("--step={step}");
        let args = [
            "seek",
            "plan.toml",
            "--lever",
            "funnel.stages.closing.pass",
            "--measure",
            "bookings",
        ];
        refused(&plan, &[&args[..], &["--at-least", "1", &step]].concat())
    };
    for step in ["0", "-0.1"] {
        let said = with(step);
        assert!(said.contains("write a number above 0"), "{said}");
    }
    let said = with("1e-12");
    assert!(
        said.contains("more than 1000000 values: take a longer one"),
        "{said}"
    );
}

#[test]
fn targets_that_do_not_add_up_are_noted_and_no_error() {
    let targets = "extends = \"plan.toml\"\n[targets.FY2027]\nbookings = 40_000\nregions = { all = 45_000 }\n";
    let plan = Plan::with("over.toml", targets);
    let output = plan.run(&["check", "over.toml"]);
    expect_code(&output, 0);
    let note = "Note: the targets of regions for FY2027 come to 45.0 k, 5.00 k more than the company's target";
    assert!(stdout(&output).contains(note), "{}", stdout(&output));
    let output = plan.run(&["check", "over.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(json["notes"].as_array().unwrap().len(), 1);
    let output = plan.run(&["check", "plan.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(json["notes"].as_array().unwrap().len(), 0);
}

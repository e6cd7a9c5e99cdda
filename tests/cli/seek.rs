//! `foresell seek`: which value of a lever reaches a goal.

use std::fs;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout};

/// A target, a slider and a table of leads.
const GOAL: &str = "
extends = \"plan.toml\"
[targets.FY2027]
bookings = 28_000
[segments.other]
[demand.sources.inbound]
leads-per-month = { by-segment = { all = 9, other = 1 } }
[funnel]
discount = { value = 0.1, range = [0, 0.3], step = 0.05 }
[funnel.stages.closing.activities.call]
role = \"owner\"
hours = 2
";

fn seek(plan: &Plan, code: i32, args: &[&str]) -> String {
    let output = plan.run(&[&["seek", "goal.toml", "--trials", "400"], args].concat());
    expect_code(&output, code);
    stdout(&output).to_owned()
}

fn json(plan: &Plan, args: &[&str]) -> Value {
    serde_json::from_str(&seek(plan, 0, &[&["--format", "json"], args].concat())).unwrap()
}

#[test]
fn the_screen_is_narrow_and_answers_in_a_sentence() {
    let plan = Plan::with("goal.toml", GOAL);
    let args = ["--lever", "funnel.stages.closing.pass", "--to", "60%"];
    let text = seek(&plan, 0, &args);
    expect_plain_and_narrow(&text);
    for words in [
        "400 shared futures",
        "Lever: funnel.stages.closing.pass (the scenario says 0.25), from 0.125 to 0.6.",
        "Goal: bookings of FY2027 reach their target in at least 80.0 % of futures.",
        "The goal is reached from 0.",
        "standard error",
        "95 % interval",
        "chance",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
}

/// A share of 0.9 cannot be doubled: the default range ends where it would exceed 1, and who asks for more is told how far.
#[test]
fn a_factor_on_a_share_ends_at_its_bound() {
    let plan = Plan::with("goal.toml", GOAL);
    fs::write(
        plan.path("sure.toml"),
        "[funnel.stages.closing]\npass = 0.9\n",
    )
    .unwrap();
    let args = [
        "sure.toml",
        "--lever",
        "funnel.stages.closing.pass",
        "--scale",
    ];
    let text = seek(&plan, 0, &args).replace("\n  ", " ");
    let words = "(the scenario says 0.9), from 0.5 to 1.111; with another factor funnel.stages.closing.pass would leave its range.";
    assert!(text.contains(words), "{text}");
    let found = json(&plan, &args);
    assert_eq!(
        found["lever"]["bound_by"],
        serde_json::json!(["funnel.stages.closing.pass"])
    );
    let refused = plan.run(&[&["seek", "goal.toml"], &args[..], &["--to", "2"]].concat());
    expect_code(&refused, 2);
    let words = "a factor of 2 takes `funnel.stages.closing.pass`, which is 0.9, out of 0 to 1: factors up to 1.111 are possible";
    assert!(stderr(&refused).contains(words), "{}", stderr(&refused));
}

#[test]
fn what_is_counted_is_answered_in_whole_numbers() {
    let plan = Plan::with("goal.toml", GOAL);
    // Forty hours for a lead: one person has time for a few of them.
    let busy = "funnel.stages.closing.activities.call.hours = 40\n";
    fs::write(plan.path("busy.toml"), busy).unwrap();
    let count = ["--lever", "workforce.groups.ae.count", "--to", "12"];
    let found = json(
        &plan,
        &[&["busy.toml", "--probability", "20%"], &count[..]].concat(),
    );
    assert_eq!(
        (&found["lever"]["step"], &found["answer"]["kind"]),
        (&1.0.into(), &"reached".into())
    );
    let tried = found["tried"].as_array().unwrap();
    let whole = |tried: &Value| tried["value"].as_f64().unwrap().fract() == 0.0;
    assert!(tried.iter().all(whole) && tried.len() < 13, "{found}");
    let value = found["answer"]["value"].as_f64().unwrap();
    let reached = |at: f64| tried.iter().find(|t| t["value"] == at).unwrap()["reached"] == true;
    assert!(reached(value) && !reached(value - 1.0), "{found}");
}

#[test]
fn a_slider_moves_in_its_steps_and_downwards() {
    let plan = Plan::with("goal.toml", GOAL);
    let found = json(
        &plan,
        &["--lever", "funnel.discount", "--probability", "10%"],
    );
    assert_eq!(found["lever"]["from"], 0.0);
    let steps = found["answer"]["value"].as_f64().unwrap() / 0.05;
    assert!((steps - steps.round()).abs() < 1e-9, "{found}");
    assert_eq!(found["answer"]["upwards"], false);
}

#[test]
fn a_factor_moves_every_entry_and_a_target_can_be_the_lever() {
    let plan = Plan::with("goal.toml", GOAL);
    let leads = "demand.sources.inbound.leads-per-month";
    let factor = json(
        &plan,
        &[
            "--lever",
            leads,
            "--scale",
            "--to",
            "4",
            "--probability",
            "0.3",
        ],
    );
    assert_eq!(
        (&factor["lever"]["kind"], &factor["answer"]["kind"]),
        (&"factor".into(), &"reached".into())
    );
    // The target that is reached in 80 % of futures is the 20 % quantile of bookings.
    let target = json(
        &plan,
        &[
            "--lever",
            "targets.FY2027.bookings",
            "--from",
            "1k",
            "--to",
            "60k",
        ],
    );
    let found = target["answer"]["value"].as_f64().unwrap();
    let chance = |bookings: f64| {
        let bookings = bookings.to_string();
        let args = ["seek", "goal.toml", "--trials", "400", "--format", "json"];
        let goal = ["--measure", "bookings", "--at-least", &bookings];
        let around = [
            "--lever", leads, "--scale", "--from", "0.99", "--to", "1.01",
        ];
        let output = plan.run(&[&args[..], &goal, &around].concat());
        let tried: Value = serde_json::from_str(stdout(&output)).unwrap();
        let tried = tried["tried"].as_array().unwrap();
        let as_it_is = tried.iter().find(|t| t["value"] == 1.0).unwrap();
        as_it_is["estimate"].as_f64().unwrap()
    };
    // A deal is worth 900.
    assert!(chance(found) >= 0.8 && chance(found + 900.0) < 0.8);
}

#[test]
fn other_goals_are_bounds_on_a_kpi() {
    let plan = Plan::with("goal.toml", GOAL);
    let mean = json(
        &plan,
        &[
            "--lever",
            "targets.FY2027.bookings",
            "--measure",
            "bookings",
            "--at-least",
            "1",
            "--mean",
        ],
    );
    assert_eq!(mean["answer"]["kind"], "everywhere");
    assert_eq!(mean["goal"]["chance"], Value::Null);
    // One person for a quarter costs a fourth of a year's pay.
    let text = seek(
        &plan,
        0,
        &[
            "--lever",
            "workforce.roles.ae.base-per-year",
            "--from",
            "0",
            "--to",
            "400k",
            "--measure",
            "cost",
            "--at-most",
            "50k",
            "--mean",
            "--period",
            "FY2027-Q1",
        ],
    );
    assert!(text.contains("The goal is reached up to 200,000"), "{text}");
    assert!(
        text.contains("Goal: cost of sales of FY2027-Q1 at most 50.0 k on average"),
        "{text}"
    );
}

#[test]
fn out_of_reach_is_one_with_the_best_value() {
    let plan = Plan::with("goal.toml", GOAL);
    let text = seek(
        &plan,
        1,
        &[
            "--lever",
            "funnel.stages.closing.pass",
            "--from",
            "0.01",
            "--to",
            "0.05",
        ],
    );
    expect_plain_and_narrow(&text);
    assert!(
        text.contains("Out of reach: no value from 0.01 to 0.05"),
        "{text}"
    );
    assert!(
        text.replace("\n  ", " ").contains("All came to 0.0 %"),
        "{text}"
    );
    let args = ["--lever", "funnel.stages.closing.pass", "--to", "0.28"];
    let text = seek(&plan, 1, &args);
    for words in ["Nearest comes 0.28", "--from and --to widen it"] {
        let line = text.replace("\n  ", " ");
        assert!(line.contains(words), "{text}");
    }
}

#[test]
fn what_is_no_lever_is_two_with_the_nearest_path() {
    let plan = Plan::with("goal.toml", GOAL);
    for (args, reason) in [
        (
            &["--lever", "funnel.stages.closng.pass"][..],
            "did you mean `funnel.stages.closing.pass`?",
        ),
        (
            &["--lever", "funnel.stages.closing.pas"],
            "did you mean `funnel.stages.closing.pass`?",
        ),
        (
            &["--lever", "demand.sources.inbound.leads-per-month"],
            "--scale",
        ),
        (
            &["--lever", "workforce.groups.ae.count", "--to", "2.5"],
            "whole numbers",
        ),
        (
            &[
                "--lever",
                "funnel.stages.closing.pass",
                "--from",
                "0.5",
                "--to",
                "0.4",
            ],
            "nothing lies between",
        ),
        (
            &["--lever", "workforce.roles.ae.base-per-year"],
            "--from and --to",
        ),
        (
            &["--lever", "funnel.discount", "--target", "FY2028"],
            "no target for `FY2028`",
        ),
        (
            &["--lever", "funnel.discount", "--measure", "cost"],
            "--at-least or --at-most",
        ),
        (
            &[
                "--lever",
                "funnel.discount",
                "--measure",
                "cots",
                "--at-most",
                "1",
            ],
            "did you mean `cost`?",
        ),
        (
            &["--lever", "funnel.discount", "--probability", "80"],
            "such as 80% or 0.8",
        ),
        (&["--lever", "\u{1b}[2J"], "\\u{1b}[2J"),
    ] {
        let output = plan.run(&[&["seek", "goal.toml", "--trials", "5"], args].concat());
        expect_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

/// The options of a goal on a KPI mean nothing for a target, whether what they say makes sense or not.
#[test]
fn the_options_of_a_bound_do_not_go_with_a_target() {
    let plan = Plan::with("goal.toml", GOAL);
    for option in [
        &["--at-least", "1M"][..],
        &["--at-most", "1"],
        &["--period", "FY2099"],
        &["--mean"],
    ] {
        let target = ["--lever", "funnel.discount", "--target", "FY2027"];
        let output = plan.run(&[&["seek", "goal.toml"], &target[..], option].concat());
        expect_code(&output, 2);
        let said = stderr(&output);
        assert!(said.contains("cannot be used with"), "{option:?}: {said}");
        let output = plan.run(&[&["seek", "goal.toml"], &target[..2], option].concat());
        expect_code(&output, 2);
        assert!(stderr(&output).contains("--measure"), "{option:?}");
    }
}

#[test]
fn only_targets_of_the_whole_company_are_sought() {
    let of_parts = "
extends = \"plan.toml\"
[horizon]
months = 36
[segments.other]
[funnel]
discount = { value = 0.1, range = [0, 0.3], step = 0.05 }
[targets]
FY2027.segments.other = 3_000
FY2028.segments.other = 3_000
";
    let plan = Plan::with("parts.toml", of_parts);
    let whole =
        "extends = \"parts.toml\"\n[targets]\nFY2028.bookings = 28_000\nFY2029.bookings = 28_000\n";
    fs::write(plan.path("whole.toml"), whole).unwrap();
    let seek = |file: &str, target: &[&str]| {
        let args = ["seek", file, "--lever", "funnel.discount", "--trials", "50"];
        plan.run(&[&args[..], &["--probability", "1%"], target].concat())
    };
    let refused = |file: &str, target: &[&str]| {
        let output = seek(file, target);
        expect_code(&output, 2);
        stderr(&output).to_owned()
    };
    let none = refused("parts.toml", &[]);
    let words =
        "sets no target for the whole company, only for FY2027, other; FY2028, other: set one";
    assert!(none.contains(words), "{none}");
    // The first year with a target of the whole company is sought, not the first with any.
    let found = seek("whole.toml", &[]);
    assert!(stdout(&found).contains("bookings of FY2028 reach"));
    let part = refused("whole.toml", &["--target", "FY2027"]);
    let words = "sets no target of the whole company for `FY2027`, only for FY2027, other: ";
    assert!(part.contains(words), "{part}");
    let typo = refused("whole.toml", &["--target", "2030-Q1"]);
    assert!(typo.contains("no target for `2030-Q1`"), "{typo}");
    for period in ["FY2028", "FY2029"] {
        assert!(typo.matches(period).count() == 1, "{typo}");
    }
}

/// Nobody means a tenth of a dollar by 10 %, half a person by 50 %, three million months by 3M or one person by 100 %.
#[test]
fn an_ending_that_says_another_unit_is_refused() {
    let plan = Plan::with("goal.toml", GOAL);
    let count = "workforce.groups.ae.count";
    for (args, words) in [
        (
            &["--measure", "contribution", "--at-least", "10%"][..],
            "the ending of --at-least does not fit contribution, counted in USD",
        ),
        (
            &["--measure", "headcount", "--at-least", "50%"],
            "headcount, counted in people",
        ),
        (
            &["--measure", "sales-cycle", "--at-most", "3M"],
            "the ending of --at-most does not fit sales-cycle, counted in months",
        ),
        (
            &["--measure", "close-rate", "--at-least", "3k"],
            "close-rate, a share",
        ),
        (&["--to", "300%"], "--to does not fit a whole number"),
        (
            &["--lever", "funnel.discount", "--scale", "--to", "2k"],
            "--to does not fit a factor",
        ),
    ] {
        let lever = if args.contains(&"--lever") {
            &[][..]
        } else {
            &["--lever", count]
        };
        let output = plan.run(&[&["seek", "goal.toml"], lever, args].concat());
        expect_code(&output, 2);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    let rate = ["--measure", "close-rate", "--at-least", "1%"];
    seek(&plan, 0, &[&["--lever", count], &rate[..]].concat());
}

#[test]
fn a_moved_scenario_is_checked_like_a_file() {
    let plan = Plan::with("goal.toml", GOAL);
    let text = seek(
        &plan,
        1,
        &["--lever", "funnel.stages.closing.pass", "--to", "1.2"],
    );
    assert!(
        text.contains("E0211") && text.contains("--lever:1"),
        "{text}"
    );
    assert!(text.contains("funnel.stages.closing.pass = 1.2"), "{text}");
}

#[test]
fn threads_change_no_bit_and_a_folder_holds_what_was_tried() {
    let plan = Plan::with("goal.toml", GOAL);
    let args = [
        "--lever",
        "funnel.stages.closing.pass",
        "--to",
        "0.6",
        "--format",
        "json",
    ];
    let one = seek(
        &plan,
        0,
        &[&args[..], &["--threads", "1", "-o", "one"]].concat(),
    );
    let four = seek(
        &plan,
        0,
        &[&args[..], &["--threads", "4", "-o", "four"]].concat(),
    );
    assert_eq!(one, four);
    assert_eq!(
        entries(&plan.path("one")),
        ["run.json", "seek.json", "tried.csv"]
    );
    let table = fs::read_to_string(plan.path("one/tried.csv")).unwrap();
    let n_tried = serde_json::from_str::<Value>(&one).unwrap()["tried"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(table.lines().count(), 1 + n_tried, "{table}");
}

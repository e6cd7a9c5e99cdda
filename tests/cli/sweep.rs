//! `foresell sweep`: street quota over shares of the target.

use std::fs;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout};

/// Four reps who find deals themselves, are paid a share of quota, and leave the sooner the more they miss it.
const TEAM: &str = r#"
extends = "plan.toml"
[demand.sources.inbound]
leads-per-month = 6
prospected-by = "ae"
[workforce.roles.ae]
incentive-per-year = 6_000
attrition-per-year = 0.2
attrition-shortfall-effect = 1.5
time-to-fill-months = 3
[workforce.groups.ae]
count = 4
[comp.plans.reps]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 18_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
[targets.FY2027]
bookings = 60_000
"#;

fn sweep(plan: &Plan, more: &[&str]) -> std::process::Output {
    plan.run(&[&["sweep", "team.toml", "-q", "--trials", "200"], more].concat())
}

#[test]
fn every_share_has_a_row_a_bar_and_what_comes_of_it() {
    let plan = Plan::with("team.toml", TEAM);
    let args = ["--over-assignment", "90%..130%", "--step", "10%"];
    let output = sweep(&plan, &args);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for words in [
        "200 shared futures",
        "Over-assignment of FY2027: street quota / target of 60.0 k.",
        "(reps)",
        "Contribution, high is good; bars from the lowest mean to the highest:",
        " best\n",
        "Objective: mean contribution.",
        "no plan has a `behaviour`.",
    ] {
        let flat = text.replace("\n  ", " ");
        assert!(flat.contains(words), "{words:?} is missing in\n{text}");
    }
    let answer = sweep(
        &plan,
        &[&args[..], &["--format", "json", "-o", "out"]].concat(),
    );
    expect_code(&answer, 0);
    let answer: Value = serde_json::from_str(stdout(&answer)).unwrap();
    let tried = answer["tried"].as_array().unwrap();
    assert_eq!(tried.len(), 5);
    let of = |ix: usize, key: &str| tried[ix][key]["mean"].as_f64().unwrap();
    for (ix, share) in [0.9, 1.0, 1.1, 1.2, 1.3].into_iter().enumerate() {
        assert_eq!(tried[ix]["over_assignment"], share);
        let street = of(ix, "street_quota") / 60_000.0;
        assert!(
            (street / share - 1.0).abs() <= 0.001,
            "{street} for {share}"
        );
    }
    // More quota pays less, fewer are at quota and more leave.
    for ix in 1..5 {
        assert!(of(ix, "variable_pay") < of(ix - 1, "variable_pay"));
        assert!(of(ix, "at_quota") < of(ix - 1, "at_quota"));
        assert!(of(ix, "leavers") >= of(ix - 1, "leavers"));
    }
    let best = &answer["best"]["over_assignment"];
    let behind = tried.iter().filter(|tried| tried["behind"].is_null());
    assert_eq!(
        behind
            .map(|best| &best["over_assignment"])
            .collect::<Vec<_>>(),
        [best]
    );
    assert_eq!(
        entries(&plan.path("out")),
        ["over-assignment.csv", "over-assignment.json", "run.json"]
    );
    let table = fs::read_to_string(plan.path("out/over-assignment.csv")).unwrap();
    assert_eq!(table.lines().count(), 6, "{table}");
    // The same bits whatever the number of threads.
    let threads = sweep(
        &plan,
        &[&args[..], &["--format", "json", "--threads", "1"]].concat(),
    );
    let threads: Value = serde_json::from_str(stdout(&threads)).unwrap();
    assert_eq!(threads, answer);
}

#[test]
fn the_objective_may_be_any_kpi_that_is_good_or_bad() {
    let plan = Plan::with("team.toml", TEAM);
    let args = ["--step", "25%", "--format", "json", "--objective"];
    let of = |objective: &str| {
        let output = sweep(&plan, &[&args[..], &[objective]].concat());
        expect_code(&output, 0);
        serde_json::from_str::<Value>(stdout(&output)).unwrap()
    };
    // Pay is least where quota is highest; low is good.
    assert_eq!(of("variable-pay")["best"]["place"], "highest");
    let chance = of("target-reached");
    let tried = &chance["tried"][0];
    assert_eq!(tried["objective"]["mean"], tried["target_reached"]["share"]);
}

#[test]
fn what_cannot_be_swept_is_said() {
    let plan = Plan::with("team.toml", TEAM);
    let refused = |args: &[&str], words: &str| {
        let output = sweep(&plan, args);
        expect_code(&output, 2);
        let said = stderr(&output);
        assert!(said.contains(words), "{words:?} is missing in\n{said}");
    };
    refused(&["--over-assignment", "150%..100%"], "the lower end first");
    refused(
        &["--over-assignment", "100%"],
        "expected a range such as 100%..150%",
    );
    refused(&["--over-assignment", "NaN..2"], "");
    refused(
        &["--over-assignment", "0..150%"],
        "expects a range inside of 10 % to 1000 %",
    );
    refused(&["--over-assignment", "1M..2M"], "does not fit a share");
    refused(
        &["--over-assignment", "100..150"],
        "100 per cent is 100% or 1",
    );
    refused(&["--over-assignment", "-10%..20%"], "inside of 10 % to");
    refused(&["--step", "0"], "leads nowhere");
    refused(&["--step", "-5%"], "leads nowhere");
    refused(&["--step", "80%"], "expected 2 to 200");
    refused(&["--step", "0.01%"], "expected 2 to 200");
    refused(&["--objective", "contributoin"], "did you mean");
    refused(
        &["--objective", "headcount"],
        "neither good when it is high",
    );
    refused(
        &["--period", "FY2030"],
        "the scenario sets no target for `FY2030`",
    );
    let bare = plan.run(&["sweep", "plan.toml", "-q", "--trials", "20"]);
    expect_code(&bare, 2);
    assert!(
        stderr(&bare).contains("sets no target: set one\n"),
        "{}",
        stderr(&bare)
    );
    fs::write(
        plan.path("team.toml"),
        "extends = \"plan.toml\"\ntargets.FY2027 = { bookings = 60_000 }\n",
    )
    .unwrap();
    refused(&[], "no comp plan has a quota on own bookings");
    fs::write(
        plan.path("team.toml"),
        "extends = \"plan.toml\"\nactuals = { until = \"2027-03\", credits = \"credits.csv\" }\n",
    )
    .unwrap();
    fs::write(
        plan.path("credits.csv"),
        "date,seat,deal,amount\n2027-01-10,,A,1000\n",
    )
    .unwrap();
    refused(&[], "`remove = [\"actuals\"]` in a what-if");
    // What the message says does it.
    fs::write(plan.path("whole.toml"), "remove = [\"actuals\"]\n").unwrap();
    fs::write(
        plan.path("team.toml"),
        format!("{TEAM}\n[actuals]\nuntil = \"2027-03\"\ncredits = \"credits.csv\"\n"),
    )
    .unwrap();
    let whole = [
        "sweep",
        "team.toml",
        "whole.toml",
        "-q",
        "--trials",
        "20",
        "--step",
        "25%",
    ];
    expect_code(&plan.run(&whole), 0);
}

/// Who carries no quota on own bookings reaches his quota whatever theirs is times.
#[test]
fn who_is_at_quota_is_asked_of_those_whose_quota_is_moved() {
    let other = "[workforce.roles.sdr]\nincentive-per-year = 6_000\n[workforce.groups.sdr]\nrole = \"sdr\"\ncount = 9\ntenure-months = 24\n\
                 [comp.plans.market]\nroles = [\"sdr\"]\nmeasure = \"bookings\"\ncredit = \"company\"\n\
                 period = \"quarter\"\nquota-per-year = 1\ntier-method = \"marginal\"\n\
                 tiers = [{ above = 0, multiplier = 1 }]\n";
    let plan = Plan::with("team.toml", &format!("{TEAM}{other}"));
    let args = [
        "--over-assignment",
        "500%..1000%",
        "--step",
        "500%",
        "--format",
        "json",
    ];
    let output = sweep(&plan, &args);
    expect_code(&output, 0);
    let answer: Value = serde_json::from_str(stdout(&output)).unwrap();
    let at_quota = answer["tried"][1]["at_quota"]["mean"].as_f64().unwrap();
    assert!(at_quota < 0.01, "{at_quota}");
}

#[test]
fn how_sure_the_best_is_is_said() {
    let plan = Plan::with("team.toml", TEAM);
    let args = ["--over-assignment", "90%..130%", "--step", "10%"];
    let text = sweep(&plan, &args);
    let text = stdout(&text).replace("\n  ", " ");
    assert!(
        text.contains("Better by (95 %, paired in the same futures): "),
        "{text}"
    );
    assert!(
        text.contains(" of 1,000 resamples of these futures the best lies between the ends"),
        "{text}"
    );
    let answer = sweep(&plan, &[&args[..], &["--format", "json"]].concat());
    let answer: Value = serde_json::from_str(stdout(&answer)).unwrap();
    let chosen: Vec<f64> = answer["tried"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tried| tried["chosen"].as_f64().unwrap())
        .collect();
    assert!(
        (chosen.iter().sum::<f64>() - 1.0).abs() < 1e-9,
        "{chosen:?}"
    );
    let inside: f64 = chosen[1..4].iter().sum();
    let said = answer["best"]["chance_inside"].as_f64().unwrap();
    assert!((inside - said).abs() < 1e-9);
    assert_eq!(answer["best"]["futures_compared"], 200);
}

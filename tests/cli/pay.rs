//! `foresell replay` and `payouts`.

use std::fs;

use serde_json::Value;

use crate::{Plan, expect_code, expect_plain_and_narrow, stderr, stdout};

/// Two reps with a quota and an accelerator, one of them by name.
const TEAM: &str = r#"
remove = ["workforce.groups.ae"]
workforce.seats = "seats.csv"
workforce.roles.ae.incentive-per-year = 120_000
[comp.plans.ae]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 24_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
"#;

/// The team, and credits of its first quarter.
pub(crate) fn team() -> Plan {
    let plan = Plan::with("team.toml", &format!("extends = \"plan.toml\"\n{TEAM}"));
    let seats = "seat,role,rep,hired\nae-1,ae,Dana Reed,2025-01-01\nae-2,ae,=SUM(1),2025-01-01\n";
    fs::write(plan.path("seats.csv"), seats).unwrap();
    let credits = "date,seat,deal,amount\n2027-01-10,ae-1,Acme,4000\n2027-02-20,ae-1,Beta,4000\n";
    fs::write(plan.path("credits.csv"), credits).unwrap();
    plan
}

pub(crate) fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = plan.run(&[args, &["--format", "json"]].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

#[test]
fn a_replay_is_the_trial_with_its_number() {
    let plan = team();
    let one = ["--trials", "1", "--first-trial", "5", "-q"];
    let run = json(&plan, &[&["run", "team.toml"], &one[..]].concat());
    let figures = run["periods"][0]["figures"].as_array().unwrap();
    let booked = figures.iter().find(|f| f["id"] == "bookings").unwrap();
    let replay = json(&plan, &["replay", "team.toml", "--trial", "5"]);
    let won: f64 = replay["story"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["kind"] == "won")
        .map(|line| line["amount"].as_f64().unwrap())
        .sum();
    assert!(won > 0.0);
    assert_eq!(won, booked["mean"].as_f64().unwrap());
    let told = plan.run(&["replay", "team.toml", "--trial", "5", "--all"]);
    expect_plain_and_narrow(stdout(&told));
    let other = json(&plan, &["replay", "team.toml", "--trial", "6"]);
    assert_ne!(replay["story"], other["story"]);
}

#[test]
fn payouts_on_actual_credits_are_printed_and_written() {
    let plan = team();
    let args = [
        "payouts",
        "team.toml",
        "--credits",
        "credits.csv",
        "--period",
        "FY2027-Q1",
    ];
    // The rate is 120,000 / 24,000 = 5; a quarter's quota is 6,000: 30,000 and half as much again for 2,000.
    let payouts = json(&plan, &args);
    assert_eq!(payouts["pay"], 45_000.0);
    let output = plan.run(&[&args[..], &["-o", "pay.csv"]].concat());
    expect_code(&output, 0);
    assert!(stdout(&output).contains("45,000.00"));
    expect_plain_and_narrow(stdout(&output));
    let path = plan.path("pay.csv");
    let table = fs::read_to_string(&path).unwrap();
    assert!(
        table.contains("ae-1,Dana Reed,ae,ae,FY2027-Q1,USD,8000.00,6000.00"),
        "{table}"
    );
    assert!(
        table.contains("'=SUM(1)"),
        "no formula gets into a spreadsheet: {table}"
    );
    let again = plan.run(&[&args[..], &["-o", "pay.csv"]].concat());
    expect_code(&again, 2);
    let forced = plan.run(&[&args[..], &["-o", "pay.csv", "--force"]].concat());
    expect_code(&forced, 0);
    let statement = [
        "statement",
        "team.toml",
        "--credits",
        "credits.csv",
        "--rep",
        "ae-1",
        "--period",
        "FY2027-Q1",
    ];
    let output = plan.run(&statement);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for part in ["Acme", "Beta", "Tier from 100 % of quota", "45,000.00"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn wrong_seats_periods_and_credits_are_said_with_the_remedy() {
    let plan = team();
    let statement = |rep: &str, period: &str| {
        plan.run(&["statement", "team.toml", "--rep", rep, "--period", period])
    };
    let wrong = statement("Dana Red", "FY2027");
    expect_code(&wrong, 2);
    assert!(
        stderr(&wrong).contains("did you mean `Dana Reed`"),
        "{}",
        stderr(&wrong)
    );
    let wrong = statement("ae-1", "FY2027-Q9");
    expect_code(&wrong, 2);
    assert!(stderr(&wrong).contains("FY2027-Q"), "{}", stderr(&wrong));
    let path = plan.path("credits.csv");
    fs::write(
        &path,
        "date,seat,amount\n2027-01-10,ae-7,4000\n2028-01-10,ae-1,NaN\n",
    )
    .unwrap();
    let wrong = plan.run(&["payouts", "team.toml", "--credits", "credits.csv"]);
    expect_code(&wrong, 1);
    let text = stdout(&wrong);
    for finding in ["E0301", "E0402"] {
        assert!(text.contains(finding), "{finding} in {text}");
    }
    for command in [
        &["payouts", "team.toml", "--credits", "no.csv"][..],
        &[
            "statement",
            "team.toml",
            "--credits",
            "no.csv",
            "--rep",
            "ae-1",
            "--period",
            "FY2027",
        ],
    ] {
        let missing = plan.run(command);
        expect_code(&missing, 1);
        let text = stdout(&missing);
        assert!(
            text.contains("--> no.csv") && !text.contains("team.toml"),
            "{text}"
        );
        assert!(
            text.contains("relative to the folder in which it runs"),
            "{text}"
        );
    }
}

/// Everything that a future credits: shared deals, objectives, people who ramp and people who leave.
const FULL: &str = r#"
extends = "plan.toml"
remove = ["workforce.groups.ae"]
[products]
suite = {}
addon = {}
[demand.sources.inbound]
leads-per-month = 60
[funnel]
deal-size = { lognormal = { mean = 60_000, cv = 1 } }
[funnel.stages.closing.activities]
call = { role = "ae", hours = 2 }
show = { role = "se", hours = 1 }
[workforce.roles.ae]
incentive-per-year = 120_000
backfill = false
ramp = { months = 6 }
[workforce.roles.se]
incentive-per-year = 30_000
[workforce.roles.manager]
incentive-per-year = 60_000
[workforce.groups]
rep = { role = "ae", count = 4, tenure-months = 24, manager = "boss-01" }
fresh = { role = "ae", count = 2, tenure-months = 1, manager = "boss-01" }
expert = { role = "se", count = 2, tenure-months = 24 }
boss = { role = "manager", count = 1, tenure-months = 24 }
[comp.splits]
show = { with = "se", share = 0.15, products = ["suite"] }
more = { with = "se", share = 0.07, double = true, products = ["addon"] }
[comp.plans.ae]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 1_200_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 0.5 }, { above = 0.5, multiplier = 1 }, { above = 1, multiplier = 2 }]
bonuses = [{ at = 1, amount = 1_000 }]
draw = { per-month = 3_000, recoverable = true }
guarantee = { share = 0.5 }
[comp.plans.ae.components.logos]
measure = "wins"
period = "quarter"
accrual = "cumulative"
weight = 0.3
quota-per-year = 30
tier-method = "retroactive"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
[comp.plans.ae.spiffs.push]
products = ["addon"]
rate = 0.001
[comp.plans.ae.objectives.enablement]
period = "quarter"
pays = 1_000
score = { beta = { alpha = 2, beta = 2 } }
[comp.plans.se]
roles = ["se"]
measure = "margin"
period = "month"
quota-per-year = 0
rate = 0.01
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
[comp.plans.manager]
roles = ["manager"]
measure = "bookings"
credit = "team"
period = "quarter"
quota-per-year = 4_800_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
[comp.plans.manager.components.company]
measure = "bookings"
credit = "company"
period = "month"
rate = 0.0001
quota-per-year = 0
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
[finance]
gross-margin = { by-product = { suite = 0.8, addon = 0.45 } }
[events]
one = { leave = { seats = ["rep-01"], month = "2027-05" } }
two = { leave = { seats = ["fresh-02"], month = "2027-08" } }
"#;

/// A future's credits, written as a table and paid as actual credits, pay what the future pays: to the cent, line by line.
#[test]
fn the_credits_of_a_future_are_paid_like_the_future() {
    for timing in ["monthly", "continuous"] {
        let plan = Plan::with("full.toml", FULL);
        let overlay = format!("extends = \"full.toml\"\nhorizon.timing = {timing:?}\n");
        fs::write(plan.path("timed.toml"), overlay).unwrap();
        for trial in ["0", "3"] {
            let told = [
                "replay",
                "timed.toml",
                "--trial",
                trial,
                "--credits",
                "c.csv",
                "--force",
            ];
            let replay = json(&plan, &told);
            let story = replay["story"].as_array().unwrap();
            let paydays = story.iter().filter(|line| line["kind"] == "payday");
            let paid: f64 = paydays.map(|line| line["amount"].as_f64().unwrap()).sum();
            let period = ["--period", "FY2027"];
            let payouts = ["payouts", "timed.toml", "--credits", "c.csv"];
            let payouts = json(&plan, &[&payouts[..], &period].concat());
            let sum = payouts["pay"].as_f64().unwrap();
            assert!(
                (sum - paid).abs() < 0.005,
                "{timing}, trial {trial}: {sum} and {paid}"
            );
            let mut lines = 0;
            for seat in payouts["seats"].as_array().unwrap() {
                let rep = seat["seat"].as_str().unwrap();
                let statement = |of: &[&str]| {
                    let args = ["statement", "timed.toml", "--rep", rep];
                    let statement = json(&plan, &[&args[..], &period, of].concat());
                    let months = statement["months"].as_array().unwrap().clone();
                    let with_lines = months
                        .into_iter()
                        .filter(|month| !month["lines"].as_array().unwrap().is_empty());
                    (statement["pay"].clone(), with_lines.collect::<Vec<Value>>())
                };
                let simulated = statement(&["--trial", trial]);
                let actual = statement(&["--credits", "c.csv"]);
                assert_eq!(actual, simulated, "{timing}, trial {trial}, {rep}");
                assert_eq!(seat["pay"], simulated.0);
                lines += simulated.1.len();
            }
            assert!(lines > 60, "{lines}");
            let credits = &payouts["credits"];
            assert_eq!(credits["open"], serde_json::json!([]));
            assert_eq!(credits["vacant"]["rows"], 0);
            assert!(credits["settled"]["rows"].as_u64().unwrap() > 100);
        }
    }
}

#[test]
fn a_plan_in_mid_year_tells_and_lists_what_was_credited() {
    let plan = team();
    let overlay =
        "extends = \"team.toml\"\nactuals = { until = \"2027-03\", credits = \"credits.csv\" }\n";
    fs::write(plan.path("mid.toml"), overlay).unwrap();
    let statement = plan.run(&[
        "statement",
        "mid.toml",
        "--rep",
        "ae-1",
        "--period",
        "FY2027-Q1",
    ]);
    expect_code(&statement, 0);
    let text = stdout(&statement);
    expect_plain_and_narrow(text);
    for part in ["2027-01-10", "Acme", "Beta", "trial 0"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // Listed is what the settled component was credited with.
    let args = [
        "statement",
        "mid.toml",
        "--rep",
        "ae-1",
        "--period",
        "FY2027-Q1",
    ];
    let statement = json(&plan, &args);
    let listed: f64 = statement["credited"]
        .as_array()
        .unwrap()
        .iter()
        .map(|credit| credit["credit"].as_f64().unwrap())
        .sum();
    assert!(listed >= 8_000.0);
    assert_eq!(statement["months"][0]["settled"][0]["credited"], listed);
    let replay = json(&plan, &["replay", "mid.toml"]);
    let won = replay["story"].as_array().unwrap().iter();
    let won = won.filter(|line| line["kind"] == "won");
    let won: f64 = won.map(|line| line["amount"].as_f64().unwrap()).sum();
    assert_eq!(replay["totals"][0]["values"]["bookings"], won);
    let run = plan.run(&["run", "mid.toml", "--trials", "20", "-q"]);
    assert!(
        stdout(&run).contains("2 months actual, 10 simulated"),
        "{}",
        stdout(&run)
    );
    expect_plain_and_narrow(stdout(&run));
}

#[test]
fn keys_and_deals_are_shown_in_full_at_any_width() {
    let plan = team();
    let key = "account-executive-enterprise-north-07";
    let deal =
        "A very long name of a customer, of the sort that mergers bring about, in three countries";
    let seats = format!(
        "seat,role,rep,hired\n{key},ae,Maximiliane Featherstonehaugh-Rubinstein,2025-01-01\n"
    );
    fs::write(plan.path("seats.csv"), seats).unwrap();
    let credits = format!("date,seat,deal,amount\n2027-01-10,{key},\"{deal}\",4000\n");
    fs::write(plan.path("credits.csv"), credits).unwrap();
    let args = [
        "team.toml",
        "--credits",
        "credits.csv",
        "--period",
        "FY2027-Q1",
    ];
    for width in ["80", "120"] {
        let shown = |command: &[&str]| {
            let mut process = crate::foresell();
            process
                .env("COLUMNS", width)
                .current_dir(plan.folder.path());
            let output = process
                .args([command, &args[..]].concat())
                .output()
                .unwrap();
            expect_code(&output, 0);
            stdout(&output).to_owned()
        };
        let payouts = shown(&["payouts"]);
        assert!(
            payouts.lines().any(|line| line.starts_with(key)),
            "{payouts}"
        );
        assert!(!payouts.contains("..."), "{payouts}");
        let heading = payouts
            .lines()
            .find(|line| line.starts_with("Seat"))
            .unwrap();
        let row = payouts.lines().find(|line| line.starts_with(key)).unwrap();
        // Each heading ends where its number does.
        for (title, number) in [
            ("credited", "4,000.00"),
            ("quota", "6,000.00"),
            ("attained", "66.7 %"),
        ] {
            let end = |line: &str, word: &str| line.find(word).unwrap() + word.len();
            assert_eq!(end(heading, title), end(row, number), "{payouts}");
        }
        let statement = shown(&["statement", "--rep", key]);
        let is_there = |word: &str| statement.contains(word);
        assert!(deal.split(' ').all(is_there), "{statement}");
        assert!(!statement.contains("..."), "{statement}");
        let longest = statement.lines().map(|line| line.chars().count()).max();
        assert!(longest <= width.parse().ok(), "{statement}");
    }
    let replay = plan.run(&["replay", "team.toml", "--all"]);
    assert!(!stdout(&replay).contains("..."), "{}", stdout(&replay));
}

#[test]
fn amounts_for_programs_are_whole_cents() {
    let plan = team();
    // A twelfth of a quota that twelve does not divide.
    let odd = "extends = \"team.toml\"\ncomp.plans.ae.quota-per-year = 1_300_001\n";
    fs::write(plan.path("odd.toml"), odd).unwrap();
    let args = [
        "odd.toml",
        "--credits",
        "credits.csv",
        "--period",
        "FY2027-Q1",
    ];
    let payouts = json(&plan, &[&["payouts"], &args[..]].concat());
    let seat = &payouts["seats"][0];
    assert_eq!(
        (&seat["plan"], &seat["role"], &seat["unit"]),
        (&"ae".into(), &"ae".into(), &"USD".into())
    );
    assert_eq!(
        (&seat["credited"], &seat["quota"]),
        (&8_000.0.into(), &325_000.25.into())
    );
    let statement = json(
        &plan,
        &[&["statement", "--rep", "ae-1"], &args[..]].concat(),
    );
    assert_eq!(statement["months"][0]["settled"][0]["quota"], 325_000.25);
}

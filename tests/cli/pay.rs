//! `foresell replay`, `statement` and `payouts`.

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

fn team() -> Plan {
    let plan = Plan::with("team.toml", &format!("extends = \"plan.toml\"\n{TEAM}"));
    let seats = "seat,role,rep,hired\nae-1,ae,Dana Reed,2025-01-01\nae-2,ae,=SUM(1),2025-01-01\n";
    fs::write(plan.path("seats.csv"), seats).unwrap();
    let credits = "date,seat,deal,amount\n2027-01-10,ae-1,Acme,4000\n2027-02-20,ae-1,Beta,4000\n";
    fs::write(plan.path("credits.csv"), credits).unwrap();
    plan
}

fn json(plan: &Plan, args: &[&str]) -> Value {
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
fn a_statement_sums_to_what_the_story_pays() {
    let plan = team();
    let replay = json(&plan, &["replay", "team.toml", "--trial", "2"]);
    let paid: f64 = replay["story"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["kind"] == "payday")
        .map(|line| line["amount"].as_f64().unwrap())
        .sum();
    let statement = |rep: &str| {
        let args = ["statement", "team.toml", "--trial", "2", "--rep", rep];
        let statement = json(&plan, &[&args[..], &["--period", "FY2027"]].concat());
        statement["pay"].as_f64().unwrap()
    };
    let sum = statement("Dana Reed") + statement("ae-2");
    assert!((sum - paid).abs() < 0.005, "{sum} and {paid}");
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
    let missing = plan.run(&["payouts", "team.toml", "--credits", "no.csv"]);
    expect_code(&missing, 1);
    assert!(stdout(&missing).contains("no.csv"));
}

/// Every word of a text, wherever its lines break.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
fn a_statement_says_when_pay_is_paid_and_what_is_open() {
    let plan = team();
    let late = "extends = \"team.toml\"\ncomp.plans.ae.payment-lag-months = 2\n";
    fs::write(plan.path("late.toml"), late).unwrap();
    let args = |period| {
        let args = [
            "statement",
            "late.toml",
            "--credits",
            "credits.csv",
            "--rep",
            "ae-1",
        ];
        [&args[..], &["--period", period]].concat()
    };
    let quarter = plan.run(&args("FY2027-Q1"));
    assert!(
        stdout(&quarter).contains("2027-03, paid in 2027-05\n"),
        "{}",
        stdout(&quarter)
    );
    assert!(
        !stdout(&quarter).contains("Still open"),
        "{}",
        stdout(&quarter)
    );
    let month = plan.run(&args("2027-02"));
    let open = "Still open, and not paid yet: FY2027-Q1 of ae is settled at the end of 2027-03 and paid in 2027-05.";
    assert!(words(stdout(&month)).contains(open), "{}", stdout(&month));
    let quarter = json(&plan, &args("FY2027-Q1"));
    assert_eq!(quarter["months"][0]["paid_in"], "2027-05");
    assert_eq!(quarter["open"], serde_json::json!([]));
    // A simulated future settles everything at its end, a table of credits does not.
    let simulated = json(
        &plan,
        &[
            "statement",
            "late.toml",
            "--rep",
            "ae-1",
            "--period",
            "2027-12",
        ],
    );
    assert_eq!(simulated["open"], serde_json::json!([]));
    let payouts = [
        "payouts",
        "late.toml",
        "--credits",
        "credits.csv",
        "--period",
        "2027-02",
    ];
    assert!(words(stdout(&plan.run(&payouts))).contains(open));
    assert_eq!(json(&plan, &payouts)["open"][0]["settled_in"], "2027-03");
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

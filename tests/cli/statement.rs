//! `foresell statement`.

use std::fs;

use crate::pay::{json, team};
use crate::{expect_code, expect_plain_and_narrow, foresell, stdout, stored};

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
fn a_leaver_and_a_successor_have_a_statement_each() {
    let plan = team();
    let goes = "extends = \"team.toml\"\nevents.goes = { leave = { seats = [\"ae-1\"], month = \"2027-05\" } }\n\
                workforce.roles.ae.time-to-fill-months = 1\n";
    fs::write(plan.path("goes.toml"), goes).unwrap();
    let args = |rep| {
        let of = [
            "statement",
            "goes.toml",
            "--trial",
            "2",
            "--period",
            "FY2027",
            "--rep",
        ];
        [&of[..], &[rep]].concat()
    };
    let output = plan.run(&args("ae-1"));
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for part in [
        "Statement of Dana Reed (ae-1), ae, FY2027",
        "Statement of ae-1, hired 2027-06-01, ae, FY2027",
        "Seat ae-1, all",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let seat = json(&plan, &args("ae-1"));
    let people = seat["people"].as_array().unwrap();
    assert_eq!(people.len(), 2);
    let sum: f64 = people
        .iter()
        .map(|person| person["pay"].as_f64().unwrap())
        .sum();
    assert!((sum - seat["pay"].as_f64().unwrap()).abs() < 0.005);
    // The leaver's last month is May, settled on the first day; the successor begins in June.
    for month in seat["months"].as_array().unwrap() {
        let is_leavers = month["month"].as_str().unwrap() <= "2027-05";
        assert_eq!(month["person"] == "Dana Reed (ae-1)", is_leavers, "{month}");
    }
    let dana = json(&plan, &args("Dana Reed"));
    assert_eq!(dana["people"].as_array().unwrap().len(), 1);
    assert_eq!(dana["pay"], people[0]["pay"]);
}

/// Every word of a text, wherever its lines break.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// In mid-year a statement rests on actual credits as far as they go.
#[test]
fn a_statement_in_mid_year_says_what_has_happened() {
    let scenario = stored::scenarios().join("saas-mid-year/scenario.toml");
    let statement = |period: &str| {
        let mut command = foresell();
        command.arg("statement").arg(&scenario);
        let args = ["--rep", "ae-amer-v-01", "--trial", "3", "--period", period];
        let output = command.args(args).output().unwrap();
        expect_code(&output, 0);
        let text = stdout(&output).split_whitespace().collect::<Vec<_>>();
        text.join(" ")
    };
    let past = statement("FY2027-Q1");
    assert!(past.contains("| actual credits | scenario"), "{past}");
    // Three deals of 41,781.11 in all, at a tenth.
    assert!(past.ends_with("Variable pay FY2027-Q1 4,178.11"), "{past}");
    let year = statement("FY2027");
    let origin = "| actual credits to 2027-06, then trial 3 of seed 2027 |";
    assert!(year.contains(origin), "{year}");
    let rest = statement("FY2027-Q3");
    assert!(rest.contains("| trial 3 of seed 2027 |"), "{rest}");
}

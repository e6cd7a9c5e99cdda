//! `foresell forecast`: what becomes of open deals.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::{Plan, expect_code, expect_plain_and_narrow, stderr, stdout};

/// A year of deals; every third is lost, some take a month, and some of the last ones are open.
fn deals() -> String {
    let mut text = "id,owner,stage,created,close_date,amount\n".to_owned();
    for n in 0..240_u32 {
        let (month, day) = (n / 20 + 1, n % 20 + 1);
        let created = format!("2026-{month:02}-{day:02}");
        let closed = if n % 10 == 3 && month < 12 {
            format!("2026-{:02}-{day:02}", month + 1)
        } else {
            format!("2026-{month:02}-{:02}", day + 2 + n % 6)
        };
        text += &if month == 12 && n % 2 == 0 {
            format!("D{n:03},Ann,Working,{created},,\n")
        } else if n % 3 == 0 {
            format!("D{n:03},Ann,Lost,{created},{closed},\n")
        } else {
            format!("D{n:03},Ann,Won,{created},{closed},{}\n", 900 + n)
        };
    }
    text
}

fn forecast(plan: &Plan, more: &[&str]) -> Output {
    plan.run(&[&["forecast", "deals.csv", "--trials", "200"], more].concat())
}

#[test]
fn ends_months_and_stages_are_told() {
    let plan = Plan::with("deals.csv", &deals());
    let output = forecast(&plan, &["-o", "open.csv", "--months", "2"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for words in [
        "Open pipeline: deals\n10 open deals on 2026-12-",
        "What becomes of them",
        "8 of 10 futures",
        "no end seen for their age",
        "value of won",
        "2027-01",
        "Working: 240 entered, 10 are there",
        "What is not created yet is not in it",
    ] {
        let flat = text.replace("\n  ", " ");
        assert!(flat.contains(words), "{words:?} is missing in\n{text}");
    }
    let csv = fs::read_to_string(plan.path("open.csv")).unwrap();
    assert!(
        csv.starts_with("end,month,unit,mean,p2.5,p10,p25,p50,p75,p90,p97.5\n"),
        "{csv}"
    );
    // Won and lost, in deals and in money, for two months, later and all; open ones after two months, and never.
    assert_eq!(csv.lines().count(), 1 + 2 * 2 * 4 + 3, "{csv}");
}

#[test]
fn the_json_sums_to_the_open_deals() {
    let plan = Plan::with("deals.csv", &deals());
    let output = forecast(&plan, &["--format", "json"]);
    expect_code(&output, 0);
    let told: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(
        (&told["kind"], &told["open"]["deals"]),
        (&"pipeline-forecast".into(), &10.into())
    );
    let ends = told["ends"].as_array().unwrap().iter();
    let all: f64 = ends.map(|end| end["all"]["mean"].as_f64().unwrap()).sum();
    let never = told["never"]["mean"].as_f64().unwrap();
    assert!((all + never - 10.0).abs() < 1e-9, "{told}");
    assert_eq!(
        stdout(&forecast(&plan, &["--format", "json"])),
        stdout(&output)
    );
}

#[test]
fn mistakes_are_said() {
    let plan = Plan::with("deals.csv", &deals());
    expect_code(&plan.run(&["forecast", "nowhere"]), 2);
    expect_code(&forecast(&plan, &["--months", "0"]), 2);
    expect_code(&forecast(&plan, &["--on", "2031-01-01"]), 2);
    let output = forecast(&plan, &["-o", "deals.csv"]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("deals.csv"), "{}", stderr(&output));
    let plan = Plan::with(
        "deals.csv",
        "id,owner,stage,created,close_date,amount\n1,Ann,Open,2026-01-01,,\n",
    );
    let output = forecast(&plan, &[]);
    expect_code(&output, 1);
    assert!(stdout(&output).contains("E0724") || stderr(&output).contains("E0724"));
}

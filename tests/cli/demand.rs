//! `foresell demand`: what a table of demand by month does next.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::{Plan, expect_code, expect_plain_and_narrow, stderr, stdout};

/// Four years of two regions and a name that a spreadsheet would run; the north doubles every December.
fn table() -> String {
    let mut text = "month,region,units\n".to_owned();
    for month in 0..48_i32 {
        let date = format!("{}-{:02}", 2023 + month / 12, 1 + month % 12);
        let wobble = (month * 5) % 7 - 3;
        let north = if month % 12 == 11 { 2 } else { 1 } * (200 + wobble);
        text += &format!(
            "{date},north,{north}\n{date},=1+1,{}\n",
            50 + month + wobble
        );
    }
    text
}

fn demand(plan: &Plan, more: &[&str]) -> Output {
    plan.run(&[&["demand", "sold.csv"], more].concat())
}

#[test]
fn months_parts_and_totals_are_told() {
    let plan = Plan::with("sold.csv", &table());
    let output = demand(&plan, &["--by", "region", "-o", "next.csv"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for words in [
        "Demand: units\nhistory 2023-01 to 2026-12, 96 rows | forecast 2027-01 to 2027-12\n",
        "8 of 10 times between",
        "2027-12",
        "theta and damped trend",
        "By region",
        "north",
        "parts sum to totals",
    ] {
        let flat = text.replace("\n  ", " ");
        assert!(flat.contains(words), "{words:?} is missing in\n{text}");
    }
    let csv = fs::read_to_string(plan.path("next.csv")).unwrap();
    assert!(
        csv.starts_with("split-by,series,month,forecast,p2.5,p10,p50,p90,p97.5,alone,method\n"),
        "{csv}"
    );
    assert!(
        csv.contains("region,'=1+1,2027-01,"),
        "a formula is defused\n{csv}"
    );
    assert_eq!(csv.lines().count(), 1 + 3 * 12);
}

#[test]
fn the_document_holds_all_and_parts_sum_up() {
    let plan = Plan::with("sold.csv", &table());
    let output = demand(
        &plan,
        &["--by", "region", "--format", "json", "--months", "18"],
    );
    expect_code(&output, 0);
    let found: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(
        (found["kind"].as_str(), found["months"][17].as_str()),
        (Some("demand"), Some("2028-06"))
    );
    let series = found["series"].as_array().unwrap();
    let point = |ix: usize, month: usize| series[ix]["points"][month].as_f64().unwrap();
    for month in 0..18 {
        assert!((point(0, month) - point(1, month) - point(2, month)).abs() < 1e-6);
        let [low, high] = [0, 1].map(|end| series[0]["middle_80"][month][end].as_f64().unwrap());
        assert!(low < point(0, month) && point(0, month) < high);
    }
    // The Decembers of the north: about 400 of 500.
    assert!(point(0, 11) > 1.3 * point(0, 10), "{}", stdout(&output));
}

#[test]
fn the_last_month_may_be_incomplete() {
    let plan = Plan::with("sold.csv", &(table() + "2027-01,north,3\n"));
    let cut = demand(&plan, &["--until", "2026-12"]);
    expect_code(&cut, 0);
    assert!(
        stdout(&cut).contains("forecast 2027-01 to 2027-12"),
        "{}",
        stdout(&cut)
    );
    let whole = demand(&plan, &[]);
    assert!(
        stdout(&whole).contains("forecast 2027-02 to 2028-01"),
        "{}",
        stdout(&whole)
    );
}

#[test]
fn mistakes_have_a_place_a_reason_and_a_remedy() {
    let plan = Plan::with("sold.csv", "month,units\n2026-01,5\n2026-13,6\n2026-02,x\n");
    let output = demand(&plan, &[]);
    expect_code(&output, 1);
    for words in [
        "E0711",
        "E0710",
        "\"2026-13\" in `month` is no month",
        "sold.csv:3",
        "sold.csv:4",
    ] {
        assert!(
            stdout(&output).contains(words),
            "{words} is missing in\n{}",
            stdout(&output)
        );
    }
    let few = Plan::with("sold.csv", "date,units\n01/02/2026,5\n02/03/2026,6\n");
    assert!(
        stdout(&demand(&few, &[])).contains("--dates"),
        "{}",
        stdout(&demand(&few, &[]))
    );
    let unknown = demand(&few, &["--by", "regoin"]);
    expect_code(&unknown, 1);
    assert!(
        stdout(&unknown).contains("the columns are date, units"),
        "{}",
        stdout(&unknown)
    );
    let absent = few.run(&["demand", "nothing.csv"]);
    expect_code(&absent, 2);
    assert!(
        stderr(&absent).contains("nothing.csv"),
        "{}",
        stderr(&absent)
    );
}

#[test]
fn numbers_that_could_be_thousands_or_decimals_are_refused_until_it_is_said() {
    let rows: String = (0..24_i32)
        .map(|month| {
            format!(
                "{}-{:02},{}.971\n",
                2023 + month / 12,
                1 + month % 12,
                20 + month % 5
            )
        })
        .collect();
    let plan = Plan::with("sold.csv", &format!("month,units\n{rows}"));
    let refused = demand(&plan, &[]);
    expect_code(&refused, 1);
    assert!(
        stdout(&refused).contains("--decimal"),
        "{}",
        stdout(&refused)
    );
    let json = ["--format", "json", "--decimal"];
    let first = |sign: &str| {
        let output = demand(&plan, &[&json[..], &[sign]].concat());
        expect_code(&output, 0);
        let found: Value = serde_json::from_str(stdout(&output)).unwrap();
        found["series"][0]["points"][0].as_f64().unwrap()
    };
    assert!((15.0..35.0).contains(&first(".")), "{}", first("."));
    assert!((15e3..35e3).contains(&first(",")), "{}", first(","));
}

#[test]
fn a_month_of_days_that_is_not_over_is_left_out_and_said() {
    let mut text = "date,units\n".to_owned();
    for month in 0..30_i32 {
        let last = if month == 29 { 9 } else { 28 };
        for day in 1..=last {
            let date = format!("{}-{:02}-{day:02}", 2024 + month / 12, 1 + month % 12);
            text += &format!("{date},{}\n", 90 + (month * 7 + day * 3) % 20);
        }
    }
    let plan = Plan::with("sold.csv", &text);
    let cut = demand(&plan, &[]);
    expect_code(&cut, 0);
    let text = stdout(&cut);
    expect_plain_and_narrow(text);
    for words in ["2026-06 is left out", "forecast 2026-06 to 2027-05"] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    // The control: whoever says that it is complete is believed.
    let whole = demand(&plan, &["--until", "2026-06"]);
    assert!(
        stdout(&whole).contains("forecast 2026-07"),
        "{}",
        stdout(&whole)
    );
}

#[test]
fn months_up_to_the_one_that_is_stated_are_known_and_what_comes_later_is_not_read() {
    let plan = Plan::with(
        "sold.csv",
        &(table() + "2027-05,north,\n2027-06,south,soon\n"),
    );
    let output = demand(&plan, &["--until", "2027-02", "--format", "json"]);
    expect_code(&output, 0);
    let found: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(found["history"]["until"].as_str(), Some("2027-02"));
    expect_code(&demand(&plan, &[]), 1);
}

#[test]
fn rows_of_totals_and_other_spellings_do_not_count_twice() {
    let mut text = "month,region,units\n".to_owned();
    for month in 0..36_i32 {
        let date = format!("{}-{:02}", 2024 + month / 12, 1 + month % 12);
        let (north, south) = (100 + month % 7, 50 + month % 5);
        let north_is = if month % 6 == 0 { "NORTH " } else { "North" };
        text += &format!(
            "{date},{north_is},{north}\n{date},South,{south}\n{date},Total,{}\n",
            north + south
        );
    }
    let plan = Plan::with("sold.csv", &text);
    let output = demand(&plan, &["--by", "region", "--format", "json"]);
    expect_code(&output, 0);
    let found: Value = serde_json::from_str(stdout(&output)).unwrap();
    let series = found["series"].as_array().unwrap();
    assert_eq!(series.len(), 3, "the total, North and South");
    let total = series[0]["points"][0].as_f64().unwrap();
    assert!((140.0..165.0).contains(&total), "{total}");
    let notes = found["notes"].to_string();
    for words in ["read as `North`", "`Total` in `region` is left out"] {
        assert!(notes.contains(words), "{words:?} is missing in {notes}");
    }
}

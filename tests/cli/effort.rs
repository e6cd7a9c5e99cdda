//! `foresell effort`.

use std::fs;

use serde_json::Value;

use crate::pay::json;
use crate::{Plan, expect_code, expect_plain_and_narrow, stderr, stdout};

/// Two reps whose quota is a stretch, with an accelerator that they follow.
const TEAM: &str = r#"
extends = "plan.toml"
[demand.sources.inbound]
leads-per-month = 40
[funnel.stages.closing]
dwell-days = { gamma = { mean = 45, cv = 0.5 } }
[workforce.groups.ae]
count = 2
[comp.plans.ae]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 80_000
rate = 0.1
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 3 }]
"#;
const TIMED: &str = "behaviour = { dynamic = { results-per-year = 60_000, timing = {} } }\n";

fn team(behaviour: &str) -> Plan {
    Plan::with("team.toml", &format!("{TEAM}{behaviour}"))
}

#[test]
fn effort_is_told_by_attainment_and_time_left() {
    let plan = team(TIMED);
    let told = plan.run(&["effort", "team.toml"]);
    expect_code(&told, 0);
    expect_plain_and_narrow(stdout(&told));
    let table = json(&plan, &["effort", "team.toml"]);
    assert_eq!(table["value"], Value::Null);
    let points = table["responses"][0]["points"].as_array().unwrap();
    let effort = |left: u64, attainment: f64| {
        let is_there = |point: &&Value| {
            point["months_left"] == left
                && (point["attainment"].as_f64().unwrap() - attainment).abs() < 1e-9
        };
        points.iter().find(is_there).unwrap()["effort"]
            .as_f64()
            .unwrap()
    };
    // Beyond quota a unit pays three times as much, far below it in the last month it does not matter.
    assert!(effort(1, 1.2) > 2.5 && effort(1, 0.0) < 1.1);
}

#[test]
fn a_simulation_tells_what_behaviour_and_moving_deals_change() {
    let plan = team(TIMED);
    let args = ["effort", "team.toml", "--simulate", "--trials", "200", "-q"];
    let told = json(&plan, &args);
    let change = |part: &str, kpi: &str| {
        let outputs = told["value"][part][0]["outputs"].as_array().unwrap();
        let output = outputs.iter().find(|output| output["kpi"] == kpi).unwrap();
        output["difference"].as_f64().unwrap()
    };
    assert!(change("periods", "bookings") > 0.0);
    assert!(change("timing", "conceded") > 0.0 && change("timing", "brought-in") > 0.0);
    expect_plain_and_narrow(stdout(&plan.run(&args)));
    // Where nobody moves deals nothing is said of it.
    let plan = team("behaviour = { dynamic = { results-per-year = 60_000 } }\n");
    let told = json(&plan, &args);
    assert_eq!(told["value"]["timing"], Value::Null);
}

#[test]
fn the_table_is_written_once_and_replaced_if_asked() {
    let plan = team(TIMED);
    let args = ["effort", "team.toml", "-o", "effort.csv"];
    expect_code(&plan.run(&args), 0);
    let written = fs::read_to_string(plan.path("effort.csv")).unwrap();
    assert!(written.starts_with("plan,role,period,months_left,attainment,effort"));
    // Three months left, and attainments from 0 to 200 % in steps of 5 %.
    assert_eq!(written.lines().count(), 1 + 3 * 41);
    let again = plan.run(&args);
    expect_code(&again, 2);
    assert!(stderr(&again).contains("--force"));
    expect_code(&plan.run(&[&args[..], &["--force"]].concat()), 0);
}

#[test]
fn mistakes_are_told() {
    let unknown = team(TIMED).run(&["effort", "team.toml", "--plan", "sdr"]);
    expect_code(&unknown, 2);
    assert!(stderr(&unknown).contains("there is no comp plan `sdr`: the scenario has ae"));
    let silent = team("").run(&["effort", "team.toml"]);
    expect_code(&silent, 0);
    assert!(stdout(&silent).contains("none states `behaviour`"));
    for (behaviour, said) in [
        ("{ dynamic = { timing = { early-days = 91 } } }", "0 to 90"),
        (
            "{ dynamic = { timing = { concession = nan } } }",
            "concession",
        ),
        ("{ elastic = { timing = {} } }", "timing"),
        (
            "{ dynamic = { timing = { lost-if-late = -0.1 } } }",
            "0 to 1",
        ),
    ] {
        let wrong = team(&format!("behaviour = {behaviour}\n")).run(&["check", "team.toml"]);
        expect_code(&wrong, 1);
        assert!(stderr(&wrong).contains(said) || stdout(&wrong).contains(said));
    }
    let collected = TEAM.replace("\"bookings\"", "\"opportunities\"");
    let plan = Plan::with("team.toml", &format!("{collected}{TIMED}"));
    let wrong = plan.run(&["check", "team.toml"]);
    expect_code(&wrong, 1);
}

/// A manager who is paid on all that is sold, and whom that does not move.
const MANAGER: &str = r#"
[workforce.roles.manager]
[workforce.groups.manager]
role = "manager"
count = 1
tenure-months = 24
[comp.plans.lead]
roles = ["manager"]
measure = "bookings"
credit = "company"
period = "quarter"
quota-per-year = 160_000
rate = 0.01
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
"#;

#[test]
fn one_plan_is_told_by_itself() {
    let plan = team(&format!("{TIMED}{MANAGER}"));
    let simulate = ["--simulate", "--trials", "50", "-q"];
    let lead = plan.run(&[&["effort", "team.toml", "--plan", "lead"][..], &simulate].concat());
    expect_code(&lead, 0);
    assert!(stdout(&lead).contains("Comp plan lead moves nobody: it does not state `behaviour`."));
    assert!(!stdout(&lead).contains("What behaviour"));
    let ae = plan.run(&[&["effort", "team.toml", "--plan", "ae"][..], &simulate].concat());
    expect_code(&ae, 0);
    expect_plain_and_narrow(stdout(&ae));
    let text = stdout(&ae);
    assert!(text.contains("What behaviour under comp plan ae changes"));
    assert!(text.contains(", the whole plan") && text.contains(" of bookings)"));
    assert!(text.contains("were held back beyond it") && text.contains("first months"));
    let told = json(
        &plan,
        &[&["effort", "team.toml", "--plan", "ae"][..], &simulate].concat(),
    );
    assert_eq!(told["value"]["plan"], "ae");
    let into = told["value"]["over_the_end"]["into"].as_f64().unwrap();
    let brought_in = told["value"]["timing"][0]["outputs"].as_array().unwrap();
    let brought_in = brought_in
        .iter()
        .find(|output| output["kpi"] == "brought-in");
    // One of the four ends of quarters is that of the plan.
    let all = brought_in.unwrap()["with"].as_f64().unwrap();
    assert!(into > 0.0 && into < all, "{into} of {all}");
    assert_eq!(
        told["value"]["months_of_quarter"].as_array().unwrap().len(),
        3
    );
}

#[test]
fn a_file_that_is_there_is_refused_before_anything_is_simulated() {
    let plan = team(TIMED);
    let args = ["effort", "team.toml", "-o", "effort.csv"];
    expect_code(&plan.run(&args), 0);
    let long = ["--simulate", "--trials", "1000000"];
    let again = plan.run(&[&args[..], &long].concat());
    expect_code(&again, 2);
    assert!(stderr(&again).contains("--force"));
}

#[test]
fn a_long_period_is_told_by_every_third_month() {
    let text = format!("{}{TIMED}", TEAM.replace("\"quarter\"", "\"year\""));
    let told = Plan::with("team.toml", &text).run(&["effort", "team.toml"]);
    expect_code(&told, 0);
    expect_plain_and_narrow(stdout(&told));
    assert!(stdout(&told).lines().all(|line| line.chars().count() <= 80));
    let head = stdout(&told)
        .lines()
        .find(|line| line.starts_with("attainment"));
    let head: Vec<&str> = head.unwrap().split_whitespace().collect();
    assert_eq!(
        head,
        ["attainment", "12", "9", "6", "3", "1", "pay", "per", "unit"]
    );
}

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

//! Alerts: which are raised, how they are said, and a run that is to fail by them.

use std::fs;

use foresell::kpi;
use foresell::scenario::{Disk, ScenarioError, load};
use serde_json::Value;

use crate::pay::team;
use crate::shards::expect_same;
use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout, stored};

/// About 2.5 of 10 leads a month are won, for 1,000 each: 30,000 a year. Nobody leaves.
const WATCHED: &str = r#"
extends = "plan.toml"
[targets.FY2027-Q3]
bookings = 2_000
[alerts.too-little]
kpi = "bookings"
period = "FY2027"
at-least = 45_000
owner = "Dana"
note = "call the bank"
[alerts.enough]
kpi = "bookings"
period = "FY2027"
at-least = 10_000
[alerts.thin]
kpi = "coverage"
period = "every quarter"
at-least = 20.0
chance = 0.9
[alerts.too-many]
kpi = "wins"
period = "2027-05"
at-most = 0
region = "all"
"#;
const SHORT: [&str; 4] = ["--trials", "300", "--seed", "3"];

fn run(plan: &Plan, more: &[&str]) -> std::process::Output {
    plan.run(&[&["run", "watched.toml", "-q"], &SHORT[..], more].concat())
}

fn alerts(plan: &Plan, more: &[&str]) -> Vec<Value> {
    let output = run(plan, &[&["--format", "json"], more].concat());
    expect_code(&output, 0);
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    summary["alerts"].as_array().unwrap().clone()
}

fn state<'v>(alerts: &'v [Value], id: &str) -> &'v str {
    let found = alerts.iter().find(|alert| alert["alert"] == id).unwrap();
    found["state"].as_str().unwrap()
}

#[test]
fn raised_alerts_are_said_in_words_with_owner_and_note() {
    let plan = Plan::with("watched.toml", WATCHED);
    let output = run(&plan, &[]);
    // Reported, and no failure unless that is asked for.
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    let flat = text.replace("\n    ", " ");
    for words in [
        "Alerts: 3 of 4 raised\n",
        "RAISED: Bookings for FY2027 falls below 45.0 k with ",
        "; owner: Dana; call the bank\n",
        "RAISED: Pipeline coverage for FY2027-Q3 falls below 20 with ",
        "RAISED: Deals won for 2027-05, all rises above 0 with ",
        "quiet: Bookings for FY2027 falls below 10.0 k with 0.0 % chance (standard error 0.0 pt)",
        "(raised from 50.0 % on)",
    ] {
        assert!(flat.contains(words), "{words:?} is missing in\n{text}");
    }
    let said = alerts(&plan, &[]);
    assert_eq!(said.len(), 4, "{said:?}");
    assert_eq!(state(&said, "too-little"), "raised");
    assert_eq!(state(&said, "enough"), "quiet");
    let missed = &said[3]["missed"];
    let (share, error) = (
        missed["share"].as_f64().unwrap(),
        missed["standard_error"].as_f64().unwrap(),
    );
    // One of 2.5 wins a month is likely to be there: the mean of Poisson wins is 2.5, and none has a chance of exp(-2.5).
    assert!((share - 0.918).abs() < 6.0 * error, "{missed}");
    assert!((error - (share * (1.0 - share) / 300.0).sqrt()).abs() < 1e-12);
}

#[test]
fn a_run_fails_by_a_raised_alert_if_that_is_asked_for() {
    let plan = Plan::with("watched.toml", WATCHED);
    let failed = run(&plan, &["--fail-on-alert"]);
    expect_code(&failed, 1);
    assert_eq!(stderr(&failed), "3 alerts raised: the summary says which\n");
    fs::write(
        plan.path("watched.toml"),
        "extends = \"plan.toml\"\n[alerts.enough]\nkpi = \"bookings\"\nperiod = \"FY2027\"\nat-least = 10_000\n",
    )
    .unwrap();
    let fine = run(&plan, &["--fail-on-alert"]);
    expect_code(&fine, 0);
    assert_eq!(stderr(&fine), "");
    // Nobody can tell what is not counted: that is no pass.
    let uncounted = run(&plan, &["--fail-on-alert", "--only", "leads"]);
    expect_code(&uncounted, 1);
    assert!(
        stderr(&uncounted)
            .starts_with("1 alert not counted, because `only` asks for other numbers"),
        "{}",
        stderr(&uncounted)
    );
    let said = stdout(&uncounted).replace("\n    ", " ");
    assert!(
        said.contains(
            "not counted: Bookings for FY2027, since only other numbers are wanted (`only`)"
        ),
        "{said}"
    );
    // A KPI that takes what is counted anyway is told.
    expect_code(&run(&plan, &["--fail-on-alert", "--only", "deal-size"]), 0);
    let shard = ["--fail-on-alert", "--shard", "1/2", "-o", "part"];
    expect_code(&run(&plan, &shard), 2);
}

#[test]
fn a_folder_holds_a_row_for_each_alert_and_period() {
    let plan = Plan::with("watched.toml", WATCHED);
    expect_code(&run(&plan, &["-o", "out"]), 0);
    let table = fs::read_to_string(plan.path("out/alerts.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].starts_with("alert,kpi,title,period,past,counted-from,counted-until,cut,member,bound,threshold,unit,"),
        "{table}"
    );
    assert_eq!(lines.len(), 5, "{table}");
    assert!(
        lines[3].starts_with(
            "too-little,bookings,Bookings,FY2027,no,2027-01,2027-12,,,at-least,45000.00,USD,"
        ),
        "{table}"
    );
    assert!(
        lines[3].ends_with(",0.5,raised,Dana,call the bank"),
        "{table}"
    );
    assert!(lines[4].contains(",region,all,at-most,0,count,"), "{table}");
    // A plan without alerts has no such table.
    expect_code(
        &plan.run(&["run", "plan.toml", "-q", "--trials", "20", "-o", "none"]),
        0,
    );
    assert!(!entries(&plan.path("none")).contains(&"alerts.csv".to_owned()));
}

#[test]
fn counted_futures_and_parts_say_the_same_of_alerts() {
    let plan = Plan::with("watched.toml", WATCHED);
    let counted = ["--summaries", "counted"];
    let (held, said) = (alerts(&plan, &[]), alerts(&plan, &counted));
    for (held, said) in held.iter().zip(&said) {
        assert_eq!(held["missed"], said["missed"]);
        assert_eq!(held["state"], said["state"]);
    }
    expect_code(&run(&plan, &["-o", "whole"]), 0);
    for part in ["1/2", "2/2"] {
        let name = format!("part-{}", &part[..1]);
        expect_code(&run(&plan, &["--shard", part, "-o", &name]), 0);
    }
    let merge = [
        "merge",
        "part-2",
        "part-1",
        "-q",
        "-o",
        "merged",
        "--fail-on-alert",
    ];
    let merged = plan.run(&merge);
    expect_code(&merged, 1);
    expect_same(&plan.path("whole"), &plan.path("merged"));
}

/// What has happened is known: it was missed or kept, and any chance raises it.
#[test]
fn months_that_have_happened_were_missed_or_kept() {
    let overlay = r#"
extends = "team.toml"
[actuals]
until = "2027-03"
credits = "credits.csv"
[alerts.slow-start]
kpi = "bookings"
period = "every month"
at-least = 3_000
chance = 1
"#;
    let plan = team();
    fs::write(plan.path("watched.toml"), overlay).unwrap();
    let credits = "date,seat,deal,amount\n2027-01-10,ae-1,A,1000\n2027-02-10,ae-1,B,5000\n";
    fs::write(plan.path("credits.csv"), credits).unwrap();
    let said = alerts(&plan, &[]);
    let of = |period: &str| said.iter().find(|alert| alert["period"] == period).unwrap();
    assert_eq!(
        (&of("2027-01")["past"], &of("2027-01")["state"]),
        (&true.into(), &"raised".into())
    );
    assert_eq!(
        (&of("2027-02")["past"], &of("2027-02")["state"]),
        (&true.into(), &"quiet".into())
    );
    assert_eq!(
        (&of("2027-08")["past"], &of("2027-08")["state"]),
        (&false.into(), &"quiet".into())
    );
    let output = run(&plan, &["-o", "out"]);
    let text = stdout(&output).replace("\n    ", " ");
    for words in [
        "RAISED: Bookings for 2027-01 was below 3.00 k: 1.00 k",
        "quiet: Bookings for 2027-02 was at least 3.00 k: 5.00 k",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    // History and simulation stand in one table, by one definition.
    let kpis = fs::read_to_string(plan.path("out/kpis-by-period.csv")).unwrap();
    for row in [
        "bookings,Bookings,2027-01,month,yes,high-is-good,USD,1000.00,",
        "deal-size,Deal size,2027-02,month,yes,high-is-good,USD,5000.00,",
        "bookings,Bookings,2027-03,month,no,high-is-good,USD,",
        "bookings,Bookings,FY2027-Q1,quarter,part,high-is-good,USD,",
    ] {
        assert!(kpis.contains(row), "{row:?} is missing in\n{kpis}");
    }
    assert!(!kpis.contains("\nleads,Leads,2027-01,"), "{kpis}");
    assert!(kpis.contains("\nleads,Leads,2027-03,"), "{kpis}");
}

/// Whatever is watched in a shipped plan, by whatever period, is told or refused with a reason; nothing breaks.
#[test]
fn every_kpi_can_be_watched_or_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut overlay = String::new();
    for kpi in kpi::ALL {
        for every in ["month", "quarter", "year"] {
            overlay.push_str(&format!(
                "[alerts.{}-{every}]\nkpi = \"{}\"\nperiod = \"every {every}\"\nat-least = 1\n",
                kpi.id, kpi.id
            ));
        }
    }
    let path = folder.path().join("all.toml");
    fs::write(&path, overlay).unwrap();
    for base in ["saas", "services", "distribution", "saas-mid-year", "ref-1"] {
        let plan = stored::scenarios().join(base).join("scenario.toml");
        let Err(ScenarioError::Invalid { findings, .. }) = load(&Disk, &[plan, path.clone()])
        else {
            panic!("{base}: seats at quota have no meaning in a month");
        };
        for finding in &findings {
            let is_chance = ["`target-reached`", "`budget-kept`"]
                .iter()
                .any(|chance| finding.message.starts_with(chance));
            let code = if is_chance { "E0204" } else { "E1301" };
            assert_eq!(finding.code.id(), code, "{base}: {}", finding.message);
            assert!(!finding.help.is_empty(), "{}", finding.message);
        }
        let refused = |id: &str| {
            let words = format!("`{id}`");
            findings
                .iter()
                .filter(|finding| finding.message.contains(&words))
                .count()
        };
        assert_eq!(refused("bookings"), 0, "{base}");
        assert_eq!(refused("reps-at-quota"), 2, "{base}");
    }
}

#[test]
fn a_comparison_says_which_alerts_a_what_if_takes_away() {
    let plan = Plan::with("watched.toml", WATCHED);
    // Three times the leads: enough is booked, and May has more wins than it should.
    fs::write(
        plan.path("more.toml"),
        "demand.sources.inbound.leads-per-month = 30\n",
    )
    .unwrap();
    let args = [
        "compare",
        "watched.toml",
        "more.toml",
        "-q",
        "--trials",
        "300",
        "--seed",
        "3",
    ];
    let output = plan.run(&args);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    let flat = text.replace("\n    ", " ");
    assert!(
        flat.contains("taken away: Bookings for FY2027 falls below 45.0 k with "),
        "{text}"
    );
    let told = plan.run(&[&args[..], &["--format", "json", "-o", "out"]].concat());
    expect_code(&told, 0);
    let told: Value = serde_json::from_str(stdout(&told)).unwrap();
    let alerts = told["what_ifs"][0]["alerts"].as_array().unwrap();
    let of = |id: &str| alerts.iter().find(|alert| alert["alert"] == id).unwrap();
    assert_eq!(of("too-little")["change"], "taken-away");
    assert_eq!(of("enough")["change"], "stays-quiet");
    assert_eq!(of("too-many")["change"], "stays-raised");
    // What is said of the base is what a run of it says.
    let alone = self::alerts(&plan, &[]);
    let alone = alone.iter().find(|alert| alert["alert"] == "too-little");
    assert_eq!(of("too-little")["base"]["missed"], alone.unwrap()["missed"]);
    let share = |side: &str| of("too-little")[side]["missed"]["share"].as_f64().unwrap();
    let difference = of("too-little")["difference"]["mean"].as_f64().unwrap();
    assert!((share("what_if") - share("base") - difference).abs() < 1e-9);
    let table = fs::read_to_string(plan.path("out/alerts.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + alerts.len(), "{table}");
}

/// Whether street quota means anything is asked of the plan, so that the answer does not hang on how futures are held.
#[test]
fn an_alert_on_street_quota_nobody_carries_is_refused_held_and_counted() {
    let plan = Plan::with(
        "watched.toml",
        "extends = \"plan.toml\"\n[alerts.street]\nkpi = \"street-quota\"\nperiod = \"FY2027\"\nat-least = 1\n",
    );
    for how in ["exact", "counted"] {
        let refused = run(&plan, &["--summaries", how]);
        expect_code(&refused, 1);
        let said = format!("{}{}", stdout(&refused), stderr(&refused));
        assert!(said.contains("street-quota"), "{said}");
    }
}

/// Nobody can tell what has no value: that is no pass.
#[test]
fn a_run_fails_by_an_alert_without_a_value() {
    let plan = Plan::with(
        "watched.toml",
        "extends = \"plan.toml\"\ndemand.sources.inbound.leads-per-month = 0\n\
         [alerts.size]\nkpi = \"deal-size\"\nperiod = \"FY2027\"\nat-least = 1\n",
    );
    let failed = run(&plan, &["--fail-on-alert"]);
    expect_code(&failed, 1);
    let said = stderr(&failed);
    assert!(
        said.starts_with("1 alert without a value in any future"),
        "{said}"
    );
}

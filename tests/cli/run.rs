//! `foresell run`: the summary, the results folder, and the same answer however it is computed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::{Plan, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout, stored};

pub(crate) fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = plan.run(&[&["run", "plan.toml", "--format", "json"], args].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

pub(crate) fn figure<'a>(summary: &'a Value, id: &str) -> &'a Value {
    let figures = summary["periods"][0]["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["id"] == id).unwrap()
}

#[test]
fn the_summary_is_plain_in_a_pipe_and_nothing_is_written() {
    let plan = Plan::new();
    let output = plan.run(&["run", "plan.toml", "--trials", "40"]);
    expect_code(&output, 0);
    expect_plain_and_narrow(stdout(&output));
    assert!(
        stdout(&output).starts_with("Minimal\n40 futures | seed 1 | scenario "),
        "{}",
        stdout(&output)
    );
    assert_eq!(stderr(&output), "");
    assert_eq!(plan.entries(), ["plan.toml"]);
}

/// The company of which half a year has happened: what of it is actual, and the odds of what is left.
#[test]
fn the_shipped_scenario_in_mid_year_says_what_has_happened() {
    let scenario = stored::scenarios().join("saas-mid-year/scenario.toml");
    let run = |format: &str| {
        let mut command = foresell();
        command.arg("run").arg(&scenario);
        let output = command.args(["--trials", "32", "--format", format]);
        let output = output.output().unwrap();
        expect_code(&output, 0);
        stdout(&output).to_owned()
    };
    let text = run("text");
    expect_plain_and_narrow(&text);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "6 months actual, 6 simulated; actual bookings so far 16.5 M.",
        "What is not known of the actual months, such as leads and opportunities, is left out",
        "Asia-Pacific 4.50 M",
        "FY2027-Q4 10.1 M",
        "Recognised revenue",
    ] {
        assert!(words.contains(said), "{said} in {text}");
    }
    // A sale counts once, however many seats share it.
    let credits = fs::read_to_string(scenario.with_file_name("credits.csv")).unwrap();
    let sales: BTreeMap<&str, f64> = credits
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect::<Vec<_>>())
        .filter(|row| row[3].is_empty())
        .map(|row| (row[2], row[4].parse::<f64>().unwrap()))
        .collect();
    let booked: f64 = sales.values().sum();
    let summary: Value = serde_json::from_str(&run("json")).unwrap();
    let so_far = summary["periods"][0]["actual"]["bookings"]
        .as_f64()
        .unwrap();
    assert!((booked - so_far).abs() < 0.005, "{booked} and {so_far}");
}

#[test]
fn the_shipped_scenario_says_what_a_director_asks_for() {
    let output = foresell()
        .args(["run", &saas("scenario.toml"), "--trials", "32"])
        .output()
        .unwrap();
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    let asked = [
        "FY2027",
        "FY2028",
        "Bookings ",
        "from open pipeline",
        "Ramped capacity",
        "Street quota",
        "Settlements at quota",
        "Cost of sales / bookings",
        "Contribution",
        "Leavers",
        "ARR at the end",
        "GRR of ARR up for renewal",
        "NRR of ARR up for renewal",
        "Customer lifetime value, LTV",
        "Cost per new customer, CAC",
        "LTV / CAC",
        "Payback of CAC, months",
        "Variable pay by comp plan",
        "account-executives ",
        "mean (excess)",
        "Recognised revenue",
        "Cash collected",
        "chance to reach it",
        "attainment factor",
        "over-assignment",
        "What bound: sales capacity in",
        "at least",
        "at most",
        "Assumed, not from your data:",
    ];
    for words in asked {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
}

#[test]
fn json_has_the_documented_fields_and_a_standard_error_for_every_figure() {
    let summary = json(&Plan::new(), &["--trials", "200", "--seed", "7"]);
    assert_eq!(
        keys(&summary),
        BTreeSet::from([
            "format",
            "kind",
            "engine",
            "scenario",
            "run",
            "periods",
            "other_targets",
            "other_budgets",
            "ledger",
            "alerts",
            "initiatives",
            "assumptions"
        ])
    );
    assert_eq!(
        (&summary["format"], &summary["kind"]),
        (&1.into(), &"summary".into())
    );
    assert_eq!(
        keys(&summary["run"]),
        BTreeSet::from([
            "seed",
            "first_trial",
            "trials",
            "requested",
            "complete",
            "precision"
        ])
    );
    assert_eq!(
        (&summary["run"]["seed"], &summary["run"]["trials"]),
        (&7.into(), &200.into())
    );
    assert_eq!(summary["run"]["complete"], true);
    assert_eq!(
        keys(&summary["scenario"]),
        BTreeSet::from(["name", "hash", "currency", "locale"])
    );
    let period = &summary["periods"][0];
    let fields = [
        "label",
        "from",
        "until",
        "complete",
        "actual",
        "target",
        "budget",
        "figures",
        "plans",
        "bound_by_capacity",
        "bound_by_supply",
        "bound_by_stock",
        "bound_by_budget",
        "ledger",
        "drivers",
    ];
    assert_eq!(keys(period), BTreeSet::from(fields));
    assert_eq!(
        period["bound_by_capacity"]["by_month"]
            .as_array()
            .unwrap()
            .len(),
        12
    );
    // Nothing is uncertain in the smallest scenario.
    assert!(period["drivers"].is_null());
    for figure in period["figures"].as_array().unwrap() {
        let fields = [
            "id",
            "title",
            "unit",
            "direction",
            "formula",
            "trials",
            "mean",
            "standard_error",
            "replicated",
            "controlled",
            "p10",
            "p50",
            "p90",
            "nine_in_ten",
        ];
        assert_eq!(keys(figure), BTreeSet::from(fields));
        assert!(figure["standard_error"].is_number(), "{figure}");
        assert_eq!(
            keys(&figure["p50"]),
            BTreeSet::from(["value", "standard_error", "low", "high"])
        );
    }
}

#[test]
fn figures_agree_with_what_the_scenario_implies() {
    // Ten leads a month, a quarter of which are won a month later on average, at 1,000 each: 11 months' worth in all.
    let summary = json(&Plan::new(), &["--trials", "4000"]);
    let bookings = figure(&summary, "bookings");
    let (mean, error) = (
        bookings["mean"].as_f64().unwrap(),
        bookings["standard_error"].as_f64().unwrap(),
    );
    assert!((mean - 27_500.0).abs() < 6.0 * error, "{mean} +- {error}");
    assert!(error < 100.0, "the check could not see a fault of 1 %");
    assert_eq!(bookings["unit"], "USD");
    assert_eq!(bookings["nine_in_ten"]["words"], "at least");
    assert_eq!(
        figure(&summary, "leavers")["nine_in_ten"]["words"],
        "at most"
    );
}

#[test]
fn threads_and_parts_change_no_digit() {
    let plan = Plan::new();
    let one = json(&plan, &["--trials", "100", "--threads", "1"]);
    assert_eq!(one, json(&plan, &["--trials", "100", "--threads", "2"]));
    let first = json(&plan, &["--trials", "50"]);
    let second = json(&plan, &["--trials", "50", "--first-trial", "50"]);
    let mean = |summary: &Value| figure(summary, "wins")["mean"].as_f64().unwrap();
    assert!((mean(&one) * 2.0 - mean(&first) - mean(&second)).abs() < 1e-9);
    assert_ne!(
        mean(&one).to_bits(),
        mean(&json(&plan, &["--trials", "100", "--seed", "2"])).to_bits()
    );
}

#[test]
fn files_compose_from_left_to_right() {
    let plan = Plan::with("more.toml", "[workforce.groups.ae]\ncount = 3\n");
    let output = plan.run(&[
        "run",
        "plan.toml",
        "more.toml",
        "--trials",
        "5",
        "--format",
        "json",
    ]);
    expect_code(&output, 0);
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(figure(&summary, "headcount")["mean"], 3.0);
}

/// A plan that states no capacity has no ramped-rep equivalents, rather than none of them.
#[test]
fn what_a_plan_does_not_speak_of_has_no_row() {
    let stated = "extends = \"plan.toml\"\n[workforce.roles.ae]\ncapacity-per-year = 30_000\n";
    let plan = Plan::with("stated.toml", stated);
    for (file, there) in [("plan.toml", false), ("stated.toml", true)] {
        let run = ["run", file, "--trials", "20"];
        let output = plan.run(&run);
        expect_code(&output, 0);
        for row in ["Ramped capacity", "Ramped-rep equivalents"] {
            assert_eq!(stdout(&output).contains(row), there, "{row} of {file}");
        }
        // Neither does the plan have a pipeline or a quota.
        for row in ["from open pipeline", "Street quota"] {
            assert!(!stdout(&output).contains(row), "{row} of {file}");
        }
        let output = plan.run(&[&run[..], &["--format", "json"]].concat());
        let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
        let figures = summary["periods"][0]["figures"].as_array().unwrap();
        let has = |id: &str| figures.iter().any(|figure| figure["id"] == id);
        for id in ["capacity", "rre", "capacity-use", "capacity-budgeted"] {
            assert_eq!(has(id), there, "{id} of {file}");
        }
    }
}

/// What a plan pays on average stands beside what it would pay at the average: with an accelerator it is more.
#[test]
fn a_plan_pays_more_on_average_than_at_the_average() {
    let comp = "extends = \"plan.toml\"\nworkforce.roles.ae.incentive-per-year = 120_000\n[comp.plans.ae]\nroles = [\"ae\"]\n\
                measure = \"bookings\"\nperiod = \"quarter\"\nquota-per-year = 28_000\ntier-method = \"marginal\"\n\
                tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 3 }]\n";
    let plan = Plan::with("comp.toml", comp);
    let args = [
        "run",
        "comp.toml",
        "--trials",
        "200",
        "-o",
        "out",
        "--format",
        "json",
    ];
    let output = plan.run(&args);
    expect_code(&output, 0);
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    let pay = &summary["periods"][0]["plans"][0];
    let number = |key: &str| pay[key].as_f64().unwrap();
    assert_eq!(pay["plan"], "ae");
    assert!(number("excess") > 0.1, "{pay}");
    assert!((number("mean") / number("at_mean") - 1.0 - number("excess")).abs() < 1e-6);
    let table = fs::read_to_string(plan.path("out/comp.csv")).unwrap();
    assert!(
        table.contains(&format!("{:.2}", number("at_mean"))),
        "{table}"
    );
    let text = plan.run(&["run", "comp.toml", "--trials", "200"]);
    let line = stdout(&text)
        .lines()
        .find(|line| line.starts_with("ae "))
        .unwrap();
    let excess = format!("(+{:.1} %)", 100.0 * number("excess"));
    assert!(line.ends_with(&excess), "{line} and {excess}");
}

/// With few futures the summary says that it does not name drivers, and with enough it names them.
#[test]
fn too_few_futures_for_drivers_are_said_to_be() {
    let doubt = "[funnel.stages.closing]\npass = { normal = { mean = 0.25, sd = 0.08 } }\n";
    let plan = Plan::with("doubt.toml", doubt);
    let text = |trials: &str, file: &str| {
        let output = plan.run(&["run", "plan.toml", file, "--trials", trials]);
        expect_code(&output, 0);
        stdout(&output).replace("\n  ", " ")
    };
    let words = "What moves bookings most is said from 100 futures on (--trials).";
    assert!(text("99", "doubt.toml").contains(words));
    let enough = text("400", "doubt.toml");
    assert!(
        !enough.contains(words) && enough.contains("Biggest drivers"),
        "{enough}"
    );
    assert!(
        !text("99", "plan.toml").contains(words),
        "nothing is uncertain there"
    );
}

#[test]
fn the_locale_of_the_scenario_decides_how_numbers_read() {
    let plan = Plan::with(
        "german.toml",
        "locale = \"de-DE\"\n[funnel]\ndeal-size = 1_234_000\n",
    );
    let output = plan.run(&["run", "plan.toml", "german.toml", "--trials", "50"]);
    expect_code(&output, 0);
    let bookings = stdout(&output)
        .lines()
        .find(|line| line.starts_with("Bookings "))
        .unwrap();
    assert!(
        bookings.contains(',') && bookings.contains(" M") && !bookings.contains('.'),
        "{bookings}"
    );
}

//! `foresell compare`: what goes in, what comes out, in the same futures.

use std::fs;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout};

fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = plan.run(&[&["compare", "--format", "json"], args].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

fn output<'a>(what_if: &'a Value, id: &str) -> &'a Value {
    let outputs = what_if["periods"][0]["outputs"].as_array().unwrap();
    outputs.iter().find(|output| output["id"] == id).unwrap()
}

#[test]
fn the_screen_is_narrow_and_shows_inputs_and_outputs() {
    let args = [
        "compare",
        &saas("scenario.toml"),
        &saas("what-if/two-more-sdrs.toml"),
        "--trials",
        "32",
    ];
    let output = foresell().args(args).output().unwrap();
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for words in [
        "Base",
        "What-if",
        "32 shared futures",
        "workforce.groups.sdr-extra: (none) -> {",
        "Bookings",
        "±",
        "Wins",
        "x\n",
        "Assumed, not from your data:",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
}

/// Two who share the work of a third are paid the same in all, but each rounded to the cent.
#[test]
fn a_cent_that_is_too_little_to_be_shown_is_nobodys_win() {
    let base = "extends = \"plan.toml\"\n[segments.other]\n[demand.sources.inbound]\nleads-per-month = 20\n\
                [funnel]\ndeal-size = 501\n\
                [workforce.groups.ae]\ncount = 3\n[workforce.roles.ae]\nattrition-per-year = 0\nincentive-per-year = 40_000\n\
                [comp.plans.sales]\nroles = [\"ae\"]\nmeasure = \"bookings\"\nperiod = \"quarter\"\n\
                quota-per-year = 90_000\ntier-method = \"marginal\"\n\
                tiers = [{ above = 0, multiplier = 1 }]\n";
    let plan = Plan::with("base.toml", base);
    fs::write(
        plan.path("turned.toml"),
        "simulation.seed = 1\nterritory.routing.ae = \"round-robin\"\n",
    )
    .unwrap();
    let args = ["compare", "base.toml", "turned.toml", "--trials", "300"];
    let output = plan.run(&args);
    expect_code(&output, 0);
    let text = stdout(&output);
    let pay = text.lines().find(|line| line.starts_with("Variable pay"));
    let words: Vec<&str> = pay.unwrap().split_whitespace().rev().take(5).collect();
    assert_eq!(words, ["-", "-", "0.00", "\u{b1}", "0.00"], "{text}");
    // Programs have the very numbers.
    let found = json(&plan, &args[1..]);
    let pay = self::output(&found["what_ifs"][0], "variable-pay");
    assert!(pay["better"]["share"].as_f64().unwrap() > 0.0, "{pay}");
}

#[test]
fn an_accelerator_alone_is_said_to_change_pay_only() {
    let args = [
        "compare",
        &saas("scenario.toml"),
        &saas("what-if/accelerator.toml"),
        "--trials",
        "32",
    ];
    let output = foresell().args(args).output().unwrap();
    expect_code(&output, 0);
    assert!(
        stdout(&output).contains("Note: behaviour is off: the plan changes pay only."),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_plan_compared_with_itself_differs_in_nothing() {
    let plan = Plan::new();
    let comparison = json(&plan, &["plan.toml", "plan.toml", "--trials", "50"]);
    let what_if = &comparison["what_ifs"][0];
    assert_eq!(what_if["inputs"], serde_json::json!([]));
    let wins = output(what_if, "wins");
    assert_eq!(
        (
            &wins["difference"]["mean"],
            &wins["better"]["share"],
            &wins["worse"]["share"]
        ),
        (&0.0.into(), &0.0.into(), &0.0.into())
    );
    assert!(wins["variance_reduction"].is_null());
}

#[test]
fn shared_futures_make_the_difference_sharper_than_independent_ones() {
    // A tenth more leads to a coupled Poisson stream: the difference is the extra tenth alone.
    let plan = Plan::with(
        "more.toml",
        "[demand.sources.inbound]\nleads-per-month = 11\n",
    );
    let comparison = json(&plan, &["plan.toml", "more.toml", "--trials", "2000"]);
    let what_if = &comparison["what_ifs"][0];
    assert_eq!(
        what_if["inputs"],
        serde_json::json!([{ "path": "demand.sources.inbound.leads-per-month", "old": "10", "new": "11" }])
    );
    let wins = output(what_if, "wins");
    let difference = &wins["difference"];
    let (mean, error) = (
        difference["mean"].as_f64().unwrap(),
        difference["standard_error"].as_f64().unwrap(),
    );
    assert!((mean - 2.75).abs() < 6.0 * error, "{mean} +- {error}");
    assert!(wins["variance_reduction"].as_f64().unwrap() > 3.0, "{wins}");
    assert!(
        difference["low"].as_f64().unwrap() < mean && mean < difference["high"].as_f64().unwrap()
    );
}

#[test]
fn what_ifs_stand_alone_or_lie_over_the_base_and_compose_with_a_plus() {
    let plan = Plan::with("more.toml", "[workforce.groups.ae]\ncount = 3\n");
    fs::write(
        plan.path("longer.toml"),
        "extends = \"plan.toml\"\n[funnel.stages.closing]\ndwell-days = 60\n",
    )
    .unwrap();
    let args = [
        "plan.toml",
        "more.toml",
        "longer.toml",
        "more.toml+longer.toml",
        "--trials",
        "5",
    ];
    let comparison = json(&plan, &args);
    let paths = |ix: usize| -> Vec<String> {
        let inputs = comparison["what_ifs"][ix]["inputs"].as_array().unwrap();
        inputs
            .iter()
            .map(|input| input["path"].as_str().unwrap().to_owned())
            .collect()
    };
    let (stage, group) = (
        "funnel.stages.closing.dwell-days",
        "workforce.groups.ae.count",
    );
    assert_eq!(
        (paths(0), paths(1), paths(2)),
        (
            vec![group.into()],
            vec![stage.into()],
            vec![stage.into(), group.into()]
        )
    );
    assert_eq!(
        output(&comparison["what_ifs"][0], "headcount")["what_if"]["mean"],
        3.0
    );
}

#[test]
fn a_composition_has_all_names_and_no_two_what_ifs_have_the_same() {
    let plan = Plan::with("freeze.toml", "name = \"Freeze\"\n");
    fs::create_dir(plan.path("other")).unwrap();
    for (file, text) in [
        ("pay.toml", "name = \"New pay\"\n"),
        ("more.toml", "[workforce.groups.ae]\ncount = 3\n"),
        ("own.toml", "extends = \"plan.toml\"\n"),
        ("other/more.toml", "[workforce.groups.ae]\ncount = 4\n"),
    ] {
        fs::write(plan.path(file), text).unwrap();
    }
    let args = [
        "plan.toml",
        "freeze.toml",
        "freeze.toml+pay.toml",
        "pay.toml+freeze.toml",
        "pay.toml+more.toml",
        "more.toml",
        "other/more.toml",
        "own.toml",
        "own.toml",
        "--trials",
        "3",
        "-o",
        "out",
    ];
    let comparison = json(&plan, &args);
    let names: Vec<&str> = comparison["what_ifs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|what_if| what_if["name"].as_str().unwrap())
        .collect();
    let expected = [
        "Freeze",
        "Freeze + New pay",
        "New pay + Freeze",
        "New pay + more.toml",
        "more.toml (more.toml)",
        "more.toml (other/more.toml)",
        "Minimal (own.toml)",
        "Minimal (own.toml), 2",
    ];
    assert_eq!(names, expected);
    let outputs = fs::read_to_string(plan.path("out/outputs.csv")).unwrap();
    for name in ["New pay + Freeze,", "\"Minimal (own.toml), 2\","] {
        assert!(
            outputs.contains(&format!("\n{name}")),
            "{name} in {outputs}"
        );
    }
}

#[test]
fn a_run_of_a_composition_has_all_names() {
    let plan = Plan::with("freeze.toml", "name = \"Minimal, freeze\"\n");
    fs::write(plan.path("more.toml"), "[workforce.groups.ae]\ncount = 3\n").unwrap();
    let files = ["plan.toml", "freeze.toml", "more.toml"];
    let output = plan.run(&[&["run"], &files[..], &["--trials", "3", "-o", "out"]].concat());
    expect_code(&output, 0);
    let text = stdout(&output);
    assert!(text.starts_with("Minimal + freeze + more.toml\n"), "{text}");
    // The folder repeats the run under the same name.
    let again = plan.run(&["run", "out/scenario.toml", "--trials", "3"]);
    expect_code(&again, 0);
    assert_eq!(
        stdout(&again).lines().take(3).collect::<Vec<_>>(),
        text.lines().take(3).collect::<Vec<_>>()
    );
}

#[test]
fn rows_of_tables_are_compared_by_their_first_column() {
    let plan = Plan::new();
    let seats = "seat,role,hired\n";
    fs::write(
        plan.path("a.csv"),
        format!("{seats}s-1,ae,2026-01\ns-2,ae,2026-01\n"),
    )
    .unwrap();
    fs::write(
        plan.path("b.csv"),
        format!("{seats}s-3,ae,2026-01\ns-1,ae,2025-01\n"),
    )
    .unwrap();
    fs::write(
        plan.path("a.toml"),
        "extends = \"plan.toml\"\n[workforce]\nseats = \"a.csv\"\n",
    )
    .unwrap();
    fs::write(
        plan.path("b.toml"),
        "extends = \"plan.toml\"\n[workforce]\nseats = \"b.csv\"\n",
    )
    .unwrap();
    let comparison = json(&plan, &["a.toml", "b.toml", "--trials", "5"]);
    let change = &comparison["what_ifs"][0]["inputs"][0];
    assert_eq!(
        (&change["added"], &change["removed"]),
        (&serde_json::json!(["s-3"]), &serde_json::json!(["s-2"]))
    );
    let cell = serde_json::json!([{ "row": "s-1", "column": "hired", "old": "2026-01", "new": "2025-01" }]);
    assert_eq!(change["changed"], cell);
}

#[test]
fn a_folder_holds_both_sides_as_tables() {
    let plan = Plan::with("more.toml", "[workforce.groups.ae]\ncount = 3\n");
    let output = plan.run(&[
        "compare",
        "plan.toml",
        "more.toml",
        "--trials",
        "5",
        "-o",
        "out",
    ]);
    expect_code(&output, 0);
    assert_eq!(
        entries(&plan.path("out")),
        [
            "alerts.csv",
            "comparison.json",
            "inputs.csv",
            "outputs.csv",
            "run.json"
        ]
    );
    let inputs = fs::read_to_string(plan.path("out/inputs.csv")).unwrap();
    assert!(
        inputs.ends_with("more.toml,workforce.groups.ae.count,,,1,3\n"),
        "{inputs}"
    );
}

/// Targets of a region and of a quarter are compared like that of the year, in the text, the JSON and the table.
#[test]
fn targets_of_regions_and_quarters_are_compared() {
    let plan = Plan::with(
        "base.toml",
        r#"
        extends = "plan.toml"
        [targets.FY2027]
        bookings = 28_000
        regions = { all = 26_000 }
        [targets.FY2027-Q4]
        bookings = 7_000
        "#,
    );
    fs::write(
        plan.path("more.toml"),
        "[demand.sources.inbound]\nleads-per-month = 14\n[targets.FY2027]\nregions = { all = 27_000 }\n",
    )
    .unwrap();
    let args = ["base.toml", "more.toml", "--trials", "200", "-o", "out"];
    let comparison = json(&plan, &args);
    let targets = comparison["what_ifs"][0]["targets"].as_array().unwrap();
    let labels: Vec<_> = targets
        .iter()
        .map(|target| target["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["FY2027, all", "FY2027-Q4"]);
    let region = &targets[0];
    assert_eq!(
        (&region["base"]["bookings"], &region["what_if"]["bookings"]),
        (&26_000.0.into(), &27_000.0.into())
    );
    let share = |side: &str| region[side]["chance"]["share"].as_f64().unwrap();
    let difference = region["difference"]["mean"].as_f64().unwrap();
    assert!(
        (share("what_if") - share("base") - difference).abs() < 1e-9,
        "{region}"
    );
    assert!(difference > 0.2, "{region}");
    let outputs = fs::read_to_string(plan.path("out/outputs.csv")).unwrap();
    assert!(
        outputs.contains("\nmore.toml,FY2027-Q4,target-reached,"),
        "{outputs}"
    );
    let text = plan.run(&["compare", "base.toml", "more.toml", "--trials", "200"]);
    expect_code(&text, 0);
    expect_plain_and_narrow(stdout(&text));
    assert!(
        stdout(&text).contains("Further targets"),
        "{}",
        stdout(&text)
    );
    assert!(
        stdout(&text).contains("26.0 k -> 27.0 k"),
        "{}",
        stdout(&text)
    );
}

#[test]
fn plans_whose_figures_do_not_mean_the_same_are_refused() {
    for (overlay, reason) in [
        ("currency = \"EUR\"\n", "in USD"),
        (
            "[horizon]\nstart = \"2031-01\"\n",
            "no fiscal year in common",
        ),
    ] {
        let plan = Plan::with("other.toml", overlay);
        let output = plan.run(&["compare", "plan.toml", "other.toml", "--trials", "5"]);
        expect_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

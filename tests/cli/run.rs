//! `foresell run`: the summary, the results folder, and the same answer however it is computed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout};

fn json(plan: &Plan, args: &[&str]) -> Value {
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

fn figure<'a>(summary: &'a Value, id: &str) -> &'a Value {
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
        "What bound: capacity in",
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
            "assumptions"
        ])
    );
    assert_eq!(
        (&summary["format"], &summary["kind"]),
        (&1.into(), &"summary".into())
    );
    assert_eq!(
        keys(&summary["run"]),
        BTreeSet::from(["seed", "first_trial", "trials", "requested", "complete"])
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

/// Targets of regions, segments and quarters stand with the target of their year.
#[test]
fn targets_stand_together() {
    let targets = "extends = \"plan.toml\"\n[targets]\nFY2027 = { bookings = 27_000, regions = { all = 26_000 } }\n\
                   FY2027-Q3 = { bookings = 7_000 }\n";
    let plan = Plan::with("targets.toml", targets);
    let output = plan.run(&["run", "targets.toml", "--trials", "50"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    let lines: Vec<&str> = text.lines().collect();
    let at = |words: &str| {
        lines
            .iter()
            .position(|line| line.trim_start().starts_with(words))
    };
    let company = at("Target 27.0 k: ").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(at("Further targets"), Some(company + 1), "{text}");
    assert_eq!(at("all "), Some(company + 2), "{text}");
    assert_eq!(at("FY2027-Q3 "), Some(company + 3), "{text}");
    assert!(at("Bookings").unwrap() > company + 3, "{text}");
    assert!(!text.contains("other periods"), "{text}");
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

/// The files of a results folder.
const FILES: [&str; 21] = [
    "assumptions.csv",
    "bound.csv",
    "capacity.csv",
    "comp.csv",
    "kpis.csv",
    "ledger.csv",
    "monthly.csv",
    "quarterly.csv",
    "quotas.csv",
    "regions.csv",
    "reps.csv",
    "roles.csv",
    "run.json",
    "scenario.toml",
    "segments.csv",
    "sources.csv",
    "stages.csv",
    "summary.json",
    "teams.csv",
    "territories.csv",
    "yearly.csv",
];

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
fn a_results_folder_holds_every_table_and_repeats_itself() {
    let plan = Plan::new();
    let output = plan.run(&["run", "plan.toml", "--trials", "20", "-o", "out"]);
    expect_code(&output, 0);
    assert_eq!(entries(&plan.path("out")), FILES);
    assert_eq!(plan.entries(), ["out", "plan.toml"]);
    let summary = fs::read_to_string(plan.path("out/summary.json")).unwrap();
    let record: Value =
        serde_json::from_str(&fs::read_to_string(plan.path("out/run.json")).unwrap()).unwrap();
    assert_eq!(record["command"][1], "run");
    // It names the files of the folder, by which they are known when it is replaced.
    assert_eq!(record["files"], serde_json::json!(FILES));
    // The merged scenario in the folder is the same scenario, so running it gives the very same summary.
    let again = plan.run(&[
        "run",
        "out/scenario.toml",
        "--trials",
        "20",
        "--format",
        "json",
    ]);
    assert_eq!(stdout(&again), summary);
}

#[test]
fn tables_have_a_row_for_each_measure_and_period() {
    let plan = Plan::new();
    expect_code(
        &plan.run(&["run", "plan.toml", "--trials", "20", "-o", "out"]),
        0,
    );
    let rows = |name: &str| {
        fs::read_to_string(plan.path("out").join(name))
            .unwrap()
            .lines()
            .count()
            - 1
    };
    let per_period = rows("yearly.csv");
    assert!(per_period > 30, "{per_period}");
    assert_eq!(
        (rows("monthly.csv"), rows("quarterly.csv")),
        (12 * per_period, 4 * per_period)
    );
    assert_eq!((rows("reps.csv"), rows("capacity.csv")), (1, 4));
    let reps = fs::read_to_string(plan.path("out/reps.csv")).unwrap();
    assert!(
        reps.starts_with("seat,rep,role,territory,year,bookings,"),
        "{reps}"
    );
}

/// A plan without contracts says nothing of them; with them, every table has them and segments have a retention of their
/// own.
#[test]
fn contracts_are_in_every_table_of_a_plan_that_has_them() {
    let plan = Plan::new();
    let contracts = "extends = \"plan.toml\"\n[contracts]\nvalue = \"acv\"\nbilling = \"annual\"\nterm-months = 3\n\
                     renewal = { probability = 0.9 }\n";
    fs::write(plan.path("contracts.toml"), contracts).unwrap();
    for (file, folder, there) in [("plan.toml", "a", false), ("contracts.toml", "b", true)] {
        let output = plan.run(&["run", file, "--trials", "20", "-o", folder]);
        expect_code(&output, 0);
        assert_eq!(stdout(&output).contains("NRR of ARR up for renewal"), there);
        for (table, words) in [
            ("monthly.csv", ",arr,"),
            ("kpis.csv", "\npayback,"),
            ("segments.csv", ",grr,"),
            ("regions.csv", ",nrr,"),
            ("summary.json", "\"ltv\""),
        ] {
            let text = fs::read_to_string(plan.path(folder).join(table)).unwrap();
            assert_eq!(text.contains(words), there, "{words} in {table}");
        }
    }
}

#[test]
fn results_are_not_overwritten_unless_forced() {
    let plan = Plan::new();
    expect_code(
        &plan.run(&["run", "plan.toml", "--trials", "5", "-o", "out"]),
        0,
    );
    let before = fs::read(plan.path("out/summary.json")).unwrap();
    let refused = plan.run(&["run", "plan.toml", "--trials", "6", "-o", "out"]);
    expect_code(&refused, 2);
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(fs::read(plan.path("out/summary.json")).unwrap(), before);
    let force = || plan.run(&["run", "plan.toml", "--trials", "6", "-o", "out", "--force"]);
    fs::write(plan.path("out/notes.txt"), "my own").unwrap();
    let refused = force();
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("notes.txt"),
        "{}",
        stderr(&refused)
    );
    fs::remove_file(plan.path("out/notes.txt")).unwrap();
    // What an earlier run has written beside goes with it.
    let both = ["run", "plan.toml", "--trials", "5", "-o", "out", "--force"];
    expect_code(&plan.run(&[&both[..], &["--tables", "both"]].concat()), 0);
    assert!(plan.path("out/kpis.parquet").exists());
    expect_code(&force(), 0);
    assert_eq!(entries(&plan.path("out")), FILES);
    assert_ne!(fs::read(plan.path("out/summary.json")).unwrap(), before);
    assert_eq!(plan.entries(), ["out", "plan.toml"]);
}

#[test]
fn a_folder_of_something_else_is_never_replaced() {
    let plan = Plan::new();
    fs::create_dir(plan.path("thesis")).unwrap();
    fs::write(plan.path("thesis/chapter-1.txt"), "years of work").unwrap();
    let output = plan.run(&[
        "run",
        "plan.toml",
        "--trials",
        "5",
        "-o",
        "thesis",
        "--force",
    ]);
    expect_code(&output, 2);
    assert_eq!(entries(&plan.path("thesis")), ["chapter-1.txt"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_noticed_before_the_run() {
    let plan = Plan::new();
    for folder in ["no/such/parent", "plan.toml/inside", "."] {
        let output = plan.run(&["run", "plan.toml", "--trials", "5", "-o", folder]);
        expect_code(&output, 2);
        assert_eq!(stdout(&output), "", "{folder}");
    }
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let plan = Plan::new();
    // A limit on the size of files fails a write in the middle, as a full disk does.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" run plan.toml --trials 5 -o out";
    let program = assert_cmd::cargo::cargo_bin!("foresell-under-test");
    let output = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(program)
        .current_dir(plan.folder.path())
        .output()
        .unwrap();
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("cannot write to out"),
        "{}",
        stderr(&output)
    );
    assert_eq!(plan.entries(), ["plan.toml"]);
}

#[test]
fn names_from_files_reach_neither_the_terminal_nor_a_spreadsheet_as_commands() {
    let overlay = "name = \"Plan \\u001b[31m red\"\n[regions.all]\nname = \"=1+1\"\n";
    let plan = Plan::with("evil.toml", overlay);
    let output = plan.run(&[
        "run",
        "plan.toml",
        "evil.toml",
        "--trials",
        "5",
        "-o",
        "out",
    ]);
    expect_code(&output, 0);
    expect_plain_and_narrow(stdout(&output));
    assert!(
        stdout(&output).starts_with("Minimal + Plan \\u{1b}[31m red\n"),
        "{}",
        stdout(&output)
    );
    let regions = fs::read_to_string(plan.path("out/regions.csv")).unwrap();
    assert!(regions.contains("all,'=1+1,"), "{regions}");
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

#[test]
fn targets_of_quarters_and_months_are_answered() {
    let plan = Plan::with(
        "targets.toml",
        "[targets]\nFY2027-Q1 = { bookings = 0 }\n\"2027-03\" = { bookings = 1e9 }\n",
    );
    let output = plan.run(&["run", "plan.toml", "targets.toml", "--trials", "20"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    let cells = |label: &str| {
        let line = text.lines().find(|line| line.starts_with(label)).unwrap();
        line.split_whitespace().take(4).collect::<Vec<_>>()
    };
    assert_eq!(
        cells("  FY2027-Q1 "),
        ["FY2027-Q1", "0", "100", "%"],
        "{text}"
    );
    assert_eq!(
        cells("  2027-03 "),
        ["2027-03", "1.00", "bn", "0.0"],
        "{text}"
    );
}

#[test]
fn budgets_are_kept_up_to_their_last_cent() {
    let plan = Plan::with(
        "budget.toml",
        "finance.overhead-per-month = 100\nfinance.bookings-last-year = 15_000\n\
         [targets]\nFY2027 = { budget = 1_200 }\nFY2027-Q1 = { bookings = 1, budget = 299.99 }\n",
    );
    let output = plan.run(&["run", "plan.toml", "budget.toml", "--trials", "20"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    for line in [
        "Budget 1.20 k for cost of sales: 100 % chance to keep it",
        "Other budgets\nFY2027-Q1, 300 for cost of sales: 0.0 % chance to keep it",
        "\nBookings growth ",
    ] {
        assert!(text.contains(line), "{line:?} is missing in\n{text}");
    }
    let json = ["--trials", "20", "--format", "json"];
    let output = plan.run(&[&["run", "plan.toml", "budget.toml"][..], &json].concat());
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    let year = &summary["periods"][0];
    assert_eq!(
        (&year["budget"]["cost"], &year["budget"]["chance"]["share"]),
        (&1_200.0.into(), &1.0.into())
    );
    assert_eq!(figure(&summary, "budget-kept")["mean"], 1.0);
    assert_eq!(figure(&summary, "budget-overrun")["mean"], 0.0);
    assert_eq!(summary["other_budgets"][0]["label"], "FY2027-Q1");
    assert_eq!(summary["other_budgets"][0]["chance"]["share"], 0.0);
    // Growth is on what the plan says of the year before.
    let mean = |id| figure(&summary, id)["mean"].as_f64().unwrap();
    let growth = mean("bookings") / 15_000.0 - 1.0;
    assert!((mean("bookings-growth") - growth).abs() < 1e-9);
}

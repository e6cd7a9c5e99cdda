//! `foresell sensitivity`: what moves the plan most.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use foresell::explore::futures::{Output, SharedFutures, period_of};
use foresell::explore::sensitivity::{Mover, tornado};
use foresell::kernel::stream::Seed;
use foresell::kpi::Kpi;
use foresell::model::simulate::Watch;
use foresell::report::tornado::TornadoReport;
use foresell::report::tornado_text;
use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout};

/// Three doubts, two of them correlated, and two levers.
const DOUBTS: &str = "
extends = \"plan.toml\"
[funnel]
deal-size-factor = { lognormal = { mean = 1, cv = 0.1 } }
discount = { value = 0.1, range = [0, 0.3], step = 0.05 }
[funnel.stages.closing]
pass = { value = { normal = { mean = 0.25, sd = 0.03 } }, unit = \"share\" }
[workforce.roles.ae]
base-per-year = { value = 60_000, range = [50_000, 80_000] }
attrition-per-year = { pert = { low = 0.1, mode = 0.2, high = 0.4 } }
[targets.FY2027]
bookings = 28_000
[correlation]
assumptions = [\"funnel.stages.closing.pass\", \"funnel.deal-size-factor\"]
matrix = [[1, -0.5], [-0.5, 1]]
";

/// The same with its parts in another order.
const TURNED: &str = "
extends = \"plan.toml\"
[correlation]
assumptions = [\"funnel.deal-size-factor\", \"funnel.stages.closing.pass\"]
matrix = [[1, -0.5], [-0.5, 1]]
[targets.FY2027]
bookings = 28_000
[workforce.roles.ae]
attrition-per-year = { pert = { low = 0.1, mode = 0.2, high = 0.4 } }
base-per-year = { value = 60_000, range = [50_000, 80_000] }
[funnel.stages.closing]
pass = { value = { normal = { mean = 0.25, sd = 0.03 } }, unit = \"share\" }
[funnel]
discount = { value = 0.1, range = [0, 0.3], step = 0.05 }
deal-size-factor = { lognormal = { mean = 1, cv = 0.1 } }
";

fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = plan.run(&[&["sensitivity", "--format", "json"], args].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

#[test]
fn the_screen_is_narrow_and_reads_in_sentences() {
    let plan = Plan::with("doubts.toml", DOUBTS);
    let output = plan.run(&["sensitivity", "doubts.toml", "--levers", "--trials", "200"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    for words in [
        "200 shared futures",
        "Each of these moved alone, from its P10 to its P90",
        "Bookings, FY2027: ",
        "Chance of target, FY2027: ",
        "Contribution, FY2027: ",
        "Cost of sales, FY2027: ",
        "Uncertain assumptions make ",
        "funnel.stages.closing.pass~",
        "funnel.discount*",
        "workforce.roles.ae.base-",
        "50.0 k -> 80.0 k",
        "\u{2592}|\u{2588}",
        "No effect in any future: workforce.roles.ae.attrition-per-year,",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
}

#[test]
fn threads_and_the_order_of_the_file_change_no_bit() {
    let plan = Plan::with("doubts.toml", DOUBTS);
    fs::write(plan.path("turned.toml"), TURNED).unwrap();
    let args = ["--levers", "--trials", "150"];
    let one = json(
        &plan,
        &[&["doubts.toml", "--threads", "1"], &args[..]].concat(),
    );
    let four = json(
        &plan,
        &[&["doubts.toml", "--threads", "4"], &args[..]].concat(),
    );
    assert_eq!(one, four);
    let turned = json(&plan, &[&["turned.toml"], &args[..]].concat());
    assert_ne!(one["scenario"]["hash"], turned["scenario"]["hash"]);
    assert_eq!(one["outputs"], turned["outputs"]);
    // The drivers of a run do not depend on it either.
    let drivers = |file: &str| {
        let output = plan.run(&["run", file, "--trials", "2000", "--format", "json"]);
        expect_code(&output, 0);
        let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
        summary["periods"][0]["drivers"].clone()
    };
    let found = drivers("doubts.toml");
    assert_eq!(
        found["biggest"][0]["path"], "funnel.stages.closing.pass",
        "{found}"
    );
    assert_eq!(found, drivers("turned.toml"));
}

#[test]
fn swings_come_largest_first_and_with_their_errors() {
    let plan = Plan::with("doubts.toml", DOUBTS);
    let found = json(
        &plan,
        &[
            "doubts.toml",
            "--trials",
            "300",
            "--measure",
            "bookings,wins",
        ],
    );
    assert_eq!(found["run"]["moved"], 3);
    let outputs = found["outputs"].as_array().unwrap();
    assert_eq!((outputs.len(), &outputs[1]["id"]), (2, &"wins".into()));
    for output in outputs {
        let sizes: Vec<f64> = output["swings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|swing| swing["swing"]["mean"].as_f64().unwrap().abs())
            .collect();
        assert!(
            sizes.len() == 3 && sizes.is_sorted_by(|a, b| a >= b),
            "{sizes:?}"
        );
        let share = output["unknown"]["share"].as_f64().unwrap();
        assert!(share > 0.0 && share < 1.0, "{share}");
    }
    let pass = &outputs[0]["swings"][0];
    assert_eq!(pass["path"], "funnel.stages.closing.pass");
    let mean = |what: &str| pass[what]["mean"].as_f64().unwrap();
    assert!(mean("low") < 0.0 && mean("high") > 0.0);
    assert!((mean("high") - mean("low") - mean("swing")).abs() < 1e-6 * mean("swing"));
    let moved = found["moved"].as_array().unwrap();
    let pass = moved
        .iter()
        .find(|m| m["path"] == "funnel.stages.closing.pass")
        .unwrap();
    // 0.25 ± 1.2816 · 0.03.
    assert!(
        (pass["low"].as_f64().unwrap() - 0.211_553).abs() < 1e-6,
        "{pass}"
    );
    assert_eq!(
        (&pass["ends"], &pass["correlated"]),
        (&"quantiles".into(), &true.into())
    );
}

#[test]
fn what_cannot_be_moved_or_shown_is_refused_with_a_remedy() {
    let plan = Plan::with("doubts.toml", DOUBTS);
    for (args, reason) in [
        (&["plan.toml"][..], "there is nothing to move"),
        (
            &["doubts.toml", "--measure", "bokings"],
            "did you mean `bookings`?",
        ),
        (
            &["plan.toml", "--measure", "target-reached"],
            "there is nothing to move",
        ),
    ] {
        let output = plan.run(&[&["sensitivity", "--trials", "5"], args].concat());
        expect_code(&output, 2);
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

/// What is asked for is shown or refused, also beside what has a meaning; of what nobody asked for, the rest is shown.
#[test]
fn measures_without_a_meaning_are_refused_by_name() {
    let overlay = DOUBTS.replace("[targets.FY2027]\nbookings = 28_000\n", "");
    let plan = Plan::with("doubts.toml", &overlay);
    let said = |measures: &str| {
        let args = ["sensitivity", "doubts.toml", "--trials", "5"];
        let output = plan.run(&[&args[..], &["--measure", measures]].concat());
        expect_code(&output, 2);
        stderr(&output).to_owned()
    };
    assert!(said("grr").contains("grr has no meaning in this scenario"));
    assert!(said("grr,bookings").contains("grr has no meaning in this scenario"));
    let several = said("nrr,bookings,target-reached,nrr");
    assert!(
        several.contains("nrr, target-reached have no meaning in this scenario"),
        "{several}"
    );
    let usual = json(&plan, &["doubts.toml", "--trials", "5"]);
    assert_eq!(usual["outputs"].as_array().unwrap().len(), 3, "{usual}");
}

#[test]
fn a_range_that_reaches_too_far_is_a_finding() {
    let plan = Plan::with(
        "wide.toml",
        "extends = \"plan.toml\"\nfunnel.discount = { value = 0.1, range = [0, 1.5] }\n",
    );
    let output = plan.run(&["sensitivity", "wide.toml", "--levers", "--trials", "5"]);
    expect_code(&output, 1);
    let text = stdout(&output);
    assert!(
        text.contains("E0211") && text.contains("--lever:1"),
        "{text}"
    );
    assert!(text.contains("funnel.discount.value = 1.5"), "{text}");
}

#[test]
fn a_folder_holds_the_tornado_as_tables() {
    let plan = Plan::with("doubts.toml", DOUBTS);
    let args = ["sensitivity", "doubts.toml", "--trials", "20", "-o", "out"];
    expect_code(&plan.run(&args), 0);
    assert_eq!(
        entries(&plan.path("out")),
        [
            "run.json",
            "sensitivity.csv",
            "sensitivity.json",
            "variance.csv"
        ]
    );
    let table = fs::read_to_string(plan.path("out/sensitivity.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 4 * 3, "{table}");
    expect_code(&plan.run(&args), 2);
    expect_code(&plan.run(&[&args[..], &["--force"]].concat()), 0);
}

/// Presses Ctrl-C after so many futures.
struct StopsAfter(AtomicU32);

impl Watch for StopsAfter {
    fn done(&self, n_trials: u32) {
        let left = |n: u32| Some(n.saturating_sub(n_trials));
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
    }

    fn stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

#[test]
fn what_was_finished_before_ctrl_c_is_shown_as_a_part() {
    let overlay = DOUBTS.replace("extends = \"plan.toml\"\n", "");
    let scenario = foresell_tests::plan::Plan::minimal()
        .with(&overlay)
        .scenario();
    let outputs = [Output {
        kpi: Kpi::find("bookings").unwrap(),
        period: period_of(&scenario.model, "FY2027").unwrap(),
    }];
    let part = |n_futures: u32| {
        let watch = StopsAfter(AtomicU32::new(n_futures));
        let futures = SharedFutures {
            seed: Seed(3),
            trials: 0..64,
            threads: Some(1),
            watch: &watch,
        };
        let movers = Mover::uncertain(&scenario);
        tornado(&scenario.model, movers, &outputs, &futures).unwrap()
    };
    // As drawn, with other luck, two ends of the first of three doubts: four runs. A fifth is begun.
    let tornado = part(4 * 64 + 32).unwrap();
    assert_eq!((tornado.moved.len(), tornado.requested), (1, 3));
    let report = TornadoReport {
        subject: (&scenario).into(),
        seed: 3,
        first_trial: 0,
        n_trials: 64,
        tornado,
    };
    let text = tornado_text::text(&report, 80);
    assert!(
        text.contains("PARTIAL: interrupted after 1 of 3 assumptions and levers"),
        "{text}"
    );
    expect_plain_and_narrow(&text);
    assert!(part(3 * 64).is_none());
    assert!(part(9 * 64).unwrap().is_complete());
}

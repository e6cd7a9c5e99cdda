//! `foresell run --precision`: as many futures as it takes, and what comes of them is the run of so many.

use std::fs;

use serde_json::Value;

use crate::{Plan, expect_code, stderr, stdout};

/// Uncertain leads, so that points are spread evenly and drivers are told.
const UNCERTAIN: &str =
    "[demand.sources.inbound]\nleads-per-month = { normal = { mean = 10, sd = 1 } }\n";

fn plan() -> Plan {
    Plan::with("more.toml", UNCERTAIN)
}

fn summary(plan: &Plan, args: &[&str]) -> Value {
    let all = [
        &["run", "plan.toml", "more.toml", "-q", "--format", "json"],
        args,
    ]
    .concat();
    let output = plan.run(&all);
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

/// Deals won differ by a fifth from future to future: 0.7 % takes about 3,000 futures.
#[test]
fn a_run_stops_at_the_end_of_a_batch_and_is_the_run_of_so_many() {
    let plan = plan();
    let asked = ["--precision", "0.7%", "--precision-of", "bookings,wins"];
    let found = summary(&plan, &asked);
    let run = &found["run"];
    let n = run["trials"].as_u64().unwrap();
    assert!([1_024, 1_536, 2_048, 3_072, 4_096].contains(&n), "{run}");
    assert!(n > 1_024, "the first look alone shows nothing: {run}");
    assert_eq!(
        (&run["requested"], &run["complete"]),
        (&n.into(), &true.into())
    );
    let precision = &run["precision"];
    assert_eq!(
        (&precision["asked"], &precision["reached"]),
        (&0.007.into(), &true.into())
    );
    let outputs = precision["outputs"].as_array().unwrap();
    let ids: Vec<_> = outputs
        .iter()
        .map(|output| output["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["bookings", "wins"]);
    for output in outputs {
        let number = |key: &str| output[key].as_f64().unwrap();
        assert!((number("allowed") - 0.007 * number("mean")).abs() < 1e-9 * number("mean"));
        assert!(number("half_width") <= number("allowed"), "{output}");
    }
    // The same on one thread and on two, and the figures are those of a run of so many.
    for threads in ["1", "2"] {
        let again = summary(&plan, &[&asked[..], &["--threads", threads]].concat());
        assert_eq!(again, found);
    }
    let mut counted = summary(&plan, &["--trials", &n.to_string()]);
    assert!(counted["run"]["precision"].is_null());
    counted["run"]["precision"] = precision.clone();
    assert_eq!(counted, found);
    // One batch less was not enough.
    let before = if n.is_power_of_two() {
        n / 4 * 3
    } else {
        n / 3 * 2
    };
    let short = plan.run(
        &[
            &[
                "run",
                "plan.toml",
                "more.toml",
                "-q",
                "--trials",
                &before.to_string(),
            ],
            &asked[..],
        ]
        .concat(),
    );
    expect_code(&short, 1);
    assert!(stdout(&short).contains("NOT reached"), "{}", stdout(&short));
}

/// A folder says how it came about, with the very words that bring it about again.
#[test]
fn the_command_of_a_folder_repeats_it() {
    let plan = plan();
    let run = [
        "run",
        "plan.toml",
        "more.toml",
        "-q",
        "--precision",
        "1%",
        "-o",
        "out",
    ];
    expect_code(&plan.run(&run), 0);
    let record: Value =
        serde_json::from_slice(&fs::read(plan.path("out/run.json")).unwrap()).unwrap();
    let command: Vec<&str> = record["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(
        command[..5],
        ["foresell", "run", "scenario.toml", "--precision", "1%"]
    );
    assert!(!command.contains(&"--trials"), "{command:?}");
    let again = [
        &["run", "out/scenario.toml"],
        &command[3..],
        &["-q", "-o", "again"],
    ]
    .concat();
    expect_code(&plan.run(&again), 0);
    for file in ["run.json", "summary.json", "monthly.csv"] {
        let read = |folder: &str| fs::read(plan.path(&format!("{folder}/{file}"))).unwrap();
        assert!(read("out") == read("again"), "{file} differs");
    }
}

#[test]
fn what_is_not_reached_is_said_and_has_an_exit_code() {
    let plan = plan();
    let run = [
        "run",
        "plan.toml",
        "more.toml",
        "-q",
        "--precision",
        "0.1%",
        "--trials",
        "1100",
    ];
    let output = plan.run(&run);
    expect_code(&output, 1);
    let text = stdout(&output)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        text.contains("Precision 0.1 % NOT reached within 1,100 futures by"),
        "{text}"
    );
    assert!(text.contains("(--trials, --memory)"), "{text}");
    assert!(stderr(&output).contains("was not reached"));
    assert!(text.contains("1,100 futures | seed 1"), "{text}");
}

/// A share is exact to percentage points, whatever its size; what has no meaning in the plan is refused at once.
#[test]
fn outputs_are_named_by_kpi() {
    let plan = plan();
    let found = summary(
        &plan,
        &["--precision", "2%", "--precision-of", "close-rate"],
    );
    let output = &found["run"]["precision"]["outputs"][0];
    assert_eq!(
        (&output["unit"], &output["allowed"]),
        (&"share".into(), &0.02.into())
    );
    let refused = |args: &[&str], words: &str| {
        let all = [&["run", "plan.toml", "more.toml", "-q"], args].concat();
        let output = plan.run(&all);
        expect_code(&output, 2);
        let text = stderr(&output)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(words), "{words:?} is missing in {text}");
    };
    refused(
        &["--precision", "1%", "--precision-of", "arr"],
        "`arr` has no meaning",
    );
    refused(
        &["--precision", "1%", "--precision-of", "boking"],
        "there is no KPI `boking`",
    );
    refused(&["--precision", "0%"], "above 0 and below 100");
    refused(&["--precision", "0.01"], "such as 1%");
    refused(&["--precision-of", "bookings"], "--precision");
    refused(
        &["--precision", "1%", "--shard", "1/2", "-o", "part"],
        "a shard sees only its own: run with --precision in one piece",
    );
    assert!(!plan.path("part").exists());
}

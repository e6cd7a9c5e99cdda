//! `simulation.only` and `--only`: a few numbers are wanted, and nothing else is counted.

use std::fs;

use serde_json::Value;

use crate::pay::team;
use crate::shards::{RUN, expect_same, merge, plan};
use crate::{
    Plan, entries, expect_code, expect_plain_and_narrow, foresell, saas, stderr, stdout, stored,
};

/// The line by which every summary says so.
const SAID: &str = "Only these figures are counted, as `only` asks: leave it out for all others.\n";
const SHORT: [&str; 4] = ["--trials", "120", "--seed", "5"];

/// The smallest plan, and `few.toml`, a plan by which a few numbers of it are wanted.
fn few(ids: &str) -> Plan {
    let overlay = format!(
        "extends = \"plan.toml\"\ntargets.FY2027 = {{ bookings = 30_000 }}\nsimulation.only = [{ids}]\n"
    );
    Plan::with("few.toml", &overlay)
}

fn json(output: &std::process::Output) -> Value {
    expect_code(output, 0);
    serde_json::from_str(stdout(output)).unwrap()
}

fn ids(period: &Value) -> Vec<&str> {
    let figures = period["figures"].as_array().unwrap().iter();
    figures
        .map(|figure| figure["id"].as_str().unwrap())
        .collect()
}

/// The rows of a CSV table whose column says one of these words; and the heading.
fn rows(text: &str, column: usize, words: &[&str]) -> String {
    let is_wanted = |(ix, line): &(usize, &str)| {
        *ix == 0 || words.contains(&line.split(',').nth(column).unwrap_or_default())
    };
    let lines = text.lines().enumerate().filter(is_wanted);
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn a_summary_shows_what_is_asked_for_and_says_so() {
    let plan = few("\"cost-ratio\", \"bookings\"");
    let run = ["run", "few.toml", "-q"];
    let text = plan.run(&[&run[..], &SHORT].concat());
    expect_code(&text, 0);
    let said = stdout(&text);
    expect_plain_and_narrow(said);
    for words in [
        SAID,
        "\nBookings  ",
        "\nCost of sales / bookings",
        "Target 30.0 k: ",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    for words in ["\nCost of sales  ", "Deals won", "What bound", "potential"] {
        assert!(!said.contains(words), "{words}\n{said}");
    }
    // A chance is said in words and has no row; nor has bookings, which nobody has named.
    let chance = plan.run(&[&run[..], &SHORT, &["--only", "target-reached"]].concat());
    let said = stdout(&chance);
    expect_plain_and_narrow(said);
    assert!(said.contains("Target 30.0 k: "), "{said}");
    for words in ["P50", "Bookings", "\n\n\n"] {
        assert!(!said.contains(words), "{words}\n{said}");
    }
    let unknown = plan.run(&[&run[..], &SHORT, &["--only", "leads"]].concat());
    let words = "The chance of its target takes bookings, which are not counted.";
    assert!(stdout(&unknown).contains(words), "{}", stdout(&unknown));
    let summary = json(&plan.run(&[&run[..], &SHORT, &["--format", "json"]].concat()));
    let period = &summary["periods"][0];
    assert_eq!(ids(period), ["bookings", "cost-ratio"]);
    assert_eq!(
        summary["scenario"]["only"],
        serde_json::json!(["cost-ratio", "bookings"])
    );
    assert_eq!(period["plans"], serde_json::json!([]));
    assert_eq!(period["ledger"], Value::Null);
    assert_eq!(period["bound_by_capacity"]["share"], Value::Null);
    // What is there is what it is without the key, to the last digit.
    let everything = ["run", "few.toml", "all.toml", "-q", "--format", "json"];
    fs::write(plan.path("all.toml"), "remove = [\"simulation.only\"]\n").unwrap();
    let whole = json(&plan.run(&[&everything[..], &SHORT].concat()));
    assert_eq!(whole["scenario"]["only"], Value::Null);
    assert_eq!(period["target"], whole["periods"][0]["target"]);
    for figure in period["figures"].as_array().unwrap() {
        let figures = whole["periods"][0]["figures"].as_array().unwrap();
        let same = figures.iter().find(|other| other["id"] == figure["id"]);
        for key in ["mean", "standard_error", "p10", "p50", "p90", "trials"] {
            assert_eq!(figure[key], same.unwrap()[key], "{key} of {}", figure["id"]);
        }
    }
}

#[test]
fn a_folder_holds_the_tables_of_what_is_counted_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let plan = saas("scenario.toml");
    let run = |more: &[&str]| {
        let output = foresell()
            .current_dir(folder.path())
            .args(["run", &plan, "-q", "--trials", "40"])
            .args(more)
            .output()
            .unwrap();
        expect_code(&output, 0);
    };
    run(&["--only", "cost-ratio,arr", "-o", "few"]);
    run(&["-o", "all"]);
    let found = entries(&folder.path().join("few"));
    let expected = [
        "assumptions.csv",
        "kpis-by-period.csv",
        "kpis.csv",
        "monthly.csv",
        "quarterly.csv",
        "run.json",
        "scenario",
        "scenario.toml",
        "summary.json",
        "yearly.csv",
    ];
    assert_eq!(found, expected);
    let read =
        |which: &str, name: &str| fs::read_to_string(folder.path().join(which).join(name)).unwrap();
    for name in ["monthly.csv", "quarterly.csv", "yearly.csv"] {
        let whole = rows(&read("all", name), 2, &["bookings", "cost", "arr"]);
        assert_eq!(read("few", name), whole, "{name}");
    }
    let whole = rows(&read("all", "kpis.csv"), 0, &["cost-ratio", "arr"]);
    assert_eq!(read("few", "kpis.csv"), whole);
    assert_eq!(
        read("few", "assumptions.csv"),
        read("all", "assumptions.csv")
    );
    let record: Value = serde_json::from_str(&read("few", "run.json")).unwrap();
    assert!(record["files"].as_array().unwrap().len() > expected.len() - 1);
    // Parquet and single futures alike.
    run(&[
        "--only", "bookings", "-o", "typed", "--tables", "parquet", "--draws",
    ]);
    let found = entries(&folder.path().join("typed"));
    let expected = [
        "assumptions.parquet",
        "draws",
        "kpis-by-period.parquet",
        "kpis.parquet",
        "monthly.parquet",
        "quarterly.parquet",
        "run.json",
        "scenario",
        "scenario.toml",
        "summary.json",
        "yearly.parquet",
    ];
    assert_eq!(found, expected);
    let draws = entries(&folder.path().join("typed/draws"));
    assert_eq!(draws, ["company-by-month.parquet"]);
}

/// The folder of a run with `--only` is that of the scenario which says the same, and repeats itself.
#[test]
fn the_command_line_replaces_the_key() {
    let plan = few("\"headcount\"");
    let run = ["run", "few.toml", "-q"];
    let only = ["--only", "wins,bookings", "-o", "line"];
    expect_code(&plan.run(&[&run[..], &SHORT, &only].concat()), 0);
    fs::write(
        plan.path("key.toml"),
        "simulation.only = [\"wins\", \"bookings\"]\n",
    )
    .unwrap();
    let again = ["run", "few.toml", "key.toml", "-q", "-o", "key"];
    expect_code(&plan.run(&[&again[..], &SHORT].concat()), 0);
    let figures = |folder: &str| fs::read_to_string(plan.path(folder).join("kpis.csv")).unwrap();
    assert_eq!(figures("line"), figures("key"));
    let packed = fs::read_to_string(plan.path("line/scenario.toml")).unwrap();
    assert!(
        packed.contains("only = [\"wins\", \"bookings\"]"),
        "{packed}"
    );
    let record = fs::read_to_string(plan.path("line/run.json")).unwrap();
    let record: Value = serde_json::from_str(&record).unwrap();
    let words = record["command"].as_array().unwrap().iter();
    let words: Vec<&str> = words.map(|word| word.as_str().unwrap()).skip(1).collect();
    let repeated = foresell()
        .current_dir(plan.path("line"))
        .args(words)
        .args(["-q", "-o", "../repeated"])
        .output()
        .unwrap();
    expect_code(&repeated, 0);
    expect_same(&plan.path("line"), &plan.path("repeated"));
    // Without the section as well, for a plan that says nothing about its simulation.
    let bare = plan.run(&["run", "plan.toml", "-q", "--trials", "3", "--only", "leads"]);
    expect_code(&bare, 0);
    assert!(stdout(&bare).contains(SAID), "{}", stdout(&bare));
}

#[test]
fn parts_are_the_run_to_the_last_byte() {
    let plan = plan();
    let only = ["--only", "bookings,cost-ratio"];
    for how in [&[][..], &["--summaries", "counted"]] {
        let whole = plan.run(&[&RUN[..], &only, how, &["-o", "whole"]].concat());
        expect_code(&whole, 0);
        assert!(stdout(&whole).contains(SAID));
        // A part of counted futures has at least a batch of them.
        let n_parts = if how.is_empty() { 3 } else { 1 };
        let part = |number: u32| {
            let (shard, name) = (format!("{number}/{n_parts}"), format!("part-{number}"));
            let own = ["--shard", &shard, "-o", &name];
            expect_code(&plan.run(&[&RUN[..], &only, how, &own].concat()), 0);
            name
        };
        let names: Vec<String> = (1..=n_parts).rev().map(part).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let merged = merge(&plan, &names, &["-o", "merged"]);
        expect_code(&merged, 0);
        assert_eq!(stdout(&merged), stdout(&whole));
        expect_same(&plan.path("whole"), &plan.path("merged"));
        if how.is_empty() {
            let everything = [&RUN[..], &["--shard", "3/3", "-o", "other"]].concat();
            expect_code(&plan.run(&everything), 0);
            let mixed = merge(&plan, &["part-1", "part-2", "other"], &[]);
            expect_code(&mixed, 2);
        }
        for name in ["whole", "merged"] {
            fs::remove_dir_all(plan.path(name)).unwrap();
        }
        names
            .iter()
            .for_each(|name| fs::remove_file(plan.path(name)).unwrap());
    }
}

/// Counted as they come, futures say of the same figures what they say when they are held.
#[test]
fn counted_futures_say_the_same() {
    let plan = plan();
    let run = ["run", "plan.toml", "more.toml", "-q", "--trials", "1500"];
    let only = ["--only", "bookings,wins,target-reached", "--format", "json"];
    let summary = |how: &[&str]| json(&plan.run(&[&run[..], &only, how].concat()));
    let (held, counted) = (
        summary(&["--summaries", "exact"]),
        summary(&["--summaries", "counted", "--exact-quantiles"]),
    );
    let (held, counted) = (&held["periods"][0], &counted["periods"][0]);
    assert_eq!(ids(held), ["bookings", "target-reached", "wins"]);
    assert_eq!(ids(held), ids(counted));
    assert_eq!(held["target"], counted["target"]);
    let pairs = held["figures"].as_array().unwrap().iter();
    for (a, b) in pairs.zip(counted["figures"].as_array().unwrap()) {
        for key in ["p10", "p50", "p90"] {
            assert_eq!(a[key]["value"], b[key]["value"], "{key} of {}", a["id"]);
        }
    }
}

#[test]
fn what_cannot_be_named_is_a_finding() {
    let plan = Plan::new();
    for (only, words) in [
        ("bokings", "there is no KPI `bokings`"),
        ("bokings", "did you mean `bookings`?"),
        ("bokings", "--only:1"),
        ("wins,", "there is no KPI ``"),
        (
            "close-rate",
            "`close-rate` takes more than monthly numbers of the whole company",
        ),
        ("close-rate", "possible here: bookings, "),
        ("wins,wins", "`wins` stands twice"),
        ("grr", "`grr` means nothing in a plan without contracts"),
    ] {
        let found = plan.run(&["run", "plan.toml", "-q", "--only", only]);
        expect_code(&found, 1);
        assert!(
            stdout(&found).contains(words),
            "{words}\n{}",
            stdout(&found)
        );
    }
    let nothing = few("");
    let found = nothing.run(&["run", "few.toml"]);
    expect_code(&found, 1);
    assert!(stdout(&found).contains("E0216"), "{}", stdout(&found));
    // And all that is wrong is said at once.
    let found = plan.run(&["check", "plan.toml"]);
    expect_code(&found, 0);
}

#[test]
fn a_precision_is_of_what_is_counted() {
    let plan = few("\"wins\"");
    let run = ["run", "few.toml", "-q", "--precision", "5%"];
    let of = |kpis: &str| plan.run(&[&run[..], &["--precision-of", kpis]].concat());
    expect_code(&of("wins"), 0);
    let refused = of("wins,cost");
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("`cost` is not counted, as `only` asks: name it there too"),
        "{}",
        stderr(&refused)
    );
    // The usual outputs, as far as they are counted.
    let refused = plan.run(&run);
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("none of bookings, cost, contribution is counted"),
        "{}",
        stderr(&refused)
    );
    let some = plan.run(&[&run[..], &["--only", "bookings,wins"]].concat());
    expect_code(&some, 0);
    assert!(stdout(&some).contains("Precision 5 % reached: mean bookings"));
}

#[test]
fn a_comparison_shows_what_both_plans_count() {
    let plan = few("\"leads\", \"bookings\", \"cost\"");
    fs::write(
        plan.path("more.toml"),
        "demand.sources.inbound.leads-per-month = 12\n",
    )
    .unwrap();
    fs::write(
        plan.path("other.toml"),
        "simulation.only = [\"wins\", \"leads\"]\n",
    )
    .unwrap();
    fs::write(plan.path("apart.toml"), "simulation.only = [\"wins\"]\n").unwrap();
    fs::write(plan.path("all.toml"), "remove = [\"simulation.only\"]\n").unwrap();
    let compare = |base: &str, what_if: &str, more: &[&str]| {
        let words = ["compare", base, what_if, "-q", "--trials", "60"];
        plan.run(&[&words[..], more].concat())
    };
    let compared = |base: &str, what_if: &str| {
        let found = json(&compare(base, what_if, &["--format", "json"]));
        let outputs = &found["what_ifs"][0]["periods"][0]["outputs"];
        let outputs = outputs.as_array().unwrap().iter();
        let ids = outputs.map(|output| output["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<String>>().join(" ")
    };
    let base = "few.toml";
    assert_eq!(compared(base, "more.toml"), "leads bookings cost");
    assert_eq!(compared(base, "other.toml"), "leads");
    assert_eq!(compared(base, "all.toml"), "leads bookings cost");
    assert_eq!(compared("plan.toml", "other.toml"), "wins leads");
    let said = compare(base, "more.toml", &[]);
    expect_code(&said, 0);
    expect_plain_and_narrow(stdout(&said));
    assert!(stdout(&said).contains(SAID), "{}", stdout(&said));
    let refused = compare(base, "apart.toml", &[]);
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("count nothing in common"),
        "{}",
        stderr(&refused)
    );
    expect_code(&compare(base, "more.toml", &["-o", "compared"]), 0);
}

/// Questions that take more than a few numbers count everything, whatever the plan asks for.
#[test]
fn other_questions_are_answered_as_without_it() {
    let plan = team();
    fs::write(plan.path("few.toml"), "simulation.only = [\"hires\"]\n").unwrap();
    fs::write(
        plan.path("doubt.toml"),
        "targets.FY2027 = { bookings = 30_000 }\n\
         [demand.sources.inbound]\nleads-per-month = { normal = { mean = 10, sd = 1 } }\n",
    )
    .unwrap();
    fs::write(plan.path("name.toml"), "description = \"the same\"\n").unwrap();
    let questions: [&[&str]; 8] = [
        &["replay", "--trial", "3"],
        &["sensitivity", "--trials", "50", "-q"],
        &[
            "sensitivity",
            "--trials",
            "50",
            "-q",
            "--measure",
            "close-rate,wins",
        ],
        &[
            "seek",
            "--lever",
            "funnel.stages.closing.pass",
            "--trials",
            "50",
            "-q",
        ],
        &[
            "statement",
            "--rep",
            "ae-1",
            "--trial",
            "3",
            "--period",
            "FY2027",
        ],
        &[
            "payouts",
            "--credits",
            "credits.csv",
            "--period",
            "FY2027-Q1",
        ],
        &["expect"],
        &["check"],
    ];
    // The name and the hash of a scenario say that it is another one.
    let without_hash = |text: &str| {
        let is_hash = |word: &&str| word.len() >= 8 && word.chars().all(|c| c.is_ascii_hexdigit());
        let words = text.split([' ', '\n', '(', ')']);
        let words = words.filter(|word| !is_hash(word) && !word.is_empty());
        let words: Vec<&str> = words.collect();
        words.join(" ").replace("few", "name")
    };
    for question in questions {
        let (command, more) = question.split_first().unwrap();
        let answer = |overlay: &str| {
            let files = [*command, "team.toml", "doubt.toml", overlay];
            let output = plan.run(&[&files[..], more].concat());
            let said = [stdout(&output), stderr(&output)].map(without_hash);
            assert_ne!(output.status.code(), Some(2), "{question:?}: {said:?}");
            (output.status.code(), said)
        };
        assert_eq!(answer("few.toml"), answer("name.toml"), "{question:?}");
    }
    let plans = ["seek", "team.toml", "doubt.toml", "few.toml"];
    let lever = [&plans[..], &["-q", "--lever", "simulation.only"]].concat();
    let refused = plan.run(&lever);
    expect_code(&refused, 2);
    assert!(
        stderr(&refused).contains("`simulation.only` is no lever"),
        "{}",
        stderr(&refused)
    );
}

/// No format falls over on any shipped scenario.
#[test]
fn every_shipped_scenario_can_count_a_little() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ref-1", "saas", "saas-mid-year", "distribution", "services"] {
        let path = stored::scenarios().join(name).join("scenario.toml");
        for (ix, only) in [
            "bookings",
            "street-quota,hires",
            "bookings-growth,coverage,rre",
        ]
        .into_iter()
        .enumerate()
        {
            let output = foresell()
                .current_dir(folder.path())
                .args([
                    "run",
                    path.to_str().unwrap(),
                    "-q",
                    "--trials",
                    "3",
                    "--only",
                    only,
                ])
                .args(["--tables", "both", "--draws", "-o"])
                .arg(format!("{name}-{ix}"))
                .output()
                .unwrap();
            expect_code(&output, 0);
            expect_plain_and_narrow(stdout(&output));
        }
    }
}

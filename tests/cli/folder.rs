//! The results folder of `foresell run`: what it holds, and what it never replaces.

use std::fs;

use serde_json::Value;

use crate::{Plan, entries, expect_code, expect_plain_and_narrow, stderr, stdout};

/// The files of a results folder.
const FILES: [&str; 22] = [
    "assumptions.csv",
    "bound.csv",
    "capacity.csv",
    "comp.csv",
    "kpis-by-period.csv",
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

/// The territory of a year is the one at its end: a new cut counts from its month on, and the first of the next year is
/// not yet this year's.
#[test]
fn people_have_the_territory_of_the_end_of_the_year() {
    let overlay = "extends = \"plan.toml\"\nremove = [\"workforce.groups\"]\nworkforce.seats = \"seats.csv\"\n\
                   [horizon]\nmonths = 36\n[segments.other]\n\
                   [territory.territories]\nold = { segments = [\"all\", \"other\"] }\n\
                   new = { segments = [\"all\"] }\nlast = { segments = [\"other\"] }\n\
                   [events]\nb.recut = { month = \"2028-01\", seats = { ae-1 = \"last\" } }\n\
                   a.recut = { month = \"2027-12\", seats = { ae-1 = \"new\" } }\n\
                   [comp.plans.sales]\nroles = [\"ae\"]\nmeasure = \"bookings\"\nperiod = \"quarter\"\n\
                   quota-per-year = 100_000\nrate = 0.1\ntier-method = \"marginal\"\n\
                   tiers = [{ above = 0, multiplier = 1 }]\n";
    let plan = Plan::with("cut.toml", overlay);
    let seats =
        "seat,role,rep,hired,territory\nae-1,ae,Sam,2026-01-01,old\nae-2,ae,Lee,2026-01-01,old\n";
    fs::write(plan.path("seats.csv"), seats).unwrap();
    expect_code(
        &plan.run(&["run", "cut.toml", "--trials", "2", "-o", "out"]),
        0,
    );
    for name in ["reps.csv", "quotas.csv"] {
        let text = fs::read_to_string(plan.path("out").join(name)).unwrap();
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let column = |wanted: &str| header.iter().position(|name| *name == wanted).unwrap();
        let places = ["seat", "year", "territory"].map(column);
        let rows = lines.map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            places.map(|place| cells[place].to_owned())
        });
        let rows: Vec<_> = rows.filter(|[seat, ..]| seat.starts_with("ae")).collect();
        for (seat, year, territory) in [
            ("ae-1", "FY2027", "new"),
            ("ae-1", "FY2028", "last"),
            ("ae-1", "FY2029", "last"),
            ("ae-2", "FY2027", "old"),
            ("ae-2", "FY2029", "old"),
        ] {
            let row = [seat, year, territory].map(String::from);
            assert!(rows.contains(&row), "{name}: no {row:?} in {rows:?}");
        }
    }
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
    let args = ["run", "plan.toml", "--trials", "5", "-o", "out"];
    let output = plan.run_on_a_full_disk(&args);
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

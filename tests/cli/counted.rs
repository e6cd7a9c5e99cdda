//! `foresell run --summaries counted`: futures that are counted as they come say what those say that are all held.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shards::{expect_same, merge, plan};
use crate::{Plan, entries, expect_code, expect_plain_and_narrow, foresell, stderr, stdout};

/// Five batches, the last of them short, from the third trial on.
const RUN: [&str; 9] = [
    "run",
    "plan.toml",
    "more.toml",
    "--trials",
    "5000",
    "--seed",
    "7",
    "--first-trial",
    "3",
];
const COUNTED: [&str; 2] = ["--summaries", "counted"];

fn shard(plan: &Plan, number: u32, of: u32, threads: u32) -> String {
    let (name, threads) = (format!("part-{number}"), threads.to_string());
    let shard = format!("{number}/{of}");
    let own = ["--shard", &shard, "-o", &name, "--threads", &threads];
    expect_code(&plan.run(&[&RUN[..], &COUNTED, &own].concat()), 0);
    name
}

#[test]
fn counted_parts_add_up_to_the_run_to_the_last_byte() {
    let plan = plan();
    let whole = plan.run(&[&RUN[..], &COUNTED, &["-o", "whole", "--threads", "1"]].concat());
    expect_code(&whole, 0);
    for of in [1, 2, 5] {
        let mut names: Vec<String> = (1..=of)
            .map(|number| shard(&plan, number, of, 1 + number % 3))
            .collect();
        names.reverse();
        names.swap(0, of as usize / 2);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let merged = merge(&plan, &names, &["-o", "merged"]);
        expect_code(&merged, 0);
        assert_eq!(stdout(&merged), stdout(&whole), "{of} shards");
        expect_same(&plan.path("whole"), &plan.path("merged"));
        let draws = merge(&plan, &names, &["-o", "draws", "--draws"]);
        expect_code(&draws, 2);
        assert!(
            stderr(&draws).contains("were counted"),
            "{}",
            stderr(&draws)
        );
        fs::remove_dir_all(plan.path("merged")).unwrap();
        names
            .iter()
            .for_each(|name| fs::remove_file(plan.path(name)).unwrap());
    }
}

#[test]
fn threads_do_not_change_a_byte_and_the_record_repeats_the_run() {
    let plan = plan();
    for (name, threads) in [("one", "1"), ("two", "2")] {
        let own = ["-o", name, "--threads", threads, "--exact-quantiles"];
        expect_code(&plan.run(&[&RUN[..], &COUNTED, &own].concat()), 0);
    }
    expect_same(&plan.path("one"), &plan.path("two"));
    let record: Value =
        serde_json::from_slice(&fs::read(plan.path("one/run.json")).unwrap()).unwrap();
    assert_eq!(record["run"]["summaries"]["kind"], "counted");
    assert_eq!(record["run"]["summaries"]["quantiles"], "exact");
    assert_eq!(record["run"]["trials"], 5_000);
    let words: Vec<&str> = record["command"].as_array().unwrap()[1..]
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    let again = foresell()
        .current_dir(plan.path("one"))
        .args(words)
        .args(["-o", "../again"])
        .output();
    expect_code(&again.unwrap(), 0);
    expect_same(&plan.path("one"), &plan.path("again"));
}

/// What a part holds is what memory holds: it does not grow with the futures, but for outputs that hardly any of them has.
#[test]
fn counts_of_twice_as_many_futures_take_no_more_room() {
    let plan = Plan::new();
    let size = |trials: &str, how: &str| {
        let own = ["run", "plan.toml", "--trials", trials, "--shard", "1/1"];
        let more = ["-o", "part", "--force", "--summaries", how];
        expect_code(&plan.run(&[&own[..], &more].concat()), 0);
        fs::metadata(plan.path("part")).unwrap().len()
    };
    let (once, twice) = (size("21000", "counted"), size("42000", "counted"));
    assert!(once.abs_diff(twice) * 20 < once, "{once} and {twice} bytes");
    // The control: futures that are held take twice the room.
    let (once, twice) = (size("1000", "exact"), size("2000", "exact"));
    assert!(twice * 10 > once * 19, "{once} and {twice} bytes");
}

/// The cells of a row; what stands between quotes is one.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for letter in row.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

/// The cells of all CSV tables of a folder, by table.
fn tables(folder: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    let names = entries(folder).into_iter();
    let names = names.filter(|name| {
        let path = Path::new(name);
        path.extension().is_some_and(|ending| ending == "csv")
    });
    names
        .map(|name| {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            let rows = text.lines().map(cells);
            (name, rows.collect())
        })
        .collect()
}

/// Both folders say the same in all tables, numbers up to a relative distance; except in some columns.
#[track_caller]
fn expect_close(one: &Path, other: &Path, except: &[&str]) -> usize {
    let (one, other) = (tables(one), tables(other));
    assert_eq!(one.len(), other.len());
    let mut n_numbers = 0;
    for ((name, a), (_, b)) in one.iter().zip(&other) {
        assert_eq!(a.len(), b.len(), "{name}");
        for (row, (a_row, b_row)) in a.iter().zip(b).enumerate() {
            assert_eq!(a_row.len(), b_row.len(), "{name}, row {row}");
            for (column, (x, y)) in a_row.iter().zip(b_row).enumerate() {
                let title = a[0].get(column).map_or("", String::as_str);
                let (Ok(p), Ok(q)) = (x.parse::<f64>(), y.parse::<f64>()) else {
                    assert_eq!(x, y, "{name}, row {row}, {title}");
                    continue;
                };
                n_numbers += 1;
                let is_excepted = except.iter().any(|ending| title.ends_with(ending));
                // An amount is printed to the cent, and may fall on either side of half a cent. So may the pay of an
                // average person, which counts for as many as there are.
                let is_close = (p - q).abs() <= 1e-9 * p.abs().max(1e-3)
                    || x.contains('.') && (p - q).abs() < 0.010_01 && p.abs() > 1e5
                    || title == "pay-at-mean" && (p - q).abs() < 0.5;
                assert!(
                    is_excepted || is_close,
                    "{name}, row {row}, {title}: {x} and {y}\n{a_row:?}"
                );
            }
        }
    }
    n_numbers
}

/// Every output of every table of the richest scenario, and means, errors, chances and exact quantiles of all of them.
#[test]
fn counted_futures_say_what_held_ones_say() {
    let plan = Plan::new();
    let saas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/saas/scenario.toml");
    let run = |name: &str, more: &[&str]| {
        let own = ["run", saas.to_str().unwrap(), "--trials", "300", "-o", name];
        expect_code(&plan.run(&[&own[..], more].concat()), 0);
    };
    run("held", &[]);
    run("found", &["--summaries", "counted", "--exact-quantiles"]);
    run("counted", &["--summaries", "counted"]);
    let n_numbers = expect_close(&plan.path("held"), &plan.path("found"), &[]);
    assert!(n_numbers > 40_000, "{n_numbers}");
    expect_close(
        &plan.path("held"),
        &plan.path("counted"),
        &["p10", "p50", "p90"],
    );
    // The control: interpolated quantiles are seen to be others.
    let quantiles = |name: &str| {
        let all = tables(&plan.path(name)).into_iter();
        let monthly = all.filter(|(name, _)| name == "monthly.csv");
        monthly.map(|(_, rows)| rows).collect::<Vec<_>>()
    };
    assert_eq!(quantiles("held"), quantiles("held"));
    assert_ne!(quantiles("held"), quantiles("counted"));
    let summary = |name: &str| -> Value {
        let path = plan.path(name).join("summary.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let (held, counted) = (summary("held"), summary("counted"));
    assert_eq!(held["run"].get("summaries"), None);
    assert_eq!(counted["run"]["summaries"]["quantiles"], "interpolated");
    // What drives bookings is read off the same first trials.
    assert_eq!(
        held["periods"][0]["drivers"],
        counted["periods"][0]["drivers"]
    );
    for (a, b) in held["periods"][0]["figures"]
        .as_array()
        .unwrap()
        .iter()
        .zip(counted["periods"][0]["figures"].as_array().unwrap())
    {
        assert_eq!((&a["id"], &a["trials"]), (&b["id"], &b["trials"]));
        for quantile in ["p10", "p50", "p90"] {
            let of = |figure: &Value| figure[quantile]["value"].as_f64().unwrap();
            let error = a[quantile]["standard_error"].as_f64().unwrap();
            // A gap between thresholds holds up to some three of 300 futures, and the error is that of five in rank.
            assert!(
                (of(a) - of(b)).abs() <= 0.75 * error + 1e-9 * of(a).abs(),
                "{a} {b}"
            );
        }
    }
}

#[test]
fn all_shipped_scenarios_can_be_counted() {
    for name in ["distribution", "services", "saas-mid-year", "ref-1"] {
        let plan = Plan::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
        let path = folder.join(name).join("scenario.toml");
        for (out, how) in [("held", "exact"), ("counted", "counted")] {
            let own = [
                "run",
                path.to_str().unwrap(),
                "--trials",
                "40",
                "--summaries",
                how,
            ];
            let output = plan.run(&[&own[..], &["-o", out]].concat());
            expect_code(&output, 0);
            expect_plain_and_narrow(stdout(&output));
        }
        // So few futures are kept one by one, so that their quantiles are exact.
        expect_close(&plan.path("held"), &plan.path("counted"), &[]);
    }
}

#[test]
fn futures_that_do_not_fit_are_counted_and_that_is_said() {
    let plan = plan();
    let whole = plan.run(&[&RUN[..], &COUNTED, &["-o", "whole"]].concat());
    expect_code(&whole, 0);
    let probe = plan.run(&[&RUN[..], &["--memory", "0.1", "-o", "auto"]].concat());
    let held = stderr(&probe).contains("counted as they come");
    assert!(!held, "100 MiB hold them all: {}", stderr(&probe));
    let many = ["run", "plan.toml", "--trials", "40000", "--memory", "0.1"];
    let auto = plan.run(&many);
    expect_code(&auto, 0);
    assert!(
        stderr(&auto).contains("40000 trials take ")
            && stderr(&auto).contains("counted as they come"),
        "{}",
        stderr(&auto)
    );
    assert!(
        stdout(&auto).contains("quantiles are interpolated"),
        "{}",
        stdout(&auto)
    );
    let exact = plan.run(&[&many[..], &["--summaries", "exact"]].concat());
    expect_code(&exact, 2);
    assert!(
        stderr(&exact).contains("--summaries counted"),
        "{}",
        stderr(&exact)
    );
    for args in [
        &["-o", "out", "--draws"][..],
        &["-o", "out", "--draws", "--summaries", "counted"],
    ] {
        let refused = plan.run(&[&many[..], args].concat());
        expect_code(&refused, 2);
    }
    let both = plan.run(&[&RUN[..], &COUNTED, &["--shard", "1/6", "-o", "part"]].concat());
    expect_code(&both, 2);
    assert!(
        stderr(&both).contains("take at most 5"),
        "{}",
        stderr(&both)
    );
    let found = ["--exact-quantiles", "--shard", "1/2", "-o", "part"];
    expect_code(&plan.run(&[&RUN[..], &COUNTED, &found].concat()), 2);
}

#[test]
fn counted_and_held_parts_do_not_go_together() {
    let plan = plan();
    shard(&plan, 1, 2, 1);
    let own = ["--shard", "2/2", "-o", "held"];
    expect_code(&plan.run(&[&RUN[..], &own].concat()), 0);
    let merged = merge(&plan, &["part-1", "held"], &[]);
    expect_code(&merged, 2);
    assert!(
        stderr(&merged).contains("summaries exact instead of counted"),
        "{}",
        stderr(&merged)
    );
}

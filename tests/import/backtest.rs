//! The back-test: forecasts from past days, each with what was known there.

use std::fs;

use assert_cmd::Command;
use foresell::kernel::stream::Seed;
use foresell::learn::backtest::{BacktestError, Options, backtest};
use foresell::learn::import::{Options as ImportOptions, import};
use foresell::model::simulate::Unwatched;
use foresell::outcome::backtest::{Backtest, Verdict};

use crate::crm::Crm;
use crate::maven::data;

fn options(on: Option<&str>) -> Options {
    Options {
        import: ImportOptions::default(),
        horizon: 3,
        days: on.map(|day| vec![day.parse().unwrap()]),
        trials: 100,
        seed: Seed(1),
        threads: Some(2),
    }
}

fn look_back(crm: &Crm, on: Option<&str>) -> Backtest {
    backtest(&crm.export(), &options(on), &Unwatched).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn nothing_that_came_later_moves_a_forecast() {
    let crm = Crm::new();
    let on = Some("2026-08-31");
    let before = look_back(&crm, on);
    // Whatever came after August is another world: more deals, all won, and worth more.
    let after = crm.clone().map(|row| {
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        if cells[6].as_str() > "2026-08-31" {
            (cells[4], cells[7]) = ("Won".into(), "90000".into());
        }
        cells.join(",")
    });
    let after = look_back(
        &after.with("X1,Ann,Pro,Acme,Won,2026-10-01,2026-10-09,77000"),
        on,
    );
    for (one, other) in before.judged.iter().zip(&after.judged) {
        for (one, other) in one.rows.iter().zip(&other.rows) {
            assert_eq!(one.quantiles, other.quantiles, "futures know nothing of it");
        }
    }
    // The control: what came is another number.
    assert!(after.judged[0].rows[0].actual > 10.0 * before.judged[0].rows[0].actual);
}

#[test]
fn a_company_that_never_changes_is_forecast_well_from_every_day() {
    let found = look_back(&Crm::new(), None);
    assert!(
        found.days.len() >= 4,
        "{:?} {:?}",
        found.days,
        found.refused
    );
    let bookings = &found.judged[0];
    assert_eq!(bookings.kpi.id, "bookings");
    for row in &bookings.rows {
        assert!(row.actual > 0.0 && row.quantiles[0] < row.quantiles[6]);
    }
    assert!(bookings.wape.unwrap() < 0.4, "{bookings:?}");
    assert_eq!(bookings.verdict, Verdict::TooLittleData);
    // Two of three rivals have enough history; last year's months are not there.
    let names: Vec<_> = bookings.rivals.iter().map(|rival| rival.name).collect();
    assert_eq!(names, ["months just gone", "weighted pipeline"]);
}

#[test]
fn days_that_cannot_be_stood_on_are_refused() {
    let crm = Crm::new();
    let of = |day| backtest(&crm.export(), &options(Some(day)), &Unwatched).unwrap_err();
    assert!(matches!(of("2026-08-30"), BacktestError::NoMonthEnd { .. }));
    assert!(matches!(of("2026-11-30"), BacktestError::TooLate { .. }));
    let early = of("2026-01-31").to_string();
    assert!(early.contains("no month-end has a history"), "{early}");
}

#[test]
fn an_import_stands_on_the_day_that_is_stated() {
    let export = Crm::new().export();
    let stated = ImportOptions {
        as_of: Some("2026-06-30".parse().unwrap()),
        ..ImportOptions::default()
    };
    let imported = import(export, &stated).unwrap();
    assert_eq!(imported.report.as_of.to_string(), "2026-06-30");
    assert_eq!(imported.report.start.to_string(), "2026-07");
    assert!(
        imported.files["pipeline.csv"].lines().count() > 1,
        "what was decided in July is open"
    );
}

#[test]
fn maven_standing_at_the_end_of_september() {
    let Some(folder) = data("maven_crm") else {
        return;
    };
    let export = foresell::learn::import::read_export(&folder).unwrap();
    let found = backtest(&export, &options(Some("2017-09-30")), &Unwatched).unwrap();
    let bookings = &found.judged[0];
    assert_eq!(bookings.rows.len(), 1);
    assert_eq!(bookings.rows[0].actual, 280_249_600.0);
    let rivals: Vec<_> = bookings.rivals.iter().map(|rival| rival.name).collect();
    assert_eq!(rivals, ["months just gone", "weighted pipeline"]);
    // What people use today, in cents.
    let rival = |ix: usize| bookings.rivals[ix].rows[0].1;
    assert_eq!(rival(0), 298_225_500.0);
    assert!(
        (rival(1) / 366_970_000.0 - 1.0).abs() < 0.05,
        "{}",
        rival(1)
    );
    let row = &bookings.rows[0];
    println!("forecast of the fourth quarter: {row:?}");
    assert!(row.quantiles.is_sorted() && row.crps > 0.0, "{row:?}");
    // Within a factor of two of what came; a fault of units or months would be beyond.
    assert!(
        (0.5..2.0).contains(&(row.quantiles[3] / row.actual)),
        "{row:?}"
    );
    for judged in &found.judged {
        assert_eq!(judged.rows.len(), 1, "{} is told", judged.kpi.id);
        assert!(judged.left_out.is_empty());
    }
}

/// From all month-ends that the export allows the simulation is held against what people use today, better or worse.
#[test]
fn maven_from_all_month_ends() {
    let Some(folder) = data("maven_crm") else {
        return;
    };
    let export = foresell::learn::import::read_export(&folder).unwrap();
    let found = backtest(&export, &options(None), &Unwatched).unwrap();
    let bookings = &found.judged[0];
    assert!(
        bookings.rows.len() >= 4,
        "{:?} {:?}",
        found.days,
        found.refused
    );
    for rival in &bookings.rivals {
        // Each is compared on the days that it knows, as an error of one number with the score of all futures.
        let days = rival.rows.len();
        println!(
            "{}: {} against {} on {days} days",
            rival.name, rival.crps, rival.ours
        );
        assert!(
            days >= 4 && rival.crps > 0.0 && rival.ours > 0.0,
            "{rival:?}"
        );
    }
    let places: usize = bookings.places.iter().sum();
    assert_eq!(places, bookings.rows.len());
    let of_rate = found
        .judged
        .iter()
        .find(|judged| judged.kpi.id == "close-rate")
        .unwrap();
    assert_eq!(of_rate.rows.len(), bookings.rows.len());
    assert_eq!(of_rate.places.iter().sum::<usize>(), of_rate.rows.len());
}

#[test]
fn the_command_prints_a_verdict_and_writes_a_table() {
    let folder = tempfile::tempdir().unwrap();
    for file in Crm::new().export().files {
        fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    let foresell = |args: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"));
        command.current_dir(folder.path()).args(args).assert()
    };
    let short = ["backtest", ".", "--trials", "100"];
    let printed = foresell(&[&short[..], &["-o", "looked-back.csv"]].concat()).code(0);
    let text = String::from_utf8(printed.get_output().stdout.clone()).unwrap();
    for words in [
        "Bookings: too little data",
        "Standing on",
        "months just gone",
        "CRPS",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let table = fs::read_to_string(folder.path().join("looked-back.csv")).unwrap();
    assert!(
        table.starts_with("kpi,day,forecast,actual,mean,p2.5,"),
        "{table}"
    );
    foresell(&[&short[..], &["--fail-on-verdict"]].concat()).code(1);
    foresell(&["backtest", ".", "--on", "2026-08-30"]).code(2);
}

/// What an import looks back on stands in the scenario and beside every quantile of its reports.
#[test]
fn the_verdict_stands_beside_every_quantile() {
    let folder = tempfile::tempdir().unwrap();
    for file in Crm::new().export().files {
        fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    let foresell = |args: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"));
        let done = command
            .current_dir(folder.path())
            .args(args)
            .assert()
            .code(0);
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    };
    let plain = foresell(&["import", ".", "--out", "plain"]);
    assert!(!plain.contains("Back-test"), "{plain}");
    let looked = foresell(&["import", ".", "--out", "looked", "--backtest"]);
    assert!(looked.contains("Bookings: too little data"), "{looked}");
    let scenario = fs::read_to_string(folder.path().join("looked/scenario.toml")).unwrap();
    assert!(scenario.contains("[backtest]"), "{scenario}");
    let few = ["--trials", "40", "--quiet"];
    let run = |more: &[&str]| foresell(&[&["run"], more, &few[..]].concat());
    let text = run(&["looked/scenario.toml", "-o", "results"]);
    for words in [
        "WARNING. Back-test of",
        "too little data",
        "P10!",
        "P90!",
        "read them as unproved",
    ] {
        assert!(
            text.replace("\n  ", " ").contains(words),
            "{words:?} is missing in\n{text}"
        );
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    // The control: the same plan without a back-test has neither.
    let without = run(&["plain/scenario.toml"]);
    assert!(
        !without.contains("P10!") && !without.contains("Back-test"),
        "{without}"
    );
    let summary = fs::read_to_string(folder.path().join("results/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["backtest"]["warns"].as_bool(), Some(true));
    assert!(
        summary["periods"][0]["figures"][0]["backtest"]
            .as_str()
            .unwrap()
            .contains("too little data")
    );
    let kpis = fs::read_to_string(folder.path().join("results/kpis-by-period.csv"));
    let kpis = kpis
        .or_else(|_| fs::read_to_string(folder.path().join("results/yearly.csv")))
        .unwrap();
    assert!(
        kpis.lines().next().unwrap().ends_with(",backtest"),
        "{kpis}"
    );
    // Of a scenario that is there already the verdict is laid over it.
    foresell(&[
        "backtest",
        ".",
        "--trials",
        "100",
        "--verdict",
        "verdict.toml",
    ]);
    foresell(&[
        "backtest",
        ".",
        "--trials",
        "100",
        "--verdict",
        "verdict.toml",
    ]);
    let laid = run(&["plain/scenario.toml", "verdict.toml"]);
    assert!(laid.contains("P10!"), "{laid}");
    fs::write(folder.path().join("fine.toml"), "[backtest]\nuntil = \"2026-12-31\"\nhorizon-months = 3\ndays = 9\nverdicts = { bookings = \"calibrated\" }\n").unwrap();
    let fine = run(&["plain/scenario.toml", "fine.toml"]);
    let flat = fine.replace("\n  ", " ");
    assert!(flat.contains("bookings calibrated"), "{fine}");
    assert!(!fine.contains("P10!"), "{fine}");
}

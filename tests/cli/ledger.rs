//! The constraint ledger: `ledger.csv`, the sentence of the summary and `summary.json` say the same, and every period balances.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::{Plan, expect_code, foresell, saas, stdout};

/// Means in cents and shares of one period, by side and line.
type Lines = BTreeMap<(String, String), (i64, Option<f64>)>;

/// The ledger of a results folder, by period.
fn ledger(table: &str) -> BTreeMap<String, Lines> {
    let mut rows = table.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let header = "period,line,side,unit,mean,standard-error,p10,p50,p90,share";
    assert_eq!(rows.next().unwrap().join(","), header);
    let mut periods: BTreeMap<String, Lines> = BTreeMap::new();
    for row in rows {
        let cents = row[4].replace('.', "").parse().unwrap();
        let lines = periods.entry(row[0].into()).or_default();
        let key = (row[2].to_owned(), row[1].to_owned());
        lines.insert(key, (cents, row[9].parse().ok()));
    }
    periods
}

fn line(lines: &Lines, side: &str, line: &str) -> (i64, Option<f64>) {
    lines[&(side.to_owned(), line.to_owned())]
}

#[test]
fn every_period_balances_to_the_cent_and_opens_with_what_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let file = saas("scenario.toml");
    let args = ["run", &file, "--trials", "37", "-o", out.to_str().unwrap()];
    let output = foresell().args(args).output().unwrap();
    expect_code(&output, 0);
    let periods = ledger(&fs::read_to_string(out.join("ledger.csv")).unwrap());
    assert_eq!(periods.len(), 1 + 2 + 8 + 24);
    for (period, lines) in &periods {
        let side = |wanted: &str| {
            lines
                .iter()
                .filter(|((side, _), _)| side == wanted)
                .map(|(_, line)| line)
                .collect::<Vec<_>>()
        };
        let sum = |wanted| side(wanted).iter().map(|(cents, _)| cents).sum::<i64>();
        assert_eq!(sum("in"), sum("out"), "{period}: {lines:?}");
        for wanted in ["in", "out"] {
            let shares: f64 = side(wanted).iter().map(|(_, share)| share.unwrap()).sum();
            assert!((shares - 1.0).abs() < 1e-9, "{period}, {wanted}: {lines:?}");
        }
    }
    let left = |period: &str| line(&periods[period], "out", "still-open").0;
    let opening = |period: &str| line(&periods[period], "in", "opening").0;
    assert_eq!(opening("FY2028"), left("FY2027"));
    assert_eq!(opening("FY2028-Q1"), left("2027-12"));
    // What is open at the start is stated, but for the value of a few young deals.
    let first = opening("2027-01");
    assert_eq!(
        (opening("all"), opening("FY2027-Q1"), left("all")),
        (first, first, 0)
    );
    assert!((1_361_200_000..1_500_000_000).contains(&first), "{first}");
    assert!(left("FY2027") > 0 && line(&periods["all"], "out", "slipped").0 > 0);

    // The summary speaks of the same potential and the same shares.
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let json = |found: &Value| -> Lines {
        let lines = found["lines"].as_array().unwrap().iter();
        let entry = |line: &Value| {
            let text = |key: &str| line[key].as_str().unwrap().to_owned();
            let cents = (line["mean"].as_f64().unwrap() * 100.0).round();
            #[expect(clippy::cast_possible_truncation, reason = "it is a whole number")]
            let cents = cents as i64;
            (
                (text("side"), text("line")),
                (cents, line["share"].as_f64()),
            )
        };
        lines.map(entry).collect()
    };
    for (found, period) in [
        (&summary["periods"][1]["ledger"], "FY2028"),
        (&summary["ledger"], "all"),
    ] {
        let found = json(found);
        let means = |lines: &Lines| {
            lines
                .iter()
                .map(|(key, (cents, _))| (key.clone(), *cents))
                .collect::<Vec<_>>()
        };
        assert_eq!(means(&found), means(&periods[period]));
        for (key, (_, share)) in &found {
            let written = periods[period][key].1;
            assert!((share.unwrap() - written.unwrap()).abs() < 1e-9, "{key:?}");
        }
    }
    let delivered = line(&periods["FY2028"], "out", "delivered").1.unwrap();
    let still = line(&periods["FY2027"], "out", "still-open").1.unwrap();
    let text = stdout(&output).replace("\n  ", " ");
    let said = format!("sold and delivered {:.0} %", delivered * 100.0);
    assert!(text.contains(&said), "{said} in {text}");
    let said = format!("still open {:.0} %.", still * 100.0);
    assert!(text.contains(&said), "{said} in {text}");
    assert!(text.contains("M of it open before): "), "{text}");
}

#[test]
fn without_potential_it_says_so() {
    let plan = Plan::with(
        "quiet.toml",
        "[demand.sources.inbound]\nleads-per-month = 0\n",
    );
    let output = plan.run(&["run", "plan.toml", "quiet.toml", "--trials", "5"]);
    expect_code(&output, 0);
    let text = stdout(&output).replace("\n  ", " ");
    assert!(
        text.contains("No potential in this period: no lead arrived, and nothing was open."),
        "{text}"
    );
}

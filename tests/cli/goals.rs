//! Targets and budgets of any period, in the summary.

use serde_json::Value;

use crate::run::figure;
use crate::{Plan, expect_code, expect_plain_and_narrow, stdout};

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

//! Comp plans against payouts computed by hand, from tables of actual credits and from simulated futures.

#![allow(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_raw_string_hashes,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]

mod actual;
mod books;
mod contracts;
mod credited;
mod customers_of_deals;
mod extras;
mod future;
mod joiners;
mod lost;
mod midyear;
mod open_pipeline;
mod outstanding;
mod people;
mod quotas;
mod rules;
mod sales;
mod splits;
mod statement;
mod statement_words;
mod targets;

use std::path::Path;

use foresell::comp::line::Kind;
use foresell::model::actual_payroll::{ActualPayroll, Paid};
use foresell::model::chronicle::Pay;
use foresell::scenario::{Finding, Memory, Scenario, ScenarioError, load, read_credits};
use foresell_tests::scenario::{MINIMAL, shown};

/// A team of two reps and their manager: 120,000 of incentive a year, a quota of 1.2 M, settled by quarter.
const TEAM: &str = r#"
remove = ["workforce.groups.ae"]
horizon.months = 24
[products]
suite = {}
addon = {}
[workforce.roles.ae]
incentive-per-year = 120_000
[workforce.roles.manager]
incentive-per-year = 60_000
[workforce.groups.rep]
role = "ae"
count = 2
tenure-months = 24
manager = "boss-01"
[workforce.groups.boss]
role = "manager"
count = 1
tenure-months = 24
[funnel.stages.closing.activities]
call = { role = "ae", hours = 0.5 }
[comp.plans.ae]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 1_200_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
"#;

/// A scenario of the team with what an overlay changes.
fn team(overlay: &str) -> Scenario {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("plan.toml", format!("extends = \"team.toml\"\n{overlay}"));
    load(&files, &["plan.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

/// What is paid on a table of credits in the first months.
fn paid(scenario: &Scenario, credits: &str, n_months: usize) -> Vec<Pay> {
    settled(scenario, credits, n_months).pays
}

/// What is paid on a table of credits in the first months, and what became of each credit.
fn settled(scenario: &Scenario, credits: &str, n_months: usize) -> Paid {
    let files = Memory::new().with("credits.csv", credits);
    let credits = read_credits(&files, Path::new("credits.csv"), scenario)
        .unwrap_or_else(|error| panic!("{}", shown(&error)));
    ActualPayroll::new(&scenario.model).settle(&credits, n_months)
}

/// What is wrong with a table of credits.
fn findings(scenario: &Scenario, credits: &str) -> Vec<Finding> {
    let files = Memory::new().with("credits.csv", credits);
    match read_credits(&files, Path::new("credits.csv"), scenario) {
        Err(ScenarioError::Invalid { findings, .. }) => findings,
        other => panic!("expected findings, not {other:?}"),
    }
}

/// Pay of a seat by month, in whole dollars: (month, pay), months without pay left out.
fn of(scenario: &Scenario, pays: &[Pay], seat: &str) -> Vec<(usize, f64)> {
    let ix = scenario
        .model
        .workforce
        .seats
        .iter()
        .position(|s| s.id == seat)
        .unwrap();
    pays.iter()
        .filter(|pay| pay.seat == ix && pay.total().minor() != 0)
        .map(|pay| (pay.month, pay.total().as_f64() / 100.0))
        .collect()
}

/// Pay of a seat on a table of credits.
fn pays(overlay: &str, credits: &str, n_months: usize, seat: &str) -> Vec<(usize, f64)> {
    let scenario = team(overlay);
    of(&scenario, &paid(&scenario, credits, n_months), seat)
}

/// Pay of one kind over all months and people, in whole dollars.
fn of_kind(pays: &[Pay], kind: Kind) -> f64 {
    let lines = pays.iter().flat_map(|pay| &pay.lines);
    lines
        .filter(|line| line.item.kind() == kind)
        .map(|line| line.amount.as_f64() / 100.0)
        .sum()
}

/// A table of credits with these rows.
fn credits(rows: &str) -> String {
    format!("date,seat,deal,measure,amount,share,activity,product\n{rows}")
}

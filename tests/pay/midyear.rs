//! A plan that is looked at in mid-year: what has happened counts as it was, and the rest is simulated.

use std::path::PathBuf;

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell::scenario::{Memory, Scenario, ScenarioError, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::TEAM;

const CREDITS: &str = "date,seat,deal,amount,share\n\
    2027-01-20,rep-01,a,100000,\n\
    2027-02-20,rep-02,b,200000,0.5\n\
    2027-02-20,rep-01,b,200000,0.5\n\
    2027-04-10,rep-01,c,250000,\n";

fn load_with(overlay: &str, credits: &str) -> Result<Scenario, ScenarioError> {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", credits)
        .with(
            "plan.toml",
            format!(
                "extends = \"team.toml\"\n\
                 actuals = {{ until = \"2027-05\", credits = \"credits.csv\" }}\n{overlay}"
            ),
        );
    load(&files, &[PathBuf::from("plan.toml")])
}

fn plan(overlay: &str) -> Scenario {
    load_with(overlay, CREDITS).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn run(scenario: &Scenario) -> Results {
    simulate(&scenario.model, Seed(3), 0..50, None, &Unwatched)
        .unwrap()
        .results
}

#[test]
fn without_leads_the_year_is_what_was_booked_and_pay_goes_on_from_it() {
    let scenario = plan("demand.sources.inbound.leads-per-month = 0");
    let results = run(&scenario);
    let company = |measure, months| results.company(measure, months)[0] as f64 / 100.0;
    assert_eq!(company(Measure::Bookings, 0..12), 550_000.0);
    assert_eq!(company(Measure::Bookings, 3..4), 250_000.0);
    assert_eq!(results.company(Measure::Wins, 0..12)[0], 3);
    let seat = |id: &str| {
        let seats = &scenario.model.workforce.seats;
        seats.iter().position(|seat| seat.id == id).unwrap()
    };
    let pay =
        |id: &str| results.over(Measure::VariablePay, Cut::Seat, seat(id), 0..1)[0] as f64 / 100.0;
    // rep-01: 200,000 in the first quarter, 250,000 in the second, below the quota of 300,000 in both.
    assert_eq!(pay("rep-01"), 20_000.0 + 25_000.0);
    assert_eq!(pay("rep-02"), 10_000.0);
    // The second quarter is settled in June, two months after the history ends.
    assert_eq!(company(Measure::VariablePay, 2..3), 30_000.0);
    assert_eq!(company(Measure::VariablePay, 5..6), 25_000.0);
}

#[test]
fn history_is_the_same_in_all_futures_and_the_rest_is_not() {
    let scenario = plan("workforce.roles.ae.attrition-per-year = 0.9");
    let results = run(&scenario);
    let spread = |measure, months: std::ops::Range<usize>| {
        let mut values = results.company(measure, months);
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    assert_eq!(spread(Measure::Bookings, 0..4), 1);
    assert!(spread(Measure::Bookings, 4..12) > 10);
    assert_eq!(
        results.company(Measure::Leavers, 0..4).iter().sum::<i64>(),
        0
    );
    assert!(results.company(Measure::Leavers, 4..12).iter().sum::<i64>() > 0);
    assert_eq!(results.company(Measure::Leads, 0..4)[0], 3);
}

#[test]
fn what_stands_at_the_start_stands_when_the_history_ends() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\n\
                    x,all,all,suite,closing,2027-04-25,70000\n";
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", CREDITS)
        .with("open.csv", pipeline)
        .with(
            "plan.toml",
            "extends = \"team.toml\"\n\
             actuals = { until = \"2027-05\", credits = \"credits.csv\" }\n\
             funnel.open-pipeline = \"open.csv\"\n\
             funnel.stages.closing.pass = 1\n\
             demand.sources.inbound.leads-per-month = 0\n",
        );
    let scenario =
        load(&files, &["plan.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)));
    assert!((scenario.model.funnel.pipeline[0].age - 6.0 / 30.0).abs() < 1e-9);
    let results = run(&scenario);
    let after = results.company(Measure::Bookings, 4..24);
    assert!(after.iter().all(|&booked| booked == 7_000_000));
}

#[test]
fn credits_after_the_history_and_a_history_of_nothing_are_findings() {
    let late = format!("{CREDITS}2027-05-01,rep-01,d,1,\n");
    let codes = |outcome: Result<Scenario, ScenarioError>| -> Vec<&'static str> {
        match outcome {
            Err(ScenarioError::Invalid { findings, .. }) => {
                findings.iter().map(|finding| finding.code.id()).collect()
            }
            _ => panic!("expected findings"),
        }
    };
    assert_eq!(codes(load_with("", &late)), ["E0402"]);
    let nothing = load_with("actuals.until = \"2027-01\"", CREDITS);
    assert!(codes(nothing).contains(&"E0217"));
}

#[test]
fn targets_of_regions_and_segments_make_the_companys() {
    let scenario = plan("targets.FY2027 = { regions = { all = 600_000 } }");
    let targets = &scenario.model.finance.targets;
    assert_eq!(targets.len(), 2);
    assert!(
        targets
            .iter()
            .all(|target| target.bookings.minor() == 60_000_000)
    );
}

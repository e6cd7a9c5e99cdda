//! Revenue and cash of months that have happened: a year is what finance has recorded and what is simulated.

use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::report::{Report, Run, Subject};
use foresell::scenario::{Memory, Scenario, ScenarioError, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::TEAM;

/// Two customers who renew for certain, and no leads: 180,000 of ARR, 15,000 of revenue each month.
fn try_plan(months: &str, overlay: &str) -> Result<Scenario, ScenarioError> {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", "date,seat,deal,amount\n2027-01-20,rep-01,a,100000\n")
        .with("months.csv", months.to_owned())
        .with(
            "customers.csv",
            "customer,segment,region,product,arr,renews,term-months\nacme,all,all,suite,120000,2027-08,12\n\
             beta,all,all,suite,60000,2027-11,12\n",
        )
        .with(
            "plan.toml",
            format!(
                "extends = \"team.toml\"\ndemand.sources.inbound.leads-per-month = 0\n\
                 actuals = {{ until = \"2027-04\", credits = \"credits.csv\", months = \"months.csv\" }}\n{overlay}"
            ),
        );
    load(&files, &["plan.toml".into()])
}

const CONTRACTS: &str = "contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal = { probability = 1 }, \
    customers = \"customers.csv\" }\n";

fn year(scenario: &Scenario, ids: [&str; 2]) -> [Option<f64>; 2] {
    let results = simulate(&scenario.model, Seed(3), 0..5, None, &Unwatched)
        .unwrap()
        .results;
    let run = Run {
        requested: 5,
        complete: true,
        precision: None,
        command: Vec::new(),
    };
    let report = Report::build(Subject::from(scenario), &results, run);
    let values = |id| {
        let figure = report.periods[0].get(id)?;
        let moments = figure.estimate.moments;
        Some(moments.mean / 100.0)
    };
    ids.map(values)
}

#[test]
fn a_years_revenue_and_cash_are_what_was_recorded_and_what_is_simulated() {
    let months =
        "month,revenue,collected\n2027-02,12000,50000\n2027-01,11000.50,-700\n2027-03,13000,0\n";
    let scenario = try_plan(months, CONTRACTS).unwrap_or_else(|error| panic!("{}", shown(&error)));
    let [revenue, cash] = year(&scenario, ["revenue", "cash"]);
    // 36,000.50, and nine months at 15,000.
    assert_eq!(revenue, Some(36_000.5 + 135_000.0));
    let simulated = try_plan(
        "month,revenue,collected\n2027-01,0,0\n2027-02,0,0\n2027-03,0,0\n",
        CONTRACTS,
    );
    let [_, later] = year(&simulated.unwrap(), ["revenue", "cash"]);
    assert_eq!(cash.unwrap() - later.unwrap(), 49_300.0);
    // A column that is left out is not known.
    let revenue_only = "month,revenue\n2027-01,1\n2027-02,2\n2027-03,3\n";
    let scenario = try_plan(revenue_only, CONTRACTS).unwrap();
    assert_eq!(
        year(&scenario, ["revenue", "cash"]),
        [Some(135_006.0), None]
    );
}

#[test]
fn a_table_of_months_with_a_gap_or_without_contracts_is_a_finding() {
    let codes = |months: &str, overlay: &str| -> Vec<&'static str> {
        match try_plan(months, overlay) {
            Err(ScenarioError::Invalid { findings, .. }) => {
                assert!(findings.iter().all(|finding| !finding.help.is_empty()));
                findings.iter().map(|finding| finding.code.id()).collect()
            }
            _ => panic!("expected findings"),
        }
    };
    let whole = "month,revenue\n2027-01,1\n2027-02,2\n2027-03,3\n";
    assert_eq!(codes(whole, ""), ["E0217"]);
    assert_eq!(
        codes("month,revenue\n2027-01,1\n2027-03,3\n", CONTRACTS),
        ["E0304"]
    );
    assert_eq!(codes(&format!("{whole}2027-04,4\n"), CONTRACTS), ["E0402"]);
    assert_eq!(
        codes("month\n2027-01\n2027-02\n2027-03\n", CONTRACTS),
        ["E0705"]
    );
}

//! Pay that depends on what becomes of a customer: clawback, recurring value, cash.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::model::trial::Simulator;
use foresell::scenario::{Memory, Scenario, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::TEAM;

/// Three deals of rep-01 that are won on about the 10th of January, March and May.
const OPEN: &str = "deal,segment,region,product,stage,entered,amount,owner\n\
    a,all,all,suite,closing,2026-08-10,100000,rep-01\n\
    b,all,all,suite,closing,2026-10-10,200000,rep-01\n\
    c,all,all,addon,closing,2026-12-10,250000,rep-01\n";

/// Contracts of a month; those of the suite are given up at its end, those of the add-on go on.
const SHORT: &str = r#"
    funnel.open-pipeline = "open.csv"
    demand.sources.inbound.leads-per-month = 0
    funnel.stages.closing.pass = 1
    funnel.stages.closing.dwell-days = 152.1875
    [contracts]
    value = "tcv"
    term-months = 1
    billing = "monthly"
    renewal = { probability = { by-product = { suite = 0, addon = 1 } } }
"#;

fn plan(overlay: &str) -> Scenario {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("short.toml", format!("extends = \"team.toml\"\n{SHORT}"))
        .with("open.csv", OPEN)
        .with("plan.toml", format!("extends = \"short.toml\"\n{overlay}"));
    load(&files, &["plan.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

/// Pay of all by month in whole dollars, months without pay left out.
fn pays(overlay: &str) -> Vec<(usize, f64)> {
    let scenario = plan(overlay);
    let results = simulate(&scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    let month = |month: usize| {
        let pay = results.over(Measure::VariablePay, Cut::Company, 0, month..month + 1);
        (month, pay[0] as f64 / 100.0)
    };
    (0..12).map(month).filter(|(_, pay)| *pay != 0.0).collect()
}

#[test]
fn without_clawback_a_lost_customer_costs_the_rep_nothing() {
    assert_eq!(pays(""), [(2, 30_000.0), (5, 25_000.0)]);
}

#[test]
fn clawback_takes_the_credit_before_the_settlement_and_the_commission_after_it() {
    // a is lost in February: its credit is gone. b is lost in April: the 20,000 that it paid are taken off the 25,000
    // of the second quarter.
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 1.5 }"),
        [(2, 20_000.0), (5, 5_000.0)]
    );
    // Half of both: 10 % of 50,000 + 200,000, then 25,000 less 10,000.
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 1.5, share = 0.5 }"),
        [(2, 25_000.0), (5, 15_000.0)]
    );
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 0.9 }"),
        [(2, 30_000.0), (5, 25_000.0)],
        "whoever stays a month is not lost early"
    );
}

#[test]
fn clawback_beyond_earnings_is_carried_over_and_written_off_with_the_leaver() {
    let small = OPEN.replace("250000", "50000");
    let files = |overlay: &str| {
        Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
            .with("short.toml", format!("extends = \"team.toml\"\n{SHORT}"))
            .with("open.csv", small.as_str())
            .with("plan.toml", format!("extends = \"short.toml\"\n{overlay}"))
    };
    let overlay = "comp.plans.ae.clawback = { months = 1.5 }\n\
                   events.goes = { leave = { seats = [\"rep-01\"], month = \"2027-08\" } }\n";
    let scenario = load(&files(overlay), &["plan.toml".into()])
        .unwrap_or_else(|error| panic!("{}", shown(&error)));
    let mut simulator = Simulator::new(&scenario.model);
    let (chronicle, _) = simulator.replay(Seed(1), 0);
    let results = simulate(&scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    // 20,000 are owed, the second quarter earns 5,000 of them, and 15,000 leave with the rep in August.
    let over = |measure| results.over(measure, Cut::Plan, 0, 0..12)[0] as f64 / 100.0;
    assert_eq!(over(Measure::ClawedBack), -5_000.0);
    assert_eq!(over(Measure::WrittenOff), 15_000.0);
    let told: i64 = chronicle.pays().map(|pay| pay.total().minor()).sum();
    assert_eq!(told, 2_000_000);
}

#[test]
fn recurring_value_is_what_a_year_of_the_contract_is_worth() {
    // A month's contract of 100,000 is worth 1.2 M a year.
    let plan = "comp.plans.ae.measure = \"arr\"\ncomp.plans.ae.quota-per-year = 40_000_000\n\
                comp.plans.ae.rate = 0.001";
    assert_eq!(pays(plan), [(2, 1_200.0 + 2_400.0), (5, 3_000.0)]);
}

#[test]
fn cash_is_credited_when_it_comes_in() {
    let plan = r#"
        contracts.term-months = 12
        contracts.renewal = { probability = 1 }
        finance.collection-days = 30.4375
        [comp.plans.ae]
        measure = "collected"
        period = "month"
        quota-per-year = 0
        rate = 0.12
    "#;
    let paid = pays(plan);
    // A twelfth of 100,000 every month from February on, of 200,000 from April, of 250,000 from June: at 12 % these are
    // 1,000, 2,000 and 2,500 a month.
    let expected: Vec<(usize, f64)> = (1..12)
        .map(|month| {
            let of = |from: usize, pay: f64| if month >= from { pay } else { 0.0 };
            (month, of(1, 1_000.0) + of(3, 2_000.0) + of(5, 2_500.0))
        })
        .collect();
    assert_eq!(paid, expected);
}

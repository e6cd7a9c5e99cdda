//! Deals that are open when the history of a plan ends.

use foresell::kpi::pipeline::StartPipeline;
use foresell::measure::Measure;
use foresell::results::Results;
use foresell::scenario::ScenarioError;

use crate::midyear::{CREDITS, load_with, report, run, with_tables};

#[test]
fn what_stands_at_the_start_stands_when_the_history_ends() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\n\
                    x,all,all,suite,closing,2027-04-25,70000\n";
    let plan = "funnel.open-pipeline = \"open.csv\"\nfunnel.stages.closing.pass = 1\n\
                demand.sources.inbound.leads-per-month = 0\n";
    let scenario = with_tables(plan, CREDITS, &[("open.csv", pipeline)]);
    assert!((scenario.model.funnel.pipeline[0].age - 6.0 / 30.0).abs() < 1e-9);
    let results = run(&scenario);
    let after = results.company(Measure::Bookings, 4..24);
    assert!(after.iter().all(|&booked| booked == 7_000_000));
}

#[test]
fn coverage_in_mid_year_is_of_what_remains_of_the_target() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\nx,all,all,suite,closing,2027-04-25,90000\n";
    let scenario = with_tables(
        "funnel.open-pipeline = \"open.csv\"\ntargets.FY2027.bookings = 600_000\n",
        CREDITS,
        &[("open.csv", pipeline)],
    );
    let results = run(&scenario);
    let report = report(&scenario, &results);
    let mean = |id: &str| report.periods[0].get(id).unwrap().estimate.moments.mean;
    // 90,000 are open, and 50,000 of the target remain.
    assert!((mean("coverage") - 1.8).abs() < 1e-12);
    assert!(mean("weighted-pipeline") > 0.0);
}

/// Open pipeline is of opportunities, at the start as at the ends of months.
#[test]
fn what_is_no_opportunity_yet_covers_nothing() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\nx,all,all,suite,lead,2027-04-25,70000\n\
        y,all,all,suite,closing,2027-04-25,10000\n";
    let plan = "funnel.open-pipeline = \"open.csv\"\nfunnel.order = [\"lead\", \"closing\"]\nfunnel.opportunity-from = \"closing\"\n\
        funnel.stages.lead = { pass = 0.5, dwell-days = 5 }\n";
    let scenario = with_tables(plan, CREDITS, &[("open.csv", pipeline)]);
    let model = &scenario.model;
    let start = StartPipeline::of(model);
    assert_eq!(start.open.as_f64() / 100.0, 10_000.0);
}

/// The weighted pipeline stands at the chances and prices of the month in which the simulation begins; what is dead has no
/// chance.
#[test]
fn open_deals_are_weighted_by_the_chances_of_the_month_of_the_take_over() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\n\
        x,all,all,suite,closing,2027-04-25,70000\ny,all,all,suite,closing,2027-04-25,\n\
        z,all,all,suite,closing,2027-01-05,10000\n";
    let series = |early: &str, late: &str| {
        let months = (0..24).map(|month| if month < 4 { early } else { late });
        months.collect::<Vec<_>>().join(", ")
    };
    let overlay = format!(
        "funnel.open-pipeline = \"open.csv\"\nfunnel.stages.closing.pass = [{}]\n\
         funnel.stages.closing.stale-after-days = 60\nfunnel.deal-size-factor = [{}]\n\
         products.suite.price = [{}]\n",
        series("0.1", "0.8"),
        series("1", "5"),
        series("1", "0.6")
    );
    let scenario = with_tables(&overlay, CREDITS, &[("open.csv", pipeline)]);
    let model = &scenario.model;
    let start = StartPipeline::of(model);
    // 70,000 and 1,000 x 5 x 0.6, each with a chance of 0.8; the third one is four months old.
    assert_eq!(start.open.as_f64() / 100.0, 83_000.0);
    assert_eq!(start.weighted.as_f64() / 100.0, 58_400.0);
}

/// What stands at the end of a month is weighted by the chances of the next one, class by class.
#[test]
fn the_pipeline_of_later_months_is_weighted_by_its_chances() {
    let cell = |results: &Results, measure, month| results.company(measure, month..month + 1);
    let open = |results: &Results, month| cell(results, Measure::OpenAmount, month);
    let weighted = |results: &Results, month| cell(results, Measure::WeightedAmount, month);
    let quarter = run(&with_tables(
        "funnel.stages.closing.pass = 0.25",
        CREDITS,
        &[],
    ));
    let months = 4..23;
    for month in months.clone() {
        for (open, weighted) in open(&quarter, month).iter().zip(weighted(&quarter, month)) {
            assert!((weighted - (open + 2) / 4).abs() <= 1, "{open} {weighted}");
        }
    }
    let sum = |all: Vec<i64>| all.iter().sum::<i64>();
    assert!(sum(open(&quarter, 20)) > 0);
    // From half a year on nothing is won: the month before knows.
    let chances: Vec<&str> = (0..24).map(|m| if m < 12 { "0.5" } else { "0" }).collect();
    let plan = format!("funnel.stages.closing.pass = [{}]", chances.join(", "));
    let never = run(&with_tables(&plan, CREDITS, &[]));
    assert!(sum(weighted(&never, 10)) > 0);
    assert_eq!(sum(weighted(&never, 11)), 0);
    assert!(sum(open(&never, 11)) > 0);
}

#[test]
fn a_deal_that_is_won_and_open_is_a_finding() {
    let pipeline = "deal,segment,region,product,stage,entered,amount\n\
                    b,all,all,suite,closing,2027-04-25,70000\nz,all,all,suite,closing,2027-04-25,70000\n";
    let plan = "funnel.open-pipeline = \"open.csv\"\n";
    let loaded = load_with("2027-05", plan, CREDITS, &[("open.csv", pipeline)]);
    let Err(ScenarioError::Invalid { findings, .. }) = loaded else {
        panic!("expected a finding");
    };
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].code.id(), "E0715");
    assert!(findings[0].message.contains("`b`"));
    assert!(!findings[0].help.is_empty() && findings[0].also.len() == 1);
}

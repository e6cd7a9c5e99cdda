//! Targets of a year of which some months have happened.

use crate::midyear::{CREDITS, report, run, with_tables};

/// Targets by quarter, region and segment against actual deals and an open pipeline that is won for certain.
#[test]
fn targets_of_regions_segments_and_quarters_count_actuals_and_what_is_simulated() {
    let credits = "date,seat,deal,amount,segment,region\n2027-02-10,rep-01,a,100000,all,all\n\
                   2027-04-10,rep-01,b,200000,large,west\n2027-04-20,rep-02,c,50000,all,all\n";
    let pipeline = "deal,segment,region,product,stage,entered,amount\n\
                    x,large,west,suite,closing,2027-04-16,70000\ny,all,west,suite,closing,2027-04-25,30000\n";
    // Second quarter: regions all 50,000, west 200,000 + 70,000 + 30,000; segments all 50,000 + 30,000,
    // large 200,000 + 70,000. The year: 100,000 more in region and segment all.
    let chances = |more: u32| {
        let target = |label: &str, all: u32, west: u32, small: u32, large: u32| {
            format!(
                "[targets.{label}]\nregions = {{ all = {}, west = {} }}\nsegments = {{ all = {}, large = {} }}\n",
                all + more,
                west + more,
                small + more,
                large + more
            )
        };
        let overlay = format!(
            "funnel.open-pipeline = \"open.csv\"\nfunnel.stages.closing.pass = 1\n\
             demand.sources.inbound.leads-per-month = 0\nregions.west = {{}}\nsegments.large = {{}}\n{}{}{}",
            target("FY2027-Q1", 100_000, 0, 100_000, 0),
            target("FY2027-Q2", 50_000, 300_000, 80_000, 270_000),
            target("FY2027", 150_000, 300_000, 180_000, 270_000),
        );
        let scenario = with_tables(&overlay, credits, &[("open.csv", pipeline)]);
        let results = run(&scenario);
        let report = report(&scenario, &results);
        let others = report.other_targets.iter();
        let mut chances: Vec<(String, f64)> = others
            .map(|other| (other.label.clone(), other.odds.chance.value))
            .collect();
        let year = report.periods[0].target.unwrap();
        chances.push(("FY2027".into(), year.chance.value));
        chances
    };
    let (reached, missed) = (chances(0), chances(1));
    // Three periods with two regions, two segments and the company each.
    assert_eq!(reached.len(), 15);
    assert!(
        reached.iter().all(|(_, chance)| *chance == 1.0),
        "{reached:?}"
    );
    assert!(
        missed.iter().all(|(_, chance)| *chance == 0.0),
        "{missed:?}"
    );
}

#[test]
fn targets_of_regions_and_segments_make_the_companys() {
    let scenario = with_tables(
        "targets.FY2027 = { regions = { all = 600_000 } }",
        CREDITS,
        &[],
    );
    let targets = &scenario.model.finance.targets;
    assert_eq!(targets.len(), 2);
    assert!(
        targets
            .iter()
            .all(|target| target.bookings.minor() == 60_000_000)
    );
}

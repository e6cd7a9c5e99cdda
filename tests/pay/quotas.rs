//! Quotas of 0: what would be paid nothing without a word is a finding, and what hurts nobody is none.

use foresell::scenario::{Memory, ScenarioError, load};
use foresell_tests::scenario::MINIMAL;

use crate::TEAM;

/// Findings of the team with what an overlay changes: code and message.
fn found(overlay: &str) -> Vec<(&'static str, String)> {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with(
            "plan.toml",
            format!("extends = \"team.toml\"\nhorizon.months = 12\n{overlay}"),
        );
    match load(&files, &["plan.toml".into()]) {
        Err(ScenarioError::Invalid { findings, .. }) => findings
            .iter()
            .map(|finding| (finding.code.id(), finding.message.clone()))
            .collect(),
        Ok(_) => Vec::new(),
        Err(error) => panic!("{error}"),
    }
}

fn e0603(when: &str) -> Vec<(&'static str, String)> {
    let message = format!("the quota of `ae` is 0{when}, so that incentive / quota is no rate");
    vec![("E0603", message)]
}

/// Monthly quotas: so much in each month of four quarters.
fn quarters(quotas: [u32; 4]) -> String {
    let months = quotas.map(|quota| format!("{quota}, {quota}, {quota}"));
    format!("[{}]", months.join(", "))
}

#[test]
fn a_quota_of_nothing_in_what_is_settled_is_a_finding() {
    assert_eq!(found("comp.plans.ae.quota-per-year = 0"), e0603(""));
    let main = |quotas| {
        found(&format!(
            "comp.plans.ae.quota-per-year = {}",
            quarters(quotas)
        ))
    };
    assert_eq!(main([9, 0, 9, 9]), e0603(" in FY2027-Q2"));
    assert_eq!(main([9, 0, 0, 9]), e0603(" in FY2027-Q2 and FY2027-Q3"));
    assert_eq!(
        main([0, 0, 0, 9]),
        e0603(" in FY2027-Q1 and 2 more periods")
    );
    // A month without a quota in a quarter that has one, and what the year to date has.
    assert_eq!(
        found("comp.plans.ae.quota-per-year = [0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0]"),
        []
    );
    let to_date = |quotas| {
        let quotas = quarters(quotas);
        found(&format!(
            "comp.plans.ae.quota-per-year = {quotas}\ncomp.plans.ae.accrual = \"cumulative\""
        ))
    };
    assert_eq!(to_date([9, 0, 9, 9]), []);
    assert_eq!(to_date([0, 9, 9, 9]), e0603(" in FY2027-Q1"));
}

#[test]
fn a_quota_of_nothing_that_pays_nobody_is_none() {
    let extra = |weight: &str| {
        format!(
            "comp.plans.ae.weight = 0.8\ncomp.plans.ae.components.logos = {{ measure = \"wins\", period = \"quarter\", weight = {weight}, \
             quota-per-year = {}, tier-method = \"marginal\", tiers = [{{ above = 0, multiplier = 1 }}] }}",
            quarters([9, 9, 0, 0])
        )
    };
    let ends = "[0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0, 0, 0]";
    assert_eq!(found(&extra(ends)), [], "a component that ends with June");
    assert_eq!(found(&extra("0.2")), e0603(" in FY2027-Q3 and FY2027-Q4"));
    let own = "comp.plans.ae.quota-per-year = 0\nworkforce.groups.rep.quota-per-year = 600_000";
    assert_eq!(found(own), [], "all seats have quotas of their own");
    let paid = "[0, 0, 0, 0, 0, 0, 120_000, 120_000, 120_000, 120_000, 120_000, 120_000]";
    let pays = format!(
        "workforce.roles.ae.incentive-per-year = {paid}\ncomp.plans.ae.quota-per-year = {}",
        quarters([0, 0, 9, 9])
    );
    assert_eq!(found(&pays), [], "nothing is paid in the first half");
    let seat = format!(
        "workforce.roles.ae.incentive-per-year = {paid}\nworkforce.groups.rep.quota-per-year = 0"
    );
    assert_eq!(found(&seat)[0].0, "E0603");
    assert_eq!(
        found("workforce.groups.rep.quota-per-year = 0\ncomp.plans.ae.rate = 0.1"),
        []
    );
}

//! Tiers, weights, periods and quotas of a comp plan against examples worked by hand, edges included.

use foresell::comp::line::Item;

use crate::{credits, of, paid, pays, team};

#[test]
fn a_quarter_pays_ten_per_cent_to_quota_and_fifteen_above() {
    // The rate is 120,000 / 1.2 M = 10 %; the quota of a quarter is 300,000.
    let sold = |amount: &str| credits(&format!("2027-02-10,rep-01,a,,{amount},,,\n"));
    let pay = |amount| pays("", &sold(amount), 3, "rep-01");
    assert_eq!(pay("300000"), [(2, 30_000.0)], "exactly at quota");
    assert_eq!(pay("299999.99"), [(2, 30_000.0)]);
    assert_eq!(pay("400000"), [(2, 45_000.0)]);
    assert_eq!(
        pays("", &sold("400000"), 2, "rep-01"),
        [],
        "nothing is due within the quarter"
    );
}

#[test]
fn components_carry_their_weights() {
    // 70 % of the incentive on bookings, 30 % on 12 wins a year: 3,000 for each win up to 3 a quarter.
    let plan = r#"
        [comp.plans.ae.components.logos]
        measure = "wins"
        period = "quarter"
        weight = 0.3
        quota-per-year = 12
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]
    "#;
    let rows = "2027-01-05,rep-01,a,,100000,,,\n2027-02-05,rep-01,b,,100000,,,\n\
                2027-03-05,rep-01,c,,50000,,,\n2027-03-06,rep-01,d,,50000,,,\n";
    // 300,000 x 7 % + 3 x 3,000 + 1 x 6,000.
    assert_eq!(
        pays(plan, &credits(rows), 3, "rep-01"),
        [(2, 21_000.0 + 15_000.0)]
    );
}

#[test]
fn a_margin_component_counts_margins_and_a_product_component_its_product() {
    let plan = r#"
        finance.gross-margin = { by-product = { suite = 0.8, addon = 0.5 } }
        comp.plans.ae.measure = "margin"
        [comp.plans.ae.components.addon]
        measure = "bookings"
        period = "month"
        rate = 0.02
        quota-per-year = 0
        products = ["addon"]
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "2027-01-05,rep-01,a,,100000,,,suite\n2027-01-06,rep-01,b,,40000,,,addon\n";
    // Month: 2 % of 40,000. Quarter: 10 % of the margins, 80,000 + 20,000.
    assert_eq!(
        pays(plan, &credits(rows), 3, "rep-01"),
        [(0, 800.0), (2, 10_000.0)]
    );
}

#[test]
fn an_activity_component_has_a_quota_of_calls() {
    let plan = r#"
        [comp.plans.ae.components.calls]
        measure = "activities"
        activities = ["call"]
        period = "month"
        weight = 0.1
        quota-per-year = 6_000
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 0 }]
    "#;
    // 12,000 a year for 6,000 calls: 2 a call up to 500 a month.
    let rows =
        "2027-01-31,rep-01,,activities,700,,call,\n2027-02-15,rep-01,,activities,100,,call,\n";
    assert_eq!(
        pays(plan, &credits(rows), 2, "rep-01"),
        [(0, 1_000.0), (1, 200.0)]
    );
}

#[test]
fn a_cumulative_component_pays_the_year_to_date() {
    let plan = "comp.plans.ae.accrual = \"cumulative\"";
    let rows = "2027-02-01,rep-01,a,,400000,,,\n2027-05-01,rep-01,b,,100000,,,\n2027-08-01,rep-01,c,,500000,,,\n";
    // Q1: 30,000 + 15,000. Half-year: 500,000 of 600,000 = 50,000, of which 45,000 were paid. Three quarters:
    // 900,000 x 10 % + 100,000 x 15 % = 105,000. The next year begins anew.
    assert_eq!(
        pays(plan, &credits(rows), 15, "rep-01"),
        [(2, 45_000.0), (5, 5_000.0), (8, 55_000.0)]
    );
}

#[test]
fn a_cap_bounds_a_quarter() {
    let plan = "comp.plans.ae.cap = 1.5";
    let rows = "2027-02-01,rep-01,a,,900000,,,\n";
    assert_eq!(pays(plan, &credits(rows), 3, "rep-01"), [(2, 45_000.0)]);
}

#[test]
fn zero_quota_pays_the_first_tier_and_no_bonus() {
    let plan = r#"
        [comp.plans.ae]
        quota-per-year = 0
        rate = 0.10
        bonuses = [{ at = 1, amount = 5_000 }]
    "#;
    let rows = "2027-02-01,rep-01,a,,900000,,,\n";
    assert_eq!(pays(plan, &credits(rows), 3, "rep-01"), [(2, 90_000.0)]);
}

#[test]
fn a_leaver_in_mid_quarter_is_settled_on_the_quota_of_the_months_there() {
    let plan = r#"
        [events.goes.leave]
        seats = ["rep-01"]
        month = "2027-03"
    "#;
    let rows = "2027-02-01,rep-01,a,,300000,,,\n2027-03-05,rep-01,b,,100000,,,\n";
    let scenario = team(plan);
    let paid = paid(&scenario, &credits(rows), 3);
    // Two months of quota are 200,000: 20,000 + 15,000, and what comes after the leaver counts for nobody.
    // The pay is that of March, on the first day of which the rep left: the month in which a future settles a leaver.
    assert_eq!(of(&scenario, &paid, "rep-01"), [(2, 35_000.0)]);
    assert!(paid.iter().any(|pay| pay.last));
}

#[test]
fn somebody_hired_in_mid_quarter_carries_ramped_quota() {
    // Hired on the first day of the horizon with a straight ramp of 3 months: 1.5 ramped months of quota.
    let plan = r#"
        workforce.groups.rep.tenure-months = 0
        workforce.roles.ae.ramp = { months = 3 }
    "#;
    let rows = "2027-02-01,rep-01,a,,150000,,,\n";
    let scenario = team(plan);
    let paid = paid(&scenario, &credits(rows), 3);
    assert_eq!(of(&scenario, &paid, "rep-01"), [(2, 15_000.0)]);
    let settled = paid[0].settled[0].of.standing;
    assert!((settled.quota - 15_000_000.0).abs() < 1e-3, "{settled:?}");
}

#[test]
fn lines_name_what_they_pay() {
    let scenario = team("comp.plans.ae.bonuses = [{ at = 1, amount = 1_000 }]");
    let rows = "2027-02-01,rep-01,a,,400000,,,\n";
    let paid = paid(&scenario, &credits(rows), 3);
    let items: Vec<Item> = paid[0].lines.iter().map(|line| line.item).collect();
    assert!(
        matches!(
            items[..],
            [
                Item::Tier { tier: 0, .. },
                Item::Tier { tier: 1, .. },
                Item::Bonus { .. }
            ]
        ),
        "{items:?}"
    );
}

#[test]
fn a_threshold_a_decelerator_and_an_accelerator() {
    // Nothing up to half of the quota of 300,000, half the rate of 10 % from there, the rate from 80 %, twice it from
    // quota on.
    let plan = "comp.plans.ae.tiers = [{ above = 0, multiplier = 0 }, { above = 0.5, multiplier = 0.5 }, \
                { above = 0.8, multiplier = 1 }, { above = 1, multiplier = 2 }]";
    let pay = |amount: &str| {
        let rows = format!("2027-02-10,rep-01,a,,{amount},,,\n");
        pays(plan, &credits(&rows), 3, "rep-01")
    };
    assert_eq!(pay("150000"), [], "exactly at the threshold");
    assert_eq!(pay("150000.20"), [(2, 0.01)], "a cent for twenty above it");
    assert_eq!(pay("240000"), [(2, 4_500.0)]);
    assert_eq!(pay("300000"), [(2, 10_500.0)], "exactly at quota");
    assert_eq!(pay("400000"), [(2, 30_500.0)]);
}

#[test]
fn a_retroactive_tier_pays_back_to_the_first_unit_from_the_moment_it_is_reached() {
    let plan = "comp.plans.ae.tier-method = \"retroactive\"";
    let pay = |amount: &str| {
        let rows = format!("2027-02-10,rep-01,a,,{amount},,,\n");
        pays(plan, &credits(&rows), 3, "rep-01")
    };
    assert_eq!(pay("299999"), [(2, 29_999.9)]);
    assert_eq!(pay("300000"), [(2, 45_000.0)], "exactly at the tier");
}

#[test]
fn a_cap_and_a_bonus_are_met_exactly() {
    // The cap is half as much again as the 30,000 of quota: 400,000 reach it to the cent.
    let pay = |plan: &str, amount: &str| {
        let rows = format!("2027-02-10,rep-01,a,,{amount},,,\n");
        pays(plan, &credits(&rows), 3, "rep-01")
    };
    let cap = "comp.plans.ae.cap = 1.5";
    assert_eq!(pay(cap, "399999.80"), [(2, 44_999.97)]);
    assert_eq!(pay(cap, "400000"), [(2, 45_000.0)], "exactly at the cap");
    assert_eq!(pay(cap, "400000.20"), [(2, 45_000.0)]);
    let bonus =
        "comp.plans.ae.bonuses = [{ at = 0.8, amount = 1_000 }, { at = 1, amount = 2_000 }]";
    assert_eq!(pay(bonus, "239999.90"), [(2, 23_999.99)]);
    assert_eq!(
        pay(bonus, "240000"),
        [(2, 25_000.0)],
        "exactly at the bonus"
    );
    assert_eq!(
        pay(bonus, "300000"),
        [(2, 33_000.0)],
        "and both from quota on"
    );
}

#[test]
fn a_cap_is_a_multiple_of_what_the_tiers_pay_at_quota() {
    let pay = |plan: &str, amount: &str| {
        let rows = format!("2027-02-10,rep-01,a,,{amount},,,\n");
        pays(plan, &credits(&rows), 3, "rep-01")
    };
    let tiers = |tiers: &str, more: &str| format!("comp.plans.ae.tiers = [{tiers}]\n{more}\n");
    // Nothing up to half of the quota of 300,000: 15,000 at quota, at most 30,000, which 450,000 reach.
    let threshold = tiers(
        "{ above = 0, multiplier = 0 }, { above = 0.5, multiplier = 1 }",
        "comp.plans.ae.cap = 2",
    );
    assert_eq!(pay(&threshold, "300000"), [(2, 15_000.0)]);
    assert_eq!(pay(&threshold, "449999.80"), [(2, 29_999.98)]);
    assert_eq!(
        pay(&threshold, "450000"),
        [(2, 30_000.0)],
        "exactly at the cap"
    );
    assert_eq!(pay(&threshold, "450000.20"), [(2, 30_000.0)]);
    assert_eq!(pay(&threshold, "150000"), [], "exactly at the threshold");
    // Twice the rate from half of quota on: 15,000 + 30,000 at quota, 54,000 at most: 345,000.
    let accelerated = tiers(
        "{ above = 0, multiplier = 1 }, { above = 0.5, multiplier = 2 }",
        "comp.plans.ae.cap = 1.2",
    );
    assert_eq!(
        pay(&accelerated, "300000"),
        [(2, 45_000.0)],
        "not cut at quota"
    );
    assert_eq!(pay(&accelerated, "345000"), [(2, 54_000.0)]);
    assert_eq!(pay(&accelerated, "900000"), [(2, 54_000.0)]);
    // Half as much again back to the first unit, from quota on: 45,000 at quota, 54,000 at most: 360,000.
    let retroactive = "comp.plans.ae.tier-method = \"retroactive\"\ncomp.plans.ae.cap = 1.2";
    assert_eq!(pay(retroactive, "300000"), [(2, 45_000.0)]);
    assert_eq!(pay(retroactive, "360000"), [(2, 54_000.0)]);
    assert_eq!(pay(retroactive, "900000"), [(2, 54_000.0)]);
    // Where pay begins at quota, the cap is a multiple of rate x quota.
    let from_quota = tiers(
        "{ above = 0, multiplier = 0 }, { above = 1, multiplier = 1 }",
        "comp.plans.ae.cap = 0.5",
    );
    assert_eq!(pay(&from_quota, "400000"), [(2, 10_000.0)]);
    assert_eq!(pay(&from_quota, "900000"), [(2, 15_000.0)]);
    // Bonuses and kickers count towards it: 45,000 of 1.5 times pay at quota, though 30,000 + 1,500 + 20,000 are earned.
    let bonus = "comp.plans.ae.cap = 1.5\ncomp.plans.ae.bonuses = [{ at = 1, amount = 20_000 }]";
    assert_eq!(pay(bonus, "310000"), [(2, 45_000.0)]);
    // Two tiers of 15,000.006 each are paid as 15,000.01 each, and a cap of 1 cuts neither.
    let cents = tiers(
        "{ above = 0, multiplier = 1.0000004 }, { above = 0.5, multiplier = 1.00000041 }",
        "comp.plans.ae.cap = 1",
    );
    assert_eq!(pay(&cents, "300000"), [(2, 30_000.02)]);
}

#[test]
fn months_and_years_are_settled_by_themselves() {
    let rows = "2027-01-10,rep-01,a,,150000,,,\n2027-02-10,rep-01,b,,50000,,,\n\
                2027-12-10,rep-01,c,,1100000,,,\n2028-01-10,rep-01,d,,120000,,,\n";
    // A month's quota is 100,000: 10,000 and half of 10,000 again for 50,000; the next month begins anew.
    let month = "comp.plans.ae.period = \"month\"";
    assert_eq!(
        pays(month, &credits(rows), 13, "rep-01"),
        [(0, 17_500.0), (1, 5_000.0), (11, 160_000.0), (12, 13_000.0)]
    );
    // The year's quota is 1.2 M: 120,000, and 15,000 for the 100,000 above it.
    let year = "comp.plans.ae.period = \"year\"";
    assert_eq!(pays(year, &credits(rows), 13, "rep-01"), [(11, 135_000.0)]);
}

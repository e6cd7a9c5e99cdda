//! Who is credited with what, against examples worked by hand: managers, overlays, splits, seats that open later.

use crate::{credits, of, paid, pays, team};

#[test]
fn a_manager_is_paid_on_the_team_and_an_overlay_on_the_company() {
    let plan = r#"
        [comp.plans.manager]
        roles = ["manager"]
        measure = "bookings"
        credit = "team"
        period = "quarter"
        rate = 0.01
        quota-per-year = 2_400_000
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        [comp.plans.manager.components.all]
        measure = "bookings"
        credit = "company"
        period = "quarter"
        rate = 0.001
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows =
        "2027-01-05,rep-01,a,,100000,,,\n2027-02-06,rep-02,b,,50000,,,\n2027-02-07,,c,,10000,,,\n";
    // 1 % of the team's 150,000 and 0.1 % of the company's 160,000.
    assert_eq!(
        pays(plan, &credits(rows), 3, "boss-01"),
        [(2, 1_500.0 + 160.0)]
    );
}

#[test]
fn a_manager_of_managers_is_paid_on_all_below() {
    let plan = r#"
        workforce.groups.boss.manager = "top-01"
        workforce.groups.top = { role = "director", count = 1, tenure-months = 24 }
        workforce.roles.director = { incentive-per-year = 60_000 }
        [comp.plans.director]
        roles = ["director"]
        measure = "bookings"
        credit = "team"
        period = "quarter"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "2027-01-05,rep-01,a,,100000,,,\n2027-02-06,boss-01,b,,50000,,,\n";
    assert_eq!(pays(plan, &credits(rows), 3, "top-01"), [(2, 1_500.0)]);
}

#[test]
fn a_manager_has_a_deal_once_that_the_team_shares() {
    let plan = r#"
        [comp.plans.manager]
        roles = ["manager"]
        measure = "wins"
        credit = "team"
        period = "quarter"
        rate = 10
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        [comp.plans.manager.components.value]
        measure = "bookings"
        credit = "team"
        period = "quarter"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    // Two sales: one is shared by two of the team, one is not.
    let rows = "date,seat,deal,amount,share\n2027-01-05,rep-01,a,100000,0.6\n2027-01-05,rep-02,a,100000,0.4\n\
                2027-01-05,rep-02,b,100000,1\n";
    assert_eq!(pays(plan, rows, 3, "boss-01"), [(2, 2.0 * 10.0 + 2_000.0)]);
}

#[test]
fn a_split_deal_is_credited_by_shares_and_counts_once() {
    let plan = r#"
        [comp.plans.manager]
        roles = ["manager"]
        measure = "bookings"
        credit = "company"
        period = "quarter"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "2027-01-05,rep-01,a,,100000,0.7,,\n2027-01-05,rep-02,a,,100000,0.3,,\n";
    let scenario = team(plan);
    for rows in [
        rows.to_owned(),
        rows.lines()
            .rev()
            .fold(String::new(), |all, row| all + row + "\n"),
    ] {
        let paid = paid(&scenario, &credits(&rows), 3);
        assert_eq!(of(&scenario, &paid, "rep-01"), [(2, 7_000.0)]);
        assert_eq!(of(&scenario, &paid, "rep-02"), [(2, 3_000.0)]);
        assert_eq!(of(&scenario, &paid, "boss-01"), [(2, 1_000.0)]);
    }
    // An overlay that is credited twice still counts once for the company.
    let scenario = team(&format!(
        "comp.splits.again = {{ with = \"creator\", share = 0.5, double = true }}\n{plan}"
    ));
    let doubled = "2027-01-05,rep-01,a,,100000,1,,\n2027-01-05,rep-02,a,,100000,0.5,,\n";
    let paid = paid(&scenario, &credits(doubled), 3);
    assert_eq!(of(&scenario, &paid, "rep-02"), [(2, 5_000.0)]);
    assert_eq!(of(&scenario, &paid, "boss-01"), [(2, 1_000.0)]);
}

#[test]
fn what_is_credited_to_a_seat_that_opens_later_counts_for_the_company_only() {
    let plan = r#"
        workforce.groups.new = { role = "ae", count = 1, planned-start = "2027-06" }
        [comp.plans.manager]
        roles = ["manager"]
        measure = "bookings"
        credit = "company"
        period = "month"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = credits("2027-02-01,new-01,a,,150000,,,\n");
    assert_eq!(pays(plan, &rows, 3, "new-01"), []);
    assert_eq!(pays(plan, &rows, 3, "boss-01"), [(1, 1_500.0)]);
}

#[test]
fn a_deal_is_an_opportunity_a_win_and_cash_each_once_for_the_company() {
    let company = |measure: &str, rate: &str| {
        format!(
            "contracts = {{ value = \"acv\", term-months = 12, billing = \"annual\", renewal = {{ probability = 1 }} }}\n\
             [comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"{measure}\"\ncredit = \"company\"\n\
             period = \"month\"\nrate = {rate}\nquota-per-year = 0\ntier-method = \"marginal\"\n\
             tiers = [{{ above = 0, multiplier = 1 }}]\n"
        )
    };
    // Made an opportunity, won by two, paid in two parts.
    let rows = credits(
        "2027-01-04,rep-01,d,opportunities,1,,,\n2027-01-10,rep-01,d,,100000,0.5,,\n\
         2027-01-10,rep-02,d,,100000,0.5,,\n2027-01-20,rep-01,d,collected,40000,,,\n\
         2027-01-30,rep-01,d,collected,60000,,,\n",
    );
    let paid = |measure, rate| pays(&company(measure, rate), &rows, 1, "boss-01");
    assert_eq!(paid("bookings", "0.01"), [(0, 1_000.0)]);
    assert_eq!(paid("wins", "500"), [(0, 500.0)]);
    assert_eq!(paid("opportunities", "70"), [(0, 70.0)]);
    assert_eq!(paid("collected", "0.01"), [(0, 1_000.0)]);
}

#[test]
fn an_overlay_is_paid_on_its_territory_and_opportunities_on_who_made_them() {
    let plan = r#"
        regions = { north = {}, south = {} }
        territory.territories.polar = { regions = ["north"] }
        workforce.groups.boss.territory = "polar"
        [comp.plans.manager]
        roles = ["manager"]
        measure = "bookings"
        credit = "territory"
        period = "month"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        [comp.plans.ae.components.pipeline]
        measure = "opportunities"
        period = "month"
        rate = 40
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "date,seat,deal,measure,amount,region,product\n\
                2027-01-05,rep-01,a,,100000,north,suite\n2027-01-06,rep-02,b,,70000,south,suite\n\
                2027-01-07,,c,,10000,north,addon\n2027-01-08,rep-02,,opportunities,3,north,addon\n";
    assert_eq!(pays(plan, rows, 1, "boss-01"), [(0, 1_100.0)]);
    assert_eq!(pays(plan, rows, 1, "rep-02"), [(0, 120.0)]);
    assert_eq!(pays(plan, rows, 1, "rep-01"), []);
}

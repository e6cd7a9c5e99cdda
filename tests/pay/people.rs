//! A leaver and a successor who share a month: each has their own credit, pay and debts.

use foresell::comp::line::Kind;

use crate::contracts::{OPEN, told};

/// rep-01 leaves on the first of March, and somebody else begins on the same day.
const SUCCESSION: &str = r#"
    events.goes = { leave = { seats = ["rep-01"], month = "2027-03" } }
    workforce.roles.ae.time-to-fill-months = 0
"#;

/// Deals of rep-01 that are won on about the 12th of February, the 5th of March and the 10th of May; the first two are
/// given up a month later.
const AROUND_MARCH: &str = "deal,segment,region,product,stage,entered,amount,owner\n\
    a,all,all,suite,closing,2026-09-12,100000,rep-01\n\
    b,all,all,suite,closing,2026-10-05,200000,rep-01\n\
    c,all,all,addon,closing,2026-12-10,250000,rep-01\n";

#[test]
fn a_successor_is_paid_spiffs_of_their_own_from_the_first_deal_on() {
    // Wins in January, March and May, of which the successor sells the last two; one deal a person is paid.
    let spiff = "[comp.plans.ae.spiffs.push]\nper-deal = 500\nmost-deals = 1\n";
    let told = told(OPEN, &format!("{SUCCESSION}{spiff}"));
    let pay = |nth| told.of_kind("rep-01", nth, Kind::Spiff);
    assert_eq!(pay(0), [(0, 500.0)]);
    assert_eq!(pay(1), [(2, 500.0)]);
}

#[test]
fn a_hire_in_mid_month_carries_quota_for_the_days_there() {
    let told = told(
        OPEN,
        r#"
        events.goes = { leave = { seats = ["rep-01"], month = "2027-02" } }
        workforce.roles.ae.time-to-fill-months = 0.5
        "#,
    );
    // The leaver's quota is that of January: 100,000 sold are 10,000. Whoever begins in the middle of February carries a
    // month and a half of it, 150,000, and sells 200,000 in March: 15,000 and 7,500.
    assert_eq!(told.pays("rep-01", 0), [(1, 10_000.0)]);
    assert_eq!(told.pays("rep-01", 1)[0], (2, 22_500.0));
}

#[test]
fn what_a_leaver_has_sold_is_not_taken_from_the_successor_nor_from_the_last_pay() {
    let claws = "comp.plans.ae.clawback = { months = 1.5 }\n";
    let told = told(AROUND_MARCH, &format!("{SUCCESSION}{claws}"));
    // The leaver's a is lost in March, when nobody is left to take it from.
    assert_eq!(told.pays("rep-01", 0), [(2, 10_000.0)]);
    // The successor's b, against a month's quota of 100,000, pays 10,000 + 15,000 in the first quarter and is lost in
    // April; c pays 25,000 in the second, all of which go on b.
    assert_eq!(told.pays("rep-01", 1), [(2, 25_000.0)]);
    let taken = told.of_kind("rep-01", 1, Kind::Clawback);
    assert_eq!(taken, [(5, -25_000.0)]);
}

#[test]
fn cash_on_a_leavers_deal_is_credited_until_the_last_day_and_to_nobody_after() {
    let cash = r#"
        contracts.term-months = 12
        contracts.renewal = { probability = 1 }
        finance.collection-days = 0
        [comp.plans.ae]
        measure = "collected"
        period = "month"
        quota-per-year = 0
        rate = 0.12
    "#;
    let told = told(AROUND_MARCH, &format!("{SUCCESSION}{cash}"));
    // A twelfth of a's 100,000 comes in in February; later ones find nobody. Of b there is one each month from March on,
    // of c from May on.
    assert_eq!(told.pays("rep-01", 0), [(1, 1_000.0)]);
    let paid = told.pays("rep-01", 1);
    assert_eq!(paid[..3], [(2, 2_000.0), (3, 2_000.0), (4, 4_500.0)]);
}

#[test]
fn two_who_share_a_month_have_a_row_of_calls_each() {
    let bonus =
        "[comp.plans.ae.activity-bonuses.any]\nper-working-day = 0\nmonths = 2\npays = 100\n";
    let told = told(OPEN, &format!("{SUCCESSION}{bonus}"));
    assert_eq!(told.of_kind("rep-01", 0, Kind::Activity), [(1, 100.0)]);
    let successor = told.of_kind("rep-01", 1, Kind::Activity);
    assert_eq!(successor[..2], [(3, 100.0), (5, 100.0)]);
}

//! What is paid besides commission, against examples worked by hand: SPIFFs, bonuses, objectives, draws, guarantees.

use foresell::comp::line::Kind;

use crate::{credits, of, of_kind, paid, pays, team};

#[test]
fn a_spiff_pays_its_product_in_its_months_and_no_more_than_its_limit() {
    let plan = r#"
        [comp.plans.ae.spiffs.push]
        from = "2027-02"
        until = "2027-04"
        products = ["addon"]
        per-deal = 500
        rate = 0.01
        most-deals = 2
    "#;
    let rows = "2027-01-31,rep-01,a,,10000,,,addon\n2027-02-01,rep-01,b,,10000,,,addon\n\
                2027-02-02,rep-01,c,,10000,,,suite\n2027-03-31,rep-01,d,,20000,,,addon\n\
                2027-03-31,rep-01,e,,90000,,,addon\n2027-04-01,rep-01,f,,10000,,,addon\n";
    let scenario = team(plan);
    let paid = paid(&scenario, &credits(rows), 6);
    // b: 500 + 100 in February; d: 500 + 200 in March; e is the third, the others are early, late or another product.
    assert_eq!(of_kind(&paid, Kind::Spiff), 600.0 + 700.0);
    assert_eq!(of(&scenario, &paid, "rep-01")[0], (1, 600.0));
}

#[test]
fn forty_five_calls_a_working_day_for_three_months_pay_five_hundred() {
    let plan = r#"
        calendar.selling-days = [20, 20, 22, 21, 21, 21, 21, 21, 21, 22, 20, 20]
        [comp.plans.ae.activity-bonuses.calls]
        activities = ["call"]
        per-working-day = 45
        months = 3
        pays = 500
    "#;
    // 45 x 20, 45 x 20 and 45 x 22 calls are just enough.
    let calls = |january: u32, february: u32, march: u32| {
        credits(&format!(
            "2027-01-31,rep-01,,activities,{january},,call,\n2027-02-15,rep-01,,activities,{february},,call,\n\
             2027-03-10,rep-01,,activities,{march},,call,\n"
        ))
    };
    assert_eq!(pays(plan, &calls(900, 900, 990), 4, "rep-01"), [(2, 500.0)]);
    assert_eq!(pays(plan, &calls(900, 899, 990), 4, "rep-01"), []);
    assert_eq!(pays(plan, &calls(900, 900, 989), 4, "rep-01"), []);
}

#[test]
fn an_objective_pays_by_how_far_it_is_reached() {
    let plan = r#"
        [comp.plans.ae.objectives.enablement]
        period = "quarter"
        pays = 4_000
    "#;
    let rows = "2027-03-30,rep-01,,objective,0.75,,enablement,\n";
    assert_eq!(
        pays(plan, &credits(rows), 6, "rep-01"),
        [(2, 3_000.0)],
        "and is judged anew in each quarter"
    );
}

#[test]
fn a_kicker_needs_the_other_component() {
    let plan = |wins: u32| {
        let rows: String = (0..wins)
            .map(|n| format!("2027-02-01,rep-01,d{n},,{},,,\n", 300_000 / wins))
            .collect();
        let plan = r#"
            comp.plans.ae.kickers = [{ component = "logos", at = 1, multiplier = 1.1 }]
            [comp.plans.ae.components.logos]
            measure = "wins"
            period = "quarter"
            rate = 0
            quota-per-year = 12
            tier-method = "marginal"
            tiers = [{ above = 0, multiplier = 1 }]
        "#;
        pays(plan, &credits(&rows), 3, "rep-01")
    };
    assert_eq!(plan(2), [(2, 30_000.0)]);
    assert_eq!(plan(3), [(2, 33_000.0)], "exactly at three wins");
}

#[test]
fn a_recoverable_draw_is_advanced_and_paid_back() {
    let draw = |recoverable| {
        format!("comp.plans.ae.draw = {{ per-month = 5_000, recoverable = {recoverable} }}")
    };
    // Quarters earn 5,000, 40,000 and 16,000 against a draw of 15,000.
    let rows = "2027-02-01,rep-01,a,,50000,,,\n2027-05-01,rep-01,b,,366666.67,,,\n\
                2027-08-01,rep-01,c,,160000,,,\n";
    let paid = |recoverable| pays(&draw(recoverable), &credits(rows), 9, "rep-01");
    assert_eq!(
        paid(true),
        [(2, 15_000.0), (5, 30_000.0), (8, 16_000.0)],
        "10,000 were advanced and are taken off the second quarter"
    );
    assert_eq!(paid(false), [(2, 15_000.0), (5, 40_000.0), (8, 16_000.0)]);
}

#[test]
fn a_draw_for_the_first_months_ends_with_them() {
    // Two people who have been there for 4 months: of a draw for 6 months, 2 are left.
    let plan = r#"
        workforce.groups.rep.tenure-months = 4
        comp.plans.ae.draw = { per-month = 5_000, recoverable = false, months = 6 }
    "#;
    let rows = credits("2027-02-01,rep-02,a,,0,,,\n");
    assert_eq!(pays(plan, &rows, 6, "rep-01"), [(2, 10_000.0)]);
}

#[test]
fn a_guarantee_holds_while_ramping() {
    // Hired a month ago, ramp of 4 months: 3 months of 10,000 target incentive are guaranteed.
    let plan = r#"
        workforce.groups.rep.tenure-months = 1
        workforce.roles.ae.ramp = { months = 4 }
        comp.plans.ae.ramped-quota = false
        comp.plans.ae.guarantee = { share = 0.8 }
    "#;
    let rows = "2027-02-01,rep-01,a,,50000,,,\n2027-04-20,rep-01,b,,50000,,,\n";
    assert_eq!(
        pays(plan, &credits(rows), 6, "rep-01"),
        [(2, 24_000.0), (5, 5_000.0)]
    );
}

#[test]
fn an_objective_of_somebody_who_was_there_for_a_part_of_its_period_pays_that_part() {
    let plan = r#"
        events.goes = { leave = { seats = ["rep-01"], month = "2027-03" } }
        comp.plans.ae.objectives.enablement = { period = "quarter", pays = 3_000 }
    "#;
    let rows = "2027-02-20,rep-01,,objective,0.5,,enablement,\n";
    // Half reached in two of three months; whoever leaves on the first of March is settled in March.
    assert_eq!(pays(plan, &credits(rows), 3, "rep-01"), [(2, 1_000.0)]);
}

#[test]
fn money_paid_back_is_never_a_negative_paycheck_but_taken_off_later_pay() {
    let plan = r#"
        contracts = { value = "acv", term-months = 12, billing = "annual", renewal = { probability = 1 } }
        [comp.plans.ae]
        measure = "collected"
        period = "month"
        quota-per-year = 0
        rate = 0.12
    "#;
    let rows = "2027-01-10,rep-01,a,collected,100000,,,\n2027-02-10,rep-01,a,collected,-50000,,,\n\
                2027-03-10,rep-01,b,collected,20000,,,\n2027-04-10,rep-01,b,collected,80000,,,\n";
    // 6,000 are missing in February; March earns 2,400 of them and April the other 3,600 of its 9,600.
    let scenario = team(plan);
    let paid = paid(&scenario, &credits(rows), 4);
    assert_eq!(
        of(&scenario, &paid, "rep-01"),
        [(0, 12_000.0), (3, 6_000.0)]
    );
    assert_eq!(of_kind(&paid, Kind::Commission), 18_000.0);
    assert_eq!(
        of_kind(&paid, Kind::Clawback),
        0.0,
        "carried over, then taken"
    );
}

#[test]
fn a_draw_of_a_quarter_is_recovered_from_no_more_than_its_last_month_pays() {
    // Commission by month at 10 %, draw by the main component's quarter. 15,000 are advanced in the first quarter. In
    // the second, April pays 30,000 before the quarter is over; above the draw of 15,000 are 16,000, but June pays only
    // 1,000, and only these go back.
    let plan = r#"
        [comp.plans.ae]
        weight = 0
        draw = { per-month = 5_000, recoverable = true }
        [comp.plans.ae.components.monthly]
        measure = "bookings"
        period = "month"
        rate = 0.10
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "2027-04-05,rep-01,a,,300000,,,\n2027-06-05,rep-01,b,,10000,,,\n\
                2027-09-05,rep-01,c,,400000,,,\n";
    assert_eq!(
        pays(plan, &credits(rows), 9, "rep-01"),
        [(2, 15_000.0), (3, 30_000.0), (8, 26_000.0)],
        "the other 14,000 go back in September"
    );
}

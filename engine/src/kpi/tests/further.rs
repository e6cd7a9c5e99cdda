//! KPIs of targets and budgets, growth, customers and ramp.

use super::*;

#[test]
fn what_is_missing_to_the_target_has_a_mean() {
    let mut fixture = Fixture::new(2);
    fixture.company(Measure::Bookings, 0, &[900, 1_100]);
    fixture.targets.push(Target {
        period: "FY2027".into(),
        months: 0..12,
        scope: Scope::Company,
        bookings: Money::from_minor(1_000),
    });
    assert_eq!(fixture.values("target-shortfall", 0..12), [100.0, 0.0]);
}

#[test]
fn a_budget_is_kept_up_to_its_last_cent() {
    let mut fixture = Fixture::new(3);
    fixture.company(Measure::Cost, 3, &[900, 1_000, 1_001]);
    fixture.budgets.push(Budget {
        period: "FY2027".into(),
        months: 0..12,
        cost: Money::from_minor(1_000),
    });
    assert_eq!(fixture.values("budget-kept", 0..12), [1.0, 1.0, 0.0]);
    assert_eq!(fixture.values("budget-use", 0..12), [0.9, 1.0, 1.001]);
    assert_eq!(fixture.values("budget-overrun", 0..12), [0.0, 0.0, 1.0]);
    for id in [
        "budget-kept",
        "budget-use",
        "budget-overrun",
        "target-shortfall",
    ] {
        let of_others = Kpi::find(id).unwrap().values(&fixture.facts(), 12..24);
        assert_eq!(of_others, None, "{id}");
    }
}

#[test]
fn growth_of_the_first_year_is_against_the_last_one_before_the_plan() {
    let mut fixture = Fixture::new(2);
    fixture.company(Measure::Bookings, 5, &[250, 150]);
    fixture.company(Measure::Bookings, 17, &[500, 150]);
    fixture.bookings_last_year = Some(Money::from_minor(200));
    assert_eq!(fixture.values("bookings-growth", 0..12), [0.25, -0.25]);
    // Later years grow on those before them, and a quarter is no year.
    assert_eq!(fixture.values("bookings-growth", 12..24), [1.0, 0.0]);
    let growth = Kpi::find("bookings-growth").unwrap();
    assert_eq!(growth.values(&fixture.facts(), 0..3), None);
}

#[test]
fn customers_are_counted_by_what_they_do() {
    let mut fixture = Fixture::with_contracts(1);
    for month in 0..24 {
        fixture.company(
            Measure::Customers,
            month,
            &[if month < 12 { 10 } else { 5 }],
        );
    }
    for (measure, month, value) in [
        (Measure::CustomersChurned, 2, 2),
        (Measure::CustomersChurned, 13, 5),
        (Measure::RenewalsDue, 2, 8),
        (Measure::RenewalsWon, 2, 6),
        (Measure::RenewalsExpanded, 2, 3),
        (Measure::ContractsCancelled, 3, 2),
        (Measure::Revenue, 4, 24_000),
        (Measure::Revenue, 14, 18_000),
    ] {
        fixture.company(measure, month, &[value]);
    }
    let expected = [
        ("customer-churn", 2.0 / 8.0),
        // Three grew, two were not renewed and two cancelled, of ten that could.
        ("net-promoters", -0.1),
        ("revenue-per-account", 2_400.0),
    ];
    are(&fixture, &expected);
    assert_eq!(fixture.values("customer-churn", 12..24), [0.5]);
    assert_eq!(fixture.values("customer-churn", 12..18), [1.0]);
    assert_eq!(fixture.values("revenue-per-account", 12..24), [3_600.0]);
    assert_eq!(fixture.values("revenue-growth", 12..24), [-0.25]);
    assert!(fixture.values("net-promoters", 12..24)[0].is_nan());
}

#[test]
fn a_customer_is_worth_less_where_the_first_payment_comes_after_a_year() {
    let fixture = a_year();
    are(&fixture, &[("ltv-year-end", 7_950.0 * 0.84 / (1.1 - 0.84))]);
    // A payment after each year that is reached: the sum by hand.
    let sum: f64 = (1..200)
        .map(|year| 100.0 * crate::kernel::math::powi(0.8 / 1.1, year))
        .sum();
    let value = customers::lifetime_value_at_year_end(100.0, 0.8, 0.1);
    assert!((value - sum).abs() < 1e-9, "{value}");
    assert!(customers::lifetime_value_at_year_end(1.0, 1.0, 0.0).is_nan());
}

#[test]
fn nobody_is_ramped_before_a_deal_can_have_come_through() {
    let mut fixture = Fixture::new(2);
    // A cycle of two months in both trials; three hires in the first and none in the second.
    for stage in [1, 2] {
        fixture.set(Measure::TimeInStage, Cut::Stage, stage, 0, &[10_000_000; 2]);
        fixture.set(Measure::Passed, Cut::Stage, stage, 0, &[10; 2]);
    }
    fixture.set(Measure::Hires, Cut::Role, 0, 4, &[3, 0]);
    for (ramp, expected) in [(6.5, 6.5), (1.0, 2.0)] {
        fixture.ramps = vec![Some(vec![ramp])];
        let values = fixture.values("ramp-time", 0..12);
        assert!((values[0] - expected).abs() < 1e-12 && values[1].is_nan());
    }
    // Each hire counts with the ramp of the month of the first day.
    fixture.set(Measure::Hires, Cut::Role, 0, 2, &[1, 0]);
    fixture.ramps = vec![Some((0..12).map(|month| 12.0 - f64::from(month)).collect())];
    let values = fixture.values("ramp-time", 0..12);
    assert!((values[0] - (10.0 + 3.0 * 8.0) / 4.0).abs() < 1e-12);
    fixture.ramps = vec![None];
    let values = Kpi::find("ramp-time")
        .unwrap()
        .values(&fixture.facts(), 0..12);
    assert_eq!(values, None);
}

/// Cents: 1,000 come in; of 400 of costs 100 are variable pay, of which 60 are paid out; of 500 sold 150 are goods. So 1,000 -
/// (400 - 100 + 60) - 150 = 490 stay in the first month. In the second only the other 40 are paid out.
#[test]
fn cash_flows_when_it_is_paid() {
    let mut fixture = Fixture::with_contracts(1);
    for (measure, month, value) in [
        (Measure::Cash, 0, 1_000),
        (Measure::GrossMargin, 0, 350),
        (Measure::Cost, 0, 400),
        (Measure::VariablePay, 0, 100),
        (Measure::PaidOut, 0, 60),
        (Measure::Bookings, 0, 500),
        (Measure::PaidOut, 1, 40),
        (Measure::Cash, 13, 30),
    ] {
        fixture.company(measure, month, &[value]);
    }
    assert_eq!(fixture.values("net-cash-flow", 0..1), [490.0]);
    assert_eq!(fixture.values("net-cash-flow", 0..12), [450.0]);
    assert_eq!(fixture.values("net-cash-flow", 12..24), [30.0]);
    assert_eq!(fixture.values("cumulative-cash-flow", 1..2), [450.0]);
    assert_eq!(fixture.values("cumulative-cash-flow", 12..24), [480.0]);
    let without = Fixture::new(1);
    let kpi = Kpi::find("net-cash-flow").unwrap();
    assert_eq!(kpi.values(&without.facts(), 0..12), None);
}

/// The ratios of a year in which all parts are small numbers: 8 deals for 2,000 cents from 40 leads, and what they cost.
#[test]
fn the_plain_ratios_are_those_of_their_parts() {
    let mut fixture = Fixture::new(1);
    for (measure, month, value) in [
        (Measure::Bookings, 0, 1_500),
        (Measure::Bookings, 5, 500),
        (Measure::BookingsFromPipeline, 0, 300),
        (Measure::Wins, 0, 6),
        (Measure::Wins, 5, 2),
        (Measure::Leads, 0, 40),
        (Measure::Expired, 3, 7),
        (Measure::Cost, 0, 400),
        (Measure::GrossMargin, 0, 1_600),
        (Measure::Contribution, 0, 1_200),
        (Measure::StreetQuota, 0, 2_500),
        (Measure::SettledWithQuota, 2, 8),
        (Measure::SettledAtQuota, 2, 2),
    ] {
        fixture.company(measure, month, &[value]);
    }
    for (id, expected) in [
        ("bookings", 2_000.0),
        ("bookings-from-pipeline", 300.0),
        ("lead-to-win", 8.0 / 40.0),
        ("deal-size", 250.0),
        ("expired", 7.0),
        ("cost-ratio", 0.2),
        ("cac", 50.0),
        ("gross-margin", 1_600.0),
        ("margin-rate", 0.8),
        ("contribution", 1_200.0),
        ("street-quota", 2_500.0),
        ("quota-attainment", 0.8),
        ("settlements-at-quota", 0.25),
    ] {
        assert_eq!(fixture.values(id, 0..12), [expected], "{id}");
    }
}

#[test]
fn customers_and_renewals_are_counted_as_they_are() {
    let mut fixture = Fixture::with_contracts(1);
    fixture.company(Measure::CustomersNew, 1, &[4]);
    fixture.company(Measure::CustomersNew, 7, &[5]);
    fixture.company(Measure::RenewalBookings, 7, &[900]);
    assert_eq!(fixture.values("customers-new", 0..12), [9.0]);
    assert_eq!(fixture.values("renewal-bookings", 0..12), [900.0]);
}

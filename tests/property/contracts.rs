//! Contracts: worked examples and edges, exact in every future.

use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, Run};

const N_TRIALS: u32 = 40;

/// Contracts worth 1,000 over a year, on decisions that take no time: every lead of the first year is won.
fn plan(contracts: &str) -> Plan {
    let leads: Vec<&str> = (0..60)
        .map(|month| if month < 12 { "5" } else { "0" })
        .collect();
    Plan::minimal().with(&format!(
        r#"
        horizon.months = 60
        demand.sources.inbound.leads-per-month = [{}]
        funnel.stages.closing = {{ pass = 1, dwell-days = 0 }}
        [contracts]
        value = "tcv"
        billing = "annual"
        term-months = 12
        renewal = {{ probability = 0 }}
        {contracts}
        "#,
        leads.join(", ")
    ))
}

/// One customer of 1,200.00 a year whose term ends on a day, and nobody else.
fn one_customer(renews: &str, contracts: &str) -> Run {
    plan("customers = \"customers.csv\"")
        .with("funnel.stages.closing.pass = 0")
        .with(contracts)
        .table(
            "customers.csv",
            &format!(
                "customer,segment,region,arr,renews,term-months\nacme,all,all,1200,{renews},12\n"
            ),
        )
        .run(N_TRIALS)
}

fn sum(run: &Run, measure: Measure) -> Vec<f64> {
    run.company(measure, 0..60)
}

#[track_caller]
fn all_are(values: Vec<f64>, expected: f64) {
    assert!(values.iter().all(|&value| value == expected), "{values:?}");
}

#[test]
fn revenue_and_cash_sum_to_what_was_signed_to_the_cent() {
    for billing in ["annual", "upfront", "monthly"] {
        let run = plan("recurring-share = 0.7")
            .with(&format!(
                "contracts.billing = \"{billing}\"\ncontracts.term-months = 29.3\n\
                 funnel.deal-size = {{ lognormal = {{ mean = 1_000, cv = 0.7 }} }}\n\
                 finance.collection-days = {{ uniform = {{ low = 0, high = 90 }} }}"
            ))
            .run(N_TRIALS);
        let bookings = sum(&run, Measure::Bookings);
        assert!(bookings.iter().all(|&booked| booked > 0.0));
        assert_eq!(sum(&run, Measure::Revenue), bookings);
        assert_eq!(sum(&run, Measure::Cash), bookings);
        // What recurs is 70 % of each deal, rounded to a cent.
        let (recurring, wins) = (
            sum(&run, Measure::RevenueRecurring),
            sum(&run, Measure::Wins),
        );
        for ((recurring, booked), wins) in recurring.iter().zip(&bookings).zip(&wins) {
            assert!((recurring - 0.7 * booked).abs() <= 0.5 * wins);
        }
    }
}

#[test]
fn what_is_cancelled_is_neither_earned_nor_kept() {
    let run = plan("cancel-per-year = 0.6").run(N_TRIALS);
    let (revenue, bookings) = (sum(&run, Measure::Revenue), sum(&run, Measure::Bookings));
    assert_eq!(sum(&run, Measure::Cash), revenue);
    assert!(
        revenue
            .iter()
            .zip(&bookings)
            .all(|(earned, booked)| earned < booked)
    );
    // Each contract was cancelled or came up, and none is left.
    let churned = sum(&run, Measure::CustomersChurned);
    assert_eq!(churned, sum(&run, Measure::Wins));
    let (lost, cancelled) = (
        sum(&run, Measure::ArrChurned),
        sum(&run, Measure::ArrCancelled),
    );
    assert!(cancelled.iter().zip(&lost).all(|(a, b)| 0.0 < *a && a < b));
    all_are(run.month(Measure::Arr, 59), 0.0);
}

#[test]
fn a_term_beyond_the_horizon_never_comes_up() {
    let run = plan("").with("contracts.term-months = 600").run(N_TRIALS);
    all_are(sum(&run, Measure::RenewalsDue), 0.0);
    let (revenue, bookings) = (sum(&run, Measure::Revenue), sum(&run, Measure::Bookings));
    assert!(
        revenue
            .iter()
            .zip(&bookings)
            .all(|(earned, booked)| *earned < 0.11 * booked)
    );
    // 1,000.00 over fifty years are 20.00 a year.
    let wins = sum(&run, Measure::Wins);
    let arr: Vec<f64> = wins.iter().map(|wins| 2_000.0 * wins).collect();
    assert_eq!(run.month(Measure::Arr, 59), arr);
}

#[test]
fn what_is_paid_once_is_earned_at_once_and_recurs_never() {
    let run = plan("recurring-share = 0").run(N_TRIALS);
    for month in 0..12 {
        let earned = run.month(Measure::Revenue, month);
        assert_eq!(earned, run.month(Measure::Bookings, month));
        all_are(run.month(Measure::Arr, month), 0.0);
    }
    all_are(sum(&run, Measure::RevenueRecurring), 0.0);
    assert_eq!(
        sum(&run, Measure::CustomersChurned),
        sum(&run, Measure::Wins)
    );
}

#[test]
fn certain_renewals_keep_everybody_and_impossible_ones_nobody() {
    let stay = plan("")
        .with("contracts.renewal.probability = 1")
        .run(N_TRIALS);
    all_are(sum(&stay, Measure::ArrChurned), 0.0);
    assert_eq!(
        stay.month(Measure::Customers, 59),
        sum(&stay, Measure::Wins)
    );
    assert_eq!(
        sum(&stay, Measure::ArrAvailable),
        sum(&stay, Measure::ArrRenewed)
    );
    let leave = plan("").run(N_TRIALS);
    assert_eq!(
        sum(&leave, Measure::RenewalsDue),
        sum(&leave, Measure::Wins)
    );
    all_are(sum(&leave, Measure::RenewalsWon), 0.0);
    all_are(leave.month(Measure::Customers, 24), 0.0);
}

/// A year of 1,200.00 that ends with April: what comes up on the first of May belongs to May.
#[test]
fn a_renewal_at_the_boundary_of_months_belongs_to_the_later_one() {
    let run = one_customer("2027-05-01", "");
    all_are(run.month(Measure::Arr, 3), 120_000.0);
    all_are(run.month(Measure::Arr, 4), 0.0);
    all_are(run.month(Measure::ArrAvailable, 4), 120_000.0);
    all_are(run.company(Measure::Revenue, 0..4), 40_000.0);
    all_are(sum(&run, Measure::Revenue), 40_000.0);
    // On the very first day it comes up in the first month.
    let run = one_customer("2027-01", "");
    all_are(run.month(Measure::RenewalsDue, 0), 1.0);
    all_are(sum(&run, Measure::Revenue), 0.0);
}

/// By hand: 1,200.00 come up in May and are renewed each year at 3 % more, half of it given up or a quarter added.
#[test]
fn changes_at_a_renewal_are_those_computed_by_hand() {
    let of = |change: &str| {
        one_customer(
            "2027-05-01",
            &format!("contracts = {{ price-rise = 0.03, renewal.probability = 1, {change} }}"),
        )
    };
    let plain = of("cancel-per-year = 0");
    for (year, arr) in [
        (0, 123_600.0),
        (1, 127_308.0),
        (2, 131_127.0),
        (3, 135_061.0),
    ] {
        all_are(plain.month(Measure::Arr, 4 + 12 * year), arr);
    }
    all_are(plain.company(Measure::ArrPriceRise, 0..24), 7_308.0);
    let smaller = of("contraction = { chance = 1, share = 0.5 }");
    all_are(smaller.month(Measure::Arr, 4), 63_600.0);
    all_are(smaller.month(Measure::ArrContraction, 4), 60_000.0);
    let larger = of("expansion = { chance = 1, share = 0.25 }");
    all_are(larger.month(Measure::Arr, 4), 153_600.0);
    all_are(larger.month(Measure::RenewalBookings, 4), 153_600.0);
    // The old price for four months, the new one for eight.
    all_are(
        larger.company(Measure::Revenue, 0..12),
        40_000.0 + 102_400.0,
    );
}

/// 100.00 a month billed yearly on the first of May and paid 61 days later; the invoice of last May was paid long ago.
#[test]
fn cash_follows_invoices_after_the_delay() {
    let run = one_customer(
        "2027-05-01",
        "contracts.renewal.probability = 1\nfinance.collection-days = 61",
    );
    all_are(run.company(Measure::Cash, 0..6), 0.0);
    all_are(run.month(Measure::Cash, 6), 120_000.0);
    // Monthly: the invoices of November and December are paid in January and February, those of the year follow.
    let run = one_customer(
        "2027-05-01",
        "contracts = { billing = \"monthly\", renewal.probability = 1 }\nfinance.collection-days = 61",
    );
    for month in 0..60 {
        all_are(run.month(Measure::Cash, month), 10_000.0);
    }
}

#[test]
fn contracts_change_nothing_of_what_was_there_without_them() {
    let with = plan("").with("contracts.base.old = { count = 9, segment = \"all\", region = \"all\", arr-each = 50, term-months = 7 }");
    let without = with.clone().with("remove = [\"contracts\"]").run(N_TRIALS);
    let with = with.run(N_TRIALS);
    for block in without.0.layout.blocks() {
        for member in 0..block.n_members {
            let of = |run: &Run| run.over(block.measure, block.cut, member, 0..block.n_periods);
            assert_eq!(of(&with), of(&without), "{:?}", block.measure);
        }
    }
    assert!(!without.0.layout.has_company(Measure::Arr));
}

/// Who is added has luck of its own: all other customers renew and leave as before.
#[test]
fn more_customers_move_nobody_elses_luck() {
    let few = plan(
        "cancel-per-year = 0.1\nbase.old = { count = 20, segment = \"all\", region = \"all\", arr-each = 900, term-months = 12 }",
    )
    .with("segments.more = {}\ncontracts.renewal.probability = 0.8\ndemand.sources.inbound.leads-per-month = { by-segment = { all = 5, more = 0 } }");
    let many = few.clone().with(
        "contracts.base.more = { count = 30, segment = \"more\", region = \"all\", arr-each = 900, term-months = 9 }",
    );
    let (few, many) = (few.run(N_TRIALS), many.run(N_TRIALS));
    for measure in [
        Measure::Arr,
        Measure::ArrChurned,
        Measure::ArrNew,
        Measure::Customers,
    ] {
        for month in 0..60 {
            let of = |run: &Run| run.over(measure, Cut::Segment, 0, month..month + 1);
            assert_eq!(of(&few), of(&many), "{measure:?} in month {month}");
        }
    }
    assert!(many.month(Measure::Customers, 0) != few.month(Measure::Customers, 0));
}

/// What is sold to customers adds to expansion and makes nobody a customer.
#[test]
fn deals_of_expansion_sources_are_expansion() {
    let run = plan("expansion-sources = [\"inbound\"]").run(N_TRIALS);
    assert_eq!(
        run.company(Measure::ArrExpansion, 0..12),
        run.company(Measure::Bookings, 0..12)
    );
    for measure in [Measure::ArrNew, Measure::CustomersNew, Measure::Customers] {
        all_are(sum(&run, measure), 0.0);
    }
    assert_eq!(sum(&run, Measure::ArrChurned), sum(&run, Measure::Bookings));
}

/// A customer of 1,200.00 a year who has bought more from January to June leaves on the first of July: all of it is cancelled
/// on that day. It has earned what it was in force for, the rest of what was paid is paid back, and the ARR rolls forward:
/// opening + new + expansion - contraction - churn = closing, each month and to the cent.
#[test]
fn what_a_customer_has_bought_beside_ends_when_the_customer_leaves() {
    for (billing, earned_before) in [
        ("annual", 60_000.0),
        ("monthly", 0.0),
        ("upfront", 60_000.0),
    ] {
        let leads = (0..60).map(|month| if month < 6 { "5" } else { "0" });
        let leads = leads.collect::<Vec<_>>().join(", ");
        let run = plan(
            "customers = \"customers.csv\"\nexpansion-sources = [\"inbound\"]",
        )
        .with(&format!(
            "contracts.billing = \"{billing}\"\ncontracts.term-months = 36.5\ndemand.sources.inbound.leads-per-month = [{leads}]"
        ))
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months\nacme,all,all,1200,2027-07,12\n",
        )
        .run(N_TRIALS);
        let bought = sum(&run, Measure::ArrExpansion);
        assert!(bought.iter().all(|&arr| arr > 0.0));
        assert_eq!(sum(&run, Measure::ArrCancelled), bought);
        assert_eq!(
            sum(&run, Measure::ContractsCancelled),
            sum(&run, Measure::Wins)
        );
        all_are(sum(&run, Measure::RenewalsDue), 1.0);
        all_are(sum(&run, Measure::CustomersChurned), 1.0);
        assert_eq!(
            run.month(Measure::ArrChurned, 6),
            run.month(Measure::Arr, 5)
        );
        let mut opening = vec![120_000.0; N_TRIALS as usize];
        for month in 0..60 {
            let of = |measure| run.month(measure, month);
            let gained = of(Measure::ArrNew)
                .into_iter()
                .zip(of(Measure::ArrExpansion));
            let lost = of(Measure::ArrContraction)
                .into_iter()
                .zip(of(Measure::ArrChurned));
            let moved = gained
                .zip(lost)
                .map(|((new, more), (less, gone))| new + more - less - gone);
            let closing: Vec<f64> = opening
                .iter()
                .zip(moved)
                .map(|(arr, moved)| arr + moved)
                .collect();
            assert_eq!(closing, of(Measure::Arr), "month {month}");
            opening = closing;
        }
        all_are(opening, 0.0);
        // Half a year of the customer, which was paid for last July unless each month is; and of the rest what was paid for and not paid back.
        let (revenue, cash) = (sum(&run, Measure::Revenue), sum(&run, Measure::Cash));
        assert!(
            revenue
                .iter()
                .zip(&cash)
                .all(|(revenue, cash)| revenue - earned_before == *cash)
        );
        assert!(cash.iter().all(|&cash| cash > 0.0));
        all_are(run.month(Measure::Revenue, 6), 0.0);
    }
}

/// With monthly timing many terms end at one moment. What was bought later is up for renewal with the customer, and leaves
/// with it: nothing is cancelled within its term, whatever comes first by its key.
#[test]
fn what_comes_up_on_the_day_the_customer_leaves_is_not_renewed() {
    let leads = (0..60).map(|month| if month == 0 { "5" } else { "0" });
    let leads = leads.collect::<Vec<_>>().join(", ");
    let run = plan("customers = \"customers.csv\"\nexpansion-sources = [\"inbound\"]")
        .with(&format!(
            "horizon.timing = \"monthly\"\ncontracts.term-months = 5.5\n\
             demand.sources.inbound.leads-per-month = [{leads}]"
        ))
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months\nacme,all,all,1200,2027-07,12\n",
        )
        .run(N_TRIALS);
    let wins = sum(&run, Measure::Wins);
    assert!(wins.iter().any(|&wins| wins > 2.0));
    all_are(sum(&run, Measure::ContractsCancelled), 0.0);
    let due: Vec<f64> = wins.iter().map(|wins| wins + 1.0).collect();
    assert_eq!(run.month(Measure::RenewalsDue, 6), due);
    assert_eq!(
        run.month(Measure::ArrAvailable, 6),
        run.month(Measure::ArrChurned, 6)
    );
    all_are(run.month(Measure::Arr, 6), 0.0);
}

/// Forty renewals of two hours each: all are worked on by somebody who has time, and none by nobody.
#[test]
fn renewals_are_work() {
    let worked = plan(
        "renewal-work = { role = \"am\", hours = 2, lead-days = 30, unworked = -20 }\n\
         base.old = { count = 40, segment = \"all\", region = \"all\", arr-each = 900, term-months = 12 }",
    )
    .with("contracts.renewal.probability = 0.9999\nfunnel.stages.closing.pass = 0\nhorizon.months = 12\ndemand.sources.inbound.leads-per-month = 5\nworkforce.roles.am = {}")
    .with("workforce.groups.am = { role = \"am\", count = 2, tenure-months = 12 }");
    let run = worked.run(N_TRIALS);
    all_are(run.company(Measure::RenewalsDue, 0..12), 40.0);
    all_are(run.company(Measure::RenewalsUnworked, 0..12), 0.0);
    all_are(run.month(Measure::Customers, 11), 40.0);
    // Roles are in the order of their ids. What ends in the first month was asked for before; as many are asked for in
    // the last month and end after it.
    let hours = run.over(Measure::HoursUsed, Cut::Role, 1, 0..12);
    assert!(
        hours.iter().all(|&micro| (78e6..=82e6).contains(&micro)),
        "{hours:?}"
    );
    // Nobody is there before May: what ends until then and was asked for after the start is unworked and as good as lost.
    let late = worked
        .clone()
        .with("remove = [\"workforce.groups.am\"]\nworkforce.groups.late = { role = \"am\", count = 2, planned-start = \"2027-05\" }")
        .run(N_TRIALS);
    let unworked = late.company(Measure::RenewalsUnworked, 0..12);
    all_are(unworked, 10.0);
    all_are(late.company(Measure::RenewalsUnworked, 4..12), 0.0);
    all_are(late.month(Measure::Customers, 11), 30.0);
    // Two people with two hours a month each get through two of some three renewals a month.
    let short = worked
        .with("workforce.roles.am.hours-per-month = 2")
        .run(N_TRIALS);
    let unworked = short.company(Measure::RenewalsUnworked, 0..12);
    assert!(
        unworked.iter().all(|&n| (8.0..=20.0).contains(&n)),
        "{unworked:?}"
    );
}

/// A deal in its last stage and a renewal compete for one person: who came first is served first.
#[test]
fn renewals_and_deals_wait_in_one_line() {
    let plan = plan(
        "renewal-work = { role = \"ae\", hours = 20, lead-days = 5, unworked = -20 }\n\
         base.old = { count = 40, segment = \"all\", region = \"all\", arr-each = 900, term-months = 12 }",
    )
    .with("contracts.renewal.probability = 1\nhorizon.months = 12\ndemand.sources.inbound.leads-per-month = 5\n\
           funnel.stages.closing = { pass = 0.5, decay-days = 20, activities.talk = { role = \"owner\", hours = 20 } }");
    let both = plan.run(N_TRIALS);
    let deals_only = plan.with("contracts.renewal-work.hours = 0").run(N_TRIALS);
    let total = |run: &Run, measure| run.company(measure, 0..12).iter().sum::<f64>();
    assert!(total(&both, Measure::Expired) > 1.2 * total(&deals_only, Measure::Expired));
    assert!(total(&both, Measure::RenewalsUnworked) > 0.0);
    assert!(total(&both, Measure::Wins) < total(&deals_only, Measure::Wins));
}

/// A plan looked at in mid-year: customers stand at the first simulated month, and what was earned before is not theirs.
#[test]
fn customers_of_a_plan_in_mid_year_stand_where_the_simulation_begins() {
    let plan = plan("customers = \"customers.csv\"")
        .with(
            "actuals = { until = \"2027-04\", credits = \"credits.csv\" }\nfunnel.stages.closing.pass = 0\n\
             contracts.base.old = { count = 1, segment = \"all\", region = \"all\", arr-each = 1_200, term-months = 12 }",
        )
        .table("credits.csv", "date,seat,amount\n2027-02-15,ae-01,500\n");
    let table = |renews: &str| {
        format!("customer,segment,region,arr,renews,term-months\nacme,all,all,1200,{renews},12\n")
    };
    let run = plan
        .clone()
        .table("customers.csv", &table("2027-05"))
        .run(N_TRIALS);
    // Those of the start are there when the history ends.
    all_are(run.month(Measure::Arr, 1), 0.0);
    all_are(run.month(Measure::Arr, 2), 240_000.0);
    all_are(run.month(Measure::Arr, 3), 240_000.0);
    // One comes up in May, the one of the group half a term after the start of the simulation.
    all_are(run.month(Measure::RenewalsDue, 4), 1.0);
    all_are(run.month(Measure::RenewalsDue, 9), 1.0);
    all_are(run.company(Measure::Revenue, 0..3), 0.0);
    all_are(run.company(Measure::Revenue, 0..60), 10_000.0 + 60_000.0);
    // A renewal within the history is one of the past.
    assert!(
        plan.table("customers.csv", &table("2027-03-31"))
            .load()
            .is_err()
    );
}

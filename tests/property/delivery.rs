//! Delivery: what is sold is delivered, withdrawn or still open, hours go somewhere, and without work nothing changes.

use foresell::kpi::{Facts, Kpi};
use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, Run};

const MONTHS: usize = 36;
const N_TRIALS: u32 = 40;

/// A plan with contracts and people who deliver, before it says what they have to do.
fn plan() -> Plan {
    Plan::minimal().with(&format!(
        r#"
        horizon.months = {MONTHS}
        demand.sources.inbound.leads-per-month = 12
        funnel.deal-size = {{ lognormal = {{ mean = 12_000, cv = 0.6 }} }}
        finance.gross-margin = 0.8
        [workforce.roles.consultant]
        hours-per-month = 100
        attrition-per-year = 0.3
        time-to-fill-months = 2
        ramp = {{ months = 3 }}
        [workforce.groups.consultants]
        role = "consultant"
        count = 2
        tenure-months = 24
        [contracts]
        value = "acv"
        billing = "annual"
        term-months = 12
        recurring-share = 0.7
        renewal = {{ probability = 0.9 }}
        "#
    ))
}

/// The same with so many hours for each order, and whatever else it says of supply.
fn delivering(hours: &str, supply: &str) -> Run {
    plan()
        .with(&format!(
            r#"
            [supply]
            order = ["work"]
            [supply.pools.delivery]
            roles = ["consultant"]
            [supply.steps.work]
            pool = "delivery"
            hours = {hours}
            "#
        ))
        .with(supply)
        .run(N_TRIALS)
}

fn sum(run: &Run, measure: Measure) -> f64 {
    run.company(measure, 0..MONTHS).iter().sum()
}

#[test]
fn without_work_nothing_changes() {
    let (plain, delivering) = (plan().run(N_TRIALS), delivering("0", ""));
    for block in plain.0.layout.blocks() {
        // Hours of those who deliver are those of their pool; what is delivered at once is delivered all the same.
        if block.measure == Measure::HoursAvailable {
            continue;
        }
        let months = 0..block.n_periods;
        for member in 0..block.n_members {
            let of = |run: &Run| run.over(block.measure, block.cut, member, months.clone());
            assert_eq!(of(&plain), of(&delivering), "{block:?}");
        }
    }
}

#[test]
fn what_is_sold_is_delivered_withdrawn_or_open() {
    let run = delivering(
        "{ gamma = { mean = 90, cv = 1 } }",
        "[supply]\npromise-days = 30\ncancel-per-month-late = 0.2",
    );
    let gone = [
        Measure::Delivered,
        Measure::DeliveredLate,
        Measure::CancelledValue,
    ];
    for month in 0..MONTHS {
        let so_far = |measure| run.company(measure, 0..month + 1);
        let mut open = so_far(Measure::Bookings);
        for measure in gone {
            for (open, value) in open.iter_mut().zip(so_far(measure)) {
                *open -= value;
            }
        }
        assert_eq!(open, run.month(Measure::OrderBacklog, month));
    }
    let last = MONTHS - 1;
    let undelivered = run.month(Measure::Undelivered, last);
    assert_eq!(undelivered, run.month(Measure::OrderBacklog, last));
    for measure in gone.into_iter().chain([Measure::Undelivered]) {
        assert!(sum(&run, measure) > 0.0, "{measure:?} did not happen");
    }
    // Whoever withdraws an order has ended its contract.
    let cancelled = sum(&run, Measure::ContractsCancelled);
    assert_eq!(cancelled, sum(&run, Measure::OrdersCancelled));
    let margin = sum(&run, Measure::Bookings) - sum(&run, Measure::CancelledValue);
    let off = (sum(&run, Measure::GrossMargin) / margin - 0.8).abs();
    assert!(off < 1e-6, "what is withdrawn leaves no margin: {off}");
}

/// What is taken back of a withdrawn order is the margin of the month in which it was sold: where sales of the first year
/// alone have any, nothing that was sold later takes from it.
#[test]
fn the_margin_of_the_month_of_sale_is_taken_back() {
    let margins: Vec<&str> = (0..MONTHS)
        .map(|month| if month < 12 { "0" } else { "1" })
        .collect();
    let margins = format!("finance.gross-margin = [{}]", margins.join(", "));
    let supply = "[supply]\npromise-days = 30\ncancel-per-month-late = 0.2";
    let run = delivering("90", &format!("{margins}\n{supply}"));
    // Sold without a margin and withdrawn later, an order would take what it has never brought.
    let sold_later: f64 = run.company(Measure::Bookings, 12..MONTHS).iter().sum();
    let withdrawn = sum(&run, Measure::CancelledValue);
    let early: f64 = run.company(Measure::CancelledValue, 0..12).iter().sum();
    assert!(early > 0.0 && withdrawn > early);
    assert!(sum(&run, Measure::GrossMargin) > sold_later - (withdrawn - early));
    let in_first_year: f64 = run.company(Measure::GrossMargin, 0..12).iter().sum();
    assert_eq!(in_first_year, 0.0);
}

#[test]
fn hours_are_worked_or_left() {
    let run = delivering("55", "");
    let wins = |month| run.company(Measure::Wins, 0..month + 1);
    for month in 0..MONTHS {
        let over = |measure, months| run.over(measure, Cut::Pool, 0, months);
        let worked = over(Measure::OrderHours, 0..month + 1);
        let left = over(Measure::HoursBacklog, month..month + 1);
        for ((worked, left), wins) in worked.iter().zip(&left).zip(wins(month)) {
            let off = (worked + left) / 1e6 - 55.0 * wins;
            assert!(off.abs() < 1e-3, "month {month}: {off} hours");
        }
        let (worked, there) = (
            over(Measure::OrderHours, month..month + 1),
            over(Measure::PoolHours, month..month + 1),
        );
        let fits = worked
            .iter()
            .zip(&there)
            .all(|(worked, there)| *worked <= there + 1.0);
        assert!(fits, "nobody works longer than the month is");
    }
    assert!(sum(&run, Measure::OrderBacklog) > 0.0, "work was left");
}

#[test]
fn late_delivery_delays_revenue_and_drives_customers_away() {
    let plain = plan().run(N_TRIALS);
    let late = delivering("70", "[supply]\npromise-days = 10");
    // Everybody stays: who leaves before delivery has what was paid back.
    let stay = "[contracts]\nrenewal = { probability = 1 }";
    let staying = plan().with(stay).run(N_TRIALS);
    let signed = delivering(
        "70",
        &format!("{stay}\n[supply]\nrevenue-from = \"signed\""),
    );
    assert_eq!(
        staying.company(Measure::Revenue, 0..MONTHS),
        signed.company(Measure::Revenue, 0..MONTHS),
        "earned from signature, whenever it is delivered"
    );
    assert!(sum(&late, Measure::Revenue) < 0.95 * sum(&plain, Measure::Revenue));
    assert_eq!(
        sum(&late, Measure::Bookings),
        sum(&plain, Measure::Bookings)
    );
    let churning = delivering("70", "[supply]\npromise-days = 10\nlate-churn = 1");
    assert!(
        sum(&churning, Measure::CustomersChurned) > 1.1 * sum(&late, Measure::CustomersChurned)
    );
}

#[test]
fn customers_come_before_orders_and_leave_where_nobody_has_time() {
    let served = |hours: f64, churn: f64| {
        let pool = format!("[supply.pools.delivery]\nhours-per-customer = {hours}");
        delivering("20", &format!("[supply]\nunserved-churn = {churn}\n{pool}"))
    };
    let (alone, busy) = (served(0.0, 2.0), served(12.0, 0.0));
    assert!(sum(&busy, Measure::OrderBacklog) > sum(&alone, Measure::OrderBacklog));
    assert!(sum(&busy, Measure::CustomerHoursMissed) > 0.0);
    let neglected = served(12.0, 2.0);
    assert!(
        sum(&neglected, Measure::CustomersChurned) > 1.1 * sum(&busy, Measure::CustomersChurned)
    );
}

#[test]
fn help_costs_money_and_works_off_what_waits() {
    let alone = delivering("60", "");
    let overtime = "overtime = { most = 0.2, above-months = 0.5, cost-per-hour = 70 }";
    let contractors = "contractors = { most = 2, above-months = 1, lead-months = 1, stay-months = 2, \
                       hours-per-month = 100, cost-per-hour = 90 }";
    for help in [overtime, contractors] {
        let helped = delivering("60", &format!("[supply.pools.delivery]\n{help}"));
        assert!(sum(&helped, Measure::OrderBacklog) < 0.9 * sum(&alone, Measure::OrderBacklog));
        let hours = |measure| {
            let of_pool = helped.over(measure, Cut::Pool, 0, 0..MONTHS);
            of_pool.iter().sum::<f64>() / 1e6
        };
        // Minor units: nobody else costs anything.
        let paid =
            7_000.0 * hours(Measure::OvertimeHours) + 9_000.0 * hours(Measure::ContractorHours);
        let off = sum(&helped, Measure::DeliveryCost) / paid - 1.0;
        assert!(paid > 0.0 && off.abs() < 1e-5, "{off}");
        let undelivered: f64 = helped
            .month(Measure::BacklogMargin, MONTHS - 1)
            .iter()
            .sum();
        let contribution = sum(&helped, Measure::GrossMargin)
            - undelivered
            - sum(&helped, Measure::Cost)
            - sum(&helped, Measure::DeliveryCost);
        assert_eq!(contribution, sum(&helped, Measure::Contribution));
    }
}

/// What is signed is earned when it is delivered, month by month, whatever is withdrawn; who delivers nothing earns nothing.
#[test]
fn contribution_is_of_what_is_delivered() {
    let run = delivering(
        "90",
        "[supply]\npromise-days = 30\ncancel-per-month-late = 0.2",
    );
    let put_off = |month| run.month(Measure::BacklogMargin, month);
    for month in 0..MONTHS {
        let [margin, cost, delivery, left] = [
            Measure::GrossMargin,
            Measure::Cost,
            Measure::DeliveryCost,
            Measure::Contribution,
        ]
        .map(|measure| run.month(measure, month));
        let before = month.checked_sub(1).map(put_off);
        for (trial, after) in put_off(month).iter().enumerate() {
            let put_off = after - before.as_ref().map_or(0.0, |before| before[trial]);
            let earned = margin[trial] - put_off;
            assert_eq!(left[trial], earned - cost[trial] - delivery[trial]);
        }
    }
    assert!(sum(&run, Measure::CancelledValue) > 0.0);
    let idle = delivering("1_000_000", "");
    assert_eq!(sum(&idle, Measure::Delivered), 0.0);
    let spent = sum(&idle, Measure::Cost) + sum(&idle, Measure::DeliveryCost);
    assert_eq!(sum(&idle, Measure::Contribution), -spent);
    assert!(sum(&idle, Measure::GrossMargin) > 0.0);
    assert!(sum(&run, Measure::Contribution) > sum(&idle, Measure::Contribution));
}

#[test]
fn old_orders_come_first() {
    let (fresh, laden) = (
        delivering("30", ""),
        delivering(
            "30",
            "[supply.pools.delivery]\nbacklog = { orders = 12, hours = 600 }",
        ),
    );
    let worked = |run: &Run| {
        run.over(Measure::OrderHours, Cut::Pool, 0, 0..3)
            .iter()
            .sum::<f64>()
    };
    assert!(worked(&laden) > worked(&fresh));
    let delivered = |run: &Run| {
        run.company(Measure::OrdersDelivered, 0..3)
            .iter()
            .sum::<f64>()
    };
    assert!(delivered(&laden) < 0.5 * delivered(&fresh));
}

/// What is earned and paid before an order is withdrawn is all given back: customers of the first half-year, none of whom is
/// ever delivered, leave neither revenue nor cash.
#[test]
fn what_is_withdrawn_leaves_neither_revenue_nor_cash() {
    let leads: Vec<&str> = (0..MONTHS)
        .map(|month| if month < 6 { "12" } else { "0" })
        .collect();
    let few = format!(
        "demand.sources.inbound.leads-per-month = [{}]",
        leads.join(", ")
    );
    for (billing, term, recurring) in [
        ("annual", 12, 0.7),
        ("upfront", 24, 0.0),
        // Terms are over and renewed before anybody loses patience.
        ("monthly", 2, 1.0),
    ] {
        let contracts = format!(
            "[contracts]\nbilling = \"{billing}\"\nterm-months = {term}\nrecurring-share = {recurring}\n\
             renewal = {{ probability = 0.95 }}\ncancel-per-year = 0.2\n\
             [finance]\ncollection-days = {{ gamma = {{ mean = 50, cv = 0.8 }} }}\n"
        );
        let supply =
            "[supply]\npromise-days = 30\ncancel-per-month-late = 0.6\nrevenue-from = \"signed\"\n";
        let signed = delivering("1e6", &format!("{few}\n{contracts}{supply}"));
        assert_eq!(
            signed.company(Measure::OrdersCancelled, 0..MONTHS),
            signed.company(Measure::Wins, 0..MONTHS)
        );
        for measure in [
            Measure::Revenue,
            Measure::RevenueRecurring,
            Measure::Cash,
            Measure::GrossMargin,
        ] {
            let left = signed.company(measure, 0..MONTHS);
            assert!(
                left.iter().all(|&left| left == 0.0),
                "{measure:?}: {left:?}"
            );
        }
        let in_first = signed.company(Measure::Cash, 0..4).iter().sum::<f64>();
        assert!(in_first > 0.0, "something is paid before it is withdrawn");
    }
}

/// An order that is not delivered when its first term ends is as late as it is then.
#[test]
fn who_still_waits_at_the_renewal_has_a_late_order() {
    let stays = |churn: f64| {
        let supply = format!(
            "[contracts]\nterm-months = 3\n[supply]\npromise-days = 10\nrevenue-from = \"signed\"\n\
             late-churn = {churn}"
        );
        sum(&delivering("1e6", &supply), Measure::RenewalsWon)
    };
    assert!(stays(3.0) < 0.5 * stays(0.0));
}

#[test]
fn a_pool_is_short_where_orders_wait_or_customers_miss_hours() {
    let run = delivering("55", "[supply.pools.delivery]\nhours-per-customer = 1.5");
    let mut seen = [0, 0];
    for month in 0..MONTHS {
        let of_pool = |measure| run.over(measure, Cut::Pool, 0, month..month + 1);
        let [there, worked, needed, missed, left, short] = [
            Measure::PoolHours,
            Measure::OrderHours,
            Measure::CustomerHours,
            Measure::CustomerHoursMissed,
            Measure::HoursBacklog,
            Measure::SupplyBound,
        ]
        .map(of_pool);
        assert_eq!(
            short,
            run.month(Measure::SupplyBound, month),
            "there is one pool"
        );
        for trial in 0..there.len() {
            let used = worked[trial] + needed[trial] - missed[trial];
            let (is_used, is_short) = (used >= 0.951 * there[trial], short[trial] > 0.0);
            if missed[trial] > 0.011 * needed[trial] {
                assert!(is_short, "customers miss hours in month {month}");
            } else if is_used && left[trial] > 300.0 * 1e6 {
                // Three people at most work on orders of 55 hours.
                assert!(is_short, "orders wait at the end of month {month}");
            } else if used < 0.949 * there[trial] || left[trial] == 0.0 {
                assert!(!is_short, "nothing waits for hours in month {month}");
            }
            seen[usize::from(is_short)] += 1;
        }
        let others = [Measure::CapacityBound, Measure::SupplyBound].map(|of| run.month(of, month));
        for (trial, leads) in run.month(Measure::LeadsBound, month).iter().enumerate() {
            let is_other = others.iter().any(|bound| bound[trial] > 0.0);
            assert_eq!(
                *leads > 0.0,
                !is_other,
                "leads bind where nothing else does"
            );
        }
    }
    assert!(seen.iter().all(|&n| n > 50), "{seen:?}");
    let idle = delivering(
        "0.1",
        "[workforce.roles.consultant]\nattrition-per-year = 0",
    );
    assert_eq!(sum(&idle, Measure::SupplyBound), 0.0);
}

/// A month is bound by budget from the one on in which it is used up, until the period is over.
#[test]
fn a_budget_binds_when_it_is_used_up() {
    // 1,000 a month: the year's 8,000 are used up in August, the quarter's 3,001 never.
    let costs = "finance.overhead-per-month = 1_000\n\
                 [targets]\nFY2027 = { budget = 8_000 }\nFY2028-Q1 = { budget = 3_001 }";
    let run = Plan::minimal()
        .with(&format!(
            "horizon.months = 24\ndemand.sources.inbound.leads-per-month = 3\n{costs}"
        ))
        .run(3);
    for month in 0..24 {
        let spent: f64 = run.company(Measure::Cost, 0..month + 1).iter().sum();
        assert_eq!(
            spent,
            3.0 * 100_000.0 * f64::from(u32::try_from(month).unwrap() + 1)
        );
        let is_bound = f64::from(u8::from((7..12).contains(&month)));
        assert_eq!(
            run.month(Measure::BudgetBound, month),
            [is_bound; 3],
            "{month}"
        );
        let is_other = run.month(Measure::CapacityBound, month);
        for (leads, other) in run.month(Measure::LeadsBound, month).iter().zip(is_other) {
            assert_eq!(*leads, f64::from(u8::from(is_bound + other == 0.0)));
        }
    }
}

/// Steps of 7 and 23 days are over after the 30 that were promised, whatever their sum's last bit.
#[test]
fn what_takes_as_long_as_promised_is_in_time() {
    let steps = "[supply]\norder = [\"work\", \"check\"]\npromise-days = 30\n\
                 [supply.steps.work]\nleast-days = 7\n\
                 [supply.steps.check]\npool = \"delivery\"\nleast-days = 23";
    let run = delivering("0", steps);
    assert!(sum(&run, Measure::OrdersDelivered) > 100.0);
    assert_eq!(sum(&run, Measure::OrdersLate), 0.0);
}

/// A share that is nothing beside 1 cancels nothing, and is no infinite haste either.
#[test]
fn a_tiny_share_of_late_orders_is_cancelled_never() {
    let run = delivering(
        "90",
        "[supply]\npromise-days = 1\ncancel-per-month-late = 1e-17",
    );
    assert!(sum(&run, Measure::OrderBacklog) > 0.0);
    assert_eq!(sum(&run, Measure::OrdersCancelled), 0.0);
}

/// Those who are on their way work off a part of what waits, so that they are not asked for again.
#[test]
fn contractors_on_their_way_are_counted() {
    let help = "[supply.pools.delivery]\nroles = [\"helper\"]\n\
                backlog = { orders = 4, hours = 400 }\n\
                contractors = { most = 50, above-months = 0, lead-months = 2, stay-months = 1, hours-per-month = 101, \
                cost-per-hour = 1 }\n\
                [workforce.roles.helper]\nhours-per-month = 100\n[workforce.groups.helpers]\nrole = \"helper\"\ncount = 1\n\
                planned-start = \"2029-12\"";
    let run = delivering(
        "1",
        &format!("demand.sources.inbound.leads-per-month = 0\n{help}"),
    );
    let hours = run.over(Measure::ContractorHours, Cut::Pool, 0, 0..MONTHS);
    // Four of them come once, for the 400 hours.
    assert!(hours.iter().all(|&hours| hours == 404.0 * 1e6), "{hours:?}");
}

/// Nobody is asked for, and nobody works longer, for work that nobody may begin.
#[test]
fn help_comes_only_for_what_it_could_work_on() {
    let hours = |orders: u32| {
        let help = format!(
            "demand.sources.inbound.leads-per-month = 0\nworkforce.roles.consultant.attrition-per-year = 0\n\
             [supply.pools.delivery]\nbacklog = {{ orders = {orders}, hours = 2_000 }}\n\
             overtime = {{ most = 0.2, above-months = 0, cost-per-hour = 1 }}\n\
             contractors = {{ most = 5, above-months = 0, lead-months = 0, stay-months = 1, hours-per-month = 100, \
             cost-per-hour = 1 }}"
        );
        let run = delivering("1", &help);
        [Measure::ContractorHours, Measure::OvertimeHours].map(|measure| {
            let hours = run.over(measure, Cut::Pool, 0, 0..MONTHS);
            hours.iter().sum::<f64>()
        })
    };
    // Two people, and one order on which one of them may work.
    assert_eq!(hours(1), [0.0; 2]);
    let [outside, overtime] = hours(20);
    assert!(outside > 0.0 && overtime > 0.0);
}

/// What people in pools earn by results, and what they are sent off with, is cost of delivery, wherever it is counted.
#[test]
fn pay_of_those_who_deliver_is_cost_of_delivery() {
    let base = "[workforce.roles.consultant]\nattrition-per-year = 0\nbase-per-year = 12_000\nincentive-per-year = 6_000";
    let paid = r#"
        [comp.plans.consultants]
        roles = ["consultant"]
        measure = "bookings"
        credit = "company"
        period = "month"
        quota-per-year = 48_000
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        [events.out]
        leave = { seats = ["consultants-01"], month = "2027-06", severance-months = 3 }
        "#;
    let without = "[events.out]\nleave = { seats = [\"consultants-01\"], month = \"2027-06\" }";
    let (plain, paid) = (
        delivering("10", &format!("{base}\n{without}")),
        delivering("10", &format!("{base}\n{paid}")),
    );
    let all = 0..MONTHS;
    let earned = paid.over(Measure::VariablePay, Cut::Plan, 0, all.clone());
    let [before, after] =
        [&plain, &paid].map(|run| run.company(Measure::DeliveryCost, all.clone()));
    for trial in 0..N_TRIALS as usize {
        assert!(earned[trial] > 0.0);
        // A quarter's base pay in minor units comes on top.
        assert_eq!(after[trial] - before[trial], earned[trial] + 300_000.0);
    }
    for measure in [
        Measure::VariablePay,
        Measure::PaidOut,
        Measure::AccruedPay,
        Measure::Severance,
    ] {
        assert_eq!(sum(&paid, measure), 0.0, "{measure:?}");
    }
    assert_eq!(sum(&paid, Measure::Cost), sum(&plain, Measure::Cost));
}

/// Margin is taken back with what is withdrawn, so that its rate is what the plan says.
#[test]
fn margin_is_a_share_of_what_is_kept() {
    let plan = plan().with(
        r#"
        [supply]
        order = ["work"]
        promise-days = 10
        cancel-per-month-late = 0.5
        [supply.pools.delivery]
        roles = ["consultant"]
        [supply.steps.work]
        pool = "delivery"
        hours = 60
        "#,
    );
    let run = plan.run(N_TRIALS);
    assert!(sum(&run, Measure::CancelledValue) > 0.05 * sum(&run, Measure::Bookings));
    let scenario = plan.scenario();
    let facts = Facts::new(&scenario.model, &run.0);
    let rate = Kpi::find("margin-rate").unwrap();
    for &rate in rate.values(&facts, 0..MONTHS).unwrap().all() {
        assert!((rate - 0.8).abs() < 1e-6, "{rate}");
    }
    let delivered = Kpi::find("delivered").unwrap();
    let delivered = delivered.values(&facts, 0..MONTHS).unwrap();
    let [in_time, late] =
        [Measure::Delivered, Measure::DeliveredLate].map(|measure| run.company(measure, 0..MONTHS));
    for (trial, delivered) in delivered.all().iter().enumerate() {
        let expected = in_time[trial] + late[trial];
        assert!((delivered - expected).abs() < 1e-6 && *delivered > 0.0);
    }
}

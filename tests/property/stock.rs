//! Stock: units are kept to the unit and money to the cent, what is plenty changes nothing, and more stock never ships less.

use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, Run};

const MONTHS: usize = 24;
const N_TRIALS: u32 = 30;

/// A plan with two products and contracts, before anything lies in stock.
fn plan() -> Plan {
    Plan::minimal().with(&format!(
        r#"
        horizon.months = {MONTHS}
        demand.sources.inbound.leads-per-month = 40
        funnel.deal-size = {{ lognormal = {{ mean = 2_000, cv = 1 }} }}
        finance.gross-margin = 0.4
        [products.bolt]
        [products.nut]
        [contracts]
        value = "acv"
        billing = "annual"
        term-months = 12
        renewal = {{ probability = 0.9 }}
        "#
    ))
}

const BOLT: &str = r#"
    [supply.stock.bolt]
    unit-price = 100
    on-hand = 40
    on-order = [{ month = "2027-02", units = 35 }]
    lead-time-days = { gamma = { mean = 35, cv = 0.5 } }
    review = "continuous"
    policy = { reorder-point = { at = 90, up-to = 160 } }
    least-order = 50
    lot-size = 12
    unit-cost = 55.5
    cost-per-order = 12.34
    holding-cost-per-month = 0.57
    "#;
const NUT: &str = r#"
    [supply.stock.nut]
    units-per-deal = { gamma = { mean = 3, cv = 0.8 } }
    on-hand = 9
    lead-time-days = 20
    policy = { base-stock = 24 }
    supplier-limit-per-month = 19
    shortage = "lost-sale"
    holding-cost-per-month = 0.11
    "#;
const LATE: &str = "[supply]\npromise-days = 10\ncancel-per-month-late = 0.4\n";

fn stocked() -> Run {
    plan().with(&format!("{LATE}{BOLT}{NUT}")).run(N_TRIALS)
}

/// The same where every order is looked over for two months before it is delivered: most are withdrawn after they left stock.
fn looked_over() -> Run {
    let step = r#"
        [workforce.roles.packer]
        hours-per-month = 100
        attrition-per-year = 0
        [workforce.groups.packers]
        role = "packer"
        count = 1
        tenure-months = 12
        [supply]
        order = ["check"]
        [supply.pools.dock]
        roles = ["packer"]
        [supply.steps.check]
        pool = "dock"
        least-days = 60
        "#;
    plan()
        .with(&format!("{LATE}{BOLT}{NUT}"))
        .with(step)
        .run(N_TRIALS)
}

fn of_item(run: &Run, item: usize, measure: Measure, months: std::ops::Range<usize>) -> Vec<f64> {
    run.over(measure, Cut::Item, item, months)
}

#[test]
fn units_are_somewhere() {
    units_are_accounted_for(&stocked());
    units_are_accounted_for(&looked_over());
}

fn units_are_accounted_for(run: &Run) {
    for (item, (opening, under_way)) in [(40.0, 35.0), (9.0, 0.0)].into_iter().enumerate() {
        for month in 0..MONTHS {
            let so_far = |measure| of_item(run, item, measure, 0..month + 1);
            let now = |measure| of_item(run, item, measure, month..month + 1);
            let [received, shipped, ordered] = [
                Measure::UnitsReceived,
                Measure::UnitsShipped,
                Measure::UnitsOrdered,
            ]
            .map(so_far);
            let [wanted, lost, withdrawn] = [
                Measure::UnitsWanted,
                Measure::UnitsLost,
                Measure::UnitsWithdrawn,
            ]
            .map(so_far);
            let [on_hand, on_order, waiting] = [
                Measure::UnitsOnHand,
                Measure::UnitsOnOrder,
                Measure::UnitsBackordered,
            ]
            .map(now);
            for trial in 0..N_TRIALS as usize {
                assert_eq!(
                    opening + received[trial],
                    shipped[trial] + on_hand[trial],
                    "item {item}, month {month}"
                );
                assert_eq!(
                    under_way + ordered[trial],
                    received[trial] + on_order[trial]
                );
                let gone = shipped[trial] + lost[trial] + withdrawn[trial];
                assert_eq!(wanted[trial], gone + waiting[trial]);
            }
        }
    }
    for (item, measure) in [(0, Measure::UnitsWithdrawn), (1, Measure::UnitsLost)] {
        let happened: f64 = of_item(run, item, measure, 0..MONTHS).iter().sum();
        assert!(happened > 0.0, "{measure:?}");
    }
}

/// What is sold is delivered, withdrawn or open, and a lost sale was never sold.
#[test]
fn every_sale_ends_somewhere() {
    let run = stocked();
    for month in 0..MONTHS {
        let so_far = |measure| run.company(measure, 0..month + 1);
        let mut open = so_far(Measure::Bookings);
        for measure in [
            Measure::Delivered,
            Measure::DeliveredLate,
            Measure::CancelledValue,
        ] {
            for (open, value) in open.iter_mut().zip(so_far(measure)) {
                *open -= value;
            }
        }
        assert_eq!(open, run.month(Measure::OrderBacklog, month));
    }
    let sum = |measure| run.company(measure, 0..MONTHS);
    for measure in [Measure::LostForStock, Measure::CancelledValue] {
        assert!(sum(measure).iter().sum::<f64>() > 0.0, "{measure:?}");
    }
    let incoming = [
        Measure::PotentialAtStart,
        Measure::Potential,
        Measure::Repriced,
    ];
    let outgoing = [
        Measure::NotReached,
        Measure::ExpiredValue,
        Measure::NotQualified,
        Measure::LostValue,
        Measure::LostForStock,
        Measure::DeadValue,
        Measure::Slipped,
        Measure::CancelledValue,
        Measure::Undelivered,
        Measure::DeliveredLate,
        Measure::Delivered,
    ];
    let total = |lines: &[Measure], trial: usize| -> f64 {
        lines.iter().map(|&line| sum(line)[trial]).sum()
    };
    for trial in 0..N_TRIALS as usize {
        assert_eq!(total(&incoming, trial), total(&outgoing, trial));
    }
}

#[test]
fn stock_costs_what_it_says() {
    let run = stocked();
    for month in 0..MONTHS {
        let now = |item, measure| of_item(&run, item, measure, month..month + 1);
        // Minor units: 57 and 11 cents for each unit, 12.34 for each order.
        for (item, each) in [(0, 57.0), (1, 11.0)] {
            let held = now(item, Measure::UnitsOnHand);
            let cost = now(item, Measure::HoldingCost);
            let is_exact = held
                .iter()
                .zip(&cost)
                .all(|(units, cost)| units * each == *cost);
            assert!(is_exact, "item {item}, month {month}");
        }
        let value = now(0, Measure::StockValue);
        let held = now(0, Measure::UnitsOnHand);
        assert!(
            value
                .iter()
                .zip(&held)
                .all(|(value, units)| units * 5_550.0 == *value)
        );
        let ordered = now(0, Measure::UnitsOrdered);
        for (units, cost) in ordered.iter().zip(now(0, Measure::OrderCost)) {
            assert_eq!(units % 12.0, 0.0, "whole lots");
            assert!((*units > 0.0) == (cost > 0.0) && cost % 1_234.0 == 0.0);
            assert!(*units >= 50.0 * cost / 1_234.0, "the least order");
        }
        let company = |measure| run.month(measure, month);
        let costs = [Measure::HoldingCost, Measure::OrderCost].map(company);
        let [margin, sales, delivery, left] = [
            Measure::GrossMargin,
            Measure::Cost,
            Measure::DeliveryCost,
            Measure::Contribution,
        ]
        .map(company);
        let after = company(Measure::BacklogMargin);
        let before = month
            .checked_sub(1)
            .map(|before| run.month(Measure::BacklogMargin, before));
        for trial in 0..N_TRIALS as usize {
            assert_eq!(delivery[trial], costs[0][trial] + costs[1][trial]);
            let put_off = after[trial] - before.as_ref().map_or(0.0, |before| before[trial]);
            let earned = margin[trial] - put_off;
            assert_eq!(left[trial], earned - sales[trial] - delivery[trial]);
        }
    }
}

#[test]
fn plenty_in_stock_changes_nothing() {
    let plain = plan().run(N_TRIALS);
    let plenty = |id: &str| {
        format!(
            "[supply.stock.{id}]\nunits-per-deal = 5\non-hand = 1_000_000\nlead-time-days = 30\n\
             policy = {{ order-plan = 0 }}\n"
        )
    };
    let stocked = plan()
        .with(&format!("{LATE}{}{}", plenty("bolt"), plenty("nut")))
        .run(N_TRIALS);
    for block in plain.0.layout.blocks() {
        let months = 0..block.n_periods;
        for member in 0..block.n_members {
            let of = |run: &Run| run.over(block.measure, block.cut, member, months.clone());
            assert_eq!(of(&plain), of(&stocked), "{block:?}");
        }
    }
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    let other = plan().with(&format!("{NUT}{BOLT}{LATE}"));
    let other = other.run(N_TRIALS);
    assert_eq!(stocked().0.values, other.0.values);
}

/// In the same futures as much is asked for, and more in stock ships no less by any month.
#[test]
fn more_stock_never_ships_fewer_units() {
    let with = |level: u32, review: &str| {
        let item = format!(
            "[supply.stock.all]\nproducts = [\"bolt\", \"nut\"]\nunits-per-deal = 1\non-hand = {level}\n\
             lead-time-days = 25\nreview = \"{review}\"\npolicy = {{ base-stock = {level} }}\n"
        );
        plan().with(&item).run(N_TRIALS)
    };
    for review in ["monthly", "continuous"] {
        let (less, more) = (with(8, review), with(14, review));
        let mut is_more = false;
        for month in 0..MONTHS {
            let shipped = |run: &Run| run.company(Measure::UnitsShipped, 0..month + 1);
            for (less, more) in shipped(&less).iter().zip(shipped(&more)) {
                assert!(*less <= more, "{review}, month {month}");
                is_more |= *less < more;
            }
        }
        assert!(is_more, "{review}: it makes a difference");
        let wanted = |run: &Run| run.company(Measure::UnitsWanted, 0..MONTHS);
        assert_eq!(wanted(&less), wanted(&more));
    }
}

/// Goods come first and people second: an order is delivered no earlier than it has left stock and is installed.
#[test]
fn steps_begin_when_goods_are_there() {
    let consultants = r#"
        [workforce.roles.fitter]
        hours-per-month = 100
        [workforce.groups.fitters]
        role = "fitter"
        count = 3
        tenure-months = 24
        [supply]
        order = ["fitting"]
        [supply.pools.fitters]
        roles = ["fitter"]
        [supply.steps.fitting]
        pool = "fitters"
        hours = 2
        least-days = 10
        "#;
    let run = plan().with(&format!("{consultants}{BOLT}")).run(N_TRIALS);
    let alone = plan().with(consultants).run(N_TRIALS);
    for month in 0..MONTHS {
        let so_far = |run: &Run| run.company(Measure::OrdersDelivered, 0..month + 1);
        let pairs = so_far(&run).into_iter().zip(so_far(&alone));
        assert!(pairs.into_iter().all(|(with, without)| with <= without));
    }
    let time = |run: &Run| {
        run.company(Measure::DeliveryTime, 0..MONTHS)
            .iter()
            .sum::<f64>()
    };
    assert!(time(&run) > time(&alone));
}

/// A tenth off the price at an elasticity of -2 brings 23 % more leads worth a tenth less, and the margin bears it all.
#[test]
fn prices_and_promotions_move_demand_size_and_margin() {
    let priced = plan().with(
        "[products.bolt]\nprice = 0.9\nprice-elasticity = -2\n[products.nut]\nprice = 0.9\nprice-elasticity = -2",
    );
    // So many trials as the means below are over.
    let (plain, priced) = (plan().run(400), priced.run(400));
    let mean = |run: &Run, measure| {
        let values = run.company(measure, 0..MONTHS);
        values.iter().sum::<f64>() / 400.0
    };
    let ratio = |measure| mean(&priced, measure) / mean(&plain, measure);
    assert!((ratio(Measure::Leads) - 1.0 / 0.81).abs() < 0.01);
    assert!((ratio(Measure::Bookings) - 0.9 / 0.81).abs() < 0.03);
    let margin = mean(&priced, Measure::GrossMargin) / mean(&priced, Measure::Bookings);
    assert!((margin - (1.0 - 0.6 / 0.9)).abs() < 1e-4, "{margin}");

    let promoted = plan().with(
        "[demand.promotions.spring]\nfrom = \"2027-03\"\nuntil = \"2027-05\"\nproducts = [\"bolt\"]\nlift = 0.4\n\
         pulled-forward = 0.5\npulled-from-months = 4\ncost-once = 70\ncost-per-month = 30",
    );
    let promoted = promoted.run(400);
    // Half of the products: a fifth more in two months, a twentieth less in four.
    for (months, factor) in [(0..2, 1.0), (2..4, 1.2), (4..8, 0.95), (8..MONTHS, 1.0)] {
        let leads = |run: &Run| {
            run.company(Measure::Leads, months.clone())
                .iter()
                .sum::<f64>()
        };
        let found = leads(&promoted) / leads(&plain);
        assert!((found - factor).abs() < 0.02, "{months:?}: {found}");
    }
    assert_eq!(mean(&promoted, Measure::Marketing), 13_000.0);
}

/// Goods are paid when they come in: where as much lies in stock at the end as at the start, that changes nothing, and else
/// by what stock has gained.
#[test]
fn cash_follows_what_lies_in_stock() {
    for run in [stocked(), looked_over()] {
        goods_are_paid_or_lie_there(&run);
    }
}

fn goods_are_paid_or_lie_there(run: &Run) {
    let [received, shipped] = [Measure::GoodsReceived, Measure::GoodsShipped]
        .map(|measure| run.company(measure, 0..MONTHS));
    let value = run.month(Measure::StockValue, MONTHS - 1);
    // 40 bolts at 55.50 lie there at the start; nuts are worth nothing.
    let mut gains = 0;
    for trial in 0..value.len() {
        let gained = value[trial] - 40.0 * 5_550.0;
        assert_eq!(received[trial] - shipped[trial], gained);
        gains += usize::from(gained != 0.0);
    }
    assert!(gains > 0);
}

/// Deals that are smaller take fewer units and cost less; prices that fall do neither.
#[test]
fn smaller_deals_take_fewer_units() {
    let plain = plan().with("funnel.deal-size = 2_000").with(BOLT);
    let shock = "[events.slump]\nshock = { from = \"2027-01\", deal-size = -0.5 }";
    let cheap = "[products.bolt]\nprice = 0.5";
    let usual = plain.run(N_TRIALS);
    let units = of_item(&usual, 0, Measure::UnitsWanted, 0..MONTHS);
    assert!(units.iter().all(|&units| units > 0.0));
    for (overlay, of_units) in [(shock, 0.5), (cheap, 1.0)] {
        let run = plain.clone().with(overlay).run(N_TRIALS);
        let wanted = of_item(&run, 0, Measure::UnitsWanted, 0..MONTHS);
        let expected: Vec<f64> = units.iter().map(|units| units * of_units).collect();
        assert_eq!(wanted, expected, "{overlay}");
        if of_units < 1.0 {
            let [booked, margin] = [Measure::Bookings, Measure::GrossMargin]
                .map(|measure| run.company(measure, 0..MONTHS));
            let is_kept = |(margin, booked): (&f64, &f64)| margin * 5.0 == booked * 2.0;
            assert!(margin.iter().zip(&booked).all(is_kept));
        }
    }
}

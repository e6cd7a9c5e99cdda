//! The reconciliation of plans: parts that sum to the whole exactly and are what can be worked out by hand.

use foresell::explore::futures::SharedFutures;
use foresell::explore::reconcile::{Crossing, reconcile};
use foresell::kernel::stream::Seed;
use foresell::kpi::headline_periods;
use foresell::measure::Measure;
use foresell::model::factor::Factor;
use foresell::model::simulate::Unwatched;
use foresell::outcome::reconciliation::{Bridge, Reconciliation, View};
use foresell::scenario::Measured;
use foresell_tests::plan::{Plan, SEED};
use proptest::prelude::*;

use crate::draft::{Shuffle, config, drafts};

const YEAR: std::ops::Range<usize> = 0..12;

fn reconciled(plan: &Plan, n_trials: u32, threads: usize) -> Reconciliation {
    let ideals = plan.ideals();
    let calendar = &ideals.base().calendar;
    let measured = if ideals.base().supply.is_some() {
        Measured::Delivered
    } else {
        Measured::Bookings
    };
    let crossing = Crossing {
        period: headline_periods(calendar)[0].clone(),
        measured,
    };
    let futures = SharedFutures {
        seed: Seed(SEED),
        trials: 0..n_trials,
        threads: Some(threads),
        watch: &Unwatched,
    };
    let found = reconcile(&ideals, &crossing, &futures).expect("there are threads");
    found.expect("nobody interrupts")
}

fn bridge(plan: &Plan, n_trials: u32) -> Bridge {
    reconciled(plan, n_trials, 2).bridge.unwrap()
}

fn numerators(bridge: &Bridge) -> Vec<(Factor, i128)> {
    let parts = bridge.parts.iter();
    parts.map(|part| (part.factor, part.numerator)).collect()
}

#[track_caller]
fn sums_exactly(bridge: &Bridge) {
    let parts: i128 = bridge.parts.iter().map(|part| part.numerator).sum();
    let whole = bridge.expected_sum - bridge.ideal_sum;
    assert_eq!(parts, whole * bridge.denominator);
}

/// Half of the leads are won at 80 % of the list price, where all of them were to be won at list price. Chances and prices
/// multiply, so that each has the mean of what it does alone and what it does after the other one.
#[test]
fn two_factors_that_multiply_have_what_is_worked_out_by_hand() {
    let plan = Plan::minimal().with(
        "[funnel]\ndiscount = 0.2\n[funnel.stages.closing]\npass = 0.5\ndwell-days = 0\n\
         [targets.FY2027]\nbookings = 100_000\n\
         [reconcile.planned]\nwin-rate = { \"funnel.stages.closing.pass\" = 1 }\nprice = { \"funnel.discount\" = 0 }\n",
    );
    let n_trials = 50;
    let wins = |plan: &Plan| -> i128 {
        let wins = plan.run(n_trials).company(Measure::Wins, YEAR);
        #[allow(clippy::cast_possible_truncation, reason = "counts")]
        let wins = wins.iter().sum::<f64>() as i128;
        wins
    };
    let all_win = plan.clone().with("[funnel.stages.closing]\npass = 1\n");
    let (half, all) = (wins(&plan), wins(&all_win));
    assert!(half > 0 && all > half, "{half} of {all}");
    let bridge = bridge(&plan, n_trials);
    // A deal is worth 800.00 instead of 1,000.00; everything over 2! orders.
    let (sold, list) = (80_000, 100_000);
    assert_eq!(bridge.denominator, 2);
    assert_eq!(
        numerators(&bridge),
        [
            (Factor::WinRate, -(all - half) * (sold + list)),
            (Factor::Price, -(half + all) * (list - sold)),
        ]
    );
    assert_eq!(
        (bridge.ideal_sum, bridge.expected_sum),
        (all * list, half * sold)
    );
    sums_exactly(&bridge);
    assert_eq!(
        bridge.target.map(foresell::units::Money::minor),
        Some(10_000_000)
    );
    assert_eq!(
        bridge.absent,
        [
            Factor::Ramp,
            Factor::Attrition,
            Factor::Coverage,
            Factor::Supply
        ]
    );
}

/// Nobody works on deals here, so that it makes no difference who leaves or ramps: not a small one, none.
#[test]
fn a_factor_that_does_nothing_has_exactly_nothing() {
    let plan = Plan::minimal().with(
        "[funnel]\ndiscount = 0.1\n[workforce.roles.ae]\nattrition-per-year = 0.6\nramp = { months = 8 }\n\
         [reconcile.planned.price]\n\"funnel.discount\" = 0\n",
    );
    let bridge = bridge(&plan, 40);
    let numerators = numerators(&bridge);
    assert_eq!(numerators[..2], [(Factor::Ramp, 0), (Factor::Attrition, 0)]);
    assert_eq!(numerators[2].0, Factor::Price);
    assert!(numerators[2].1 < 0);
    sums_exactly(&bridge);
}

/// Which prices a target was built on is nobody's to guess: without a planned number the plan keeps its own, there is no step,
/// and it is said that there is none.
#[test]
fn price_has_no_step_unless_a_planned_number_is_stated() {
    let text = "[funnel]\ndiscount = 0.2\ndeal-size-factor = 0.9\n[funnel.stages.closing]\npass = 0.5\ndwell-days = 0\n\
                [workforce.roles.ae]\nattrition-per-year = 0.6\n";
    let plan = Plan::minimal().with(text);
    let unstated = bridge(&plan, 20);
    assert_eq!(numerators(&unstated), [(Factor::Attrition, 0)]);
    assert_eq!(unstated.unplanned, [Factor::Price]);
    assert!(!unstated.absent.contains(&Factor::Price));
    assert_eq!(unstated.ideal_sum, unstated.expected_sum);
    let stated = bridge(
        &plan.with("reconcile.planned.price = { \"funnel.discount\" = 0.1 }\n"),
        20,
    );
    // Nine tenths of the list price were planned, and eight are asked.
    assert_eq!(stated.expected_sum, unstated.expected_sum);
    assert_eq!(9 * stated.expected_sum, 8 * stated.ideal_sum);
    assert_eq!(numerators(&stated)[1].0, Factor::Price);
    assert!(stated.unplanned.is_empty());
    sums_exactly(&stated);
}

#[test]
fn factors_that_do_the_same_have_the_same() {
    let plan = Plan::minimal().with(
        "[funnel]\ndiscount = 0.2\ndeal-size-factor = 0.8\n\
         [reconcile.planned.price]\n\"funnel.discount\" = 0\n\
         [reconcile.planned.coverage]\n\"funnel.deal-size-factor\" = 1\n",
    );
    let bridge = bridge(&plan, 40);
    let numerators = numerators(&bridge);
    assert_eq!(numerators.len(), 2);
    assert_eq!(numerators[0].1, numerators[1].1);
    assert!(numerators[0].1 < 0);
}

/// Entries of a table that are certain are set, uncertain ones are held: both are what is planned in every future.
#[test]
fn a_planned_number_takes_the_place_of_every_entry_of_a_table() {
    let plan = Plan::minimal().with(
        "[products]\na = {}\nb = {}\n\
         [funnel.deal-size-factor.by-product]\na = 0.5\nb = { normal = { mean = 0.7, sd = 0.1 } }\n\
         [reconcile.planned.price]\n\"funnel.deal-size-factor\" = 0.9\n",
    );
    let ideals = plan.ideals();
    assert_eq!(ideals.factors(), [Factor::Price]);
    let bookings = |run: foresell_tests::plan::Run| run.0.company(Measure::Bookings, YEAR);
    let planned = bookings(foresell_tests::plan::run(&ideals.plan(1), SEED, 20));
    let stated = plan.clone().with("[funnel]\ndeal-size-factor = 0.9\n");
    assert_eq!(planned, bookings(stated.run(20)));
    assert_ne!(planned, bookings(plan.run(20)));
}

/// One person for three people's work: what waits loses patience. With all hours in the world nothing does, and every deal
/// that is won with one person is won then too.
#[test]
fn demand_is_at_least_what_one_person_can_sell() {
    let plan = Plan::minimal().with(
        "[funnel.stages.closing]\ndwell-days = 0\ndecay-days = 20\n\
         [funnel.stages.closing.activities]\ncall = { role = \"owner\", hours = 40 }\n",
    );
    let found = reconciled(&plan, 60, 2);
    let year = &found.periods[0];
    let [wanted, sold] = [&year.demand, &year.sales];
    assert!(wanted.moments.mean > 1.5 * sold.moments.mean);
    for (wanted, sold) in wanted.quantiles.iter().zip(&sold.quantiles) {
        assert!(wanted.value >= sold.value);
    }
    let lost = found
        .contradictions
        .iter()
        .find(|of| of.more == View::Demand);
    let lost = lost.expect("demand is more than one person can sell");
    assert_eq!(
        (lost.less, lost.period.label.as_str()),
        (View::Sales, "FY2027")
    );
    assert!(lost.share.value > 0.95);
    let bridge = found.bridge.unwrap();
    assert_eq!(bridge.parts[0].factor, Factor::Coverage);
    sums_exactly(&bridge);
}

/// A plan that wins all of 10 leads a month, each worth 10,000, and delivers with `hours` each.
fn delivering(hours: &str) -> Plan {
    Plan::minimal().with(&format!(
        r#"
        [funnel]
        deal-size = 10_000
        [funnel.stages.closing]
        pass = 1
        dwell-days = 0
        [workforce.roles.consultant]
        hours-per-month = 100
        selling-share = 1
        [workforce.groups.consultants]
        role = "consultant"
        count = 2
        tenure-months = 24
        [supply]
        order = ["work"]
        [supply.pools.delivery]
        roles = ["consultant"]
        [supply.steps.work]
        pool = "delivery"
        hours = {hours}
        "#
    ))
}

/// 200 hours a month at 50 hours for 10,000 are worth 480,000 a year, of the 1,200,000 that are sold.
#[test]
fn supply_lets_through_what_its_hours_are_worth() {
    let found = reconciled(&delivering("50"), 40, 2);
    let year = &found.periods[0];
    let mean = |of: &Option<foresell::outcome::reconciliation::Amounts>| {
        of.as_ref().unwrap().moments.mean / 100.0
    };
    let (delivered, room) = (mean(&year.supply), mean(&year.capacity));
    assert!((room - 480_000.0).abs() < 0.03 * 480_000.0, "{room}");
    assert!(
        (delivered - 470_000.0).abs() < 0.04 * 470_000.0,
        "{delivered}"
    );
    let bridge = found.bridge.unwrap();
    assert_eq!(numerators(&bridge)[0].0, Factor::Supply);
    assert!(bridge.parts[0].moments.mean < -60_000_000.0);
    sums_exactly(&bridge);
    let short = found.contradictions.iter();
    let short = short.filter(|of| of.period.label == "FY2027" && of.more == View::Sales);
    let short: Vec<(View, bool)> = short.map(|of| (of.less, of.share.value >= 1.0)).collect();
    assert_eq!(short.len(), 2);
    assert!(short.contains(&(View::Supply, true)) && short.contains(&(View::Capacity, true)));

    // 600 hours of what was sold before leave 900 for each of two people: 17 orders are done before the year is over, the
    // 18th at its very end.
    let before =
        delivering("50").with("supply.pools.delivery.backlog = { orders = 10, hours = 600 }");
    let year = &reconciled(&before, 40, 2).periods[0];
    let left = mean(&year.capacity);
    assert!((left - 340_000.0).abs() < 1.0, "{left} of {room}");

    let at_once = bridge_of(&delivering("0"));
    assert_eq!(numerators(&at_once), [(Factor::Supply, 0)]);
}

fn bridge_of(plan: &Plan) -> Bridge {
    bridge(plan, 20)
}

/// Promised within a month, what is signed in December is due in January: that is no failure of those who deliver, and the rest
/// of the step is.
#[test]
fn what_is_due_later_is_told_from_what_is_late() {
    let promised = |days: &str| delivering("50").with(&format!("supply.promise-days = {days}\n"));
    let n_trials = 40;
    let month = bridge(&promised("30.4375"), n_trials);
    let december = promised("30.4375").run(n_trials);
    let december = december.0.company(Measure::Bookings, 11..12);
    let december: i128 = december.iter().map(|&amount| i128::from(amount)).sum();
    assert!(december > 0);
    let part = &month.parts[0];
    let due_later = part.due_later.unwrap().numerator;
    assert_eq!(part.factor, Factor::Supply);
    assert_eq!(due_later, -december * month.denominator);
    // 600,000 and more of 1,200,000 are late, and 100,000 are due later.
    assert!(part.numerator < 5 * due_later, "{month:?}");
    sums_exactly(&month);
    // What is promised at once is late on the next day, and nothing is late or due where nothing is promised.
    let at_once = bridge_of(&promised("0"));
    assert_eq!(at_once.parts[0].due_later.unwrap().numerator, 0);
    assert!(at_once.parts[0].numerator < 0);
    assert!(bridge_of(&delivering("50")).parts[0].due_later.is_none());
}

/// Nobody leaves, a seat that opens in April is filled in April, and everybody is fully ramped.
#[test]
fn without_attrition_and_ramp_all_seats_work_from_the_day_on_which_they_open() {
    let plan = Plan::minimal().with(
        "[workforce.roles.ae]\nattrition-per-year = 0.7\nramp = { months = 6 }\nonboarding-months = 1\n\
         time-to-fill-months = 3\noffer-acceptance = 0.5\ncapacity-per-year = 12_000\n\
         [workforce.groups.next]\nrole = \"ae\"\ncount = 2\nplanned-start = \"2027-04\"\n\
         [events.freeze]\nfreeze = { from = \"2027-05\", until = \"2027-08\" }\n\
         [events.goes]\nleave = { seats = [\"ae-01\"], month = \"2027-02\" }\n",
    );
    let model = plan.scenario().model;
    let whole = model.without(Factor::Attrition).without(Factor::Ramp);
    let run = foresell_tests::plan::run(&whole, SEED, 20);
    let months = |measure, months| run.company(measure, months);
    assert!(
        months(Measure::Leavers, YEAR)
            .iter()
            .all(|&left| left == 0.0)
    );
    for (period, there) in [(0..3, 1e6), (3..12, 3e6)] {
        let rre = months(Measure::Rre, period);
        assert!(rre.iter().all(|&rre| rre == there), "{rre:?}");
    }
    // In the plan as it is people leave and ramp.
    let as_it_is = plan.run(20);
    let leavers = as_it_is.company(Measure::Leavers, YEAR);
    assert!(leavers.iter().sum::<f64>() >= 20.0);
    assert!(
        as_it_is
            .company(Measure::Rre, 3..12)
            .iter()
            .all(|&rre| rre < 3e6)
    );
    assert!(!whole.has(Factor::Ramp) && model.has(Factor::Ramp));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..config() })]

    #[test]
    fn parts_sum_exactly_whatever_the_order_of_the_file_and_the_threads(
        draft in drafts(),
        seed in any::<u64>(),
    ) {
        let plan = draft.plan();
        let found = reconciled(&plan, 4, 1);
        let bridge = found.bridge.as_ref().unwrap();
        sums_exactly(bridge);
        let other = draft.plan_in_another_order(&mut Shuffle::new(seed));
        let turned = reconciled(&other, 4, 2);
        prop_assert_eq!(numerators(bridge), numerators(turned.bridge.as_ref().unwrap()));
        let told = |of: &Reconciliation| format!("{:?}{:?}", of.periods, of.contradictions);
        prop_assert_eq!(told(&found), told(&turned));
    }
}

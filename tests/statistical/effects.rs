//! Effects on the logit scale against odds worked out by hand: price, waiting, overload.

use foresell::measure::Measure;
use foresell_tests::plan::{Plan, Run};
use foresell_tests::{critical_z, z_of_mean};

const N_TRIALS: u32 = 20_000;
const LN_3: f64 = 1.098_612_288_668_109_8;

/// Deals that all reach the last stage on the first day. Each takes half a month of somebody's time there, then is decided
/// at even odds.
fn rush(n_deals: usize, n_reps: usize, effects: &str) -> Run {
    let mut csv = String::from("deal,segment,region,stage,entered\n");
    for deal in 0..n_deals {
        csv += &format!("d{deal},all,all,first,2027-01-01\n");
    }
    Plan::minimal()
        .table("open.csv", &csv)
        .with(&format!(
            r#"
            horizon.months = 4
            demand.sources.inbound.leads-per-month = 0
            workforce.groups.ae.count = {n_reps}
            territory.routing.ae = "pool"
            [funnel]
            order = ["first", "closing"]
            open-pipeline = "open.csv"
            [funnel.stages.first]
            pass = 1
            dwell-days = 0
            [funnel.stages.closing]
            pass = 0.5
            dwell-days = 0
            [funnel.stages.closing.activities.work]
            role = "owner"
            hours = 80
            [funnel.effects]
            {effects}
            "#
        ))
        .run(N_TRIALS)
}

/// Deals are won as often as their chances say, each by itself; and not as often as `other` chances would.
#[track_caller]
fn won_by_chance(run: &Run, chances: &[f64], other: &[f64]) {
    let wins = run.company(Measure::Wins, 0..4);
    let z = |chances: &[f64]| {
        let mean: f64 = chances.iter().sum();
        let variance: f64 = chances.iter().map(|p| p * (1.0 - p)).sum();
        z_of_mean(&wins, mean, variance)
    };
    assert!(z(chances).abs() < critical_z(), "z = {:.2}", z(chances));
    assert!(
        z(other).abs() > critical_z(),
        "went unseen: {:.2}",
        z(other)
    );
}

/// The first deal is begun at once, the second after half a month, the third after a month: odds of 1, 1/3 and 1/9.
#[test]
fn every_day_of_waiting_takes_its_part_of_the_odds() {
    let per_day = LN_3 / (0.5 * foresell_tests::plan::DAYS);
    let run = rush(3, 1, &format!("response-time = {per_day}"));
    won_by_chance(&run, &[0.5, 0.25, 0.1], &[0.5, 0.25, 0.15]);
    // Nothing but the outcome changes: the same deals wait as long.
    let without = rush(3, 1, "");
    won_by_chance(&without, &[0.5; 3], &[0.5, 0.5, 0.44]);
    for measure in [Measure::WaitTime, Measure::Waited, Measure::Activities] {
        assert_eq!(run.stage(measure, 1, 0..4), without.stage(measure, 1, 0..4));
    }
}

/// When the second deal is begun, one deal of half a month waits; with nobody else to do it, that is half a month of
/// work. When the first and the third are, nothing waits.
#[test]
fn work_that_waits_takes_its_part_of_the_odds() {
    let run = rush(3, 1, &format!("overload = {}", 2.0 * LN_3));
    won_by_chance(&run, &[0.5, 0.25, 0.5], &[0.5, 0.3, 0.5]);
}

/// Two reps share what waits for either: the third of four deals is begun while half a month of work waits for both.
#[test]
fn colleagues_share_what_waits() {
    let run = rush(4, 2, &format!("overload = {}", 4.0 * LN_3));
    won_by_chance(&run, &[0.5, 0.5, 0.25, 0.5], &[0.5, 0.5, 0.1, 0.5]);
}

/// A deal that has lost patience waits no more. Of three deals two are begun at once by two reps; the third is out at
/// once, so that nothing waits when a fourth would be begun.
#[test]
fn what_has_expired_is_no_work_any_more() {
    let plan = |decay: &str| {
        let mut csv = String::from("deal,segment,region,stage,entered\n");
        for deal in 0..3 {
            csv += &format!("d{deal},all,all,first,2027-01-01\n");
        }
        Plan::minimal().table("open.csv", &csv).with(&format!(
            r#"
            horizon.months = 6
            demand.sources.inbound.leads-per-month = 0
            [funnel]
            order = ["first", "closing"]
            open-pipeline = "open.csv"
            effects.overload = 20
            [funnel.stages.first]
            pass = 1
            dwell-days = 0
            [funnel.stages.closing]
            pass = 0.5
            dwell-days = 0
            {decay}
            [funnel.stages.closing.activities.work]
            role = "owner"
            hours = 80
            "#
        ))
    };
    // Nobody loses patience: the second deal is begun with another one behind it, which takes all odds.
    won_by_chance(&plan("").run(N_TRIALS), &[0.5, 0.0, 0.5], &[0.5; 3]);
    // With a patience of a day both that wait are gone after half a month, but for a chance in a million.
    let run = plan("decay-days = 1").run(N_TRIALS);
    won_by_chance(&run, &[0.5], &[0.53]);
    // With a patience of half a month on average, each of the two is there when the first is done with chance 1/e. Both
    // are: one more begins in vain, and the other is there half a month later with chance 1/e. One is: it is begun with
    // nothing behind it, unless what has gone still counted.
    let run = plan(&format!(
        "decay-days = {}",
        0.5 * foresell_tests::plan::DAYS
    ))
    .run(N_TRIALS);
    let stays = (-1.0_f64).exp();
    let (one, both) = (2.0 * stays * (1.0 - stays), stays * stays);
    let second = 0.5 * (one + both * stays);
    won_by_chance(&run, &[0.5, second], &[0.5, 0.5 * both * stays]);
}

/// Ten points of discount make odds of 1 to 3 even, and cost a tenth of each deal.
#[test]
fn a_discount_buys_odds_with_price() {
    let plan = |discount: f64, effects: &str| {
        Plan::minimal()
            .with(&format!(
                "funnel.discount = {discount}\nfunnel.stages.closing.dwell-days = 0\n{effects}"
            ))
            .run(N_TRIALS / 10)
    };
    let effect = format!("funnel.effects.discount = {LN_3}\n");
    let (none, ten) = (plan(0.0, &effect), plan(0.1, &effect));
    let wins = |run: &Run| run.company(Measure::Wins, 0..12);
    for (run, mean) in [(&none, 30.0), (&ten, 60.0)] {
        // Leads are Poisson, so wins are.
        let z = z_of_mean(&wins(run), mean, mean);
        assert!(z.abs() < critical_z(), "z = {z:.2}");
        let z = z_of_mean(&wins(run), 1.04 * mean, mean);
        assert!(z < -critical_z(), "4 % went unseen: z = {z:.2}");
    }
    let bookings = ten.company(Measure::Bookings, 0..12);
    for (booked, n) in bookings.iter().zip(wins(&ten)) {
        assert_eq!(*booked, 90_000.0 * n);
    }
    // In the same future, a deal that is won without it is won with it.
    assert!(
        wins(&ten)
            .iter()
            .zip(wins(&none))
            .all(|(with, without)| *with >= without)
    );
    // At the discount for which the chances are stated there is no effect, to the bit.
    let reference = format!("{effect}funnel.effects.discount-reference = 0.1\n");
    assert_eq!(plan(0.1, &reference), plan(0.1, ""));
}

/// What the table of open pipeline prices keeps its price and its odds.
#[test]
fn a_stated_price_keeps_its_odds() {
    let plan = |amount: &str, effect: f64| {
        let mut csv = format!(
            "deal,segment,region,stage,entered{}\n",
            if amount.is_empty() { "" } else { ",amount" }
        );
        for deal in 0..10 {
            csv += &format!("d{deal},all,all,closing,2027-01-01{amount}\n");
        }
        let plan = Plan::minimal().table("open.csv", &csv).with(&format!(
            "demand.sources.inbound.leads-per-month = 0\n\
             funnel.open-pipeline = \"open.csv\"\n\
             funnel.discount = 0.1\n\
             funnel.effects.discount = {effect}\n"
        ));
        plan.run(1_000)
    };
    assert_eq!(plan(",500", LN_3), plan(",500", 0.0));
    let wins = plan("", LN_3).company(Measure::Wins, 0..12);
    let z = z_of_mean(&wins, 5.0, 2.5);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean(&wins, 2.5, 1.875);
    assert!(
        z > critical_z(),
        "odds that price moves went unseen: z = {z:.2}"
    );
}

//! Pay in simulated futures: what is told, what is counted and what is paid on the same credits are one thing.

use std::collections::BTreeMap;

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::actual::{ActualCredit, Done, SalePart};
use foresell::model::actual_payroll::ActualPayroll;
use foresell::model::chronicle::{Chronicle, Happening, Pay};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::model::trial::Simulator;
use foresell::results::Results;
use foresell::scenario::Scenario;

use crate::team;

/// A team with every rule at once.
const EVERYTHING: &str = r#"
    [demand.sources.inbound]
    leads-per-month = 30
    [funnel]
    deal-size = { lognormal = { mean = 60_000, cv = 1 } }
    [workforce.roles.ae]
    attrition-per-year = 0.5
    time-to-fill-months = 1.5
    ramp = { months = 3 }
    [comp.splits.again]
    with = "creator"
    share = 0.2
    [comp.plans.ae]
    tiers = [{ above = 0, multiplier = 0.5 }, { above = 0.5, multiplier = 1 }, { above = 1, multiplier = 2 }]
    bonuses = [{ at = 1, amount = 1_000 }]
    kickers = [{ component = "logos", at = 1, multiplier = 1.1 }]
    cap = 4
    draw = { per-month = 3_000, recoverable = true }
    guarantee = { share = 0.5 }
    payment-lag-months = 2
    [comp.plans.ae.components.logos]
    measure = "wins"
    period = "quarter"
    accrual = "cumulative"
    weight = 0.3
    quota-per-year = 30
    tier-method = "retroactive"
    tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
    [comp.plans.ae.spiffs.push]
    products = ["addon"]
    per-deal = 300
    [comp.plans.ae.activity-bonuses.calls]
    per-working-day = 0.5
    months = 2
    pays = 500
    [comp.plans.ae.objectives.enablement]
    period = "quarter"
    pays = 1_000
    score = { beta = { alpha = 2, beta = 2 } }
    [comp.plans.manager]
    roles = ["manager"]
    measure = "bookings"
    credit = "team"
    period = "quarter"
    quota-per-year = 2_400_000
    tier-method = "marginal"
    tiers = [{ above = 0, multiplier = 1 }]
"#;

fn run(scenario: &Scenario, trials: u32) -> Results {
    let watch = Unwatched;
    simulate(&scenario.model, Seed(7), 0..trials, Some(2), &watch)
        .unwrap()
        .results
}

fn replay(scenario: &Scenario, trial: u32) -> (Chronicle, Vec<i64>) {
    let mut simulator = Simulator::new(&scenario.model);
    let (chronicle, cells) = simulator.replay(Seed(7), trial);
    (chronicle, cells.to_vec())
}

#[test]
fn a_replay_is_the_trial_of_the_run_and_its_story_sums_to_it() {
    let scenario = team(EVERYTHING);
    let results = run(&scenario, 40);
    for trial in [0, 7, 39] {
        let (chronicle, cells) = replay(&scenario, trial);
        assert_eq!(
            results.values.row(trial as usize).to_vec(),
            cells,
            "trial {trial}"
        );
        let total = |measure| results.company(measure, 0..24)[trial as usize];
        let (mut bookings, mut hires, mut leavers) = (0, 0, 0);
        for entry in &chronicle.entries {
            match &entry.what {
                Happening::Wins { deal } => bookings += deal.amount.minor(),
                Happening::Joins { .. } => hires += 1,
                Happening::Leaves { .. } => leavers += 1,
                _ => {}
            }
        }
        assert_eq!(bookings, total(Measure::Bookings));
        assert_eq!(hires, total(Measure::Hires));
        assert_eq!(leavers, total(Measure::Leavers));
        let paid: i64 = chronicle.pays().map(|pay| pay.total().minor()).sum();
        assert_eq!(paid, total(Measure::VariablePay));
    }
}

#[test]
fn pay_of_plans_is_the_sum_of_its_kinds_and_of_the_company() {
    let scenario = team(EVERYTHING);
    let results = run(&scenario, 60);
    let plans = scenario.model.comp.plans.len();
    let by_plan = |measure| -> Vec<i64> {
        (0..plans)
            .map(|plan| results.over(measure, Cut::Plan, plan, 0..24).iter().sum())
            .collect()
    };
    let kinds = [
        Measure::Commission,
        Measure::Bonuses,
        Measure::Spiffs,
        Measure::ActivityBonuses,
        Measure::Objectives,
        Measure::DrawsAndGuarantees,
        Measure::ClawedBack,
    ];
    let pay = by_plan(Measure::VariablePay);
    for (plan, pay) in pay.iter().enumerate() {
        let sum: i64 = kinds.iter().map(|&kind| by_plan(kind)[plan]).sum();
        assert_eq!(sum, *pay);
    }
    for kind in &kinds[..6] {
        assert_ne!(by_plan(*kind)[0], 0, "{kind:?} is in play");
    }
    let company: i64 = results.company(Measure::VariablePay, 0..24).iter().sum();
    assert_eq!(pay.iter().sum::<i64>(), company);
}

/// Accrued at the end = settled and unpaid + earned by open periods; paid out lags by two months.
#[test]
fn what_is_accrued_is_what_was_settled_and_not_yet_paid() {
    let scenario = team(EVERYTHING);
    let results = run(&scenario, 30);
    let month = |measure, month: usize| results.company(measure, month..month + 1);
    for trial in 0..30 {
        let (mut settled, mut paid) = (0, 0);
        for m in 0..24 {
            settled += month(Measure::VariablePay, m)[trial];
            paid += month(Measure::PaidOut, m)[trial];
            let accrued = month(Measure::AccruedPay, m)[trial];
            assert!(accrued >= settled - paid, "month {m} of trial {trial}");
            if m % 3 == 2 {
                // At the end of a quarter nothing is open but what goes on over the year, which is settled as well.
                assert_eq!(accrued, settled - paid, "month {m} of trial {trial}");
            }
        }
        assert!(paid > 0);
    }
}

/// The credits of a simulated future, paid as actual credits, give the pay of that future: one set of rules.
#[test]
fn actual_credits_of_a_future_are_paid_like_the_future() {
    let quiet = EVERYTHING
        .replace("attrition-per-year = 0.5", "attrition-per-year = 0")
        .replace("per-working-day = 0.5", "per-working-day = 1_000")
        .replace("score = { beta = { alpha = 2, beta = 2 } }", "score = 0");
    let scenario = team(&quiet);
    for trial in 0..5 {
        let (chronicle, _) = replay(&scenario, trial);
        let credits = chronicle
            .entries
            .iter()
            .filter_map(|entry| match &entry.what {
                Happening::Credits {
                    seat,
                    deal,
                    counted,
                    ..
                } => Some(ActualCredit {
                    time: entry.time,
                    seat: Some(*seat),
                    class: deal.class,
                    what: String::new(),
                    done: Done::Deal(*counted),
                    share: 1.0,
                    part: SalePart::whole(0, 0.0, counted.margin),
                }),
                _ => None,
            });
        let mut credits: Vec<ActualCredit> = credits.collect();
        for (number, credit) in credits.iter_mut().enumerate() {
            credit.part = SalePart::whole(number, 0.0, credit.part.margin);
        }
        let by_month = |pays: &mut dyn Iterator<Item = &Pay>| {
            let mut sums: BTreeMap<(usize, usize), i64> = BTreeMap::new();
            // The last month of a horizon settles what is open, which actual months do not.
            for pay in pays.filter(|pay| pay.month < 23 && pay.total().minor() != 0) {
                *sums.entry((pay.seat, pay.month)).or_default() += pay.total().minor();
            }
            sums
        };
        let paid = ActualPayroll::new(&scenario.model).pay(&credits, 24);
        let told = by_month(&mut chronicle.pays());
        assert!(told.len() > 10);
        assert_eq!(told, by_month(&mut paid.iter()), "trial {trial}");
    }
}

/// Two deals of the same size in each of two quarters, or four in one: the mean is the same, the pay is not.
#[test]
fn the_payout_at_the_mean_is_not_the_mean_payout() {
    use foresell::kpi::at_mean::PayAtMean;
    let scenario = team(
        "demand.sources.inbound.leads-per-month = 12\n\
         funnel.deal-size = { lognormal = { mean = 60_000, cv = 1 } }",
    );
    let results = run(&scenario, 400);
    let at_mean = PayAtMean::new(&scenario.model, &results).of(0, &(0..24));
    let pay = results.over(Measure::VariablePay, Cut::Plan, 0, 0..24);
    let mean = pay.iter().sum::<i64>() as f64 / pay.len() as f64;
    assert!(
        at_mean < 0.97 * mean && at_mean > 0.5 * mean,
        "an accelerator costs more than on averages: {mean} against {at_mean}"
    );
    // Without a bend the two are one, up to cents of rounding.
    let linear = team(
        "demand.sources.inbound.leads-per-month = 30\n\
         comp.plans.ae.tiers = [{ above = 0, multiplier = 1 }]",
    );
    let results = run(&linear, 200);
    let at_mean = PayAtMean::new(&linear.model, &results).of(0, &(0..24));
    let pay = results.over(Measure::VariablePay, Cut::Plan, 0, 0..24);
    let mean = pay.iter().sum::<i64>() as f64 / pay.len() as f64;
    assert!(
        (at_mean / mean - 1.0).abs() < 1e-4,
        "{mean} against {at_mean}"
    );
}

/// Two and a half calls for each deal: the company has made as many as its reps are paid for, but for what makes no whole one.
#[test]
fn activities_are_counted_as_often_as_they_are_done() {
    let scenario = team(
        "funnel.stages.closing.activities.call.count = 2.5\n\
         workforce.roles.ae.attrition-per-year = 0\n\
         comp.plans.ae = { measure = \"activities\", activities = [\"call\"], period = \"month\", quota-per-year = 0, rate = 1 }\n",
    );
    let results = simulate(&scenario.model, Seed(1), 0..5, None, &Unwatched)
        .unwrap()
        .results;
    let paid = results.company(Measure::VariablePay, 0..24);
    let done = results.over(Measure::Activities, Cut::Stage, 0, 0..24);
    let leads = results.company(Measure::Leads, 0..24);
    for ((paid, done), leads) in paid.iter().zip(done).zip(leads) {
        assert!(done > 2 * leads, "{done} of {leads}");
        assert!((paid - 100 * done).abs() <= 24 * 50 + 100, "{paid} {done}");
    }
}

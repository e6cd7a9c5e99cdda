//! Behaviour under a comp plan: what is flat, what moves, and which way.

use foresell::measure::Measure;
use foresell::model::effort::Responses;
use foresell_tests::critical_z;
use foresell_tests::moments::z_of_ratio;
use foresell_tests::plan::{Plan, Run};

/// Ten reps with 60,000 of quota a year each, who win 60 deals of 1,000 a year at the effort of reference.
const REPS: &str = r#"
[demand.sources.inbound]
leads-per-month = 200
[funnel.stages.closing]
pass = 0.25
dwell-days = 3
[workforce.groups.ae]
count = 10
[comp.plans.reps]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 60_000
rate = 0.1
tier-method = "marginal"
"#;
const LINEAR: &str = "tiers = [{ above = 0, multiplier = 1 }]\n";
const THRESHOLD: &str =
    "tiers = [{ above = 0, multiplier = 0 }, { above = 0.7, multiplier = 1 }]\n";
const ACCELERATOR: &str =
    "tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]\n";
const CAPPED: &str = "tiers = [{ above = 0, multiplier = 1 }]\ncap = 1\n";
const BONUS: &str =
    "tiers = [{ above = 0, multiplier = 1 }]\nbonuses = [{ at = 1, amount = 750 }]\n";
/// Nothing until 70 % of quota and nothing beyond 120 %.
const FLOOR_AND_CEILING: &str = "tiers = [{ above = 0, multiplier = 0 }, { above = 0.7, multiplier = 1 }, { above = 1.2, multiplier = 0 }]\n";
const OFF: &str = "behaviour = \"off\"\n";
const DYNAMIC: &str = "behaviour = { dynamic = { cv = 0.45 } }\n";

fn plan(tiers: &str, behaviour: &str) -> Plan {
    Plan::minimal().with(&format!("{REPS}{tiers}{behaviour}"))
}

fn run(tiers: &str, behaviour: &str) -> Run {
    plan(tiers, behaviour).run(1_000)
}

fn bookings(run: &Run) -> Vec<f64> {
    run.company(Measure::Bookings, 0..12)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Effort with so many months left at an attainment.
fn effort(tiers: &str, left: usize, attainment: f64) -> f64 {
    let scenario = plan(tiers, DYNAMIC).scenario();
    let responses = Responses::of(&scenario.model);
    let response = responses.at(0, 0).expect("the plan moves the role");
    response
        .effort(left, attainment)
        .expect("people look ahead")
}

/// What is lost leaves sooner than what is won, and half of it comes back.
const LOST_SOONER: &str = "[funnel.stages.closing]\ndwell-days = { gamma = { mean = 60, cv = 0.6 } }\n\
    dwell-lost-days = { gamma = { mean = 15, cv = 0.6 } }\n[funnel.nurture]\nshare = 0.5\ndelay-days = 30\n";
/// And the other way round.
const LOST_LATER: &str = "[funnel.stages.closing]\ndwell-days = 15\n\
    dwell-lost-days = { gamma = { mean = 60, cv = 0.6 } }\n[funnel.nurture]\nshare = 0.5\ndelay-days = 30\n";

#[test]
fn under_a_linear_plan_everything_is_as_without_behaviour() {
    for stages in ["", LOST_SOONER, LOST_LATER] {
        let run = |tiers: &str, behaviour: &str| plan(tiers, behaviour).with(stages).run(400);
        let off = run(LINEAR, OFF);
        for behaviour in [DYNAMIC, "behaviour = { elastic = {} }\n"] {
            let on = run(LINEAR, behaviour);
            for measure in [
                Measure::Bookings,
                Measure::Wins,
                Measure::Lost,
                Measure::Leads,
                Measure::VariablePay,
            ] {
                for month in 0..12 {
                    assert_eq!(
                        on.month(measure, month),
                        off.month(measure, month),
                        "{measure:?} of month {month}, {behaviour}{stages}"
                    );
                }
            }
        }
        // The other half of the claim: a plan that is not linear moves the very same futures.
        assert_ne!(bookings(&run(ACCELERATOR, DYNAMIC)), bookings(&off));
    }
}

/// Who can make no more than the effort of reference can still make less.
#[test]
fn who_can_do_no_more_can_do_less() {
    let capped = |most: &str| {
        let behaviour = format!("behaviour = {{ dynamic = {{ cv = 0.45, most = {most} }} }}\n");
        mean(&bookings(&run(CAPPED, &behaviour)))
    };
    let (at_most_one, a_little_more) = (capped("1"), capped("1.0001"));
    assert!((at_most_one / a_little_more - 1.0).abs() < 1e-3);
    assert!(at_most_one < 0.97 * mean(&bookings(&run(CAPPED, OFF))));
}

#[test]
fn effort_follows_what_is_left_to_earn() {
    for left in 1..=3 {
        for attainment in [0.0, 0.4, 0.8, 1.0, 1.3] {
            assert!((effort(LINEAR, left, attainment) - 1.0).abs() < 1e-4);
        }
    }
    // A threshold out of reach is given up; it is worked for as long as there is time, and the more the nearer it is.
    assert!(effort(THRESHOLD, 1, 0.0) < 0.1);
    assert!(effort(THRESHOLD, 3, 0.0) > 0.8);
    assert!(effort(THRESHOLD, 1, 0.3) < effort(THRESHOLD, 1, 0.5) - 0.2);
    assert!((effort(THRESHOLD, 1, 1.2) - 1.0).abs() < 0.05);
    // An accelerator pays twice as much beyond quota.
    assert!((effort(ACCELERATOR, 1, 0.0) - 1.0).abs() < 0.05);
    assert!((effort(ACCELERATOR, 1, 1.1) - 2.0).abs() < 0.05);
    assert!(effort(ACCELERATOR, 2, 0.7) > effort(ACCELERATOR, 2, 0.3));
    // Beyond a cap nothing is earned.
    assert!(effort(CAPPED, 1, 1.05) < 0.05);
    assert!((effort(CAPPED, 1, 0.2) - 1.0).abs() < 0.05);
    // Whoever is safe coasts to the rate, whoever is near pushes.
    assert!(effort(BONUS, 1, 0.65) > 1.3);
    assert!((effort(BONUS, 1, 1.1) - 1.0).abs() < 0.05);
}

/// Misra & Nair (2011): without quota and ceiling revenue rose by 8 to 9 %.
#[test]
fn without_floor_and_ceiling_more_is_sold() {
    let (bounded, linear) = (run(FLOOR_AND_CEILING, DYNAMIC), run(LINEAR, DYNAMIC));
    let (bounded, linear) = (bookings(&bounded), bookings(&linear));
    let gain = mean(&linear) / mean(&bounded) - 1.0;
    assert!((0.04..0.14).contains(&gain), "{gain}");
    assert!(z_of_ratio(&linear, &bounded, 1.0) > critical_z());
    // Where nobody responds nothing rises.
    let [bounded, linear] = [FLOOR_AND_CEILING, LINEAR].map(|tiers| bookings(&run(tiers, OFF)));
    assert_eq!(bounded, linear);
}

#[test]
fn results_follow_pay_with_the_stated_elasticity() {
    let elastic = "behaviour = { elastic = { elasticity = 0.31, reference-rate = 0.1 } }\n";
    let paid = |rate: f64| {
        let tiers = format!("tiers = [{{ above = 0, multiplier = {rate} }}]\n");
        bookings(&run(&tiers, elastic))
    };
    let (once, twice) = (paid(1.0), paid(2.0));
    let factor = 2.0_f64.powf(0.31);
    assert!(z_of_ratio(&twice, &once, factor).abs() < critical_z());
    assert!(z_of_ratio(&twice, &once, 1.0) > critical_z());
    assert!(z_of_ratio(&twice, &once, factor * 0.98) > critical_z());
}

/// A bonus at quota brings people there.
#[test]
fn a_bonus_at_quota_brings_people_to_it() {
    let at_quota = |tiers: &str, behaviour: &str| {
        let run = run(tiers, behaviour);
        run.company(Measure::SettledAtQuota, 0..12)
    };
    let [on, off] = [DYNAMIC, OFF].map(|behaviour| at_quota(BONUS, behaviour));
    assert!(z_of_ratio(&on, &off, 1.0) > critical_z());
    assert!(mean(&on) > 1.2 * mean(&off));
    // Without the bonus there is nothing at quota that is not elsewhere.
    let [on, off] = [DYNAMIC, OFF].map(|behaviour| at_quota(LINEAR, behaviour));
    assert_eq!(on, off);
}

/// The same people, who win 42 deals a year and know it. Deals take a month and a half, and may be moved across the end of
/// a period.
const SLOW: [(&str, &str); 2] = [
    ("leads-per-month = 200", "leads-per-month = 140"),
    (
        "dwell-days = 3",
        "dwell-days = { gamma = { mean = 45, cv = 0.5 } }",
    ),
];
const TIMED: &str =
    "behaviour = { dynamic = { cv = 0.45, results-per-year = 42_000, timing = {} } }\n";
const LATE: &str = "behaviour = { dynamic = { cv = 0.45, results-per-year = 42_000, timing = { early-days = 0 } } }\n";
const NEVER: &str = "behaviour = { dynamic = { cv = 0.45, results-per-year = 42_000, timing = { early-days = 0, late-days = 0 } } }\n";

fn slow(tiers: &str, behaviour: &str) -> Run {
    let slowed = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    let reps = SLOW.iter().fold(REPS.to_owned(), slowed);
    Plan::minimal()
        .with(&format!("{reps}{tiers}{behaviour}"))
        .run(1_000)
}

/// Deals won in the last months of the second to fourth quarter, and in the months after the ends of quarters.
fn around_quarter_ends(tiers: &str, behaviour: &str) -> [Vec<f64>; 2] {
    let run = slow(tiers, behaviour);
    [[5, 8, 11], [3, 6, 9]].map(|months| {
        let months = months.map(|month| run.month(Measure::Wins, month));
        let sum = |trial: usize| months.iter().map(|wins| wins[trial]).sum();
        (0..1_000).map(sum).collect()
    })
}

/// Oyer (1998): where quotas end, deals bunch; a linear plan moves none.
#[test]
fn deals_bunch_at_the_ends_of_quarters_that_pay_for_it() {
    let z = |tiers: &str, behaviour: &str| {
        let [before, after] = around_quarter_ends(tiers, behaviour);
        z_of_ratio(&before, &after, 1.0)
    };
    assert!(z(ACCELERATOR, TIMED) > critical_z());
    // Below a cap a deal is worth as much in the next quarter.
    assert!(z(CAPPED, TIMED) < critical_z());
    // Who has a bonus safe, or out of reach, keeps deals for the next one.
    assert!(z(BONUS, LATE) < -critical_z());
    // A linear plan moves nothing, to the last bit.
    let linear = around_quarter_ends(LINEAR, TIMED);
    assert_eq!(linear, around_quarter_ends(LINEAR, OFF));
    assert!(z(LINEAR, TIMED).abs() < critical_z());
}

/// Larkin (2014): what people do about an accelerator costs the company.
#[test]
fn signing_early_costs_what_is_conceded_and_no_more_than_is_signed_early() {
    let run = slow(ACCELERATOR, TIMED);
    let sum = |measure: Measure| run.company(measure, 0..12);
    let [conceded, brought_in] = [Measure::Conceded, Measure::BroughtIn].map(sum);
    for (conceded, brought_in) in conceded.iter().zip(&brought_in) {
        // Each deal of 1,000.00 is signed for 950.00.
        assert_eq!(conceded * 19.0, *brought_in);
    }
    assert!(mean(&conceded) > 0.0);
    // Nobody gets a price for signing in time.
    let punctual = slow(ACCELERATOR, NEVER);
    assert_eq!(punctual.company(Measure::Conceded, 0..12), vec![0.0; 1_000]);
}

/// Weitzman (1980): who is given more next year for selling more this year sells less.
#[test]
fn a_ratchet_lowers_effort_and_moves_next_years_quota() {
    let derived = REPS.replace("rate = 0.1\n", "");
    let pay = "[workforce.roles.ae]\nincentive-per-year = 6_000\n[horizon]\nmonths = 24\n";
    let plan = |ratchet: &str| {
        let text = format!("{pay}{derived}{LINEAR}{ratchet}{DYNAMIC}");
        Plan::minimal().with(&text)
    };
    let effort = |ratchet: &str| {
        let scenario = plan(ratchet).scenario();
        let responses = Responses::of(&scenario.model);
        let response = responses.at(0, 0).expect("the plan moves the role");
        response.effort(3, 0.2).expect("people look ahead")
    };
    // A unit of attainment costs `w` of what a period is worth less at a quota that is greater by all of it: `w`, by the
    // envelope theorem, where pay at quota is fixed and people expect their quota.
    assert!((effort("") - 1.0).abs() < 1e-3);
    assert!((effort("quota-ratchet = 0.3\n") - 0.7).abs() < 0.02);
    assert!((effort("quota-ratchet = 0\n") - 1.0).abs() < 1e-3);
    let sold = |ratchet: &str| {
        let run = plan(ratchet).run(200);
        let quota = run.company(Measure::StreetQuota, 12..24);
        (bookings(&run), quota)
    };
    let (without, with) = (sold(""), sold("quota-ratchet = 0.3\n"));
    assert!(z_of_ratio(&without.0, &with.0, 1.0) > critical_z());
    // The plan's quota of next year, and what it is after a year below it.
    assert!(without.1.iter().all(|&quota| quota == 60_000_000.0));
    let attained = mean(&with.0) / 60_000_000.0;
    let expected = 60_000_000.0 * (1.0 + 0.3 * (attained - 1.0));
    assert!((mean(&with.1) / expected - 1.0).abs() < 1e-3);
}

/// Deals brought in and held back in a plan of two years, with so many days to do it in.
fn moved(tiers: &str, timing: &str) -> Run {
    let behaviour = format!(
        "behaviour = {{ dynamic = {{ cv = 0.45, results-per-year = 54_000, timing = {{ {timing} }} }} }}\n"
    );
    let slowed = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    let reps = SLOW.iter().fold(REPS.to_owned(), slowed);
    let reps = reps.replace("leads-per-month = 140", "leads-per-month = 180");
    Plan::minimal()
        .with(&format!("[horizon]\nmonths = 24\n{reps}{tiers}{behaviour}"))
        .run(200)
}

#[test]
fn who_may_bring_in_more_deals_brings_in_no_fewer() {
    let value = |days: u32| {
        let timing = format!("early-days = {days}, late-days = 0");
        moved(ACCELERATOR, &timing).company(Measure::BroughtIn, 0..24)
    };
    let values = [10, 30, 60, 90].map(value);
    for two in values.windows(2) {
        assert!(
            mean(&two[1]) > mean(&two[0]),
            "{} after {}",
            mean(&two[1]),
            mean(&two[0])
        );
    }
    assert!(z_of_ratio(&values[3], &values[0], 1.0) > critical_z());
}

/// Past a cap each deal is worth more in the next period, until that is full as well: more freedom pays more.
#[test]
fn who_may_hold_back_longer_does_not_earn_less_by_it() {
    let capped = "tiers = [{ above = 0, multiplier = 1 }]\ncap = 1\n";
    let pay = |days: u32| {
        let timing = format!("early-days = 0, late-days = {days}, lost-if-late = 0");
        // The second year has all the deals that the first one has held back.
        moved(capped, &timing).company(Measure::VariablePay, 12..24)
    };
    let [none, week, quarter] = [0, 7, 90].map(pay);
    assert!(z_of_ratio(&week, &none, 1.0) > critical_z());
    assert!(z_of_ratio(&quarter, &week, 1.0) > critical_z());
}

/// Deals are moved though nobody's effort brings anything.
#[test]
fn who_works_no_harder_still_moves_deals() {
    let behaviour = "behaviour = { dynamic = { cv = 0.45, elasticity = 0, results-per-year = 42_000, timing = {} } }\n";
    let run = slow(ACCELERATOR, behaviour);
    assert!(mean(&run.company(Measure::BroughtIn, 0..12)) > 0.0);
    let never = behaviour.replace("timing = {}", "timing = { early-days = 0, late-days = 0 }");
    assert_eq!(
        bookings(&slow(ACCELERATOR, &never)),
        bookings(&slow(ACCELERATOR, OFF))
    );
}

/// Nothing is conceded on a deal that is lost when it would be signed.
#[test]
fn what_is_not_signed_is_not_signed_early() {
    let stock = "[supply.stock.product]\nunits-per-deal = 1\non-hand = 100\nlead-time-days = 30\n\
        policy = { order-plan = 0 }\nshortage = \"lost-sale\"\n";
    let slowed = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    let reps = SLOW.iter().fold(REPS.to_owned(), slowed);
    let timed = |stock: &str| {
        let text = format!("{stock}{reps}{ACCELERATOR}{TIMED}");
        Plan::minimal().with(&text).run(200)
    };
    let run = timed(stock);
    // By the last quarter nothing is left that could be signed.
    let last = |run: &Run, measure| mean(&run.company(measure, 9..12));
    assert_eq!(last(&run, Measure::Wins), 0.0);
    assert_eq!(last(&run, Measure::BroughtIn), 0.0);
    assert_eq!(last(&run, Measure::Conceded), 0.0);
    assert!(last(&timed(""), Measure::BroughtIn) > 0.0);
}

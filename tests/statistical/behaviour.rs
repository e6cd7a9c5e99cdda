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

#[test]
fn under_a_linear_plan_everything_is_as_without_behaviour() {
    let off = run(LINEAR, OFF);
    for behaviour in [DYNAMIC, "behaviour = { elastic = {} }\n"] {
        let on = run(LINEAR, behaviour);
        for measure in [Measure::Bookings, Measure::Wins, Measure::VariablePay] {
            for month in 0..12 {
                assert_eq!(on.month(measure, month), off.month(measure, month));
            }
        }
    }
    // The other half of the claim: a plan that is not linear moves the very same futures.
    assert_ne!(bookings(&run(ACCELERATOR, DYNAMIC)), bookings(&off));
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

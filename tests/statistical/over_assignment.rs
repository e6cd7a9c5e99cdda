//! Over-assignment: between pay that is saved and people who leave lies a best.

use std::ops::Range;
use std::path::Path;

use foresell::calendar::Period;
use foresell::explore::futures::{Output, SharedFutures, period_of};
use foresell::explore::over_assignment::{OUTPUTS, sweep, with_quotas};
use foresell::kernel::field::Field;
use foresell::kernel::stream::Seed;
use foresell::kpi::Kpi;
use foresell::measure::Direction;
use foresell::model::Model;
use foresell::model::simulate::Unwatched;
use foresell::outcome::assignment::{Assigned, Best, Place};
use foresell::scenario::{Disk, load};
use foresell_tests::critical_z;
use foresell_tests::plan::Plan;

/// Twenty reps who find their own deals, 450,000 a year each on average. Paid by the share of quota that they reach; who
/// leaves takes four months to be replaced and the next one half a year to ramp.
const REPS: &str = r#"
[horizon]
months = 24
[demand.sources.inbound]
leads-per-month = 3
prospected-by = "ae"
[funnel]
deal-size = 50_000
[workforce.roles.ae]
incentive-per-year = 60_000
attrition-per-year = 0.12
time-to-fill-months = 4
ramp = { months = 6 }
[workforce.groups.ae]
count = 20
[finance]
gross-margin = 0.8
[comp.plans.reps]
roles = ["ae"]
measure = "bookings"
period = "quarter"
quota-per-year = 450_000
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]
[targets.FY2028]
bookings = 7_000_000
[workforce.roles.ae.attrition-shortfall-effect]
"#;

/// What comes of street quota at these shares of the target, by contribution.
fn swept(shortfall_effect: f64) -> (Vec<Assigned>, Best) {
    let text = format!("{REPS}value = {shortfall_effect}\n");
    let scenario = Plan::minimal().with(&text).scenario();
    let period = period_of(&scenario.model, "FY2028").unwrap();
    swept_at(&[0.7, 1.0, 1.5], &scenario.model, &period, 0..600)
}

/// What comes of street quota at some shares of the first target, by contribution in a period.
fn swept_at(
    shares: &[f64],
    model: &Model,
    period: &Period,
    trials: Range<u32>,
) -> (Vec<Assigned>, Best) {
    let outputs: Vec<Output> = OUTPUTS
        .iter()
        .chain(&["contribution"])
        .map(|id| Output {
            kpi: Kpi::find(id).unwrap(),
            period: period.clone(),
        })
        .collect();
    let futures = SharedFutures {
        seed: Seed(11),
        trials,
        threads: Some(2),
        watch: &Unwatched,
    };
    let target = model.finance.targets[0].bookings.as_f64();
    let (tried, best, is_interrupted) = sweep(shares, target, Direction::HighIsGood, |factor| {
        futures.values(&with_quotas(model, factor), &outputs)
    })
    .unwrap();
    assert!(!is_interrupted);
    (tried, best.unwrap())
}

/// How many standard errors a share is behind the best.
fn behind(assigned: &Assigned) -> f64 {
    let behind = assigned.behind.unwrap();
    behind.mean / behind.std_error().unwrap()
}

#[test]
fn who_leaves_for_a_missed_quota_makes_a_best_inside() {
    let (tried, best) = swept(3.0);
    assert_eq!((best.ix, best.place), (1, Place::Interior));
    for end in [0, 2] {
        assert!(behind(&tried[end]) > critical_z(), "{:?}", tried[end]);
    }
    // More quota, more leavers, fewer bookings, less pay.
    for pair in tried.windows(2) {
        assert!(pair[1].leavers.mean > pair[0].leavers.mean + 1.0);
        assert!(pair[1].bookings.mean < pair[0].bookings.mean);
        assert!(pair[1].pay.mean < pair[0].pay.mean);
        assert!(pair[1].reached.value < pair[0].reached.value);
    }
    // The other half of the claim: where nobody minds, quota changes pay and nothing else, and more is always better.
    let (tried, best) = swept(0.0);
    assert_eq!((best.ix, best.place), (2, Place::Highest));
    for assigned in &tried[..2] {
        assert!(behind(assigned) > critical_z(), "{assigned:?}");
        assert_eq!(assigned.bookings, tried[2].bookings);
        assert_eq!(assigned.leavers, tried[2].leavers);
        assert_eq!(assigned.reached, tried[2].reached);
    }
}

/// The shipped plan with a steep accelerator, effort that follows pay, and people who leave when they miss quota: the best
/// over-assignment lies between the ends of the range that is swept unless said otherwise.
#[test]
fn the_shipped_sweep_has_its_best_inside_of_the_default_range() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shipped = root.join("scenarios/saas/what-if/quota-and-effort.toml");
    let sweep_of = |model: &Model| {
        let period = period_of(model, "FY2027").unwrap();
        swept_at(&[1.0, 1.2, 1.5], model, &period, 0..200)
    };
    let model = load(&Disk, &[shipped]).unwrap();
    let model = model.counting_all().model;
    let (tried, best) = sweep_of(&model);
    assert_eq!((best.ix, best.place), (1, Place::Interior));
    for end in [0, 2] {
        assert!(behind(&tried[end]) > critical_z(), "{:?}", tried[end]);
    }
    for pair in tried.windows(2) {
        assert!(pair[1].leavers.mean > pair[0].leavers.mean);
        assert!(pair[1].bookings.mean < pair[0].bookings.mean);
        assert!(pair[1].pay.mean < pair[0].pay.mean);
    }
    // The other half of the claim: where nobody works less or leaves for it, more quota saves pay and nothing turns.
    let mut indifferent = model;
    for plan in &mut indifferent.comp.plans {
        plan.behaviour = None;
    }
    for role in &mut indifferent.workforce.roles {
        role.shortfall_effect = Field::constant(0.0);
    }
    let (tried, best) = sweep_of(&indifferent);
    assert_eq!((best.ix, best.place), (2, Place::Highest));
    for assigned in &tried[..2] {
        assert!(behind(assigned) > critical_z(), "{assigned:?}");
    }
}

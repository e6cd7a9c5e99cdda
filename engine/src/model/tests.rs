//! Whole trials of hand-made models against what must be true of them.

use super::actual::Actuals;
use super::simulate::{Unwatched, simulate};
use super::*;
use crate::calendar::{Timing, YearMonth};
use crate::demand::Source;
use crate::dimensions::Named;
use crate::funnel::effects::Effects;
use crate::funnel::{Activity, Priority, Stage, Worker};
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::law_table::LawTable;
use crate::kernel::multiplier::Multiplier;
use crate::kernel::stream::{EntityKey, Seed};
use crate::measure::{Cut, Measure};
use crate::results::Results;
use crate::territory::Routing;
use crate::territory::beat::Beats;
use crate::workforce::ramp::Ramp;
use crate::workforce::{Role, Seat, SeatStart};

fn named(kind: &str, id: &str) -> Named {
    Named {
        id: id.into(),
        name: id.into(),
        key: EntityKey::of(kind, id),
    }
}

fn role() -> Role {
    let zero = || Field::constant(0.0);
    Role {
        base_per_year: zero(),
        incentive_per_year: zero(),
        load: zero(),
        hours_per_month: Field::constant(160.0),
        selling_share: Field::constant(1.0),
        ramp: Ramp::Curve(vec![1.0]),
        onboarding: zero(),
        time_to_fill: Law::constant(0.0).unwrap(),
        backfill: true,
        attrition_per_year: zero(),
        attrition_by_tenure_year: vec![1.0],
        shortfall_effect: zero(),
        skill_cv: zero(),
        ramp_moved: Multiplier::ONE,
        ramp_cv: zero(),
        capacity_per_year: zero(),
        hiring_cost: zero(),
        onboarding_cost: zero(),
        tools_per_month: zero(),
        offer_acceptance: None,
    }
}

/// One stage, one role of `n_reps`, Poisson leads, and `hours` of exponential work for each.
#[allow(
    clippy::too_many_lines,
    reason = "a model is stated whole, one field after the other"
)]
fn queue(n_reps: usize, leads: f64, hours: f64, decay: Option<f64>, months: usize) -> Model {
    let dimensions = Dimensions {
        segments: vec![named("segment", "all")],
        regions: vec![named("region", "all")],
        products: vec![named("product", "product")],
        sources: vec![named("source", "inbound")],
        stages: vec![named("stage", "closing")],
        roles: vec![named("role", "ae")],
        territories: Vec::new(),
    };
    let start: YearMonth = "2027-01".parse().unwrap();
    let one = || Field::constant(1.0);
    let zero = || Field::constant(0.0);
    let work = Activity {
        id: "work".into(),
        worker: Worker::Owner,
        count: one(),
        hours: LawTable::same(Law::exponential(hours).unwrap()),
        on_site: false,
    };
    let stage = Stage {
        pass: Field::constant(0.25),
        dwell: LawTable::same(Law::constant(0.0).unwrap()),
        dwell_lost: LawTable::same(Law::constant(0.0).unwrap()),
        cycle_factor: one(),
        activities: vec![work],
        decay: decay.map(Field::constant),
        stale_after: None,
    };
    let source = Source {
        rate: Field::constant(leads),
        mix: one(),
        prospected_by: None,
        trend: zero(),
        seasonal: true,
        dispersion: zero(),
        enters: 0,
        owner_role: 0,
        spend: None,
        partner_share: None,
        coverage: None,
    };
    let seats = (0..n_reps).map(|i| {
        let id = format!("ae-{i:02}");
        let key = EntityKey::of("seat", &id);
        let start = SeatStart::Filled { tenure: 12.0 };
        Seat {
            name: id.clone(),
            id,
            key,
            role: 0,
            territory: None,
            start,
            quota_per_year: None,
            weight: 1.0,
            manager: None,
            location: None,
        }
    });
    Model {
        calendar: Calendar::new(start, months, 0, Timing::Continuous),
        dimensions,
        assumptions: Assumptions::default(),
        demand: Demand {
            n_segments: 1,
            sources: vec![source],
            tiers: Vec::new(),
            product_weight: one(),
            macro_factor: None,
            macro_loading: one(),
            shocks: Vec::new(),
            appeal: None,
            finite: None,
        },
        funnel: Funnel {
            stages: vec![stage],
            opportunity_from: 0,
            priority: Priority::FirstCome,
            work_waits: true,
            deal_size: LawTable::same(Law::constant(100_000.0).unwrap()),
            deal_size_factor: one(),
            discount: zero(),
            skill_effect: zero(),
            ramp_effect: zero(),
            effects: Effects::default(),
            pipeline: Vec::new(),
            nurture: None,
        },
        workforce: Workforce {
            roles: vec![role()],
            seats: seats.collect(),
            freezes: Vec::new(),
            leavers: Vec::new(),
            joiners: Vec::new(),
            throughput: None,
        },
        territories: Territories {
            areas: Vec::new(),
            beats: Beats::new(1, 1, false),
            routing: vec![Routing::Pool],
            accounts: Vec::new(),
            score_focus: 0.0,
            hand_over: None,
            travel: None,
            recuts: Vec::new(),
        },
        comp: Comp::new(Vec::new(), Vec::new(), 1),
        actuals: Actuals::default(),
        initiatives: Vec::new(),
        only: None,
        only_street_settlements: false,
        contracts: None,
        supply: None,
        finance: Finance {
            gross_margin: one(),
            marketing_per_month: zero(),
            overhead_per_month: zero(),
            targets: Vec::new(),
            budgets: Vec::new(),
            bookings_last_year: None,
        },
    }
}

fn run(model: &Model, n_trials: u32) -> Results {
    simulate(model, Seed(7), 0..n_trials, Some(1), &Unwatched)
        .unwrap()
        .results
}

#[allow(clippy::cast_precision_loss)]
fn total(results: &Results, measure: Measure, months: std::ops::Range<usize>) -> f64 {
    results
        .over(measure, Cut::Stage, 0, months)
        .iter()
        .map(|&n| n as f64)
        .sum()
}

#[test]
fn a_pool_of_reps_waits_as_erlang_c_says() {
    // 3 reps, load 2.4: P(wait) = 0.6472 and mean wait = 0.6472 / (3 − 2.4) service times.
    let model = queue(3, 24.0, 16.0, None, 240);
    let results = run(&model, 100);
    let months = 40..240;
    let waited = total(&results, Measure::Waited, months.clone())
        / total(&results, Measure::Entered, months.clone());
    let wait = total(&results, Measure::WaitTime, months.clone())
        / 1e6
        / total(&results, Measure::Entered, months);
    assert!((waited - 0.6472).abs() < 0.01, "{waited}");
    assert!((wait / 0.1 - 0.6472 / 0.6).abs() < 0.05, "{wait}");
}

#[test]
fn a_pool_that_lets_nobody_wait_loses_as_erlang_b_says() {
    // 3 reps, load 2.4: B = (2.4³/6) / (1 + 2.4 + 2.88 + 2.304) = 0.2684.
    let model = queue(3, 24.0, 16.0, Some(0.0), 240);
    let results = run(&model, 100);
    let lost =
        total(&results, Measure::Expired, 20..240) / total(&results, Measure::Entered, 20..240);
    assert!((lost - 0.26840).abs() < 0.004, "{lost}");
}

#[test]
fn every_lead_is_somewhere() {
    for routing in [Routing::Pool, Routing::Weighted, Routing::RoundRobin] {
        let mut model = queue(3, 40.0, 16.0, Some(0.5), 24);
        model.territories.routing = vec![routing];
        model.workforce.roles[0].attrition_per_year = Field::constant(0.5);
        model.workforce.roles[0].time_to_fill = Law::exponential(2.0).unwrap();
        let results = run(&model, 50);
        let at = |measure| results.company(measure, 0..24);
        for trial in 0..50 {
            let out: i64 = [
                Measure::Wins,
                Measure::Lost,
                Measure::Expired,
                Measure::Waiting,
                Measure::Open,
                Measure::Dead,
            ]
            .into_iter()
            .map(|measure| at(measure)[trial])
            .sum();
            assert_eq!(
                at(Measure::Leads)[trial],
                out,
                "trial {trial} with {routing:?}"
            );
        }
        assert!(
            at(Measure::Expired).iter().sum::<i64>() > 0,
            "the model is meant to be short of hands"
        );
    }
}

#[test]
fn threads_and_ranges_change_no_bit() {
    let model = queue(3, 40.0, 16.0, Some(0.5), 24);
    let whole = simulate(&model, Seed(7), 0..100, Some(1), &Unwatched)
        .unwrap()
        .results;
    let threaded = simulate(&model, Seed(7), 0..100, Some(2), &Unwatched)
        .unwrap()
        .results;
    assert_eq!(whole, threaded);
    let parts = [40..100, 0..7, 7..40].map(|range| {
        simulate(&model, Seed(7), range, Some(2), &Unwatched)
            .unwrap()
            .results
    });
    assert_eq!(Results::join(parts.into()).unwrap().unwrap(), whole);
}

/// Every source of rounding in one future: laws of all kinds, attrition, skill, ramp, patience.
fn colourful() -> Model {
    let mut model = queue(3, 40.0, 16.0, Some(0.5), 24);
    let stage = &mut model.funnel.stages[0];
    stage.dwell = LawTable::same(Law::gamma(1.5, 0.8).unwrap());
    stage.dwell_lost = LawTable::same(Law::lognormal(1.0, 0.6).unwrap());
    model.funnel.deal_size = LawTable::same(Law::pareto_tail(4e6, 0.8, 0.9, 2.5).unwrap());
    model.funnel.skill_effect = Field::constant(0.4);
    model.funnel.ramp_effect = Field::constant(0.7);
    let role = &mut model.workforce.roles[0];
    role.attrition_per_year = Field::constant(0.4);
    role.skill_cv = Field::constant(0.3);
    role.time_to_fill = Law::pert(0.5, 1.0, 4.0).unwrap();
    role.ramp = Ramp::Linear {
        months: Field::constant(3.0),
        start: Field::constant(0.2),
    };
    model
}

#[test]
fn a_future_is_the_same_on_every_machine_and_in_every_build() {
    let mut hasher = blake3::Hasher::new();
    for value in &run(&colourful(), 20).values {
        hasher.update(&value.to_le_bytes());
    }
    let digest = hasher.finalize().to_hex();
    assert_eq!(&digest[..16], "9948e9cc10d73efd");
}

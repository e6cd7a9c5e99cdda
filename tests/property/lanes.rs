//! The fast kernel comes to what the plain one does, bit by bit: on the plans that are shipped, and on made-up ones of the
//! kind that it is for.

mod made_up;

use std::fs;
use std::path::Path;

use foresell::kernel::philox::PhiloxStream;
use foresell::kernel::simd::Level;
use foresell::kernel::stream::Seed;
use foresell::measure::Measure;
use foresell::model::Model;
use foresell::model::lanes::{Lanes, lives_in_lanes};
use foresell::model::simulate::{Kernel, Unwatched, simulate_by};
use foresell::model::workers::Workers;
use foresell::results::Results;
use foresell::scenario::{Disk, load};
use foresell_tests::plan::Plan;
use made_up::{made_up, plainer};

const SEED: Seed = Seed(20_270_101);

fn by(kernel: Kernel, model: &Model, n_trials: u32) -> Results {
    let workers = Workers::new(Some(1)).expect("a thread can be had");
    let run = simulate_by(kernel, &workers, model, SEED, 0..n_trials, &Unwatched);
    run.unwrap().results
}

/// What two runs have counted differently: measure, cut, member and period of the first such cell of each block.
fn differences(one: &Results, other: &Results) -> Vec<String> {
    assert_eq!(one.layout, other.layout);
    let mut found = Vec::new();
    for block in one.layout.blocks() {
        for cell in block.first..block.first + block.n_members * block.n_periods {
            let [a, b] = [one, other].map(|results| results.values.column(cell).to_vec());
            if a != b {
                let (member, period) = (
                    (cell - block.first) / block.n_periods,
                    (cell - block.first) % block.n_periods,
                );
                let (measure, cut) = (block.measure, block.cut);
                found.push(format!(
                    "{measure:?} {cut:?} {member} {period}: {a:?} {b:?}"
                ));
                break;
            }
        }
    }
    found
}

/// Holds all levels against the plain kernel.
#[track_caller]
fn check(model: &Model, n_trials: u32, what: &str) {
    let plain = by(Kernel::Plain, model, n_trials);
    for level in Level::all() {
        let lanes = by(Kernel::Lanes(level), model, n_trials);
        let found = differences(&plain, &lanes);
        let n = found.len();
        assert!(
            found.is_empty(),
            "{}: {n} in {what}\n{}",
            level.name(),
            found[0]
        );
    }
}

/// Trials of a plan that the fast kernel does by itself.
fn n_in_lanes(model: &Model, n_trials: u32) -> usize {
    let Some(mut lanes) = Lanes::new(model, Level::best()) else {
        return 0;
    };
    let trials = 0..n_trials;
    trials
        .filter(|&trial| lanes.run_in_lanes(SEED, trial).is_some())
        .count()
}

fn shipped(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let path = folder.join(name).join("scenario.toml");
    load(&Disk, &[path]).unwrap().model
}

#[test]
fn the_reference_model_comes_out_the_same_bits() {
    let model = shipped("ref-1");
    assert!(lives_in_lanes(&model));
    assert_eq!(n_in_lanes(&model, 40), 40);
    check(&model, 40, "REF-1");
}

/// All that the kernel for few numbers counts.
const FEW: [Measure; 7] = [
    Measure::Leads,
    Measure::Opportunities,
    Measure::Wins,
    Measure::Bookings,
    Measure::VariablePay,
    Measure::SettledWithQuota,
    Measure::SettledAtQuota,
];

/// A plan of which only a few numbers are wanted.
fn with_few(mut model: Model) -> Model {
    model.only = Some(FEW.to_vec());
    model
}

/// Trials of a plan that are simulated by following a few numbers.
fn n_by_few(model: &Model, n_trials: u32) -> usize {
    let Some(mut lanes) = Lanes::new(model, Level::best()) else {
        return 0;
    };
    let trials = 0..n_trials;
    trials
        .filter(|&trial| lanes.run_few(SEED, trial).is_some())
        .count()
}

#[test]
fn few_numbers_of_the_reference_model_come_out_the_same_bits() {
    let model = with_few(shipped("ref-1"));
    // One win in half a million is so early in a month that it matters who joins then.
    assert!(n_by_few(&model, 400) >= 395);
    check(&model, 400, "few numbers of REF-1");
}

/// Sizes at which numbers outgrow the room that they mostly need.
#[test]
fn few_numbers_of_plans_of_odd_sizes_come_out_the_same_bits() {
    let plan = |months: u32, leads: f64, (onboarding, ramp, tenure): (u32, u32, u32)| {
        let text = format!(
            "format = 1\nname = \"Odd\"\ncurrency = \"USD\"\n\
             [horizon]\nstart = \"2027-02\"\nmonths = {months}\ntiming = \"monthly\"\n\
             [regions.all]\n[segments.all]\n\
             [demand.sources.own]\nleads-per-month = {leads}\nprospected-by = \"rep\"\n\
             [funnel]\norder = [\"cycle\"]\nopportunity-from = \"cycle\"\nowner-role = \"rep\"\n\
             deal-size = {{ lognormal = {{ mean = 50_000, cv = 1 }} }}\n\
             [funnel.stages.cycle]\npass = 0.25\ndwell-days = {{ gamma = {{ mean = 60, cv = 0.6 }} }}\n\
             [workforce.roles.rep]\nramp = {{ months = {ramp} }}\nonboarding-months = {onboarding}\n\
             attrition-per-year = 0.3\ntime-to-fill-months = 1\n\
             [workforce.groups.a]\nrole = \"rep\"\ncount = 3\ntenure-months = {tenure}\n\
             [comp.plans.reps]\nroles = [\"rep\"]\nmeasure = \"bookings\"\nperiod = \"quarter\"\n\
             quota-per-year = 400_000\nrate = 0.1\ntier-method = \"marginal\"\n\
             tiers = [{{ above = 0, multiplier = 1 }}, {{ above = 0.7, multiplier = 1.5 }}]\n"
        );
        with_few(Plan::of(&text).scenario().model)
    };
    for (months, leads, stay, by_few) in [
        (40, 3.0, (0, 6, 5), true),
        (64, 3.0, (1, 6, 30), true),
        (65, 3.0, (0, 6, 5), false),
        (7, 260.0, (0, 3, 1), true),
        (5, 2_000.0, (2, 3, 40), true),
        (9, 3.0, (0, 600, 600), false),
        (9, 3.0, (599, 1, 20), false),
        (9, 3.0, (100, 400, 470), true),
    ] {
        let what = format!("{months} months, {leads} leads, {stay:?}");
        let model = plan(months, leads, stay);
        assert_eq!(n_by_few(&model, 4) > 0, by_few, "{what}");
        check(&model, 4, &what);
    }
}

#[test]
fn every_shipped_plan_comes_out_the_same_bits() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut n = 0;
    for folder in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if !folder.path().join("scenario.toml").is_file() {
            continue;
        }
        let name = folder.file_name().into_string().unwrap();
        check(&shipped(&name), 2, &name);
        check(&with_few(shipped(&name)), 2, &name);
        n += 1;
    }
    assert!(n >= 5, "scenarios are shipped");
}

#[test]
fn a_wrong_bit_is_seen() {
    let model = Plan::of(&made_up(&mut PhiloxStream::new(3, 1)))
        .scenario()
        .model;
    let plain = by(Kernel::Plain, &model, 3);
    assert_eq!(differences(&plain, &plain), [""; 0]);
    let n_cells = plain.layout.n_cells();
    for cell in (0..n_cells).step_by(n_cells / 50) {
        let mut wrong = plain.clone();
        wrong.values[[2, cell]] ^= 1;
        assert_eq!(differences(&plain, &wrong).len(), 1, "{cell}");
    }
}

#[test]
fn a_thousand_made_up_plans_come_out_the_same_bits() {
    let mut luck = PhiloxStream::new(SEED.0, 0);
    let (mut n_eligible, mut n_trials_in_lanes, mut n_few) = (0, 0, 0);
    for ix in 0..1_000 {
        let text = made_up(&mut luck);
        let model = Plan::of(&text).scenario().model;
        n_eligible += usize::from(lives_in_lanes(&model));
        n_trials_in_lanes += n_in_lanes(&model, 2);
        check(&model, 2, &format!("plan {ix}:\n{text}"));
        let text = plainer(&text);
        let model = Plan::of(&text).scenario().model;
        let model = with_few(model);
        n_few += n_by_few(&model, 3);
        check(&model, 3, &format!("few numbers of plan {ix}:\n{text}"));
    }
    assert!(
        n_few > 3 * 500,
        "only {n_few} trials are simulated by following few numbers"
    );
    assert!(n_eligible > 800, "only {n_eligible} plans live in lanes");
    assert!(
        10 * n_trials_in_lanes > 7 * 2 * n_eligible,
        "only {n_trials_in_lanes} of their trials live in lanes"
    );
}

/// The reference model with something on top.
fn reference_with(overlay: &str) -> Model {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/ref-1/scenario.toml");
    let text = fs::read_to_string(shipped).unwrap();
    Plan::of(&text).with(overlay).scenario().model
}

fn behaviour(kind: &str) -> String {
    format!("[comp.plans.reps]\nbehaviour = {kind}\n")
}

const DELIVERY: &str = r#"
[workforce.roles.doer]
base-per-year = 50_000
attrition-per-year = 0.2
[workforce.groups.doers]
role = "doer"
count = 40
tenure-months = 12
[supply]
order = ["project"]
promise-days = 60
cancel-per-month-late = 0.05
[supply.pools.team]
roles = ["doer"]
people-per-order = 2
[supply.steps.project]
pool = "team"
hours = { lognormal = { mean = 60, cv = 0.5 } }
least-days = { exponential = { mean = 10 } }
"#;

#[test]
fn delivery_and_people_who_respond_to_pay_come_out_the_same_bits() {
    for (what, overlay) in [
        ("delivery", DELIVERY.to_owned()),
        ("elastic", behaviour("{ elastic = { elasticity = 0.8 } }")),
        ("dynamic", behaviour("{ dynamic = { elasticity = 0.8 } }")),
        ("both", DELIVERY.to_owned() + &behaviour("{ dynamic = {} }")),
    ] {
        let model = reference_with(&overlay);
        assert!(n_in_lanes(&model, 10) >= 9, "{what}");
        check(&model, 10, what);
    }
}

#[test]
fn people_who_move_deals_and_stock_do_not_live_in_lanes() {
    assert!(lives_in_lanes(&reference_with(&behaviour("\"off\""))));
    let timing = behaviour("{ dynamic = { timing = {} } }");
    assert!(!lives_in_lanes(&reference_with(&timing)));
    let stay_otherwise = "[funnel.stages.cycle]\ndwell-lost-days = 20\n";
    let elastic = behaviour("{ elastic = {} }");
    assert!(lives_in_lanes(&reference_with(stay_otherwise)));
    assert!(!lives_in_lanes(&reference_with(
        &(elastic + stay_otherwise)
    )));
    let ratchet = "[comp.plans.reps]\nquota-ratchet = 0.3\n";
    assert!(!lives_in_lanes(&reference_with(ratchet)));
    let stock = "[supply.stock.box]\nproducts = [\"all\"]\non-hand = 9\nunits-per-deal = 1\n\
        lead-time-days = 20\nunit-cost = 100\npolicy = { base-stock = 300 }\n";
    let products = "[products.all]\n";
    assert!(!lives_in_lanes(&reference_with(&format!(
        "{products}{stock}"
    ))));
}

#[test]
fn quotas_that_follow_results_do_not_live_in_lanes() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/ref-1/scenario.toml");
    let text = fs::read_to_string(shipped).unwrap();
    assert!(lives_in_lanes(&Plan::of(&text).scenario().model));
    let ratchet = "[comp.plans.reps]\nquota-ratchet = 0.3\n";
    let model = Plan::of(&text).with(ratchet).scenario().model;
    assert!(!lives_in_lanes(&model));
    assert_eq!(n_by_few(&with_few(model), 3), 0);
}

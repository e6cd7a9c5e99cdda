//! What moves an output, and which value of a lever reaches a goal, against closed forms.

use std::convert::Infallible;

use foresell::explore::futures::{Output, SharedFutures, period_of};
use foresell::explore::seek::{Domain, Evaluation, chance_at, seek};
use foresell::explore::sensitivity::{Mover, tornado};
use foresell::kernel::law::Law;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell::kpi::drivers::{Draws, Drivers};
use foresell::kpi::{Facts, Kpi};
use foresell::measure::Measure;
use foresell::model::Model;
use foresell::model::simulate::Unwatched;
use foresell::outcome::search::{Answer, Crossing, Search};
use foresell::outcome::tornado::Tornado;
use foresell_tests::plan::Plan;
use foresell_tests::{critical_z, reference, z_of_mean, z_of_share};
use statrs::distribution::{ContinuousCDF, Discrete, Gamma, Normal, Poisson};

const N_TRIALS: u32 = 4_000;

/// Leads of a year.
const LEADS: f64 = 240.0;
const PASS: (f64, f64) = (0.5, 0.05);
const PRICE: (f64, f64) = (1.0, 0.1);

/// 20 leads a month that are decided at once, deals of 1,000 times a price level; what passes and what it pays is
/// uncertain: bookings are 1,000 F N, with N a Poisson number of mean 240 p.
fn uncertain() -> Plan {
    Plan::minimal().with(&format!(
        "demand.sources.inbound.leads-per-month = 20\n\
         [funnel]\n\
         deal-size-factor = {{ normal = {{ mean = {}, sd = {} }} }}\n\
         [funnel.stages.closing]\n\
         pass = {{ normal = {{ mean = {}, sd = {} }} }}\n\
         dwell-days = 0\n",
        PRICE.0, PRICE.1, PASS.0, PASS.1
    ))
}

fn futures(seed: u64) -> SharedFutures<'static> {
    SharedFutures {
        seed: Seed(seed),
        trials: 0..N_TRIALS,
        threads: None,
        watch: &Unwatched,
    }
}

fn bookings(model: &Model) -> Output {
    Output {
        kpi: Kpi::find("bookings").unwrap(),
        period: period_of(model, "FY2027").unwrap(),
    }
}

fn tornado_of(plan: &Plan, seed: u64) -> Tornado {
    let scenario = plan.scenario();
    let outputs = [bookings(&scenario.model)];
    let movers = Mover::uncertain(&scenario);
    let found = tornado(&scenario.model, movers, &outputs, &futures(seed));
    found.unwrap().expect("nobody presses Ctrl-C")
}

/// Variance of bookings in units of 1,000², in parts: of each assumption alone, of both together, and in all.
fn variances() -> (f64, f64, f64, f64) {
    let (mean, sd) = (LEADS * PASS.0, LEADS * PASS.1);
    let of_pass = sd * sd * PRICE.0 * PRICE.0;
    let of_price = mean * mean * PRICE.1 * PRICE.1;
    let of_both = of_pass + of_price + sd * sd * PRICE.1 * PRICE.1;
    let luck = mean * (PRICE.0 * PRICE.0 + PRICE.1 * PRICE.1);
    (of_pass, of_price, of_both, of_both + luck)
}

/// Bookings are linear in either assumption: from P10 to P90 they move by the slope times 2 · 1.2816 sd.
#[test]
fn swings_are_those_of_the_closed_form() {
    let tornado = tornado_of(&uncertain(), 7);
    let width = 2.0 * Normal::standard().inverse_cdf(0.9);
    let claims = [
        (
            "funnel.stages.closing.pass",
            100_000.0 * LEADS * PASS.1 * width,
        ),
        (
            "funnel.deal-size-factor",
            100_000.0 * LEADS * PASS.0 * PRICE.1 * width,
        ),
    ];
    for (path, claim) in claims {
        let bars = &tornado.outputs[0].bars;
        let bar = bars
            .iter()
            .find(|bar| tornado.moved[bar.moved].path == path);
        let swing = bar.unwrap().swing.difference;
        let error = swing.std_error().unwrap();
        let z = (swing.mean - claim) / error;
        assert!(z.abs() < critical_z(), "{path}: z = {z:.2}");
        let z = (swing.mean - 1.05 * claim) / error;
        assert!(z < -critical_z(), "{path}: 5 % went unseen: z = {z:.2}");
    }
}

/// Moved alone, a number leaves those that are correlated with it where they are: the swing is the same as without.
#[test]
fn a_correlated_number_moves_alone() {
    let paths = "\"funnel.stages.closing.pass\", \"funnel.deal-size-factor\"";
    let correlated = uncertain().with(&format!(
        "[correlation]\nassumptions = [{paths}]\nmatrix = [[1, 0.9], [0.9, 1]]\n"
    ));
    let tornado = tornado_of(&correlated, 7);
    assert!(tornado.moved.iter().all(|moved| moved.is_correlated));
    let width = 2.0 * Normal::standard().inverse_cdf(0.9);
    let claim = 100_000.0 * LEADS * PASS.1 * width;
    let bars = &tornado.outputs[0].bars;
    let is_pass = |ix: usize| tornado.moved[ix].path.ends_with("pass");
    let bar = bars.iter().find(|bar| is_pass(bar.moved)).unwrap();
    let swing = bar.swing.difference;
    let z = (swing.mean - claim) / swing.std_error().unwrap();
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    // What moves together: the run's own drivers see nearly all of both in either.
    let drivers = drivers_of(&correlated, 7);
    assert!(drivers.biggest.len() == 2);
    assert!(
        drivers
            .biggest
            .iter()
            .all(|driver| driver.rise > 1.5 * claim),
        "{drivers:?}"
    );
}

/// Not knowing against luck: the same doubts lived through twice.
#[test]
fn the_share_of_not_knowing_is_that_of_the_closed_form() {
    let (_, _, of_both, whole) = variances();
    let unknown = tornado_of(&uncertain(), 11).outputs[0].unknown.unwrap();
    let z = (unknown.value - of_both / whole) / unknown.std_error;
    assert!(z.abs() < critical_z(), "{unknown:?}: z = {z:.2}");
    let z = (unknown.value - (of_both / whole + 0.12)) / unknown.std_error;
    assert!(z < -critical_z(), "0.12 went unseen: z = {z:.2}");

    let certain =
        uncertain().with("funnel.deal-size-factor = 1\nfunnel.stages.closing.pass = 0.5\n");
    let scenario = certain.scenario();
    let outputs = [bookings(&scenario.model)];
    let nothing = tornado(&scenario.model, Vec::new(), &outputs, &futures(11));
    assert!(nothing.unwrap().unwrap().outputs[0].unknown.is_none());
}

fn drivers_of(plan: &Plan, seed: u64) -> Drivers {
    let plan = plan.clone().seed(seed);
    let (scenario, run) = (plan.scenario(), plan.run(N_TRIALS));
    let facts = Facts::new(&scenario.model, &run.0);
    let values = Kpi::find("bookings")
        .unwrap()
        .values(&facts, 0..12)
        .unwrap();
    let draws = Draws::of(&scenario.model, &run.0).unwrap();
    draws.drivers(&values).unwrap()
}

/// The shares that a run reads off its own trials.
#[test]
fn shares_of_variance_are_those_of_the_closed_form() {
    let (of_pass, of_price, of_both, whole) = variances();
    let drivers = drivers_of(&uncertain(), 13);
    let claims = [
        ("funnel.stages.closing.pass", of_pass),
        ("funnel.deal-size-factor", of_price),
    ];
    for (name, variance) in claims {
        let share = drivers
            .biggest
            .iter()
            .find(|driver| driver.name == name)
            .unwrap()
            .share;
        let z = (share.value - variance / whole) / share.std_error;
        assert!(z.abs() < critical_z(), "{name}: z = {z:.2}");
        let z = (share.value - (variance / whole + 0.1)) / share.std_error;
        assert!(z < -critical_z(), "{name}: 0.1 went unseen: z = {z:.2}");
    }
    // What the two do only in combination is a four-thousandth of the variance.
    let unknown = drivers.unknown.unwrap();
    let z = (unknown.value - of_both / whole) / unknown.std_error;
    assert!(z.abs() < critical_z(), "{unknown:?}: z = {z:.2}");
    let z = (unknown.value - (of_both / whole + 0.1)) / unknown.std_error;
    assert!(z < -critical_z(), "0.1 went unseen: z = {z:.2}");
}

/// What has nothing to do with bookings is no driver.
#[test]
fn what_explains_nothing_is_no_driver() {
    let plan = uncertain().with(
        "finance.overhead-per-month = { normal = { mean = 1_000, sd = 100 } }\n\
         workforce.roles.ae.base-per-year = { uniform = { low = 50_000, high = 90_000 } }\n",
    );
    let drivers = drivers_of(&plan, 17);
    assert_eq!(drivers.biggest.len(), 2, "{drivers:?}");
}

/// Deals of a year that the target asks for.
const TARGET: f64 = 131.0;

fn with_target(what: &str) -> Plan {
    Plan::minimal().with(&format!(
        "targets.FY2027.bookings = {}\n\
         demand.sources.inbound.leads-per-month = 20\n\
         [funnel.stages.closing]\npass = 0.5\ndwell-days = 0\n{what}",
        TARGET * 1_000.0
    ))
}

/// Searches for the value that reaches the target in 80 % of futures; `overlay` says what a value means.
fn search(domain: Domain, overlay: impl Fn(f64) -> String) -> Search {
    let found = seek(domain, 0.8, |value| {
        let run = with_target("").with(&overlay(value)).seed(19).run(N_TRIALS);
        let wins = run.company(Measure::Bookings, 0..12);
        let reached = wins
            .iter()
            .map(|&cents| cents >= TARGET * 100_000.0)
            .collect();
        Ok::<_, Infallible>(chance_at(value, reached, 0.8))
    });
    found.unwrap_or_else(|never| match never {})
}

fn crossing(search: &Search) -> Crossing {
    let Answer::Reached(crossing) = search.answer else {
        panic!("{search:?}")
    };
    crossing
}

/// `P(Poisson(λ) ≥ k) = P(Gamma(k, 1) ≤ λ)`: the mean that reaches `k` in 80 % of futures.
fn mean_for_target() -> f64 {
    Gamma::new(TARGET, 1.0).unwrap().inverse_cdf(0.8)
}

#[test]
fn the_pass_rate_that_reaches_the_target_is_that_of_the_closed_form() {
    let domain = Domain {
        from: 0.2,
        to: 1.0,
        step: None,
    };
    let found = search(domain, |pass| {
        format!("funnel.stages.closing.pass = {pass}\n")
    });
    let (answer, claim) = (crossing(&found), mean_for_target() / LEADS);
    let error = answer.std_error.unwrap();
    let z = (answer.value - claim) / error;
    assert!(
        z.abs() < critical_z(),
        "{answer:?} against {claim}: z = {z:.2}"
    );
    let z = (answer.value - 1.03 * claim) / error;
    assert!(z < -critical_z(), "3 % went unseen: z = {z:.2}");
    assert!(found.reversal.is_none(), "{found:?}");
}

#[test]
fn the_fewest_leads_that_reach_the_target_are_those_of_the_closed_form() {
    let domain = Domain {
        from: 0.0,
        to: 100.0,
        step: Some(1.0),
    };
    let leads = |n: f64| format!("demand.sources.inbound.leads-per-month = {n}\n");
    let exact = |n: f64| {
        let law = Poisson::new(12.0 * n * PASS.0).unwrap();
        1.0 - (0..TARGET as u64).map(|k| law.pmf(k)).sum::<f64>()
    };
    let claim = (1..=100).map(f64::from).find(|&n| exact(n) >= 0.8).unwrap();
    // Neither neighbour is so near to 80 % that chance could decide.
    let error = (0.16 / f64::from(N_TRIALS)).sqrt();
    let margin = |n: f64| (exact(n) - 0.8).abs() / error;
    assert!(margin(claim) > critical_z() && margin(claim - 1.0) > critical_z());
    let found = search(domain, leads);
    let answer = crossing(&found);
    assert_eq!(
        (answer.value, answer.interval),
        (claim, (Some(claim), Some(claim)))
    );
}

/// Futures of a study.
const N_FUTURES: u16 = 1_600;

/// Events that happen where a uniform of their own lies below `Φ(x)`, in some number of futures.
fn study(number: u32, value: f64) -> Evaluation {
    let entity = EntityKey::of("seek", "study");
    let uniform = |index| {
        let address = Address {
            entity,
            trial: number,
            month: 0,
            purpose: Purpose::new(2),
            index,
        };
        draw(Seed(5), address).uniform53(0)
    };
    let chance = reference::normal(0.0, 1.0)(value);
    chance_at(
        value,
        (0..N_FUTURES).map(|i| uniform(i) < chance).collect(),
        0.8,
    )
    .unwrap()
}

#[test]
fn answers_miss_by_their_standard_error_and_intervals_hold_the_truth() {
    const N_STUDIES: u32 = 1_000;
    let truth = Law::normal(0.0, 1.0).unwrap().quantile(0.8);
    let domain = Domain {
        from: -3.0,
        to: 4.0,
        step: None,
    };
    let answers: Vec<Crossing> = (0..N_STUDIES)
        .map(|number| {
            let found = seek(domain, 0.8, |x| Ok::<_, Infallible>(Some(study(number, x))));
            crossing(&found.unwrap_or_else(|never| match never {}))
        })
        .collect();
    let miss = |answer: &Crossing| {
        let slope = foresell_tests::reference::normal_density(truth);
        (answer.value - truth) * slope / (0.16_f64 / f64::from(N_FUTURES)).sqrt()
    };
    let misses: Vec<f64> = answers.iter().map(miss).collect();
    let z = z_of_mean(&misses, 0.0, 1.0);
    assert!(z.abs() < critical_z(), "bias: z = {z:.2}");
    let z = z_of_mean(&misses, 0.25, 1.0);
    assert!(
        z < -critical_z(),
        "a quarter of a standard error went unseen: z = {z:.2}"
    );
    let holds = |answer: &&Crossing| {
        let (low, high) = answer.interval;
        low.unwrap() <= truth && truth <= high.unwrap()
    };
    let n_held = answers.iter().filter(holds).count();
    let z = z_of_share(n_held, N_STUDIES as usize, 0.95);
    assert!(
        z.abs() < critical_z(),
        "{n_held} of {N_STUDIES}: z = {z:.2}"
    );
    let z = z_of_share(n_held, N_STUDIES as usize, 0.99);
    assert!(z < -critical_z(), "99 % went unseen: z = {z:.2}");
}

//! How exact expected values are where a grid stands in for a closed form: sums of laws and renewal processes that are
//! known in closed form, worked out by another hand. The bounds are those that `expect` states.

use foresell_tests::plan::{DAYS, Plan, float};
use foresell_tests::reference;

use crate::expected;
use crate::people::{people, row, there};

const MONTHS: usize = 24;
const TIMINGS: [&str; 2] = ["continuous", "monthly"];

/// Wins of ten leads a month that pass so many stages, all of one law.
fn wins(n_stages: usize, law: &str, timing: &str) -> Vec<f64> {
    let mut ids: Vec<String> = (1..n_stages).map(|i| format!("s{i}")).collect();
    ids.push("closing".into());
    let stage = |id: &String| format!("[funnel.stages.{id}]\npass = 1\ndwell-days = {law}\n");
    let stages: String = ids.iter().map(stage).collect();
    let plan = Plan::minimal().with(&format!(
        "horizon.months = {MONTHS}\nhorizon.timing = {timing:?}\n[funnel]\norder = {ids:?}\n{stages}"
    ));
    expected(&plan).deals.unwrap().wins
}

/// Largest error of the wins of any month, as a share of the leads of a month.
///
/// * `won`: chance to be won at most so many months after arrival; `until`: its integral from 0
fn worst(wins: &[f64], timing: &str, won: impl Fn(f64) -> f64, until: impl Fn(f64) -> f64) -> f64 {
    let months = || (0..MONTHS).map(float);
    let total = |end: f64| -> f64 {
        match timing {
            "monthly" => months()
                .map(|month| end - month - 0.5)
                .filter(|&time| time > 0.0)
                .map(&won)
                .sum(),
            _ => until(end),
        }
    };
    let errors = wins.iter().zip(months()).map(|(wins, month)| {
        let exact = total(month + 1.0) - total(month);
        (wins / 10.0 - exact).abs()
    });
    errors.fold(0.0, f64::max)
}

#[track_caller]
fn expect_below(error: f64, bound: f64, what: &str) {
    assert!(
        error < bound,
        "{what}: off by {error:e}, and {bound:e} is stated"
    );
}

/// Gamma laws of one scale add up to a gamma law.
#[test]
fn stages_of_gamma_laws_are_as_exact_as_is_said() {
    for (shape, scale, bounds) in [
        (4.0, 0.5, [1e-7, 2e-6]),
        (2.0, 0.5, [1e-7, 2e-6]),
        (1.0, 0.3, [1e-7, 2e-6]),
        (1.0, 1.5, [1e-7, 2e-6]),
        (0.5, 2.0, [1e-5, 2e-3]),
        (0.25, 0.3, [1e-5, 2e-3]),
        (0.25, 2.0, [1e-5, 2e-3]),
    ] {
        let cv = 1.0 / f64::sqrt(shape);
        let law = format!(
            "{{ gamma = {{ mean = {}, cv = {cv} }} }}",
            shape * scale * DAYS
        );
        for n_stages in [2, 3] {
            let whole = shape * float(n_stages);
            let gamma = |shape: f64| reference::gamma_by_mean(shape * scale, 1.0 / shape.sqrt());
            let (won, next) = (gamma(whole), gamma(whole + 1.0));
            // ∫₀ˣ F = x F(x) − E(X; X ≤ x), whose law is of a shape that is larger by one.
            let until = |x: f64| x * won(x) - whole * scale * next(x);
            for (timing, bound) in TIMINGS.into_iter().zip(bounds) {
                let what = format!("{n_stages} stages of {law}, {timing}");
                let error = worst(&wins(n_stages, &law, timing), timing, &won, until);
                expect_below(error, bound, &what);
                // A grid it is: the bounds are no wishes.
                assert!(error > 1e-12, "{what}: off by {error:e}");
            }
        }
    }
}

/// However many stages of constant times there are, and wherever their sum falls, they are exact.
#[test]
fn stages_of_constant_times_are_exact() {
    for (days, n_stages) in [(45.0, 2), (0.777 * DAYS, 3), (DAYS / 3.0, 6), (9.9, 5)] {
        let whole = days / DAYS * float(n_stages);
        for timing in TIMINGS {
            let wins = wins(n_stages, &days.to_string(), timing);
            let won = |x: f64| f64::from(u8::from(x >= whole));
            let error = worst(&wins, timing, won, |x: f64| (x - whole).max(0.0));
            expect_below(error, 1e-12, &format!("{n_stages} x {days} days, {timing}"));
        }
    }
}

/// A constant time before another law leaves the other law as exact as it is alone.
#[test]
fn a_constant_time_and_one_of_another_law_are_nearly_exact() {
    let mean = 1.4;
    let shift = 1.478;
    let plan = Plan::minimal().with(&format!(
        "horizon.months = {MONTHS}\n[funnel]\norder = [\"first\", \"closing\"]\n\
         [funnel.stages.first]\npass = 1\ndwell-days = {{ exponential = {{ mean = {} }} }}\n\
         [funnel.stages.closing]\npass = 1\ndwell-days = {}\n",
        mean * DAYS,
        shift * DAYS
    ));
    let wins = expected(&plan).deals.unwrap().wins;
    let until = |x: f64| {
        let x = (x - shift).max(0.0);
        x - mean * (1.0 - (-x / mean).exp())
    };
    let error = worst(&wins, "continuous", |_| 0.0, until);
    expect_below(error, 1e-3, "an exponential time, then a constant one");
}

/// Times of few values move whole cells: two of them add up to one of four.
#[test]
fn times_of_few_values_are_as_exact_as_is_said() {
    let values = [0.3, 1.7];
    let law = format!(
        "{{ discrete = {{ values = [{}, {}] }} }}",
        values[0] * DAYS,
        values[1] * DAYS
    );
    let sums: Vec<f64> = values.iter().flat_map(|a| values.map(|b| a + b)).collect();
    let until = |x: f64| sums.iter().map(|sum| (x - sum).max(0.0) / 4.0).sum();
    let error = worst(&wins(2, &law, "continuous"), "continuous", |_| 0.0, until);
    expect_below(error, 1e-2, &law);
}

/// Two uniform times add up to a triangular one.
#[test]
fn times_with_edges_are_as_exact_as_is_said() {
    let width = 1.3;
    let law = format!("{{ uniform = {{ low = 0, high = {} }} }}", width * DAYS);
    let won = |x: f64| match x / width {
        y if y < 1.0 => y * y / 2.0,
        y if y < 2.0 => 1.0 - (2.0 - y).powi(2) / 2.0,
        _ => 1.0,
    };
    let until = |x: f64| match x / width {
        y if y < 1.0 => width * y.powi(3) / 6.0,
        y if y < 2.0 => width * (y - 1.0 + (2.0 - y).powi(3) / 6.0),
        y => width * (y - 1.0),
    };
    for timing in TIMINGS {
        let error = worst(&wins(2, &law, timing), timing, won, until);
        expect_below(error, 1e-4, &format!("{law}, {timing}"));
    }
}

/// Somebody in a seat leaves at a constant rate, and is replaced after a fixed time `d`: in `t` months the seat is filled
/// for `Σ_k P(N > k in t − k d) / Λ` of them, with `N` Poisson events at rate `Λ`.
#[test]
fn seats_refilled_after_a_fixed_time_follow_their_series() {
    let rate = -(1.0_f64 - 0.4).ln() / 12.0;
    for (vacancy, bound) in [(1.0, 1e-9), (2.0, 1e-9), (0.3, 1e-5), (1.3, 1e-5)] {
        let role = format!("attrition-per-year = 0.4\ntime-to-fill-months = {vacancy}");
        let row = row(&people(24, &role, &there(1, 24.0)));
        let filled = |t: f64| -> f64 {
            let terms = (0..100).map(|k| (k, t - float(k) * vacancy));
            terms
                .take_while(|&(_, left)| left > 0.0)
                .map(|(k, left)| {
                    let few: f64 = (0..=k).map(reference::poisson(rate * left)).sum();
                    (1.0 - few) / rate
                })
                .sum()
        };
        for month in 0..24 {
            let exact = filled(float(month + 1)) - filled(float(month));
            let error = (row.headcount[month] / exact - 1.0).abs();
            expect_below(
                error,
                bound,
                &format!("vacancies of {vacancy}, month {month}"),
            );
        }
    }
}

/// Vacancies of two exponential phases are a chain of three states, whose equations are solved step by step (Runge and
/// Kutta, fourth order).
#[test]
fn seats_refilled_after_a_drawn_time_follow_their_chain() {
    let (rate, phase, cv) = (-(1.0_f64 - 0.4).ln() / 12.0, 0.9, 0.5_f64.sqrt());
    let role = format!(
        "attrition-per-year = 0.4\ntime-to-fill-months = {{ gamma = {{ mean = {}, cv = {cv} }} }}",
        2.0 / phase
    );
    let row = row(&people(24, &role, &there(1, 24.0)));
    // Filled, first and second phase of a vacancy; months filled, hires and leavers so far.
    let change = |s: [f64; 6]| {
        let (leave, on, hire) = (rate * s[0], phase * s[1], phase * s[2]);
        [hire - leave, leave - on, on - hire, s[0], hire, leave]
    };
    let plus = |s: [f64; 6], d: [f64; 6], h: f64| std::array::from_fn(|i| s[i] + h * d[i]);
    let (steps, mut state) = (200, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    for month in 0..24 {
        let before = state;
        let step = 1.0 / float(steps);
        for _ in 0..steps {
            let first = change(state);
            let second = change(plus(state, first, step / 2.0));
            let third = change(plus(state, second, step / 2.0));
            let last = change(plus(state, third, step));
            let mean = |i: usize| (first[i] + 2.0 * (second[i] + third[i]) + last[i]) / 6.0;
            state = plus(state, std::array::from_fn(mean), step);
        }
        for (what, got, ix) in [
            ("headcount", row.headcount[month], 3),
            ("hires", row.hires[month], 4),
            ("leavers", row.leavers[month], 5),
        ] {
            let error = (got - (state[ix] - before[ix])).abs();
            expect_below(
                error,
                1e-5 * row.leavers[0],
                &format!("{what} of month {month}"),
            );
        }
    }
}

use std::convert::Infallible;

use super::*;
use crate::kernel::math::pow;
use crate::kernel::special::{normal_cdf, normal_density, normal_quantile};

const N: u32 = 4_000;

/// An event that happens in future `i` where its rank among all futures is below the chance: the same futures at every
/// value, as few surprises as there can be.
fn by_rank(chance: f64, value: f64, wanted: f64) -> Evaluation {
    let rank = |i: u32| (f64::from(i) + 0.5) / f64::from(N);
    chance_at(value, (0..N).map(|i| rank(i) < chance).collect(), wanted).unwrap()
}

fn search(domain: Domain, wanted: f64, chance: impl Fn(f64) -> f64) -> Search {
    let evaluate = |value: f64| Ok::<_, Infallible>(Some(by_rank(chance(value), value, wanted)));
    seek(domain, wanted, evaluate).unwrap_or_else(|never| match never {})
}

fn crossing(search: &Search) -> Crossing {
    let Answer::Reached(crossing) = search.answer else {
        panic!("{search:?}")
    };
    crossing
}

const WIDE: Domain = Domain {
    from: -5.0,
    to: 9.0,
    step: None,
};

#[test]
fn a_smooth_curve_is_crossed_where_it_is_and_known_as_well_as_the_delta_method_says() {
    let found = search(WIDE, 0.8, normal_cdf);
    let (x, n) = (normal_quantile(0.8), f64::from(N));
    let error = (0.8_f64 * 0.2 / n).sqrt();
    let answer = crossing(&found);
    assert!(
        (answer.value - x).abs() < 0.3 * error / normal_density(x),
        "{answer:?}"
    );
    let expected = error / normal_density(x);
    assert!(
        (answer.std_error.unwrap() / expected - 1.0).abs() < 0.1,
        "{answer:?}"
    );
    // The band crosses where F(x) ± 1.96 σ(x) / √n is the goal, up to Wilson's correction.
    let (low, high) = answer.interval;
    for (end, z) in [(low, 1.96), (high, -1.96)] {
        let x = end.unwrap();
        let p = normal_cdf(x);
        let edge = p + z * (p * (1.0 - p) / n).sqrt();
        assert!((edge - 0.8).abs() < 0.1 * error, "{answer:?}");
    }
    assert!(answer.upwards && found.reversal.is_none() && found.n_crossings == 1);
    assert!(found.tried.is_sorted_by(|a, b| a.value < b.value));
    assert!(
        found.tried.len() < 5 + MOST_NARROWING + 4,
        "{}",
        found.tried.len()
    );
}

#[test]
fn a_falling_curve_is_crossed_as_well() {
    let found = search(WIDE, 0.8, |x| normal_cdf(-x));
    let answer = crossing(&found);
    assert!((answer.value + normal_quantile(0.8)).abs() < 0.01 && !answer.upwards);
    let (low, high) = answer.interval;
    assert!(low.unwrap() < answer.value && answer.value < high.unwrap());
}

#[test]
fn of_steps_the_first_that_reaches_the_goal_is_found() {
    let steps = |from, to, step| Domain {
        from,
        to,
        step: Some(step),
    };
    // 1 - 0.6ⁿ: 0.9533 at 6, 0.922 at 5.
    let chance = |n: f64| 1.0 - pow(0.6, n);
    let found = search(steps(0.0, 1_000.0, 1.0), 0.95, chance);
    let answer = crossing(&found);
    assert_eq!((answer.value, answer.std_error), (6.0, None));
    // ±1.96 · 0.0033 around 0.9533 holds 0.95, so 7 is the first that is surely enough; 5 surely is not.
    assert_eq!(answer.interval, (Some(6.0), Some(7.0)));
    assert!(found.tried.len() < 20);
    // Falling, in steps of a quarter: 1 - x / 10 is 0.8 at 2.0, the last that reaches it.
    let answer = crossing(&search(steps(0.0, 10.0, 0.25), 0.8, |x| 1.0 - x / 10.0));
    assert_eq!((answer.value, answer.upwards), (2.0, false));
    assert_eq!(answer.interval, (Some(1.75), Some(2.0)));
}

#[test]
fn a_jump_over_the_goal_is_answered_by_a_value_that_reaches_it() {
    // Whole deals: the chance falls from 0.85 to 0.7 right after 2.2.
    let found = search(WIDE, 0.8, |x| if x <= 2.2 { 0.85 } else { 0.7 });
    let answer = crossing(&found);
    assert!(answer.value <= 2.2 && answer.value > 2.15, "{answer:?}");
    assert_eq!(answer.std_error, None);
}

#[test]
fn out_of_reach_and_everywhere_are_answers() {
    let low = search(WIDE, 0.8, |x| 0.3 + 0.02 * x);
    let Answer::Nowhere(best) = low.answer else {
        panic!("{low:?}")
    };
    assert_eq!(best, low.tried.len() - 1);
    assert_eq!(search(WIDE, 0.8, |_| 0.9).answer, Answer::Everywhere);
}

#[test]
fn a_curve_that_turns_back_is_told() {
    let hump = search(WIDE, 0.8, |x| 0.95 - 0.02 * (x - 2.0) * (x - 2.0));
    assert_eq!(hump.n_crossings, 2);
    let reversal = hump.reversal.unwrap();
    assert!(
        reversal.change < -0.5 && reversal.from >= 1.9,
        "{reversal:?}"
    );
    // The first crossing is the answer: 2 - √7.5.
    assert!((crossing(&hump).value - (2.0 - 7.5_f64.sqrt())).abs() < 0.05);
}

#[test]
fn a_mean_without_chance_is_met_exactly() {
    let evaluate = |value: f64| {
        let mean = mean_at(value, vec![3.0 * value; 10], |mean| mean >= 7.5);
        Ok::<_, Infallible>(mean)
    };
    let found = seek(WIDE, 7.5, evaluate).unwrap();
    let answer = crossing(&found);
    assert!((answer.value - 2.5).abs() < 1e-6, "{answer:?}");
}

#[test]
fn ctrl_c_leaves_what_was_tried() {
    let mut left = 3;
    let evaluate = |value: f64| {
        left -= 1;
        Ok::<_, Infallible>((left >= 0).then(|| by_rank(0.5, value, 0.8)))
    };
    let found = seek(WIDE, 0.8, evaluate).unwrap();
    assert_eq!((found.answer, found.tried.len()), (Answer::Interrupted, 3));
}

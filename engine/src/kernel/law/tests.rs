use super::*;
use crate::kernel::math::ln;
use crate::kernel::special::normal_density;

/// One or more of each family, at easy and at extreme parameters.
fn laws() -> Vec<(&'static str, Law)> {
    let weights = [1.0, 0.0, 2.5, 0.5];
    let named = [
        ("constant", Law::constant(-3.5)),
        ("uniform", Law::uniform(-1.0, 4.0)),
        ("normal", Law::normal(100.0, 15.0)),
        ("lognormal", Law::lognormal(50_000.0, 1.0)),
        ("wide lognormal", Law::lognormal(3.0, 5.0)),
        ("exponential", Law::exponential(2.5)),
        ("gamma", Law::gamma(3.0, 0.6)),
        ("narrow gamma", Law::gamma(3.0, 1e-3)),
        ("wide gamma", Law::gamma(3.0, 3.0)),
        ("weibull", Law::weibull(4.0, 1.7)),
        ("falling weibull", Law::weibull(4.0, 0.6)),
        ("triangular", Law::triangular(1.0, 2.0, 6.0)),
        ("left triangular", Law::triangular(1.0, 1.0, 6.0)),
        ("pert", Law::pert(1.0, 2.0, 6.0)),
        ("beta", Law::beta(0.5, 2.0, 0.0, 20.0)),
        ("narrow beta", Law::beta(3000.0, 1000.0, 0.0, 1.0)),
        ("discrete", Law::discrete(&[5.0, 3.0, -1.0, 8.0], &weights)),
        ("empirical", Law::empirical(&[2.0, 9.0, 2.0, 4.0, 7.0])),
        ("metalog", Law::quantiles(10.0, 14.0, 22.0)),
        ("log metalog", Law::quantiles_above(1.0, 2.0, 3.0, 5.5)),
        ("pareto tail", Law::pareto_tail(40_000.0, 0.8, 0.9, 6.0)),
    ];
    named.map(|(name, law)| (name, law.unwrap())).into()
}

fn is_smooth(law: &Law) -> bool {
    !matches!(law.0, Kind::Steps(_) | Kind::Constant(_))
}

#[test]
fn the_distribution_function_undoes_the_quantile() {
    for (name, law) in laws().into_iter().filter(|(_, law)| is_smooth(law)) {
        for chance in [1e-9, 1e-4, 0.02, 0.3, 0.5] {
            let below = law.cdf(law.quantile(chance)) / chance;
            let above = law.survival(law.quantile_at(Tails::above(chance))) / chance;
            // A tail of a bounded law ends in a number whose last digits are its distance from
            // the end, so only as many digits of the chance come back.
            let (low, high) = law.support();
            let digits = if low.is_finite() && low != 0.0 || high.is_finite() {
                1e-5
            } else {
                3e-8
            };
            assert!((below - 1.0).abs() < digits, "{name} at {chance}: {below}");
            assert!(
                (above - 1.0).abs() < digits,
                "{name} above {chance}: {above}"
            );
        }
    }
}

#[test]
fn both_tails_sum_to_one() {
    for (name, law) in laws() {
        let (low, high) = (law.quantile(1e-3), law.quantile(0.999));
        for share in [-0.1, 0.0, 0.2, 0.5, 0.8, 1.0, 1.1] {
            let x = low + share * (high - low);
            let sum = law.cdf(x) + law.survival(x);
            assert!((sum - 1.0).abs() < 1e-12, "{name} at {x}: {sum}");
        }
    }
}

#[test]
fn quantiles_increase() {
    for (name, law) in laws() {
        let mut before = law.support().0;
        for step in 0..20_000_u32 {
            // Pairs of neighbours on the grid of 32 random bits, spread over all of it.
            let at = (u64::from(step / 2) << 32) / 10_000 + u64::from(step % 2);
            let u = (at as f64 + 0.5) / (1_u64 << 32) as f64;
            let x = law.quantile(u);
            assert!(
                x >= before && x.is_finite(),
                "{name} at {u}: {x} after {before}"
            );
            before = x;
        }
        assert!(before <= law.support().1, "{name}");
    }
}

/// `∫ g(Q(Φ(z))) φ(z) dz` by the trapezoidal rule.
fn expectation(law: &Law, g: impl Fn(f64) -> f64) -> f64 {
    (-1600..=1600)
        .map(|step| {
            let z = f64::from(step) / 128.0;
            g(law.quantile_at(Tails::of_normal(z))) * normal_density(z) / 128.0
        })
        .sum()
}

#[test]
fn mean_and_variance_are_those_of_the_quantiles() {
    for (name, law) in laws() {
        let mean = expectation(&law, |x| x);
        let variance = expectation(&law, |x| (x - law.mean()) * (x - law.mean()));
        // Corners of the quantile function cost the rule some digits.
        let cornered = ["discrete", "empirical", "pareto tail", "triangular"].contains(&name);
        let digits = if cornered { 4e-3 } else { 1e-7 };
        let scale = law.mean().abs().max(1e-9);
        assert!(
            (mean - law.mean()).abs() < digits * scale,
            "{name}: {mean} {}",
            law.mean()
        );
        let miss = (variance - law.variance()).abs();
        assert!(
            miss <= digits * law.variance(),
            "{name}: {variance} {}",
            law.variance()
        );
    }
}

#[test]
fn heavy_tails_have_infinite_moments() {
    let moments = |alpha| {
        let law = Law::pareto_tail(10.0, 1.0, 0.9, alpha).unwrap();
        (law.mean().is_finite(), law.variance().is_finite())
    };
    assert_eq!(
        [0.9, 1.5, 2.5].map(moments),
        [(false, false), (true, false), (true, true)]
    );
    let steep = Law::quantiles_above(0.0, 1.0, 10.0, 100.0).unwrap();
    assert_eq!(
        (steep.mean(), steep.variance()),
        (f64::INFINITY, f64::INFINITY)
    );
    let middling = Law::quantiles_above(0.0, 1.0, 3.0, 9.0).unwrap();
    assert!(middling.mean().is_finite() && middling.variance() == f64::INFINITY);
}

#[test]
fn the_power_tail_joins_its_body_and_has_its_slope() {
    let law = Law::pareto_tail(40_000.0, 0.8, 0.9, 3.0).unwrap();
    let body = Law::lognormal(40_000.0, 0.8).unwrap();
    assert_eq!(law.quantile(0.5), body.quantile(0.5));
    let start = body.quantile(0.9);
    assert!((law.survival(start * (1.0 + 1e-12)) - 0.1).abs() < 1e-12);
    assert!((law.survival(2.0 * start) / 0.1 - 0.125).abs() < 1e-12);
}

#[test]
fn the_ends_of_the_unit_interval_are_the_ends_of_the_support() {
    for (name, law) in laws() {
        assert_eq!(
            (law.quantile(0.0), law.quantile(1.0)),
            law.support(),
            "{name}"
        );
    }
}

#[test]
fn draws_beyond_a_floor_are_conditional() {
    for (name, law) in laws().into_iter().filter(|(_, law)| is_smooth(law)) {
        let floor = law.quantile(0.7);
        for u in [0.001, 0.25, 0.5, 0.9] {
            let x = law.quantile_beyond(u, floor).unwrap();
            assert!(x >= floor, "{name}: {x} is not beyond {floor}");
            let conditional = law.survival(x) / law.survival(floor);
            assert!(
                (conditional - (1.0 - u)).abs() < 1e-7,
                "{name} at {u}: {conditional}"
            );
        }
    }
}

#[test]
fn a_floor_far_out_keeps_the_memoryless_law_exact() {
    let waiting = Law::exponential(2.0).unwrap();
    // Survival exp(-300) is far below what `1 - cdf` can tell from zero.
    let beyond = waiting.quantile_beyond(0.5, 600.0).unwrap();
    assert!((beyond - 600.0 - 2.0 * ln(2.0)).abs() < 1e-10);
    let normal = Law::normal(0.0, 1.0).unwrap();
    assert!((normal.quantile_beyond(0.5, 20.0).unwrap() - 20.034_541_7).abs() < 1e-6);
    let gamma = Law::gamma(1.0, 1.0).unwrap();
    let beyond = gamma.quantile_beyond(0.5, 200.0).unwrap();
    assert!((beyond - 200.0 - ln(2.0)).abs() < 1e-9, "{beyond}");
}

#[test]
fn beyond_the_end_there_is_nothing() {
    assert_eq!(
        Law::uniform(0.0, 1.0).unwrap().quantile_beyond(0.5, 1.0),
        None
    );
    assert_eq!(Law::constant(3.0).unwrap().quantile_beyond(0.5, 3.0), None);
    assert_eq!(
        Law::constant(3.0).unwrap().quantile_beyond(0.5, 2.9),
        Some(3.0)
    );
    let dice = Law::empirical(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
    assert_eq!(dice.quantile_beyond(0.5, 4.0), Some(5.0));
    assert_eq!(dice.quantile_beyond(0.51, 4.0), Some(6.0));
    assert_eq!(dice.quantile_beyond(0.5, 6.0), None);
}

#[test]
fn steps_are_the_inverse_of_the_step_function() {
    let dice = Law::empirical(&[3.0, 1.0, 2.0, 4.0]).unwrap();
    for (u, value) in [
        (1e-9, 1.0),
        (0.25, 1.0),
        (0.2501, 2.0),
        (0.75, 3.0),
        (0.7501, 4.0),
    ] {
        assert_eq!(dice.quantile(u), value, "{u}");
    }
    let loaded = Law::discrete(&[10.0, 0.0, 10.0], &[1.0, 3.0, 1.0]).unwrap();
    assert_eq!((loaded.mean(), loaded.variance()), (4.0, 24.0));
    assert_eq!((loaded.quantile(0.6), loaded.quantile(0.61)), (0.0, 10.0));
}

#[test]
fn metalogs_pass_through_their_quantiles() {
    let open = Law::quantiles(10.0, 14.0, 22.0).unwrap();
    let above = Law::quantiles_above(1.0, 2.0, 3.0, 5.5).unwrap();
    for (u, one, other) in [(0.1, 10.0, 2.0), (0.5, 14.0, 3.0), (0.9, 22.0, 5.5)] {
        assert!(
            (open.quantile(u) - one).abs() < 1e-12 && (above.quantile(u) - other).abs() < 1e-12
        );
    }
    assert!(above.quantile(1e-12) > 1.0);
}

#[test]
fn the_most_skewed_metalog_still_increases() {
    let share = 0.166_578;
    let law = Law::quantiles(0.0, share, 1.0).unwrap();
    let mut before = f64::NEG_INFINITY;
    for step in 1..100_000 {
        let x = law.quantile(f64::from(step) / 100_000.0);
        assert!(x > before, "{step}");
        before = x;
    }
    assert!(matches!(
        Law::quantiles(0.0, 0.166_577, 1.0),
        Err(LawError::Skew { .. })
    ));
}

#[test]
fn the_offered_range_of_medians_is_accepted() {
    let Err(LawError::Skew {
        lowest, highest, ..
    }) = Law::quantiles_above(1.0, 2.0, 2.01, 9.0)
    else {
        panic!("a median next to P10 is too skewed")
    };
    for p50 in [lowest + 1e-6, highest - 1e-6] {
        assert!(Law::quantiles_above(1.0, 2.0, p50, 9.0).is_ok(), "{p50}");
    }
    for p50 in [lowest - 1e-6, highest + 1e-6] {
        assert!(Law::quantiles_above(1.0, 2.0, p50, 9.0).is_err(), "{p50}");
    }
}

#[test]
fn no_spread_is_the_constant_to_the_bit() {
    for law in [
        Law::normal(0.1, 0.0),
        Law::lognormal(0.1, 0.0),
        Law::gamma(0.1, 0.0),
        Law::uniform(0.1, 0.1),
        Law::pert(0.1, 0.1, 0.1),
        Law::discrete(&[0.1, 7.0], &[2.0, 0.0]),
    ] {
        let law = law.unwrap();
        assert_eq!(
            (law.as_constant(), law.quantile(0.3)),
            (Some(0.1), 0.1),
            "{law:?}"
        );
        assert_eq!(
            (law.cdf(0.1), law.survival(0.1), law.cdf(0.09)),
            (1.0, 0.0, 0.0)
        );
    }
    assert_eq!(Law::normal(0.1, 1.0).unwrap().as_constant(), None);
}

/// The compiled inverse against the exact one, at every sixteenth of a table cell.
#[test]
fn tables_are_as_exact_as_they_say() {
    use crate::kernel::incomplete_beta::logit_beta_quantile;
    use crate::kernel::incomplete_gamma::ln_mean_one_gamma_quantile;
    use crate::kernel::math::{exp, logistic};
    let places = || (-3200..3200).map(|step| Tails::of_normal((f64::from(step) + 0.37) / 500.0));
    for (cv, stated) in [
        (0.01, 2e-9),
        (0.5, 2e-9),
        (1.0, 2e-9),
        (2.0, 3e-9),
        (5.0, 3e-8),
        (20.0, 3e-7),
    ] {
        let law = Law::gamma(1.0, cv).unwrap();
        for at in places() {
            let exact = exp(ln_mean_one_gamma_quantile(1.0 / (cv * cv), at));
            let miss = (law.quantile_at(at) - exact).abs();
            assert!(
                // Below 1e-290 the float itself has fewer digits.
                miss <= stated * exact.max(1e-290),
                "cv {cv}, {at:?}: {miss:e} of {exact:e}"
            );
        }
    }
    for (alpha, beta, stated) in [
        (0.01, 0.01, 5e-5),
        (0.2, 0.2, 5e-9),
        (2.0, 2.0, 2e-9),
        (500.0, 20.0, 2e-9),
    ] {
        let law = Law::beta(alpha, beta, 0.0, 1.0).unwrap();
        for at in places() {
            let exact = logistic(logit_beta_quantile(alpha, beta, at));
            let miss = (law.quantile_at(at) - exact).abs();
            assert!(miss <= stated, "({alpha}, {beta}), {at:?}: {miss:e}");
        }
    }
}

#[test]
fn each_fault_has_its_message() {
    let known: [(Result<Law, LawError>, &str); 13] = [
        (
            Law::constant(f64::NAN),
            "value is NaN: expected a finite number",
        ),
        (
            Law::lognormal(5.0, -0.2),
            "cv is -0.2: expected a number >= 0",
        ),
        (Law::lognormal(0.0, 0.2), "mean is 0: expected a number > 0"),
        (
            Law::normal(0.0, f64::INFINITY),
            "sd is inf: expected a number >= 0",
        ),
        (
            Law::gamma(1.0, 21.0),
            "cv is 21: expected a number from 0 to 20",
        ),
        (
            Law::triangular(1.0, 0.0, 2.0),
            "low is 1 and mode is 0: expected low <= mode",
        ),
        (
            Law::quantiles(1.0, 1.0, 2.0),
            "p10 is 1 and p50 is 1: expected p10 < p50",
        ),
        (
            Law::quantiles(0.0, 1.0, 10.0),
            "p50 is 1: expected more than 1.665774 and less than 8.334226 for a smooth curve \
             through p10 and p90",
        ),
        (
            Law::discrete(&[1.0], &[0.0]),
            "sum of weights is 0: expected a number > 0",
        ),
        (
            Law::discrete(&[1.0, 2.0], &[1.0, -1.0]),
            "weights[1] is -1: expected a number >= 0",
        ),
        (
            Law::discrete(&[1.0, 2.0], &[1.0]),
            "there are 2 values and 1 weights: expected as many weights as values",
        ),
        (
            Law::empirical(&[]),
            "values is empty: expected at least one number",
        ),
        (
            Law::pareto_tail(1.0, 1.0, 1.0, 2.0),
            "threshold is 1: expected a share above 0 and below 1",
        ),
    ];
    for (law, message) in known {
        assert_eq!(law.unwrap_err().to_string(), message);
    }
}

//! Regularised incomplete beta function, its inverse, and Student's t through it.

use super::incomplete_gamma::nonzero;
use super::math::{exp, ln, logistic, sqrt};
use super::special::{deviance, ln_gamma, stirling_error};
use super::tails::{Tails, invert};
use std::f64::consts::PI;

/// Chances that a beta number with parameters `a` and `b` is at most and more than `x`: `Iₓ(a, b)`
/// and what is left of one.
///
/// The smaller of the two has a relative error of about 1e-13.
///
/// * `a`, `b`: above 0
/// * `x`: `0..=1`; outside is treated as the nearer end
#[must_use]
pub fn beta_tails(a: f64, b: f64, x: f64) -> Tails {
    beta_tails_of(a, b, x, 1.0 - x)
}

/// [`beta_tails`] of an `x` whose complement `rest = 1 - x` is known better than by subtraction.
pub(crate) fn beta_tails_of(a: f64, b: f64, x: f64, rest: f64) -> Tails {
    if x <= 0.0 {
        return Tails::START;
    }
    if rest <= 0.0 {
        return Tails::END;
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = logit_density(a, b, x, rest) / a * fraction(a, b, x);
        Tails::below(lower.clamp(0.0, 1.0))
    } else {
        let upper = logit_density(a, b, x, rest) / b * fraction(b, a, rest);
        Tails::above(upper.clamp(0.0, 1.0))
    }
}

/// `x^a (1 - x)^b / B(a, b)`, the density of `ln(x / (1 - x))`, in the saddle-point form of Loader
/// (2000), which keeps its digits for large parameters.
pub(crate) fn logit_density(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let n = a + b;
    let error = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let exponent = error - deviance(a, n * x) - deviance(b, n * rest);
    sqrt(a / n * b / (2.0 * PI)) * exp(exponent)
}

/// Continued fraction DLMF 8.17.22 by Lentz's method.
#[expect(
    clippy::many_single_char_names,
    reason = "the symbols of Lentz's method"
)]
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0), TINY);
    let mut product = d;
    let mut m = 1.0;
    loop {
        let at = a + 2.0 * m;
        let even = m * (b - m) * x / ((at - 1.0) * at);
        let odd = -(a + m) * (a + b + m) * x / (at * (at + 1.0));
        let mut factor = 1.0;
        for numerator in [even, odd] {
            d = 1.0 / nonzero(1.0 + numerator * d, TINY);
            c = nonzero(1.0 + numerator / c, TINY);
            factor = c * d;
            product *= factor;
        }
        if (factor - 1.0).abs() < 2e-16 || m > 100_000.0 {
            return product;
        }
        m += 1.0;
    }
}

/// `ln(x / (1 - x))` of the beta number `x` at the place `at`; infinite at the ends.
///
/// In log-odds, because both ends of a beta number may be nearer to 0 or 1 than a float tells.
///
/// * `a`, `b`: above 0
#[must_use]
pub fn logit_beta_quantile(a: f64, b: f64, at: Tails) -> f64 {
    if at.lower <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if at.upper <= 0.0 {
        return f64::INFINITY;
    }
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    // Towards an end a tail is x^a / (a B(a, b)), and nothing else matters near enough to it.
    let left = (ln(at.lower) + ln(a) + ln_beta) / a;
    let right = -(ln(at.upper) + ln(b) + ln_beta) / b;
    if left < -40.0 {
        return left;
    }
    if right > 40.0 {
        return right;
    }
    let spread = sqrt(1.0 / a + 1.0 / b);
    invert(at, ln(a / b) + at.normal() * spread, |t| {
        let (x, rest) = (logistic(t), logistic(-t));
        (beta_tails_of(a, b, x, rest), logit_density(a, b, x, rest))
    })
}

/// The number that a beta number with parameters `a` and `b` does not exceed with chance `p`.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    logistic(logit_beta_quantile(a, b, Tails::below(p)))
}

/// The number that Student's t with `freedom` degrees of freedom does not exceed with chance `p`.
///
/// `t² / (freedom + t²)` is a beta number with parameters 1/2 and `freedom / 2` (DLMF 8.17).
#[must_use]
pub fn student_quantile(freedom: f64, p: f64) -> f64 {
    let outside = 2.0 * p.min(1.0 - p);
    let odds = exp(logit_beta_quantile(
        0.5,
        0.5 * freedom,
        Tails::above(outside),
    ));
    let t = sqrt(freedom * odds);
    if p < 0.5 { -t } else { t }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    /// Parameters, place, and both tails by 60-digit arithmetic (mpmath).
    #[expect(clippy::unreadable_literal, reason = "reference digits")]
    const KNOWN: [(f64, f64, f64, f64, f64); 9] = [
        (0.02, 0.03, 1e-09, 0.3967937440174266, 0.6032062559825734),
        (0.5, 0.5, 0.3, 0.36901011956554536, 0.6309898804344546),
        (1.0, 3.0, 0.9, 0.999, 0.0009999999999999994),
        (2.0, 5.0, 0.01, 0.001460447605, 0.998539552395),
        (2.0, 5.0, 0.99, 0.999999999405, 5.950000000000026e-10),
        (3.0, 100000.0, 3e-05, 0.5768267220619382, 0.4231732779380618),
        (40.0, 60.0, 0.4, 0.5054370011155949, 0.49456299888440514),
        (40.0, 60.0, 0.7, 0.9999999997096085, 2.9039154161599266e-10),
        (
            10000.0,
            20000.0,
            0.34,
            0.9927137480100274,
            0.007286251989972617,
        ),
    ];

    #[test]
    fn both_tails_match_60_digit_arithmetic() {
        for (a, b, x, lower, upper) in KNOWN {
            let got = beta_tails(a, b, x);
            assert!(
                (got.lower / lower - 1.0).abs() < 1e-12,
                "{a} {b} {x}: {got:?}"
            );
            assert!(
                (got.upper / upper - 1.0).abs() < 1e-12,
                "{a} {b} {x}: {got:?}"
            );
        }
    }

    #[test]
    fn the_inverse_undoes_both_tails() {
        for (a, b) in [
            (0.02, 0.7),
            (0.5, 0.5),
            (1.0, 4.0),
            (30.0, 2.0),
            (900.0, 4000.0),
        ] {
            for chance in [1e-200, 1e-9, 0.01, 0.3, 0.5] {
                for at in [Tails::below(chance), Tails::above(chance)] {
                    let t = logit_beta_quantile(a, b, at);
                    if t.abs() > 600.0 {
                        continue; // no float holds the number itself
                    }
                    let got = beta_tails_of(a, b, logistic(t), logistic(-t));
                    let ratio = if at.lower < at.upper {
                        got.lower / at.lower
                    } else {
                        got.upper / at.upper
                    };
                    assert!((ratio - 1.0).abs() < 1e-10, "({a}, {b}) {at:?}: {got:?}");
                }
            }
        }
    }

    #[test]
    fn the_inverse_has_closed_forms() {
        assert!((beta_quantile(1.0, 1.0, 0.37) - 0.37).abs() < 1e-15);
        assert!((beta_quantile(2.0, 1.0, 0.25) - 0.5).abs() < 1e-15);
        assert_eq!(beta_quantile(2.0, 1.0, 0.0), 0.0);
        assert_eq!(beta_quantile(2.0, 1.0, 1.0), 1.0);
    }

    #[test]
    fn students_t_matches_its_tables() {
        for (freedom, t) in [
            (1.0, 12.706_204_736),
            (4.0, 2.776_445_105),
            (1e6, 1.959_966_357),
        ] {
            assert!(
                (student_quantile(freedom, 0.975) - t).abs() < 2e-9,
                "{freedom}"
            );
            assert!(
                (student_quantile(freedom, 0.025) + t).abs() < 2e-9,
                "{freedom}"
            );
        }
    }
}

//! A place in a distribution, told by the chance on both sides of it.

use super::special::{normal_cdf, normal_quantile_of};

/// The chance of at most a value and the chance of more than it, which sum to one.
///
/// Both are kept because a float near 1 has lost what the small one still knows: with only
/// `lower`, a chance of one in 10²⁰ of exceeding would be none at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// Chance of at most the value, in `0..=1`.
    pub lower: f64,
    /// Chance of more than the value, in `0..=1`.
    pub upper: f64,
}

impl Tails {
    /// Everything above.
    pub const START: Self = Self {
        lower: 0.0,
        upper: 1.0,
    };
    /// Everything at or below.
    pub const END: Self = Self {
        lower: 1.0,
        upper: 0.0,
    };

    /// The place with chance `lower` at or below it.
    #[inline]
    #[must_use]
    pub const fn below(lower: f64) -> Self {
        Self {
            lower,
            upper: 1.0 - lower,
        }
    }

    /// The place with chance `upper` above it.
    #[inline]
    #[must_use]
    pub const fn above(upper: f64) -> Self {
        Self {
            lower: 1.0 - upper,
            upper,
        }
    }

    /// The place of the standard normal number `z`.
    #[must_use]
    pub fn of_normal(z: f64) -> Self {
        Self {
            lower: normal_cdf(z),
            upper: normal_cdf(-z),
        }
    }

    /// The standard normal number at this place, found from the smaller chance.
    #[inline]
    #[must_use]
    pub fn normal(self) -> f64 {
        normal_quantile_of(self.lower, self.upper)
    }

    /// The same place seen from the other side, as `1 - x` sees what happens to `x`.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self {
            lower: self.upper,
            upper: self.lower,
        }
    }
}

/// The place `y` at which a distribution has the tails `target`, by Newton's method on the
/// logarithm of the smaller tail, kept within what is known to hold the answer.
///
/// For a log-concave density that logarithm is concave or convex, so that the steps cannot cycle;
/// the bracket is for starts so far out that a tail underflows. About 5 steps are usual.
///
/// * `start`: a guess, the nearer the better
/// * `at`: tails and density at a place
pub(crate) fn invert(target: Tails, start: f64, at: impl Fn(f64) -> (Tails, f64)) -> f64 {
    let (mut y, mut low, mut high, mut reach) = (start, f64::NEG_INFINITY, f64::INFINITY, 1.0);
    for _ in 0..MOST_STEPS {
        let (tails, density) = at(y);
        let step = newton_step(target, tails, density);
        if step == 0.0 {
            break;
        }
        // The sign of the tails' difference is reliable even where the step is not finite.
        if is_left(target, tails) {
            low = y;
        } else {
            high = y;
        }
        let next = y + step;
        let next = if next > low && next < high {
            next
        } else if low.is_finite() && high.is_finite() {
            f64::midpoint(low, high)
        } else {
            reach *= 2.0;
            if low.is_finite() {
                low + reach
            } else {
                high - reach
            }
        };
        if (next - y).abs() <= 2e-16 * y.abs().max(1.0) {
            return next;
        }
        y = next;
    }
    y
}

/// Bisection alone would settle a float in 64 steps; Newton needs far fewer.
const MOST_STEPS: usize = 200;

fn newton_step(target: Tails, tails: Tails, density: f64) -> f64 {
    use super::math::ln;
    if target.lower <= target.upper {
        ln(target.lower / tails.lower) * tails.lower / density
    } else {
        ln(tails.upper / target.upper) * tails.upper / density
    }
}

fn is_left(target: Tails, tails: Tails) -> bool {
    if target.lower <= target.upper {
        tails.lower < target.lower
    } else {
        tails.upper > target.upper
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;
    use crate::kernel::math::{exp, ln};

    #[test]
    fn a_place_and_its_mirror_have_opposite_normal_numbers() {
        for chance in [1e-300, 0.1, 0.5] {
            let place = Tails::above(chance);
            assert_eq!(place.normal(), -place.mirrored().normal());
        }
        let z = Tails::of_normal(-9.5).normal();
        assert!((z + 9.5).abs() < 1e-12);
    }

    /// The logistic distribution, whose inverse is known, from starts far off on either side.
    #[test]
    fn inversion_finds_its_way_from_far_off() {
        let logistic = |y: f64| {
            let tails = Tails {
                lower: 1.0 / (1.0 + exp(-y)),
                upper: 1.0 / (1.0 + exp(y)),
            };
            (tails, tails.lower * tails.upper)
        };
        for start in [-1e4, -3.0, 0.0, 50.0, 1e4] {
            for chance in [1e-200, 1e-5, 0.4] {
                let exact = ln(chance) - crate::kernel::math::ln_1p(-chance);
                let tolerance = 1e-14 * exact.abs().max(1.0);
                let low = invert(Tails::below(chance), start, logistic);
                let high = invert(Tails::above(chance), start, logistic);
                assert!((low - exact).abs() < tolerance, "{start} {chance}: {low}");
                assert!((high + exact).abs() < tolerance, "{start} {chance}: {high}");
            }
        }
    }
}

//! The lognormal distribution.

use super::{Family, Tails};
use crate::kernel::math::{exp, ln, ln_1p, sqrt};
use crate::kernel::simd::{Level, normal};

/// `mean > 0`; a spread of 0 is the constant, to the bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lognormal {
    pub(super) mean: f64,
    cv: f64,
    /// Standard deviation of the logarithm.
    pub(super) log_sd: f64,
    /// Median over mean, in logarithms: minus half the variance of the logarithm.
    shift: f64,
}

impl Lognormal {
    pub(super) fn new(mean: f64, cv: f64) -> Self {
        let log_variance = ln_1p(cv * cv);
        Self {
            mean,
            cv,
            log_sd: sqrt(log_variance),
            shift: -0.5 * log_variance,
        }
    }

    /// Replaces each uniform number, inside `0..1`, by its quantile.
    pub(super) fn transform(&self, level: Level, room: &mut normal::Tails, numbers: &mut [f64]) {
        normal::normal_quantiles(level, room, numbers);
        normal::lognormals(level, [self.mean, self.log_sd, self.shift], numbers);
    }

    /// Standard normal number of the value `x > 0`.
    pub(super) fn normal_of(&self, x: f64) -> f64 {
        (ln(x / self.mean) - self.shift) / self.log_sd
    }
}

impl Family for Lognormal {
    #[inline]
    fn quantile(&self, at: Tails) -> f64 {
        self.mean * exp(self.log_sd * at.normal() + self.shift)
    }

    fn tails(&self, x: f64) -> Tails {
        if self.log_sd == 0.0 {
            return if x < self.mean {
                Tails::START
            } else {
                Tails::END
            };
        }
        if x <= 0.0 {
            Tails::START
        } else {
            Tails::of_normal(self.normal_of(x))
        }
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        let sd = self.cv * self.mean;
        sd * sd
    }

    fn support(&self) -> (f64, f64) {
        if self.log_sd == 0.0 {
            (self.mean, self.mean)
        } else {
            (0.0, f64::INFINITY)
        }
    }
}

//! A lognormal distribution whose upper tail is a power law.

use super::lognormal::Lognormal;
use super::{Family, Tails};
use crate::kernel::math::pow;
use crate::kernel::special::normal_cdf;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ParetoTail {
    body: Lognormal,
    /// Chance of the tail.
    above: f64,
    /// Where the tail begins.
    start: f64,
    alpha: f64,
}

impl ParetoTail {
    pub(super) fn new(body: Lognormal, threshold: f64, alpha: f64) -> Self {
        let start = body.quantile(Tails::below(threshold));
        Self {
            body,
            above: 1.0 - threshold,
            start,
            alpha,
        }
    }

    /// `E[Xᵏ; X <= start]` of the lognormal body: its whole moment, times the chance of the body
    /// under a normal number shifted by `k` standard deviations of the logarithm.
    fn body_moment(&self, k: f64) -> f64 {
        let whole = match k {
            1.0 => self.body.mean(),
            _ => self.body.variance() + self.body.mean() * self.body.mean(),
        };
        whole * normal_cdf(self.body.normal_of(self.start) - k * self.body.log_sd)
    }

    /// `E[Xᵏ; X > start]` of the power tail.
    fn tail_moment(&self, k: f64) -> f64 {
        if self.alpha <= k {
            return f64::INFINITY;
        }
        self.above * pow(self.start, k) * self.alpha / (self.alpha - k)
    }
}

impl Family for ParetoTail {
    fn quantile(&self, at: Tails) -> f64 {
        if at.upper > self.above {
            self.body.quantile(at).min(self.start)
        } else {
            self.start * pow(self.above / at.upper, 1.0 / self.alpha)
        }
    }

    fn tails(&self, x: f64) -> Tails {
        if x <= self.start {
            self.body.tails(x)
        } else {
            Tails::above(self.above * pow(x / self.start, -self.alpha))
        }
    }

    fn mean(&self) -> f64 {
        self.body_moment(1.0) + self.tail_moment(1.0)
    }

    fn variance(&self) -> f64 {
        let second = self.body_moment(2.0) + self.tail_moment(2.0);
        if second.is_infinite() {
            return f64::INFINITY;
        }
        let mean = self.mean();
        (second - mean * mean).max(0.0)
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

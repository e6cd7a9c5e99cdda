//! Waiting times whose survival has a closed form.

use super::{Family, Tails};
use crate::kernel::math::{exp, exp_m1, ln, ln_1p, pow};
use crate::kernel::special::gamma;

/// Cumulative hazard `-ln(survival)` at a place.
fn hazard(at: Tails) -> f64 {
    if at.lower <= 0.5 {
        -ln_1p(-at.lower)
    } else {
        -ln(at.upper)
    }
}

/// Tails after a cumulative hazard.
fn after(hazard: f64) -> Tails {
    if hazard <= 0.0 {
        return Tails::START;
    }
    Tails {
        lower: -exp_m1(-hazard),
        upper: exp(-hazard),
    }
}

/// `mean > 0`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exponential {
    pub(super) mean: f64,
}

impl Family for Exponential {
    fn quantile(&self, at: Tails) -> f64 {
        self.mean * hazard(at)
    }

    fn tails(&self, x: f64) -> Tails {
        after(x / self.mean)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.mean * self.mean
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weibull {
    mean: f64,
    shape: f64,
    scale: f64,
}

impl Weibull {
    pub(super) fn new(mean: f64, shape: f64) -> Self {
        Self {
            mean,
            shape,
            scale: mean / gamma(1.0 + 1.0 / shape),
        }
    }
}

impl Family for Weibull {
    fn quantile(&self, at: Tails) -> f64 {
        self.scale * pow(hazard(at), 1.0 / self.shape)
    }

    fn tails(&self, x: f64) -> Tails {
        if x <= 0.0 {
            Tails::START
        } else {
            after(pow(x / self.scale, self.shape))
        }
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        let second = self.scale * self.scale * gamma(1.0 + 2.0 / self.shape);
        (second - self.mean * self.mean).max(0.0)
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

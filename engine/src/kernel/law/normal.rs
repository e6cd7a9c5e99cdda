//! The normal distribution.

use super::{Family, Tails};

/// `sd > 0`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Normal {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

impl Family for Normal {
    fn quantile(&self, at: Tails) -> f64 {
        self.mean + self.sd * at.normal()
    }

    fn tails(&self, x: f64) -> Tails {
        Tails::of_normal((x - self.mean) / self.sd)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.sd * self.sd
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

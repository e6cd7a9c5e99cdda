//! One value, or all between two alike.

use super::{Family, Tails};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constant(pub(super) f64);

impl Family for Constant {
    fn quantile(&self, _: Tails) -> f64 {
        self.0
    }

    fn tails(&self, x: f64) -> Tails {
        if x < self.0 { Tails::START } else { Tails::END }
    }

    fn mean(&self) -> f64 {
        self.0
    }

    fn variance(&self) -> f64 {
        0.0
    }

    fn support(&self) -> (f64, f64) {
        (self.0, self.0)
    }
}

/// `low < high`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Uniform {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Family for Uniform {
    fn quantile(&self, at: Tails) -> f64 {
        // From the nearer end, so that rounding cannot step over it.
        if at.lower <= 0.5 {
            self.low + at.lower * (self.high - self.low)
        } else {
            self.high - at.upper * (self.high - self.low)
        }
    }

    fn tails(&self, x: f64) -> Tails {
        let width = self.high - self.low;
        Tails {
            lower: ((x - self.low) / width).clamp(0.0, 1.0),
            upper: ((self.high - x) / width).clamp(0.0, 1.0),
        }
    }

    fn mean(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    fn variance(&self) -> f64 {
        let width = self.high - self.low;
        width * width / 12.0
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

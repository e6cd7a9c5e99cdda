//! The triangular distribution.

use super::{Family, Tails};
use crate::kernel::math::sqrt;

/// `low <= mode <= high`, `low < high`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Triangular {
    pub(super) low: f64,
    pub(super) mode: f64,
    pub(super) high: f64,
}

impl Triangular {
    fn width(&self) -> f64 {
        self.high - self.low
    }
}

impl Family for Triangular {
    fn quantile(&self, at: Tails) -> f64 {
        let rising = self.mode - self.low;
        if at.lower * self.width() <= rising {
            (self.low + sqrt(at.lower * self.width() * rising)).min(self.mode)
        } else {
            let falling = self.high - self.mode;
            (self.high - sqrt(at.upper * self.width() * falling)).max(self.mode)
        }
    }

    fn tails(&self, x: f64) -> Tails {
        if x <= self.low {
            Tails::START
        } else if x >= self.high {
            Tails::END
        } else if x <= self.mode {
            let part = x - self.low;
            Tails::below(part / self.width() * (part / (self.mode - self.low)))
        } else {
            let part = self.high - x;
            Tails::above(part / self.width() * (part / (self.high - self.mode)))
        }
    }

    fn mean(&self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    fn variance(&self) -> f64 {
        let (width, rising) = (self.width(), self.mode - self.low);
        (width * width - rising * (width - rising)) / 18.0
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

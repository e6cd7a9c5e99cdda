//! What the trials say about a number: mean and quantiles, each with its Monte Carlo standard error.

use crate::kernel::summary::{Moments, QuantileEstimate, Sorted};
use crate::kpi::PerTrial;
use crate::measure::Direction;

/// Mean, P10, P50 and P90 of a number, in the number's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean and spread; its number of trials counts those in which the number has a value.
    pub moments: Moments,
    /// The 10 % quantile.
    pub p10: QuantileEstimate<f64>,
    /// The median.
    pub p50: QuantileEstimate<f64>,
    /// The 90 % quantile.
    pub p90: QuantileEstimate<f64>,
}

impl Estimate {
    /// Of a value for each trial; `None` if no trial has one.
    #[must_use]
    pub fn of(values: &PerTrial) -> Option<Self> {
        Self::of_values(&values.defined())
    }

    /// Of values without NaN; `None` if there are none.
    #[must_use]
    pub fn of_values(values: &[f64]) -> Option<Self> {
        let sorted = Sorted::of(values);
        Some(Self {
            moments: Moments::of(values)?,
            p10: sorted.quantile(0.1)?,
            p50: sorted.quantile(0.5)?,
            p90: sorted.quantile(0.9)?,
        })
    }

    /// What holds with a chance of 90 %: at least P10 where high is good, at most P90 where low is.
    #[must_use]
    pub fn nine_in_ten(&self, direction: Direction) -> Option<Promise> {
        match direction {
            Direction::HighIsGood => Some(Promise::AtLeast(self.p10.value)),
            Direction::LowIsGood => Some(Promise::AtMost(self.p90.value)),
            Direction::Neutral => None,
        }
    }
}

/// What a number keeps to with a stated chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Promise {
    /// It is not below.
    AtLeast(f64),
    /// It is not above.
    AtMost(f64),
}

impl Promise {
    /// "at least" or "at most", and the value.
    #[must_use]
    pub fn words(self) -> (&'static str, f64) {
        match self {
            Self::AtLeast(value) => ("at least", value),
            Self::AtMost(value) => ("at most", value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_direction() {
        let values = PerTrial::new((1..=100).map(f64::from).chain([f64::NAN]).collect());
        let estimate = Estimate::of(&values).unwrap();
        assert_eq!(estimate.moments.n, 100);
        assert_eq!(
            estimate.nine_in_ten(Direction::HighIsGood),
            Some(Promise::AtLeast(10.0))
        );
        assert_eq!(
            estimate.nine_in_ten(Direction::LowIsGood).unwrap().words(),
            ("at most", 90.0)
        );
        assert_eq!(estimate.nine_in_ten(Direction::Neutral), None);
        assert_eq!(Estimate::of(&PerTrial::new(vec![f64::NAN])), None);
    }
}

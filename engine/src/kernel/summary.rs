//! What a set of trials says, and how sure that is.
//!
//! Every estimate carries its Monte Carlo standard error. Values are taken in trial order, one per
//! trial; whole numbers (money in minor units, counts) are added as integers, so that no order of
//! addition can change a bit.

mod batch;
mod controlled;
mod counted;
mod exact_sum;
mod finder;
mod paired;
mod quantiles;
mod recount;
mod replicated;
mod share;
mod thresholds;
mod variance;

pub use controlled::{Control, Controlled};
pub use counted::{Counted, FEWEST, Wanted};
pub use exact_sum::ExactSum;
pub use paired::Paired;
pub use quantiles::{QuantileEstimate, Sorted};
pub use recount::Recount;
pub use replicated::Replicated;
pub use share::Share;
pub use thresholds::{N_COUNTERS, SHARES, Thresholds};
pub use variance::VarianceShare;

use super::incomplete_beta::student_quantile;
use super::math::sqrt;

/// Confidence of every interval given here.
pub const CONFIDENCE: f64 = 0.95;

/// The standard normal number exceeded with chance 2.5 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// A value a trial can have: `i64` (minor units, counts) or `f64` (shares, ratios, months).
pub trait Value: Copy + sealed::Sealed {
    /// Mean, and sum of squared distances from it; there is at least one value.
    #[doc(hidden)]
    fn moments(values: &[Self]) -> (f64, f64);

    /// `first - second`, subtracted before it is rounded to a float.
    #[doc(hidden)]
    fn difference(first: Self, second: Self) -> f64;

    /// Sorting order; NaN, which no trial should have, comes last.
    #[doc(hidden)]
    fn compare(self, other: Self) -> std::cmp::Ordering;

    /// The value as a float, rounded beyond 2⁵³.
    #[doc(hidden)]
    fn as_f64(self) -> f64;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for i64 {}
    impl Sealed for f64 {}
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rounding to 16 digits is what an estimate is"
)]
impl Value for i64 {
    /// Exact sums in 128 bits. Squared distances saturate at a root mean square of 10¹⁶ in a
    /// million trials: 100 trillion in a currency with cents.
    fn moments(values: &[Self]) -> (f64, f64) {
        let n = values.len() as i128;
        let sum: i128 = values.iter().map(|&value| i128::from(value)).sum();
        let centre = sum / n;
        let squares = values.iter().fold(0_u128, |squares, &value| {
            let distance = (i128::from(value) - centre).unsigned_abs();
            squares.saturating_add(distance.saturating_mul(distance))
        });
        // The centre was rounded to a whole number; what that missed is below one unit.
        let missed = (sum - centre * n) as f64 / n as f64;
        (
            centre as f64 + missed,
            (squares as f64 - missed * missed * n as f64).max(0.0),
        )
    }

    fn difference(first: Self, second: Self) -> f64 {
        (i128::from(first) - i128::from(second)) as f64
    }

    fn compare(self, other: Self) -> std::cmp::Ordering {
        self.cmp(&other)
    }

    fn as_f64(self) -> f64 {
        self as f64
    }
}

impl Value for f64 {
    /// Two passes in trial order; the second takes out what rounding left in the mean.
    fn moments(values: &[Self]) -> (f64, f64) {
        let n = count(values.len());
        let first = values.iter().fold(0.0, |sum, value| sum + value) / n;
        let mean = first + values.iter().fold(0.0, |sum, value| sum + (value - first)) / n;
        let squares = values.iter().fold(0.0, |sum, value| {
            let distance = value - mean;
            sum + distance * distance
        });
        (mean, squares)
    }

    fn difference(first: Self, second: Self) -> f64 {
        first - second
    }

    fn compare(self, other: Self) -> std::cmp::Ordering {
        self.total_cmp(&other)
    }

    fn as_f64(self) -> f64 {
        self
    }
}

#[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
fn count(n: usize) -> f64 {
    n as f64
}

/// Mean and spread of an output over the trials, in the output's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Number of trials.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation with `n - 1`; `None` for a single trial.
    pub sd: Option<f64>,
}

impl Moments {
    /// Of one value per trial; `None` without trials.
    #[must_use]
    pub fn of<V: Value>(values: &[V]) -> Option<Self> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let (mean, squares) = V::moments(values);
        Some(Self {
            n,
            mean,
            sd: (n > 1).then(|| sqrt(squares / count(n - 1))),
        })
    }

    /// Standard error of the mean: `sd / √n`; `None` for a single trial.
    #[must_use]
    pub fn std_error(&self) -> Option<f64> {
        self.sd.map(|sd| sd / sqrt(count(self.n)))
    }

    /// 95 % confidence interval of the mean, by Student's t; `None` for a single trial.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        let t = student_quantile(count(self.n - 1), 0.5 + 0.5 * CONFIDENCE);
        self.std_error()
            .map(|error| (self.mean - t * error, self.mean + t * error))
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "exact values are what is claimed"
)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_floats_agree() {
        let whole = [3_i64, -1, 4, 1, -5, 9];
        let floats = whole.map(|value| value as f64);
        let (a, b) = (Moments::of(&whole).unwrap(), Moments::of(&floats).unwrap());
        assert!((a.mean - 11.0 / 6.0).abs() < 1e-15 && (b.mean - a.mean).abs() < 1e-15);
        // Σx² = 133, so the variance is (133 - 121/6) / 5.
        let sd = sqrt((133.0 - 121.0 / 6.0) / 5.0);
        assert!((a.sd.unwrap() - sd).abs() < 1e-14 && (b.sd.unwrap() - sd).abs() < 1e-14);
        assert!((a.std_error().unwrap() - sd / sqrt(6.0)).abs() < 1e-14);
    }

    #[test]
    fn large_money_keeps_its_cents() {
        let base = 4_000_000_000_000_000_i64;
        let moments = Moments::of(&[base + 1, base + 2, base + 3]).unwrap();
        assert_eq!(moments.mean, (base + 2) as f64);
        assert_eq!(moments.sd, Some(1.0));
        assert!(Moments::of(&[i64::MAX, i64::MIN]).unwrap().sd.unwrap() > 1e18);
    }

    #[test]
    fn the_order_of_whole_numbers_does_not_change_a_bit() {
        let one: Vec<i64> = (0..1000).map(|i| i * i * i - 7 * i).collect();
        let other: Vec<i64> = one.iter().rev().copied().collect();
        assert_eq!(Moments::of(&one), Moments::of(&other));
    }

    #[test]
    fn no_trial_has_no_mean_and_one_trial_no_spread() {
        assert_eq!(Moments::of::<i64>(&[]), None);
        let one = Moments::of(&[5.5]).unwrap();
        assert_eq!(
            (one.mean, one.sd, one.std_error(), one.interval()),
            (5.5, None, None, None)
        );
    }

    #[test]
    fn the_interval_is_students() {
        // t(1) at 97.5 % is 12.7062; the standard error of 0 and 2 is 1.
        let (low, high) = Moments::of(&[0_i64, 2]).unwrap().interval().unwrap();
        assert!((low - (1.0 - 12.706_204_736)).abs() < 1e-8);
        assert!((high - (1.0 + 12.706_204_736)).abs() < 1e-8);
    }
}

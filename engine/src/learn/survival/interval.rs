//! A share with its variance, and intervals that stay between 0 and 1.

use crate::kernel::math::{exp, ln, sqrt};
use crate::kernel::special::normal_quantile;

/// A share with the variance of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The share, 0 to 1.
    pub value: f64,
    /// Variance of its error.
    pub variance: f64,
}

impl Estimate {
    /// Standard error.
    #[must_use]
    pub fn se(&self) -> f64 {
        sqrt(self.variance.max(0.0))
    }

    /// The interval that holds the share with a chance, on the scale of the logarithm of minus the logarithm (Kalbfleisch
    /// & Prentice 1980, section 1.3): it stays between 0 and 1 and is nearer its nominal coverage than one that is even on
    /// both sides (Borgan & Liestøl 1990). A share of 0 or 1 has no variance to tell it.
    ///
    /// * `level`: the chance, such as 0.95
    #[must_use]
    pub fn interval(&self, level: f64) -> (f64, f64) {
        if self.value <= 0.0 || self.value >= 1.0 {
            return (self.value, self.value);
        }
        let z = normal_quantile(f64::midpoint(level, 1.0));
        let log = ln(self.value);
        let width = z * self.se() / (self.value * log).abs();
        // The share to the power exp(±width), which is smaller for the greater power.
        (exp(log * exp(width)), exp(log * exp(-width)))
    }

    /// How many independent yes-or-no answers would tell the share as well: `p (1 - p) / variance`; at most `most`, which
    /// also stands for a share of 0 or 1.
    #[must_use]
    pub fn worth(&self, most: f64) -> f64 {
        let spread = self.value * (1.0 - self.value);
        if spread > 0.0 && self.variance > 0.0 {
            (spread / self.variance).min(most)
        } else {
            most
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::*;

    #[test]
    fn intervals_stay_inside_and_worth_is_a_count() {
        let share = Estimate {
            value: 0.97,
            variance: 0.97 * 0.03 / 20.0,
        };
        let (low, high) = share.interval(0.95);
        assert!(
            low > 0.6 && low < 0.97 && high > 0.97 && high < 1.0,
            "{low} {high}"
        );
        assert!((share.worth(1e9) - 20.0).abs() < 1e-9);
        let certain = Estimate {
            value: 1.0,
            variance: 0.0,
        };
        assert_eq!(certain.interval(0.95), (1.0, 1.0));
        assert_eq!(certain.worth(7.0), 7.0);
    }
}

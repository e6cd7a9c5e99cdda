//! The share of an output's variance that something accounts for.

use super::{Moments, count};
use crate::kernel::math::sqrt;

/// An estimated share of variance with its uncertainty; dimensionless. The estimate of a share near 0 may fall below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceShare {
    /// The share.
    pub value: f64,
    /// Standard error.
    pub std_error: f64,
}

impl VarianceShare {
    /// Share of the variance that two sets of trials have in common; `None` for fewer than two trials or without any
    /// variance.
    ///
    /// If the twins of a trial share what we do not know and nothing else, their covariance is the variance of the mean
    /// given what we do not know, so this is its closed Sobol index:
    /// `S = Σ y y' / ½ Σ (y² + y'²)`, both centred by their common mean (Janon, Klein, Lagnoux, Nodet and Prieur 2014,
    /// "Asymptotic normality and efficiency of two Sobol index estimators", equation 6). Its standard error is that of
    /// the mean of its influence function, `(y y' - S (y² + y'²) / 2) / Var`.
    ///
    /// # Panics
    ///
    /// If there are not as many twins as trials.
    #[must_use]
    pub fn of_twins(first: &[f64], twins: &[f64]) -> Option<Self> {
        assert_eq!(first.len(), twins.len(), "every trial has a twin");
        let mean = Moments::of(&[first, twins].concat())?.mean;
        let pairs = || first.iter().zip(twins).map(|(a, b)| (a - mean, b - mean));
        let shared = pairs().fold(0.0, |sum, (a, b)| sum + a * b);
        let whole = 0.5 * pairs().fold(0.0, |sum, (a, b)| sum + (a * a + b * b));
        if first.len() < 2 || whole <= 0.0 {
            return None;
        }
        let value = shared / whole;
        let variance = whole / count(first.len());
        let influence: Vec<f64> = pairs()
            .map(|(a, b)| (a * b - 0.5 * value * (a * a + b * b)) / variance)
            .collect();
        Some(Self {
            value,
            std_error: Moments::of(&influence)?.std_error()?,
        })
    }

    /// Share of variance that a least-squares fit explains, adjusted for the number of its terms; `None` if there are
    /// too few trials for them, or no variance.
    ///
    /// `1 - (1 - R²) (n - 1) / (n - p - 1)` (Wherry 1931) with the standard error of the influence function of R²,
    /// `(2 y f - f² - R² y²) / Var` for a fit `f` (Williamson, Gilbert, Carone and Simon 2021, section 3), to whose
    /// square `2 p / n²` is added: what chance alone makes of terms that explain nothing.
    ///
    /// * `values`: output of each trial
    /// * `fitted`: what the fit says about each trial, with the same mean
    /// * `n_terms`: number of terms beside the mean
    ///
    /// # Panics
    ///
    /// If the two differ in length.
    #[must_use]
    pub fn of_fit(values: &[f64], fitted: &[f64], n_terms: usize) -> Option<Self> {
        assert_eq!(values.len(), fitted.len(), "every trial is fitted");
        let n = values.len();
        let free = n.checked_sub(n_terms + 1).filter(|&free| free > 0)?;
        let moments = Moments::of(values)?;
        let pairs = || {
            let centred = |value: &f64| value - moments.mean;
            values.iter().map(centred).zip(fitted.iter().map(centred))
        };
        let whole = pairs().fold(0.0, |sum, (y, _)| sum + y * y);
        let missed = pairs().fold(0.0, |sum, (y, f)| sum + (y - f) * (y - f));
        if whole <= 0.0 {
            return None;
        }
        let plain = 1.0 - missed / whole;
        let variance = whole / count(n);
        let influence: Vec<f64> = pairs()
            .map(|(y, f)| (2.0 * y * f - f * f - plain * y * y) / variance)
            .collect();
        let error = Moments::of(&influence)?.std_error()?;
        let chance = 2.0 * count(n_terms) / (count(n) * count(n));
        Some(Self {
            value: 1.0 - (1.0 - plain) * count(n - 1) / count(free),
            std_error: sqrt(error * error + chance),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_share_what_they_have_in_common() {
        // Common mean 0; Σ y y' = 4 + 0 + 0 + 4 = 8 of ½ (8 + 8).
        let same = [2.0, 0.0, 0.0, -2.0];
        let share = VarianceShare::of_twins(&same, &same).unwrap();
        assert!((share.value - 1.0).abs() < 1e-15 && share.std_error.abs() < 1e-15);
        // Σ y y' = -1 + 1 + 1 - 1 = 0: nothing in common. The influences are -1, 1, 1, -1.
        let share =
            VarianceShare::of_twins(&[1.0, 1.0, -1.0, -1.0], &[-1.0, 1.0, -1.0, 1.0]).unwrap();
        assert!(share.value.abs() < 1e-15);
        assert!((share.std_error - (4.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
        assert_eq!(VarianceShare::of_twins(&[3.0, 3.0], &[3.0, 3.0]), None);
    }

    #[test]
    fn a_fit_is_adjusted_for_its_terms() {
        // Squares around the mean: 20, of which the fit leaves 2; n = 4, p = 1, so 1 - 0.1 * 3 / 2.
        let values = [-3.0, -1.0, 1.0, 3.0];
        let fitted = [-2.0, -1.0, 1.0, 2.0];
        let share = VarianceShare::of_fit(&values, &fitted, 1).unwrap();
        assert!((share.value - 0.85).abs() < 1e-15, "{share:?}");
        assert_eq!(VarianceShare::of_fit(&values, &fitted, 3), None);
        assert_eq!(VarianceShare::of_fit(&[1.0; 4], &[1.0; 4], 1), None);
    }
}

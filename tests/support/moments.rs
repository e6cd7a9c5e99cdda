//! Statistics of simulated counts beyond their mean: variances, correlations, times by month.

use crate::{z_of_mean, z_of_mean_only};

/// Standard normal statistic of the variance of `values`, whose true mean and variance are claimed.
///
/// The squared distances from the claimed mean have the claimed variance as their mean.
#[must_use]
pub fn z_of_variance(values: &[f64], mean: f64, variance: f64) -> f64 {
    let squares: Vec<f64> = values.iter().map(|value| (value - mean).powi(2)).collect();
    z_of_mean_only(&squares, variance)
}

/// Standard normal statistic of the covariance of pairs, whose true means and covariance are claimed.
#[must_use]
pub fn z_of_covariance(pairs: (&[f64], &[f64]), means: (f64, f64), covariance: f64) -> f64 {
    let products: Vec<f64> = pairs
        .0
        .iter()
        .zip(pairs.1)
        .map(|(a, b)| (a - means.0) * (b - means.1))
        .collect();
    z_of_mean_only(&products, covariance)
}

/// Standard normal statistic of the claim that `of = factor · to` on average, trial by trial.
#[must_use]
pub fn z_of_ratio(of: &[f64], to: &[f64], factor: f64) -> f64 {
    let rest: Vec<f64> = of.iter().zip(to).map(|(a, b)| a - factor * b).collect();
    z_of_mean_only(&rest, 0.0)
}

/// How often something took `0, 1, 2, ...` whole months, as the values that were counted.
#[must_use]
pub fn spread_out(counts: &[usize]) -> Vec<f64> {
    let months = (0_u32..).map(f64::from).zip(counts);
    months
        .flat_map(|(month, &n)| std::iter::repeat_n(month, n))
        .collect()
}

/// Standard normal statistic of the mean of independent Poisson counts, whose true mean is claimed.
#[must_use]
pub fn z_of_poisson(counts: &[f64], mean: f64) -> f64 {
    z_of_mean(counts, mean, mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_match_hand_counts() {
        // Squares 1, 1, 1, 9 around 2: mean 3 and variance 16, so standard error 2.
        assert_eq!(z_of_variance(&[1.0, 3.0, 1.0, 5.0], 2.0, 1.0), 1.0);
        assert_eq!(
            z_of_covariance(
                (&[1.0, 3.0, 1.0, 5.0], &[1.0, 3.0, 1.0, 5.0]),
                (2.0, 2.0),
                1.0
            ),
            1.0
        );
        assert_eq!(spread_out(&[1, 0, 2]), [0.0, 2.0, 2.0]);
        assert_eq!(z_of_poisson(&[5.0, 5.0, 5.0, 5.0], 4.0), 1.0);
        assert!(z_of_ratio(&[2.0, 4.1, 5.9], &[1.0, 2.0, 3.0], 2.0).abs() < 1e-9);
        assert!(z_of_ratio(&[2.0, 4.1, 5.9], &[1.0, 2.0, 3.0], 1.0) > 3.0);
    }
}

//! What the tests share: the error budget of the statistical suite.
//!
//! A statistical check compares simulated numbers with a distribution and has to decide how far
//! apart is too far. One budget for the whole suite answers that: a correct engine fails anywhere
//! in it with a chance of at most [`SUITE_ALPHA`] after a change of seed, and each check shows with
//! a positive control what it is able to see. There are no retries and no tolerances by feeling.

#![allow(
    clippy::float_cmp,
    clippy::format_push_string,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::needless_range_loop,
    clippy::struct_excessive_bools,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::implicit_clone,
    clippy::cmp_owned,
    clippy::unnecessary_debug_formatting,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the platform's mathematics is the other hand that checks ours"
)]

pub mod moments;
pub mod numeric;
pub mod plan;
pub mod reference;
pub mod scenario;

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// Chance that a correct engine fails anywhere in the suite after a change of seed or stream.
pub const SUITE_ALPHA: f64 = 1e-6;

/// Checks that share it, with room to grow; Bonferroni's bound, so they need not be independent.
pub const N_CHECKS: f64 = 400.0;

/// Chance of a false alarm that one check may have.
#[must_use]
pub fn critical_p() -> f64 {
    SUITE_ALPHA / N_CHECKS
}

/// Distance from zero that a standard normal statistic exceeds, either way, with chance
/// [`critical_p`]: about 5.96.
#[must_use]
pub fn critical_z() -> f64 {
    -Normal::standard().inverse_cdf(critical_p() / 2.0)
}

/// Limit of [`ks_statistic`]: Kolmogorov's `P(√n D > x) ≈ 2 exp(-2 x²)`, about 3.2.
#[must_use]
pub fn critical_ks() -> f64 {
    ((2.0 / critical_p()).ln() / 2.0).sqrt()
}

/// Standard normal statistic of the mean of `values`, whose true mean and variance are claimed.
#[must_use]
pub fn z_of_mean(values: &[f64], mean: f64, variance: f64) -> f64 {
    let n = count(values.len());
    (values.iter().sum::<f64>() / n - mean) / (variance / n).sqrt()
}

/// [`z_of_mean`] with the variance estimated from the values themselves.
#[must_use]
pub fn z_of_mean_only(values: &[f64], mean: f64) -> f64 {
    let n = count(values.len());
    let centre = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    z_of_mean(values, mean, squares / (n - 1.0))
}

/// Standard normal statistic of a share of `hits` among `n`, whose true chance is claimed.
#[must_use]
pub fn z_of_share(hits: usize, n: usize, chance: f64) -> f64 {
    (count(hits) - count(n) * chance) / (count(n) * chance * (1.0 - chance)).sqrt()
}

/// `√n` times the largest distance between the distribution of `values` and the continuous `cdf`
/// (Kolmogorov 1933); compare with [`critical_ks`].
#[must_use]
pub fn ks_statistic(values: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = count(sorted.len());
    let farthest = sorted
        .iter()
        .enumerate()
        .fold(0.0, |farthest: f64, (rank, &value)| {
            let (chance, below) = (cdf(value), count(rank) / n);
            farthest
                .max((chance - below).abs())
                .max((chance - below - 1.0 / n).abs())
        });
    n.sqrt() * farthest
}

/// Chance that Pearson's statistic of the `counts` of `0, 1, 2, ...` is as large as it is, if their
/// chances are those of `pmf`; compare with [`critical_p`].
///
/// Neighbouring numbers are pooled until at least 25 are expected; what is beyond the counts goes
/// into the last pool.
///
/// # Panics
///
/// If everything falls into one pool.
#[must_use]
pub fn chi_square_p(counts: &[usize], pmf: impl Fn(usize) -> f64) -> f64 {
    let n = count(counts.iter().sum());
    let mut pools: Vec<(f64, f64)> = Vec::new();
    let (mut seen, mut expected, mut unassigned) = (0.0, 0.0, n);
    for (number, &times) in counts.iter().enumerate() {
        seen += count(times);
        expected += n * pmf(number);
        if expected >= 25.0 && unassigned - expected >= 25.0 {
            pools.push((seen, expected));
            unassigned -= expected;
            (seen, expected) = (0.0, 0.0);
        }
    }
    pools.push((seen, unassigned));
    let statistic: f64 = pools
        .iter()
        .map(|(seen, expected)| (seen - expected).powi(2) / expected)
        .sum();
    let freedom = ChiSquared::new(count(pools.len() - 1)).expect("there are two pools or more");
    freedom.sf(statistic)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "samples are counted in millions"
)]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_budget() {
        assert!((critical_z() - 5.96).abs() < 0.01, "{}", critical_z());
        assert!((critical_ks() - 3.2).abs() < 0.01, "{}", critical_ks());
    }

    #[test]
    fn statistics_match_hand_counts() {
        assert_eq!(z_of_mean(&[1.0, 2.0, 3.0, 6.0], 2.0, 4.0), 1.0);
        assert_eq!(z_of_share(60, 100, 0.5), 2.0);
        // Two of two values below the middle of a uniform: distance 0.5 at the upper value.
        assert_eq!(ks_statistic(&[0.25, 0.5], |x| x), 0.5 * 2.0_f64.sqrt());
        // (60 - 50)² / 50 twice is 4, exceeded at one degree of freedom with chance 4.55 %.
        assert!((chi_square_p(&[60, 40], |_| 0.5) - 0.0455).abs() < 1e-4);
    }
}

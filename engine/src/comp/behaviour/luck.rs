//! Luck: how results differ from what was to be expected of them.

use crate::kernel::math::{exp, ln_1p, sqrt};
use crate::kernel::special::normal_quantile;

/// Equally likely cases of a month's luck.
#[derive(Clone, Debug, PartialEq)]
pub struct Luck(Vec<Case>);

/// A case: results are `factor` times what was to be expected, and `shift` more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Case {
    pub(super) factor: f64,
    pub(super) shift: f64,
}

impl Luck {
    /// Results are what was to be expected.
    #[must_use]
    pub fn none() -> Self {
        Self(vec![Case {
            factor: 1.0,
            shift: 0.0,
        }])
    }

    /// Normal, with the same spread whatever the effort.
    ///
    /// * `sd`: standard deviation, in the unit of results; `n`: number of cases, which have just this deviation
    #[must_use]
    pub fn normal(sd: f64, n: usize) -> Self {
        let case = |z: f64| Case {
            factor: 1.0,
            shift: sd * z,
        };
        Self(scores(n).into_iter().map(case).collect())
    }

    /// A lognormal factor with mean 1.
    ///
    /// * `cv`: coefficient of variation; `n`: number of cases, whose mean is just 1
    #[must_use]
    pub fn lognormal(cv: f64, n: usize) -> Self {
        let sigma = sqrt(ln_1p(cv * cv));
        let factors: Vec<f64> = scores(n).into_iter().map(|z| exp(sigma * z)).collect();
        let mean = mean(&factors);
        let case = |factor: f64| Case {
            factor: factor / mean,
            shift: 0.0,
        };
        Self(factors.into_iter().map(case).collect())
    }

    pub(super) fn cases(&self) -> &[Case] {
        &self.0
    }

    /// Mean of a function of the results, over all cases.
    ///
    /// * `expected`: results to be expected
    #[must_use]
    #[inline]
    pub fn mean_of(&self, expected: f64, value: impl Fn(f64) -> f64) -> f64 {
        let values = self.0.iter().map(|c| value(expected * c.factor + c.shift));
        let sum: f64 = values.sum();
        sum / count(self.0.len())
    }
}

/// Standard normal scores of equally likely cases: the middles of their ranks, with mean 0 and variance 1.
fn scores(n: usize) -> Vec<f64> {
    if n < 2 {
        return vec![0.0];
    }
    let rank = |i: usize| (count(i) + 0.5) / count(n);
    let scores: Vec<f64> = (0..n).map(|i| normal_quantile(rank(i))).collect();
    let squares: Vec<f64> = scores.iter().map(|z| z * z).collect();
    let sd = sqrt(mean(&squares));
    // Made symmetric, so that the mean is 0 to the bit.
    let paired = |i: usize| (scores[i] - scores[n - 1 - i]) / (2.0 * sd);
    (0..n).map(paired).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

#[allow(clippy::cast_precision_loss, reason = "cases are few")]
fn count(n: usize) -> f64 {
    n as f64
}

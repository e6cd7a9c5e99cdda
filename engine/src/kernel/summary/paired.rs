//! The difference between two plans that were put through the same futures.

use super::{Moments, Share, Value};

/// How much one plan is better than another, trial by trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Mean and spread of the differences, first plan minus second.
    pub difference: Moments,
    /// Share of trials in which the first plan has the higher value.
    pub wins: Share,
    /// Share of trials in which both have the same value.
    pub ties: Share,
    /// What sharing the futures is worth: `(Var A + Var B) / Var(A - B)`, the number of times more
    /// trials that independent futures would have needed. `None` if the difference never varies or
    /// there are fewer than two trials.
    pub variance_reduction: Option<f64>,
}

impl Paired {
    /// Compares the values of two plans, both in trial order; `None` without trials.
    ///
    /// # Panics
    ///
    /// If the plans have different numbers of trials: they were not put through the same futures.
    #[must_use]
    pub fn of<V: Value>(first: &[V], second: &[V]) -> Option<Self> {
        assert_eq!(
            first.len(),
            second.len(),
            "paired values come from the same trials"
        );
        let pairs = || first.iter().zip(second);
        let differences: Vec<f64> = pairs().map(|(a, b)| V::difference(*a, *b)).collect();
        let difference = Moments::of(&differences)?;
        let spread = |values: &[V]| Moments::of(values)?.sd.map(|sd| sd * sd);
        let variance = difference.sd.map_or(0.0, |sd| sd * sd);
        let apart = spread(first).zip(spread(second)).map(|(a, b)| a + b);
        Some(Self {
            difference,
            wins: Share::of_events(pairs().map(|(a, b)| a.compare(*b).is_gt()))?,
            ties: Share::of_events(pairs().map(|(a, b)| a.compare(*b).is_eq()))?,
            variance_reduction: apart
                .filter(|_| variance > 0.0)
                .map(|apart| apart / variance),
        })
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_taken_trial_by_trial() {
        let paired = Paired::of(&[10_i64, 21, 32, 43], &[10, 20, 30, 40]).unwrap();
        assert_eq!(paired.difference.mean, 1.5);
        assert!((paired.difference.sd.unwrap() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!((paired.wins.value, paired.ties.value), (0.75, 0.25));
    }

    #[test]
    fn sharing_the_futures_is_worth_the_ratio_of_variances() {
        // Variances 605/3 and 500/3 apart, 5/3 together.
        let paired = Paired::of(&[10_i64, 21, 32, 43], &[10, 20, 30, 40]).unwrap();
        assert!((paired.variance_reduction.unwrap() - 221.0).abs() < 1e-9);
        let same = Paired::of(&[1.0, 2.0], &[0.0, 1.0]).unwrap();
        assert_eq!(
            (same.variance_reduction, same.difference.sd),
            (None, Some(0.0))
        );
    }

    #[test]
    fn one_trial_has_a_difference_and_no_spread() {
        let one = Paired::of(&[3_i64], &[1]).unwrap();
        assert_eq!((one.difference.mean, one.difference.sd), (2.0, None));
        assert_eq!(one.variance_reduction, None);
        assert_eq!(Paired::of::<f64>(&[], &[]), None);
    }

    #[test]
    fn large_money_differs_by_cents() {
        let base = 9_007_199_254_740_993_i64; // 2⁵³ + 1, which no float holds
        assert_eq!(
            Paired::of(&[base + 1], &[base]).unwrap().difference.mean,
            1.0
        );
    }
}

//! Quantiles of an output, with what the number of trials allows to say about them.

use super::{Value, Z_95, count};
use crate::kernel::count::binomial;

/// The values of an output in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted<V>(Vec<V>);

/// A quantile and its uncertainty, in the output's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileEstimate<V> {
    /// The smallest value with at least the asked share of trials at or below it.
    pub value: V,
    /// 95 % confidence interval; `None` if there are too few trials to bound it on both sides.
    pub interval: Option<(V, V)>,
}

impl<V: Value> QuantileEstimate<V> {
    /// Standard error: the width of the 95 % interval over that of a normal one, `2 · 1.96`.
    #[must_use]
    pub fn std_error(&self) -> Option<f64> {
        self.interval
            .map(|(low, high)| (high.as_f64() - low.as_f64()) / (2.0 * Z_95))
    }
}

impl<V: Value> Sorted<V> {
    /// Of one value per trial, in any order.
    #[must_use]
    pub fn of(values: &[V]) -> Self {
        let mut values = values.to_vec();
        values.sort_unstable_by(|a, b| a.compare(*b));
        Self(values)
    }

    /// All values, ascending.
    #[must_use]
    pub fn values(&self) -> &[V] {
        &self.0
    }

    /// The `share` quantile: the inverse of the empirical distribution function (definition 1 of
    /// Hyndman and Fan 1996), so that it is always a value that occurred; P10 is `share = 0.1`.
    /// `None` without trials.
    ///
    /// The interval runs between two order statistics `x₍ᵣ₎` and `x₍ₛ₊₁₎`, where `r` and `s` are
    /// the 2.5 % and 97.5 % quantiles of the binomial number of trials below the true quantile; it
    /// assumes nothing about the distribution (David and Nagaraja 2003, section 7.1).
    ///
    /// * `share`: in `0..=1`; outside counts as the nearer end
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<QuantileEstimate<V>> {
        let value = self.at_rank(rank(share, self.0.len()))?;
        Some(QuantileEstimate {
            value,
            interval: self.interval(share),
        })
    }

    fn interval(&self, share: f64) -> Option<(V, V)> {
        let (low, high) = interval_ranks(share, self.0.len())?;
        Some((self.at_rank(low)?, self.at_rank(high)?))
    }

    /// The `rank`-th smallest value, from 1.
    fn at_rank(&self, rank: usize) -> Option<V> {
        self.0.get(rank.checked_sub(1)?).copied()
    }

    /// Share of trials at or above `target`.
    #[must_use]
    pub fn at_least(&self, target: V) -> Option<super::Share> {
        let below = self
            .0
            .partition_point(|value| value.compare(target).is_lt());
        super::Share::of(self.0.len() - below, self.0.len())
    }

    /// Mean of the values at or below the `share` quantile, or of those at or above it for
    /// `upper`: expected shortfall, with the value at the quantile counted for the part of it that
    /// is needed (Acerbi and Tasche 2002). `None` without trials or for a share of nothing.
    #[must_use]
    pub fn tail_mean(&self, share: f64, upper: bool) -> Option<f64> {
        let n = self.0.len();
        let wanted = count(n) * if upper { 1.0 - share } else { share };
        if wanted.is_nan() || wanted <= 0.0 {
            return None;
        }
        let (mut left, mut sum) = (wanted, 0.0);
        let mut take = |value: &V| {
            let part = left.clamp(0.0, 1.0);
            sum += part * value.as_f64();
            left -= part;
        };
        if upper {
            self.0.iter().rev().for_each(&mut take);
        } else {
            self.0.iter().for_each(take);
        }
        Some(sum / wanted)
    }
}

/// The ranks between which the true quantile lies with 95 % confidence; they may lie outside `1..=n`.
pub(super) fn interval_ranks(share: f64, n: usize) -> Option<(usize, usize)> {
    if !(share > 0.0 && share < 1.0) {
        return None;
    }
    let n = u32::try_from(n).ok()?;
    let (low, high) = (binomial(0.025, n, share), binomial(0.975, n, share) + 1);
    Some((low as usize, high as usize))
}

/// Smallest rank with `rank / n >= share`, from 1 to `n`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and n"
)]
pub(super) fn rank(share: f64, n: usize) -> usize {
    let exact = share * count(n);
    // 0.1 · 30 is a bit above 3 in binary; the third value is meant.
    let near = exact.round();
    let whole = if (exact - near).abs() <= 1e-12 * exact {
        near
    } else {
        exact.ceil()
    };
    (whole as usize).clamp(1, n.max(1))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    fn hundred() -> Sorted<i64> {
        Sorted::of(&(1..=100).rev().collect::<Vec<i64>>())
    }

    #[test]
    fn a_quantile_is_the_smallest_value_with_its_share_at_or_below() {
        for (share, value) in [
            (0.0, 1),
            (0.1, 10),
            (0.101, 11),
            (0.5, 50),
            (0.9, 90),
            (1.0, 100),
        ] {
            assert_eq!(hundred().quantile(share).unwrap().value, value, "{share}");
        }
        let thirty = Sorted::of(&(1..=30).collect::<Vec<i64>>());
        assert_eq!(thirty.quantile(0.1).unwrap().value, 3);
    }

    #[test]
    fn the_interval_has_the_binomial_ranks() {
        // Binomial(100, 1/2): P(N <= 39) = .0176, P(N <= 40) = .0284, and symmetric above.
        let median = hundred().quantile(0.5).unwrap();
        assert_eq!(median.interval, Some((40, 61)));
        assert!((median.std_error().unwrap() - 21.0 / 3.919_927_969).abs() < 1e-8);
    }

    #[test]
    fn too_few_trials_bound_nothing() {
        assert_eq!(Sorted::<i64>::of(&[]).quantile(0.5), None);
        let five = Sorted::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        let median = five.quantile(0.5).unwrap();
        assert_eq!(
            (median.value, median.interval, median.std_error()),
            (3.0, None, None)
        );
        assert_eq!(Sorted::of(&[7_i64]).quantile(0.9).unwrap().value, 7);
    }

    #[test]
    fn targets_are_reached_by_those_at_them() {
        assert_eq!(hundred().at_least(91).unwrap().value, 0.1);
        assert_eq!(hundred().at_least(101).unwrap().value, 0.0);
        assert_eq!(Sorted::<i64>::of(&[]).at_least(1), None);
    }

    #[test]
    fn the_tail_mean_counts_part_of_a_value() {
        assert_eq!(hundred().tail_mean(0.1, false), Some(5.5));
        assert_eq!(
            hundred()
                .tail_mean(0.9, true)
                .map(|mean| (mean * 1e9).round()),
            Some(95.5e9)
        );
        let four = Sorted::of(&[1_i64, 2, 3, 4]);
        // One and a half of four trials: the 1 and half of the 2.
        assert!((four.tail_mean(0.375, false).unwrap() - 2.0 / 1.5).abs() < 1e-15);
        assert_eq!(four.tail_mean(0.0, false), None);
        assert_eq!(Sorted::<f64>::of(&[]).tail_mean(0.1, false), None);
    }
}

//! Shares: who takes what part of the leads, by weight.

use std::borrow::Cow;

/// Members who take room by weight, for each of several rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    n: usize,
    /// Sums of the weights up to and including each member, row after row.
    sums: Vec<f64>,
}

impl Shares {
    pub(super) fn fill(&mut self, n_rows: usize, n: usize, weight: impl Fn(usize, usize) -> f64) {
        self.n = n;
        self.sums.clear();
        for row in 0..n_rows {
            let mut sum = 0.0;
            self.sums.extend((0..n).map(|member| {
                sum += weight(row, member);
                sum
            }));
        }
    }

    /// Sums of the weights of a row.
    #[inline]
    pub(super) fn of(&self, row: usize) -> &[f64] {
        &self.sums[row * self.n..][..self.n]
    }

    /// The weight of each member of a row.
    fn weights(&self, row: usize) -> impl Iterator<Item = f64> {
        let sums = self.of(row);
        let before = std::iter::once(0.0).chain(sums.iter().copied());
        sums.iter().zip(before).map(|(sum, before)| sum - before)
    }

    /// Sums of the weights of those members of a row that count.
    ///
    /// * `count`: whether each does; `None`: all do
    #[inline]
    pub(super) fn among(&self, row: usize, count: Option<&[bool]>) -> Cow<'_, [f64]> {
        let Some(count) = count else {
            return Cow::Borrowed(self.of(row));
        };
        let weights = self.weights(row).zip(count);
        Cow::Owned(sums(
            weights.map(|(w, &counts)| if counts { w } else { 0.0 }),
        ))
    }

    /// Whether there is any weight among those members of a row that count.
    pub(super) fn any_among(&self, row: usize, count: Option<&[bool]>) -> bool {
        let Some(count) = count else { return true };
        let mut weights = self.weights(row).zip(count);
        weights.any(|(weight, &counts)| counts && weight > 0.0)
    }

    /// Mean of factors on the members of a row, and the sums of their weights with them; one factor, or none, is the same
    /// for all members.
    #[inline]
    pub(super) fn covered(&self, row: usize, factors: &[f64]) -> (f64, Cow<'_, [f64]>) {
        let all = self.of(row);
        match factors {
            [] => (1.0, Cow::Borrowed(all)),
            &[factor] => (factor, Cow::Borrowed(all)),
            factors => {
                let weights = self.weights(row).zip(factors);
                let sums = sums(weights.map(|(weight, factor)| weight * factor));
                let [mean, before] = [&sums[..], all].map(|sums| sums[sums.len() - 1]);
                let mean = if before > 0.0 { mean / before } else { 0.0 };
                (mean, Cow::Owned(sums))
            }
        }
    }
}

fn sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = weights.map(|weight| {
        sum += weight;
        sum
    });
    sums.collect()
}

/// The member that `u` falls on, by the sums of the weights up to and including each; the last one if all weights are 0.
#[inline]
pub(super) fn choose(sums: &[f64], u: f64) -> usize {
    let (last, before) = sums.split_last().expect("there is somebody to choose");
    let lot = u * last;
    before.iter().filter(|&&sum| sum <= lot).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Shares {
        let mut shares = Shares::default();
        shares.fill(2, 3, |row, member| {
            [[5.0, 3.0, 2.0], [1.0, 0.0, 0.0]][row][member]
        });
        shares
    }

    #[test]
    fn who_sells_some_products_only_sells_them_in_proportion() {
        let shares = weights();
        let sold = [false, true, true];
        let sums = shares.among(0, Some(&sold));
        // 3 : 2 of products 1 and 2.
        assert_eq!(
            [0.0, 0.59, 0.61, 0.999].map(|u| choose(&sums, u)),
            [1, 1, 2, 2]
        );
        assert!(shares.any_among(0, Some(&sold)) && !shares.any_among(1, Some(&sold)));
        assert!(shares.any_among(1, None));
        assert_eq!(shares.among(0, None), [5.0, 8.0, 10.0].as_slice());
    }

    /// By hand: half of 0.5, 0.3 and none of 0.2 are 0.55, of which 0.25 are the first product's.
    #[test]
    fn products_are_sold_in_proportion_to_what_coverage_leaves_of_them() {
        let shares = weights();
        let (mean, sums) = shares.covered(0, &[0.5, 1.0, 0.0]);
        assert!((mean - 0.55).abs() < 1e-12);
        let first = 0.25 / 0.55;
        let lots = [0.0, first - 1e-9, first + 1e-9, 0.999_999];
        assert_eq!(lots.map(|u| choose(&sums, u)), [0, 0, 1, 1]);
        let (mean, sums) = shares.covered(0, &[0.7]);
        assert_eq!(
            (mean.to_bits(), &sums[..]),
            (0.7_f64.to_bits(), shares.of(0))
        );
    }
}

//! Finitely many values with chances.

use super::error::{LawError, check};
use super::{Family, Tails};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    /// Ascending and different, each with a chance above zero.
    values: Box<[f64]>,
    /// Chances at and beyond each value.
    tails: Box<[Tails]>,
    mean: f64,
    variance: f64,
}

impl Steps {
    pub(super) fn weighted(values: &[f64], weights: &[f64]) -> Result<Self, LawError> {
        check_lists(values, weights)?;
        let mut pairs: Vec<_> = values
            .iter()
            .copied()
            .zip(weights.iter().copied())
            .filter(|&(_, weight)| weight > 0.0)
            .collect();
        let total = pairs.iter().fold(0.0, |total, pair| total + pair.1);
        check("sum of weights", total, total > 0.0, "a number > 0")?;
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Ok(Self::of_sorted(pairs, total))
    }

    fn of_sorted(mut pairs: Vec<(f64, f64)>, total: f64) -> Self {
        pairs.dedup_by(|next, kept| {
            // Sorted, so that what is not above is the same.
            let same = next.0 <= kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let mean = pairs
            .iter()
            .map(|(value, weight)| value * (weight / total))
            .sum::<f64>();
        let squares = pairs.iter().map(|(value, weight)| {
            let distance = value - mean;
            distance * distance * (weight / total)
        });
        Self {
            variance: squares.sum(),
            mean,
            tails: cumulated(&pairs, total),
            values: pairs.iter().map(|pair| pair.0).collect(),
        }
    }
}

fn check_lists(values: &[f64], weights: &[f64]) -> Result<(), LawError> {
    if values.is_empty() {
        return Err(LawError::Empty { name: "values" });
    }
    if values.len() != weights.len() {
        return Err(LawError::Lengths {
            values: values.len(),
            weights: weights.len(),
        });
    }
    let bad = |name, list: &[f64], good: fn(f64) -> bool, expected| {
        list.iter()
            .position(|&got| !(got.is_finite() && good(got)))
            .map_or(Ok(()), |index| {
                Err(LawError::Element {
                    name,
                    index,
                    got: list[index],
                    expected,
                })
            })
    };
    bad("values", values, |_| true, "a finite number")?;
    bad("weights", weights, |weight| weight >= 0.0, "a number >= 0")
}

/// Each side is summed from its own end, so that small chances keep their digits.
fn cumulated(pairs: &[(f64, f64)], total: f64) -> Box<[Tails]> {
    let mut below = 0.0;
    let mut tails: Box<[Tails]> = pairs
        .iter()
        .map(|(_, weight)| {
            below += weight;
            Tails {
                lower: (below / total).min(1.0),
                upper: 0.0,
            }
        })
        .collect();
    let mut above = 0.0;
    for (tails, (_, weight)) in tails.iter_mut().zip(pairs).rev() {
        tails.upper = above / total;
        above += weight;
    }
    tails
}

impl Family for Steps {
    fn quantile(&self, at: Tails) -> f64 {
        let step = if at.lower <= 0.5 {
            self.tails.partition_point(|tails| tails.lower < at.lower)
        } else {
            self.tails.partition_point(|tails| tails.upper > at.upper)
        };
        self.values[step.min(self.values.len() - 1)]
    }

    fn tails(&self, x: f64) -> Tails {
        let n_below = self.values.partition_point(|&value| value <= x);
        n_below
            .checked_sub(1)
            .map_or(Tails::START, |last| self.tails[last])
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.variance
    }

    fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }
}

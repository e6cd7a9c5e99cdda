//! Exact quantiles by a second pass over the same values, in bounded memory.

use super::Value as _;
use super::counted::{Counted, Gap, wanted_ranks};
use super::quantiles::{QuantileEstimate, interval_ranks, rank};
use super::thresholds::SHARES;

/// What a second pass keeps of an output: the values between the thresholds that enclose the wanted ranks, and no others.
#[derive(Clone, Debug)]
pub struct Recount {
    gaps: Vec<Kept>,
}

/// The values of a gap.
#[derive(Clone, Debug)]
struct Kept {
    gap: Gap,
    above: f64,
    up_to: f64,
    values: Vec<f64>,
}

impl Recount {
    /// Room for what the quantiles of an output depend on; `None` if they are exact already, or not wanted.
    #[must_use]
    pub fn of(counted: &Counted) -> Option<Self> {
        let thresholds = counted.thresholds()?;
        let gaps = counted.gaps().into_iter().map(|gap| {
            let (above, up_to) = gap.bounds(thresholds);
            Kept {
                gap,
                above,
                up_to,
                values: Vec::new(),
            }
        });
        Some(Self {
            gaps: gaps.collect(),
        })
    }

    /// Number of values that the pass will keep. What lies between two neighbouring floats need not be: it is known.
    #[must_use]
    pub fn n_values(&self) -> usize {
        self.gaps
            .iter()
            .filter(|kept| !kept.is_known())
            .map(|kept| kept.gap.n)
            .sum()
    }

    /// Keeps what is needed of a batch of values; every value must come once.
    pub fn observe(&mut self, values: &[f64]) {
        for kept in self.gaps.iter_mut().filter(|kept| !kept.is_known()) {
            let (above, up_to) = (kept.above, kept.up_to);
            if kept.values.capacity() == 0 {
                kept.values.reserve_exact(kept.gap.n);
            }
            let inside = values.iter().filter(|&&v| above < v && v <= up_to);
            kept.values.extend(inside);
        }
    }

    /// The quantile at a share, one of [`SHARES`], and its interval: as [`Sorted`](super::Sorted) has them of all values.
    ///
    /// # Panics
    ///
    /// If the share is not one of them, or the values are not those that were counted.
    #[must_use]
    pub fn quantile(&mut self, counted: &Counted, share: f64) -> Option<QuantileEstimate<f64>> {
        assert!(SHARES.contains(&share), "{share} was not asked for");
        let n = counted.n();
        let mut at = |rank: usize| {
            let known = wanted_ranks(n).contains(&rank);
            if known {
                self.at_rank(counted, rank)
            } else {
                None
            }
        };
        Some(QuantileEstimate {
            value: at(rank(share, n))?,
            interval: interval_ranks(share, n).and_then(|(low, high)| Some((at(low)?, at(high)?))),
        })
    }

    fn at_rank(&mut self, counted: &Counted, rank: usize) -> Option<f64> {
        let gap = counted.gap_of(rank)?;
        let kept = self
            .gaps
            .iter_mut()
            .find(|kept| kept.gap.counter == gap.counter)?;
        if kept.is_known() {
            return Some(kept.up_to);
        }
        assert_eq!(
            kept.values.len(),
            gap.n,
            "the second pass sees what the first has seen"
        );
        let (_, value, _) = kept
            .values
            .select_nth_unstable_by(gap.rank - 1, |a, b| a.compare(*b));
        Some(*value)
    }
}

impl Kept {
    /// Whether only one float lies in the gap.
    fn is_known(&self) -> bool {
        self.above.next_up() >= self.up_to
    }
}

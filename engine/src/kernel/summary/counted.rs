//! A summary in bounded memory: what a million values say, without keeping them.
//!
//! Moments come from sums that no order of addition changes, quantiles from counters between thresholds that a pilot has
//! fixed. Merging is addition, so that parts give the bits of the whole in any order, as long as each has seen whole
//! batches of it: floats are added in the order of the values within a batch, and exactly from batch to batch.

use super::batch::Batch;
use super::exact_sum::ExactSum;
use super::quantiles::{QuantileEstimate, interval_ranks, rank};
use super::thresholds::{N_COUNTERS, SHARES, Thresholds};
use super::{Moments, Share, Value as _, count};
use crate::kernel::math::sqrt;
use crate::kernel::simd::Level;

/// Values of a pilot below which it says too little to set thresholds by. An output with fewer has so few values
/// altogether that they are kept.
pub const FEWEST: usize = 64;

/// What an output is summarised for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Mean and spread, and how often it is above 0.
    Moments,
    /// Its quantiles as well.
    Quantiles,
}

/// Sums and counters of one output, in the output's unit.
///
/// ```
/// use foresell::kernel::summary::{Counted, Wanted};
/// let pilot: Vec<f64> = (0..1_000).map(f64::from).collect();
/// let new = || Counted::new(Wanted::Quantiles, &pilot);
/// let (mut first, mut second) = (new(), new());
/// first.observe(&pilot[..500]);
/// second.observe(&pilot[500..]);
/// second.merge(&first);
/// assert_eq!(second.moments().unwrap().mean, 499.5);
/// assert_eq!(second.quantile(0.5).unwrap().value, 499.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    n: u64,
    /// How many are above 0.
    n_positive: u64,
    least: f64,
    greatest: f64,
    /// What values are taken from before they are added: near their mean, so that squares lose no digits.
    pivot: f64,
    sum: ExactSum,
    squares: ExactSum,
    spread: Spread,
}

/// What is known of the distribution.
#[derive(Clone, Debug, PartialEq)]
enum Spread {
    Unwanted,
    Counters {
        thresholds: Thresholds,
        counters: Box<[u32; N_COUNTERS]>,
    },
    /// All values, ascending: the output is rare.
    Kept(Vec<f64>),
}

impl Counted {
    /// An empty summary.
    ///
    /// * `pilot`: values of the same output without NaN, in any order; may be empty. They are not counted
    #[must_use]
    pub fn new(wanted: Wanted, pilot: &[f64]) -> Self {
        let mut sorted = pilot.to_vec();
        sorted.sort_unstable_by(|a, b| a.compare(*b));
        let spread = match wanted {
            Wanted::Moments => Spread::Unwanted,
            Wanted::Quantiles if pilot.len() < FEWEST => Spread::Kept(Vec::new()),
            Wanted::Quantiles => Spread::Counters {
                thresholds: Thresholds::of(pilot),
                counters: Box::new([0; N_COUNTERS]),
            },
        };
        let middle = sorted.get(sorted.len() / 2).copied();
        Self {
            n: 0,
            n_positive: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            pivot: middle.filter(|value| value.is_finite()).unwrap_or(0.0),
            sum: ExactSum::default(),
            squares: ExactSum::default(),
            spread,
        }
    }

    /// Counts a batch of values.
    ///
    /// * `values`: without NaN; the same values in the same order give the same bits
    pub fn observe(&mut self, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        let level = Level::best();
        let batch = Batch::of(level, values, self.pivot);
        self.n += values.len() as u64;
        self.n_positive += batch.n_positive;
        self.least = self.least.min(batch.least);
        self.greatest = self.greatest.max(batch.greatest);
        self.sum.add(batch.sum);
        self.squares.add(batch.squares);
        match &mut self.spread {
            Spread::Unwanted => {}
            Spread::Counters {
                thresholds,
                counters,
            } => thresholds.count(level, values, counters),
            Spread::Kept(kept) => {
                kept.extend_from_slice(values);
                kept.sort_unstable_by(|a, b| a.compare(*b));
            }
        }
    }

    /// Adds what another summary of the same output and pilot has counted.
    ///
    /// # Panics
    ///
    /// If the two come from different pilots.
    pub fn merge(&mut self, other: &Self) {
        assert!(
            self.pivot.to_bits() == other.pivot.to_bits(),
            "summaries of one pilot are merged"
        );
        self.n += other.n;
        self.n_positive += other.n_positive;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
        match (&mut self.spread, &other.spread) {
            (Spread::Unwanted, Spread::Unwanted) => {}
            (Spread::Kept(kept), Spread::Kept(more)) => {
                kept.extend_from_slice(more);
                kept.sort_unstable_by(|a, b| a.compare(*b));
            }
            (
                Spread::Counters {
                    thresholds,
                    counters,
                },
                Spread::Counters {
                    thresholds: others,
                    counters: more,
                },
            ) if thresholds == others => {
                for (sum, more) in counters.iter_mut().zip(&**more) {
                    *sum += more;
                }
            }
            _ => panic!("summaries of one pilot are merged"),
        }
    }

    /// Number of values.
    ///
    /// # Panics
    ///
    /// If there are more than an address space holds.
    #[must_use]
    pub fn n(&self) -> usize {
        usize::try_from(self.n).expect("trials are counted in 32 bits")
    }

    /// Mean and spread; `None` without values.
    #[must_use]
    pub fn moments(&self) -> Option<Moments> {
        let n = self.n();
        if n == 0 {
            return None;
        }
        let sum = self.sum.value();
        let from_pivot = sum / count(n);
        let squares = (self.squares.value() - from_pivot * sum).max(0.0);
        Some(Moments {
            n,
            mean: self.pivot + from_pivot,
            sd: (n > 1).then(|| sqrt(squares / count(n - 1))),
        })
    }

    /// Share of the values that are above 0; `None` without values.
    ///
    /// # Panics
    ///
    /// If there are more than an address space holds.
    #[must_use]
    pub fn share_above_0(&self) -> Option<Share> {
        let hits = usize::try_from(self.n_positive).expect("trials are counted in 32 bits");
        Share::of(hits, self.n())
    }

    /// A quantile and its interval as [`Sorted`](super::Sorted) defines them, each interpolated between the thresholds
    /// that enclose its rank; `None` without values, or if quantiles are not wanted.
    ///
    /// * `share`: in `0..=1`; far from 10, 50 and 90 % the thresholds are far from each other, too
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<QuantileEstimate<f64>> {
        let n = self.n();
        Some(QuantileEstimate {
            value: self.at_rank(rank(share, n))?,
            interval: interval_ranks(share, n)
                .and_then(|(low, high)| Some((self.at_rank(low)?, self.at_rank(high)?))),
        })
    }

    /// The `rank`-th smallest value, from 1; interpolated, but for the first and the last.
    fn at_rank(&self, rank: usize) -> Option<f64> {
        let (thresholds, counters) = match &self.spread {
            Spread::Unwanted => return None,
            Spread::Kept(kept) => return kept.get(rank.checked_sub(1)?).copied(),
            Spread::Counters {
                thresholds,
                counters,
            } => (thresholds, counters),
        };
        let gap = Gap::of(counters, rank)?;
        if rank == 1 {
            return Some(self.least);
        }
        if rank == self.n() {
            return Some(self.greatest);
        }
        let (below, above) = gap.bounds(thresholds);
        let (low, high) = (below.max(self.least.next_down()), above.min(self.greatest));
        let share = (count(gap.rank) - 0.5) / count(gap.n);
        Some(thresholds.between(low, high, share).max(self.least))
    }

    /// Between which bounds the values lie whose ranks decide the quantiles of reports and their intervals, and how many
    /// they are; for a pass that keeps them. Empty if the quantiles are exact already.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let Spread::Counters { counters, .. } = &self.spread else {
            return Vec::new();
        };
        let mut gaps: Vec<Gap> = wanted_ranks(self.n())
            .into_iter()
            .filter_map(|rank| Gap::of(counters, rank))
            .collect();
        gaps.sort_unstable_by_key(|gap| gap.counter);
        gaps.dedup_by_key(|gap| gap.counter);
        gaps
    }

    /// The thresholds; `None` if the output has none.
    pub(super) fn thresholds(&self) -> Option<&Thresholds> {
        match &self.spread {
            Spread::Counters { thresholds, .. } => Some(thresholds),
            _ => None,
        }
    }

    /// The gap of a rank; `None` without counters.
    pub(super) fn gap_of(&self, rank: usize) -> Option<Gap> {
        match &self.spread {
            Spread::Counters { counters, .. } => Gap::of(counters, rank),
            _ => None,
        }
    }

    /// Appends all that was counted to words of 64 bits.
    pub fn write(&self, words: &mut Vec<u64>) {
        words.extend([self.n, self.n_positive]);
        words.extend([self.least, self.greatest, self.pivot].map(f64::to_bits));
        self.sum.write(words);
        self.squares.write(words);
        match &self.spread {
            Spread::Unwanted => words.push(0),
            Spread::Counters {
                thresholds,
                counters,
            } => {
                words.push(1);
                thresholds.write(words);
                let (pairs, _) = counters.as_chunks::<2>();
                words.extend(
                    pairs
                        .iter()
                        .map(|[a, b]| u64::from(*a) | u64::from(*b) << 32),
                );
            }
            Spread::Kept(kept) => {
                words.extend([2, kept.len() as u64]);
                words.extend(kept.iter().map(|value| value.to_bits()));
            }
        }
    }

    /// Reads what [`write`](Self::write) has written; `None` if the words are something else.
    pub fn read(words: &mut impl Iterator<Item = u64>) -> Option<Self> {
        let (n, n_positive) = (words.next()?, words.next()?);
        let mut float = || words.next().map(f64::from_bits);
        let (least, greatest, pivot) = (float()?, float()?, float()?);
        let (sum, squares) = (ExactSum::read(words)?, ExactSum::read(words)?);
        let spread = match words.next()? {
            0 => Spread::Unwanted,
            1 => {
                let thresholds = Thresholds::read(words)?;
                let mut counters = Box::new([0; N_COUNTERS]);
                for pair in counters.as_chunks_mut::<2>().0 {
                    let word = words.next()?;
                    #[expect(clippy::cast_possible_truncation, reason = "the two halves of it")]
                    let halves = [word as u32, (word >> 32) as u32];
                    *pair = halves;
                }
                Spread::Counters {
                    thresholds,
                    counters,
                }
            }
            2 => {
                let n_kept = words.next()?;
                let mut kept = Vec::new();
                for _ in 0..n_kept {
                    kept.push(f64::from_bits(words.next()?));
                }
                Spread::Kept(kept)
            }
            _ => return None,
        };
        Some(Self {
            n,
            n_positive,
            least,
            greatest,
            pivot,
            sum,
            squares,
            spread,
        })
    }
}

/// The ranks that decide the quantiles of reports and their intervals.
pub(super) fn wanted_ranks(n: usize) -> Vec<usize> {
    let of_share = |share| {
        let ends = interval_ranks(share, n).into_iter();
        ends.flat_map(|(low, high)| [low, high])
            .chain([rank(share, n)])
    };
    let ranks = SHARES.into_iter().flat_map(of_share);
    ranks.filter(|rank| (1..=n).contains(rank)).collect()
}

/// Where a rank is among the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// The counter.
    pub(super) counter: usize,
    /// The rank among what it has counted, from 1.
    pub(super) rank: usize,
    /// What it has counted.
    pub(super) n: usize,
}

impl Gap {
    fn of(counters: &[u32; N_COUNTERS], rank: usize) -> Option<Self> {
        let mut left = rank;
        for (counter, &n) in counters.iter().enumerate() {
            let n = n as usize;
            if left <= n {
                return (left > 0).then_some(Self {
                    counter,
                    rank: left,
                    n,
                });
            }
            left -= n;
        }
        None
    }

    /// The values are above the first and not above the second.
    pub(super) fn bounds(&self, thresholds: &Thresholds) -> (f64, f64) {
        let list = thresholds.list();
        let below = self.counter.checked_sub(1).and_then(|ix| list.get(ix));
        let above = list.get(self.counter);
        (
            below.copied().unwrap_or(f64::NEG_INFINITY),
            above.copied().unwrap_or(f64::INFINITY),
        )
    }
}

#[cfg(test)]
mod tests;

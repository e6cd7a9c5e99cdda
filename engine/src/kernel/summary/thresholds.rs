//! Where counters are set: between values of a pilot, close together where quantiles are read.

use super::finder::Finder;
use super::{Value as _, count};
use crate::kernel::math::sqrt;
use crate::kernel::simd::Level;

/// Quantiles around which thresholds are close together: those that reports print.
pub const SHARES: [f64; 3] = [0.1, 0.5, 0.9];
/// Counters of an output: one for each gap between thresholds, below the first and above the last.
pub const N_COUNTERS: usize = 128;
/// Thresholds around each quantile; together at most one fewer than there are counters.
const N_AROUND: usize = 42;
/// How far they reach: in standard deviations of the place that the quantile of all trials has in the pilot.
const REACH: f64 = 4.0;

/// Ascending thresholds, and the grid on which the values lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    finder: Finder,
    n: usize,
    grid: Option<Grid>,
}

/// Values `(origin + step · k) / scale` for whole `k`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    origin: i64,
    step: i64,
    scale: f64,
}

impl Thresholds {
    /// Thresholds for the distribution of which a pilot is a sample.
    ///
    /// The quantile `p` of all trials has a place in the pilot of `m` that is about normal around `m p` with variance
    /// `m p (1 - p)`. Thresholds stand at pilot values up to four standard deviations from there, closest in the middle.
    /// Whatever room is left isolates the values that the pilot has most often: a threshold just below them, so that one
    /// counter counts them alone.
    ///
    /// * `pilot`: without NaN, in any order; at least one
    #[must_use]
    pub fn of(pilot: &[f64]) -> Self {
        let mut sorted = pilot.to_vec();
        sorted.sort_unstable_by(|a, b| a.compare(*b));
        let mut chosen: Vec<f64> = SHARES
            .iter()
            .flat_map(|&share| around(&sorted, share))
            .collect();
        chosen.sort_unstable_by(|a, b| a.compare(*b));
        chosen.dedup();
        let grid = Grid::of(&sorted);
        let room = N_COUNTERS - 1 - chosen.len();
        let below: Vec<f64> = tied(&sorted, &chosen)
            .into_iter()
            .map(f64::next_down)
            .filter(|below| !chosen.contains(below))
            .take(room)
            .collect();
        chosen.extend(below);
        chosen.sort_unstable_by(|a, b| a.compare(*b));
        Self::at(&chosen, grid)
    }

    fn at(chosen: &[f64], grid: Option<Grid>) -> Self {
        Self {
            finder: Finder::new(chosen),
            n: chosen.len(),
            grid,
        }
    }

    /// Adds one to the counter of each value: that of the first threshold at or above it.
    pub(super) fn count(&self, level: Level, values: &[f64], counters: &mut [u32; N_COUNTERS]) {
        self.finder.count(level, values, counters);
    }

    /// The thresholds, ascending.
    #[must_use]
    pub fn list(&self) -> &[f64] {
        self.finder.list(self.n)
    }

    /// The value that has a share of those between two bounds at or below it, if they lie evenly: on the grid, or
    /// anywhere. The lower bound is not among them.
    pub(super) fn between(&self, low: f64, high: f64, share: f64) -> f64 {
        if low.next_up() >= high {
            return high;
        }
        let found = match &self.grid {
            Some(grid) => grid.between(low, high, share),
            None => low + (high - low) * share,
        };
        found.clamp(low, high)
    }

    /// Appends the thresholds to words of 64 bits.
    pub(super) fn write(&self, words: &mut Vec<u64>) {
        words.push(self.n as u64);
        words.extend(self.list().iter().map(|threshold| threshold.to_bits()));
        let grid = self.grid.map_or([0, 0, 0], |grid| {
            [
                grid.origin.cast_unsigned(),
                grid.step.cast_unsigned(),
                grid.scale.to_bits(),
            ]
        });
        words.extend(grid);
    }

    /// Reads the thresholds that [`write`](Self::write) has written; `None` if these are none.
    pub(super) fn read(words: &mut impl Iterator<Item = u64>) -> Option<Self> {
        let n = usize::try_from(words.next()?).ok()?;
        if n >= N_COUNTERS {
            return None;
        }
        let mut chosen = Vec::with_capacity(n);
        for _ in 0..n {
            chosen.push(f64::from_bits(words.next()?));
        }
        let [origin, step] = [words.next()?, words.next()?].map(u64::cast_signed);
        let scale = f64::from_bits(words.next()?);
        let grid = (step > 0).then_some(Grid {
            origin,
            step,
            scale,
        });
        chosen
            .is_sorted_by(|a, b| a < b)
            .then(|| Self::at(&chosen, grid))
    }
}

/// Values of a sorted pilot around one of its quantiles.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the places of the pilot"
)]
fn around(sorted: &[f64], share: f64) -> impl Iterator<Item = f64> {
    let n = count(sorted.len());
    let spread = sqrt(n * share * (1.0 - share));
    let last = count(sorted.len() - 1);
    (0..N_AROUND).map(move |ix| {
        let u = 2.0 * count(ix) / count(N_AROUND - 1) - 1.0;
        // A cubic: closer together in the middle, where the quantile is more likely to lie.
        let z = REACH * (0.6 * u + 0.4 * u * u * u);
        let place = (n * share + z * spread).round() - 1.0;
        sorted[place.clamp(0.0, last) as usize]
    })
}

/// The chosen values that a sorted pilot has more than once, the most frequent first.
fn tied(sorted: &[f64], chosen: &[f64]) -> Vec<f64> {
    let times = |value: f64| {
        let after = sorted.partition_point(|&other| other <= value);
        after - sorted.partition_point(|&other| other < value)
    };
    let mut tied: Vec<(usize, f64)> = chosen.iter().map(|&v| (times(v), v)).collect();
    tied.retain(|&(times, _)| times > 1);
    // The sort is stable: of equals the lowest comes first.
    tied.sort_by_key(|&(times, _)| std::cmp::Reverse(times));
    tied.into_iter().map(|(_, value)| value).collect()
}

impl Grid {
    /// The coarsest grid on which all values lie; `None` if they are no whole numbers, and no whole millionths.
    fn of(sorted: &[f64]) -> Option<Self> {
        [1.0, 1e6]
            .into_iter()
            .find_map(|scale| Self::scaled(sorted, scale))
    }

    fn scaled(sorted: &[f64], scale: f64) -> Option<Self> {
        let (origin, mut step) = (whole(*sorted.first()?, scale)?, 0_u64);
        for &value in sorted {
            step = greatest_divisor(step, whole(value, scale)?.abs_diff(origin));
        }
        let step = i64::try_from(step.max(1)).ok()?;
        Some(Self {
            origin,
            step,
            scale,
        })
    }

    /// The place of a value on the grid: the last point at or below it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "points of a grid are whole numbers below 2^53"
    )]
    fn place(&self, value: f64) -> f64 {
        let number = value * self.scale;
        let near = number.round();
        // A point that division by the scale has rounded is that point.
        let number = if near / self.scale <= value {
            near
        } else {
            near - 1.0
        };
        ((number as i64).saturating_sub(self.origin)).div_euclid(self.step) as f64
    }

    /// The point at a place.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "points of a grid are whole numbers below 2^53"
    )]
    fn point(&self, place: f64) -> f64 {
        let point = self.step.saturating_mul(place as i64);
        self.origin.saturating_add(point) as f64 / self.scale
    }

    /// The point that has the share of those after `low` and up to `high` at or below it.
    fn between(&self, low: f64, high: f64, share: f64) -> f64 {
        let (first, last) = (self.place(low), self.place(high));
        self.point((first + ((last - first) * share).ceil()).max(first + 1.0))
    }
}

/// A value in units of the scale, if it is a whole number of them that a float holds exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "a whole number below 2^53, and exactly that"
)]
fn whole(value: f64, scale: f64) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let number = (value * scale).round();
    (number.abs() <= MOST && number / scale == value).then_some(number as i64)
}

fn greatest_divisor(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        greatest_divisor(b, a % b)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn thresholds_stand_where_quantiles_are_read() {
        let pilot: Vec<f64> = (0..4_096).map(|i| f64::from(i) + 0.3).collect();
        let thresholds = Thresholds::of(&pilot);
        assert!(thresholds.list().len() > 120, "{}", thresholds.list().len());
        for share in SHARES {
            let middle = share * 4_096.0;
            let near = |t: &&f64| (**t - middle).abs() <= 10.0;
            assert!(
                thresholds.list().iter().filter(near).count() >= 4,
                "{share}"
            );
        }
        let far = |t: &&f64| (1_000.0..1_500.0).contains(*t);
        assert_eq!(thresholds.list().iter().filter(far).count(), 0);
    }

    #[test]
    fn what_the_pilot_has_often_is_counted_alone() {
        let pilot: Vec<f64> = (0..1_000).map(|i| f64::from(i % 3) / 7.0).collect();
        let list = Thresholds::of(&pilot).list().to_vec();
        for atom in [0.0, 1.0 / 7.0, 2.0 / 7.0] {
            assert!(
                list.contains(&atom) && list.contains(&f64::next_down(atom)),
                "{list:?}"
            );
        }
    }

    #[test]
    fn values_between_stay_on_the_grid() {
        let of = |pilot: &[f64]| Thresholds::of(pilot);
        let dozens = of(&[0.0, 12.0, 48.0, 24.0]);
        assert_eq!(dozens.between(0.0, 48.0, 0.5), 24.0);
        assert_eq!(dozens.between(0.0, 48.0, 0.51), 36.0);
        assert_eq!(dozens.between(12.0, 24.0, 0.01), 24.0);
        let millionths = of(&[0.000_003, 1.5, 2.0]);
        assert_eq!(millionths.between(1.0, 1.000_003, 0.4), 1.000_002);
        let floats = of(&[0.1 + 0.2, 1.0 / 3.0]);
        assert_eq!(floats.between(1.0, 2.0, 0.25), 1.25);
    }

    #[test]
    fn words_hold_thresholds() {
        for pilot in [&[1.0, 2.0, 2.0][..], &[0.1, 1.0 / 3.0]] {
            let thresholds = Thresholds::of(pilot);
            let mut words = Vec::new();
            thresholds.write(&mut words);
            assert_eq!(Thresholds::read(&mut words.into_iter()), Some(thresholds));
        }
    }
}

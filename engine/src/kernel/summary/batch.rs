//! What a batch of values comes to, as floats.

use crate::kernel::simd::{Level, Work};

/// Columns that are added side by side, and to each other at the end.
const COLUMNS: usize = 8;

/// Sums and extremes of a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Batch {
    /// Sum of the distances from the pivot.
    pub(super) sum: f64,
    /// Sum of their squares.
    pub(super) squares: f64,
    /// How many values are above 0.
    pub(super) n_positive: u64,
    /// The least value; infinity without one.
    pub(super) least: f64,
    /// The greatest one.
    pub(super) greatest: f64,
}

impl Batch {
    /// The batch of some values: the same values in the same order give the same bits at every level.
    ///
    /// * `pivot`: what values are taken from before they are added
    pub(super) fn of(level: Level, values: &[f64], pivot: f64) -> Self {
        level.run(Taking { values, pivot })
    }
}

/// Values of which a batch is made.
struct Taking<'v> {
    values: &'v [f64],
    pivot: f64,
}

impl Work for Taking<'_> {
    type Out = Batch;

    #[expect(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    #[inline(always)]
    fn run(self) -> Batch {
        let mut columns = Columns::default();
        let (rows, rest) = self.values.as_chunks::<COLUMNS>();
        for row in rows {
            columns.take(row, self.pivot);
        }
        let mut batch = columns.batch();
        for &value in rest {
            let distance = value - self.pivot;
            batch.sum += distance;
            batch.squares += distance * distance;
            batch.n_positive += u64::from(value > 0.0);
            batch.least = batch.least.min(value);
            batch.greatest = batch.greatest.max(value);
        }
        batch
    }
}

struct Columns {
    sum: [f64; COLUMNS],
    squares: [f64; COLUMNS],
    positive: [u64; COLUMNS],
    least: [f64; COLUMNS],
    greatest: [f64; COLUMNS],
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            sum: [0.0; COLUMNS],
            squares: [0.0; COLUMNS],
            positive: [0; COLUMNS],
            least: [f64::INFINITY; COLUMNS],
            greatest: [f64::NEG_INFINITY; COLUMNS],
        }
    }
}

impl Columns {
    /// Takes a value into each column. Each statement is a loop of its own, which becomes lanes.
    #[expect(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    #[inline(always)]
    fn take(&mut self, row: &[f64; COLUMNS], pivot: f64) {
        for (sum, value) in self.sum.iter_mut().zip(row) {
            *sum += value - pivot;
        }
        for (squares, value) in self.squares.iter_mut().zip(row) {
            *squares += (value - pivot) * (value - pivot);
        }
        for (positive, &value) in self.positive.iter_mut().zip(row) {
            *positive += u64::from(value > 0.0);
        }
        for (least, &value) in self.least.iter_mut().zip(row) {
            *least = if value < *least { value } else { *least };
        }
        for (greatest, &value) in self.greatest.iter_mut().zip(row) {
            *greatest = if value > *greatest { value } else { *greatest };
        }
    }

    /// Not inlined: the compiler would add sums and squares in pairs, from the first row on.
    #[inline(never)]
    fn batch(self) -> Batch {
        let added = |columns: [f64; COLUMNS]| columns.into_iter().fold(0.0, |sum, part| sum + part);
        Batch {
            sum: added(self.sum),
            squares: added(self.squares),
            n_positive: self.positive.into_iter().sum(),
            least: self.least.into_iter().fold(f64::INFINITY, f64::min),
            greatest: self.greatest.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_gives_the_bits_of_the_portable_one() {
        let values: Vec<f64> = (0..1_021)
            .map(|i| f64::from(i * 7_919 % 1_021 - 400) / 3.0)
            .collect();
        for n in [0, 1, 7, 8, 9, 1_021] {
            let portable = Batch::of(Level::PORTABLE, &values[..n], 11.1);
            let positive = values[..n].iter().filter(|&&value| value > 0.0).count();
            assert_eq!(portable.n_positive, positive as u64);
            for level in Level::all() {
                assert_eq!(
                    Batch::of(level, &values[..n], 11.1),
                    portable,
                    "{}",
                    level.name()
                );
            }
        }
    }
}

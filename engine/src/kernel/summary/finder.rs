//! Finding the place of many values in a short list.

use std::hint::select_unpredictable;

use super::thresholds::N_COUNTERS;
use crate::kernel::simd::{Level, Work};

/// Cells of equal width between the first and the last entry of the list.
const N_CELLS: usize = 2_048;
/// The list with room for a search that begins at its end, and for cells that are crowded: what is read there is infinite.
const N_PADDED: usize = 2 * N_COUNTERS;
/// Marks a cell with more than one entry; without it, what stands there is below [`N_COUNTERS`].
const CROWDED: u8 = 0x80;
/// Values whose cells are worked out side by side.
const AT_ONCE: usize = 256;

/// A list of fewer than [`N_COUNTERS`] numbers, and a table that says where to begin.
///
/// A value's cell is a function that never falls as the value rises. So all entries of lower cells lie below the value, all
/// of higher ones do not, and only those of its own cell are left to be compared with: none or one, but for the few cells
/// that are crowded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finder {
    /// Ascending, then infinity.
    list: Box<[f64; N_PADDED]>,
    /// Number of entries in lower cells than this one, and whether this one is [`CROWDED`].
    below: Box<[u8; N_CELLS]>,
    low: f64,
    /// Cells in a unit.
    scale: f64,
    /// Steps of a search among the entries of the fullest cell.
    n_steps: u32,
}

impl Finder {
    /// * `list`: ascending and finite; fewer than [`N_COUNTERS`]
    pub(super) fn new(list: &[f64]) -> Self {
        let mut padded = Box::new([f64::INFINITY; N_PADDED]);
        padded[..list.len()].copy_from_slice(list);
        let low = list.first().copied().unwrap_or(0.0);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let scale = (N_CELLS - 1) as f64 / (list.last().copied().unwrap_or(0.0) - low);
        let mut finder = Self {
            list: padded,
            below: Box::new([0; N_CELLS]),
            low,
            scale: if scale.is_finite() { scale } else { 0.0 },
            n_steps: 0,
        };
        let mut in_cell = [0_u8; N_CELLS];
        for &entry in list {
            in_cell[finder.cell(entry)] += 1;
        }
        let mut below = 0;
        for (cell, n) in finder.below.iter_mut().zip(in_cell) {
            *cell = if n > 1 { below | CROWDED } else { below };
            below += n;
        }
        let fullest = in_cell.into_iter().max().unwrap_or(0);
        finder.n_steps = u8::BITS - fullest.leading_zeros();
        finder
    }

    /// The first entries of the list.
    pub(super) fn list(&self, n: usize) -> &[f64] {
        &self.list[..n]
    }

    /// Adds one to the counter of each value: that of the first entry at or above it.
    pub(super) fn count(&self, level: Level, values: &[f64], counters: &mut [u32; N_COUNTERS]) {
        let mut tally = [0_u32; N_PADDED];
        for values in values.chunks(AT_ONCE) {
            let mut cells = [0; AT_ONCE];
            let cells = &mut cells[..values.len()];
            level.run(Cells {
                of: self,
                values,
                found: cells,
            });
            self.count_block(values, cells, &mut tally);
        }
        for (counter, n) in counters.iter_mut().zip(tally) {
            *counter += n;
        }
    }

    /// Counts values of which the cells are known. No branch depends on a value: it would be guessed wrong too often, which
    /// costs ten times as much.
    fn count_block(&self, values: &[f64], cells: &[u16], tally: &mut [u32; N_PADDED]) {
        // Each stands over the one before, unless that one was in a crowded cell. What those are counted as here is above
        // all counters.
        let mut crowded = [0.0; AT_ONCE];
        let mut n_crowded = 0;
        for (&value, &cell) in values.iter().zip(cells) {
            let below = self.below[usize::from(cell) % N_CELLS];
            crowded[n_crowded % AT_ONCE] = value;
            n_crowded += usize::from(below / CROWDED);
            let at = usize::from(below) + usize::from(self.list[usize::from(below)] < value);
            tally[at % N_PADDED] += 1;
        }
        for &value in &crowded[..n_crowded] {
            let mut at = usize::from(self.below[self.cell(value)] & !CROWDED);
            for step in (0..self.n_steps).rev() {
                let half = 1 << step;
                let is_above = self.list[(at + half - 1) % N_PADDED] < value;
                at = select_unpredictable(is_above, at + half, at);
            }
            tally[at % N_COUNTERS] += 1;
        }
    }

    #[inline]
    fn cell(&self, value: f64) -> usize {
        /// 2⁵²: a float that has it added is a whole number, and that stands in its low bits.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let last = (N_CELLS - 1) as f64;
        // Not `clamp`, which would let through the NaN of infinity times 0.
        let cell = ((value - self.low) * self.scale).max(0.0).min(last);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the low bits are those of the cell"
        )]
        let cell = (cell + WHOLE).to_bits() as usize % N_CELLS;
        cell
    }
}

/// The cells of some values.
struct Cells<'c> {
    of: &'c Finder,
    values: &'c [f64],
    found: &'c mut [u16],
}

impl Work for Cells<'_> {
    type Out = ();

    #[expect(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "cells are few")]
    fn run(self) {
        for (cell, &value) in self.found.iter_mut().zip(self.values) {
            *cell = self.of.cell(value) as u16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found_where_a_plain_search_finds_it() {
        let lists: [Vec<f64>; 7] = [
            vec![],
            vec![3.0],
            (0..127).map(f64::from).collect(),
            (0..127)
                .map(|i| f64::from(i * i * i) / 7.0 - 50.0)
                .collect(),
            // All but one in the first cell.
            (0..126).map(|i| f64::from(i) * 1e-9).chain([1e9]).collect(),
            vec![-f64::MAX, -1.0, f64::next_down(0.0), 0.0, 1e-300, f64::MAX],
            (0..100)
                .map(|i| f64::from(i / 2 * 10 + i % 2 * 3))
                .collect(),
        ];
        for list in lists {
            let finder = Finder::new(&list);
            let near = list.iter().flat_map(|&v| [v, v.next_up(), v.next_down()]);
            let wide = (-200..2_000).map(|i| f64::from(i) * 0.37);
            let far = [f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 0.0, -0.0, 1e12];
            let values: Vec<f64> = near.chain(wide).chain(far).collect();
            let mut expected = [0; N_COUNTERS];
            for value in &values {
                expected[list.partition_point(|entry| entry < value)] += 1;
            }
            for level in Level::all() {
                let mut counters = [0; N_COUNTERS];
                finder.count(level, &values, &mut counters);
                assert_eq!(counters, expected, "{} {list:?}", level.name());
            }
        }
    }
}

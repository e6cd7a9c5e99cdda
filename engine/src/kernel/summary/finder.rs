//! Finding the place of many values in a short list.

use std::hint::select_unpredictable;

use super::thresholds::N_COUNTERS;

/// Cells of equal width between the first and the last entry of the list.
const N_CELLS: usize = 1_024;
/// The list with room for a search that begins at its end: what is read there is infinite.
const N_PADDED: usize = 2 * N_COUNTERS;
/// Values that are looked for side by side.
const AT_ONCE: usize = 8;

/// A list of fewer than [`N_COUNTERS`] numbers, and a table that says where to begin.
///
/// A value's cell is a function that never falls as the value rises. So all entries of lower cells lie below the value, all
/// of higher ones do not, and only those of its own cell are left to be compared with: one or two, where cells are as narrow
/// as entries are close.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finder {
    /// Ascending, then infinity.
    list: Box<[f64; N_PADDED]>,
    /// Number of entries in lower cells than this one.
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
            *cell = below;
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
    pub(super) fn count(&self, values: &[f64], counters: &mut [u32; N_COUNTERS]) {
        match self.n_steps {
            0 | 1 => self.count_in::<1>(values, counters),
            2 => self.count_in::<2>(values, counters),
            3 => self.count_in::<3>(values, counters),
            4 => self.count_in::<4>(values, counters),
            _ => self.count_in::<7>(values, counters),
        }
    }

    fn count_in<const STEPS: u32>(&self, values: &[f64], counters: &mut [u32; N_COUNTERS]) {
        let (blocks, rest) = values.as_chunks::<AT_ONCE>();
        for block in blocks {
            // Searches that do not wait for each other. None of them branches: a branch would be guessed wrong half of
            // the time, which costs ten times as much.
            let mut at = block.map(|value| usize::from(self.below[self.cell(value)]));
            for step in (0..STEPS).rev() {
                let half = 1 << step;
                for (at, &value) in at.iter_mut().zip(block) {
                    let is_above = self.list[(*at + half - 1) % N_PADDED] < value;
                    *at = select_unpredictable(is_above, *at + half, *at);
                }
            }
            for at in at {
                counters[at % N_COUNTERS] += 1;
            }
        }
        for &value in rest {
            counters[self.list.partition_point(|&entry| entry < value) % N_COUNTERS] += 1;
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low bits are those of the cell"
    )]
    fn cell(&self, value: f64) -> usize {
        /// 2⁵²: a float that has it added is a whole number, and that stands in its low bits.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let last = (N_CELLS - 1) as f64;
        // Not `clamp`, which would let through the NaN of infinity times 0.
        let cell = ((value - self.low) * self.scale).max(0.0).min(last);
        (cell + WHOLE).to_bits() as usize % N_CELLS
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
            let (mut counters, mut expected) = ([0; N_COUNTERS], [0; N_COUNTERS]);
            finder.count(&values, &mut counters);
            for value in values {
                expected[list.partition_point(|&entry| entry < value)] += 1;
            }
            assert_eq!(counters, expected, "{list:?}");
        }
    }
}

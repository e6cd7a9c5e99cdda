//! The tally: one trial's counts, cell by cell.

use super::trial::narrow;
use crate::measure::{Cut, Grain, Measure};
use crate::results::Layout;

const N_CUTS: usize = 12;
const N_MEASURES: usize = Measure::ALL.len();
const ABSENT: usize = usize::MAX;

/// Where each number of a trial is kept while it is counted, looked up without searching: all of a period stand together,
/// so that what happens in a month touches little memory. A layout has all periods of a number together.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// Of each measure of each cut, in the first period.
    first: [[usize; N_MEASURES]; N_CUTS],
    /// From one period of a cut to the next.
    step: [usize; N_CUTS],
    n_kept: usize,
    /// Where each cell that is shown is kept.
    order: Vec<u32>,
}

impl Places {
    /// * `layout`: of all that is counted
    /// * `shown`: of what is asked for, all of which is counted
    pub(super) fn new(layout: &Layout, shown: &Layout) -> Self {
        let mut places = Self {
            first: [[ABSENT; N_MEASURES]; N_CUTS],
            step: [0; N_CUTS],
            n_kept: layout.n_cells(),
            order: vec![0; shown.n_cells()],
        };
        let mut before = 0;
        for grain in [Grain::Month, Grain::Year] {
            let blocks = || layout.blocks().iter().filter(|block| block.grain == grain);
            let step: usize = blocks().map(|block| block.n_members).sum();
            let n_periods = blocks().map(|block| block.n_periods).max().unwrap_or(0);
            let mut first = before;
            for block in blocks() {
                places.first[block.cut as usize][block.measure as usize] = first;
                places.step[block.cut as usize] = step;
                first += block.n_members;
            }
            before += step * n_periods;
        }
        for block in shown.blocks() {
            for member in 0..block.n_members {
                for period in 0..block.n_periods {
                    let cell = block.first + member * block.n_periods + period;
                    let kept = places.place(block.cut, member, block.measure, period);
                    places.order[cell] = narrow(kept);
                }
            }
        }
        places
    }

    #[inline]
    fn place(&self, cut: Cut, member: usize, measure: Measure, period: usize) -> usize {
        let first = self.first[cut as usize][measure as usize];
        debug_assert!(first != ABSENT, "{measure:?} is not counted by {cut:?}");
        first + period * self.step[cut as usize] + member
    }
}

/// One trial's counts.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    places: Places,
    kept: Vec<i64>,
    /// Those that are shown, in the order of their layout, when they are asked for.
    cells: Vec<i64>,
}

impl Tally {
    pub(super) fn new(places: Places) -> Self {
        Self {
            kept: vec![0; places.n_kept],
            cells: vec![0; places.order.len()],
            places,
        }
    }

    pub(super) fn reset(&mut self) {
        self.kept.fill(0);
    }

    /// All counts, in the order of the layout.
    pub(super) fn cells(&mut self) -> &[i64] {
        for (cell, &kept) in self.cells.iter_mut().zip(&self.places.order) {
            *cell = self.kept[kept as usize];
        }
        &self.cells
    }

    /// Adds to a member's measure in a month, or in a fiscal year where the cut is that coarse.
    #[inline]
    pub(super) fn add(
        &mut self,
        cut: Cut,
        member: usize,
        measure: Measure,
        period: usize,
        value: i64,
    ) {
        let place = self.places.place(cut, member, measure, period);
        self.kept[place] += value;
    }

    /// Adds to the company's measure in a month.
    #[inline]
    pub(super) fn company(&mut self, measure: Measure, month: usize, value: i64) {
        self.add(Cut::Company, 0, measure, month, value);
    }

    /// What has been counted so far.
    pub(super) fn so_far(&self, cut: Cut, member: usize, measure: Measure, period: usize) -> i64 {
        self.kept[self.places.place(cut, member, measure, period)]
    }
}

/// Month that a time belongs to; times before the horizon belong to the first.
#[inline]
pub(super) fn month_of(time: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off and saturates at 0"
    )]
    let month = time as u32;
    month as usize
}

/// Start and end of a month \[months\].
#[inline]
pub(super) fn bounds(month: usize) -> (f64, f64) {
    #[allow(clippy::cast_precision_loss, reason = "months are small")]
    let start = month as f64;
    (start, start + 1.0)
}

/// The nearest number of millionths of a value of 0 or more.
#[inline]
pub(super) fn micro(value: f64) -> i64 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "`as` saturates far above any value here"
    )]
    let micro = (value * 1e6 + 0.5) as i64;
    micro
}

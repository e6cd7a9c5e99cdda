//! The tally: one trial's counts, cell by cell.

use crate::measure::{Cut, Measure};
use crate::results::Layout;

const N_CUTS: usize = 10;
const N_MEASURES: usize = Measure::ALL.len();
const ABSENT: usize = usize::MAX;

/// Where each measure of each cut begins, looked up without searching.
#[derive(Clone, Debug)]
pub(super) struct Places {
    first: [[usize; N_MEASURES]; N_CUTS],
    n_periods: [usize; N_CUTS],
}

impl Places {
    pub(super) fn new(layout: &Layout) -> Self {
        let mut first = [[ABSENT; N_MEASURES]; N_CUTS];
        let mut n_periods = [0; N_CUTS];
        for block in layout.blocks() {
            first[block.cut as usize][block.measure as usize] = block.first;
            n_periods[block.cut as usize] = block.n_periods;
        }
        Self { first, n_periods }
    }

    #[inline]
    fn cell(&self, cut: Cut, member: usize, measure: Measure, period: usize) -> usize {
        let first = self.first[cut as usize][measure as usize];
        debug_assert!(first != ABSENT, "{measure:?} is not counted by {cut:?}");
        first + member * self.n_periods[cut as usize] + period
    }
}

/// One trial's counts.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    places: Places,
    cells: Vec<i64>,
}

impl Tally {
    pub(super) fn new(places: Places, n_cells: usize) -> Self {
        Self {
            places,
            cells: vec![0; n_cells],
        }
    }

    pub(super) fn reset(&mut self) {
        self.cells.fill(0);
    }

    pub(super) fn cells(&self) -> &[i64] {
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
        let cell = self.places.cell(cut, member, measure, period);
        self.cells[cell] += value;
    }

    /// Adds to the company's measure in a month.
    #[inline]
    pub(super) fn company(&mut self, measure: Measure, month: usize, value: i64) {
        self.add(Cut::Company, 0, measure, month, value);
    }

    /// What has been counted so far.
    pub(super) fn so_far(&self, cut: Cut, member: usize, measure: Measure, period: usize) -> i64 {
        self.cells[self.places.cell(cut, member, measure, period)]
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

//! The tally: one trial's counts, cell by cell.

use crate::measure::{Cut, Measure};
use crate::results::Layout;

const N_CUTS: usize = 8;
const ABSENT: usize = usize::MAX;

/// Where each measure of each cut begins, looked up without searching.
#[derive(Clone, Debug)]
pub(super) struct Places {
    first: Vec<usize>,
    n_periods: [usize; N_CUTS],
    n_months: usize,
}

impl Places {
    pub(super) fn new(layout: &Layout, n_months: usize) -> Self {
        let mut first = vec![ABSENT; N_CUTS * Measure::ALL.len()];
        let mut n_periods = [0; N_CUTS];
        for block in layout.blocks() {
            first[block.cut as usize * Measure::ALL.len() + block.measure as usize] = block.first;
            n_periods[block.cut as usize] = block.n_periods;
        }
        Self {
            first,
            n_periods,
            n_months,
        }
    }

    fn cell(&self, cut: Cut, member: usize, measure: Measure, period: usize) -> usize {
        let first = self.first[cut as usize * Measure::ALL.len() + measure as usize];
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

    /// Counts a deal of a stage as `measure` at the end of every month from `from` until before `to` \[months\], and
    /// the same for the company, together with its amount if it has one.
    pub(super) fn standing(
        &mut self,
        stage: usize,
        measure: Measure,
        from: f64,
        to: f64,
        amount: Option<i64>,
    ) {
        for month in month_of(from)..month_of(to).min(self.places.n_months) {
            self.add(Cut::Stage, stage, measure, month, 1);
            self.company(measure, month, 1);
            if let Some(amount) = amount {
                self.company(Measure::OpenAmount, month, amount);
            }
        }
    }

    /// Adds the time between `from` and `to` \[months\] to a stage, month by month.
    pub(super) fn time_in_stage(&mut self, stage: usize, from: f64, to: f64) {
        let n_months = self.places.n_months;
        for month in month_of(from)..(month_of(to) + 1).min(n_months) {
            let (start, end) = bounds(month);
            let inside = to.min(end) - from.max(start);
            self.add(
                Cut::Stage,
                stage,
                Measure::TimeInStage,
                month,
                micro(inside),
            );
        }
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
    let month = time as usize;
    month
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

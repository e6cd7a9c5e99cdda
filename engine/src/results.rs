//! Results: what every trial came to, exactly, cell by cell.

pub mod layout;

use std::ops::Range;

use ndarray::{Array2, ArrayView1, Axis, concatenate};

use crate::kernel::stream::Seed;
use crate::measure::{Cut, Measure, OverTime};
pub use layout::{Block, Layout, Others, Section};

/// What every trial came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Where each number stands.
    pub layout: Layout,
    /// Seed of the futures.
    pub seed: Seed,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Cells of each trial, shape `(n_trials, n_cells)`.
    pub values: Array2<i64>,
}

/// Parts of one run that do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// They come from other seeds or other layouts.
    #[error("these are parts of different runs: the seed or the layout differs")]
    Foreign,
    /// Trials are missing between them, or are there twice.
    #[error("trial {expected} was expected next, not trial {got}")]
    Gap {
        /// The next trial.
        expected: u32,
        /// The trial that came.
        got: u32,
    },
}

impl Results {
    /// Number of trials.
    #[must_use]
    pub fn n_trials(&self) -> usize {
        self.values.nrows()
    }

    /// One member's measure over some months, trial by trial: flows summed, stocks as they stand at the end,
    /// averages averaged (rounded towards zero). Shape `(n_trials,)`.
    ///
    /// * `member`: index in the cut's dimension; 0 for the company
    /// * `periods`: periods of the block's grain: months of the horizon, or fiscal years
    ///
    /// # Panics
    ///
    /// If the measure is not counted along the cut, or the member or a period does not exist.
    #[must_use]
    pub fn over(
        &self,
        measure: Measure,
        cut: Cut,
        member: usize,
        periods: Range<usize>,
    ) -> Vec<i64> {
        let block = self.layout.block(measure, cut);
        assert!(
            member < block.n_members && periods.end <= block.n_periods && !periods.is_empty(),
            "no such cells"
        );
        let first = block.first + member * block.n_periods;
        let cells = first + periods.start..first + periods.end;
        let n = i64::try_from(cells.len()).expect("a horizon is short");
        let fold = |row: ArrayView1<'_, i64>| match measure.over_time() {
            OverTime::Sum => cells.clone().map(|c| row[c]).sum(),
            OverTime::Mean => cells.clone().map(|c| row[c]).sum::<i64>() / n,
            OverTime::Last => row[cells.end - 1],
        };
        if self.values.is_standard_layout() {
            return self.values.axis_iter(Axis(0)).map(fold).collect();
        }
        // Cell by cell, each of which is in one piece.
        let mut values = self.values.column(cells.end - 1).to_vec();
        if measure.over_time() == OverTime::Last {
            return values;
        }
        for cell in cells.start..cells.end - 1 {
            for (sum, value) in values.iter_mut().zip(self.values.column(cell)) {
                *sum += value;
            }
        }
        if measure.over_time() == OverTime::Mean {
            for value in &mut values {
                *value /= n;
            }
        }
        values
    }

    /// The same results, each cell's numbers side by side in memory instead of each trial's: for whoever reads cell by
    /// cell.
    #[must_use]
    pub fn by_cell(mut self) -> Self {
        let by_cell = self.values.t().as_standard_layout().into_owned();
        self.values = by_cell.reversed_axes();
        self
    }

    /// The company's measure over some months, trial by trial.
    #[must_use]
    pub fn company(&self, measure: Measure, months: Range<usize>) -> Vec<i64> {
        self.over(measure, Cut::Company, 0, months)
    }

    /// Joins parts of one run, in trial order, to the very bits of the whole run.
    ///
    /// # Errors
    ///
    /// [`JoinError`] if they are not consecutive parts of one run.
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 trials, which no run has.
    pub fn join(mut parts: Vec<Self>) -> Result<Option<Self>, JoinError> {
        parts.sort_by_key(|part| part.first_trial);
        let Some(head) = parts.first() else {
            return Ok(None);
        };
        let mut expected = head.first_trial;
        for part in &parts {
            if part.seed != head.seed || part.layout != head.layout {
                return Err(JoinError::Foreign);
            }
            if part.first_trial != expected {
                return Err(JoinError::Gap {
                    expected,
                    got: part.first_trial,
                });
            }
            expected += u32::try_from(part.n_trials()).expect("trials are counted in 32 bits");
        }
        let views: Vec<_> = parts.iter().map(|part| part.values.view()).collect();
        let values = concatenate(Axis(0), &views).expect("equal layouts have equal widths");
        Ok(Some(Self {
            layout: head.layout.clone(),
            seed: head.seed,
            first_trial: head.first_trial,
            values,
        }))
    }
}

//! Numbers that differ by row and month, part of which may be uncertain, and some of which something moves.

use super::math::ln;
use super::moved::{Moved, Scale, Shift};

/// A table of numbers by row and month, in which single cells may be drawn anew for each trial.
///
/// What a row stands for (a role, a class of deals, ...) is said where the field is declared. Shape
/// `(n_rows, n_months)`, or `(n_rows, 1)` where nothing changes with time.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Last column, which holds from then on.
    last_month: usize,
    /// Cells from one row to the next; 0 where one row holds for all.
    next_row: usize,
    values: Vec<f64>,
    drawn: Vec<Drawn>,
    low: f64,
    high: f64,
    /// What moves the numbers in the course of time, if anything does.
    moved: Option<Box<Moved>>,
}

/// A cell that takes the value of an assumption.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Cell, `row * n_months + month`.
    pub cell: usize,
    /// Index of the assumption.
    pub slot: usize,
}

impl Field {
    /// One number for every row and month.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self {
            last_month: 0,
            next_row: 0,
            values: vec![value],
            drawn: Vec::new(),
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            moved: None,
        }
    }

    /// A table of numbers.
    ///
    /// * `n_months`: number of columns; 1 if the numbers do not change with time
    /// * `values`: row after row, shape `(n_rows, n_months)`; what stands in a drawn cell does not matter
    /// * `drawn`: cells that take the value of an assumption, clipped to `low..=high`
    ///
    /// # Panics
    ///
    /// If the table is ragged or empty, or a drawn cell lies outside it.
    #[must_use]
    pub fn new(n_months: usize, values: Vec<f64>, drawn: Vec<Drawn>, low: f64, high: f64) -> Self {
        assert!(
            n_months > 0 && !values.is_empty() && values.len().is_multiple_of(n_months),
            "a field is a full table"
        );
        assert!(
            drawn.iter().all(|d| d.cell < values.len()),
            "a drawn cell lies inside the field"
        );
        Self {
            last_month: n_months - 1,
            next_row: if values.len() == n_months {
                0
            } else {
                n_months
            },
            values,
            drawn,
            low,
            high,
            moved: None,
        }
    }

    /// The same numbers, with a range that they are clipped to when they are drawn or moved.
    #[must_use]
    pub fn within(self, (low, high): (f64, f64)) -> Self {
        Self { low, high, ..self }
    }

    /// The same numbers, moved on a scale by the sum of some shifts, and clipped to the field's range where they are.
    ///
    /// One row is kept if neither numbers nor shifts differ by row. A cell whose shifts sum to 0 keeps its number to the
    /// bit.
    ///
    /// * `n_rows`, `n_months`: rows that the numbers are stated for, and months of the horizon
    ///
    /// # Panics
    ///
    /// If the field is moved already, or there is no month.
    #[must_use]
    pub fn moved_by(
        self,
        scale: Scale,
        shifts: Vec<Shift>,
        (n_rows, n_months): (usize, usize),
    ) -> Self {
        assert!(
            self.moved.is_none() && n_months > 0,
            "a field is moved once, over some months"
        );
        let is_one_row = self.next_row == 0 && shifts.iter().all(|s| s.effect.next_row == 0);
        let n_rows = if is_one_row { 1 } else { n_rows };
        let cells = || (0..n_rows).flat_map(|row| (0..n_months).map(move |month| (row, month)));
        let stated: Vec<f64> = cells().map(|(row, month)| self.at(row, month)).collect();
        let slot = |(cell, (row, month))| {
            let stated_in = self.cell(row, month);
            let found = self.drawn.iter().find(|d| d.cell == stated_in)?;
            let slot = found.slot;
            Some(Drawn { cell, slot })
        };
        let drawn = cells().enumerate().filter_map(slot).collect();
        let mut field = Self::new(n_months, stated.clone(), drawn, self.low, self.high);
        field.moved = Some(Box::new(Moved::new(scale, stated, shifts)));
        field.move_cells();
        field
    }

    /// The same numbers, all multiplied by a factor above 0; uncertain ones when they are drawn.
    ///
    /// * `shape`: rows that the numbers are stated for, and months of the horizon
    ///
    /// # Panics
    ///
    /// If the field is moved already.
    #[must_use]
    pub fn times(mut self, factor: f64, shape: (usize, usize)) -> Self {
        if self.drawn.is_empty() && self.moved.is_none() {
            self.values.iter_mut().for_each(|value| *value *= factor);
            return self;
        }
        let always = Shift {
            effect: Self::constant(ln(factor)),
            shares: vec![1.0; shape.1],
        };
        let range = (self.low, f64::INFINITY);
        self.within(range).moved_by(Scale::Log, vec![always], shape)
    }

    /// Where the number of a row in a month stands.
    #[inline]
    fn cell(&self, row: usize, month: usize) -> usize {
        row * self.next_row + month.min(self.last_month)
    }

    fn move_cells(&mut self) {
        if let Some(moved) = &self.moved {
            moved.fill(&mut self.values, self.last_month + 1, (self.low, self.high));
        }
    }

    /// The number of a row in a month. A field of one row holds for all rows; the last column holds from then on.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize, month: usize) -> f64 {
        self.values[self.cell(row, month)]
    }

    /// Puts this trial's draws, one per assumption, into the cells that take them.
    pub fn redraw(&mut self, draws: &[f64]) {
        let Some(moved) = &mut self.moved else {
            for d in &self.drawn {
                self.values[d.cell] = draws[d.slot].clamp(self.low, self.high);
            }
            return;
        };
        for d in &self.drawn {
            moved.stated[d.cell] = draws[d.slot].clamp(self.low, self.high);
        }
        let is_drawn = moved.redraw(draws) || !self.drawn.is_empty();
        if is_drawn {
            self.move_cells();
        }
    }

    /// The number, if it is one and the same everywhere and in every trial.
    #[must_use]
    pub fn as_constant(&self) -> Option<f64> {
        (self.values.len() == 1 && !self.is_uncertain()).then(|| self.values[0])
    }

    /// Whether any cell is drawn, or moved by what is drawn.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        let is_moved = |moved: &Moved| moved.is_uncertain();
        !self.drawn.is_empty() || self.moved.as_deref().is_some_and(is_moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_serves_all_and_the_last_month_holds() {
        let field = Field::new(2, vec![1.0, 2.0], Vec::new(), 0.0, 9.0);
        assert_eq!(
            [field.at(0, 0), field.at(7, 1), field.at(3, 99)].map(f64::to_bits),
            [1.0, 2.0, 2.0_f64].map(f64::to_bits)
        );
    }

    #[test]
    fn drawn_cells_are_clipped_to_their_range() {
        let mut field = Field::new(
            1,
            vec![0.0, 0.0],
            vec![Drawn { cell: 1, slot: 0 }],
            0.0,
            1.0,
        );
        field.redraw(&[1.7]);
        assert_eq!(
            [field.at(0, 0), field.at(1, 0)].map(f64::to_bits),
            [0.0, 1.0_f64].map(f64::to_bits)
        );
    }
}

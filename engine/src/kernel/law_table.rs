//! A table of distributions: one for each row.

use super::law::Law;
use super::multiplier::Multiplier;

/// One law for each row, such as a deal class; equal laws are kept once. What is drawn may be moved in the course of time.
#[derive(Clone, Debug)]
pub struct LawTable {
    laws: Vec<Law>,
    by_row: Vec<usize>,
    /// What draws are multiplied by, by row and month.
    moved: Multiplier,
}

impl LawTable {
    /// The same law for every row.
    #[must_use]
    pub fn same(law: Law) -> Self {
        Self {
            laws: vec![law],
            by_row: Vec::new(),
            moved: Multiplier::ONE,
        }
    }

    /// A law for each row.
    ///
    /// # Panics
    ///
    /// If an entry of `by_row` is no index into `laws`.
    #[must_use]
    pub fn new(laws: Vec<Law>, by_row: Vec<usize>) -> Self {
        assert!(
            by_row.iter().all(|&ix| ix < laws.len()),
            "a row points at a law of the table"
        );
        Self {
            laws,
            by_row,
            moved: Multiplier::ONE,
        }
    }

    /// The same laws, whose draws are multiplied by a factor of the row and the month.
    #[must_use]
    pub fn multiplied(self, moved: Multiplier) -> Self {
        Self { moved, ..self }
    }

    /// The law of a row, before anything moves what is drawn.
    #[must_use]
    #[inline]
    pub fn of(&self, row: usize) -> &Law {
        &self.laws[self.by_row.get(row).copied().unwrap_or(0)]
    }

    /// What a row's draws of a month are multiplied by; exactly 1 where nothing moves them.
    #[must_use]
    #[inline]
    pub fn factor(&self, row: usize, month: usize) -> f64 {
        self.moved.at(row, month)
    }

    /// What is drawn in a month, by its uniform number.
    #[must_use]
    #[inline]
    pub fn draw(&self, row: usize, month: usize, uniform: f64) -> f64 {
        self.of(row).quantile(uniform) * self.factor(row, month)
    }

    /// Whether a row's draws are the same of both tables, in every month and trial.
    #[must_use]
    pub fn draws_like(&self, other: &Self, row: usize) -> bool {
        self.of(row) == other.of(row) && self.moved == other.moved
    }

    /// Puts one trial's draws into what moves the numbers.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.moved.redraw(draws);
    }
}

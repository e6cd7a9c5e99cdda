//! A table of distributions: one for each row.

use super::law::Law;

/// One law for each row, such as a deal class; equal laws are kept once.
#[derive(Clone, Debug)]
pub struct LawTable {
    laws: Vec<Law>,
    by_row: Vec<usize>,
}

impl LawTable {
    /// The same law for every row.
    #[must_use]
    pub fn same(law: Law) -> Self {
        Self {
            laws: vec![law],
            by_row: Vec::new(),
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
        Self { laws, by_row }
    }

    /// The law of a row.
    #[must_use]
    #[inline]
    pub fn of(&self, row: usize) -> &Law {
        &self.laws[self.by_row.get(row).copied().unwrap_or(0)]
    }
}

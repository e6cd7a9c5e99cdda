//! What the rules ask of a number: what it may depend on, its range and its unit.

use crate::scenario::number::Dimension;

use super::super::range::Range;
use super::super::rows::Rows;

/// What a number may depend on, and what it has to satisfy.
#[derive(Clone, Debug)]
pub(in super::super) struct Spec {
    pub(super) rows: Rows,
    /// A dimension whose member is known from where the number stands.
    pub(super) fixed: Option<(Dimension, usize)>,
    /// Rows that matter; all if empty.
    pub(super) needed: Vec<bool>,
    pub(super) range: Range,
    pub(super) scale: f64,
    pub(super) chance: Chance,
    /// Whether it may change from month to month.
    pub(super) by_month: bool,
    /// Whether it is the chance of something, whose odds can be moved.
    pub(super) is_chance: bool,
    /// Whether what moves it multiplies what comes of it, in the month in which it is drawn or first applies.
    pub(super) is_multiplied: bool,
}

/// What a distribution stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chance {
    /// What we do not know: drawn once per trial.
    Assumption,
    /// Luck: drawn for each deal or hire. What to use instead of a series.
    Luck(&'static str),
}

impl Spec {
    /// A number in a range, the same for everything.
    pub(in super::super) fn new(range: Range) -> Self {
        let chance = Chance::Assumption;
        Self {
            rows: Rows::One,
            fixed: None,
            needed: Vec::new(),
            range,
            scale: 1.0,
            chance,
            by_month: true,
            is_chance: false,
            is_multiplied: false,
        }
    }

    /// Differs by row.
    pub(in super::super) fn rows(self, rows: Rows) -> Self {
        Self { rows, ..self }
    }

    /// Stands where a dimension is known: in a stage, a source, a role.
    pub(in super::super) fn fixed(self, by: Dimension, member: usize) -> Self {
        Self {
            fixed: Some((by, member)),
            ..self
        }
    }

    /// Only these rows matter: a table needs no entries for the others.
    pub(in super::super) fn needed(self, needed: Vec<bool>) -> Self {
        Self { needed, ..self }
    }

    /// The engine counts in another unit: `scale` of its units make one of the file's.
    pub(in super::super) fn scale(self, scale: f64) -> Self {
        Self { scale, ..self }
    }

    /// Does not change from month to month.
    pub(in super::super) fn timeless(self) -> Self {
        Self {
            by_month: false,
            ..self
        }
    }

    /// Is the chance that something happens, which is moved on the logit scale.
    pub(in super::super) fn chance(self) -> Self {
        Self {
            is_chance: true,
            ..self
        }
    }

    /// Is drawn for each deal or hire; `instead` is the help for whoever writes a series.
    pub(in super::super) fn luck(self, instead: &'static str) -> Self {
        Self {
            chance: Chance::Luck(instead),
            by_month: false,
            is_multiplied: true,
            ..self
        }
    }

    /// Is read once, and moved for whom it first applies to in a month.
    pub(in super::super) fn by_start(self) -> Self {
        Self {
            by_month: false,
            is_multiplied: true,
            ..self
        }
    }

    /// Is drawn where nothing moves it.
    pub(in super::super) fn unmoved(self) -> Self {
        Self {
            is_multiplied: false,
            ..self
        }
    }
}

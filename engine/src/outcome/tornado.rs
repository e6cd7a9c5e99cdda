//! What each assumption and each lever does to an output when it alone is moved, in the same futures.

use crate::calendar::Period;
use crate::kernel::summary::{Moments, Paired, VarianceShare};
use crate::kpi::Kpi;

/// Outputs, and what moves them.
#[derive(Clone, Debug)]
pub struct Tornado {
    /// What was moved, in the order of the scenario; those that were finished if the run was interrupted.
    pub moved: Vec<Moved>,
    /// How many were to be moved.
    pub requested: usize,
    /// One for each output and period, each with its bars.
    pub outputs: Vec<Swings>,
}

/// A number that was moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Its path in the scenario.
    pub path: String,
    /// What its two ends are.
    pub ends: Ends,
    /// The value at its low end, in the unit of the file.
    pub low: f64,
    /// The value at its high end.
    pub high: f64,
    /// Its unit, for readers.
    pub unit: Option<String>,
    /// Whether other uncertain numbers are correlated with it; they keep their draws.
    pub is_correlated: bool,
}

/// From where to where a number is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// An uncertain number, from its 10 % to its 90 % quantile.
    Quantiles,
    /// A lever, from one end of its stated range to the other.
    Range,
}

/// What moves an output over a period.
#[derive(Clone, Debug)]
pub struct Swings {
    /// The output.
    pub kpi: &'static Kpi,
    /// The period.
    pub period: Period,
    /// The output with everything as drawn.
    pub base: Moments,
    /// Share of its variance that is not knowing the uncertain numbers; the rest is luck. `None` if nothing is
    /// uncertain, the run was interrupted before it was known, or the output never varies.
    pub unknown: Option<VarianceShare>,
    /// What each moved number does to it, the largest swing first.
    pub bars: Vec<Bar>,
}

/// What a moved number does to an output. Differences are taken future by future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Index of the number in [`Tornado::moved`].
    pub moved: usize,
    /// Its low end minus everything as drawn.
    pub low: Moments,
    /// Its high end minus everything as drawn.
    pub high: Moments,
    /// High end minus low end.
    pub swing: Paired,
}

impl Tornado {
    /// Whether nothing was interrupted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.moved.len() == self.requested
    }
}

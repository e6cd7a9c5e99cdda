//! How exactly a run that was to reach a precision knows what it was asked for.

use crate::kernel::precision::{Precision, Tightness};
use crate::kpi::Kpi;

/// What came of a run that was to go on until its means are exact enough.
#[derive(Clone, Debug)]
pub struct PrecisionReached {
    /// How exact they were to be.
    pub asked: Precision,
    /// The most trials that the run might have taken.
    pub most: u32,
    /// The means that were named, at the end of the run.
    pub outputs: Vec<PreciseOutput>,
}

/// A mean that was to be exact.
#[derive(Clone, Debug)]
pub struct PreciseOutput {
    /// Which output.
    pub kpi: &'static Kpi,
    /// Label of the period.
    pub period: String,
    /// How exact it is; in the unit of the output.
    pub tightness: Tightness,
}

impl PrecisionReached {
    /// Whether all means are exact enough.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.outputs
            .iter()
            .all(|output| output.tightness.is_reached())
    }

    /// The mean that is farthest from what was asked for, or nearest to its limit; the first of equals. `None` if there
    /// is none.
    #[must_use]
    pub fn widest(&self) -> Option<&PreciseOutput> {
        let excess = |output: &PreciseOutput| output.tightness.excess();
        self.outputs
            .iter()
            .rev()
            .max_by(|a, b| excess(a).total_cmp(&excess(b)))
    }
}

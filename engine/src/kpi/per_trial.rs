//! The values of a KPI, trial by trial.

/// A value for each trial.
#[derive(Clone, Debug, PartialEq)]
pub struct PerTrial(Vec<f64>);

impl PerTrial {
    /// Values in trial order; a trial in which the KPI has no value, such as a ratio to nothing, holds NaN.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// Forgets all but the first trials.
    pub fn truncate(&mut self, n_trials: usize) {
        self.0.truncate(n_trials);
    }

    /// The values of all trials; NaN where a trial has none.
    #[must_use]
    pub fn all(&self) -> &[f64] {
        &self.0
    }

    /// The values of the trials that have one, in trial order.
    #[must_use]
    pub fn defined(&self) -> Vec<f64> {
        self.0.iter().copied().filter(|v| !v.is_nan()).collect()
    }

    /// [`defined`](Self::defined), without a copy where all trials have a value.
    #[must_use]
    pub fn into_defined(mut self) -> Vec<f64> {
        self.0.retain(|value| !value.is_nan());
        self.0
    }

    /// The values of the trials that have one in both, in trial order: two lists of equal length.
    ///
    /// # Panics
    ///
    /// If the numbers of trials differ.
    #[must_use]
    pub fn paired(&self, other: &Self) -> (Vec<f64>, Vec<f64>) {
        assert_eq!(
            self.0.len(),
            other.0.len(),
            "paired values come from the same trials"
        );
        self.0
            .iter()
            .zip(&other.0)
            .filter(|(a, b)| !a.is_nan() && !b.is_nan())
            .unzip()
    }
}

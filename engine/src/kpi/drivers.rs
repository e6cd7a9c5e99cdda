//! What moves an output most, read off the trials of one run: no further simulation is needed.

use crate::kernel::assumption::Assumptions;
use crate::kernel::regression::{Terms, fit};
use crate::kernel::stream::Seed;
use crate::kernel::summary::VarianceShare;
use crate::model::Model;
use crate::purpose;
use crate::results::Results;

use super::PerTrial;

/// Fewest trials from which anything is said.
pub const FEWEST_TRIALS: usize = 100;
/// Trials for each term of the joint fit below which it is not made.
const TRIALS_PER_TERM: usize = 10;
/// Trials that are looked at: more would not change what is shown.
pub const MOST_TRIALS: usize = 20_000;
/// A driver's share of variance is at least so many of its standard errors above nothing.
const CLEAR: f64 = 3.0;
/// Smallest share of variance that is worth a line.
const SMALLEST_SHARE: f64 = 0.005;

/// What every assumption was drawn as, trial by trial.
#[derive(Clone, Debug)]
pub struct Draws<'m> {
    assumptions: &'m Assumptions,
    /// Slots in alphabetical order of their names, so that nothing depends on the order of the file.
    order: Vec<usize>,
    /// Terms of each assumption, in that order.
    terms: Vec<Terms>,
    n_trials: usize,
}

/// What makes an output vary from one future to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    /// Number of trials that were looked at.
    pub n_trials: usize,
    /// Share of the output's variance that all uncertain assumptions explain together, each by a curve of the second
    /// degree; what they do only in combination counts as luck here. `None` with too few trials for so many.
    pub unknown: Option<VarianceShare>,
    /// The assumptions that clearly move it, the greatest share of variance first.
    pub biggest: Vec<Driver>,
}

/// An uncertain assumption that moves an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Path of the assumption in the scenario.
    pub name: String,
    /// Its first-order share of the output's variance: `Var E[output | assumption] / Var output`. Shares of correlated
    /// assumptions overlap.
    pub share: VarianceShare,
    /// How much higher the output is on average where the assumption is at its P90 than at its P10, in the output's
    /// unit; what is correlated with it moves along.
    pub rise: f64,
}

impl<'m> Draws<'m> {
    /// The draws of a run, computed anew from its seed; `None` if nothing is uncertain or there are too few trials.
    #[must_use]
    pub fn of(model: &'m Model, results: &Results) -> Option<Self> {
        Self::of_trials(model, results.seed, results.first_trial, results.n_trials())
    }

    /// The draws of so many trials from a first one on; `None` if nothing is uncertain or they are too few.
    #[must_use]
    pub fn of_trials(
        model: &'m Model,
        seed: Seed,
        first_trial: u32,
        n_trials: usize,
    ) -> Option<Self> {
        let assumptions = &model.assumptions;
        let n_trials = n_trials.min(MOST_TRIALS);
        if assumptions.list().is_empty() || n_trials < FEWEST_TRIALS {
            return None;
        }
        let mut order: Vec<usize> = (0..assumptions.list().len()).collect();
        order.sort_by_key(|&slot| &assumptions.list()[slot].name);
        let mut columns = vec![Vec::with_capacity(n_trials); order.len()];
        for trial in (first_trial..).take(n_trials) {
            let values = assumptions.draw(seed, trial, purpose::ASSUMPTION);
            for (column, &slot) in columns.iter_mut().zip(&order) {
                column.push(values[slot]);
            }
        }
        Some(Self {
            assumptions,
            terms: columns.iter().map(|draws| Terms::of(draws)).collect(),
            order,
            n_trials,
        })
    }

    /// What moves an output; `None` if some trial has no value, or all have the same.
    ///
    /// * `values`: the output in each trial of the run
    ///
    /// # Panics
    ///
    /// If there are fewer values than trials.
    #[must_use]
    pub fn drivers(&self, values: &PerTrial) -> Option<Drivers> {
        let values = &values.all()[..self.n_trials];
        if values.iter().any(|value| value.is_nan()) {
            return None;
        }
        // Anything explains nothing of what never varies.
        VarianceShare::of_fit(values, values, 0)?;
        let slots = self.order.iter().zip(&self.terms);
        let mut biggest: Vec<Driver> = slots
            .filter_map(|(&slot, terms)| self.driver(slot, terms, values))
            .filter(|driver| driver.share.value >= SMALLEST_SHARE)
            .filter(|driver| driver.share.value >= CLEAR * driver.share.std_error)
            .collect();
        biggest.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
        Some(Drivers {
            n_trials: self.n_trials,
            unknown: self.unknown(values),
            biggest,
        })
    }

    fn driver(&self, slot: usize, terms: &Terms, values: &[f64]) -> Option<Driver> {
        let (fitted, n_terms) = fit(values, terms.columns().iter().map(Vec::as_slice));
        let assumption = &self.assumptions.list()[slot];
        let [low, high] = [0.1, 0.9].map(|share| assumption.law.quantile(share));
        Some(Driver {
            name: assumption.name.clone(),
            share: VarianceShare::of_fit(values, &fitted, n_terms)?,
            rise: terms.rise(values, low, high),
        })
    }

    /// The share that all assumptions explain together.
    fn unknown(&self, values: &[f64]) -> Option<VarianceShare> {
        let columns = || self.terms.iter().flat_map(Terms::columns);
        if self.n_trials < TRIALS_PER_TERM * columns().count() {
            return None;
        }
        let (fitted, n_terms) = fit(values, columns().map(Vec::as_slice));
        VarianceShare::of_fit(values, &fitted, n_terms)
    }
}

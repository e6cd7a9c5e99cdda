//! Results in Python.

use std::sync::Arc;

use foresell::measure::Measure;
use foresell::report::{Report, Run, Subject, json};
use foresell::results::Results as EngineResults;
use foresell::scenario::Scenario;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

/// What every trial of a run came to.
#[pyclass(frozen, module = "foresell")]
pub(crate) struct Results {
    scenario: Arc<Scenario>,
    results: EngineResults,
}

impl Results {
    pub(crate) fn new(scenario: Arc<Scenario>, results: EngineResults) -> Self {
        Self { scenario, results }
    }
}

#[pymethods]
impl Results {
    /// Number of trials.
    #[getter]
    fn n_trials(&self) -> usize {
        self.results.n_trials()
    }

    /// The summary of the run as JSON text.
    fn summary_json(&self, py: Python<'_>) -> String {
        py.detach(|| {
            let requested =
                u32::try_from(self.results.n_trials()).expect("trials are counted in 32 bits");
            let run = Run {
                requested,
                complete: true,
                precision: None,
                command: Vec::new(),
            };
            json::text(&json::summary(&Report::build(
                Subject::from(&*self.scenario),
                &self.results,
                run,
            )))
        })
    }

    /// A measure of the whole company by trial and month, in the measure's smallest unit.
    fn monthly(&self, measure: &str) -> PyResult<Vec<Vec<i64>>> {
        let found = Measure::ALL
            .iter()
            .copied()
            .find(|m| m.id() == measure && self.results.layout.has_company(*m));
        let measure = found
            .ok_or_else(|| PyKeyError::new_err(format!("no measure {measure:?} of the company")))?;
        let n_months = self.scenario.model.calendar.n_months();
        let months: Vec<Vec<i64>> = (0..n_months)
            .map(|m| self.results.company(measure, m..m + 1))
            .collect();
        Ok((0..self.results.n_trials())
            .map(|trial| months.iter().map(|month| month[trial]).collect())
            .collect())
    }

    fn __repr__(&self) -> String {
        format!(
            "Results({:?}, n_trials={})",
            self.scenario.name,
            self.results.n_trials()
        )
    }
}

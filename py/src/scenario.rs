//! Scenarios in Python.

use std::path::PathBuf;
use std::sync::Arc;

use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results as EngineResults;
use foresell::scenario::render::{self, TextStyle};
use foresell::scenario::{self, Disk};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::results::Results;

/// Trials between two looks at whether the user has pressed Ctrl-C.
const BATCH: u32 = 64;

create_exception!(
    foresell,
    ForesellError,
    PyException,
    "What the engine refuses."
);
create_exception!(
    foresell,
    ScenarioError,
    ForesellError,
    "A scenario with findings; `findings` lists them."
);

/// A checked scenario.
#[pyclass(frozen, module = "foresell")]
pub(crate) struct Scenario(Arc<scenario::Scenario>);

#[pymethods]
impl Scenario {
    /// Loads scenario files, composed from left to right.
    #[staticmethod]
    #[pyo3(signature = (*paths))]
    fn load(py: Python<'_>, paths: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let paths: Vec<PathBuf> = paths.extract()?;
        if paths.is_empty() {
            return Err(PyValueError::new_err(
                "a scenario is loaded from at least one file",
            ));
        }
        let loaded = py.detach(|| scenario::load(&Disk, &paths));
        loaded
            .map(|scenario| Self(Arc::new(scenario)))
            .map_err(|error| to_py(py, error))
    }

    /// Short name of the scenario.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// Hash of the merged scenario and its tables, in hexadecimal.
    #[getter]
    fn hash(&self) -> &str {
        &self.0.hash
    }

    /// Simulates the scenario.
    #[pyo3(signature = (*, trials = None, seed = None, threads = None))]
    fn run(
        &self,
        py: Python<'_>,
        trials: Option<u32>,
        seed: Option<u64>,
        threads: Option<usize>,
    ) -> PyResult<Results> {
        let n_trials = trials.unwrap_or(self.0.trials);
        if n_trials == 0 || threads == Some(0) {
            return Err(PyValueError::new_err("trials and threads are at least 1"));
        }
        let seed = Seed(seed.unwrap_or(self.0.seed));
        let mut parts = Vec::new();
        for first in (0..n_trials).step_by(BATCH as usize) {
            let trials = first..first.saturating_add(BATCH).min(n_trials);
            let part = py.detach(|| simulate(&self.0.model, seed, trials, threads, &Unwatched));
            parts.push(
                part.map_err(|error| ForesellError::new_err(error.to_string()))?
                    .results,
            );
            py.check_signals()?;
        }
        let joined = EngineResults::join(parts).expect("the batches of one run follow each other");
        Ok(Results::new(
            Arc::clone(&self.0),
            joined.expect("there is a batch"),
        ))
    }

    fn __repr__(&self) -> String {
        format!("Scenario({:?}, hash={:?})", self.0.name, &self.0.hash[..8])
    }
}

/// A scenario that cannot be loaded as a Python exception; its findings become an attribute.
fn to_py(py: Python<'_>, error: scenario::ScenarioError) -> PyErr {
    match error {
        scenario::ScenarioError::Read { source, .. } => source.into(),
        scenario::ScenarioError::Invalid { files, findings } => {
            let raised =
                ScenarioError::new_err(render::text(&files, &findings, TextStyle::default()));
            let told: Vec<_> = render::json(&files, &findings)
                .into_iter()
                .map(|found| (found.code, found.at.file, found.at.line, found.message))
                .collect();
            match raised.value(py).setattr("findings", told) {
                Ok(()) => raised,
                Err(other) => other,
            }
        }
        other => ForesellError::new_err(other.to_string()),
    }
}

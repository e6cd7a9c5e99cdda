//! The engine as the private Python module `foresell._engine`; the package over it is the public one.

mod results;
mod scenario;

use pyo3::prelude::*;

/// The engine under the typed package `foresell`.
#[pymodule]
mod _engine {
    use std::ffi::OsString;
    use std::io::Write as _;

    use super::{Python, pyfunction};

    #[pymodule_export]
    use super::results::Results;
    #[pymodule_export]
    use super::scenario::{ForesellError, Scenario, ScenarioError};

    /// The version of the engine, which is that of the package.
    #[pyfunction]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Runs the command line and returns its exit code: 0 fine, 1 findings, 2 broke, 130 interrupted.
    ///
    /// `args` starts with the name of the program.
    #[pyfunction]
    fn run_command(py: Python<'_>, args: Vec<OsString>) -> u8 {
        py.detach(|| {
            let code = foresell::cli::run(args);
            // An interpreter that ends does not flush the buffers of this library. That the reader
            // has gone is the command's to notice, and there is nobody left to tell.
            let _gone = std::io::stdout().flush();
            code
        })
    }
}

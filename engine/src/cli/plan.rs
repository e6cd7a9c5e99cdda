//! What every command that reads a plan is told: which files it is in, and how the answer is printed.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::{Output, load};
use crate::scenario::Scenario;

/// The plan, and how what is said of it is printed.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Scenario files, composed from left to right
    #[arg(required = true, value_name = "SCENARIO")]
    pub(crate) scenario: Vec<PathBuf>,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: Output,
}

impl PlanArgs {
    /// Reads and checks the plan, counting all there is.
    pub(crate) fn load(&self) -> Result<Scenario, Failure> {
        load::scenario(&self.scenario, self.format)
    }
}

//! `foresell expect`: expected values without simulation.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::{FINE, Output, folder, load};
use crate::expect::Expectation;
use crate::report::expectation::ExpectationReport;
use crate::report::file::{FileKind, begins_with};
use crate::report::{Subject, json};

/// Work out expected values without simulation, wherever the plan is linear
///
/// Headcount, ramped-rep equivalents, capacity and street quota by role, leads by source, the weighted pipeline, and
/// bookings where nobody's time binds: the means over all futures, exactly or, behind several stages of drawn length, to
/// within a small error of the arithmetic (most often below 0.001 %). What is not linear is left out, by name and reason;
/// `foresell run` answers it. Uncertain assumptions stand at their mean.
#[derive(Debug, Args)]
pub(crate) struct ExpectArgs {
    /// Scenario files, composed from left to right
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
    /// Write all figures, month by month, into this new CSV file
    #[arg(long, short, value_name = "CSV")]
    output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// How the figures are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

/// A table of expected values is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a table of expected values",
    is: |file| begins_with(file, b"month,figure,of,unit,value"),
};

pub(super) fn run(args: &ExpectArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let expectation = Expectation::of(&scenario.model);
    let report = ExpectationReport::new(Subject::from(&scenario), &expectation);
    if let Some(path) = &args.output {
        folder::write_table(path, &report.table(), TABLE, args.force)?;
    }
    console.out(&match args.format {
        Output::Text => report.text(),
        Output::Json => json::text(&report.json()),
    })?;
    Ok(FINE)
}

//! `foresell expect`: expected values without simulation.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::written::TableFileArgs;
use super::{FINE, Output};
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
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    table: TableFileArgs,
}

/// A table of expected values is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a table of expected values",
    is: |file| begins_with(file, b"month,figure,of,unit,value"),
};

pub(super) fn run(args: &ExpectArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let expectation = Expectation::of(&scenario.model);
    let report = ExpectationReport::new(Subject::from(&scenario), &expectation);
    args.table.write(TABLE, || report.table())?;
    console.out(&match args.plan.format {
        Output::Text => report.text(),
        Output::Json => json::text(&report.json()),
    })?;
    Ok(FINE)
}

//! `foresell replay`: one future, told as a dated story.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::{FINE, Output, folder, whole};
use crate::kernel::stream::Seed;
use crate::model::chronicle::Chronicle;
use crate::model::trial::Simulator;
use crate::report::credits::credits;
use crate::report::file::{FileKind, begins_with};
use crate::report::story::Story;
use crate::report::{Subject, json};
use crate::scenario::Scenario;

/// Tell one future as a dated story: hires, leavers, deals, contracts, payouts
///
/// The future is that of the trial with this number in `foresell run`, to the last bit: look one up there, for example
/// a bad one, and read here how it came about.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    future: FutureArgs,
    /// Tell every opportunity, loss, payout and renewal too, and whose onboarding is over
    #[arg(long)]
    all: bool,
    /// Write what people were credited with into this new CSV file, which `foresell payouts` and `actuals` read: deals,
    /// opportunities and objectives, without cash and activities
    #[arg(long, value_name = "CSV")]
    credits: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "credits")]
    force: bool,
}

/// Which future.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FutureArgs {
    /// Number of the future
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::trial, allow_hyphen_values = true)]
    pub(crate) trial: u32,
    /// Seed of the futures; the scenario's `simulation.seed` unless said (1 if it says nothing)
    #[arg(long, value_name = "S", value_parser = whole::seed, allow_hyphen_values = true)]
    pub(crate) seed: Option<u64>,
}

impl FutureArgs {
    pub(crate) fn seed(self, scenario: &Scenario) -> Seed {
        Seed(self.seed.unwrap_or(scenario.seed))
    }

    /// What happens in the future, and its counts.
    pub(crate) fn replay(self, scenario: &Scenario) -> (Chronicle, Vec<i64>) {
        let mut simulator = Simulator::new(&scenario.model);
        let (chronicle, cells) = simulator.replay(self.seed(scenario), self.trial);
        (chronicle, cells.to_vec())
    }
}

/// A table of credits is known by its first columns.
const CREDITS: FileKind = FileKind {
    words: "a table of credits",
    is: |file| begins_with(file, b"date,seat,deal,measure,"),
};

pub(super) fn run(args: &ReplayArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let (chronicle, cells) = args.future.replay(&scenario);
    if let Some(path) = &args.credits {
        let table = credits(Subject::from(&scenario), &chronicle);
        folder::write_table(path, &table, CREDITS, args.force)?;
    }
    let seed = args.future.seed(&scenario).0;
    let future = (seed, args.future.trial);
    let story = Story::new(Subject::from(&scenario), future, &chronicle, &cells);
    console.out(&match args.plan.format {
        Output::Text => story.text(args.all, console.width()),
        Output::Json => json::text(&story.json()),
    })?;
    Ok(FINE)
}

//! How a run is summarised: from all of its trials, or counted as they come where they do not fit into memory.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::memory;
use super::progress::Progress;
use super::simulation::{Futures, SimulationArgs};
use crate::kpi::tallies::{Asked, BATCH, PILOT, Tallies};
use crate::kpi::tally::Counting;
use crate::model::simulate::{Unwatched, simulate};
use crate::model::workers::Workers;
use crate::report::{Report, Subject};
use crate::results::Results;
use crate::scenario::Scenario;

/// Bytes of an output that is counted: thresholds, counters, and what belongs to them.
const PER_OUTPUT: usize = 4_608;

/// How summaries are made.
#[derive(Clone, Debug, Args)]
pub(crate) struct SummaryArgs {
    /// How summaries are made: from all futures, or counted as they come. Counted, a million futures need no more memory
    /// than ten thousand: means, spreads and chances are exact, P10, P50 and P90 are interpolated between counters that
    /// the first 4,096 futures place, at most 0.0001 off in rank in a million futures
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    summaries: Summaries,
    /// Where futures are counted, simulate them again for exact quantiles
    #[arg(long, conflicts_with = "shard")]
    exact_quantiles: bool,
}

/// How summaries are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Summaries {
    /// Exact where all futures fit into --memory, counted where they do not
    #[default]
    Auto,
    /// From all futures
    Exact,
    /// Counted as they come
    Counted,
}

/// How the summaries of a run are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// From all trials.
    Held,
    /// Counted as they come.
    Counted {
        /// Whether a second pass finds the exact quantiles.
        exact_quantiles: bool,
    },
}

/// A run that was counted.
#[derive(Debug)]
pub(crate) struct Counted {
    /// Its first trial.
    pub(crate) first: Results,
    pub(crate) tallies: Tallies,
    pub(crate) complete: bool,
}

impl SummaryArgs {
    /// Decides for a run: by all of its trials, also where only a part of it is simulated, so that parts and whole agree.
    ///
    /// * `draws`: whether every single future is to be written
    pub(crate) fn mode(
        &self,
        scenario: &Scenario,
        futures: Futures,
        simulation: &SimulationArgs,
        draws: bool,
    ) -> Result<Mode, Failure> {
        let n_cells = scenario.model.layout().n_cells();
        let held = memory::check(futures.n_trials, n_cells, simulation.memory);
        let counted = match self.summaries {
            Summaries::Exact => false,
            Summaries::Counted => true,
            // What every future came to cannot be written without holding them.
            Summaries::Auto => held.is_err() && !draws,
        };
        if !counted {
            return Ok(Mode::Held);
        }
        if draws {
            return Err(Failure::Usage(
                "--draws writes every single future, and counted futures are not kept: leave out --draws, or \
                 say --summaries exact"
                    .into(),
            ));
        }
        Ok(Mode::Counted {
            exact_quantiles: self.exact_quantiles,
        })
    }

    /// Says that futures are counted although nobody asked for it.
    pub(crate) fn note(
        &self,
        scenario: &Scenario,
        futures: Futures,
        simulation: &SimulationArgs,
        console: &Console,
    ) {
        if self.summaries == Summaries::Auto && !simulation.quiet {
            let n_cells = scenario.model.layout().n_cells();
            let (needed, allowed) = memory::of_run(futures.n_trials, n_cells, simulation.memory);
            let quantiles = if self.exact_quantiles {
                "and simulated again for exact quantiles"
            } else {
                "so quantiles are interpolated (--exact-quantiles finds them)"
            };
            console.err(&format!(
                "{} trials take {needed} of memory, and {allowed} are allowed (--memory): they are counted as they \
                 come, {quantiles}\n",
                futures.n_trials
            ));
        }
    }
}

impl Mode {
    /// The words of a command that summarises a run in the same way.
    pub(crate) fn words(self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Held => &[],
            Self::Counted {
                exact_quantiles: false,
            } => &["--summaries", "counted"],
            Self::Counted {
                exact_quantiles: true,
            } => &["--summaries", "counted", "--exact-quantiles"],
        };
        words.iter().map(|&word| word.to_owned()).collect()
    }
}

/// The first trial of a run, and the outputs that its report asks for.
pub(crate) fn asked(scenario: &Scenario, futures: Futures) -> Result<(Results, Asked), Failure> {
    let trial = futures.first..futures.first + 1;
    let first = simulate(&scenario.model, futures.seed, trial, Some(1), &Unwatched)?;
    let asked = Report::asked(Subject::from(scenario), &first.results);
    Ok((first.results, asked))
}

/// Simulates and counts trials; `None` if Ctrl-C came before there was anything to count by.
///
/// * `futures`: of the whole run
/// * `part`: those that are counted
pub(crate) fn count(
    scenario: &Scenario,
    (futures, part): (Futures, Futures),
    simulation: &SimulationArgs,
    exact_quantiles: bool,
    console: &Console,
) -> Result<Option<Counted>, Failure> {
    let (first, asked) = asked(scenario, futures)?;
    let n_cells = scenario.model.layout().n_cells();
    let pilot = futures.n_trials.min(PILOT) as usize;
    // The pilot, and a batch trial by trial that becomes one cell by cell, beside all counters.
    let n_bytes = 8 * n_cells * (pilot + BATCH as usize) + PER_OUTPUT * asked.len();
    memory::check_counted(futures.n_trials, n_cells, n_bytes, simulation.memory)?;
    let counting = Counting {
        model: &scenario.model,
        seed: futures.seed,
        run: futures.trials(),
        part: part.trials(),
        workers: Workers::new(simulation.threads.map(usize::from))?,
    };
    let progress = Progress::new(part.n_trials, simulation.quiet, console);
    let tallied = counting.count(asked, &progress);
    progress.clear();
    let Some(mut tallied) = tallied? else {
        return Ok(None);
    };
    if exact_quantiles && tallied.complete {
        let room = memory::values_beside(n_bytes, simulation.memory).max(BATCH as usize);
        let progress = Progress::new(part.n_trials, simulation.quiet, console);
        let found = counting.find_quantiles(&mut tallied.tallies, room, &progress);
        progress.clear();
        tallied.complete = found?;
    }
    Ok(Some(Counted {
        first,
        tallies: tallied.tallies,
        complete: tallied.complete,
    }))
}

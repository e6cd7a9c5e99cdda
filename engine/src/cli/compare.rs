//! `foresell compare`: what a what-if changes, in the same futures.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::simulation::{Futures, SimulationArgs};
use super::{FINE, INTERRUPTED, Output, folder, interrupt, load};
use crate::explore::{Headlines, compare, input_changes};
use crate::kpi::Facts;
use crate::outcome::Comparison;
use crate::report::comparison::{self, Comparisons};
use crate::report::folder::{Folder, FolderError, Kind};
use crate::report::{self, comparison_text, csv, json};
use crate::scenario::Scenario;

/// Compare what-ifs with a base, in the same futures
///
/// A what-if that says `extends`, or that is a whole scenario (it says `format`), stands alone; any other file is laid
/// over the base. Files joined by `+` compose: base.toml+freeze.toml. Each what-if is compared with the base.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The scenario to compare with
    base: PathBuf,
    /// What-ifs, each of which is compared with the base
    #[arg(required = true, value_name = "WHATIF")]
    what_ifs: Vec<PathBuf>,
    #[command(flatten)]
    simulation: SimulationArgs,
    /// Write the comparison as tables into this new folder
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace a results folder that is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// How the comparison is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &CompareArgs, words: &[String], console: &Console) -> Result<u8, Failure> {
    let base_paths = composed(&args.base);
    // All scenarios are read before the first is simulated, so that a typo in the last one costs no time.
    let base = load::scenario(&base_paths, args.format)?;
    let what_ifs = args
        .what_ifs
        .iter()
        .map(|path| load::scenario(&paths(path, &base_paths), args.format));
    let what_ifs = what_ifs.collect::<Result<Vec<_>, _>>()?;
    let futures = args.simulation.futures(&base)?;
    interrupt::listen();
    let prepare = |path| folder::prepare(path, Kind::RESULTS, args.force);
    let results = args.output.as_deref().map(prepare).transpose()?;
    let Some(compared) = compare_all(args, &base, &what_ifs, futures, console)? else {
        console.err("interrupted: there is nothing to compare yet\n");
        return Ok(INTERRUPTED);
    };
    let comparisons = Comparisons {
        base: (&base).into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: futures.n_trials,
        what_ifs: compared,
    };
    if let Some(results) = results
        && !folder::write(results, |folder| write_files(folder, &comparisons, words))?
    {
        console.err("interrupted while writing; nothing was written\n");
        return Ok(INTERRUPTED);
    }
    console.out(&match args.format {
        Output::Text => comparison_text::text(&comparisons),
        Output::Json => json::text(&comparison::json(&comparisons)),
    })?;
    Ok(FINE)
}

/// The comparisons, or `None` if Ctrl-C came first.
fn compare_all(
    args: &CompareArgs,
    base: &Scenario,
    what_ifs: &[Scenario],
    futures: Futures,
    console: &Console,
) -> Result<Option<Vec<Comparison>>, Failure> {
    let headlines = |scenario: &Scenario| headlines(args, scenario, futures, console);
    let Some(base_headlines) = headlines(base)? else {
        return Ok(None);
    };
    let mut compared = Vec::new();
    for what_if in what_ifs {
        let Some(headlines) = headlines(what_if)? else {
            return Ok(None);
        };
        compared.push(Comparison {
            name: what_if.name.clone(),
            hash: what_if.hash.clone(),
            inputs: input_changes(&base.merged, &what_if.merged),
            periods: compare(&base_headlines, &headlines),
        });
    }
    Ok(Some(compared))
}

/// Simulates one plan and keeps its headlines only: two plans' results together may not fit into memory.
fn headlines(
    args: &CompareArgs,
    scenario: &Scenario,
    futures: Futures,
    console: &Console,
) -> Result<Option<Headlines>, Failure> {
    let simulated = args.simulation.simulate(scenario, futures, console)?;
    let facts = Facts::new(&scenario.model, &simulated.results);
    Ok(simulated.complete.then(|| Headlines::of(&facts)))
}

/// The files of a composition: those joined by `+`, unless there is a file of the whole name.
fn composed(path: &Path) -> Vec<PathBuf> {
    match path.to_str() {
        Some(text) if text.contains('+') && !path.exists() => {
            text.split('+').map(|part| part.trim().into()).collect()
        }
        _ => vec![path.to_owned()],
    }
}

/// The files of a what-if, the base's first if it is laid over the base.
fn paths(path: &Path, base: &[PathBuf]) -> Vec<PathBuf> {
    let own = composed(path);
    if own.first().is_some_and(|first| load::stands_alone(first)) {
        own
    } else {
        [base, &own].concat()
    }
}

fn write_files(
    folder: &Folder,
    comparisons: &Comparisons<'_>,
    words: &[String],
) -> Result<(), FolderError> {
    for table in comparison::tables(comparisons) {
        folder.write(&report::Output {
            name: format!("{}.csv", table.id),
            bytes: csv::bytes(&table),
        })?;
    }
    let comparison = json::text(&comparison::json(comparisons)).into_bytes();
    folder.write(&report::Output {
        name: "comparison.json".into(),
        bytes: comparison,
    })?;
    let record = json::text(&comparison::run_record(comparisons, words)).into_bytes();
    folder.write(&report::Output {
        name: "run.json".into(),
        bytes: record,
    })?;
    Ok(())
}

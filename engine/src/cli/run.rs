//! `foresell run`: simulate a scenario and say what comes of it.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::results::{self, TableArgs};
use super::simulation::SimulationArgs;
use super::{FINE, INTERRUPTED, Output, folder, interrupt, load, part};
use crate::report::folder::Kind;
use crate::report::{Report, Run, Subject};
use crate::shard::Shard;

/// Simulate a scenario and print a summary
///
/// Several files compose from left to right: a scenario, then what-ifs to be laid over it. Nothing is written unless
/// a results folder is named with -o.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Scenario files, composed from left to right
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
    #[command(flatten)]
    simulation: SimulationArgs,
    /// Write tables and summary into this new folder; with --shard, the part into this new file
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a results folder, or with --shard a part, that is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// Simulate only the K-th of N equal consecutive parts of the run, for `foresell merge` to join
    #[arg(
        long,
        value_name = "K/N",
        requires = "output",
        conflicts_with_all = ["tables", "draws"]
    )]
    shard: Option<Shard>,
    #[command(flatten)]
    tables: TableArgs,
    /// How the summary is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &RunArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let futures = args.simulation.futures(&scenario)?;
    interrupt::listen();
    if let Some((shard, path)) = args.shard.zip(args.output.as_deref()) {
        let wanted = part::Wanted {
            shard,
            path,
            force: args.force,
            format: args.format,
        };
        return part::run(&wanted, &scenario, futures, &args.simulation, console);
    }
    // Whether the folder can be written is asked before the work is done, not after.
    let prepare = |path| folder::prepare(path, Kind::RESULTS, args.force);
    let folder = args.output.as_deref().map(prepare).transpose()?;
    let simulated = args.simulation.simulate(&scenario, futures, console)?;
    if simulated.results.n_trials() == 0 {
        console.err("interrupted before the first future was finished\n");
        folder::note_not_written(args.output.as_deref(), console);
        return Ok(INTERRUPTED);
    }
    let run = Run {
        requested: futures.n_trials,
        complete: simulated.complete,
        command: results::repeated(futures),
    };
    let report = Report::build(Subject::from(&scenario), &simulated.results, run);
    if !simulated.complete {
        drop(folder);
        folder::note_not_written(args.output.as_deref(), console);
        console.out(&results::shown(&report, args.format))?;
        return Ok(INTERRUPTED);
    }
    if let Some((folder, path)) = folder.zip(args.output.as_deref()) {
        if !results::write(folder, &report, &scenario, &args.tables)? {
            console.err("interrupted while writing; nothing was written\n");
            return Ok(INTERRUPTED);
        }
        if !args.simulation.quiet {
            results::note_written(path, console);
        }
    }
    console.out(&results::shown(&report, args.format))?;
    Ok(FINE)
}

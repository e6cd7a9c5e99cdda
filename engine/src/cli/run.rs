//! `foresell run`: simulate a scenario and say what comes of it.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::results::{self, TableArgs};
use super::simulation::SimulationArgs;
use super::summaries::{self, Mode, SummaryArgs};
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
    summaries: SummaryArgs,
    #[command(flatten)]
    tables: TableArgs,
    /// How the summary is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &RunArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let futures = args.simulation.futures(&scenario)?;
    let mode = args
        .summaries
        .mode(&scenario, futures, &args.simulation, args.tables.draws)?;
    interrupt::listen();
    if let Mode::Counted { .. } = mode {
        args.summaries
            .note(&scenario, futures, &args.simulation, console);
    }
    if let Some((shard, path)) = args.shard.zip(args.output.as_deref()) {
        let wanted = part::Wanted {
            shard,
            path,
            force: args.force,
            format: args.format,
            mode,
        };
        return part::run(&wanted, &scenario, futures, &args.simulation, console);
    }
    // Whether the folder can be written is asked before the work is done, not after.
    let prepare = |path| folder::prepare(path, Kind::RESULTS, args.force);
    let folder = args.output.as_deref().map(prepare).transpose()?;
    let run = |complete| Run {
        requested: futures.n_trials,
        complete,
        command: results::repeated(futures, mode),
    };
    let (simulated, counted);
    let subject = Subject::from(&scenario);
    let report = if let Mode::Counted { exact_quantiles } = mode {
        let all = (futures, futures);
        counted = summaries::count(&scenario, all, &args.simulation, exact_quantiles, console)?;
        let counted = counted.as_ref().filter(|of| of.tallies.n_trials() > 0);
        counted.map(|of| Report::of_tallies(subject, &of.first, &of.tallies, run(of.complete)))
    } else {
        simulated = args.simulation.simulate(&scenario, futures, console)?;
        let results = Some(&simulated.results).filter(|results| results.n_trials() > 0);
        results.map(|results| Report::build(subject, results, run(simulated.complete)))
    };
    let Some(report) = report else {
        console.err("interrupted before the first future was finished\n");
        folder::note_not_written(args.output.as_deref(), console);
        return Ok(INTERRUPTED);
    };
    if !report.run.complete {
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

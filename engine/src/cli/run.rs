//! `foresell run`: simulate a scenario and say what comes of it.

use std::path::PathBuf;

use clap::Args;

use super::alerts::AlertArgs;
use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::precision::{self, PrecisionArgs};
use super::results::{self, TableArgs};
use super::simulation::{Futures, SimulationArgs};
use super::summaries::{self, Mode, SummaryArgs};
use super::{FINDINGS, INTERRUPTED, folder, interrupt, load, part};
use crate::explore::precise::Precise;
use crate::outcome::precision::PrecisionReached;
use crate::report::folder::Kind;
use crate::report::{Report, Run, Subject};
use crate::scenario::{Change, KeyPath, Setting};
use crate::shard::Shard;

/// Simulate a scenario and print a summary
///
/// Several files compose from left to right: a scenario, then what-ifs to be laid over it. Nothing is written unless
/// a results folder is named with -o.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    simulation: SimulationArgs,
    /// Count only what these numbers take, by the ids of kpis.csv, and show nothing else; the scenario's `simulation.only`
    /// unless said. It takes a fraction of the memory and, in plans in which nothing waits, less time
    #[arg(long, value_name = "KPI,...", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    precision: PrecisionArgs,
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
        conflicts_with_all = ["tables", "draws", "fail_on_alert"]
    )]
    shard: Option<Shard>,
    #[command(flatten)]
    summaries: SummaryArgs,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    alerts: AlertArgs,
}

pub(super) fn run(args: &RunArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::as_it_asks(&args.plan.scenario, &only(&args.only), args.plan.format)?;
    let futures = args.simulation.futures(&scenario)?;
    if args.shard.is_some() {
        args.precision.refuse_with_shard()?;
    }
    let wanted = args.precision.wanted(&scenario)?;
    let mode = if wanted.is_some() {
        // How many futures it takes is bounded by the memory for all of them.
        Mode::Held
    } else {
        args.summaries
            .mode(&scenario, futures, &args.simulation, args.tables.draws)?
    };
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
            format: args.plan.format,
            mode,
        };
        return part::run(&wanted, &scenario, futures, &args.simulation, console);
    }
    // Whether the folder can be written is asked before the work is done, not after.
    let prepare = |path| folder::prepare(path, Kind::RESULTS, args.force);
    let folder = args.output.as_deref().map(prepare).transpose()?;
    let (precise, counted);
    let subject = Subject::from(&scenario);
    let report = if let Mode::Counted { exact_quantiles } = mode {
        let all = (futures, futures);
        counted = summaries::count(&scenario, all, &args.simulation, exact_quantiles, console)?;
        let counted = counted.as_ref().filter(|of| of.tallies.n_trials() > 0);
        counted.map(|of| {
            let how_many = results::so_many(futures.n_trials);
            let run = Run {
                requested: futures.n_trials,
                complete: of.complete,
                precision: None,
                command: results::repeated(futures, how_many, mode),
            };
            Report::of_tallies(subject, &of.first, &of.tallies, run)
        })
    } else {
        precise = match &wanted {
            Some(wanted) => precision::simulated(wanted, &scenario, &args.simulation, console)?,
            None => Precise {
                simulated: args.simulation.simulate(&scenario, futures, console)?,
                most: futures.n_trials,
                reached: None,
            },
        };
        let results = Some(&precise.simulated.results).filter(|results| results.n_trials() > 0);
        results.map(|results| Report::build(subject, results, run_of(args, futures, &precise)))
    };
    let Some(report) = report else {
        console.err("interrupted before the first future was finished\n");
        folder::note_not_written(args.output.as_deref(), console);
        return Ok(INTERRUPTED);
    };
    if !report.run.complete {
        drop(folder);
        folder::note_not_written(args.output.as_deref(), console);
        console.out(&results::shown(&report, args.plan.format))?;
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
    console.out(&results::shown(&report, args.plan.format))?;
    if is_short(report.run.precision.as_ref()) {
        console.err("the precision was not reached: the summary says what is known how exactly\n");
        args.alerts.exit(&report, console);
        return Ok(FINDINGS);
    }
    Ok(args.alerts.exit(&report, console))
}

/// The setting by which a few numbers are all that is wanted.
fn only(ids: &[String]) -> Vec<Setting> {
    let set = |ids: &[String]| Setting {
        at: KeyPath::from("simulation.only"),
        change: Change::Names(ids.iter().map(|id| id.trim().to_owned()).collect()),
    };
    (!ids.is_empty()).then(|| set(ids)).into_iter().collect()
}

/// What is said of a run whose trials are all held.
fn run_of(args: &RunArgs, futures: Futures, precise: &Precise) -> Run {
    let (simulated, reached) = (&precise.simulated, precise.reached.as_ref());
    let n_done = simulated.results.n_trials();
    let requested = if simulated.complete {
        u32::try_from(n_done).expect("trials are counted in 32 bits")
    } else {
        precise.most
    };
    let how_many = match reached {
        Some(_) => args
            .precision
            .words(is_short(reached).then_some(precise.most)),
        None => results::so_many(requested),
    };
    Run {
        requested,
        complete: simulated.complete,
        precision: reached.cloned(),
        command: results::repeated(futures, how_many, Mode::Held),
    }
}

/// Whether a precision was asked for and not reached.
fn is_short(reached: Option<&PrecisionReached>) -> bool {
    reached.is_some_and(|found| !found.is_reached())
}

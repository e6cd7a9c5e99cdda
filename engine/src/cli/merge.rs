//! `foresell merge`: the parts of a run, joined to the run.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;

use super::alerts::AlertArgs;
use super::console::Console;
use super::failure::Failure;
use super::results::{self, TableArgs};
use super::simulation::{Futures, gibibytes};
use super::summaries::{self, Mode};
use super::written::FolderArgs;
use super::{BROKE, INTERRUPTED, Output, interrupt, memory};
use crate::kpi::tallies::Tallies;
use crate::report::{Report, Run, Subject, printable};
use crate::results::Results;
use crate::scenario::Scenario;
use crate::shard::gather::{self, Joined, Named, Problem};
use crate::shard::header::Header;
use crate::shard::part::PartError;
use crate::shard::reader::Part;

/// Join the parts of a run that `foresell run --shard` has written
///
/// The results are those of the run in one piece, to the last byte, in any order of the parts. Nothing but the parts is
/// needed: the scenario is in them. Parts that are torn, missing, there twice or of another run are refused, all at once,
/// each with what to do about it.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// All parts of the run, in any order
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    written: FolderArgs,
    #[command(flatten)]
    tables: TableArgs,
    #[command(flatten)]
    alerts: AlertArgs,
    /// Memory that the results may take, in GiB
    #[arg(long, value_name = "GIB", default_value_t = 4.0, value_parser = gibibytes)]
    memory: f64,
    /// No notes
    #[arg(long, short)]
    quiet: bool,
    /// How the summary is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &MergeArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    // There is nothing to be finished before the results are written.
    interrupt::quit_at_first(true);
    let folder = args.written.prepare()?;
    let (parts, problems) = examined(&args.parts);
    if !problems.is_empty() {
        return Ok(refuse(&problems, console));
    }
    let (path, header) = parts.first().expect("parts without a problem are a run");
    let first = open(path).map_err(|error| unusable(path, &error))?;
    let scenario = match gather::scenario(&first) {
        Ok(scenario) => scenario,
        Err(problem) => return Ok(refuse(&[problem], console)),
    };
    let futures = Futures {
        seed: header.seed(),
        first: header.first_trial,
        n_trials: header.n_trials,
    };
    let mode = header.counted.map_or(Mode::Held, |_| Mode::Counted {
        exact_quantiles: false,
    });
    let run = Run {
        requested: futures.n_trials,
        complete: true,
        precision: None,
        command: results::repeated(futures, results::so_many(futures.n_trials), mode),
    };
    if mode != Mode::Held && args.tables.draws {
        let message = "--draws writes every single future, and these were counted as they came: leave out --draws, or \
                       run the shards with --summaries exact";
        return Err(Failure::Usage(message.into()));
    }
    let (results, first, tallies);
    let subject = Subject::from(&scenario);
    let report = if mode == Mode::Held {
        let n_cells = scenario.model.layout().n_cells();
        memory::check_merge(header.n_trials, n_cells, args.memory)?;
        results = joined(&parts, &scenario)?;
        Report::build(subject, &results, run)
    } else {
        (first, tallies) = added(&parts, &scenario, futures)?;
        Report::of_tallies(subject, &first, &tallies, run)
    };
    if let Some((folder, path)) = folder.zip(args.written.output.as_deref()) {
        interrupt::quit_at_first(false);
        if !results::write(folder, &report, &scenario, &args.tables)? {
            console.err("interrupted while writing; nothing was written\n");
            return Ok(INTERRUPTED);
        }
        if !args.quiet {
            results::note_written(path, console);
        }
    }
    console.out(&results::shown(&report, args.format))?;
    Ok(args.alerts.exit(&report, console))
}

/// Reads every file once. The parts in order of their shards, and all that is wrong with them.
fn examined(paths: &[PathBuf]) -> (Vec<(PathBuf, Header)>, Vec<Problem>) {
    let (mut parts, mut named) = (Vec::new(), Vec::new());
    for path in paths {
        let header = open(path).and_then(Part::verify);
        if let Ok(header) = &header {
            parts.push((path.clone(), header.clone()));
        }
        named.push(Named {
            file: path.display().to_string(),
            header,
        });
    }
    parts.sort_by_key(|(_, header)| header.shard);
    (parts, gather::problems(named))
}

fn open(path: &Path) -> Result<Part<File>, PartError> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Part::open(file, length)
}

fn unusable(path: &Path, error: &PartError) -> Failure {
    let message = format!("{} {error}", path.display());
    Failure::Usage(printable(&message).into_owned())
}

/// Reads the numbers of parts that belong together, straight to where they stand in the run.
fn joined(parts: &[(PathBuf, Header)], scenario: &Scenario) -> Result<Results, Failure> {
    let header = parts.first().map(|(_, header)| header);
    let room = header.and_then(|header| Joined::with_room(header, scenario));
    let mut joined = room.ok_or_else(|| {
        Failure::Usage("no memory for the results: merge on a machine that has more".into())
    })?;
    for (path, header) in parts {
        let part = reopened(path, header)?;
        joined.read(part).map_err(|error| unusable(path, &error))?;
    }
    Ok(joined.into_results())
}

/// Adds up what parts that belong together have counted, one part after the other; with the first trial of the run.
fn added(
    parts: &[(PathBuf, Header)],
    scenario: &Scenario,
    futures: Futures,
) -> Result<(Results, Tallies), Failure> {
    let (first, asked) = summaries::asked(scenario, futures)?;
    let mut sum: Option<Tallies> = None;
    for (path, header) in parts {
        let n_words = usize::try_from(header.counted.unwrap_or_default());
        let mut words = vec![0_i64; n_words.unwrap_or_default()];
        let part = reopened(path, header)?;
        part.read(&mut words)
            .map_err(|error| unusable(path, &error))?;
        let words: Vec<u64> = words.into_iter().map(i64::cast_unsigned).collect();
        let read = Tallies::read(asked.clone(), futures.first, &words);
        let tallies = read.ok_or_else(|| {
            let message = "holds counts of another build of the engine: run all shards again";
            Failure::Usage(format!("{} {message}", path.display()))
        })?;
        match &mut sum {
            Some(sum) => sum.merge(tallies),
            None => sum = Some(tallies),
        }
    }
    Ok((first, sum.expect("a run has a part")))
}

/// A part that was examined before.
fn reopened(path: &Path, header: &Header) -> Result<Part<File>, Failure> {
    let part = open(path).map_err(|error| unusable(path, &error))?;
    if part.header == *header {
        return Ok(part);
    }
    let message = format!(
        "{} was changed while it was read: merge again",
        path.display()
    );
    Err(Failure::Usage(message))
}

/// Says everything that is wrong, and returns the exit code.
fn refuse(problems: &[Problem], console: &Console) -> u8 {
    for problem in problems {
        console.err(&format!("error: {}\n", printable(&problem.to_string())));
    }
    console.err("nothing was merged\n");
    BROKE
}

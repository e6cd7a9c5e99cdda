//! `foresell run`: simulate a scenario and say what comes of it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::simulation::SimulationArgs;
use super::{FINE, INTERRUPTED, Output, folder, interrupt, load};
use crate::report::folder::{Folder, FolderError, Kind};
use crate::report::{self, Format as _, Report, Run, Subject, csv::Csv, json, json::Json, text};
use crate::scenario::Scenario;

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
    /// Write tables and summary into this new folder
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace a results folder that is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// How the summary is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &RunArgs, words: &[String], console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let futures = args.simulation.futures(&scenario)?;
    interrupt::listen();
    // Whether the folder can be written is asked before the work is done, not after.
    let prepare = |path| folder::prepare(path, Kind::RESULTS, args.force);
    let results = args.output.as_deref().map(prepare).transpose()?;
    let simulated = args.simulation.simulate(&scenario, futures, console)?;
    if simulated.results.n_trials() == 0 {
        console.err("interrupted before the first future was finished\n");
        return Ok(INTERRUPTED);
    }
    let run = Run {
        requested: futures.n_trials,
        complete: simulated.complete,
        command: words.to_vec(),
    };
    let report = Report::build(Subject::from(&scenario), &simulated.results, run);
    if !simulated.complete {
        drop(results);
        console.out(&shown(&report, args.format))?;
        return Ok(INTERRUPTED);
    }
    if let Some((results, path)) = results.zip(args.output.as_deref()) {
        if !folder::write(results, |folder| {
            write_files(folder, &report, &scenario, path)
        })? {
            console.err("interrupted while writing; nothing was written\n");
            return Ok(INTERRUPTED);
        }
        note_written(path, args, console);
    }
    console.out(&shown(&report, args.format))?;
    Ok(FINE)
}

fn shown(report: &Report<'_>, format: Output) -> String {
    match format {
        Output::Text => text::summary(report),
        Output::Json => json::text(&json::summary(report)),
    }
}

fn note_written(path: &Path, args: &RunArgs, console: &Console) {
    if !args.simulation.quiet {
        let path = path.display().to_string();
        console.err(&format!("results are in {}\n", report::printable(&path)));
    }
}

fn write_files(
    folder: &Folder,
    report: &Report<'_>,
    scenario: &Scenario,
    path: &Path,
) -> Result<(), FolderError> {
    let merged = report::Output {
        name: "scenario.toml".into(),
        bytes: load::merged_toml(scenario, path).into_bytes(),
    };
    let record = report::Output {
        name: "run.json".into(),
        bytes: json::text(&json::run_record(report)).into_bytes(),
    };
    let outputs = Csv
        .outputs(report)
        .into_iter()
        .chain(Json.outputs(report))
        .chain([merged, record]);
    outputs
        .into_iter()
        .try_for_each(|output| folder.write(&output))
}

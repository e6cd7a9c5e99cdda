//! The results folder of a run: the same files whether the run was done in one piece or in parts.

use std::path::Path;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::simulation::Futures;
use super::summaries::Mode;
use super::{Output, folder};
use crate::report::folder::{Folder, FolderError};
use crate::report::parquet::{Parquet, draws};
use crate::report::{self, Format as _, Report, csv::Csv, json, json::Json, text};
use crate::scenario::{Packed, Scenario};

/// Which files a results folder gets.
#[derive(Clone, Debug, Args)]
pub(crate) struct TableArgs {
    /// How tables are written: Parquet is typed, and read by pandas, polars, R, Spark and databases
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        requires = "output"
    )]
    tables: TableFormat,
    /// Also write every single future as Parquet: a row for each trial, member and month
    #[arg(long, requires = "output")]
    pub(crate) draws: bool,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TableFormat {
    /// A CSV file for each table.
    #[default]
    Csv,
    /// A Parquet file for each table.
    Parquet,
    /// Both.
    Both,
}

/// The words for a number of futures.
pub(crate) fn so_many(n_trials: u32) -> Vec<String> {
    vec!["--trials".into(), n_trials.to_string()]
}

/// The command that repeats a run inside of its results folder.
///
/// * `how_many`: the words that say how many futures are run
pub(crate) fn repeated(futures: Futures, how_many: Vec<String>, mode: Mode) -> Vec<String> {
    let mut words = ["foresell", "run", "scenario.toml"]
        .map(String::from)
        .to_vec();
    words.extend(how_many);
    words.extend(["--seed".into(), futures.seed.0.to_string()]);
    if futures.first > 0 {
        words.extend(["--first-trial".into(), futures.first.to_string()]);
    }
    words.extend(mode.words());
    words
}

/// Fills a results folder and gives it its name; false, and nothing is left, if Ctrl-C comes before that.
pub(crate) fn write(
    folder: Folder,
    report: &Report<'_>,
    scenario: &Scenario,
    tables: &TableArgs,
) -> Result<bool, Failure> {
    folder::write(folder, |folder| {
        fill(folder, report, &Packed::of(scenario), tables)
    })
}

fn fill(
    folder: &Folder,
    report: &Report<'_>,
    scenario: &Packed,
    tables: &TableArgs,
) -> Result<(), FolderError> {
    let output = |name: &str, text: &str| report::Output {
        name: name.into(),
        bytes: text.into(),
    };
    let mut outputs = vec![output("scenario.toml", &scenario.toml)];
    outputs.extend(
        scenario
            .tables
            .iter()
            .map(|(name, text)| output(name, text)),
    );
    outputs.extend(Json.outputs(report));
    if tables.tables != TableFormat::Parquet {
        outputs.extend(Csv.outputs(report));
    }
    if tables.tables != TableFormat::Csv {
        outputs.extend(Parquet.outputs(report));
    }
    outputs.iter().try_for_each(|output| folder.write(output))?;
    if tables.draws {
        draws(report)
            .iter()
            .try_for_each(|draws| folder.stream(&draws.name(), |file| draws.write(file)))?;
    }
    let inputs: Vec<&str> = scenario.tables.keys().map(String::as_str).collect();
    folder.seal(json::run_record(report, &inputs))
}

/// Says where the results are.
pub(crate) fn note_written(path: &Path, console: &Console) {
    let path = path.display().to_string();
    console.err(&format!("results are in {}\n", report::printable(&path)));
}

/// The summary as it is printed.
pub(crate) fn shown(report: &Report<'_>, format: Output) -> String {
    match format {
        Output::Text => text::summary(report),
        Output::Json => json::text(&json::summary(report)),
    }
}

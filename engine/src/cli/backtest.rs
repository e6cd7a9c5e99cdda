//! `foresell backtest`: forecasts from past days of a CRM export, held against what came.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::console::Console;
use super::failure::Failure;
use super::import::{broke, date_order, day, refused};
use super::written::TableFileArgs;
use super::{FINDINGS, FINE, INTERRUPTED, Output, folder, interrupt};
use crate::kernel::stream::Seed;
use crate::learn::backtest::{BacktestError, Options, backtest, section};
use crate::learn::import::{DateOrder, ImportError, Options as ImportOptions, read_export};
use crate::model::simulate::Watch;
use crate::report::file::{FileKind, begins_with};
use crate::report::{backtest as document, backtest_text, json, printable};

/// Look back: what forecasts from past days of a CRM export would have been worth
///
/// Stands on every past month-end that the export allows, takes back all that was not known then, learns a plan anew,
/// simulates the months after it, and compares with what came: bias, WAPE, CRPS, coverage of intervals and a verdict,
/// beside the pipeline weighted by the win rate, the months just gone and the same months of last year.
#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    /// Folder of CSV files, or one file of opportunities
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    /// Months that each forecast covers
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=24))]
    horizon: u32,
    /// Stand on this month-end only, such as 2026-09-30; may be repeated
    #[arg(long = "on", value_name = "DAY", value_parser = day)]
    days: Vec<Date>,
    /// Futures of each forecast; fewer than 100 hardly tell intervals
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    trials: u32,
    /// Seed of the futures
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are cores unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// Order of day and month where the dates themselves do not prove it
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    dates: Option<DateOrder>,
    /// How numbers are written, such as en or de-CH
    #[arg(long, value_name = "LOCALE", default_value = "en")]
    locale: String,
    #[command(flatten)]
    table_file: TableFileArgs,
    /// Write the verdicts into this new file, which `foresell run scenario.toml FILE` lays over a scenario of the same data: its
    /// reports then print them beside every quantile
    ///
    /// A file of verdicts that is there already is replaced.
    #[arg(long, value_name = "FILE.toml")]
    verdict: Option<PathBuf>,
    /// Exit with code 1 if a verdict is anything but "calibrated"
    #[arg(long)]
    fail_on_verdict: bool,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

/// A table of a back-test is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a back-test",
    is: |file| begins_with(file, b"kpi,day,forecast,actual"),
};

/// A file of verdicts is known by its first line.
const VERDICT: FileKind = FileKind {
    words: "a verdict of a back-test",
    is: |file| begins_with(file, b"# What forecasts from past days"),
};

/// Stops between trials when Ctrl-C is pressed.
struct UntilInterrupted;

impl Watch for UntilInterrupted {
    fn done(&self, _: u32) {}
    fn stopped(&self) -> bool {
        interrupt::pressed()
    }
}

pub(super) fn run(args: &BacktestArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    let export = read_export(&args.export).map_err(|error| broke(&error))?;
    let file = args.table_file.prepare(TABLE)?;
    let verdict = args.verdict.as_deref();
    let verdict = verdict
        .map(|path| folder::prepare_table(path, VERDICT, true))
        .transpose()?;
    let name = args
        .export
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let mut days = args.days.clone();
    days.sort_unstable();
    days.dedup();
    let options = Options {
        import: ImportOptions {
            name: name.clone(),
            dates: args.dates,
            ..ImportOptions::default()
        },
        horizon: args.horizon as usize,
        days: (!days.is_empty()).then_some(days),
        trials: args.trials,
        seed: Seed(args.seed),
        threads: args.threads.map(|threads| threads as usize),
    };
    let found = match backtest(&export, &options, &UntilInterrupted) {
        Ok(found) => found,
        Err(BacktestError::Import(ImportError::Findings { files, findings })) => {
            return refused(&files, &findings, args.format, console);
        }
        Err(other) => return Err(Failure::Usage(printable(&other.to_string()).to_string())),
    };
    if found.days.is_empty() {
        console.err("interrupted before the first day was done\n");
        return Ok(INTERRUPTED);
    }
    if let Some(file) = file.filter(|_| !found.is_interrupted) {
        file.fill(&document::table(&found))?;
    }
    if let Some(file) = verdict.filter(|_| !found.is_interrupted) {
        folder::fill_text(file, &section(&found))?;
    }
    console.out(&match args.format {
        Output::Text => backtest_text::text(&name, &found, &args.locale),
        Output::Json => json::text(&document::json(&name, &found)),
    })?;
    Ok(if found.is_interrupted {
        INTERRUPTED
    } else if args.fail_on_verdict && found.judged.iter().any(|judged| judged.verdict.warns()) {
        FINDINGS
    } else {
        FINE
    })
}

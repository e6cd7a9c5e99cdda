//! `foresell forecast`: what becomes of the open deals of a CRM export.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::console::Console;
use super::failure::Failure;
use super::import::{broke, date_order, day, refused};
use super::written::TableFileArgs;
use super::{FINE, Output, interrupt};
use crate::kernel::stream::Seed;
use crate::learn::import::{
    DateOrder, ImportError, Options, PipelineOptions, open_pipeline, read_export,
};
use crate::report::file::{FileKind, begins_with};
use crate::report::{json, pipeline as document, pipeline_text, printable};

/// Forecast the open pipeline: how many of the open deals end how, and when
///
/// Learns from the deals of a CRM export, and from the history of their stages if it has one, which share leaves each stage
/// in which way and after how long, open deals counted for as long as they were seen; then lives every open deal, from
/// where it is and since when, through many futures. What is not created yet is not in it.
#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    /// Folder of CSV files, or one file of opportunities or of the history of stages
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    /// Months that are told one by one
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=60))]
    months: u32,
    /// Stand on this day: what came later is not known yet
    #[arg(long = "on", value_name = "DAY", value_parser = day)]
    day: Option<Date>,
    /// Futures
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    trials: u32,
    /// Seed of the futures
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Order of day and month where the dates themselves do not prove it
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    dates: Option<DateOrder>,
    /// How numbers are written, such as en or de-CH
    #[arg(long, value_name = "LOCALE", default_value = "en")]
    locale: String,
    #[command(flatten)]
    table_file: TableFileArgs,
    /// How the forecast is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

/// A table of a forecast is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a forecast of the open pipeline",
    is: |file| begins_with(file, b"end,month,unit,mean"),
};

pub(super) fn run(args: &ForecastArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    interrupt::quit_at_first(true);
    let export = read_export(&args.export).map_err(|error| broke(&error))?;
    let file = args.table_file.prepare(TABLE)?;
    let name = args
        .export
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let options = PipelineOptions {
        import: Options {
            name: name.clone(),
            dates: args.dates,
            as_of: args.day,
            ..Options::default()
        },
        months: args.months,
        trials: args.trials,
        seed: Seed(args.seed),
    };
    let found = match open_pipeline(export, &options) {
        Ok(found) => found,
        Err(ImportError::Findings { files, findings }) => {
            return refused(&files, &findings, args.format, console);
        }
        Err(other) => return Err(Failure::Usage(printable(&other.to_string()).to_string())),
    };
    if let Some(file) = file {
        file.fill(&document::table(&found))?;
    }
    console.out(&match args.format {
        Output::Text => pipeline_text::text(&name, &found, &args.locale),
        Output::Json => json::text(&document::json(&name, &found)),
    })?;
    Ok(FINE)
}

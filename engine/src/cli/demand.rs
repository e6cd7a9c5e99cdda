//! `foresell demand`: what a table of demand by month does next.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::import::{broke, date_order, month, refused};
use super::written::TableFileArgs;
use super::{FINE, Output, interrupt};
use crate::calendar::YearMonth;
use crate::learn::cells::dates::DateOrder;
use crate::learn::demand::{Decimal, Options, forecast};
use crate::learn::import::read_export;
use crate::report::file::{FileKind, begins_with};
use crate::report::numbers::Numbers;
use crate::report::{Currency, demand, demand_text, json, printable};

/// Forecast demand by month, in parts and totals that agree
///
/// Reads a table with a row for each month (or date) and part: units, orders, leads, money. Trend and season are learnt
/// from it; how wide the intervals are, from the errors that forecasts at past months would have made. With --by the total
/// is split by columns; parts sum to their totals.
#[derive(Debug, Args)]
pub(crate) struct DemandArgs {
    /// CSV file with a row for each month and part
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// Column of what is to be forecast, unless its name says so
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Column of months or dates, unless its name says so
    #[arg(long, value_name = "COLUMN")]
    month: Option<String>,
    /// Columns by which the total is split, such as region,product
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    by: Vec<String>,
    /// Months of the forecast
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    months: u32,
    /// Last month that is complete: later rows are left out, months without a row are 0
    #[arg(long, value_name = "MONTH", value_parser = month)]
    until: Option<YearMonth>,
    /// Order of day and month where the dates themselves do not prove it
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    dates: Option<DateOrder>,
    /// Sign before decimals, . or , where the numbers themselves do not prove it
    #[arg(long, value_name = "SIGN", value_parser = decimal)]
    decimal: Option<Decimal>,
    /// How numbers are printed, such as en or de-CH
    #[arg(long, value_name = "LOCALE", default_value = "en")]
    locale: String,
    #[command(flatten)]
    table_file: TableFileArgs,
    /// How the forecast is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

/// A table of forecasts is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a forecast of demand",
    is: |file| begins_with(file, b"split-by,series,month,forecast"),
};

/// Numbers that are no money have no minor unit.
const PLAIN: Currency = Currency::new("XXX", 0);

fn decimal(text: &str) -> Result<Decimal, String> {
    match text {
        "." => Ok(Decimal::Point),
        "," => Ok(Decimal::Comma),
        _ => Err("expected . or ,".into()),
    }
}

pub(super) fn run(args: &DemandArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    interrupt::quit_at_first(true);
    if args.by.len() > 4 {
        let message = "--by takes at most four columns: each makes another cut through all totals";
        return Err(Failure::Usage(message.into()));
    }
    let export = read_export(&args.table).map_err(|error| broke(&error))?;
    if args.table.is_dir() {
        let path = args.table.display().to_string();
        let message = format!(
            "{} is a folder: name the file with the table",
            printable(&path)
        );
        return Err(Failure::Usage(message));
    }
    let Some(table) = export.files.into_iter().next() else {
        return Err(Failure::Usage("the table is not there".into()));
    };
    let file = args.table_file.prepare(TABLE)?;
    let options = Options {
        value: args.value.clone(),
        month: args.month.clone(),
        by: args.by.clone(),
        months: args.months as usize,
        until: args.until,
        dates: args.dates,
        decimal: args.decimal,
    };
    let found = match forecast(table, &options) {
        Ok(found) => found,
        Err(refusal) => return refused(&refusal.files, &refusal.findings, args.format, console),
    };
    if let Some(file) = file {
        file.fill(&demand::table(&found))?;
    }
    console.out(&match args.format {
        Output::Text => demand_text::text(&found, &Numbers::new(&args.locale, PLAIN)),
        Output::Json => json::text(&demand::json(&found)),
    })?;
    Ok(FINE)
}

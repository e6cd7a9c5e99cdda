//! `foresell import`: a CRM export becomes a scenario.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::{FINDINGS, FINE, INTERRUPTED, Output, folder, interrupt, load};
use crate::calendar::YearMonth;
use crate::kernel::stream::Seed;
use crate::learn::backtest;
use crate::learn::import::{
    DateOrder, Export, HISTORY, ImportError, Imported, Ledger, Options, REPORT, Report, import,
    read_export,
};
use crate::model::simulate::Unwatched;
use crate::outcome::backtest::Backtest;
use crate::report::folder::{Folder, FolderError, Kind};
use crate::report::{self, backtest as document, backtest_text, csv, json, printable};
use crate::scenario::{Finding, SourceFile};

/// The folder of an imported scenario.
const IMPORTED: Kind = Kind {
    words: "an imported scenario",
    mark: REPORT,
    files: &[
        "IMPORT.md",
        "accounts.csv",
        BACKTEST_JSON,
        BACKTEST_CSV,
        HISTORY,
        REPORT,
        "pipeline.csv",
        "scenario.toml",
        "seats.csv",
        "what-if/two-more-agents.toml",
    ],
};

/// The files of the back-test of an imported scenario.
const BACKTEST_JSON: &str = "backtest.json";
const BACKTEST_CSV: &str = "backtest.csv";

/// Months of each forecast of a back-test, its futures and their seed: those of `foresell backtest`.
const HORIZON: usize = 3;
const FUTURES: u32 = 1_000;
const SEED: Seed = Seed(1);

/// Width of the report on a terminal.
const WIDTH: usize = 80;

/// Make a scenario from a CRM export
///
/// Reads opportunities, accounts, products and teams (CSV files recognised by their columns), says what is odd in them,
/// and writes a scenario with the open pipeline, the roster, the accounts and simple estimates. What the export cannot
/// tell becomes a labelled default.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Folder of CSV files, or one file of opportunities
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    /// Folder to write the scenario into
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Replace an imported scenario that is there already
    #[arg(long)]
    force: bool,
    /// Name of the scenario; that of the export unless said
    #[arg(long)]
    name: Option<String>,
    /// Currency of the export, such as EUR; that of its amounts if they state one, else USD is assumed
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<String>,
    /// First month of the plan, such as 2027-01; the month after the export unless said
    #[arg(long, value_name = "MONTH", value_parser = month)]
    start: Option<YearMonth>,
    /// Months of the plan
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,
    /// Calendar month in which fiscal years start; 1 is assumed unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=12))]
    fiscal_year_start: Option<u32>,
    /// Bookings to reach in a period, such as FY2027=12e6; may be repeated
    #[arg(long = "target", value_name = "PERIOD=BOOKINGS", value_parser = target)]
    targets: Vec<(String, f64)>,
    /// Order of day and month where the dates themselves do not prove it
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    dates: Option<DateOrder>,
    /// Stand on this day, such as 2026-09-30: what came later is not known yet
    #[arg(long, value_name = "DAY", value_parser = day)]
    as_of: Option<jiff::civil::Date>,
    /// Look back as well, as `foresell backtest` does: its verdicts go into the scenario, and every report prints them beside
    /// quantiles
    #[arg(long, conflicts_with = "as_of")]
    backtest: bool,
    /// How the report is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
    /// Print only where the scenario was written
    #[arg(long)]
    quiet: bool,
}

fn currency(code: &str) -> Result<String, String> {
    let code = code.to_uppercase();
    let known = iso_currency::Currency::from_code(&code).is_some();
    if known {
        Ok(code)
    } else {
        Err("expected an ISO 4217 code such as USD or EUR".into())
    }
}

pub(super) fn month(text: &str) -> Result<YearMonth, String> {
    text.parse()
        .map_err(|error: crate::calendar::NotAMonth| error.to_string())
}

fn target(text: &str) -> Result<(String, f64), String> {
    let (period, bookings) = text
        .split_once('=')
        .ok_or("expected a period and its bookings, such as FY2027=12e6")?;
    let bookings: f64 = bookings
        .trim()
        .parse()
        .map_err(|_| format!("{bookings:?} is not a number"))?;
    let sound = (0.0..=1e12).contains(&bookings);
    if sound {
        Ok((period.trim().to_owned(), bookings))
    } else {
        Err("expected bookings of 0 to 1e12".into())
    }
}

pub(super) fn day(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2026-09-30".into())
}

pub(super) fn date_order(text: &str) -> Result<DateOrder, String> {
    match text
        .to_lowercase()
        .replace(['/', '-', '.', 'y'], "")
        .as_str()
    {
        "md" => Ok(DateOrder::MonthDayYear),
        "dm" => Ok(DateOrder::DayMonthYear),
        _ => Err("expected m/d/y or d/m/y".into()),
    }
}

pub(super) fn run(args: &ImportArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    interrupt::quit_at_first(true);
    // The folder comes after the export, which it may lie in.
    let export = read_export(&args.export).map_err(|error| broke(&error))?;
    let folder = folder::prepare(&args.out, IMPORTED, args.force)?;
    let looked_on = args.backtest.then(|| export.clone());
    let mut imported = match import(export, &options(args)) {
        Ok(imported) => imported,
        Err(ImportError::Findings { files, findings }) => {
            return refused(&files, &findings, args.format, console);
        }
        Err(other) => return Err(broke(&other)),
    };
    let looked_back = looked_on
        .map(|export| look_back(&export, args))
        .transpose()?;
    if let Some(found) = &looked_back {
        add_back_test(&mut imported, found);
    }
    interrupt::quit_at_first(false);
    if !folder::write(folder, |folder| write_files(folder, &imported))? {
        console.err("interrupted while writing; nothing was written\n");
        return Ok(INTERRUPTED);
    }
    let text = match args.format {
        Output::Json => imported.report.to_json(),
        Output::Text if args.quiet => String::new(),
        Output::Text => summary(&imported.report),
    };
    console.out(&text)?;
    if let Some(found) = looked_back.filter(|_| args.format == Output::Text && !args.quiet) {
        console.out(&backtest_text::text(&options(args).name, &found, "en"))?;
        console.out("\n")?;
    }
    if args.format == Output::Text {
        console.out(&next_steps(&imported, &args.out))?;
    }
    Ok(FINE)
}

/// Forecasts from all past month-ends of the export.
fn look_back(export: &Export, args: &ImportArgs) -> Result<Backtest, Failure> {
    let wanted = backtest::Options {
        import: options(args),
        horizon: HORIZON,
        days: None,
        trials: FUTURES,
        seed: SEED,
        threads: None,
    };
    backtest::backtest(export, &wanted, &Unwatched)
        .map_err(|error| Failure::Usage(printable(&format!("--backtest: {error}")).to_string()))
}

/// The verdicts stand in the scenario, what they rest on beside it.
fn add_back_test(imported: &mut Imported, found: &Backtest) {
    let scenario = imported.files.entry("scenario.toml".into()).or_default();
    scenario.push('\n');
    scenario.push_str(&backtest::section(found));
    let document = json::text(&document::json(&imported.report.scenario, found));
    let table = csv::bytes(&document::table(found));
    imported.files.insert(BACKTEST_JSON.into(), document);
    imported.files.insert(
        BACKTEST_CSV.into(),
        String::from_utf8_lossy(&table).into_owned(),
    );
}

fn write_files(folder: &Folder, imported: &Imported) -> Result<(), FolderError> {
    imported.files.iter().try_for_each(|(name, content)| {
        folder.write(&report::Output {
            name: name.clone(),
            bytes: content.clone().into_bytes(),
        })
    })
}

pub(super) fn broke(error: &ImportError) -> Failure {
    Failure::Usage(printable(&error.to_string()).to_string())
}

fn options(args: &ImportArgs) -> Options {
    let stem = if args.export.is_dir() {
        args.export.file_name()
    } else {
        args.export.file_stem()
    };
    let of_export = || {
        stem.map_or_else(
            || "Imported plan".into(),
            |stem| stem.to_string_lossy().into_owned(),
        )
    };
    Options {
        name: args.name.clone().unwrap_or_else(of_export),
        currency: args.currency.clone().unwrap_or_else(|| "USD".into()),
        currency_is_default: args.currency.is_none(),
        start: args.start,
        months: args.months,
        fiscal_year_start: args.fiscal_year_start.unwrap_or(1),
        fiscal_year_is_default: args.fiscal_year_start.is_none(),
        targets: args.targets.clone(),
        dates: args.dates,
        as_of: args.as_of,
    }
}

pub(super) fn refused(
    files: &[SourceFile],
    findings: &[Finding],
    format: Output,
    console: &Console,
) -> Result<u8, Failure> {
    console.out(&load::findings_as(format, files, findings, console))?;
    Ok(FINDINGS)
}

/// What was read, what is odd, what was learned and what is assumed.
fn summary(report: &Report) -> String {
    let mut text = format!(
        "{}: deals up to {}, plan from {} for {} months\n\n",
        printable(&report.scenario),
        report.as_of,
        report.start,
        report.months
    );
    for Ledger {
        table,
        file,
        rows,
        set_aside,
        ..
    } in &report.tables
    {
        let aside: usize = set_aside.values().sum();
        let _ = writeln!(
            text,
            "  {table:<14} {:>9} rows {:>9} used {aside:>7} set aside   {}",
            rows,
            rows - aside,
            printable(file)
        );
    }
    for (file, why) in &report.unused_files {
        item(&mut text, "  ", &format!("not used: {file}, {why}"));
    }
    text.push_str("\nOdd in the data:\n");
    for oddity in &report.oddities {
        let of = if oddity.of > oddity.n {
            format!(" of {}", oddity.of)
        } else {
            String::new()
        };
        let column = if oddity.column.is_empty() {
            String::new()
        } else {
            format!(" `{}`", oddity.column)
        };
        item(
            &mut text,
            "  - ",
            &format!(
                "{}{column}, {}{of}: {}",
                oddity.table, oddity.n, oddity.what
            ),
        );
        item(&mut text, "      ", &oddity.handled);
    }
    text.push_str("\nLearned:\n");
    for estimate in report
        .estimates
        .iter()
        .filter(|estimate| !estimate.path.starts_with("products."))
    {
        item(
            &mut text,
            "  - ",
            &format!("{}: {} (n = {})", estimate.what, estimate.value, estimate.n),
        );
    }
    text.push_str("\nAssumed, not from your data:\n");
    for default in &report.defaults {
        item(
            &mut text,
            "  - ",
            &format!("{}: {}", default.what, default.value),
        );
    }
    text.push('\n');
    text
}

/// A text in lines that fit the width, the first after `lead`, the others below its text.
fn item(text: &mut String, lead: &str, content: &str) {
    let shown = printable(content).to_string();
    let mut line = lead.to_owned();
    let indent = " ".repeat(lead.len());
    for word in shown.split_whitespace() {
        if line.len() > lead.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&indent);
        }
        if line.len() > lead.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}

fn next_steps(imported: &Imported, folder: &Path) -> String {
    let shown = |name: &str| printable(&folder.join(name).display().to_string()).to_string();
    let (scenario, what_if) = (
        shown("scenario.toml"),
        shown("what-if/two-more-agents.toml"),
    );
    format!(
        "wrote {} files, {} says what they rest on; try\n  foresell run {scenario}\n  foresell compare {scenario} {what_if}\n",
        imported.files.len(),
        shown("IMPORT.md")
    )
}

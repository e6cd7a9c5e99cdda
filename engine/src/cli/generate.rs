//! `foresell generate`: a made-up company of any size.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::import::day;
use super::{FINE, INTERRUPTED, folder, interrupt};
use crate::calendar::{NotAMonth, YearMonth};
use crate::generate::crm::{self, CrmOptions};
use crate::generate::{GenerateError, Generated, MARK, Options, generate};
use crate::report::folder::{Folder, FolderError, Kind};
use crate::report::{self, json, printable};

/// The folder of a generated company.
const GENERATED: Kind = Kind {
    words: "a generated company",
    mark: MARK,
    files: &[
        "accounts.csv",
        MARK,
        "pipeline.csv",
        "scenario.toml",
        "seats.csv",
    ],
};

/// The folder of a made-up export.
const EXPORT: Kind = Kind {
    words: "a made-up export",
    mark: MARK,
    files: &[
        "accounts.csv",
        MARK,
        "opportunities.csv",
        "products.csv",
        "teams.csv",
        TRUTH,
    ],
};

/// The file that holds what rules a company whose export is made up.
const TRUTH: &str = "truth.json";

/// Make up a company of any size, for trying out sizes
///
/// Writes a scenario with seats, named accounts and an open pipeline. Nothing in it is anybody's data. Demand is in
/// balance with the hours of the people; quotas and targets come from a few simulated futures, so that the company makes
/// its number about every other time. The same options give the same files on every machine. With --crm it is no plan but
/// an export, as a CRM would show the company on a day, for `foresell import`: what rules it stands in truth.json.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Folder to write it into
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Seats in all: account executives, sales development, account managers, sales engineers and their managers; 10 to
    /// 2000
    #[arg(long, value_name = "N", default_value_t = 500)]
    reps: usize,
    /// Named accounts, 1 to 500000
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    accounts: usize,
    /// Months of the plan, 1 to 120; with --crm months that the export reaches back, 6 to 120
    #[arg(long, value_name = "N", default_value_t = 36)]
    months: usize,
    /// What makes one company of a size different from another; up to 9007199254740992
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// First month of the plan
    #[arg(long, value_name = "MONTH", default_value = "2027-01", value_parser = month)]
    start: YearMonth,
    /// Make up a CRM export instead of a plan: opportunities, accounts, products and teams, as untidy as people leave them
    #[arg(long, conflicts_with_all = ["reps", "accounts", "start"])]
    crm: bool,
    /// Deals of the export that are expected, 100 to 2000000
    #[arg(long, value_name = "N", default_value_t = 2_000, requires = "crm")]
    deals: usize,
    /// Last day of the export
    #[arg(long, value_name = "DAY", default_value = "2026-12-31", value_parser = day, requires = "crm")]
    until: jiff::civil::Date,
    /// Replace a generated company that is there already
    #[arg(long)]
    force: bool,
}

fn month(text: &str) -> Result<YearMonth, String> {
    text.parse().map_err(|error: NotAMonth| error.to_string())
}

pub(super) fn run(args: &GenerateArgs, console: &Console) -> Result<u8, Failure> {
    interrupt::listen();
    interrupt::quit_at_first(true);
    if args.crm {
        return export(args, console);
    }
    let options = Options {
        seats: args.reps,
        accounts: args.accounts,
        months: args.months,
        seed: args.seed,
        start: args.start,
    };
    let folder = folder::prepare(&args.folder, GENERATED, args.force)?;
    let company = generate(&options).map_err(|error| match error {
        GenerateError::Run(error) => Failure::Run(error),
        other => Failure::Usage(other.to_string()),
    })?;
    interrupt::quit_at_first(false);
    if !folder::write(folder, |folder| write_files(folder, &company))? {
        console.err("interrupted while writing; nothing was written\n");
        return Ok(INTERRUPTED);
    }
    let shown = args.folder.join("scenario.toml").display().to_string();
    let path = printable(&shown);
    let regions = match company.regions {
        1 => "one region".to_owned(),
        n => format!("{n} regions"),
    };
    console.out(&format!(
        "made up {} seats in {regions}, {} accounts and {} open deals; try\n  foresell check {path}\n  foresell run {path} --trials 200\n",
        options.seats, options.accounts, company.open_deals
    ))?;
    Ok(FINE)
}

/// A made-up export and what is true of it.
fn export(args: &GenerateArgs, console: &Console) -> Result<u8, Failure> {
    let options = CrmOptions {
        deals: args.deals,
        months: args.months,
        seed: args.seed,
        until: args.until,
    };
    let folder = folder::prepare(&args.folder, EXPORT, args.force)?;
    let company = crm::export(&options).map_err(|error| Failure::Usage(error.to_string()))?;
    interrupt::quit_at_first(false);
    let note = format!(
        "This export is made up; names, numbers and all. It comes from\n\n    \
         foresell generate DIR --crm --deals {} --months {} --seed {} --until {}\n\n\
         and the same command gives the same files on every machine. `{TRUTH}` says what rules it.\n",
        options.deals, options.months, options.seed, options.until
    );
    let mut files: Vec<(&str, String)> = company.files;
    files.push((MARK, note));
    files.push((TRUTH, json::text(&company.truth.json())));
    let company_files = Generated {
        files,
        regions: 0,
        open_deals: company.n_open,
    };
    if !folder::write(folder, |folder| write_files(folder, &company_files))? {
        console.err("interrupted while writing; nothing was written\n");
        return Ok(INTERRUPTED);
    }
    let shown = args.folder.display().to_string();
    let path = printable(&shown);
    console.out(&format!(
        "made up {} deals, {} of them open; try\n  foresell import {path} --out plan\n  foresell backtest {path}\n",
        company.n_deals, company.n_open
    ))?;
    Ok(FINE)
}

fn write_files(folder: &Folder, company: &Generated) -> Result<(), FolderError> {
    company.files.iter().try_for_each(|(name, content)| {
        folder.write(&report::Output {
            name: (*name).to_owned(),
            bytes: content.clone().into_bytes(),
        })
    })
}

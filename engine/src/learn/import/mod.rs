//! A CRM export (opportunities, accounts, products, teams) becomes a scenario that runs.
//!
//! Tables are recognised by their column names, names are joined across tables, and every row is used or set aside with
//! a reason. What the export tells is estimated, each number with its sample size; what it cannot tell (leads, hours,
//! quotas, pay) becomes a labelled default with its source, marked `assumed = true` in the scenario. Everything that is
//! odd in the data is said in [`Report`] and in the `IMPORT.md` beside the scenario. The result does not depend on the
//! order of rows or files.
//!
//! ```
//! use foresell::learn::import::{ExportFile, ImportError, Options, import};
//!
//! let deals = "id,owner,stage,created,close_date,amount\n1,Dana,Won,2027-01-02,2027-02-03,900\n";
//! let file = ExportFile { name: "deals.csv".into(), bytes: deals.into() };
//! let Err(ImportError::Findings { findings, .. }) = import(vec![file].into(), &Options::default()) else { panic!() };
//! assert_eq!(findings[0].code.id(), "E0724"); // one won deal is too few to learn from
//! ```

mod columns;
mod compose;
mod conversion;
mod deals;
mod defaults;
mod diagnose;
mod estimate;
mod flow;
#[cfg(feature = "files")]
mod folder;
mod history;
mod joins;
mod open_pipeline;
mod past;
mod quality;
mod readme;
mod recognise;
mod reference;
mod resolve;
mod snapshot;
mod stage_events;
mod staged;
mod tables;
mod toml_text;
mod typed;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::calendar::{Calendar, PeriodKind, Timing, YearMonth};
use crate::scenario::{self, Code, Finding, Findings, Memory, ScenarioError, SourceFile, Sources};

use super::cells::{dates, names, numbers, sheet};
use super::heterogeneity;
use columns::{Column, Table, TableKind};
use compose::Composer;
use deals::{DealRow, days_between};
use estimate::{Estimates, MIN_DEALS};
use history::{History, Tables};
use past::Past;
use quality::{About, Quality};

pub use dates::DateOrder;
#[cfg(feature = "files")]
pub use folder::read_export;
pub use open_pipeline::{PipelineOptions, open_pipeline};
pub use past::HISTORY;
pub use quality::{Estimate, LabelledDefault, Ledger, Oddity, OddityKind, Report};
pub use sheet::{Export, ExportFile, MAX_SHEET_BYTES};
pub use snapshot::{PastDeal, past_deals};

/// The file of an imported scenario that holds its [`Report`].
pub const REPORT: &str = "import-report.json";

/// What an export cannot say about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Name of the scenario.
    pub name: String,
    /// ISO 4217 code of all money in the export.
    pub currency: String,
    /// Whether nobody stated the currency.
    pub currency_is_default: bool,
    /// First month of the plan; the month after the last day of the export unless stated.
    pub start: Option<YearMonth>,
    /// Months of the plan.
    pub months: u32,
    /// Calendar month in which fiscal years start, 1 to 12.
    pub fiscal_year_start: u32,
    /// Whether nobody stated it.
    pub fiscal_year_is_default: bool,
    /// Bookings to reach, by period label such as "FY2027" [whole currency].
    pub targets: Vec<(String, f64)>,
    /// Order of day and month where a column does not prove its own.
    pub dates: Option<DateOrder>,
    /// Stand on this day: later deals are not there yet, and what was decided later is still open.
    pub as_of: Option<jiff::civil::Date>,
}

impl Default for Options {
    /// Twelve months from the month after the export, USD, fiscal years from January, no targets.
    fn default() -> Self {
        Self {
            name: "Imported plan".into(),
            currency: "USD".into(),
            currency_is_default: true,
            start: None,
            months: 12,
            fiscal_year_start: 1,
            fiscal_year_is_default: true,
            targets: Vec::new(),
            dates: None,
            as_of: None,
        }
    }
}

/// The plan's time, once the export's is known.
#[derive(Clone, Debug)]
struct Plan {
    name: String,
    currency: Currency,
    start: YearMonth,
    /// Days from the last day of the export to the first of the plan.
    days_until_start: i64,
}

/// The currency of the plan.
#[derive(Clone, Debug)]
struct Currency {
    code: String,
    /// Whether neither the export nor anybody states it.
    is_assumed: bool,
}

/// A scenario made from an export.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Content by path inside the scenario's folder.
    pub files: BTreeMap<String, String>,
    /// What was read, learned, assumed and found odd.
    pub report: Report,
}

/// Why an export does not become a scenario.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// File or folder.
        path: std::path::PathBuf,
        /// What the file system says.
        source: std::io::Error,
    },
    /// The plan would begin before the export ends.
    #[error("the plan starts in {start}, but the export knows of {as_of}: start in a later month")]
    StartsTooEarly {
        /// Wanted first month.
        start: YearMonth,
        /// Last day of the export.
        as_of: jiff::civil::Date,
    },
    /// The day to stand on lies beyond what the export knows.
    #[error(
        "the export knows nothing of {as_of}: it ends on {until}; stand on that day or an earlier one"
    )]
    StandsTooLate {
        /// Day to stand on.
        as_of: jiff::civil::Date,
        /// Last day of the export.
        until: jiff::civil::Date,
    },
    /// A target that the plan cannot have.
    #[error("`--target {period}`: {why}")]
    Target {
        /// Label of the period.
        period: String,
        /// What is wrong with it.
        why: String,
    },
    /// The tables cannot be read or do not tell enough.
    #[error("the export has {} problem{}", findings.len(), if findings.len() == 1 { "" } else { "s" })]
    Findings {
        /// The files that findings point into.
        files: Vec<SourceFile>,
        /// What is wrong, in file order.
        findings: Vec<Finding>,
    },
}

/// Makes a scenario from the files of an export.
///
/// * `export`: CSV files in any order; those that are no known table are left out and reported
///
/// # Errors
///
/// [`ImportError::Findings`] if there is no table of opportunities, a table cannot be read, the order of its dates cannot
/// be told, or there are fewer than ten won and ten lost deals with their dates; [`ImportError::StartsTooEarly`];
/// [`ImportError::StandsTooLate`];
/// [`ImportError::Target`].
pub fn import(export: Export, options: &Options) -> Result<Imported, ImportError> {
    let Export {
        mut files,
        skipped: mut unused,
    } = export;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut sources, mut findings, mut quality) =
        (Sources::new(), Findings::new(), Quality::default());
    let mut tables = recognise::tables(files, &mut unused, &mut sources, &mut findings);
    for table in tables.values_mut() {
        table.tidy(&mut quality);
    }
    joins::join(
        &mut tables,
        options.dates,
        &mut quality,
        &sources,
        &mut findings,
    );
    let Some(opportunities) = tables.get(&TableKind::Opportunities) else {
        return Err(refused(findings, &sources));
    };
    recognise::missing_columns(opportunities, &mut findings);
    let (mut read, currency) = read_tables(
        &tables,
        opportunities,
        options,
        &mut quality,
        &sources,
        &mut findings,
    );
    let counts = Counts::of(&read);
    let nothing_else = findings.iter().all(|f| f.code == Code::MissingColumn);
    if nothing_else && counts.are_too_few() {
        too_few(opportunities, counts, &quality, &mut findings);
    }
    if !findings.is_empty() {
        return Err(refused(findings, &sources));
    }
    if let Some(day) = options.as_of {
        let snapshot::TakenBack { deals, decisions } = snapshot::as_known_on(&mut read.deals, day)?;
        quality.read_as(format!(
            "opportunities: as known on {day}: {deals} deals came later or without a day, and {decisions} decisions fell later; \
             all of them are taken back. Rows that are counted in tables are those of the whole export"
        ));
    }
    let counts = Counts::of(&read);
    let history = History::new(read, opportunities, options.as_of, &mut quality);
    let history = history.map(|mut history| {
        history.staged =
            staged::Staged::of(&tables, &history, options.dates, &mut quality, &sources);
        history.unseat_machines();
        history
    });
    let Some((history, estimates)) =
        history.and_then(|history| Estimates::of(&history).map(|estimates| (history, estimates)))
    else {
        too_few(opportunities, counts, &quality, &mut findings);
        return Err(refused(findings, &sources));
    };
    no_deals_of_accounts(&history, &tables, &mut quality);
    let currency = currency_of(currency, opportunities, options, &mut quality);
    let imported = compose(&history, &estimates, quality, unused, currency, options)?;
    match load(&imported) {
        Ok(()) => Ok(imported),
        Err(error) => {
            no_scenario(&error, opportunities, &mut findings);
            Err(refused(findings, &sources))
        }
    }
}

/// The currency of the plan, and why if nobody stated it: that of the amounts if all of them state one.
fn currency_of(
    of_amounts: Option<&'static str>,
    table: &Table,
    options: &Options,
    quality: &mut Quality,
) -> Currency {
    let column = table.header(Column::Value);
    let stated = !options.currency_is_default;
    if let Some(code) = of_amounts.filter(|code| stated && *code != options.currency) {
        let about = About {
            table: TableKind::Opportunities,
            kind: OddityKind::Contradictory,
            column,
            what: format!("amounts are marked as {code}"),
            of: 0,
            handled: format!("the currency that was stated counts: {}", options.currency),
        };
        quality.count(about, table.filled(Column::Value).count(), Vec::new());
    }
    match of_amounts {
        Some(code) if !stated => {
            quality.read_as(format!(
                "opportunities: amounts in `{column}` are marked as {code}, the currency of the plan"
            ));
            Currency {
                code: code.to_owned(),
                is_assumed: false,
            }
        }
        _ => Currency {
            code: options.currency.clone(),
            is_assumed: !stated,
        },
    }
}

/// Checks the scenario: whoever imports has no file yet into which its findings could point.
fn load(imported: &Imported) -> Result<(), ScenarioError> {
    let mut files = Memory::new();
    for (name, content) in &imported.files {
        files.insert(name, content.as_bytes());
    }
    scenario::load(&files, &[PathBuf::from("scenario.toml")]).map(|_| ())
}

fn no_scenario(error: &ScenarioError, table: &Table, findings: &mut Findings) {
    let why = match error {
        ScenarioError::Invalid { findings, .. } => findings
            .first()
            .map_or_else(String::new, |finding| finding.message.clone()),
        other => other.to_string(),
    };
    let message = format!("what `{}` tells makes no scenario: {why}", table.sheet.name);
    findings
        .add(Code::NoScenario, table.sheet.header_place(), message)
        .help = "see whether amounts are in whole units of the currency, and dates and names are what they seem".into();
}

fn refused(findings: Findings, sources: &Sources) -> ImportError {
    match findings.into_error(sources) {
        ScenarioError::Invalid { files, findings } => ImportError::Findings { files, findings },
        // Findings make no other error; should that change, the message still gets through.
        _ => ImportError::Findings {
            files: Vec::new(),
            findings: Vec::new(),
        },
    }
}

fn read_tables(
    tables: &BTreeMap<TableKind, Table>,
    opportunities: &Table,
    options: &Options,
    quality: &mut Quality,
    sources: &Sources,
    findings: &mut Findings,
) -> (Tables, Option<&'static str>) {
    let (deals, currency) = deals::deals(opportunities, options.dates, quality, sources, findings);
    let tables = Tables {
        deals,
        accounts: tables
            .get(&TableKind::Accounts)
            .map(|table| reference::accounts(table, quality)),
        products: tables
            .get(&TableKind::Products)
            .map(|table| reference::products(table, quality)),
        team: tables
            .get(&TableKind::Teams)
            .or_else(|| tables.get(&TableKind::Users))
            .map(|table| reference::team(table, quality)),
    };
    (tables, currency)
}

/// How many deals there are of which kind.
#[derive(Clone, Copy, Debug)]
struct Counts {
    /// Won deals with both dates.
    won: usize,
    /// Lost deals with both dates.
    lost: usize,
    open: usize,
    all: usize,
}

impl Counts {
    fn of(read: &Tables) -> Self {
        let n = |wanted: &dyn Fn(&DealRow) -> bool| {
            read.deals.iter().filter(|deal| wanted(deal)).count()
        };
        let decided = |deal: &DealRow, outcome| {
            deal.outcome == outcome && deal.engaged.is_some() && deal.closed.is_some()
        };
        Self {
            won: n(&|deal| decided(deal, deals::Outcome::Won)),
            lost: n(&|deal| decided(deal, deals::Outcome::Lost)),
            open: n(&|deal| deal.outcome == deals::Outcome::Open),
            all: read.deals.len(),
        }
    }

    fn are_too_few(self) -> bool {
        self.won < MIN_DEALS || self.lost < MIN_DEALS
    }
}

/// Refuses what nothing can be learnt from, by name and with the reason.
fn too_few(opportunities: &Table, counts: Counts, quality: &Quality, findings: &mut Findings) {
    let name = &opportunities.sheet.name;
    let Counts {
        won,
        lost,
        open,
        all,
    } = counts;
    let message = if open == all && open > 0 {
        format!(
            "all {open} deals of `{name}` are open: nothing can be learnt about win rates, cycle times and deal sizes"
        )
    } else if counts.are_too_few() {
        format!(
            "`{name}` holds {won} won and {lost} lost deals with the day they began: expected at least {MIN_DEALS} of each{}",
            quality.set_aside(TableKind::Opportunities)
        )
    } else {
        format!("no won deal in `{name}` has a value above 0, or no deal has an owner")
    };
    findings
        .add(
            Code::TooFewDeals,
            opportunities.sheet.header_place(),
            message,
        )
        .help = "export closed deals as well, a year of them if there is one".into();
}

fn no_deals_of_accounts(
    history: &History,
    tables: &BTreeMap<TableKind, Table>,
    quality: &mut Quality,
) {
    let Some(table) = tables.get(&TableKind::Accounts) else {
        return;
    };
    let active: BTreeSet<usize> = history
        .deals
        .iter()
        .filter_map(|deal| deal.account)
        .collect();
    let idle = history
        .accounts
        .iter()
        .enumerate()
        .filter(|(ix, _)| !active.contains(ix))
        .map(|(_, (account, _))| account.name.as_str());
    let about = About {
        table: TableKind::Accounts,
        kind: OddityKind::Unusual,
        column: table.header(Column::Account),
        what: "accounts have no deal".into(),
        of: history.accounts.len(),
        handled: "not listed: no deal tells their region".into(),
    };
    quality.note(about, idle);
}

/// Refuses targets for what is no whole period of the plan, twice for one, and beyond what a scenario may name.
fn check_targets(start: YearMonth, options: &Options) -> Result<(), ImportError> {
    let n_months = usize::try_from(options.months.max(1)).unwrap_or(usize::MAX);
    let first = options.fiscal_year_start.saturating_sub(1).min(11) as usize;
    let calendar = Calendar::new(start, n_months, first, Timing::Continuous);
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    let periods: Vec<_> = kinds
        .into_iter()
        .flat_map(|kind| calendar.periods(kind))
        .filter(|period| period.complete)
        .collect();
    let mut taken = BTreeSet::new();
    for (label, bookings) in &options.targets {
        let why = if !periods.iter().any(|period| period.label == *label) {
            let example = periods.first().map(|period| period.label.as_str());
            format!(
                "the plan has no whole period of that name: expected a label such as {}",
                example.unwrap_or_default()
            )
        } else if !(0.0..=numbers::MOST).contains(bookings) {
            "expected bookings of 0 to 1e12".to_owned()
        } else if !taken.insert(label) {
            "the period stands twice".to_owned()
        } else {
            continue;
        };
        return Err(ImportError::Target {
            period: label.clone(),
            why,
        });
    }
    Ok(())
}

fn compose(
    history: &History,
    estimates: &Estimates,
    mut quality: Quality,
    unused_files: BTreeMap<String, String>,
    currency: Currency,
    options: &Options,
) -> Result<Imported, ImportError> {
    let start = options
        .start
        .unwrap_or_else(|| YearMonth::of(history.as_of).plus(1));
    if start <= YearMonth::of(history.as_of) {
        return Err(ImportError::StartsTooEarly {
            start,
            as_of: history.as_of,
        });
    }
    let first_day = start.to_string() + "-01";
    let first_day: jiff::civil::Date = first_day.parse().expect("a month has a first day");
    check_targets(start, options)?;
    let plan = Plan {
        name: options.name.clone(),
        currency,
        start,
        days_until_start: days_between(history.as_of, first_day),
    };
    diagnose::diagnose(history, estimates, plan.days_until_start, &mut quality);
    let managers = tables::managers(history);
    let (accounts, pipeline) = (tables::accounts(history), tables::pipeline(history));
    let composer = Composer {
        history,
        estimates,
        managers: &managers,
        options,
        plan: &plan,
        has_accounts: !accounts.is_empty(),
        has_pipeline: !pipeline.is_empty(),
    };
    let (scenario, learned, defaults) = composer.scenario().finish();
    let (oddities, tables, reading) = quality.finish();
    let report = Report {
        format: 1,
        scenario: plan.name.clone(),
        as_of: history.as_of.to_string(),
        start: start.to_string(),
        months: options.months,
        reading,
        tables,
        unused_files,
        oddities,
        estimates: learned,
        defaults,
        left_out: composer.left_out(),
    };
    let minor_digits = iso_currency::Currency::from_code(&plan.currency.code)
        .and_then(iso_currency::Currency::exponent);
    let past = Past::of(history, options, minor_digits.map_or(2, u32::from));
    let readme = readme::readme(&report, estimates.flow.per_month, history.seated().count());
    let mut files = BTreeMap::from([
        (HISTORY.to_owned(), past.csv(&plan.currency.code)),
        ("scenario.toml".to_owned(), scenario),
        ("seats.csv".to_owned(), tables::seats(history, &managers)),
        (
            "what-if/two-more-agents.toml".to_owned(),
            composer.two_more_agents(),
        ),
        ("IMPORT.md".to_owned(), readme + &past.markdown()),
        (REPORT.to_owned(), report.to_json()),
    ]);
    for (name, content) in [("accounts.csv", accounts), ("pipeline.csv", pipeline)] {
        if !content.is_empty() {
            files.insert(name.to_owned(), content);
        }
    }
    Ok(Imported { files, report })
}

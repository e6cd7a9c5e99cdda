//! The back-test: forecasts from past month-ends, each with nothing but what was known there, held against what came.
//!
//! On every day the export is taken back to what it would have been then ([`import`](mod@super::import) with `as_of`), the
//! plan is learnt anew and simulated, and bookings, deals and close rate of the next months are set beside those that the
//! export holds. The same is done for what people use today: the pipeline weighted by the win rate, the months just gone,
//! and the same months of the year before.

mod actual;
mod judge;
mod rivals;
mod section;

use std::path::PathBuf;

use jiff::civil::Date;

use super::import::{Export, ImportError, Options as ImportOptions, PastDeal, import, past_deals};
use crate::calendar::YearMonth;
use crate::kernel::math::pow;
use crate::kernel::stream::Seed;
use crate::kpi::{Facts, Kpi, PerTrial};
use crate::model::simulate::{RunError, Watch, simulate};
use crate::outcome::backtest::Backtest;
use crate::scenario::{self, Memory, Scenario, ScenarioError};
use actual::{Actual, month_ends};
use judge::{Forecast, judged};
pub use section::section;

/// The KPIs that are forecast.
pub const KPIS: [&str; 3] = ["bookings", "wins", "close-rate"];

/// What is to be looked back on.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the export is read; name, start, months, targets and day are set for each day.
    pub import: ImportOptions,
    /// Months that every forecast covers; at least one.
    pub horizon: usize,
    /// Days to stand on; all month-ends that the history allows unless stated.
    pub days: Option<Vec<Date>>,
    /// Futures of each forecast.
    pub trials: u32,
    /// Their seed.
    pub seed: Seed,
    /// Threads; as many as there are cores unless stated.
    pub threads: Option<usize>,
}

/// Why there is no back-test.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BacktestError {
    /// The export cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// No day allows a forecast.
    #[error("no month-end has a history before it and {horizon} whole months after it{}", reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})")))]
    NoDay {
        /// Months that a forecast covers.
        horizon: usize,
        /// Why the last day that was tried allows none.
        reason: Option<String>,
    },
    /// A day that is stated has no whole months after it in the export.
    #[error("nothing is known of the {horizon} months after {day}: the export ends on {until}")]
    TooLate {
        /// The day.
        day: Date,
        /// Months that a forecast covers.
        horizon: usize,
        /// The last day of the export.
        until: Date,
    },
    /// A day that is stated is no month-end.
    #[error("{day} is not the last day of a month: forecasts cover whole months")]
    NoMonthEnd {
        /// The day.
        day: Date,
    },
    /// The simulation cannot run.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Stands on past days, forecasts, and compares with what came.
///
/// # Errors
///
/// [`BacktestError`] if the export cannot be read, or no day allows a forecast.
pub fn backtest(
    export: &Export,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Backtest, BacktestError> {
    let deals = past_deals(export, &options.import)?;
    let days = days(&deals, options)?;
    let (mut forecasts, mut currency) = (Vec::new(), None);
    let (mut refused, mut is_interrupted) = (Vec::new(), false);
    for &day in &days {
        let plan = match plan_of(export, options, day)? {
            Ok(plan) => plan,
            Err(reason) => {
                refused.push((day, reason));
                continue;
            }
        };
        currency = Some(plan.currency);
        let Some(forecast) = forecast(&plan, options, day, watch)? else {
            is_interrupted = true;
            break;
        };
        forecasts.push(forecast);
    }
    let Some(currency) = currency else {
        return Err(BacktestError::NoDay {
            horizon: options.horizon,
            reason: refused.pop().map(|(_, reason)| reason),
        });
    };
    let kpis = KPIS.iter().filter_map(|id| Kpi::find(id));
    Ok(Backtest {
        horizon: options.horizon,
        trials: options.trials,
        seed: options.seed.0,
        currency,
        until: Actual::span(&deals).map_or_else(|| days[days.len() - 1], |(_, last)| last),
        days: forecasts.iter().map(|forecast| forecast.day).collect(),
        refused,
        judged: kpis
            .enumerate()
            .map(|(ix, kpi)| judged(kpi, ix, &forecasts, &deals, options))
            .collect(),
        is_interrupted,
    })
}

/// The days to stand on.
fn days(deals: &[PastDeal], options: &Options) -> Result<Vec<Date>, BacktestError> {
    let known = Actual::span(deals).ok_or(BacktestError::NoDay {
        horizon: options.horizon,
        reason: None,
    })?;
    let all = month_ends(known, options.horizon);
    let Some(stated) = &options.days else {
        return if all.is_empty() {
            Err(BacktestError::NoDay {
                horizon: options.horizon,
                reason: None,
            })
        } else {
            Ok(all)
        };
    };
    for &day in stated {
        if day != day.last_of_month() {
            return Err(BacktestError::NoMonthEnd { day });
        }
        let Some(&last) = all.last() else {
            return Err(BacktestError::NoDay {
                horizon: options.horizon,
                reason: Some(format!("decisions lie between {} and {}", known.0, known.1)),
            });
        };
        if day > last {
            return Err(BacktestError::TooLate {
                day,
                horizon: options.horizon,
                until: known.1,
            });
        }
    }
    Ok(stated.clone())
}

/// The plan that would have been learnt on a day, or why none.
fn plan_of(
    export: &Export,
    options: &Options,
    day: Date,
) -> Result<Result<Scenario, String>, BacktestError> {
    let read = ImportOptions {
        start: Some(YearMonth::of(day).plus(1)),
        months: u32::try_from(options.horizon).unwrap_or(u32::MAX),
        targets: Vec::new(),
        as_of: Some(day),
        ..options.import.clone()
    };
    let imported = match import(export.clone(), &read) {
        Ok(imported) => imported,
        Err(ImportError::Findings { findings, .. }) => {
            let reason = findings.first().map(|finding| finding.message.clone());
            return Ok(Err(reason.unwrap_or_default()));
        }
        Err(other) => return Err(other.into()),
    };
    let mut files = Memory::new();
    for (name, content) in &imported.files {
        files.insert(name, content.as_bytes());
    }
    let plan = scenario::load(&files, &[PathBuf::from("scenario.toml")]);
    Ok(plan.map_err(|error: ScenarioError| error.to_string()))
}

/// The futures of a plan; `None` if it was interrupted.
fn forecast(
    plan: &Scenario,
    options: &Options,
    day: Date,
    watch: &dyn Watch,
) -> Result<Option<Forecast>, BacktestError> {
    let trials = 0..options.trials;
    let simulated = simulate(&plan.model, options.seed, trials, options.threads, watch)?;
    if !simulated.complete {
        return Ok(None);
    }
    let facts = Facts::new(&plan.model, &simulated.results);
    let months = 0..plan.model.calendar.n_months();
    let samples = KPIS.iter().filter_map(|id| Kpi::find(id)).map(|kpi| {
        let values = kpi.values(&facts, months.clone());
        values.map_or_else(Vec::new, PerTrial::into_defined)
    });
    Ok(Some(Forecast {
        day,
        samples: samples.collect(),
        minor_per_major: pow(10.0, f64::from(plan.minor_digits())),
    }))
}

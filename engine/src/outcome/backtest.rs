//! Forecasts from past days, and what came of them, as a report shows them.

use jiff::civil::Date;

use crate::kpi::Kpi;
use crate::kpi::accuracy::Coverage;
pub use crate::kpi::verdict::Verdict;

/// Chances of the quantiles that are kept of every forecast.
pub const QUANTILES: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
/// Shares of the middle intervals whose coverage is counted.
pub const INTERVALS: [f64; 3] = [0.5, 0.8, 0.95];
/// Bars of the histogram of places among futures.
pub const BARS: usize = 10;

/// Forecasts at past month-ends, each with what was known there, held against what came.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// Months that every forecast covers.
    pub horizon: usize,
    /// Futures of each forecast.
    pub trials: u32,
    /// Their seed.
    pub seed: u64,
    /// Of all money, which is in its minor units.
    pub currency: iso_currency::Currency,
    /// Days on which it stood, in order.
    pub days: Vec<Date>,
    /// Days from which nothing could be forecast, each with the reason.
    pub refused: Vec<(Date, String)>,
    /// What was forecast, one KPI after another.
    pub judged: Vec<Judged>,
    /// Last day on which the export knows of a decision.
    pub until: Date,
    /// Whether it was interrupted before the last day.
    pub is_interrupted: bool,
}

/// The forecasts of one KPI.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The KPI.
    pub kpi: &'static Kpi,
    /// A forecast and what came, for each day that has both.
    pub rows: Vec<Row>,
    /// Days of which the export or the futures do not tell this KPI, each with the reason.
    pub left_out: Vec<(Date, String)>,
    /// `Σ (forecast - actual) / Σ |actual|` of the means.
    pub bias: Option<f64>,
    /// `Σ |forecast - actual| / Σ |actual|` of the medians.
    pub wape: Option<f64>,
    /// Mean continuous ranked probability score, in the unit of the KPI.
    pub crps: f64,
    /// How often what came lay inside of the [`INTERVALS`].
    pub coverage: Vec<Coverage>,
    /// How many outcomes lay in each tenth of their futures.
    pub places: [usize; BARS],
    /// Simpler forecasts on the days that allow them.
    pub rivals: Vec<Rival>,
    /// What follows.
    pub verdict: Verdict,
}

/// A forecast from one day.
#[derive(Clone, Debug)]
pub struct Row {
    /// The day.
    pub day: Date,
    /// What came, in the unit of the KPI.
    pub actual: f64,
    /// Mean of the futures.
    pub mean: f64,
    /// Quantiles at [`QUANTILES`].
    pub quantiles: [f64; QUANTILES.len()],
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Place of what came among the futures, 0 to 1.
    pub place: f64,
    /// Mean square of the normal scores of the futures' own places: 1, unless many futures are alike.
    pub spread: f64,
}

/// A simpler forecast, a number each.
#[derive(Clone, Debug)]
pub struct Rival {
    /// Its name.
    pub name: &'static str,
    /// Day and forecast.
    pub rows: Vec<(Date, f64)>,
    /// As [`Judged::bias`].
    pub bias: Option<f64>,
    /// As [`Judged::wape`].
    pub wape: Option<f64>,
    /// Its mean absolute error, which is the score of a number.
    pub crps: f64,
    /// The score of the simulation on the same days.
    pub ours: f64,
    /// Its WAPE on the same days.
    pub our_wape: Option<f64>,
}

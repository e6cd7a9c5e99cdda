//! What becomes of the deals that are open, as a report shows it.

use jiff::civil::Date;

use crate::calendar::YearMonth;

/// Chances of the quantiles that are kept.
pub const QUANTILES: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/// A number in all futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// At the [`QUANTILES`].
    pub quantiles: [f64; 7],
}

/// A forecast of the open pipeline.
#[derive(Clone, Debug)]
pub struct PipelineForecast {
    /// The last day that is known.
    pub as_of: Date,
    /// First month of the forecast.
    pub first: YearMonth,
    /// Futures.
    pub trials: u32,
    /// Their seed.
    pub seed: u64,
    /// Of all money, which is in its minor units.
    pub currency: iso_currency::Currency,
    /// Open deals that are forecast.
    pub n_open: usize,
    /// Of these, deals that are older than any was that left its stage: nothing is known of what becomes of them.
    pub n_beyond: usize,
    /// Open deals without a day, of which nothing can be said.
    pub n_undated: usize,
    /// How deals leave stages.
    pub stages: Vec<StageRow>,
    /// What open deals come to.
    pub ends: Vec<EndOutlook>,
    /// Deals that are still open after each month, and at last those that no end was seen for.
    pub still_open: Vec<Spread>,
    /// Anything a reader has to know.
    pub notes: Vec<String>,
}

/// How many open deals come to an end.
#[derive(Clone, Debug)]
pub struct EndOutlook {
    /// The end.
    pub name: String,
    /// Deals in each month, then in all later ones.
    pub deals: Vec<Spread>,
    /// Deals in all.
    pub all: Spread,
    /// What they are worth, likewise, in minor units; nothing where values are not known.
    pub value: Option<(Vec<Spread>, Spread)>,
}

/// How deals leave a stage.
#[derive(Clone, Debug)]
pub struct StageRow {
    /// Its name.
    pub name: String,
    /// Deals that entered it.
    pub n_entered: usize,
    /// Deals that are there.
    pub n_open: usize,
    /// Ways to leave it that were taken.
    pub ways: Vec<WayRow>,
}

/// A way to leave a stage.
#[derive(Clone, Debug)]
pub struct WayRow {
    /// Where to.
    pub name: String,
    /// Deals that took it.
    pub n: usize,
    /// Share of all that enter.
    pub share: f64,
    /// 95 % interval of the share.
    pub interval: (f64, f64),
    /// Median days until then, of those that take it.
    pub median_days: f64,
}

impl PipelineForecast {
    /// Months of the forecast.
    #[must_use]
    pub fn n_months(&self) -> usize {
        self.still_open.len().saturating_sub(1)
    }
}

//! What looking back said of the forecasts of a plan, as its file says it.

use schemars::JsonSchema;
use serde::Deserialize;

/// What a back-test said of forecasts of plans like this one, as `foresell import --backtest` and `foresell backtest --verdict`
/// write it. Nothing here changes what is simulated: reports print it, and mark every quantile where a verdict is anything
/// but "calibrated".
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBacktest {
    /// Last day of the data that was looked back on, such as "2026-12-31".
    pub until: String,
    /// Months that every forecast covered.
    pub horizon_months: u32,
    /// Days from which was forecast.
    pub days: u32,
    /// What was said of each number; what is not stated could not be judged.
    pub verdicts: Option<RawVerdicts>,
}

/// Verdicts by number.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawVerdicts {
    /// Of the value of won deals.
    pub bookings: Option<RawVerdict>,
    /// Of the number of won deals.
    pub wins: Option<RawVerdict>,
    /// Of the share of decided deals that are won.
    pub close_rate: Option<RawVerdict>,
}

/// What a back-test says of forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawVerdict {
    /// Nothing speaks against reading its quantiles as they stand.
    Calibrated,
    /// What came lay outside of the intervals too often.
    TooNarrow,
    /// What came lay in the middle of the intervals too often.
    TooWide,
    /// What came was higher too often.
    TooLow,
    /// What came was lower too often.
    TooHigh,
    /// Too few days share no months to tell.
    TooLittleData,
}

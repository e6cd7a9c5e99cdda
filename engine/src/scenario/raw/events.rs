//! What a scenario file says about things that happen at a date.

use schemars::JsonSchema;
use serde::Deserialize;

use super::RawRecut;
use crate::scenario::number::RawNumber;

/// Something that happens at a date; exactly one of the keys.
#[allow(clippy::large_enum_variant, reason = "a file has a handful of events")]
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawEvent {
    /// Named people leave.
    Leave(RawLeave),
    /// Nobody is hired.
    Freeze(RawFreeze),
    /// The market changes.
    Shock(RawShock),
    /// Territories are cut anew.
    Recut(RawRecut),
}

/// Named people leave.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawLeave {
    /// Seats whose reps leave.
    pub seats: Vec<String>,
    /// Month in which they leave, "YYYY-MM": at its first day, or at its end with monthly timing.
    pub month: String,
    /// Severance pay in months of base pay, a cost of that month; 0 unless said.
    pub severance_months: Option<f64>,
}

/// Nobody is hired; recruiting stands still and goes on afterwards.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFreeze {
    /// First month of the freeze, "YYYY-MM".
    pub from: String,
    /// First month after the freeze, "YYYY-MM"; the end of the horizon unless said.
    pub until: Option<String>,
    /// Roles it applies to; all unless said.
    pub roles: Option<Vec<String>>,
}

/// The market changes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawShock {
    /// First month of the shock, "YYYY-MM".
    pub from: String,
    /// First month after the shock, "YYYY-MM"; the end of the horizon unless said.
    pub until: Option<String>,
    /// Segments it applies to; all unless said.
    pub segments: Option<Vec<String>>,
    /// Relative change of lead arrivals, such as -0.2; 0 unless said.
    pub demand: Option<RawNumber>,
    /// Change of every pass probability, on the logit scale; 0 unless said.
    pub conversion: Option<RawNumber>,
    /// Relative change of deal sizes, such as -0.1; 0 unless said.
    pub deal_size: Option<RawNumber>,
}

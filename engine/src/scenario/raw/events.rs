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
    /// Somebody is hired into a seat.
    Join(RawJoin),
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
    /// Month in which they leave, "YYYY-MM": at its first day, or at its end with monthly timing. Either this or `date`.
    pub month: Option<String>,
    /// Their last day, "YYYY-MM-DD"; with monthly timing they leave at the end of its month.
    pub date: Option<String>,
    /// Severance pay in months of base pay, a cost of that month; 0 unless said.
    pub severance_months: Option<f64>,
}

/// Somebody is hired into a seat on a known day: after whoever leaves it, or when it opens. This is how a plan in mid-year,
/// and `foresell payouts`, know who came after a leaver; it may also be somebody who has signed and is yet to come.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawJoin {
    /// The seat. Somebody leaves it before that day by an event `leave`, with a last day before it, or it is planned to open before.
    pub seat: String,
    /// First day, "YYYY-MM-DD". Onboarding and ramp begin with it. Until then nobody else is hired into the seat, and freezes, declined offers and bounds on hires do not matter.
    pub date: String,
    /// Name of the person; the seat and the day unless said.
    pub name: Option<String>,
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
    /// Relative change of deal sizes, such as -0.1; 0 unless said. Deals are smaller: they are worth less, cost less in proportion and take fewer units, so that the margin rate stays. Where prices fall, change `products.*.price`.
    pub deal_size: Option<RawNumber>,
}

//! What a scenario file says about initiatives: tools, trainings and process changes.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::number::RawNumber;

/// A tool, a training or a process change: what it costs, when it starts, how fast it takes hold, and what it moves.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawInitiative {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// First month, "YYYY-MM".
    pub start: String,
    /// First month after it, "YYYY-MM", from which it neither costs nor moves anything; the end of the horizon unless said.
    pub until: Option<String>,
    /// What it costs in its first month; 0 unless said.
    pub cost_once: Option<RawNumber>,
    /// What it costs in each of its months, the first included; 0 unless said.
    pub cost_per_month: Option<RawNumber>,
    /// How fast people come to use it; all of them from the first day unless said.
    pub adoption: Option<RawAdoption>,
    /// What it moves, by the path of a number, such as `"funnel.stages.closing.pass"`: a chance or a positive number that may change from month to month, stated in the scenario or left at its default; a number that is drawn for each deal (its size, days, hours, units), whose draws of a month are multiplied by as much as the share adopted in that month says; or `ramp.months` of a role, moved for people by the month of their first day. A deal's size is drawn in the month in which it becomes an opportunity, its days in the month in which it enters the stage, hours when they are asked for. Effects of several initiatives on one number add, on the scale on which they are written. A certain number that would leave the range in which it makes sense is a finding, an uncertain one is clipped to the range in the futures in which it would; what is drawn for each deal, and ramps, are multiplied by 20 at most and divided by 20 at most.
    pub effects: Option<IndexMap<String, RawMove>>,
}

/// How fast people come to use it; give `months` or `curve`, not both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawAdoption {
    /// Months from the first day until everybody uses it. A month has the average share of its days.
    pub months: Option<f64>,
    /// How adoption rises over these months: "linear" (the default) or "s-curve" (slowly at first and in the end).
    pub shape: Option<RawAdoptionShape>,
    /// Share of the whole effect in the first, second, ... month, 0 to 1; the last one holds from then on.
    pub curve: Option<Vec<f64>>,
}

/// How adoption rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawAdoptionShape {
    /// By the same share every day.
    Linear,
    /// Slowly at first, fastest in the middle, slowly in the end.
    SCurve,
}

/// By how much a number is moved once everybody uses it; exactly one of the keys. The effect is a number like any other: it
/// may be uncertain, and may be a table by whatever the moved number differs by.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawMove {
    /// For chances: added on the logit scale, -20 to 20; 0.7 about doubles the odds.
    Logit(RawNumber),
    /// For positive numbers (hours, days, rates, shares, sizes): added to the logarithm, -3 to 3; 0.10 makes 10.5 % more, -0.10 makes 9.5 % less.
    Log(RawNumber),
}

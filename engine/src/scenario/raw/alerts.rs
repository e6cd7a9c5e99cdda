//! What a scenario file says about alerts.

use schemars::JsonSchema;
use serde::Deserialize;

/// What a number should keep to, and from which chance of missing it on it is raised; exactly one of `at-least` and `at-most`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawAlert {
    /// The number, by its id in kpis.csv, such as "coverage" or "budget-use".
    pub kpi: String,
    /// Over which months: a month, fiscal quarter or fiscal year of the horizon such as "2027-08", "FY2027-Q3" or "FY2027", or "every month", "every quarter" or "every year", which is an alert for each of these in which the number has a meaning.
    pub period: String,
    /// What the number should not be below. In the number's unit: money in whole units of the currency, a share as 0.8 for 80 %.
    pub at_least: Option<f64>,
    /// What the number should not be above.
    pub at_most: Option<f64>,
    /// The alert is raised if this share of futures or more misses the threshold, above 0, at most 1; 0.5 unless said. Of months that have happened it is known whether they missed it, and any chance up to 1 raises it then.
    pub chance: Option<f64>,
    /// Only this region; at most one of `region`, `segment`, `source`, `territory` and `role`. The whole company unless said. Of regions and segments are told leads, opportunities, wins, bookings, deal size, attainment of their targets, ARR and retention; of roles people and pay.
    pub region: Option<String>,
    /// Only this segment.
    pub segment: Option<String>,
    /// Only what comes from this source.
    pub source: Option<String>,
    /// Only what this territory wins.
    pub territory: Option<String>,
    /// Only the people of this role.
    pub role: Option<String>,
    /// Who is to be told.
    pub owner: Option<String>,
    /// What is to be done then, or why it matters.
    pub note: Option<String>,
}

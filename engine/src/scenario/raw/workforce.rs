//! What a scenario file says about roles and the people in them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{RawRatio, RawTrainer};
use crate::scenario::number::RawNumber;

/// Roles and the people in them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawWorkforce {
    /// Roles, by id.
    pub roles: IndexMap<String, RawRole>,
    /// CSV table of seats: seat, role, territory, rep, hired, planned-start, quota-per-year, weight, manager, latitude, longitude. The last two are where the person sets out from, in degrees.
    pub seats: Option<String>,
    /// Seats that are alike, given by number; by a name of your choice, which becomes part of the seat ids.
    pub groups: Option<IndexMap<String, RawGroup>>,
    /// Most people that can be hired in a month, in the whole company; 2.5 are 2 in one month and 3 in the next. Whoever finds no place starts on the first day of the next month, first come first served. No bound unless said.
    pub hires_per_month: Option<RawNumber>,
    /// Most people who can be in onboarding at a time, in the whole company; whoever finds no place starts on the first day of a later month. No bound unless said.
    pub onboarding_places: Option<RawNumber>,
    /// Who has to train new hires; nobody unless said.
    pub trainer: Option<RawTrainer>,
}

/// A role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRole {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Base salary a year; 0 unless said.
    pub base_per_year: Option<RawNumber>,
    /// Variable pay a year at target; with the base it makes the OTE. 0 unless said.
    pub incentive_per_year: Option<RawNumber>,
    /// Employer's cost on top of all pay, as a share of it, such as 0.25; 0 unless said.
    pub load: Option<RawNumber>,
    /// Working hours a month; 160 unless said.
    pub hours_per_month: Option<RawNumber>,
    /// Share of the hours left for selling after admin and training, 0 to 1; 1 unless said.
    pub selling_share: Option<RawNumber>,
    /// Growth from new hire to full productivity; fully productive at once unless said.
    pub ramp: Option<RawRamp>,
    /// Months of onboarding before the ramp starts; 0 unless said.
    pub onboarding_months: Option<RawNumber>,
    /// Months from opening a position to the new hire's first day: a number or a distribution, drawn for each hire; 0 unless said.
    pub time_to_fill_months: Option<RawNumber>,
    /// Whether a seat is refilled when its rep leaves; true unless said.
    pub backfill: Option<bool>,
    /// Share of people who leave within a year, 0 to below 1; 0 unless said. The monthly hazard is -ln(1 - share) / 12.
    pub attrition_per_year: Option<RawNumber>,
    /// Factor on that hazard by year of tenure, first year first; the last one holds from then on.
    pub attrition_by_tenure_year: Option<Vec<f64>>,
    /// How much missing quota raises the hazard: it is multiplied by exp(effect x (1 - attainment)) below quota, on the last closed quota period. 0 unless said.
    pub attrition_shortfall_effect: Option<RawNumber>,
    /// Coefficient of variation of skill among hires (lognormal with mean 1); 0 unless said.
    pub skill_cv: Option<RawNumber>,
    /// Bookings that a fully ramped rep is expected to contribute in a year: the capacity of the plan, not quota. Absent for roles that book nothing.
    pub capacity_per_year: Option<RawNumber>,
    /// Cost of finding one hire; 0 unless said.
    pub hiring_cost: Option<RawNumber>,
    /// Cost of onboarding one hire; 0 unless said.
    pub onboarding_cost: Option<RawNumber>,
    /// Tools and licences per head and month; 0 unless said.
    pub tools_per_month: Option<RawNumber>,
    /// Chance that an offer is accepted, 0.05 to 1; each one that is declined costs another time to fill. 1 unless said.
    pub offer_acceptance: Option<RawNumber>,
    /// Seats of this role that follow from the number of others, such as one sales engineer for four account executives; on top of those of tables and groups.
    pub ratio: Option<RawRatio>,
}

/// Growth from new hire to full productivity; give `months` or `curve`, not both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRamp {
    /// Months of a straight line from `start` to full productivity.
    pub months: Option<RawNumber>,
    /// Share of productivity on the first day of the line, 0 to 1; 0 unless said.
    pub start: Option<RawNumber>,
    /// Share of productivity in the first, second, ... whole month; the last one holds from then on.
    pub curve: Option<Vec<f64>>,
    /// How much hires differ in the time they take: the coefficient of variation of a factor on the tenure at which each of them reaches a share of productivity (lognormal with mean 1). Quota relief and guarantees follow the role's ramp, which is the plan, and not the person's. 0 unless said.
    pub cv: Option<RawNumber>,
}

/// Seats that are alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawGroup {
    /// Role of the seats.
    pub role: String,
    /// Territory of the seats; everywhere unless said.
    pub territory: Option<String>,
    /// Number of seats.
    pub count: u32,
    /// Months that the people in them have been there at the start of the horizon; give this or `planned-start`.
    pub tenure_months: Option<f64>,
    /// Month in which the positions open, "YYYY-MM"; hiring then takes the role's time to fill.
    pub planned_start: Option<String>,
    /// Quota of each seat a year; that of the comp plan unless said.
    pub quota_per_year: Option<f64>,
    /// Weight in weighted routing; 1 unless said.
    pub weight: Option<f64>,
    /// Seat that these seats report to, whose team they are.
    pub manager: Option<String>,
    /// Where the people in them set out from, in degrees north of the equator; nowhere unless said.
    pub latitude: Option<f64>,
    /// The same in degrees east of Greenwich.
    pub longitude: Option<f64>,
}

//! What a scenario file says about how a team grows: ratios between roles, and who trains new hires.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::number::RawNumber;

/// Who has to train new hires. Whoever finds no trainer starts in a later month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTrainer {
    /// Role of the trainers; its own people need none.
    pub role: String,
    /// New hires that one trainer who is through onboarding takes on in a month.
    pub hires_per_month: RawNumber,
}

/// Seats that follow from the number of others.
///
/// As many seats of the role as it takes for one per `seats` of the others, rounded up. What tables and groups list counts
/// first; what is missing is added, with the ids `<role>-ratio-01`, `-02`, ... by their place in the count, and covers
/// everything. A ratio never takes seats away.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRatio {
    /// Roles whose seats are counted.
    pub per: Vec<String>,
    /// Number of their seats that one seat of this role serves.
    pub seats: u32,
    /// Whether seats are counted territory by territory, and what is missing is added to each territory, with the ids `<role>-<territory>-ratio-01`, `-02`, ...; false unless said. A seat counts for its own territory only, not for wider ones; seats without a territory are counted by themselves.
    pub by_territory: Option<bool>,
    /// Whether the seats that are counted report to those that are added, as a team does to its manager; unless said, they do if the comp plan of this role pays for results of a team. Those who name a `manager` keep that one. Of the others, in the order in which their positions open and then of their ids, as many are passed over as the listed seats of the role have room for, at `seats` each, and every `seats` that follow report to the next seat added.
    pub leads: Option<bool>,
    /// Months that the people have been there whose seats are needed from the start; unless said, those positions open at the start and are filled after the time to fill.
    pub tenure_months: Option<f64>,
}

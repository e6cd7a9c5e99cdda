//! What a scenario file says about changes of owner: what they cost, and new cuts of the territories.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::RawTerritoryArea;
use crate::scenario::number::RawNumber;

/// What a change of owner costs, by a person who leaves or by a new cut.
///
/// Each open deal that gets another owner is lost with this chance when it would next pass a stage, so that the expected
/// sales from such deals fall by exactly this share. So are deals that arise from a named account in the months after it
/// got another owner, and, where a scenario follows contracts, customers whose renewal comes up within these months after
/// whoever looks after them has changed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawHandOver {
    /// Share of the customer's sales that is lost, 0 to 1; 0.154 unless said, the middle of what is published for the year after, 0.132 to 0.176.
    pub loss: Option<RawNumber>,
    /// Factor on the loss where the new owner covers the same territory as the former one; 1 unless said.
    pub similar: Option<RawNumber>,
    /// Factor on the loss where the new owner is still onboarding or ramping; 1 unless said.
    pub new_hire: Option<RawNumber>,
    /// Months after the change in which new deals of a named account, and the renewal of a customer, suffer; 12 unless said.
    pub months: Option<f64>,
}

/// What the way to customers takes. The way is the great circle between the places of seat and account, there and back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTravel {
    /// Speed on the way, 1 to 1000.
    pub km_per_hour: RawNumber,
    /// Cost of a km, which makes the cost line `travel`; 0 unless said.
    pub cost_per_km: Option<RawNumber>,
    /// How many times as long the way is as the great circle, 1 to 10; 1 unless said. By road, 1.2 to 1.4 are usual.
    pub detour: Option<RawNumber>,
}

/// Territories are cut anew: from the first day of a month on, leads and accounts follow the new cut. Customers, and the renewals that wait for somebody, follow as well, and so do open deals unless they are kept. What a change of owner costs stands in `territory.hand-over`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRecut {
    /// Month from whose first day the new cut holds, "YYYY-MM".
    pub month: String,
    /// What territories cover from then on, by id; those that are not named stay as they are.
    pub territories: Option<IndexMap<String, RawTerritoryArea>>,
    /// Territory of seats from then on, by seat; those that are not named stay as they are.
    pub seats: Option<IndexMap<String, String>>,
    /// Seat that owns named accounts from then on, by account and for all its products; those that are not named stay as they are.
    pub accounts: Option<IndexMap<String, String>>,
    /// CSV table of named accounts that get another owner: account, owner. May stand beside `accounts`.
    pub account_table: Option<String>,
    /// CSV table of seats that own named accounts for one product from then on: account, product, owner. Other products stay as they are, or follow `accounts`.
    pub product_owners: Option<String>,
    /// Whether open deals stay with their owners for good; false unless said.
    pub keep_open_deals: Option<bool>,
    /// Holdover: months for which open deals stay with their owners, who may close them and are credited for them. What is still open after that follows the new cut, and has changed hands then. 0 unless said, at most 600.
    pub holdover_months: Option<u32>,
}

//! What a scenario file says about the reconciliation of plans.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// What the target was built on, for `foresell reconcile`. Nothing here changes what is simulated otherwise.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawReconcile {
    /// Period of the bridge from the target to the outcome, such as "FY2027" or "FY2027-Q3"; the first fiscal year that has a target unless said.
    pub period: Option<String>,
    /// What the bridge measures: "bookings" (value signed) or "delivered" (value delivered); "delivered" unless said where the plan says who delivers, and "bookings" where it does not.
    pub measure: Option<RawReconciledMeasure>,
    /// Numbers that the target was built on, by what they belong to. What is stated here takes the place of the default of its factor; price has none.
    pub planned: Option<RawPlanned>,
}

/// What the bridge measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawReconciledMeasure {
    /// Value signed.
    Bookings,
    /// Value delivered.
    Delivered,
}

/// Planned numbers by the path of the number that they replace, such as `"funnel.stages.closing.pass" = 0.3`: one number for
/// all segments, regions and months.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPlanned {
    /// Planned instead of: everybody is fully ramped from the first day.
    pub ramp: Option<IndexMap<String, f64>>,
    /// Planned instead of: nobody leaves, and every seat is filled on the day on which it opens.
    pub attrition: Option<IndexMap<String, f64>>,
    /// Planned instead of: work waits for nobody.
    pub coverage: Option<IndexMap<String, f64>>,
    /// Planned instead of: chances of passing a stage are their stated means, whatever waits and however long.
    pub win_rate: Option<IndexMap<String, f64>>,
    /// Planned instead of: what is sold is delivered at once.
    pub supply: Option<IndexMap<String, f64>>,
    /// Prices and discounts that were planned. Without any the bridge has no step for price: it stays what the plan says.
    pub price: Option<IndexMap<String, f64>>,
}

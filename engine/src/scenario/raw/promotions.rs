//! What a scenario file says about promotions.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::number::RawNumber;

/// A campaign that brings more leads for some months. Leads that reps prospect do not change.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPromotion {
    /// First month, "YYYY-MM".
    pub from: String,
    /// First month after it, "YYYY-MM".
    pub until: String,
    /// Products that are promoted; all unless said.
    pub products: Option<Vec<String>>,
    /// Segments that are reached; all unless said.
    pub segments: Option<Vec<String>>,
    /// Sources whose leads become more; all that reps do not prospect unless said.
    pub sources: Option<Vec<String>>,
    /// Relative change of leads while it runs, such as 0.25 for a quarter more; of several promotions the factors multiply. A lower price is no part of it: see `products.*.price`.
    pub lift: RawNumber,
    /// Share of the added leads that would have come later, 0 to 1: they are missing in the months after, in equal parts. 0 unless said.
    pub pulled_forward: Option<RawNumber>,
    /// Whole months after the promotion in which they are missing; 1 unless said.
    pub pulled_from_months: Option<u32>,
    /// What it costs in its first month, as marketing; 0 unless said.
    pub cost_once: Option<RawNumber>,
    /// What it costs in each of its months, the first included, as marketing; 0 unless said.
    pub cost_per_month: Option<RawNumber>,
}

//! What a scenario file says about contracts and customers; see [`super::raw`].

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::number::RawNumber;

/// What becomes of deals that are won: contracts that run, are renewed or end. Without this section a deal is over when it is won.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawContracts {
    /// What the funnel's deal size is of a contract: "acv" (its value in the first year) or "tcv" (its value over the whole term).
    pub value: RawContractValue,
    /// Months that a contract runs, 1 to 600; may differ by segment, region, source and product. A renewal runs as long again.
    pub term_months: RawNumber,
    /// Share of a deal's value that recurs, a year or over the term as `value` says; the rest is paid once. 1 unless said.
    pub recurring_share: Option<RawNumber>,
    /// When what recurs is invoiced, always in advance: "annual", "upfront" (the whole term at its start) or "monthly". What is paid once is invoiced at signature.
    pub billing: RawBilling,
    /// Whether a customer stays at the end of a term.
    pub renewal: RawRenewal,
    /// Rise of the price at a renewal, as a share of the ARR that comes up, 0 to 1; 0 unless said.
    pub price_rise: Option<RawNumber>,
    /// What customers who stay give up; nothing unless said.
    pub contraction: Option<RawChange>,
    /// What customers who stay add; nothing unless said. Nobody gives up and adds at once, so that both chances come to 1 at most.
    pub expansion: Option<RawChange>,
    /// Share of contracts that would be cancelled within a year of their term, 0 to below 1; 0 unless said. The monthly hazard is -ln(1 - share) / 12. What was paid for the time after is paid back.
    pub cancel_per_year: Option<RawNumber>,
    /// Lead sources whose deals are more business with customers: their contracts add to expansion, and make no new customer. Each belongs to a customer: to the one whose account it is or, where that is not known, to one of the market's, by lot. It comes up and may be given up by itself; when the contract that made the customer ends, it is cancelled with it.
    pub expansion_sources: Option<Vec<String>>,
    /// The work that a renewal takes; none unless said.
    pub renewal_work: Option<RawRenewalWork>,
    /// Discount of money a year later, for lifetime values, such as 0.1; 0 unless said.
    pub discount_per_year: Option<f64>,
    /// CSV table of customers at the start: customer, segment, region, product, arr, renews, term-months, renewals, owner, account, deal. The `deal` is that of `actuals.credits` which made the customer, if it was won in a month that has happened: when the customer leaves, plans take back what their `clawback` says, and nothing is invoiced on it any more. The `account` is one of `demand.accounts`: its customer follows the account to another owner. Where a number of this section differs by source, customers at the start have that of the first source that wins new ones.
    pub customers: Option<String>,
    /// Customers at the start that are alike, given by number; by a name of your choice, which becomes part of their ids.
    pub base: Option<IndexMap<String, RawBase>>,
}

/// What a deal size is of a contract; the file must say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawContractValue {
    /// Annual contract value: that of the first year.
    Acv,
    /// Total contract value: that of the whole term.
    Tcv,
}

/// When what recurs is invoiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawBilling {
    /// Every twelve months, in advance.
    Annual,
    /// The whole term at its start.
    Upfront,
    /// Every month, in advance.
    Monthly,
}

/// Whether a customer stays at the end of a term; give exactly one of the keys.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRenewal {
    /// Chance to stay, the same at every renewal.
    pub probability: Option<RawNumber>,
    /// Each customer has a chance of its own to leave, which never changes, and these differ by a beta distribution (Fader & Hardie 2007).
    pub shifted_beta_geometric: Option<RawShiftedBetaGeometric>,
}

/// Parameters of the beta distribution of the chances to leave; their mean is alpha / (alpha + beta).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawShiftedBetaGeometric {
    /// First parameter, 0.001 to 10,000; may differ by segment, region, source and product.
    pub alpha: RawNumber,
    /// Second parameter, 0.001 to 10,000. Who has renewed n times has `beta` + n in its place.
    pub beta: RawNumber,
}

/// What some customers who stay give up or add.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawChange {
    /// Chance that a customer who stays does.
    pub chance: RawNumber,
    /// How much, as a share of the ARR that comes up for renewal.
    pub share: RawNumber,
}

/// The work that a renewal takes. It waits with deals in the same lines; where later stages come first, it ranks with the last stage.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRenewalWork {
    /// Role that does it: whoever looks after the customer, otherwise one that it is routed to, who then looks after it.
    pub role: String,
    /// Hours for each renewal.
    pub hours: RawNumber,
    /// Days before the end of the term at which it is asked for, 1 to 3650. What was asked for before the horizon counts as begun.
    pub lead_days: f64,
    /// Effect on the chance to stay if nobody has begun it when the term ends, on the logit scale, such as -0.5; 0 unless said.
    pub unworked: Option<RawNumber>,
}

/// Customers at the start that are alike. Their renewals are spread evenly over the term.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBase {
    /// Number of customers.
    pub count: u32,
    /// Their segment.
    pub segment: String,
    /// Their region.
    pub region: String,
    /// Their product; may be left out if there is only one.
    pub product: Option<String>,
    /// ARR of each.
    pub arr_each: f64,
    /// Months of their terms, 1 to 600.
    pub term_months: f64,
    /// Renewals that each has made so far; 0 unless said. Where customers differ (shifted-beta-geometric), those who have renewed before are the more loyal ones.
    pub renewals: Option<u32>,
}

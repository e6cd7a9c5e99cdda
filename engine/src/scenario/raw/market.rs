//! What a scenario file says about the limits of a market: what spend brings, how many accounts there are, what returns.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::number::RawNumber;

/// How the leads of a source follow what is spent on it; give `power` or `adbudg`, not both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSpendResponse {
    /// Spend a month at which `leads-per-month` holds. Leads are multiplied by response(spend) / response(reference).
    pub reference: RawNumber,
    /// Constant elasticity: response = spend ^ elasticity, which is concave.
    pub power: Option<RawPowerResponse>,
    /// Little's ADBUDG curve: response = min + (max - min) x spend^shape / (half^shape + spend^shape).
    pub adbudg: Option<RawAdbudgResponse>,
}

/// How the leads of a source follow the time that people have for its accounts; give `power` or `adbudg`, not both. The
/// effort in a market is the sum, over the seats of the role that cover it, of their ramped selling hours in the month per
/// account that they cover, in the markets where the source sends leads; a vacancy lowers it, and so does a larger territory. An account counts as one, or as its
/// `workload` in the table of accounts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCoverageResponse {
    /// Hours per account and month at which `leads-per-month` holds. Leads are multiplied by response(hours) / response(this).
    pub hours_per_account: RawNumber,
    /// Role whose hours count; the role that owns the source's opportunities unless said.
    pub role: Option<String>,
    /// Number of accounts of markets that list none in `demand.accounts`, which may differ by segment and region; that of `demand.markets` unless said.
    pub accounts: Option<RawNumber>,
    /// Constant elasticity: response = hours ^ elasticity, which is concave; nobody's time brings no leads.
    pub power: Option<RawPowerResponse>,
    /// Little's ADBUDG curve: response = min + (max - min) x hours^shape / (half^shape + hours^shape).
    pub adbudg: Option<RawAdbudgResponse>,
}

/// Constant elasticity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPowerResponse {
    /// Per cent more leads for 1 % more spend or time, 0 to 1. For personal selling, published are 0.31 to 0.34 (Albers, Mantrala & Sridhar 2010).
    pub elasticity: RawNumber,
}

/// Little's ADBUDG curve (Management Science, 1970).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawAdbudgResponse {
    /// Response without any spend or time, as a share or in leads: only its proportion to `max` matters.
    pub min: RawNumber,
    /// Response to endless spend or time, in the same unit; not below `min`.
    pub max: RawNumber,
    /// Exponent: up to 1 the curve is concave, above it S-shaped (a little spend brings next to nothing).
    pub shape: RawNumber,
    /// Spend a month, or hours per account and month, half way between `min` and `max`.
    pub half: RawNumber,
}

/// Markets with so many accounts and no more: one in play, sold or cooling off is not a lead again until it is free.
///
/// A lead takes a free account of its market. A deal that is won makes it a customer; where a scenario follows contracts,
/// it is one until its contract ends, then cools off and is free again, and customers at the start hold accounts, too. More
/// business with customers (`contracts.expansion-sources`) comes from accounts that are sold: it is always sent and takes
/// none. Deals open at the start take one each: in markets with a list the `account` that their row names, if it names one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFiniteMarkets {
    /// Number of accounts, which may differ by segment and region. A market with accounts in `demand.accounts` has just these, each of which is in play, sold, cooling off or free.
    pub accounts: Option<RawNumber>,
    /// Days after it was lost, or has left as a customer, until an account may be a lead again; 0 unless said. May differ by segment and region.
    pub cooling_off_days: Option<RawNumber>,
    /// Months after it was won until an account may be a lead again; it never is unless said. Only without `contracts`, which say how long an account is a customer. May differ by segment and region.
    pub sold_for_months: Option<RawNumber>,
}

/// What becomes of leads and deals that are lost, or expire for lack of capacity: a share comes back as new leads. One that comes back counts as a lead again and is worked from `enters` on, with luck of its own; its class, score tier and account stay.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawNurture {
    /// Share that comes back, 0 to 0.9; may differ by segment, region, source and product.
    pub share: RawNumber,
    /// Days until they do: a number or a distribution; may differ as the share.
    pub delay_days: RawNumber,
    /// Stage at which they enter again; the first unless said.
    pub enters: Option<String>,
}

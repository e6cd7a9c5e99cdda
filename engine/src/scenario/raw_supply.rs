//! What a scenario file says about delivery; see [`super::raw`].

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::number::RawNumber;
use super::raw_stock::RawStock;

/// What it takes to deliver what is sold and to serve customers. Without this section all that is sold is delivered at once.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSupply {
    /// People who deliver and serve, by id. Nobody unless said: then what is sold leaves stock, or is delivered at once.
    pub pools: Option<IndexMap<String, RawPool>>,
    /// Goods in stock, by id. Products without any are delivered by people alone.
    pub stock: Option<IndexMap<String, RawStock>>,
    /// Step ids in the order in which an order goes through them; with the last one it is delivered. None: only customers are served.
    pub order: Option<Vec<String>>,
    /// The steps of delivery, by id.
    pub steps: Option<IndexMap<String, RawStep>>,
    /// Days after signature until which delivery is promised; may differ by segment, region, source and product. What comes later is late. Nothing is ever late unless said.
    pub promise_days: Option<RawNumber>,
    /// Share of late orders that would be cancelled within a month, 0 to below 1; 0 unless said. The monthly hazard is -ln(1 - share). Such a contract has ended, and what plans take back of early churn is taken back.
    pub cancel_per_month_late: Option<RawNumber>,
    /// What each month of delay takes off the chance of a customer's first renewal, on the logit scale: 0.7 about halves the odds. 0 unless said. Needs `contracts`.
    pub late_churn: Option<RawNumber>,
    /// What a whole term without any of the hours that customers need takes off the chance of its renewal, on the logit scale; a term in which a tenth of them is missing, a tenth of it. 0 unless said. Needs `contracts`.
    pub unserved_churn: Option<RawNumber>,
    /// When revenue begins: "delivered" (the default: the term of a contract begins with delivery, and what is paid once is earned and invoiced then) or "signed" (what a customer withdraws before delivery is taken back then: what it has earned and paid, terms that are over included). ARR counts from signature. Needs `contracts`.
    pub revenue_from: Option<RawRevenueFrom>,
}

/// When revenue begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawRevenueFrom {
    /// With delivery.
    Delivered,
    /// With signature.
    Signed,
}

/// People who share the work of delivery or support. A month's hours are those of everybody who is there, ramped as they are; they are spread evenly over the month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPool {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Roles whose people work in it, for `hours-per-month` x `selling-share` hours; they do no work of the funnel. Their pay, variable pay and severance included, tools and hiring are cost of delivery, not cost of sales.
    pub roles: Vec<String>,
    /// Most people who work on one order at a time; 1 unless said.
    pub people_per_order: Option<f64>,
    /// Which order is begun next: "first-come" (the default), "promised-first" (needs `promise-days`) or "greatest-first" (by value). What has been begun is not put off.
    pub priority: Option<RawPrecedence>,
    /// Hours a month that each contract in force takes, before all orders; may differ by segment, region, source and product. 0 unless said. Needs `contracts`.
    pub hours_per_customer: Option<RawNumber>,
    /// Work on what was sold before the simulation begins and is not done; none unless said.
    pub backlog: Option<RawBacklog>,
    /// Longer days where too much waits; never unless said.
    pub overtime: Option<RawOvertime>,
    /// People from outside where too much waits; never unless said.
    pub contractors: Option<RawContractors>,
}

/// Work on what was sold before the simulation begins. It goes before all orders; its customers and what they pay by the term are those of `contracts.customers`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBacklog {
    /// Number of orders; their hours are alike.
    pub orders: u32,
    /// Hours that are left of all of them.
    pub hours: f64,
    /// What all of them were sold for and is still to be earned: order by order it counts as delivered when the work is done. In a plan with `contracts` that earns from delivery it is revenue then, and collected after a while. Nothing unless said. Needs `gross-margin`.
    pub value: Option<f64>,
    /// Share of that value which is no cost of what is sold, as in `finance.gross-margin`.
    pub gross_margin: Option<f64>,
}

/// Which order is begun next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPrecedence {
    /// The one that came first.
    FirstCome,
    /// The one that is promised first.
    PromisedFirst,
    /// The one with the greatest value.
    GreatestFirst,
}

/// Longer days where too much waits, and more than people could do in regular hours. It is decided when a month begins.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawOvertime {
    /// Most hours on top, as a share of regular hours, such as 0.15.
    pub most: RawNumber,
    /// Months of regular work that have to wait when a month begins, such as 0.5.
    pub above_months: RawNumber,
    /// What an hour on top costs that is worked.
    pub cost_per_hour: RawNumber,
}

/// People from outside where too much waits. As many are asked for when a month begins as would work off within a month what waits beyond the limit, less what those on their way will do, and no more than could work on it beside the people of the pool (see `people-per-order`).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawContractors {
    /// Most of them at a time.
    pub most: RawNumber,
    /// Months of regular work beyond which more are asked for, such as 1.
    pub above_months: RawNumber,
    /// Whole months until they come; 0 means that they are there at once.
    pub lead_months: u32,
    /// Whole months for which they stay, 1 or more.
    pub stay_months: u32,
    /// Hours of one of them a month.
    pub hours_per_month: RawNumber,
    /// What an hour costs, whether it is worked or not.
    pub cost_per_hour: RawNumber,
}

/// A step of delivery.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawStep {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Pool that does the work.
    pub pool: String,
    /// Hours that an order takes somebody who is fully ramped: a number or a distribution, drawn for each order; may differ by segment, region, source and product. 0 unless said.
    pub hours: Option<RawNumber>,
    /// Hours on top for each 1,000 of its value; may differ likewise. 0 unless said.
    pub hours_per_1000: Option<RawNumber>,
    /// Days that the step takes at least, however many work on it; as `hours`. It is over when its work is done and these days are. 0 unless said.
    pub least_days: Option<RawNumber>,
}

//! What a scenario file says about stock; see [`super::raw`].

use schemars::JsonSchema;
use serde::Deserialize;

use super::number::RawNumber;

/// Goods in stock. What is sold of their products leaves stock when it is signed, whole and in the order in which it was sold; then it goes through the steps of delivery, if there are any. Units are whole numbers: what a number says is rounded.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawStock {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Products that are shipped from it; the product of the same id unless said. A product is shipped from one item.
    pub products: Option<Vec<String>>,
    /// Units that a deal takes, at least 1: a number or a distribution, drawn for each deal; may differ by segment, region, source and product. Either this or `unit-price`.
    pub units_per_deal: Option<RawNumber>,
    /// Price of a unit at list, by which a deal's value at list (before `price`, `deal-size-factor` and discount) is divided to give its units, at least 1; may differ likewise.
    pub unit_price: Option<RawNumber>,
    /// Units in stock when the simulation begins; 0 unless said.
    pub on_hand: Option<f64>,
    /// What was ordered before the simulation begins and comes in later; nothing unless said.
    pub on_order: Option<Vec<RawComing>>,
    /// Days from an order to its receipt: a number, or a distribution, drawn for each delivery.
    pub lead_time_days: RawNumber,
    /// How much is ordered: `{ base-stock = ... }`, `{ reorder-point = { at = ..., up-to = ... } }` or `{ order-plan = [...] }`. What counts is the position: units in stock and on order, less those that customers wait for.
    pub policy: RawPolicy,
    /// When orders are made: "monthly" (the default: when a month begins) or "continuous" (whenever something is sold, too).
    pub review: Option<RawReview>,
    /// Least units of an order; 1 unless said. Not for an order plan.
    pub least_order: Option<f64>,
    /// Units that come together, such as 12: orders are rounded up to whole lots; 1 unless said. Not for an order plan.
    pub lot_size: Option<f64>,
    /// Most units that the supplier takes on in a month; what is ordered beyond waits with him until the next one, and its lead time begins then. No limit unless said.
    pub supplier_limit_per_month: Option<RawNumber>,
    /// Most units that can be made ready for shipping in a month, by machines or in the warehouse; the rest waits until the next one. No limit unless said.
    pub handling_limit_per_month: Option<RawNumber>,
    /// What becomes of a sale for which there is not enough: "backorder" (the default: the order waits its turn) or "lost-sale" (the customer buys elsewhere: the deal is lost at the moment at which it would be won, and nothing is booked).
    pub shortage: Option<RawShortage>,
    /// What a unit costs to buy. It says what stock is worth and how fast it turns, and is no cost of the plan: the cost of what is sold is what `finance.gross-margin` leaves out. 0 unless said.
    pub unit_cost: Option<RawNumber>,
    /// What an order costs beside the goods: freight, customs, paper. Part of the cost of delivery; 0 unless said.
    pub cost_per_order: Option<RawNumber>,
    /// What a unit costs that is in stock when a month ends: space, capital, shrinkage. Part of the cost of delivery; 0 unless said.
    pub holding_cost_per_month: Option<RawNumber>,
}

/// Units that come in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawComing {
    /// Month at whose beginning they come, "YYYY-MM".
    pub month: String,
    /// Units.
    pub units: f64,
}

/// How much is ordered; exactly one of the keys.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPolicy {
    /// Order-up-to level: whatever the position lacks of so many units; a number, or one for each month.
    BaseStock(RawNumber),
    /// (s, S): nothing as long as the position is above one level; otherwise whatever it lacks of the other.
    ReorderPoint(RawReorderPoint),
    /// So many units when each month begins, whatever the position.
    OrderPlan(RawNumber),
}

/// The two levels of an (s, S) policy, in units.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawReorderPoint {
    /// s: the position at or below which an order is made; a number, or one for each month.
    pub at: RawNumber,
    /// S: the position that the order makes up, above s.
    pub up_to: RawNumber,
}

/// When orders are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawReview {
    /// When a month begins.
    Monthly,
    /// Whenever something is sold, too.
    Continuous,
}

/// What becomes of a sale for which there is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawShortage {
    /// It waits.
    Backorder,
    /// The deal is lost.
    LostSale,
}

//! An item: goods of which units lie in stock, how they are ordered anew, and what stock costs.

use crate::dimensions::Named;
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::law_table::LawTable;

/// Goods that some products are made of, counted in whole units.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is called.
    pub named: Named,
    /// Products that are shipped from it.
    pub products: Vec<usize>,
    /// How many units a deal takes.
    pub units: Units,
    /// Units in stock when the simulation begins.
    pub on_hand: i64,
    /// Units that were ordered before the simulation begins, and the month at whose beginning they come.
    pub coming: Vec<Coming>,
    /// Time from an order to its receipt \[months\], drawn for each.
    pub lead: Law,
    /// How much is ordered.
    pub policy: Policy,
    /// Whether it is looked after all the time, and not only when a month begins.
    pub is_continuous: bool,
    /// Least units of an order, and units that come together; 1 or more. An order plan knows neither.
    pub least_order: i64,
    /// See `least_order`.
    pub lot: i64,
    /// Most units that the supplier takes on in a month; one row.
    pub supplier_limit: Option<Field>,
    /// Most units that are made ready for shipping in a month; one row.
    pub handling_limit: Option<Field>,
    /// What becomes of an order for which there is not enough.
    pub shortage: Shortage,
    /// What a unit is worth in stock [minor units]; one row.
    pub unit_cost: Field,
    /// What an order costs beside the goods [minor units]; one row.
    pub order_cost: Field,
    /// What a unit costs that lies in stock when a month ends [minor units]; one row.
    pub holding_cost: Field,
}

/// Units that come in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Month of the horizon.
    pub month: usize,
    /// Units.
    pub units: i64,
}

/// How many units a deal takes.
#[derive(Clone, Debug)]
pub enum Units {
    /// Drawn for each deal, by class.
    Drawn(LawTable),
    /// The deal's value at list prices over the price of a unit [minor units]; row = deal class.
    Price(Field),
}

/// What becomes of an order for which there is not enough in stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortage {
    /// It waits its turn.
    Backorder,
    /// The customer buys elsewhere: the deal is lost at the moment at which it would be won.
    LostSale,
}

/// How much is ordered. What counts is the position: in stock and on order, less what customers wait for.
#[derive(Clone, Debug)]
pub enum Policy {
    /// Whatever the position lacks of a level; one row.
    BaseStock(Field),
    /// Nothing above one level; at it or below, whatever the position lacks of another one. One row each.
    ReorderPoint {
        /// Position at which an order is made.
        at: Field,
        /// Position that the order makes up.
        up_to: Field,
    },
    /// So many units in each month, whatever the position; one row.
    Plan(Field),
}

/// A number of units, drawn or worked out: a whole one, and none below 0.
#[must_use]
pub fn whole(units: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clipped to what a trial can count"
    )]
    let whole = units.round().clamp(0.0, MOST_UNITS) as i64;
    whole
}

/// Most units of anything.
pub const MOST_UNITS: f64 = 1e9;

impl Item {
    pub(super) fn redraw(&mut self, draws: &[f64]) {
        match &mut self.policy {
            Policy::BaseStock(level) | Policy::Plan(level) => level.redraw(draws),
            Policy::ReorderPoint { at, up_to } => {
                at.redraw(draws);
                up_to.redraw(draws);
            }
        }
        match &mut self.units {
            Units::Drawn(law) => law.redraw(draws),
            Units::Price(price) => price.redraw(draws),
        }
        let limits = [&mut self.supplier_limit, &mut self.handling_limit];
        for limit in limits.into_iter().flatten() {
            limit.redraw(draws);
        }
        for cost in [
            &mut self.unit_cost,
            &mut self.order_cost,
            &mut self.holding_cost,
        ] {
            cost.redraw(draws);
        }
    }

    /// Units of a deal, 1 or more.
    ///
    /// * `class`, `month`: its class, and when it asks for them
    /// * `list`: its value at list prices and of usual size [minor units]
    /// * `size`: its size beside the usual one; smaller deals take fewer units
    /// * `uniform`: in (0, 1)
    #[must_use]
    pub fn units_of(
        &self,
        (class, month): (usize, usize),
        list: f64,
        size: f64,
        uniform: f64,
    ) -> i64 {
        let units = match &self.units {
            Units::Drawn(law) => law.draw(class, month, uniform),
            Units::Price(price) => list / price.at(class, month),
        };
        whole(units * size).max(1)
    }

    /// Units to order when a month begins, or, where stock is looked after all the time, at any moment in it.
    ///
    /// * `begins`: whether the month begins
    #[must_use]
    pub fn wanted(&self, month: usize, position: i64, begins: bool) -> i64 {
        if !begins && !self.is_continuous {
            return 0;
        }
        let lacks = match &self.policy {
            Policy::Plan(plan) => return if begins { whole(plan.at(0, month)) } else { 0 },
            Policy::BaseStock(level) => whole(level.at(0, month)) - position,
            Policy::ReorderPoint { at, up_to } => {
                if position > whole(at.at(0, month)) {
                    return 0;
                }
                whole(up_to.at(0, month)) - position
            }
        };
        if lacks <= 0 {
            return 0;
        }
        let least = lacks.max(self.least_order);
        (least + self.lot - 1) / self.lot * self.lot
    }
}

/// Units a month that a limit leaves; none is no limit.
#[must_use]
pub fn limit_of(limit: Option<&Field>, month: usize) -> i64 {
    limit.map_or(i64::MAX, |limit| whole(limit.at(0, month)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::EntityKey;

    fn item(policy: Policy, is_continuous: bool) -> Item {
        Item {
            named: Named {
                id: "pump".into(),
                name: "Pump".into(),
                key: EntityKey::of("stock", "pump"),
            },
            products: vec![0],
            units: Units::Price(Field::constant(2_000.0)),
            on_hand: 0,
            coming: Vec::new(),
            lead: Law::constant(1.0).unwrap(),
            policy,
            is_continuous,
            least_order: 20,
            lot: 12,
            supplier_limit: None,
            handling_limit: None,
            shortage: Shortage::Backorder,
            unit_cost: Field::constant(0.0),
            order_cost: Field::constant(0.0),
            holding_cost: Field::constant(0.0),
        }
    }

    #[test]
    fn orders_are_whole_lots_and_no_smaller_than_the_least() {
        let item = item(Policy::BaseStock(Field::constant(100.0)), false);
        // Short of 5, 25 and 36 units; 20 at least, by the dozen.
        let ordered = [100, 95, 75, 64].map(|position| item.wanted(0, position, true));
        assert_eq!(ordered, [0, 24, 36, 36]);
        assert_eq!(item.wanted(0, 0, false), 0, "only when a month begins");
    }

    #[test]
    fn nothing_is_ordered_above_the_reorder_point() {
        let policy = Policy::ReorderPoint {
            at: Field::constant(40.0),
            up_to: Field::constant(100.0),
        };
        let item = item(policy, true);
        let ordered = [41, 40, -8].map(|position| item.wanted(0, position, false));
        assert_eq!(ordered, [0, 60, 108]);
    }

    #[test]
    fn a_plan_orders_what_it_says() {
        let item = item(Policy::Plan(Field::constant(7.4)), true);
        assert_eq!(item.wanted(3, -500, true), 7);
        assert_eq!(item.wanted(3, -500, false), 0);
    }

    #[test]
    fn a_deal_is_worth_some_units_and_at_least_one() {
        let item = item(Policy::Plan(Field::constant(0.0)), false);
        let units = [0.0, 2_999.0, 3_000.0, 1e30].map(|list| item.units_of((0, 0), list, 1.0, 0.5));
        assert_eq!(units, [1, 1, 2, 1_000_000_000]);
    }

    #[test]
    fn a_smaller_deal_takes_fewer_units() {
        let mut item = item(Policy::Plan(Field::constant(0.0)), false);
        assert_eq!(item.units_of((0, 0), 20_000.0, 0.8, 0.5), 8);
        item.units = Units::Drawn(LawTable::same(Law::constant(10.0).unwrap()));
        assert_eq!(item.units_of((0, 0), 20_000.0, 0.8, 0.5), 8);
    }
}

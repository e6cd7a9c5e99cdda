//! Stock at work: what is sold leaves it or waits, what is ordered comes in, and what is short is ordered anew.

use super::chronicle::Happening;
use super::deals::Deal;
use super::tally::{bounds, month_of};
use super::trial::{Event, Simulator, narrow};
use crate::contracts::key_of;
use crate::measure::{Cut, Measure};
use crate::purpose;
use crate::supply::item::limit_of;
use crate::supply::{Item, Shortage};
use crate::units::Money;

/// Share of the units of an item, as one in so many, that could not be shipped at once, from which stock counts as short.
const SHORT_ONE_IN: i64 = 100;

/// Most that a shipment, an order or a month's stock of an item is worth or costs [minor units], so that thousands of them
/// sum within 64 bits, whatever a plan states.
const MOST_MONEY: f64 = 1e15;

/// What units come to at so much each.
fn come_to(units: i64, each: f64) -> Money {
    #[expect(clippy::cast_precision_loss, reason = "units stay far below 2^53")]
    let units = units as f64;
    Money::round((units * each).clamp(-MOST_MONEY, MOST_MONEY))
}

impl Simulator<'_> {
    /// Whether anything of the plan lies in stock.
    pub(super) fn has_stock(&self) -> bool {
        !self.delivery.shelves.is_empty()
    }

    fn item(&self, item: usize) -> &Item {
        let supply = self.plan.supply.as_ref();
        &supply.expect("a plan with items has supply").items[item]
    }

    /// A month begins: limits count anew, and whoever looks after stock orders.
    pub(super) fn look_after_stock(&mut self, month: usize) {
        let (time, _) = bounds(month);
        for item in 0..self.delivery.shelves.len() {
            if month == self.plan.calendar.n_history() {
                self.open_shelf(item);
            }
            let of = self.item(item);
            let handling = limit_of(of.handling_limit.as_ref(), month);
            let supplier = limit_of(of.supplier_limit.as_ref(), month);
            self.delivery.shelves[item].begin_month(handling, supplier);
            self.hand_to_supplier(item, time);
            self.ship(item, time);
            self.order_if_short(item, month, time, true);
        }
    }

    /// What is in stock and under way when the simulation begins.
    fn open_shelf(&mut self, item: usize) {
        let (on_hand, coming) = (self.item(item).on_hand, self.item(item).coming.clone());
        let under_way = coming.iter().map(|coming| coming.units).sum();
        self.delivery.shelves[item].open(on_hand, under_way);
        for coming in coming {
            let (time, _) = bounds(coming.month);
            self.expect_goods(item, coming.units, time);
        }
    }

    fn expect_goods(&mut self, item: usize, units: i64, time: f64) {
        let order = self.item(item).named.key.0;
        let units = u32::try_from(units).expect("deliveries are no larger than a plan may say");
        let item = narrow(item);
        self.expect(time, order, Event::Receives { item, units });
    }

    /// Orders what the policy asks for.
    ///
    /// * `begins`: whether the month begins
    fn order_if_short(&mut self, item: usize, month: usize, time: f64, begins: bool) {
        let position = self.delivery.shelves[item].position();
        let of = self.item(item);
        let wanted = of.wanted(month, position, begins);
        if wanted == 0 {
            return;
        }
        let cost = come_to(1, of.order_cost.at(0, month));
        self.delivery.shelves[item].order(wanted);
        self.count_item(item, Measure::UnitsOrdered, month, wanted);
        self.cost_of_stock(item, Measure::OrderCost, month, cost);
        self.hand_to_supplier(item, time);
    }

    /// The supplier takes on what he can, and delivers it when its time is over.
    fn hand_to_supplier(&mut self, item: usize, time: f64) {
        let mut left = self.delivery.shelves[item].take_on();
        while left > 0 {
            // What is too much for one event comes in several at the same time.
            let units = left.min(i64::from(u32::MAX));
            left -= units;
            let nth = self.delivery.n_deliveries[item];
            self.delivery.n_deliveries[item] += 1;
            #[expect(clippy::cast_possible_truncation, reason = "two halves of the number")]
            let (index, month) = (nth as u16, (nth >> 16) as u16);
            let of = self.item(item);
            let words = self
                .future
                .draw(of.named.key, month, purpose::LEAD_TIME, index);
            let lead = of.lead.quantile(words.uniform(0)).max(0.0);
            self.expect_goods(item, units, time + lead);
        }
    }

    /// Goods come in, and go to those who wait for them.
    pub(super) fn receive(&mut self, item: usize, units: i64, time: f64) {
        self.delivery.shelves[item].receive(units);
        let month = month_of(time);
        let worth = self.worth(item, units, month);
        self.count_item(item, Measure::UnitsReceived, month, units);
        self.count_item(item, Measure::GoodsReceived, month, worth.minor());
        self.note(time, |_| Happening::Receives { item, units });
        self.ship(item, time);
    }

    /// Ships what is there to those who wait, in their order.
    fn ship(&mut self, item: usize, time: f64) {
        while let Some((order, units)) = self.delivery.shelves[item].ship() {
            self.count_shipped(item, units, month_of(time));
            self.leave_stock(order as usize, (item, units), time);
        }
    }

    fn count_shipped(&mut self, item: usize, units: i64, month: usize) {
        let worth = self.worth(item, units, month);
        self.count_item(item, Measure::UnitsShipped, month, units);
        self.count_item(item, Measure::GoodsShipped, month, worth.minor());
    }

    /// What units are worth in stock.
    fn worth(&self, item: usize, units: i64, month: usize) -> Money {
        come_to(units, self.item(item).unit_cost.at(0, month))
    }

    /// Units that a deal takes of an item.
    pub(super) fn units_of(&self, item: usize, deal: &Deal, time: f64) -> i64 {
        let month = month_of(time);
        let list = deal.list.unwrap_or_else(|| {
            // The plan states what it sells for: after prices, discount and what has been conceded.
            let funnel = &self.plan.funnel;
            let share = 1.0 - funnel.discount.at(deal.class, month);
            let factor = funnel.deal_size_factor.at(deal.class, month) * deal.price * share;
            let amount = deal.amount.unwrap_or(deal.value).as_f64();
            amount / factor.max(f64::MIN_POSITIVE)
        });
        let words = self.future.draw(key_of(deal.id), 0, purpose::UNITS, 0);
        let of = self.item(item);
        of.units_of((deal.class, month), list, deal.size, words.uniform(0))
    }

    /// Whether a deal that would be won is lost because there is not enough in stock.
    pub(super) fn is_lost_for_stock(&mut self, slot: usize, time: f64) -> bool {
        if !self.has_stock() {
            return false;
        }
        let product = self.classes[self.deals[slot].class].product;
        let Some(item) = self.delivery.item_of_product(product) else {
            return false;
        };
        if self.item(item).shortage == Shortage::Backorder {
            return false;
        }
        let deal = self.deals[slot];
        let units = self.units_of(item, &deal, time);
        if self.delivery.shelves[item].has(units) {
            return false;
        }
        let month = month_of(time);
        for measure in [
            Measure::UnitsWanted,
            Measure::UnitsShort,
            Measure::UnitsLost,
        ] {
            self.count_item(item, measure, month, units);
        }
        true
    }

    /// An order asks for units of an item: it gets them, or waits.
    pub(super) fn take_from_stock(&mut self, item: usize, (order, units): (usize, i64), time: f64) {
        let month = month_of(time);
        self.count_item(item, Measure::UnitsWanted, month, units);
        if !self.delivery.shelves[item].has(units) {
            self.count_item(item, Measure::UnitsShort, month, units);
            self.note(time, |now| Happening::RunsOut {
                deal: now.deal_of_order(order),
                item,
                units,
            });
        }
        self.delivery.shelves[item].join(narrow(order), units);
        self.ship(item, time);
        self.order_if_short(item, month, time, false);
    }

    /// An order that waits for units is withdrawn: whoever comes next may have them.
    pub(super) fn leave_shelf(&mut self, item: usize, order: usize, time: f64) {
        if let Some(units) = self.delivery.shelves[item].leave(narrow(order)) {
            self.count_item(item, Measure::UnitsWithdrawn, month_of(time), units);
            self.ship(item, time);
        }
    }

    /// Goods of an order that is withdrawn before it is delivered come back, at what they are worth then, as its margin is
    /// taken back: whoever waits may have them.
    pub(super) fn put_back(&mut self, (item, units): (usize, i64), time: f64) {
        self.delivery.shelves[item].put_back(units);
        let month = month_of(time);
        self.count_shipped(item, -units, month);
        self.count_item(item, Measure::UnitsWithdrawn, month, units);
        self.ship(item, time);
    }

    /// Counts what is in stock when a month ends, what it has cost, and whether it was short.
    pub(super) fn count_stock(&mut self, month: usize) {
        let mut is_short = false;
        for item in 0..self.delivery.shelves.len() {
            let now = &self.delivery.shelves[item];
            let (on_hand, waited_for, on_order) = (now.on_hand(), now.waited_for(), now.on_order());
            let value = self.worth(item, on_hand, month).minor();
            let held = come_to(on_hand, self.item(item).holding_cost.at(0, month));
            let so_far = |measure| self.tally.so_far(Cut::Item, item, measure, month);
            let (wanted, short) = (so_far(Measure::UnitsWanted), so_far(Measure::UnitsShort));
            let runs_out = short > 0 || waited_for > 0;
            is_short |= waited_for > 0 || (short > 0 && short * SHORT_ONE_IN >= wanted);
            for (measure, value) in [
                (Measure::UnitsOnHand, on_hand),
                (Measure::UnitsOnOrder, on_order),
                (Measure::UnitsBackordered, waited_for),
                (Measure::StockValue, value),
                (Measure::StockOuts, i64::from(runs_out)),
            ] {
                self.count_item(item, measure, month, value);
            }
            self.cost_of_stock(item, Measure::HoldingCost, month, held);
        }
        if self.has_stock() {
            self.tally
                .company(Measure::StockBound, month, i64::from(is_short));
        }
    }

    /// Counts what stock costs, which is a part of the cost of delivery.
    fn cost_of_stock(&mut self, item: usize, measure: Measure, month: usize, amount: Money) {
        self.count_item(item, measure, month, amount.minor());
        self.tally
            .company(Measure::DeliveryCost, month, amount.minor());
    }

    fn count_item(&mut self, item: usize, measure: Measure, month: usize, value: i64) {
        self.tally.add(Cut::Item, item, measure, month, value);
        self.tally.company(measure, month, value);
    }
}

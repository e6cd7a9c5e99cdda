//! Orders: what is sold leaves stock and goes through the steps of delivery, in time or late, unless its customer
//! withdraws it.

use std::collections::BTreeMap;

use super::Model;
use super::chronicle::{DealEntry, Happening};
use super::deals::Deal;
use super::pools::Crew;
use super::tally::{micro, month_of};
use super::trial::{Event, Simulator, narrow};
use crate::contracts::billing::Term;
use crate::contracts::key_of;
use crate::contracts::renewal::moved;
use crate::kernel::stream::EntityKey;
use crate::kernel::waiting_line::Place;
use crate::measure::Measure;
use crate::purpose;
use crate::supply::queue::{Job, OLD};
use crate::supply::shelf::Shelf;
use crate::supply::{Precedence, Recognised};
use crate::units::Money;

/// Something that is sold and not yet delivered.
#[derive(Clone, Copy, Debug)]
struct Order {
    deal: DealEntry,
    key: EntityKey,
    /// Contract that it is for, if the plan follows contracts.
    contract: Option<usize>,
    /// What was counted as its margin when it was signed.
    margin: Money,
    /// When it was signed, and until when it is promised \[months\].
    signed: f64,
    due: f64,
    /// Item that it waits for, if it does.
    waits_for: Option<usize>,
    /// Item and units that it has left stock with.
    goods: Option<(usize, i64)>,
    /// Step that it is in, and when that may end at the earliest \[months\].
    step: usize,
    earliest: f64,
    live: bool,
}

/// Time within which something counts as in time \[months\]: a few seconds, so that the last bit of a sum does not decide.
const IN_TIME: f64 = 1e-6;

/// How late something is \[months\]; 0 if it is in time.
fn late_by(time: f64, due: f64) -> f64 {
    let late = time - due;
    if late > IN_TIME { late } else { 0.0 }
}

/// What a contract has brought before its order is delivered, in a plan in which it earns from signature.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    /// Revenue of what is paid once.
    pub(super) once: Money,
    /// Revenue of terms that are over.
    pub(super) over: Money,
    /// Cash: when it comes in \[months\], how much, and whether it pays those who have sold the contract.
    pub(super) cash: Vec<(f64, Money, bool)>,
}

/// All orders of a trial, and who works on them.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    /// What is sold and becomes an order at a moment that is on the agenda, with its margin.
    sales: Vec<(DealEntry, Money)>,
    orders: Vec<Order>,
    /// Value of those that are live, and their margin.
    backlog: Money,
    margin: Money,
    /// The margin as it was when the books were closed last.
    booked: Money,
    /// By contract whose order is not delivered.
    pub(super) ahead: BTreeMap<usize, Ahead>,
    /// By pool.
    pub(super) crews: Vec<Crew>,
    /// Pool that each role works in.
    of_role: Vec<Option<usize>>,
    /// By item.
    pub(super) shelves: Vec<Shelf>,
    /// Deliveries of suppliers so far, by item.
    pub(super) n_deliveries: Vec<u32>,
    /// Item that each product is shipped from.
    of_product: Vec<Option<usize>>,
    /// Share of the hours that customers need which nobody had, summed over the months until the beginning of each.
    pub(super) unserved: Vec<f64>,
}

impl Delivery {
    pub(super) fn new(model: &Model) -> Self {
        let supply = model.supply.as_ref();
        let n_months = model.calendar.n_months();
        let crew = |pool| Crew::new(pool, n_months);
        let n_items = supply.map_or(0, |supply| supply.items.len());
        Self {
            shelves: vec![Shelf::default(); n_items],
            n_deliveries: vec![0; n_items],
            of_product: supply.map_or_else(Vec::new, |supply| {
                supply.item_of_products(model.dimensions.products.len())
            }),
            sales: Vec::new(),
            orders: Vec::new(),
            backlog: Money::ZERO,
            margin: Money::ZERO,
            booked: Money::ZERO,
            ahead: BTreeMap::new(),
            crews: supply
                .iter()
                .flat_map(|supply| supply.pools.iter().map(crew))
                .collect(),
            of_role: supply.map_or_else(Vec::new, |supply| {
                supply.pool_of_roles(model.dimensions.roles.len())
            }),
            unserved: vec![0.0; n_months + 1],
        }
    }

    pub(super) fn clear(&mut self) {
        self.sales.clear();
        self.orders.clear();
        (self.backlog, self.margin, self.booked) = (Money::ZERO, Money::ZERO, Money::ZERO);
        self.ahead.clear();
        self.crews.iter_mut().for_each(Crew::clear);
        self.shelves.iter_mut().for_each(Shelf::clear);
        self.n_deliveries.fill(0);
        self.unserved.fill(0.0);
    }

    /// What was sold before the simulation, and its margin, which no month of it signs.
    pub(super) fn take_over(&mut self, value: Money, margin: Money) {
        self.backlog += value;
        self.margin += margin;
        self.booked += margin;
    }

    /// Pool that a role works in, if it does.
    #[inline]
    pub(super) fn pool_of_role(&self, role: usize) -> Option<usize> {
        self.of_role.get(role).copied().flatten()
    }

    /// Item that a product is shipped from, if it is.
    #[inline]
    pub(super) fn item_of_product(&self, product: usize) -> Option<usize> {
        self.of_product.get(product).copied().flatten()
    }
}

impl Simulator<'_> {
    /// Whether what is sold has to be delivered.
    pub(super) fn delivers(&self) -> bool {
        let supply = self.plan.supply.as_ref();
        supply.is_some_and(crate::supply::Supply::delivers)
    }

    /// Whether contracts earn only from their delivery.
    pub(super) fn earns_from_delivery(&self) -> bool {
        let supply = self.plan.supply.as_ref();
        self.delivers() && supply.is_some_and(|supply| supply.recognised == Recognised::Delivered)
    }

    /// What is sold becomes an order.
    ///
    /// * `amount`, `margin`: its value, and what of it is no cost of what is sold
    /// * `contract`: the one that it is for
    pub(super) fn take_order(
        &mut self,
        deal: &Deal,
        (amount, margin): (Money, Money),
        contract: Option<usize>,
        time: f64,
    ) {
        if !self.delivers() {
            return;
        }
        let entry = Self::entry_of(deal);
        let Some(order) = self.open_order(entry, (amount, margin), contract, time) else {
            return;
        };
        if self.is_delivered_when_promised() {
            return self.keep_promise(order, time);
        }
        let product = self.classes[deal.class].product;
        match self.delivery.item_of_product(product) {
            Some(item) => {
                self.delivery.orders[order].waits_for = Some(item);
                let units = self.units_of(item, deal, time);
                self.take_from_stock(item, (order, units), time);
            }
            None => self.begin_step(order, time),
        }
    }

    /// Puts on the agenda that something is sold which leaves no stock, where that is known before.
    pub(super) fn expect_sale(&mut self, deal: DealEntry, margin: Money, time: f64) {
        let sale = narrow(self.delivery.sales.len());
        self.delivery.sales.push((deal, margin));
        self.expect(time, deal.id.tie(), Event::Sells { sale });
    }

    /// Something that was expected is sold: it becomes an order.
    pub(super) fn sell(&mut self, sale: usize, time: f64) {
        let (deal, margin) = self.delivery.sales[sale];
        if let Some(order) = self.open_order(deal, (deal.amount, margin), None, time) {
            if self.is_delivered_when_promised() {
                return self.keep_promise(order, time);
            }
            self.begin_step(order, time);
        }
    }

    fn is_delivered_when_promised(&self) -> bool {
        let supply = self.plan.supply.as_ref();
        supply.is_some_and(|supply| supply.when_promised)
    }

    /// An order takes neither goods nor hours, and is delivered when that was promised.
    fn keep_promise(&mut self, order: usize, time: f64) {
        let n_steps = self.plan.supply.as_ref().map_or(0, |s| s.steps.len());
        let now = &mut self.delivery.orders[order];
        (now.earliest, now.step) = (now.due, n_steps.saturating_sub(1));
        self.end_work(order, time);
    }

    /// Opens an order, which its customer may withdraw; `None` in a plan without supply.
    fn open_order(
        &mut self,
        deal: DealEntry,
        (amount, margin): (Money, Money),
        contract: Option<usize>,
        time: f64,
    ) -> Option<usize> {
        let supply = self.plan.supply.as_ref()?;
        let (class, month, key) = (deal.class, month_of(time), key_of(deal.id));
        let due = time + supply.promise.at(class, month);
        let patience = self.future.draw(key, 0, purpose::PATIENCE, 0).uniform(0);
        let withdrawn = due + supply.patience(class, month, patience);
        let order = self.delivery.orders.len();
        self.delivery.orders.push(Order {
            deal,
            key,
            contract,
            margin,
            signed: time,
            due,
            waits_for: None,
            goods: None,
            step: 0,
            earliest: time,
            live: true,
        });
        self.delivery.backlog += amount;
        self.delivery.margin += margin;
        if let Some(contract) = contract {
            self.customers[contract].order = Some(narrow(order));
        }
        let event = Event::Withdraws {
            order: narrow(order),
        };
        self.expect(withdrawn, key.0, event);
        Some(order)
    }

    /// An order leaves stock with units of an item: its steps begin.
    pub(super) fn leave_stock(&mut self, order: usize, goods: (usize, i64), time: f64) {
        let left = &mut self.delivery.orders[order];
        (left.waits_for, left.goods) = (None, Some(goods));
        self.begin_step(order, time);
    }

    /// The deal of an order.
    pub(super) fn deal_of_order(&self, order: usize) -> DealEntry {
        self.delivery.orders[order].deal
    }

    /// An order asks for the work of its step; without any it is delivered.
    fn begin_step(&mut self, order: usize, time: f64) {
        let Some(supply) = &self.plan.supply else {
            return;
        };
        if supply.steps.is_empty() {
            return self.deliver(order, time);
        }
        let Order {
            deal,
            key,
            due,
            step: ix,
            ..
        } = self.delivery.orders[order];
        let step = &supply.steps[ix];
        let index = u16::try_from(ix).expect("steps are few");
        let words = self.future.draw(key, 0, purpose::DELIVERY, index);
        let class = deal.class;
        let month = month_of(time);
        let for_value = step.hours_per_unit.at(class, month) * deal.amount.as_f64();
        let hours = step.hours.draw(class, month, words.uniform(0)).max(0.0) + for_value;
        let least = step.least.draw(class, month, words.uniform(1)).max(0.0);
        self.delivery.orders[order].earliest = time + least;
        if hours <= 0.0 {
            return self.end_work(order, time);
        }
        let pool = step.pool;
        let (priority, since) = match supply.pools[pool].precedence {
            Precedence::PromisedFirst if due.is_finite() => (0, due),
            // Where nothing is promised, who came first is as good.
            Precedence::FirstCome | Precedence::PromisedFirst => (0, time),
            // In whole units of money, as many as 32 bits hold.
            Precedence::GreatestFirst => {
                let whole = u32::try_from(deal.amount.minor() / 100).unwrap_or(u32::MAX);
                (whole, time)
            }
        };
        let place = Place {
            priority,
            since,
            tie: key.0,
            who: Job {
                order: narrow(order),
                hours,
            },
        };
        self.delivery.crews[pool].queue.join(time, place);
        self.expect_work(pool);
    }

    /// Puts on the agenda when a pool is through with its next order.
    pub(super) fn expect_work(&mut self, pool: usize) {
        let crew = &mut self.delivery.crews[pool];
        if let Some((time, serial)) = crew.queue.expect() {
            let order = crew.key.0;
            let pool = narrow(pool);
            self.expect(time, order, Event::WorksOff { pool, serial });
        }
    }

    /// A pool is through with an order.
    pub(super) fn work_off(&mut self, pool: usize, serial: u32, time: f64) {
        if !self.delivery.crews[pool].queue.is_current(serial) {
            return;
        }
        while let Some(order) = self.delivery.crews[pool].queue.take_done(time) {
            if order == OLD {
                self.deliver_old(pool, time);
            } else {
                self.end_work(order as usize, time);
            }
        }
        self.expect_work(pool);
    }

    /// The work of a step is done: the step ends, or its time has still to pass.
    fn end_work(&mut self, order: usize, time: f64) {
        let Order { earliest, key, .. } = self.delivery.orders[order];
        if earliest > time {
            let event = Event::StepEnds {
                order: narrow(order),
            };
            self.expect(earliest, key.0, event);
        } else {
            self.end_step(order, time);
        }
    }

    /// A step of an order is over.
    pub(super) fn end_step(&mut self, order: usize, time: f64) {
        let n_steps = self.plan.supply.as_ref().map_or(0, |s| s.steps.len());
        let now = &mut self.delivery.orders[order];
        if !now.live {
            return;
        }
        now.step += 1;
        if now.step < n_steps {
            self.begin_step(order, time);
        } else {
            self.deliver(order, time);
        }
    }

    fn deliver(&mut self, order: usize, time: f64) {
        let Order {
            deal,
            contract,
            signed,
            due,
            ..
        } = self.delivery.orders[order];
        self.close_order(order);
        let (month, late) = (month_of(time), late_by(time, due));
        let is_late = late > 0.0;
        let line = if is_late {
            Measure::DeliveredLate
        } else {
            Measure::Delivered
        };
        for (measure, value) in [
            (line, deal.amount.minor()),
            (Measure::OrdersDelivered, 1),
            (Measure::OrdersLate, i64::from(is_late)),
            (Measure::DeliveryTime, micro(time - signed)),
        ] {
            self.tally.company(measure, month, value);
        }
        self.note(time, |_| Happening::Delivers { deal, late });
        if let Some(contract) = contract {
            self.delivery.ahead.remove(&contract);
            (
                self.customers[contract].late,
                self.customers[contract].order,
            ) = (late, None);
            if self.earns_from_delivery() {
                self.go_live(contract, time);
            }
        }
    }

    /// An order from before the simulation is done. What its customer pays by the term is that of a customer at the start.
    fn deliver_old(&mut self, pool: usize, time: f64) {
        let Some(supply) = &self.plan.supply else {
            return;
        };
        let crew = &mut self.delivery.crews[pool];
        let (key, ix) = (crew.key, crew.n_old);
        crew.n_old += 1;
        let (value, margin) = supply.pools[pool].backlog.of_order(ix);
        if value == Money::ZERO {
            return;
        }
        let earns = self.earns_from_delivery();
        self.delivery.backlog -= value;
        self.delivery.margin -= margin;
        let month = month_of(time);
        self.tally.company(Measure::Delivered, month, value.minor());
        if let Some(contracts) = self.plan.contracts.as_ref().filter(|_| earns) {
            // Of a hundred thousand orders each has words of its own.
            let (high, low) = (ix >> 16, ix & 0xffff);
            let [high, low] = [high, low].map(|part| u16::try_from(part).expect("orders are few"));
            let words = self.future.draw(key, high, purpose::TERM, low);
            let collected = time + contracts.collected_after(words);
            self.tally.company(Measure::Revenue, month, value.minor());
            self.collect(collected, value);
        }
    }

    /// A customer withdraws an order, unless it is delivered: what was sold is lost with it.
    pub(super) fn withdraw(&mut self, order: usize, time: f64) {
        let Order {
            deal,
            contract,
            margin,
            waits_for,
            goods,
            step,
            live,
            ..
        } = self.delivery.orders[order];
        if !live {
            return;
        }
        self.close_order(order);
        let supply = self.plan.supply.as_ref();
        if let Some(item) = waits_for {
            self.leave_shelf(item, order, time);
        } else if let Some(pool) = supply.map(|s| s.steps[step].pool) {
            self.delivery.crews[pool].queue.leave(time, narrow(order));
            self.expect_work(pool);
        }
        if let Some(goods) = goods {
            self.put_back(goods, time);
        }
        let month = month_of(time);
        // What was counted when it was signed is taken back.
        for (measure, value) in [
            (Measure::CancelledValue, deal.amount.minor()),
            (Measure::OrdersCancelled, 1),
            (Measure::GrossMargin, -margin.minor()),
        ] {
            self.tally.company(measure, month, value);
        }
        self.note(time, |_| Happening::Withdraws { deal });
        if let Some(contract) = contract.filter(|&slot| self.customers[slot].live) {
            self.customers[contract].order = None;
            self.cut_short(contract, time);
            self.cancel(contract, time);
        }
        if let Some(contract) = contract {
            self.take_back(contract, time);
        }
    }

    /// What a contract has earned before its order is withdrawn is taken back, what has come in is paid back, and what was
    /// still to come in does not.
    fn take_back(&mut self, slot: usize, time: f64) {
        let Some(ahead) = self.delivery.ahead.remove(&slot) else {
            return;
        };
        let contract = self.customers[slot];
        let month = month_of(time);
        // The term is cut short by now: it has earned until this day.
        let recurring = Term {
            cancelled: Some(time),
            ..contract.term()
        };
        let recurring = ahead.over + recurring.earned_until(time);
        self.customers.recur(month, Money::ZERO - recurring);
        self.tally
            .company(Measure::Revenue, month, -ahead.once.minor());
        for (due, amount, pays_sellers) in ahead.cash {
            let (at, back) = (due.max(time), Money::ZERO - amount);
            self.collect(at, back);
            if pays_sellers {
                self.expect_cash(contract.sold, contract.class, at, back);
            }
        }
    }

    /// An order is open no more.
    fn close_order(&mut self, order: usize) {
        let order = &mut self.delivery.orders[order];
        order.live = false;
        self.delivery.backlog -= order.deal.amount;
        self.delivery.margin -= order.margin;
    }

    /// Counts what is sold and not delivered when a month ends.
    pub(super) fn count_backlog(&mut self, month: usize) {
        let backlog = self.delivery.backlog.minor();
        self.tally.company(Measure::OrderBacklog, month, backlog);
        let margin = self.delivery.margin.minor();
        self.tally.company(Measure::BacklogMargin, month, margin);
    }

    /// Margin that has been signed since this was asked last and not been delivered, less what has been delivered of it that
    /// was signed before \[minor units\]: what a month signs is earned when it is delivered.
    pub(super) fn margin_put_off(&mut self) -> i64 {
        let put_off = self.delivery.margin - self.delivery.booked;
        self.delivery.booked = self.delivery.margin;
        put_off.minor()
    }

    /// What is not delivered when the horizon ends leaves the ledger.
    pub(super) fn close_orders(&mut self) {
        let last = self.plan.calendar.n_months() - 1;
        let undelivered = self.delivery.backlog.minor();
        self.tally.company(Measure::Undelivered, last, undelivered);
    }

    /// The chance that a contract is renewed, after a late delivery and a term in which nobody had time for the customer.
    pub(super) fn chance_after_delivery(&self, slot: usize, chance: f64, time: f64) -> f64 {
        let Some(supply) = &self.plan.supply else {
            return chance;
        };
        let (contract, month) = (&self.customers[slot], month_of(time));
        let late = match contract.order {
            _ if contract.n_terms > 0 => 0.0,
            // Where a term begins with signature it may be over before the order is delivered.
            Some(order) => late_by(time, self.delivery.orders[order as usize].due),
            None => contract.late,
        };
        let loss = supply.late_churn.at(contract.class, month) * late
            + supply.unserved_churn.at(contract.class, month) * self.unserved(slot, month);
        if loss > 0.0 {
            moved(chance, -loss)
        } else {
            chance
        }
    }

    /// Share of the hours that nobody had for customers in a contract's term, up to the beginning of a month.
    fn unserved(&self, slot: usize, month: usize) -> f64 {
        let begun = month_of(self.customers[slot].term().start.max(0.0));
        let first = begun.max(self.plan.calendar.n_history()).min(month);
        if first == month {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "months are small")]
        let n_months = (month - first) as f64;
        (self.delivery.unserved[month] - self.delivery.unserved[first]) / n_months
    }
}

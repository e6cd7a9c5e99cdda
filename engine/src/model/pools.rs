//! Pools at work: who is there in a month, what customers need before all orders, overtime and contractors.

use super::tally::bounds;
use super::trial::Simulator;
use crate::kernel::stream::EntityKey;
use crate::kernel::waiting_line::Place;
use crate::measure::{Cut, Measure};
use crate::supply::queue::{Job, OLD, Queue};
use crate::supply::{Backlog, Pool};
use crate::units::{Hours, Money};

/// A pool at work.
#[derive(Clone, Debug)]
pub(super) struct Crew {
    pub(super) key: EntityKey,
    pub(super) queue: Queue,
    /// Orders from before the simulation that are done.
    pub(super) n_old: u32,
    /// Contractors who are there, by month.
    contractors: Vec<f64>,
    /// Hours of the month: all that there are, overtime among them, and those that customers take.
    hours: f64,
    overtime: f64,
    for_customers: f64,
    /// Hours that customers need in the month and nobody has.
    missed: f64,
}

impl Crew {
    pub(super) fn new(pool: &Pool, n_months: usize) -> Self {
        Self {
            key: pool.named.key,
            queue: Queue::new(pool.at_once),
            n_old: 0,
            contractors: vec![0.0; n_months],
            hours: 0.0,
            overtime: 0.0,
            for_customers: 0.0,
            missed: 0.0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.queue.clear();
        self.n_old = 0;
        self.contractors.fill(0.0);
    }

    /// Whether there were too few hours in a month that is over: customers missed some of theirs, or next to all hours were
    /// used and orders that nobody works on wait.
    ///
    /// * `worked`: hours of orders that were worked in it
    fn was_short(&self, worked: f64) -> bool {
        let needed = self.for_customers + self.missed;
        let is_missed = self.missed > 0.0 && self.missed >= MISSED_SHARE * needed;
        let is_used = worked + self.for_customers >= FULLY_USED * self.hours;
        is_missed || (is_used && self.queue.anything_waits())
    }
}

/// Share of a pool's hours used from which it counts as having none left.
const FULLY_USED: f64 = 0.95;
/// Share of the hours of customers that are missed from which a pool counts as short.
const MISSED_SHARE: f64 = 0.01;

impl Simulator<'_> {
    /// Says who is there to deliver and to serve in a month that begins.
    pub(super) fn staff_pools(&mut self, month: usize) {
        if month == self.plan.calendar.n_history() {
            self.take_over_backlog();
        }
        let (mut needed, mut missed) = (0.0, 0.0);
        for pool in 0..self.delivery.crews.len() {
            let of_pool = self.staff_pool(pool, month);
            needed += of_pool.0;
            missed += of_pool.1;
            self.expect_work(pool);
        }
        let share = if needed > 0.0 { missed / needed } else { 0.0 };
        self.delivery.unserved[month + 1] = self.delivery.unserved[month] + share;
    }

    /// What was sold before the simulation waits in the pools, and is still to be earned.
    fn take_over_backlog(&mut self) {
        let Some(supply) = &self.plan.supply else {
            return;
        };
        let now = self.plan.calendar.now();
        let (mut worth, mut before) = (Money::ZERO, Money::ZERO);
        for (pool, crew) in supply.pools.iter().zip(&mut self.delivery.crews) {
            let Backlog {
                orders,
                hours,
                value,
                margin,
            } = pool.backlog;
            worth += value;
            before += margin;
            for ix in 0..orders {
                let place = Place {
                    priority: u32::MAX,
                    since: now,
                    tie: u64::from(ix),
                    who: Job {
                        order: OLD,
                        hours: hours / f64::from(orders),
                    },
                };
                crew.queue.join(now, place);
            }
        }
        self.delivery.take_over(worth, before);
        self.enter_old_orders(worth);
    }

    /// The same for one pool; returns the hours that customers need and those of them that nobody has.
    fn staff_pool(&mut self, ix: usize, month: usize) -> (f64, f64) {
        let needed = self.needed_by_customers(ix, month);
        let Some(supply) = &self.plan.supply else {
            return (0.0, 0.0);
        };
        let pool = &supply.pools[ix];
        let (mut people, mut regular) = (0.0, 0.0);
        for spell in &self.spells {
            let role = self.plan.workforce.seats[spell.seat].role;
            if pool.roles.contains(&role) {
                people += spell.to - spell.from;
                regular += self.selling_hours(role, month) * self.ramped_months(spell);
            }
        }
        let (start, _) = bounds(month);
        self.delivery.crews[ix].queue.staff(start, 0.0, 0.0);
        let queue = &self.delivery.crews[ix].queue;
        let waiting = queue.hours() + needed;
        // What all of them together could do of it, each with so many hours.
        let workable = |each: f64| queue.workable(each) + needed;
        let own = if people > 0.0 { regular / people } else { 0.0 };
        let to_do = pool
            .overtime
            .as_ref()
            .map(|terms| (terms, (waiting, workable(own))));
        let overtime = to_do.map_or(0.0, |(terms, work)| terms.hours(month, regular, work));
        let from_outside = pool
            .contractors
            .as_ref()
            .map_or(0.0, |terms| workable(terms.hours_per_month.at(0, month)));
        let mut outside = 0.0;
        if let Some(terms) = &pool.contractors {
            let there = &mut self.delivery.crews[ix].contractors;
            let from = (month + terms.lead).min(there.len());
            let until = (from + terms.stay).min(there.len());
            if from < until {
                // Those who are there before the next ones come work off a part of it.
                let before: f64 = (month..from)
                    .map(|month| terms.hours_per_month.at(0, month) * there[month])
                    .sum();
                let more = terms.asked_for(
                    month,
                    regular,
                    (waiting - before, from_outside),
                    there[from],
                );
                there[from..until].iter_mut().for_each(|n| *n += more);
            }
            people += there[month];
            outside = terms.hours_per_month.at(0, month) * there[month];
        }
        let hours = regular + overtime + outside;
        let for_customers = needed.min(hours);
        let missed = needed - for_customers;
        let crew = &mut self.delivery.crews[ix];
        (crew.hours, crew.overtime) = (hours, overtime);
        (crew.for_customers, crew.missed) = (for_customers, missed);
        if hours > 0.0 && people > 0.0 {
            // Everybody gives customers their part of the day.
            let left = people * (1.0 - for_customers / hours);
            crew.queue.staff(start, left, hours / people);
        }
        for (measure, value) in [
            (Measure::PoolHours, hours),
            (Measure::CustomerHours, needed),
            (Measure::CustomerHoursMissed, missed),
        ] {
            self.count_pool(ix, measure, month, value);
            let micro = Hours::round(value).micro();
            self.tally.company(measure, month, micro);
        }
        self.count_pool(ix, Measure::ContractorHours, month, outside);
        (needed, missed)
    }

    /// Hours that customers need of a pool in a month: those whose term runs when it begins.
    fn needed_by_customers(&self, ix: usize, month: usize) -> f64 {
        let Some(supply) = &self.plan.supply else {
            return 0.0;
        };
        let each = &supply.pools[ix].hours_per_customer;
        if each.as_constant().is_some_and(|hours| hours <= 0.0) {
            return 0.0;
        }
        let contracts = (0..self.customers.len()).map(|slot| &self.customers[slot]);
        let in_force = contracts.filter(|contract| contract.live && contract.has_begun());
        in_force
            .map(|contract| each.at(contract.class, month))
            .sum()
    }

    fn count_pool(&mut self, ix: usize, measure: Measure, month: usize, hours: f64) {
        let micro = Hours::round(hours).micro();
        self.tally.add(Cut::Pool, ix, measure, month, micro);
    }

    /// Counts what pools have done in a month that is over, and what it cost beside the people themselves.
    pub(super) fn close_pools(&mut self, month: usize) {
        if self.plan.supply.is_none() || month < self.plan.calendar.n_history() {
            return;
        }
        let (_, end) = bounds(month);
        let mut is_bound = false;
        for ix in 0..self.delivery.crews.len() {
            let crew = &mut self.delivery.crews[ix];
            let worked = crew.queue.take_worked(end);
            let (left, was_short) = (crew.queue.hours(), crew.was_short(worked));
            is_bound |= was_short;
            let regular = crew.hours - crew.overtime;
            let beyond = (worked + crew.for_customers - regular).clamp(0.0, crew.overtime);
            let there = crew.contractors[month];
            self.count_pool(ix, Measure::OrderHours, month, worked);
            self.count_pool(ix, Measure::OvertimeHours, month, beyond);
            self.count_pool(ix, Measure::HoursBacklog, month, left);
            let short = i64::from(was_short);
            self.tally
                .add(Cut::Pool, ix, Measure::SupplyBound, month, short);
            self.tally
                .company(Measure::OrderHours, month, Hours::round(worked).micro());
            let pool = self.plan.supply.as_ref().map(|supply| &supply.pools[ix]);
            let overtime = pool.and_then(|pool| pool.overtime.as_ref());
            let overtime = overtime.map_or(Money::ZERO, |terms| {
                Money::round(beyond * terms.cost_per_hour.at(0, month))
            });
            let outside = pool.and_then(|pool| pool.contractors.as_ref());
            let outside = outside.map_or(Money::ZERO, |terms| terms.cost(month, there));
            self.cost_of_delivery(ix, month, overtime + outside);
        }
        if !self.delivery.crews.is_empty() {
            self.tally
                .company(Measure::SupplyBound, month, i64::from(is_bound));
        }
        self.count_stock(month);
        self.count_backlog(month);
    }

    /// Counts what delivery costs.
    pub(super) fn cost_of_delivery(&mut self, pool: usize, month: usize, amount: Money) {
        let measure = Measure::DeliveryCost;
        self.tally.company(measure, month, amount.minor());
        self.tally
            .add(Cut::Pool, pool, measure, month, amount.minor());
    }

    /// What delivery has cost in a month so far [minor units].
    pub(super) fn delivered_for(&self, month: usize) -> i64 {
        if self.plan.supply.is_none() {
            return 0;
        }
        self.tally
            .so_far(Cut::Company, 0, Measure::DeliveryCost, month)
    }
}

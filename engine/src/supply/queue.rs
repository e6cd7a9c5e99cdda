//! The queue of a pool: orders that wait for people, and those that people work on.
//!
//! A pool has so many people, each with so many hours a month, over which its month is spread evenly. An order takes as many
//! of them as may work on one at a time, as far as there are any left; those that were begun first come first. So with
//! one person for each order a pool of `c` people is a queue with `c` servers, and with everybody on one order a single
//! fast one.

use crate::kernel::waiting_line::{Place, WaitingLine};
use crate::units::Hours;

/// Hours of work below which an order is done.
const NOTHING: f64 = 1e-9;

/// Stands for any order that was there before the simulation.
pub const OLD: u32 = u32::MAX;

/// An order in a queue, and the hours that it takes.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// Index of the order, or [`OLD`].
    pub order: u32,
    /// Hours that are left.
    pub hours: f64,
}

/// Orders that wait, and orders that are worked on.
#[derive(Clone, Debug)]
pub struct Queue {
    waiting: WaitingLine<Job>,
    /// Hours of what waits.
    hours_waiting: Hours,
    /// What has been begun and is not done, in the order in which it was.
    begun: Vec<Job>,
    people: f64,
    /// Hours of one of them in a month.
    speed: f64,
    at_once: f64,
    /// Until when work is done \[months\].
    now: f64,
    /// Hours that have been worked since they were asked for.
    worked: f64,
    /// Number of what happens next; what was expected under another number does not happen.
    serial: u32,
}

impl Queue {
    /// An empty queue of nobody.
    ///
    /// * `at_once`: most people who work on one order at a time, above 0
    #[must_use]
    pub fn new(at_once: f64) -> Self {
        Self {
            waiting: WaitingLine::default(),
            hours_waiting: Hours::ZERO,
            begun: Vec::new(),
            people: 0.0,
            speed: 0.0,
            at_once,
            now: 0.0,
            worked: 0.0,
            serial: 0,
        }
    }

    /// Back to the start.
    pub fn clear(&mut self) {
        *self = Self {
            waiting: std::mem::take(&mut self.waiting),
            begun: std::mem::take(&mut self.begun),
            ..Self::new(self.at_once)
        };
        self.waiting.clear();
        self.begun.clear();
    }

    /// So many people are there from a moment on, each with so many hours a month.
    pub fn staff(&mut self, time: f64, people: f64, speed: f64) {
        self.work_until(time);
        (self.people, self.speed) = (people, speed);
        self.begin();
    }

    /// An order comes in.
    pub fn join(&mut self, time: f64, place: Place<Job>) {
        self.work_until(time);
        self.hours_waiting += Hours::round(place.who.hours);
        self.waiting.join(place);
        self.begin();
    }

    /// The first order that is done by now, if any is.
    pub fn take_done(&mut self, time: f64) -> Option<u32> {
        self.work_until(time);
        let done = (0..self.begun.len()).find(|&ix| self.is_done(ix))?;
        let job = self.begun.remove(done);
        self.begin();
        Some(job.order)
    }

    /// Takes an order out, wherever it is.
    pub fn leave(&mut self, time: f64, order: u32) {
        self.work_until(time);
        if let Some(ix) = self.begun.iter().position(|job| job.order == order) {
            self.begun.remove(ix);
        } else {
            let mut others = Vec::new();
            while let Some(place) = self.waiting.call() {
                if place.who.order == order {
                    self.hours_waiting -= Hours::round(place.who.hours);
                } else {
                    others.push(place);
                }
            }
            for place in others {
                self.waiting.join(place);
            }
        }
        self.begin();
    }

    /// When the next order is done if nothing else happens \[months\], and the number of that; `None` if none ever is.
    pub fn expect(&mut self) -> Option<(f64, u32)> {
        self.serial += 1;
        let next = (0..self.begun.len())
            .map(|ix| (self.begun[ix].hours, self.rate(ix)))
            .filter(|(_, rate)| *rate > 0.0)
            .map(|(hours, rate)| self.now + hours.max(0.0) / rate)
            .reduce(f64::min)?;
        Some((next, self.serial))
    }

    /// Whether what was expected under a number is what happens next.
    #[must_use]
    pub fn is_current(&self, serial: u32) -> bool {
        self.serial == serial
    }

    /// Hours of all that waits or is worked on, as far as it is left.
    #[must_use]
    pub fn hours(&self) -> f64 {
        let begun: f64 = self.begun.iter().map(|job| job.hours.max(0.0)).sum();
        self.hours_waiting.hours() + begun
    }

    /// Hours of all that waits or is worked on that could be worked in a month, if there were people enough.
    ///
    /// * `each`: hours that one of them has in it
    #[must_use]
    pub fn workable(&self, each: f64) -> f64 {
        let most = self.at_once * each;
        let of = |job: &Job| Hours::round(job.hours.clamp(0.0, most.max(0.0)));
        let waiting = self.waiting.iter().map(|place| of(&place.who));
        // Whole numbers: the line is in no order.
        let mut all = Hours::ZERO;
        for hours in waiting.chain(self.begun.iter().map(of)) {
            all += hours;
        }
        all.hours()
    }

    /// Whether there is an order that nobody works on: it is not begun, or pauses.
    #[must_use]
    pub fn anything_waits(&self) -> bool {
        let last = self.begun.len().checked_sub(1);
        !self.waiting.is_empty() || last.is_some_and(|last| self.rate(last) <= 0.0)
    }

    /// Hours that have been worked since this was asked last.
    pub fn take_worked(&mut self, time: f64) -> f64 {
        self.work_until(time);
        std::mem::take(&mut self.worked)
    }

    /// Whether nothing is left of an order, or so little that time would not pass until it is done.
    fn is_done(&self, ix: usize) -> bool {
        let (hours, rate) = (self.begun[ix].hours, self.rate(ix));
        hours <= NOTHING || (rate > 0.0 && self.now + hours / rate <= self.now)
    }

    /// Hours a month that go into what was begun `ix` others later than the first.
    fn rate(&self, ix: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "orders are few")]
        let before = ix as f64 * self.at_once;
        self.at_once.min(self.people - before).max(0.0) * self.speed
    }

    fn work_until(&mut self, time: f64) {
        let passed = time - self.now;
        if passed > 0.0 {
            for ix in 0..self.begun.len() {
                let done = self.rate(ix) * passed;
                self.begun[ix].hours -= done;
                self.worked += done;
            }
        }
        self.now = self.now.max(time);
    }

    /// Begins what waits, as long as anybody has time.
    fn begin(&mut self) {
        while self.rate(self.begun.len()) > 0.0 {
            let Some(place) = self.waiting.call() else {
                break;
            };
            self.hours_waiting -= Hours::round(place.who.hours);
            self.begun.push(place.who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(order: u32, since: f64, hours: f64) -> Place<Job> {
        Place {
            priority: 0,
            since,
            tie: u64::from(order),
            who: Job { order, hours },
        }
    }

    /// Lets a queue run until everything is done: orders and when.
    fn run(queue: &mut Queue) -> Vec<(u32, f64)> {
        let mut done = Vec::new();
        while let Some((time, _)) = queue.expect() {
            while let Some(order) = queue.take_done(time) {
                done.push((order, time));
            }
        }
        done
    }

    fn is_near(found: &[(u32, f64)], expected: &[(u32, f64)]) {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (one, other) in found.iter().zip(expected) {
            assert_eq!(one.0, other.0, "{found:?}");
            assert!((one.1 - other.1).abs() < 1e-9, "{found:?}");
        }
    }

    #[test]
    fn two_people_are_two_servers_and_together_one_fast_one() {
        let orders = [(1, 100.0), (2, 50.0), (3, 100.0)];
        let of = |at_once| {
            let mut queue = Queue::new(at_once);
            queue.staff(0.0, 2.0, 100.0);
            for (order, hours) in orders {
                queue.join(0.0, place(order, f64::from(order) * 1e-6, hours));
            }
            run(&mut queue)
        };
        is_near(&of(1.0), &[(2, 0.5), (1, 1.0), (3, 1.5)]);
        is_near(&of(2.0), &[(1, 0.5), (2, 0.75), (3, 1.25)]);
        // One and a half people each: the second order has what is left.
        is_near(
            &of(1.5),
            &[(1, 2.0 / 3.0), (2, 7.0 / 9.0), (3, 38.0 / 27.0)],
        );
    }

    /// Of two orders of 100 and 30 hours one person works off 60 and 30 hours in a month of 60 hours, and two of them all.
    #[test]
    fn an_order_takes_no_more_people_than_it_may() {
        for (at_once, expected) in [(1.0, 90.0), (2.0, 130.0)] {
            let mut queue = Queue::new(at_once);
            queue.join(0.0, place(1, 0.0, 100.0));
            queue.join(0.0, place(2, 0.0, 30.0));
            assert!((queue.workable(60.0) - expected).abs() < 1e-9);
            queue.staff(0.0, 1.0, 60.0);
            assert!((queue.workable(60.0) - expected).abs() < 1e-9, "begun");
        }
    }

    #[test]
    fn whoever_was_begun_last_waits_when_somebody_leaves() {
        let mut queue = Queue::new(1.0);
        queue.staff(0.0, 2.0, 100.0);
        queue.join(0.0, place(1, 0.0, 100.0));
        queue.join(0.0, place(2, 0.0, 100.0));
        queue.staff(0.5, 1.0, 100.0);
        is_near(&run(&mut queue), &[(1, 1.0), (2, 1.5)]);
        assert!((queue.take_worked(2.0) - 200.0).abs() < 1e-9);
    }

    /// Late in a long plan a moment is coarser than the hours of many people.
    #[test]
    fn time_passes_until_everything_is_done() {
        let mut queue = Queue::new(1e6);
        queue.staff(599.0, 1e6, 744.0);
        for order in 0..1_000 {
            let hours = 0.123_456_7 * f64::from(order + 1);
            queue.join(599.0, place(order, 599.0, hours));
        }
        assert_eq!(run(&mut queue).len(), 1_000);
    }

    #[test]
    fn nobody_works_where_nobody_is_and_who_leaves_waits_no_more() {
        let mut queue = Queue::new(1.0);
        queue.join(0.0, place(1, 0.0, 10.0));
        assert!(queue.expect().is_none());
        assert!((queue.hours() - 10.0).abs() < 1e-9);
        queue.staff(1.0, 1.0, 10.0);
        queue.join(1.0, place(2, 1.0, 10.0));
        queue.leave(1.5, 2);
        assert!((queue.hours() - 5.0).abs() < 1e-9);
        queue.leave(1.5, 1);
        assert!(queue.expect().is_none() && queue.hours() <= 0.0);
    }
}

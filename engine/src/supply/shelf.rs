//! A shelf: the units of an item that there are, those that are on order, and the orders that wait for them.
//!
//! Orders are served strictly in the order in which they came, and each is shipped whole: the first one gathers what there
//! is, and nobody overtakes it. So at any time
//!
//! ```text
//! opening + received = shipped + on hand
//! wanted = shipped + waited for + withdrawn
//! ```
//!
//! where units that come back no longer count as shipped.

use std::collections::VecDeque;

/// An order that waits.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    order: u32,
    units: i64,
}

/// Units of an item.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// In stock, what has been gathered among it.
    on_hand: i64,
    /// Of these, gathered and made ready for the order that comes first, whoever that is.
    gathered: i64,
    waiting: VecDeque<Wanted>,
    /// Units of all that waits.
    waited_for: i64,
    /// Units that the supplier has taken on, and those that he has not.
    under_way: i64,
    queued: i64,
    /// Units that may still be made ready, and that the supplier still takes on, in this month.
    handling_left: i64,
    supplier_left: i64,
}

impl Shelf {
    /// Back to the start.
    pub fn clear(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        *self = Self {
            waiting,
            ..Self::default()
        };
        self.waiting.clear();
    }

    /// What is there when the simulation begins, and what has been ordered by then.
    pub fn open(&mut self, on_hand: i64, under_way: i64) {
        (self.on_hand, self.under_way) = (on_hand, under_way);
    }

    /// A month begins.
    ///
    /// * `handling`, `supplier`: units that may be made ready and that the supplier takes on in it
    pub fn begin_month(&mut self, handling: i64, supplier: i64) {
        (self.handling_left, self.supplier_left) = (handling, supplier);
    }

    /// Units in stock.
    #[must_use]
    pub fn on_hand(&self) -> i64 {
        self.on_hand
    }

    /// Units ordered and not received.
    #[must_use]
    pub fn on_order(&self) -> i64 {
        self.under_way + self.queued
    }

    /// Units sold and not shipped.
    #[must_use]
    pub fn waited_for(&self) -> i64 {
        self.waited_for
    }

    /// In stock and on order, less what is waited for.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.on_hand + self.on_order() - self.waited_for
    }

    /// Whether an order of so many units could be shipped now.
    #[must_use]
    pub fn has(&self, units: i64) -> bool {
        self.waiting.is_empty()
            && units
                <= self
                    .on_hand
                    .min(self.handling_left.saturating_add(self.gathered))
    }

    /// An order comes in and waits its turn; see [`ship`](Self::ship).
    pub fn join(&mut self, order: u32, units: i64) {
        self.waiting.push_back(Wanted { order, units });
        self.waited_for += units;
    }

    /// The first order that waits, and its units, if they are all there and made ready: it leaves.
    pub fn ship(&mut self) -> Option<(u32, i64)> {
        let first = *self.waiting.front()?;
        let there = (self.on_hand - self.gathered).min(self.handling_left);
        let more = there.min((first.units - self.gathered).max(0));
        self.gathered += more;
        self.handling_left -= more;
        if self.gathered < first.units {
            return None;
        }
        self.waiting.pop_front();
        self.gathered -= first.units;
        self.on_hand -= first.units;
        self.waited_for -= first.units;
        Some((first.order, first.units))
    }

    /// An order is withdrawn: what was gathered for it is there for the next one. Returns its units, if it waits here.
    pub fn leave(&mut self, order: u32) -> Option<i64> {
        let place = self.waiting.iter().position(|one| one.order == order)?;
        let gone = self.waiting.remove(place)?;
        self.waited_for -= gone.units;
        Some(gone.units)
    }

    /// Units are ordered.
    pub fn order(&mut self, units: i64) {
        self.queued += units;
    }

    /// Units that the supplier takes on now; the rest waits with him for the next month.
    pub fn take_on(&mut self) -> i64 {
        let taken = self.queued.min(self.supplier_left);
        self.queued -= taken;
        self.supplier_left -= taken;
        self.under_way += taken;
        taken
    }

    /// Units that were shipped come back: they lie there again, and are handled already.
    pub fn put_back(&mut self, units: i64) {
        self.on_hand += units;
    }

    /// Units come in.
    pub fn receive(&mut self, units: i64) {
        self.under_way -= units;
        self.on_hand += units;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_LIMIT: i64 = i64::MAX;

    fn shelf(on_hand: i64) -> Shelf {
        let mut shelf = Shelf::default();
        shelf.open(on_hand, 0);
        shelf.begin_month(NO_LIMIT, NO_LIMIT);
        shelf
    }

    #[test]
    fn whoever_came_first_is_served_first_and_whole() {
        let mut shelf = shelf(5);
        shelf.join(1, 7);
        shelf.join(2, 1);
        assert_eq!(shelf.ship(), None, "nobody overtakes, nothing is split");
        assert!(!shelf.has(1));
        assert_eq!((shelf.on_hand(), shelf.waited_for()), (5, 8));
        assert_eq!(shelf.position(), -3);
        shelf.order(3);
        assert_eq!((shelf.take_on(), shelf.position()), (3, 0));
        shelf.receive(3);
        assert_eq!([shelf.ship(), shelf.ship()], [Some((1, 7)), Some((2, 1))]);
        assert_eq!(
            (shelf.on_hand(), shelf.on_order(), shelf.ship()),
            (0, 0, None)
        );
    }

    #[test]
    fn what_was_gathered_for_who_leaves_is_there_for_the_next() {
        let mut shelf = shelf(5);
        shelf.join(1, 7);
        shelf.join(2, 4);
        assert_eq!(shelf.ship(), None);
        assert_eq!((shelf.leave(1), shelf.leave(1)), (Some(7), None));
        assert_eq!(shelf.ship(), Some((2, 4)));
        assert_eq!((shelf.on_hand(), shelf.waited_for()), (1, 0));
    }

    /// What is made ready is made ready once, for whom it will be.
    #[test]
    fn handling_is_spent_once_on_what_is_gathered() {
        let mut shelf = shelf(100);
        shelf.begin_month(5, NO_LIMIT);
        shelf.join(1, 7);
        assert_eq!(shelf.ship(), None);
        assert_eq!(shelf.leave(1), Some(7));
        assert!(shelf.has(5) && !shelf.has(6), "five are ready");
        shelf.join(2, 3);
        assert_eq!(shelf.ship(), Some((2, 3)));
        assert!(shelf.has(2) && !shelf.has(3), "two are left of them");
        shelf.begin_month(5, NO_LIMIT);
        assert!(shelf.has(7) && !shelf.has(8));
    }

    /// Three units a month: an order of seven is ready in the third.
    #[test]
    fn limits_spread_work_over_months() {
        let mut shelf = shelf(100);
        shelf.join(1, 7);
        shelf.order(9);
        let mut shipped = Vec::new();
        let mut taken = Vec::new();
        for _ in 0..3 {
            shelf.begin_month(3, 4);
            taken.push(shelf.take_on());
            shipped.push(shelf.ship());
        }
        assert_eq!(shipped, [None, None, Some((1, 7))]);
        assert_eq!(taken, [4, 4, 1]);
        assert!(shelf.has(2) && !shelf.has(3), "two are left in this month");
    }
}

//! A waiting line with priorities.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Those who wait: the most urgent first, among equals the one who came first, among these by tie key.
#[derive(Clone, Debug)]
pub struct WaitingLine<T> {
    heap: BinaryHeap<Place<T>>,
}

/// A place in a line.
#[derive(Clone, Copy, Debug)]
pub struct Place<T> {
    /// Higher goes first.
    pub priority: u32,
    /// When it was taken \[months\].
    pub since: f64,
    /// Orders those who came at one time; should differ between them.
    pub tie: u64,
    /// Who waits.
    pub who: T,
}

impl<T> Ord for Place<T> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let urgency = self.priority.cmp(&other.priority);
        urgency
            .then_with(|| other.since.total_cmp(&self.since))
            .then_with(|| other.tie.cmp(&self.tie))
    }
}

impl<T> PartialOrd for Place<T> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Place<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Place<T> {}

impl<T> Default for WaitingLine<T> {
    fn default() -> Self {
        Self {
            heap: BinaryHeap::new(),
        }
    }
}

impl<T> WaitingLine<T> {
    /// Sends everybody away.
    pub fn clear(&mut self) {
        self.heap.clear();
    }

    /// Takes a place.
    #[inline]
    pub fn join(&mut self, place: Place<T>) {
        self.heap.push(place);
    }

    /// Who is next.
    #[must_use]
    #[inline]
    pub fn first(&self) -> Option<&Place<T>> {
        self.heap.peek()
    }

    /// Whether nobody waits.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// All who wait, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Place<T>> {
        self.heap.iter()
    }

    /// Takes the next one out.
    #[inline]
    pub fn call(&mut self) -> Option<Place<T>> {
        self.heap.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_urgent_go_first_then_the_early() {
        let mut line = WaitingLine::default();
        for (priority, since, who) in [(0, 1.0, 'c'), (2, 5.0, 'b'), (2, 4.0, 'a'), (0, 2.0, 'd')] {
            line.join(Place {
                priority,
                since,
                tie: 0,
                who,
            });
        }
        let order: String = std::iter::from_fn(|| line.call())
            .map(|place| place.who)
            .collect();
        assert_eq!(order, "abcd");
    }
}

//! What happens next: events in order of time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Events in order of time; events of one time come in the order of their tie keys, so that neither the order in which
/// they were put in nor the order of anything in a file matters.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Entry<E>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: f64,
    tie: u64,
    event: E,
}

impl<E> Ord for Entry<E> {
    /// Reversed: the heap gives its greatest entry, and we want the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.time.total_cmp(&self.time).then_with(|| other.tie.cmp(&self.tie))
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<E> Eq for Entry<E> {}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new() }
    }
}

impl<E> Agenda<E> {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.heap.clear();
    }

    /// Puts an event in.
    ///
    /// * `time`: when it happens [months]; not NaN
    /// * `tie`: orders events of one time; should differ between them
    pub fn push(&mut self, time: f64, tie: u64, event: E) {
        debug_assert!(!time.is_nan(), "an event happens at a time");
        self.heap.push(Entry { time, tie, event });
    }

    /// Takes out the next event that happens before `end`, with its time.
    pub fn pop_before(&mut self, end: f64) -> Option<(f64, E)> {
        if self.heap.peek()?.time >= end {
            return None;
        }
        self.heap.pop().map(|entry| (entry.time, entry.event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_then_tie_whatever_the_order_of_pushing() {
        let events = [(2.0, 1, 'd'), (1.0, 9, 'b'), (1.0, 3, 'a'), (1.5, 0, 'c'), (7.0, 0, 'x')];
        for rotation in 0..events.len() {
            let mut agenda = Agenda::default();
            for i in 0..events.len() {
                let (time, tie, event) = events[(i + rotation) % events.len()];
                agenda.push(time, tie, event);
            }
            let order: String = std::iter::from_fn(|| agenda.pop_before(7.0)).map(|(_, event)| event).collect();
            assert_eq!(order, "abcd");
        }
    }
}

//! What happens next: events in order of time.

/// Slots a month is divided into. Few events share a slot, so that putting them in order costs little.
const SLOTS_PER_MONTH: f64 = 64.0;

/// Events in order of time; events of one time come in the order of their tie keys, so that neither the order in which
/// they were put in nor the order of anything in a file matters.
///
/// A calendar queue (Brown 1988): events of later slots lie unsorted in their slot, and a slot is sorted when its time
/// has come.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    /// Events of slots whose time has come, the next one last.
    due: Vec<Entry<E>>,
    later: Vec<Vec<Entry<E>>>,
    /// First slot whose time has not come.
    next_slot: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    /// The bits of the time, which are in the order of times for times of 0 and more, then the tie key: one comparison.
    key: u128,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn time(&self) -> f64 {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the upper half is the time"
        )]
        let bits = (self.key >> 64) as u64;
        f64::from_bits(bits)
    }
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            due: Vec::new(),
            later: Vec::new(),
            next_slot: 0,
        }
    }
}

impl<E: Copy> Agenda<E> {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.due.clear();
        self.later.iter_mut().for_each(Vec::clear);
        self.next_slot = 0;
    }

    /// Puts an event in.
    ///
    /// * `time`: when it happens \[months\]; 0 or more
    /// * `order`: the tie key, which orders events of one time; should differ between them
    #[inline]
    pub fn push(&mut self, time: f64, order: u64, event: E) {
        debug_assert!(
            time >= 0.0,
            "an event happens at a time, and not before the horizon"
        );
        // Adding 0 turns a negative zero, whose bits would sort last, into a positive one.
        let key = u128::from((time + 0.0).to_bits()) << 64 | u128::from(order);
        let (entry, slot) = (Entry { key, event }, slot_of(time));
        if slot < self.next_slot {
            let at = self.due.partition_point(|event| event.key > key);
            self.due.insert(at, entry);
        } else {
            if slot >= self.later.len() {
                self.later.resize_with(slot + 1, Vec::new);
            }
            self.later[slot].push(entry);
        }
    }

    /// Takes out the next event that happens before `end`, with its time.
    #[inline]
    pub fn pop_before(&mut self, end: f64) -> Option<(f64, E)> {
        while self.due.is_empty() {
            // The slot that `end` falls into may hold events before it.
            if self.next_slot >= self.later.len() || self.next_slot > slot_of(end) {
                return None;
            }
            std::mem::swap(&mut self.due, &mut self.later[self.next_slot]);
            self.due
                .sort_unstable_by_key(|event| std::cmp::Reverse(event.key));
            self.next_slot += 1;
        }
        if self.due.last()?.time() >= end {
            return None;
        }
        self.due.pop().map(|entry| (entry.time(), entry.event))
    }
}

#[inline]
fn slot_of(time: f64) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off, and times are not negative"
    )]
    let slot = (time * SLOTS_PER_MONTH) as usize;
    slot
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_then_tie_whatever_the_order_of_pushing() {
        let events = [
            (2.0, 1, 'd'),
            (1.0, 9, 'b'),
            (1.0, 3, 'a'),
            (1.5, 0, 'c'),
            (7.0, 0, 'x'),
        ];
        for rotation in 0..events.len() {
            let mut agenda = Agenda::default();
            for i in 0..events.len() {
                let (time, order, event) = events[(i + rotation) % events.len()];
                agenda.push(time, order, event);
            }
            let said: String = std::iter::from_fn(|| agenda.pop_before(7.0))
                .map(|(_, event)| event)
                .collect();
            assert_eq!(said, "abcd");
        }
    }

    #[test]
    fn an_event_put_into_the_present_still_comes_in_order() {
        let mut agenda = Agenda::default();
        agenda.push(1.000, 0, 'a');
        agenda.push(1.004, 0, 'c');
        assert_eq!(agenda.pop_before(2.0), Some((1.0, 'a')));
        agenda.push(1.002, 0, 'b');
        agenda.push(3.0, 0, 'e');
        agenda.push(1.5, 0, 'd');
        assert_eq!(agenda.pop_before(1.003), Some((1.002, 'b')));
        assert_eq!(agenda.pop_before(1.003), None);
        let rest: String = std::iter::from_fn(|| agenda.pop_before(9.0))
            .map(|(_, event)| event)
            .collect();
        assert_eq!(rest, "cde");
    }
}

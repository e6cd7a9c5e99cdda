//! What waiting does to a deal: the hours that wait for people, and the odds of a deal that work begins on late or in
//! busy hands.

use super::tally::month_of;
use super::trial::Simulator;
use crate::funnel::progress::Hand;
use crate::units::Hours;

/// Most months of work that are told apart.
const MOST_MONTHS: f64 = 1e6;

/// Hours of work that wait in each line. What has lost patience or is void counts no more, though its place is still there.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog {
    /// Hours that wait, by line.
    hours: Vec<Hours>,
    /// Line and hours of each place, by its serial number; no hours once it is left.
    places: Vec<(usize, Hours)>,
}

impl Backlog {
    pub(super) fn clear(&mut self) {
        self.hours.fill(Hours::ZERO);
        self.places.clear();
    }

    /// Work of so many hours waits in a line.
    pub(super) fn join(&mut self, line: usize, serial: u32, hours: f64) {
        let (place, hours) = (serial as usize, Hours::round(hours));
        if self.places.len() <= place {
            self.places.resize(place + 1, (0, Hours::ZERO));
        }
        if self.hours.len() <= line {
            self.hours.resize(line + 1, Hours::ZERO);
        }
        self.places[place] = (line, hours);
        self.hours[line] += hours;
    }

    /// Work is begun, or is not asked for any more.
    pub(super) fn leave(&mut self, serial: u32) {
        if let Some((line, hours)) = self.places.get_mut(serial as usize) {
            self.hours[*line] -= std::mem::take(hours);
        }
    }

    /// Hours that wait in a line.
    pub(super) fn waiting(&self, line: usize) -> Hours {
        self.hours.get(line).copied().unwrap_or(Hours::ZERO)
    }
}

impl Simulator<'_> {
    /// The hand that begins a stage, with what the wait and the work that waits for it do to the odds.
    #[inline]
    pub(super) fn strained(&self, slot: usize, seat: Option<usize>, hand: Hand, time: f64) -> Hand {
        let effects = &self.plan.funnel.effects;
        if effects.response_time.is_none() && effects.overload.is_none() {
            return hand;
        }
        let (deal, month) = (&self.deals[slot], month_of(time));
        let mut odds = hand.odds * effects.waiting_odds(deal.class, month, time - deal.entered);
        if effects.overload.is_some() {
            let waiting = seat.map_or(0.0, |seat| self.months_of_work(seat, month));
            odds *= effects.overload_odds(month, waiting);
        }
        Hand { odds, ..hand }
    }

    /// Work that waits for whoever sits in a seat \[months\]: the hours in the seat's own line, and its equal part of those
    /// that wait for any of several seats, over the selling hours of a ramped person in the month.
    fn months_of_work(&self, seat: usize, month: usize) -> f64 {
        let is_there = |seat: &&usize| self.desks[**seat].active;
        let mut hours = 0.0;
        for (line, waiting) in self.lines.waiting_for(seat) {
            let n_there = self.lines.servers(line).iter().filter(is_there).count();
            #[allow(
                clippy::cast_precision_loss,
                reason = "people are few, and hours below 2^53"
            )]
            let part = waiting.micro() as f64 / 1e6 / n_there.max(1) as f64;
            hours += part;
        }
        let role = self.plan.workforce.seats[seat].role;
        if hours > 0.0 {
            (hours / self.selling_hours(role, month)).min(MOST_MONTHS)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: f64) -> Hours {
        Hours::round(hours)
    }

    #[test]
    fn what_is_begun_or_void_waits_no_more() {
        let mut backlog = Backlog::default();
        for (line, serial, time) in [(0, 1, 8.0), (1, 2, 4.0), (0, 5, 0.5)] {
            backlog.join(line, serial, time);
        }
        assert_eq!(backlog.waiting(0), hours(8.5));
        backlog.leave(1);
        assert_eq!(
            (backlog.waiting(0), backlog.waiting(1)),
            (hours(0.5), hours(4.0))
        );
        // A place that is called after it has become void, or was never taken, changes nothing.
        for serial in [1, 3, 99] {
            backlog.leave(serial);
        }
        assert_eq!(backlog.waiting(0), hours(0.5));
        // Work that moves to another line waits there.
        backlog.leave(5);
        backlog.join(1, 5, 0.5);
        assert_eq!(
            (backlog.waiting(0), backlog.waiting(1)),
            (hours(0.0), hours(4.5))
        );
        backlog.clear();
        assert_eq!(backlog.waiting(1), hours(0.0));
    }
}

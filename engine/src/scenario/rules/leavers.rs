//! Named leavers: who is told to leave in which month, and whether anybody can be there then.

use crate::calendar::{Calendar, Timing, YearMonth};
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawLeave;
use crate::workforce::{Joiner, Leaver, Seat, SeatStart};

use super::check::Check;
use super::range::Range;

impl Check<'_> {
    /// Those whom an event tells to leave, each with where it is written.
    pub(super) fn leave(
        &mut self,
        at: &KeyPath,
        raw: &RawLeave,
        seats: &[Seat],
    ) -> Vec<(Leaver, KeyPath)> {
        let when = self.when_leaving(at, raw);
        let list = at.key("seats");
        if raw.seats.is_empty() {
            self.report(
                Code::NothingThere,
                &list,
                "nobody leaves: expected at least one seat",
            )
            .help = "name the seats, such as `seats = [\"ae-2\"]`".into();
        }
        let severance = raw.severance_months.map_or(0.0, |months| {
            self.plain(&at.key("severance-months"), months, Range::MONTHS)
        });
        let mut leavers = Vec::new();
        for (ix, id) in raw.seats.iter().enumerate() {
            let here = list.index(ix);
            let seat = self.seat_of(seats, id, &here);
            if let (Some(seat), Some((month, last_day))) = (seat, when) {
                let leaver = Leaver {
                    seat,
                    month,
                    last_day,
                    severance,
                };
                leavers.push((leaver, here));
            }
        }
        leavers
    }

    /// The month of a leave, and when the last day is over where it is known \[months\].
    fn when_leaving(&mut self, at: &KeyPath, raw: &RawLeave) -> Option<(usize, Option<f64>)> {
        match (&raw.month, &raw.date) {
            (Some(month), None) => {
                let month = self.month(&at.key("month"), month, false);
                month.map(|month| (month, None))
            }
            (None, Some(date)) => {
                let date = self.day(&at.key("date"), date)?;
                let calendar = self.calendar.as_ref()?;
                let month = calendar.index_of(YearMonth::of(date))?;
                let next = date.tomorrow().ok()?;
                Some((month, Some(calendar.time_of(next))))
            }
            (Some(_), Some(_)) => {
                let message = "the leave has a month and a date: expected one of them";
                self.report(Code::OneOf, at, message).help =
                    "keep `date`, the last day, and delete `month`".into();
                None
            }
            (None, None) => {
                let message = "the leave has no time: expected `month` or `date`";
                self.report(Code::OneOf, at, message).help =
                    "say the last day, such as `date = \"2027-05-15\"`, or the month".into();
                None
            }
        }
    }

    /// Reports leavers from seats in which nobody can be: who has left already, or has not come.
    ///
    /// * `leavers`: sorted by seat and month, each with where it is written
    /// * `joiners`: sorted by seat and time
    /// * `backfills`: whether each role refills its seats
    pub(super) fn somebody_leaves(
        &mut self,
        leavers: &[(Leaver, KeyPath)],
        joiners: &[&Joiner],
        seats: &[Seat],
        backfills: &[bool],
    ) {
        let timing = self.timing();
        for (ix, (leaver, at)) in leavers.iter().enumerate() {
            let seat = &seats[leaver.seat];
            let time = leaver.time(timing);
            let open_until = match timing {
                Timing::Monthly => time - 1.0,
                Timing::Continuous => time,
            };
            // Whoever comes on the day on which the month begins is told to leave at once.
            let is_told = |first_day: f64| match (timing, leaver.last_day) {
                (Timing::Continuous, None) => first_day <= time,
                _ => first_day < time,
            };
            let earlier = ix.checked_sub(1).map(|ix| &leavers[ix]);
            let earlier = earlier.filter(|(earlier, _)| earlier.seat == leaver.seat);
            if let Some((_, first)) = earlier.filter(|(other, _)| other.month == leaver.month) {
                let first = self.place(first);
                let message = format!("the seat `{}` leaves twice in one month", seat.id);
                let finding = self.report(Code::IdTwice, at, message);
                finding.also.push((first, "first here".into()));
                finding.help = "delete one of the two".into();
                continue;
            }
            let free = match (earlier, seat.start) {
                (Some((earlier, _)), _) => earlier.time(timing),
                (None, SeatStart::Opens { at }) => at,
                (None, SeatStart::Filled { tenure }) if is_told(-tenure) => {
                    continue;
                }
                (None, SeatStart::Filled { .. }) => {
                    let message = format!("nobody is in the seat `{}` yet", seat.id);
                    self.report(Code::NobodyLeaves, at, message).help =
                        "take a month after the one of `hired`".into();
                    continue;
                }
            };
            let same_seat = |joiner: &&&Joiner| joiner.seat == leaver.seat && joiner.time >= free;
            let why = match joiners.iter().find(same_seat) {
                Some(next) if is_told(next.time) => continue,
                Some(_) => "who joins it comes later",
                None if earlier.is_none() && free >= open_until => {
                    "it opens in that month or later"
                }
                None if earlier.is_some() && !backfills[seat.role] => {
                    "who was in it has left, and nobody follows"
                }
                None => continue,
            };
            let message = format!("the seat `{}` is empty then: {why}", seat.id);
            self.report(Code::NobodyLeaves, at, message).help =
                "name another seat or another month, or delete it".into();
        }
    }

    /// When people come and go.
    pub(super) fn timing(&self) -> Timing {
        let timing = self.calendar.as_ref().map(Calendar::timing);
        timing.unwrap_or(Timing::Continuous)
    }
}

//! Named leavers: who is told to leave in which month, and whether anybody can be there then.

use crate::calendar::{Calendar, Timing};
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
        let month = self.month(&at.key("month"), &raw.month, false);
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
            if let (Some(seat), Some(month)) = (seat, month) {
                let leaver = Leaver {
                    seat,
                    month,
                    severance,
                };
                leavers.push((leaver, here));
            }
        }
        leavers
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
        for (ix, (leaver, at)) in leavers.iter().enumerate() {
            let seat = &seats[leaver.seat];
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
                (Some((earlier, _)), _) => time_of(earlier.month, self.people_leave_at_end()),
                (None, SeatStart::Opens { at }) => at,
                (None, SeatStart::Filled { tenure }) if self.is_told(leaver.month, -tenure) => {
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
                Some(next) if self.is_told(leaver.month, next.time) => continue,
                Some(_) => "who joins it comes later",
                None if earlier.is_none() && free >= time_of(leaver.month, false) => {
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

    /// Whether somebody with a first day is told to leave in a month.
    fn is_told(&self, month: usize, first_day: f64) -> bool {
        if self.people_leave_at_end() {
            first_day < time_of(month, true)
        } else {
            first_day <= time_of(month, false)
        }
    }

    /// Whether people leave at the end of a month, rather than on its first day.
    pub(super) fn people_leave_at_end(&self) -> bool {
        let timing = self.calendar.as_ref().map(Calendar::timing);
        timing == Some(Timing::Monthly)
    }
}

/// The first day of a month, or its end \[months since the start\].
fn time_of(month: usize, end: bool) -> f64 {
    let month = month + usize::from(end);
    u16::try_from(month).map_or(f64::INFINITY, f64::from)
}

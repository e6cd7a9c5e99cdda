//! Named hires: who is hired into which seat on which day, and whether the seat is free then.

use jiff::civil::Date;

use crate::calendar::YearMonth;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawJoin;
use crate::workforce::{Joiner, Leaver, Seat, SeatStart};

use super::check::{Check, IN_HORIZON};

impl Check<'_> {
    /// Somebody who is hired into a seat on a known day.
    pub(super) fn join(&mut self, at: &KeyPath, raw: &RawJoin, seats: &[Seat]) -> Option<Joiner> {
        let seat = self.seat_of(seats, &raw.seat, &at.key("seat"));
        let date = self.day(&at.key("date"), &raw.date);
        Some(Joiner {
            seat: seat?,
            time: self.calendar.as_ref()?.time_of(date?),
            name: self.name_of(at, raw),
        })
    }

    /// What a joiner is called; reports a name of which nothing can be seen.
    fn name_of(&mut self, at: &KeyPath, raw: &RawJoin) -> Option<String> {
        let name = raw.name.as_ref()?;
        if name.trim().is_empty() {
            self.report(Code::NothingThere, &at.key("name"), "the name is empty")
                .help = "write the name of the person, or delete the key".into();
        }
        Some(name.clone())
    }

    /// A day of the horizon.
    pub(super) fn day(&mut self, at: &KeyPath, text: &str) -> Option<Date> {
        let is_day = text.len() == "2027-01-31".len();
        let Some(date) = text.parse::<Date>().ok().filter(|_| is_day) else {
            let message = format!("{text:?} is not a day: expected \"YYYY-MM-DD\"");
            self.report(Code::NotAMonth, at, message).help = "such as \"2027-05-15\"".into();
            return None;
        };
        let calendar = self.calendar.as_ref()?;
        let n_months = calendar.n_months();
        let (first, last) = (calendar.start(), calendar.month(n_months - 1));
        let month = calendar.index_of(YearMonth::of(date));
        if month.is_some_and(|month| month < n_months) {
            return Some(date);
        }
        let message = format!("{date} is outside of the horizon: expected {first} to {last}");
        self.report(Code::OutsideHorizon, at, message).help = IN_HORIZON.into();
        None
    }

    /// Reports named hires into seats in which somebody is, or that are not open yet.
    ///
    /// * `joins`: sorted by seat and time, each with where it is written
    /// * `leavers`: sorted by seat and month
    pub(super) fn seats_are_free(
        &mut self,
        joins: &[(Joiner, KeyPath)],
        leavers: &[Leaver],
        seats: &[Seat],
    ) {
        let timing = self.timing();
        let mut joined: Option<&Joiner> = None;
        for (joiner, at) in joins {
            let seat = &seats[joiner.seat];
            let before = joined.filter(|other| other.seat == joiner.seat);
            joined = Some(joiner);
            let mut left = leavers
                .iter()
                .filter(|leaver| leaver.seat == joiner.seat)
                .map(|leaver| leaver.time(timing));
            let since = match (before, seat.start) {
                (Some(before), _) => before.time,
                (None, SeatStart::Filled { .. }) => f64::NEG_INFINITY,
                (None, SeatStart::Opens { at }) if at <= joiner.time => continue,
                (None, SeatStart::Opens { .. }) => f64::INFINITY,
            };
            if left.any(|left| since <= left && left <= joiner.time) {
                continue;
            }
            let message = format!("somebody joins the seat `{}` while it is not free", seat.id);
            self.report(Code::SeatTaken, &at.key("date"), message).help =
                "say who leaves it before, with an event `leave`, or let the seat open before that day".into();
        }
    }
}

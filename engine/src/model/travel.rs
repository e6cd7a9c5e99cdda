//! Travel: the way to where an activity is done on site.

use super::tally::month_of;
use super::trial::Simulator;
use crate::measure::Measure;
use crate::territory::travel::Trip;
use crate::units::{Hours, Money};

impl Simulator<'_> {
    /// Hours on the way to an activity that a seat begins, and back; counts them and what they cost.
    ///
    /// An activity that is done several times takes as many ways. Where either end is not known, nobody travels.
    #[inline]
    pub(super) fn travel(&mut self, seat: usize, slot: usize, activity: usize, time: f64) -> f64 {
        let deal = &self.deals[slot];
        let work = &self.plan.funnel.stages[deal.stage].activities[activity];
        if !work.on_site {
            return 0.0;
        }
        let month = month_of(time);
        let times = work.count.at(deal.class, month);
        let Some(trip) = self.trip(seat, deal.account, month) else {
            return 0.0;
        };
        let (hours, cost) = (trip.hours * times, trip.cost * times);
        let counted = Hours::round(hours).micro();
        self.tally.company(Measure::TravelHours, month, counted);
        let cost = Money::round(cost).minor();
        self.tally.company(Measure::Travel, month, cost);
        hours
    }

    /// Whether somebody has a way to go to an activity: the seat that does it or, where nobody is chosen yet, any that could.
    pub(super) fn takes_a_way(&self, seat: Option<usize>, slot: usize, activity: usize) -> bool {
        let deal = &self.deals[slot];
        let account = deal.account;
        let is_there = |seat: usize| self.trip(seat, account, month_of(deal.entered)).is_some();
        if !self.plan.funnel.stages[deal.stage].activities[activity].on_site {
            return false;
        }
        seat.map_or_else(
            || {
                let (role, beat) = (self.role_of(slot, activity), self.beats[deal.class]);
                let line = self.lines.shared(role, beat);
                self.lines.servers(line).iter().any(|&seat| is_there(seat))
            },
            is_there,
        )
    }

    /// The way from a seat to an account and back, if both have a place.
    fn trip(&self, seat: usize, account: Option<usize>, month: usize) -> Option<Trip> {
        let territories = &self.plan.territories;
        let travel = territories.travel.as_ref()?;
        let from = self.plan.workforce.seats[seat].location?;
        let to = territories.accounts[account?].location?;
        Some(travel.round_trip(from, to, month))
    }
}

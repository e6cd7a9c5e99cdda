//! History: the months of the horizon that have happened, counted as they were.

use super::actual::{ActualCredit, Done};
use super::trial::Simulator;
use crate::measure::Measure;

impl Simulator<'_> {
    /// Counts what was credited in a month that is history, for the company and for people.
    ///
    /// A deal that was won was a lead and an opportunity once; it counts as both in the month in which it was won.
    /// Opportunities that are credited by themselves count for those who are paid on them only.
    pub(super) fn relive(&mut self, month: usize) {
        for ix in 0..self.plan.actuals.credits.len() {
            let credit = &self.plan.actuals.credits[ix];
            if credit.month() != month {
                continue;
            }
            let desks = &self.desks;
            credit.count(&mut self.payroll, &self.plan, |seat| desks[seat].spell);
            if let Done::Deal(counted) = credit.done {
                let credit = credit.clone();
                if counted.wins > 0 {
                    self.count_actual_win(&credit, month);
                }
            }
        }
    }

    fn count_actual_win(&mut self, credit: &ActualCredit, month: usize) {
        let Done::Deal(counted) = credit.done else {
            return;
        };
        let whole = counted.bookings;
        let counted = credit.for_company(counted);
        let booked = counted.bookings.minor();
        for measure in [Measure::Leads, Measure::Opportunities, Measure::Wins] {
            self.count_market(measure, credit.class, month, counted.wins);
        }
        self.count_market(Measure::Bookings, credit.class, month, booked);
        for (measure, amount) in [
            (Measure::GrossMargin, counted.margin.minor()),
            (Measure::Potential, booked),
            (Measure::Delivered, booked),
        ] {
            self.tally.company(measure, month, amount);
        }
        // The first row of a deal is its owner's: that with the greatest share.
        if let Some(seat) = credit.seat.filter(|_| credit.begins_deal) {
            self.count_owner(seat, month, (1, whole));
        }
    }
}

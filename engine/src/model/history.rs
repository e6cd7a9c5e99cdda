//! History: the months of the horizon that have happened, counted as they were.

use super::actual::{ActualCredit, Done};
use super::trial::Simulator;
use crate::measure::Measure;

impl Simulator<'_> {
    /// Counts what was credited in a month that is history, for the company and for people.
    ///
    /// A deal that was won was a lead and an opportunity once; it counts as one in the month in which it was won.
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
                } else if credit.of_company > 0.0 {
                    let n = counted.opportunities;
                    self.count_market(Measure::Opportunities, credit.class, month, n);
                }
            }
        }
    }

    fn count_actual_win(&mut self, credit: &ActualCredit, month: usize) {
        let Done::Deal(counted) = credit.done else {
            return;
        };
        let counted = counted.share(credit.of_company);
        let booked = counted.bookings.minor();
        if credit.begins_deal {
            for measure in [Measure::Leads, Measure::Wins] {
                self.count_market(measure, credit.class, month, 1);
            }
        }
        self.count_market(Measure::Bookings, credit.class, month, booked);
        for (measure, amount) in [
            (Measure::GrossMargin, counted.margin.minor()),
            (Measure::Potential, booked),
            (Measure::Delivered, booked),
        ] {
            self.tally.company(measure, month, amount);
        }
        if let Some(seat) = credit.seat {
            self.count_owner(seat, month, counted.bookings);
        }
    }
}

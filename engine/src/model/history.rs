//! History: the months of the horizon that have happened, counted as they were.

use super::actual::{self, ActualCredit, Done, stay_at};
use super::chronicle::Happening;
use super::credit::Counted;
use super::trial::Simulator;
use crate::measure::Measure;

impl Simulator<'_> {
    /// Counts what was credited in a month that is history, for the company and for people.
    ///
    /// A deal that was won was a lead and an opportunity once; it counts as both in the month in which it was won.
    /// Opportunities that are credited by themselves count for those who are paid on them only.
    pub(super) fn relive(&mut self, month: usize) {
        let model = self.model;
        let actuals = &model.actuals;
        let places = actuals.of_month(month);
        let rows = &actuals.credits()[places.clone()];
        let mut place = places.start;
        for sale in rows.chunk_by(ActualCredit::is_counted_with) {
            actual::count((place, sale), &mut self.payroll, &self.plan, &self.spells);
            self.remember_actual_sellers(place, sale);
            place += sale.len();
        }
        let books = model.actuals.books();
        for (measure, told) in [
            (Measure::Revenue, &books.revenue),
            (Measure::Cash, &books.collected),
        ] {
            if let Some(amount) = told.get(month) {
                self.tally.company(measure, month, amount.minor());
            }
        }
        for (ix, credit) in places.zip(rows) {
            let there = |&seat: &usize| stay_at(&self.spells, seat, credit.time).is_some();
            let seat = credit.seat.filter(there);
            self.note(credit.time, |_| Happening::Actual { credit: ix, seat });
            match (credit.done, seat) {
                (Done::Deal(counted), seat) if counted.wins > 0 => {
                    self.count_actual_win(credit, counted, seat);
                }
                (Done::Objective { objective, score }, Some(seat)) => {
                    self.scores.judge(seat, objective, score);
                }
                _ => {}
            }
        }
    }

    /// Counts what a row says of a deal that was won: for market and company in the sale's first row, and for its owner
    /// in the row that credits the greatest share.
    fn count_actual_win(&mut self, credit: &ActualCredit, counted: Counted, seat: Option<usize>) {
        let (class, month) = (credit.class, credit.month());
        if credit.part.of_company > 0.0 {
            self.count_sale(class, month, &credit.once(counted, credit.part.of_company));
        }
        if let Some(seat) = seat.filter(|_| credit.part.of_owner > 0.0) {
            let owned = credit.once(counted, credit.part.of_owner);
            self.count_owner(seat, month, (owned.wins, owned.bookings));
        }
    }

    /// Counts a sale for market and company.
    fn count_sale(&mut self, class: usize, month: usize, counted: &Counted) {
        let booked = counted.bookings.minor();
        for measure in [Measure::Leads, Measure::Opportunities, Measure::Wins] {
            self.count_market(measure, class, month, counted.wins);
        }
        self.count_market(Measure::Bookings, class, month, booked);
        for (measure, amount) in [
            (Measure::GrossMargin, counted.margin.minor()),
            (Measure::Potential, booked),
            (Measure::Delivered, booked),
        ] {
            self.tally.company(measure, month, amount);
        }
        self.pay_partner(class, month, counted.bookings);
    }
}

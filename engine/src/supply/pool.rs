//! A pool: people who deliver, what they may be helped by, and whose turn it is.

use crate::dimensions::Named;
use crate::kernel::field::Field;
use crate::units::Money;

/// People of some roles who share what comes in, whoever they are.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What it is called.
    pub named: Named,
    /// Roles whose people work in it.
    pub roles: Vec<usize>,
    /// Most people who work on one order at a time.
    pub at_once: f64,
    /// Whose turn it is.
    pub precedence: Precedence,
    /// Hours that each live customer takes in a month, before all orders; row = deal class.
    pub hours_per_customer: Field,
    /// What is to be done when the simulation begins.
    pub backlog: Backlog,
    /// Longer days where too much waits.
    pub overtime: Option<Overtime>,
    /// People from outside where too much waits.
    pub contractors: Option<Contractors>,
}

/// Work on what was sold before the simulation begins. It goes before all orders.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Backlog {
    /// Number of orders; their hours are alike.
    pub orders: u32,
    /// Hours of all of them.
    pub hours: f64,
    /// What of their value is still to be earned.
    pub value: Money,
    /// The margin of that.
    pub margin: Money,
}

impl Backlog {
    /// What of the value, and of its margin, is earned by one of the orders; those of all sum to the whole.
    ///
    /// * `ix`: number of the order, from 0
    ///
    /// # Panics
    ///
    /// Not as long as there are so many orders.
    #[must_use]
    pub fn of_order(&self, ix: u32) -> (Money, Money) {
        let part = |whole: Money| {
            let until =
                |n: u32| i128::from(whole.minor()) * i128::from(n) / i128::from(self.orders);
            let part = until(ix + 1) - until(ix);
            Money::from_minor(i64::try_from(part).expect("a part is less than the whole"))
        };
        (part(self.value), part(self.margin))
    }
}

/// Which order is begun next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precedence {
    /// The one that came first.
    FirstCome,
    /// The one that is promised first.
    PromisedFirst,
    /// The one with the greatest value.
    GreatestFirst,
}

/// Longer days.
#[derive(Clone, Debug)]
pub struct Overtime {
    /// Most hours on top, as a share of regular hours; one row.
    pub most: Field,
    /// Months of regular work that have to wait when a month begins; one row.
    pub above: Field,
    /// What an hour costs [minor units]; one row.
    pub cost_per_hour: Field,
}

/// People from outside.
#[derive(Clone, Debug)]
pub struct Contractors {
    /// Most of them; one row.
    pub most: Field,
    /// Months of regular work beyond which more are asked for when a month begins; one row.
    pub above: Field,
    /// Whole months until those who are asked for come.
    pub lead: usize,
    /// Whole months for which they stay.
    pub stay: usize,
    /// Hours of one a month; one row.
    pub hours_per_month: Field,
    /// What an hour costs, worked or not [minor units]; one row.
    pub cost_per_hour: Field,
}

impl Pool {
    pub(super) fn redraw(&mut self, draws: &[f64]) {
        self.hours_per_customer.redraw(draws);
        if let Some(overtime) = &mut self.overtime {
            for field in [
                &mut overtime.most,
                &mut overtime.above,
                &mut overtime.cost_per_hour,
            ] {
                field.redraw(draws);
            }
        }
        if let Some(contractors) = &mut self.contractors {
            for field in [
                &mut contractors.most,
                &mut contractors.above,
                &mut contractors.hours_per_month,
                &mut contractors.cost_per_hour,
            ] {
                field.redraw(draws);
            }
        }
    }
}

impl Overtime {
    /// Hours on top in a month: none where people cannot even use the regular ones.
    ///
    /// * `regular`: hours of the month; `waiting`: hours of work when it begins
    /// * `workable`: hours of that work that could be worked in the month, if there were people enough
    #[must_use]
    pub fn hours(&self, month: usize, regular: f64, (waiting, workable): (f64, f64)) -> f64 {
        if waiting > self.above.at(0, month) * regular && workable > regular {
            self.most.at(0, month) * regular
        } else {
            0.0
        }
    }
}

impl Contractors {
    /// How many are asked for in a month, beside those who are there or on their way: as many as would work off within a
    /// month what waits beyond the limit, as far as they could work on it beside the people of the pool.
    ///
    /// * `regular`: hours of the month without them; `waiting`: hours of work when it begins
    /// * `workable`: hours of that work that could be worked in a month, if there were people enough
    /// * `have`: contractors there or on their way
    #[must_use]
    pub fn asked_for(
        &self,
        month: usize,
        regular: f64,
        (waiting, workable): (f64, f64),
        have: f64,
    ) -> f64 {
        let each = self.hours_per_month.at(0, month);
        let excess = (waiting - self.above.at(0, month) * regular).min(workable - regular);
        if excess <= 0.0 || each <= 0.0 {
            return 0.0;
        }
        let most = self.most.at(0, month).floor();
        ((excess / each).ceil().min(most) - have).max(0.0)
    }

    /// What some of them cost in a month.
    #[must_use]
    pub fn cost(&self, month: usize, present: f64) -> Money {
        let hours = self.hours_per_month.at(0, month) * present;
        Money::round(hours * self.cost_per_hour.at(0, month))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contractors() -> Contractors {
        let number = Field::constant;
        Contractors {
            most: number(4.0),
            above: number(1.0),
            lead: 1,
            stay: 3,
            hours_per_month: number(100.0),
            cost_per_hour: number(9_000.0),
        }
    }

    #[test]
    fn contractors_are_asked_for_as_far_as_work_waits() {
        let contractors = contractors();
        let asked = |waiting, have| contractors.asked_for(0, 200.0, (waiting, 1e9), have);
        for (waiting, have, expected) in [
            (200.0, 0.0, 0.0),
            (201.0, 0.0, 1.0),
            (450.0, 0.0, 3.0),
            (450.0, 2.0, 1.0),
            (9_000.0, 0.0, 4.0),
            (9_000.0, 4.0, 0.0),
        ] {
            assert!((asked(waiting, have) - expected).abs() < 1e-12, "{waiting}");
        }
        // Of 900 hours only 330 could be worked now, 200 of them by the pool's own people.
        let asked = contractors.asked_for(0, 200.0, (900.0, 330.0), 0.0);
        assert!((asked - 2.0).abs() < 1e-12);
        assert!(contractors.asked_for(0, 200.0, (900.0, 200.0), 0.0) <= 0.0);
        assert_eq!(contractors.cost(0, 2.0), Money::from_minor(1_800_000));
    }

    #[test]
    fn overtime_begins_where_too_much_waits() {
        let overtime = Overtime {
            most: Field::constant(0.15),
            above: Field::constant(0.5),
            cost_per_hour: Field::constant(6_000.0),
        };
        assert!(overtime.hours(0, 100.0, (50.0, 500.0)) <= 0.0);
        assert!((overtime.hours(0, 100.0, (51.0, 101.0)) - 15.0).abs() < 1e-12);
        let idle = overtime.hours(0, 100.0, (900.0, 100.0));
        assert!(idle <= 0.0, "nobody could work any longer");
    }
}

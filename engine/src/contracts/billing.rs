//! When a contract's recurring value is earned, invoiced and paid.
//!
//! All of it in closed form, and in whole minor units that add up: what is earned or invoiced until a moment is a
//! rounded share of the value, and a month's part is the difference of two of these.

use std::ops::Range;

use crate::units::Money;

/// When what recurs is invoiced, always in advance. What is paid once is invoiced at signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// Every month.
    Monthly,
    /// Every twelve months.
    Annual,
    /// At the start of the term.
    Upfront,
}

/// One term of a contract.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// When it starts \[months\]; before 0 for customers at the start.
    pub start: f64,
    /// When it ends as signed \[months\].
    pub end: f64,
    /// When it is cancelled, if before that \[months\].
    pub cancelled: Option<f64>,
    /// What recurs, over the whole term.
    pub worth: Money,
}

impl Term {
    /// What is earned until a moment: evenly over the term, day by day, until it ends or is cancelled.
    #[must_use]
    pub fn earned_until(&self, time: f64) -> Money {
        let time = self.cancelled.map_or(time, |end| time.min(end));
        if time >= self.end {
            return self.worth;
        }
        self.worth
            .share(((time - self.start) / (self.end - self.start)).clamp(0.0, 1.0))
    }

    /// What is earned in each of some months, in which any is: month and amount, in order.
    ///
    /// * `months`: those that count, such as a horizon
    pub fn earned(&self, months: Range<usize>) -> impl Iterator<Item = (usize, Money)> {
        let end = self.cancelled.unwrap_or(self.end);
        let first = months.start.max(whole(self.start));
        let after = months.end.min(whole_above(end));
        let mut before = self.earned_until(at(first));
        (first..after).map(move |month| {
            let until = self.earned_until(at(month + 1));
            (month, until - std::mem::replace(&mut before, until))
        })
    }

    /// The invoices of the term: when, and how much. If it is cancelled, the last one gives back what was invoiced for
    /// the time after.
    pub fn invoices(&self, billing: Billing) -> impl Iterator<Item = (f64, Money)> {
        let length = self.end - self.start;
        let step = match billing {
            Billing::Monthly => 1.0,
            Billing::Annual => 12.0,
            Billing::Upfront => f64::INFINITY,
        };
        let n_steps = if step >= length {
            1
        } else {
            whole_above(length / step)
        };
        let time = move |k: usize| {
            if k == 0 {
                self.start
            } else {
                self.start + at(k) * step
            }
        };
        let invoiced_by = move |k: usize| {
            if k == 0 {
                Money::ZERO
            } else if k >= n_steps {
                self.worth
            } else {
                self.worth.share(at(k) * step / length)
            }
        };
        let is_due = move |k: &usize| self.cancelled.is_none_or(|end| time(*k) < end);
        let n_due = (0..n_steps).take_while(is_due).count();
        let credit = self
            .cancelled
            .map(move |end| (end, self.earned_until(end) - invoiced_by(n_due)));
        (0..n_due)
            .map(move |k| (time(k), invoiced_by(k + 1) - invoiced_by(k)))
            .chain(credit)
    }
}

/// A number of months as a time.
fn at(months: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "months are small")]
    let time = months as f64;
    time
}

/// Whole months below a time; 0 before the start.
fn whole(time: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off and saturates at 0"
    )]
    let months = time as u32;
    months as usize
}

/// The first whole month at or above a time; 0 before the start.
fn whole_above(time: f64) -> usize {
    let below = whole(time);
    below + usize::from(at(below) < time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    fn term(start: f64, months: f64, worth: i64, cancelled: Option<f64>) -> Term {
        Term {
            start,
            end: start + months,
            cancelled,
            worth: money(worth),
        }
    }

    #[test]
    fn what_is_earned_is_even_and_sums_to_the_cent() {
        // 100.00 over twelve months from the middle of the third: half a month at both ends.
        let months: Vec<_> = term(2.5, 12.0, 10_000, None).earned(0..24).collect();
        assert_eq!(months.len(), 13);
        assert_eq!(
            (months[0], months[1], months[12]),
            ((2, money(417)), (3, money(833)), (14, money(417)))
        );
        for (start, length, worth) in [(0.0, 12.0, 1), (0.3, 36.0, 99_999), (5.0, 1.0, 7_001)] {
            let sum: Money = term(start, length, worth, None)
                .earned(0..600)
                .map(|(_, amount)| amount)
                .sum();
            assert_eq!(sum, money(worth));
        }
    }

    #[test]
    fn a_term_that_ends_with_a_month_leaves_nothing_for_the_next() {
        let months: Vec<_> = term(3.0, 12.0, 1_200, None).earned(0..60).collect();
        assert_eq!(months.len(), 12);
        assert!(months.iter().all(|(_, amount)| *amount == money(100)));
        assert_eq!((months[0].0, months[11].0), (3, 14));
    }

    #[test]
    fn only_the_horizon_counts() {
        // A year of 12.00 that began eight months ago, and one that outlasts the horizon.
        let months: Vec<_> = term(-8.0, 12.0, 1_200, None).earned(0..24).collect();
        assert_eq!(months, [0, 1, 2, 3].map(|month| (month, money(100))));
        let months: Vec<_> = term(22.0, 36.0, 3_600, None).earned(0..24).collect();
        assert_eq!(months, [22, 23].map(|month| (month, money(100))));
        // What lies before a plan that starts in mid-year is history.
        let months: Vec<_> = term(-8.0, 12.0, 1_200, None).earned(2..24).collect();
        assert_eq!(months, [2, 3].map(|month| (month, money(100))));
        assert_eq!(term(-8.0, 12.0, 1_200, None).earned(6..24).count(), 0);
    }

    #[test]
    fn invoices_are_in_advance_and_sum_to_the_cent() {
        let of = |months, worth, billing| {
            term(1.0, months, worth, None)
                .invoices(billing)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(36.0, 1_000, Billing::Upfront), [(1.0, money(1_000))]);
        assert_eq!(
            of(36.0, 1_000, Billing::Annual),
            [(1.0, money(333)), (13.0, money(334)), (25.0, money(333))]
        );
        // The last year is half a year.
        assert_eq!(
            of(18.0, 900, Billing::Annual),
            [(1.0, money(600)), (13.0, money(300))]
        );
        let monthly = of(12.0, 10_000, Billing::Monthly);
        assert_eq!(monthly.len(), 12);
        assert_eq!(monthly.iter().map(|i| i.1).sum::<Money>(), money(10_000));
        assert_eq!(of(6.0, 500, Billing::Annual), [(1.0, money(500))]);
    }

    #[test]
    fn what_is_cancelled_earns_no_more_and_gives_back_what_was_paid_ahead() {
        let cancelled = term(0.0, 24.0, 2_400, Some(15.0));
        let earned: Money = cancelled.earned(0..60).map(|(_, amount)| amount).sum();
        assert_eq!(earned, money(1_500));
        assert_eq!(
            cancelled.invoices(Billing::Annual).collect::<Vec<_>>(),
            [
                (0.0, money(1_200)),
                (12.0, money(1_200)),
                (15.0, money(-900))
            ]
        );
        assert_eq!(
            cancelled.invoices(Billing::Upfront).collect::<Vec<_>>(),
            [(0.0, money(2_400)), (15.0, money(-900))]
        );
        let monthly: Money = cancelled.invoices(Billing::Monthly).map(|i| i.1).sum();
        assert_eq!(monthly, money(1_500));
    }
}

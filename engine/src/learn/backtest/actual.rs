//! What came of the months after a day.

use jiff::civil::Date;

use super::super::import::PastDeal;
use crate::calendar::YearMonth;

/// What was won and lost in whole months.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Actual {
    /// Value of won deals [whole currency].
    pub(super) bookings: f64,
    /// Deals won.
    pub(super) wins: f64,
    /// Deals lost.
    pub(super) lost: f64,
    /// Won deals that do not say their value.
    pub(super) n_without_value: usize,
}

impl Actual {
    /// Of the `n` months from `first` on.
    pub(super) fn of(deals: &[PastDeal], first: YearMonth, n: usize) -> Self {
        let mut found = Self::default();
        let mut values = Vec::new();
        for deal in deals {
            let Some(closed) = deal.closed.map(YearMonth::of) else {
                continue;
            };
            let months = first.months_until(closed);
            if usize::try_from(months).is_ok_and(|months| months < n) {
                if deal.is_won {
                    found.wins += 1.0;
                    found.n_without_value += usize::from(deal.value.is_none());
                    values.extend(deal.value);
                } else {
                    found.lost += 1.0;
                }
            }
        }
        // Sums of decimals depend on their order, and deals come in any.
        values.sort_by(f64::total_cmp);
        found.bookings = values.iter().sum();
        found
    }

    /// The value of one of the [`KPIS`](super::KPIS); money in minor units.
    ///
    /// # Errors
    ///
    /// Why it has none.
    pub(super) fn kpi(&self, id: &str, minor_per_major: f64) -> Result<f64, String> {
        match id {
            // A won deal without a value was worth something, and nobody knows what.
            "bookings" => match self.n_without_value {
                0 => Ok(self.bookings * minor_per_major),
                1 => Err("a won deal has no value".into()),
                n => Err(format!("{n} won deals have no value")),
            },
            "wins" => Ok(self.wins),
            "close-rate" => {
                let decided = self.wins + self.lost;
                if decided > 0.0 {
                    Ok(self.wins / decided)
                } else {
                    Err("nothing was decided".into())
                }
            }
            _ => Err("no export tells it".into()),
        }
    }

    /// First and last day on which deals were decided.
    pub(super) fn span(deals: &[PastDeal]) -> Option<(Date, Date)> {
        let closed = || deals.iter().filter_map(|deal| deal.closed);
        closed().min().zip(closed().max())
    }
}

/// Month-ends with a whole month of decisions before them and `horizon` whole months after them.
///
/// The last month is taken for whole if something was decided in its last five days.
pub(super) fn month_ends((first, last): (Date, Date), horizon: usize) -> Vec<Date> {
    let begin = YearMonth::of(first).plus(1);
    let last_month = YearMonth::of(last);
    let is_whole = last.last_of_month().day() - last.day() < 5;
    let n_months = begin.months_until(last_month) + i32::from(is_whole);
    let horizon = i32::try_from(horizon).unwrap_or(i32::MAX);
    (0..n_months.saturating_sub(horizon))
        .filter_map(|ix| usize::try_from(ix).ok())
        .filter_map(|ix| {
            let month = begin.plus(ix);
            let number = i8::try_from(month.month_of_year() + 1).ok()?;
            Date::new(month.year(), number, 1).ok()
        })
        .map(Date::last_of_month)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_has_a_month_before_it_and_the_horizon_after_it() {
        let days = month_ends((day("2027-01-15"), day("2027-07-30")), 3);
        assert_eq!(
            days,
            [day("2027-02-28"), day("2027-03-31"), day("2027-04-30")]
        );
        let cut = month_ends((day("2027-01-15"), day("2027-07-20")), 3);
        assert_eq!(cut, [day("2027-02-28"), day("2027-03-31")]);
        assert!(month_ends((day("2027-01-15"), day("2027-03-31")), 3).is_empty());
    }

    #[test]
    fn months_are_whole_and_open_deals_are_nothing() {
        let deal = |closed: Option<&str>, is_won, value| PastDeal {
            engaged: None,
            closed: closed.map(day),
            is_won,
            value,
        };
        let deals = [
            deal(Some("2027-03-31"), true, Some(10.0)),
            deal(Some("2027-04-01"), true, Some(7.0)),
            deal(Some("2027-06-30"), true, Some(5.0)),
            deal(Some("2027-05-02"), false, Some(100.0)),
            deal(Some("2027-07-01"), true, Some(1.0)),
            deal(None, false, Some(3.0)),
        ];
        let found = Actual::of(&deals, "2027-04".parse().unwrap(), 3);
        assert_eq!((found.bookings, found.wins, found.lost), (12.0, 2.0, 1.0));
        assert_eq!(found.kpi("close-rate", 100.0), Ok(2.0 / 3.0));
        assert_eq!(found.kpi("bookings", 100.0), Ok(1200.0));
        let mut gap = deals.to_vec();
        gap[1].value = None;
        let found = Actual::of(&gap, "2027-04".parse().unwrap(), 3);
        assert_eq!(
            (found.kpi("bookings", 1.0), found.kpi("wins", 1.0)),
            (Err("a won deal has no value".into()), Ok(2.0))
        );
    }
}

//! What is paid beside the components: SPIFFs, bonuses for activity, objectives.

use super::Filter;
use crate::calendar::PeriodKind;
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;
use crate::units::Money;

/// An incentive for a while: so much for each deal of a kind.
#[derive(Clone, Debug)]
pub struct Spiff {
    /// Id in the files.
    pub id: String,
    /// First month.
    pub from: usize,
    /// First month after it.
    pub until: usize,
    /// Deal classes that count.
    pub counts: Filter,
    /// Amount for each deal [minor units]; one row.
    pub per_deal: Field,
    /// Share of the credited bookings; one row.
    pub rate: Field,
    /// Most deals that one person is paid for.
    pub most_deals: Option<i64>,
}

impl Spiff {
    /// What one deal pays.
    ///
    /// * `bookings`: credited bookings of the deal
    /// * `paid`: deals that the person has been paid for already
    #[must_use]
    pub fn pays(&self, month: usize, class: usize, bookings: Money, paid: i64) -> Option<Money> {
        let in_time = (self.from..self.until).contains(&month);
        let left = self.most_deals.is_none_or(|most| paid < most);
        (in_time && left && self.counts.takes(class)).then(|| {
            Money::round(self.per_deal.at(0, month)) + bookings.share(self.rate.at(0, month))
        })
    }

    /// What one more sale of a deal pays that was paid before: the share of its bookings, and nothing for the deal.
    #[must_use]
    pub fn pays_again(&self, month: usize, class: usize, bookings: Money) -> Money {
        let in_time = (self.from..self.until).contains(&month);
        if in_time && self.counts.takes(class) {
            bookings.share(self.rate.at(0, month))
        } else {
            Money::ZERO
        }
    }

    /// Every number that may be uncertain.
    pub(super) fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        [&mut self.per_deal, &mut self.rate].into_iter()
    }
}

/// A bonus for activity kept up: "45 calls a working day for three months pays 500".
#[derive(Clone, Debug)]
pub struct ActivityBonus {
    /// Id in the files.
    pub id: String,
    /// Activities that count, by their index over all stages.
    pub activities: Filter,
    /// How many a working day, on the average of a month.
    pub per_working_day: f64,
    /// Months in a row; the count then begins anew.
    pub months: u32,
    /// Amount for each such row of months [minor units]; one row.
    pub pays: Field,
}

impl ActivityBonus {
    /// Months in a row after another month, and whether the bonus is due.
    ///
    /// * `row`: months in a row before
    /// * `done`: activities of the month \[millionths\]
    /// * `working_days`: those of the month on which the person was there
    #[must_use]
    pub fn after(&self, row: u32, done: i64, working_days: f64) -> (u32, bool) {
        #[allow(clippy::cast_precision_loss, reason = "a month holds few activities")]
        let enough = working_days > 0.0 && done as f64 / 1e6 >= self.per_working_day * working_days;
        match (enough, row + 1 >= self.months) {
            (true, true) => (0, true),
            (true, false) => (row + 1, false),
            (false, _) => (0, false),
        }
    }
}

/// An objective judged at the end of a period (management by objectives).
#[derive(Clone, Debug)]
pub struct Objective {
    /// Id in the files.
    pub id: String,
    /// Key of its random numbers.
    pub key: EntityKey,
    /// How often it is judged.
    pub period: PeriodKind,
    /// Amount if it is wholly reached [minor units]; one row.
    pub pays: Field,
    /// How far it is reached, 0 to 1, drawn for each person and period.
    pub score: Law,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_five_calls_a_day_for_three_months_pay_once_and_again_after_three_more() {
        let bonus = ActivityBonus {
            id: "calls".into(),
            activities: Filter::all(),
            per_working_day: 45.0,
            months: 3,
            pays: Field::constant(50_000.0),
        };
        let calls = |n: i64| n * 1_000_000;
        let mut row = 0;
        let mut paid = Vec::new();
        // 21 days x 45 = 945 calls are just enough.
        for done in [945, 1_000, 945, 945, 944, 945, 945, 2_000] {
            let due;
            (row, due) = bonus.after(row, calls(done), 21.0);
            paid.push(due);
        }
        assert_eq!(paid, [false, false, true, false, false, false, false, true]);
        assert_eq!(
            bonus.after(2, 0, 0.0),
            (0, false),
            "who was not there has no row of months"
        );
    }

    #[test]
    fn a_spiff_pays_so_many_deals_of_its_kind_in_its_months() {
        let spiff = Spiff {
            id: "push".into(),
            from: 3,
            until: 6,
            counts: Filter::of(vec![false, true]),
            per_deal: Field::constant(50_000.0),
            rate: Field::constant(0.01),
            most_deals: Some(2),
        };
        let deal = Money::from_minor(1_000_000);
        assert_eq!(spiff.pays(3, 1, deal, 0), Some(Money::from_minor(60_000)));
        assert_eq!(spiff.pays(5, 1, deal, 1), Some(Money::from_minor(60_000)));
        assert_eq!(spiff.pays(5, 1, deal, 2), None, "two deals were paid");
        assert_eq!(spiff.pays(5, 0, deal, 0), None, "not this kind");
        for month in [2, 6] {
            assert_eq!(spiff.pays(month, 1, deal, 0), None, "not in month {month}");
        }
    }
}

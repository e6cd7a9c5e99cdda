//! What the hours of pools are worth: the value that they could deliver in a period.
//!
//! These are the hours that customers leave, and orders from before the plan whose value is not stated, since neither has a value
//! to be delivered. An hour of a pool is worth what it has helped to deliver: the value delivered in all months and futures
//! over the hours worked on it. While work in progress grows, hours are worked for what is delivered later, so
//! that an hour counts for a little less than in the end.

use super::{Measured, measured};
use crate::calendar::Period;
use crate::measure::{Cut, Measure};
use crate::model::Model;
use crate::results::Results;
use crate::units::{Hours, Money};

/// What an hour of each pool that delivers is worth.
pub(super) struct Capacity {
    rates: Vec<Rate>,
    /// First month that is simulated.
    first: usize,
}

/// Value over hours, both over all futures.
struct Rate {
    pool: usize,
    /// Hours of orders from before the plan without a value, which go first; millionths.
    before: i64,
    /// Minor units.
    value: i128,
    /// Millionths.
    hours: i128,
}

impl Capacity {
    /// * `results`: of the plan as it is
    pub(super) fn of(model: &Model, results: &Results) -> Self {
        let calendar = &model.calendar;
        let whole = calendar.n_history()..calendar.n_months();
        let pools = model.supply.iter().flat_map(|supply| &supply.pools);
        let mut rates = Vec::new();
        for (pool, of) in pools.enumerate() {
            let value = measured(results, Measured::Delivered, &whole);
            let months = whole.clone();
            let worked = results.over(Measure::OrderHours, Cut::Pool, pool, months);
            let is_valued = of.backlog.value != Money::ZERO;
            let before = if is_valued { 0.0 } else { of.backlog.hours };
            let before = Hours::round(before).micro();
            let hours = worked
                .iter()
                .map(|&hours| i128::from((hours - before).max(0)));
            rates.push(Rate {
                pool,
                before,
                value: value.into_iter().map(i128::from).sum(),
                hours: hours.sum(),
            });
        }
        rates.retain(|rate| rate.value > 0 && rate.hours > 0);
        Self {
            rates,
            first: calendar.n_history(),
        }
    }

    /// The value that the pool with the least room for it could deliver in a period, trial by trial \[minor units\]; `None`
    /// if no pool delivers.
    pub(super) fn over(&self, results: &Results, period: &Period) -> Option<Vec<i64>> {
        let of = |rate: &Rate| -> Vec<i64> {
            let over = |measure| results.over(measure, Cut::Pool, rate.pool, period.months.clone());
            let [hours, needed, missed] = [
                Measure::PoolHours,
                Measure::CustomerHours,
                Measure::CustomerHoursMissed,
            ]
            .map(over);
            let until = |month| self.on_old_orders(results, rate, month);
            let old = until(period.months.end).into_iter();
            let old = old
                .zip(until(period.months.start))
                .map(|(end, start)| end - start);
            let left = hours.iter().zip(needed.iter().zip(&missed)).zip(old);
            left.map(|((hours, (needed, missed)), old)| rate.worth(hours - (needed - missed) - old))
                .collect()
        };
        self.rates.iter().map(of).reduce(|least, other| {
            let pairs = least.into_iter().zip(other);
            pairs.map(|(a, b)| a.min(b)).collect()
        })
    }
}

impl Capacity {
    /// Hours that a pool has worked on orders from before the plan until a month begins, trial by trial.
    fn on_old_orders(&self, results: &Results, rate: &Rate, month: usize) -> Vec<i64> {
        if month <= self.first {
            return vec![0; results.n_trials()];
        }
        let months = self.first..month;
        let worked = results.over(Measure::OrderHours, Cut::Pool, rate.pool, months);
        worked
            .into_iter()
            .map(|hours| hours.min(rate.before))
            .collect()
    }
}

impl Rate {
    fn worth(&self, hours: i64) -> i64 {
        let worth = i128::from(hours.max(0)) * self.value / self.hours;
        i64::try_from(worth).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_worth_what_hours_have_delivered() {
        let rate = Rate {
            pool: 0,
            before: 0,
            value: 1_000_000,
            hours: 40_000_000,
        };
        // 10,000.00 in 40 hours: 250.00 an hour.
        assert_eq!(
            [8_000_000, 0, -5].map(|hours| rate.worth(hours)),
            [200_000, 0, 0]
        );
    }
}

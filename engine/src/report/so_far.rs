//! What a period that has begun has come to so far.

use std::ops::Range;

use serde_json::{Value, json};

use super::money::Currency;
use crate::kpi::Facts;
use crate::measure::Measure;
use crate::units::Money;

/// What of a period has happened; the same in every future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoFar {
    /// Months that have happened.
    pub actual: usize,
    /// Months that are simulated.
    pub simulated: usize,
    /// What was booked in the months that have happened; `None` if bookings are not counted.
    pub bookings: Option<Money>,
    /// Deals won in them; `None` if they are not counted.
    pub wins: Option<i64>,
    /// The last of them, counted from the start of the horizon.
    pub until: usize,
}

impl SoFar {
    /// What of some months has happened; `None` if nothing has, or without a trial.
    #[must_use]
    pub fn of(facts: &Facts<'_>, months: &Range<usize>) -> Option<Self> {
        let simulated = facts.calendar.simulated(months);
        let past = months.start..simulated.start;
        let until = past.clone().last()?;
        let results = facts.results;
        if results.n_trials() == 0 {
            return None;
        }
        let sum = |measure| {
            let is_counted = results.layout.has_company(measure);
            is_counted.then(|| results.company(measure, past.clone())[0])
        };
        Some(Self {
            actual: past.len(),
            simulated: simulated.len(),
            bookings: sum(Measure::Bookings).map(Money::from_minor),
            wins: sum(Measure::Wins),
            until,
        })
    }

    pub(super) fn json(&self, until: &str, currency: Currency) -> Value {
        json!({
            "months": self.actual,
            "until": until,
            "bookings": self.bookings.map(|booked| booked.as_f64() / currency.minor_per_major()),
            "unit": currency.code(),
            "wins": self.wins,
        })
    }
}

//! Alerts: what a KPI of a period should keep to, and from which chance of missing it on somebody wants to know.

use std::cmp::Ordering;
use std::ops::Range;

use super::output::Output;
use super::{Facts, Kpi, PerTrial};
use crate::calendar::Period;
use crate::measure::Cut;

/// On which side of a threshold a KPI should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Not below it.
    AtLeast,
    /// Not above it.
    AtMost,
}

/// A threshold, and on which side of it a KPI should be.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The side.
    pub bound: Bound,
    /// The threshold, in the KPI's unit; money in minor units. It is finite.
    pub threshold: f64,
}

impl Limit {
    /// Whether a value is on the wrong side. The threshold itself is on the right one.
    #[must_use]
    pub fn is_missed(&self, value: f64) -> bool {
        match self.bound {
            Bound::AtLeast => value < self.threshold,
            Bound::AtMost => value > self.threshold,
        }
    }

    /// 1 in a future whose value is on the wrong side, 0 in the others; no value where there is none.
    #[must_use]
    pub fn missed(&self, values: &PerTrial) -> PerTrial {
        let missed = |&value: &f64| match value {
            value if value.is_nan() => f64::NAN,
            value => f64::from(u8::from(self.is_missed(value))),
        };
        PerTrial::new(values.all().iter().map(missed).collect())
    }
}

/// Limits are told apart and ordered by the very bits of their thresholds.
impl Ord for Limit {
    fn cmp(&self, other: &Self) -> Ordering {
        let thresholds = self.threshold.total_cmp(&other.threshold);
        self.bound.cmp(&other.bound).then(thresholds)
    }
}

impl PartialOrd for Limit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Limit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Limit {}

/// The whole company, as a member of a cut.
pub const COMPANY: (Cut, usize) = (Cut::Company, 0);

/// An alert for one period.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its name in the scenario.
    pub id: String,
    /// The KPI.
    pub kpi: &'static Kpi,
    /// Of whom: a cut and its member; the company unless said.
    pub member: (Cut, usize),
    /// What the member is called; `None` for the company.
    pub member_name: Option<String>,
    /// Over which months.
    pub period: Period,
    /// What it should keep to.
    pub limit: Limit,
    /// It is raised where the limit is missed in this share of futures or more; above 0.
    pub chance: f64,
    /// Who wants to know.
    pub owner: Option<String>,
    /// What is to be done, or why it matters.
    pub note: Option<String>,
}

impl Alert {
    /// The KPI's value.
    #[must_use]
    pub fn value(&self) -> Output {
        let months = (&self.period.months).into();
        if self.member == COMPANY {
            return Output::Kpi(self.kpi.id, months);
        }
        Output::KpiOf(self.kpi.id, self.member, months)
    }

    /// Whether the limit is missed.
    #[must_use]
    pub fn missed(&self) -> Output {
        let months = (&self.period.months).into();
        Output::Missed(self.kpi.id, self.member, months, self.limit)
    }

    /// The months of its period that its KPI is about; all of them where none is known.
    #[must_use]
    pub fn known_months(&self, facts: &Facts<'_>) -> Range<usize> {
        let months = &self.period.months;
        self.kpi
            .months(facts, months)
            .unwrap_or_else(|| months.clone())
    }

    /// Whether all of it has happened.
    #[must_use]
    pub fn is_past(&self, facts: &Facts<'_>) -> bool {
        facts.calendar.simulated(&self.period.months).is_empty()
    }
}

/// The values of a KPI of a member; `None` where it has none.
#[must_use]
pub fn values_of(
    kpi: &Kpi,
    facts: &Facts<'_>,
    member: (Cut, usize),
    months: Range<usize>,
) -> Option<PerTrial> {
    if member == COMPANY {
        kpi.values(facts, months)
    } else {
        kpi.member_values(facts, member, months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_kept_by_itself() {
        let least = |threshold| Limit {
            bound: Bound::AtLeast,
            threshold,
        };
        assert!(least(3.0).is_missed(2.9999) && !least(3.0).is_missed(3.0));
        let most = Limit {
            bound: Bound::AtMost,
            threshold: 3.0,
        };
        assert!(most.is_missed(3.0001) && !most.is_missed(3.0));
        assert_ne!(least(3.0), most);
        assert!(least(-1.0) < least(2.0));
    }

    #[test]
    fn where_there_is_no_value_nothing_is_missed_or_kept() {
        let limit = Limit {
            bound: Bound::AtLeast,
            threshold: 1.0,
        };
        let missed = limit.missed(&PerTrial::new(vec![0.5, f64::NAN, 1.5]));
        assert_eq!(missed.defined(), [1.0, 0.0]);
        assert_eq!(missed.all().len(), 3);
    }
}

//! Where in the quarter something happens: deals that bunch at the ends of quarters are seen here.

use crate::calendar::PeriodKind;
use crate::kpi::{Facts, Kpi, PerTrial};

/// A KPI that adds up over months, in all first, second and third months of complete fiscal quarters, trial by trial;
/// `None` if it has no value in the plan.
#[must_use]
pub fn by_month_of_quarter(facts: &Facts<'_>, kpi: &Kpi) -> Option<[PerTrial; 3]> {
    let quarters = facts.calendar.periods(PeriodKind::Quarter);
    let complete = quarters.iter().filter(|quarter| quarter.complete);
    let starts: Vec<usize> = complete.map(|quarter| quarter.months.start).collect();
    let sum = |place: usize| {
        let mut sums: Vec<f64> = Vec::new();
        for month in starts.iter().map(|start| start + place) {
            let values = kpi.values(facts, month..month + 1)?;
            sums.resize(values.all().len(), 0.0);
            for (sum, value) in sums.iter_mut().zip(values.all()) {
                *sum += value;
            }
        }
        (!sums.is_empty()).then(|| PerTrial::new(sums))
    };
    Some([sum(0)?, sum(1)?, sum(2)?])
}

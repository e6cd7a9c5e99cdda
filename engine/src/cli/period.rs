//! Periods that a command line names.

use super::failure::Failure;
use crate::calendar::{Calendar, Period, PeriodKind};
use crate::explore::futures::period_of;
use crate::model::Model;
use crate::report::printable;
use crate::scenario::did_you_mean;

/// The period of a label: a year, a quarter or a month of the horizon.
pub(crate) fn find(model: &Model, label: &str) -> Result<Period, Failure> {
    period_of(model, label).ok_or_else(|| {
        let labels = labels(&model.calendar);
        let meant = did_you_mean(label, labels.iter().map(String::as_str));
        let meant = if meant.is_empty() || label.is_empty() {
            String::new()
        } else {
            format!("{meant} ")
        };
        Failure::Usage(format!(
            "the horizon has no period `{}`: {meant}write {}",
            printable(label),
            examples(&model.calendar)
        ))
    })
}

/// Labels of all periods: years, quarters, months.
fn labels(calendar: &Calendar) -> Vec<String> {
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    let periods = kinds.into_iter().flat_map(|kind| calendar.periods(kind));
    periods.map(|period| period.label).collect()
}

/// A label of each kind that there is.
fn examples(calendar: &Calendar) -> String {
    let first = |kind| calendar.periods(kind).into_iter().next();
    let of = [
        ("a month", PeriodKind::Month),
        ("a quarter", PeriodKind::Quarter),
        ("a year", PeriodKind::Year),
    ];
    let words: Vec<String> = of
        .into_iter()
        .filter_map(|(what, kind)| Some(format!("{what} such as {}", first(kind)?.label)))
        .collect();
    words.join(", ")
}

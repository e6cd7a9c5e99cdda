//! Targets that have no table of their own: of regions and segments, and of other periods.

use std::ops::Range;

use super::figures::{PeriodFigures, TargetOdds};
#[cfg(feature = "cli")]
use super::grid::{Align, Grid};
#[cfg(feature = "cli")]
use super::numbers::Numbers;
use super::said::Said;
#[cfg(feature = "cli")]
use super::{Report, printable};
use crate::finance::{Scope, Target};
#[cfg(feature = "cli")]
use crate::kpi::Unit;
use crate::kpi::target;
use crate::model::Model;

/// A target that has no table of its own, and its odds.
#[derive(Clone, Debug)]
pub struct OtherTarget {
    /// Its period, and its region or segment if it has one: "FY2027, Americas".
    pub label: String,
    /// The same within its period: the region or segment, or the label where there is none.
    pub short: String,
    /// Its period.
    pub months: Range<usize>,
    /// The odds.
    pub odds: TargetOdds,
}

/// The targets beside those of the periods that are shown.
pub(super) fn others(model: &Model, said: &Said<'_>, shown: &[PeriodFigures]) -> Vec<OtherTarget> {
    let is_shown = |target: &&Target| {
        let has_table = shown.iter().any(|f| f.period.months == target.months);
        target.scope == Scope::Company && has_table
    };
    let other = said.facts.targets.iter().filter(|target| !is_shown(target));
    let odds = other.filter_map(|target| {
        let scope = target::scope_name(model, target);
        Some(OtherTarget {
            label: target::label(model, target),
            short: scope.unwrap_or(&target.period).to_owned(),
            months: target.months.clone(),
            odds: TargetOdds::of_target(said, target)?,
        })
    });
    odds.collect()
}

/// The odds of targets for periods that lie in none of those that have a table.
#[cfg(feature = "cli")]
pub(super) fn of_other_periods(report: &Report<'_>, numbers: &Numbers) -> String {
    let has_table = |other: &&OtherTarget| {
        let mut periods = report.periods.iter();
        periods.any(|figures| is_within(&other.months, &figures.period.months))
    };
    let others = report
        .other_targets
        .iter()
        .filter(|other| !has_table(other));
    let rows: Vec<_> = others
        .map(|other| (other.label.as_str(), &other.odds))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n{}",
        table("Targets of other periods", "", &rows, numbers)
    )
}

/// The odds of targets of regions, segments and quarters within a period, those of the whole period first.
#[cfg(feature = "cli")]
pub(super) fn within(report: &Report<'_>, months: &Range<usize>, numbers: &Numbers) -> String {
    let is_whole = |other: &&OtherTarget| other.months == *months;
    let within = report
        .other_targets
        .iter()
        .filter(|other| is_within(&other.months, months));
    let (whole, parts): (Vec<_>, Vec<_>) = within.partition(is_whole);
    let whole = whole
        .into_iter()
        .map(|other| (other.short.as_str(), &other.odds));
    let parts = parts
        .into_iter()
        .map(|other| (other.label.as_str(), &other.odds));
    let rows: Vec<_> = whole.chain(parts).collect();
    if rows.is_empty() {
        return String::new();
    }
    table("Further targets", "  ", &rows, numbers)
}

#[cfg(feature = "cli")]
fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A row for each target: what it is for, bookings to reach, the chance, and its interval.
#[cfg(feature = "cli")]
fn table(title: &str, indent: &str, rows: &[(&str, &TargetOdds)], numbers: &Numbers) -> String {
    let mut grid = Grid::new(&[
        (36, Align::Left),
        (10, Align::Right),
        (12, Align::Right),
        (21, Align::Right),
    ]);
    let title = format!("{indent}{title}");
    grid.row(&[title.as_str(), "bookings", "chance", "95 % interval"]);
    for (label, odds) in rows {
        let (low, high) = odds.chance.interval;
        grid.row(&[
            format!("{indent}{}", printable(label)),
            numbers.short(Unit::Money, odds.target.as_f64()),
            numbers.percent(odds.chance.value),
            format!("{} to {}", numbers.percent(low), numbers.percent(high)),
        ]);
    }
    grid.into_text()
}

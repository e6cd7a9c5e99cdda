//! Margin, costs beyond pay, targets and budgets.

use indexmap::IndexMap;

use crate::calendar::{Calendar, Period, PeriodKind};
use crate::finance::{Budget, Finance, Scope, Target};
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawFinance, RawTarget};
use crate::units::Money;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

impl Check<'_> {
    /// Margin, costs and targets.
    pub(super) fn finance(
        &mut self,
        raw: Option<&RawFinance>,
        targets: Option<&IndexMap<String, RawTarget>>,
    ) -> Finance {
        let at = path("finance");
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        let share = Spec::new(Range::PROBABILITY).rows(Rows::Class);
        let margin = raw.and_then(|finance| finance.gross_margin.as_ref());
        let marketing = raw.and_then(|finance| finance.marketing_per_month.as_ref());
        let overhead = raw.and_then(|finance| finance.overhead_per_month.as_ref());
        let last_year = raw.and_then(|finance| finance.bookings_last_year);
        let (targets, budgets) = self.targets(targets);
        Finance {
            gross_margin: self.optional(&at.key("gross-margin"), margin, 1.0, &share),
            marketing_per_month: self.optional(
                &at.key("marketing-per-month"),
                marketing,
                0.0,
                &money,
            ),
            overhead_per_month: self.optional(&at.key("overhead-per-month"), overhead, 0.0, &money),
            targets,
            budgets,
            bookings_last_year: last_year.map(|bookings| {
                let bookings = self.plain(&at.key("bookings-last-year"), bookings, Range::MONEY);
                Money::round(bookings * self.minor_units)
            }),
        }
    }

    fn targets(&mut self, raw: Option<&IndexMap<String, RawTarget>>) -> (Vec<Target>, Vec<Budget>) {
        let (mut targets, mut budgets) = (Vec::<Target>::new(), Vec::<Budget>::new());
        for (label, target) in raw.into_iter().flatten() {
            let at = path("targets").key(label.as_str());
            let parts = self.target_parts(&at, target);
            let whole = self.whole_target(&at, target, &parts);
            let budget = target.budget;
            let budget = budget.map(|cost| self.plain(&at.key("budget"), cost, Range::MONEY));
            let Some(period) = self.period(&at, label, "set targets for whole periods") else {
                continue;
            };
            budgets.extend(budget.map(|cost| Budget {
                period: period.label.clone(),
                months: period.months.clone(),
                cost: Money::round(cost * self.minor_units),
            }));
            let scoped = whole.map(|bookings| (Scope::Company, bookings));
            for (scope, bookings) in scoped.into_iter().chain(parts) {
                targets.push(Target {
                    period: period.label.clone(),
                    months: period.months.clone(),
                    scope,
                    bookings: Money::round(bookings * self.minor_units),
                });
            }
        }
        targets.sort_by_key(|target| (target.months.start, target.months.end, target.scope));
        budgets.sort_by_key(|budget| (budget.months.start, budget.months.end));
        (targets, budgets)
    }

    /// Targets of regions and segments, in whole units of the currency.
    fn target_parts(&mut self, at: &KeyPath, raw: &RawTarget) -> Vec<(Scope, f64)> {
        let mut parts = Vec::new();
        for (id, &bookings) in raw.regions.iter().flatten() {
            let at = at.key("regions").key(id.as_str());
            let bookings = self.plain(&at, bookings, Range::MONEY);
            let region = self.index_of("region", |d| &d.regions, id, &at);
            parts.extend(region.map(|region| (Scope::Region(region), bookings)));
        }
        for (id, &bookings) in raw.segments.iter().flatten() {
            let at = at.key("segments").key(id.as_str());
            let bookings = self.plain(&at, bookings, Range::MONEY);
            let segment = self.index_of("segment", |d| &d.segments, id, &at);
            parts.extend(segment.map(|segment| (Scope::Segment(segment), bookings)));
        }
        parts
    }

    /// The company's target: what is stated, or the sum of the regions, or of the segments, if all of them have one.
    fn whole_target(
        &mut self,
        at: &KeyPath,
        raw: &RawTarget,
        parts: &[(Scope, f64)],
    ) -> Option<f64> {
        if let Some(bookings) = raw.bookings {
            return Some(self.plain(&at.key("bookings"), bookings, Range::MONEY));
        }
        let n_parts = raw.regions.iter().flatten().count() + raw.segments.iter().flatten().count();
        let may_be = ["regions", "segments", "budget"].map(|key| self.is_refused(&at.key(key)));
        if n_parts == 0 && raw.budget.is_none() && may_be == [false; 3] {
            let message =
                "the target says nothing: expected `bookings`, `regions`, `segments` or `budget`";
            self.report_key(Code::NothingThere, at, message);
        }
        let (n_regions, n_segments) = (
            self.dimensions.regions.len(),
            self.dimensions.segments.len(),
        );
        let sum = |n: usize, is_part: fn(&Scope) -> bool| {
            let of = parts.iter().filter(|(scope, _)| is_part(scope));
            (of.clone().count() == n).then(|| of.map(|(_, bookings)| bookings).sum())
        };
        sum(n_regions, |scope| matches!(scope, Scope::Region(_)))
            .or_else(|| sum(n_segments, |scope| matches!(scope, Scope::Segment(_))))
    }

    /// A whole period of the horizon by its label.
    ///
    /// * `help`: what to do where only a part of it lies inside the horizon
    pub(super) fn period(&mut self, at: &KeyPath, label: &str, help: &str) -> Option<Period> {
        let periods = all_periods(self.calendar.as_ref()?);
        match periods.iter().find(|period| period.label == label) {
            Some(period) if period.complete => Some(period.clone()),
            Some(period) => {
                let months = if period.months.len() == 1 {
                    "month"
                } else {
                    "months"
                };
                let message = format!(
                    "only {} {months} of {label} lie inside the horizon",
                    period.months.len()
                );
                self.report_key(Code::UnknownPeriod, at, message).help = help.into();
                None
            }
            None => {
                let labels: Vec<&str> = periods
                    .iter()
                    .filter(|p| p.complete)
                    .map(|p| p.label.as_str())
                    .collect();
                let near = did_you_mean(label, labels.iter().copied());
                let example = labels
                    .iter()
                    .rev()
                    .find(|label| label.starts_with("FY"))
                    .or(labels.first());
                let finding = self.report_key(
                    Code::UnknownPeriod,
                    at,
                    format!("the horizon has no period `{label}`"),
                );
                finding.help = match example {
                    Some(example) if near.is_empty() => format!("write a label such as {example}"),
                    _ => near,
                };
                None
            }
        }
    }
}

fn all_periods(calendar: &Calendar) -> Vec<Period> {
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    kinds
        .into_iter()
        .flat_map(|kind| calendar.periods(kind))
        .collect()
}

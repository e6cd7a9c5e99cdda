//! What bound the months of a period: leads, sales capacity, pools, stock or a budget.

use std::ops::Range;

use serde_json::{Value, json};

use super::Report;
#[cfg(feature = "cli")]
use super::numbers::Numbers;
use super::said::Said;
use crate::kernel::summary::{Moments, Share};
use crate::kpi::output::Output;
use crate::measure::Measure;

/// How often something bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Often {
    /// Share of months and futures, over the period: mean and spread of the futures' shares of months.
    pub share: Moments,
    /// The month in which it bound in most futures, and the share of futures; the first of equals.
    pub worst: (usize, Share),
}

/// How often each of what can bind did. Several may in one month; leads bind where nothing else does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Sales capacity.
    pub capacity: Often,
    /// Leads: share of months and futures.
    pub leads: f64,
    /// Pools; `None` if the plan has none.
    pub supply: Option<Often>,
    /// Stock; `None` if the plan has none.
    pub stock: Option<Often>,
    /// Budgets, of the months that have one; `None` if none has.
    pub budget: Option<Often>,
}

impl Often {
    /// By the KPI that says so; `None` for months that have happened, or if it is not counted.
    fn of(
        said: &Said<'_>,
        (kpi, measure): (&'static str, Measure),
        months: &Range<usize>,
    ) -> Option<Self> {
        let by_month = |month: usize| Some((month, in_month(said, measure, month)?));
        let mut by_month = said.facts.calendar.simulated(months).filter_map(by_month);
        let mut worst = by_month.next()?;
        for candidate in by_month {
            if candidate.1.value > worst.1.value {
                worst = candidate;
            }
        }
        let share = said.moments(&Output::Kpi(kpi, months.into()))?;
        Some(Self { share, worst })
    }
}

impl Bound {
    /// What bound in some months; `None` if all of them have happened, or it is not counted.
    pub(super) fn of(said: &Said<'_>, months: &Range<usize>) -> Option<Self> {
        let often = |kpi, measure| Often::of(said, (kpi, measure), months);
        let capacity = often("bound-by-capacity", Measure::CapacityBound)?;
        let simulated = said.facts.calendar.simulated(months);
        let counted = said.moments(&Output::company(Measure::LeadsBound, &simulated));
        #[expect(
            clippy::cast_precision_loss,
            reason = "a horizon has at most some hundred months"
        )]
        let share_of = |counted: Moments| counted.mean / simulated.len() as f64;
        Some(Self {
            capacity,
            leads: counted.map_or(1.0 - capacity.share.mean, share_of),
            supply: often("bound-by-supply", Measure::SupplyBound),
            stock: often("bound-by-stock", Measure::StockBound),
            budget: often("bound-by-budget", Measure::BudgetBound),
        })
    }

    /// Whether the plan has anything else that could bind but leads and sales capacity.
    #[cfg(feature = "cli")]
    fn has_others(&self) -> bool {
        [self.supply, self.stock, self.budget]
            .iter()
            .any(Option::is_some)
    }
}

/// Share of futures in which a measure is above 0 in a month; `None` for one that has happened, if it is not counted, or, of
/// budgets, if the month has none.
pub(super) fn in_month(said: &Said<'_>, measure: Measure, month: usize) -> Option<Share> {
    let has_happened = month < said.facts.calendar.n_history();
    if has_happened || (measure == Measure::BudgetBound && !said.facts.has_budget(month)) {
        return None;
    }
    said.share(&Output::company(measure, &(month..month + 1)))
}

/// Each of what can bind, as JSON: `bound_by_capacity` and its like; null where the plan has no such thing.
pub(super) fn json(
    report: &Report<'_>,
    bound: Option<&Bound>,
    months: &Range<usize>,
) -> [(&'static str, Value); 4] {
    let of = |often: Option<Often>, measure| {
        let calendar = &report.subject.model.calendar;
        let by_month = months.clone().map(|month| {
            let share = in_month(&report.said(), measure, month);
            json!({
                "month": calendar.month(month).to_string(),
                "share": share.as_ref().map(|share| share.value),
                "standard_error": share.as_ref().map(|share| share.std_error),
            })
        });
        json!({
            "share": often.map(|often| often.share.mean),
            "standard_error": often.and_then(|often| often.share.std_error()),
            "by_month": by_month.collect::<Vec<_>>(),
        })
    };
    let of_some =
        |often: Option<Often>, measure| often.map_or(Value::Null, |often| of(Some(often), measure));
    [
        (
            "bound_by_capacity",
            of(bound.map(|bound| bound.capacity), Measure::CapacityBound),
        ),
        (
            "bound_by_supply",
            of_some(bound.and_then(|bound| bound.supply), Measure::SupplyBound),
        ),
        (
            "bound_by_stock",
            of_some(bound.and_then(|bound| bound.stock), Measure::StockBound),
        ),
        (
            "bound_by_budget",
            of_some(bound.and_then(|bound| bound.budget), Measure::BudgetBound),
        ),
    ]
}

/// What bound, a sentence each.
#[cfg(feature = "cli")]
pub(super) fn text(report: &Report<'_>, bound: &Bound, numbers: &Numbers) -> Vec<String> {
    let calendar = &report.subject.model.calendar;
    let mut lines = vec![capacity_and_leads(report, bound, numbers)];
    for (often, what, where_there, never) in [
        (
            bound.supply,
            "Pools were short in",
            "months",
            "Pools were not short in any month of any future.",
        ),
        (
            bound.stock,
            "Stock was short in",
            "months",
            "Stock was not short in any month of any future.",
        ),
        (
            bound.budget,
            "Budgets were used up in",
            "the months that have one",
            "No budget was used up in any month of any future.",
        ),
    ] {
        let Some(Often { share, worst }) = often else {
            continue;
        };
        lines.push(if worst.1.value == 0.0 {
            never.to_owned()
        } else {
            format!(
                "{what} {} of {where_there} and futures; most in {} ({} of futures).",
                numbers.whole_percent(share.mean),
                calendar.month(worst.0),
                numbers.whole_percent(worst.1.value),
            )
        });
    }
    lines
}

#[cfg(feature = "cli")]
fn capacity_and_leads(report: &Report<'_>, bound: &Bound, numbers: &Numbers) -> String {
    let Often { share, worst } = bound.capacity;
    let month = report.subject.model.calendar.month(worst.0);
    let most = numbers.whole_percent(worst.1.value);
    match (bound.has_others(), worst.1.value == 0.0) {
        (false, true) => {
            "Leads, not capacity, were what bound in every month of every future.".into()
        }
        (false, false) => {
            let [capacity, leads] = numbers.whole_percents(share.mean);
            format!(
                "What bound: capacity in {capacity} and leads in {leads} of months and futures; capacity most in {month} ({most} of futures)."
            )
        }
        (true, true) => {
            let leads = numbers.whole_percent(bound.leads);
            format!(
                "Sales capacity did not bind in any month of any future; leads, where nothing else did, in {leads}."
            )
        }
        (true, false) => {
            let [capacity, leads] = [share.mean, bound.leads].map(|s| numbers.whole_percent(s));
            format!(
                "What bound: sales capacity in {capacity} of months and futures, most in {month} ({most} of futures); leads, where nothing else did, in {leads}."
            )
        }
    }
}

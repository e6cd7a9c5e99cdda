//! Two plans in the same futures: paired differences of the headline outputs.

use crate::calendar::Period;
use crate::finance::{Scope, Target};
use crate::kernel::summary::{Moments, Paired, Share};
use crate::kpi::alert::{Alert, values_of};
use crate::kpi::{Facts, HEADLINES, Kpi, PerTrial, headline_periods, target};
use crate::measure::{Direction, Measure};
use crate::model::Model;
use crate::outcome::{ComparedAlert, ComparedOutput, ComparedPeriod, ComparedTarget};
use crate::units::Money;

/// The outputs of a comparison of two plans: for each the headlines and those that the other asks for, or the only ones
/// that it asks for itself.
///
/// * `only`: the KPIs that a plan asks for, if it asks for a few
/// * `others`: those that the plans ask for with which it is compared
///
/// # Panics
///
/// If a headline is no KPI.
#[must_use]
pub fn compared_outputs<'k>(
    only: Option<&[&'static Kpi]>,
    others: impl IntoIterator<Item = &'k [&'static Kpi]>,
) -> Vec<&'static Kpi> {
    if let Some(only) = only {
        return only.to_vec();
    }
    let headline = |id: &&str| Kpi::find(id).expect("a headline is a KPI");
    let mut outputs: Vec<&'static Kpi> = HEADLINES.iter().map(headline).collect();
    for &kpi in others.into_iter().flatten() {
        if outputs.iter().all(|known| known.id != kpi.id) {
            outputs.push(kpi);
        }
    }
    outputs
}

/// The headline outputs of a plan, trial by trial: all that is left of its results for a comparison.
#[derive(Clone, Debug)]
pub struct Headlines {
    periods: Vec<(Period, Vec<(&'static Kpi, PerTrial)>)>,
    /// Targets that have no table of their own: what they are called, and in which futures they are reached.
    targets: Vec<(String, Money, PerTrial)>,
    /// Alerts of which these futures tell something, and in which of them the limit is missed.
    alerts: Vec<(Alert, PerTrial)>,
}

impl Headlines {
    /// Some outputs of a plan, as [`compared_outputs`] names them, by complete fiscal year, or over the whole horizon if there
    /// is none.
    #[must_use]
    pub fn of(model: &Model, facts: &Facts<'_>, outputs: &[&'static Kpi]) -> Self {
        Self::of_periods(model, facts, outputs, headline_periods(facts.calendar))
    }

    /// The same in other periods.
    #[must_use]
    pub fn of_periods(
        model: &Model,
        facts: &Facts<'_>,
        outputs: &[&'static Kpi],
        periods: Vec<Period>,
    ) -> Self {
        let values = |period: Period| {
            let of_kpi =
                |kpi: &&'static Kpi| Some((*kpi, kpi.values(facts, period.months.clone())?));
            let values = outputs.iter().filter_map(of_kpi).collect();
            (period, values)
        };
        let is_headline = |target: &&Target| {
            let is_shown = periods.iter().any(|period| period.months == target.months);
            is_shown && target.scope == Scope::Company
        };
        let layout = &facts.results.layout;
        let is_counted = |target: &&Target| layout.has(Measure::Bookings, target::member(target).0);
        let others = facts.targets.iter().filter(is_counted);
        let others = others.filter(|target| !is_headline(target));
        let targets = others.map(|of| {
            (
                target::label(model, of),
                of.bookings,
                target::reached(facts, of),
            )
        });
        Self {
            targets: targets.collect(),
            alerts: Vec::new(),
            periods: periods.into_iter().map(values).collect(),
        }
    }

    /// The same with the alerts of the plan.
    #[must_use]
    pub fn with_alerts(mut self, facts: &Facts<'_>, alerts: &[Alert]) -> Self {
        let missed = |alert: &Alert| {
            let months = alert.period.months.clone();
            let values = values_of(alert.kpi, facts, alert.member, months)?;
            Some((alert.clone(), alert.limit.missed(&values)))
        };
        self.alerts = alerts.iter().filter_map(missed).collect();
        self
    }

    /// Forgets all but the first trials.
    pub fn truncate(&mut self, n_trials: usize) {
        let outputs = self.periods.iter_mut().flat_map(|(_, outputs)| outputs);
        let targets = self.targets.iter_mut().map(|(_, _, reached)| reached);
        let alerts = self.alerts.iter_mut().map(|(_, missed)| missed);
        let values = outputs.map(|(_, values)| values);
        for values in values.chain(targets).chain(alerts) {
            values.truncate(n_trials);
        }
    }
}

/// The paired differences, what-if minus base, of every output that both plans have in a period of the same name.
///
/// Both plans live in the same futures, so most luck cancels in the difference (common random numbers; Law 2015,
/// section 11.2). Trials in which either plan has no value, such as a ratio to nothing, are left out.
///
/// # Panics
///
/// If the plans were put through different numbers of trials.
#[must_use]
pub fn compare(base: &Headlines, what_if: &Headlines) -> Vec<ComparedPeriod> {
    let compared = |(period, values): &(Period, Vec<(&'static Kpi, PerTrial)>)| {
        let (_, others) = what_if
            .periods
            .iter()
            .find(|(other, _)| other.label == period.label)?;
        let output = |(kpi, values): &(&'static Kpi, PerTrial)| {
            let (_, others) = others.iter().find(|(other, _)| other.id == kpi.id)?;
            compared_output(kpi, values, others)
        };
        Some(ComparedPeriod {
            period: period.clone(),
            outputs: values.iter().filter_map(output).collect(),
        })
    };
    base.periods.iter().filter_map(compared).collect()
}

/// The chances of the targets that both plans set and that have no table of their own.
///
/// # Panics
///
/// As [`compare`], and if the chance of a target is no KPI.
#[must_use]
pub fn compare_targets(base: &Headlines, what_if: &Headlines) -> Vec<ComparedTarget> {
    let kpi = Kpi::find("target-reached").expect("the chance of a target is a KPI");
    let compared = |(label, bookings, reached): &(String, Money, PerTrial)| {
        let mut others = what_if.targets.iter();
        let (_, other_bookings, other_reached) = others.find(|(other, ..)| other == label)?;
        Some(ComparedTarget {
            label: label.clone(),
            bookings: [*bookings, *other_bookings],
            chance: compared_output(kpi, reached, other_reached)?,
        })
    };
    base.targets.iter().filter_map(compared).collect()
}

/// The alerts that both plans set for one KPI, period and member, those that change first.
///
/// # Panics
///
/// As [`compare`].
#[must_use]
pub fn compare_alerts(base: &Headlines, what_if: &Headlines) -> Vec<ComparedAlert> {
    let watched = |alert: &Alert| {
        let (id, period) = (alert.id.clone(), alert.period.label.clone());
        (id, alert.kpi.id, period, alert.member_name.clone())
    };
    let compared = |(ours, missed): &(Alert, PerTrial)| {
        let mut others = what_if.alerts.iter();
        let (theirs, others) = others.find(|(theirs, _)| watched(theirs) == watched(ours))?;
        let (base, what_if) = missed.paired(others);
        let share = |missed: &[f64]| Share::of_events(missed.iter().map(|&missed| missed > 0.0));
        Some(ComparedAlert {
            alerts: [ours.clone(), theirs.clone()],
            missed: [share(&base)?, share(&what_if)?],
            difference: Paired::of(&what_if, &base)?.difference,
        })
    };
    let mut all: Vec<ComparedAlert> = base.alerts.iter().filter_map(compared).collect();
    all.sort_by_key(ComparedAlert::change);
    all
}

/// An output of two plans side by side; `None` if no trial has a value in both.
///
/// # Panics
///
/// If the plans were put through different numbers of trials.
#[must_use]
pub fn compared_output(
    kpi: &'static Kpi,
    base: &PerTrial,
    what_if: &PerTrial,
) -> Option<ComparedOutput> {
    let (base, what_if) = base.paired(what_if);
    let paired = Paired::of(&what_if, &base)?;
    let higher = Share::of_events(what_if.iter().zip(&base).map(|(new, old)| new > old))?;
    let lower = Share::of_events(what_if.iter().zip(&base).map(|(new, old)| new < old))?;
    let (better, worse) = if kpi.direction == Direction::LowIsGood {
        (lower, higher)
    } else {
        (higher, lower)
    };
    Some(ComparedOutput {
        kpi,
        base: Moments::of(&base)?,
        what_if: Moments::of(&what_if)?,
        paired,
        better,
        worse,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(id: &str, base: &[f64], what_if: &[f64]) -> ComparedOutput {
        let values = |v: &[f64]| PerTrial::new(v.to_vec());
        compared_output(Kpi::find(id).unwrap(), &values(base), &values(what_if)).unwrap()
    }

    #[test]
    fn better_follows_the_direction_and_ties_are_nobodys() {
        let bookings = output("bookings", &[1.0, 2.0, 3.0, 4.0], &[2.0, 3.0, 3.0, 1.0]);
        assert_eq!((bookings.better.value, bookings.worse.value), (0.5, 0.25));
        let cost = output("cost", &[1.0, 2.0, 3.0, 4.0], &[2.0, 3.0, 3.0, 1.0]);
        assert_eq!((cost.better.value, cost.worse.value), (0.25, 0.5));
    }

    #[test]
    fn trials_without_a_value_in_either_plan_are_left_out() {
        let output = output("close-rate", &[0.2, f64::NAN, 0.3], &[0.3, 0.5, f64::NAN]);
        assert_eq!(output.base.n, 1);
        assert!((output.paired.difference.mean - 0.1).abs() < 1e-12);
    }
}

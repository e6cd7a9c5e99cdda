//! The formulas of the company's KPIs.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all formulas have the type of those without a meaning in some months"
)]

use std::ops::Range;

use super::{Facts, PerTrial, natural, seat, stage, target};
use crate::calendar::PeriodKind;
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// How a KPI is computed, and from what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Formula {
    /// Its values over some months, trial by trial; `None` if it has no meaning there.
    pub(super) values: fn(&Facts<'_>, Range<usize>) -> Option<PerTrial>,
    /// The measures of the company that it reads, if it reads nothing else of the results.
    pub(super) needs: Option<&'static [Measure]>,
    /// Whether it is a measure as it stands, or the first of what it needs over the second.
    pub(super) is_plain: bool,
}

/// A [`Formula`]: a measure of the company as it stands (`Cost`), one over another (`Cost / Bookings`), a function that reads
/// some of them (`street_quota: StreetQuota`), or one that reads more (`close_rate`).
macro_rules! formula {
    [$measure:ident] => {
        $crate::kpi::formula::Formula {
            values: |facts, months| {
                let values = $crate::kpi::formula::company(facts, $crate::measure::Measure::$measure, &months);
                Some($crate::kpi::PerTrial::new(values))
            },
            needs: Some(&[$crate::measure::Measure::$measure]),
            is_plain: true,
        }
    };
    [$over:ident / $under:ident] => {
        $crate::kpi::formula::Formula {
            values: |facts, months| {
                let (over, under) = ($crate::measure::Measure::$over, $crate::measure::Measure::$under);
                Some($crate::kpi::formula::measured_ratio(facts, over, under, &months))
            },
            needs: Some(&[$crate::measure::Measure::$over, $crate::measure::Measure::$under]),
            is_plain: true,
        }
    };
    [$values:path: $($needs:ident),+] => {
        $crate::kpi::formula::Formula {
            values: $values,
            needs: Some(&[$($crate::measure::Measure::$needs),+]),
            is_plain: false,
        }
    };
    [$values:path] => {
        $crate::kpi::formula::Formula {
            values: $values,
            needs: None,
            is_plain: false,
        }
    };
}
pub(super) use formula;

/// A measure of the company over some months, trial by trial, in its natural unit.
pub(super) fn company(facts: &Facts<'_>, measure: Measure, months: &Range<usize>) -> Vec<f64> {
    facts
        .results
        .company(measure, months.clone())
        .into_iter()
        .map(|v| natural(measure.unit(), v))
        .collect()
}

/// What of the company's measure belongs to no member of a cut, trial by trial, in its natural unit.
#[must_use]
pub fn belongs_to_none(
    facts: &Facts<'_>,
    measure: Measure,
    cut: Cut,
    months: &Range<usize>,
) -> PerTrial {
    let whole = company(facts, measure, months);
    let parts = over_members(facts, measure, cut, months);
    PerTrial::new(whole.iter().zip(&parts).map(|(a, b)| a - b).collect())
}

/// A measure summed over the members of a cut.
fn over_members(facts: &Facts<'_>, measure: Measure, cut: Cut, months: &Range<usize>) -> Vec<f64> {
    let mut total = vec![0; facts.results.n_trials()];
    for member in 0..facts.results.layout.block(measure, cut).n_members {
        for (sum, value) in
            total
                .iter_mut()
                .zip(facts.results.over(measure, cut, member, months.clone()))
        {
            *sum += value;
        }
    }
    total
        .into_iter()
        .map(|v| natural(measure.unit(), v))
        .collect()
}

/// `a / b`, or NaN where there is nothing to divide by.
pub(super) fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { f64::NAN } else { a / b }
}

/// Trial by trial, `a / b`.
pub(super) fn ratios(a: &[f64], b: &[f64]) -> PerTrial {
    PerTrial::new(a.iter().zip(b).map(|(&a, &b)| ratio(a, b)).collect())
}

/// Trial by trial, a measure over another one.
pub(super) fn measured_ratio(
    facts: &Facts<'_>,
    over: Measure,
    under: Measure,
    months: &Range<usize>,
) -> PerTrial {
    ratios(
        &company(facts, over, months),
        &company(facts, under, months),
    )
}

/// The target of the months, one for each trial.
fn to_reach(facts: &Facts<'_>, months: &Range<usize>) -> Option<Vec<f64>> {
    Some(vec![
        facts.target(months)?.as_f64();
        facts.results.n_trials()
    ])
}

/// KPIs that mean nothing in a plan whose roles state no capacity.
macro_rules! of_capacity {
    ($($name:ident = $measure:ident;)*) => {
        $(pub(super) fn $name(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
            facts.has_capacity.then(|| PerTrial::new(company(facts, Measure::$measure, &months)))
        })*
    };
}

of_capacity! {
    capacity_budgeted = CapacityBudgeted;
    capacity = Capacity;
    rre = Rre;
}

pub(super) fn capacity_use(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let use_of = || measured_ratio(facts, Measure::Bookings, Measure::Capacity, &months);
    facts.has_capacity.then(use_of)
}

/// The street quota of each trial; `None` where nobody carries a quota on own bookings, as under plans on margin. That is
/// asked of the plan and not of the trials, of which only a part may be at hand.
fn carried(facts: &Facts<'_>, months: &Range<usize>) -> Option<Vec<f64>> {
    let quota = || company(facts, Measure::StreetQuota, months);
    facts.has_street_quota.then(quota)
}

pub(super) fn street_quota(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(PerTrial::new(carried(facts, &months)?))
}

pub(super) fn quota_attainment(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(ratios(
        &company(facts, Measure::Bookings, &months),
        &carried(facts, &months)?,
    ))
}

pub(super) fn bookings_growth(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let current = company(facts, Measure::Bookings, &months);
    let earlier = match months.start.checked_sub(months.len()) {
        Some(before) => company(facts, Measure::Bookings, &(before..months.start)),
        None => vec![last_year(facts, &months)?.as_f64(); current.len()],
    };
    let growth = current
        .iter()
        .zip(&earlier)
        .map(|(&a, &b)| ratio(a - b, b))
        .collect();
    Some(PerTrial::new(growth))
}

/// Bookings of the fiscal year before these months, if these are the first whole one and the plan says them.
fn last_year(facts: &Facts<'_>, months: &Range<usize>) -> Option<Money> {
    let years = facts.calendar.periods(PeriodKind::Year);
    let first = years.iter().find(|year| year.complete)?;
    facts.bookings_last_year.filter(|_| first.months == *months)
}

pub(super) fn target_attainment(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(ratios(
        &company(facts, Measure::Bookings, &months),
        &to_reach(facts, &months)?,
    ))
}

pub(super) fn target_reached(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(target::reached(facts, facts.company_target(&months)?))
}

pub(super) fn attainment_factor(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(ratios(
        &to_reach(facts, &months)?,
        &carried(facts, &months)?,
    ))
}

pub(super) fn over_assignment(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(ratios(
        &carried(facts, &months)?,
        &to_reach(facts, &months)?,
    ))
}

pub(super) fn close_rate(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(won_of(facts, &months, &[Measure::Lost]))
}

pub(super) fn close_rate_broad(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(won_of(facts, &months, &[Measure::Lost, Measure::Expired]))
}

/// Deals won over deals won and those that ended otherwise as opportunities.
fn won_of(facts: &Facts<'_>, months: &Range<usize>, otherwise: &[Measure]) -> PerTrial {
    let wins = company(facts, Measure::Wins, months);
    let mut ended = wins.clone();
    for stage in facts.opportunity_from..facts.n_stages {
        for &measure in otherwise {
            let counts = facts
                .results
                .over(measure, Cut::Stage, stage, months.clone());
            for (sum, count) in ended.iter_mut().zip(counts) {
                *sum += natural(measure.unit(), count);
            }
        }
    }
    ratios(&wins, &ended)
}

pub(super) fn sales_cycle(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let mut cycle = vec![0.0; facts.results.n_trials()];
    for stage_ix in facts.opportunity_from..facts.n_stages {
        // A stage that nobody left leaves the trial's cycle unknown: NaN carries over.
        for (sum, months) in cycle
            .iter_mut()
            .zip(stage::time_in_stage(facts, stage_ix, months.clone()).all())
        {
            *sum += months;
        }
    }
    Some(PerTrial::new(cycle))
}

pub(super) fn coverage(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let target = to_reach(facts, &months)?;
    let now = facts.calendar.n_history();
    if months.contains(&now) {
        let open = vec![facts.at_start.open.as_f64(); target.len()];
        let mut remaining = target;
        if months.start < now {
            let booked = company(facts, Measure::Bookings, &(months.start..now));
            for (remaining, booked) in remaining.iter_mut().zip(booked) {
                *remaining = (*remaining - booked).max(0.0);
            }
        }
        return Some(ratios(&open, &remaining));
    }
    let before = months.start.checked_sub(1).filter(|_| months.start > now)?;
    let open = company(facts, Measure::OpenAmount, &(before..months.start));
    Some(ratios(&open, &target))
}

pub(super) fn weighted_pipeline(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let now = facts.calendar.n_history();
    if months.contains(&now) {
        let weighted = facts.at_start.weighted.as_f64();
        return Some(PerTrial::new(vec![weighted; facts.results.n_trials()]));
    }
    let before = months.start.checked_sub(1).filter(|_| months.start > now)?;
    let weighted = company(facts, Measure::WeightedAmount, &(before..months.start));
    Some(PerTrial::new(weighted))
}

pub(super) fn reps_at_quota(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let year = facts.year(&months)?;
    let n_seats = facts
        .results
        .layout
        .block(Measure::Quota, Cut::Seat)
        .n_members;
    let (mut at_quota, mut with_quota) = (
        vec![0.0; facts.results.n_trials()],
        vec![0.0; facts.results.n_trials()],
    );
    for seat_ix in 0..n_seats {
        for (trial, attainment) in seat::attainment(facts, seat_ix, year)
            .all()
            .iter()
            .enumerate()
        {
            with_quota[trial] += f64::from(u8::from(!attainment.is_nan()));
            at_quota[trial] += f64::from(u8::from(*attainment >= 1.0));
        }
    }
    Some(ratios(&at_quota, &with_quota))
}

pub(super) fn activities(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(PerTrial::new(over_members(
        facts,
        Measure::Activities,
        Cut::Stage,
        &months,
    )))
}

pub(super) fn activity_rate(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let activities = over_members(facts, Measure::Activities, Cut::Stage, &months);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has at most some hundred months"
    )]
    let n_months = months.len() as f64;
    let person_months: Vec<f64> = company(facts, Measure::Headcount, &months)
        .into_iter()
        .map(|people| people * n_months)
        .collect();
    Some(ratios(&activities, &person_months))
}

pub(super) fn utilisation(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let used = over_members(facts, Measure::HoursUsed, Cut::Role, &months);
    Some(ratios(
        &used,
        &over_members(facts, Measure::HoursAvailable, Cut::Role, &months),
    ))
}

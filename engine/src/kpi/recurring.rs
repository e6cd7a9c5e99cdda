//! Recurring revenue: the roll-forward of ARR, retention, lifetime value and payback.
//!
//! All of them are `None` for a plan without contracts.

use std::ops::Range;

use super::delivery::margin_rate;
use super::formula::{company, ratio, ratios};
use super::{Facts, PerTrial, natural};
use crate::contracts::Contracts;
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// The customers at the start, and what a lifetime value takes beside results.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StartCustomers {
    /// ARR of all of them.
    pub arr: Money,
    /// Number of them.
    pub n_customers: usize,
    /// Discount of money a year later.
    pub discount_per_year: f64,
    /// First month that is simulated: that in which they are there.
    pub from: usize,
    /// Whether anything recurs; where all is sold once, ARR and what follows from it mean nothing.
    pub recurs: bool,
}

impl StartCustomers {
    /// Those of a plan.
    ///
    /// * `from`: first month that is simulated
    #[must_use]
    pub fn of(contracts: &Contracts, from: usize) -> Self {
        let is_once = |share: f64| share.total_cmp(&0.0).is_eq();
        let arr = contracts.arr_at_start();
        let recurs = !contracts.recurring_share.as_constant().is_some_and(is_once);
        Self {
            from,
            recurs: recurs || arr != Money::ZERO,
            arr,
            n_customers: contracts.customers.len(),
            discount_per_year: contracts.discount_per_year,
        }
    }
}

/// The customers at the start, if contracts are followed in any of these months or begin when they end.
pub(super) fn followed(facts: &Facts<'_>, months: &Range<usize>) -> Option<StartCustomers> {
    facts.customers.filter(|start| months.end >= start.from)
}

/// The same, if anything recurs.
pub(super) fn earns_again(facts: &Facts<'_>, months: &Range<usize>) -> Option<StartCustomers> {
    followed(facts, months).filter(|start| start.recurs)
}

impl Facts<'_> {
    /// Whether contracts are followed in any of these months or begin when they end.
    #[must_use]
    pub fn follows(&self, months: &Range<usize>) -> bool {
        followed(self, months).is_some()
    }
}

/// KPIs that are a measure of the company as it stands.
macro_rules! plain {
    ($($name:ident = $measure:ident if $known:ident;)*) => {
        $(pub(super) fn $name(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
            $known(facts, &months)?;
            Some(PerTrial::new(company(facts, Measure::$measure, &months)))
        })*
    };
}

plain! {
    arr = Arr if earns_again;
    arr_new = ArrNew if earns_again;
    customers = Customers if followed;
    customers_new = CustomersNew if followed;
    renewal_bookings = RenewalBookings if earns_again;
}

/// Revenue or cash, which finance may have recorded of months before contracts are followed.
fn booked(facts: &Facts<'_>, months: &Range<usize>, measure: Measure) -> Option<PerTrial> {
    let is_followed = followed(facts, months).is_some() || facts.recorded(measure);
    is_followed.then(|| PerTrial::new(company(facts, measure, months)))
}

pub(super) fn revenue(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    booked(facts, &months, Measure::Revenue)
}

pub(super) fn cash(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    booked(facts, &months, Measure::Cash)
}

/// Trial by trial, a function of measures of a member over some months.
fn of_measures<const N: usize>(
    facts: &Facts<'_>,
    (cut, member): (Cut, usize),
    months: &Range<usize>,
    measures: [Measure; N],
    formula: impl Fn([f64; N]) -> f64,
) -> Option<PerTrial> {
    followed(facts, months)?;
    let results = facts.results;
    let values = measures.map(|measure| results.over(measure, cut, member, months.clone()));
    let at =
        |trial: usize| std::array::from_fn(|ix| natural(measures[ix].unit(), values[ix][trial]));
    let trials = 0..results.n_trials();
    Some(PerTrial::new(
        trials.map(|trial| formula(at(trial))).collect(),
    ))
}

/// The whole company, as a member.
const COMPANY: (Cut, usize) = (Cut::Company, 0);

pub(super) fn arr_at_start(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let start = earns_again(facts, &months)?;
    Some(PerTrial::new(if months.start > start.from {
        company(facts, Measure::Arr, &(months.start - 1..months.start))
    } else {
        vec![start.arr.as_f64(); facts.results.n_trials()]
    }))
}

pub(super) fn arr_gained(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    earns_again(facts, &months)?;
    let measures = [Measure::ArrExpansion, Measure::ArrPriceRise];
    of_measures(facts, COMPANY, &months, measures, |[added, rise]| {
        added + rise
    })
}

pub(super) fn arr_lost(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    earns_again(facts, &months)?;
    let measures = [Measure::ArrChurned, Measure::ArrContraction];
    of_measures(facts, COMPANY, &months, measures, |[churned, given_up]| {
        churned + given_up
    })
}

pub(super) fn arr_growth(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let (end, start) = (arr(facts, months.clone())?, arr_at_start(facts, months)?);
    let growth = end.all().iter().zip(start.all());
    Some(PerTrial::new(
        growth
            .map(|(&end, &start)| ratio(end - start, start))
            .collect(),
    ))
}

pub(super) fn grr(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    gross_retention(facts, COMPANY, months)
}

pub(super) fn nrr(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    net_retention(facts, COMPANY, months)
}

/// What is kept of the base that was eligible: what came up for renewal, and what was cancelled before it could. `None`
/// if the plan follows no contracts.
///
/// * `member`: a cut along which contracts are counted, and its member
#[must_use]
pub fn gross_retention(
    facts: &Facts<'_>,
    member: (Cut, usize),
    months: Range<usize>,
) -> Option<PerTrial> {
    let measures = [
        Measure::ArrAvailable,
        Measure::ArrCancelled,
        Measure::ArrChurned,
        Measure::ArrContraction,
    ];
    of_measures(
        facts,
        member,
        &months,
        measures,
        |[due, cancelled, churned, given_up]| {
            ratio(due + cancelled - churned - given_up, due + cancelled)
        },
    )
}

/// What the base that was eligible is worth after its renewals; as for [`gross_retention`].
#[must_use]
pub fn net_retention(
    facts: &Facts<'_>,
    member: (Cut, usize),
    months: Range<usize>,
) -> Option<PerTrial> {
    let measures = [
        Measure::ArrRenewed,
        Measure::ArrAvailable,
        Measure::ArrCancelled,
    ];
    of_measures(
        facts,
        member,
        &months,
        measures,
        |[renewed, due, cancelled]| ratio(renewed, due + cancelled),
    )
}

pub(super) fn churn_rate(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has at most some hundred months"
    )]
    let years = months.len() as f64 / 12.0;
    let churned = company_if(facts, Measure::ArrChurned, &months)?;
    let start = arr_at_start(facts, months)?;
    let yearly: Vec<f64> = churned.iter().map(|churned| churned / years).collect();
    Some(ratios(&yearly, start.all()))
}

fn company_if(facts: &Facts<'_>, measure: Measure, months: &Range<usize>) -> Option<Vec<f64>> {
    followed(facts, months)?;
    Some(company(facts, measure, months))
}

pub(super) fn renewals_unworked(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let measures = [Measure::RenewalsUnworked, Measure::RenewalsDue];
    of_measures(facts, COMPANY, &months, measures, |[unworked, due]| {
        ratio(unworked, due)
    })
}

/// Value of a customer that pays `m` now and, with chance `r` each, in one year, two years, ..., discounted by `d` a
/// year: `m (1 + d) / (1 + d - r)`. NaN if it is infinite.
///
/// ```
/// use foresell::kpi::recurring::lifetime_value;
/// assert_eq!(lifetime_value(100.0, 0.75, 0.0), 400.0);
/// ```
#[must_use]
pub fn lifetime_value(m: f64, r: f64, d: f64) -> f64 {
    if 1.0 + d > r {
        m * (1.0 + d) / (1.0 + d - r)
    } else {
        f64::NAN
    }
}

pub(super) fn ltv(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    worth_of(facts, months, lifetime_value)
}

/// Value of a customer by a formula of margin a year, retention and discount.
pub(super) fn worth_of(
    facts: &Facts<'_>,
    months: Range<usize>,
    formula: fn(f64, f64, f64) -> f64,
) -> Option<PerTrial> {
    let discount = followed(facts, &months)?.discount_per_year;
    let churn = churn_rate(facts, months.clone())?;
    let measures = [Measure::Arr, Measure::Customers];
    let each = of_measures(facts, COMPANY, &months, measures, |[arr, customers]| {
        ratio(arr, customers)
    })?;
    let rate = margin_rate(facts, months)?;
    let all = each.all().iter().zip(rate.all()).zip(churn.all());
    Some(PerTrial::new(
        all.map(|((&each, &rate), &churn)| formula(each * rate, (1.0 - churn).max(0.0), discount))
            .collect(),
    ))
}

pub(super) fn customer_cost(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let measures = [Measure::Cost, Measure::CustomersNew];
    of_measures(facts, COMPANY, &months, measures, |[cost, new]| {
        ratio(cost, new)
    })
}

pub(super) fn ltv_to_cac(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let value = ltv(facts, months.clone())?;
    let cost = customer_cost(facts, months)?;
    Some(ratios(value.all(), cost.all()))
}

pub(super) fn payback(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    earns_again(facts, &months)?;
    let cost = company(facts, Measure::Cost, &months);
    let new = company(facts, Measure::ArrNew, &months);
    let rate = margin_rate(facts, months)?;
    let all = cost.iter().zip(&new).zip(rate.all());
    Some(PerTrial::new(
        all.map(|((&cost, &new), &rate)| 12.0 * ratio(cost, new * rate))
            .collect(),
    ))
}

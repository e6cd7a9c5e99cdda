//! KPIs of customers: what each brings in, how many leave, how content they seem, and what one is worth.
//!
//! All of them are `None` for a plan without contracts.

use std::ops::Range;

use super::formula::{company, ratio, ratios};
use super::recurring::{followed, worth_of};
use super::{Facts, PerTrial};
use crate::measure::Measure;

/// Years that so many months are.
fn years(months: &Range<usize>) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has at most some hundred months"
    )]
    let n_months = months.len() as f64;
    n_months / 12.0
}

/// Revenue against that of as many months before.
pub(super) fn revenue_growth(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let before = months.start.checked_sub(months.len())?..months.start;
    let from = followed(facts, &months)?.from;
    if before.start < from && !facts.recorded(Measure::Revenue) {
        return None;
    }
    let earlier = company(facts, Measure::Revenue, &before);
    let growth = company(facts, Measure::Revenue, &months);
    let growth = growth.iter().zip(&earlier).map(|(&a, &b)| ratio(a - b, b));
    Some(PerTrial::new(growth.collect()))
}

pub(super) fn revenue_per_account(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let from = followed(facts, &months)?.from;
    let followed_months = months.start.max(from)..months.end;
    let mut customer_years = vec![0.0; facts.results.n_trials()];
    for month in followed_months {
        let standing = company(facts, Measure::Customers, &(month..month + 1));
        for (sum, customers) in customer_years.iter_mut().zip(standing) {
            *sum += customers / 12.0;
        }
    }
    let revenue = company(facts, Measure::Revenue, &months);
    Some(ratios(&revenue, &customer_years))
}

pub(super) fn customer_churn(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let start = followed(facts, &months)?;
    let n_years = years(&months);
    let churned = company(facts, Measure::CustomersChurned, &months);
    let churned: Vec<f64> = churned.iter().map(|n| n / n_years).collect();
    let at_start = if months.start > start.from {
        company(facts, Measure::Customers, &(months.start - 1..months.start))
    } else {
        #[expect(clippy::cast_precision_loss, reason = "customers are countable")]
        let n_customers = start.n_customers as f64;
        vec![n_customers; churned.len()]
    };
    Some(ratios(&churned, &at_start))
}

/// Contracts that grow less those that end, among those that could: what customers do, where a survey asks what they say.
pub(super) fn net_promoters(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    followed(facts, &months)?;
    let of = |measure| company(facts, measure, &months);
    let (due, won) = (of(Measure::RenewalsDue), of(Measure::RenewalsWon));
    let (grown, cancelled) = (
        of(Measure::RenewalsExpanded),
        of(Measure::ContractsCancelled),
    );
    let balance = |trial: usize| {
        let ended = due[trial] - won[trial] + cancelled[trial];
        ratio(grown[trial] - ended, due[trial] + cancelled[trial])
    };
    Some(PerTrial::new((0..due.len()).map(balance).collect()))
}

/// Value of a customer that pays `m` at the end of each year that it stays: with chance `r` at the end of the first, `r²` at
/// the end of the second and so on, discounted by `d` a year: `m r / (1 + d - r)`. NaN if it is infinite.
///
/// It is [`lifetime_value`](super::recurring::lifetime_value) without the payment at once.
///
/// ```
/// use foresell::kpi::customers::lifetime_value_at_year_end;
/// assert_eq!(lifetime_value_at_year_end(100.0, 0.75, 0.0), 300.0);
/// ```
#[must_use]
pub fn lifetime_value_at_year_end(m: f64, r: f64, d: f64) -> f64 {
    if 1.0 + d > r {
        m * r / (1.0 + d - r)
    } else {
        f64::NAN
    }
}

pub(super) fn ltv_at_year_end(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    worth_of(facts, months, lifetime_value_at_year_end)
}

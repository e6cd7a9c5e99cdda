//! KPIs of what bound: shares of months in which capacity, pools, stock or a budget did.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all formulas have the type of those without a meaning in some months"
)]

use std::ops::Range;

use super::formula::company;
use super::{Facts, PerTrial};
use crate::measure::Measure;

/// What counts months, over a number of months.
fn share(facts: &Facts<'_>, measure: Measure, months: &Range<usize>, of: usize) -> PerTrial {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has at most some hundred months"
    )]
    let of = of as f64;
    let bound = company(facts, measure, months).into_iter();
    PerTrial::new(bound.map(|n| n / of).collect())
}

pub(super) fn by_capacity(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let measure = Measure::CapacityBound;
    Some(share(facts, measure, &months, months.len()))
}

pub(super) fn by_supply(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(share(facts, Measure::SupplyBound, &months, months.len()))
}

pub(super) fn by_stock(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    Some(share(facts, Measure::StockBound, &months, months.len()))
}

/// Of the months that have a budget; `None` if none has.
pub(super) fn by_budget(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let of = months.clone().filter(|&month| facts.has_budget(month));
    let of = Some(of.count()).filter(|&of| of > 0)?;
    Some(share(facts, Measure::BudgetBound, &months, of))
}

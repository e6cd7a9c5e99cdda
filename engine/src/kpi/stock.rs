//! KPIs of stock: how much could be shipped at once, how fast stock turns, and what it costs. Only for plans with stock.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all formulas have the type of those without a meaning in some months"
)]

use std::ops::Range;

use super::formula::{company, ratios};
use super::{Facts, PerTrial};
use crate::measure::{Cut, Measure};

/// Share of what was wanted that was not short.
fn filled(wanted: &[f64], short: &[f64]) -> PerTrial {
    let left: Vec<f64> = wanted.iter().zip(short).map(|(all, s)| all - s).collect();
    ratios(&left, wanted)
}

pub(super) fn fill_rate(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let [wanted, short] =
        [Measure::UnitsWanted, Measure::UnitsShort].map(|measure| company(facts, measure, &months));
    Some(filled(&wanted, &short))
}

/// The fill rate of an item.
pub(super) fn fill_rate_of(facts: &Facts<'_>, item: usize, months: &Range<usize>) -> PerTrial {
    let of = |measure| -> Vec<f64> {
        let counted = facts.results.over(measure, Cut::Item, item, months.clone());
        #[expect(clippy::cast_precision_loss, reason = "units stay far below 2^53")]
        let units = counted.into_iter().map(|units| units as f64).collect();
        units
    };
    filled(&of(Measure::UnitsWanted), &of(Measure::UnitsShort))
}

/// What is shipped in a year over what is in stock, both at cost, on the average of the months.
pub(super) fn turns(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let mut in_stock = vec![0.0; facts.results.n_trials()];
    for month in months.clone() {
        let value = company(facts, Measure::StockValue, &(month..month + 1));
        for (sum, value) in in_stock.iter_mut().zip(value) {
            *sum += value / 12.0;
        }
    }
    let shipped = company(facts, Measure::GoodsShipped, &months);
    Some(ratios(&shipped, &in_stock))
}

pub(super) fn cost(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let [held, ordered] =
        [Measure::HoldingCost, Measure::OrderCost].map(|measure| company(facts, measure, &months));
    let sum = held
        .iter()
        .zip(&ordered)
        .map(|(held, ordered)| held + ordered);
    Some(PerTrial::new(sum.collect()))
}

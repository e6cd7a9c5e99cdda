//! KPIs of delivery: how much is in time, and how much of the pools' time is used. Only for plans with supply.

use std::ops::Range;

use super::formula::{company, ratios};
use super::{Facts, PerTrial};
use crate::measure::Measure;

/// Nothing, if a measure of delivery is counted.
fn counted(facts: &Facts<'_>, measure: Measure) -> Option<()> {
    let layout = &facts.results.layout;
    layout.has_company(measure).then_some(())
}

/// The first measure less the second, as a share of a third.
fn share_without(
    facts: &Facts<'_>,
    [all, without, of]: [Measure; 3],
    months: &Range<usize>,
) -> Option<PerTrial> {
    counted(facts, all)?;
    let [all, without, of] = [all, without, of].map(|measure| company(facts, measure, months));
    let left: Vec<f64> = all.iter().zip(&without).map(|(a, b)| a - b).collect();
    Some(ratios(&left, &of))
}

pub(super) fn on_time(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let delivered = Measure::OrdersDelivered;
    let measures = [delivered, Measure::OrdersLate, delivered];
    share_without(facts, measures, &months)
}

pub(super) fn customers_served(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let needed = Measure::CustomerHours;
    let measures = [needed, Measure::CustomerHoursMissed, needed];
    share_without(facts, measures, &months)
}

pub(super) fn pool_use(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    counted(facts, Measure::PoolHours)?;
    let [orders, needed, missed, hours] = [
        Measure::OrderHours,
        Measure::CustomerHours,
        Measure::CustomerHoursMissed,
        Measure::PoolHours,
    ]
    .map(|measure| company(facts, measure, &months));
    let used = orders.iter().zip(needed.iter().zip(&missed));
    let used: Vec<f64> = used
        .map(|(orders, (needed, missed))| orders + needed - missed)
        .collect();
    Some(ratios(&used, &hours))
}

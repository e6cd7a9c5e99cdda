//! KPIs of delivery: how much is in time, and how much of the pools' time is used. Only for plans with supply.

use std::ops::Range;

use super::formula::{company, ratios};
use super::{Facts, PerTrial};
use crate::measure::Measure;
use crate::model::Model;

/// What a plan knows of delivery beside results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfDelivery {
    /// Whether what is sold has to be delivered.
    pub is_needed: bool,
    /// Whether what it costs follows from what comes about, as stock, overtime and contractors do, and not from people alone:
    /// then it is not known of months that have happened.
    pub cost_follows: bool,
}

impl OfDelivery {
    /// That of a plan.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        model.supply.as_ref().map_or_else(Self::default, |supply| {
            let mut pools = supply.pools.iter();
            Self {
                is_needed: supply.delivers(),
                cost_follows: !supply.items.is_empty()
                    || pools.any(|pool| pool.overtime.is_some() || pool.contractors.is_some()),
            }
        })
    }
}

/// Nothing, if a measure of delivery is counted.
fn counted(facts: &Facts<'_>, measure: Measure) -> Option<()> {
    let layout = &facts.results.layout;
    layout.has_company(measure).then_some(())
}

/// Value that was delivered.
pub(super) fn delivered(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    facts.delivery.is_needed.then_some(())?;
    let mut value = company(facts, Measure::Delivered, &months);
    let late = company(facts, Measure::DeliveredLate, &months);
    for (value, late) in value.iter_mut().zip(late) {
        *value += late;
    }
    Some(PerTrial::new(value))
}

/// Gross margin over the bookings that it is the margin of: without what customers withdrew, whose margin is taken back.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the type of those without a meaning in some months"
)]
pub(super) fn margin_rate(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let margin = company(facts, Measure::GrossMargin, &months);
    let mut kept = company(facts, Measure::Bookings, &months);
    if counted(facts, Measure::CancelledValue).is_some() {
        let cancelled = company(facts, Measure::CancelledValue, &months);
        for (kept, cancelled) in kept.iter_mut().zip(cancelled) {
            *kept -= cancelled;
        }
    }
    Some(ratios(&margin, &kept))
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

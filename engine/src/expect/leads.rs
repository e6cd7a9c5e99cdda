//! Leads to be expected, by source and market.

use super::team::Prospectors;
use crate::demand::arrivals::monthly_factor;
use crate::demand::mood::expected_mood;
use crate::model::Model;

/// Leads of a source to be expected in each month.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// Source.
    pub source: usize,
    /// Leads of all markets, in each month.
    pub leads: Vec<f64>,
    /// Leads of each market in each month, row = market.
    pub by_market: Vec<Vec<f64>>,
}

/// Leads of a source: base x trend x season x shocks, with the market-wide factor at its mean of 1; of a prospecting
/// source, of each ramped-rep equivalent, split over the markets that the seat covers by their weights.
pub(super) fn leads(model: &Model, source_ix: usize, prospectors: &[Prospectors]) -> SourceRow {
    let n_months = model.calendar.n_months();
    let mut by_market = vec![vec![0.0; n_months]; model.dimensions.n_markets()];
    for month in 0..n_months {
        match model.demand.sources[source_ix].prospected_by {
            None => from_market(model, source_ix, month, &mut by_market),
            Some(role) => {
                for people in prospectors.iter().filter(|p| p.role == role) {
                    from_reps(model, source_ix, month, people, &mut by_market);
                }
            }
        }
    }
    let total = |month| by_market.iter().map(|market| market[month]).sum();
    SourceRow {
        source: source_ix,
        leads: (0..n_months).map(total).collect(),
        by_market,
    }
}

fn factor(model: &Model, source_ix: usize, month: usize) -> f64 {
    let month = u16::try_from(month).expect("a horizon is short");
    monthly_factor(&model.demand.sources[source_ix], &model.calendar, month)
}

fn demand_of(model: &Model, market: usize, month: usize) -> f64 {
    expected_mood(
        &model.demand,
        market / model.dimensions.regions.len(),
        month,
    )
    .demand
}

fn from_market(model: &Model, source_ix: usize, month: usize, by_market: &mut [Vec<f64>]) {
    let (source, factor) = (
        &model.demand.sources[source_ix],
        factor(model, source_ix, month),
    );
    for (market, leads) in by_market.iter_mut().enumerate() {
        let rate = source.rate.at(market, month) * factor * demand_of(model, market, month);
        leads[month] += rate.max(0.0);
    }
}

fn from_reps(
    model: &Model,
    source_ix: usize,
    month: usize,
    people: &Prospectors,
    by_market: &mut [Vec<f64>],
) {
    let (source, factor) = (
        &model.demand.sources[source_ix],
        factor(model, source_ix, month),
    );
    let covers = |market: usize| {
        people
            .territory
            .is_none_or(|t| model.territories.areas[t].markets[market])
    };
    let covered: Vec<usize> = (0..by_market.len())
        .filter(|&market| covers(market))
        .collect();
    let weight = |market: usize| source.mix.at(market, month);
    let all: f64 = covered.iter().map(|&market| weight(market)).sum();
    if all <= 0.0 {
        return;
    }
    let found = source.rate.at(0, month) * factor * people.rre[month];
    for market in covered {
        let share = weight(market) * demand_of(model, market, month) / all;
        by_market[market][month] += (found * share).max(0.0);
    }
}

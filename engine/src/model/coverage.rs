//! Coverage: what the hours that accounts get make of the arrivals of a month.

use super::Model;
use super::trial::Simulator;
use crate::demand::Demand;
use crate::demand::coverage::Offer;
use crate::territory::beat::Beat;

impl Simulator<'_> {
    /// Works out the factor on the arrivals of each source and beat, if any source follows the hours of people.
    ///
    /// Who comes and goes in the month is settled before its leads are drawn, so a seat that is vacant for half of it gives
    /// half of its hours.
    pub(super) fn cover(&mut self, month: usize) {
        if !self.plan.demand.follows_coverage() {
            return;
        }
        let n_beats = self.plan.territories.beats.len();
        let mut factors = std::mem::take(&mut self.coverage);
        factors.clear();
        factors.resize(self.plan.demand.sources.len() * n_beats, 1.0);
        let shares = self.plan.shares_of_beats(&self.plan.demand, month);
        let rows = factors.chunks_exact_mut(n_beats);
        for (source, row) in self.plan.demand.sources.iter().zip(rows) {
            if let Some(coverage) = &source.coverage {
                coverage.fill(self.offers(coverage.role, month), month, &shares, row);
            }
        }
        self.coverage = factors;
    }

    /// What the people of a role have to give in a month, in the order of their seats.
    fn offers(&self, role: usize, month: usize) -> impl Iterator<Item = Offer<'_>> {
        let (seats, areas) = (&self.plan.workforce.seats, &self.plan.territories.areas);
        let spells = self.spells.iter();
        let of_role = spells.filter(move |spell| seats[spell.seat].role == role);
        of_role.map(move |spell| Offer {
            hours: self.selling_hours(role, month) * self.ramped_months(spell),
            covers: seats[spell.seat]
                .territory
                .map(|territory| areas[territory].markets.as_slice()),
            sells: seats[spell.seat]
                .territory
                .and_then(|territory| areas[territory].products.as_deref()),
        })
    }
}

impl Model {
    /// Share of each beat among what its market buys in a month: 1 where a beat is a market.
    ///
    /// * `demand`: with its uncertain numbers drawn
    pub(crate) fn shares_of_beats(&self, demand: &Demand, month: usize) -> Vec<f64> {
        let beats = self.territories.beats;
        if !beats.is_by_product() {
            return vec![1.0; beats.len()];
        }
        let (n_products, n_regions) = (beats.per_market(), self.dimensions.regions.len());
        let share = |beat: Beat| {
            let row = beat.market / n_regions * n_products;
            let weight = |product: usize| demand.product_weight.at(row + product, month);
            let all: f64 = (0..n_products).map(weight).sum();
            if all > 0.0 {
                weight(beat.product) / all
            } else {
                0.0
            }
        };
        beats.iter().map(share).collect()
    }
}

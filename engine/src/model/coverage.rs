//! Coverage: what the hours that accounts get make of the arrivals of a month.

use super::trial::Simulator;
use crate::demand::coverage::Offer;

impl Simulator<'_> {
    /// Works out the factor on the arrivals of each source and market, if any source follows the hours of people.
    ///
    /// Who comes and goes in the month is settled before its leads are drawn, so a seat that is vacant for half of it gives
    /// half of its hours.
    pub(super) fn cover(&mut self, month: usize) {
        if !self.plan.demand.follows_coverage() {
            return;
        }
        let n_markets = self.plan.dimensions.n_markets();
        let mut factors = std::mem::take(&mut self.coverage);
        factors.clear();
        factors.resize(self.plan.demand.sources.len() * n_markets, 1.0);
        let rows = factors.chunks_exact_mut(n_markets);
        for (source, row) in self.plan.demand.sources.iter().zip(rows) {
            if let Some(coverage) = &source.coverage {
                coverage.fill(self.offers(coverage.role, month), month, row);
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
        })
    }
}

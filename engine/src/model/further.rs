//! What only some plans count: measures and costs of features that a plan may do without.

use super::Model;
use super::trial::Simulator;
use crate::measure::{Cut, Measure};

impl Model {
    /// Measures that this plan counts beside those of every plan.
    pub(super) fn further_measures(&self) -> Vec<(Measure, Cut)> {
        let mut further = Vec::new();
        if self.funnel.nurture.is_some() {
            further.push((Measure::Returned, Cut::Company));
        }
        if self.demand.finite.is_some() {
            for cut in [Cut::Company, Cut::Segment, Cut::Region] {
                further.push((Measure::Exhausted, cut));
            }
            further.push((Measure::FreeAccounts, Cut::Company));
        }
        for (measure, _) in self.further_costs().into_iter().filter(|(_, on)| *on) {
            further.push((measure, Cut::Company));
        }
        further
    }

    /// Costs that only some plans have, and whether this one has them.
    fn further_costs(&self) -> [(Measure, bool); 1] {
        [(Measure::PartnerFees, self.demand.pays_partners())]
    }
}

impl Simulator<'_> {
    /// What a month has cost beside the costs of every plan [minor units].
    pub(super) fn further_cost(&self, month: usize) -> i64 {
        let costs = self.plan.further_costs().into_iter().filter(|(_, on)| *on);
        costs
            .map(|(measure, _)| self.tally.so_far(Cut::Company, 0, measure, month))
            .sum()
    }
}

//! What only some plans count: measures and costs of features that a plan may do without.

use super::Model;
use super::chronicle::Happening;
use super::tally::bounds;
use super::trial::Simulator;
use crate::flows::Spell;
use crate::initiatives::Initiative;
use crate::measure::{Cut, Measure};
use crate::supply::Supply;
use crate::units::Money;

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
            for measure in [
                Measure::FreeAccounts,
                Measure::AccountsInPlay,
                Measure::AccountsSold,
                Measure::AccountsResting,
            ] {
                further.push((measure, Cut::Company));
            }
        }
        if self.workforce.throughput.is_some() {
            further.push((Measure::HiresPostponed, Cut::Company));
        }
        if self.territories.hand_over.is_some() {
            further.push((Measure::HandedOver, Cut::Company));
            further.push((Measure::LostInHandOver, Cut::Company));
            if self.contracts.is_some() {
                further.push((Measure::CustomersHandedOver, Cut::Company));
                further.push((Measure::ChurnedInHandOver, Cut::Company));
            }
        }
        if self.territories.travel.is_some() {
            further.push((Measure::TravelHours, Cut::Company));
        }
        if self.times_deals() {
            for measure in [Measure::Conceded, Measure::BroughtIn, Measure::HeldBack] {
                further.push((measure, Cut::Company));
            }
        }
        if !self.finance.budgets.is_empty() {
            further.push((Measure::BudgetBound, Cut::Company));
        }
        if self.may_be_bound_otherwise() {
            further.push((Measure::LeadsBound, Cut::Company));
        }
        for (measure, _) in self.further_costs().into_iter().filter(|(_, on)| *on) {
            further.push((measure, Cut::Company));
        }
        further
    }

    /// Whether anything but leads and sales capacity may bind: pools, stock, or a budget.
    pub(super) fn may_be_bound_otherwise(&self) -> bool {
        let has = |supply: &Supply| !supply.pools.is_empty() || !supply.items.is_empty();
        !self.finance.budgets.is_empty() || self.supply.as_ref().is_some_and(has)
    }

    /// Costs that only some plans have, and whether this one has them.
    fn further_costs(&self) -> [(Measure, bool); 4] {
        [
            (Measure::PartnerFees, self.demand.pays_partners()),
            (Measure::Severance, self.workforce.pays_severance()),
            (Measure::Travel, self.territories.travel.is_some()),
            (
                Measure::Initiatives,
                self.initiatives.iter().any(Initiative::costs_anything),
            ),
        ]
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

    /// Writes down which initiatives begin and end with a month, if anybody wants to read it.
    pub(super) fn tell_initiatives(&mut self, month: usize) {
        let (time, _) = bounds(month);
        for (initiative, of) in self.model.initiatives.iter().enumerate() {
            if of.start == month {
                self.note(time, |_| Happening::Begins { initiative });
            }
            if of.until == month {
                self.note(time, |_| Happening::GivesUp { initiative });
            }
        }
    }

    /// Counts what the month's comings and goings mean beyond the people themselves: severance pay, hires put off.
    pub(super) fn count_staffing(&mut self, month: usize) {
        let workforce = &self.plan.workforce;
        if workforce.throughput.is_some() {
            let n = i64::from(self.roster.n_postponed());
            self.tally.company(Measure::HiresPostponed, month, n);
        }
        if !workforce.pays_severance() {
            return;
        }
        let told = workforce.leavers.iter().filter(|l| l.month == month);
        let timing = self.plan.calendar.timing();
        // Whoever is told to leave is the first in the seat in that month, if anybody is who was there when it began.
        let gone = told.filter(|leaver| {
            let first = self.spells.iter().find(|s| s.seat == leaver.seat);
            let is_told = |spell: &Spell| spell.to <= leaver.time(timing);
            first.is_some_and(|spell| spell.left && is_told(spell))
        });
        let pay = gone.map(|leaver| {
            let role = workforce.seats[leaver.seat].role;
            let base = workforce.roles[role].base_per_year.at(0, month);
            (role, Money::round(base / 12.0 * leaver.severance))
        });
        let pay: Vec<(usize, Money)> = pay.collect();
        for (role, pay) in pay {
            match self.delivery.pool_of_role(role) {
                Some(pool) => self.cost_of_delivery(pool, month, pay),
                None => self.tally.company(Measure::Severance, month, pay.minor()),
            }
        }
    }
}

//! Leads: drawn for a month, arriving one by one, each to become a deal of the funnel.

use super::deals::Deal;
use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::demand::arrivals::{Context, Prospecting};
use crate::flows::Lead;
use crate::kernel::math::exp;

impl Simulator<'_> {
    /// Draws the leads of a month and puts them on the agenda.
    pub(super) fn collect_leads(&mut self, month: usize) {
        self.leads.clear();
        self.cover(month);
        let plan = &self.plan;
        let context = Context {
            demand: &plan.demand,
            dimensions: &plan.dimensions,
            calendar: &plan.calendar,
            moods: &self.moods,
            future: self.future,
            month,
            coverage: &self.coverage,
        };
        self.arrivals.begin_month(&context);
        self.arrivals.from_market(&context, &mut self.leads);
        for (ix, source) in plan.demand.sources.iter().enumerate() {
            let Some(role) = source.prospected_by else {
                continue;
            };
            let (mut seat_so_far, mut spell_so_far, mut index) = (usize::MAX, 0, 0);
            for spell in self
                .spells
                .iter()
                .filter(|s| plan.workforce.seats[s.seat].role == role)
            {
                if spell.seat != seat_so_far {
                    (seat_so_far, spell_so_far, index) = (spell.seat, 0, 0);
                }
                let seat = &plan.workforce.seats[spell.seat];
                let rep = Prospecting {
                    seat: spell.seat,
                    key: seat.key,
                    from: spell.from.max(spell.ready),
                    to: spell.to,
                    ramped_months: plan.workforce.ramped_months(spell),
                    covers: seat
                        .territory
                        .map(|t| plan.territories.areas[t].markets.as_slice()),
                    sells: seat
                        .territory
                        .and_then(|t| plan.territories.areas[t].products.as_deref()),
                    spell: spell_so_far,
                };
                index += self
                    .arrivals
                    .from_rep(&context, ix, rep, index, &mut self.leads);
                spell_so_far += 1;
            }
        }
        for (ix, lead) in self.leads.iter().enumerate() {
            self.agenda.push(
                lead.time,
                lead.id.tie(),
                Event::Arrives { lead: narrow(ix) },
            );
        }
    }

    /// A lead arrives: for the account that takes it, and in the funnel.
    pub(super) fn arrive(&mut self, lead: usize) {
        let mut lead = self.leads[lead];
        if !self.takes_account(&mut lead) {
            return;
        }
        let month = month_of(lead.time);
        let stage = self.plan.demand.sources[self.classes[lead.class].source].enters;
        self.count_lead(lead.class, month);
        let tiers = &self.plan.demand.tiers;
        let odds = lead
            .tier
            .map_or(1.0, |tier| exp(tiers[tier].lift.at(lead.class, month)));
        self.admit(&lead, odds, stage);
    }

    /// A lead enters the ledger and the funnel.
    pub(super) fn admit(&mut self, lead: &Lead, odds: f64, stage: usize) {
        let mut deal = Deal::of_lead(lead, odds, stage);
        self.enter_ledger(&mut deal, None, month_of(lead.time));
        let slot = self.deals.put(&deal);
        self.inherit_hand_over(slot, lead.time);
        self.enter(slot, lead.time);
    }
}

//! What becomes of a deal that is lost: it comes back as a lead, or its account rests.

use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::flows::{Lead, LeadId};
use crate::measure::Measure;
use crate::purpose;

/// A lead that will come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returning {
    id: LeadId,
    class: usize,
    odds: f64,
    account: Option<usize>,
    prospector: Option<usize>,
}

impl Simulator<'_> {
    /// Lets go of a deal that is lost or has expired. While it is nurtured its account stays in play.
    #[inline]
    pub(super) fn let_go(&mut self, slot: usize, time: f64) {
        if self.plan.funnel.nurture.is_none() && self.plan.demand.finite.is_none() {
            return;
        }
        if !self.nurture(slot, time) {
            self.rest_account(slot, time);
        }
    }

    /// Whether a lost deal comes back, which it then does after a while.
    fn nurture(&mut self, slot: usize, time: f64) -> bool {
        let Some(nurture) = &self.plan.funnel.nurture else {
            return false;
        };
        let deal = &self.deals[slot];
        let words = deal.id.draw(self.future, purpose::NURTURE);
        let Some(delay) = nurture.returns_after(deal.class, month_of(time), words) else {
            return false;
        };
        let returning = Returning {
            id: deal.id.again(),
            class: deal.class,
            odds: deal.odds,
            account: deal.account,
            prospector: deal.prospector,
        };
        let lead = narrow(self.returning.len());
        self.expect(time + delay, returning.id.tie(), Event::Returns { lead });
        self.returning.push(returning);
        true
    }

    /// A lead comes back.
    pub(super) fn come_back(&mut self, lead: usize, time: f64) {
        let Returning {
            id,
            class,
            odds,
            account,
            prospector,
        } = self.returning[lead];
        let lead = Lead {
            id,
            time,
            class,
            tier: None,
            account,
            prospector,
            lots: id.draw(self.future, purpose::LEAD),
        };
        let nurture = self.plan.funnel.nurture.as_ref();
        let stage = nurture.expect("only what is nurtured comes back").enters;
        self.count_lead(class, month_of(time));
        self.tally.company(Measure::Returned, month_of(time), 1);
        self.admit(&lead, odds, stage);
    }
}

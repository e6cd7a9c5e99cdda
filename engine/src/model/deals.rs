//! Deals in progress.

use crate::flows::{Lead, LeadId};
use crate::funnel::progress::Outcome;
use crate::kernel::stream::Words;
use crate::units::Money;

/// Most splits with whoever of a role worked on a deal.
pub const MAX_HELPERS: usize = 2;

/// A lead or deal on its way through the funnel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deal {
    pub(super) id: LeadId,
    pub(super) class: usize,
    /// Factor that its score puts on the odds of passing a stage.
    pub(super) odds: f64,
    /// Factor that its price puts on them, from the moment it is an opportunity.
    pub(super) price_odds: f64,
    /// Price of its product beside the list price, from that moment on.
    pub(super) price: f64,
    /// Size beside the usual one in the mood of that moment; 1 if the plan states its value.
    pub(super) size: f64,
    pub(super) account: Option<usize>,
    pub(super) prospector: Option<usize>,
    /// Words from which routing takes its lots.
    pub(super) lots: Words,
    /// Words of the stage it is in, from the second on: dwell time, work, patience. Before it enters one, those of the first
    /// stage, if its size was drawn from them.
    pub(super) words: Words,
    /// Stage it is in, and since when \[months\].
    pub(super) stage: usize,
    pub(super) entered: f64,
    /// How long it had been in its stage when the simulation began \[months\].
    pub(super) before: f64,
    /// Place in a waiting line for the stage's first activity, while it has one.
    pub(super) ticket: Option<u32>,
    /// When work on the stage began, and how the stage will end.
    pub(super) served: f64,
    pub(super) outcome: Outcome,
    /// Activities of the stage that wait for somebody, and when those under way are finished.
    pub(super) pending: usize,
    pub(super) worked: f64,
    /// Seat that did the first activity last, and seat that owns the deal.
    pub(super) worker: Option<usize>,
    pub(super) owner: Option<usize>,
    /// Seat that made it an opportunity, and the seats that share its credit for the work they did on it.
    pub(super) creator: Option<usize>,
    pub(super) helpers: [Option<u32>; MAX_HELPERS],
    /// Its value at list prices [minor units], unless the plan states its value: as it was drawn, until it is an opportunity and
    /// what moves sizes is in it. And its value in the ledger.
    pub(super) list: Option<f64>,
    pub(super) value: Money,
    /// Its value, from the moment it is an opportunity.
    pub(super) amount: Option<Money>,
    /// Whether it was open at the start.
    pub(super) from_pipeline: bool,
    /// Seat that owned it before, until it is known whether that costs the deal; how often it has changed hands.
    pub(super) former: Option<u32>,
    pub(super) n_hand_overs: u16,
    /// Whether its owner has held it back until a period is over.
    pub(super) held_back: bool,
    /// Whether it is still in the funnel.
    pub(super) live: bool,
}

impl Deal {
    pub(super) fn of_lead(lead: &Lead, odds: f64, stage: usize) -> Self {
        Self {
            id: lead.id,
            class: lead.class,
            odds,
            price_odds: 1.0,
            price: 1.0,
            size: 1.0,
            account: lead.account,
            prospector: lead.prospector,
            lots: lead.lots,
            words: lead.lots,
            stage,
            entered: lead.time,
            before: 0.0,
            ticket: None,
            served: lead.time,
            outcome: Outcome {
                passes: false,
                dwell: 0.0,
                takes: None,
            },
            pending: 0,
            worked: lead.time,
            worker: None,
            owner: None,
            creator: None,
            helpers: [None; MAX_HELPERS],
            list: None,
            value: Money::ZERO,
            amount: None,
            from_pipeline: false,
            former: None,
            n_hand_overs: 0,
            held_back: false,
            live: true,
        }
    }

    /// When it is lost unless somebody makes more than the effort of reference \[months\]; `None` if that is enough.
    pub(super) fn lost_at(&self) -> Option<f64> {
        let dwell = self.outcome.takes?.dwell_lost?;
        Some(self.worked.max(self.served + dwell))
    }
}

/// All deals in progress; slots of finished ones are used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Deals {
    slots: Vec<Deal>,
    free: Vec<usize>,
}

impl Deals {
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.free.clear();
    }

    pub(super) fn put(&mut self, deal: &Deal) -> usize {
        if let Some(slot) = self.free.pop() {
            self.slots[slot] = *deal;
            return slot;
        }
        self.slots.push(*deal);
        self.slots.len() - 1
    }

    /// Takes a deal out of the funnel.
    pub(super) fn finish(&mut self, slot: usize) {
        self.slots[slot].live = false;
        self.slots[slot].ticket = None;
        self.free.push(slot);
    }

    /// Number of slots, live and free.
    pub(super) fn n_slots(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &Deal> {
        self.slots.iter().filter(|deal| deal.live)
    }
}

impl std::ops::Index<usize> for Deals {
    type Output = Deal;
    fn index(&self, slot: usize) -> &Deal {
        &self.slots[slot]
    }
}

impl std::ops::IndexMut<usize> for Deals {
    fn index_mut(&mut self, slot: usize) -> &mut Deal {
        &mut self.slots[slot]
    }
}

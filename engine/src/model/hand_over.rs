//! Changes of owner: deals and accounts whose person has left or that a new cut gives to somebody else.

use std::collections::BTreeMap;

use super::Model;
use super::tally::{bounds, month_of};
use super::trial::{Simulator, narrow};
use crate::kernel::stream::{EntityKey, pick_uniform};
use crate::measure::Measure;
use crate::purpose;
use crate::territory::Area;
use crate::territory::hand_over::Successor;

/// How an account changed hands last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handed {
    /// Until when its new deals suffer \[months\].
    until: f64,
    /// Seat that owned it.
    former: u32,
}

impl Simulator<'_> {
    /// A person has left: what the seat owns gets another owner, be it a colleague or whoever comes next.
    pub(super) fn hand_over_seat(&mut self, seat: usize, time: f64) {
        if self.plan.territories.hand_over.is_none() {
            return;
        }
        for slot in 0..self.deals.n_slots() {
            if self.deals[slot].live && self.deals[slot].owner == Some(seat) {
                self.hand_over_deal(slot, seat, time);
            }
        }
        for account in 0..self.plan.territories.accounts.len() {
            if self.plan.territories.accounts[account].owner == Some(seat) {
                self.hand_over_account(account, seat, time);
            }
        }
    }

    /// A deal loses its owner.
    pub(super) fn hand_over_deal(&mut self, slot: usize, former: usize, time: f64) {
        let deal = &mut self.deals[slot];
        // A deal that nobody has taken up since changes hands once.
        if self.plan.territories.hand_over.is_some() && deal.former.is_none() {
            deal.former = Some(narrow(former));
            deal.n_hand_overs = deal.n_hand_overs.wrapping_add(1);
            self.tally.company(Measure::HandedOver, month_of(time), 1);
        }
    }

    /// A named account loses its owner: its deals of the next months suffer as well.
    pub(super) fn hand_over_account(&mut self, account: usize, former: usize, time: f64) {
        if let Some(hand_over) = &self.plan.territories.hand_over {
            self.handed[account] = Some(Handed {
                until: time + hand_over.months,
                former: narrow(former),
            });
        }
    }

    /// A deal that arises from an account which changed hands not long ago has changed hands, too.
    #[inline]
    pub(super) fn inherit_hand_over(&mut self, slot: usize, time: f64) {
        let Some(account) = self.deals[slot].account else {
            return;
        };
        if let Some(handed) = self.handed[account].filter(|handed| time < handed.until) {
            self.hand_over_deal(slot, handed.former as usize, time);
        }
    }

    /// Whether a deal that would pass its stage is lost, since it has changed hands before.
    #[inline]
    pub(super) fn is_lost_in_hand_over(&mut self, slot: usize, time: f64) -> bool {
        let Some(former) = self.deals[slot].former.take() else {
            return false;
        };
        let Some(hand_over) = &self.plan.territories.hand_over else {
            return false;
        };
        let (deal, seats) = (&self.deals[slot], &self.plan.workforce.seats);
        let owner = deal.owner.filter(|&seat| self.desks[seat].spell.is_some());
        let successor = Successor {
            is_similar: owner
                .is_some_and(|seat| seats[seat].territory == seats[former as usize].territory),
            is_new: owner.is_some() && self.hand_of(owner, time).ramp < 1.0,
        };
        let month = month_of(time);
        let words = deal.id.draw(self.future, purpose::HAND_OVER);
        let lot = pick_uniform(words, EntityKey(u64::from(deal.n_hand_overs)));
        let is_lost = lot < hand_over.loss_to(successor, month);
        if is_lost {
            self.tally.company(Measure::LostInHandOver, month, 1);
        }
        is_lost
    }

    /// A new cut of the territories holds from the first day of a month.
    pub(super) fn recut(&mut self, month: usize) {
        for ix in 0..self.plan.territories.recuts.len() {
            if self.plan.territories.recuts[ix].month == month {
                self.apply_cut(ix);
            }
        }
    }

    fn apply_cut(&mut self, ix: usize) {
        let model = self.model;
        let cut = &model.territories.recuts[ix];
        let (time, _) = bounds(cut.month);
        let before = Coverage::of(&self.plan);
        let mut moved = BTreeMap::new();
        self.plan.apply_cut(cut, |account, former| {
            moved.insert(account, former);
        });
        let after = Coverage::of(&self.plan);
        self.is_recut = true;
        self.router = self.plan.router();
        for (&account, &former) in &moved {
            self.hand_over_account(account, former, time);
        }
        if !cut.keeps_deals {
            for slot in 0..self.deals.n_slots() {
                self.move_deal(slot, (&before, &after), &moved, time);
            }
        }
        self.line_up_anew(time);
    }

    /// Gives an open deal to whoever owns its account or covers its market after a new cut, if that is another one now.
    fn move_deal(
        &mut self,
        slot: usize,
        (before, after): (&Coverage, &Coverage),
        moved: &BTreeMap<usize, usize>,
        time: f64,
    ) {
        let deal = self.deals[slot];
        let Some(former) = deal.owner.filter(|_| deal.live) else {
            return;
        };
        let market = self.markets[deal.class];
        let is_given_up = before.covers(former, market) && !after.covers(former, market);
        let account = deal.account.filter(|account| moved.contains_key(account));
        if !is_given_up && account.is_none() {
            return;
        }
        let by_account = account
            .and_then(|account| self.plan.territories.accounts[account].owner)
            .filter(|&owner| self.desks[owner].active);
        let next = by_account.or_else(|| self.route_owner(slot));
        if let Some(next) = next.filter(|&next| next != former) {
            self.deals[slot].owner = Some(next);
            self.hand_over_deal(slot, former, time);
        }
    }
}

/// Who covered what before a new cut.
struct Coverage {
    areas: Vec<Area>,
    seats: Vec<Option<usize>>,
}

impl Coverage {
    fn of(plan: &Model) -> Self {
        let seats = plan.workforce.seats.iter();
        Self {
            areas: plan.territories.areas.clone(),
            seats: seats.map(|seat| seat.territory).collect(),
        }
    }

    fn covers(&self, seat: usize, market: usize) -> bool {
        self.seats[seat].is_none_or(|territory| self.areas[territory].markets[market])
    }
}

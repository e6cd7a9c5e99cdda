//! Changes of owner: deals, accounts and customers whose person has left or that a new cut gives to somebody else.

use super::tally::month_of;
use super::trial::{Simulator, narrow};
use crate::kernel::stream::{EntityKey, pick_uniform};
use crate::measure::Measure;
use crate::purpose;
use crate::territory::hand_over::Successor;

/// How an account or a customer changed hands last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handed {
    /// Until when its new deals or its renewal suffer \[months\].
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
        let beats = self.plan.territories.beats;
        for account in 0..self.plan.territories.accounts.len() {
            for product in 0..beats.per_market() {
                let owners = &self.plan.territories.accounts[account].owners;
                if owners.of(product) == Some(seat) {
                    self.hand_over_account(beats.row_of_account(account, product), seat, time);
                }
            }
        }
        for slot in 0..self.customers.len() {
            let contract = &self.customers[slot];
            if contract.live && contract.owner == Some(seat) {
                self.hand_over_customer(slot, seat, time);
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

    /// A named account loses its owner, be it for one product: its deals of the next months suffer as well.
    ///
    /// * `row`: of the account and product
    pub(super) fn hand_over_account(&mut self, row: usize, former: usize, time: f64) {
        if let Some(hand_over) = &self.plan.territories.hand_over {
            self.handed[row] = Some(Handed {
                until: time + hand_over.months,
                former: narrow(former),
            });
        }
    }

    /// A customer loses whoever looks after it: it may leave at its next renewal, if that is not long after.
    pub(super) fn hand_over_customer(&mut self, slot: usize, former: usize, time: f64) {
        let Some(hand_over) = &self.plan.territories.hand_over else {
            return;
        };
        let contract = &mut self.customers[slot];
        // One that has not come up since changes hands once.
        if contract.handed.is_none_or(|handed| time >= handed.until) {
            contract.handed = Some(Handed {
                until: time + hand_over.months,
                former: narrow(former),
            });
            self.tally
                .company(Measure::CustomersHandedOver, month_of(time), 1);
        }
    }

    /// Whether a customer whose term ends is lost, since it has changed hands before.
    ///
    /// * `stays`: whether it would stay otherwise
    pub(super) fn is_churned_in_hand_over(&mut self, slot: usize, stays: bool, time: f64) -> bool {
        let handed = self.customers[slot].handed.take();
        let Some(handed) = handed.filter(|handed| stays && time < handed.until) else {
            return false;
        };
        let Some(hand_over) = &self.plan.territories.hand_over else {
            return false;
        };
        let contract = self.customers[slot];
        let successor = self.successor(contract.owner, handed.former, time);
        let words = self
            .future
            .draw(contract.key, 0, purpose::HAND_OVER, contract.n_terms);
        let is_lost = words.uniform(0) < hand_over.loss_to(successor, month_of(time));
        if is_lost {
            self.tally
                .company(Measure::ChurnedInHandOver, month_of(time), 1);
        }
        is_lost
    }

    /// Who has taken over, as far as somebody has.
    fn successor(&self, owner: Option<usize>, former: u32, time: f64) -> Successor {
        let seats = &self.plan.workforce.seats;
        let owner = owner.filter(|&seat| self.desks[seat].spell.is_some());
        Successor {
            is_similar: owner
                .is_some_and(|seat| seats[seat].territory == seats[former as usize].territory),
            is_new: owner.is_some() && self.hand_of(owner, time).ramp < 1.0,
        }
    }

    /// The row of a named account for what deals of a class sell.
    #[inline]
    pub(super) fn row_of_account(&self, account: usize, class: usize) -> usize {
        let product = self.beats[class].product;
        self.plan.territories.beats.row_of_account(account, product)
    }

    /// A deal that arises from an account which changed hands not long ago has changed hands, too.
    #[inline]
    pub(super) fn inherit_hand_over(&mut self, slot: usize, time: f64) {
        let deal = &self.deals[slot];
        let Some(account) = deal.account else {
            return;
        };
        let row = self.row_of_account(account, deal.class);
        if let Some(handed) = self.handed[row].filter(|handed| time < handed.until) {
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
        let deal = &self.deals[slot];
        let successor = self.successor(deal.owner, former, time);
        let month = month_of(time);
        let words = deal.id.draw(self.future, purpose::HAND_OVER);
        let lot = pick_uniform(words, EntityKey(u64::from(deal.n_hand_overs)));
        let is_lost = lot < hand_over.loss_to(successor, month);
        if is_lost {
            self.tally.company(Measure::LostInHandOver, month, 1);
        }
        is_lost
    }
}

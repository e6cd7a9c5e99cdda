//! More business with customers: to whom it belongs, and that it ends when they leave.
//!
//! A customer is made by its first contract. What it buys later is a contract of its own, with a term and renewals of its
//! own: one that is given up alone is churn of that contract and leaves the customer one. When the contract that made the
//! customer ends, the customer has left, and whatever else it had is cancelled on that day; what comes up for renewal on that
//! very day is not renewed.

use super::customers::Contract;
use super::deals::Deal;
use super::trial::{Simulator, narrow};
use crate::contracts::billing::Term;
use crate::purpose;
use crate::units::Money;

/// What a customer has bought beside its first contract: a list through its contracts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bought {
    /// Of the contract that makes the customer: what was bought last.
    last: Option<u32>,
    /// Of anything that was bought later: what was bought before it.
    before: Option<u32>,
}

impl Simulator<'_> {
    /// The customer that buys more with a deal: the one whose account it is; where nobody knows the account, one of the
    /// customers of the market of whom nobody knows it either, each with the same chance. `None` if there is none: the
    /// contract then stands for itself.
    ///
    /// * `contract`: the one that the deal becomes
    fn buyer(&self, deal: &Deal, contract: &Contract) -> Option<usize> {
        let (market, buyers) = (self.markets[deal.class], &self.customers.buyers);
        let known = deal
            .account
            .and_then(|account| buyers.of_account(market, account));
        known.or_else(|| {
            let lots = self.future.draw(contract.key, 0, purpose::CUSTOMER, 2);
            buyers.by_lot(market, lots)
        })
    }

    /// A contract for more business is signed: it belongs to a customer.
    pub(super) fn belongs_to_customer(&mut self, slot: usize, deal: &Deal) {
        let Some(customer) = self.buyer(deal, &self.customers[slot]) else {
            return;
        };
        let before = self.customers[customer].bought.last.replace(narrow(slot));
        self.customers[slot].bought.before = before;
    }

    /// A customer has left: whatever else it had is cancelled.
    pub(super) fn cancel_what_was_bought(&mut self, customer: usize, time: f64) {
        let mut next = self.customers[customer].bought.last;
        while let Some(slot) = next.map(|slot| slot as usize) {
            next = self.customers[slot].bought.before;
            let contract = &self.customers[slot];
            if contract.live && contract.end <= time {
                self.end_with_customer(slot, time);
            } else if contract.live {
                self.cut_short(slot, time);
                self.cancel(slot, time);
            }
        }
    }

    /// A term ends earlier than was known when it began: what it earns and what is invoiced after that day is taken back,
    /// and what was paid for the time after is paid back.
    pub(super) fn cut_short(&mut self, slot: usize, time: f64) {
        let Some(contracts) = &self.plan.contracts else {
            return;
        };
        let contract = self.customers[slot];
        if !contract.has_begun() {
            return;
        }
        let words = self
            .future
            .draw(contract.key, 0, purpose::TERM, contract.n_terms);
        let (billing, delay) = (contracts.billing, contracts.collected_after(words));
        let as_begun = contract.term();
        let now = Term {
            cancelled: Some(time),
            ..as_begun
        };
        let months = self.plan.calendar.n_history()..self.plan.calendar.n_months();
        for (month, amount) in as_begun.earned(months.clone()) {
            self.customers.recur(month, Money::ZERO - amount);
        }
        for (month, amount) in now.earned(months) {
            self.customers.recur(month, amount);
        }
        let (before, after): (Vec<_>, Vec<_>) = (
            as_begun.invoices(billing).collect(),
            now.invoices(billing).collect(),
        );
        let same = before.iter().zip(&after).take_while(|(a, b)| a == b);
        let n_same = same.count();
        let back = before[n_same..]
            .iter()
            .map(|&(at, sum)| (at, Money::ZERO - sum));
        for (at, amount) in back.chain(after[n_same..].iter().copied()) {
            self.collect_on(slot, at + delay, amount);
        }
    }
}

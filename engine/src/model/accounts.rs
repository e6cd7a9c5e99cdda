//! Finite markets: which accounts are taken.

use super::Model;
use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::flows::Lead;
use crate::measure::{Cut, Measure};
use crate::purpose;

/// Accounts that are in play, sold or cooling off: how many of each market, or which of those that are listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    taken: Vec<u32>,
    is_listed: Vec<bool>,
    listed_taken: Vec<bool>,
}

impl Accounts {
    pub(super) fn new(model: &Model) -> Self {
        let mut is_listed = vec![false; model.dimensions.n_markets()];
        for account in &model.territories.accounts {
            is_listed[account.market] = true;
        }
        Self {
            taken: vec![0; is_listed.len()],
            is_listed,
            listed_taken: vec![false; model.territories.accounts.len()],
        }
    }

    pub(super) fn clear(&mut self) {
        self.taken.fill(0);
        self.listed_taken.fill(false);
    }

    /// Where a deal's account stands: the market, or behind all markets the listed account; `None` for a deal open at the
    /// start in a market with a list, of which nobody knows the account.
    fn place(&self, market: usize, account: Option<usize>) -> Option<usize> {
        match account {
            Some(account) => Some(self.taken.len() + account),
            None => (!self.is_listed[market]).then_some(market),
        }
    }

    fn mark(&mut self, place: usize, taken: bool) {
        match place.checked_sub(self.taken.len()) {
            Some(account) => self.listed_taken[account] = taken,
            None if taken => self.taken[place] += 1,
            None => self.taken[place] -= 1,
        }
    }
}

impl Simulator<'_> {
    /// Whether the account of a lead is free, which then is in play; a lead of a taken account is not sent.
    pub(super) fn takes_account(&mut self, lead: &Lead) -> bool {
        let Some(finite) = &self.plan.demand.finite else {
            return true;
        };
        let (market, month) = (self.markets[lead.class], month_of(lead.time));
        let is_free = if let Some(account) = lead.account {
            !self.accounts.listed_taken[account]
        } else {
            let taken = f64::from(self.accounts.taken[market]);
            let lot = lead.id.draw(self.future, purpose::ACCOUNT).uniform(0);
            lot < finite.free_share(market, month, taken)
        };
        if is_free {
            self.hold_account(lead.class, lead.account);
        } else {
            let of = self.classes[lead.class];
            for (cut, member) in [
                (Cut::Company, 0),
                (Cut::Segment, of.segment),
                (Cut::Region, of.region),
            ] {
                self.tally.add(cut, member, Measure::Exhausted, month, 1);
            }
        }
        is_free
    }

    /// The account of a deal is in play.
    pub(super) fn hold_account(&mut self, class: usize, account: Option<usize>) {
        if self.plan.demand.finite.is_none() {
            return;
        }
        if let Some(place) = self.accounts.place(self.markets[class], account) {
            self.accounts.mark(place, true);
        }
    }

    /// The account of a deal that is won or lost for good rests, and is free again after a while.
    pub(super) fn rest_account(&mut self, slot: usize, won: bool, time: f64) {
        let Some(finite) = &self.plan.demand.finite else {
            return;
        };
        let deal = &self.deals[slot];
        let (market, month) = (self.markets[deal.class], month_of(time));
        let rest = if won {
            finite
                .sold_for
                .as_ref()
                .map(|field| field.at(market, month))
        } else {
            Some(finite.cooling_off.at(market, month))
        };
        let (place, order) = (self.accounts.place(market, deal.account), deal.id.tie());
        if let (Some(rest), Some(place)) = (rest, place) {
            let place = narrow(place);
            self.expect(time + rest, order, Event::Frees { place });
        }
    }

    /// An account is free again.
    pub(super) fn free_account(&mut self, place: usize) {
        self.accounts.mark(place, false);
    }

    /// Counts the accounts that are free at the end of a month.
    pub(super) fn count_free_accounts(&mut self, month: usize) {
        let Some(finite) = &self.plan.demand.finite else {
            return;
        };
        let listed = self.accounts.listed_taken.iter().filter(|&&taken| !taken);
        let mut free = i64::try_from(listed.count()).expect("a list of accounts fits a table");
        for (market, taken) in self.accounts.taken.iter().enumerate() {
            if !self.accounts.is_listed[market] {
                let left = finite.accounts.at(market, month) - f64::from(*taken);
                #[allow(clippy::cast_possible_truncation, reason = "accounts are few enough")]
                let left = left.max(0.0) as i64;
                free += left;
            }
        }
        self.tally.company(Measure::FreeAccounts, month, free);
    }
}

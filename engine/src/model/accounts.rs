//! Finite markets: how their accounts stand.

use super::Model;
use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::contracts::Customer;
use crate::flows::Lead;
use crate::kernel::math::ln;
use crate::kernel::stream::{Words, pick_uniform};
use crate::measure::{Cut, Measure};
use crate::purpose;

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// A lead may come from it.
    Free,
    /// A lead or deal is in the funnel, or is nurtured.
    InPlay,
    /// It is a customer.
    Sold,
    /// It cools off after it was lost, or has left.
    Resting,
}

/// Where an account stands: the market, or behind all markets the listed account.
pub(super) type Place = u32;

/// Accounts that are not free: how many of each market, and which of those that are listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    /// By market: in play, sold, resting.
    taken: Vec<[u32; 3]>,
    /// Listed accounts of each market, and how each listed account stands.
    listed: Vec<Vec<usize>>,
    standing: Vec<Standing>,
    market_of: Vec<usize>,
}

impl Accounts {
    pub(super) fn new(model: &Model) -> Self {
        let n_markets = model.dimensions.n_markets();
        let accounts = &model.territories.accounts;
        let mut listed = vec![Vec::new(); n_markets];
        for (ix, account) in accounts.iter().enumerate() {
            listed[account.market].push(ix);
        }
        Self {
            taken: vec![[0; 3]; n_markets],
            listed,
            standing: vec![Standing::Free; accounts.len()],
            market_of: accounts.iter().map(|account| account.market).collect(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.taken.fill([0; 3]);
        self.standing.fill(Standing::Free);
    }

    /// The place of a market's account; `None` for one that nobody knows in a market with a list.
    fn place(&self, market: usize, account: Option<usize>) -> Option<Place> {
        match account {
            Some(account) => Some(narrow(self.taken.len() + account)),
            None => self.listed[market].is_empty().then(|| narrow(market)),
        }
    }

    /// An account stands otherwise from now on.
    fn turn(&mut self, place: Place, from: Standing, to: Standing) {
        let place = place as usize;
        let market = match place.checked_sub(self.taken.len()) {
            Some(account) => {
                debug_assert_eq!(self.standing[account], from, "an account stands once");
                self.standing[account] = to;
                self.market_of[account]
            }
            None => place,
        };
        for (standing, change) in [(from, -1), (to, 1)] {
            if standing != Standing::Free {
                let count = &mut self.taken[market][standing as usize - 1];
                *count = count
                    .checked_add_signed(change)
                    .expect("what was counted in is counted out");
            }
        }
    }

    fn n_taken(&self, market: usize) -> u32 {
        self.taken[market].iter().sum()
    }

    /// The listed account of a market that a lot falls on, among those that stand so: each in proportion to its weight,
    /// by a lot of its own.
    fn by_lot(
        &self,
        model: &Model,
        market: usize,
        standing: Standing,
        lots: Words,
        weight: impl Fn(usize) -> f64,
    ) -> Option<usize> {
        let accounts = &model.territories.accounts;
        let candidates = self.listed[market].iter().copied();
        let waits = candidates
            .filter(|&account| self.standing[account] == standing && weight(account) > 0.0)
            .map(|account| {
                let wait = -ln(pick_uniform(lots, accounts[account].key)) / weight(account);
                (wait, account)
            });
        waits
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, account)| account)
    }
}

impl Simulator<'_> {
    /// Whether deals of a class are more business with customers, which takes no account of its own.
    fn is_expansion(&self, class: usize) -> bool {
        let contracts = self.plan.contracts.as_ref();
        contracts.is_some_and(|contracts| contracts.is_expansion[self.classes[class].source])
    }

    /// Where the account of a deal stands, if it takes one.
    #[inline]
    pub(super) fn place_of(&self, class: usize, account: Option<usize>) -> Option<Place> {
        if self.plan.demand.finite.is_none() || self.is_expansion(class) {
            return None;
        }
        self.accounts.place(self.markets[class], account)
    }

    /// Whether the account of a lead is free, which then is in play; a lead of a taken account is not sent. More business
    /// with customers is always sent, and comes from one of them.
    pub(super) fn takes_account(&mut self, lead: &mut Lead) -> bool {
        let Some(finite) = &self.plan.demand.finite else {
            return true;
        };
        let (market, month) = (self.markets[lead.class], month_of(lead.time));
        if self.is_expansion(lead.class) {
            if lead.account.is_some() {
                let lots = lead.id.draw(self.future, purpose::ACCOUNT);
                let potential = |account: usize| self.plan.territories.accounts[account].potential;
                lead.account =
                    self.accounts
                        .by_lot(&self.plan, market, Standing::Sold, lots, potential);
            }
            return true;
        }
        let is_free = if let Some(account) = lead.account {
            self.accounts.standing[account] == Standing::Free
        } else {
            let taken = f64::from(self.accounts.n_taken(market));
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
        if let Some(place) = self.place_of(class, account) {
            self.accounts.turn(place, Standing::Free, Standing::InPlay);
        }
    }

    /// Customers of the start who name their account hold it before anybody else takes one.
    pub(super) fn hold_named_customers(&mut self) {
        let named = self.plan.contracts.iter().flat_map(|c| &c.customers);
        if self.plan.demand.finite.is_none() {
            return;
        }
        for customer in named.filter(|customer| customer.account.is_some()) {
            let market = self.markets[customer.class];
            if let Some(place) = self.accounts.place(market, customer.account) {
                self.accounts.turn(place, Standing::Free, Standing::Sold);
            }
        }
    }

    /// The account of a customer of the start, and where it stands: the one it names, or, where accounts are listed, one
    /// that nobody holds, by lot.
    pub(super) fn hold_customer(&mut self, customer: &Customer) -> (Option<usize>, Option<Place>) {
        if self.plan.demand.finite.is_none() {
            return (customer.account, None);
        }
        let market = self.markets[customer.class];
        if customer.account.is_some() {
            let place = self.accounts.place(market, customer.account);
            return (customer.account, place);
        }
        let lots = self.future.draw(customer.key, 0, purpose::ACCOUNT, 0);
        let account = self
            .accounts
            .by_lot(&self.plan, market, Standing::Free, lots, |_| 1.0);
        let place = self.accounts.place(market, account);
        if let Some(place) = place {
            self.accounts.turn(place, Standing::Free, Standing::Sold);
        }
        (account, place)
    }

    /// The account of a deal that is won is a customer; where nobody follows contracts it is free again after a while.
    pub(super) fn sell_account(&mut self, slot: usize, time: f64) {
        let deal = &self.deals[slot];
        let (class, order) = (deal.class, deal.id.tie());
        let Some(place) = self.place_of(class, deal.account) else {
            return;
        };
        self.accounts.turn(place, Standing::InPlay, Standing::Sold);
        let (market, month) = (self.markets[class], month_of(time));
        let finite = self.plan.demand.finite.as_ref();
        let sold_for = finite.and_then(|finite| finite.sold_for.as_ref());
        if let (Some(sold_for), None) = (sold_for, &self.plan.contracts) {
            let until = time + sold_for.at(market, month);
            self.turn_later(until, order, (place, Standing::Sold, Standing::Free));
        }
    }

    /// The account of a deal that is lost for good cools off from a moment on, which may lie ahead.
    pub(super) fn rest_account(&mut self, slot: usize, time: f64) {
        let deal = &self.deals[slot];
        if let Some(place) = self.place_of(deal.class, deal.account) {
            let of = (deal.class, deal.id.tie());
            self.cool_off(of, place, Standing::InPlay, time);
        }
    }

    /// The account of a customer who leaves cools off.
    pub(super) fn leave_account(&mut self, class: usize, order: u64, place: Place, time: f64) {
        self.cool_off((class, order), place, Standing::Sold, time);
    }

    fn cool_off(&mut self, (class, order): (usize, u64), place: Place, from: Standing, time: f64) {
        let Some(finite) = &self.plan.demand.finite else {
            return;
        };
        let cooling_off = finite.cooling_off.at(self.markets[class], month_of(time));
        if cooling_off > 0.0 {
            self.turn_later(time, order, (place, from, Standing::Resting));
            let free = (place, Standing::Resting, Standing::Free);
            self.turn_later(time + cooling_off, order, free);
        } else {
            self.turn_later(time, order, (place, from, Standing::Free));
        }
    }

    fn turn_later(
        &mut self,
        time: f64,
        order: u64,
        (place, from, to): (Place, Standing, Standing),
    ) {
        self.expect(time, order, Event::Turns { place, from, to });
    }

    /// An account stands otherwise from now on.
    pub(super) fn turn_account(&mut self, place: Place, from: Standing, to: Standing) {
        self.accounts.turn(place, from, to);
    }

    /// Counts how the accounts stand at the end of a month.
    pub(super) fn count_accounts(&mut self, month: usize) {
        let Some(finite) = &self.plan.demand.finite else {
            return;
        };
        let (mut free, mut taken) = (0, [0_i64; 3]);
        for market in 0..self.accounts.taken.len() {
            let held = self.accounts.taken[market];
            for (sum, n) in taken.iter_mut().zip(held) {
                *sum += i64::from(n);
            }
            let n_taken = f64::from(self.accounts.n_taken(market));
            let listed = self.accounts.listed[market].len();
            #[allow(clippy::cast_precision_loss, reason = "a list of accounts is short")]
            let n_accounts = if listed > 0 {
                listed as f64
            } else {
                finite.n_accounts(market, month)
            };
            #[allow(
                clippy::cast_possible_truncation,
                reason = "accounts are few enough, and whole"
            )]
            let left = (n_accounts - n_taken).max(0.0) as i64;
            free += left;
        }
        let [in_play, sold, resting] = taken;
        for (measure, n) in [
            (Measure::FreeAccounts, free),
            (Measure::AccountsInPlay, in_play),
            (Measure::AccountsSold, sold),
            (Measure::AccountsResting, resting),
        ] {
            self.tally.company(measure, month, n);
        }
    }
}

//! Contracts in force: signed when a deal is won, renewed or given up at the end of each term.

use super::accounts::Place;
use super::actual::stay_at;
use super::buyers::Buyers;
use super::chronicle::{ContractEntry, Happening};
use super::deals::Deal;
use super::delivery::Ahead;
use super::expansion::Bought;
use super::hand_over::Handed;
use super::sellers::Sold;
use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::contracts::billing::Term;
use crate::contracts::key_of;
use crate::contracts::renewal::Fate;
use crate::kernel::stream::EntityKey;
use crate::measure::Measure;
use crate::purpose;
use crate::units::Money;

/// A contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contract {
    pub(super) key: EntityKey,
    pub(super) class: usize,
    /// Whether it makes a customer; what is sold to customers does not.
    pub(super) makes_customer: bool,
    /// What else the customer has bought.
    pub(super) bought: Bought,
    /// Named account that has signed it, if anybody knows, and the account of a finite market that it holds.
    pub(super) account: Option<usize>,
    place: Option<Place>,
    /// When it was signed \[months\], and who sold it; long ago, by nobody in the plan, if it stands at the start.
    pub(super) signed: f64,
    pub(super) sold: Sold,
    pub(super) arr: Money,
    /// Length of its terms, and when the current one began and ends \[months\].
    length: f64,
    start: f64,
    pub(super) end: f64,
    /// When the current term is cancelled, as far as its beginning decides that \[months\], and what recurs in all of it.
    cancelled: Option<f64>,
    worth: Money,
    /// What is paid once, with its first term.
    once: Money,
    /// Terms before this one in the simulation, and renewals before it.
    pub(super) n_terms: u16,
    pub(super) renewals: u32,
    /// How much later than promised it was delivered \[months\], and its order until then.
    pub(super) late: f64,
    pub(super) order: Option<u32>,
    /// Seat that looks after it, and how it got that seat if it had another one before.
    pub(super) owner: Option<usize>,
    pub(super) handed: Option<Handed>,
    /// Place in a waiting line for the work on its renewal, while it has one.
    pub(super) ticket: Option<u32>,
    /// Whether somebody has begun that work.
    pub(super) worked: bool,
    /// Whether it is in force.
    pub(super) live: bool,
}

impl Contract {
    /// The current term, as it was when it began.
    pub(super) fn term(&self) -> Term {
        Term {
            start: self.start,
            end: self.end,
            cancelled: self.cancelled,
            worth: self.worth,
        }
    }

    /// Whether its first term has begun.
    pub(super) fn has_begun(&self) -> bool {
        self.start < f64::INFINITY
    }

    /// Where it comes among what happens to contracts at one moment: what makes customers before what they bought later.
    fn tie(&self) -> u64 {
        self.key.0 >> 1 | u64::from(!self.makes_customer) << 63
    }

    /// The contract as the chronicle names it.
    fn entry(&self) -> ContractEntry {
        ContractEntry {
            key: self.key,
            class: self.class,
            arr: self.arr,
            makes_customer: self.makes_customer,
        }
    }
}

/// All contracts of a trial, and what they come to at the moment, by market.
#[derive(Clone, Debug)]
pub(super) struct Customers {
    contracts: Vec<Contract>,
    /// Those that make customers and are in force.
    pub(super) buyers: Buyers,
    pub(super) arr: Vec<Money>,
    pub(super) count: Vec<i64>,
    /// Recurring revenue, by month.
    pub(super) recurring: Vec<Money>,
}

impl Customers {
    pub(super) fn new(n_markets: usize, n_months: usize) -> Self {
        Self {
            contracts: Vec::new(),
            buyers: Buyers::new(n_markets),
            arr: vec![Money::ZERO; n_markets],
            count: vec![0; n_markets],
            recurring: vec![Money::ZERO; n_months],
        }
    }

    /// Number of contracts, in force and ended.
    pub(super) fn len(&self) -> usize {
        self.contracts.len()
    }

    pub(super) fn clear(&mut self) {
        self.contracts.clear();
        self.buyers.clear();
        self.arr.fill(Money::ZERO);
        self.count.fill(0);
        self.recurring.fill(Money::ZERO);
    }

    /// Adds to what recurs in a month.
    pub(super) fn recur(&mut self, month: usize, amount: Money) {
        self.recurring[month] += amount;
    }

    fn put(&mut self, market: usize, contract: Contract) -> usize {
        self.arr[market] += contract.arr;
        self.count[market] += i64::from(contract.makes_customer);
        let slot = self.contracts.len();
        if contract.makes_customer {
            let (key, account) = (contract.key, contract.account);
            self.buyers.join(market, narrow(slot), key, account);
        }
        self.contracts.push(contract);
        slot
    }
}

impl std::ops::Index<usize> for Customers {
    type Output = Contract;
    fn index(&self, ix: usize) -> &Contract {
        &self.contracts[ix]
    }
}

impl std::ops::IndexMut<usize> for Customers {
    fn index_mut(&mut self, ix: usize) -> &mut Contract {
        &mut self.contracts[ix]
    }
}

impl Simulator<'_> {
    /// Takes over the customers of the start, each in the middle of its term.
    pub(super) fn take_over_customers(&mut self) {
        let (model, now) = (self.model, self.plan.calendar.now());
        let Some(contracts) = &model.contracts else {
            return;
        };
        self.hold_named_customers();
        for customer in &contracts.customers {
            let (account, place) = self.hold_customer(customer);
            let (class, start) = (customer.class, customer.renews - customer.term);
            let worth = contracts.worth(customer.arr, customer.term, None);
            // What was asked for before the start has been begun before: only so is as much begun in the first
            // months as in any.
            let asked = contracts
                .work
                .as_ref()
                .map(|work| customer.renews - work.lead);
            let contract = Contract {
                key: customer.key,
                class,
                makes_customer: true,
                bought: Bought::default(),
                account,
                place,
                signed: f64::NEG_INFINITY,
                sold: (0, 0),
                arr: customer.arr,
                length: customer.term,
                start,
                end: customer.renews,
                cancelled: None,
                worth,
                once: Money::ZERO,
                n_terms: 0,
                renewals: customer.renewals,
                late: 0.0,
                order: None,
                owner: customer.owner,
                handed: None,
                ticket: None,
                worked: asked.is_some_and(|time| time < now),
                live: true,
            };
            let slot = self.customers.put(self.markets[class], contract);
            self.begin_term(slot, worth);
        }
    }

    /// A deal that is won becomes a contract.
    #[inline]
    ///
    /// Returns its index, if the plan follows contracts.
    pub(super) fn sign(
        &mut self,
        deal: &Deal,
        amount: Money,
        time: f64,
        sold: Sold,
    ) -> Option<usize> {
        let contracts = self.plan.contracts.as_ref()?;
        let (class, month) = (deal.class, month_of(time));
        let length = contracts.term.at(class, month);
        let parts = contracts.parts(amount, class, month, length);
        let worth = contracts.worth(parts.arr, length, Some(amount - parts.once));
        let makes_customer = !contracts.is_expansion[self.classes[class].source];
        let works = contracts.work.as_ref().map(|work| work.role);
        let of_role = |seat: &usize| Some(self.plan.workforce.seats[*seat].role) == works;
        let contract = Contract {
            key: key_of(deal.id),
            class,
            makes_customer,
            bought: Bought::default(),
            account: deal.account,
            place: self.place_of(class, deal.account),
            signed: time,
            sold,
            arr: parts.arr,
            length,
            start: f64::INFINITY,
            end: f64::INFINITY,
            cancelled: None,
            worth,
            once: parts.once,
            n_terms: 0,
            renewals: 0,
            late: 0.0,
            order: None,
            owner: deal.owner.filter(of_role),
            handed: None,
            ticket: None,
            worked: false,
            live: true,
        };
        let new = if makes_customer {
            Measure::ArrNew
        } else {
            Measure::ArrExpansion
        };
        self.count_arr(new, class, month, parts.arr);
        let customers = i64::from(makes_customer);
        self.tally.company(Measure::CustomersNew, month, customers);
        let slot = self.customers.put(self.markets[class], contract);
        if !makes_customer {
            self.belongs_to_customer(slot, deal);
        }
        if !self.earns_from_delivery() {
            if self.delivers() {
                self.delivery.ahead.insert(slot, Ahead::default());
            }
            self.go_live(slot, time);
        }
        Some(slot)
    }

    /// The first term of a contract begins: it earns from now on.
    pub(super) fn go_live(&mut self, slot: usize, time: f64) {
        let contract = &mut self.customers.contracts[slot];
        (contract.start, contract.end) = (time, time + contract.length);
        let contract = *contract;
        self.earn_once(slot, contract.once, time);
        self.begin_term(slot, contract.worth);
    }

    /// What is paid once is earned when the first term begins, and collected after a while.
    fn earn_once(&mut self, slot: usize, amount: Money, time: f64) {
        if amount == Money::ZERO {
            return;
        }
        let contract = &self.customers[slot];
        self.tally
            .company(Measure::Revenue, month_of(time), amount.minor());
        if let Some(ahead) = self.delivery.ahead.get_mut(&slot) {
            ahead.once += amount;
        }
        let words = self.future.draw(contract.key, 0, purpose::TERM, 0);
        let delay = self
            .plan
            .contracts
            .as_ref()
            .map_or(0.0, |contracts| contracts.collected_after(words));
        self.collect_on(slot, time + delay, amount);
    }

    /// Cash of a contract comes in: it pays those who have sold it, as long as its first term goes.
    pub(super) fn collect_on(&mut self, slot: usize, time: f64, amount: Money) {
        let contract = self.customers[slot];
        let pays_sellers = contract.n_terms == 0 && contract.signed >= 0.0;
        if let Some(ahead) = self.delivery.ahead.get_mut(&slot) {
            ahead.cash.push((time, amount, pays_sellers));
        }
        self.collect(time, amount);
        if pays_sellers {
            self.expect_cash(contract.sold, contract.class, time, amount);
        }
    }

    /// Annual recurring part of a deal; nothing without contracts.
    pub(super) fn arr_of(&self, class: usize, amount: Money, month: usize) -> Money {
        self.plan
            .contracts
            .as_ref()
            .map_or(Money::ZERO, |contracts| {
                let length = contracts.term.at(class, month);
                contracts.parts(amount, class, month, length).arr
            })
    }

    pub(super) fn collect(&mut self, time: f64, amount: Money) {
        if time >= self.plan.calendar.now() && time < self.horizon() {
            self.tally
                .company(Measure::Cash, month_of(time), amount.minor());
        }
    }

    /// A term begins: whether it will be cancelled is settled, so that what it earns is known; its end is awaited.
    fn begin_term(&mut self, slot: usize, worth: Money) {
        let Some(contracts) = &self.plan.contracts else {
            return;
        };
        let contract = self.customers[slot];
        let (history, now) = (self.plan.calendar.n_history(), self.plan.calendar.now());
        let now = contract.start.max(now);
        let words = self
            .future
            .draw(contract.key, 0, purpose::TERM, contract.n_terms);
        let after = contracts.cancelled_after(contract.class, month_of(now), words);
        let cancelled = Some(now + after).filter(|&time| time < contract.end);
        let (billing, delay) = (contracts.billing, contracts.collected_after(words));
        let lead = contracts.work.as_ref().map(|work| work.lead);
        (self.customers[slot].cancelled, self.customers[slot].worth) = (cancelled, worth);
        let term = self.customers[slot].term();
        for (month, amount) in term.earned(history..self.plan.calendar.n_months()) {
            self.customers.recur(month, amount);
        }
        for (time, amount) in term.invoices(billing) {
            self.collect_on(slot, time + delay, amount);
        }
        let (order, contract_ix) = (contract.tie(), narrow(slot));
        if let Some(time) = cancelled {
            let event = Event::Cancels {
                contract: contract_ix,
            };
            self.expect(time, order, event);
        } else {
            let event = Event::ComesUp {
                contract: contract_ix,
            };
            self.expect(contract.end, order, event);
        }
        let ends = cancelled.unwrap_or(contract.end);
        let asked = lead.map(|lead| (contract.end - lead).max(now));
        if let Some(time) = asked.filter(|&time| time < ends && !contract.worked) {
            let event = Event::AsksForRenewal {
                contract: contract_ix,
            };
            self.expect(time, order, event);
        }
    }

    /// The term of a contract ends: the customer leaves, or stays for another term.
    pub(super) fn come_up(&mut self, slot: usize, time: f64) {
        let contract = self.customers[slot];
        if !contract.live {
            return;
        }
        let (class, month, arr) = (contract.class, month_of(time), contract.arr);
        let unworked = self.count_due(slot, month);
        let Some(contracts) = &self.plan.contracts else {
            return;
        };
        let draw = |purpose, index| self.future.draw(contract.key, 0, purpose, index);
        let chance =
            contracts
                .renewal
                .chance(class, month, contract.renewals, draw(purpose::CUSTOMER, 0));
        let chance = self.chance_after_delivery(slot, chance, time);
        let words = draw(purpose::TERM, contract.n_terms);
        let fate = contracts.fate(class, month, arr, chance, unworked, words);
        let stays = matches!(fate, Fate::Renews(_));
        let is_lost = self.is_churned_in_hand_over(slot, stays, time);
        match fate {
            _ if is_lost => self.end_contract(slot, time, false),
            Fate::Churns => self.end_contract(slot, time, false),
            Fate::Renews(changes) => {
                self.note(time, |_| Happening::Renews {
                    contract: contract.entry(),
                    changes,
                });
                let renewed = changes.applied_to(arr);
                for (measure, amount) in [
                    (Measure::ArrPriceRise, changes.price_rise),
                    (Measure::ArrContraction, changes.contraction),
                    (Measure::ArrExpansion, changes.expansion),
                    (Measure::ArrRenewed, renewed),
                ] {
                    self.count_arr(measure, class, month, amount);
                }
                self.tally.company(Measure::RenewalsWon, month, 1);
                let grew = i64::from(changes.expansion > Money::ZERO);
                self.tally.company(Measure::RenewalsExpanded, month, grew);
                self.renew(slot, renewed, month);
            }
        }
    }

    /// Another term of the same length begins where the last one ended.
    fn renew(&mut self, slot: usize, arr: Money, month: usize) {
        let Some(contracts) = &self.plan.contracts else {
            return;
        };
        let contract = &mut self.customers.contracts[slot];
        if let Some(ahead) = self.delivery.ahead.get_mut(&slot) {
            ahead.over += contract.worth;
        }
        let market = self.markets[contract.class];
        self.customers.arr[market] = self.customers.arr[market] - contract.arr + arr;
        contract.arr = arr;
        contract.start = contract.end;
        contract.end = contract.start + contract.length;
        contract.n_terms += 1;
        contract.worked = false;
        if let Some(void) = contract.ticket.take() {
            self.lines.forget(void);
        }
        let worth = contracts.worth(arr, contract.length, None);
        let booked = contracts.booked(arr, worth);
        self.tally
            .company(Measure::RenewalBookings, month, booked.minor());
        self.begin_term(slot, worth);
    }

    /// The customer of a contract leaves on the day on which its term ends: it is due, and not renewed.
    pub(super) fn end_with_customer(&mut self, slot: usize, time: f64) {
        self.count_due(slot, month_of(time));
        self.end_contract(slot, time, false);
    }

    /// A contract is cancelled before its term is over, unless it has ended with its customer.
    pub(super) fn cancel(&mut self, slot: usize, time: f64) {
        let (contract, month) = (self.customers[slot], month_of(time));
        if !contract.live {
            return;
        }
        self.count_arr(Measure::ArrCancelled, contract.class, month, contract.arr);
        self.tally.company(Measure::ContractsCancelled, month, 1);
        self.end_contract(slot, time, true);
    }

    /// A customer of the start leaves: credit for the actual deal that made it is lost again.
    fn lose_actual_deal(&mut self, slot: usize, time: f64) {
        let contracts = self.model.contracts.as_ref();
        // They stand before all contracts that are signed.
        let customer = contracts.and_then(|contracts| contracts.customers.get(slot));
        if let Some(deal) = customer.and_then(|customer| customer.deal.as_deref()) {
            // As in a table: whoever leaves at this very moment is gone.
            let stay_in = |seat: usize| stay_at(&self.spells, seat, time);
            self.payroll.lose_deal(deal, time, stay_in);
        }
    }

    fn end_contract(&mut self, slot: usize, time: f64, cancelled: bool) {
        let month = month_of(time);
        let ending = self.customers[slot].entry();
        self.note(time, |_| Happening::Ends {
            contract: ending,
            cancelled,
        });
        let (sold, signed) = (self.customers[slot].sold, self.customers[slot].signed);
        self.claw_back(sold, signed, time);
        self.lose_actual_deal(slot, time);
        let contract = &mut self.customers.contracts[slot];
        let (class, arr) = (contract.class, std::mem::take(&mut contract.arr));
        let customers = i64::from(contract.makes_customer);
        contract.live = false;
        let (place, order) = (contract.place, contract.key.0);
        if let Some(void) = contract.ticket.take() {
            self.lines.forget(void);
        }
        if let Some(place) = place {
            self.leave_account(class, order, place, time);
        }
        let market = self.markets[class];
        if customers > 0 {
            self.customers.buyers.leave(market, narrow(slot));
        }
        self.customers.arr[market] -= arr;
        self.customers.count[market] -= customers;
        self.count_arr(Measure::ArrChurned, class, month, arr);
        self.tally
            .company(Measure::CustomersChurned, month, customers);
        if let Some(order) = self.customers.contracts[slot].order.take() {
            self.withdraw(order as usize, time);
        }
        self.cancel_what_was_bought(slot, time);
    }
}

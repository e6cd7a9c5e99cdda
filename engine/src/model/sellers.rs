//! Who sold a contract, and what follows from that later: credit for the cash it brings in, clawback if it is lost early.

use std::ops::Range;

use super::Model;
use super::credit::Counted;
use super::deals::Deal;
use super::payroll::Person;
use super::tally::month_of;
use super::trial::{Simulator, narrow};
use crate::comp::{Clawback, Measure, Plan};
use crate::units::Money;

/// Somebody who was credited with a deal that became a contract.
#[derive(Clone, Copy, Debug)]
struct Seller {
    person: Person,
    class: usize,
    /// Month of the credit, and what was credited.
    month: usize,
    counted: Counted,
    /// Share of the deal.
    share: f64,
}

/// Cash that comes in on a deal.
#[derive(Clone, Copy, Debug)]
struct Incoming {
    class: usize,
    /// Who is credited with it; `None` for whoever is paid on markets or on the company.
    seller: Option<u32>,
    amount: Money,
}

/// Everybody who sold something, as far as it matters later.
#[derive(Clone, Debug, Default)]
pub(super) struct Sellers {
    /// Whether anything is clawed back or paid on cash.
    matters: bool,
    /// Whether anybody is paid on cash.
    on_cash: bool,
    list: Vec<Seller>,
    /// By month.
    incoming: Vec<Vec<Incoming>>,
}

/// The sellers of one contract, by their places in the list.
pub(super) type Sold = (u32, u32);

impl Sellers {
    pub(super) fn new(model: &Model) -> Self {
        let plans = &model.comp.plans;
        let on_cash = plans.iter().any(pays_on_cash);
        let claws_back = plans.iter().any(|plan| plan.clawback.is_some());
        Self {
            matters: model.contracts.is_some() && (on_cash || claws_back),
            on_cash: model.contracts.is_some() && on_cash,
            list: Vec::new(),
            incoming: vec![Vec::new(); model.calendar.n_months()],
        }
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.incoming.iter_mut().for_each(Vec::clear);
    }

    /// Where the sellers of the next contract begin.
    pub(super) fn mark(&self) -> u32 {
        narrow(self.list.len())
    }
}

fn pays_on_cash(plan: &Plan) -> bool {
    let mut components = plan.components.iter();
    components.any(|component| component.measure == Measure::Collected)
}

fn places((first, end): Sold) -> Range<usize> {
    first as usize..end as usize
}

impl Simulator<'_> {
    /// Remembers somebody who is credited with a deal.
    pub(super) fn remember_seller(
        &mut self,
        deal: &Deal,
        seat: usize,
        month: usize,
        counted: Counted,
        share: f64,
    ) {
        if self.sellers.matters {
            let person = self.payroll.person_in(seat);
            self.sellers.list.push(Seller {
                person,
                class: deal.class,
                month,
                counted,
                share,
            });
        }
    }

    /// Cash will come in on a deal: its sellers are credited then.
    pub(super) fn expect_cash(&mut self, sold: Sold, class: usize, time: f64, amount: Money) {
        if !self.sellers.on_cash || time >= self.horizon() {
            return;
        }
        let month = month_of(time);
        let incoming = |seller, amount| Incoming {
            class,
            seller,
            amount,
        };
        self.sellers.incoming[month].push(incoming(None, amount));
        for ix in places(sold) {
            let share = self.sellers.list[ix].share;
            let own = incoming(Some(narrow(ix)), amount.share(share));
            self.sellers.incoming[month].push(own);
        }
    }

    /// Credits the cash of a month to those who sold what it pays for and are still there.
    pub(super) fn credit_cash(&mut self, month: usize) {
        for ix in 0..self.sellers.incoming[month].len() {
            let Incoming {
                class,
                seller,
                amount,
            } = self.sellers.incoming[month][ix];
            let counted = Counted {
                collected: amount,
                ..Counted::default()
            };
            let Some(seller) = seller.map(|ix| self.sellers.list[ix as usize]) else {
                self.payroll.count_class(class, &counted);
                continue;
            };
            let seat = seller.person.seat;
            if self.payroll.person_in(seat) == seller.person {
                let desks = &self.desks;
                let stay_in = |seat: usize| desks[seat].spell;
                self.payroll
                    .credit(&self.plan, seat, (class, month), &counted, stay_in);
            }
        }
    }

    /// A contract is lost: commission on it is taken back where plans say so.
    ///
    /// * `signed`, `time`: when it was signed and when it is lost \[months\]
    pub(super) fn claw_back(&mut self, sold: Sold, signed: f64, time: f64) {
        let month = month_of(time);
        for ix in places(sold) {
            let seller = self.sellers.list[ix];
            let Some(plan) = self.payroll.plan_of(&self.plan, seller.person.seat) else {
                continue;
            };
            // The end of a term is this very sum, so that a window as long as the term takes it in.
            let is_early = |terms: &&Clawback| time <= signed + terms.months;
            let Some(terms) = plan.clawback.as_ref().filter(is_early) else {
                continue;
            };
            let (at, share) = ((seller.class, seller.month), terms.share.at(0, month));
            self.payroll
                .claw_back(plan, seller.person, at, &seller.counted, share);
        }
    }
}

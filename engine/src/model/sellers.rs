//! Who sold a contract, and what follows from that later: credit for the cash it brings in, clawback if it is lost early.

use std::ops::Range;

use super::Model;
use super::account::Loss;
use super::actual::stay_at;
use super::chronicle::{DealEntry, Happening};
use super::credit::Counted;
use super::crediting::managers;
use super::deals::Deal;
use super::payroll::Person;
use super::tally::month_of;
use super::trial::{Simulator, narrow};
use crate::comp::parts::{Part, Parts};
use crate::comp::{Credit, Measure, Plan};
use crate::units::Money;

/// Somebody who was credited with a deal that became a contract.
#[derive(Clone, Copy, Debug)]
struct Seller {
    /// Who; `None` stands for all who are paid on markets or on the company.
    person: Option<Person>,
    /// Whether as one's own result or as the team's.
    whose: Credit,
    /// Month of the credit, and what was credited.
    month: usize,
    counted: Counted,
    /// The deal, and what part of it.
    deal: DealEntry,
    part: Part,
}

/// Cash that comes in on a deal.
#[derive(Clone, Copy, Debug)]
struct Incoming {
    class: usize,
    sold: Sold,
    time: f64,
    amount: Money,
}

/// Everybody who sold something, as far as it matters later.
#[derive(Clone, Debug, Default)]
pub(super) struct Sellers {
    /// Whether anybody is paid on cash.
    on_cash: bool,
    /// Longest time after which any plan takes something back \[months\]; `None` if no plan does.
    longest: Option<f64>,
    list: Vec<Seller>,
    /// By month.
    incoming: Vec<Vec<Incoming>>,
}

/// The sellers of one contract, by their places in the list.
pub(super) type Sold = (u32, u32);

impl Sellers {
    pub(super) fn new(model: &Model) -> Self {
        let has_contracts = model.contracts.is_some();
        let plans = model.comp.plans.iter().filter(|_| has_contracts);
        let windows = plans.clone().filter_map(|plan| plan.clawback.as_ref());
        Self {
            on_cash: plans.clone().any(pays_on_cash),
            longest: windows.map(|terms| terms.months).reduce(f64::max),
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
    /// Remembers whom a deal was just credited to, as far as anything may follow from it.
    ///
    /// * `parts`: who has which part of it
    pub(super) fn remember_sellers(
        &mut self,
        deal: &Deal,
        month: usize,
        whole: &Counted,
        parts: &Parts,
    ) {
        if !self.sellers.on_cash && self.sellers.longest.is_none() {
            return;
        }
        if self.payroll.claws_back_widely() {
            self.sellers.list.push(Seller {
                person: None,
                whose: Credit::Company,
                month,
                counted: *whole,
                deal: Self::entry_of(deal),
                part: Part::new(deal.owner.unwrap_or_default(), 1.0),
            });
        }
        for credited in self.payroll.last_credited() {
            let person = self.payroll.person(credited.stay);
            let part = if credited.whose == Credit::Own {
                parts.of_seat(person.seat)
            } else {
                // A team has what its people have, and no more than the whole.
                let is_above = |part: &&Part| {
                    managers(&self.plan, part.seat).any(|manager| manager == person.seat)
                };
                let of_team = parts.as_slice().iter().filter(is_above);
                let share: f64 = of_team.map(Part::share).sum();
                Some(Part::new(person.seat, share.min(1.0)))
            };
            let claws_back = |plan: &Plan| plan.clawback.is_some();
            let plan = self.payroll.plan_of(&self.plan, person.seat);
            let matters = credited.whose == Credit::Own || plan.is_some_and(claws_back);
            if let Some(part) = part.filter(|_| matters) {
                self.sellers.list.push(Seller {
                    person: Some(person),
                    whose: credited.whose,
                    month,
                    counted: credited.counted,
                    deal: Self::entry_of(deal),
                    part,
                });
            }
        }
    }

    /// Cash will come in on a deal: its sellers are credited then.
    pub(super) fn expect_cash(&mut self, sold: Sold, class: usize, time: f64, amount: Money) {
        if self.sellers.on_cash && time < self.horizon() {
            self.sellers.incoming[month_of(time)].push(Incoming {
                class,
                sold,
                time,
                amount,
            });
        }
    }

    /// Credits the cash of a month to those who sold what it pays for and were still there when it came in.
    pub(super) fn credit_cash(&mut self, month: usize) {
        let mut parts = Vec::new();
        for ix in 0..self.sellers.incoming[month].len() {
            let cash = self.sellers.incoming[month][ix];
            let counted = collected(cash.amount);
            self.payroll.count_class(cash.class, &counted);
            let spells = &self.spells;
            let stay_in = |seat: usize| stay_at(spells, seat, cash.time);
            parts.clear();
            for seller in &self.sellers.list[places(cash.sold)] {
                let there = |person: &Person| {
                    let stay = stay_in(person.seat);
                    stay.is_some_and(|stay| self.payroll.person(stay) == *person)
                };
                if let (Credit::Own, Some(person)) = (seller.whose, seller.person.filter(there)) {
                    parts.push((person.seat, counted.part(&seller.part)));
                }
            }
            let at = (cash.class, month);
            self.payroll
                .credit(&self.plan, &parts, &counted, at, stay_in);
        }
    }

    /// A contract is lost: credit for it is lost again for whoever is still there, and so is credit for its cash,
    /// whether it has come in or will.
    ///
    /// * `signed`, `time`: when it was signed and when it is lost \[months\]
    pub(super) fn claw_back(&mut self, sold: Sold, signed: f64, time: f64) {
        let is_early = |longest: f64| time <= signed + longest;
        if !self.sellers.longest.is_some_and(is_early) {
            return;
        }
        for ix in places(sold) {
            let seller = self.sellers.list[ix];
            let Some(person) = seller.person else {
                for loss in self.losses(seller, sold, signed, time) {
                    self.payroll.lose_widely(loss);
                }
                continue;
            };
            let stay = self.desks[person.seat].spell;
            let Some(stay) = stay.filter(|&stay| self.payroll.person(stay) == person) else {
                continue;
            };
            for loss in self.losses(seller, sold, signed, time) {
                self.payroll.lose(stay, seller.whose, loss);
            }
            self.note_loss(seller, person.seat, signed, time);
        }
    }

    /// Credit that is lost again: for the deal itself, and for what it brings in.
    fn losses(&self, seller: Seller, sold: Sold, signed: f64, time: f64) -> Vec<Loss> {
        let loss = |month, counted| Loss {
            class: seller.deal.class,
            month,
            counted,
            signed,
            time,
        };
        let mut losses = vec![loss(seller.month, seller.counted)];
        let months = self.sellers.incoming.iter().enumerate();
        for (month, incoming) in months.skip(seller.month) {
            let of_deal = incoming.iter().filter(|cash| cash.sold == sold);
            losses.extend(of_deal.map(|cash| loss(month, collected(seller.part.of(cash.amount)))));
        }
        losses
    }

    fn note_loss(&mut self, seller: Seller, seat: usize, signed: f64, time: f64) {
        let plan = self.payroll.plan_of(&self.plan, seat);
        let terms = plan.and_then(|plan| plan.clawback.as_ref());
        if let Some(terms) = terms.filter(|terms| terms.takes(signed, time)) {
            let share = terms.share.at(0, month_of(time));
            self.note(time, |_| Happening::LosesCredit {
                seat,
                deal: seller.deal,
                counted: seller.counted,
                share,
            });
        }
    }
}

/// What an amount of cash counts for.
fn collected(amount: Money) -> Counted {
    Counted {
        collected: amount,
        ..Counted::default()
    }
}

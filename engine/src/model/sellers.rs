//! Who sold a contract, and what follows from that later: credit for the cash it brings in, clawback if it is lost early.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Model;
use super::actual::{ActualCredit, stay_at};
use super::chronicle::DealEntry;
use super::credit::Counted;
use super::crediting::Portion;
use super::deals::Deal;
use super::held::{Held, Leaving};
use super::journal::{Occasion, Source};
use super::payroll::Person;
use super::tally::month_of;
use super::trial::{Simulator, narrow};
use crate::comp::parts::{Part, Parts};
use crate::comp::{Credit, Measure, Plan};
use crate::units::Money;

/// Somebody who was credited with a deal that became a contract.
#[derive(Clone, Copy, Debug)]
struct Seller {
    held: Held,
    /// The deal, and what part of it is one's own.
    deal: SoldDeal,
    part: Option<Part>,
}

/// A deal that was sold.
#[derive(Clone, Copy, Debug)]
enum SoldDeal {
    /// In the simulation.
    Simulated(DealEntry),
    /// In a month that has happened: the row of its table.
    Actual(usize),
}

impl SoldDeal {
    /// What a journal calls cash on it.
    fn cash(self) -> Source {
        match self {
            Self::Simulated(deal) => Source::Cash(deal),
            Self::Actual(row) => Source::ActualCash(row),
        }
    }
}

/// Cash that comes in on a deal.
#[derive(Clone, Copy, Debug)]
struct Incoming {
    class: usize,
    sold: Sold,
    time: f64,
    amount: Money,
    /// What of it counts for markets and the company.
    widely: Money,
}

/// Everybody who sold something, as far as it matters later.
#[derive(Clone, Debug, Default)]
pub(super) struct Sellers {
    /// Whether anybody is paid on cash.
    on_cash: bool,
    /// Longest time after which any plan takes something back \[months\]; `None` if no plan does.
    longest: Option<f64>,
    list: Vec<Seller>,
    /// Who was credited by rows of the months that have happened, by their places.
    pub(super) actual: BTreeMap<usize, Person>,
    /// By month.
    incoming: Vec<Vec<Incoming>>,
    /// Whom cash was credited to, by the contract that it came in on, where it may be taken back.
    cash: BTreeMap<Sold, Vec<Held>>,
    /// When contracts that were lost early were signed and lost \[months\]: cash on them may still come in.
    lost: BTreeMap<Sold, (f64, f64)>,
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
            actual: BTreeMap::new(),
            incoming: vec![Vec::new(); model.calendar.n_months()],
            cash: BTreeMap::new(),
            lost: BTreeMap::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.actual.clear();
        self.incoming.iter_mut().for_each(Vec::clear);
        self.cash.clear();
        self.lost.clear();
    }

    /// Whether anybody is paid on cash.
    pub(super) fn are_paid_on_cash(&self) -> bool {
        self.on_cash
    }

    /// Begins the sellers of an actual sale: what it is, also where nobody was credited with it.
    ///
    /// * `row`: the first one of it
    pub(super) fn add_actual_sale(&mut self, row: usize, credit: &ActualCredit) {
        self.list.push(Seller {
            held: Held {
                person: None,
                whose: Credit::Company,
                class: credit.class,
                month: credit.month(),
                counted: Counted::default(),
                spiffs: Money::ZERO,
            },
            deal: SoldDeal::Actual(row),
            part: None,
        });
    }

    /// Adds whoever was credited with a sale by a row of a table of credits.
    ///
    /// * `row`: its place
    pub(super) fn add_actual(&mut self, person: Person, row: usize, credit: &ActualCredit) {
        let from = credit.part.from;
        self.list.push(Seller {
            held: Held {
                person: Some(person),
                whose: Credit::Own,
                class: credit.class,
                month: credit.month(),
                counted: Counted::default(),
                spiffs: Money::ZERO,
            },
            deal: SoldDeal::Actual(row),
            part: Some(Part::slice(person.seat, from, from + credit.share)),
        });
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
        for held in self.payroll.held((deal.class, month), *whole) {
            let seat = held.person.map(|person| person.seat);
            let part = seat.filter(|_| held.whose == Credit::Own);
            let part = part.and_then(|seat| parts.of_seat(seat));
            let claws_back = |plan: &Plan| plan.clawback.is_some();
            let plan = seat.and_then(|seat| self.payroll.plan_of(&self.plan, seat));
            if seat.is_none() || part.is_some() || plan.is_some_and(claws_back) {
                self.sellers.list.push(Seller {
                    held,
                    deal: SoldDeal::Simulated(Self::entry_of(deal)),
                    part,
                });
            }
        }
    }

    /// Cash will come in on a deal: its sellers are credited then.
    pub(super) fn expect_cash(&mut self, sold: Sold, class: usize, time: f64, amount: Money) {
        self.expect_cash_on_part(sold, class, time, (amount, amount));
    }

    /// The same on a deal that counts for the company in part.
    ///
    /// * `amount`, `widely`: all of the cash, and what of it counts for markets and the company
    pub(super) fn expect_cash_on_part(
        &mut self,
        sold: Sold,
        class: usize,
        time: f64,
        (amount, widely): (Money, Money),
    ) {
        if self.sellers.on_cash && time < self.horizon() {
            self.sellers.incoming[month_of(time)].push(Incoming {
                class,
                sold,
                time,
                amount,
                widely,
            });
        }
    }

    /// Credits the cash of a month to those who sold what it pays for and were still there when it came in. What comes in
    /// on a contract that was lost early is lost again at once.
    pub(super) fn credit_cash(&mut self, month: usize) {
        let mut parts = Vec::new();
        for ix in 0..self.sellers.incoming[month].len() {
            let cash = self.sellers.incoming[month][ix];
            let counted = collected(cash.amount);
            let first = self.sellers.list[places(cash.sold)].first().copied();
            let occasion = Occasion {
                class: cash.class,
                time: cash.time,
                source: first.map_or(Source::Month, |first| first.deal.cash()),
            };
            self.payroll
                .count_widely(cash.class, &collected(cash.widely), || occasion);
            let Some(first) = first else { continue };
            let spells = &self.spells;
            let stay_in = |seat: usize| stay_at(spells, seat, cash.time);
            parts.clear();
            for seller in &self.sellers.list[places(cash.sold)] {
                let there = |person: &Person| {
                    let stay = stay_in(person.seat);
                    stay.is_some_and(|stay| self.payroll.person(stay) == *person)
                };
                let part = seller
                    .part
                    .filter(|_| seller.held.person.is_some_and(|p| there(&p)));
                parts.extend(part.map(|part| Portion::of(&part, &counted)));
            }
            self.payroll
                .credit(&self.plan, &parts, &counted, &occasion, stay_in);
            match first.deal {
                SoldDeal::Actual(row) => {
                    let name = self.model.actuals.credits()[row].what.as_str();
                    let widely = collected(cash.widely);
                    let stay_at = |seat, time| stay_at(spells, seat, time);
                    self.payroll.remember_more(name, &occasion, widely, stay_at);
                }
                SoldDeal::Simulated(deal) if self.sellers.longest.is_some() => {
                    self.remember_cash(cash, month, deal);
                }
                SoldDeal::Simulated(_) => {}
            }
        }
    }

    /// Remembers whom cash was just credited to, or takes it back where its contract is lost already.
    fn remember_cash(&mut self, cash: Incoming, month: usize, deal: DealEntry) {
        let held = self
            .payroll
            .held((cash.class, month), collected(cash.widely));
        let held: Vec<Held> = held.collect();
        if let Some((signed, time)) = self.sellers.lost.get(&cash.sold).copied() {
            let leaving = Leaving {
                signed,
                time,
                source: Source::Lost(deal),
            };
            for held in held {
                let stay_in = |seat| stay_at(&self.spells, seat, cash.time.max(time));
                self.payroll.lose(held, &[], leaving, stay_in);
            }
        } else {
            let of_deal = self.sellers.cash.entry(cash.sold).or_default();
            of_deal.extend(held);
        }
    }

    /// A contract that was sold in the simulation is lost: credit for it and for the cash that it has brought in is lost
    /// again for whoever is still there.
    ///
    /// * `signed`, `time`: when it was signed and when it is lost \[months\]
    pub(super) fn claw_back(&mut self, sold: Sold, signed: f64, time: f64) {
        let is_early = |longest: f64| self.plan.calendar.is_within(signed, time, longest);
        let sellers = &self.sellers.list[places(sold)];
        let first = sellers.first().map(|seller| seller.deal);
        let (Some(SoldDeal::Simulated(deal)), true) =
            (first, self.sellers.longest.is_some_and(is_early))
        else {
            return;
        };
        let leaving = Leaving {
            signed,
            time,
            source: Source::Lost(deal),
        };
        let cash = self.sellers.cash.remove(&sold).into_iter().flatten();
        for held in sellers.iter().map(|seller| seller.held).chain(cash) {
            let stay_in = |seat: usize| self.desks[seat].spell;
            self.payroll.lose(held, &[], leaving, stay_in);
        }
        self.sellers.lost.insert(sold, (signed, time));
    }
}

/// What an amount of cash counts for.
fn collected(amount: Money) -> Counted {
    Counted {
        collected: amount,
        ..Counted::default()
    }
}

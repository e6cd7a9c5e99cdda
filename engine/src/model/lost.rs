//! Deals of tables of credits whose customers leave: credit for them, and for the cash on them, is lost again for whoever is
//! still there, as in a simulated future.

use std::collections::BTreeMap;

use super::account::Loss;
use super::credit::Counted;
use super::journal::Source;
use super::payroll::{Payroll, Person};
use super::sold::Sold;
use crate::comp::{Comp, Credit};
use crate::units::Money;

/// Who was credited with deals that have a name, by that name.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    deals: BTreeMap<String, OfDeal>,
}

/// Credits of one deal.
#[derive(Clone, Debug, Default)]
struct OfDeal {
    credits: Vec<Remembering>,
    /// When it was won \[months\].
    signed: Option<f64>,
    /// Where a row says that the customer leaves, and when \[months\].
    lost: Option<(usize, f64)>,
}

/// Somebody who was credited with something of a deal.
#[derive(Clone, Copy, Debug)]
struct Remembering {
    /// Who; `None` stands for all who are paid on markets or on the company.
    person: Option<Person>,
    whose: Credit,
    class: usize,
    month: usize,
    counted: Counted,
    spiffs: Money,
}

impl Remembered {
    /// Nothing yet; `None` if no plan takes anything back.
    pub(super) fn of(comp: &Comp) -> Option<Self> {
        let mut plans = comp.plans.iter();
        let claws_back = plans.any(|plan| plan.clawback.is_some());
        claws_back.then(Self::default)
    }

    pub(super) fn clear(&mut self) {
        self.deals.clear();
    }
}

impl Payroll {
    /// Remembers who was just credited with something of a deal. What comes in on a deal that is lost already is lost at
    /// once.
    ///
    /// * `name`: of the deal; what has no name cannot be lost
    /// * `widely`: what counts for markets and the company
    pub(super) fn remember_credit(&mut self, name: &str, sold: Sold, widely: &Counted) {
        if name.is_empty() {
            return;
        }
        let Some(remembered) = &mut self.remembered else {
            return;
        };
        let occasion = &sold.occasion;
        let (class, month) = (occasion.class, super::tally::month_of(occasion.time));
        let people = self.credited.iter().map(|credited| Remembering {
            person: Some(self.people[credited.stay]),
            whose: credited.whose,
            class,
            month,
            counted: credited.counted,
            spiffs: credited.spiffs,
        });
        let all = Remembering {
            person: None,
            whose: Credit::Company,
            class,
            month,
            counted: *widely,
            spiffs: Money::ZERO,
        };
        let new: Vec<Remembering> = people.chain([all]).collect();
        let deal = remembered.deals.entry(name.to_owned()).or_default();
        if sold.is_won {
            deal.signed.get_or_insert(occasion.time);
        }
        deal.credits.extend(&new);
        if let (Some(lost), Some(signed)) = (deal.lost, deal.signed) {
            let stays: Vec<(Person, usize)> = self.people.iter().copied().zip(0..).collect();
            let stay_of = |person: Person| {
                let mut stays = stays.iter();
                stays.find(|(other, _)| *other == person).map(|(_, ix)| *ix)
            };
            for of in new {
                self.lose_credit(&of, signed, lost, stay_of);
            }
        }
    }

    /// The customer of a deal leaves.
    ///
    /// * `lost`: the row that says so, and when \[months\]
    /// * `stay_in`: the stay of the month of whoever is in a seat on this day
    pub(super) fn lose_deal(
        &mut self,
        name: &str,
        lost: (usize, f64),
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let remembered = self.remembered.as_mut();
        let Some(deal) = remembered.and_then(|remembered| remembered.deals.get_mut(name)) else {
            return;
        };
        let Some(signed) = deal.signed else { return };
        deal.lost = Some(lost);
        let credits = std::mem::take(&mut deal.credits);
        let people = self.people.clone();
        let stay_of = |person: Person| {
            let stay = stay_in(person.seat)?;
            (people[stay] == person).then_some(stay)
        };
        for of in credits {
            self.lose_credit(&of, signed, lost, stay_of);
        }
    }

    /// Credit is lost again for whoever had it, if that person is there.
    fn lose_credit(
        &mut self,
        of: &Remembering,
        signed: f64,
        (row, time): (usize, f64),
        stay_of: impl Fn(Person) -> Option<usize>,
    ) {
        let loss = Loss {
            class: of.class,
            month: of.month,
            counted: of.counted,
            signed,
            time,
            spiffs: of.spiffs,
            source: Source::ActualLost(row),
        };
        match of.person {
            Some(person) => {
                if let Some(stay) = stay_of(person) {
                    self.lose(stay, of.whose, loss);
                }
            }
            None => self.lose_widely(loss),
        }
    }
}

//! Deals of tables of credits whose customers leave: credit for them, and for the cash on them, is lost again for whoever is
//! still there, as in a simulated future.

use std::collections::BTreeMap;

use super::credit::Counted;
use super::held::{Held, Leaving};
use super::journal::{Occasion, Source};
use super::payroll::Payroll;
use super::sold::Sold;
use super::tally::month_of;
use crate::comp::{Comp, Credit};

/// Who was credited with deals that have a name, by that name.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    deals: BTreeMap<String, OfDeal>,
}

/// Credits of one deal.
#[derive(Clone, Debug, Default)]
struct OfDeal {
    credits: Vec<Held>,
    /// When it was won \[months\], and the row that says so.
    won: Option<(f64, usize)>,
    /// Its customer, who has left.
    left: Option<Leaving>,
}

impl OfDeal {
    /// Its credits from one on, each with the classes of the sales with which its holder was credited before.
    fn credits_from(&self, first: usize) -> Vec<(Held, Vec<usize>)> {
        let mut sold: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut credits = Vec::new();
        for (ix, held) in self.credits.iter().enumerate() {
            let person = held.person.map(|person| (person.seat, person.nth));
            let classes = sold
                .entry((person, held.whose == Credit::Team))
                .or_default();
            if ix >= first {
                credits.push((*held, classes.clone()));
            }
            if held.counted.wins > 0 && !classes.contains(&held.class) {
                classes.push(held.class);
            }
        }
        credits
    }
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
    /// Remembers who was just credited with a sale, or with what a row says of it, of a deal with that name.
    ///
    /// * `widely`: what counts for markets and the company
    /// * `stay_at`: the stay of the month of whoever is in a seat at a time of it
    pub(super) fn remember_credit(
        &mut self,
        name: &str,
        sold: Sold,
        widely: Counted,
        stay_at: impl Fn(usize, f64) -> Option<usize>,
    ) {
        let (time, source) = (sold.occasion.time, sold.occasion.source);
        let remembered = self.remembered.as_mut();
        let won = remembered.filter(|_| sold.is_won && !name.is_empty());
        if let (Some(remembered), Source::Actual(row)) = (won, source) {
            let deal = remembered.deals.entry(name.to_owned()).or_default();
            deal.won.get_or_insert((time, row));
        }
        self.remember_more(name, &sold.occasion, widely, stay_at);
    }

    /// Remembers who was just credited with something of a deal, such as cash that came in on it. What comes in on a deal
    /// that is lost already is lost at once.
    ///
    /// * `name`: of the deal; what has no name cannot be lost
    pub(super) fn remember_more(
        &mut self,
        name: &str,
        occasion: &Occasion,
        widely: Counted,
        stay_at: impl Fn(usize, f64) -> Option<usize>,
    ) {
        if name.is_empty() {
            return;
        }
        let Some(mut remembered) = self.remembered.take() else {
            return;
        };
        let deal = remembered.deals.entry(name.to_owned()).or_default();
        let first = deal.credits.len();
        let of = (occasion.class, month_of(occasion.time));
        deal.credits.extend(self.held(of, widely));
        if let Some(left) = deal.left {
            // The customer may have left later in the month: then whoever was still there loses it.
            let time = occasion.time.max(left.time);
            for (held, before) in deal.credits_from(first) {
                self.lose(held, &before, left, |seat| stay_at(seat, time));
            }
        }
        self.remembered = Some(remembered);
    }

    /// The customer of a deal leaves; nothing follows from it if the deal has not been won.
    ///
    /// * `time`: when \[months\]
    /// * `stay_in`: the stay of the month of whoever is in a seat on this day
    pub(super) fn lose_deal(
        &mut self,
        name: &str,
        time: f64,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let remembered = self.remembered.as_mut();
        let Some(deal) = remembered.and_then(|remembered| remembered.deals.get_mut(name)) else {
            return;
        };
        let Some((signed, row)) = deal.won else {
            return;
        };
        let left = Leaving {
            signed,
            time,
            source: Source::ActualLost(row),
        };
        deal.left = Some(left);
        for (held, before) in deal.credits_from(0) {
            self.lose(held, &before, left, &stay_in);
        }
    }
}

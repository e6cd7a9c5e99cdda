//! Credit that may be lost again: who holds it, and its loss when the customer leaves.

use super::credit::Counted;
use super::journal::Source;
use super::payroll::{Payroll, Person};
use crate::comp::{Component, Credit, Measure};
use crate::units::Money;

/// What somebody was credited with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// Who; `None` stands for all who are paid on markets or on the company.
    pub(super) person: Option<Person>,
    /// Whether as one's own result or as the team's.
    pub(super) whose: Credit,
    /// Class of the deal, month of the credit, and what was credited.
    pub(super) class: usize,
    pub(super) month: usize,
    pub(super) counted: Counted,
    /// What SPIFFs paid on it.
    pub(super) spiffs: Money,
}

/// A customer who leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaving {
    /// When the deal was won, and when the customer leaves \[months\].
    pub(super) signed: f64,
    pub(super) time: f64,
    /// What a journal calls it.
    pub(super) source: Source,
}

/// Credit that is lost again.
#[derive(Clone, Debug)]
pub(super) struct Loss {
    pub(super) held: Held,
    /// Classes of the sales of the deal with which its holder was credited before.
    pub(super) before: Vec<usize>,
    pub(super) leaving: Leaving,
}

impl Loss {
    /// The same to whoever sees the sales of some classes only.
    pub(super) fn seen(&self, is_seen: impl Fn(usize) -> bool) -> Self {
        let before = self.before.iter().copied();
        Self {
            before: before.filter(|&class| is_seen(class)).collect(),
            ..self.clone()
        }
    }

    /// What a component that takes it has counted of it: a deal is won with the first of its sales that counts.
    pub(super) fn of(&self, component: &Component) -> i64 {
        let is_won_before = component.measure == Measure::Wins
            && !component.begins_deal(self.held.class, &self.before);
        if is_won_before {
            0
        } else {
            self.held.counted.of(component.measure)
        }
    }
}

impl Payroll {
    /// Who holds what was just credited.
    ///
    /// * `of`: class and month
    /// * `widely`: what of it counts for markets and the company
    pub(super) fn held(
        &self,
        of: (usize, usize),
        widely: Counted,
    ) -> impl Iterator<Item = Held> + '_ {
        let (class, month) = of;
        let all = self.claws_back_widely().then_some(Held {
            person: None,
            whose: Credit::Company,
            class,
            month,
            counted: widely,
            spiffs: Money::ZERO,
        });
        let people = self.credited.iter().map(move |credited| Held {
            person: Some(self.people[credited.stay]),
            whose: credited.whose,
            class,
            month,
            counted: credited.counted,
            spiffs: credited.spiffs,
        });
        all.into_iter().chain(people)
    }

    /// Credit is lost again for whoever holds it, if that person is there when the customer leaves; what the plan takes back
    /// of it is settled when the month is closed.
    ///
    /// * `before`: classes of the sales of the deal with which its holder was credited before
    /// * `stay_in`: the stay of the month of whoever is in a seat then
    pub(super) fn lose(
        &mut self,
        held: Held,
        before: &[usize],
        leaving: Leaving,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let loss = Loss {
            held,
            before: before.to_vec(),
            leaving,
        };
        let Some(person) = held.person else {
            self.lost_widely.push(loss);
            return;
        };
        let stay = stay_in(person.seat);
        if let Some(stay) = stay.filter(|&stay| self.people[stay] == person) {
            let place = self.lost.partition_point(|(other, _)| *other <= stay);
            self.lost.insert(place, (stay, loss));
        }
    }
}

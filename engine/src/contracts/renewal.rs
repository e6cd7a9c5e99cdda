//! The end of a term: whether a customer stays, and what changes if it does.

use super::Contracts;
use super::shifted_beta_geometric::ShiftedBetaGeometric;
use crate::kernel::field::Field;
use crate::kernel::math::exp;
use crate::kernel::stream::Words;
use crate::units::Money;

/// Whether a customer stays at the end of a term.
#[derive(Clone, Debug)]
pub enum Renewal {
    /// With this chance, each time anew; row = deal class.
    Simple(Field),
    /// With a chance of its own.
    ShiftedBetaGeometric(ShiftedBetaGeometric),
}

/// What some customers give up or add at a renewal. Rows of deal classes.
#[derive(Clone, Debug)]
pub struct Change {
    /// Chance that a customer does.
    pub chance: Field,
    /// How much, as a share of the ARR that comes up for renewal.
    pub share: Field,
}

/// The work that a renewal takes.
#[derive(Clone, Debug)]
pub struct RenewalWork {
    /// Role that does it.
    pub role: usize,
    /// Hours for each renewal; row = deal class.
    pub hours: Field,
    /// How long before the end of the term it is asked for \[months\].
    pub lead: f64,
    /// Effect on the chance to stay if nobody has begun it by then, on the logit scale; row = deal class.
    pub unworked: Field,
}

/// How a term ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The customer leaves.
    Churns,
    /// It stays, with these changes of its ARR.
    Renews(Changes),
}

/// Changes of the ARR at a renewal; each 0 or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rise of the price.
    pub price_rise: Money,
    /// What the customer gives up.
    pub contraction: Money,
    /// What it adds.
    pub expansion: Money,
}

impl Changes {
    /// The ARR after the renewal.
    #[must_use]
    pub fn applied_to(self, arr: Money) -> Money {
        arr + self.price_rise - self.contraction + self.expansion
    }
}

impl Renewal {
    /// A customer's chance to stay, if its renewal is looked after.
    ///
    /// * `customer`: words of the customer, the same at each of its renewals
    /// * `renewals`: renewals that it had made when it came into the simulation
    #[must_use]
    pub fn chance(&self, class: usize, month: usize, renewals: u32, customer: Words) -> f64 {
        match self {
            Self::Simple(chance) => chance.at(class, month),
            Self::ShiftedBetaGeometric(model) => {
                1.0 - model.chance_to_leave(class, renewals, customer.uniform53(0))
            }
        }
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        match self {
            Self::Simple(chance) => chance.redraw(draws),
            Self::ShiftedBetaGeometric(model) => model.redraw(draws),
        }
    }
}

impl Change {
    /// Puts one trial's draws into both numbers.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.chance.redraw(draws);
        self.share.redraw(draws);
    }
}

impl Contracts {
    /// How a term ends.
    ///
    /// All changes are shares of the ARR that comes up. One place among customers decides who gives up and who adds,
    /// the former at its low end and the latter at its high end, so that nobody does both.
    ///
    /// * `month`: month of the renewal
    /// * `arr`: ARR that comes up
    /// * `chance`: the customer's chance to stay, see [`Renewal::chance`]
    /// * `unworked`: whether the renewal takes work that nobody has begun
    /// * `words`: those of the term; the first decides whether it stays, the second what changes
    #[must_use]
    pub fn fate(
        &self,
        class: usize,
        month: usize,
        arr: Money,
        chance: f64,
        unworked: bool,
        words: Words,
    ) -> Fate {
        let effect = self.work.as_ref().filter(|_| unworked);
        let chance = effect.map_or(chance, |work| moved(chance, work.unworked.at(class, month)));
        if words.uniform(0) >= chance {
            return Fate::Churns;
        }
        let place = words.uniform(1);
        let gives_up = place < self.contraction.chance.at(class, month);
        let adds = !gives_up && place > 1.0 - self.expansion.chance.at(class, month);
        let share_if = |happens: bool, share: &Field| {
            if happens {
                arr.share(share.at(class, month))
            } else {
                Money::ZERO
            }
        };
        Fate::Renews(Changes {
            price_rise: arr.share(self.price_rise.at(class, month)),
            contraction: share_if(gives_up, &self.contraction.share),
            expansion: share_if(adds, &self.expansion.share),
        })
    }
}

/// A chance moved on the logit scale, which multiplies its odds.
#[must_use]
pub fn moved(chance: f64, effect: f64) -> f64 {
    let odds = exp(effect);
    chance * odds / (1.0 - chance + chance * odds)
}

//! Contracts: what a customer has signed, and what happens at the end of each term.
//!
//! Pure: given a contract and the random words of its decisions, these functions say whether and when it is cancelled,
//! whether it is renewed, at which price, and when it is recognised and paid. The model keeps the contracts and lets
//! these things happen.

pub mod billing;
pub mod renewal;
pub mod shifted_beta_geometric;

use std::collections::BTreeMap;

use crate::flows::LeadId;
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::math::{ln, ln_1p};
use crate::kernel::stream::{EntityKey, Words};
use crate::units::Money;
use billing::Billing;
use renewal::{Change, Renewal, RenewalWork};

/// All that is assumed about contracts, and the customers at the start. Rows of fields are deal classes.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// What the funnel's deal size is of a contract.
    pub basis: Basis,
    /// Length of a term \[months\], 1 or more.
    pub term: Field,
    /// Share of a deal's value that recurs.
    pub recurring_share: Field,
    /// When what recurs is invoiced.
    pub billing: Billing,
    /// Time from an invoice to its payment \[months\]; drawn for each term.
    pub collection: Law,
    /// Whether a customer stays at the end of a term.
    pub renewal: Renewal,
    /// Rise of the price at a renewal, as a share of the ARR.
    pub price_rise: Field,
    /// What a customer gives up at a renewal.
    pub contraction: Change,
    /// What a customer adds at a renewal.
    pub expansion: Change,
    /// Share of contracts cancelled within a year of their term.
    pub cancel_per_year: Field,
    /// The work that a renewal takes, if it takes any.
    pub work: Option<RenewalWork>,
    /// Whether the deals of a lead source are more business with customers, source by source.
    pub is_expansion: Vec<bool>,
    /// Discount of money a year later, for lifetime values.
    pub discount_per_year: f64,
    /// Customers at the start, sorted by id.
    pub customers: Vec<Customer>,
}

/// What the size of a deal is of its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Its value in the first year.
    Annual,
    /// Its value over the whole term.
    Term,
}

/// A customer at the start of the horizon.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Id in the files.
    pub id: String,
    /// Key of its random numbers.
    pub key: EntityKey,
    /// Deal class; the source is one that makes new customers, and matters to no number here.
    pub class: usize,
    /// Recurring value a year.
    pub arr: Money,
    /// Length of its term \[months\].
    pub term: f64,
    /// When the term ends \[months from the start of the horizon\], 0 or more.
    pub renews: f64,
    /// Renewals that it has made so far.
    pub renewals: u32,
    /// Seat that looks after it, if the file says.
    pub owner: Option<usize>,
    /// Named account that it is, if the file says.
    pub account: Option<usize>,
    /// Deal of the actual credits that made it a customer, as they call it, if the file says.
    pub deal: Option<String>,
}

/// The two parts of a deal's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Recurring value a year.
    pub arr: Money,
    /// What is paid once.
    pub once: Money,
}

/// Key of the contract that a won deal becomes: that of its lead and nobody else's, whatever else is won.
#[must_use]
pub fn key_of(lead: LeadId) -> EntityKey {
    EntityKey::scattered(lead.tie())
}

impl Contracts {
    /// What recurs and what is paid once.
    ///
    /// With [`Basis::Annual`] the deal's value is that of the first year: its recurring share is the ARR. With
    /// [`Basis::Term`] it is that of the whole term: its recurring share, x 12 / term, is the ARR. The rest is paid once.
    ///
    /// * `term`: \[months\]
    #[must_use]
    pub fn parts(&self, value: Money, class: usize, month: usize, term: f64) -> Parts {
        let recurring = value.share(self.recurring_share.at(class, month));
        let arr = match self.basis {
            Basis::Annual => recurring,
            Basis::Term => Money::round(recurring.as_f64() * 12.0 / term),
        };
        Parts {
            arr,
            once: value - recurring,
        }
    }

    /// What a deal's recurring part, or a renewal, is worth over its term.
    ///
    /// * `signed`: the deal's value less what is paid once; `None` for a renewal
    #[must_use]
    pub fn worth(&self, arr: Money, term: f64, signed: Option<Money>) -> Money {
        match (self.basis, signed) {
            // To the cent what was signed, whatever the ARR was rounded to.
            (Basis::Term, Some(recurring)) => recurring,
            _ => Money::round(arr.as_f64() * term / 12.0),
        }
    }

    /// What a renewal counts in bookings: the ARR or the value of the new term, as deal sizes do.
    #[must_use]
    pub fn booked(&self, arr: Money, worth: Money) -> Money {
        match self.basis {
            Basis::Annual => arr,
            Basis::Term => worth,
        }
    }

    /// How long after it could first be cancelled a contract is cancelled \[months\]; infinite if never.
    ///
    /// The hazard is constant: `-ln(1 - share) / 12` a month. `words`: those of the term.
    #[must_use]
    pub fn cancelled_after(&self, class: usize, month: usize, words: Words) -> f64 {
        let hazard = -ln_1p(-self.cancel_per_year.at(class, month)) / 12.0;
        if hazard > 0.0 {
            -ln(words.uniform(2)) / hazard
        } else {
            f64::INFINITY
        }
    }

    /// How long after an invoice of a term its money comes in \[months\], 0 or more.
    #[must_use]
    pub fn collected_after(&self, words: Words) -> f64 {
        self.collection.quantile(words.uniform(3)).max(0.0)
    }

    /// ARR of all customers at the start.
    #[must_use]
    pub fn arr_at_start(&self) -> Money {
        self.customers.iter().map(|customer| customer.arr).sum()
    }

    /// Places of the customers at the start by the actual deals that made them, where the plan names these.
    #[must_use]
    pub fn customer_of_deal(&self) -> BTreeMap<&str, usize> {
        let customers = self.customers.iter().enumerate();
        let made = customers.filter_map(|(ix, customer)| Some((customer.deal.as_deref()?, ix)));
        made.collect()
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for field in [
            &mut self.term,
            &mut self.recurring_share,
            &mut self.price_rise,
            &mut self.cancel_per_year,
        ] {
            field.redraw(draws);
        }
        self.renewal.redraw(draws);
        self.contraction.redraw(draws);
        self.expansion.redraw(draws);
        if let Some(work) = &mut self.work {
            work.hours.redraw(draws);
            work.unworked.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests;

//! Contracts, renewals and the customers at the start.

use crate::contracts::billing::Billing;
use crate::contracts::renewal::{Change, Renewal, RenewalWork};
use crate::contracts::shifted_beta_geometric::ShiftedBetaGeometric;
use crate::contracts::{Basis, Contracts, Customer};
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::scenario::codes::Code;
use crate::scenario::number::RawNumber;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawFinance;
use crate::scenario::raw_contracts::{
    RawBilling, RawChange, RawContractValue, RawContracts, RawRenewal, RawRenewalWork,
};
use crate::territory::Account;
use crate::units::DAYS_PER_MONTH;
use crate::workforce::Seat;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

const COLLECTION_HELP: &str =
    "write one number or a distribution, which is drawn for each term of a contract";

/// A number that may differ by deal class.
fn by_class(range: Range) -> Spec {
    Spec::new(range).rows(Rows::Class)
}

impl Check<'_> {
    /// What becomes of what is won; `None` if the scenario does not follow it.
    pub(super) fn contracts(
        &mut self,
        raw: Option<&RawContracts>,
        finance: Option<&RawFinance>,
        (seats, accounts): (&[Seat], &[Account]),
    ) -> Option<Contracts> {
        let collection = finance.and_then(|finance| finance.collection_days.as_ref());
        let Some(raw) = raw else {
            if collection.is_some() {
                let at = path("finance.collection-days");
                let message = "without contracts no money is collected";
                self.report_key(Code::NoEffect, &at, message).help =
                    "add a section `contracts`, or delete this key".into();
            }
            return None;
        };
        let at = path("contracts");
        let work = raw
            .renewal_work
            .as_ref()
            .map(|work| self.renewal_work(&at.key("renewal-work"), work));
        let is_expansion = self.expansion_sources(raw.expansion_sources.as_deref().unwrap_or(&[]));
        let source = is_expansion.iter().position(|&is| !is).unwrap_or(0);
        let role = work.as_ref().map(|work| work.role);
        let customers = self.customers(raw, (seats, accounts), role, source);
        let number = |check: &mut Self, key: &str, raw: Option<&RawNumber>, default, range| {
            check.optional(&at.key(key), raw, default, &by_class(range))
        };
        Some(Contracts {
            basis: match raw.value {
                RawContractValue::Acv => Basis::Annual,
                RawContractValue::Tcv => Basis::Term,
            },
            term: self.field(
                &at.key("term-months"),
                &raw.term_months,
                &by_class(Range::TERM),
            ),
            recurring_share: number(
                self,
                "recurring-share",
                raw.recurring_share.as_ref(),
                1.0,
                Range::PROBABILITY,
            ),
            billing: match raw.billing {
                RawBilling::Annual => Billing::Annual,
                RawBilling::Upfront => Billing::Upfront,
                RawBilling::Monthly => Billing::Monthly,
            },
            collection: self.collection(collection),
            renewal: self.renewal(&at.key("renewal"), &raw.renewal, &customers),
            price_rise: number(
                self,
                "price-rise",
                raw.price_rise.as_ref(),
                0.0,
                Range::PROBABILITY,
            ),
            contraction: self.change(
                &at.key("contraction"),
                raw.contraction.as_ref(),
                Range::PROBABILITY,
            ),
            expansion: self.change(&at.key("expansion"), raw.expansion.as_ref(), Range::FACTOR),
            cancel_per_year: number(
                self,
                "cancel-per-year",
                raw.cancel_per_year.as_ref(),
                0.0,
                Range::SHARE_BELOW_ONE,
            ),
            work,
            is_expansion,
            discount_per_year: raw.discount_per_year.map_or(0.0, |discount| {
                self.plain(&at.key("discount-per-year"), discount, Range::DISCOUNT)
            }),
            customers,
        })
    }

    /// Days from an invoice to its payment, as a law in months.
    fn collection(&mut self, raw: Option<&RawNumber>) -> Law {
        let spec = Spec::new(Range::AT_LEAST_ZERO)
            .scale(1.0 / DAYS_PER_MONTH)
            .luck(COLLECTION_HELP)
            .unmoved();
        raw.map_or_else(
            || Law::constant(0.0).expect("zero is finite"),
            |raw| {
                let laws = self.law_table(&path("finance.collection-days"), raw, &spec);
                laws.of(0).clone()
            },
        )
    }

    fn expansion_sources(&mut self, ids: &[String]) -> Vec<bool> {
        let at = path("contracts.expansion-sources");
        let mut is_expansion = vec![false; self.dimensions.sources.len()];
        for (ix, id) in ids.iter().enumerate() {
            if let Some(source) = self.index_of("source", |d| &d.sources, id, &at.index(ix)) {
                is_expansion[source] = true;
            }
        }
        is_expansion
    }

    fn renewal(&mut self, at: &KeyPath, raw: &RawRenewal, customers: &[Customer]) -> Renewal {
        match (&raw.probability, &raw.shifted_beta_geometric) {
            (Some(chance), None) => Renewal::Simple(self.field(
                &at.key("probability"),
                chance,
                &by_class(Range::PROBABILITY).chance(),
            )),
            (None, Some(raw)) => {
                let at = at.key("shifted-beta-geometric");
                let spec = by_class(Range::SHAPE).timeless();
                let alpha = self.field(&at.key("alpha"), &raw.alpha, &spec);
                let beta = self.field(&at.key("beta"), &raw.beta, &spec);
                let ages = customers.iter().map(|customer| customer.renewals);
                let n_classes = if self.findings.is_empty() {
                    self.dimensions.n_classes()
                } else {
                    0
                };
                Renewal::ShiftedBetaGeometric(ShiftedBetaGeometric::new(
                    alpha, beta, n_classes, ages,
                ))
            }
            (chance, _) => {
                let found = if chance.is_some() { "both" } else { "neither" };
                let message = format!(
                    "a renewal has either `probability` or `shifted-beta-geometric`, this one has {found}"
                );
                self.report(Code::OneOf, at, message).help =
                    "write `probability` for one chance, `shifted-beta-geometric` for customers who differ".into();
                Renewal::Simple(Field::constant(0.0))
            }
        }
    }

    fn change(&mut self, at: &KeyPath, raw: Option<&RawChange>, share: Range) -> Change {
        let (chance, by_share) = (by_class(Range::PROBABILITY).chance(), by_class(share));
        Change {
            chance: self.optional(&at.key("chance"), raw.map(|raw| &raw.chance), 0.0, &chance),
            share: self.optional(&at.key("share"), raw.map(|raw| &raw.share), 0.0, &by_share),
        }
    }

    fn renewal_work(&mut self, at: &KeyPath, raw: &RawRenewalWork) -> RenewalWork {
        let role = self.index_of("role", |d| &d.roles, &raw.role, &at.key("role"));
        let hours = by_class(Range::AT_LEAST_ZERO);
        let effect = by_class(Range::LOGIT);
        RenewalWork {
            role: role.unwrap_or(0),
            hours: self.field(&at.key("hours"), &raw.hours, &hours),
            lead: self.plain(&at.key("lead-days"), raw.lead_days, Range::LEAD_DAYS)
                / DAYS_PER_MONTH,
            unworked: self.optional(&at.key("unworked"), raw.unworked.as_ref(), 0.0, &effect),
        }
    }
}

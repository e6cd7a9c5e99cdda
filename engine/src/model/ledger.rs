//! The constraint ledger: where every unit of potential ends, to the minor unit.
//!
//! A lead is worth what its deal would be, at the prices and in the mood of the month in which it arrives. When it
//! becomes an opportunity its value is fixed, and what has changed since is a line of its own. Every lead leaves by
//! exactly one line, but for what is conceded on its price at the end, so that over the horizon
//!
//! ```text
//! open at the start + potential + repriced
//!     = not reached + expired + no opportunity + lost + no stock + dead + conceded + slipped
//!     + cancelled + undelivered + late + delivered
//! ```
//!
//! holds in every trial.

use super::deals::Deal;
use super::tally::month_of;
use super::trial::Simulator;
use crate::measure::Measure;
use crate::purpose;
use crate::units::Money;

/// The lines by which potential leaves, as far as a plan has them.
pub const LINES: [Measure; 12] = [
    Measure::NotReached,
    Measure::ExpiredValue,
    Measure::NotQualified,
    Measure::LostValue,
    Measure::LostForStock,
    Measure::DeadValue,
    Measure::Conceded,
    Measure::Slipped,
    Measure::CancelledValue,
    Measure::Undelivered,
    Measure::DeliveredLate,
    Measure::Delivered,
];

impl Simulator<'_> {
    /// What a list value as it was drawn is worth in a month: moved, and after prices, mood and discount.
    #[inline]
    fn priced(&self, drawn: f64, class: usize, month: usize) -> Money {
        let list = drawn * self.plan.funnel.deal_size.factor(class, month);
        let (factor, share) = self.price_factors(class, month);
        Money::round((list * factor * share).max(0.0))
    }

    /// Factor of prices and mood on a list value in a month, and the share of it that the discount leaves.
    #[inline]
    pub(super) fn price_factors(&self, class: usize, month: usize) -> (f64, f64) {
        let funnel = &self.plan.funnel;
        let segment = self.classes[class].segment;
        let factor =
            funnel.deal_size_factor.at(class, month) * self.moods.of(segment, month).deal_size;
        let factor = match &self.plan.demand.appeal {
            Some(appeal) => factor * appeal.price(self.classes[class].product, month),
            None => factor,
        };
        (factor, 1.0 - funnel.discount.at(class, month))
    }

    /// Price of what a class sells in a month, beside its list price.
    #[inline]
    pub(super) fn price_of(&self, class: usize, month: usize) -> f64 {
        let appeal = self.plan.demand.appeal.as_ref();
        appeal.map_or(1.0, |appeal| {
            appeal.price(self.classes[class].product, month)
        })
    }

    /// What a deal leaves after the cost of what is sold, which does not change with its price.
    ///
    /// * `month`: of sale
    pub(super) fn margin_of(&self, deal: &Deal, amount: Money, month: usize) -> Money {
        let share = self.plan.finance.gross_margin.at(deal.class, month);
        let is_moved = self.plan.demand.appeal.is_some() || deal.price < 1.0;
        let share = if is_moved {
            1.0 - (1.0 - share) / deal.price
        } else {
            share
        };
        amount.share(share)
    }

    /// Factor that the discount of a month puts on the odds of an opportunity.
    #[inline]
    pub(super) fn price_odds(&self, class: usize, month: usize) -> f64 {
        let funnel = &self.plan.funnel;
        funnel.effects.price.as_ref().map_or(1.0, |price| {
            price.odds(class, month, funnel.discount.at(class, month))
        })
    }

    /// Enters a lead, or a deal open at the start, into the ledger.
    ///
    /// * `stated`: its value, if the plan states it
    #[inline]
    pub(super) fn enter_ledger(&mut self, deal: &mut Deal, stated: Option<Money>, month: usize) {
        deal.value = stated.unwrap_or_else(|| {
            deal.words = deal.id.draw(self.future, purpose::stage(0));
            let law = self.plan.funnel.deal_size.of(deal.class);
            let list = law.quantile(deal.words.uniform(0));
            deal.list = Some(list);
            self.priced(list, deal.class, month)
        });
        let measure = if deal.from_pipeline {
            Measure::PotentialAtStart
        } else {
            Measure::Potential
        };
        self.tally.company(measure, month, deal.value.minor());
    }

    /// Enters what was sold before the simulation and is not delivered into the ledger.
    pub(super) fn enter_old_orders(&mut self, value: Money) {
        let first = self.plan.calendar.n_history();
        self.tally
            .company(Measure::PotentialAtStart, first, value.minor());
    }

    /// Fixes the value of a deal that becomes an opportunity.
    #[inline]
    pub(super) fn fix_value(&mut self, slot: usize, month: usize) -> Money {
        let deal = &self.deals[slot];
        debug_assert!(
            deal.list.is_some() || deal.from_pipeline,
            "only the plan states a value"
        );
        let priced = |list| self.priced(list, deal.class, month);
        let amount = deal.list.map_or(deal.value, priced);
        let change = amount - deal.value;
        if change != Money::ZERO {
            self.tally.company(Measure::Repriced, month, change.minor());
        }
        let (class, is_listed) = (deal.class, deal.list.is_some());
        self.fix_list(slot, month);
        self.deals[slot].price = self.price_of(class, month);
        if is_listed {
            self.deals[slot].price_odds = self.price_odds(class, month);
            let segment = self.classes[class].segment;
            self.deals[slot].size = self.moods.of(segment, month).deal_size;
        }
        self.deals[slot].value = amount;
        amount
    }

    /// Fixes the list value of a deal that is an opportunity: what was drawn for it, moved as in that month.
    pub(super) fn fix_list(&mut self, slot: usize, month: usize) {
        let deal = &mut self.deals[slot];
        let factor = self.plan.funnel.deal_size.factor(deal.class, month);
        deal.list = deal.list.map(|drawn| drawn * factor);
    }

    /// A lead or deal leaves the ledger.
    ///
    /// * `why`: lost, lost for want of stock, expired, dead or won
    #[inline]
    pub(super) fn leave_ledger(&mut self, slot: usize, why: Measure, time: f64) {
        let deal = &self.deals[slot];
        if why == Measure::Wins && self.delivers() {
            // It leaves when it is delivered.
            return;
        }
        let line = match (why, deal.amount.is_some()) {
            (Measure::Expired, false) => Measure::NotReached,
            (Measure::Expired, true) => Measure::ExpiredValue,
            (Measure::LostForStock, _) => Measure::LostForStock,
            (Measure::Dead, _) => Measure::DeadValue,
            (Measure::Wins, _) => Measure::Delivered,
            (_, false) => Measure::NotQualified,
            (_, true) => Measure::LostValue,
        };
        let value = deal.value.minor();
        self.tally.company(line, month_of(time), value);
    }

    /// What is open when the horizon ends has slipped past it.
    pub(super) fn close_ledger(&mut self) {
        let slipped: Money = self.deals.live().map(|deal| deal.value).sum();
        let last = self.plan.calendar.n_months() - 1;
        self.tally.company(Measure::Slipped, last, slipped.minor());
    }
}

//! A component: pay on one measure against one quota.

use super::line::{Item, Line};
use super::tiers::{Method, Tier, units};
use super::{Credit, Filter, Measure};
use crate::calendar::PeriodKind;
use crate::kernel::field::Field;
use crate::units::Money;

/// Pay on one measure against one quota. Money is in minor units.
#[derive(Clone, Debug)]
pub struct Component {
    /// Id in the files; that of the plan for its main component.
    pub id: String,
    /// What is counted.
    pub measure: Measure,
    /// Whose results count.
    pub credit: Credit,
    /// Deal classes that count.
    pub counts: Filter,
    /// Activities that count, where activities are the measure.
    pub activities: Filter,
    /// How often it is settled.
    pub period: PeriodKind,
    /// Whether it is settled on the fiscal year to date, less what was paid before.
    pub cumulative: bool,
    /// Share of the target incentive that it carries; one row.
    pub weight: Field,
    /// Quota of a fully ramped rep a year, in the measure's unit; row = role of all roles.
    pub quota_per_year: Field,
    /// Whether quota follows the ramp.
    pub ramped_quota: bool,
    /// Pay per unit of the measure; `None` is weight x incentive / quota. One row.
    pub rate: Option<Field>,
    /// How tiers work.
    pub method: Method,
    /// Tiers in rising order; the first starts at 0.
    pub tiers: Vec<Tier>,
    /// Bonuses of a period, in rising order of attainment.
    pub bonuses: Vec<Bonus>,
    /// More commission where other components do well.
    pub kickers: Vec<Kicker>,
    /// Most that a period pays, as a multiple of what the tiers pay at exactly 100 % of its quota; one row.
    pub cap: Option<Field>,
}

/// A bonus.
#[derive(Clone, Debug)]
pub struct Bonus {
    /// Attainment from which it is paid.
    pub at: f64,
    /// Amount once a period [minor units]; one row.
    pub amount: Field,
}

/// A factor on commission while another component has reached an attainment.
#[derive(Clone, Debug)]
pub struct Kicker {
    /// The other component, by its index in the plan.
    pub component: usize,
    /// Attainment from which it applies.
    pub at: f64,
    /// Factor on the commission of this component; one row.
    pub multiplier: Field,
}

/// How somebody stands in a period, or in the year to date.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// What is credited, in the measure's unit.
    pub credited: f64,
    /// Quota, after ramp and absence.
    pub quota: f64,
}

impl Standing {
    /// Adds a month. Twelfths of a quota add up to the quota: whoever has reached it has an attainment of exactly 1.
    pub(crate) fn add(&mut self, month: Self) {
        self.credited += month.credited;
        self.quota = without_dust(self.quota + month.quota);
    }

    /// Credited over quota; `None` without a quota.
    #[must_use]
    pub fn attainment(self) -> Option<f64> {
        (self.quota > 0.0).then(|| self.credited / self.quota)
    }
}

/// A sum without what rounding has left of its parts: whole, or in thousandths, if it is that but for dust.
pub(crate) fn without_dust(sum: f64) -> f64 {
    /// Share of a sum below which a difference is dust, some thousand roundings of a sum of doubles; and what never is.
    const DUST: f64 = 1e-12;
    const MOST: f64 = 1e-3;
    let nearest = |steps: f64| (sum * steps).round() / steps;
    let is_meant = |meant: &f64| (sum - meant).abs() <= (DUST * sum.abs()).min(MOST);
    let meant = [1.0, 1e3].map(nearest).into_iter().find(is_meant);
    meant.unwrap_or(sum)
}

/// What is settled: one person's period of one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settlement {
    /// Index of the component in its plan.
    pub component: usize,
    /// How the person stands.
    pub standing: Standing,
    /// Pay per unit in a tier with multiplier 1.
    pub rate: f64,
    /// Month whose multipliers and amounts apply.
    pub month: usize,
    /// What earlier settlements have paid on the same standing; 0 unless the component is cumulative.
    pub paid_before: Money,
}

impl Component {
    /// Whether it counts what its people book themselves.
    #[must_use]
    pub fn is_of_own_bookings(&self) -> bool {
        self.credit == Credit::Own && self.measure == Measure::Bookings
    }

    /// Whether a deal of a class counts, as somebody's own result, a team's or a market's.
    #[must_use]
    #[inline]
    pub fn takes(&self, whose: Credit, class: usize) -> bool {
        self.credit == whose && self.counts.takes(class)
    }

    /// Whether a sale is the first of its deal that the component counts.
    ///
    /// * `before`: classes of the deal's sales so far
    #[must_use]
    pub fn begins_deal(&self, class: usize, before: &[usize]) -> bool {
        self.counts.takes(class) && !before.iter().any(|&class| self.counts.takes(class))
    }

    /// Pay per unit of the measure in a tier with multiplier 1: the component's own, or weight x incentive / quota.
    ///
    /// * `incentive`: variable pay at target of some months of the role [minor units]
    /// * `quota`: full quota of the seat in these months; without one the rate is 0
    #[must_use]
    pub fn base_rate(&self, incentive: f64, quota: f64, month: usize) -> f64 {
        match &self.rate {
            Some(rate) => rate.at(0, month),
            None if quota > 0.0 => self.weight.at(0, month) * incentive / quota,
            None => 0.0,
        }
    }

    /// What a settled period earns, line by line; returns the sum of the lines.
    ///
    /// Commission is `rate · Σ mᵢ uᵢ` over the tiers' [`units`], each line rounded to the minor unit; a kicker
    /// multiplies it, bonuses are added, the cap bounds the sum, and of a cumulative component what was paid before is
    /// taken off, though never more than has been earned: the rest is a line of its own, not taken back.
    ///
    /// * `attainment_of`: attainment of the plan's other components
    /// * `line`: takes each line
    pub fn earn(
        &self,
        settled: Settlement,
        attainment_of: impl Fn(usize) -> Option<f64>,
        mut line: impl FnMut(Line),
    ) -> Money {
        let Settlement {
            component,
            standing,
            rate,
            month,
            paid_before,
        } = settled;
        let mut pay = Earning {
            sum: Money::ZERO,
            line: &mut line,
        };
        for (tier, units) in units(&self.tiers, self.method, standing.credited, standing.quota) {
            let rate = rate * self.tiers[tier].multiplier.at(0, month);
            let item = Item::Tier {
                component,
                tier,
                units,
                rate,
            };
            // What pays nothing is told too, so that the tiers' units sum to what is credited.
            pay.tell(item, Money::round(rate * units));
        }
        let commission = pay.sum;
        for (kicker, terms) in self.kickers.iter().enumerate() {
            if let Some(attainment) = attainment_of(terms.component).filter(|&a| a >= terms.at) {
                let more = terms.multiplier.at(0, month) - 1.0;
                let item = Item::Kicker {
                    component,
                    kicker,
                    attainment,
                    commission,
                    more,
                };
                pay.add(item, commission.share(more));
            }
        }
        if standing.quota > 0.0 {
            for (bonus, terms) in self.bonuses.iter().enumerate() {
                if standing.credited >= terms.at * standing.quota {
                    let item = Item::Bonus { component, bonus };
                    pay.add(item, Money::round(terms.amount.at(0, month)));
                }
            }
            if let Some(cap) = &self.cap {
                let at_quota = self.at_quota(rate, standing.quota, month);
                let most = at_quota.share(cap.at(0, month));
                let above = (pay.sum - most).max(Money::ZERO);
                pay.add(Item::Cap { component, most }, -above);
            }
        }
        let kept = paid_before - paid_before.min(pay.sum.max(Money::ZERO));
        pay.add(Item::PaidBefore { component }, -paid_before);
        pay.add(Item::NotTakenBack { component }, kept);
        pay.sum
    }

    /// What the tiers pay at exactly 100 % of a quota, tier by tier in whole minor units as in a settlement, which the cap is
    /// a multiple of: rate x quota where they pay nothing until then.
    ///
    /// * `rate`: pay per unit in a tier with multiplier 1
    fn at_quota(&self, rate: f64, quota: f64, month: usize) -> Money {
        let tiers = units(&self.tiers, self.method, quota, quota);
        let pays = tiers.map(|(tier, units)| {
            let rate = rate * self.tiers[tier].multiplier.at(0, month);
            Money::round(rate * units)
        });
        let pay: Money = pays.sum();
        if pay > Money::ZERO {
            pay
        } else {
            Money::round(rate * quota)
        }
    }

    /// Every number that may be uncertain.
    pub(super) fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        let tiers = self.tiers.iter_mut().map(|tier| &mut tier.multiplier);
        let bonuses = self.bonuses.iter_mut().map(|bonus| &mut bonus.amount);
        let kickers = self.kickers.iter_mut().map(|kicker| &mut kicker.multiplier);
        [&mut self.weight, &mut self.quota_per_year]
            .into_iter()
            .chain(self.rate.iter_mut())
            .chain(self.cap.iter_mut())
            .chain(tiers)
            .chain(bonuses)
            .chain(kickers)
    }
}

/// What a settlement has earned so far.
struct Earning<'l> {
    sum: Money,
    line: &'l mut dyn FnMut(Line),
}

impl Earning<'_> {
    fn add(&mut self, item: Item, amount: Money) {
        if amount != Money::ZERO {
            self.tell(item, amount);
        }
    }

    fn tell(&mut self, item: Item, amount: Money) {
        self.sum += amount;
        (self.line)(Line { item, amount });
    }
}

#[cfg(test)]
mod tests;

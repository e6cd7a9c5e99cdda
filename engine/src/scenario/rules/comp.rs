//! Comp plans: who is paid by which, quotas, tiers, bonuses.

use std::collections::BTreeMap;

use crate::calendar::PeriodKind;
use crate::comp::{Bonus, Credit, Measure, PayTier, Plan};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawComp, RawCredit, RawMeasure, RawPeriod, RawPlan, RawTierMethod};
use crate::workforce::Role;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::{Rows, position};

impl Check<'_> {
    /// All plans, sorted by id.
    pub(super) fn plans(&mut self, raw: Option<&RawComp>, roles: &[Role]) -> Vec<Plan> {
        let Some(comp) = raw else { return Vec::new() };
        self.one_plan_each(comp);
        let mut sorted: Vec<(&String, &RawPlan)> = comp.plans.iter().collect();
        sorted.sort_by_key(|(id, _)| *id);
        sorted
            .into_iter()
            .map(|(id, plan)| self.plan(id, plan, roles))
            .collect()
    }

    /// Reports roles that do not exist, and roles with two plans.
    fn one_plan_each(&mut self, comp: &RawComp) {
        let mut paid: BTreeMap<&String, (&String, KeyPath)> = BTreeMap::new();
        for (id, plan) in &comp.plans {
            let at = path("comp.plans").key(id.as_str()).key("roles");
            if plan.roles.is_empty() {
                self.report(
                    Code::NothingThere,
                    &at,
                    format!("the plan `{id}` pays no role: expected at least one"),
                );
            }
            for (ix, role) in plan.roles.iter().enumerate() {
                let here = at.index(ix);
                self.index_of("role", |d| &d.roles, role, &here);
                if let Some((other, first)) = paid.insert(role, (id, here.clone())) {
                    let first = self.place(&first);
                    let message = format!("the role `{role}` has two plans: `{other}` and `{id}`");
                    let finding = self.report(Code::TwoPlans, &here, message);
                    finding.help = "take it out of one of them".into();
                    finding.also.push((first, "paid here already".into()));
                }
            }
        }
    }

    fn plan(&mut self, id: &str, raw: &RawPlan, all_roles: &[Role]) -> Plan {
        let at = path("comp.plans").key(id);
        let roles: Vec<usize> = raw
            .roles
            .iter()
            .filter_map(|role| position(&self.dimensions.roles, role))
            .collect();
        let measure = match raw.measure {
            RawMeasure::Bookings => Measure::Bookings,
            RawMeasure::Opportunities => Measure::Opportunities,
        };
        let quota_per_year = self.quota(&at, raw, measure, &roles);
        let rate = raw
            .rate
            .as_ref()
            .map(|rate| self.rate(&at.key("rate"), rate, measure));
        if rate.is_none() {
            self.some_quota(
                &at.key("quota-per-year"),
                &quota_per_year,
                &roles,
                all_roles,
            );
        }
        if raw.tier_method == RawTierMethod::Retroactive {
            let message = "tiers that reach back to the first unit are not simulated";
            self.report(Code::Retroactive, &at.key("tier-method"), message).help =
                "write \"marginal\"; what is paid at once on reaching a tier is a bonus: { at = ..., amount = ... }".into();
        }
        Plan {
            id: id.to_owned(),
            roles,
            measure,
            credit: match raw.credit {
                Some(RawCredit::Territory) => Credit::Territory,
                Some(RawCredit::Company) => Credit::Company,
                Some(RawCredit::Own) | None => Credit::Own,
            },
            period: match raw.period {
                RawPeriod::Month => PeriodKind::Month,
                RawPeriod::Quarter => PeriodKind::Quarter,
                RawPeriod::Year => PeriodKind::Year,
            },
            quota_per_year,
            ramped_quota: raw.ramped_quota.unwrap_or(true),
            rate,
            tiers: self.tiers_of(&at.key("tiers"), raw),
            bonuses: self.bonuses(&at.key("bonuses"), raw),
        }
    }

    /// Quota by role: money in minor units, opportunities as they are.
    fn quota(&mut self, at: &KeyPath, raw: &RawPlan, measure: Measure, roles: &[usize]) -> Field {
        let needed = (0..self.dimensions.roles.len())
            .map(|role| roles.contains(&role))
            .collect();
        let spec = Spec::new(Range::QUOTA)
            .rows(Rows::Role)
            .needed(needed)
            .scale(self.unit_of(measure));
        self.field(&at.key("quota-per-year"), &raw.quota_per_year, &spec)
    }

    /// Engine units of one of a measure's units in the file.
    pub(super) fn unit_of(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Bookings => self.minor_units,
            Measure::Opportunities => 1.0,
        }
    }

    /// Pay per unit of the measure: minor units per minor unit, or per opportunity.
    fn rate(
        &mut self,
        at: &KeyPath,
        rate: &crate::scenario::number::RawNumber,
        measure: Measure,
    ) -> Field {
        let (range, scale) = match measure {
            Measure::Bookings => (Range::PROBABILITY, 1.0),
            Measure::Opportunities => (Range::MONEY, self.minor_units),
        };
        self.field(at, rate, &Spec::new(range).scale(scale))
    }

    /// Without a rate, pay is incentive / quota: a role with an incentive needs a quota.
    fn some_quota(&mut self, at: &KeyPath, quota: &Field, roles: &[usize], all: &[Role]) {
        let has_none = |&role: &usize| {
            !quota.is_uncertain()
                && quota.at(role, 0) <= 0.0
                && all[role].incentive_per_year.at(0, 0) > 0.0
        };
        // A quota that is refused has a zero in its place.
        if let Some(role) = roles
            .iter()
            .copied()
            .find(has_none)
            .filter(|_| self.findings.is_empty())
        {
            let id = &self.dimensions.roles[role].id;
            let message = format!("the quota of `{id}` is 0, so that incentive / quota is no rate");
            self.report(Code::NoQuota, at, message).help =
                "state a quota above 0, or a `rate`".into();
        }
    }

    fn tiers_of(&mut self, at: &KeyPath, raw: &RawPlan) -> Vec<PayTier> {
        match raw.tiers.first() {
            None => {
                _ = self.report(
                    Code::NothingThere,
                    at,
                    "the plan has no tiers: expected at least { above = 0, multiplier = 1 }",
                );
            }
            Some(first) if first.above != 0.0 => {
                let message = format!("the first tier starts above {}: expected 0", first.above);
                self.report(Code::TierOrder, &at.index(0).key("above"), message).help =
                    "begin with { above = 0, multiplier = ... }; a threshold is a first tier with multiplier 0".into();
            }
            Some(_) => {}
        }
        for (ix, pair) in raw
            .tiers
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair[1].above <= pair[0].above)
        {
            let message = format!(
                "this tier starts above {}, not above the one before ({})",
                pair[1].above, pair[0].above
            );
            self.report(Code::TierOrder, &at.index(ix + 1).key("above"), message)
                .help = "order tiers by rising attainment".into();
        }
        let mut tiers = Vec::new();
        for (ix, tier) in raw.tiers.iter().enumerate() {
            let here = at.index(ix);
            let above = self.plain(&here.key("above"), tier.above, Range::ATTAINMENT);
            let multiplier = self.field(
                &here.key("multiplier"),
                &tier.multiplier,
                &Spec::new(Range::FACTOR),
            );
            tiers.push(PayTier { above, multiplier });
        }
        tiers
    }

    fn bonuses(&mut self, at: &KeyPath, raw: &RawPlan) -> Vec<Bonus> {
        let spec = Spec::new(Range::MONEY).scale(self.minor_units);
        let mut bonuses = Vec::new();
        for (ix, bonus) in raw.bonuses.iter().flatten().enumerate() {
            let here = at.index(ix);
            let from = self.plain(&here.key("at"), bonus.at, Range::ATTAINMENT);
            bonuses.push(Bonus {
                at: from,
                amount: self.field(&here.key("amount"), &bonus.amount, &spec),
            });
        }
        bonuses.sort_by(|a, b| a.at.total_cmp(&b.at));
        bonuses
    }
}

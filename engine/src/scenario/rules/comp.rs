//! Comp plans and their components: who is paid by which, quotas, tiers, bonuses, kickers.

use std::collections::BTreeMap;

use crate::calendar::PeriodKind;
use crate::comp::component::{Bonus, Kicker};
use crate::comp::tiers::{Method, Tier};
use crate::comp::{Component, Credit, Measure, Plan, Ratchet};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::number::{Form, RawNumber};
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{
    RawAccrual, RawComp, RawComponent, RawCredit, RawMeasure, RawPeriod, RawPlan, RawTierMethod,
};

use super::check::{Check, path};
use super::counts::{Activities, Counts};
use super::numbers::Spec;
use super::range::Range;
use super::rows::{Rows, position};

/// What the main component of a plan is called where others refer to it.
const MAIN: &str = "main";

/// Whose component is read, and where it stands.
struct Of<'c> {
    id: &'c str,
    at: KeyPath,
    roles: &'c [usize],
    activities: &'c Activities,
}

pub(super) fn measure(raw: RawMeasure) -> Measure {
    match raw {
        RawMeasure::Bookings => Measure::Bookings,
        RawMeasure::Margin => Measure::Margin,
        RawMeasure::Arr => Measure::Arr,
        RawMeasure::Collected => Measure::Collected,
        RawMeasure::Wins => Measure::Wins,
        RawMeasure::Opportunities => Measure::Opportunities,
        RawMeasure::Activities => Measure::Activities,
    }
}

/// A settlement period of the file.
pub(super) fn period(raw: RawPeriod) -> PeriodKind {
    match raw {
        RawPeriod::Month => PeriodKind::Month,
        RawPeriod::Quarter => PeriodKind::Quarter,
        RawPeriod::Year => PeriodKind::Year,
    }
}

impl Check<'_> {
    /// All plans, sorted by id.
    pub(super) fn plans(&mut self, raw: Option<&RawComp>, activities: &Activities) -> Vec<Plan> {
        let Some(comp) = raw else { return Vec::new() };
        self.one_plan_each(comp);
        let mut sorted: Vec<(&String, &RawPlan)> = comp.plans.iter().collect();
        sorted.sort_by_key(|(id, _)| *id);
        sorted
            .into_iter()
            .map(|(id, plan)| self.plan(id, plan, activities))
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

    fn plan(&mut self, id: &str, raw: &RawPlan, activities: &Activities) -> Plan {
        let at = path("comp.plans").key(id);
        let roles: Vec<usize> = raw
            .roles
            .iter()
            .filter_map(|role| position(&self.dimensions.roles, role))
            .collect();
        let mut further: Vec<(&String, &RawComponent)> = raw.components.iter().flatten().collect();
        further.sort_by_key(|(id, _)| *id);
        let names: Vec<&str> = std::iter::once(MAIN)
            .chain(further.iter().map(|(id, _)| id.as_str()))
            .collect();
        let main = raw.main();
        let weight = self.main_weight(&at, &main, &further);
        let mut components = vec![(id, at.clone(), &main, weight)];
        for (id, component) in &further {
            let at = at.key("components").key(id.as_str());
            let weight = self.further_weight(&at, component);
            components.push((id.as_str(), at, component, weight));
        }
        let periods: Vec<Option<RawPeriod>> = components
            .iter()
            .map(|(_, at, c, _)| (!self.is_refused(&at.key("period"))).then_some(c.period))
            .collect();
        let components = components
            .into_iter()
            .zip(&periods)
            .map(|((id, at, raw, weight), &period)| {
                let kickers = self.kickers(&at.key("kickers"), raw, period, &names, &periods);
                let of = Of {
                    id,
                    at,
                    roles: &roles,
                    activities,
                };
                self.component(&of, raw, weight, kickers)
            })
            .collect();
        Plan {
            id: id.to_owned(),
            components,
            spiffs: self.spiffs(&at.key("spiffs"), raw.spiffs.as_ref()),
            activity_bonuses: self.activity_bonuses(&at, raw, activities),
            objectives: self.objectives(id, &at.key("objectives"), raw.objectives.as_ref()),
            draw: self.draw(&at.key("draw"), raw.draw.as_ref()),
            guarantee: self.guarantee(&at.key("guarantee"), raw.guarantee.as_ref()),
            clawback: self.clawback(&at.key("clawback"), raw.clawback.as_ref()),
            payment_lag: self.payment_lag(&at, raw.payment_lag_months),
            ratchet: self.ratchet(&at.key("quota-ratchet"), raw.quota_ratchet.as_ref()),
            behaviour: self.behaviour(&at.key("behaviour"), raw, &roles),
            roles,
        }
    }

    fn ratchet(&mut self, at: &KeyPath, raw: Option<&RawNumber>) -> Option<Ratchet> {
        let weight = Spec::new(Range::PROBABILITY).timeless();
        raw.map(|raw| Ratchet {
            weight: self.field(at, raw, &weight),
        })
    }

    fn component(
        &mut self,
        of: &Of<'_>,
        raw: &RawComponent,
        weight: Field,
        kickers: Vec<Kicker>,
    ) -> Component {
        let at = &of.at;
        let measure = measure(raw.measure);
        let credit = match raw.credit {
            Some(RawCredit::Team) => Credit::Team,
            Some(RawCredit::Territory) => Credit::Territory,
            Some(RawCredit::Company) => Credit::Company,
            Some(RawCredit::Own) | None => Credit::Own,
        };
        let is_wide = matches!(credit, Credit::Territory | Credit::Company);
        if measure == Measure::Activities && is_wide {
            let message = "activities are counted by person, not by territory or company";
            self.report(Code::NotCounted, &at.key("credit"), message)
                .help = "write \"own\", or \"team\" for those who report to the seat".into();
        }
        let needs_contracts = matches!(measure, Measure::Arr | Measure::Collected);
        if needs_contracts && self.merged.get("contracts").is_none() {
            let message = "there are no contracts that say what recurs and when it is paid";
            self.report(Code::NotCounted, &at.key("measure"), message)
                .help = "describe `contracts`, or count bookings".into();
        }
        let is_known = !self.is_refused(&at.key("measure"));
        if raw.activities.is_some() && measure != Measure::Activities && is_known {
            let message = "`activities` counts for nothing: the measure is another one";
            self.report_key(Code::NoEffect, &at.key("activities"), message);
        }
        let quota_per_year = self.quota(at, raw, measure, of.roles);
        let rate = raw.rate.as_ref().map(|rate| self.rate(at, rate, measure));
        let cap = raw.cap.as_ref();
        Component {
            id: of.id.to_owned(),
            measure,
            credit,
            counts: self.counted(at, &Counts::from(raw)),
            activities: self.activity_filter(at, raw.activities.as_deref(), of.activities),
            period: period(raw.period),
            cumulative: raw.accrual == Some(RawAccrual::Cumulative),
            weight,
            quota_per_year,
            ramped_quota: raw.ramped_quota.unwrap_or(true),
            rate,
            method: match raw.tier_method {
                RawTierMethod::Marginal => Method::Marginal,
                RawTierMethod::Retroactive => Method::Retroactive,
            },
            tiers: self.tiers_of(&at.key("tiers"), raw),
            bonuses: self.bonuses(&at.key("bonuses"), raw),
            kickers,
            cap: cap.map(|cap| self.field(&at.key("cap"), cap, &Spec::new(Range::FACTOR))),
        }
    }

    /// What the main component carries of the target incentive: what it states, or what the others leave.
    fn main_weight(
        &mut self,
        at: &KeyPath,
        main: &RawComponent,
        further: &[(&String, &RawComponent)],
    ) -> Field {
        if let Some(weight) = &main.weight {
            return self.field(&at.key("weight"), weight, &Spec::new(Range::PROBABILITY));
        }
        let weights = further.iter().filter_map(|(_, c)| c.weight.as_ref());
        let weights: Vec<&RawNumber> = weights.collect();
        let is_wrong = |weight: &&RawNumber| {
            let share = weight.as_constant();
            weight.form == Form::Refused || share.is_some_and(|s| !(0.0..=1.0).contains(&s))
        };
        // A weight that is wrong by itself says nothing about their sum.
        if weights.iter().any(is_wrong) || self.is_refused(&at.key("components")) {
            return Field::constant(0.0);
        }
        let weights = weights.into_iter();
        let known: Vec<Option<f64>> = weights.map(RawNumber::as_constant).collect();
        if known.iter().any(Option::is_none) {
            let message = "what the main component carries is not known: other weights change";
            self.report_key(Code::Weights, at, message).help =
                "state the `weight` of the main component".into();
        }
        let others: f64 = known.into_iter().flatten().sum();
        if others > 1.0 {
            let message = format!(
                "the components carry {others} of the target incentive: expected at most 1"
            );
            self.report_key(Code::Weights, &at.key("components"), message)
                .help =
                "weights are shares of the incentive; the main component carries the rest".into();
        }
        Field::constant((1.0 - others).max(0.0))
    }

    fn further_weight(&mut self, at: &KeyPath, raw: &RawComponent) -> Field {
        match (&raw.weight, &raw.rate) {
            (Some(weight), None) => {
                self.field(&at.key("weight"), weight, &Spec::new(Range::PROBABILITY))
            }
            (None, None) => {
                let message = "this component pays nothing: expected `weight` or `rate`";
                self.report_key(Code::Weights, at, message).help =
                    "a weight is a share of the role's incentive, a rate is pay per unit".into();
                Field::constant(0.0)
            }
            (Some(_), Some(_)) => {
                let message = "the weight counts for nothing: a `rate` is stated";
                self.report(Code::NoEffect, &at.key("weight"), message);
                Field::constant(0.0)
            }
            (None, Some(_)) => Field::constant(0.0),
        }
    }

    /// Kickers of a component.
    ///
    /// * `period`: of the component, unless it is refused
    /// * `names`, `periods`: of all components of the plan
    fn kickers(
        &mut self,
        at: &KeyPath,
        raw: &RawComponent,
        period: Option<RawPeriod>,
        names: &[&str],
        periods: &[Option<RawPeriod>],
    ) -> Vec<Kicker> {
        let mut kickers = Vec::new();
        for (ix, kicker) in raw.kickers.iter().flatten().enumerate() {
            let here = at.index(ix);
            let component = names.iter().position(|&name| name == kicker.component);
            if component.is_none() {
                let help = did_you_mean(&kicker.component, names.iter().copied());
                let message = format!("there is no component `{}`", kicker.component);
                self.report(Code::UnknownId, &here.key("component"), message)
                    .help = help;
            }
            let other = component.and_then(|c| periods[c]);
            if other.zip(period).is_some_and(|(other, own)| other != own) {
                let message = format!(
                    "the component `{}` is settled at other times",
                    kicker.component
                );
                self.report(Code::KickerPeriod, &here.key("component"), message)
                    .help = "give both components the same `period`".into();
            }
            let attainment = self.plain(&here.key("at"), kicker.at, Range::ATTAINMENT);
            let spec = Spec::new(Range::FACTOR);
            let multiplier = self.field(&here.key("multiplier"), &kicker.multiplier, &spec);
            kickers.push(Kicker {
                component: component.unwrap_or(0),
                at: attainment,
                multiplier,
            });
        }
        kickers
    }

    /// Quota by role: money in minor units, opportunities as they are.
    fn quota(
        &mut self,
        at: &KeyPath,
        raw: &RawComponent,
        measure: Measure,
        roles: &[usize],
    ) -> Field {
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
        if measure.is_money() {
            self.minor_units
        } else {
            1.0
        }
    }

    /// Pay per unit of the measure: minor units per minor unit, or per thing counted.
    pub(super) fn rate(&mut self, at: &KeyPath, rate: &RawNumber, measure: Measure) -> Field {
        // If it is refused what is counted, a rate may be as large as money.
        let is_known = !self.is_refused(&at.key("measure"));
        let (range, scale) = if measure.is_money() && is_known {
            (Range::PROBABILITY, 1.0)
        } else {
            (Range::MONEY, self.minor_units)
        };
        self.field(&at.key("rate"), rate, &Spec::new(range).scale(scale))
    }

    fn tiers_of(&mut self, at: &KeyPath, raw: &RawComponent) -> Vec<Tier> {
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
            tiers.push(Tier { above, multiplier });
        }
        tiers
    }

    fn bonuses(&mut self, at: &KeyPath, raw: &RawComponent) -> Vec<Bonus> {
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

//! Roles: pay, hours, ramp, attrition, hiring.

use crate::kernel::field::Field;
use crate::kernel::multiplier::Multiplier;
use crate::scenario::codes::Code;
use crate::scenario::number::{Dimension, RawNumber};
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawRamp, RawRole, RawWorkforce};
use crate::workforce::Role;
use crate::workforce::ramp::Ramp;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;

/// Working hours a month of a role that does not say.
const HOURS_PER_MONTH: f64 = 160.0;
const FILL_HELP: &str = "write one number or a distribution; hiring freezes are events";

impl Check<'_> {
    /// All roles, in the order of the dimension.
    pub(super) fn roles(&mut self, raw: &RawWorkforce) -> Vec<Role> {
        let ids: Vec<String> = self
            .dimensions
            .roles
            .iter()
            .map(|role| role.id.clone())
            .collect();
        ids.iter()
            .enumerate()
            .map(|(ix, id)| {
                self.role(
                    ix,
                    &path("workforce.roles").key(id.as_str()),
                    &raw.roles[id],
                )
            })
            .collect()
    }

    fn role(&mut self, ix: usize, at: &KeyPath, raw: &RawRole) -> Role {
        let minor = self.minor_units;
        let spec = move |range| Spec::new(range).fixed(Dimension::Role, ix);
        let mut number =
            |key: &str, stated: &Option<RawNumber>, default: f64, spec: Spec| -> Field {
                self.optional(&at.key(key), stated.as_ref(), default, &spec)
            };
        let money = || spec(Range::MONEY).scale(minor);
        let base_per_year = number("base-per-year", &raw.base_per_year, 0.0, money());
        let incentive_per_year =
            number("incentive-per-year", &raw.incentive_per_year, 0.0, money());
        let capacity_per_year = number("capacity-per-year", &raw.capacity_per_year, 0.0, money());
        let hiring_cost = number("hiring-cost", &raw.hiring_cost, 0.0, money());
        let onboarding_cost = number("onboarding-cost", &raw.onboarding_cost, 0.0, money());
        let tools_per_month = number("tools-per-month", &raw.tools_per_month, 0.0, money());
        let load = number("load", &raw.load, 0.0, spec(Range::LOAD));
        let hours_per_month = number(
            "hours-per-month",
            &raw.hours_per_month,
            HOURS_PER_MONTH,
            spec(Range::HOURS),
        );
        let selling_share = number(
            "selling-share",
            &raw.selling_share,
            1.0,
            spec(Range::PROBABILITY),
        );
        let onboarding = number(
            "onboarding-months",
            &raw.onboarding_months,
            0.0,
            spec(Range::MONTHS).timeless(),
        );
        let attrition_spec = spec(Range::SHARE_BELOW_ONE);
        let attrition_per_year = number(
            "attrition-per-year",
            &raw.attrition_per_year,
            0.0,
            attrition_spec,
        );
        let effect_spec = spec(Range::LOGIT).timeless();
        let shortfall_effect = number(
            "attrition-shortfall-effect",
            &raw.attrition_shortfall_effect,
            0.0,
            effect_spec,
        );
        let skill_cv = number("skill-cv", &raw.skill_cv, 0.0, spec(Range::CV).timeless());
        let ramp_cv = self.optional(
            &at.key("ramp").key("cv"),
            raw.ramp.as_ref().and_then(|ramp| ramp.cv.as_ref()),
            0.0,
            &spec(Range::CV).timeless(),
        );
        let fill = raw
            .time_to_fill_months
            .clone()
            .unwrap_or_else(|| RawNumber::constant(0.0));
        let (ramp, ramp_moved) = self.ramp(&at.key("ramp"), raw.ramp.as_ref(), ix);
        let fill_spec = spec(Range::MONTHS).luck(FILL_HELP).unmoved();
        Role {
            base_per_year,
            incentive_per_year,
            load,
            hours_per_month,
            selling_share,
            ramp,
            ramp_moved,
            ramp_cv,
            onboarding,
            time_to_fill: self.stated_law(
                &at.key("time-to-fill-months"),
                raw.time_to_fill_months.is_some(),
                &fill,
                &fill_spec,
            ),
            backfill: raw.backfill.unwrap_or(true),
            attrition_per_year,
            attrition_by_tenure_year: self.by_tenure(at, raw.attrition_by_tenure_year.as_deref()),
            shortfall_effect,
            skill_cv,
            capacity_per_year,
            hiring_cost,
            onboarding_cost,
            tools_per_month,
            offer_acceptance: self.offer_acceptance(ix, at, raw),
        }
    }

    /// One distribution; what is not stated stays out of the register.
    fn stated_law(
        &mut self,
        at: &KeyPath,
        stated: bool,
        number: &RawNumber,
        spec: &Spec,
    ) -> crate::kernel::law::Law {
        let n_noted = self.register.len();
        let law = self.law_table(at, number, spec).of(0).clone();
        if !stated {
            self.register.truncate(n_noted);
        }
        law
    }

    /// Factors on the hazard by year of tenure; a flat one unless said.
    fn by_tenure(&mut self, role: &KeyPath, factors: Option<&[f64]>) -> Vec<f64> {
        let at = role.key("attrition-by-tenure-year");
        match factors {
            None => vec![1.0],
            Some([]) => {
                self.report(
                    Code::NothingThere,
                    &at,
                    "the list is empty: expected at least one factor",
                );
                vec![1.0]
            }
            Some(factors) => {
                let check =
                    |(ix, factor): (usize, &f64)| self.plain(&at.index(ix), *factor, Range::FACTOR);
                factors.iter().enumerate().map(check).collect()
            }
        }
    }

    /// How a hire grows, and what the months of that are multiplied by.
    fn ramp(&mut self, at: &KeyPath, raw: Option<&RawRamp>, role: usize) -> (Ramp, Multiplier) {
        let none = Ramp::Linear {
            months: Field::constant(0.0),
            start: Field::constant(0.0),
        };
        let steady = |ramp: Ramp| (ramp, Multiplier::ONE);
        let Some(raw) = raw else { return steady(none) };
        match (&raw.months, raw.curve.as_deref()) {
            (Some(months), None) => {
                let spec = |range| Spec::new(range).fixed(Dimension::Role, role).timeless();
                let (months_at, of_months) = (at.key("months"), spec(Range::MONTHS).by_start());
                let months = self.field(&months_at, months, &of_months);
                let is_nought = months.as_constant().is_some_and(|months| months <= 0.0);
                let moved = self.multiplier(&months_at, &of_months, is_nought);
                let start = self.optional(
                    &at.key("start"),
                    raw.start.as_ref(),
                    0.0,
                    &spec(Range::PROBABILITY),
                );
                (Ramp::Linear { months, start }, moved)
            }
            (None, Some(curve)) => {
                let curve = self.curve(&at.key("curve"), curve, raw.start.is_some());
                steady(curve.map_or(none, Ramp::Curve))
            }
            (months, _) => {
                let found = if months.is_some() { "both" } else { "neither" };
                let message =
                    format!("a ramp has either `months` or `curve`, this one has {found}");
                self.report(Code::OneOf, at, message).help =
                    "keep `months` for a straight line, `curve` for any other shape".into();
                steady(none)
            }
        }
    }

    fn curve(&mut self, at: &KeyPath, curve: &[f64], has_start: bool) -> Option<Vec<f64>> {
        if curve.is_empty() {
            self.report(
                Code::NothingThere,
                at,
                "the curve is empty: expected a share for at least one month",
            );
            return None;
        }
        if has_start {
            let message =
                "`start` is for a ramp by `months`; the curve's first share says how a hire starts";
            self.report(Code::NoEffect, at, message).help = "delete `start`".into();
        }
        let check =
            |(ix, share): (usize, &f64)| self.plain(&at.index(ix), *share, Range::PROBABILITY);
        Some(curve.iter().enumerate().map(check).collect())
    }
}

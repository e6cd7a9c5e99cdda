//! How people respond to comp plans.

use crate::comp::behaviour::{DealTiming, Kind};
use crate::comp::{Behaviour, Credit, Measure};
use crate::kernel::field::Field;
use crate::model::Model;
use crate::scenario::codes::Code;
use crate::scenario::number::RawNumber;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawBehaviour, RawDealTiming, RawPlan};
use crate::units::DAYS_PER_MONTH;

use super::check::{Check, path};
use super::comp::measure;
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

/// Elasticity of sales to personal selling, corrected (Albers, Mantrala & Sridhar 2010, Journal of Marketing Research 47).
const ELASTICITY: f64 = 0.31;
/// Coefficient of variation of a month's results, unless stated.
const CV: f64 = 0.5;
/// Most effort, unless stated.
const MOST: f64 = 3.0;
/// How many days a deal may be brought in by, and held back by, unless stated.
const EARLY_DAYS: f64 = 30.0;
const LATE_DAYS: f64 = 7.0;
/// What signing early takes off the price, unless stated.
const CONCESSION: f64 = 0.05;
/// Chance that waiting loses a deal, unless stated.
const LOST: f64 = 0.05;
/// Gain for which people bother, unless stated.
const LEAST_GAIN: f64 = 0.1;

/// The numbers that all kinds of behaviour have.
struct Terms<'r> {
    elasticity: Option<&'r RawNumber>,
    results_per_year: Option<&'r RawNumber>,
    reference_rate: Option<&'r RawNumber>,
}

impl Check<'_> {
    /// How people respond to a plan.
    ///
    /// * `roles`: those that it pays
    pub(super) fn behaviour(
        &mut self,
        at: &KeyPath,
        plan: &RawPlan,
        roles: &[usize],
    ) -> Option<Behaviour> {
        let (at, kind, terms) = match plan.behaviour.as_ref()? {
            RawBehaviour::Off => return None,
            RawBehaviour::Elastic(raw) => {
                let terms = Terms {
                    elasticity: raw.elasticity.as_ref(),
                    results_per_year: raw.results_per_year.as_ref(),
                    reference_rate: raw.reference_rate.as_ref(),
                };
                (at.key("elastic"), Kind::Elastic, terms)
            }
            RawBehaviour::Dynamic(raw) => {
                let at = at.key("dynamic");
                let terms = Terms {
                    elasticity: raw.elasticity.as_ref(),
                    results_per_year: raw.results_per_year.as_ref(),
                    reference_rate: raw.reference_rate.as_ref(),
                };
                let cv = self.plain(&at.key("cv"), raw.cv.unwrap_or(CV), Range::CV);
                let most = raw.most.unwrap_or(MOST);
                let most = self.plain(&at.key("most"), most, Range::MOST_EFFORT);
                let timing = raw.timing.as_ref();
                let timing = timing.map(|raw| self.deal_timing(&at.key("timing"), raw));
                (at, Kind::Dynamic { cv, most, timing }, terms)
            }
        };
        let elasticity = Spec::new(Range::PROBABILITY).timeless();
        let counts = measure(plan.measure);
        let needed = (0..self.dimensions.roles.len())
            .map(|role| roles.contains(&role))
            .collect();
        let results = Spec::new(Range::QUOTA)
            .rows(Rows::Role)
            .needed(needed)
            .scale(self.unit_of(counts));
        let results_at = at.key("results-per-year");
        let rate_at = at.key("reference-rate");
        Some(Behaviour {
            kind,
            elasticity: terms.elasticity.map_or_else(
                || Field::constant(ELASTICITY),
                |number| self.field(&at.key("elasticity"), number, &elasticity),
            ),
            results_per_year: terms
                .results_per_year
                .map(|number| self.field(&results_at, number, &results)),
            reference_rate: terms
                .reference_rate
                .map(|rate| self.rate(&rate_at, rate, counts)),
        })
    }

    /// What people do about when deals are signed.
    fn deal_timing(&mut self, at: &KeyPath, raw: &RawDealTiming) -> DealTiming {
        let mut number = |key: &str, stated: Option<f64>, otherwise: f64, range: Range| {
            self.plain(&at.key(key), stated.unwrap_or(otherwise), range)
        };
        let early = number("early-days", raw.early_days, EARLY_DAYS, Range::TIMING_DAYS);
        let late = number("late-days", raw.late_days, LATE_DAYS, Range::TIMING_DAYS);
        DealTiming {
            early: early / DAYS_PER_MONTH,
            late: late / DAYS_PER_MONTH,
            concession: number("concession", raw.concession, CONCESSION, Range::CONCESSION),
            lost: number("lost-if-late", raw.lost_if_late, LOST, Range::PROBABILITY),
            least_gain: number("least-gain", raw.least_gain, LEAST_GAIN, Range::PROBABILITY),
        }
    }

    /// Reports plans whose results nobody's effort moves.
    pub(super) fn efforts_count(&mut self, model: &Model) {
        let begins_is_known = !self.is_refused(&path("funnel.opportunity-from"));
        for plan in &model.comp.plans {
            if plan.behaviour.is_none() {
                continue;
            }
            let at = path("comp.plans").key(plan.id.as_str());
            let main = plan.main();
            let unmoved = match main.measure {
                _ if main.credit != Credit::Own => Some((
                    "credit",
                    "effort moves people's own results, and the main component counts others'",
                )),
                Measure::Activities => Some((
                    "measure",
                    "effort moves opportunities and wins, and the main component counts activities",
                )),
                Measure::Opportunities if model.funnel.opportunity_from == 0 && begins_is_known => {
                    Some((
                        "measure",
                        "every lead is an opportunity from the start, so that nobody's effort makes one",
                    ))
                }
                _ => None,
            };
            let times = plan
                .behaviour
                .as_ref()
                .and_then(Behaviour::timing)
                .is_some();
            if unmoved.is_none() && times && !main.measure.is_signed() {
                let at = at.key("behaviour").key("dynamic").key("timing");
                let message = "people move when deals are signed, and the main component counts something else";
                self.report(Code::NotCounted, &at, message).help =
                    "leave `timing` out, or pay by bookings, margin, ARR or wins".into();
            }
            if let Some((key, message)) = unmoved {
                // Said about the behaviour where the key is left out.
                let key = at.key(key);
                let is_stated = self.merged.get(key.clone()).is_some();
                let at = if is_stated { key } else { at.key("behaviour") };
                self.report(Code::NotCounted, &at, message).help =
                    "leave `behaviour` out, or pay by what people win or open themselves".into();
            }
        }
    }
}

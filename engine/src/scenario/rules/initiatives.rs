//! Initiatives: when they run, what they cost, how fast they take hold. What they move is in [`moves`](super::numbers::moves).

use indexmap::IndexMap;

use crate::calendar::Calendar;
use crate::initiatives::Initiative;
use crate::initiatives::adoption::{Adoption, Shape};
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawAdoption, RawAdoptionShape, RawInitiative};

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;

impl Check<'_> {
    /// All initiatives, sorted by id; takes note of what they move.
    pub(super) fn initiatives(
        &mut self,
        raw: Option<&IndexMap<String, RawInitiative>>,
    ) -> Vec<Initiative> {
        let mut sorted: Vec<(&String, &RawInitiative)> = raw.into_iter().flatten().collect();
        sorted.sort_by_key(|(id, _)| *id);
        let each = sorted.into_iter().map(|(id, raw)| self.initiative(id, raw));
        each.collect()
    }

    fn initiative(&mut self, id: &str, raw: &RawInitiative) -> Initiative {
        let at = path("initiatives").key(id);
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        let once = money.clone().timeless();
        let cost_once = self.optional(&at.key("cost-once"), raw.cost_once.as_ref(), 0.0, &once);
        let monthly_at = at.key("cost-per-month");
        let cost_per_month = self.optional(&monthly_at, raw.cost_per_month.as_ref(), 0.0, &money);
        let effects = raw.effects.iter().flatten();
        let has_costs = raw.cost_once.is_some() || raw.cost_per_month.is_some();
        if effects.clone().count() == 0 && !has_costs {
            let message = "the initiative moves nothing and costs nothing";
            self.report_key(Code::NoEffect, &at, message).help =
                "write what it moves under `effects`, or what it costs".into();
        }
        let adoption = raw
            .adoption
            .as_ref()
            .and_then(|raw| self.adoption(&at.key("adoption"), raw));
        let adoption = adoption.unwrap_or_else(Adoption::at_once);
        let n_months = self.calendar.as_ref().map_or(1, Calendar::n_months);
        let (start, until) = self.runs(&at, raw).unwrap_or((0, n_months));
        let shares = adoption.by_month((start, until), n_months);
        let mut moves: Vec<String> = Vec::new();
        for (target, by) in effects {
            moves.extend(self.take_move(&at.key("effects").key(target), target, by, &shares));
        }
        moves.sort();
        Initiative {
            id: id.to_owned(),
            name: raw.name.as_deref().unwrap_or(id).to_owned(),
            start,
            until,
            cost_once,
            cost_per_month,
            shares,
            moves,
        }
    }

    /// First month, and first month after it.
    fn runs(&mut self, at: &KeyPath, raw: &RawInitiative) -> Option<(usize, usize)> {
        let start = self.month(&at.key("start"), &raw.start, false);
        let until_at = at.key("until");
        let until = match &raw.until {
            Some(until) => self.month(&until_at, until, true),
            None => self.calendar.as_ref().map(Calendar::n_months),
        };
        let (start, until) = (start?, until?);
        if until <= start {
            let message = "this ends before it has begun: `until` is the first month after it";
            self.report(Code::EndsTooEarly, &until_at, message).help =
                "take a month after `start`".into();
        }
        Some((start, until))
    }

    fn adoption(&mut self, at: &KeyPath, raw: &RawAdoption) -> Option<Adoption> {
        match (raw.months, raw.curve.as_deref()) {
            (Some(months), None) => {
                let months = self.plain(&at.key("months"), months, Range::MONTHS);
                let shape = match raw.shape {
                    Some(RawAdoptionShape::SCurve) => Shape::SCurve,
                    Some(RawAdoptionShape::Linear) | None => Shape::Linear,
                };
                (months > 0.0).then_some(Adoption::Over(shape, months))
            }
            (None, Some(curve)) => {
                let at = at.key("curve");
                if raw.shape.is_some() {
                    let message = "`shape` is for adoption over `months`; the curve is one";
                    self.report(Code::NoEffect, &at, message).help = "delete `shape`".into();
                }
                if curve.is_empty() {
                    let message = "the curve is empty: expected a share for at least one month";
                    self.report(Code::NothingThere, &at, message);
                    return None;
                }
                let check = |(ix, share): (usize, &f64)| {
                    self.plain(&at.index(ix), *share, Range::PROBABILITY)
                };
                Some(Adoption::Curve(
                    curve.iter().enumerate().map(check).collect(),
                ))
            }
            (months, _) => {
                let found = if months.is_some() { "both" } else { "neither" };
                let message =
                    format!("adoption has either `months` or `curve`, this one has {found}");
                self.report(Code::OneOf, at, message).help =
                    "keep `months` for a steady rise, `curve` for any other".into();
                None
            }
        }
    }
}

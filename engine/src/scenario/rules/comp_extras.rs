//! What comp plans pay beside their components, draws and guarantees, clawback, and who shares the credit of deals.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::comp::{ActivityBonus, Clawback, Draw, Guarantee, Objective, Partner, Spiff, Split};
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;
use crate::model::deals::MAX_HELPERS;
use crate::scenario::codes::Code;
use crate::scenario::number::RawNumber;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{
    RawClawback, RawComp, RawDraw, RawGuarantee, RawObjective, RawPlan, RawSpiff, RawSplit,
};

use super::check::{Check, path};
use super::comp::period;
use super::counts::{Activities, Counts};
use super::numbers::Spec;
use super::range::Range;

/// Whoever made the lead an opportunity, as the partner of a split.
const CREATOR: &str = "creator";
const SCORE_HELP: &str = "write one number or a distribution";

/// Members of a map sorted by id.
fn sorted<T>(raw: Option<&IndexMap<String, T>>) -> Vec<(&String, &T)> {
    let mut sorted: Vec<_> = raw.into_iter().flatten().collect();
    sorted.sort_by_key(|(id, _)| *id);
    sorted
}

impl Check<'_> {
    fn money(&mut self, at: &KeyPath, number: &RawNumber) -> Field {
        let spec = Spec::new(Range::MONEY).scale(self.minor_units);
        self.field(at, number, &spec)
    }

    pub(super) fn spiffs(
        &mut self,
        at: &KeyPath,
        raw: Option<&IndexMap<String, RawSpiff>>,
    ) -> Vec<Spiff> {
        let spiffs = sorted(raw).into_iter();
        spiffs
            .filter_map(|(id, raw)| self.spiff(id, &at.key(id.as_str()), raw))
            .collect()
    }

    fn spiff(&mut self, id: &str, at: &KeyPath, raw: &RawSpiff) -> Option<Spiff> {
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        let share = Spec::new(Range::PROBABILITY);
        let per_deal = self.optional(&at.key("per-deal"), raw.per_deal.as_ref(), 0.0, &money);
        let rate = self.optional(&at.key("rate"), raw.rate.as_ref(), 0.0, &share);
        if raw.per_deal.is_none() && raw.rate.is_none() {
            let message = "the SPIFF pays nothing: expected `per-deal` or `rate`";
            self.report_key(Code::NoEffect, at, message);
        }
        let counts = self.counted(at, &Counts::from(raw));
        let (from, until) = self.window(at, raw.from.as_deref(), raw.until.as_deref())?;
        Some(Spiff {
            id: id.to_owned(),
            from,
            until,
            counts,
            per_deal,
            rate,
            most_deals: raw.most_deals.map(i64::from),
        })
    }

    pub(super) fn activity_bonuses(
        &mut self,
        at: &KeyPath,
        raw: &RawPlan,
        activities: &Activities,
    ) -> Vec<ActivityBonus> {
        let at = at.key("activity-bonuses");
        let mut bonuses = Vec::new();
        for (id, raw) in sorted(raw.activity_bonuses.as_ref()) {
            let at = at.key(id.as_str());
            let months = raw.months.unwrap_or(1);
            if months == 0 {
                let message = "0 months in a row: expected 1 or more";
                self.report(Code::OutOfRange, &at.key("months"), message);
            }
            let range = Range::AT_LEAST_ZERO;
            bonuses.push(ActivityBonus {
                id: id.clone(),
                activities: self.activity_filter(&at, raw.activities.as_deref(), activities),
                per_working_day: self.plain(&at.key("per-working-day"), raw.per_working_day, range),
                months,
                pays: self.money(&at.key("pays"), &raw.pays),
            });
        }
        bonuses
    }

    pub(super) fn objectives(
        &mut self,
        plan: &str,
        at: &KeyPath,
        raw: Option<&IndexMap<String, RawObjective>>,
    ) -> Vec<Objective> {
        let mut objectives = Vec::new();
        for (id, raw) in sorted(raw) {
            let at = at.key(id.as_str());
            let spec = Spec::new(Range::PROBABILITY).luck(SCORE_HELP).unmoved();
            let score = raw.score.as_ref();
            let score = score.map(|score| self.law_table(&at.key("score"), score, &spec));
            objectives.push(Objective {
                id: id.clone(),
                key: EntityKey::of("objective", &format!("{plan}\u{1f}{id}")),
                period: period(raw.period),
                pays: self.money(&at.key("pays"), &raw.pays),
                score: score.map_or_else(
                    || Law::constant(1.0).expect("one is finite"),
                    |table| table.of(0).clone(),
                ),
            });
        }
        objectives
    }

    pub(super) fn draw(&mut self, at: &KeyPath, raw: Option<&RawDraw>) -> Option<Draw> {
        let raw = raw?;
        Some(Draw {
            per_month: self.money(&at.key("per-month"), &raw.per_month),
            recoverable: raw.recoverable,
            months: self.months(at, raw.months).unwrap_or(f64::INFINITY),
        })
    }

    pub(super) fn guarantee(
        &mut self,
        at: &KeyPath,
        raw: Option<&RawGuarantee>,
    ) -> Option<Guarantee> {
        let raw = raw?;
        let spec = Spec::new(Range::FACTOR);
        Some(Guarantee {
            share: self.optional(&at.key("share"), raw.share.as_ref(), 1.0, &spec),
            months: self.months(at, raw.months),
        })
    }

    pub(super) fn clawback(&mut self, at: &KeyPath, raw: Option<&RawClawback>) -> Option<Clawback> {
        let raw = raw?;
        let spec = Spec::new(Range::PROBABILITY);
        Some(Clawback {
            months: self.plain(&at.key("months"), raw.months, Range::MONTHS),
            share: self.optional(&at.key("share"), raw.share.as_ref(), 1.0, &spec),
            spiffs: raw.spiffs.unwrap_or(true),
        })
    }

    fn months(&mut self, at: &KeyPath, stated: Option<f64>) -> Option<f64> {
        stated.map(|months| self.plain(&at.key("months"), months, Range::MONTHS))
    }

    pub(super) fn payment_lag(&mut self, at: &KeyPath, stated: Option<u32>) -> usize {
        let lag = f64::from(stated.unwrap_or(0));
        self.plain(&at.key("payment-lag-months"), lag, Range::MONTHS);
        stated.unwrap_or(0) as usize
    }

    /// All splits, sorted by id.
    pub(super) fn splits(&mut self, raw: Option<&RawComp>) -> Vec<Split> {
        let at = path("comp.splits");
        let mut splits: Vec<Split> = Vec::new();
        for (id, raw) in sorted(raw.and_then(|comp| comp.splits.as_ref())) {
            splits.push(self.split(id, &at.key(id.as_str()), raw));
        }
        let roles: BTreeSet<usize> = splits
            .iter()
            .filter_map(|split| match split.with {
                Partner::Role(role) => Some(role),
                Partner::Creator => None,
            })
            .collect();
        if roles.len() > MAX_HELPERS {
            let message = format!(
                "deals are split with {} roles: expected at most {MAX_HELPERS}",
                roles.len()
            );
            self.report_key(Code::OutOfRange, &at, message);
        }
        self.no_more_than_whole(&at, &splits);
        splits
    }

    fn split(&mut self, id: &str, at: &KeyPath, raw: &RawSplit) -> Split {
        let with = if raw.with == CREATOR {
            Partner::Creator
        } else {
            let role = self.index_of("role", |d| &d.roles, &raw.with, &at.key("with"));
            Partner::Role(role.unwrap_or(0))
        };
        Split {
            id: id.to_owned(),
            with,
            share: self.field(&at.key("share"), &raw.share, &Spec::new(Range::PROBABILITY)),
            double: raw.double.unwrap_or(false),
            counts: self.counted(at, &Counts::from(raw)),
        }
    }
}

//! Stages, their work, deal sizes, and what moves conversion.

use crate::funnel::{Activity, Funnel, OpenDeal, Priority, Stage, Worker};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawActivity, RawFunnel, RawPriority, RawStage};
use crate::units::DAYS_PER_MONTH;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::{Rows, position};

/// The worker of an activity that is done by the deal's owner.
const OWNER: &str = "owner";
const CYCLE_HELP: &str = "let `funnel.cycle-factor` change from month to month instead";
const SIZE_HELP: &str = "let `funnel.deal-size-factor` change from month to month instead";
const HOURS_HELP: &str = "let the activity's `count` change from month to month instead";

/// A number that may differ by deal class.
fn by_class(range: Range) -> Spec {
    Spec::new(range).rows(Rows::Class)
}

impl Check<'_> {
    /// All that is assumed about the funnel.
    pub(super) fn funnel(&mut self, raw: &RawFunnel, pipeline: Vec<OpenDeal>) -> Funnel {
        let at = path("funnel");
        self.index_of("role", |d| &d.roles, &raw.owner_role, &at.key("owner-role"));
        let opportunity_from = self.opportunity_from(raw);
        let ids: Vec<String> = self
            .dimensions
            .stages
            .iter()
            .map(|stage| stage.id.clone())
            .collect();
        let stages = ids
            .iter()
            .enumerate()
            .map(|(ix, id)| self.stage(ix, id, raw))
            .collect();
        let size_spec = by_class(Range::MONEY)
            .scale(self.minor_units)
            .luck(SIZE_HELP);
        let deal_size = self.law_table(&at.key("deal-size"), &raw.deal_size, &size_spec);
        let factor = raw.deal_size_factor.as_ref();
        let deal_size_factor = self.optional(
            &at.key("deal-size-factor"),
            factor,
            1.0,
            &by_class(Range::FACTOR),
        );
        let discount = raw.discount.as_ref();
        let discount = self.optional(
            &at.key("discount"),
            discount,
            0.0,
            &by_class(Range::SHARE_BELOW_ONE),
        );
        let (skill_effect, ramp_effect) = self.effects(raw);
        let priority = match raw.priority {
            Some(RawPriority::FirstCome) => Priority::FirstCome,
            Some(RawPriority::LaterStagesFirst) | None => Priority::LaterStagesFirst,
        };
        Funnel {
            stages,
            opportunity_from,
            priority,
            work_waits: true,
            deal_size,
            deal_size_factor,
            discount,
            skill_effect,
            ramp_effect,
            effects: self.further_effects(raw.effects.as_ref()),
            pipeline,
            nurture: raw.nurture.as_ref().map(|nurture| self.nurture(nurture)),
        }
    }

    fn opportunity_from(&mut self, raw: &RawFunnel) -> usize {
        // The second stage, or the only one.
        let default = usize::from(self.dimensions.stages.len() > 1);
        let at = path("funnel.opportunity-from");
        let stated = raw.opportunity_from.as_ref();
        stated
            .and_then(|id| self.index_of("stage", |d| &d.stages, id, &at))
            .unwrap_or(default)
    }

    fn effects(&mut self, raw: &RawFunnel) -> (Field, Field) {
        let at = path("funnel.effects");
        let effects = raw.effects.as_ref();
        let spec = Spec::new(Range::LOGIT).timeless();
        let skill = self.optional(
            &at.key("skill"),
            effects.and_then(|e| e.skill.as_ref()),
            0.0,
            &spec,
        );
        let ramp = self.optional(
            &at.key("ramp"),
            effects.and_then(|e| e.ramp.as_ref()),
            0.0,
            &spec,
        );
        (skill, ramp)
    }

    fn stage(&mut self, ix: usize, id: &str, funnel: &RawFunnel) -> Stage {
        let raw: &RawStage = &funnel.stages[id];
        let at = path("funnel.stages").key(id);
        let here = |spec: Spec| spec.fixed(Dimension::Stage, ix);
        let days = here(by_class(Range::AT_LEAST_ZERO)).scale(1.0 / DAYS_PER_MONTH);
        let dwell_spec = days.clone().luck(CYCLE_HELP);
        let pass = self.field(
            &at.key("pass"),
            &raw.pass,
            &here(by_class(Range::PROBABILITY)).chance(),
        );
        let dwell = self.law_table(&at.key("dwell-days"), &raw.dwell_days, &dwell_spec);
        let lost = raw.dwell_lost_days.as_ref();
        let dwell_lost =
            lost.map(|lost| self.law_table(&at.key("dwell-lost-days"), lost, &dwell_spec));
        let factor_at = path("funnel.cycle-factor");
        let factor_spec = here(by_class(Range::FACTOR));
        let cycle_factor =
            self.optional(&factor_at, funnel.cycle_factor.as_ref(), 1.0, &factor_spec);
        let decay = raw
            .decay_days
            .as_ref()
            .map(|decay| self.field(&at.key("decay-days"), decay, &days));
        let stale_at = at.key("stale-after-days");
        let stale = raw
            .stale_after_days
            .map(|days| self.plain(&stale_at, days, Range::AT_LEAST_ZERO) / DAYS_PER_MONTH);
        let activities = raw
            .activities
            .iter()
            .flatten()
            .map(|(id, activity)| self.activity(ix, &at, id, activity));
        Stage {
            pass,
            dwell_lost: dwell_lost.unwrap_or_else(|| dwell.clone()),
            dwell,
            cycle_factor,
            activities: activities.collect(),
            decay,
            stale_after: stale,
        }
    }

    fn activity(
        &mut self,
        stage: usize,
        stage_at: &KeyPath,
        id: &str,
        raw: &RawActivity,
    ) -> Activity {
        let at = stage_at.key("activities").key(id);
        let here = |spec: Spec| spec.fixed(Dimension::Stage, stage);
        let worker = self.worker(&raw.role, &at.key("role"));
        let count_spec = here(by_class(Range::FACTOR));
        let count = self.optional(&at.key("count"), raw.count.as_ref(), 1.0, &count_spec);
        let hours_spec = here(by_class(Range::AT_LEAST_ZERO)).luck(HOURS_HELP);
        let hours = self.law_table(&at.key("hours"), &raw.hours, &hours_spec);
        Activity {
            id: id.to_owned(),
            worker,
            count,
            hours,
            on_site: raw.on_site.unwrap_or(false),
        }
    }

    fn worker(&mut self, role: &str, at: &KeyPath) -> Worker {
        if role == OWNER && position(&self.dimensions.roles, OWNER).is_none() {
            return Worker::Owner;
        }
        Worker::Role(self.index_of("role", |d| &d.roles, role, at).unwrap_or(0))
    }

    /// Reports a role called "owner", which no activity could name.
    pub(super) fn owner_is_no_role(&mut self) {
        if position(&self.dimensions.roles, OWNER).is_some() {
            let at = path("workforce.roles").key(OWNER);
            let message = "a role cannot be called `owner`: in activities the word stands for whoever owns the deal";
            self.report_key(Code::IdTaken, &at, message).help = "give the role another id".into();
        }
    }
}

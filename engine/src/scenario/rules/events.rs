//! Things that happen at a date: leavers and hires, hiring freezes, market shocks.

use indexmap::IndexMap;

use crate::demand::Shock;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawEvent, RawFreeze, RawShock};
use crate::workforce::{Freeze, Joiner, Leaver, Role, Seat};

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;

/// Events by kind.
#[derive(Default)]
pub(super) struct Events {
    pub(super) shocks: Vec<Shock>,
    pub(super) freezes: Vec<Freeze>,
    pub(super) leavers: Vec<Leaver>,
    pub(super) joiners: Vec<Joiner>,
}

impl Check<'_> {
    /// All events, each kind sorted by name, leavers by seat.
    pub(super) fn events(
        &mut self,
        raw: Option<&IndexMap<String, RawEvent>>,
        seats: &[Seat],
        roles: &[Role],
    ) -> Events {
        let mut sorted: Vec<(&String, &RawEvent)> = raw.into_iter().flatten().collect();
        sorted.sort_by_key(|(id, _)| *id);
        let mut events = Events::default();
        let (mut leaves, mut joins) = (Vec::new(), Vec::new());
        for (id, event) in sorted {
            let at = path("events").key(id.as_str());
            match event {
                RawEvent::Leave(leave) => {
                    leaves.extend(self.leave(&at.key("leave"), leave, seats));
                }
                RawEvent::Join(join) => {
                    let at = at.key("join");
                    let joiner = self.join(&at, join, seats);
                    joins.extend(joiner.map(|joiner| (joiner, at)));
                }
                RawEvent::Freeze(freeze) => events
                    .freezes
                    .extend(self.freeze(&at.key("freeze"), freeze)),
                RawEvent::Shock(shock) => {
                    events
                        .shocks
                        .extend(self.shock(id, &at.key("shock"), shock));
                }
                // Needs territories and accounts: a rule of its own, in `recut`.
                RawEvent::Recut(_) => {}
            }
        }
        leaves.sort_by_key(|(leaver, _)| (leaver.seat, leaver.month));
        joins.sort_by(|(a, _), (b, _)| a.seat.cmp(&b.seat).then(a.time.total_cmp(&b.time)));
        let joiners: Vec<&Joiner> = joins.iter().map(|(joiner, _)| joiner).collect();
        let backfills: Vec<bool> = roles.iter().map(|role| role.backfill).collect();
        self.somebody_leaves(&leaves, &joiners, seats, &backfills);
        events.leavers = leaves.into_iter().map(|(leaver, _)| leaver).collect();
        self.seats_are_free(&joins, &events.leavers, seats);
        events.joiners = joins.into_iter().map(|(joiner, _)| joiner).collect();
        events
    }

    fn freeze(&mut self, at: &KeyPath, raw: &RawFreeze) -> Option<Freeze> {
        let span = self.span(at, &raw.from, raw.until.as_deref());
        let roles = self.chosen("role", |d| &d.roles, raw.roles.as_deref(), &at.key("roles"));
        span.map(|(from, until)| Freeze { from, until, roles })
    }

    /// First month and first month after; the end of the horizon unless said.
    fn span(&mut self, at: &KeyPath, from: &str, until: Option<&str>) -> Option<(usize, usize)> {
        self.window(at, Some(from), until)
    }

    /// First month and first month after; the whole horizon unless said.
    pub(super) fn window(
        &mut self,
        at: &KeyPath,
        from: Option<&str>,
        until: Option<&str>,
    ) -> Option<(usize, usize)> {
        let from = match from {
            Some(from) => self.month(&at.key("from"), from, false),
            None => Some(0),
        };
        let until_at = at.key("until");
        let until = match until {
            Some(until) => self.month(&until_at, until, true),
            None => self
                .calendar
                .as_ref()
                .map(crate::calendar::Calendar::n_months),
        };
        let (from, until) = (from?, until?);
        if until <= from {
            let message = "this ends before it has begun: `until` is the first month after it";
            self.report(Code::EndsTooEarly, &until_at, message).help =
                "take a month after `from`".into();
        }
        Some((from, until))
    }

    fn shock(&mut self, id: &str, at: &KeyPath, raw: &RawShock) -> Option<Shock> {
        let span = self.span(at, &raw.from, raw.until.as_deref());
        let segments = self.chosen(
            "segment",
            |d| &d.segments,
            raw.segments.as_deref(),
            &at.key("segments"),
        );
        let change = Spec::new(Range::CHANGE).timeless();
        let logit = Spec::new(Range::LOGIT).timeless();
        let demand = self.optional(&at.key("demand"), raw.demand.as_ref(), 0.0, &change);
        let conversion = self.optional(&at.key("conversion"), raw.conversion.as_ref(), 0.0, &logit);
        let deal_size = self.optional(&at.key("deal-size"), raw.deal_size.as_ref(), 0.0, &change);
        if raw.demand.is_none() && raw.conversion.is_none() && raw.deal_size.is_none() {
            let message =
                "the shock changes nothing: expected `demand`, `conversion` or `deal-size`";
            self.report(Code::NoEffect, at, message);
        }
        span.map(|(from, until)| Shock {
            id: id.to_owned(),
            from,
            until,
            segments,
            demand,
            conversion,
            deal_size,
        })
    }
}

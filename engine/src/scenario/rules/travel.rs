//! Travel: what the way to customers takes, and whether anybody is on it.

use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawActivity, RawFunnel, RawScenario};
use crate::territory::Account;
use crate::territory::travel::Travel;
use crate::workforce::Seat;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;

impl Check<'_> {
    /// What the way to customers takes; reports work on site without it, and the reverse.
    pub(super) fn travel(
        &mut self,
        raw: &RawScenario,
        accounts: &[Account],
        seats: &[Seat],
    ) -> Option<Travel> {
        let at = path("territory.travel");
        let on_site = on_site(&raw.funnel);
        let Some(travel) = raw.territory.as_ref().and_then(|t| t.travel.as_ref()) else {
            if let Some(at) = on_site {
                let message = "nothing says what the way to the customer takes";
                self.report(Code::NoEffect, &at, message).help =
                    "add `territory.travel`, or delete the key".into();
            }
            return None;
        };
        // Nothing is said where what would put somebody on the way cannot be used.
        let places_are_known = !self.a_place_is_refused;
        let nowhere = if on_site.is_none() {
            self.sites_are_known(&raw.funnel).then_some((
                "no activity is done on site",
                "add `on-site = true` to an activity",
            ))
        } else if accounts.iter().all(|account| account.location.is_none()) {
            (places_are_known && self.accounts.is_none()).then_some((
                "no account has a place to travel to",
                "fill the columns `latitude` and `longitude` of `demand.accounts`",
            ))
        } else if seats.iter().all(|seat| seat.location.is_none()) {
            (places_are_known && self.seats.ids.is_none()).then_some((
                "no seat has a place to set out from",
                "fill the columns `latitude` and `longitude` of `workforce.seats`",
            ))
        } else {
            None
        };
        if let Some((message, help)) = nowhere {
            self.report_key(Code::NoEffect, &at, message).help =
                format!("{help}, or delete `territory.travel`");
        }
        let speed = Spec::new(Range::SPEED);
        let cost = Spec::new(Range::MONEY).scale(self.minor_units);
        let detour = Spec::new(Range::DETOUR);
        let (cost_at, detour_at) = (at.key("cost-per-km"), at.key("detour"));
        Some(Travel {
            km_per_hour: self.field(&at.key("km-per-hour"), &travel.km_per_hour, &speed),
            cost_per_km: self.optional(&cost_at, travel.cost_per_km.as_ref(), 0.0, &cost),
            detour: self.optional(&detour_at, travel.detour.as_ref(), 1.0, &detour),
        })
    }
}

impl Check<'_> {
    /// Whether it is known which activities are done on site.
    fn sites_are_known(&self, funnel: &RawFunnel) -> bool {
        let is_known = |at: KeyPath| !self.is_refused(&at) && !self.is_refused(&at.key("on-site"));
        self.activities_are_known() && activities(funnel).all(|(at, _)| is_known(at))
    }
}

/// Where the first activity is said to be done on site.
fn on_site(funnel: &RawFunnel) -> Option<KeyPath> {
    let mut activities = activities(funnel);
    let (at, _) = activities.find(|(_, activity)| activity.on_site == Some(true))?;
    Some(at.key("on-site"))
}

/// All activities, each with its path.
fn activities(funnel: &RawFunnel) -> impl Iterator<Item = (KeyPath, &RawActivity)> {
    funnel.stages.iter().flat_map(|(stage, raw)| {
        let at = path("funnel.stages").key(stage.as_str()).key("activities");
        let list = raw.activities.iter().flatten();
        list.map(move |(id, activity)| (at.key(id.as_str()), activity))
    })
}

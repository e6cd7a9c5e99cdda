//! What bounds hiring: offers that are declined, hires a month, trainers.

use crate::kernel::field::Field;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawRole, RawWorkforce};
use crate::workforce::throughput::{Throughput, Trainers};

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;

impl Check<'_> {
    /// Chance that an offer of a role is accepted.
    pub(super) fn offer_acceptance(
        &mut self,
        ix: usize,
        at: &KeyPath,
        raw: &RawRole,
    ) -> Option<Field> {
        let spec = Spec::new(Range::ACCEPTANCE)
            .fixed(Dimension::Role, ix)
            .timeless();
        let stated = raw.offer_acceptance.as_ref();
        stated.map(|share| self.field(&at.key("offer-acceptance"), share, &spec))
    }

    /// What bounds the number of hires that start in a month.
    pub(super) fn throughput(&mut self, raw: &RawWorkforce) -> Option<Throughput> {
        let at = path("workforce");
        let spec = Spec::new(Range::HIRES);
        let rate = raw.hires_per_month.as_ref();
        let hires_per_month = rate.map(|rate| self.field(&at.key("hires-per-month"), rate, &spec));
        let places_at = at.key("onboarding-places");
        let places = raw.onboarding_places.as_ref();
        let onboarding_places = places.map(|places| self.field(&places_at, places, &spec));
        let trainers = raw.trainer.as_ref().map(|trainer| {
            let at = at.key("trainer");
            let role = self.index_of("role", |d| &d.roles, &trainer.role, &at.key("role"));
            let rate_at = at.key("hires-per-month");
            Trainers {
                role: role.unwrap_or(0),
                hires_per_month: self.field(&rate_at, &trainer.hires_per_month, &spec),
            }
        });
        let is_bound =
            hires_per_month.is_some() || onboarding_places.is_some() || trainers.is_some();
        is_bound.then_some(Throughput {
            hires_per_month,
            onboarding_places,
            trainers,
        })
    }
}

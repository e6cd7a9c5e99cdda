//! What price, waiting and overload do to conversion.

use crate::funnel::effects::{Effects, PriceEffect};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::number::RawNumber;
use crate::scenario::raw::RawEffects;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

impl Check<'_> {
    /// Effects beyond skill and ramp; those that are not stated are left out.
    pub(super) fn further_effects(&mut self, raw: Option<&RawEffects>) -> Effects {
        let Some(raw) = raw else {
            return Effects::default();
        };
        let by_class = |range| Spec::new(range).rows(Rows::Class);
        let price = self.effect("discount", raw.discount.as_ref(), &by_class(Range::LOGIT));
        let reference = raw.discount_reference.as_ref();
        let at = path("funnel.effects.discount-reference");
        if price.is_none() && reference.is_some() {
            let message = "there is no effect of the discount, so nothing is compared with it";
            self.report_key(Code::NoEffect, &at, message).help =
                "set `funnel.effects.discount` too, or remove this key".into();
        }
        let spec = by_class(Range::SHARE_BELOW_ONE);
        let price = price.map(|per_ten_points| PriceEffect {
            per_ten_points,
            reference: self.optional(&at, reference, 0.0, &spec),
        });
        let harm = by_class(Range::LOGIT_LOSS);
        Effects {
            price,
            overload: self.effect(
                "overload",
                raw.overload.as_ref(),
                &Spec::new(Range::LOGIT_LOSS),
            ),
            response_time: self.effect("response-time", raw.response_time.as_ref(), &harm),
        }
    }

    fn effect(&mut self, key: &str, raw: Option<&RawNumber>, spec: &Spec) -> Option<Field> {
        let at = path("funnel.effects").key(key);
        raw.map(|number| self.field(&at, number, spec))
    }
}

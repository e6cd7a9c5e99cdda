//! What moves demand: prices and promotions.

use crate::demand::Source;
use crate::demand::appeal::{Appeal, Promotion};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawProduct, RawPromotion, RawScenario};

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

impl Check<'_> {
    /// Prices and promotions; `None` if the scenario speaks of none.
    pub(super) fn appeal(&mut self, raw: &RawScenario, sources: &[Source]) -> Option<Appeal> {
        let mut sorted: Vec<(&String, &RawPromotion)> =
            raw.demand.promotions.iter().flatten().collect();
        sorted.sort_by_key(|(id, _)| *id);
        let has_prices =
            |product: &RawProduct| product.price.is_some() || product.price_elasticity.is_some();
        let mut products = raw.products.iter().flatten();
        let any_price = products.any(|(_, product)| has_prices(product));
        if sorted.is_empty() && !any_price {
            return None;
        }
        let (prices, elasticities) = self.prices(raw);
        let promotions = sorted
            .into_iter()
            .filter_map(|(id, raw)| self.promotion(id, raw, sources))
            .collect();
        Some(Appeal {
            prices,
            elasticities,
            promotions,
        })
    }

    /// Price and elasticity of each product.
    fn prices(&mut self, raw: &RawScenario) -> (Vec<Field>, Vec<Field>) {
        let ids: Vec<String> = self
            .dimensions
            .products
            .iter()
            .map(|product| product.id.clone())
            .collect();
        let (mut prices, mut elasticities) = (Vec::new(), Vec::new());
        for (ix, id) in ids.iter().enumerate() {
            let at = path("products").key(id.as_str());
            let product = raw.products.as_ref().and_then(|products| products.get(id));
            let price = product.and_then(|product| product.price.as_ref());
            let elasticity = product.and_then(|product| product.price_elasticity.as_ref());
            if elasticity.is_some() && price.is_none() {
                let message = "the price of the product does not change";
                self.report_key(Code::NoEffect, &at.key("price-elasticity"), message)
                    .help = "add `price`, month by month, or delete this key".into();
            }
            let here = |range, rows| {
                let spec = Spec::new(range).rows(rows);
                spec.fixed(Dimension::Product, ix)
            };
            let of_price = here(Range::PRICE, Rows::One);
            prices.push(self.optional(&at.key("price"), price, 1.0, &of_price));
            let of_elasticity = here(Range::ELASTICITY, Rows::Segment).timeless();
            let elasticity_at = at.key("price-elasticity");
            elasticities.push(self.optional(&elasticity_at, elasticity, 0.0, &of_elasticity));
        }
        (prices, elasticities)
    }

    fn promotion(&mut self, id: &str, raw: &RawPromotion, sources: &[Source]) -> Option<Promotion> {
        let at = path("demand.promotions").key(id);
        let products = self.chosen(
            "product",
            |d| &d.products,
            raw.products.as_deref(),
            &at.key("products"),
        );
        let segments = self.chosen(
            "segment",
            |d| &d.segments,
            raw.segments.as_deref(),
            &at.key("segments"),
        );
        let of_sources = self.promoted_sources(&at, raw, sources);
        let share = Spec::new(Range::PROBABILITY).timeless();
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        let lift = Spec::new(Range::CHANGE);
        let lift = self.field(&at.key("lift"), &raw.lift, &lift);
        let pulled_at = at.key("pulled-forward");
        let pulled = self.optional(&pulled_at, raw.pulled_forward.as_ref(), 0.0, &share);
        let over_at = at.key("pulled-from-months");
        let over = raw.pulled_from_months.unwrap_or(1);
        self.plain(&over_at, f64::from(over), Range::TERM);
        if raw.pulled_from_months.is_some() && raw.pulled_forward.is_none() {
            let message = "nothing is pulled forward";
            self.report_key(Code::NoEffect, &over_at, message).help =
                "add `pulled-forward`, or delete this key".into();
        }
        let once = money.clone().timeless();
        let cost_once = self.optional(&at.key("cost-once"), raw.cost_once.as_ref(), 0.0, &once);
        let monthly = at.key("cost-per-month");
        let cost_per_month = self.optional(&monthly, raw.cost_per_month.as_ref(), 0.0, &money);
        let (from, until) = self.window(&at, Some(&raw.from), Some(&raw.until))?;
        Some(Promotion {
            id: id.to_owned(),
            products,
            segments,
            sources: of_sources,
            from,
            until,
            lift,
            pulled,
            over: over as usize,
            cost_once,
            cost_per_month,
        })
    }

    /// Whether each source is promoted; reports those that reps prospect.
    fn promoted_sources(
        &mut self,
        at: &KeyPath,
        raw: &RawPromotion,
        sources: &[Source],
    ) -> Vec<bool> {
        let at = at.key("sources");
        let mut chosen = self.chosen("source", |d| &d.sources, raw.sources.as_deref(), &at);
        for (ix, source) in sources.iter().enumerate() {
            if source.prospected_by.is_none() || !chosen.get(ix).copied().unwrap_or(false) {
                continue;
            }
            chosen[ix] = false;
            if raw.sources.is_some() {
                let id = self.dimensions.sources[ix].id.clone();
                let message =
                    format!("reps prospect the leads of `{id}`: no promotion brings more");
                self.report(Code::NoEffect, &at, message).help = "leave it out here".into();
            }
        }
        if !chosen.contains(&true) && raw.sources.is_none() {
            let message = "the market sends no leads that a promotion could make more";
            self.report_key(Code::NoEffect, &at, message).help =
                "add a source without `prospected-by`, or delete the promotion".into();
        }
        chosen
    }
}

//! Stock: items, what they are shipped for, how they are ordered anew.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::scenario::codes::Code;
use crate::scenario::number::RawNumber;
use crate::scenario::path::KeyPath;
use crate::scenario::raw_stock::{RawPolicy, RawReview, RawShortage, RawStock};
use crate::supply::item::whole;
use crate::supply::{Coming, Item, Policy, Shortage, Units};
use crate::units::DAYS_PER_MONTH;

use super::check::{Check, named, path};
use super::doubt::are_known;
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

const UNITS_HELP: &str = "write one number or a distribution, which is drawn for each deal";
const LEAD_HELP: &str = "write one number or a distribution, which is drawn for each delivery";

/// Units, a number by month.
fn units() -> Spec {
    Spec::new(Range::UNITS)
}

impl Check<'_> {
    /// All items, sorted by id.
    pub(super) fn stock(&mut self, raw: Option<&IndexMap<String, RawStock>>) -> Vec<Item> {
        let at = path("supply.stock");
        let mut sorted: Vec<(&String, &RawStock)> = raw.into_iter().flatten().collect();
        sorted.sort_by_key(|(id, _)| *id);
        let mut shipped = BTreeMap::new();
        let mut items = Vec::new();
        for (id, raw) in sorted {
            let at = at.key(id.as_str());
            let products = self.products_of_item(&at, id, raw, &mut shipped);
            items.push(self.item(&at, id, raw, products));
        }
        items
    }

    /// * `shipped`: what each product is shipped from, as far as it is known
    fn products_of_item(
        &mut self,
        at: &KeyPath,
        id: &str,
        raw: &RawStock,
        shipped: &mut BTreeMap<usize, String>,
    ) -> Vec<usize> {
        let products_at = at.key("products");
        let mut products = Vec::new();
        if let Some(ids) = &raw.products {
            if ids.is_empty() {
                let message = "an item without products is never shipped";
                self.report(Code::NothingThere, &products_at, message).help =
                    "name the products that are shipped from it".into();
            }
            for (ix, product) in ids.iter().enumerate() {
                let here = products_at.index(ix);
                let found = self.index_of("product", |d| &d.products, product, &here);
                products.extend(found.map(|product| (product, here)));
            }
        } else {
            products.extend(self.product_of_the_name(at, id).map(|ix| (ix, at.clone())));
        }
        for (product, here) in &products {
            if let Some(other) = shipped.insert(*product, id.to_owned()) {
                let product = self.dimensions.products[*product].id.clone();
                let message = format!("the product `{product}` is shipped from `{other}` already");
                self.report(Code::IdTwice, here, message).help =
                    "ship it from one item, or split it into two products".into();
            }
        }
        let mut products: Vec<usize> = products.into_iter().map(|(product, _)| product).collect();
        products.sort_unstable();
        products.dedup();
        products
    }

    /// The product that an item is called like.
    fn product_of_the_name(&mut self, at: &KeyPath, id: &str) -> Option<usize> {
        let members = &self.dimensions.products;
        let found = members.iter().position(|product| product.id == id);
        if found.is_none() && are_known(members) {
            let message = format!("there is no product `{id}` that the item could serve");
            self.report_key(Code::UnknownId, at, message).help =
                "name its products under `products`, or call it like its product".into();
        }
        found
    }

    fn item(&mut self, at: &KeyPath, id: &str, raw: &RawStock, products: Vec<usize>) -> Item {
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        let policy = self.policy(&at.key("policy"), &raw.policy);
        if let Policy::Plan(_) = policy {
            self.plan_knows_no(at, raw);
        }
        Item {
            named: named("stock", id, raw.name.as_ref()),
            units: self.units_per_deal(at, raw, &products),
            products,
            on_hand: whole(raw.on_hand.map_or(0.0, |units| {
                self.plain(&at.key("on-hand"), units, Range::UNITS)
            })),
            coming: self.coming(&at.key("on-order"), raw),
            lead: self.lead_time(&at.key("lead-time-days"), &raw.lead_time_days),
            policy,
            is_continuous: raw.review == Some(RawReview::Continuous),
            least_order: self.whole_units(&at.key("least-order"), raw.least_order),
            lot: self.whole_units(&at.key("lot-size"), raw.lot_size),
            supplier_limit: self.units_limit(
                &at.key("supplier-limit-per-month"),
                raw.supplier_limit_per_month.as_ref(),
            ),
            handling_limit: self.units_limit(
                &at.key("handling-limit-per-month"),
                raw.handling_limit_per_month.as_ref(),
            ),
            shortage: match raw.shortage {
                Some(RawShortage::LostSale) => Shortage::LostSale,
                Some(RawShortage::Backorder) | None => Shortage::Backorder,
            },
            unit_cost: self.optional(&at.key("unit-cost"), raw.unit_cost.as_ref(), 0.0, &money),
            order_cost: self.optional(
                &at.key("cost-per-order"),
                raw.cost_per_order.as_ref(),
                0.0,
                &money,
            ),
            holding_cost: self.optional(
                &at.key("holding-cost-per-month"),
                raw.holding_cost_per_month.as_ref(),
                0.0,
                &money,
            ),
        }
    }

    fn units_per_deal(&mut self, at: &KeyPath, raw: &RawStock, products: &[usize]) -> Units {
        let dimensions = &self.dimensions;
        let classes = 0..dimensions.n_classes();
        let needed: Vec<bool> = classes
            .map(|class| products.contains(&dimensions.class_at(class).product))
            .collect();
        let by_class = |range| Spec::new(range).rows(Rows::Class).needed(needed.clone());
        match (&raw.units_per_deal, &raw.unit_price) {
            (Some(number), None) => {
                let spec = by_class(Range::UNITS).luck(UNITS_HELP);
                Units::Drawn(self.law_table(&at.key("units-per-deal"), number, &spec))
            }
            (None, Some(price)) => {
                let spec = by_class(Range::SOME_MONEY).scale(self.minor_units);
                Units::Price(self.field(&at.key("unit-price"), price, &spec))
            }
            (both, _) => {
                let message = if both.is_some() {
                    "both `units-per-deal` and `unit-price` say how many units a deal takes"
                } else {
                    "neither `units-per-deal` nor `unit-price` says how many units a deal takes"
                };
                self.report_key(Code::OneOf, at, message).help =
                    "keep exactly one of `units-per-deal` and `unit-price`".into();
                Units::Price(Field::constant(1.0))
            }
        }
    }

    fn coming(&mut self, at: &KeyPath, raw: &RawStock) -> Vec<Coming> {
        let mut coming = Vec::new();
        for (ix, raw) in raw.on_order.iter().flatten().enumerate() {
            let at = at.index(ix);
            let units = self.plain(&at.key("units"), raw.units, Range::UNITS);
            let month_at = at.key("month");
            let Some(month) = self.month(&month_at, &raw.month, false) else {
                continue;
            };
            let calendar = self.calendar.as_ref();
            let now = calendar.map_or(0, crate::calendar::Calendar::n_history);
            if month < now {
                let message = "this was received before the simulation begins";
                self.report(Code::OutsideHorizon, &month_at, message).help =
                    "count it in `on-hand`".into();
            }
            let units = whole(units);
            coming.push(Coming { month, units });
        }
        coming.sort_by_key(|coming| (coming.month, coming.units));
        coming
    }

    fn lead_time(&mut self, at: &KeyPath, raw: &RawNumber) -> Law {
        let spec = Spec::new(Range::AT_LEAST_ZERO)
            .scale(1.0 / DAYS_PER_MONTH)
            .luck(LEAD_HELP)
            .unmoved();
        self.law_table(at, raw, &spec).of(0).clone()
    }

    fn policy(&mut self, at: &KeyPath, raw: &RawPolicy) -> Policy {
        match raw {
            RawPolicy::BaseStock(level) => {
                Policy::BaseStock(self.field(&at.key("base-stock"), level, &units()))
            }
            RawPolicy::OrderPlan(plan) => {
                Policy::Plan(self.field(&at.key("order-plan"), plan, &units()))
            }
            RawPolicy::ReorderPoint(raw) => {
                let at = at.key("reorder-point");
                let low = self.field(&at.key("at"), &raw.at, &units());
                let high = self.field(&at.key("up-to"), &raw.up_to, &units());
                let calendar = self.calendar.as_ref();
                let n_months = calendar.map_or(1, crate::calendar::Calendar::n_months);
                let is_certain = !low.is_uncertain() && !high.is_uncertain();
                let is_empty = |month: &usize| high.at(0, *month) <= low.at(0, *month);
                if is_certain && (0..n_months).any(|month| is_empty(&month)) {
                    let message = "an order up to this level would be one of nothing";
                    self.report(Code::OutOfRange, &at.key("up-to"), message)
                        .help = "take more than `at`".into();
                }
                Policy::ReorderPoint {
                    at: low,
                    up_to: high,
                }
            }
        }
    }

    /// Reports what an order plan does not look at.
    fn plan_knows_no(&mut self, at: &KeyPath, raw: &RawStock) {
        for (key, is_there) in [
            ("review", raw.review.is_some()),
            ("least-order", raw.least_order.is_some()),
            ("lot-size", raw.lot_size.is_some()),
        ] {
            if is_there {
                let message = "an order plan says itself what is ordered and when";
                self.report_key(Code::NoEffect, &at.key(key), message).help =
                    "delete this key, or choose another policy".into();
            }
        }
    }

    fn whole_units(&mut self, at: &KeyPath, stated: Option<f64>) -> i64 {
        stated.map_or(1, |units| whole(self.plain(at, units, Range::LOT)).max(1))
    }

    fn units_limit(&mut self, at: &KeyPath, raw: Option<&RawNumber>) -> Option<Field> {
        raw.map(|raw| self.field(at, raw, &units()))
    }
}

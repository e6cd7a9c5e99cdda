//! Who and what there is: segments, regions, products, sources, stages, roles, territories.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::dimensions::{Dimensions, Named};
use crate::purpose::MAX_STAGES;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::raw::RawScenario;

use super::check::{Check, named, path};

/// The product of a scenario that names none.
const ONLY_PRODUCT: &str = "product";
/// Combinations of segment, region, source and product that a model may have: each has numbers of its own.
const MAX_CLASSES: usize = 100_000;

/// The members of all dimensions, sorted by id; stages in the order of the funnel.
pub(super) fn dimensions(raw: &RawScenario) -> Dimensions {
    let products = raw
        .products
        .as_ref()
        .map(|p| sorted("product", p, |p| p.name.as_ref()));
    let territories = raw.territory.as_ref().and_then(|t| t.territories.as_ref());
    Dimensions {
        segments: sorted("segment", &raw.segments, |s| s.name.as_ref()),
        regions: sorted("region", &raw.regions, |r| r.name.as_ref()),
        products: products
            .filter(|p| !p.is_empty())
            .unwrap_or_else(|| vec![named("product", ONLY_PRODUCT, None)]),
        sources: sorted("source", &raw.demand.sources, |s| s.name.as_ref()),
        stages: stages(raw),
        roles: sorted("role", &raw.workforce.roles, |r| r.name.as_ref()),
        territories: territories
            .map_or_else(Vec::new, |t| sorted("territory", t, |t| t.name.as_ref())),
    }
}

fn sorted<T>(
    kind: &str,
    things: &IndexMap<String, T>,
    name: impl Fn(&T) -> Option<&String>,
) -> Vec<Named> {
    let mut members: Vec<Named> = things
        .iter()
        .map(|(id, thing)| named(kind, id, name(thing)))
        .collect();
    members.sort_by(|a, b| a.id.cmp(&b.id));
    members
}

/// Stages in order, each once; what the order says twice or in vain is reported by [`Check::dimension_rules`].
fn stages(raw: &RawScenario) -> Vec<Named> {
    let mut seen = BTreeSet::new();
    let order = raw
        .funnel
        .order
        .iter()
        .filter(|id| seen.insert(id.as_str()));
    let stages = order.filter_map(|id| raw.funnel.stages.get(id).map(|stage| (id, stage)));
    stages
        .map(|(id, stage)| named("stage", id, stage.name.as_ref()))
        .collect()
}

impl Check<'_> {
    /// Nothing is empty or beyond measure, and the order of the funnel names every stage once. False if there are too many
    /// rows for the other rules to be about.
    ///
    /// * `raw`: as it is written, without members that stand in
    pub(super) fn dimension_rules(&mut self, raw: &RawScenario) -> bool {
        let tables = [
            ("regions", raw.regions.len()),
            ("segments", raw.segments.len()),
            ("products", raw.products.as_ref().map_or(1, IndexMap::len)),
            ("demand.sources", raw.demand.sources.len()),
            ("funnel.stages", raw.funnel.stages.len()),
            ("funnel.order", raw.funnel.order.len()),
            ("workforce.roles", raw.workforce.roles.len()),
        ];
        for (at, _) in tables.iter().filter(|(_, n)| *n == 0) {
            self.report_key(
                Code::NothingThere,
                &path(at),
                format!("`{at}` is empty: expected at least one entry"),
            );
        }
        self.stage_order(raw);
        self.few_classes()
    }

    /// Reports more deal classes than a model can hold.
    fn few_classes(&mut self) -> bool {
        let d = &self.dimensions;
        let sizes = [
            d.segments.len(),
            d.regions.len(),
            d.sources.len(),
            d.products.len(),
        ];
        let n_classes = sizes
            .iter()
            .try_fold(1_usize, |product, n| product.checked_mul(*n));
        if n_classes.is_some_and(|n| n <= MAX_CLASSES) {
            return true;
        }
        let message = format!(
            "{} x {} x {} x {} combinations of segment, region, source and product: expected at most {MAX_CLASSES}",
            sizes[0], sizes[1], sizes[2], sizes[3]
        );
        self.report_key(Code::OutOfRange, &path("segments"), message)
            .help = "join what hardly differs".into();
        false
    }

    fn stage_order(&mut self, raw: &RawScenario) {
        let (order, stages) = (&raw.funnel.order, &raw.funnel.stages);
        let at = path("funnel.order");
        for (ix, id) in order.iter().enumerate() {
            if order[..ix].contains(id) {
                self.report(
                    Code::IdTwice,
                    &at.index(ix),
                    format!("the stage `{id}` stands twice in the order"),
                )
                .help = "delete one of the two".into();
            } else if !stages.contains_key(id) && !stages.is_empty() {
                let help = did_you_mean(id, stages.keys().map(String::as_str));
                self.report(
                    Code::UnknownId,
                    &at.index(ix),
                    format!("there is no stage `{id}`"),
                )
                .help = help;
            }
        }
        let is_known = !order.is_empty() && self.is_sound(&at);
        for id in stages.keys().filter(|id| is_known && !order.contains(id)) {
            let stage = path("funnel.stages").key(id.as_str());
            let finding = self.report_key(
                Code::StageNotInOrder,
                &stage,
                format!("the stage `{id}` is not in `funnel.order`"),
            );
            finding.help = "add it to the order, or delete it".into();
        }
        if order.len() > MAX_STAGES {
            let message = format!(
                "the funnel has {} stages: expected at most {MAX_STAGES}",
                order.len()
            );
            self.report(Code::TooManyStages, &at, message);
        }
    }
}

//! A scenario in which every dimension has members, so that the rules can go on where one says nothing that can be used.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use crate::scenario::de::stand_in;
use crate::scenario::merged::Merged;
use crate::scenario::nearest::nearest;
use crate::scenario::raw::{RawFunnel, RawScenario, RawTerritory};

use super::check::path;

/// Id of the member of a dimension that has no other; nobody writes it.
pub(super) const STAND_IN: &str = "\0";

/// The scenario with a refused member in every dimension that has none, and with all stages in the order of the funnel.
pub(super) fn with_members(raw: &RawScenario, merged: &mut Merged) -> RawScenario {
    let mut raw = raw.clone();
    fill(&mut raw.regions, "regions", merged);
    fill(&mut raw.segments, "segments", merged);
    if let Some(products) = &mut raw.products {
        fill(products, "products", merged);
    }
    fill(&mut raw.demand.sources, "demand.sources", merged);
    fill(&mut raw.workforce.roles, "workforce.roles", merged);
    fill(&mut raw.funnel.stages, "funnel.stages", merged);
    raw.funnel.order = order(&raw.funnel);
    if let Some(territory) = &mut raw.territory {
        territories(territory, merged);
    }
    raw
}

fn fill<T: DeserializeOwned>(members: &mut IndexMap<String, T>, at: &str, merged: &mut Merged) {
    if members.is_empty() {
        members.insert(STAND_IN.to_owned(), stand_in());
        merged.refuse(&path(at), STAND_IN);
    }
}

/// Territories may be left out, so that only those that are refused have a stand-in.
fn territories(raw: &mut RawTerritory, merged: &mut Merged) {
    let at = path("territory.territories");
    if merged.is_refused(&at) {
        let area = (STAND_IN.to_owned(), stand_in());
        raw.territories = Some(IndexMap::from([area]));
    }
}

/// Stage ids in the order that was probably meant: a misspelt one stands for the stage it looks like, and stages that are
/// left out come last.
fn order(raw: &RawFunnel) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    for id in &raw.order {
        let left_out = raw
            .stages
            .keys()
            .filter(|stage| !raw.order.contains(*stage));
        let left_out = left_out.filter(|stage| !order.contains(*stage));
        let meant = if raw.stages.contains_key(id) {
            Some(id.as_str())
        } else {
            nearest(id, left_out.map(String::as_str))
        };
        let meant = meant.filter(|meant| order.iter().all(|stage| stage != meant));
        order.extend(meant.map(str::to_owned));
    }
    let last = raw.stages.keys().filter(|stage| !order.contains(*stage));
    let last: Vec<String> = last.cloned().collect();
    order.extend(last);
    order
}

//! Which deals and activities count for something.

use crate::comp::Filter;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawComponent, RawFunnel, RawSpiff, RawSplit};

use super::check::Check;

/// Products, segments, regions and sources that count; all where none are named.
#[derive(Clone, Copy)]
pub(super) struct Counts<'r> {
    products: Option<&'r [String]>,
    segments: Option<&'r [String]>,
    regions: Option<&'r [String]>,
    sources: Option<&'r [String]>,
}

/// Components, SPIFFs and splits name what counts in the same four keys.
macro_rules! counts_from {
    ($($raw:ty),*) => {$(
        impl<'r> From<&'r $raw> for Counts<'r> {
            fn from(raw: &'r $raw) -> Self {
                Self {
                    products: raw.products.as_deref(),
                    segments: raw.segments.as_deref(),
                    regions: raw.regions.as_deref(),
                    sources: raw.sources.as_deref(),
                }
            }
        }
    )*};
}
counts_from!(RawComponent, RawSpiff, RawSplit);

/// Ids of all activities, stage after stage in the order in which a deal passes them.
pub(super) struct Activities(Vec<String>);

impl Activities {
    pub(super) fn of(raw: &RawFunnel) -> Self {
        let stages = raw.order.iter().filter_map(|id| raw.stages.get(id));
        let ids = stages.flat_map(|stage| stage.activities.iter().flatten());
        Self(ids.map(|(id, _)| id.clone()).collect())
    }
}

impl Check<'_> {
    /// The deal classes that count.
    pub(super) fn counted(&mut self, at: &KeyPath, counts: &Counts<'_>) -> Filter {
        let products = self.chosen(
            "product",
            |d| &d.products,
            counts.products,
            &at.key("products"),
        );
        let segments = self.chosen(
            "segment",
            |d| &d.segments,
            counts.segments,
            &at.key("segments"),
        );
        let regions = self.chosen("region", |d| &d.regions, counts.regions, &at.key("regions"));
        let sources = self.chosen("source", |d| &d.sources, counts.sources, &at.key("sources"));
        let classes = (0..self.dimensions.n_classes()).map(|class| {
            let of = self.dimensions.class_at(class);
            products[of.product] && segments[of.segment] && regions[of.region] && sources[of.source]
        });
        Filter::of(classes.collect())
    }

    /// The activities that count, by their index over all stages.
    pub(super) fn activity_filter(
        &mut self,
        at: &KeyPath,
        chosen: Option<&[String]>,
        all: &Activities,
    ) -> Filter {
        let Some(chosen) = chosen else {
            return Filter::all();
        };
        let at = at.key("activities");
        if chosen.is_empty() {
            let message = "no activity counts: expected at least one";
            self.report(Code::NothingThere, &at, message);
        }
        for (ix, id) in chosen.iter().enumerate() {
            if !all.0.contains(id) && self.activities_are_known() {
                let help = did_you_mean(id, all.0.iter().map(String::as_str));
                let message = format!("no stage has an activity `{id}`");
                self.report(Code::UnknownId, &at.index(ix), message).help = help;
            }
        }
        Filter::of(all.0.iter().map(|id| chosen.contains(id)).collect())
    }
}

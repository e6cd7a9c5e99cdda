//! Plans of which only a few numbers are wanted.

use crate::kpi::{self, Kpi};
use crate::measure::Measure;
use crate::model::Model;
use crate::results::Section;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;

use super::check::{Check, path};

const ONLY: &str = "simulation.only";

impl Check<'_> {
    /// The KPIs of a list of ids, each with its place in the list.
    pub(super) fn only_these(&mut self, ids: &[String]) -> Vec<(usize, &'static Kpi)> {
        let at = path(ONLY);
        if ids.is_empty() {
            self.report(Code::NothingThere, &at, "no number is wanted")
                .help =
                "name some, such as \"bookings\", or leave it out: then all are counted".into();
        }
        let mut found: Vec<(usize, &'static Kpi)> = Vec::new();
        for (ix, id) in ids.iter().enumerate() {
            let here = at.index(ix);
            match Kpi::find(id) {
                None => {
                    self.report(Code::UnknownWord, &here, format!("there is no KPI `{id}`"))
                        .help = help_for(id);
                }
                Some(known) if known.needs().is_none() => {
                    let message =
                        format!("`{id}` takes more than monthly numbers of the whole company");
                    self.report(Code::UnknownWord, &here, message).help = format!(
                        "leave it out here, or leave out `only`: then all are counted; possible here: {}",
                        possible().collect::<Vec<_>>().join(", ")
                    );
                }
                Some(known) if found.iter().any(|(_, other)| other.id == known.id) => {
                    self.report(Code::IdTwice, &here, format!("`{id}` stands twice"))
                        .help = "leave it out here".into();
                }
                Some(known) => found.push((ix, known)),
            }
        }
        found
    }

    /// The measures that some KPIs take, each once.
    ///
    /// * `model`: the plan, which counts everything
    /// * `has_contracts`: whether the scenario describes contracts
    pub(super) fn counted_only(
        &mut self,
        only: &[(usize, &'static Kpi)],
        model: &Model,
        (has_contracts, has_supply, has_stock): (bool, bool, bool),
    ) -> Vec<Measure> {
        let layout = model.layout();
        for (ix, kpi) in only {
            if kpi.is_counted(&layout) {
                continue;
            }
            let needs = kpi.needs().unwrap_or_default();
            let is_of = |section: Section| needs.iter().any(|&measure| section.counts(measure));
            let (without, help) = match needs.iter().copied().find_map(needed) {
                Some(said) => said,
                // A section that cannot be read is a finding already.
                None if is_of(Section::Stock) && has_stock => continue,
                None if is_of(Section::Stock) => ("supply.stock", "describe `supply.stock`"),
                None if is_of(Section::Supply) && has_supply => continue,
                None if is_of(Section::Supply) => ("supply", "describe `supply`"),
                None if has_contracts => continue,
                None => ("contracts", "describe `contracts`"),
            };
            let message = format!("`{}` means nothing in a plan without {without}", kpi.id);
            self.report(Code::NoEffect, &path(ONLY).index(*ix), message)
                .help = format!("{help}, or leave it out here");
        }
        let besides = only.iter().flat_map(|(_, kpi)| kpi.needs_besides());
        let besides: Vec<Measure> = besides
            .copied()
            .filter(|&measure| layout.has_company(measure))
            .collect();
        let mut measures: Vec<Measure> = Vec::new();
        for &measure in only
            .iter()
            .filter_map(|(_, kpi)| kpi.needs())
            .flatten()
            .chain(&besides)
        {
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        measures
    }
}

/// What a plan has to have for a measure that does not come with a whole section, and what to do about it.
fn needed(measure: Measure) -> Option<(&'static str, &'static str)> {
    Some(match measure {
        Measure::Initiatives => ("their cost", "describe `initiatives` that cost something"),
        Measure::BudgetBound => ("budgets", "set a `budget` under `targets`"),
        Measure::SupplyBound => ("pools", "describe `supply.pools`"),
        Measure::Conceded | Measure::BroughtIn | Measure::HeldBack => (
            "people who move deals",
            "add `timing` to the `behaviour` of a comp plan",
        ),
        _ => return None,
    })
}

/// What may be named.
fn possible() -> impl Iterator<Item = &'static str> {
    let named = kpi::ALL.iter().filter(|kpi| kpi.needs().is_some());
    named.map(|kpi| kpi.id)
}

fn help_for(id: &str) -> String {
    let near = did_you_mean(id, possible());
    if near.is_empty() {
        format!(
            "possible here: {}",
            possible().collect::<Vec<_>>().join(", ")
        )
    } else {
        near
    }
}

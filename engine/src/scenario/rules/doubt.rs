//! What a rule may rely on: nothing is reported at a place that is a finding already, nor because of one.
//!
//! A value that cannot be used stands refused in the tree, with something neutral in its place for the rules. A rule
//! reports through [`Check::report`], which is silent at such a place; one that compares values of several places asks
//! here whether they are sound.

use std::collections::BTreeSet;

use crate::dimensions::Named;
use crate::scenario::node::{Node, Value};
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::table::Table;

use super::check::{Check, path};
use super::stand_ins::STAND_IN;

/// Which names may exist although they were not found, since what would say so cannot be used.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubt {
    /// A whole table or section is lost, so that any name may.
    all: bool,
    /// Every name that begins so may.
    prefixes: Vec<String>,
    /// Names that stand in a row of which nothing else could be used.
    names: BTreeSet<String>,
    /// Rows that cannot be taken apart.
    rows: Vec<String>,
}

impl Doubt {
    /// Anything may exist.
    pub(super) fn everything(&mut self) {
        self.all = true;
    }

    /// Whatever begins so may exist.
    pub(super) fn prefix(&mut self, prefix: String) {
        self.prefixes.push(prefix);
    }

    /// This may exist.
    pub(super) fn name(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// What the broken rows of a table speak of may exist; anything if the table that is named cannot be used at all.
    pub(super) fn table(&mut self, is_named: bool, table: Option<&Table>) {
        match table {
            Some(table) => self.rows.extend(table.broken_rows().map(str::to_owned)),
            None => self.all |= is_named,
        }
    }

    /// Whether a name that was not found may exist.
    pub(super) fn may_be(&self, name: &str) -> bool {
        self.all
            || self.names.contains(name)
            || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
            || self.rows.iter().any(|row| row.contains(name))
    }

    /// Whether everything is known.
    pub(super) fn is_none(&self) -> bool {
        !self.all && self.prefixes.is_empty() && self.names.is_empty() && self.rows.is_empty()
    }
}

/// What is in doubt about the seats.
#[derive(Clone, Debug, Default)]
pub(super) struct SeatDoubt {
    /// Which there are.
    pub(super) ids: Doubt,
    /// Seats of which the role is not known.
    pub(super) roles: BTreeSet<String>,
    /// Whether a territory or a weight is not known.
    pub(super) reach: bool,
}

/// Whether the members of a dimension are known: none of them stands in for others.
pub(super) fn are_known(members: &[Named]) -> bool {
    members.iter().all(|member| member.id != STAND_IN)
}

impl Check<'_> {
    /// Whether the value at a path, or one around it, is a finding already.
    pub(super) fn is_refused(&self, at: &KeyPath) -> bool {
        self.merged.root().nearest(at).value == Value::Refused
    }

    /// Whether nothing was found at a path or below: neither in the tree nor, by rules that ran before, in what it says.
    pub(super) fn is_sound(&self, at: &KeyPath) -> bool {
        if self.is_refused(at) {
            return false;
        }
        let Some(node) = self.merged.root().get(at) else {
            return true;
        };
        let mut places = vec![self.merged.root().key_place(at).clone()];
        is_readable(node, &mut places) && self.findings.iter().all(|f| !places.contains(&f.at))
    }

    /// [`is_sound`](Self::is_sound) for a number by members of dimensions, of which all are known.
    pub(super) fn is_sound_for_all(&self, at: &KeyPath) -> bool {
        let d = &self.dimensions;
        let all = [
            &d.segments,
            &d.regions,
            &d.products,
            &d.roles,
            &d.stages,
            &d.sources,
        ];
        all.into_iter().all(|members| are_known(members)) && self.is_sound(at)
    }

    /// [`is_sound`](Self::is_sound) for several keys of one table.
    pub(super) fn are_sound(&self, at: &KeyPath, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.is_sound(&at.key(*key)))
    }

    /// Whether it is known which roles own opportunities.
    pub(super) fn owners_are_known(&self) -> bool {
        let sources = path("demand.sources");
        let mut ids = self.dimensions.sources.iter().map(|source| &source.id);
        are_known(&self.dimensions.sources)
            && self.is_sound(&path("funnel.owner-role"))
            && ids.all(|id| self.is_sound(&sources.key(id.as_str()).key("owner-role")))
    }

    /// Whether it is known which roles are paid by a plan.
    pub(super) fn payees_are_known(&self) -> bool {
        let at = path("comp.plans");
        let plans = self.merged.root().get(&at).and_then(Node::table);
        let mut ids = plans.into_iter().flat_map(|plans| plans.keys());
        !self.is_refused(&at) && ids.all(|id| self.is_sound(&at.key(id.as_str()).key("roles")))
    }

    /// Whether it is known which activities there are.
    pub(super) fn activities_are_known(&self) -> bool {
        let at = path("funnel.stages");
        let mut ids = self.dimensions.stages.iter().map(|stage| &stage.id);
        are_known(&self.dimensions.stages)
            && ids.all(|id| !self.is_refused(&at.key(id.as_str()).key("activities")))
    }

    /// Whether a number that is no uncertain assumption may be meant to be one.
    pub(super) fn may_be_uncertain(&self, name: &str) -> bool {
        let is_part = |whole: &str, part: &str| {
            part.strip_prefix(whole)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        let number = name.split('[').next().unwrap_or(name);
        let at = number.parse::<KeyPath>();
        at.is_ok_and(|at| self.is_refused(&at))
            || self
                .refused_numbers
                .iter()
                .any(|refused| is_part(refused, name) || is_part(name, refused))
    }
}

/// False if something below a node is refused; otherwise the places of its keys and values go to `places`.
fn is_readable(node: &Node, places: &mut Vec<Place>) -> bool {
    places.push(node.place.clone());
    match &node.value {
        Value::Refused => false,
        Value::Table(entries) => entries.values().all(|entry| {
            places.push(entry.key.clone());
            is_readable(&entry.node, places)
        }),
        Value::Array(nodes) => nodes.iter().all(|node| is_readable(node, places)),
        _ => true,
    }
}

//! Who does the work: every market with leads has people for every step, for each product, and they have hours.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::dimensions::Named;
use crate::funnel::Worker;
use crate::kernel::field::Field;
use crate::model::Model;
use crate::scenario::codes::Code;
use crate::scenario::node::Node;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::territory::Routing;
use crate::territory::beat::Beat;
use crate::workforce::Seat;

use super::check::{Check, path};

/// Work that somebody has to do: in which beats, by which role, and the key that says so.
type Work = BTreeMap<(usize, KeyPath), BTreeSet<usize>>;

impl Check<'_> {
    /// Whether all is known that says who has to do what where.
    pub(super) fn work_is_known(&self) -> bool {
        let d = &self.dimensions;
        let of = |table: &str, members: &[Named], keys: &[&str]| {
            let at = path(table);
            members
                .iter()
                .all(|member| self.are_sound(&at.key(member.id.as_str()), keys))
        };
        let sources = ["leads-per-month", "mix", "prospected-by", "enters"];
        self.is_sound_for_all(&path("funnel.order"))
            && self.seats.ids.is_none()
            && self.seats.roles.is_empty()
            && !self.seats.reach
            && self.owners_are_known()
            && of("demand.sources", &d.sources, &sources)
            && of("products", &d.products, &["weight"])
            && of(
                "workforce.roles",
                &d.roles,
                &["hours-per-month", "selling-share"],
            )
            && self.are_sound(&path("territory"), &["territories", "routing"])
            && self.activities_are_known()
            && d.stages
                .iter()
                .all(|stage| self.workers_are_known(&stage.id))
            && self.is_sound(&path("contracts.renewal-work.role"))
            && self.are_sound(&path("contracts"), &["customers", "base"])
    }

    /// Whether it is known who does the activities of a stage.
    fn workers_are_known(&self, stage: &str) -> bool {
        let at = path("funnel.stages").key(stage).key("activities");
        let activities = self.merged.root().get(&at).and_then(Node::table);
        let mut ids = activities.into_iter().flat_map(IndexMap::keys);
        ids.all(|id| self.is_sound(&at.key(id.as_str()).key("role")))
    }

    /// Reports roles with work and no people, no hours, or no one for a market.
    ///
    /// * `weights_at`: where the weight of each seat is written
    pub(super) fn coverage(&mut self, model: &Model, weights_at: &[Place]) {
        let work = self.work(model);
        self.weights(model, &work, weights_at);
        let sells: BTreeSet<usize> = work.keys().map(|(role, _)| *role).collect();
        self.pools_have_people(model, &sells);
        for ((role, at), beats) in work {
            if model.workforce.seats.iter().all(|seat| seat.role != role) {
                let id = self.dimensions.roles[role].id.clone();
                let message = format!("the role `{id}` has work to do, but no seats");
                self.report(Code::NobodyThere, &at, message).help = format!(
                    "add seats of the role `{id}` to `workforce.seats` or `workforce.groups`"
                );
                continue;
            }
            let uncovered: Vec<Beat> = beats
                .into_iter()
                .map(|beat| model.territories.beats.at(beat))
                .filter(|&beat| !covered(model, role, beat))
                .collect();
            self.uncovered(model, role, &uncovered, &at);
        }
        self.hours(model);
    }

    /// Reports what nobody covers any more once a new cut holds.
    pub(super) fn coverage_after_recuts(&mut self, model: &Model, weights_at: &[Place]) {
        let before = self.findings.len();
        if !self.is_sound(&path("events")) {
            return;
        }
        for cut in &model.territories.recuts {
            if self.findings.len() > before {
                return;
            }
            let mut after = model.clone();
            after.apply_cut(cut, |_, _| {});
            self.coverage(&after, weights_at);
            let at = path("events").key(cut.id.as_str()).key("recut");
            let place = self.place(&at);
            for mut finding in self.findings.split_off(before) {
                let because = (place.clone(), "once this cut holds".into());
                finding.also.push(because);
                self.findings.push(finding);
            }
        }
    }

    fn uncovered(&mut self, model: &Model, role: usize, beats: &[Beat], at: &KeyPath) {
        let Some((first, rest)) = beats.split_first() else {
            return;
        };
        let id = self.dimensions.roles[role].id.clone();
        let message = format!(
            "no seat of the role `{id}` covers {}{}",
            self.beat_words(model, *first),
            and_more(rest.len())
        );
        self.report(Code::Uncovered, at, message).help =
            "widen a territory, or add a seat there; a seat without territory covers everything"
                .into();
    }

    /// Reports roles whose work in a market is shared out by weights that are all 0.
    fn weights(&mut self, model: &Model, work: &Work, weights_at: &[Place]) {
        let mut beats_of = BTreeMap::<usize, BTreeSet<usize>>::new();
        for ((role, _), beats) in work {
            beats_of.entry(*role).or_default().extend(beats);
        }
        beats_of.retain(|&role, _| {
            let routing = model.territories.routing[role];
            matches!(
                routing,
                Routing::Weighted | Routing::Owner | Routing::ByScore
            )
        });
        for (role, beats) in beats_of {
            let is_zero =
                |&beat: &Beat| seats_of(model, role, beat).all(|(_, seat)| seat.weight <= 0.0);
            let first_of = |beat| seats_of(model, role, beat).next();
            let beats = beats
                .into_iter()
                .map(|beat| model.territories.beats.at(beat));
            let found: Vec<_> = beats
                .filter(is_zero)
                .filter_map(|beat| Some((beat, first_of(beat)?.0)))
                .collect();
            let Some((&(beat, seat), rest)) = found.split_first() else {
                continue;
            };
            let message = format!(
                "the weights of all seats of the role `{}` that cover {}{} are 0",
                self.dimensions.roles[role].id,
                self.beat_words(model, beat),
                and_more(rest.len())
            );
            let finding = self
                .findings
                .add(Code::NothingWeighs, weights_at[seat].clone(), message);
            finding.help =
                "give at least one a weight above 0, or route the role by `round-robin` or `pool`"
                    .into();
        }
    }

    /// Everything that has to be done somewhere.
    fn work(&self, model: &Model) -> Work {
        let mut work = Work::new();
        for (ix, source) in model.demand.sources.iter().enumerate() {
            let source_at = path("demand.sources").key(self.dimensions.sources[ix].id.as_str());
            let beats = self.active_beats(model, ix);
            if let Some(role) = source.prospected_by {
                work.entry((role, source_at.key("prospected-by")))
                    .or_default();
            }
            let owner_at = source_at.key("owner-role");
            let is_stated = self.merged.root().get(&owner_at).is_some();
            let owner_at = if is_stated {
                owner_at
            } else {
                path("funnel.owner-role")
            };
            work.entry((source.owner_role, owner_at))
                .or_default()
                .extend(&beats);
            let hours = source.coverage.as_ref().map(|coverage| coverage.role);
            if let Some(role) = hours.filter(|&role| role != source.owner_role) {
                let at = source_at.key("coverage-response").key("role");
                work.entry((role, at)).or_default().extend(&beats);
            }
            for (role, at) in self.helpers(model, source.enters) {
                work.entry((role, at)).or_default().extend(&beats);
            }
        }
        if let Some((role, at)) = renewals(model) {
            let sold = (0..model.demand.sources.len()).flat_map(|ix| self.active_beats(model, ix));
            let contracts = model.contracts.iter();
            let customers = contracts.flat_map(|contracts| &contracts.customers);
            let there = customers.map(|customer| {
                let market = self.dimensions.market_of(customer.class);
                let product = self.dimensions.class_at(customer.class).product;
                model.territories.beats.of(market, product).index
            });
            work.entry((role, at))
                .or_default()
                .extend(sold.chain(there));
        }
        work
    }

    /// Roles named by activities from a stage on; the owner's own work is covered by who owns.
    fn helpers(&self, model: &Model, from: usize) -> Vec<(usize, KeyPath)> {
        let mut helpers = Vec::new();
        for (ix, stage) in model.funnel.stages.iter().enumerate().skip(from) {
            let at = path("funnel.stages")
                .key(self.dimensions.stages[ix].id.as_str())
                .key("activities");
            for activity in &stage.activities {
                if let Worker::Role(role) = activity.worker {
                    helpers.push((role, at.key(activity.id.as_str()).key("role")));
                }
            }
        }
        helpers
    }

    /// Beats in which leads of a source may arise.
    fn active_beats(&self, model: &Model, source: usize) -> Vec<usize> {
        let n_months = model.calendar.n_months();
        let (n_regions, n_products) = (
            self.dimensions.regions.len(),
            self.dimensions.products.len(),
        );
        let beats = model.territories.beats;
        let source = &model.demand.sources[source];
        let may_be = |field: &crate::kernel::field::Field, row: usize| {
            field.is_uncertain() || (0..n_months).any(|m| field.at(row, m) > 0.0)
        };
        let is_sold = |beat: &Beat| {
            let row = beat.market / n_regions * n_products + beat.product;
            !beats.is_by_product() || may_be(&model.demand.product_weight, row)
        };
        let is_active = |beat: &Beat| match source.prospected_by {
            Some(role) => may_be(&source.mix, beat.market) && covered(model, role, *beat),
            None => may_be(&source.rate, beat.market),
        };
        let active = beats.iter().filter(|beat| is_active(beat) && is_sold(beat));
        active.map(|beat| beat.index).collect()
    }

    /// Reports activities of a role that never has hours.
    fn hours(&mut self, model: &Model) {
        let idle: BTreeSet<usize> = (0..model.workforce.roles.len())
            .filter(|&role| never_has_hours(model, role))
            .collect();
        for (role, at) in self
            .helpers(model, 0)
            .into_iter()
            .chain(renewals(model))
            .filter(|(role, _)| idle.contains(role))
        {
            let id = &self.dimensions.roles[role].id;
            let message = format!("the role `{id}` has this to do, but no hours");
            self.report(Code::NoHours, &at, message).help =
                "give the role `hours-per-month` and a `selling-share` above 0".into();
        }
        let owners: BTreeSet<usize> = model
            .demand
            .sources
            .iter()
            .map(|source| source.owner_role)
            .collect();
        let own_work = self.own_work(model);
        for role in owners.intersection(&idle) {
            let Some(at) = own_work.first() else { break };
            let id = &self.dimensions.roles[*role].id;
            let message = format!("the role `{id}` owns deals and has this to do, but no hours");
            self.report(Code::NoHours, at, message).help =
                "give the role `hours-per-month` and a `selling-share` above 0".into();
        }
    }

    /// Activities of the owner.
    fn own_work(&self, model: &Model) -> Vec<KeyPath> {
        let mut own = Vec::new();
        for (ix, stage) in model.funnel.stages.iter().enumerate() {
            let at = path("funnel.stages")
                .key(self.dimensions.stages[ix].id.as_str())
                .key("activities");
            let owners = stage
                .activities
                .iter()
                .filter(|activity| activity.worker == Worker::Owner);
            own.extend(owners.map(|activity| at.key(activity.id.as_str()).key("role")));
        }
        own
    }
}

/// Whether the people of a role have no hours in any month.
pub(super) fn never_has_hours(model: &Model, role: usize) -> bool {
    let role = &model.workforce.roles[role];
    let is_zero = |field: &Field| {
        !field.is_uncertain() && (0..model.calendar.n_months()).all(|m| field.at(0, m) <= 0.0)
    };
    is_zero(&role.hours_per_month) || is_zero(&role.selling_share)
}

impl Check<'_> {
    /// A beat in words: "`smb` in `emea`", and "for `valves`" where products make a difference.
    fn beat_words(&self, model: &Model, beat: Beat) -> String {
        let market = self.market_words(beat.market);
        if model.territories.beats.is_by_product() {
            let product = &self.dimensions.products[beat.product].id;
            format!("{market} for the product `{product}`")
        } else {
            market
        }
    }
}

/// The role that works on renewals, and the key that says so.
fn renewals(model: &Model) -> Option<(usize, KeyPath)> {
    let work = model.contracts.as_ref()?.work.as_ref()?;
    Some((work.role, path("contracts.renewal-work.role")))
}

/// Whether a seat of a role covers a beat.
fn covered(model: &Model, role: usize, beat: Beat) -> bool {
    seats_of(model, role, beat).next().is_some()
}

/// Seats of a role that cover a beat, each with its index.
fn seats_of(model: &Model, role: usize, beat: Beat) -> impl Iterator<Item = (usize, &Seat)> {
    let seats = model.workforce.seats.iter().enumerate();
    seats.filter(move |(_, seat)| {
        let covers = |territory: usize| model.territories.areas[territory].covers(beat);
        seat.role == role && seat.territory.is_none_or(covers)
    })
}

/// How many there are beside the one that is named.
fn and_more(n: usize) -> String {
    if n == 0 {
        String::new()
    } else {
        format!(" and {n} more")
    }
}

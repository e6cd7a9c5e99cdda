//! Who reports to the seats that a ratio adds.

use std::collections::{BTreeMap, BTreeSet};

use crate::comp::{Credit, Plan};
use crate::scenario::raw::{RawRatio, RawWorkforce};

use super::check::{Check, path};
use super::ratio::opening;
use super::rows::position;
use super::seats::Draft;

impl Check<'_> {
    /// Gives the seats that a ratio adds those they lead: seats that it counts and that nobody leads yet.
    ///
    /// * `drafts`: all seats, those of a ratio in the order of its count
    pub(super) fn ratio_teams(&self, raw: &RawWorkforce, plans: &[Plan], drafts: &mut [Draft]) {
        for (role, named) in self.dimensions.roles.iter().enumerate() {
            let Some(ratio) = raw.roles[&named.id].ratio.as_ref() else {
                continue;
            };
            let leads = ratio.leads.unwrap_or_else(|| is_paid_on_team(plans, role));
            if !leads || ratio.seats == 0 {
                continue;
            }
            for at in places(ratio, role, drafts) {
                self.team_of_place(ratio, role, at, drafts);
            }
        }
    }

    /// The teams of a ratio's seats in a territory, or in the whole company.
    fn team_of_place(&self, ratio: &RawRatio, role: usize, at: Place, drafts: &mut [Draft]) {
        let per: BTreeSet<usize> = ratio
            .per
            .iter()
            .filter_map(|id| position(&self.dimensions.roles, id))
            .collect();
        let is_here = |draft: &&Draft| place_of(ratio, draft) == at;
        let of_role = |draft: &&Draft| draft.seat.role == role && is_here(draft);
        let (added, listed): (Vec<&Draft>, Vec<&Draft>) = drafts
            .iter()
            .filter(of_role)
            .partition(|draft| draft.of_ratio);
        let leaders: Vec<String> = added.iter().map(|draft| draft.seat.id.clone()).collect();
        let counted = || {
            drafts
                .iter()
                .filter(|d| per.contains(&d.seat.role))
                .filter(is_here)
        };
        let n_led = counted().filter(|draft| draft.manager.is_some()).count();
        let span = ratio.seats as usize;
        let room = (listed.len() * span).saturating_sub(n_led);
        let mut free: Vec<(f64, String)> = counted()
            .filter(|draft| draft.manager.is_none())
            .map(|draft| (opening(&draft.seat).0, draft.seat.id.clone()))
            .collect();
        free.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let led: Vec<String> = free.into_iter().skip(room).map(|(_, id)| id).collect();
        let role_id = self.dimensions.roles[role].id.as_str();
        let written = self.place(&path("workforce.roles").key(role_id).key("ratio"));
        let teams = led.chunks(span).zip(&leaders);
        let leader_of: BTreeMap<&String, &String> = teams
            .flat_map(|(team, leader)| team.iter().map(move |seat| (seat, leader)))
            .collect();
        for draft in drafts.iter_mut() {
            if let Some(&leader) = leader_of.get(&draft.seat.id) {
                draft.manager = Some((leader.clone(), written.clone()));
            }
        }
    }
}

/// A territory by which a ratio counts, or `None` for the whole company.
type Place = Option<Option<usize>>;

fn place_of(ratio: &RawRatio, draft: &Draft) -> Place {
    let by_territory = ratio.by_territory.unwrap_or(false);
    by_territory.then_some(draft.seat.territory)
}

/// Where a ratio has added seats.
fn places(ratio: &RawRatio, role: usize, drafts: &[Draft]) -> BTreeSet<Place> {
    let added = drafts
        .iter()
        .filter(|draft| draft.of_ratio && draft.seat.role == role);
    added.map(|draft| place_of(ratio, draft)).collect()
}

fn is_paid_on_team(plans: &[Plan], role: usize) -> bool {
    let mut of_role = plans.iter().filter(|plan| plan.roles.contains(&role));
    of_role.any(|plan| plan.components.iter().any(|c| c.credit == Credit::Team))
}

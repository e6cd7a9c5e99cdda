//! Seats that follow from the number of others.

use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawRatio, RawWorkforce};
use crate::workforce::{Seat, SeatStart};

use super::check::{Check, path};
use super::range::Range;
use super::seats::{Draft, MAX_SEATS};

/// A ratio with its roles as indices.
struct Ratio<'r> {
    role: usize,
    per: Vec<usize>,
    raw: &'r RawRatio,
    at: KeyPath,
}

impl Check<'_> {
    /// The seats that the ratios of all roles ask for beyond those that are listed, each role after those it counts.
    pub(super) fn ratio_seats(&mut self, raw: &RawWorkforce, listed: &[Draft]) -> Vec<Draft> {
        let mut open = self.ratios(raw);
        // When each seat opens, by role; at the start for people who are there.
        let mut openings = vec![Vec::new(); self.dimensions.roles.len()];
        for draft in listed {
            openings[draft.seat.role].push(opening(draft.seat.start));
        }
        let mut added = Vec::new();
        while !open.is_empty() {
            let is_counted = |ratio: &Ratio<'_>| {
                let mut waits = open.iter().filter(|other| ratio.per.contains(&other.role));
                waits.next().is_none()
            };
            let Some(next) = open.iter().position(is_counted) else {
                let message = "the number of seats goes round in a circle: each role counts another one that counts it";
                self.report(Code::RatioCircle, &open[0].at.key("per"), message)
                    .help = "list the seats of one of the roles, and delete its ratio".into();
                for ratio in &open {
                    let role = self.dimensions.roles[ratio.role].id.clone();
                    self.seats.ids.prefix(format!("{role}-ratio-"));
                }
                break;
            };
            let ratio = open.remove(next);
            let drafts = self.seats_of_ratio(&ratio, &openings);
            if listed.len() + added.len() + drafts.len() > MAX_SEATS {
                let message =
                    format!("too many seats with this ratio: expected at most {MAX_SEATS} in all");
                self.report(Code::OutOfRange, &ratio.at.key("seats"), message);
                break;
            }
            openings[ratio.role].extend(drafts.iter().map(|draft| opening(draft.seat.start)));
            added.extend(drafts);
        }
        added
    }

    fn ratios<'r>(&mut self, raw: &'r RawWorkforce) -> Vec<Ratio<'r>> {
        let mut ratios = Vec::new();
        for (role, id) in self.role_ids().into_iter().enumerate() {
            let Some(raw) = raw.roles[&id].ratio.as_ref() else {
                continue;
            };
            let at = path("workforce.roles").key(id.as_str()).key("ratio");
            if raw.per.is_empty() {
                let message = "no seats are counted: expected at least one role";
                self.report(Code::NothingThere, &at.key("per"), message);
            }
            if raw.seats == 0 {
                let message = "0 is out of range: expected 1 or more";
                self.report(Code::OutOfRange, &at.key("seats"), message);
                self.seats.ids.prefix(format!("{id}-ratio-"));
                continue;
            }
            let mut per = Vec::new();
            for (ix, id) in raw.per.iter().enumerate() {
                per.extend(self.index_of("role", |d| &d.roles, id, &at.key("per").index(ix)));
            }
            if !self.is_sound(&at) {
                self.seats.ids.prefix(format!("{id}-ratio-"));
            }
            ratios.push(Ratio { role, per, raw, at });
        }
        ratios
    }

    fn role_ids(&self) -> Vec<String> {
        let roles = self.dimensions.roles.iter();
        roles.map(|role| role.id.clone()).collect()
    }

    /// The seats of one ratio that are not listed: the `j`-th seat is needed once `(j − 1) · seats + 1` others are open.
    fn seats_of_ratio(&mut self, ratio: &Ratio<'_>, openings: &[Vec<f64>]) -> Vec<Draft> {
        let tenure = ratio
            .raw
            .tenure_months
            .map(|months| self.plain(&ratio.at.key("tenure-months"), months, Range::MONTHS));
        let per = ratio.per.iter().collect::<std::collections::BTreeSet<_>>();
        let mut counted: Vec<f64> = per
            .into_iter()
            .flat_map(|&role| openings[role].iter().copied())
            .collect();
        counted.sort_by(f64::total_cmp);
        let step = ratio.raw.seats as usize;
        let needed = counted.iter().copied().step_by(step).enumerate();
        let missing = needed.skip(openings[ratio.role].len());
        let role = self.dimensions.roles[ratio.role].id.clone();
        let place = self.place(&ratio.at);
        let draft = |(ix, at): (usize, f64)| {
            let id = format!("{role}-ratio-{:02}", ix + 1);
            let start = match tenure {
                Some(tenure) if at == f64::NEG_INFINITY => SeatStart::Filled { tenure },
                _ => SeatStart::Opens {
                    at: if at == f64::NEG_INFINITY { 0.0 } else { at },
                },
            };
            let seat = Seat {
                name: id.clone(),
                key: EntityKey::of("seat", &id),
                id,
                role: ratio.role,
                territory: None,
                start,
                quota_per_year: None,
                weight: 1.0,
                manager: None,
            };
            Draft {
                seat,
                at: place.clone(),
                weight_at: place.clone(),
                manager: None,
                in_table: false,
            }
        };
        missing.map(draft).collect()
    }
}

/// When a seat opens [months from the start]; before all time for one that is filled at the start.
fn opening(start: SeatStart) -> f64 {
    match start {
        SeatStart::Filled { .. } => f64::NEG_INFINITY,
        SeatStart::Opens { at } => at,
    }
}

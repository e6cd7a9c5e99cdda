//! Seats that follow from the number of others.

use std::collections::BTreeSet;

use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawRatio, RawWorkforce};
use crate::workforce::{Seat, SeatStart};

use super::check::{Check, path};
use super::range::Range;
use super::seats::{Draft, MAX_SEATS};

/// When a seat opens, before all time for one that is filled at the start, and its territory.
type Opening = (f64, Option<usize>);

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
        // When and where each seat opens, by role.
        let mut openings = vec![Vec::new(); self.dimensions.roles.len()];
        for draft in listed {
            openings[draft.seat.role].push(opening(&draft.seat));
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
            openings[ratio.role].extend(drafts.iter().map(|draft| opening(&draft.seat)));
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

    /// The seats of one ratio that are not listed, of the whole company or territory by territory.
    fn seats_of_ratio(&mut self, ratio: &Ratio<'_>, openings: &[Vec<Opening>]) -> Vec<Draft> {
        let tenure = ratio
            .raw
            .tenure_months
            .map(|months| self.plain(&ratio.at.key("tenure-months"), months, Range::MONTHS));
        let per: BTreeSet<usize> = ratio.per.iter().copied().collect();
        let counted: Vec<Opening> = per
            .into_iter()
            .flat_map(|role| openings[role].iter().copied())
            .collect();
        let listed = &openings[ratio.role];
        let role = &self.dimensions.roles[ratio.role].id;
        if !ratio.raw.by_territory.unwrap_or(false) {
            let times = counted.iter().map(|&(at, _)| at).collect();
            let missing = missing(times, listed.len(), ratio.raw.seats);
            return self.drafts(ratio, tenure, (None, role), missing);
        }
        let territories: BTreeSet<Option<usize>> = counted.iter().map(|&(_, at)| at).collect();
        let mut drafts = Vec::new();
        for territory in territories {
            let here = |openings: &[Opening]| -> Vec<f64> {
                let openings = openings.iter().filter(|(_, at)| *at == territory);
                openings.map(|&(at, _)| at).collect()
            };
            let stem = territory.map_or_else(
                || role.clone(),
                |territory| format!("{role}-{}", self.dimensions.territories[territory].id),
            );
            let missing = missing(here(&counted), here(listed).len(), ratio.raw.seats);
            drafts.extend(self.drafts(ratio, tenure, (territory, &stem), missing));
        }
        drafts
    }

    /// Seats of a ratio in a territory.
    ///
    /// * `stem`: what their ids begin with; `missing`: their place in the count, and when they open
    fn drafts(
        &self,
        ratio: &Ratio<'_>,
        tenure: Option<f64>,
        (territory, stem): (Option<usize>, &str),
        missing: Vec<(usize, f64)>,
    ) -> Vec<Draft> {
        let place = self.place(&ratio.at);
        let draft = |(ix, at): (usize, f64)| {
            let id = format!("{stem}-ratio-{:02}", ix + 1);
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
                territory,
                start,
                quota_per_year: None,
                weight: 1.0,
                location: None,
                manager: None,
            };
            Draft {
                seat,
                at: place.clone(),
                weight_at: place.clone(),
                manager: None,
                in_table: false,
                of_ratio: true,
            }
        };
        missing.into_iter().map(draft).collect()
    }
}

/// Seats beyond those listed: the `j`-th is needed once `(j - 1) x seats + 1` others are open. Their places in the count, from
/// 0, and when they open.
fn missing(mut counted: Vec<f64>, n_listed: usize, seats: u32) -> Vec<(usize, f64)> {
    counted.sort_by(f64::total_cmp);
    let needed = counted.into_iter().step_by(seats as usize).enumerate();
    needed.skip(n_listed).collect()
}

pub(super) fn opening(seat: &Seat) -> Opening {
    let at = match seat.start {
        SeatStart::Filled { .. } => f64::NEG_INFINITY,
        SeatStart::Opens { at } => at,
    };
    (at, seat.territory)
}

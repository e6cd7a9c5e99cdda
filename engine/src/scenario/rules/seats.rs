//! Seats: those of the table and those of groups, and how each begins.

use std::collections::BTreeMap;

use crate::calendar::YearMonth;
use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::raw::{RawGroup, RawWorkforce};
use crate::scenario::table::{Column, Row, Table};
use crate::workforce::{Seat, SeatStart};

use super::check::{Check, path};
use super::quotas::Payees;
use super::range::Range;

const COLUMNS: [Column; 11] = [
    Column::required("seat"),
    Column::required("role"),
    Column::optional("territory"),
    Column::optional("rep"),
    Column::optional("hired"),
    Column::optional("planned-start"),
    Column::optional("quota-per-year"),
    Column::optional("weight"),
    Column::optional("manager"),
    Column::optional("latitude"),
    Column::optional("longitude"),
];

/// Seats of one group: its seat ids have two digits or more.
const MAX_GROUP: u32 = 10_000;

/// Seats of a plan.
pub(super) const MAX_SEATS: usize = 100_000;

/// A seat and where it is written.
pub(super) struct Draft {
    pub(super) seat: Seat,
    pub(super) at: Place,
    /// Its weight, or the seat itself if it states none.
    pub(super) weight_at: Place,
    /// The seat it reports to, and where that is written.
    pub(super) manager: Option<(String, Place)>,
    pub(super) in_table: bool,
    /// Whether a ratio has added it.
    pub(super) of_ratio: bool,
}

impl Check<'_> {
    /// All seats, sorted by id, and where the weight of each is written.
    pub(super) fn seats(
        &mut self,
        raw: &RawWorkforce,
        payees: Payees<'_>,
    ) -> (Vec<Seat>, Vec<Place>) {
        if self.is_refused(&path("workforce.groups")) {
            self.seats.ids.everything();
        }
        let mut drafts = self.seat_rows(payees);
        for (id, group) in raw.groups.iter().flatten() {
            if drafts.len() + group.count.min(MAX_GROUP) as usize > MAX_SEATS {
                let at = path("workforce.groups").key(id.as_str()).key("count");
                let message =
                    format!("too many seats with this group: expected at most {MAX_SEATS} in all");
                self.report(Code::OutOfRange, &at, message);
                self.seats.ids.everything();
                break;
            }
            drafts.extend(self.group(id, group, payees));
        }
        let no_groups = raw.groups.as_ref().is_none_or(indexmap::IndexMap::is_empty);
        if raw.seats.is_none() && no_groups && self.seats.ids.is_none() {
            let message = "nobody works here: expected `seats` or `groups`";
            self.report_key(Code::NothingThere, &path("workforce"), message);
        }
        drafts.extend(self.ratio_seats(raw, &drafts));
        self.ratio_teams(raw, payees.plans, &mut drafts);
        self.collisions(&drafts);
        drafts.sort_by(|a, b| a.seat.id.cmp(&b.seat.id));
        let managers: Vec<_> = drafts
            .iter_mut()
            .map(|draft| draft.manager.take())
            .collect();
        let both = drafts
            .into_iter()
            .map(|draft| (draft.seat, draft.weight_at));
        let (mut seats, weights): (Vec<Seat>, Vec<Place>) = both.unzip();
        self.put_managers(&mut seats, managers);
        (seats, weights)
    }

    /// Says of each seat to which it reports; reports seats that do not exist, and circles.
    fn put_managers(&mut self, seats: &mut [Seat], managers: Vec<Option<(String, Place)>>) {
        let mut places = Vec::new();
        for (ix, manager) in managers.into_iter().enumerate() {
            if let Some((id, place)) = manager {
                seats[ix].manager = self.seat_index(seats, &id, place.clone());
                places.push((ix, place));
            }
        }
        for (ix, place) in places {
            let above = |&seat: &usize| seats[seat].manager;
            // Nobody is further up than there are seats.
            let mut chain = std::iter::successors(above(&ix), above).take(seats.len());
            if chain.any(|seat| seat == ix) {
                let message = format!("the seat `{}` reports to itself in the end", seats[ix].id);
                self.findings.add(Code::OwnManager, place, message).help =
                    "leave the `manager` of the topmost seat empty".into();
            }
        }
        if self
            .findings
            .iter()
            .any(|finding| finding.code == Code::OwnManager)
        {
            for seat in seats.iter_mut() {
                seat.manager = None;
            }
        }
    }

    fn seat_rows(&mut self, payees: Payees<'_>) -> Vec<Draft> {
        let table = self.table("workforce.seats", "seat", &COLUMNS, MAX_SEATS);
        let is_named = self.merged.root().get(&path("workforce.seats")).is_some();
        self.seats.ids.table(is_named, table.as_ref());
        let rows = table.iter().flat_map(Table::rows);
        rows.filter_map(|row| self.seat_row(&row, payees)).collect()
    }

    /// Reports seats of a group that have the id of another seat.
    fn collisions(&mut self, drafts: &[Draft]) {
        let mut seen: BTreeMap<&str, &Draft> = BTreeMap::new();
        for draft in drafts {
            let Some(first) = seen.insert(&draft.seat.id, draft) else {
                continue;
            };
            // Two rows of one table with one id are reported with the table.
            if draft.in_table {
                continue;
            }
            let message = format!("the seat `{}` of this group exists already", draft.seat.id);
            let finding = self.findings.add(Code::IdTwice, draft.at.clone(), message);
            finding.help = "give the group another name".into();
            finding
                .also
                .push((first.at.clone(), "the other one".into()));
        }
    }

    fn seat_row(&mut self, row: &Row<'_>, payees: Payees<'_>) -> Option<Draft> {
        let id = row.text("seat", &mut self.findings)?.to_owned();
        let role = row.text("role", &mut self.findings);
        let role =
            role.and_then(|role| self.index_at("role", |d| &d.roles, role, row.place("role")));
        let named = row.optional_text("territory");
        let territory = named.and_then(|id| {
            self.index_at("territory", |d| &d.territories, id, row.place("territory"))
        });
        let weight = self.cell(row, "weight", Range::WEIGHT);
        let has_weight = row.optional_text("weight").is_none() || weight.is_some();
        self.doubtful(
            &id,
            role,
            named.is_none() || territory.is_some(),
            has_weight,
        );
        let quota = self.cell(row, "quota-per-year", Range::QUOTA);
        let quota = quota
            .and_then(|quota| self.own_quota(quota, role, payees, row.place("quota-per-year")));
        let seat = Seat {
            name: row.optional_text("rep").unwrap_or(&id).to_owned(),
            key: EntityKey::of("seat", &id),
            role: role.unwrap_or(0),
            territory,
            start: self.row_start(row),
            quota_per_year: quota,
            weight: weight.unwrap_or(1.0),
            manager: None,
            location: self.location(row),
            id,
        };
        let manager = row.optional_text("manager");
        Some(Draft {
            manager: manager.map(|id| (id.to_owned(), row.place("manager"))),
            seat,
            at: row.place("seat"),
            weight_at: row.place("weight"),
            in_table: true,
            of_ratio: false,
        })
    }

    /// How the seat of a row begins: somebody was hired, or the position opens.
    fn row_start(&mut self, row: &Row<'_>) -> SeatStart {
        let stand_in = SeatStart::Filled { tenure: 0.0 };
        match (
            row.optional_text("hired"),
            row.optional_text("planned-start"),
        ) {
            (Some(_), None) => {
                let tenure = self.past(row, "hired").unwrap_or(0.0);
                SeatStart::Filled { tenure }
            }
            (None, Some(_)) => {
                let month = row.optional_month("planned-start", &mut self.findings);
                let at = month.and_then(|month| self.opens(month, row.place("planned-start")));
                at.map_or(stand_in, |at| SeatStart::Opens { at })
            }
            (hired, _) => {
                let found = if hired.is_some() { "both" } else { "neither" };
                let message =
                    format!("a seat has either `hired` or `planned-start`, this one has {found}");
                let finding = self
                    .findings
                    .add(Code::SeatStart, row.place("seat"), message);
                finding.help = "fill `hired` for somebody who is there, `planned-start` for a position to be filled".into();
                stand_in
            }
        }
    }

    /// When a position opens [months from the start]; may lie before the start, not after the end.
    fn opens(&mut self, month: YearMonth, at: Place) -> Option<f64> {
        let calendar = self.calendar.as_ref()?;
        let months = calendar.start().months_until(month);
        if usize::try_from(months).is_ok_and(|ix| ix >= calendar.n_months()) {
            let message = format!(
                "{month} is after the horizon, which ends with {}",
                calendar.month(calendar.n_months() - 1)
            );
            self.findings.add(Code::OutsideHorizon, at, message);
            return None;
        }
        Some(f64::from(months))
    }

    /// A seat's own quota in the unit of its role's plan.
    fn own_quota(
        &mut self,
        quota: f64,
        role: Option<usize>,
        payees: Payees<'_>,
        at: Place,
    ) -> Option<f64> {
        let role = role?;
        if let Some(plan) = payees.plan_of(role) {
            if quota == 0.0 && payees.need_quota(role) {
                let message = "a quota of 0, so that incentive / quota is no rate";
                self.findings.add(Code::NoQuota, at, message).help =
                    "state a quota above 0, or give the plan a `rate`".into();
                return None;
            }
            return Some(quota * self.unit_of(plan.main().measure));
        }
        if !self.payees_are_known() {
            return None;
        }
        let id = &self.dimensions.roles[role].id;
        let message = format!("this quota counts for nothing: no comp plan pays the role `{id}`");
        self.findings.add(Code::QuotaUnpaid, at, message).help =
            "add the role to a plan, or delete the quota".into();
        None
    }

    fn group(&mut self, id: &str, raw: &RawGroup, payees: Payees<'_>) -> Vec<Draft> {
        let at = path("workforce.groups").key(id);
        if raw.count == 0 || raw.count > MAX_GROUP {
            let message = format!("{} seats: expected 1 to {MAX_GROUP}", raw.count);
            self.report(Code::OutOfRange, &at.key("count"), message);
            self.seats.ids.prefix(format!("{id}-"));
            return Vec::new();
        }
        let role = self.index_of("role", |d| &d.roles, &raw.role, &at.key("role"));
        let territory = raw.territory.as_ref();
        let territory = territory.and_then(|id| {
            self.index_of("territory", |d| &d.territories, id, &at.key("territory"))
        });
        let start = self.group_start(&at, raw);
        let quota_at = at.key("quota-per-year");
        let quota = raw
            .quota_per_year
            .map(|quota| self.plain(&quota_at, quota, Range::QUOTA));
        let quota_place = self.place(&quota_at);
        let quota = quota.filter(|_| self.is_sound(&quota_at));
        let quota = quota.and_then(|quota| self.own_quota(quota, role, payees, quota_place));
        let weight = raw.weight.map_or(1.0, |weight| {
            self.plain(&at.key("weight"), weight, Range::WEIGHT)
        });
        let location = self.group_location(&at, raw);
        let (has_territory, has_weight) = (
            raw.territory.is_none() || territory.is_some(),
            self.is_sound(&at.key("weight")),
        );
        for number in 1..=raw.count {
            self.doubtful(&seat_id(id, number), role, has_territory, has_weight);
        }
        let manager_at = at.key("manager");
        let manager = raw
            .manager
            .clone()
            .filter(|_| !self.is_refused(&manager_at));
        let manager_at = self.place(&manager_at);
        let manager = manager.map(|id| (id, manager_at));
        let (at, weight_at) = (self.key_place(&at), self.place(&at.key("weight")));
        let seat = |number: u32| {
            let id = seat_id(id, number);
            let key = EntityKey::of("seat", &id);
            Seat {
                name: id.clone(),
                id,
                key,
                role: role.unwrap_or(0),
                territory,
                start,
                quota_per_year: quota,
                weight,
                manager: None,
                location,
            }
        };
        (1..=raw.count)
            .map(|number| Draft {
                manager: manager.clone(),
                seat: seat(number),
                at: at.clone(),
                weight_at: weight_at.clone(),
                in_table: false,
                of_ratio: false,
            })
            .collect()
    }

    fn group_start(&mut self, at: &KeyPath, raw: &RawGroup) -> SeatStart {
        match (raw.tenure_months, &raw.planned_start) {
            (Some(months), None) => SeatStart::Filled {
                tenure: self.plain(&at.key("tenure-months"), months, Range::MONTHS),
            },
            (None, Some(month)) => {
                let at = at.key("planned-start");
                let place = self.place(&at);
                let opens = self
                    .any_month(&at, month)
                    .and_then(|month| self.opens(month, place));
                opens.map_or(SeatStart::Filled { tenure: 0.0 }, |at| SeatStart::Opens {
                    at,
                })
            }
            (tenure, _) => {
                let found = if tenure.is_some() { "both" } else { "neither" };
                let message = format!(
                    "a group has either `tenure-months` or `planned-start`, this one has {found}"
                );
                self.report_key(Code::SeatStart, at, message).help =
                    "write `tenure-months` for people who are there, `planned-start` for positions to be filled".into();
                SeatStart::Filled { tenure: 0.0 }
            }
        }
    }

    /// Notes what is not known of a seat.
    fn doubtful(&mut self, id: &str, role: Option<usize>, has_territory: bool, has_weight: bool) {
        if role.is_none() {
            self.seats.roles.insert(id.to_owned());
        }
        self.seats.reach |= !has_territory || !has_weight;
    }

    /// Whether it is known of a seat which role it has.
    pub(super) fn role_is_known(&self, seat: &Seat) -> bool {
        !self.seats.roles.contains(&seat.id)
    }

    /// [`seat_index`](Self::seat_index) for a seat that the scenario names at a path.
    pub(super) fn seat_of(&mut self, seats: &[Seat], id: &str, at: &KeyPath) -> Option<usize> {
        if self.is_refused(at) {
            return None;
        }
        let place = self.place(at);
        self.seat_index(seats, id, place)
    }

    /// Reports seats named by an id that does not exist; `seats` are sorted by id.
    pub(super) fn seat_index(&mut self, seats: &[Seat], id: &str, at: Place) -> Option<usize> {
        let found = seats.binary_search_by(|seat| seat.id.as_str().cmp(id)).ok();
        // The number of seats that a ratio adds follows from all others.
        let of_ratio = id.contains("-ratio-") && !self.seats.ids.is_none();
        if found.is_none() && !of_ratio && !self.seats.ids.may_be(id) {
            let help = crate::scenario::nearest::did_you_mean(
                id,
                seats.iter().map(|seat| seat.id.as_str()),
            );
            self.findings
                .add(Code::UnknownId, at, format!("there is no seat `{id}`"))
                .help = help;
        }
        found
    }
}

/// Id of a seat of a group.
fn seat_id(group: &str, number: u32) -> String {
    format!("{group}-{number:02}")
}

//! Changes of owner: their cost, new cuts of the territories, routing by score.

use indexmap::IndexMap;

use crate::demand::Demand;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::raw::{RawEvent, RawHandOver, RawRecut, RawRouting, RawTerritory};
use crate::scenario::table::{Column, MAX_ROWS, Table};
use crate::territory::family::inherited;
use crate::territory::hand_over::HandOver;
use crate::territory::ownership::Owners;
use crate::territory::{Account, Recut, Routing, Territories};
use crate::workforce::Seat;

use super::check::{Check, path};
use super::numbers::Spec;
use super::ownership::Sellers;
use super::range::Range;

/// Strength of routing by score that nobody states.
const FOCUS: f64 = 5.0;
/// Share of sales that a change of owner costs, if nobody says: the middle of the range that is published.
const LOSS: f64 = 0.154;
/// Months in which an account suffers from its change of owner, if nobody says.
const MONTHS: f64 = 12.0;

const COLUMNS: [Column; 2] = [Column::required("account"), Column::required("owner")];

impl Check<'_> {
    /// How strongly routing by score works.
    pub(super) fn score_focus(&mut self, raw: Option<&RawTerritory>) -> f64 {
        let at = path("territory.score-focus");
        let Some((raw, focus)) = raw.and_then(|raw| Some((raw, raw.score_focus?))) else {
            return FOCUS;
        };
        let routing = raw.routing.as_ref();
        let by_score = |how: &RawRouting| *how == RawRouting::ByScore;
        let is_known = self.is_sound(&path("territory.routing"));
        if is_known && !routing.is_some_and(|routing| routing.values().any(by_score)) {
            let message = "no role is routed by score";
            self.report_key(Code::NoEffect, &at, message).help =
                "route a role by `by-score`, or delete the key".into();
        }
        self.plain(&at, focus, Range::FACTOR)
    }

    /// Reports routing by score where all leads have the same score.
    pub(super) fn score_and_tiers(&mut self, territories: &Territories, demand: &Demand) {
        let by_score = |how: &Routing| *how == Routing::ByScore;
        let Some(role) = territories.routing.iter().position(by_score) else {
            return;
        };
        if demand.tiers.is_empty() && self.is_sound(&path("demand.tiers")) {
            let at = path("territory.routing").key(self.dimensions.roles[role].id.as_str());
            let message = "leads have no score: this routes by weight";
            self.report(Code::NoEffect, &at, message).help =
                "add `demand.tiers`, or write \"weighted\"".into();
        }
    }

    /// What a change of owner costs.
    pub(super) fn hand_over(&mut self, raw: Option<&RawHandOver>) -> Option<HandOver> {
        let raw = raw?;
        let at = path("territory.hand-over");
        let factor = Spec::new(Range::FACTOR);
        let loss = Spec::new(Range::PROBABILITY).chance();
        let months = raw.months.unwrap_or(MONTHS);
        let (similar, new_hire) = (raw.similar.as_ref(), raw.new_hire.as_ref());
        Some(HandOver {
            loss: self.optional(&at.key("loss"), raw.loss.as_ref(), LOSS, &loss),
            similar: self.optional(&at.key("similar"), similar, 1.0, &factor),
            new_hire: self.optional(&at.key("new-hire"), new_hire, 1.0, &factor),
            months: self.plain(&at.key("months"), months, Range::MONTHS),
        })
    }

    /// All new cuts, in order of month and name; each goes on from the one before.
    pub(super) fn recuts(
        &mut self,
        events: Option<&IndexMap<String, RawEvent>>,
        seats: &[Seat],
        territories: &Territories,
        owners: &[bool],
    ) -> Vec<Recut> {
        let mut found = Vec::new();
        for (id, event) in events.into_iter().flatten() {
            if let RawEvent::Recut(raw) = event {
                let at = path("events").key(id.as_str()).key("recut");
                let month = self.month(&at.key("month"), &raw.month, false);
                found.push((month.unwrap_or(0), id, at, raw));
            }
        }
        found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut cut = Recut {
            id: String::new(),
            month: 0,
            areas: territories.areas.clone(),
            seats: seats.iter().map(|seat| seat.territory).collect(),
            owners: territories
                .accounts
                .iter()
                .map(|account| account.named.clone())
                .collect(),
            keeps_deals: false,
            holdover: 0,
        };
        let mut cuts = Vec::new();
        for (month, id, at, raw) in found {
            id.clone_into(&mut cut.id);
            cut.month = month;
            cut.keeps_deals = raw.keep_open_deals.unwrap_or(false);
            cut.holdover = self.holdover(&at, raw);
            self.recut_areas(&at, raw, &mut cut);
            self.recut_seats(&at, raw, seats, &mut cut);
            self.recut_accounts(&at, raw, seats, &territories.accounts, owners, &mut cut);
            if raw.product_owners.is_some() {
                let sellers = Sellers {
                    seats,
                    owners,
                    territories: &cut.seats,
                    areas: &cut.areas,
                    beats: territories.beats,
                };
                let at = at.key("product-owners");
                self.product_owners(at, sellers, &territories.accounts, &mut cut.owners);
            }
            cuts.push(Recut {
                owners: inherited(&cut.owners, &territories.accounts),
                ..cut.clone()
            });
        }
        cuts
    }

    /// Months for which open deals stay with their owners.
    fn holdover(&mut self, at: &KeyPath, raw: &RawRecut) -> usize {
        let Some(months) = raw.holdover_months else {
            return 0;
        };
        let at = at.key("holdover-months");
        if raw.keep_open_deals == Some(true) {
            let message = "open deals are kept for good, so that no holdover ends";
            self.report_key(Code::NoEffect, &at, message).help =
                "delete `keep-open-deals` to let deals follow after these months".into();
        }
        self.plain(&at, f64::from(months), Range::MONTHS);
        months as usize
    }

    fn recut_areas(&mut self, at: &KeyPath, raw: &RawRecut, cut: &mut Recut) {
        if raw.territories.is_none()
            && raw.seats.is_none()
            && raw.accounts.is_none()
            && raw.account_table.is_none()
            && raw.product_owners.is_none()
        {
            let message = "the cut changes nothing: expected `territories`, `seats`, `accounts`, `account-table` or `product-owners`";
            self.report(Code::NoEffect, at, message);
        }
        for (id, area) in raw.territories.iter().flatten() {
            let at = at.key("territories").key(id.as_str());
            let place = self.key_place(&at);
            let index = self.index_at("territory", |d| &d.territories, id, place);
            let area = self.area_at(&at, area);
            if let Some(index) = index {
                cut.areas[index] = area;
            }
        }
    }

    fn recut_seats(&mut self, at: &KeyPath, raw: &RawRecut, seats: &[Seat], cut: &mut Recut) {
        for (seat, territory) in raw.seats.iter().flatten() {
            let at = at.key("seats").key(seat.as_str());
            let place = self.key_place(&at);
            let seat = self.seat_index(seats, seat, place);
            let territory = self.index_of("territory", |d| &d.territories, territory, &at);
            if let (Some(seat), Some(territory)) = (seat, territory) {
                cut.seats[seat] = Some(territory);
            }
        }
    }

    fn recut_accounts(
        &mut self,
        at: &KeyPath,
        raw: &RawRecut,
        seats: &[Seat],
        accounts: &[Account],
        owners: &[bool],
        cut: &mut Recut,
    ) {
        let table_at = at.key("account-table");
        let table = raw.account_table.as_ref();
        let table = table.and_then(|_| self.table_at(table_at, "account", &COLUMNS, MAX_ROWS));
        for row in table.iter().flat_map(Table::rows) {
            let account = row.text("account", &mut self.findings);
            let owner = row.text("owner", &mut self.findings);
            if let (Some(account), Some(owner)) = (account, owner) {
                let places = (row.place("account"), row.place("owner"));
                self.move_account(account, owner, places, seats, accounts, owners, cut);
            }
        }
        let in_table = |account: &str| {
            let mut rows = table.iter().flat_map(Table::rows);
            rows.any(|row| row.optional_text("account") == Some(account))
        };
        for (account, owner) in raw.accounts.iter().flatten() {
            let at = at.key("accounts").key(account.as_str());
            if in_table(account) {
                let message = format!("the account `{account}` stands in the table as well");
                self.report_key(Code::IdTwice, &at, message);
            }
            if self.is_refused(&at) {
                continue;
            }
            let places = (self.key_place(&at), self.place(&at));
            self.move_account(account, owner, places, seats, accounts, owners, cut);
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "an account, a seat, where both are named, and what they may be"
    )]
    fn move_account(
        &mut self,
        account: &str,
        owner: &str,
        (account_at, owner_at): (Place, Place),
        seats: &[Seat],
        accounts: &[Account],
        owners: &[bool],
        cut: &mut Recut,
    ) {
        let found = self.known_account(account, account_at, accounts);
        let seat = self.seat_index(seats, owner, owner_at.clone());
        let (Some(account), Some(seat)) = (found, seat) else {
            return;
        };
        if self.may_own(&seats[seat], owners) {
            cut.owners[account] = Owners::whole(Some(seat));
            return;
        }
        self.cannot_own(&seats[seat], owner_at);
    }
}

//! Territories, routing, named accounts.

use indexmap::IndexMap;

use crate::demand::Demand;
use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::raw::{RawRouting, RawTerritory, RawTerritoryArea};
use crate::scenario::table::{Column, MAX_ROWS, Row, Table};
use crate::territory::beat::Beats;
use crate::territory::ownership::Owners;
use crate::territory::{Account, Area, Routing, Territories};
use crate::workforce::Seat;

use super::check::{Check, Members, path};
use super::range::Range;

const COLUMNS: [Column; 9] = [
    Column::required("account"),
    Column::required("segment"),
    Column::required("region"),
    Column::optional("potential"),
    Column::optional("workload"),
    Column::optional("latitude"),
    Column::optional("longitude"),
    Column::optional("owner"),
    Column::optional("parent"),
];

impl Check<'_> {
    /// Who covers what.
    pub(super) fn territories(
        &mut self,
        raw: Option<&RawTerritory>,
        accounts: Vec<Account>,
        beats: Beats,
    ) -> Territories {
        let areas = raw.and_then(|t| t.territories.as_ref());
        let ids: Vec<String> = self
            .dimensions
            .territories
            .iter()
            .map(|territory| territory.id.clone())
            .collect();
        let areas = ids.iter().map(|id| self.area(id, areas)).collect();
        Territories {
            areas,
            beats,
            routing: self.routing(raw.and_then(|t| t.routing.as_ref())),
            accounts,
            score_focus: self.score_focus(raw),
            hand_over: self.hand_over(raw.and_then(|t| t.hand_over.as_ref())),
            travel: None,
            recuts: Vec::new(),
        }
    }

    fn area(&mut self, id: &str, areas: Option<&IndexMap<String, RawTerritoryArea>>) -> Area {
        let at = path("territory.territories").key(id);
        let raw = &areas.expect("a territory of the dimension stands in the file")[id];
        self.area_at(&at, raw)
    }

    /// What a territory covers.
    pub(super) fn area_at(&mut self, at: &KeyPath, raw: &RawTerritoryArea) -> Area {
        let regions = self.chosen(
            "region",
            |d| &d.regions,
            raw.regions.as_deref(),
            &at.key("regions"),
        );
        let segments = self.chosen(
            "segment",
            |d| &d.segments,
            raw.segments.as_deref(),
            &at.key("segments"),
        );
        let markets = segments
            .iter()
            .flat_map(|&s| regions.iter().map(move |&r| s && r))
            .collect();
        let products = raw.products.as_deref();
        let products = products.map(|ids| {
            let at = at.key("products");
            self.chosen("product", |d| &d.products, Some(ids), &at)
        });
        Area { markets, products }
    }

    /// Which members a list names; all if there is no list.
    pub(super) fn chosen(
        &mut self,
        what: &str,
        members: Members,
        ids: Option<&[String]>,
        at: &KeyPath,
    ) -> Vec<bool> {
        let n = members(&self.dimensions).len();
        let Some(ids) = ids else { return vec![true; n] };
        if ids.is_empty() {
            let message = format!("the list is empty: expected at least one {what}");
            self.report(Code::NothingThere, at, message).help = "delete the key to mean all".into();
        }
        let mut chosen = vec![false; n];
        for (ix, id) in ids.iter().enumerate() {
            if let Some(member) = self.index_of(what, members, id, &at.index(ix)) {
                chosen[member] = true;
            }
        }
        chosen
    }

    fn routing(&mut self, raw: Option<&IndexMap<String, RawRouting>>) -> Vec<Routing> {
        let mut routing = vec![Routing::Weighted; self.dimensions.roles.len()];
        for (id, how) in raw.into_iter().flatten() {
            let at = path("territory.routing").key(id.as_str());
            let Some(role) = self.role_key(id, &at) else {
                continue;
            };
            routing[role] = match how {
                RawRouting::Owner => Routing::Owner,
                RawRouting::RoundRobin => Routing::RoundRobin,
                RawRouting::Weighted => Routing::Weighted,
                RawRouting::Pool => Routing::Pool,
                RawRouting::ByScore => Routing::ByScore,
            };
        }
        routing
    }

    /// The role that a key of a table names.
    fn role_key(&mut self, id: &str, at: &KeyPath) -> Option<usize> {
        let place = self.key_place(at);
        self.index_at("role", |d| &d.roles, id, place)
    }

    /// Named accounts, sorted by id.
    ///
    /// * `owners`: whether each role owns opportunities; only such a seat can own an account
    pub(super) fn accounts(
        &mut self,
        raw: Option<&RawTerritory>,
        seats: &[Seat],
        owners: &[bool],
    ) -> Vec<Account> {
        let before = self.findings.len();
        let table = self.table("demand.accounts", "account", &COLUMNS, MAX_ROWS);
        let is_named = self.merged.root().get(&path("demand.accounts")).is_some();
        self.accounts.table(is_named, table.as_ref());
        let rows = table.iter().flat_map(Table::rows);
        let mut drafts: Vec<(Account, Option<(String, Place)>)> = rows
            .filter_map(|row| {
                let parent = row.optional_text("parent");
                let parent = parent.map(|id| (id.to_owned(), row.place("parent")));
                Some((self.account(&row, seats, owners)?, parent))
            })
            .collect();
        drafts.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let (mut accounts, parents): (Vec<_>, Vec<_>) = drafts.into_iter().unzip();
        if self.findings.len() == before {
            self.some_potential(&accounts);
            self.put_parents(raw, &mut accounts, parents);
        }
        accounts
    }

    fn account(&mut self, row: &Row<'_>, seats: &[Seat], owners: &[bool]) -> Option<Account> {
        let id = row.text("account", &mut self.findings)?.to_owned();
        let segment = self.required(row, "segment", |d| &d.segments);
        let region = self.required(row, "region", |d| &d.regions);
        let owner = row
            .optional_text("owner")
            .and_then(|id| self.seat_index(seats, id, row.place("owner")));
        if let Some(owner) = owner.filter(|&owner| !self.may_own(&seats[owner], owners)) {
            self.cannot_own(&seats[owner], row.place("owner"));
        }
        let potential = self.cell(row, "potential", Range::WEIGHT).unwrap_or(1.0);
        let (Some(segment), Some(region)) = (segment, region) else {
            self.accounts.name(&id);
            return None;
        };
        let market = self.dimensions.market(segment, region);
        Some(Account {
            key: EntityKey::of("account", &id),
            market,
            potential,
            workload: self.cell(row, "workload", Range::WORKLOAD).unwrap_or(1.0),
            location: self.location(row),
            named: Owners::whole(owner),
            owners: Owners::whole(owner),
            parent: None,
            inherits: false,
            id,
        })
    }

    /// Whether a seat can own accounts, as far as it is known.
    pub(super) fn may_own(&self, seat: &Seat, owners: &[bool]) -> bool {
        owners[seat.role] || !self.role_is_known(seat) || !self.owners_are_known()
    }

    /// The member that a cell which has to be filled names.
    pub(super) fn required(
        &mut self,
        row: &Row<'_>,
        column: &str,
        members: Members,
    ) -> Option<usize> {
        let id = row.text(column, &mut self.findings)?;
        self.index_at(column, members, id, row.place(column))
    }

    /// Reports markets in which no named account can ever be drawn.
    fn some_potential(&mut self, accounts: &[Account]) {
        let in_market = |market| {
            accounts
                .iter()
                .filter(move |account| account.market == market)
        };
        let is_zero = |&market: &usize| {
            in_market(market).next().is_some() && in_market(market).all(|a| a.potential <= 0.0)
        };
        if let Some(market) = (0..self.dimensions.n_markets()).find(is_zero) {
            let message = format!(
                "the potentials of all accounts of {} are 0",
                self.market_words(market)
            );
            self.report(Code::NothingWeighs, &path("demand.accounts"), message)
                .help = "give at least one a potential above 0".into();
        }
    }

    /// A market in words: "smb in emea".
    pub(super) fn market_words(&self, market: usize) -> String {
        let n_regions = self.dimensions.regions.len();
        let (segment, region) = (
            &self.dimensions.segments[market / n_regions],
            &self.dimensions.regions[market % n_regions],
        );
        format!("`{}` in `{}`", segment.id, region.id)
    }
}

/// Which roles own opportunities of some source.
pub(super) fn owner_roles(demand: &Demand, n_roles: usize) -> Vec<bool> {
    (0..n_roles)
        .map(|role| {
            demand
                .sources
                .iter()
                .any(|source| source.owner_role == role)
        })
        .collect()
}

//! Ownership by product: seats that own named accounts for one product, and whether they sell it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::dimensions::Dimensions;
use crate::scenario::codes::Code;
use crate::scenario::finding::Finding;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::raw::{RawEvent, RawScenario, RawTerritoryArea};
use crate::scenario::table::{Column, MAX_ROWS, Row, Table};
use crate::territory::beat::Beats;
use crate::territory::family::inherited;
use crate::territory::ownership::Owners;
use crate::territory::{Account, Area, Territories};
use crate::workforce::Seat;

use super::check::{Check, path};

const COLUMNS: [Column; 3] = [
    Column::required("account"),
    Column::required("product"),
    Column::required("owner"),
];

/// Who could own an account, and what each sells.
#[derive(Clone, Copy)]
pub(super) struct Sellers<'a> {
    pub(super) seats: &'a [Seat],
    /// Whether each role owns opportunities; only such a seat can own an account.
    pub(super) owners: &'a [bool],
    /// Territory of each seat, and what each territory covers.
    pub(super) territories: &'a [Option<usize>],
    pub(super) areas: &'a [Area],
    pub(super) beats: Beats,
}

/// What territories can be cut by: products too, if any territory or any owner of an account is told from others by them.
pub(super) fn beats(raw: &RawScenario, dimensions: &Dimensions) -> Beats {
    let states = |areas: Option<&IndexMap<String, RawTerritoryArea>>| {
        let mut areas = areas.into_iter().flat_map(IndexMap::values);
        areas.any(|area| area.products.is_some())
    };
    let at_start = raw.territory.as_ref().is_some_and(|territory| {
        territory.product_owners.is_some() || states(territory.territories.as_ref())
    });
    let events = raw.events.iter().flat_map(IndexMap::values);
    let mut cuts = events.filter_map(|event| match event {
        RawEvent::Recut(cut) => Some(cut),
        _ => None,
    });
    let by_product = at_start
        || cuts.any(|cut| cut.product_owners.is_some() || states(cut.territories.as_ref()));
    Beats::new(
        dimensions.n_markets(),
        dimensions.products.len(),
        by_product,
    )
}

impl Check<'_> {
    /// Gives named accounts to those who own them for one product from the start.
    pub(super) fn owners_by_product(
        &mut self,
        raw: &RawScenario,
        seats: &[Seat],
        owners: &[bool],
        territories: &mut Territories,
    ) {
        let stated = raw
            .territory
            .as_ref()
            .and_then(|t| t.product_owners.as_ref());
        if stated.is_none() {
            return;
        }
        let of_seats: Vec<Option<usize>> = seats.iter().map(|seat| seat.territory).collect();
        let accounts = &territories.accounts;
        let mut named: Vec<Owners> = accounts.iter().map(|a| a.named.clone()).collect();
        let sellers = Sellers {
            seats,
            owners,
            territories: &of_seats,
            areas: &territories.areas,
            beats: territories.beats,
        };
        self.product_owners(
            path("territory.product-owners"),
            sellers,
            accounts,
            &mut named,
        );
        let owners = inherited(&named, accounts);
        let accounts = territories.accounts.iter_mut();
        for (account, (named, owners)) in accounts.zip(named.into_iter().zip(owners)) {
            (account.named, account.owners) = (named, owners);
        }
    }

    /// Gives named accounts to those who own them for one product by a table; reports what does not exist, what has two
    /// owners, and owners who do not sell it.
    pub(super) fn product_owners(
        &mut self,
        at: KeyPath,
        sellers: Sellers<'_>,
        accounts: &[Account],
        named: &mut [Owners],
    ) {
        let findings = &mut self.findings;
        let table = self
            .merged
            .table(self.files, at, &COLUMNS, MAX_ROWS, findings);
        let mut first = BTreeMap::new();
        for row in table.iter().flat_map(Table::rows) {
            if let Some(key) = row
                .optional_text("account")
                .zip(row.optional_text("product"))
            {
                if let Some(earlier) = first.get(&key) {
                    self.two_owners(key, row, *earlier);
                    continue;
                }
                first.insert(key, row);
            }
            self.product_owner(&row, sellers, accounts, named);
        }
    }

    fn two_owners(&mut self, (account, product): (&str, &str), row: Row<'_>, earlier: Row<'_>) {
        let message = format!("the account `{account}` has two owners for `{product}`");
        let mut finding = Finding::new(Code::RowTwice, row.place("account"), message);
        finding.help = "delete one of the rows".into();
        let finding = finding.also(earlier.place("account"), "first here");
        self.findings.push(finding);
    }

    fn product_owner(
        &mut self,
        row: &Row<'_>,
        sellers: Sellers<'_>,
        accounts: &[Account],
        named: &mut [Owners],
    ) {
        let account = row.text("account", &mut self.findings);
        let account = account.and_then(|id| self.known_account(id, row.place("account"), accounts));
        let product = self.required(row, "product", |d| &d.products);
        let seat = row.text("owner", &mut self.findings);
        let seat = seat.and_then(|id| self.seat_index(sellers.seats, id, row.place("owner")));
        let (Some(account), Some(product), Some(seat)) = (account, product, seat) else {
            return;
        };
        if !self.may_own(&sellers.seats[seat], sellers.owners) {
            self.cannot_own(&sellers.seats[seat], row.place("owner"));
            return;
        }
        let beat = sellers.beats.of(accounts[account].market, product);
        let territory = sellers.territories[seat];
        if territory.is_none_or(|t| sellers.areas[t].covers(beat)) || !self.reach_is_known() {
            named[account].give(product, seat);
            return;
        }
        let message = format!(
            "the seat `{}` cannot own `{}` for `{}`: its territory does not sell that there",
            sellers.seats[seat].id, accounts[account].id, self.dimensions.products[product].id
        );
        self.findings
            .add(Code::WrongOwner, row.place("owner"), message)
            .help = "name a seat that does, or widen its territory".into();
    }

    /// A named account; reports one that does not exist.
    pub(super) fn known_account(
        &mut self,
        id: &str,
        at: Place,
        accounts: &[Account],
    ) -> Option<usize> {
        let found = accounts.binary_search_by(|a| a.id.as_str().cmp(id)).ok();
        if found.is_none() && !self.accounts.may_be(id) {
            let help = did_you_mean(id, accounts.iter().map(|a| a.id.as_str()));
            let message = format!("there is no account `{id}`");
            self.findings.add(Code::UnknownId, at, message).help = help;
        }
        found
    }

    /// Reports a seat that owns no opportunities, and so no account.
    pub(super) fn cannot_own(&mut self, seat: &Seat, at: Place) {
        let role = &self.dimensions.roles[seat.role].id;
        let message = format!(
            "the seat `{}` cannot own an account: the role `{role}` owns no opportunities",
            seat.id
        );
        self.findings.add(Code::WrongOwner, at, message).help =
            "name a seat of a role that owns opportunities at a stage".into();
    }

    /// Whether it is known what the territories of all seats cover.
    fn reach_is_known(&self) -> bool {
        !self.seats.reach
            && self.is_sound(&path("territory.territories"))
            && self.is_sound(&path("events"))
    }
}

//! Deals that are open at the start.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::contracts::Contracts;
use crate::demand::Demand;
use crate::dimensions::DealClass;
use crate::funnel::OpenDeal;
use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::table::{Column, MAX_ROWS, Row, Table};
use crate::territory::Account;
use crate::units::Money;
use crate::workforce::Seat;

use super::check::{Check, Members, path};
use super::range::Range;

const COLUMNS: [Column; 10] = [
    Column::required("deal"),
    Column::required("segment"),
    Column::required("region"),
    Column::optional("product"),
    Column::optional("source"),
    Column::required("stage"),
    Column::required("entered"),
    Column::optional("amount"),
    Column::optional("owner"),
    Column::optional("account"),
];

impl Check<'_> {
    /// Open deals, sorted by id.
    pub(super) fn pipeline(
        &mut self,
        (seats, accounts): (&[Seat], &[Account]),
        demand: &Demand,
    ) -> Vec<OpenDeal> {
        let table = self.table("funnel.open-pipeline", "deal", &COLUMNS, MAX_ROWS);
        let rows = table.iter().flat_map(Table::rows);
        let mut deals: Vec<OpenDeal> = rows
            .filter_map(|row| self.deal(&row, (seats, accounts), demand))
            .collect();
        deals.sort_by(|a, b| a.id.cmp(&b.id));
        deals
    }

    fn deal(
        &mut self,
        row: &Row<'_>,
        (seats, accounts): (&[Seat], &[Account]),
        demand: &Demand,
    ) -> Option<OpenDeal> {
        let id = row.text("deal", &mut self.findings)?.to_owned();
        self.open_deals.insert(id.clone(), row.place("deal"));
        let segment = self.required(row, "segment", |d| &d.segments);
        let region = self.required(row, "region", |d| &d.regions);
        let product = self.only(row, "product", "deal", |d| &d.products);
        let source = self.only(row, "source", "deal", |d| &d.sources);
        let stage = self.required(row, "stage", |d| &d.stages);
        let entered = row
            .text("entered", &mut self.findings)
            .and_then(|_| self.past(row, "entered"));
        let now = self.calendar.as_ref().map_or(0.0, Calendar::now);
        let entered = entered.map(|before| before + now);
        let amount = self.cell(row, "amount", Range::MONEY);
        let owner = row
            .optional_text("owner")
            .and_then(|id| self.seat_index(seats, id, row.place("owner")));
        if let Some(source) = source {
            self.deal_owner(row, owner, seats, demand.sources[source].owner_role);
        }
        let class = DealClass {
            segment: segment?,
            region: region?,
            source: source?,
            product: product?,
        };
        let market = self.dimensions.market(class.segment, class.region);
        let account = self.account_of(row, "deal", market, accounts);
        Some(OpenDeal {
            account,
            key: EntityKey::of("deal", &id),
            class: self.dimensions.class(class),
            stage: stage?,
            age: entered?,
            amount: amount.map(|amount| Money::round(amount * self.minor_units)),
            owner,
            id,
        })
    }

    /// Reports open deals with accounts of a finite market that cannot be in play: an account stands once, so that it is
    /// with one new deal at most, and with none if it is a customer.
    pub(super) fn accounts_in_play(
        &mut self,
        deals: &[OpenDeal],
        demand: &Demand,
        contracts: Option<&Contracts>,
        accounts: &[Account],
    ) {
        if demand.finite.is_none() {
            return;
        }
        let customers = contracts.iter().flat_map(|contracts| &contracts.customers);
        let mut held: BTreeMap<usize, String> = customers
            .filter_map(|customer| Some((customer.account?, format!("customer `{}`", customer.id))))
            .collect();
        for deal in deals {
            let source = self.dimensions.class_at(deal.class).source;
            let takes_none = contracts.is_some_and(|contracts| contracts.is_expansion[source]);
            let Some(account) = deal.account.filter(|_| !takes_none) else {
                continue;
            };
            let Some(other) = held.insert(account, format!("deal `{}`", deal.id)) else {
                continue;
            };
            let message = format!(
                "the account `{}` of deal `{}` is taken by the {other}",
                accounts[account].id, deal.id
            );
            let at = self.open_deals.get(&deal.id).cloned();
            let at = at.unwrap_or_else(|| self.place(&path("funnel.open-pipeline")));
            self.findings.add(Code::NoAccount, at, message).help =
                "in a finite market an account is with one new deal at most: leave the cell empty, or let the deal \
                 come from a source of `contracts.expansion-sources`"
                    .into();
        }
    }

    /// A member that may be left out where there is only one.
    pub(super) fn only(
        &mut self,
        row: &Row<'_>,
        what: &str,
        of: &str,
        members: Members,
    ) -> Option<usize> {
        let list = members(&self.dimensions);
        match row.optional_text(what) {
            Some(id) => self.index_at(what, members, id, row.place(what)),
            None if list.len() == 1 => Some(0),
            None => {
                let ids: Vec<&str> = list.iter().map(|member| member.id.as_str()).collect();
                let help = format!("expected one of: {}", ids.join(", "));
                let message =
                    format!("the {what} of this {of} is missing, and there is more than one");
                self.findings
                    .add(Code::CellEmpty, row.place(what), message)
                    .help = help;
                None
            }
        }
    }

    fn deal_owner(&mut self, row: &Row<'_>, owner: Option<usize>, seats: &[Seat], role: usize) {
        let Some(seat) = owner
            .map(|owner| &seats[owner])
            .filter(|seat| seat.role != role)
            .filter(|seat| self.role_is_known(seat) && self.owners_are_known())
        else {
            return;
        };
        let (is, expected) = (
            &self.dimensions.roles[seat.role].id,
            &self.dimensions.roles[role].id,
        );
        let message = format!(
            "the seat `{}` cannot own this deal: its role is `{is}`, expected `{expected}`",
            seat.id
        );
        self.findings
            .add(Code::WrongOwner, row.place("owner"), message)
            .help = "name a seat of that role, or leave the owner open".into();
    }
}

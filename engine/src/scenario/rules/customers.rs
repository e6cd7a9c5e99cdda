//! Customers at the start: those of the table and those of groups.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::contracts::Customer;
use crate::dimensions::DealClass;
use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::raw_contracts::{RawBase, RawContracts};
use crate::scenario::table::{Column, Row, Table};
use crate::territory::Account;
use crate::units::Money;
use crate::workforce::Seat;

use super::check::{Check, path};
use super::range::Range;

const COLUMNS: [Column; 11] = [
    Column::required("customer"),
    Column::required("segment"),
    Column::required("region"),
    Column::optional("product"),
    Column::required("arr"),
    Column::required("renews"),
    Column::required("term-months"),
    Column::optional("renewals"),
    Column::optional("owner"),
    Column::optional("account"),
    Column::optional("deal"),
];

/// Customers of a plan.
const MAX_CUSTOMERS: usize = 200_000;
/// Renewals that a customer may have made.
const MAX_RENEWALS: u32 = 600;

/// What all customers of a scenario share.
#[derive(Clone, Copy)]
struct Setting<'s> {
    seats: &'s [Seat],
    /// Named accounts, sorted by id.
    accounts: &'s [Account],
    /// Role that looks after customers.
    role: Option<usize>,
    /// Source whose numbers they have.
    source: usize,
}

impl Check<'_> {
    /// All customers at the start, sorted by id.
    ///
    /// * `role`: the role that works on renewals; `source`: the lead source whose numbers they have
    pub(super) fn customers(
        &mut self,
        raw: &RawContracts,
        (seats, accounts): (&[Seat], &[Account]),
        role: Option<usize>,
        source: usize,
    ) -> Vec<Customer> {
        let setting = Setting {
            seats,
            accounts,
            role,
            source,
        };
        let table = self.table("contracts.customers", "customer", &COLUMNS, MAX_CUSTOMERS);
        let rows = table.iter().flat_map(Table::rows);
        let mut drafts: Vec<(Customer, Place, bool)> = rows
            .filter_map(|row| {
                let customer = self.customer_row(&row, setting)?;
                Some((customer, row.place("customer"), true))
            })
            .collect();
        for (id, base) in raw.base.iter().flatten() {
            let at = path("contracts.base").key(id.as_str());
            if base.count == 0 || drafts.len() + base.count as usize > MAX_CUSTOMERS {
                let message = format!(
                    "{} customers: expected 1 or more, and at most {MAX_CUSTOMERS} in all",
                    base.count
                );
                self.report(Code::OutOfRange, &at.key("count"), message);
                continue;
            }
            let place = self.key_place(&at);
            let group = self.base(id, &at, base, source);
            drafts.extend(group.into_iter().map(|c| (c, place.clone(), false)));
        }
        self.same_customers(&drafts);
        drafts.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        drafts
            .into_iter()
            .map(|(customer, _, _)| customer)
            .collect()
    }

    /// Reports customers of a group that have the id of another one.
    fn same_customers(&mut self, drafts: &[(Customer, Place, bool)]) {
        let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
        for (customer, place, in_table) in drafts {
            let first = seen.insert(&customer.id, place);
            // Two rows of one table with one id are reported with the table.
            let Some(first) = first.filter(|_| !in_table) else {
                continue;
            };
            let message = format!(
                "the customer `{}` of this group exists already",
                customer.id
            );
            let finding = self.findings.add(Code::IdTwice, place.clone(), message);
            finding.help = "give the group another name".into();
            finding.also.push((first.clone(), "the other one".into()));
        }
    }

    fn customer_row(&mut self, row: &Row<'_>, setting: Setting<'_>) -> Option<Customer> {
        let id = row.text("customer", &mut self.findings)?.to_owned();
        let segment = self.required(row, "segment", |d| &d.segments);
        let region = self.required(row, "region", |d| &d.regions);
        let product = self.only(row, "product", "customer", |d| &d.products);
        let filled = |check: &mut Self, column, range| {
            row.text(column, &mut check.findings)?;
            check.cell(row, column, range)
        };
        let arr = filled(self, "arr", Range::MONEY);
        let term = filled(self, "term-months", Range::TERM);
        let renewals = self.cell(row, "renewals", Range::RENEWALS);
        let renews = self.renews(row, term);
        let owner = row
            .optional_text("owner")
            .and_then(|id| self.seat_index(setting.seats, id, row.place("owner")));
        self.customer_owner(row, owner, setting);
        let (segment, region) = (segment?, region?);
        let market = self.dimensions.market(segment, region);
        let account = self.account_of(row, "customer", market, setting.accounts);
        let deal = self.deal_of(row);
        let class = DealClass {
            segment,
            region,
            source: setting.source,
            product: product?,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above to be a small number of 0 or more"
        )]
        let renewals = renewals.unwrap_or(0.0).round() as u32;
        Some(Customer {
            key: EntityKey::of("customer", &id),
            class: self.dimensions.class(class),
            arr: Money::round(arr? * self.minor_units),
            term: term?,
            renews: renews?,
            renewals,
            owner,
            account,
            deal,
            id,
        })
    }

    /// The actual deal that made a customer; whether there is one is seen when the actual credits are read.
    fn deal_of(&mut self, row: &Row<'_>) -> Option<String> {
        let deal = row.optional_text("deal")?.to_owned();
        self.customer_deals.push((deal.clone(), row.place("deal")));
        Some(deal)
    }

    /// When the current term of a customer ends [months from the start]; reports one that is over, or has not begun.
    fn renews(&mut self, row: &Row<'_>, term: Option<f64>) -> Option<f64> {
        let is_month = row.text("renews", &mut self.findings)?.len() == "2027-01".len();
        let date: Date = if is_month {
            let month = row.optional_month("renews", &mut self.findings)?;
            format!("{month}-01")
                .parse()
                .expect("a month has a first day")
        } else {
            row.optional_date("renews", &mut self.findings)?
        };
        let calendar = self.calendar.as_ref()?;
        let (now, n_history) = (calendar.now(), calendar.n_history());
        let (time, start) = (calendar.time_of(date), calendar.month(n_history));
        if time < now {
            let of = if n_history == 0 {
                "horizon"
            } else {
                "simulation"
            };
            let message = format!("{date} is before the start of the {of}, {start}");
            self.findings
                .add(Code::RenewalPast, row.place("renews"), message)
                .help = "write the next renewal, or delete the row if the customer has left".into();
            return None;
        }
        if let Some(term) = term.filter(|&term| time - now > term) {
            let message =
                format!("{date} is more than a term of {term} months after the start, {start}");
            self.findings
                .add(Code::RenewalTooFar, row.place("renews"), message)
                .help = "write the end of the current term, or the length that it has".into();
            return None;
        }
        Some(time)
    }

    /// The named account that a customer is, or that a deal is with.
    ///
    /// * `what`: "customer" or "deal"
    pub(super) fn account_of(
        &mut self,
        row: &Row<'_>,
        what: &str,
        market: usize,
        accounts: &[Account],
    ) -> Option<usize> {
        let id = row.optional_text("account")?;
        let place = row.place("account");
        let Ok(ix) = accounts.binary_search_by(|account| account.id.as_str().cmp(id)) else {
            let help = did_you_mean(id, accounts.iter().map(|account| account.id.as_str()));
            let message = format!("there is no account `{id}`");
            self.findings.add(Code::UnknownId, place, message).help = help;
            return None;
        };
        if accounts[ix].market != market {
            let message = format!(
                "the account `{id}` is one of {}, the {what} one of {}",
                self.market_words(accounts[ix].market),
                self.market_words(market)
            );
            self.findings.add(Code::NoAccount, place, message).help =
                "write the segment and region of the account, or name another one".into();
            return None;
        }
        Some(ix)
    }

    fn customer_owner(&mut self, row: &Row<'_>, owner: Option<usize>, setting: Setting<'_>) {
        let (Some(seat), Some(role)) = (owner.map(|owner| &setting.seats[owner]), setting.role)
        else {
            return;
        };
        let work = path("contracts.renewal-work.role");
        if seat.role == role || !self.role_is_known(seat) || !self.is_sound(&work) {
            return;
        }
        let roles = &self.dimensions.roles;
        let message = format!(
            "the seat `{}` cannot look after this customer: its role is `{}`, expected `{}`",
            seat.id, roles[seat.role].id, roles[role].id
        );
        self.findings
            .add(Code::WrongOwner, row.place("owner"), message)
            .help = "name a seat of that role, or leave the owner open".into();
    }

    fn base(&mut self, id: &str, at: &KeyPath, raw: &RawBase, source: usize) -> Vec<Customer> {
        let segment = self.index_of("segment", |d| &d.segments, &raw.segment, &at.key("segment"));
        let region = self.index_of("region", |d| &d.regions, &raw.region, &at.key("region"));
        let product = self.base_product(at, raw.product.as_deref());
        let arr = self.plain(&at.key("arr-each"), raw.arr_each, Range::MONEY);
        let term = self.plain(&at.key("term-months"), raw.term_months, Range::TERM);
        let renewals = raw.renewals.unwrap_or(0);
        if renewals > MAX_RENEWALS {
            let message = format!("{renewals} renewals: expected 0 to {MAX_RENEWALS}");
            self.report(Code::OutOfRange, &at.key("renewals"), message);
        }
        let (Some(segment), Some(region), Some(product)) = (segment, region, product) else {
            return Vec::new();
        };
        let class = self.dimensions.class(DealClass {
            segment,
            region,
            source,
            product,
        });
        let now = self.calendar.as_ref().map_or(0.0, Calendar::now);
        let customer = |number: u32| {
            let id = format!("{id}-{number:04}");
            Customer {
                key: EntityKey::of("customer", &id),
                class,
                arr: Money::round(arr * self.minor_units),
                term,
                renews: now + term * (f64::from(number) - 0.5) / f64::from(raw.count),
                renewals: renewals.min(MAX_RENEWALS),
                owner: None,
                account: None,
                deal: None,
                id,
            }
        };
        (1..=raw.count).map(customer).collect()
    }

    /// The product of a group, which may be left out where there is only one.
    fn base_product(&mut self, at: &KeyPath, id: Option<&str>) -> Option<usize> {
        match id {
            Some(id) => self.index_of("product", |d| &d.products, id, &at.key("product")),
            None if self.dimensions.products.len() == 1 => Some(0),
            None => {
                let message =
                    "the product of these customers is missing, and there is more than one";
                self.report_key(Code::MissingKey, at, message).help = "add `product`".into();
                None
            }
        }
    }
}

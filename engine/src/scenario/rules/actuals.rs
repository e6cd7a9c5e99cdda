//! History: the months of the horizon that have happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::YearMonth;
use crate::contracts::{Contracts, Customer};
use crate::model::Model;
use crate::model::actual::{Actuals, Done};
use crate::scenario::codes::Code;
use crate::scenario::credits::{COLUMNS, Read, ReadTable, Reader};
use crate::scenario::finding::Finding;
use crate::scenario::nearest::nearest;
use crate::scenario::place::Place;
use crate::scenario::raw::RawActuals;
use crate::scenario::table::MAX_ROWS;

use super::check::{Check, path};

/// What `actuals.until` is to name.
const UNTIL: &str =
    "name the first month to be simulated: the months of the horizon before it are history";

/// So long before its deal was won a customer's term may begin \[months\].
const BEFORE_SIGNATURE: f64 = 1.0;

impl Check<'_> {
    /// How many months of the horizon are history, into the calendar: what stands at the start stands when they end.
    pub(super) fn history(&mut self, raw: Option<&RawActuals>) {
        let (Some(raw), Some(calendar)) = (raw, &self.calendar) else {
            return;
        };
        let n_months = calendar.n_months();
        let (first, last) = (calendar.month(1), calendar.month(n_months - 1));
        let until = raw.until.parse::<YearMonth>();
        let n_history = until.as_ref().ok().and_then(|&m| calendar.index_of(m));
        let at = path("actuals.until");
        match (until, n_history) {
            (Err(wrong), _) => {
                self.report(Code::NotAMonth, &at, wrong.to_string()).help = UNTIL.into();
            }
            (Ok(_), Some(0)) => {
                let message = "no month of the horizon is history: it is all to be simulated";
                self.report(Code::NoEffect, &at, message).help =
                    "take a month after the first, or leave `actuals` out".into();
            }
            (Ok(_), Some(n)) if n < n_months => {
                self.calendar = self
                    .calendar
                    .take()
                    .map(|calendar| calendar.with_history(n));
            }
            (Ok(month), _) => {
                let message =
                    format!("{month} is outside of the horizon: expected {first} to {last}");
                self.report(Code::OutsideHorizon, &at, message).help = UNTIL.into();
            }
        }
    }

    /// What happened in the months that are history.
    ///
    /// * `model`: all but the history
    pub(super) fn actuals(&mut self, model: &Model) -> Actuals {
        let findings = &mut self.findings;
        let at = path("actuals.credits");
        let table = self
            .merged
            .table(self.files, at, &COLUMNS, MAX_ROWS, findings);
        let model = model.at_means();
        let n_history = model.calendar.n_history();
        let mut reader = Reader::new(&model, self.minor_units);
        // Where `until` is wrong, that is the one thing to be said about months.
        if n_history > 0 {
            reader = reader.until(n_history);
        }
        let rows = table.map(|table| reader.read_placed(&table, &mut self.findings));
        let rows = match rows {
            Some(table) => {
                self.no_deal_is_won_and_open(&table.rows);
                if !table.rows.is_empty() {
                    self.deals_of_customers(&model, &table);
                }
                table.rows
            }
            None => Vec::new(),
        };
        let credits = rows.into_iter().map(|row| row.credit).collect();
        Actuals::new(credits, n_history)
    }

    /// Reports deals that have been won and stand in the open pipeline, where they may be won again.
    fn no_deal_is_won_and_open(&mut self, rows: &[Read]) {
        let mut said = BTreeSet::new();
        for Read { credit, at } in rows {
            let open = self.open_deals.get(&credit.what);
            let Some(open) = open.filter(|_| credit.done.is_sale()) else {
                continue;
            };
            if said.insert(credit.part.deal) {
                let message = format!(
                    "the deal `{}` has been won and is open: it would count twice",
                    credit.what
                );
                let finding = Finding::new(Code::WonAndOpen, open.clone(), message);
                self.findings.push(finding.also(at.clone(), "won here").help(
                    "leave it out of the open pipeline, or give what is still open a `deal` of its own",
                ));
            }
        }
    }

    /// Reports deals that have made a customer of the start but are not won in the table, made another one, whose customer
    /// has left, or is older than the deal.
    fn deals_of_customers(&mut self, model: &Model, table: &ReadTable) {
        let mut won: BTreeMap<&str, Won<'_>> = BTreeMap::new();
        for Read { credit, at } in table.rows.iter().filter(|row| !row.credit.what.is_empty()) {
            let deal = credit.what.as_str();
            match (credit.done, won.get_mut(deal)) {
                (Done::Lost, Some(won)) => won.lost = Some(at),
                (Done::Deal(_), None) if credit.done.is_sale() => {
                    let signed = (credit.time, at);
                    won.insert(deal, Won { signed, lost: None });
                }
                _ => {}
            }
        }
        let contracts = model.contracts.as_ref();
        let customers = contracts
            .map(Contracts::customer_of_deal)
            .unwrap_or_default();
        let customer_of = |deal: &str| {
            let ix = *customers.get(deal)?;
            Some(&contracts?.customers[ix])
        };
        let mut made: BTreeMap<&str, &Place> = BTreeMap::new();
        for (deal, at) in &self.customer_deals {
            let finding = |message| Finding::new(Code::DealOfCustomer, at.clone(), message);
            // A deal of which a row cannot be used may have been won.
            if table.refused.contains(deal) {
                continue;
            }
            let Some(Won { signed, lost }) = won.get(deal.as_str()) else {
                let message = format!("no deal `{deal}` has been won in `actuals.credits`");
                let near = nearest(deal, won.keys().copied());
                let meant = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
                self.findings.push(finding(message).help(format!(
                    "{meant}leave `deal` empty where the deal is older than the table"
                )));
                continue;
            };
            if let Some(lost) = lost {
                let message = format!("the customer of deal `{deal}` has left");
                self.findings.push(finding(message).also((*lost).clone(), "leaves here").help(
                    "delete the customer or that row, or leave `deal` empty if this is another contract",
                ));
            } else if let Some(first) = made.insert(deal, at) {
                let message = format!("the deal `{deal}` has made another customer");
                self.findings.push(
                    finding(message).also(first.clone(), "this one").help(
                        "leave `deal` empty in all rows but that of the customer who signed it",
                    ),
                );
            } else if let Some((message, help)) =
                customer_of(deal).and_then(|customer| does_not_begin_with(customer, signed.0))
            {
                let also = (signed.1.clone(), "won here");
                self.findings
                    .push(finding(message).also(also.0, also.1).help(help));
            }
        }
    }

    /// Reports deals that have made customers of a plan without history: there are none.
    pub(super) fn customers_without_history(&mut self) {
        if let Some((_, at)) = self.customer_deals.first() {
            let message = "the plan has no `actuals`, whose deals could have made a customer";
            let finding = Finding::new(Code::DealOfCustomer, at.clone(), message);
            self.findings.push(
                finding.help("add `actuals` with its table of credits, or delete the column"),
            );
        }
    }
}

/// A deal that was won: when, where the table says so, and where its customer left.
struct Won<'r> {
    signed: (f64, &'r Place),
    lost: Option<&'r Place>,
}

/// What is wrong, and what to do about it, where the first term of a customer does not begin when its deal was won: a month
/// before, for the first of a month instead of a day, to a term after.
///
/// * `signed`: when its deal was won \[months\]
fn does_not_begin_with(customer: &Customer, signed: f64) -> Option<(String, &'static str)> {
    let n_terms = f64::from(customer.renewals) + 1.0;
    let after = customer.renews - customer.term * n_terms - signed;
    let id = &customer.id;
    if after < -BEFORE_SIGNATURE {
        let message = format!(
            "the first term of `{id}` began {:.1} months before its deal was won",
            -after
        );
        return Some((
            message,
            "leave `deal` empty if the customer is older than the deal",
        ));
    }
    (after > customer.term).then(|| {
        let message =
            format!("the first term of `{id}` began {after:.1} months after its deal was won");
        (
            message,
            "write in `renewals` how often the customer has renewed since, or leave `deal` empty",
        )
    })
}

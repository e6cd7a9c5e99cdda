//! History: the months of the horizon that have happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::YearMonth;
use crate::model::Model;
use crate::model::actual::{Actuals, Done};
use crate::scenario::codes::Code;
use crate::scenario::credits::{COLUMNS, Read, Reader};
use crate::scenario::finding::Finding;
use crate::scenario::nearest::nearest;
use crate::scenario::place::Place;
use crate::scenario::raw::RawActuals;
use crate::scenario::table::MAX_ROWS;

use super::check::{Check, path};

/// What `actuals.until` is to name.
const UNTIL: &str =
    "name the first month to be simulated: the months of the horizon before it are history";

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
        if let Some(rows) = &rows {
            self.no_deal_is_won_and_open(rows);
            self.deals_of_customers(rows);
        }
        let rows = rows.unwrap_or_default();
        let credits = rows.into_iter().map(|row| row.credit).collect();
        Actuals::new(credits, n_history)
    }

    /// Reports deals that have been won and stand in the open pipeline, where they may be won again.
    fn no_deal_is_won_and_open(&mut self, rows: &[Read]) {
        let mut said = BTreeSet::new();
        for Read { credit, at } in rows {
            let is_won = matches!(credit.done, Done::Deal(counted) if counted.wins > 0);
            let Some(open) = self.open_deals.get(&credit.what).filter(|_| is_won) else {
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

    /// Reports deals that have made a customer of the start but are not won in the table, or whose customer has left.
    fn deals_of_customers(&mut self, rows: &[Read]) {
        let mut left: BTreeMap<&str, Option<&Place>> = BTreeMap::new();
        for Read { credit, at } in rows.iter().filter(|row| !row.credit.what.is_empty()) {
            let deal = credit.what.as_str();
            match credit.done {
                Done::Lost => {
                    left.insert(deal, Some(at));
                }
                Done::Deal(counted) if counted.wins > 0 && !credit.done.is_return() => {
                    left.entry(deal).or_default();
                }
                _ => {}
            }
        }
        for (deal, at) in &self.customer_deals {
            let finding = |message| Finding::new(Code::DealOfCustomer, at.clone(), message);
            self.findings.push(match left.get(deal.as_str()) {
                Some(None) => continue,
                Some(Some(lost)) => {
                    let message = format!("the customer of deal `{deal}` has left");
                    finding(message).also((*lost).clone(), "leaves here").help(
                        "delete the customer or that row, or leave `deal` empty if this is another contract",
                    )
                }
                None => {
                    let message = format!("no deal `{deal}` has been won in `actuals.credits`");
                    let near = nearest(deal, left.keys().copied());
                    let meant = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
                    finding(message).help(format!(
                        "{meant}leave `deal` empty where the deal is older than the table"
                    ))
                }
            });
        }
    }

    /// Reports deals that have made customers of a plan without history: there are none.
    pub(super) fn customers_without_history(&mut self) {
        if let Some(at) = self.customer_deals.values().next() {
            let message = "the plan has no `actuals`, whose deals could have made a customer";
            let finding = Finding::new(Code::DealOfCustomer, at.clone(), message);
            self.findings.push(
                finding.help("add `actuals` with its table of credits, or delete the column"),
            );
        }
    }
}

//! What became of a table of actual credits: what was read, and what of it a period settles.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Value, json};

use super::grid::{Align, Grid};
use super::numbers::Numbers;
use super::{Subject, printable};
use crate::model::actual::{ActualCredit, Done};
use crate::model::actual_payroll::Fate;
use crate::units::Money;

/// So many credits, and what they come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: usize,
    /// Bookings and cash, by shares.
    amount: Money,
}

impl Sum {
    fn add(&mut self, amount: Money) {
        self.rows += 1;
        self.amount += amount;
    }
}

/// What became of a table of actual credits: each row in one line, so that the lines sum to all.
#[derive(Clone, Debug, Default)]
pub(super) struct CreditAccount {
    all: Sum,
    settled: Sum,
    before: Sum,
    /// By the month at the end of which they are settled.
    open: BTreeMap<usize, Sum>,
    later: Sum,
    uncounted: Sum,
    unpaid: Sum,
    vacant: Sum,
    vacant_seats: BTreeSet<usize>,
    company: Sum,
    lost: Sum,
}

impl CreditAccount {
    /// * `fates`: what became of each credit
    /// * `months`: those of the period that is paid
    pub(super) fn new(credits: &[ActualCredit], fates: &[Fate], months: &Range<usize>) -> Self {
        let mut account = Self::default();
        for (credit, fate) in credits.iter().zip(fates) {
            let amount = match credit.done {
                Done::Deal(counted) => {
                    let own = credit.own(counted);
                    own.bookings + own.collected
                }
                Done::Activity { .. } | Done::Objective { .. } | Done::Lost => Money::ZERO,
            };
            account.all.add(amount);
            let line = match *fate {
                Fate::Settled { month } if months.contains(&month) => &mut account.settled,
                Fate::Settled { .. } => &mut account.before,
                Fate::Open { due } => account.open.entry(due).or_default(),
                Fate::Later => &mut account.later,
                Fate::Uncounted => &mut account.uncounted,
                Fate::Unpaid => &mut account.unpaid,
                Fate::Company => &mut account.company,
                Fate::Lost => &mut account.lost,
                Fate::Vacant => {
                    account.vacant_seats.extend(credit.seat);
                    &mut account.vacant
                }
            };
            line.add(amount);
        }
        account
    }

    /// Whether anything was credited to a seat in which nobody was.
    pub(super) fn has_vacant(&self) -> bool {
        self.vacant.rows > 0
    }

    /// The account for a screen: a line for each thing that became of any.
    pub(super) fn text(&self, subject: Subject<'_>, numbers: &Numbers) -> String {
        let model = subject.model;
        let mut grid = Grid::new(&[(52, Align::Left), (10, Align::Right), (18, Align::Right)]);
        let mut row = |what: &str, sum: Sum| {
            #[expect(clippy::cast_precision_loss, reason = "tables have a million rows")]
            let rows = numbers.decimals(sum.rows as f64, 0);
            let amount = sum.amount.as_f64() / subject.currency.minor_per_major();
            let amount = numbers.decimals(amount, usize::from(subject.currency.digits()));
            grid.row(&[what, &rows, &amount]);
        };
        row("Credits read: rows, amount", self.all);
        row("  settled in this period", self.settled);
        if self.before.rows > 0 {
            row("  settled before", self.before);
        }
        for (due, sum) in &self.open {
            let month = model.calendar.month(*due);
            row(
                &format!("  not settled yet: due at the end of {month}"),
                *sum,
            );
        }
        let seats = self.vacant_seats.iter();
        let seats = seats.map(|&seat| model.workforce.seats[seat].id.as_str());
        let seats = printable(&seats.collect::<Vec<_>>().join(", ")).into_owned();
        for (what, sum) in [
            ("  later than this period", self.later),
            ("  that the plan of the seat does not count", self.uncounted),
            ("  to seats that no comp plan pays", self.unpaid),
            ("  for the company only", self.company),
            ("  customers who have left", self.lost),
            (&format!("  while nobody was in {seats}"), self.vacant),
        ] {
            if sum.rows > 0 {
                row(what, sum);
            }
        }
        grid.into_text()
    }

    /// The account for programs; amounts in whole units of the currency.
    pub(super) fn json(&self, subject: Subject<'_>) -> Value {
        let amount = |sum: Sum| sum.amount.as_f64() / subject.currency.minor_per_major();
        let line = |sum: Sum| json!({ "rows": sum.rows, "amount": amount(sum) });
        let model = subject.model;
        let open = self.open.iter().map(|(due, sum)| {
            let due = model.calendar.month(*due).to_string();
            json!({ "due": due, "rows": sum.rows, "amount": amount(*sum) })
        });
        let seats = self.vacant_seats.iter();
        let seats = seats.map(|&seat| &model.workforce.seats[seat].id);
        json!({
            "rows": self.all.rows,
            "amount": amount(self.all),
            "settled": line(self.settled),
            "before": line(self.before),
            "open": open.collect::<Vec<_>>(),
            "later": line(self.later),
            "uncounted": line(self.uncounted),
            "unpaid": line(self.unpaid),
            "company": line(self.company),
            "lost": line(self.lost),
            "vacant": {
                "rows": self.vacant.rows,
                "amount": amount(self.vacant),
                "seats": seats.collect::<Vec<_>>(),
            },
        })
    }
}

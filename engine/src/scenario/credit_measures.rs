//! What a row of a table of credits counts: a deal, cash, an opportunity, activities, an objective, or a customer who leaves.

use crate::model::actual::Done;
use crate::model::credit::Counted;
use crate::units::Money;

use super::codes::Code;
use super::credits::{Reader, unknown};
use super::finding::Findings;
use super::table::Row;

/// What a row may count.
const MEASURES: [&str; 6] = [
    "bookings",
    "collected",
    "opportunities",
    "activities",
    "objective",
    "lost",
];

/// Columns that say nothing of a customer who leaves.
const NOT_OF_LOST: [&str; 5] = ["seat", "amount", "share", "margin", "activity"];

impl Reader<'_> {
    /// What a row says was done.
    ///
    /// * `seat`: whose it is
    /// * `at`: class of the deal, and month
    pub(super) fn done(
        &self,
        row: &Row<'_>,
        seat: Option<usize>,
        at: (usize, usize),
        findings: &mut Findings,
    ) -> Option<Done> {
        let (class, month) = at;
        match row.optional_text("measure").unwrap_or(MEASURES[0]) {
            "bookings" => {
                let bookings = self.money(row, "amount", findings)?;
                let margin = match row.optional_text("margin") {
                    Some(_) => self.money(row, "margin", findings)?,
                    None => bookings.share(self.model.finance.gross_margin.at(class, month)),
                };
                Some(Done::Deal(Counted {
                    bookings,
                    margin,
                    arr: self.arr(bookings, at),
                    wins: 1,
                    ..Counted::default()
                }))
            }
            "collected" => Some(Done::Deal(Counted {
                collected: self.money(row, "amount", findings)?,
                ..Counted::default()
            })),
            "opportunities" => {
                let n = Self::count(row, findings)?;
                #[allow(clippy::cast_possible_truncation, reason = "checked to be whole")]
                let opportunities = n as i64;
                Some(Done::Deal(Counted {
                    opportunities,
                    ..Counted::default()
                }))
            }
            "activities" => {
                let activity = self.activity(row, findings);
                let n = Self::count(row, findings)?;
                #[allow(clippy::cast_possible_truncation, reason = "counts are small")]
                let times = (n * 1e6) as i64;
                Some(Done::Activity {
                    activity: activity?,
                    times,
                })
            }
            "objective" => self.objective(row, seat, findings),
            "lost" => Self::lost(row, findings),
            other => {
                unknown(
                    "measure",
                    other,
                    MEASURES.into_iter(),
                    row.place("measure"),
                    findings,
                );
                None
            }
        }
    }

    /// The customer of a deal leaves: for everybody who was credited with the deal.
    fn lost(row: &Row<'_>, findings: &mut Findings) -> Option<Done> {
        for column in NOT_OF_LOST {
            if row.optional_text(column).is_some() {
                let message = format!("`{column}` says nothing of a customer who leaves");
                findings
                    .add(Code::NoEffect, row.place(column), message)
                    .help =
                    "leave the cell empty: the deal is lost for all who were credited with it"
                        .into();
            }
        }
        row.text("deal", findings).map(|_| Done::Lost)
    }

    /// Annual recurring part of a deal; nothing without contracts.
    fn arr(&self, bookings: Money, (class, month): (usize, usize)) -> Money {
        self.model.contracts.as_ref().map_or(Money::ZERO, |terms| {
            let length = terms.term.at(class, month);
            terms.parts(bookings, class, month, length).arr
        })
    }

    fn money(&self, row: &Row<'_>, column: &str, findings: &mut Findings) -> Option<Money> {
        let amount = row.number(column, findings)?;
        if amount.is_finite() && amount.abs() <= 1e12 {
            return Some(Money::round(amount * self.minor));
        }
        let message = format!("{amount} is out of range: expected an amount up to 1e12");
        findings.add(Code::OutOfRange, row.place(column), message);
        None
    }

    /// A whole number of things; 1 unless said.
    fn count(row: &Row<'_>, findings: &mut Findings) -> Option<f64> {
        if row.optional_text("amount").is_none() {
            return Some(1.0);
        }
        let n = row.number("amount", findings)?;
        if (0.0..=1e9).contains(&n) && n.fract() == 0.0 {
            return Some(n);
        }
        let message = format!("{n} is no count: expected a whole number from 0 on");
        findings.add(Code::OutOfRange, row.place("amount"), message);
        None
    }

    fn activity(&self, row: &Row<'_>, findings: &mut Findings) -> Option<usize> {
        let id = row.text("activity", findings)?;
        let stages = self.model.funnel.stages.iter();
        let ids: Vec<&str> = stages
            .flat_map(|stage| stage.activities.iter().map(|activity| activity.id.as_str()))
            .collect();
        let found = ids.iter().position(|&activity| activity == id);
        if found.is_none() {
            unknown(
                "activity",
                id,
                ids.into_iter(),
                row.place("activity"),
                findings,
            );
        }
        found
    }

    fn objective(
        &self,
        row: &Row<'_>,
        seat: Option<usize>,
        findings: &mut Findings,
    ) -> Option<Done> {
        let id = row.text("activity", findings)?;
        if row.optional_text("seat").is_none() {
            let message = "an objective is somebody's: the seat is empty";
            findings
                .add(Code::CellEmpty, row.place("seat"), message)
                .help = "name the seat whose objective it is".into();
        }
        let role = self.model.workforce.seats[seat?].role;
        let plan = self.model.comp.plan_of(role);
        let objectives = plan.map_or(&[][..], |plan| &plan.objectives);
        let found = objectives.iter().position(|objective| objective.id == id);
        if found.is_none() {
            let ids = objectives.iter().map(|objective| objective.id.as_str());
            unknown("objective", id, ids, row.place("activity"), findings);
        }
        let score = row.number("amount", findings)?;
        if !(0.0..=1.0).contains(&score) {
            let message = format!("{score} is out of range: expected 0 to 1");
            findings.add(Code::OutOfRange, row.place("amount"), message);
            return None;
        }
        Some(Done::Objective {
            objective: found?,
            score,
        })
    }
}

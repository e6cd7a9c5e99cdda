//! The journal of the payroll: what counted for whom, entry by entry, so that a statement can list it.
//!
//! The payroll writes it where it counts, in simulated futures and on actual credits alike. What is posted to a component
//! between two settlements sums to what is settled.

use std::sync::Arc;

use super::chronicle::DealEntry;
use crate::units::Money;

/// Something that counted for somebody, or was taken off again.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// The seat.
    pub seat: usize,
    /// The how-manieth person in it, from 0.
    pub nth: u16,
    /// When \[months since the start of the horizon\].
    pub time: f64,
    /// The month whose pay it counts for; what is lost again may count later than the day on which it was lost.
    pub month: usize,
    /// What it counts for.
    pub to: Target,
    /// What it is.
    pub source: Source,
    /// Seats of a team whose result it is; empty for one's own.
    pub by: Vec<usize>,
    /// Share of it, 1 for all of it; negative if it is taken off.
    pub share: f64,
    /// How much: minor units, things or activities.
    pub amount: f64,
    /// What the month of a market or of the company is made of, all of it, in order of time; `None` for anything else.
    pub items: Option<Arc<[Item]>>,
}

/// Something that counted for all who are paid on its market or on the company.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// When \[months since the start of the horizon\].
    pub time: f64,
    /// What it is.
    pub source: Source,
    /// How much: minor units or things.
    pub amount: f64,
}

/// What a posting counts for. Indices are those of the person's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The standing of a component.
    Component(usize),
    /// Pay of a SPIFF.
    Spiff(usize),
    /// What the person owes.
    Owed,
}

/// What a posting is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A deal or an opportunity.
    Deal(DealEntry),
    /// Cash that came in on a deal.
    Cash(DealEntry),
    /// A deal that was lost again.
    Lost(DealEntry),
    /// A row of a table of actual credits, by its place in it.
    Actual(usize),
    /// Cash that came in on a deal of such a table, by the place of its row.
    ActualCash(usize),
    /// A deal of such a table whose customer has left, by the place of the row by which it was won.
    ActualLost(usize),
    /// All that was done in a month, by the person or in a market.
    Month,
}

/// What is credited, when, and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion {
    pub(crate) class: usize,
    /// When \[months\].
    pub(crate) time: f64,
    pub(crate) source: Source,
}

/// What is taken back of one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Taken {
    pub(crate) component: usize,
    /// Off its standing, in the measure's unit; 0 if it is settled.
    pub(crate) units: f64,
    /// Pay that is owed from now on.
    pub(crate) owed: Money,
}

//! The chronicle of a trial: what happened in one future, in order of time.

use super::credit::Counted;
use super::journal::Posting;
use super::payroll::{Payday, Settled};
use super::tally::month_of;
use crate::comp::line::Line;
use crate::contracts::renewal::Changes;
use crate::flows::LeadId;
use crate::kernel::stream::EntityKey;
use crate::units::Money;

/// What happened in one future.
#[derive(Clone, Debug, Default)]
pub struct Chronicle {
    /// Entries in the order in which they happened.
    pub entries: Vec<Entry>,
    /// What counted for whom, month by month in the order in which it was counted.
    pub journal: Vec<Posting>,
}

impl Chronicle {
    /// What was paid, in order of time.
    pub fn pays(&self) -> impl Iterator<Item = &Pay> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            Happening::Pays(pay) => Some(pay),
            _ => None,
        })
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When \[months since the start of the horizon\]. Pay is settled when a month is over: at its end.
    pub time: f64,
    /// What.
    pub what: Happening,
}

impl Entry {
    /// The month in which it happened.
    #[must_use]
    pub fn month(&self) -> usize {
        month_of(self.time)
    }
}

/// What happened. Seats, stages and accounts are indices into the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// Somebody begins in a seat.
    Joins {
        /// The seat.
        seat: usize,
        /// The how-manieth person in it, from 0.
        nth: u16,
    },
    /// Somebody is through onboarding.
    Ready {
        /// The seat.
        seat: usize,
    },
    /// Somebody leaves.
    Leaves {
        /// The seat.
        seat: usize,
        /// Months since the first day.
        tenure: f64,
    },
    /// A lead becomes an opportunity.
    Opens {
        /// The deal.
        deal: DealEntry,
    },
    /// A deal is won.
    Wins {
        /// The deal.
        deal: DealEntry,
    },
    /// A deal is signed before a period ends that would be signed later.
    BringsIn {
        /// The deal, at the price at which it is signed.
        deal: DealEntry,
        /// What its price was lowered by.
        conceded: Money,
    },
    /// A deal that could be signed is held back until a period is over.
    HoldsBack {
        /// The deal.
        deal: DealEntry,
    },
    /// An opportunity is lost.
    Loses {
        /// The deal.
        deal: DealEntry,
        /// Stage in which it is lost.
        stage: usize,
        /// Why.
        why: Why,
    },
    /// Territories are cut anew.
    Recuts {
        /// Which of the plan's new cuts.
        cut: usize,
    },
    /// An initiative begins.
    Begins {
        /// Which of the plan's initiatives.
        initiative: usize,
    },
    /// An initiative is given up before the horizon ends.
    GivesUp {
        /// Which of the plan's initiatives.
        initiative: usize,
    },
    /// A contract is renewed at the end of its term.
    Renews {
        /// The contract, as it was.
        contract: ContractEntry,
        /// What changes.
        changes: Changes,
    },
    /// A contract ends.
    Ends {
        /// The contract.
        contract: ContractEntry,
        /// Whether it is cancelled within its term, and not just not renewed.
        cancelled: bool,
    },
    /// An order is delivered.
    Delivers {
        /// The deal.
        deal: DealEntry,
        /// Months beyond the promise; 0 if it is in time.
        late: f64,
    },
    /// An order is cancelled before it is delivered.
    Withdraws {
        /// The deal.
        deal: DealEntry,
    },
    /// Goods are received from a supplier.
    Receives {
        /// The item.
        item: usize,
        /// Units.
        units: i64,
    },
    /// An order has to wait because there is not enough in stock.
    RunsOut {
        /// The deal.
        deal: DealEntry,
        /// The item.
        item: usize,
        /// Units that it takes.
        units: i64,
    },
    /// Somebody is credited with a deal or an opportunity.
    Credits {
        /// The seat.
        seat: usize,
        /// The deal.
        deal: DealEntry,
        /// What is credited.
        counted: Counted,
        /// Share of the deal.
        share: f64,
    },
    /// Something was really credited, before the simulation begins.
    Actual {
        /// Which of the plan's actual credits.
        credit: usize,
        /// Its seat, if somebody was in it.
        seat: Option<usize>,
    },
    /// A person's month is settled and paid.
    Pays(Pay),
}

/// Why a deal is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The buyer said no.
    Refused,
    /// Nobody had time for it.
    Expired,
    /// It changed hands.
    InHandOver,
    /// There was not enough in stock.
    OutOfStock,
}

/// A deal as the chronicle names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DealEntry {
    /// Who it is among the random numbers.
    pub id: LeadId,
    /// Class.
    pub class: usize,
    /// Named account, if it comes from one.
    pub account: Option<usize>,
    /// Seat that owns it.
    pub owner: Option<usize>,
    /// Its value.
    pub amount: Money,
    /// Whether it was open at the start.
    pub from_pipeline: bool,
}

/// A contract as the chronicle names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractEntry {
    /// Key of its random numbers: that of a customer at the start, or made of the lead of the deal that was won.
    pub key: EntityKey,
    /// Class.
    pub class: usize,
    /// Its recurring revenue a year.
    pub arr: Money,
    /// Whether it makes a customer; what is sold to customers does not.
    pub makes_customer: bool,
}

/// What a person's month pays.
#[derive(Clone, Debug, PartialEq)]
pub struct Pay {
    /// The seat.
    pub seat: usize,
    /// The how-manieth person in it, from 0.
    pub nth: u16,
    /// The month.
    pub month: usize,
    /// Whether the person has left and this is the last pay.
    pub last: bool,
    /// What is paid, line by line.
    pub lines: Vec<Line>,
    /// The components that were settled.
    pub settled: Vec<Settled>,
    /// What a leaver still owed and does not pay back.
    pub written_off: Money,
}

impl Pay {
    pub(super) fn of(seat: usize, month: usize, last: bool, payday: &Payday) -> Self {
        Self {
            seat,
            nth: payday.nth,
            month,
            last,
            lines: payday.lines.clone(),
            settled: payday.settled.clone(),
            written_off: payday.written_off,
        }
    }

    /// Whether any money moves.
    #[must_use]
    pub fn moves_money(&self) -> bool {
        self.lines.iter().any(|line| line.amount != Money::ZERO)
    }

    /// The sum of the lines.
    #[must_use]
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

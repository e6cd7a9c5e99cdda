//! Actual credits: what people were really credited with, counted by the same rules as in a simulated future.

use std::ops::Range;

use super::Model;
use super::credit::Counted;
use super::crediting::Portion;
use super::journal::{Occasion, Source};
use super::payroll::Payroll;
use super::tally::{bounds, month_of};
use crate::comp::Measure;
use crate::comp::parts::{Part, SAME_SHARE};
use crate::flows::Spell;
use crate::units::Money;

/// Something that somebody was really credited with.
#[derive(Clone, Debug, PartialEq)]
pub struct ActualCredit {
    /// When \[months since the start of the horizon\].
    pub time: f64,
    /// The seat; `None` counts for the company only.
    pub seat: Option<usize>,
    /// Class of the deal.
    pub class: usize,
    /// The deal, as people call it; empty if it has no name.
    pub what: String,
    /// What is credited.
    pub done: Done,
    /// Share of it that the seat is credited with.
    pub share: f64,
    /// Where its slice of a sale begins that several rows share, 0 to 1: their slices sum to the sale, to the cent.
    pub from: f64,
    /// Share of it that counts for market and company: of several rows that share a sale, the first counts all of it.
    pub of_company: f64,
    /// Whether this is the first row of its deal, which counts the deal.
    pub begins_deal: bool,
}

/// What was really done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Done {
    /// A deal was won or an opportunity made.
    Deal(Counted),
    /// An activity, by its index over all stages, so many times \[millionths\].
    Activity {
        /// Which.
        activity: usize,
        /// How often.
        times: i64,
    },
    /// An objective was reached so far, 0 to 1, by its index in the seat's plan.
    Objective {
        /// Which.
        objective: usize,
        /// How far.
        score: f64,
    },
}

/// What happened before the simulation begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actuals {
    credits: Vec<ActualCredit>,
    /// Where the credits of each month lie.
    months: Vec<Range<usize>>,
}

impl Actuals {
    /// What people were credited with in the first months of the horizon.
    ///
    /// * `credits`: in any order; those of one moment keep theirs
    #[must_use]
    pub fn new(mut credits: Vec<ActualCredit>, n_months: usize) -> Self {
        credits.sort_by(|a, b| a.time.total_cmp(&b.time));
        let before = |month: usize| credits.partition_point(|credit| credit.month() < month);
        let months = (0..n_months).map(|month| before(month)..before(month + 1));
        Self {
            months: months.collect(),
            credits,
        }
    }

    /// All of them, in order of time.
    #[must_use]
    pub fn credits(&self) -> &[ActualCredit] {
        &self.credits
    }

    /// Places of those of a month among all.
    #[must_use]
    pub fn of_month(&self, month: usize) -> Range<usize> {
        self.months.get(month).cloned().unwrap_or_default()
    }
}

impl ActualCredit {
    /// The month of the horizon in which it was.
    #[must_use]
    pub fn month(&self) -> usize {
        month_of(self.time)
    }

    /// What the seat is credited with of a deal. The margin is the row's own.
    #[must_use]
    pub fn own(&self, counted: Counted) -> Counted {
        let slice = Part::slice(self.seat.unwrap_or(0), self.from, self.from + self.share);
        Counted {
            margin: counted.margin.share(self.share),
            ..counted.part(&slice)
        }
    }

    /// What of a deal counts for market and company: its money, and the deal itself once.
    pub(crate) fn for_company(&self, counted: Counted) -> Counted {
        let once = i64::from(self.begins_deal);
        Counted {
            wins: counted.wins * once,
            opportunities: counted.opportunities * once,
            ..counted.share(self.of_company)
        }
    }

    /// What it adds to the bookings of the company, if it is a deal that was won.
    #[must_use]
    pub fn booked(&self) -> Option<Money> {
        match self.done {
            Done::Deal(counted) if counted.wins > 0 && self.of_company > 0.0 => {
                Some(counted.bookings.share(self.of_company))
            }
            _ => None,
        }
    }

    /// What a measure counts of it for the seat.
    #[must_use]
    pub fn counted(&self, measure: Measure) -> i64 {
        match self.done {
            Done::Deal(counted) => self.own(counted).of(measure),
            Done::Activity { times, .. } if measure == Measure::Activities => times,
            Done::Activity { .. } | Done::Objective { .. } => 0,
        }
    }

    /// Whether two rows have shares of one sale: of a deal that has a name, on one day, for one amount.
    pub(super) fn shares_sale_with(&self, other: &Self) -> bool {
        let (Done::Deal(one), Done::Deal(another)) = (self.done, other.done) else {
            return false;
        };
        let is_won = one.wins > 0 && another.wins > 0 && one.bookings == another.bookings;
        let is_same = self.what == other.what && self.class == other.class;
        is_won && is_same && !self.what.is_empty() && self.time.total_cmp(&other.time).is_eq()
    }
}

/// Credits a sale, or anything else that one row says, to whoever was there, and to managers what is the team's of it;
/// objectives are judged where they are settled.
///
/// * `place`, `rows`: those that share the sale, the first of which has this place in its table
/// * `spells`: who is in which seat in the month
pub(super) fn count<'c>(
    (place, rows): (usize, impl IntoIterator<Item = &'c ActualCredit>),
    payroll: &mut Payroll,
    model: &Model,
    spells: &[Spell],
) {
    let mut rows = rows.into_iter().peekable();
    let Some(&first) = rows.peek() else { return };
    let stay_in = |seat: usize| stay_at(spells, seat, first.time);
    match (first.done, first.seat) {
        (Done::Deal(mut whole), _) => {
            let mut parts = Vec::new();
            let (mut greatest, mut shares, mut margins) = (0.0, 0.0, Money::ZERO);
            for row in rows {
                let Done::Deal(counted) = row.done else {
                    continue;
                };
                if row.of_company > 0.0 {
                    payroll.count_class(row.class, &row.for_company(counted));
                }
                // Each row may state a margin of its own; that of the greatest share says most of the whole.
                if row.share > greatest {
                    (greatest, whole.margin) = (row.share, counted.margin);
                }
                shares += row.share;
                margins += row.own(counted).margin;
                parts.extend(row.seat.map(|seat| Portion {
                    seat,
                    share: row.share,
                    counted: row.own(counted),
                }));
            }
            if shares <= 1.0 + SAME_SHARE {
                // Nobody has anything twice: the parts are the whole, to the cent.
                whole.margin = margins;
            }
            let occasion = Occasion {
                class: first.class,
                time: first.time,
                source: Source::Actual(place),
            };
            payroll.credit(model, &parts, &whole, &occasion, stay_in);
        }
        (Done::Activity { activity, times }, Some(seat)) => {
            payroll.credit_activity(model, seat, activity, times, stay_in);
        }
        (Done::Activity { .. }, None) | (Done::Objective { .. }, _) => {}
    }
}

/// The stay in which somebody is in a seat at a moment; a last day at the end of the month is a whole day.
///
/// * `spells`: those of the moment's month, seat by seat
pub(super) fn stay_at(spells: &[Spell], seat: usize, time: f64) -> Option<usize> {
    let (_, end) = bounds(month_of(time));
    let first = spells.partition_point(|spell| spell.seat < seat);
    let of_seat = spells[first..]
        .iter()
        .take_while(|spell| spell.seat == seat);
    let there = |spell: &Spell| spell.from <= time && (time < spell.to || spell.to >= end);
    of_seat
        .enumerate()
        .find(|(_, spell)| there(spell))
        .map(|(nth, _)| first + nth)
}

impl Model {
    /// The plan with every assumption at its mean, or at its median where the mean is infinite.
    #[must_use]
    pub fn at_means(&self) -> Self {
        let centres: Vec<f64> = self.assumptions.centres().collect();
        let mut model = self.clone();
        if !centres.is_empty() {
            model.redraw(&centres);
        }
        model
    }
}

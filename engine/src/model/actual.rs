//! Actual credits: what people were really credited with, counted by the same rules as in a simulated future.

use std::ops::Range;

use super::Model;
use super::credit::Counted;
use super::crediting::Portion;
use super::journal::{Occasion, Source};
use super::payroll::Payroll;
use super::sold::Sold;
use super::tally::{bounds, month_of};
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
    /// The sale that it is a part of.
    pub part: SalePart,
}

/// What one row is of a sale that several rows may share, and of a deal that may be sold in several sales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SalePart {
    /// Number of the sale, or of anything else that is credited; rows of one sale have one number.
    pub sale: usize,
    /// Number of the deal; sales of one deal have one number.
    pub deal: usize,
    /// Where its slice of the sale begins, 0 to 1: the slices of all rows sum to the sale, to the cent.
    pub from: f64,
    /// Share of the sale that counts for market and company: all that counts in its first row, nothing in the others.
    pub of_company: f64,
    /// The same for its owner, who has the greatest share, the first of several.
    pub of_owner: f64,
    /// Whether the deal begins with this sale.
    pub begins_deal: bool,
    /// Margin of the whole sale.
    pub margin: Money,
}

impl SalePart {
    /// A sale that one row makes by itself, of a deal of its own.
    ///
    /// * `number`: of the sale and of the deal
    /// * `share`: that counts for company and owner
    /// * `margin`: of all of it
    #[must_use]
    pub const fn whole(number: usize, share: f64, margin: Money) -> Self {
        Self {
            sale: number,
            deal: number,
            from: 0.0,
            of_company: share,
            of_owner: share,
            begins_deal: true,
            margin,
        }
    }
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
    /// The customer of a deal that was won has left.
    Lost,
}

impl Done {
    /// Whether a deal was won: something was sold, and not returned.
    #[must_use]
    pub fn is_sale(&self) -> bool {
        matches!(self, Self::Deal(counted) if counted.wins > 0) && !self.is_return()
    }

    /// Whether something that was sold is returned: bookings below 0. It is no win, and nobody is paid for a deal.
    #[must_use]
    pub fn is_return(&self) -> bool {
        matches!(self, Self::Deal(counted) if counted.wins > 0 && counted.bookings < Money::ZERO)
    }
}

/// What happened before the simulation begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actuals {
    credits: Vec<ActualCredit>,
    /// Where the credits of each month lie.
    months: Vec<Range<usize>>,
    /// What finance has recorded.
    books: Books,
}

/// What finance has recorded of each month that has happened; empty where nothing is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Recognised revenue.
    pub revenue: Vec<Money>,
    /// Cash collected.
    pub collected: Vec<Money>,
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
            books: Books::default(),
        }
    }

    /// The same with what finance has recorded.
    #[must_use]
    pub fn with_books(self, books: Books) -> Self {
        Self { books, ..self }
    }

    /// What finance has recorded.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
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
        let from = self.part.from;
        let slice = Part::slice(self.seat.unwrap_or(0), from, from + self.share);
        Counted {
            margin: counted.margin.share(self.share),
            ..counted.part(&slice)
        }
    }

    /// What counts of a deal for everybody together: a share of its money, and the deal itself once.
    ///
    /// * `share`: that counts for the company, or for the owner
    pub(crate) fn once(&self, counted: Counted, share: f64) -> Counted {
        let once = i64::from(self.part.begins_deal);
        Counted {
            wins: counted.wins * once,
            opportunities: counted.opportunities * once,
            margin: self.part.margin.share(share),
            ..counted.share(share)
        }
    }

    /// What it adds to the bookings of the company, if it is a deal that was won.
    #[must_use]
    pub fn booked(&self) -> Option<Money> {
        match self.done {
            Done::Deal(counted) if counted.wins > 0 && self.part.of_company > 0.0 => {
                Some(counted.bookings.share(self.part.of_company))
            }
            _ => None,
        }
    }

    /// Whether two rows that stand side by side are to be counted together: parts of one sale on one day.
    pub(super) fn is_counted_with(&self, other: &Self) -> bool {
        self.part.sale == other.part.sale && self.time.total_cmp(&other.time).is_eq()
    }
}

/// Credits what one day's rows say of a sale, or of anything else, to whoever was there, and to managers what is the
/// team's of it; objectives are judged where they are settled.
///
/// * `place`, `rows`: those of the sale on that day, the first of which has this place in its table
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
            let sold = Sold {
                sale: first.part.sale,
                deal: first.part.deal,
                is_won: first.done.is_sale(),
                is_return: first.done.is_return(),
                occasion: Occasion {
                    class: first.class,
                    time: first.time,
                    source: Source::Actual(place),
                },
            };
            whole.margin = first.part.margin;
            let (mut parts, mut widely) = (Vec::new(), Counted::default());
            for row in rows {
                let Done::Deal(counted) = row.done else {
                    continue;
                };
                if row.part.of_company > 0.0 {
                    let counted = row.once(counted, row.part.of_company);
                    payroll.count_sale_widely(sold, &counted);
                    widely = Counted {
                        wins: i64::from(sold.is_won),
                        ..counted
                    };
                }
                // Whoever has no share has neither the win nor its SPIFF.
                if let Some(seat) = row.seat.filter(|_| row.share > SAME_SHARE) {
                    let (share, counted) = (row.share, row.own(counted));
                    let portion = Portion {
                        seat,
                        share,
                        counted,
                    };
                    join(&mut parts, portion);
                }
            }
            payroll.credit_sale(model, sold, &parts, &whole, stay_in);
            // Whoever made an opportunity keeps the pay for it when the customer leaves, as in a simulated future.
            if whole.opportunities == 0 {
                let stay_at = |seat, time| stay_at(spells, seat, time);
                payroll.remember_credit(&first.what, sold, widely, stay_at);
            }
        }
        (Done::Lost, _) => payroll.lose_deal(&first.what, first.time, stay_in),
        (Done::Activity { activity, times }, Some(seat)) => {
            payroll.credit_activity(model, seat, activity, times, stay_in);
        }
        (Done::Activity { .. }, None) | (Done::Objective { .. }, _) => {}
    }
}

/// Adds what one row credits a seat with to what another one of the sale does: a deal is won once.
fn join(parts: &mut Vec<Portion>, part: Portion) {
    match parts.iter_mut().find(|other| other.seat == part.seat) {
        Some(so_far) => {
            let (once, counted) = (so_far.counted, &part.counted);
            so_far.share += part.share;
            so_far.counted.add(counted);
            so_far.counted.wins = once.wins;
            so_far.counted.opportunities = once.opportunities.max(counted.opportunities);
        }
        None => parts.push(part),
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

//! What the people of one seat were credited with and paid over some months: the facts of a statement.

use std::ops::Range;

use super::Model;
use super::actual_payroll::Paid;
use super::chronicle::{Chronicle, Happening, Pay};
use super::journal::{Posting, Target};
use crate::comp::line::{Item, Line};
use crate::units::Money;
use crate::workforce::SeatStart;

/// What one person was credited with and paid over some months.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonPay {
    /// The how-manieth person in the seat, from 0.
    pub nth: u16,
    /// First day \[months since the start of the horizon\], if the person came after it.
    pub joined: Option<f64>,
    /// Whether the person is still in the seat when the months are over.
    pub stays: bool,
    /// What each component was credited with before and has not settled.
    pub brought_forward: Vec<f64>,
    /// What counted in these months, month by month and in order of time.
    pub postings: Vec<Posting>,
    /// What was settled and paid, in order of time.
    pub pays: Vec<Pay>,
    /// What was owed when the months began, because it was lost again or a month earned less than nothing. Draws are not in
    /// it.
    pub owed_before: Money,
    /// What is owed when they are over, to be taken off later pay.
    pub still_owed: Money,
    /// Draws that are not paid back when they are over, to be taken off later pay.
    pub drawn: Money,
}

impl PersonPay {
    /// What the people of a seat were credited with and paid in a simulated future, each by themselves.
    #[must_use]
    pub fn of_chronicle(
        model: &Model,
        chronicle: &Chronicle,
        seat: usize,
        months: &Range<usize>,
    ) -> Vec<Self> {
        let joined = chronicle
            .entries
            .iter()
            .filter_map(|entry| match entry.what {
                Happening::Joins { seat: of, nth } if of == seat => Some((nth, Some(entry.time))),
                _ => None,
            });
        let at_start = is_filled(model, seat).then_some((0, None));
        let people = at_start.into_iter().chain(joined);
        let pays: Vec<&Pay> = chronicle.pays().filter(|pay| pay.seat == seat).collect();
        people
            .filter_map(|who| {
                Self::of_person(model, who, seat, months, (&pays, &chronicle.journal))
            })
            .collect()
    }

    /// The same on a table of actual credits.
    #[must_use]
    pub fn of_paid(model: &Model, paid: &Paid, seat: usize, months: &Range<usize>) -> Vec<Self> {
        let people = paid.people.iter().filter(|stay| stay.seat == seat);
        let people = people.map(|stay| (stay.nth, stay.joined.then_some(stay.from)));
        let pays: Vec<&Pay> = paid.pays.iter().filter(|pay| pay.seat == seat).collect();
        people
            .filter_map(|who| Self::of_person(model, who, seat, months, (&pays, &paid.journal)))
            .collect()
    }

    /// What one person was credited with and paid; nothing of who was not there in these months.
    fn of_person(
        model: &Model,
        (nth, joined): (u16, Option<f64>),
        seat: usize,
        months: &Range<usize>,
        (pays, journal): (&[&Pay], &[Posting]),
    ) -> Option<Self> {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let end = months.end as f64;
        if joined.is_some_and(|time| time >= end) {
            return None;
        }
        let pays = || pays.iter().filter(move |pay| pay.nth == nth);
        // Whoever leaves is settled, whatever it comes to.
        let left = pays().find(|pay| pay.last).map(|pay| pay.month);
        if left.is_some_and(|month| month < months.start) {
            return None;
        }
        let own = || {
            let of_person = move |posting: &&Posting| posting.seat == seat && posting.nth == nth;
            journal.iter().filter(of_person)
        };
        let plan = model.comp.plan_of(model.workforce.seats[seat].role);
        let n_components = plan.map_or(0, |plan| plan.components.len());
        let brought_forward = (0..n_components).map(|component| {
            let closes = |pay: &&&Pay| {
                let mut settled = pay.settled.iter();
                settled.any(|settled| settled.closed && settled.of.component == component)
            };
            let before = pays().filter(|pay| pay.month < months.start);
            let begun = before.filter(closes).map(|pay| pay.month + 1).max();
            let open = begun.unwrap_or(0)..months.start;
            let open = own().filter(|posting| open.contains(&posting.month));
            let of_component = open.filter(|posting| posting.to == Target::Component(component));
            of_component.map(|posting| posting.amount).sum()
        });
        let mut postings: Vec<Posting> = own()
            .filter(|posting| months.contains(&posting.month))
            .cloned()
            .collect();
        postings.sort_by(|a, b| a.month.cmp(&b.month).then(a.time.total_cmp(&b.time)));
        let paid = pays().filter(|pay| months.contains(&pay.month));
        let stays = left.is_none_or(|month| month >= months.end);
        let recovers = plan.and_then(|plan| plan.draw.as_ref());
        let recovers = recovers.is_some_and(|draw| draw.recoverable);
        let until = pays().filter(|pay| pay.month < months.end);
        let drawn = until.flat_map(|pay| &pay.lines).filter_map(drawn).sum();
        let owed_until = |month: usize| {
            let lost = own().filter(|p| p.to == Target::Owed && p.month < month);
            let lost: Money = lost.map(|posting| Money::round(posting.amount)).sum();
            let lines = pays().filter(|pay| pay.month < month);
            lost - lines.flat_map(|pay| &pay.lines).filter_map(taken).sum()
        };
        Some(Self {
            owed_before: owed_until(months.start),
            // What a leaver owes is written off.
            still_owed: if stays {
                owed_until(months.end)
            } else {
                Money::ZERO
            },
            drawn: if stays && recovers {
                drawn
            } else {
                Money::ZERO
            },
            nth,
            joined,
            stays,
            brought_forward: brought_forward.collect(),
            postings,
            pays: paid.map(|&pay| pay.clone()).collect(),
        })
    }

    /// What counted for a target, in order of time.
    pub fn posted(&self, to: Target) -> impl Iterator<Item = &Posting> {
        self.postings.iter().filter(move |posting| posting.to == to)
    }
}

/// What a line takes off what somebody owes; negative if more is owed from then on.
fn taken(line: &Line) -> Option<Money> {
    matches!(line.item, Item::ClawedBack { .. } | Item::CarriedOver).then_some(-line.amount)
}

/// What a line adds to the draws that somebody is to pay back; negative if it pays them back.
fn drawn(line: &Line) -> Option<Money> {
    matches!(line.item, Item::Draw { .. } | Item::Recovered { .. }).then_some(line.amount)
}

fn is_filled(model: &Model, seat: usize) -> bool {
    matches!(model.workforce.seats[seat].start, SeatStart::Filled { .. })
}

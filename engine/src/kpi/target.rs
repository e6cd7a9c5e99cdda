//! Targets: whose they are, what they are called, and in which futures they are reached.

use super::{Facts, PerTrial};
use crate::finance::{Scope, Target};
use crate::measure::{Cut, Measure};
use crate::model::Model;

/// The region or segment of a target; `None` if it is the company's.
#[must_use]
pub fn scope_name<'m>(model: &'m Model, target: &Target) -> Option<&'m str> {
    match target.scope {
        Scope::Company => None,
        Scope::Region(ix) => Some(&model.dimensions.regions[ix].name),
        Scope::Segment(ix) => Some(&model.dimensions.segments[ix].name),
    }
}

/// What a target is called: its period, and its region or segment if it has one: "FY2027, Americas".
#[must_use]
pub fn label(model: &Model, target: &Target) -> String {
    let period = &target.period;
    scope_name(model, target).map_or_else(|| period.clone(), |scope| format!("{period}, {scope}"))
}

/// Along which cut a target is looked at, and the member.
#[must_use]
pub fn member(target: &Target) -> (Cut, usize) {
    match target.scope {
        Scope::Company => (Cut::Company, 0),
        Scope::Region(region) => (Cut::Region, region),
        Scope::Segment(segment) => (Cut::Segment, segment),
    }
}

/// The bookings that count for a target, trial by trial \[minor units\].
#[must_use]
pub fn booked(facts: &Facts<'_>, target: &Target) -> Vec<i64> {
    let (cut, member) = member(target);
    let months = target.months.clone();
    facts.results.over(Measure::Bookings, cut, member, months)
}

/// 1 in a future that reaches a target, 0 in the others.
#[must_use]
pub fn reached(facts: &Facts<'_>, target: &Target) -> PerTrial {
    let is_reached = |booked| f64::from(u8::from(booked >= target.bookings.minor()));
    PerTrial::new(booked(facts, target).into_iter().map(is_reached).collect())
}

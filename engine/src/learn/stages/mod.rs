//! Stages of deals from the history of their moves: what is a stage and what an end, in which order deals go through them,
//! which share passes each and after how long, and who makes a difference.
//!
//! A history is a list of events, "this deal entered that stage at this moment by this hand". Names alone say which events are
//! ends ([`End`]); all else is read off the events ([`Layout`]): an end after which deals go on is none, a name that only ever
//! comes with an end is a formality, names that follow each other within the hour are one stage, and the order is the one in
//! which most deals enter. A deal counts for a stage from its first entry; moves back are counted and change nothing.
//!
//! In each stage deals pass on, are won, lost, declined or cancelled, or are still there: competing ends with open deals
//! censored ([`StageShares`], `learn/survival`). [`workers`] tells machines from people and tests whether people differ.

mod end;
mod event;
mod funnel;
mod layout;
mod order;
mod paths;
pub mod workers;

#[cfg(test)]
mod tests;

pub use end::End;
pub use event::StageEvent;
pub use funnel::{Funnel, Leaving, StageShares};
pub use layout::{Aside, Layout, Stage};
pub use paths::{OpenDeal, Path, Stay};

/// An hour and a minute as parts of a day.
const HOUR: f64 = 1.0 / 24.0;
const MINUTE: f64 = HOUR / 60.0;

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "events are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

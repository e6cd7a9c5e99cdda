//! How long things take and how they end, where some have not ended yet and some were not seen from the beginning.
//!
//! A deal that is still open is no loss: it is *right-censored*. A deal that began before anybody looked is in the data only
//! because it took long: it is *left-truncated*, and counts from the age at which it was first looked at. Deals that are
//! won can no longer be lost: ends are *competing risks*. And some deals never end at all, which no waiting shows: a *cure
//! fraction*. What is here handles all four, and needs no other module of learning.
//!
//! | file | what it answers |
//! |---|---|
//! | [`Spell`] | one stay: from which age on it was seen, until when, how it ended |
//! | [`RiskSet`] | at each age at which something ends: how many were there, how many ended how |
//! | [`KaplanMeier`] | the share that is still there, with Greenwood's variance |
//! | [`AalenJohansen`] | the shares that have ended in each way, with their variances |
//! | [`Change`] | whether ages end of late as they did before |
//! | [`follow_up`] | whether it was looked for long enough to see a plateau |
//! | [`cure`] | a law of times with or without a share that never ends, by maximum likelihood |
//!
//! ```
//! use foresell::learn::survival::{AalenJohansen, RiskSet, Spell};
//!
//! // Won after 2 days, lost after 5, open since 7: of the second half of its life the third one tells nothing.
//! let spells = [Spell::ended(2.0, 0), Spell::ended(5.0, 1), Spell::open(7.0)];
//! let shares = AalenJohansen::of(&RiskSet::new(2, &spells)?);
//! assert!((shares.last(0).value - 1.0 / 3.0).abs() < 1e-12);
//! # Ok::<(), foresell::learn::survival::SpellError>(())
//! ```

mod aalen_johansen;
mod change;
pub mod cure;
pub mod follow_up;
mod interval;
mod kaplan_meier;
mod latency;
mod maximum;
mod risk_set;
mod spell;

pub use aalen_johansen::AalenJohansen;
pub use change::{Change, Dated, Stretch, dispersion, weeks};
pub use interval::Estimate;
pub use kaplan_meier::KaplanMeier;
pub use latency::Latency;
pub use risk_set::{RiskSet, Step};
pub use spell::{Spell, SpellError};

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "spells are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

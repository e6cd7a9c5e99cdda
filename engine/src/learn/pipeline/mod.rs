//! What becomes of open deals, given where each is and for how long: simulated to the end, stage after stage.
//!
//! Two things are uncertain. What deals do: each open deal goes its way by the hazards of the ages that it reaches. And what
//! the hazards are: in every future they are drawn anew from what the history leaves open about them ([`Chain`]). Nothing
//! depends on the order of deals.

mod chain;
mod futures;

pub use chain::{Chain, ChainStage, Way};
pub use futures::{Ended, Open, Options, Outlook, Worth, outlook};

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "deals are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

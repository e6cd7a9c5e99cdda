//! Statistical checks of the engine, under one error budget (see `support/lib.rs`).

#![expect(
    clippy::disallowed_methods,
    reason = "the platform's mathematics is the other hand that checks ours"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    reason = "samples are small numbers, and a test that cannot be set up has failed"
)]

mod bookings;
mod capacity;
mod coupling;
mod demand;
mod funnel;
mod intervals;
mod monotone;
mod pay;
mod pipeline;
mod samplers;
mod workforce;

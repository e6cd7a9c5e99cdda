//! Statistical checks of the engine, under one error budget (see `support/lib.rs`).

#![allow(
    clippy::float_cmp,
    clippy::format_push_string,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::needless_range_loop,
    clippy::struct_excessive_bools,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::implicit_clone,
    clippy::cmp_owned,
    clippy::unnecessary_debug_formatting,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]
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

mod behaviour;
mod bookings;
mod capacity;
mod contracts;
mod coupling;
mod delivery;
mod demand;
mod drivers;
mod effects;
mod enough;
mod expected;
mod funnel;
mod hiring;
mod initiatives;
mod intervals;
mod markets;
mod monotone;
mod over_assignment;
mod pay;
mod pipeline;
mod published;
mod reach;
mod ref_1;
mod samplers;
mod spread;
mod stock;
mod survival;
mod territory;
mod workforce;

//! What must hold for every plan: nothing is lost, more is not less, and how a plan is written changes nothing.
//!
//! Plans are made up by the generator of `draft.rs`, always the same ones, and loaded like a user's.

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

mod accounts;
mod balances;
mod conservation;
mod contracts;
mod cuts;
mod delivery;
mod draft;
mod edges;
mod initiatives;
mod lanes;
mod limits;
mod monotone;
mod only;
mod products;
mod reach;
mod reconcile;
mod spread;
mod stock;
mod writing;

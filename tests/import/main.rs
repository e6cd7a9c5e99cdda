//! Tests of importing CRM exports: small made-up exports for each oddity, arbitrary bytes, and a public data set if it is
//! there.

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

mod backtest;
mod cli;
mod crm;
mod folders;
mod layouts;
mod maven;
mod oddities;
mod recovery;
mod refusals;
mod robust;
mod scenario;
mod stages;

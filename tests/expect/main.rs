//! Expected values against closed forms and hand-made recursions.

#![allow(
    clippy::float_cmp,
    clippy::needless_pass_by_value,
    clippy::needless_range_loop,
    clippy::unwrap_used,
    reason = "a test states exact values, and reads best when it is short"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the platform's mathematics is the other hand that checks ours"
)]

mod accuracy;
mod deals;
mod people;
mod shown;

use std::path::Path;

use foresell::expect::Expectation;
use foresell::scenario::{Disk, load};
use foresell_tests::plan::Plan;

/// What is to be expected of a plan.
fn expected(plan: &Plan) -> Expectation {
    Expectation::of(&plan.scenario().model)
}

/// What is to be expected of a scenario that ships.
fn of_shipped(name: &str) -> Expectation {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../scenarios")
        .join(name)
        .join("scenario.toml");
    Expectation::of(&load(&Disk, &[path]).unwrap().model)
}

/// Two numbers are the same but for a relative error.
#[track_caller]
fn expect_equal(got: f64, exact: f64, error: f64) {
    assert!(
        (got - exact).abs() <= error * exact.abs().max(1e-3),
        "{got} is not {exact}: off by {:e}",
        got / exact - 1.0
    );
}

//! Tables and single futures as Parquet, typed, for those who go on with pandas, polars, R, Spark or a database.
//!
//! # Types
//!
//! Names, labels and units are strings (UTF-8), counts are 64-bit integers, everything else is a 64-bit float: money in
//! whole units of the currency, people, hours and months as such, a share of 100 % as 1. What is empty in the CSV file is
//! null. Columns have the names they have in the CSV files.
//!
//! Money could have been a decimal, which is exact by its type. But pandas makes objects of decimals, on which neither a
//! quantile nor a picture works, and minor units in integers are misread by a factor of 100 by whoever does not read this.
//! A float of whole units is what is expected, and nothing is lost by it: each is the float nearest to the exact amount, so
//! rounding it to the digits of the currency gives the amount back to the last cent, as long as it is below 2^53 minor
//! units (90 trillion dollars). A sum over many rows may be off by less than a cent in a trillion; round it in the end.
//!
//! The key `foresell` of each file's metadata holds JSON: what the file is, the engine, scenario and run it comes from.

mod columns;
mod draws;
mod tables;

use serde_json::{Value, json};

use super::json::{self, FORMAT};
use super::{Report, Table};

pub use draws::{Draws, draws};
pub use tables::Parquet;

/// What a file says about itself.
fn about(report: &Report<'_>, kind: &str, id: &str) -> Value {
    json!({
        "format": FORMAT,
        "kind": kind,
        "table": id,
        "engine": json::engine(),
        "scenario": json::scenario(report),
        "run": json::run(report),
    })
}

/// A table as Parquet.
///
/// * `about`: what the file says about itself, as JSON
///
/// # Panics
///
/// Never: writing to memory cannot fail.
#[must_use]
pub fn bytes(table: &Table, about: &Value) -> Vec<u8> {
    tables::bytes(table, about)
}

//! From scenario files to checked inputs: every mistake is found, placed and explained.
//!
//! 1. [`files`]: bytes come in from the disk or from memory
//! 2. `document`: each file becomes a tree of values that know their [`Place`], or findings
//! 3. `overlay`, `merge`: a file is set upon what it extends; what results is one tree, [`Merged`]
//! 4. `schema`, `shape`: the tree is held against the raw structs, which declare what a file may say; what cannot be used
//!    is marked as refused, and has something neutral in its place in the raw structs (`de`)
//! 5. `rules`: the raw structs become the inputs of the model; CSV tables are read here, through [`Table`]
//! 6. [`render`]: findings are shown with the lines they point at; [`codes`](Code) explains each kind
//!
//! Every step adds its findings to one list and goes on with what can be used, so that a user sees all mistakes of all
//! files at once, and no finding that only follows from another. Nothing more can be said where a file is missing or its
//! grammar is broken: then the rest is not the scenario that was meant.

use std::path::PathBuf;

mod cells;
mod clip;
mod codes;
mod composition;
mod credit_measures;
mod credits;
mod de;
mod deal_rows;
pub(crate) mod document;
pub mod files;
mod finding;
mod hash;
mod lever;
mod load;
mod lost_deals;
mod merge;
mod merged;
mod nearest;
mod node;
pub mod number;
mod overlay;
mod packed;
mod path;
mod place;
mod print;
pub mod raw;
pub mod raw_contracts;
mod raw_law;
pub mod raw_stock;
pub mod raw_supply;
mod reconcile;
mod register;
pub mod render;
mod rules;
mod sales;
mod schema;
mod setting;
mod shape;
mod syntax;
mod table;

pub use codes::{Code, errors_md, explain};
#[cfg(feature = "cli")]
pub(crate) use composition::PLUS;
pub use credits::read_credits;
pub use document::{MAX_FILE_BYTES, MAX_INTEGER};
#[cfg(feature = "files")]
pub use files::Disk;
pub use files::{Files, Memory};
pub use finding::{Finding, Findings, ScenarioError};
pub use lever::{Lever, NoLever};
pub use load::{Scenario, load, load_with};
pub use merged::Merged;
#[cfg(feature = "cli")]
pub(crate) use nearest::did_you_mean;
pub use node::{Entry, Node, Value};
pub use number::{Dimension, Form, Meta, RawNumber};
pub use packed::Packed;
pub use path::{KeyPath, NotAPath, Segment};
pub use place::{FileId, LineColumn, Place, SourceFile, Sources};
pub use raw_law::RawLaw;
pub use reconcile::{Measured, Planned, Reconcile};
pub use register::{Certainty, RegisterEntry};
pub use schema::{Schema, json_schema};
pub use setting::{Change, Setting};
pub use table::{Column, MAX_TABLE_BYTES, Row, Table};

/// A scenario as far as its files and its structure go: what rules start from.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// The files as one. What cannot be used of them is a finding and [`Refused`](Value::Refused) in the tree.
    pub merged: Merged,
    /// What they say, with something neutral for what is refused, so that rules can find what else is wrong; `None` if a
    /// file is missing or broken.
    pub raw: Option<T>,
    /// What is wrong so far.
    pub findings: Findings,
}

/// Reads the files of a scenario, sets them upon each other and checks their structure against the raw structs `T`.
///
/// * `paths`: applied from left to right; each brings what it `extends`. A file that is not the first and extends
///   nothing is an overlay of the first
///
/// Findings are no error here, so that rules can add theirs; [`Findings::into_result`] makes them one.
///
/// # Errors
///
/// [`ScenarioError::Read`] if one of `paths` cannot be read; a file that is named inside of another is a finding.
pub fn read<T>(files: &dyn Files, paths: &[PathBuf]) -> Result<Read<T>, ScenarioError>
where
    T: serde::de::DeserializeOwned + schemars::JsonSchema,
{
    read_with(files, paths, &[])
}

/// [`read`], with some values set anew on top of all files.
fn read_with<T>(
    files: &dyn Files,
    paths: &[PathBuf],
    settings: &[Setting],
) -> Result<Read<T>, ScenarioError>
where
    T: serde::de::DeserializeOwned + schemars::JsonSchema,
{
    let schema = Schema::of::<T>();
    let (mut merged, mut findings) = overlay::compose(files, paths, &schema)?;
    if merged.is_complete() {
        setting::apply(&mut merged, settings, &mut findings);
        let (_, root) = merged.edit();
        shape::check(&schema, root, &mut findings);
    }
    let raw = merged.is_complete().then(|| de::from_node(merged.root()));
    let raw = match raw {
        Some(Err(mismatch)) => {
            findings.add(
                Code::Unreadable,
                merged.place(KeyPath::root()),
                mismatch.to_string(),
            );
            None
        }
        raw => raw.and_then(Result::ok),
    };
    Ok(Read {
        merged,
        raw,
        findings,
    })
}

//! From scenario files to checked inputs: every mistake is found, placed and explained.

mod cells;
mod merge;
mod merged;
mod overlay;
mod table;
mod hash;
mod print;
pub mod render;
mod codes;
mod de;
pub(crate) mod document;
pub mod files;
mod finding;
mod nearest;
mod node;
pub mod number;
mod path;
mod place;
mod raw_law;
mod schema;
mod shape;
mod load;
pub mod raw;
mod register;
mod rules;
mod syntax;

pub use codes::{Code, errors_md, explain};
pub use document::MAX_FILE_BYTES;
#[cfg(feature = "files")]
pub use files::Disk;
pub use files::{Files, Memory};
pub use finding::{Finding, Findings, ScenarioError};
pub use merged::Merged;
pub use node::{Entry, Node, Value};
pub use path::{KeyPath, NotAPath, Segment};
pub use number::{Dimension, Form, Meta, RawNumber};
pub use load::{Scenario, load};
pub use register::{Certainty, RegisterEntry};
pub use place::{FileId, LineColumn, Place, SourceFile, Sources};
pub use raw_law::RawLaw;
pub use schema::{Schema, json_schema};
pub use table::{Column, MAX_TABLE_BYTES, Row, Table};

/// A scenario as far as its files and its structure go: what rules start from.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// The files as one.
    pub merged: Merged,
    /// What they say; `None` if something in it cannot be read. Keys that do not exist are findings and otherwise
    /// left out, so that rules can find what else is wrong.
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
pub fn read<T>(files: &dyn Files, paths: &[std::path::PathBuf]) -> Result<Read<T>, ScenarioError>
where
    T: serde::de::DeserializeOwned + schemars::JsonSchema,
{
    let schema = Schema::of::<T>();
    let (merged, mut findings) = overlay::compose(files, paths, &schema)?;
    if merged.is_complete() {
        shape::check(&schema, merged.root(), &mut findings);
    }
    let readable = merged.is_complete() && findings.iter().all(|finding| finding.code == Code::UnknownKey);
    let raw = readable.then(|| de::from_node(&shape::without_unknown_keys(&schema, merged.root())));
    let raw = match raw {
        Some(Err(mismatch)) if findings.is_empty() => {
            findings.add(Code::Unreadable, merged.place(KeyPath::root()), mismatch.to_string());
            None
        }
        raw => raw.and_then(Result::ok),
    };
    Ok(Read { merged, raw, findings })
}

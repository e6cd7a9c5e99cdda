//! From scenario files to checked inputs: every mistake is found, placed and explained.

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
mod syntax;

pub use codes::{Code, errors_md, explain};
pub use document::MAX_FILE_BYTES;
#[cfg(feature = "files")]
pub use files::Disk;
pub use files::{Files, Memory};
pub use finding::{Finding, Findings, ScenarioError};
pub use node::{Entry, Node, Value};
pub use path::{KeyPath, NotAPath, Segment};
pub use number::{Dimension, Form, Meta, RawNumber};
pub use place::{FileId, LineColumn, Place, SourceFile, Sources};
pub use raw_law::RawLaw;
pub use schema::{Schema, json_schema};

//! Files of users as cells: text, dates and numbers as people and programs write them.

pub mod dates;
pub(in crate::learn) mod names;
pub(in crate::learn) mod numbers;
pub(in crate::learn) mod sheet;

pub use sheet::ExportFile;

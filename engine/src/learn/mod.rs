//! Learning: from history to assumptions that carry their uncertainty and their sample size.

pub mod import;

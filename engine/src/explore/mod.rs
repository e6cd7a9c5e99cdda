//! Questions about a model: what a what-if changes.

mod changes;
mod compare;

pub use changes::input_changes;
pub use compare::{Headlines, compare};

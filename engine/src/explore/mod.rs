//! Questions about a model: what a what-if changes, what moves an output most, which value of a lever reaches a goal,
//! where the plans of functions contradict each other, how many futures are enough.

mod changes;
mod compare;
pub mod futures;
pub mod over_assignment;
pub mod precise;
mod quarter_ends;
pub mod reconcile;
pub mod seek;
pub mod sensitivity;

pub use changes::input_changes;
pub use compare::{
    Headlines, compare, compare_alerts, compare_targets, compared_output, compared_outputs,
};
pub use quarter_ends::by_month_of_quarter;

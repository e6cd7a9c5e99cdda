//! What must hold for every plan: nothing is lost, more is not less, and how a plan is written changes nothing.
//!
//! Plans are made up by the generator of `draft.rs`, always the same ones, and loaded like a user's.

mod conservation;
mod draft;
mod edges;
mod monotone;
mod writing;

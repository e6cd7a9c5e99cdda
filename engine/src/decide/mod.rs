//! Decisions: plans chosen by a linear or mixed-integer programme.
//!
//! A decision builds a [`Program`], solves it and reads the values back by the [`Variable`]s it kept.
//! Nothing outside [`program`] knows which solver runs.

pub mod program;

pub use program::{Goal, Outcome, Program, Relation, SolveError, Values, Variable, Violation};

//! Foresell.

#[cfg(feature = "cli")]
pub mod cli;
pub mod kernel;
pub mod units;

//! Learning: from history to assumptions that carry their uncertainty and their sample size.

pub mod backtest;
pub mod cells;
#[cfg(feature = "series")]
pub mod demand;
mod heterogeneity;
pub mod import;
pub mod pipeline;
#[cfg(feature = "series")]
pub mod series;
pub mod stages;
pub mod survival;

//! Foresell simulates and optimises sales & operations plans, deal by deal.

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod comp;
#[cfg(feature = "optimise")]
pub mod decide;
pub mod demand;
pub mod dimensions;
pub mod explore;
pub mod finance;
pub mod flows;
pub mod funnel;
pub mod kernel;
pub mod kpi;
pub mod learn;
pub mod measure;
pub mod model;
pub mod outcome;
pub mod purpose;
pub mod report;
pub mod results;
pub mod scenario;
pub mod territory;
pub mod units;
pub mod workforce;

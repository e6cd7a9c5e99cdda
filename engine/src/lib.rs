//! Foresell simulates and optimises sales & operations plans, deal by deal.
//!
//! # The story of a run
//!
//! A plan is text: what is sold and where, where leads come from, what happens to them, who works on them, what results
//! pay and what the company has promised. [`scenario::load`] reads it with its tables and overlays, checks everything at
//! once, and gives a [`Scenario`](scenario::Scenario) or every finding with its place, reason and remedy.
//!
//! ```
//! use foresell::scenario::{Memory, load};
//!
//! let plan = r#"
//!     format = 1
//!     name = "A small team"
//!     currency = "USD"
//!     horizon = { start = "2027-01", months = 12 }
//!     regions.home = {}
//!     segments.all = {}
//!     demand.sources.inbound.leads-per-month = 40
//!     funnel.order = ["closing"]
//!     funnel.owner-role = "ae"
//!     funnel.deal-size = { lognormal = { mean = 20_000, cv = 0.6 } }
//!     funnel.stages.closing.pass = { normal = { mean = 0.25, sd = 0.02 } }
//!     funnel.stages.closing.dwell-days = { gamma = { mean = 45, cv = 1.0 } }
//!     funnel.stages.closing.activities.demo = { role = "owner", hours = 6 }
//!     workforce.roles.ae = { base-per-year = 90_000, attrition-per-year = 0.25 }
//!     workforce.groups.ae = { role = "ae", count = 3, tenure-months = 24 }
//!     targets.FY2027.bookings = 2_000_000
//! "#;
//! let files = Memory::new().with("plan.toml", plan);
//! let scenario = load(&files, &["plan.toml".into()])?;
//! # Ok::<(), foresell::scenario::ScenarioError>(())
//! ```
//!
//! The [`Model`](model::Model) inside is the plan with nothing left to go wrong. [`simulate`](model::simulate::simulate)
//! lives through it once for each trial: what is uncertain is drawn, then leads arrive, wait for somebody's hours, pass
//! from stage to stage, are won or lost, while people join, ramp and leave, and every month is paid and booked
//! ([`model::trial`]). A draw belongs to a decision ([`kernel::stream`]), so that the same seed gives the same futures to
//! two plans that differ in one thing, on any number of threads.
//!
//! ```
//! # use foresell::scenario::{Memory, load};
//! # let plan = include_str!("../../tests/support/minimal.toml");
//! # let scenario = load(&Memory::new().with("plan.toml", plan), &["plan.toml".into()])?;
//! use foresell::kernel::stream::Seed;
//! use foresell::measure::Measure;
//! use foresell::model::simulate::{Unwatched, simulate};
//!
//! let run = simulate(&scenario.model, Seed(1), 0..500, None, &Unwatched)?;
//! let bookings = run.results.company(Measure::Bookings, 0..12); // cents, future by future
//! assert_eq!(bookings.len(), 500);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`results`] keeps every future exactly, as integers; [`kpi`] says what they mean, once for all; [`report`] writes
//! summaries and tables with their standard errors, [`explore`] compares plans future by future, [`learn`] reads a CRM
//! export into a plan, [`shard`] splits a run over machines, and [`decide`] solves linear and mixed-integer programmes.

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod comp;
pub mod contracts;
#[cfg(feature = "optimise")]
pub mod decide;
pub mod demand;
pub mod dimensions;
pub mod expect;
pub mod explore;
pub mod finance;
pub mod flows;
pub mod funnel;
pub mod generate;
pub mod initiatives;
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
pub mod shard;
pub mod supply;
pub mod territory;
pub mod units;
pub mod workforce;

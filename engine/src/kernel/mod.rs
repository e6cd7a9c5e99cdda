//! Numbers and chance; knows nothing of sales.
//!
//! * [`math`], [`special`], [`incomplete_gamma`], [`incomplete_beta`]: functions with the same bits
//!   on every machine
//! * [`philox`], [`stream`]: random words addressed by the decision they are for
//! * [`tails`], [`law`], [`law_table`], [`count`]: distributions sampled by inversion, so that what two scenarios
//!   share stays shared; [`quantile_table`] and [`central_table`] make the slow ones fast; [`draw_count`]: how many are drawn
//! * [`simd`]: draws and samplers for many numbers at once, with the same bits
//! * [`sobol`], [`copula`], [`assumption`], [`field`]: uncertain numbers, drawn evenly and together, once per trial;
//!   [`moved`], [`multiplier`]: what moves them in the course of time
//! * [`agenda`], [`waiting_line`]: what happens next, and who waits; [`globe`]: how far apart places are
//! * [`summary`]: what a set of trials says, and how sure that is; [`regression`]: what explains its spread;
//!   [`precision`]: how many trials are enough

pub mod agenda;
pub mod assumption;
pub mod central_table;
pub mod copula;
pub mod count;
pub mod draw_count;
pub mod field;
pub mod globe;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod law;
pub mod law_table;
pub mod math;
pub mod moved;
pub mod multiplier;
pub mod philox;
pub mod precision;
pub mod quantile_table;
pub mod regression;
pub mod shapley;
pub mod simd;
pub mod sobol;
pub mod special;
pub mod stream;
pub mod summary;
pub mod tails;
pub mod waiting_line;

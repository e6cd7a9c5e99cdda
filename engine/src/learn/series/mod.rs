//! What a monthly series does next: trend, season, demand that comes and goes, and how far off that is likely to be.
//!
//! A series is forecast by the mean of two models, Theta and exponential smoothing with a damped trend, on the logarithm of
//! what a season leaves. Two simple rules compete with it at past origins, and win only where they are clearly better:
//! the same month of last year, and Teunter's method for demand that comes and goes. How wide intervals are is
//! learnt from the errors that the chosen method would have made at those origins ([`spread`]). Forecasts of parts and of
//! their totals are made to agree in [`hierarchy`].
//!
//! ```
//! use foresell::learn::series::{Period, forecast};
//!
//! let sold: Vec<f64> = (0..48).map(|month| 100.0 + f64::from(month) + if month % 12 == 11 { 60.0 } else { 0.0 }).collect();
//! let forecast = forecast(&sold, Period::MONTHS, 12)?;
//! assert!((forecast.points()[11] - 219.0).abs() < 8.0); // the December of the fifth year
//! assert!(forecast.quantile(11, 0.975) > forecast.points()[11]);
//! # Ok::<(), foresell::learn::series::SeriesError>(())
//! ```

mod check;
mod choice;
mod forecast;
pub mod hierarchy;
mod intermittent;
mod method;
mod scale;
mod season;
mod smoothing;
pub mod spread;

pub use check::{MIN_LENGTH, SeriesError};
pub use forecast::{Forecast, forecast, forecast_by};
pub use method::{Method, Scored};
pub use season::Period;

//! What a series must be to be forecast.

use thiserror::Error;

/// Fewest values from which anything is said.
pub const MIN_LENGTH: usize = 6;

/// Why a series cannot be forecast.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SeriesError {
    /// It is too short.
    #[error("the series has {got} values; at least {MIN_LENGTH} are needed")]
    TooShort {
        /// Its values.
        got: usize,
    },
    /// A value is no number.
    #[error("value {at} of the series is {value}: expected a finite number")]
    NotFinite {
        /// Which one, from 0.
        at: usize,
        /// What it is.
        value: f64,
    },
}

/// Refuses what cannot be forecast.
pub(super) fn check(series: &[f64]) -> Result<(), SeriesError> {
    if series.len() < MIN_LENGTH {
        return Err(SeriesError::TooShort { got: series.len() });
    }
    match series.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(SeriesError::NotFinite {
            at,
            value: series[at],
        }),
        None => Ok(()),
    }
}

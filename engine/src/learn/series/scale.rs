//! On which scale a series is even.

use crate::kernel::math::{exp, ln};

/// The scale on which models add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Of logarithms: growth and seasons are per cent. For series that are always positive.
    Log,
    /// As it stands; forecasts of a series that was never negative are not either.
    Plain {
        /// Whether the series was never negative.
        floor: bool,
    },
}

impl Scale {
    /// The scale that suits a series.
    pub(super) fn of(series: &[f64]) -> Self {
        if series.iter().all(|&value| value > 0.0) {
            Self::Log
        } else {
            let floor = series.iter().all(|&value| value >= 0.0);
            Self::Plain { floor }
        }
    }

    /// A value on this scale.
    pub(super) fn to(self, value: f64) -> f64 {
        match self {
            Self::Log => ln(value),
            Self::Plain { .. } => value,
        }
    }

    /// A value of this scale as it stands.
    pub(super) fn back(self, value: f64) -> f64 {
        match self {
            Self::Log => exp(value),
            Self::Plain { floor: true } => value.max(0.0),
            Self::Plain { floor: false } => value,
        }
    }

    /// How far a value lies from a forecast. `None` if this scale cannot say.
    pub(super) fn error(self, actual: f64, point: f64) -> Option<f64> {
        let error = self.to(actual) - self.to(point);
        error.is_finite().then_some(error)
    }
}

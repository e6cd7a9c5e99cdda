//! How good forecasts were.

use crate::kernel::special::{normal_cdf, normal_density};

/// Symmetric mean absolute percentage error, as the M3 competition counts it (Makridakis & Hibon 2000) [per cent]: the mean
/// of `200 |a - f| / (|a| + |f|)`, where both being 0 is no error.
///
/// # Panics
///
/// If there are not as many forecasts as actual values, or none.
#[must_use]
pub fn smape(actual: &[f64], forecast: &[f64]) -> f64 {
    assert_eq!(actual.len(), forecast.len(), "a forecast for each value");
    assert!(!actual.is_empty(), "a value at least");
    let sum: f64 = actual
        .iter()
        .zip(forecast)
        .map(|(actual, forecast)| {
            let size = actual.abs() + forecast.abs();
            if size > 0.0 {
                200.0 * (actual - forecast).abs() / size
            } else {
                0.0
            }
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
    let n = actual.len() as f64;
    sum / n
}

/// Continuous ranked probability score of a normal forecast, in the unit of the value; smaller is better. Gneiting & Raftery
/// 2007, section 4.2.
///
/// ```
/// assert!((foresell::learn::series::crps(0.0, 1.0, 1.0) - 0.602_441).abs() < 1e-6);
/// ```
#[must_use]
pub fn crps(mean: f64, sd: f64, actual: f64) -> f64 {
    let off = actual - mean;
    if sd <= 0.0 {
        return off.abs();
    }
    let z = off / sd;
    let one_over_root_pi = 0.564_189_583_547_756_3;
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * normal_density(z) - one_over_root_pi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_of_half_is_two_thirds_off() {
        assert!((smape(&[100.0, 0.0], &[50.0, 0.0]) - 100.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn scores_of_the_normal_law_are_the_published_ones() {
        for (actual, score) in [(0.0, 0.233_695), (1.0, 0.602_441), (2.0, 1.452_792)] {
            assert!((crps(0.0, 1.0, actual) - score).abs() < 1e-6, "{actual}");
        }
        assert_eq!(crps(3.0, 0.0, 5.0).to_bits(), 2.0_f64.to_bits());
    }
}

//! Forecast accuracy: how good forecasts were, seen from what happened.
//!
//! A forecast is a number, a sample of futures or a set of intervals, each set beside the number that came of it. All
//! formulas take plain numbers, in any unit, so that history, back-tests and reports share them. They need no scenario:
//!
//! ```
//! use foresell::kpi::accuracy::{bias, wape};
//! // Bookings of three quarters, in millions: forecast and actual.
//! let (forecast, actual) = ([10.0, 12.0, 9.0], [8.0, 12.0, 10.0]);
//! assert_eq!(bias(&forecast, &actual), Some(1.0 / 30.0));
//! assert_eq!(wape(&forecast, &actual), Some(0.1));
//! ```

use crate::kernel::math::sqrt;
use crate::kernel::special::{normal_cdf, normal_density};

/// One over the square root of pi.
const FRAC_1_SQRT_PI: f64 = 0.564_189_583_547_756_3;

/// Bias: `Σ (forecast - actual) / Σ |actual|`; dimensionless, above 0 where forecasts were too high. `None` without
/// actuals that differ from 0.
///
/// # Panics
///
/// If there are not as many forecasts as actuals.
#[must_use]
pub fn bias(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    relative(forecast, actual, |error| error)
}

/// Weighted absolute percentage error: `Σ |forecast - actual| / Σ |actual|`; dimensionless, 0 for a perfect forecast.
/// Periods count by their size, so that one without any sales does no harm. `None` without actuals that differ from 0.
///
/// # Panics
///
/// If there are not as many forecasts as actuals.
#[must_use]
pub fn wape(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    relative(forecast, actual, f64::abs)
}

fn relative(forecast: &[f64], actual: &[f64], loss: fn(f64) -> f64) -> Option<f64> {
    assert_eq!(forecast.len(), actual.len(), "each forecast has its actual");
    let errors: f64 = forecast.iter().zip(actual).map(|(f, a)| loss(f - a)).sum();
    let size: f64 = actual.iter().map(|a| a.abs()).sum();
    (size > 0.0).then(|| errors / size)
}

/// Symmetric mean absolute percentage error, as the M3 competition counts it (Makridakis & Hibon 2000) [per cent]: the mean of
/// `200 |f - a| / (|a| + |f|)`, where both being 0 is no error. `None` without actuals.
///
/// # Panics
///
/// If there are not as many forecasts as actuals.
#[must_use]
pub fn smape(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    assert_eq!(forecast.len(), actual.len(), "each forecast has its actual");
    let of = |(f, a): (&f64, &f64)| {
        let size = a.abs() + f.abs();
        if size > 0.0 {
            200.0 * (f - a).abs() / size
        } else {
            0.0
        }
    };
    let sum: f64 = forecast.iter().zip(actual).map(of).sum();
    (!actual.is_empty()).then(|| sum / count(actual.len()))
}

/// The probability integral transform: the share of futures below what happened, those that are equal to it counting half. Even
/// over `0..=1` for forecasts that promise what they hold (Dawid 1984). `None` without a sample.
#[must_use]
pub fn pit(sample: &[f64], actual: f64) -> Option<f64> {
    let below = sample.iter().filter(|&&x| x < actual).count();
    let equal = sample
        .iter()
        .filter(|&&x| x.total_cmp(&actual).is_eq())
        .count();
    (!sample.is_empty()).then(|| (count(below) + count(equal) / 2.0) / count(sample.len()))
}

/// Continuous ranked probability score of a sample of futures: `E|X - y| - E|X - X'| / 2` (Gneiting & Raftery 2007), in the
/// unit of the numbers. 0 only for a forecast that is certain and right; for a single number it is the absolute error.
/// Lower is better.
///
/// * `sample`: the forecast, one value for each future, in any order; they count as all the futures there are
/// * `actual`: what happened
///
/// `None` without a sample.
#[must_use]
pub fn crps(sample: &[f64], actual: f64) -> Option<f64> {
    if sample.is_empty() {
        return None;
    }
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = count(sorted.len());
    let to_actual: f64 = sorted.iter().map(|x| (x - actual).abs()).sum();
    // In order, Σ over all pairs of |x - x'| is 2 Σ (2 i + 1 - n) x, counted from 0.
    let apart: f64 = sorted
        .iter()
        .enumerate()
        .map(|(i, x)| (2.0 * count(i) + 1.0 - n) * x)
        .sum();
    Some(to_actual / n - apart / (n * n))
}

/// Continuous ranked probability score of a normal forecast, `s (z (2 Φ(z) - 1) + 2 φ(z) - 1 / √π)` with
/// `z = (y - m) / s` (Gneiting & Raftery 2007), in the unit of the numbers.
///
/// * `mean`, `sd`: of the forecast, `sd` above 0; `actual`: what happened
#[must_use]
pub fn crps_of_normal(mean: f64, sd: f64, actual: f64) -> f64 {
    let z = (actual - mean) / sd;
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * normal_density(z) - FRAC_1_SQRT_PI)
}

/// How often what happened lay inside of its forecast interval, and whether that is as often as promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Number of forecasts.
    pub n: usize,
    /// Share of them that held what happened, ends included.
    pub share: f64,
    /// Share that was promised: 0.8 for intervals from P10 to P90.
    pub nominal: f64,
    /// `nominal ± 3 √(nominal (1 - nominal) / n)` with `n` the forecasts that share nothing, inside `0..=1`: a share outside of it
    /// is no accident.
    pub expected: (f64, f64),
}

impl Coverage {
    /// Of intervals that each promised to hold what happens with the chance `nominal`; `None` without any.
    ///
    /// * `n_apart`: how many of the forecasts share nothing with each other; all of them, unless their periods overlap
    ///
    /// # Panics
    ///
    /// If there are not as many intervals as actuals.
    #[must_use]
    pub fn of(
        intervals: &[(f64, f64)],
        actual: &[f64],
        nominal: f64,
        n_apart: usize,
    ) -> Option<Self> {
        assert_eq!(
            intervals.len(),
            actual.len(),
            "each interval has its actual"
        );
        if actual.is_empty() {
            return None;
        }
        let both = intervals.iter().zip(actual);
        let held = both.filter(|((low, high), y)| low <= *y && *y <= high);
        let n = count(actual.len());
        let spread = 3.0 * sqrt(nominal * (1.0 - nominal) / count(n_apart.max(1)));
        Some(Self {
            n: actual.len(),
            share: count(held.count()) / n,
            nominal,
            expected: ((nominal - spread).max(0.0), (nominal + spread).min(1.0)),
        })
    }

    /// Whether the share is one that a right forecast comes to.
    #[must_use]
    pub fn is_as_promised(&self) -> bool {
        let (low, high) = self.expected;
        low <= self.share && self.share <= high
    }
}

#[expect(clippy::cast_precision_loss, reason = "forecasts are countable")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::special::normal_quantile;

    #[test]
    fn errors_are_weighed_by_what_was_sold() {
        let (forecast, actual) = ([12.0, 8.0, 5.0], [10.0, 10.0, 0.0]);
        assert_eq!(bias(&forecast, &actual), Some(0.25));
        assert_eq!(wape(&forecast, &actual), Some(0.45));
        assert_eq!((bias(&[1.0], &[0.0]), wape(&[], &[])), (None, None));
    }

    #[test]
    fn a_forecast_of_half_is_two_thirds_off() {
        let error = smape(&[50.0, 0.0], &[100.0, 0.0]).unwrap();
        assert!((error - 100.0 / 3.0).abs() < 1e-12, "{error}");
        assert_eq!(smape(&[], &[]), None);
    }

    #[test]
    fn the_transform_is_the_place_among_futures() {
        assert_eq!(pit(&[1.0, 2.0, 3.0, 4.0], 3.5), Some(0.75));
        assert_eq!(pit(&[1.0, 2.0, 2.0, 4.0], 2.0), Some(0.5));
        assert_eq!(pit(&[], 2.0), None);
    }

    #[test]
    fn the_score_of_a_normal_forecast_is_the_published_one() {
        for (y, expected) in [(0.0, 0.233_695), (1.0, 0.602_441), (2.0, 1.452_792)] {
            assert!((crps_of_normal(0.0, 1.0, y) - expected).abs() < 5e-7, "{y}");
            // Scores scale with the unit, and do not care for the side.
            let scaled = crps_of_normal(100.0, 5.0, 100.0 - 5.0 * y);
            assert!((scaled - 5.0 * expected).abs() < 5e-6, "{y}");
        }
    }

    #[test]
    fn the_score_of_a_sample_is_that_of_its_law() {
        // The quantiles of 20,000 equal shares of a normal law stand for the law.
        let n = 20_000;
        let place = |i: i32| (f64::from(i) + 0.5) / f64::from(n);
        let sample: Vec<f64> = (0..n).map(|i| normal_quantile(place(i))).collect();
        for y in [0.0, 1.0, 2.0] {
            let score = crps(&sample, y).unwrap();
            assert!(
                (score - crps_of_normal(0.0, 1.0, y)).abs() < 2e-4,
                "{score}"
            );
        }
        // By hand: |0 - 1|, |2 - 1| and |3 - 1| are 4 / 3 on average; all nine pairs are 12 / 9 apart.
        let score = crps(&[3.0, 0.0, 2.0], 1.0).unwrap();
        assert!(
            (score - (4.0 / 3.0 - 12.0 / 9.0 / 2.0)).abs() < 1e-15,
            "{score}"
        );
        assert_eq!(crps(&[7.0], 4.0), Some(3.0));
        assert_eq!(crps(&[], 4.0), None);
    }

    #[test]
    fn a_sharp_and_right_forecast_scores_best() {
        let score = |sd| crps_of_normal(10.0, sd, 10.5);
        assert!(score(1.0) < score(3.0) && score(1.0) < score(0.01));
    }

    #[test]
    fn coverage_is_judged_by_what_chance_does() {
        let intervals = vec![(0.0, 1.0); 100];
        let actual = |held: usize| -> Vec<f64> {
            (0..100).map(|i| if i < held { 1.0 } else { 1.5 }).collect()
        };
        let of = |held| Coverage::of(&intervals, &actual(held), 0.8, 100).unwrap();
        // 3 √(0.8 · 0.2 / 100) = 0.12.
        let (low, high) = of(80).expected;
        assert!((low - 0.68).abs() < 1e-12 && (high - 0.92).abs() < 1e-12);
        assert_eq!((of(75).n, of(75).share), (100, 0.75));
        for (held, right) in [(67, false), (69, true), (91, true), (93, false)] {
            assert_eq!(of(held).is_as_promised(), right, "{held}");
        }
        // A quarter of them tell of their own: twice as wide.
        let few = Coverage::of(&intervals, &actual(60), 0.8, 25).unwrap();
        assert!(few.is_as_promised() && !of(60).is_as_promised());
        assert_eq!(Coverage::of(&[], &[], 0.8, 0), None);
    }
}

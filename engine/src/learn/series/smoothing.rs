//! Models of what a season leaves: levels, trends, and the mean of two that are wrong in different ways.

use augurs::ets::model::{ErrorComponent, ModelType, SeasonalComponent, TrendComponent, Unfit};
use augurs::prelude::Predict;

/// Simple exponential smoothing: the last level, for good. `None` if the fit fails.
pub(super) fn level(series: &[f64], horizon: usize) -> Option<Vec<f64>> {
    smoothed(series, TrendComponent::None, false, horizon)
}

/// Exponential smoothing with a damped additive trend (Gardner & `McKenzie` 1985). `None` if the fit fails.
pub(super) fn damped(series: &[f64], horizon: usize) -> Option<Vec<f64>> {
    smoothed(series, TrendComponent::Additive, true, horizon)
}

fn smoothed(
    series: &[f64],
    trend: TrendComponent,
    damped: bool,
    horizon: usize,
) -> Option<Vec<f64>> {
    if series
        .windows(2)
        .all(|pair| pair[0].to_bits() == pair[1].to_bits())
    {
        // Nothing ever moved, so that there is no error to fit.
        return series.last().map(|&last| vec![last; horizon]);
    }
    let form = ModelType {
        error: ErrorComponent::Additive,
        trend,
        season: SeasonalComponent::None,
    };
    let model = Unfit::new(form).damped(damped).fit(series).ok()?;
    let points = model.predict(horizon, None).ok()?.point;
    points
        .iter()
        .all(|point| point.is_finite())
        .then_some(points)
}

/// Theta (Assimakopoulos & Nikolopoulos 2000): the mean of a straight line through the series, and of the last level of what
/// is as far again from that line (theta 0 and 2).
pub(super) fn theta(series: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let line = Line::through(series);
    let bent: Vec<f64> = series
        .iter()
        .enumerate()
        .map(|(at, value)| 2.0 * value - line.at(at))
        .collect();
    let last = *level(&bent, 1)?.first()?;
    let ahead = (series.len()..).take(horizon);
    Some(ahead.map(|at| f64::midpoint(last, line.at(at))).collect())
}

/// The mean of [`theta`] and [`damped`]; either alone if the other cannot be fitted.
pub(super) fn combined(series: &[f64], horizon: usize) -> Option<Vec<f64>> {
    match (theta(series, horizon), damped(series, horizon)) {
        (Some(theta), Some(damped)) => Some(
            theta
                .iter()
                .zip(&damped)
                .map(|(&theta, &damped)| f64::midpoint(theta, damped))
                .collect(),
        ),
        (one, other) => one.or(other),
    }
}

/// A straight line by least squares.
struct Line {
    start: f64,
    slope: f64,
}

impl Line {
    fn through(series: &[f64]) -> Self {
        let n = index(series.len());
        let (middle, mean) = ((n - 1.0) / 2.0, series.iter().sum::<f64>() / n);
        let (mut with, mut alone) = (0.0, 0.0);
        for (at, value) in series.iter().enumerate() {
            let off = index(at) - middle;
            with += off * (value - mean);
            alone += off * off;
        }
        let slope = with / alone;
        Self {
            start: mean - slope * middle,
            slope,
        }
    }

    fn at(&self, ix: usize) -> f64 {
        self.start + self.slope * index(ix)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
fn index(ix: usize) -> f64 {
    ix as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn theta_follows_half_of_a_trend() {
        let series: Vec<f64> = (0..30).map(|at| 5.0 + 2.0 * f64::from(at)).collect();
        let theta = theta(&series, 3).unwrap();
        for (at, point) in theta.iter().enumerate() {
            let half_way = f64::midpoint(63.0, 5.0 + 2.0 * index(30 + at));
            assert!((point - half_way).abs() < 0.01, "{point} {half_way}");
        }
    }

    #[test]
    fn what_never_moves_stays() {
        assert_eq!(combined(&[7.0; 12], 2), Some(vec![7.0, 7.0]));
    }
}

//! A forecast of a series.

use super::check::{SeriesError, check};
use super::choice::choose;
use super::method::{Method, Scored};
use super::scale::Scale;
use super::season::Period;
use super::spread::Spread;

/// What a series does next.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    scale: Scale,
    points: Vec<f64>,
    spread: Spread,
    scored: Vec<Scored>,
    n_origins: usize,
}

impl Forecast {
    /// The most likely values, first one first, in the unit of the series: medians where the series grows by per cent.
    #[must_use]
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// The value that is not exceeded with chance `p`, months ahead counted from 0; never below 0 if the series never was.
    ///
    /// # Panics
    ///
    /// If the forecast does not reach so far.
    #[must_use]
    pub fn quantile(&self, ahead: usize, p: f64) -> f64 {
        let point = self.points[ahead];
        let miss = self.spread.quantile(ahead, p);
        if miss == 0.0 {
            return point;
        }
        self.scale.back(self.scale.to(point) + miss)
    }

    /// Half the width of the middle 68 %, in the unit of the series: what stands for a standard deviation.
    #[must_use]
    pub fn half_width(&self, ahead: usize) -> f64 {
        (self.quantile(ahead, 0.841_344_746) - self.quantile(ahead, 0.158_655_254)) / 2.0
    }

    /// The method that was chosen.
    #[must_use]
    pub fn method(&self) -> Method {
        self.scored
            .first()
            .map_or(Method::Naive, |scored| scored.method)
    }

    /// All methods that were compared, the chosen one first.
    #[must_use]
    pub fn scored(&self) -> &[Scored] {
        &self.scored
    }

    /// Past origins from which the spread is learnt; 0 if the series was too short for any.
    #[must_use]
    pub fn n_origins(&self) -> usize {
        self.n_origins
    }

    /// The same forecast moved to other points, as wide as before.
    ///
    /// # Panics
    ///
    /// If there are not as many points.
    #[must_use]
    pub fn moved_to(mut self, points: &[f64]) -> Self {
        assert_eq!(points.len(), self.points.len(), "a point for each month");
        self.points = match self.scale {
            // What must be positive stays so.
            Scale::Log => points
                .iter()
                .zip(&self.points)
                .map(|(&to, &from)| if to > 0.0 { to } else { from * 1e-3 })
                .collect(),
            scale @ Scale::Plain { .. } => points.iter().map(|&to| scale.back(to)).collect(),
        };
        self
    }
}

/// Forecasts the next `horizon` values of a series, by the method that past origins recommend.
///
/// * `series`: values in order of time, without gaps; at least [`MIN_LENGTH`](super::MIN_LENGTH)
/// * `period`: after how many values a season repeats
///
/// # Errors
///
/// [`SeriesError`] if the series is too short, or a value is no finite number.
pub fn forecast(series: &[f64], period: Period, horizon: usize) -> Result<Forecast, SeriesError> {
    let all = [
        Method::Combined,
        Method::SeasonalNaive,
        Method::Intermittent,
    ];
    forecast_by(series, period, horizon, &all)
}

/// The same, choosing among these methods only; the first is kept unless another is clearly better.
///
/// # Errors
///
/// As [`forecast()`].
pub fn forecast_by(
    series: &[f64],
    period: Period,
    horizon: usize,
    among: &[Method],
) -> Result<Forecast, SeriesError> {
    check(series)?;
    let choice = choose(series, period, horizon, among);
    let method = choice
        .scored
        .first()
        .map_or(Method::Naive, |scored| scored.method);
    let points = method
        .points(series, period, horizon)
        .or_else(|| Method::Naive.points(series, period, horizon))
        .unwrap_or_default();
    Ok(Forecast {
        scale: Scale::of(series),
        points,
        spread: Spread::of(&choice.misses, choice.n_origins),
        scored: choice.scored,
        n_origins: choice.n_origins,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::accuracy::crps_of_normal;

    /// Thirty-six months around a level, with a December.
    fn seasonal() -> Vec<f64> {
        (0..60_i32)
            .map(|month| {
                let wobble = f64::from((month * 7) % 11 - 5);
                100.0 + wobble + if month % 12 == 11 { 80.0 } else { 0.0 }
            })
            .collect()
    }

    #[test]
    fn the_season_comes_back_and_intervals_are_about_the_noise() {
        let forecast = forecast(&seasonal(), Period::MONTHS, 12).unwrap();
        assert!(
            (forecast.points()[11] - 180.0).abs() < 10.0,
            "{:?}",
            forecast.points()
        );
        let half = forecast.half_width(3);
        assert!((1.0..12.0).contains(&half), "{half}");
        assert!(crps_of_normal(forecast.points()[3], half, 100.0) < 5.0);
    }

    #[test]
    fn demand_that_comes_and_goes_is_a_rate_and_never_negative() {
        let series: Vec<f64> = (0..60)
            .map(|month| if month % 4 == 1 { 8.0 } else { 0.0 })
            .collect();
        let forecast = forecast(&series, Period::MONTHS, 6).unwrap();
        assert!(
            forecast
                .points()
                .iter()
                .all(|&point| (0.0..=8.0).contains(&point))
        );
        assert!(forecast.quantile(0, 0.01) >= 0.0);
    }

    #[test]
    fn what_is_no_series_is_refused() {
        let short = forecast(&[1.0; 5], Period::MONTHS, 3);
        assert_eq!(short, Err(SeriesError::TooShort { got: 5 }));
        let broken = forecast(&[1.0, 2.0, f64::NAN, 1.0, 2.0, 3.0], Period::MONTHS, 3);
        assert!(matches!(broken, Err(SeriesError::NotFinite { at: 2, .. })));
    }

    #[test]
    fn a_constant_is_certain() {
        let forecast = forecast(&[4.0; 40], Period::MONTHS, 2).unwrap();
        assert!((forecast.quantile(1, 0.99) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn moving_a_forecast_keeps_it_as_wide() {
        let forecast = forecast(&seasonal(), Period::MONTHS, 2).unwrap();
        let ratio = forecast.quantile(0, 0.9) / forecast.points()[0];
        let moved = forecast.moved_to(&[50.0, -1.0]);
        assert!((moved.quantile(0, 0.9) / 50.0 - ratio).abs() < 1e-9);
        assert!(moved.points()[1] > 0.0);
    }
}

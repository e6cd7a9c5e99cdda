//! A forecast of a series.

use super::check::{SeriesError, check};
use super::choice::choose;
use super::method::{Method, Scored};
use super::scale::Scale;
use super::season::{PERIODS, Period};
use super::spread::Spread;
use crate::kernel::math::exp;

/// What a series does next.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    scale: Scale,
    points: Vec<f64>,
    means: Vec<f64>,
    spread: Spread,
    scored: Vec<Scored>,
    n_origins: usize,
}

impl Forecast {
    /// The middles of what may come, first one first, in the unit of the series: half of outcomes lie below each.
    #[must_use]
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// What comes on average, in the unit of the series: the numbers that may be added up over months and series. They lie above
    /// the middles where the series varies by per cent, since it may double but not fall below 0.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.means
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

    /// The same forecast moved to other means; its quantiles move with them: by the same factor where the series varies by per
    /// cent, by the same distance elsewhere.
    ///
    /// # Panics
    ///
    /// If there are not as many means.
    #[must_use]
    pub fn moved_to(mut self, means: &[f64]) -> Self {
        assert_eq!(means.len(), self.means.len(), "a mean for each month");
        for ((point, from), &to) in self.points.iter_mut().zip(&mut self.means).zip(means) {
            match self.scale {
                // What must be positive stays so.
                Scale::Log => {
                    let to = if to > 0.0 { to } else { *from * 1e-3 };
                    *point *= to / *from;
                    *from = to;
                }
                scale @ Scale::Plain { .. } => {
                    *point = scale.back(*point + (to - *from));
                    *from = scale.back(to);
                }
            }
        }
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
        .points(series, period, horizon, PERIODS)
        .or_else(|| Method::Naive.points(series, period, horizon, PERIODS))
        .unwrap_or_default();
    let (scale, spread) = (
        Scale::of(series),
        Spread::of(&choice.misses, choice.n_origins),
    );
    let means = points.iter().enumerate().map(|(ahead, &point)| {
        // What repeats a value or averages values is no middle: it is high as often as what comes is.
        if scale == Scale::Log && method == Method::Combined {
            point * exp(spread.lift(ahead))
        } else {
            point
        }
    });
    Ok(Forecast {
        means: means.collect(),
        scale,
        points,
        spread,
        scored: choice.scored,
        n_origins: choice.n_origins,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::special::normal_quantile;
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
        let ratio = forecast.quantile(0, 0.9) / forecast.means()[0];
        let moved = forecast.moved_to(&[50.0, -1.0]);
        assert!((moved.quantile(0, 0.9) / 50.0 - ratio).abs() < 1e-9);
        assert!((moved.means()[0] - 50.0).abs() < 1e-9 && moved.means()[1] > 0.0);
    }
    /// Normal numbers, the same in every run.
    fn noise(seed: u32, n: usize) -> Vec<f64> {
        let mut state = u64::from(seed) << 32;
        let mut uniform = || {
            // Steele, Lea & Flood (2014): SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            #[expect(clippy::cast_precision_loss, reason = "31 bits")]
            let top = ((word ^ (word >> 31)) >> 33) as f64;
            (top + 0.5) / f64::from(1_u32 << 31)
        };
        (0..n).map(|_| normal_quantile(uniform())).collect()
    }

    fn float(n: usize) -> f64 {
        u32::try_from(n).map(f64::from).unwrap()
    }

    /// Three and four years with a strong season and a trend: a year is not repeated as it was.
    #[test]
    fn a_trend_is_kept_as_soon_as_there_is_a_season() {
        for n in [36, 48] {
            let (mut off, mut repeats) = (0.0, 0);
            for seed in 0..20 {
                let (season, luck) = (noise(seed, 12), noise(1_000 + seed, n + 12));
                let series: Vec<f64> = (0..n + 12)
                    .map(|at| exp(5.0 + 0.01 * float(at) + 0.4 * season[at % 12] + 0.05 * luck[at]))
                    .collect();
                let found = forecast(&series[..n], Period::MONTHS, 12).unwrap();
                repeats += u32::from(found.method() == Method::SeasonalNaive);
                let came = series[n..].iter();
                off += came
                    .zip(found.points())
                    .map(|(came, point)| point / came - 1.0)
                    .sum::<f64>();
            }
            // Repeating last year is 11 % too low.
            assert!(repeats <= 4, "{n} months: {repeats} of 20 repeat last year");
            assert!((off / 240.0).abs() < 0.05, "{n} months: {}", off / 240.0);
        }
    }

    /// Demand that varies by per cent around a level: means sum to what comes, middles lie below it.
    #[test]
    fn means_of_noisy_series_sum_to_what_comes() {
        for (sd, least) in [(0.3, 0.015), (0.6, 0.08)] {
            let (mut means, mut middles, mut came) = (0.0, 0.0, 0.0);
            for seed in 0..60 {
                let series: Vec<f64> = noise(seed, 72)
                    .iter()
                    .map(|luck| 100.0 * exp(sd * luck))
                    .collect();
                let found = forecast(&series[..60], Period::MONTHS, 12).unwrap();
                means += found.means().iter().sum::<f64>();
                middles += found.points().iter().sum::<f64>();
                came += 1_200.0 * exp(sd * sd / 2.0);
            }
            assert!(
                (means / came - 1.0).abs() < 0.06,
                "sd {sd}: {}",
                means / came - 1.0
            );
            // The control: middles are too low for sums.
            assert!(
                middles / came < 1.0 - least,
                "sd {sd}: {}",
                middles / came - 1.0
            );
        }
    }
}

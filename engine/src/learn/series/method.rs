//! Ways to forecast a series.

use super::intermittent;
use super::scale::Scale;
use super::season::{Period, Season};
use super::smoothing::{combined, level};

/// A way to forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// The mean of Theta and of a damped trend, with a season.
    Combined,
    /// The same month of last year.
    SeasonalNaive,
    /// How often times how much, for demand that comes and goes.
    Intermittent,
    /// The last value: where nothing else can be fitted.
    Naive,
}

impl Method {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Combined => "theta and damped trend",
            Self::SeasonalNaive => "same month last year",
            Self::Intermittent => "comes and goes",
            Self::Naive => "last value",
        }
    }

    /// Forecasts of the next `horizon` values, from `series`; as many as asked for. `None` if the series does not allow it.
    ///
    /// * `fewest`: periods from which a season is learnt
    pub(super) fn points(
        self,
        series: &[f64],
        period: Period,
        horizon: usize,
        fewest: usize,
    ) -> Option<Vec<f64>> {
        match self {
            Self::Combined => smoothed(series, period, horizon, fewest),
            Self::SeasonalNaive => {
                let n = period.len();
                let start = series.len().checked_sub(n)?;
                Some(
                    (0..horizon)
                        .map(|ahead| series[start + ahead % n])
                        .collect(),
                )
            }
            Self::Intermittent => intermittent::comes_and_goes(series)
                .then(|| intermittent::expected(series, horizon)),
            Self::Naive => series.last().map(|&last| vec![last; horizon]),
        }
    }
}

/// How a method did at past origins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The method.
    pub method: Method,
    /// Mean absolute error over origins and months ahead, in the unit of the series.
    pub error: f64,
    /// Origins that were tried.
    pub n_origins: usize,
}

/// The combination on the scale of the series, without its season and with it again.
fn smoothed(series: &[f64], period: Period, horizon: usize, fewest: usize) -> Option<Vec<f64>> {
    let scale = Scale::of(series);
    let on_scale: Vec<f64> = series.iter().map(|&value| scale.to(value)).collect();
    let season = Season::of(&on_scale, period, fewest);
    let left: Vec<f64> = on_scale
        .iter()
        .enumerate()
        .map(|(at, value)| value - season.at(at))
        .collect();
    let points = combined(&left, horizon).or_else(|| level(&left, horizon))?;
    let ahead = (series.len()..).zip(points);
    let points: Vec<f64> = ahead
        .map(|(at, point)| scale.back(point + season.at(at)))
        .collect();
    points
        .iter()
        .all(|point| point.is_finite())
        .then_some(points)
}

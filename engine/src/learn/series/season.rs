//! What the time of the year adds.

/// After how many values a season repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(usize);

impl Period {
    /// Months of a year.
    pub const MONTHS: Self = Self(12);
    /// Quarters of a year.
    pub const QUARTERS: Self = Self(4);
    /// No season.
    pub const NONE: Self = Self(1);

    /// Values of a period; at least one.
    #[must_use]
    pub fn len(self) -> usize {
        self.0
    }

    /// Whether there is a season at all.
    #[must_use]
    pub fn is_seasonal(self) -> bool {
        self.0 > 1
    }

    /// Never: a period has a value at least.
    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }
}

/// Periods from which a season is learnt.
pub(super) const PERIODS: usize = 3;

/// What each place in the period adds, shrunk towards nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Season {
    adds: Vec<f64>,
}

impl Season {
    /// No season.
    pub(super) fn none() -> Self {
        Self { adds: vec![0.0] }
    }

    /// The season of a series, by distances from a centred moving average of one period (classical decomposition), shrunk
    /// towards none by as much as luck explains of them: James & Stein (1961) with the residual variance estimated, as
    /// Miller & Williams (2003, International Journal of Forecasting 19:669-684) do for seasonal factors. No season
    /// with fewer than `fewest` periods, two at least.
    pub(super) fn of(series: &[f64], period: Period, fewest: usize) -> Self {
        let n_places = period.len();
        if n_places < 4 || series.len() < fewest.max(2) * n_places {
            return Self::none();
        }
        let mut seen: Vec<Vec<f64>> = vec![Vec::new(); n_places];
        for (at, level) in moving_average(series, n_places) {
            seen[at % n_places].push(series[at] - level);
        }
        let means: Vec<f64> = seen.iter().map(|seen| mean(seen)).collect();
        let middle = mean(&means);
        let n_seen: f64 = seen.iter().map(|seen| float(seen.len())).sum();
        let within: f64 = seen
            .iter()
            .zip(&means)
            .flat_map(|(seen, mean)| {
                seen.iter()
                    .map(move |value| (value - mean) * (value - mean))
            })
            .sum();
        let noise = within / (n_seen - float(n_places)).max(1.0);
        let of_mean = noise / (n_seen / float(n_places));
        let between: f64 = means
            .iter()
            .map(|mean| (mean - middle) * (mean - middle))
            .sum();
        let kept = if between > 0.0 {
            (1.0 - float(n_places - 3) * of_mean / between).max(0.0)
        } else {
            0.0
        };
        Self {
            adds: means.iter().map(|mean| kept * (mean - middle)).collect(),
        }
    }

    /// What it adds to the value at an index of the series, or beyond its end.
    pub(super) fn at(&self, ix: usize) -> f64 {
        self.adds[ix % self.adds.len()]
    }
}

/// Centred moving averages over one period, each with the index of its middle; an even period has half weight at both ends.
fn moving_average(series: &[f64], n: usize) -> impl Iterator<Item = (usize, f64)> {
    let half = n / 2;
    (half..series.len().saturating_sub(half)).map(move |at| {
        let window = &series[at - half..=at + half];
        let sum: f64 = window.iter().sum();
        let ends = if n.is_multiple_of(2) {
            f64::midpoint(window[0], window[n])
        } else {
            0.0
        };
        (at, (sum - ends) / float(n))
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / float(values.len().max(1))
}

#[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::special::normal_quantile;

    #[test]
    fn an_exact_season_is_found_whole() {
        let shape = [3.0, -1.0, 0.0, -2.0];
        let series: Vec<f64> = (0..40).map(|at| float(at) + shape[at % 4]).collect();
        let season = Season::of(&series, Period::QUARTERS, PERIODS);
        for (at, adds) in shape.iter().enumerate() {
            assert!((season.at(at) - adds).abs() < 1e-9, "{at}");
        }
    }

    #[test]
    fn luck_is_mostly_no_season() {
        // A sequence of low discrepancy, shuffled: normal scores without any period.
        let series: Vec<f64> = (0..72_usize)
            .map(|at| normal_quantile((float((at * 29) % 72) + 0.5) / 72.0))
            .map(|value| value * value * value)
            .collect();
        let raw: f64 = (0..12)
            .map(|at| Season::of(&series, Period::MONTHS, PERIODS).at(at).abs())
            .sum();
        let seasonal: Vec<f64> = series
            .iter()
            .enumerate()
            .map(|(at, value)| value + if at % 12 == 0 { 30.0 } else { 0.0 })
            .collect();
        let found: f64 = (0..12)
            .map(|at| Season::of(&seasonal, Period::MONTHS, PERIODS).at(at).abs())
            .sum();
        assert!(raw < 0.25 * found, "{raw} {found}");
    }

    #[test]
    fn a_short_series_has_none() {
        assert_eq!(
            Season::of(&[1.0; 35], Period::MONTHS, PERIODS),
            Season::none()
        );
    }
}

//! Forecasts beside what came: scores, coverage, verdict.

use jiff::civil::Date;

use super::super::import::PastDeal;
use super::Options;
use super::actual::Actual;
use super::rivals::RIVALS;
use crate::calendar::YearMonth;
use crate::kernel::math::sqrt;
use crate::kernel::special::normal_quantile;
use crate::kpi::accuracy::{Coverage, bias, crps, pit, wape};
use crate::kpi::{Kpi, Unit};
use crate::outcome::backtest::{BARS, INTERVALS, Judged, QUANTILES, Rival, Row, Verdict};

/// Days that share no months from which anything is said.
const FEWEST: usize = 4;

/// The futures of one day.
pub(super) struct Forecast {
    pub(super) day: Date,
    /// Values of all futures, by [`KPIS`](super::KPIS).
    pub(super) samples: Vec<Vec<f64>>,
    /// Minor units in one unit of the plan's currency.
    pub(super) minor_per_major: f64,
}

/// Holds the forecasts of a KPI against what came.
///
/// * `ix`: which of the samples it is
pub(super) fn judged(
    kpi: &'static Kpi,
    ix: usize,
    forecasts: &[Forecast],
    deals: &[PastDeal],
    options: &Options,
) -> Judged {
    let in_unit = |minor_per_major| {
        if kpi.unit == Unit::Money {
            minor_per_major
        } else {
            1.0
        }
    };
    let minor = forecasts
        .first()
        .map_or(1.0, |forecast| in_unit(forecast.minor_per_major));
    let rows: Vec<Row> = forecasts
        .iter()
        .filter_map(|forecast| {
            let next = YearMonth::of(forecast.day).plus(1);
            let actual = Actual::of(deals, next, options.horizon).kpi(kpi.id, minor)?;
            row(forecast.day, &forecast.samples[ix], actual)
        })
        .collect();
    let actual: Vec<f64> = rows.iter().map(|row| row.actual).collect();
    let means: Vec<f64> = rows.iter().map(|row| row.mean).collect();
    let medians: Vec<f64> = rows.iter().map(|row| row.quantiles[3]).collect();
    let coverage: Vec<Coverage> = INTERVALS
        .iter()
        .zip([[2, 4], [1, 5], [0, 6]])
        .filter_map(|(&nominal, [low, high])| {
            let ends: Vec<(f64, f64)> = rows
                .iter()
                .map(|row| (row.quantiles[low], row.quantiles[high]))
                .collect();
            Coverage::of(&ends, &actual, nominal)
        })
        .collect();
    let mut places = [0; BARS];
    for row in &rows {
        places[bar(row.place)] += 1;
    }
    let rivals = RIVALS.iter().filter_map(|(name, simple)| {
        let told =
            |row: &Row| simple(deals, row.day, options.horizon, kpi.id).map(|value| value * minor);
        let pairs: Vec<(&Row, f64)> = rows
            .iter()
            .filter_map(|row| told(row).map(|value| (row, value)))
            .collect();
        rival(name, &pairs)
    });
    Judged {
        kpi,
        bias: bias(&means, &actual),
        wape: wape(&medians, &actual),
        crps: mean(rows.iter().map(|row| row.crps)),
        coverage,
        places,
        rivals: rivals.collect(),
        verdict: verdict(&rows, options.horizon),
        rows,
    }
}

/// `None` if there are no futures with a value.
fn row(day: Date, sample: &[f64], actual: f64) -> Option<Row> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(Row {
        day,
        actual,
        crps: crps(sample, actual)?,
        place: pit(sample, actual)?,
        mean: mean(sorted.iter().copied()),
        quantiles: QUANTILES.map(|p| quantile(&sorted, p)),
    })
}

fn rival(name: &'static str, pairs: &[(&Row, f64)]) -> Option<Rival> {
    if pairs.is_empty() {
        return None;
    }
    let forecast: Vec<f64> = pairs.iter().map(|(_, value)| *value).collect();
    let actual: Vec<f64> = pairs.iter().map(|(row, _)| row.actual).collect();
    Some(Rival {
        name,
        rows: pairs.iter().map(|(row, value)| (row.day, *value)).collect(),
        bias: bias(&forecast, &actual),
        wape: wape(&forecast, &actual),
        crps: mean(pairs.iter().map(|(row, value)| (value - row.actual).abs())),
        ours: mean(pairs.iter().map(|(row, _)| row.crps)),
    })
}

/// What places among futures say. Days whose months overlap share their luck, so that only every `horizon`-th counts as one of
/// its own. Normal scores of the places are standard normal for a forecast that is right: their mean, and the mean of their
/// squares, are compared with what chance does to them, two standard deviations being too much.
fn verdict(rows: &[Row], horizon: usize) -> Verdict {
    let n = rows.len() / horizon.max(1);
    if n < FEWEST {
        return Verdict::TooLittleData;
    }
    // A place of 0 or 1 is beyond all futures, but not infinitely far.
    let scores = rows
        .iter()
        .map(|row| normal_quantile(row.place.clamp(0.001, 0.999)));
    let middle = mean(scores.clone());
    let spread = mean(scores.map(|score| score * score));
    let luck = 2.0 / sqrt(float(n));
    if middle > luck {
        Verdict::TooLow
    } else if middle < -luck {
        Verdict::TooHigh
    } else if spread > 1.0 + luck * sqrt(2.0) {
        Verdict::TooNarrow
    } else if spread < 1.0 - luck * sqrt(2.0) {
        Verdict::TooWide
    } else {
        Verdict::Calibrated
    }
}

/// The bar of a place.
fn bar(place: f64) -> usize {
    (0..BARS)
        .rev()
        .find(|&bar| place * float(BARS) >= float(bar))
        .unwrap_or(0)
}

/// By linear interpolation between futures in order; there is one at least.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * float(sorted.len() - 1);
    let low = (0..sorted.len())
        .rev()
        .find(|&ix| float(ix) <= at)
        .unwrap_or(0);
    let high = (low + 1).min(sorted.len() - 1);
    let weight = at - float(low);
    sorted[low] * (1.0 - weight) + sorted[high] * weight
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0_usize);
    for value in values {
        sum += value;
        n += 1;
    }
    sum / float(n.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "futures are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forecasts of what comes to these places.
    fn rows(places: &[f64]) -> Vec<Row> {
        let rows = places.iter().map(|&place| Row {
            day: "2027-03-31".parse().unwrap(),
            actual: 0.0,
            mean: 0.0,
            quantiles: [0.0; 7],
            crps: 0.0,
            place,
        });
        rows.collect()
    }

    #[test]
    fn places_tell_bias_and_width() {
        let even: Vec<f64> = (0..20).map(|ix| (f64::from(ix) + 0.5) / 20.0).collect();
        let moved =
            |by: fn(f64) -> f64| -> Vec<f64> { even.iter().map(|&place| by(place)).collect() };
        for (places, expected) in [
            (even.clone(), Verdict::Calibrated),
            (moved(|place| 0.5 + place / 2.0), Verdict::TooLow),
            (moved(|place| place / 2.0), Verdict::TooHigh),
            (
                moved(|place| if place < 0.5 { 0.01 } else { 0.99 }),
                Verdict::TooNarrow,
            ),
            (moved(|place| 0.4 + place / 5.0), Verdict::TooWide),
            (vec![0.5; 3], Verdict::TooLittleData),
        ] {
            assert_eq!(verdict(&rows(&places), 1), expected, "{places:?}");
        }
        // The same twenty days, three months each, are six that share nothing.
        assert_eq!(verdict(&rows(&even[..9]), 3), Verdict::TooLittleData);
    }

    #[test]
    fn a_row_is_scored_by_all_futures() {
        let found = row("2027-03-31".parse().unwrap(), &[3.0, 0.0, 2.0], 1.0).unwrap();
        assert!((found.crps - (4.0 / 3.0 - 12.0 / 9.0 / 2.0)).abs() < 1e-12);
        assert_eq!((found.quantiles[3], found.place), (2.0, 1.0 / 3.0));
        assert!(row("2027-03-31".parse().unwrap(), &[], 1.0).is_none());
    }

    #[test]
    fn bars_hold_both_ends() {
        assert_eq!([0.0, 0.099, 0.1, 0.95, 1.0].map(bar), [0, 0, 1, 9, 9]);
    }
}

//! Forecasts beside what came: scores, coverage, verdict.

use jiff::civil::Date;

use super::super::import::PastDeal;
use super::Options;
use super::actual::Actual;
use super::rivals::RIVALS;
use crate::calendar::YearMonth;
use crate::kernel::incomplete_gamma::gamma_quantile;
use crate::kernel::math::sqrt;
use crate::kernel::special::normal_quantile;
use crate::kpi::accuracy::{Coverage, bias, crps, wape};
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
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for forecast in forecasts {
        let next = YearMonth::of(forecast.day).plus(1);
        let came = Actual::of(deals, next, options.horizon);
        match came.kpi(kpi.id, minor) {
            Ok(actual) => match row(forecast.day, &forecast.samples[ix], actual) {
                Some(row) => rows.push(row),
                None => left_out.push((forecast.day, "no future has a value".to_owned())),
            },
            Err(why) => left_out.push((forecast.day, why)),
        }
    }
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
            Coverage::of(&ends, &actual, nominal, n_apart(&rows, options.horizon))
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
        left_out,
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
        place: place(&sorted, actual),
        spread: own_spread(&sorted),
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
        our_wape: wape(
            &pairs
                .iter()
                .map(|(row, _)| row.quantiles[3])
                .collect::<Vec<_>>(),
            &actual,
        ),
    })
}

/// What places among futures say. Normal scores of the places are standard normal for a forecast that is right: their mean, and the
/// mean of their squares, are compared with what luck does to them in one of twenty. Where the futures are few different
/// numbers, as counts are, squares are compared with what such futures make of them. Only days that share no months count.
fn verdict(rows: &[Row], horizon: usize) -> Verdict {
    let n = n_apart(rows, horizon);
    if n < FEWEST {
        return Verdict::TooLittleData;
    }
    let scores = rows.iter().map(|row| score(row.place));
    let middle = mean(scores.clone());
    let around = mean(
        scores
            .clone()
            .map(|score| (score - middle) * (score - middle)),
    );
    let spread =
        mean(scores.map(|score| score * score)) / mean(rows.iter().map(|row| row.spread)).max(0.01);
    // Futures that are too narrow throw means about as well.
    let luck = 1.96 * sqrt(around.max(1.0) / float(n));
    let squares = |p| 2.0 * gamma_quantile(float(n) / 2.0, p) / float(n);
    if middle > luck {
        Verdict::TooLow
    } else if middle < -luck {
        Verdict::TooHigh
    } else if spread > squares(0.975) {
        Verdict::TooNarrow
    } else if spread < squares(0.025) {
        Verdict::TooWide
    } else {
        Verdict::Calibrated
    }
}

/// Where a number lies among futures: in the middle of the gap in which it would be one more future, so that few futures promise
/// no more than they know. Futures that are equal to it count half.
fn place(sorted: &[f64], actual: f64) -> f64 {
    let below = sorted.partition_point(|&future| future < actual);
    let equal = sorted[below..].partition_point(|&future| future <= actual);
    (float(below) + float(equal) / 2.0 + 0.5) / (float(sorted.len()) + 1.0)
}

/// The normal score of a place; 0 and 1 are beyond all futures, but not infinitely far.
fn score(place: f64) -> f64 {
    normal_quantile(place.clamp(0.001, 0.999))
}

/// The mean square of the scores that futures have among themselves: near 1 if all differ, less if many are alike.
fn own_spread(sorted: &[f64]) -> f64 {
    let n = float(sorted.len());
    let (mut sum, mut begin) = (0.0, 0);
    for alike in sorted.chunk_by(|one, other| one.total_cmp(other).is_eq()) {
        let place = (float(begin) + float(alike.len()) / 2.0) / n;
        sum += float(alike.len()) / n * score(place) * score(place);
        begin += alike.len();
    }
    sum
}

/// How many of the days are followed by months of their own, counted from the first one on.
fn n_apart(rows: &[Row], horizon: usize) -> usize {
    let mut n = 0;
    let mut free_from: Option<YearMonth> = None;
    for month in rows.iter().map(|row| YearMonth::of(row.day)) {
        if free_from.is_none_or(|free| free.months_until(month) >= 0) {
            n += 1;
            free_from = Some(month.plus(horizon));
        }
    }
    n
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

    /// Forecasts of what comes to these places, from month-ends one after the other.
    fn rows(places: &[f64]) -> Vec<Row> {
        let first: YearMonth = "2020-01".parse().unwrap();
        let rows = places.iter().enumerate().map(|(ix, &place)| Row {
            day: format!("{}-28", first.plus(ix)).parse().unwrap(),
            actual: 0.0,
            mean: 0.0,
            quantiles: [0.0; 7],
            crps: 0.0,
            place,
            spread: 1.0,
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
    }

    #[test]
    fn months_that_are_shared_count_once() {
        let nine = rows(&[0.5; 9]);
        assert_eq!([1, 3, 12].map(|horizon| n_apart(&nine, horizon)), [9, 3, 1]);
        assert_eq!(verdict(&nine, 3), Verdict::TooLittleData);
        // Every third day of twelve, three months each, has its own.
        let apart: Vec<Row> = rows(&[0.5; 12]).into_iter().step_by(3).collect();
        assert_eq!(n_apart(&apart, 3), 4);
    }

    #[test]
    fn counts_are_judged_by_what_counts_can_tell() {
        // Half of the futures are 0 and half are 1: places are a quarter or three quarters, and nothing is wrong with that.
        let futures = [0.0, 0.0, 1.0, 1.0];
        let spread = own_spread(&futures);
        assert!(
            (spread - score(0.25) * score(0.25)).abs() < 1e-12,
            "{spread}"
        );
        let mut twenty = rows(&[[0.25, 0.75]; 20].concat());
        assert_eq!(verdict(&twenty, 1), Verdict::TooWide);
        for row in &mut twenty {
            row.spread = spread;
        }
        assert_eq!(verdict(&twenty, 1), Verdict::Calibrated);
        let continuous: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert!((own_spread(&continuous) - 1.0).abs() < 0.02);
    }

    /// Calibrated forecasts of few futures are called so about as often as those of many.
    #[test]
    fn few_futures_are_judged_as_many_are() {
        let mut state = 1_u64;
        let mut draw = || {
            // Steele, Lea & Flood (2014): SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            f64::from(u32::try_from((word ^ (word >> 31)) >> 33).unwrap())
        };
        for n_futures in [20, 50, 500] {
            let mut wrong = 0;
            for _ in 0..200 {
                let mut found = rows(&[0.5; 24]);
                for row in &mut found {
                    let mut futures: Vec<f64> = (0..n_futures).map(|_| draw()).collect();
                    futures.sort_by(f64::total_cmp);
                    row.place = place(&futures, draw());
                    row.spread = own_spread(&futures);
                }
                wrong += u32::from(verdict(&found, 1) != Verdict::Calibrated);
            }
            // One in ten, by two tests of one in twenty each.
            assert!(
                (5..=36).contains(&wrong),
                "{n_futures} futures: {wrong} of 200"
            );
        }
    }

    #[test]
    fn a_row_is_scored_by_all_futures() {
        let found = row("2027-03-31".parse().unwrap(), &[3.0, 0.0, 2.0], 1.0).unwrap();
        assert!((found.crps - (4.0 / 3.0 - 12.0 / 9.0 / 2.0)).abs() < 1e-12);
        assert_eq!((found.quantiles[3], found.place), (2.0, 1.5 / 4.0));
        assert!(row("2027-03-31".parse().unwrap(), &[], 1.0).is_none());
    }

    #[test]
    fn bars_hold_both_ends() {
        assert_eq!([0.0, 0.099, 0.1, 0.95, 1.0].map(bar), [0, 0, 1, 9, 9]);
    }
}

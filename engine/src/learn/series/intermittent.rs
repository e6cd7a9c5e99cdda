//! Demand that comes and goes.

/// Weights of news about how often and how much; the middle of the range that Teunter, Syntetos & Babai try.
const OFTEN: f64 = 0.1;
const MUCH: f64 = 0.1;

/// Share of months without demand from which a series comes and goes: an average of 1.32 months between demands
/// (Syntetos, Boylan & Croston 2005).
const SHARE_EMPTY: f64 = 1.0 - 1.0 / 1.32;

/// Whether a series comes and goes: never negative, and often nothing.
pub(super) fn comes_and_goes(series: &[f64]) -> bool {
    let n_empty = series.iter().filter(|&&value| value == 0.0).count();
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
    let share = n_empty as f64 / series.len() as f64;
    share >= SHARE_EMPTY && series.iter().all(|&value| value >= 0.0)
}

/// Expected demand of a month: chance of any times its size, both smoothed, the chance also in months without demand, so that
/// a product that nobody buys any more fades (Teunter, Syntetos & Babai 2011, European Journal of Operational Research
/// 214:606-615). Level for good.
pub(super) fn expected(series: &[f64], horizon: usize) -> Vec<f64> {
    let demands: Vec<f64> = series
        .iter()
        .copied()
        .filter(|&value| value > 0.0)
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
    let (n_demands, n) = (demands.len() as f64, series.len() as f64);
    let mut chance = n_demands / n;
    let mut size = demands.iter().sum::<f64>() / n_demands.max(1.0);
    for &value in series {
        let any = if value > 0.0 { 1.0 } else { 0.0 };
        chance += OFTEN * (any - chance);
        if value > 0.0 {
            size += MUCH * (value - size);
        }
    }
    vec![chance * size; horizon]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_rhythm_is_its_mean() {
        let series: Vec<f64> = (0..90)
            .map(|at| if at % 3 == 2 { 9.0 } else { 0.0 })
            .collect();
        assert!(comes_and_goes(&series));
        let expected = expected(&series, 2);
        assert!((expected[0] - 3.0).abs() < 0.5, "{expected:?}");
    }

    #[test]
    fn what_nobody_buys_any_more_fades() {
        let mut series = vec![5.0; 12];
        series.extend([0.0; 36]);
        assert!(expected(&series, 1)[0] < 0.2);
    }

    #[test]
    fn no_demand_at_all_is_none() {
        assert_eq!(expected(&[0.0; 8], 1), [0.0]);
    }
}

//! Forecasts of parts and of their totals that agree.
//!
//! A total is forecast better than the sum of its parts, whose luck cancels out; the parts tell of shifts that the total
//! hides. Both are taken, weighed by how far off each is: the parts that fit all forecasts best by weighted least squares, and
//! every total is their sum (Wickramasuriya, Athanasopoulos & Hyndman 2019, JASA 114:804-819, with a diagonal covariance).

use nalgebra::{DMatrix, DVector};

/// A forecast of one month, and its variance; both in the unit of the series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// The forecast.
    pub point: f64,
    /// Variance of its error; more than 0.
    pub variance: f64,
}

/// A total: which parts it sums.
pub type Members = Vec<usize>;

/// The parts that fit all forecasts best.
///
/// * `parts`: a forecast of each part
/// * `totals`: forecasts of sums of parts, each with the parts that it sums
///
/// Returns a value for each part; totals are sums of these. A variance that is infinite says nothing; where nothing says
/// anything of a part, or the equations cannot be solved, its own forecast stands.
#[must_use]
pub fn reconcile(parts: &[Said], totals: &[(Members, Said)]) -> Vec<f64> {
    let n = parts.len();
    let own = || parts.iter().map(|said| said.point).collect();
    let mut weights = DMatrix::<f64>::zeros(n, n);
    let mut weighed = DVector::<f64>::zeros(n);
    let alone = parts.iter().enumerate().map(|(ix, &said)| (vec![ix], said));
    let all: Vec<(Members, Said)> = alone.chain(totals.iter().cloned()).collect();
    // What is known exactly weighs a hundred million times what is known least; more, and nothing else would be left of it.
    let finite = all.iter().map(|(_, said)| said.variance);
    let largest = finite.filter(|v| v.is_finite()).fold(0.0, f64::max);
    let least = if largest > 0.0 { 1e-8 * largest } else { 1.0 };
    for (members, said) in all {
        if !said.variance.is_finite() {
            continue;
        }
        let weight = 1.0 / said.variance.max(least);
        for &row in &members {
            weighed[row] += weight * said.point;
            for &column in &members {
                weights[(row, column)] += weight;
            }
        }
    }
    let solved = weights.cholesky().map(|solver| solver.solve(&weighed));
    match solved {
        Some(solved) if solved.iter().all(|value| value.is_finite()) => {
            solved.iter().copied().collect()
        }
        _ => own(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(point: f64, variance: f64) -> Said {
        Said { point, variance }
    }

    #[test]
    fn what_is_missing_goes_where_least_is_known() {
        // The total says 10 more; part 1 is three times as uncertain as part 0, and the total as part 0.
        let parts = [said(40.0, 1.0), said(50.0, 3.0)];
        let found = reconcile(&parts, &[(vec![0, 1], said(100.0, 1.0))]);
        // Each moves by its share of all variance: 10 x 1/5 and 10 x 3/5.
        assert!((found[0] - 42.0).abs() < 1e-9, "{found:?}");
        assert!((found[1] - 56.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn what_agrees_stays() {
        let parts = [said(40.0, 1.0), said(50.0, 3.0)];
        let found = reconcile(&parts, &[(vec![0, 1], said(90.0, 1.0))]);
        assert!((found[0] - 40.0).abs() < 1e-9 && (found[1] - 50.0).abs() < 1e-9);
    }

    #[test]
    fn a_total_of_which_nothing_is_known_changes_nothing() {
        let parts = [said(40.0, 1.0), said(50.0, 3.0)];
        let found = reconcile(&parts, &[(vec![0, 1], said(0.0, f64::INFINITY))]);
        assert!((found[0] - 40.0).abs() < 1e-9);
    }

    #[test]
    fn a_total_that_is_known_exactly_is_kept() {
        let parts = [said(30.0, 1.0), said(31.0, 3.0), said(38.0, 2.0)];
        let found = reconcile(&parts, &[(vec![0, 1, 2], said(100.0, 0.0))]);
        assert!(
            (found.iter().sum::<f64>() - 100.0).abs() < 1e-5,
            "{found:?}"
        );
        // What is missing goes by variance: a sixth, a half, a third.
        assert!((found[1] - 31.5).abs() < 1e-5, "{found:?}");
        let certain = [said(30.0, 0.0), said(70.0, 0.0)];
        let found = reconcile(&certain, &[(vec![0, 1], said(100.0, 0.0))]);
        assert!((found[0] - 30.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn two_ways_of_cutting_agree_with_the_whole() {
        // Two segments by two products, each 10; rows, columns and the total all say 24, 24 and 48.
        let parts = [said(10.0, 4.0); 4];
        let sums = [vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3]]
            .map(|members| (members, said(24.0, 1.0)));
        let whole = (vec![0, 1, 2, 3], said(48.0, 1.0));
        let found = reconcile(&parts, &[sums.to_vec(), vec![whole]].concat());
        assert!(found.iter().all(|&value| (value - found[0]).abs() < 1e-9));
        assert!(found[0] > 11.5 && found[0] < 12.0, "{found:?}");
    }
}

//! The greatest likelihood of a few parameters.

use nalgebra::{DMatrix, DVector};

use super::float;

/// Where a likelihood is greatest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Maximum {
    pub(super) at: Vec<f64>,
    /// Logarithm of the likelihood there.
    pub(super) value: f64,
    /// Covariance of the parameters: the inverse of the sum of outer products of scores.
    pub(super) covariance: DMatrix<f64>,
}

/// Most steps.
const MOST_STEPS: usize = 200;
/// What is left to gain, by the quadratic that stands for the likelihood.
const ENOUGH: f64 = 1e-9;

/// Goes uphill by the method of Berndt, Hall, Hall & Hausman (1974): the direction is the gradient, straightened by the sum of
/// outer products of the observations' scores, which is never downhill; a step is halved until it gains, and doubled while it
/// gains more. Scores are central differences.
///
/// * `weights`: how often each observation was made
/// * `each`: logarithm of the likelihood of every observation at some parameters; what is not finite is out of bounds
///
/// `None` if the start is out of bounds or parameters cannot be told from each other.
pub(super) fn maximise(
    start: &[f64],
    weights: &[usize],
    each: impl Fn(&[f64]) -> Vec<f64>,
) -> Option<Maximum> {
    let total = |at: &[f64]| -> f64 {
        let sum = each(at)
            .iter()
            .zip(weights)
            .map(|(log, n)| log * float(*n))
            .sum::<f64>();
        if sum.is_finite() {
            sum
        } else {
            f64::NEG_INFINITY
        }
    };
    let (mut at, mut value) = (start.to_vec(), total(start));
    if value == f64::NEG_INFINITY {
        return None;
    }
    for _ in 0..MOST_STEPS {
        let (gradient, outer) = scores(&at, weights, &each)?;
        let direction = outer.cholesky()?.solve(&gradient);
        if gradient.dot(&direction) < ENOUGH {
            break;
        }
        let moved = |length: f64| -> Vec<f64> {
            at.iter()
                .zip(direction.iter())
                .map(|(at, by)| at + length * by)
                .collect()
        };
        let mut length = 1.0;
        while length > 1e-9 && total(&moved(length)) <= value {
            length /= 2.0;
        }
        if length <= 1e-9 {
            break;
        }
        while length < 64.0 && total(&moved(2.0 * length)) > total(&moved(length)) {
            length *= 2.0;
        }
        at = moved(length);
        value = total(&at);
    }
    let (_, outer) = scores(&at, weights, &each)?;
    let covariance = outer.cholesky()?.inverse();
    Some(Maximum {
        at,
        value,
        covariance,
    })
}

/// The gradient, and the sum of outer products of scores.
fn scores(
    at: &[f64],
    weights: &[usize],
    each: &impl Fn(&[f64]) -> Vec<f64>,
) -> Option<(DVector<f64>, DMatrix<f64>)> {
    let n = at.len();
    let slopes: Vec<Vec<f64>> = (0..n)
        .map(|ix| {
            let width = 1e-5 * (1.0 + at[ix].abs());
            let side = |sign: f64| {
                let mut moved = at.to_vec();
                moved[ix] += sign * width;
                each(&moved)
            };
            let sides = side(1.0).into_iter().zip(side(-1.0));
            sides
                .map(|(above, below)| (above - below) / (2.0 * width))
                .collect()
        })
        .collect();
    let (mut gradient, mut outer) = (DVector::zeros(n), DMatrix::zeros(n, n));
    for (ix, weight) in weights.iter().enumerate() {
        let weight = float(*weight);
        for row in 0..n {
            let score: f64 = slopes[row][ix];
            if !score.is_finite() {
                return None;
            }
            gradient[row] += weight * score;
            for column in 0..n {
                outer[(row, column)] += weight * score * slopes[column][ix];
            }
        }
    }
    Some((gradient, outer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::math::exp;

    #[test]
    fn an_exponential_law_has_the_mean_of_its_numbers() {
        let values = [1.0, 2.0, 6.0, 3.0];
        let weights = [1, 2, 1, 4];
        // ln of the rate; the mean is (1 + 4 + 6 + 12) / 8.
        let found = maximise(&[0.0], &weights, |at| {
            values
                .iter()
                .map(|value| at[0] - exp(at[0]) * value)
                .collect()
        })
        .unwrap();
        assert!((exp(-found.at[0]) - 23.0 / 8.0).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let only_the_sum = |at: &[f64]| vec![-(at[0] + at[1]) * (at[0] + at[1])];
        assert_eq!(maximise(&[1.0, 1.0], &[1], only_the_sum), None);
        assert_eq!(maximise(&[0.0], &[1], |_| vec![f64::NAN]), None);
    }
}

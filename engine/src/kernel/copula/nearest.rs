//! The possible correlation matrix nearest to an impossible one, as an offer.
//!
//! Nothing here reaches a result: whoever takes the offer writes it into the scenario, in three
//! decimals. So the eigenvalues may come from a library.

use super::pearson;
use crate::kernel::math::asin;
use nalgebra::{DMatrix, SymmetricEigen};
use std::f64::consts::PI;

/// Nearest in the normal numbers' correlations (Frobenius norm), as rank correlations rounded to
/// three decimals; drawn towards no correlation in steps of 0.2 % until the rounded matrix passes.
pub(super) fn nearest_possible(
    matrix: &[&[f64]],
    passes: impl Fn(&[Vec<f64>]) -> bool,
) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let wish = DMatrix::from_fn(n, n, |i, j| pearson(matrix[i][j]));
    let nearest = higham(wish);
    let mut strength = 1.0;
    loop {
        let offer: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| entry(&nearest, i, j, strength)).collect())
            .collect();
        // Without any correlation left the matrix is the identity, which passes.
        if passes(&offer) || strength <= 0.0 {
            return offer;
        }
        strength = f64::max(strength - 0.002, 0.0);
    }
}

fn entry(nearest: &DMatrix<f64>, i: usize, j: usize, strength: f64) -> f64 {
    if i == j {
        return 1.0;
    }
    let spearman = 6.0 / PI * asin(nearest[(i.max(j), i.min(j))].clamp(-1.0, 1.0) / 2.0);
    let rounded = (spearman * strength * 1000.0).round() / 1000.0;
    rounded + 0.0 // no minus zero in an offer
}

/// Alternating projections with Dykstra's correction onto the positive semi-definite matrices and
/// those with a unit diagonal (Higham 2002, algorithm 3.3).
fn higham(wish: DMatrix<f64>) -> DMatrix<f64> {
    const MOST_STEPS: usize = 500;
    let mut correction = DMatrix::zeros(wish.nrows(), wish.ncols());
    let mut nearest = wish;
    for _ in 0..MOST_STEPS {
        let corrected = &nearest - &correction;
        let mut projected = without_negative_eigenvalues(corrected.clone());
        correction = &projected - corrected;
        projected.fill_diagonal(1.0);
        let change = (&projected - &nearest).norm();
        nearest = projected;
        if change < 1e-9 {
            break;
        }
    }
    nearest
}

fn without_negative_eigenvalues(matrix: DMatrix<f64>) -> DMatrix<f64> {
    let mut eigen = SymmetricEigen::new(matrix);
    eigen.eigenvalues.apply(|value| *value = value.max(0.0));
    eigen.recompose()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix and its nearest correlation matrix in Higham (2002), section 1, in 4 decimals.
    #[test]
    fn the_published_example_is_met() {
        let wish = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let nearest = higham(wish);
        assert!((nearest[(0, 1)] - 0.7607).abs() < 5e-5, "{nearest}");
        assert!((nearest[(0, 2)] - 0.1573).abs() < 5e-5, "{nearest}");
    }
}

//! Numbers that closed forms need and the engine does not: integrals and small linear systems.

/// The integral of `f` from `from` to `to`, by Simpson's rule on so many pieces that smooth functions are exact to
/// far more digits than any simulation shows.
pub fn integral(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    const N_PIECES: u32 = 2_000;
    let step = (to - from) / f64::from(N_PIECES);
    let at = |i: u32| from + f64::from(i) * step;
    let piece = |i: u32| f(at(i)) + 4.0 * f(at(i) + step / 2.0) + f(at(i + 1));
    (0..N_PIECES).map(piece).sum::<f64>() * step / 6.0
}

/// The solution of `matrix · x = right`, by elimination without pivoting: for the diagonally dominant systems of
/// absorbing chains.
#[must_use]
pub fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for row in 0..N {
        for below in row + 1..N {
            let factor = matrix[below][row] / matrix[row][row];
            for column in row..N {
                matrix[below][column] -= factor * matrix[row][column];
            }
            right[below] -= factor * right[row];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N)
            .map(|column| matrix[row][column] * x[column])
            .sum();
        x[row] = (right[row] - known) / matrix[row][row];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_and_systems_match_hand_counts() {
        assert!((integral(0.0, 1.0, f64::exp) - (1.0_f64.exp() - 1.0)).abs() < 1e-13);
        let x = solve([[2.0, 1.0], [1.0, 3.0]], [4.0, 7.0]);
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
    }
}

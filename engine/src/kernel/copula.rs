//! Uncertain numbers that go up and down together: a Gaussian copula with given rank correlations.

mod nearest;

use super::math::{sin, sqrt};
use super::special::{normal_cdf, normal_quantile};
use std::f64::consts::PI;

/// A pivot within this of zero is zero: matrices are written with a few decimals, computed with
/// sixteen.
const TOLERANCE: f64 = 1e-9;

/// Rank (Spearman) correlations between named uncertain numbers, checked to be possible.
///
/// A draw takes one independent uniform per name and returns uniforms with these correlations, for
/// each number to put through its own quantile function. The order of the names does not matter,
/// and a name that is uncorrelated with all others keeps its uniform and shifts no other.
///
/// # Examples
///
/// ```
/// use foresell::kernel::copula::RankCorrelation;
///
/// let pair = RankCorrelation::new(&["win-rate", "cycle"], &[vec![1.0, -1.0], vec![-1.0, 1.0]])?;
/// let uniforms = pair.correlate(&[0.7, 0.2]);
/// assert!((uniforms[0] + uniforms[1] - 1.0).abs() < 1e-12);
/// # Ok::<(), foresell::kernel::copula::CorrelationError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RankCorrelation {
    /// Index, as given, of each name in alphabetical order.
    order: Vec<usize>,
    /// Lower triangle of the Cholesky factor, in alphabetical order; row `i` has `i + 1` entries.
    factor: Vec<Vec<f64>>,
}

impl RankCorrelation {
    /// Checks a matrix of rank correlations.
    ///
    /// * `names`: one per row, all different; shape `(n,)`
    /// * `matrix`: symmetric, 1 on the diagonal, from -1 to 1 elsewhere; shape `(n, n)`
    ///
    /// # Errors
    ///
    /// [`CorrelationError`]: the first thing wrong with names, shape or entries; and
    /// [`Impossible`](CorrelationError::Impossible) if no numbers can be correlated like this,
    /// that is if the matrix of `2 sin(π r / 6)` is not positive semi-definite.
    pub fn new<N: AsRef<str>, R: AsRef<[f64]>>(
        names: &[N],
        matrix: &[R],
    ) -> Result<Self, CorrelationError> {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let matrix: Vec<&[f64]> = matrix.iter().map(AsRef::as_ref).collect();
        check_shape(&names, &matrix)?;
        check_entries(&names, &matrix)?;
        Self::factored(&names, &matrix).ok_or_else(|| impossible(&names, &matrix))
    }

    /// Independent of the order of names because it works in alphabetical order.
    fn factored<R: AsRef<[f64]>>(names: &[&str], matrix: &[R]) -> Option<Self> {
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&name| names[name]);
        let entry = |i: usize, j: usize| pearson(matrix[order[i]].as_ref()[order[j]]);
        let factor = cholesky(names.len(), entry)?;
        Some(Self { order, factor })
    }

    /// How many names it correlates.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether it correlates nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Uniforms with these rank correlations, from independent ones; both in the order in which
    /// the names were given, shape `(n,)`, all above 0 and below 1.
    ///
    /// # Panics
    ///
    /// If there are not `n` uniforms.
    #[must_use]
    pub fn correlate(&self, independent: &[f64]) -> Vec<f64> {
        assert_eq!(
            independent.len(),
            self.len(),
            "one uniform per correlated number"
        );
        let normals: Vec<f64> = self
            .order
            .iter()
            .map(|&name| normal_quantile(independent[name]))
            .collect();
        let mut correlated = independent.to_vec();
        for (row, &name) in self.factor.iter().zip(&self.order) {
            // A row of its own keeps its uniform to the bit, as if it were in no matrix.
            if row.iter().rev().skip(1).any(|weight| weight.abs() > 0.0) {
                let z = row
                    .iter()
                    .zip(&normals)
                    .fold(0.0, |sum, (weight, z)| sum + weight * z);
                correlated[name] = normal_cdf(z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
            }
        }
        correlated
    }
}

/// Correlation of the normal numbers behind uniforms with rank correlation `spearman`
/// (Pearson 1907): `2 sin(π r / 6)`.
fn pearson(spearman: f64) -> f64 {
    // The sine of 30° is a bit less than a half; full correlation has to stay full.
    if spearman.abs() >= 1.0 {
        spearman
    } else {
        2.0 * sin(PI / 6.0 * spearman)
    }
}

/// Cholesky factor of a positive semi-definite matrix, row by row; `None` if it is not one.
///
/// A number that is determined by those before it has a zero pivot: its column stays empty, and
/// what later rows have left in that column has to be zero as well.
fn cholesky(n: usize, entry: impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<f64>>> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(n);
    for i in 0..n {
        let mut row = Vec::with_capacity(i + 1);
        for (j, above) in factor.iter().enumerate() {
            let left = entry(i, j) - dot(&row, above);
            row.push(match above[j] {
                0.0 if left * left > TOLERANCE => return None,
                0.0 => 0.0,
                pivot => left / pivot,
            });
        }
        let pivot = entry(i, i) - dot(&row, &row);
        if pivot < -TOLERANCE {
            return None;
        }
        row.push(if pivot < TOLERANCE { 0.0 } else { sqrt(pivot) });
        factor.push(row);
    }
    Some(factor)
}

/// Sum of products over the shorter of two rows, from the left.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

fn check_shape(names: &[&str], matrix: &[&[f64]]) -> Result<(), CorrelationError> {
    let n_names = names.len();
    if matrix.len() != n_names {
        return Err(CorrelationError::Rows {
            n_names,
            n_rows: matrix.len(),
        });
    }
    if let Some(row) = matrix.iter().position(|row| row.len() != n_names) {
        let (name, n_entries) = (names[row].to_owned(), matrix[row].len());
        return Err(CorrelationError::Columns {
            name,
            n_names,
            n_entries,
        });
    }
    match (1..n_names).find(|&i| names[..i].contains(&names[i])) {
        Some(i) => Err(CorrelationError::Repeated {
            name: names[i].to_owned(),
        }),
        None => Ok(()),
    }
}

#[expect(
    clippy::float_cmp,
    reason = "a matrix is written symmetric and with ones, to the bit"
)]
fn check_entries(names: &[&str], matrix: &[&[f64]]) -> Result<(), CorrelationError> {
    for (i, row) in matrix.iter().enumerate() {
        for (j, &got) in row.iter().enumerate() {
            let pair = || (names[i].to_owned(), names[j].to_owned());
            if !(-1.0..=1.0).contains(&got) {
                let (first, second) = pair();
                return Err(CorrelationError::Entry { first, second, got });
            }
            if i == j && got != 1.0 {
                return Err(CorrelationError::Diagonal {
                    name: names[i].to_owned(),
                    got,
                });
            }
            if j < i && got != matrix[j][i] {
                let (first, second) = pair();
                return Err(CorrelationError::Asymmetric {
                    first,
                    second,
                    got,
                    other: matrix[j][i],
                });
            }
        }
    }
    Ok(())
}

fn impossible(names: &[&str], matrix: &[&[f64]]) -> CorrelationError {
    let passes = |offer: &[Vec<f64>]| RankCorrelation::factored(names, offer).is_some();
    let nearest = nearest::nearest_possible(matrix, passes);
    let (mut first, mut second, mut worst) = (0, 0, 0.0);
    for i in 0..names.len() {
        for j in 0..i {
            let change = (nearest[i][j] - matrix[i][j]).abs();
            if change > worst {
                (first, second, worst) = (i, j, change);
            }
        }
    }
    CorrelationError::Impossible {
        first: names[first].to_owned(),
        second: names[second].to_owned(),
        got: matrix[first][second],
        offered: nearest[first][second],
        nearest,
    }
}

/// Why a matrix is not one of rank correlations.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CorrelationError {
    /// Too few or too many rows.
    #[error("there are {n_names} names and {n_rows} rows: expected a row for each name")]
    Rows {
        /// Number of names.
        n_names: usize,
        /// Number of rows.
        n_rows: usize,
    },
    /// A row of the wrong length.
    #[error("the row of {name} has {n_entries} entries: expected {n_names}")]
    Columns {
        /// Whose row.
        name: String,
        /// Number of names.
        n_names: usize,
        /// Length of the row.
        n_entries: usize,
    },
    /// One name twice.
    #[error("{name} occurs twice: expected each name once")]
    Repeated {
        /// Which name.
        name: String,
    },
    /// Not a correlation.
    #[error("the correlation of {first} and {second} is {got}: expected a number from -1 to 1")]
    Entry {
        /// Name of the row.
        first: String,
        /// Name of the column.
        second: String,
        /// What it is.
        got: f64,
    },
    /// A number correlated with itself by less than one.
    #[error("the correlation of {name} with itself is {got}: expected 1")]
    Diagonal {
        /// Whose.
        name: String,
        /// What it is.
        got: f64,
    },
    /// The same pair with two correlations.
    #[error(
        "the correlation of {first} and {second} is {got} one way and {other} the other: expected the same"
    )]
    Asymmetric {
        /// Name of the row.
        first: String,
        /// Name of the column.
        second: String,
        /// Below the diagonal.
        got: f64,
        /// Above the diagonal.
        other: f64,
    },
    /// Each entry is a correlation, but not all of them together.
    #[error(
        "the correlations contradict each other: with the others as they are, {first} and {second} cannot have {got}; in the nearest possible matrix they have {offered}"
    )]
    Impossible {
        /// One of the pair that the nearest matrix changes most.
        first: String,
        /// The other.
        second: String,
        /// Their correlation as given.
        got: f64,
        /// Their correlation in `nearest`.
        offered: f64,
        /// Nearest possible matrix in three decimals, in the order of the names; it passes.
        nearest: Vec<Vec<f64>>,
    },
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["c", "a", "b"];

    fn full(x: f64, y: f64, z: f64) -> Vec<Vec<f64>> {
        vec![vec![1.0, x, y], vec![x, 1.0, z], vec![y, z, 1.0]]
    }

    #[test]
    fn the_factor_multiplies_back_to_the_matrix() {
        let correlation = RankCorrelation::new(&NAMES, &full(0.3, -0.5, 0.2)).unwrap();
        let f = &correlation.factor;
        // Alphabetical order: a, b, c; correlation of a and b is the last of the three.
        for (i, j, spearman) in [(1, 0, 0.2), (2, 0, 0.3), (2, 1, -0.5)] {
            assert!((dot(&f[i], &f[j]) - pearson(spearman)).abs() < 1e-15);
        }
        for row in f {
            assert!((dot(row, row) - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn full_correlation_is_accepted_and_kept() {
        let correlation = RankCorrelation::new(&NAMES, &full(1.0, -1.0, -1.0)).unwrap();
        let u = correlation.correlate(&[0.9, 0.3, 0.5]);
        assert_eq!(u[1], 0.3);
        assert!(
            (u[0] - 0.3).abs() < 1e-15 && (u[2] - 0.7).abs() < 1e-15,
            "{u:?}"
        );
    }

    #[test]
    fn the_order_of_names_does_not_matter() {
        let one = RankCorrelation::new(&NAMES, &full(0.3, -0.5, 0.2)).unwrap();
        let other = RankCorrelation::new(&["b", "c", "a"], &full(-0.5, 0.2, 0.3)).unwrap();
        let (u, v) = (
            one.correlate(&[0.1, 0.8, 0.4]),
            other.correlate(&[0.4, 0.1, 0.8]),
        );
        assert_eq!([u[2], u[0], u[1]], v[..]);
    }

    #[test]
    fn an_uncorrelated_number_keeps_its_luck_and_shifts_no_other() {
        let pair = RankCorrelation::new(&["a", "c"], &[[1.0, 0.6], [0.6, 1.0]]).unwrap();
        let three = RankCorrelation::new(&NAMES, &full(0.6, 0.0, 0.0)).unwrap();
        let (u, v) = (
            pair.correlate(&[0.31, 0.77]),
            three.correlate(&[0.77, 0.31, 0.123]),
        );
        assert_eq!([v[1], v[0], v[2]], [u[0], u[1], 0.123]);
    }

    #[test]
    fn an_impossible_matrix_is_answered_with_one_that_passes() {
        let wish = full(0.9, 0.9, -0.9);
        let error = RankCorrelation::new(&NAMES, &wish).unwrap_err();
        let CorrelationError::Impossible {
            nearest,
            got,
            offered,
            ..
        } = error
        else {
            panic!("{error}")
        };
        assert!(
            RankCorrelation::new(&NAMES, &nearest).is_ok(),
            "{nearest:?}"
        );
        assert_eq!(got.abs(), 0.9);
        assert!(offered * got > 0.3 && offered.abs() < 0.6, "{nearest:?}");
        for entry in nearest.iter().flatten() {
            assert!((entry * 1000.0 - (entry * 1000.0).round()).abs() < 1e-9);
        }
    }

    #[test]
    fn the_offer_is_near_when_the_wish_is_nearly_possible() {
        // Lowest eigenvalue of three numbers with x, x, -x in normal terms: 1 - 2x. Just beyond.
        let wish = full(0.5, 0.5, -0.5);
        let error = RankCorrelation::new(&NAMES, &wish).unwrap_err();
        let CorrelationError::Impossible { nearest, .. } = error else {
            panic!("{error}")
        };
        for (offer, wish) in nearest.iter().flatten().zip(wish.iter().flatten()) {
            assert!((offer - wish).abs() < 0.03, "{nearest:?}");
        }
    }

    #[test]
    fn each_fault_of_a_matrix_has_its_message() {
        let message = |names: &[&str], rows: &[&[f64]]| {
            RankCorrelation::new(names, rows).unwrap_err().to_string()
        };
        let two = ["x", "y"];
        let known = [
            (
                message(&two, &[&[1.0, 0.0]]),
                "there are 2 names and 1 rows",
            ),
            (
                message(&two, &[&[1.0, 0.0], &[1.0]]),
                "the row of y has 1 entries",
            ),
            (
                message(&["x", "x"], &[&[1.0, 0.0], &[0.0, 1.0]]),
                "x occurs twice",
            ),
            (
                message(&two, &[&[1.0, f64::NAN], &[0.0, 1.0]]),
                "x and y is NaN",
            ),
            (message(&two, &[&[1.0, 1.5], &[1.5, 1.0]]), "x and y is 1.5"),
            (
                message(&two, &[&[0.9, 0.0], &[0.0, 1.0]]),
                "x with itself is 0.9",
            ),
            (
                message(&two, &[&[1.0, 0.1], &[0.2, 1.0]]),
                "y and x is 0.2 one way and 0.1",
            ),
        ];
        for (got, expected) in known {
            assert!(got.contains(expected), "{got}");
        }
    }
}

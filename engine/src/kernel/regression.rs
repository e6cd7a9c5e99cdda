//! How an output follows numbers that were drawn for it: curves of one number, and sums of such curves.

use super::math::sqrt;

/// Part of a term's length that must be left beside the terms before it; below, it says nothing new.
const NOTHING_NEW: f64 = 1e-7;

/// Values beyond it count as this large: what remains finite can be squared and added.
const LARGEST: f64 = 1e100;

/// The terms of a curve of one number: itself, and how far from its mean it is.
///
/// With `z` the number in standard deviations from its mean, the terms are `z` and `z² - E z³ · z - 1`: polynomials up to
/// the second degree that are orthogonal to 1 and to each other over the trials, so that an output that is linear or
/// quadratic in the number is explained in full (polynomial chaos; Sudret 2008, section 3). The second is missing where
/// the number takes two values only, both where it never varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    mean: f64,
    sd: f64,
    skew: f64,
    columns: Vec<Vec<f64>>,
}

impl Terms {
    /// The terms of a number.
    ///
    /// * `draws`: its value in each trial
    #[must_use]
    pub fn of(draws: &[f64]) -> Self {
        let draws: Vec<f64> = draws.iter().map(|&x| bounded(x)).collect();
        let mean = average(draws.iter().copied());
        let sd = sqrt(average(draws.iter().map(|x| (x - mean) * (x - mean))));
        if sd.is_nan() || sd <= 0.0 || sd <= 1e-12 * mean.abs() {
            return Self {
                mean,
                sd: 0.0,
                skew: 0.0,
                columns: Vec::new(),
            };
        }
        let z: Vec<f64> = draws.iter().map(|x| (x - mean) / sd).collect();
        let skew = average(z.iter().map(|z| z * z * z));
        let curved: Vec<f64> = z.iter().map(|&z| curved(z, skew)).collect();
        let is_curved = average(curved.iter().map(|c| c * c)) > NOTHING_NEW;
        let mut columns = vec![z];
        if is_curved {
            columns.push(curved);
        }
        Self {
            mean,
            sd,
            skew,
            columns,
        }
    }

    /// The terms, trial by trial.
    #[must_use]
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// The terms at a value of the number.
    fn at(&self, value: f64) -> [f64; 2] {
        if self.columns.is_empty() {
            return [0.0; 2];
        }
        let z = (bounded(value) - self.mean) / self.sd;
        [z, curved(z, self.skew)]
    }

    /// How much higher the fitted curve is at `to` than at `from`, in the output's unit.
    ///
    /// * `values`: output of each trial
    ///
    /// # Panics
    ///
    /// If there are not as many values as trials.
    #[must_use]
    pub fn rise(&self, values: &[f64], from: f64, to: f64) -> f64 {
        let centre = average(values.iter().copied());
        let (low, high) = (self.at(from), self.at(to));
        let steps = self.columns.iter().zip(low.iter().zip(high));
        steps.fold(0.0, |rise, (column, (low, high))| {
            assert_eq!(column.len(), values.len(), "every trial has a value");
            let pairs = column.iter().zip(values);
            let along = average(pairs.map(|(term, value)| term * (value - centre)));
            rise + along / average(column.iter().map(|term| term * term)) * (high - low)
        })
    }
}

fn curved(z: f64, skew: f64) -> f64 {
    z * z - skew * z - 1.0
}

fn bounded(x: f64) -> f64 {
    x.clamp(-LARGEST, LARGEST)
}

/// The least-squares fit of an output by terms, and the number of terms that say something.
///
/// By modified Gram-Schmidt with a second pass (Björck 1967), in the order of the terms, so that the same terms in the
/// same order give the same bits on every machine. A term that the ones before it already say is left out.
///
/// * `values`: output of each trial
/// * `terms`: each with a value for each trial
///
/// # Panics
///
/// If a term has another number of trials.
#[must_use]
pub fn fit<'t>(values: &[f64], terms: impl IntoIterator<Item = &'t [f64]>) -> (Vec<f64>, usize) {
    let mean = average(values.iter().copied());
    let mut fitted = vec![mean; values.len()];
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for term in terms {
        assert_eq!(term.len(), values.len(), "every trial has a value");
        let centre = average(term.iter().copied());
        let mut direction: Vec<f64> = term.iter().map(|x| x - centre).collect();
        let length = sqrt(product(&direction, &direction));
        for _ in 0..2 {
            for earlier in &basis {
                let along = product(earlier, &direction);
                for (d, e) in direction.iter_mut().zip(earlier) {
                    *d -= along * e;
                }
            }
        }
        let left = sqrt(product(&direction, &direction));
        if left.is_nan() || left <= NOTHING_NEW * length || left <= 0.0 {
            continue;
        }
        for d in &mut direction {
            *d /= left;
        }
        let along = direction
            .iter()
            .zip(values)
            .fold(0.0, |sum, (d, value)| sum + d * (value - mean));
        for (f, d) in fitted.iter_mut().zip(&direction) {
            *f += along * d;
        }
        basis.push(direction);
    }
    (fitted, basis.len())
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

fn average(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
    let n = values.len() as f64;
    values.fold(0.0, |sum, value| sum + value) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: [f64; 5] = [1.0, 2.0, 4.0, 7.0, 11.0];

    #[test]
    fn a_quadratic_is_fitted_and_rises_as_it_does() {
        let quadratic = |x: f64| 3.0 - 2.0 * x + 0.5 * x * x;
        let values = DRAWS.map(quadratic);
        let terms = Terms::of(&DRAWS);
        let (fitted, n_terms) = fit(&values, terms.columns().iter().map(Vec::as_slice));
        assert_eq!(n_terms, 2);
        assert!(
            fitted
                .iter()
                .zip(&values)
                .all(|(f, y)| (f - y).abs() < 1e-12)
        );
        let rise = terms.rise(&values, 1.5, 9.0);
        assert!(
            (rise - (quadratic(9.0) - quadratic(1.5))).abs() < 1e-11,
            "{rise}"
        );
    }

    #[test]
    fn what_is_said_already_is_left_out() {
        let twice = DRAWS.map(|x| 2.0 * x + 1.0);
        let constant = [4.0; 5];
        let (fitted, n_terms) = fit(&DRAWS, [&constant[..], &twice, &DRAWS]);
        assert_eq!(n_terms, 1);
        assert!(
            fitted
                .iter()
                .zip(&DRAWS)
                .all(|(f, y)| (f - y).abs() < 1e-12)
        );
    }

    #[test]
    fn a_number_that_never_varies_has_no_terms_and_one_of_two_values_one() {
        assert!(Terms::of(&[3.0; 4]).columns().is_empty());
        assert_eq!(
            Terms::of(&[3.0; 4])
                .rise(&[1.0, 2.0, 3.0, 4.0], 0.0, 9.0)
                .to_bits(),
            0
        );
        assert_eq!(Terms::of(&[0.0, 1.0, 1.0, 0.0, 1.0]).columns().len(), 1);
        let wild = Terms::of(&[f64::INFINITY, 1.0, -2.0]);
        assert!(wild.columns().iter().flatten().all(|x| x.is_finite()));
    }
}

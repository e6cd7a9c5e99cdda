//! A mean that is known better because the exact mean of something else in the same trials is known.

use super::{CONFIDENCE, Moments, count};
use crate::kernel::incomplete_beta::student_quantile;
use crate::kernel::math::sqrt;

/// Trials for each control below which none is used.
const TRIALS_PER_CONTROL: usize = 50;
/// Part of a control's length that must be left beside the controls before it; below, it says nothing new.
const NOTHING_NEW: f64 = 1e-7;

/// Something whose exact mean is known, in the trials of a run.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its value in each trial.
    pub values: Vec<f64>,
    /// Its exact mean.
    pub mean: f64,
}

/// A mean with control variates; in the output's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    /// The mean, corrected for how far the controls' means are from what they should be.
    pub mean: f64,
    /// Its standard error.
    pub std_error: f64,
    /// How many times as many trials would give the plain mean the same standard error. `None` if the controls leave no
    /// error at all.
    pub gain: Option<f64>,
    /// Number of controls that say something.
    pub n_controls: usize,
    /// Degrees of freedom of the standard error.
    n_free: usize,
}

impl Controlled {
    /// The mean of an output, given some controls; `None` with too few trials, if the output never varies, or if no
    /// control varies.
    ///
    /// The constant of the least-squares fit of the output by the controls' distances from their exact means, with its
    /// standard error (Lavenberg and Welch 1981): coefficients are estimated from the same trials, which biases the mean
    /// by a term of the order of 1 / n, and the interval is Student's with `n - 1 - controls` degrees of freedom.
    ///
    /// * `values`: the output in each trial; trials are independent
    ///
    /// # Panics
    ///
    /// If a control has another number of trials.
    #[must_use]
    pub fn of(values: &[f64], controls: &[Control]) -> Option<Self> {
        let plain = Moments::of(values)?;
        if values.len() < TRIALS_PER_CONTROL * controls.len().max(2) || plain.sd? <= 0.0 {
            return None;
        }
        let mut rest: Vec<f64> = values.iter().map(|value| value - plain.mean).collect();
        let mut basis: Vec<Direction> = Vec::new();
        let mut shift = 0.0;
        for control in controls {
            assert_eq!(
                control.values.len(),
                values.len(),
                "every trial has a control"
            );
            let Some(direction) = Direction::new(control, &basis) else {
                continue;
            };
            let along = product(&direction.values, &rest);
            for (r, d) in rest.iter_mut().zip(&direction.values) {
                *r -= along * d;
            }
            shift += along * direction.missed;
            basis.push(direction);
        }
        let n_free = values.len() - 1 - basis.len();
        let missed: f64 = basis
            .iter()
            .map(|direction| direction.missed * direction.missed)
            .sum();
        let left = product(&rest, &rest) / count(n_free);
        let variance = left * (1.0 / count(values.len()) + missed);
        let independent = plain.std_error()?;
        // What rounding leaves of an output that the controls say in full is no error.
        let is_exact = variance <= 1e-20 * independent * independent;
        (!basis.is_empty()).then(|| Self {
            mean: plain.mean + shift,
            std_error: if is_exact { 0.0 } else { sqrt(variance) },
            gain: (!is_exact).then(|| independent * independent / variance),
            n_controls: basis.len(),
            n_free,
        })
    }

    /// Half the length of the 95 % confidence interval.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        student_quantile(count(self.n_free), 0.5 + 0.5 * CONFIDENCE) * self.std_error
    }
}

/// A control without its mean and without what the ones before it say, of length one.
struct Direction {
    values: Vec<f64>,
    /// How far from the trials' mean its exact mean is.
    missed: f64,
}

impl Direction {
    /// By modified Gram-Schmidt with a second pass (Björck 1967); `None` if nothing is left.
    fn new(control: &Control, basis: &[Self]) -> Option<Self> {
        let mean = Moments::of(&control.values)?.mean;
        let mut values: Vec<f64> = control.values.iter().map(|value| value - mean).collect();
        let mut missed = control.mean - mean;
        let length = sqrt(product(&values, &values));
        for _ in 0..2 {
            for earlier in basis {
                let along = product(&earlier.values, &values);
                for (v, e) in values.iter_mut().zip(&earlier.values) {
                    *v -= along * e;
                }
                missed -= along * earlier.missed;
            }
        }
        let left = sqrt(product(&values, &values));
        if left <= NOTHING_NEW * length {
            return None;
        }
        for value in &mut values {
            *value /= left;
        }
        let missed = missed / left;
        Some(Self { values, missed })
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(slope: f64, mean: f64) -> Control {
        let values = (0..200_i32)
            .map(|i| slope * f64::from(i * 37 % 101))
            .collect();
        Control { values, mean }
    }

    #[test]
    fn what_the_controls_say_in_full_is_exact() {
        let (a, b) = (
            control(1.0, 40.0),
            Control {
                values: (0..200_i32).map(|i| f64::from(i * i % 89)).collect(),
                mean: 50.0,
            },
        );
        let of = |a: f64, b: f64| 3.0 + 2.0 * a - 0.5 * b;
        let values: Vec<f64> = a
            .values
            .iter()
            .zip(&b.values)
            .map(|(&a, &b)| of(a, b))
            .collect();
        let found = Controlled::of(&values, &[a, b]).unwrap();
        assert!((found.mean - of(40.0, 50.0)).abs() < 1e-9, "{found:?}");
        assert!(found.std_error < 1e-9);
        assert_eq!((found.gain, found.n_controls), (None, 2));
    }

    /// One control: mean + slope (exact - mean), and a residual variance of `1 - r²`.
    #[test]
    fn one_control_is_the_textbooks() {
        let c = control(1.0, 52.0);
        let noise: Vec<f64> = (0..200_i32).map(|i| f64::from(i * 53 % 97)).collect();
        let values: Vec<f64> = c
            .values
            .iter()
            .zip(&noise)
            .map(|(c, e)| 2.0 * c + e)
            .collect();
        let mean = |v: &[f64]| v.iter().sum::<f64>() / 200.0;
        let (my, mc) = (mean(&values), mean(&c.values));
        let centred = |v: &[f64], m: f64| -> Vec<f64> { v.iter().map(|x| x - m).collect() };
        let (y, x) = (centred(&values, my), centred(&c.values, mc));
        let slope = product(&x, &y) / product(&x, &x);
        let left = product(&y, &y) - slope * product(&x, &y);
        let error = left / 198.0 * (1.0 / 200.0 + (52.0 - mc) * (52.0 - mc) / product(&x, &x));
        let found = Controlled::of(&values, std::slice::from_ref(&c)).unwrap();
        assert!((found.mean - (my + slope * (52.0 - mc))).abs() < 1e-10);
        assert!((found.std_error - error.sqrt()).abs() < 1e-10);
        // The same again, in another unit, says nothing new.
        let twice = Controlled::of(&values, &[c, control(7.0, 7.0 * 52.0)]).unwrap();
        assert_eq!(twice.n_controls, 1);
        assert!((twice.mean - found.mean).abs() < 1e-9);
    }

    #[test]
    fn without_enough_trials_or_variance_nothing_is_controlled() {
        let c = control(1.0, 50.0);
        assert_eq!(Controlled::of(&[1.0; 200], std::slice::from_ref(&c)), None);
        assert_eq!(Controlled::of(&c.values, &[control(0.0, 0.0)]), None);
        assert_eq!(Controlled::of(&c.values, &vec![c.clone(); 5]), None);
        assert_eq!(Controlled::of(&c.values, &[]), None);
    }
}

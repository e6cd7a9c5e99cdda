//! How exact a mean is whose trials are not independent draws, but replicates of evenly spread ones.

use super::{CONFIDENCE, Moments, count};
use crate::kernel::incomplete_beta::student_quantile;
use crate::kernel::math::sqrt;
use crate::kernel::sobol::REPLICATES;

/// Fewest trials of a replicate from which anything is said: with fewer, points are hardly more even than draws.
const FEWEST: usize = 8;
/// A gain above this is no chance: with independent draws the estimate exceeds it once in twenty times. It is 31 over
/// the 5 % quantile of a chi-squared number with 31 degrees of freedom.
const CLEAR: f64 = 1.608;

/// The exactness of a mean, from the spread of its replicates; in the output's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replicated {
    /// Standard error of the mean.
    pub std_error: f64,
    /// How many times as many independent futures would give the same standard error: the variance `sd² / n` of the mean
    /// of independent draws over the variance of this mean. `None` if the replicates do not differ at all.
    pub gain: Option<f64>,
}

impl Replicated {
    /// Of the mean over some trials; `None` if there are too few to tell.
    ///
    /// With `n_r` values of mean `m_r` in replicate `r` of `R`, and `n`, `m` those of all, the standard error is that of a
    /// mean of independent, differently large groups: `√(R / (R - 1) Σ (n_r / n)² (m_r - m)²)` (Cochran 1977, section 11).
    ///
    /// * `values`: of consecutive trials; NaN where a trial has none
    /// * `first_trial`: number of the first
    ///
    /// # Panics
    ///
    /// Never: there are few replicates.
    #[must_use]
    pub fn of(values: &[f64], first_trial: u32) -> Option<Self> {
        let mut replicates = vec![Vec::new(); REPLICATES as usize];
        for (&value, trial) in values.iter().zip(u64::from(first_trial)..) {
            if !value.is_nan() {
                let replicate = trial % u64::from(REPLICATES);
                replicates[usize::try_from(replicate).expect("there are few")].push(value);
            }
        }
        if replicates.iter().any(|values| values.len() < FEWEST) {
            return None;
        }
        let whole = Moments::of(&replicates.concat())?;
        let groups = count(replicates.len());
        let squares = replicates.iter().try_fold(0.0, |sum, values| {
            let away =
                count(values.len()) / count(whole.n) * (Moments::of(values)?.mean - whole.mean);
            Some(sum + away * away)
        })?;
        let variance = squares * groups / (groups - 1.0);
        let independent = whole.std_error()?;
        Some(Self {
            std_error: sqrt(variance),
            gain: (variance > 0.0).then(|| independent * independent / variance),
        })
    }

    /// Half the length of the 95 % confidence interval, by Student's t with one degree of freedom less than there are
    /// replicates.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        student_quantile(f64::from(REPLICATES - 1), 0.5 + 0.5 * CONFIDENCE) * self.std_error
    }

    /// How many times smaller the standard error is than with independent draws; `None` if the difference may be chance.
    #[must_use]
    pub fn clearly_smaller(&self) -> Option<f64> {
        self.gain.filter(|&gain| gain > CLEAR).map(sqrt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value for each of 8 trials of 32 replicates: the replicate's own, or the trial's.
    fn values(value: impl Fn(u32, u32) -> f64) -> Vec<f64> {
        (0..256)
            .map(|trial| value(trial % 32, trial / 32))
            .collect()
    }

    #[test]
    fn the_error_is_that_of_the_replicates() {
        // Half of the means are 1, half -1: variance 32 / 31 of one, 1 / 31 of all.
        let found = Replicated::of(&values(|r, _| if r < 16 { 1.0 } else { -1.0 }), 0).unwrap();
        assert!((found.std_error - (1.0_f64 / 31.0).sqrt()).abs() < 1e-15);
        // With independent draws: 256 / 255 / 256.
        assert!((found.gain.unwrap() - 31.0 / 255.0).abs() < 1e-12);
        assert_eq!(found.clearly_smaller(), None);
    }

    #[test]
    fn points_that_cover_everything_leave_no_error() {
        let found = Replicated::of(&values(|_, index| f64::from(index)), 64).unwrap();
        assert!(found.std_error < 1e-14);
        assert!(found.gain.is_none_or(|gain| gain > 1e20));
    }

    #[test]
    fn replicates_follow_the_number_of_the_trial() {
        let all = values(|r, _| f64::from(r));
        let late: Vec<f64> = all[5..].iter().chain(&all[..5]).copied().collect();
        assert_eq!(Replicated::of(&all, 0), Replicated::of(&late, 5));
        assert_ne!(Replicated::of(&all, 0), Replicated::of(&all[5..], 0));
    }

    #[test]
    fn too_few_trials_say_nothing() {
        let mut few = values(|_, index| f64::from(index));
        few[31] = f64::NAN;
        assert_eq!(Replicated::of(&few, 0), None);
        assert_eq!(Replicated::of(&[], 0), None);
    }
}

//! How far off forecasts are, learnt from the misses at past origins.

use crate::kernel::incomplete_beta::student_quantile;
use crate::kernel::math::{exp, ln, sqrt};

/// A miss at a past origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// Months beyond the first one forecast, from 0.
    pub ahead: usize,
    /// Actual less forecast, on the scale of the forecast.
    pub error: f64,
}

/// How misses grow: their variance is `near + growth x ahead`, that of a random walk beside noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    near: f64,
    growth: f64,
    /// Degrees of freedom of the quantiles.
    freedom: f64,
    /// Logarithm of the mean of what misses multiply by, for a miss of variance 1 on a scale of logarithms.
    lift: f64,
}

/// Most by which a mean is lifted above the middle, on a scale of logarithms: that of a standard deviation of 1.
const MOST_LIFT: f64 = 0.5;

impl Spread {
    /// Learns from misses at `n_origins` origins, by least squares of their squares, misses far ahead weighing less since
    /// theirs vary more. Neighbouring origins share most of their months, so that a quarter of them counts as degrees of
    /// freedom of Student's law. Nothing is known of a forecast that was never tried: infinitely wide.
    #[must_use]
    pub fn of(misses: &[Miss], n_origins: usize) -> Self {
        let mut sums = Sums::default();
        for miss in misses {
            sums.add(miss);
        }
        let (near, growth) = sums.fit();
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
        let freedom = (n_origins as f64 / 4.0).max(3.0);
        Self {
            near,
            growth,
            freedom,
            lift: lift(misses),
        }
    }

    /// By how much the mean lies above the middle where misses add on a scale of logarithms; never below it.
    #[must_use]
    pub fn lift(&self, ahead: usize) -> f64 {
        let sd = self.sd(ahead);
        let lift = self.lift * sd * sd;
        if lift.is_finite() {
            lift.min(MOST_LIFT)
        } else {
            0.0
        }
    }

    /// Standard deviation of the miss, on the scale of the forecast.
    #[must_use]
    pub fn sd(&self, ahead: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
        let ahead = ahead as f64;
        sqrt(self.near + self.growth * ahead)
    }

    /// The miss that is not exceeded with chance `p`, on the scale of the forecast.
    #[must_use]
    pub fn quantile(&self, ahead: usize, p: f64) -> f64 {
        let sd = self.sd(ahead);
        let scores = student_quantile(self.freedom, p);
        // Infinitely far to no side is nowhere.
        if scores.abs() < 1e-12 {
            return 0.0;
        }
        sd * scores
    }
}

/// Of the variance of misses about a tenth is that of the forecast itself, which is too high as often as too low and so is
/// too high on average once it is no logarithm; as much again has to be taken off to make up for it.
const OF_THE_NOISE: f64 = 0.8;

/// The logarithm of the mean of `exp(miss)` (Duan 1983, JASA 78:605-610, smearing), over the variance of the misses; both
/// around their mean, and less what the forecast's own error adds. 0.4 for misses that are normal.
fn lift(misses: &[Miss]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
    let n = misses.len().max(1) as f64;
    let mean =
        |value: &dyn Fn(f64) -> f64| misses.iter().map(|miss| value(miss.error)).sum::<f64>() / n;
    let middle = mean(&|error| error);
    let variance = mean(&|error| (error - middle) * (error - middle));
    let smeared = ln(mean(&|error| exp((error - middle).clamp(-20.0, 20.0))));
    if variance > 0.0 && smeared.is_finite() {
        OF_THE_NOISE * (smeared / variance).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Weighted sums of a straight line through squares of misses.
#[derive(Default)]
struct Sums {
    weight: f64,
    ahead: f64,
    ahead_squared: f64,
    square: f64,
    square_by_ahead: f64,
}

impl Sums {
    fn add(&mut self, miss: &Miss) {
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
        let ahead = miss.ahead as f64;
        let weight = 1.0 / (1.0 + ahead);
        let square = weight * miss.error * miss.error;
        self.weight += weight;
        self.ahead += weight * ahead;
        self.ahead_squared += weight * ahead * ahead;
        self.square += square;
        self.square_by_ahead += square * ahead;
    }

    /// Variance of the first month, and what each further one adds; neither is negative.
    fn fit(&self) -> (f64, f64) {
        if self.weight <= 0.0 {
            return (f64::INFINITY, 0.0);
        }
        let even = self.square / self.weight;
        let determinant = self.weight * self.ahead_squared - self.ahead * self.ahead;
        if determinant <= 0.0 {
            return (even, 0.0);
        }
        let near =
            (self.square * self.ahead_squared - self.square_by_ahead * self.ahead) / determinant;
        let growth = (self.weight * self.square_by_ahead - self.ahead * self.square) / determinant;
        if growth <= 0.0 {
            (even, 0.0)
        } else if near <= 0.0 {
            // A first month that was never off would be too good: a tenth of the average.
            (0.1 * even, self.square_by_ahead / self.ahead_squared)
        } else {
            (near, growth)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misses_that_grow_evenly_are_found() {
        let misses: Vec<Miss> = (0..200)
            .map(|ix| {
                let ahead = ix % 10;
                let sign = if ix % 20 < 10 { 1.0 } else { -1.0 };
                #[expect(clippy::cast_precision_loss, reason = "ten")]
                let variance = 4.0 + 0.5 * ahead as f64;
                Miss {
                    ahead,
                    error: sign * sqrt(variance),
                }
            })
            .collect();
        let spread = Spread::of(&misses, 40);
        assert!((spread.sd(0) - 2.0).abs() < 1e-9);
        assert!((spread.sd(8) - sqrt(8.0)).abs() < 1e-9);
        assert!(
            (spread.quantile(0, 0.975) - 2.0 * 2.228_138_85).abs() < 1e-6,
            "t with 10"
        );
    }

    #[test]
    fn nothing_tried_is_nothing_known() {
        let spread = Spread::of(&[], 0);
        assert!(spread.quantile(0, 0.9).is_infinite());
        assert_eq!(spread.quantile(3, 0.5).to_bits(), 0.0_f64.to_bits());
    }
}

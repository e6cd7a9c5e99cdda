//! How many trials are enough: a mean is to be known to a stated precision.
//!
//! Trials come in batches whose ends are fixed, and only there is the question asked; so the answer does not depend on
//! threads. Ends are 1,024 times powers of two and the numbers halfway between, so that every
//! [replicate](super::sobol::REPLICATES) has gone through whole blocks of its points at each of them, and not more than
//! half as many trials again are run as were needed.
//!
//! A rule that stops when an estimated error is small stops a little too often where it was estimated too small: the 95 %
//! interval of a mean at which a run has stopped covers a little less (Chow and Robbins 1965: 95 % in the limit of high
//! precision). The first batch of 1,024 and the few looks keep that small; the statistical tests say how small.

use super::summary::{Moments, Replicated};

/// Trials of the first batch.
pub const FIRST_BATCH: u32 = 1 << 10;

/// Numbers of trials at which a run may stop: 1,024, 1,536, 2,048, 3,072, 4,096, ... and at last `most` itself.
pub fn ends(most: u32) -> impl Iterator<Item = u32> {
    let doubled = (0..u32::BITS)
        .map_while(|times| FIRST_BATCH.checked_shl(times).filter(|&n| n >= FIRST_BATCH));
    doubled
        .flat_map(|n| [Some(n), n.checked_add(n / 2)])
        .flatten()
        .take_while(move |&n| n < most)
        .chain([most])
}

/// How exactly a mean is to be known: with 95 % confidence to this share of it, above 0 and below 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision(f64);

/// What a wanted precision is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The mean size of the output, whatever its sign: of an output that is never negative, its mean.
    Size,
    /// Nothing: of a share, 1 % is one percentage point.
    Absolute,
}

/// How exactly a mean is known; in the output's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tightness {
    /// The mean; `None` if no trial has a value.
    pub mean: Option<f64>,
    /// Half the length of its 95 % confidence interval; `None` if that cannot be told.
    pub half_width: Option<f64>,
    /// The most it may be.
    pub allowed: f64,
}

impl Precision {
    /// A precision; `None` unless it is above 0 and below 1.
    #[must_use]
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// As a share.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }

    /// How exactly the mean of some trials is known, and how exactly it is to be.
    ///
    /// The half-width is that of [`Replicated`] where points are spread evenly, else Student's. Of a share it is at least
    /// `3 / n`: what happened in none of `n` trials has, with 95 % confidence, a chance of up to that (Hanley and
    /// Lippman-Hand 1983).
    ///
    /// * `values`: of consecutive trials; NaN where a trial has none
    /// * `first_trial`: number of the first
    /// * `spread`: whether the trials' numbers are spread evenly
    #[must_use]
    pub fn tightness(
        self,
        values: &[f64],
        first_trial: u32,
        spread: bool,
        scale: Scale,
    ) -> Tightness {
        let defined: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        let moments = Moments::of(&defined);
        let replicated = spread
            .then(|| Replicated::of(values, first_trial))
            .flatten();
        let half_width = match (replicated, &moments) {
            (Some(replicated), _) => Some(replicated.half_width()),
            (None, Some(moments)) => moments.interval().map(|(low, high)| 0.5 * (high - low)),
            (None, None) => None,
        };
        let sizes: Vec<f64> = defined.iter().map(|value| value.abs()).collect();
        let n = u32::try_from(defined.len()).map_or(f64::INFINITY, f64::from);
        match scale {
            Scale::Size => Tightness {
                mean: moments.map(|moments| moments.mean),
                half_width,
                allowed: self.0 * Moments::of(&sizes).map_or(0.0, |sizes| sizes.mean),
            },
            Scale::Absolute => Tightness {
                mean: moments.map(|moments| moments.mean),
                half_width: half_width.map(|half_width| half_width.max(3.0 / n)),
                allowed: self.0,
            },
        }
    }
}

impl Tightness {
    /// Whether it is as exact as it is to be.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.half_width
            .is_some_and(|half_width| half_width <= self.allowed)
    }

    /// How many times too wide it is; 1 or less where it is exact enough.
    #[must_use]
    pub fn excess(&self) -> f64 {
        match self.half_width {
            Some(half_width) if half_width <= 0.0 => 0.0,
            Some(half_width) => half_width / self.allowed,
            None => f64::INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_end_where_they_end() {
        let found: Vec<u32> = ends(10_000).collect();
        assert_eq!(
            found,
            [1_024, 1_536, 2_048, 3_072, 4_096, 6_144, 8_192, 10_000]
        );
        assert_eq!(ends(1_024).collect::<Vec<_>>(), [1_024]);
        assert_eq!(ends(7).collect::<Vec<_>>(), [7]);
        assert_eq!(ends(u32::MAX).last(), Some(u32::MAX));
        assert!(
            ends(u32::MAX)
                .zip(ends(u32::MAX).skip(1))
                .all(|(a, b)| a < b)
        );
    }

    #[test]
    fn of_either_sign_the_size_counts() {
        let one = Precision::new(0.01).unwrap();
        let either: Vec<f64> = (0..1_000_i32).map(|i| f64::from(i % 2 * 4 - 2)).collect();
        let found = one.tightness(&either, 0, false, Scale::Size);
        assert_eq!((found.mean, found.allowed), (Some(0.0), 0.02));
        // 1.9623 · 2 / √999
        assert!((found.half_width.unwrap() - 0.124_17).abs() < 1e-4);
        assert!(!found.is_reached() && (found.excess() - 6.208).abs() < 0.01);
        let nothing = one.tightness(&[0.0; 9], 0, false, Scale::Size);
        assert!(nothing.is_reached() && nothing.excess() <= 1.0);
    }

    #[test]
    fn what_never_happened_may_have_a_chance() {
        let tenth = Precision::new(0.001).unwrap();
        let never = tenth.tightness(&[0.0; 2_000], 0, false, Scale::Absolute);
        assert_eq!(never.half_width, Some(0.0015));
        assert!(!never.is_reached());
        assert!(
            tenth
                .tightness(&vec![0.0; 3_000], 0, false, Scale::Absolute)
                .is_reached()
        );
    }

    #[test]
    fn nothing_is_not_known_exactly() {
        let one = Precision::new(0.01).unwrap();
        for values in [&[f64::NAN; 3][..], &[5.0], &[]] {
            assert!(!one.tightness(values, 0, true, Scale::Size).is_reached());
        }
        assert!(
            [0.0, 1.0, -0.1, f64::NAN]
                .iter()
                .all(|&x| Precision::new(x).is_none())
        );
    }
}

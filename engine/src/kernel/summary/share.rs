//! The share of trials in which something happened.

use super::{Z_95, count};
use crate::kernel::math::sqrt;

/// An estimated chance with its uncertainty; dimensionless.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Number of trials.
    pub n: usize,
    /// Share of them, in `0..=1`.
    pub value: f64,
    /// Standard error `√(p (1 - p) / n)`; 0 where it never or always happened, which the interval
    /// does not believe.
    pub std_error: f64,
    /// 95 % interval of Wilson (1927), inside `0..=1` also where the share is 0 or 1.
    pub interval: (f64, f64),
}

impl Share {
    /// Of `hits` among `n` trials; `None` without trials.
    ///
    /// # Panics
    ///
    /// If there are more hits than trials.
    #[must_use]
    pub fn of(hits: usize, n: usize) -> Option<Self> {
        assert!(hits <= n, "{hits} hits in {n} trials");
        if n == 0 {
            return None;
        }
        let value = count(hits) / count(n);
        let variance = value * (1.0 - value) / count(n);
        Some(Self {
            n,
            value,
            std_error: sqrt(variance),
            interval: wilson(value, variance, n),
        })
    }

    /// Of the trials for which `happened` is true.
    #[must_use]
    pub fn of_events(happened: impl IntoIterator<Item = bool>) -> Option<Self> {
        let (mut hits, mut n) = (0, 0);
        for event in happened {
            hits += usize::from(event);
            n += 1;
        }
        Self::of(hits, n)
    }
}

/// `(p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n)`.
fn wilson(share: f64, variance: f64, n: usize) -> (f64, f64) {
    let extra = Z_95 * Z_95 / count(n);
    let centre = share + 0.5 * extra;
    let half = Z_95 * sqrt(variance + 0.25 * extra / count(n));
    let low = if share == 0.0 {
        0.0
    } else {
        (centre - half) / (1.0 + extra)
    };
    let high = if share >= 1.0 {
        1.0
    } else {
        (centre + half) / (1.0 + extra)
    };
    (low, high)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe (1998), table I: 81 of 263 gives .2553 to .3662, 0 of 20 gives 0 to .1611.
        let share = Share::of(81, 263).unwrap();
        assert!((share.interval.0 - 0.2553).abs() < 5e-5, "{share:?}");
        assert!((share.interval.1 - 0.3662).abs() < 5e-5, "{share:?}");
        let none = Share::of(0, 20).unwrap();
        assert!(
            none.interval.0 == 0.0 && (none.interval.1 - 0.1611).abs() < 5e-5,
            "{none:?}"
        );
        assert_eq!(Share::of(20, 20).unwrap().interval.1, 1.0);
    }

    #[test]
    fn events_are_counted() {
        let share = Share::of_events([true, false, false, true]).unwrap();
        assert_eq!((share.n, share.value, share.std_error), (4, 0.5, 0.25));
        assert_eq!(Share::of_events([]), None);
    }

    #[test]
    #[should_panic(expected = "3 hits in 2 trials")]
    fn more_hits_than_trials_are_refused() {
        let _ = Share::of(3, 2);
    }
}

//! A run in parts: which trials a part has, the file that holds it, and what belongs together.
//!
//! A large run is split over machines: `--shard 3/8` simulates the third of eight consecutive parts of the run's trials
//! and writes it to one file ([`part`], read by [`reader`]), with all that is needed to go on from there. [`gather`]
//! says everything that keeps files from being one run, and joins those that are. Since a trial depends on its number
//! and the seed alone, the joined results have the very bits of the run in one piece.

pub mod gather;
pub mod header;
pub mod part;
pub mod reader;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of several consecutive parts of a run: the third of eight is written `3/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    of: u32,
    number: u32,
}

/// Why there is no such shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// It does not say which of how many.
    #[error("{text:?} names no shard: expected something like 3/8, the third of eight")]
    Unreadable {
        /// What it says.
        text: String,
    },
    /// The number is not one of those there are.
    #[error("there is no shard {number} of {of}: they are numbered from 1 to {of}")]
    Beyond {
        /// The number.
        number: u32,
        /// How many there are.
        of: u32,
    },
    /// There are none at all.
    #[error(
        "there is no shard {number} of 0: a run has at least one; the first of four is written 1/4"
    )]
    None {
        /// The number.
        number: u32,
    },
    /// A shard would have no trial.
    #[error(
        "{n_trials} trials cannot be split into {of} shards: take at most {n_trials} shards, or more --trials"
    )]
    TooMany {
        /// How many shards.
        of: u32,
        /// How many trials.
        n_trials: u32,
    },
    /// A shard would have no batch.
    #[error(
        "{n_trials} trials that are counted in batches of {batch} cannot be split into {of} shards: take at most {n_batches}, more --trials, or --summaries exact"
    )]
    TooManyForBatches {
        /// How many shards.
        of: u32,
        /// How many trials.
        n_trials: u32,
        /// Trials of a batch.
        batch: u32,
        /// How many batches.
        n_batches: u32,
    },
}

impl Shard {
    /// Shard `number` of `of`, counted from 1.
    ///
    /// # Errors
    ///
    /// [`ShardError::None`] if `of` is 0, [`ShardError::Beyond`] if `number` is not in `1..=of`.
    pub fn new(number: u32, of: u32) -> Result<Self, ShardError> {
        if of == 0 {
            Err(ShardError::None { number })
        } else if (1..=of).contains(&number) {
            Ok(Self { of, number })
        } else {
            Err(ShardError::Beyond { number, of })
        }
    }

    /// Its number, counted from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }

    /// Its part of a run's trials: consecutive, and at most one longer than any other; the longer ones come first.
    ///
    /// # Errors
    ///
    /// [`ShardError::TooMany`] if there are more shards than trials.
    ///
    /// # Examples
    ///
    /// ```
    /// use foresell::shard::Shard;
    /// let parts = [1, 2, 3].map(|number| Shard::new(number, 3).unwrap().trials(100..110).unwrap());
    /// assert_eq!(parts, [100..104, 104..107, 107..110]);
    /// ```
    pub fn trials(self, run: Range<u32>) -> Result<Range<u32>, ShardError> {
        let n_trials = run.end.saturating_sub(run.start);
        if self.of > n_trials {
            return Err(ShardError::TooMany {
                of: self.of,
                n_trials,
            });
        }
        let (each, one_more) = (n_trials / self.of, n_trials % self.of);
        let start = |ix: u32| run.start + ix * each + ix.min(one_more);
        Ok(start(self.number - 1)..start(self.number))
    }
}

impl Shard {
    /// Its part of a run whose trials are counted in batches: whole batches, consecutive, and at most one more than any
    /// other part has.
    ///
    /// # Errors
    ///
    /// [`ShardError::TooManyForBatches`] if there are more shards than batches.
    pub fn batches(self, run: Range<u32>, batch: u32) -> Result<Range<u32>, ShardError> {
        let n_trials = run.end.saturating_sub(run.start);
        let n_batches = n_trials.div_ceil(batch);
        let own = self.trials(0..n_batches);
        let own = own.map_err(|_| ShardError::TooManyForBatches {
            of: self.of,
            n_trials,
            batch,
            n_batches,
        })?;
        let start = |ix: u32| run.start + n_trials.min(ix.saturating_mul(batch));
        Ok(start(own.start)..start(own.end))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let numbers = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let (number, of) = numbers.ok_or_else(|| ShardError::Unreadable {
            text: text.to_owned(),
        })?;
        Self::new(number, of)
    }
}

impl TryFrom<String> for Shard {
    type Error = ShardError;

    fn try_from(text: String) -> Result<Self, ShardError> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_cover_the_run_once_and_differ_by_at_most_one() {
        for (first, n_trials, of) in [
            (0, 8, 8),
            (5, 100, 7),
            (0, 10_000, 3),
            (u32::MAX - 9, 9, 2),
            (0, u32::MAX, 4096),
            (0, u32::MAX, 1),
        ] {
            let run = first..first + n_trials;
            let (mut expected, mut sizes) = (run.start, Vec::new());
            for number in 1..=of {
                let trials = Shard::new(number, of).unwrap().trials(run.clone()).unwrap();
                assert_eq!(trials.start, expected);
                sizes.push(trials.end - trials.start);
                expected = trials.end;
            }
            assert_eq!(expected, run.end);
            assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }
    }

    #[test]
    fn a_shard_is_written_as_it_is_read() {
        let shard: Shard = "3/8".parse().unwrap();
        assert_eq!(
            (shard.number(), shard.of(), shard.to_string()),
            (3, 8, "3/8".to_owned())
        );
        for text in [
            "",
            "3",
            "3/",
            "/8",
            "3/8/9",
            "-1/8",
            "a/b",
            "3 of 8",
            "3/4294967296",
        ] {
            assert!(
                matches!(text.parse::<Shard>(), Err(ShardError::Unreadable { .. })),
                "{text}"
            );
        }
        for text in ["0/8", "9/8"] {
            assert!(
                matches!(text.parse::<Shard>(), Err(ShardError::Beyond { .. })),
                "{text}"
            );
        }
        for text in ["0/0", "3/0"] {
            let refused = text.parse::<Shard>().unwrap_err().to_string();
            assert!(refused.ends_with("of four is written 1/4"), "{refused}");
        }
    }

    #[test]
    fn more_shards_than_trials_are_refused_with_a_remedy() {
        let refused = Shard::new(1, 9).unwrap().trials(3..11).unwrap_err();
        assert!(
            refused.to_string().contains("at most 8 shards"),
            "{refused}"
        );
    }
}

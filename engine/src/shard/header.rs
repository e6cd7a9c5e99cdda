//! What a part of a run says about itself.

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::kernel::stream::Seed;
use crate::results::{Layout, Results};
use crate::scenario::Scenario;

/// What a part says about itself: which part of which run it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of the engine that simulated it.
    pub engine: String,
    /// Hash of the scenario.
    pub hash: String,
    /// Seed of the futures.
    pub seed: u64,
    /// First trial of the run.
    pub first_trial: u32,
    /// Trials of the run.
    pub n_trials: u32,
    /// Which part of the run this is.
    pub shard: Shard,
    /// First trial of the part.
    pub part_first_trial: u32,
    /// Trials of the part.
    pub part_n_trials: u32,
    /// Numbers of a trial.
    pub n_cells: u64,
    /// Fingerprint of what each number of a trial is.
    pub layout: String,
}

impl Header {
    /// The header of a part of a run.
    ///
    /// * `results`: of the part
    /// * `first_trial`, `n_trials`: of the run
    ///
    /// # Panics
    ///
    /// If the results have more than 2^32 trials, which no run has.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        results: &Results,
        shard: Shard,
        first_trial: u32,
        n_trials: u32,
    ) -> Self {
        let part_n_trials = u32::try_from(results.n_trials());
        Self {
            engine: env!("CARGO_PKG_VERSION").into(),
            hash: scenario.hash.clone(),
            seed: results.seed.0,
            first_trial,
            n_trials,
            shard,
            part_first_trial: results.first_trial,
            part_n_trials: part_n_trials.expect("trials are counted in 32 bits"),
            n_cells: results.layout.n_cells() as u64,
            layout: fingerprint(&results.layout),
        }
    }

    /// Seed of the futures.
    #[must_use]
    pub fn seed(&self) -> Seed {
        Seed(self.seed)
    }

    /// Whether the trials are those of the shard: a header that a mistake or a hand has changed may say otherwise.
    pub(super) fn is_consistent(&self) -> bool {
        let run = self.first_trial.checked_add(self.n_trials);
        let part = self.part_first_trial.checked_add(self.part_n_trials);
        let (Some(run), Some(part)) = (run, part) else {
            return false;
        };
        self.shard.trials(self.first_trial..run) == Ok(self.part_first_trial..part)
    }

    /// Bytes of all its numbers.
    pub(super) fn n_bytes(&self) -> Option<u64> {
        let n_numbers = u64::from(self.part_n_trials).checked_mul(self.n_cells)?;
        n_numbers.checked_mul(8)
    }
}

/// One text for what each number of a trial is: measure, cut, members and periods of every block.
///
/// Two builds of the engine that count the same have the same fingerprint.
#[must_use]
pub fn fingerprint(layout: &Layout) -> String {
    let mut hasher = blake3::Hasher::new();
    for block in layout.blocks() {
        let (id, cut, grain) = (block.measure.id(), block.cut, block.grain);
        let line = format!(
            "{id} {cut:?} {grain:?} {} {} {}\n",
            block.n_members, block.n_periods, block.first
        );
        hasher.update(line.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

//! What a part of a run says about itself.

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::kernel::stream::Seed;
use crate::kpi::tallies::BATCH;
use crate::results::Layout;
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
    /// Number of words, if the trials were counted as they came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<u64>,
}

impl Header {
    /// The header of a part of a run that holds every trial.
    ///
    /// * `layout`: of the results
    /// * `part`: which it is, its first trial and how many it has
    /// * `run`: the first trial of the run and how many it has
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        layout: &Layout,
        seed: Seed,
        (shard, part): (Shard, (u32, u32)),
        (first_trial, n_trials): (u32, u32),
    ) -> Self {
        Self {
            engine: env!("CARGO_PKG_VERSION").into(),
            hash: scenario.hash.clone(),
            seed: seed.0,
            first_trial,
            n_trials,
            shard,
            part_first_trial: part.0,
            part_n_trials: part.1,
            n_cells: layout.n_cells() as u64,
            layout: fingerprint(layout),
            counted: None,
        }
    }

    /// The header of a part that was counted, in so many words.
    #[must_use]
    pub fn counted(self, n_words: usize) -> Self {
        Self {
            counted: Some(n_words as u64),
            ..self
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
        let trials = match self.counted {
            None => self.shard.trials(self.first_trial..run),
            Some(_) => self.shard.batches(self.first_trial..run, BATCH),
        };
        trials == Ok(self.part_first_trial..part)
    }

    /// Bytes of all its numbers.
    pub(super) fn n_bytes(&self) -> Option<u64> {
        let n_held = u64::from(self.part_n_trials).checked_mul(self.n_cells)?;
        self.counted.unwrap_or(n_held).checked_mul(8)
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

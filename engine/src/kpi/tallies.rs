//! The outputs of a run that is too large to be held: which are wanted, and what all trials say about each.
//!
//! Trials come in batches of [`BATCH`], counted from the first trial of the run, and the first [`PILOT`] of them decide
//! where the counters of [`Counted`] are set. So a part of the run that has whole batches counts what the whole run counts
//! of them, whoever simulates it, and parts are added in any order.

use std::collections::BTreeMap;

use super::output::{Batch, Output};
use super::{Facts, PerTrial, drivers};
use crate::kernel::summary::{Counted, QuantileEstimate, Recount, SHARES, Wanted};
use crate::model::workers::Workers;

/// Trials of a batch.
pub const BATCH: u32 = 1_024;
/// Trials that decide where counters are set.
pub const PILOT: u32 = 4_096;

/// The outputs that a report asks for, in the order in which it first does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    outputs: Vec<(Output, Wanted)>,
    index: BTreeMap<Output, usize>,
    /// Outputs of which the first trials are kept one by one.
    heads: Vec<Output>,
}

impl Asked {
    /// Notes that an output is wanted.
    pub fn ask(&mut self, output: &Output, wanted: Wanted) {
        if let Some(&ix) = self.index.get(output) {
            self.outputs[ix].1 = self.outputs[ix].1.max(wanted);
        } else {
            self.index.insert(output.clone(), self.outputs.len());
            self.outputs.push((output.clone(), wanted));
        }
    }

    /// Notes that the first trials of an output are wanted one by one.
    pub fn ask_head(&mut self, output: &Output) {
        if !self.heads.contains(output) {
            self.heads.push(output.clone());
        }
    }

    /// Number of outputs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outputs.len()
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }
}

/// What the trials that were counted say about every output.
#[derive(Clone, Debug, PartialEq)]
pub struct Tallies {
    asked: Asked,
    first_trial: u32,
    n_trials: u32,
    counted: Vec<Counted>,
    /// Values of the first trials, by the first trial of their batch.
    heads: Vec<BTreeMap<u32, Vec<f64>>>,
    /// Exact quantiles, if a second pass has found them.
    quantiles: Vec<Option<[QuantileEstimate<f64>; SHARES.len()]>>,
}

impl Tallies {
    /// Empty tallies of a run.
    ///
    /// * `first_trial`: of the run
    /// * `pilot`: its first trials; they are not counted
    #[must_use]
    pub fn new(asked: Asked, first_trial: u32, pilot: &[Facts<'_>], workers: &Workers) -> Self {
        let pilot: Vec<Batch<'_>> = pilot.iter().map(Batch::new).collect();
        let mut counted: Vec<Option<Counted>> = vec![None; asked.len()];
        let mut work: Vec<_> = asked.outputs.iter().zip(&mut counted).collect();
        workers.each(&mut work, |((output, wanted), counted)| {
            let values = pilot.iter().filter_map(|batch| batch.values(output));
            let values: Vec<f64> = values.flat_map(PerTrial::into_defined).collect();
            **counted = Some(Counted::new(*wanted, &values));
        });
        Self {
            first_trial,
            n_trials: 0,
            counted: counted.into_iter().flatten().collect(),
            heads: vec![BTreeMap::new(); asked.heads.len()],
            quantiles: Vec::new(),
            asked,
        }
    }

    /// Counts a batch of trials.
    ///
    /// # Panics
    ///
    /// If it does not begin where a batch begins.
    pub fn observe(&mut self, facts: &Facts<'_>, workers: &Workers) {
        let first = facts.results.first_trial;
        assert_eq!((first - self.first_trial) % BATCH, 0, "batches are whole");
        let batch = Batch::new(facts);
        let mut work: Vec<_> = self.asked.outputs.iter().zip(&mut self.counted).collect();
        workers.each(&mut work, |((output, _), counted)| {
            if let Some(values) = batch.values(output) {
                counted.observe(&values.into_defined());
            }
        });
        let wanted = drivers::MOST_TRIALS.saturating_sub((first - self.first_trial) as usize);
        for (output, kept) in self.asked.heads.iter().zip(&mut self.heads) {
            if let Some(values) = batch.values(output).filter(|_| wanted > 0) {
                let head = values.all().iter().take(wanted).copied().collect();
                kept.insert(first, head);
            }
        }
        self.n_trials += u32::try_from(facts.results.n_trials()).expect("a batch is small");
    }

    /// Adds what another part of the run has counted. Parts come in any order.
    ///
    /// # Panics
    ///
    /// If it is a part of another run.
    pub fn merge(&mut self, other: Self) {
        assert!(self.asked == other.asked, "parts of one run ask the same");
        self.n_trials += other.n_trials;
        for (sum, more) in self.counted.iter_mut().zip(&other.counted) {
            sum.merge(more);
        }
        for (kept, more) in self.heads.iter_mut().zip(other.heads) {
            kept.extend(more);
        }
    }

    /// Number of trials that were counted.
    #[must_use]
    pub fn n_trials(&self) -> usize {
        self.n_trials as usize
    }

    /// Number of outputs.
    #[must_use]
    pub fn n_outputs(&self) -> usize {
        self.counted.len()
    }

    /// What was counted of an output.
    ///
    /// # Panics
    ///
    /// If it was not asked for.
    #[must_use]
    pub fn get(&self, output: &Output) -> &Counted {
        &self.counted[self.place(output)]
    }

    /// An output's quantile; `None` without values.
    ///
    /// * `share`: one of [`SHARES`]
    ///
    /// # Panics
    ///
    /// If the output was not asked for.
    #[must_use]
    pub fn quantile(&self, output: &Output, share: f64) -> Option<QuantileEstimate<f64>> {
        let counted = self.get(output);
        let exact = self.quantiles.get(self.place(output)).copied().flatten();
        let place = SHARES
            .iter()
            .position(|known| known.total_cmp(&share).is_eq());
        match exact.zip(place) {
            Some((exact, place)) => Some(exact[place]),
            None => counted.quantile(share),
        }
    }

    /// Whether quantiles are exact.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !self.quantiles.is_empty()
    }

    fn place(&self, output: &Output) -> usize {
        let place = self.asked.index.get(output).copied();
        place.unwrap_or_else(|| panic!("{output:?} was not asked for"))
    }

    /// The first trials of an output, one by one.
    #[must_use]
    pub fn head(&self, output: &Output) -> Option<PerTrial> {
        let place = self.asked.heads.iter().position(|head| head == output)?;
        let values: Vec<f64> = self.heads[place].values().flatten().copied().collect();
        (!values.is_empty()).then(|| PerTrial::new(values))
    }

    /// All that was counted, in words of 64 bits. What is asked and where the run begins is not among them: it follows
    /// from the scenario.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        let mut words = vec![u64::from(self.n_trials), self.counted.len() as u64];
        self.counted
            .iter()
            .for_each(|counted| counted.write(&mut words));
        for kept in &self.heads {
            words.push(kept.len() as u64);
            for (&first, values) in kept {
                words.extend([u64::from(first), values.len() as u64]);
                words.extend(values.iter().map(|value| value.to_bits()));
            }
        }
        words
    }

    /// Reads what [`words`](Self::words) has written; `None` if it is something else.
    #[must_use]
    pub fn read(asked: Asked, first_trial: u32, words: &[u64]) -> Option<Self> {
        let mut words = words.iter().copied();
        let n_trials = u32::try_from(words.next()?).ok()?;
        if words.next()? != asked.len() as u64 {
            return None;
        }
        let mut counted = Vec::with_capacity(asked.len());
        for _ in 0..asked.len() {
            counted.push(Counted::read(&mut words)?);
        }
        let mut heads = Vec::new();
        for _ in 0..asked.heads.len() {
            let mut kept = BTreeMap::new();
            for _ in 0..words.next()? {
                let (first, n) = (u32::try_from(words.next()?).ok()?, words.next()?);
                let n = usize::try_from(n).ok()?;
                let values: Vec<f64> = words.by_ref().take(n).map(f64::from_bits).collect();
                if values.len() != n {
                    return None;
                }
                kept.insert(first, values);
            }
            heads.push(kept);
        }
        words.next().is_none().then_some(Self {
            asked,
            first_trial,
            n_trials,
            counted,
            heads,
            quantiles: Vec::new(),
        })
    }
}

/// A second pass over the trials of a run, which finds the exact quantiles of some of its outputs.
#[derive(Debug)]
pub struct SecondPass {
    /// Outputs, by their place, and what is kept of them.
    recounts: Vec<(usize, Recount)>,
}

impl SecondPass {
    /// The passes that are needed so that none keeps more values than there is room for; a pass has one output at least.
    #[must_use]
    pub fn all(tallies: &Tallies, room: usize) -> Vec<Self> {
        let mut passes: Vec<(usize, Self)> = Vec::new();
        for (place, counted) in tallies.counted.iter().enumerate() {
            let Some(recount) = Recount::of(counted) else {
                continue;
            };
            let n = recount.n_values();
            match passes.last_mut().filter(|(kept, _)| kept + n <= room) {
                Some((kept, pass)) => {
                    *kept += n;
                    pass.recounts.push((place, recount));
                }
                None => passes.push((
                    n,
                    Self {
                        recounts: vec![(place, recount)],
                    },
                )),
            }
        }
        passes.into_iter().map(|(_, pass)| pass).collect()
    }

    /// Keeps what is needed of a batch of trials.
    pub fn observe(&mut self, tallies: &Tallies, facts: &Facts<'_>, workers: &Workers) {
        let batch = Batch::new(facts);
        workers.each(&mut self.recounts, |(place, recount)| {
            if recount.n_values() == 0 {
                return;
            }
            if let Some(values) = batch.values(&tallies.asked.outputs[*place].0) {
                recount.observe(&values.into_defined());
            }
        });
    }

    /// Hands over what it has found.
    pub fn finish(self, tallies: &mut Tallies) {
        tallies.quantiles.resize(tallies.counted.len(), None);
        for (place, mut recount) in self.recounts {
            let counted = &tallies.counted[place];
            let found = SHARES.map(|share| recount.quantile(counted, share));
            let [Some(low), Some(middle), Some(high)] = found else {
                continue;
            };
            tallies.quantiles[place] = Some([low, middle, high]);
        }
    }
}

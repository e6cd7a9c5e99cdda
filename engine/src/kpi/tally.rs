//! Trials that are counted as they are simulated, in memory that does not grow with their number.

use std::collections::VecDeque;
use std::ops::Range;

use super::Facts;
use super::tallies::{Asked, BATCH, PILOT, SecondPass, Tallies};
use crate::kernel::stream::Seed;
use crate::model::Model;
use crate::model::simulate::{RunError, Watch, simulate_on};
use crate::model::workers::Workers;
use crate::results::Results;

/// A run, or a part of one, that is to be counted.
#[derive(Debug)]
pub struct Counting<'a> {
    /// The plan.
    pub model: &'a Model,
    /// Seed of the futures.
    pub seed: Seed,
    /// The trials of the whole run.
    pub run: Range<u32>,
    /// Those that are counted: whole batches of the run.
    pub part: Range<u32>,
    /// Threads.
    pub workers: Workers,
}

/// What came of it.
#[derive(Debug)]
pub struct Tallied {
    /// What was counted: of all batches, or of those that were finished.
    pub tallies: Tallies,
    /// Whether all batches were finished.
    pub complete: bool,
}

/// Passes on whether to stop, and no progress: these trials are simulated for something else.
struct Aside<'w>(&'w dyn Watch);

impl Watch for Aside<'_> {
    fn done(&self, _: u32) {}
    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

impl Counting<'_> {
    /// Counts what a report asks for; `None` if it was stopped before there was anything to count by.
    ///
    /// The results are the same bits for any number of threads, and parts add to those of the whole run.
    ///
    /// # Errors
    ///
    /// [`RunError`] if the machine has no room for a batch.
    pub fn count(&self, asked: Asked, watch: &dyn Watch) -> Result<Option<Tallied>, RunError> {
        let pilot = self.run.start..self.run.end.min(self.run.start.saturating_add(PILOT));
        let is_counted = self.part.start == self.run.start;
        let mut known = VecDeque::new();
        for trials in batches(&pilot) {
            let progress: &dyn Watch = if is_counted { watch } else { &Aside(watch) };
            let Some(batch) = self.simulate(trials, progress)? else {
                return Ok(None);
            };
            known.push_back(batch);
        }
        let facts: Vec<_> = known.iter().map(|batch| self.facts(batch)).collect();
        let mut tallies = Tallies::new(asked, self.run.start, &facts, &self.workers);
        drop(facts);
        if !is_counted {
            known.clear();
        }
        let mut complete = true;
        for trials in batches(&self.part) {
            let batch = match known.pop_front() {
                Some(batch) => Some(batch),
                None => self.simulate(trials, watch)?,
            };
            let Some(batch) = batch else {
                complete = false;
                break;
            };
            tallies.observe(&self.facts(&batch), &self.workers);
        }
        Ok(Some(Tallied { tallies, complete }))
    }

    /// Finds the exact quantiles of what was counted by simulating all trials again, once or more often; false if it was
    /// stopped before that.
    ///
    /// * `room`: values that may be kept at a time
    ///
    /// # Errors
    ///
    /// [`RunError`] if the machine has no room for a batch.
    pub fn find_quantiles(
        &self,
        tallies: &mut Tallies,
        room: usize,
        watch: &dyn Watch,
    ) -> Result<bool, RunError> {
        for mut pass in SecondPass::all(tallies, room) {
            for trials in batches(&self.part) {
                let Some(batch) = self.simulate(trials, watch)? else {
                    return Ok(false);
                };
                pass.observe(tallies, &self.facts(&batch), &self.workers);
            }
            pass.finish(tallies);
        }
        Ok(true)
    }

    fn simulate(&self, trials: Range<u32>, watch: &dyn Watch) -> Result<Option<Results>, RunError> {
        let simulated = simulate_on(&self.workers, self.model, self.seed, trials, watch)?;
        let whole = simulated.complete.then_some(simulated.results);
        Ok(whole.map(Results::by_cell))
    }

    fn facts<'b>(&'b self, batch: &'b Results) -> Facts<'b> {
        Facts::new(self.model, batch)
    }
}

/// The batches of a part that begins with one.
fn batches(part: &Range<u32>) -> impl Iterator<Item = Range<u32>> {
    let end = part.end;
    part.clone()
        .step_by(BATCH as usize)
        .map(move |first| first..end.min(first.saturating_add(BATCH)))
}

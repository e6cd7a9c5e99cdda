//! Many trials: on all cores, stopped when asked to, joined in trial order.

use std::ops::Range;

use ndarray::Array2;

use super::Model;
use super::lanes::Lanes;
use super::trial::Simulator;
use super::workers::Workers;
use crate::kernel::simd::Level;
use crate::kernel::stream::Seed;
use crate::results::Results;

/// Trials simulated between two looks at whether to stop; small enough to stop within a fraction of a second.
const CHUNK: u32 = 16;

/// Who watches a run.
pub trait Watch: Sync {
    /// So many more trials are done.
    fn done(&self, n_trials: u32);
    /// Whether the run should stop.
    fn stopped(&self) -> bool;
}

/// Watches nothing and never stops a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn done(&self, _: u32) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Simulated {
    /// The finished trials: all of them, or as many from the first on as were finished without a gap.
    pub results: Results,
    /// Whether all trials were finished.
    pub complete: bool,
}

/// Why a run could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The machine gave no room for the results.
    #[error("no memory for the results of {n_trials} trials: run fewer, or in parts")]
    Memory {
        /// Trials asked for.
        n_trials: usize,
    },
    /// The machine gave no threads.
    #[error("cannot start {n_threads} threads: {reason}")]
    Threads {
        /// Threads asked for.
        n_threads: usize,
        /// What the machine said.
        reason: String,
    },
}

/// What works out a trial. The results are the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Event by event: the reference, for every plan.
    Plain,
    /// Many entities at a time with what the processor has, for plans that [live in lanes](super::lanes::lives_in_lanes);
    /// event by event for all others.
    Lanes(Level),
}

/// Simulates trials. The results are the same bits for any number of threads and any split of the range.
///
/// * `trials`: numbers of the trials, such as `0..10_000`
/// * `threads`: number of threads; as many as there are cores unless said
///
/// # Errors
///
/// [`RunError::Threads`] if the machine gives no threads, [`RunError::Memory`] if it has no room for the results.
///
/// # Panics
///
/// Never: every finished trial has all its cells.
pub fn simulate(
    model: &Model,
    seed: Seed,
    trials: Range<u32>,
    threads: Option<usize>,
    watch: &dyn Watch,
) -> Result<Simulated, RunError> {
    simulate_on(&Workers::new(threads)?, model, seed, trials, watch)
}

/// [`simulate`] on threads that are there already.
///
/// # Errors
///
/// [`RunError::Memory`] if the machine has no room for the results.
///
/// # Panics
///
/// Never: every finished trial has all its cells.
pub fn simulate_on(
    workers: &Workers,
    model: &Model,
    seed: Seed,
    trials: Range<u32>,
    watch: &dyn Watch,
) -> Result<Simulated, RunError> {
    let kernel = Kernel::Lanes(Level::best());
    simulate_by(kernel, workers, model, seed, trials, watch)
}

/// [`simulate_on`] by a kernel that is chosen, which tests hold against each other.
///
/// # Errors
///
/// As [`simulate_on`].
///
/// # Panics
///
/// Never, as [`simulate_on`].
pub fn simulate_by(
    kernel: Kernel,
    workers: &Workers,
    model: &Model,
    seed: Seed,
    trials: Range<u32>,
    watch: &dyn Watch,
) -> Result<Simulated, RunError> {
    let layout = model.layout();
    let n_cells = layout.n_cells();
    let n_trials = trials.len();
    // Asked first, because what cannot be had otherwise ends the process; zeros that nobody has written cost nothing.
    let n_values = n_trials.checked_mul(n_cells);
    let fits = n_values.is_some_and(|n| Vec::<i64>::new().try_reserve_exact(n).is_ok());
    let n_values = n_values
        .filter(|_| fits)
        .ok_or(RunError::Memory { n_trials })?;
    let mut values = vec![0_i64; n_values];
    let mut chunks: Vec<Chunk<'_>> = values
        .chunks_mut((n_cells * CHUNK as usize).max(1))
        .zip(trials.clone().step_by(CHUNK as usize))
        .map(|(cells, first)| Chunk {
            first,
            cells,
            n_cells,
            finished: false,
        })
        .collect();
    workers.each_with(
        &mut chunks,
        || Worker::new(model, kernel),
        |worker, chunk| chunk.run(worker, seed, watch),
    );
    let n_chunks_done = chunks.iter().take_while(|chunk| chunk.finished).count();
    let n_done = n_trials.min(n_chunks_done * CHUNK as usize);
    values.truncate(n_done * n_cells);
    let values = Array2::from_shape_vec((n_done, n_cells), values)
        .expect("every finished trial has all its cells");
    let results = Results {
        layout,
        seed,
        first_trial: trials.start,
        values,
    };
    Ok(Simulated {
        results,
        complete: n_done == n_trials,
    })
}

/// What one thread works with.
enum Worker<'m> {
    Plain(Box<Simulator<'m>>),
    Lanes(Box<Lanes<'m>>),
}

impl<'m> Worker<'m> {
    fn new(model: &'m Model, kernel: Kernel) -> Self {
        let lanes = match kernel {
            Kernel::Plain => None,
            Kernel::Lanes(level) => Lanes::new(model, level),
        };
        lanes.map_or_else(
            || Self::Plain(Box::new(Simulator::new(model))),
            |lanes| Self::Lanes(Box::new(lanes)),
        )
    }

    fn run(&mut self, seed: Seed, trial: u32) -> &[i64] {
        match self {
            Self::Plain(simulator) => simulator.run(seed, trial),
            Self::Lanes(lanes) => lanes.run(seed, trial),
        }
    }
}

/// Some trials and the room for their counts.
struct Chunk<'v> {
    first: u32,
    cells: &'v mut [i64],
    n_cells: usize,
    finished: bool,
}

impl Chunk<'_> {
    fn run(&mut self, worker: &mut Worker<'_>, seed: Seed, watch: &dyn Watch) {
        if watch.stopped() {
            return;
        }
        for (trial, cells) in (self.first..).zip(self.cells.chunks_mut(self.n_cells)) {
            cells.copy_from_slice(worker.run(seed, trial));
        }
        self.finished = true;
        watch.done(u32::try_from(self.cells.len() / self.n_cells).expect("a chunk is small"));
    }
}

//! The options that every simulating command shares, and the simulation itself.

use std::ops::Range;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::memory;
use super::progress::Progress;
use super::whole;
use crate::explore::futures::SharedFutures;
use crate::kernel::stream::Seed;
use crate::model::simulate::{Simulated, Watch, simulate};
use crate::scenario::Scenario;

/// Which futures are simulated, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct SimulationArgs {
    /// Number of futures; the scenario's `simulation.trials` unless said (10,000 if it says nothing), or less where a
    /// command simulates many plans
    #[arg(long, value_name = "N", value_parser = whole::trials, allow_hyphen_values = true)]
    pub(crate) trials: Option<u32>,
    /// Seed of the futures; the scenario's `simulation.seed` unless said (1 if it says nothing)
    #[arg(long, value_name = "S", value_parser = whole::seed, allow_hyphen_values = true)]
    pub(crate) seed: Option<u64>,
    /// Number of threads; as many as there are cores unless said. The results do not depend on it
    #[arg(long, value_name = "T", value_parser = whole::threads, allow_hyphen_values = true)]
    pub(crate) threads: Option<u16>,
    /// Number of the first future, to run a large number of them in parts
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::trial, allow_hyphen_values = true)]
    pub(crate) first_trial: u32,
    /// Memory that the results may take, in GiB
    #[arg(long, value_name = "GIB", default_value_t = 4.0, value_parser = gibibytes, allow_hyphen_values = true)]
    pub(crate) memory: f64,
    /// No progress bar and no notes
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

pub(super) fn gibibytes(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok();
    let some = number.filter(|number| number.is_finite() && *number > 0.0);
    some.ok_or_else(|| "expected a number of GiB above 0, such as 4 or 0.5".into())
}

/// The futures of a command: the same for every scenario that it simulates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Futures {
    pub(crate) seed: Seed,
    pub(crate) first: u32,
    pub(crate) n_trials: u32,
}

impl Futures {
    /// The numbers of the trials.
    pub(crate) fn trials(self) -> Range<u32> {
        self.first..self.first + self.n_trials
    }
}

impl SimulationArgs {
    /// The futures that were asked for, completed by what a scenario says.
    pub(crate) fn futures(&self, scenario: &Scenario) -> Result<Futures, Failure> {
        self.futures_of(scenario, u32::MAX)
    }

    /// [`futures`](Self::futures), not more than `most` unless the command line asks for more.
    pub(crate) fn futures_of(&self, scenario: &Scenario, most: u32) -> Result<Futures, Failure> {
        let n_trials = self.trials.unwrap_or(scenario.trials.min(most));
        if self.first_trial.checked_add(n_trials).is_none() {
            let message = format!(
                "trials are numbered up to {}: {n_trials} from {} on are too many",
                u32::MAX,
                self.first_trial
            );
            return Err(Failure::Usage(message));
        }
        Ok(Futures {
            seed: Seed(self.seed.unwrap_or(scenario.seed)),
            first: self.first_trial,
            n_trials,
        })
    }

    /// Refuses futures whose results would not fit into memory.
    pub(crate) fn fits(&self, scenario: &Scenario, futures: Futures) -> Result<(), Failure> {
        let n_cells = scenario.model.layout().n_cells();
        memory::check(futures.n_trials, n_cells, self.memory)
    }

    /// The futures for whatever is tried in them; who watches may stop.
    pub(crate) fn shared<'w>(&self, futures: Futures, watch: &'w dyn Watch) -> SharedFutures<'w> {
        SharedFutures {
            seed: futures.seed,
            trials: futures.trials(),
            threads: self.threads.map(usize::from),
            watch,
        }
    }

    /// Simulates a scenario; stops at Ctrl-C.
    pub(crate) fn simulate(
        &self,
        scenario: &Scenario,
        futures: Futures,
        console: &Console,
    ) -> Result<Simulated, Failure> {
        self.fits(scenario, futures)?;
        let progress = Progress::new(futures.n_trials, self.quiet, console);
        let trials = futures.trials();
        let threads = self.threads.map(usize::from);
        let simulated = simulate(&scenario.model, futures.seed, trials, threads, &progress);
        progress.clear();
        Ok(simulated?)
    }
}

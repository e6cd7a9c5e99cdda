//! Small plans for tests: the smallest scenario, and what a test sets upon it.

use std::path::PathBuf;

use foresell::explore::reconcile::Ideals;
use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::Model;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell::scenario::{Memory, Scenario, ScenarioError, load};

use crate::scenario::{MINIMAL, shown};

/// Days of a month, on average: dwell times are written in days and simulated in months.
pub const DAYS: f64 = 30.4375;

/// Seed of every simulated plan, unless a test wants other futures.
pub const SEED: u64 = 20_270_101;

/// A scenario in memory: texts upon each other, and tables.
#[derive(Clone, Debug)]
pub struct Plan {
    files: Memory,
    last: PathBuf,
    n_files: usize,
    seed: u64,
}

impl Plan {
    /// A plan that one text describes.
    #[must_use]
    pub fn of(toml: &str) -> Self {
        let last = PathBuf::from("plan-0.toml");
        let files = Memory::new().with(&last, toml);
        Self {
            files,
            last,
            n_files: 1,
            seed: SEED,
        }
    }

    /// The smallest scenario: 10 leads a month, one stage that a quarter of them pass after a month, one seat.
    #[must_use]
    pub fn minimal() -> Self {
        Self::of(MINIMAL)
    }

    /// The same plan with an overlay on top.
    ///
    /// * `toml`: what changes; `remove = [...]` comes first, since a text ends with its tables
    #[must_use]
    pub fn with(mut self, toml: &str) -> Self {
        let next = PathBuf::from(format!("plan-{}.toml", self.n_files));
        let text = format!("extends = {:?}\n{toml}", self.last);
        self.files.insert(&next, text);
        self.n_files += 1;
        self.last = next;
        self
    }

    /// The same plan with a table beside it.
    #[must_use]
    pub fn table(mut self, name: &str, csv: &str) -> Self {
        self.files.insert(name, csv);
        self
    }

    /// The same plan in other futures.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Loads the scenario.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] as [`load`] does.
    pub fn load(&self) -> Result<Scenario, ScenarioError> {
        load(&self.files, std::slice::from_ref(&self.last))
    }

    /// The scenario.
    ///
    /// # Panics
    ///
    /// If something is wrong with it; the message lists the findings.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        self.load()
            .unwrap_or_else(|error| panic!("{}", shown(&error)))
    }

    /// The plan without every set of its factors.
    ///
    /// # Panics
    ///
    /// If something is wrong with what is planned; the message lists the findings.
    #[must_use]
    pub fn ideals(&self) -> Ideals {
        let ideals = Ideals::new(
            &self.scenario(),
            &self.files,
            std::slice::from_ref(&self.last),
        );
        ideals.unwrap_or_else(|error| panic!("{}", shown(&error)))
    }

    /// Simulates trials `0..n_trials`.
    #[must_use]
    pub fn run(&self, n_trials: u32) -> Run {
        run(&self.scenario().model, self.seed, n_trials)
    }
}

/// Simulates trials `0..n_trials` of a model.
///
/// # Panics
///
/// If the machine gives no threads.
#[must_use]
pub fn run(model: &Model, seed: u64, n_trials: u32) -> Run {
    let simulated = simulate(model, Seed(seed), 0..n_trials, None, &Unwatched);
    Run(simulated.expect("the machine gives threads").results)
}

/// What the trials of a plan came to, as floats for statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run(pub Results);

impl Run {
    /// A member's measure over some months (or years), trial by trial.
    #[must_use]
    pub fn over(
        &self,
        measure: Measure,
        cut: Cut,
        member: usize,
        periods: std::ops::Range<usize>,
    ) -> Vec<f64> {
        floats(&self.0.over(measure, cut, member, periods))
    }

    /// The company's measure over some months, trial by trial.
    #[must_use]
    pub fn company(&self, measure: Measure, months: std::ops::Range<usize>) -> Vec<f64> {
        self.over(measure, Cut::Company, 0, months)
    }

    /// The company's measure in one month, trial by trial.
    #[must_use]
    pub fn month(&self, measure: Measure, month: usize) -> Vec<f64> {
        self.company(measure, month..month + 1)
    }

    /// A stage's measure over some months, trial by trial.
    #[must_use]
    pub fn stage(
        &self,
        measure: Measure,
        stage: usize,
        months: std::ops::Range<usize>,
    ) -> Vec<f64> {
        self.over(measure, Cut::Stage, stage, months)
    }

    /// A stage's measure in one month after the other, added up over all trials.
    ///
    /// # Panics
    ///
    /// If a count is negative.
    #[must_use]
    pub fn by_month(
        &self,
        measure: Measure,
        cut: Cut,
        member: usize,
        months: std::ops::Range<usize>,
    ) -> Vec<usize> {
        let sum = |month| {
            self.0
                .over(measure, cut, member, month..month + 1)
                .iter()
                .sum::<i64>()
        };
        months
            .map(|month| usize::try_from(sum(month)).expect("it is a count"))
            .collect()
    }
}

/// Integers as floats; exact, since no count or amount of a test comes near 2^53.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and amounts of tests are small"
)]
pub fn floats(values: &[i64]) -> Vec<f64> {
    values.iter().map(|&value| value as f64).collect()
}

/// An integer as a float.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of tests are small")]
pub fn float(n: usize) -> f64 {
    n as f64
}

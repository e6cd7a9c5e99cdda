//! The futures that a question looks at: the same for everything that is tried in them.

use std::ops::Range;

use crate::calendar::{Period, PeriodKind};
use crate::kernel::stream::Seed;
use crate::kpi::{Facts, Kpi, PerTrial, headline_periods};
use crate::model::Model;
use crate::model::simulate::{RunError, Watch, simulate};

/// Which futures, on how many threads, and who watches.
#[derive(Clone)]
pub struct SharedFutures<'w> {
    /// Seed of the futures.
    pub seed: Seed,
    /// Their numbers.
    pub trials: Range<u32>,
    /// Number of threads; as many as there are cores unless said.
    pub threads: Option<usize>,
    /// Who watches and may stop.
    pub watch: &'w dyn Watch,
}

/// An output over a period.
#[derive(Clone, Debug)]
pub struct Output {
    /// The output.
    pub kpi: &'static Kpi,
    /// The period.
    pub period: Period,
}

impl SharedFutures<'_> {
    /// The outputs of a model in these futures, trial by trial; `None` if Ctrl-C came before all were finished. An
    /// output without a meaning in its period has no values.
    ///
    /// # Errors
    ///
    /// [`RunError`] if the machine gives no threads or no memory.
    ///
    /// # Panics
    ///
    /// If a period lies outside of the model's horizon.
    pub fn values(
        &self,
        model: &Model,
        outputs: &[Output],
    ) -> Result<Option<Vec<Option<PerTrial>>>, RunError> {
        let trials = self.trials.clone();
        let simulated = simulate(model, self.seed, trials, self.threads, self.watch)?;
        if !simulated.complete {
            return Ok(None);
        }
        let facts = Facts::new(model, &simulated.results);
        let values = |output: &Output| output.kpi.values(&facts, output.period.months.clone());
        Ok(Some(outputs.iter().map(values).collect()))
    }
}

/// The period of a label: a year, a quarter or a month of the horizon, or the whole horizon where no year is complete.
#[must_use]
pub fn period_of(model: &Model, label: &str) -> Option<Period> {
    let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
    let all = kinds.into_iter().flat_map(|k| model.calendar.periods(k));
    let mut candidates = headline_periods(&model.calendar).into_iter().chain(all);
    candidates.find(|period| period.label == label)
}

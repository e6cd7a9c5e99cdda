//! `--precision`: as many futures as it takes.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::measures;
use super::memory;
use super::simulation::{Futures, SimulationArgs};
use crate::explore::precise::{Precise, USUAL, Wanted, outputs, simulate_until};
use crate::kernel::precision::Precision;
use crate::kpi::Kpi;
use crate::model::simulate::{RunError, Unwatched, simulate};
use crate::report::printable;
use crate::scenario::Scenario;

/// How exactly means are to be known.
#[derive(Clone, Debug, Args)]
pub(crate) struct PrecisionArgs {
    /// Run as many futures as it takes to know the means of --precision-of so exactly, with 95 % confidence: "1%" is 1 %
    /// of the mean (of its size, where an output can be of either sign), of a share one percentage point. --trials, or
    /// else the memory, bounds how many; exit code 1 if they do not suffice
    #[arg(
        long,
        value_name = "PERCENT",
        value_parser = percent,
        allow_hyphen_values = true,
        conflicts_with_all = ["summaries", "exact_quantiles"]
    )]
    precision: Option<Precision>,
    /// Outputs that are to be exact in each period of the summary, by the ids of kpis.csv; bookings, cost and contribution
    /// unless said
    #[arg(
        long,
        value_name = "KPI,...",
        value_delimiter = ',',
        requires = "precision"
    )]
    precision_of: Vec<String>,
}

fn percent(text: &str) -> Result<Precision, String> {
    let number = text.trim().strip_suffix('%').map(str::trim_end);
    let number = number.and_then(|number| number.parse::<f64>().ok());
    let precision = number.and_then(|number| Precision::new(number / 100.0));
    precision
        .ok_or_else(|| "expected a percentage above 0 and below 100, such as 1% or 0.5%".into())
}

impl PrecisionArgs {
    /// Whether a precision was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.precision.is_some()
    }

    /// Refuses to be asked of a part of a run.
    pub(super) fn refuse_with_shard(&self) -> Result<(), Failure> {
        if !self.is_asked() {
            return Ok(());
        }
        Err(Failure::Usage(
            "--precision looks at all futures so far to decide whether there are enough, and a shard sees only its own: run \
             with --precision in one piece, or run the shards with a number of futures (--trials)"
                .into(),
        ))
    }

    /// What is wanted; `None` if no precision was asked for.
    pub(super) fn wanted(&self, scenario: &Scenario) -> Result<Option<Wanted>, Failure> {
        let Some(precision) = self.precision else {
            return Ok(None);
        };
        let named = self.precision_of.iter().map(String::as_str);
        let kpis = if self.precision_of.is_empty() {
            measures::find(USUAL)?
        } else {
            measures::find(named)?
        };
        let mut wanted = Wanted {
            precision,
            kpis: Vec::new(),
        };
        for kpi in kpis {
            let is_named = !self.precision_of.is_empty();
            if scenario.only.is_some() && !kpi.is_counted(&scenario.model.layout()) {
                if is_named {
                    return Err(not_counted(kpi));
                }
                continue;
            }
            if has_meaning(scenario, precision, kpi)? {
                wanted.kpis.push(kpi);
            } else if is_named {
                let id = printable(kpi.id);
                return Err(Failure::Usage(format!(
                    "`{id}` has no meaning in the periods of this plan's summary: name others (--precision-of)"
                )));
            }
        }
        if wanted.kpis.is_empty() && scenario.only.is_some() {
            return Err(Failure::Usage(format!(
                "none of {} is counted, as `only` asks: name outputs that are (--precision-of)",
                USUAL.join(", ")
            )));
        }
        Ok(Some(wanted))
    }

    /// The words that ask for the same.
    ///
    /// * `most`: the futures that bounded it, if they did
    pub(super) fn words(&self, most: Option<u32>) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(precision) = self.precision {
            words.push("--precision".into());
            // Of digits that came from a percentage, fifteen give it back.
            let percent = format!("{:.14e}", 100.0 * precision.share());
            let percent = percent.parse::<f64>().unwrap_or(f64::NAN);
            words.push(format!("{percent}%"));
        }
        if !self.precision_of.is_empty() {
            words.extend(["--precision-of".into(), self.precision_of.join(",")]);
        }
        if let Some(most) = most {
            words.extend(["--trials".into(), most.to_string()]);
        }
        words
    }
}

/// What to do about an output that a plan does not count.
fn not_counted(kpi: &Kpi) -> Failure {
    let id = kpi.id;
    Failure::Usage(format!(
        "`{id}` is not counted, as `only` asks: name it there too, or leave it out of --precision-of"
    ))
}

/// Whether an output means anything in some period: asked of a run without a future.
fn has_meaning(
    scenario: &Scenario,
    precision: Precision,
    kpi: &'static Kpi,
) -> Result<bool, RunError> {
    let seed = crate::kernel::stream::Seed(0);
    let none = simulate(&scenario.model, seed, 0..0, Some(1), &Unwatched)?;
    let only = Wanted {
        precision,
        kpis: vec![kpi],
    };
    Ok(!outputs(&scenario.model, &none.results, &only).is_empty())
}

/// Simulates as many futures as it takes; stops at Ctrl-C.
pub(super) fn simulated(
    wanted: &Wanted,
    scenario: &Scenario,
    simulation: &SimulationArgs,
    console: &Console,
) -> Result<Precise, Failure> {
    let most = most(scenario, simulation)?;
    let futures = simulation.futures_of(scenario, most)?;
    let futures = Futures {
        n_trials: simulation.trials.unwrap_or(most),
        ..futures
    };
    simulation.fits(scenario, futures)?;
    simulate_until(&scenario.model, futures.trials(), wanted, |batch| {
        let of_the_batch = Futures {
            first: batch.start,
            n_trials: batch.end - batch.start,
            ..futures
        };
        simulation.simulate(scenario, of_the_batch, console)
    })
}

/// The most futures that memory allows, and that there are numbers for.
fn most(scenario: &Scenario, simulation: &SimulationArgs) -> Result<u32, Failure> {
    if let Some(trials) = simulation.trials {
        return Ok(trials);
    }
    let n_cells = scenario.model.layout().n_cells();
    // A batch is there twice for a moment: once by itself, and once behind the others.
    let room = memory::most(n_cells, simulation.memory / 2.0);
    let most = room.min(u32::MAX - simulation.first_trial);
    if most == 0 {
        memory::check(1, n_cells, simulation.memory / 2.0)?;
    }
    Ok(most.max(1))
}

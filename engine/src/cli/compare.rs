//! `foresell compare`: what a what-if changes, in the same futures.

use std::path::{Path, PathBuf};

use clap::Args;

use super::answer::Answer;
use super::console::Console;
use super::failure::Failure;
use super::simulation::{Futures, SimulationArgs};
use super::written::FolderArgs;
use super::{FINE, Output, interrupt, load};
use crate::calendar::Period;
use crate::explore::{
    Headlines, compare, compare_alerts, compare_targets, compared_outputs, input_changes,
};
use crate::kpi::{Facts, Kpi, headline_periods};
use crate::outcome::Comparison;
use crate::report::comparison::{self, Comparisons};
use crate::report::{self, comparison_text};
use crate::scenario::{PLUS, Scenario};

/// Compare what-ifs with a base, in the same futures
///
/// A what-if that says `extends`, or that is a whole scenario (it says `format`), stands alone; any other file is laid
/// over the base. Files joined by `+` compose: base.toml+freeze.toml. Each what-if is compared with the base, and so are the
/// alerts that both set: which of them the what-if takes away, and which it raises.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The scenario to compare with
    base: PathBuf,
    /// What-ifs, each of which is compared with the base
    #[arg(required = true, value_name = "WHATIF")]
    what_ifs: Vec<PathBuf>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    written: FolderArgs,
    /// How the comparison is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &CompareArgs, words: &[String], console: &Console) -> Result<u8, Failure> {
    let base_paths = composed(&args.base);
    // All scenarios are read before the first is simulated, so that a typo in the last one costs no time.
    let base = load::as_it_asks(&base_paths, &[], args.format)?;
    let what_ifs = args
        .what_ifs
        .iter()
        .map(|path| load::as_it_asks(&paths(path, &base_paths), &[], args.format));
    let what_ifs = what_ifs.collect::<Result<Vec<_>, _>>()?;
    let futures = args.simulation.futures(&base)?;
    for what_if in &what_ifs {
        can_be_compared(&base, what_if)?;
    }
    interrupt::listen();
    let results = args.written.prepare()?;
    let compared = compare_all(args, &base, &what_ifs, futures, console)?;
    if compared.what_ifs.is_empty() {
        return Ok(args
            .written
            .nothing_yet("interrupted: there is nothing to compare yet", console));
    }
    let comparisons = Comparisons {
        base: (&base).into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: compared.n_trials,
        requested_trials: futures.n_trials,
        requested_what_ifs: what_ifs.len(),
        what_ifs: compared.what_ifs,
    };
    let answer = Answer {
        is_complete: comparisons.is_complete(),
        text: comparison_text::text(&comparisons),
        json: comparison::json(&comparisons),
        file: "comparison.json",
        tables: comparison::tables(&comparisons).into(),
        record: comparison::run_record(&comparisons, words),
    };
    answer.give((results, &args.written), FINE, args.format, console)
}

/// Refuses plans whose figures do not mean the same.
fn can_be_compared(base: &Scenario, what_if: &Scenario) -> Result<(), Failure> {
    let name = report::printable(&what_if.name);
    if base.currency != what_if.currency {
        let [ours, theirs] = [base, what_if].map(|scenario| scenario.currency.code());
        return Err(Failure::Usage(format!(
            "the base counts money in {ours} and \"{name}\" in {theirs}: write both in one currency"
        )));
    }
    let periods = |scenario: &Scenario| headline_periods(&scenario.model.calendar);
    let theirs = periods(what_if);
    let is_shared = |ours: &Period| theirs.iter().any(|period| period.label == ours.label);
    if !periods(base).iter().any(is_shared) {
        return Err(Failure::Usage(format!(
            "the base and \"{name}\" have no fiscal year in common: give both the same horizon"
        )));
    }
    if let (Some(ours), Some(theirs)) = (&base.only, &what_if.only) {
        let is_shared = |kpi: &&Kpi| theirs.iter().any(|other| other.id == kpi.id);
        if !ours.iter().copied().any(|kpi| is_shared(&kpi)) {
            return Err(Failure::Usage(format!(
                "the base and \"{name}\" count nothing in common: name the same numbers in `simulation.only`, or leave it out"
            )));
        }
    }
    Ok(())
}

/// What could be compared before Ctrl-C came, if it came.
struct Compared {
    what_ifs: Vec<Comparison>,
    n_trials: u32,
}

/// Compares one what-if after the other. Of one that is interrupted the finished futures count if it is the first.
fn compare_all(
    args: &CompareArgs,
    base: &Scenario,
    what_ifs: &[Scenario],
    futures: Futures,
    console: &Console,
) -> Result<Compared, Failure> {
    let mut compared = Compared {
        what_ifs: Vec::new(),
        n_trials: futures.n_trials,
    };
    let names = names(&args.what_ifs, what_ifs, base);
    let asked = what_ifs.iter().filter_map(|plan| plan.only.as_deref());
    let outputs = compared_outputs(base.only.as_deref(), asked);
    let (mut ours, n_finished) = headlines(args, (base, &outputs), futures, console)?;
    if n_finished < futures.n_trials {
        return Ok(compared);
    }
    for (ix, what_if) in what_ifs.iter().enumerate() {
        let outputs = compared_outputs(what_if.only.as_deref(), base.only.as_deref());
        let (theirs, n_finished) = headlines(args, (what_if, &outputs), futures, console)?;
        let is_partial = n_finished < futures.n_trials;
        if is_partial && (ix > 0 || n_finished == 0) {
            break;
        }
        ours.truncate(n_finished as usize);
        compared.n_trials = n_finished;
        compared.what_ifs.push(Comparison {
            name: names[ix].clone(),
            hash: what_if.hash.clone(),
            inputs: input_changes(&base.merged, &what_if.merged),
            periods: compare(&ours, &theirs),
            targets: compare_targets(&ours, &theirs),
            alerts: compare_alerts(&ours, &theirs),
        });
        if is_partial {
            break;
        }
    }
    Ok(compared)
}

/// The names of the what-ifs: a composition by all of its names, the base left out that it is laid over; with the files as
/// they were asked for where it would not be told apart from the base or from another one.
fn names(asked: &[PathBuf], what_ifs: &[Scenario], base: &Scenario) -> Vec<String> {
    let over_base = format!("{}{PLUS}", base.name);
    let own: Vec<&str> = what_ifs
        .iter()
        .map(|what_if| {
            let rest = what_if.name.strip_prefix(&over_base);
            rest.unwrap_or(&what_if.name)
        })
        .collect();
    let mut names: Vec<String> = Vec::new();
    for (name, path) in own.iter().zip(asked) {
        let is_shared = *name == base.name || own.iter().filter(|other| *other == name).count() > 1;
        let path = path
            .file_name()
            .filter(|_| !is_twice(asked, path))
            .map_or(path.as_path(), Path::new);
        let full = if is_shared {
            format!("{name} ({})", path.display())
        } else {
            (*name).to_owned()
        };
        // The very same what-if asked for twice.
        let again = names
            .iter()
            .filter(|other| **other == full || other.starts_with(&format!("{full}, ")))
            .count();
        names.push(if again > 0 {
            format!("{full}, {}", again + 1)
        } else {
            full
        });
    }
    names
}

/// Whether what-ifs of several folders have the name of this file.
fn is_twice(asked: &[PathBuf], path: &Path) -> bool {
    asked
        .iter()
        .filter(|other| other.file_name() == path.file_name())
        .count()
        > 1
}

/// Simulates one plan and keeps its headlines only: two plans' results together may not fit into memory. Beside them
/// the number of finished trials.
fn headlines(
    args: &CompareArgs,
    (scenario, outputs): (&Scenario, &[&'static Kpi]),
    futures: Futures,
    console: &Console,
) -> Result<(Headlines, u32), Failure> {
    let simulated = args.simulation.simulate(scenario, futures, console)?;
    let facts = Facts::new(&scenario.model, &simulated.results);
    let n_finished = simulated.results.n_trials();
    let n_finished = u32::try_from(n_finished).expect("trials are counted in 32 bits");
    let headlines = Headlines::of(&scenario.model, &facts, outputs);
    Ok((headlines.with_alerts(&facts, &scenario.alerts), n_finished))
}

/// The files of a composition: those joined by `+`, unless there is a file of the whole name.
fn composed(path: &Path) -> Vec<PathBuf> {
    match path.to_str() {
        Some(text) if text.contains('+') && !path.exists() => {
            text.split('+').map(|part| part.trim().into()).collect()
        }
        _ => vec![path.to_owned()],
    }
}

/// The files of a what-if, the base's first if it is laid over the base.
fn paths(path: &Path, base: &[PathBuf]) -> Vec<PathBuf> {
    let own = composed(path);
    if own.first().is_some_and(|first| load::stands_alone(first)) {
        own
    } else {
        [base, &own].concat()
    }
}

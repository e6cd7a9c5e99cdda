//! `foresell sensitivity`: what moves the plan most, one assumption at a time.

use clap::Args;

use super::answer::Answer;
use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::progress::Progress;
use super::simulation::SimulationArgs;
use super::written::FolderArgs;
use super::{FINE, interrupt, load, measures};
use crate::explore::futures;
use crate::explore::sensitivity::{Mover, n_runs, tornado};
use crate::kpi::{Kpi, headline_periods};
use crate::report::tornado::{self as report, TornadoReport};
use crate::report::tornado_text;
use crate::scenario::{Certainty, Change, Scenario, Setting};

/// Outputs that are shown unless others are asked for.
const USUAL: [&str; 4] = ["bookings", "target-reached", "contribution", "cost"];

/// Futures of each run, unless the scenario or the command line says less or more.
const TRIALS: u32 = 1_000;

/// Show which assumptions move the plan most: a tornado
///
/// Each uncertain assumption is set from its P10 to its P90, alone, with everything else in the very same futures, and
/// the change of each output is shown with its 95 % interval, the largest first. While one is held, those correlated
/// with it keep their own draws. One more run, with the same doubts and other luck, tells how much of each output's
/// variance is not knowing and how much is luck. It takes two runs for each assumption, of 1,000 futures each unless
/// --trials says otherwise.
#[derive(Debug, Args)]
pub(crate) struct SensitivityArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// Move levers as well: certain numbers that state a `range`, from one end of it to the other
    #[arg(long)]
    levers: bool,
    /// KPIs to show, such as bookings,contribution; by default bookings, target-reached, contribution and cost
    #[arg(long, value_name = "KPI", value_delimiter = ',')]
    measure: Vec<String>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    written: FolderArgs,
}

pub(super) fn run(
    args: &SensitivityArgs,
    words: &[String],
    console: &Console,
) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let outputs = outputs(args, &scenario)?;
    let movers = movers(args, &scenario)?;
    let futures = args.simulation.futures_of(&scenario, TRIALS)?;
    args.simulation.fits(&scenario, futures)?;
    interrupt::listen();
    let results = args.written.prepare()?;
    let n_runs = u32::try_from(n_runs(&scenario.model, &movers)).unwrap_or(u32::MAX);
    let n_futures = futures.n_trials.saturating_mul(n_runs);
    let progress = Progress::new(n_futures, args.simulation.quiet, console);
    let shared = args.simulation.shared(futures, &progress);
    let found = tornado(&scenario.model, movers, &outputs, &shared);
    progress.clear();
    let Some(tornado) = found? else {
        return Ok(args
            .written
            .nothing_yet("interrupted before the first assumption was moved", console));
    };
    have_meaning(args, |kpi| {
        tornado.outputs.iter().any(|of| of.kpi.id == kpi.id)
    })?;
    let report = TornadoReport {
        subject: (&scenario).into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: futures.n_trials,
        tornado,
    };
    let answer = Answer {
        is_complete: report.tornado.is_complete(),
        text: tornado_text::text(&report, console.width()),
        json: report::json(&report),
        file: "sensitivity.json",
        tables: report::tables(&report).into(),
        record: report::run_record(&report, words),
    };
    answer.give((results, &args.written), FINE, args.plan.format, console)
}

/// The KPIs that are asked for, or the usual ones.
fn asked(args: &SensitivityArgs) -> Result<Vec<&'static Kpi>, Failure> {
    if args.measure.is_empty() {
        measures::find(USUAL)
    } else {
        measures::find(args.measure.iter().map(String::as_str))
    }
}

/// What is looked at: each output in each period that a summary speaks of.
fn outputs(args: &SensitivityArgs, scenario: &Scenario) -> Result<Vec<futures::Output>, Failure> {
    let kpis = asked(args)?;
    let periods = headline_periods(&scenario.model.calendar);
    let of_period = |period: &crate::calendar::Period| {
        let of_kpi = |kpi: &&'static Kpi| futures::Output {
            kpi,
            period: period.clone(),
        };
        kpis.iter().map(of_kpi).collect::<Vec<_>>()
    };
    Ok(periods.iter().flat_map(of_period).collect())
}

/// What is moved. Both ends of every lever are checked here, so that a range that reaches too far costs no time.
fn movers(args: &SensitivityArgs, scenario: &Scenario) -> Result<Vec<Mover>, Failure> {
    let mut movers = Mover::uncertain(scenario);
    if args.levers {
        for entry in &scenario.register {
            let is_certain = matches!(entry.certainty, Certainty::Constant | Certainty::Series);
            let Some(range) = entry.range.filter(|_| is_certain) else {
                continue;
            };
            let plan = |value: f64| {
                let setting = Setting {
                    at: entry.at.clone(),
                    change: Change::To(value),
                };
                load::with_settings(&args.plan.scenario, &[setting], args.plan.format)
            };
            let plans = [plan(range[0])?.model, plan(range[1])?.model];
            movers.push(Mover::lever(entry, range, plans));
        }
    }
    if movers.is_empty() {
        let levers = if args.levers {
            "no number has a distribution, and none a `range`"
        } else {
            "no number has a distribution; numbers with a `range` are moved with --levers"
        };
        return Err(Failure::Usage(format!(
            "there is nothing to move: {levers}"
        )));
    }
    Ok(movers)
}

/// Refuses KPIs that have no meaning in any period, such as retention without contracts: those that were asked for each by
/// itself, the usual ones if none has any.
///
/// * `is_shown`: whether a KPI has a value in any period
fn have_meaning(args: &SensitivityArgs, is_shown: impl Fn(&Kpi) -> bool) -> Result<(), Failure> {
    let asked = asked(args)?;
    let mut unknown: Vec<&str> = Vec::new();
    for kpi in asked.iter().filter(|kpi| !is_shown(kpi)) {
        if !unknown.contains(&kpi.id) {
            unknown.push(kpi.id);
        }
    }
    let is_usual = args.measure.is_empty();
    let message = match unknown.as_slice() {
        [] => return Ok(()),
        several if is_usual && several.len() < asked.len() => return Ok(()),
        _ if is_usual => {
            "none of the usual KPIs has a meaning in this scenario: ask for others with --measure"
                .to_owned()
        }
        [one] => format!(
            "{one} has no meaning in this scenario: leave it out, or ask for another with --measure"
        ),
        several => format!(
            "{} have no meaning in this scenario: leave them out, or ask for others with --measure",
            several.join(", ")
        ),
    };
    Err(Failure::Usage(message))
}

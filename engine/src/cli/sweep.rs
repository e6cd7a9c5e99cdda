//! `foresell sweep`: what comes of every value in a range, in the same futures.

use clap::Args;

use super::amount::{Amount, amount};
use super::answer::Answer;
use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::progress::Progress;
use super::simulation::{Futures, SimulationArgs};
use super::written::FolderArgs;
use super::{FINE, company_target, interrupt, measures};
use crate::explore::futures::{self, period_of};
use crate::explore::over_assignment::{self, OUTPUTS, carriers, with_quotas};
use crate::kpi::{Kpi, PerTrial, Unit};
use crate::measure::Direction;
use crate::model::Model;
use crate::outcome::assignment::Sweep;
use crate::report::assignment::{self, SweepReport};
use crate::report::{assignment_text, printable};
use crate::scenario::Scenario;

/// Futures at each value, unless the scenario or the command line says less or more.
const TRIALS: u32 = 2_000;
/// Values that are tried at most.
const MOST_VALUES: f64 = 200.0;
/// Street quota as a share of the target, at least and at most.
const SHARES: [f64; 2] = [0.1, 10.0];

/// Sweep street quota over shares of the target, in the same futures
///
/// Over-assignment is street quota / target: how much more quota people carry than the company has to sell. All quotas on
/// own bookings are multiplied by one factor until mean street quota is the stated share of the target. For each share: the
/// chance of the target, bookings, pay, who leaves, who is at quota, contribution; and the best share, with what cannot
/// be told from it. Each takes 2,000 futures, once or a few times, unless --trials says otherwise.
#[derive(Debug, Args)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// From which share of the target to which
    #[arg(long, value_name = "A..B", value_parser = shares, default_value = "100%..150%", allow_hyphen_values = true)]
    over_assignment: [Amount; 2],
    /// Distance of the shares that are tried
    #[arg(long, value_name = "S", value_parser = amount, default_value = "5%", allow_hyphen_values = true)]
    step: Amount,
    /// The company's target of this period, in which all is counted; the first one unless said
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// The KPI whose mean is to be as good as can be, such as contribution, or target-reached for the chance of the target
    #[arg(long, value_name = "KPI", default_value = "contribution")]
    objective: String,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    written: FolderArgs,
}

/// A range of shares: `100%..150%`.
fn shares(text: &str) -> Result<[Amount; 2], String> {
    let (from, to) = text
        .split_once("..")
        .ok_or("expected a range such as 100%..150%")?;
    Ok([amount(from.trim())?, amount(to.trim())?])
}

pub(super) fn run(args: &SweepArgs, words: &[String], console: &Console) -> Result<u8, Failure> {
    let shares = wanted(args)?;
    let scenario = args.plan.load()?;
    if scenario.model.calendar.n_history() > 0 {
        let message = "a sweep moves the quotas of all months, and months of this plan have happened (`actuals`), with \
                       quotas that nobody can change any more: sweep the plan as it was at the start of the year, without \
                       them; `remove = [\"actuals\"]` in a what-if laid over it takes them out";
        return Err(Failure::Usage(message.into()));
    }
    let objective = objective(&args.objective)?;
    let period = company_target::period(&scenario, args.period.as_deref(), "")?;
    let period = period_of(&scenario.model, &period).expect("a target has a period");
    let months = &period.months;
    let targets = scenario.model.finance.targets.iter();
    let target = targets
        .filter(|target| target.scope == crate::finance::Scope::Company)
        .find(|target| target.months == *months)
        .map(|target| target.bookings)
        .filter(|bookings| bookings.minor() > 0)
        .ok_or_else(|| {
            let message = format!(
                "the target of {} is 0: no street quota is a share of it",
                period.label
            );
            Failure::Usage(message)
        })?;
    let plans: Vec<String> = carriers(&scenario.model)
        .iter()
        .map(|plan| plan.id.clone())
        .collect();
    if plans.is_empty() {
        let message =
            "no comp plan has a quota on own bookings: there is no street quota to be scaled";
        return Err(Failure::Usage(message.into()));
    }
    let mut outputs: Vec<&'static Kpi> = OUTPUTS.iter().filter_map(|id| Kpi::find(id)).collect();
    outputs.push(objective);
    let outputs = outputs.into_iter().map(|kpi| futures::Output {
        kpi,
        period: period.clone(),
    });
    let outputs: Vec<futures::Output> = outputs.collect();
    let futures = args.simulation.futures_of(&scenario, TRIALS)?;
    let scenario = counting(scenario, objective);
    args.simulation.fits(&scenario, futures)?;
    interrupt::listen();
    let results = args.written.prepare()?;
    let target_share = target.as_f64();
    let swept = over_assignment::sweep(&shares, target_share, objective.direction, |factor| {
        let plan = with_quotas(&scenario.model, factor);
        values(args, &plan, &outputs, futures, console)
    });
    let (tried, best, is_interrupted) = swept?;
    if tried.is_empty() {
        if !is_interrupted {
            let message = format!(
                "nobody carries a quota on own bookings in {}, or {} has no value there: there is nothing to sweep",
                period.label, objective.id
            );
            return Err(Failure::Usage(message));
        }
        return Ok(args
            .written
            .nothing_yet("interrupted before the first share was tried", console));
    }
    let report = SweepReport {
        subject: (&scenario).into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: futures.n_trials,
        sweep: Sweep {
            period: period.label,
            target,
            plans,
            objective,
            tried,
            best,
            is_interrupted,
        },
    };
    let answer = Answer {
        is_complete: !is_interrupted,
        text: assignment_text::text(&report),
        json: assignment::json(&report),
        file: "over-assignment.json",
        tables: vec![assignment::table(&report)],
        record: assignment::run_record(&report, words),
    };
    answer.give((results, &args.written), FINE, args.plan.format, console)
}

/// The same plan, counting no more than a sweep takes where that will do.
fn counting(scenario: Scenario, objective: &Kpi) -> Scenario {
    let mut scenario = scenario.counting_all();
    let whole = scenario.model.layout();
    let is_there = |measures: &Vec<_>| measures.iter().all(|&measure| whole.has_company(measure));
    scenario.model.only = over_assignment::measures(objective).filter(is_there);
    scenario
}

/// The shares that are tried, the lowest first.
fn wanted(args: &SweepArgs) -> Result<Vec<f64>, Failure> {
    let wrong = |message: String| Err(Failure::Usage(message));
    let share = |option: &str, amount: Amount| {
        let misfit = |expected| {
            Failure::Usage(format!(
                "the ending of {option} does not fit a share: {expected}"
            ))
        };
        amount.in_unit(Unit::Share).map_err(misfit)
    };
    let [from, to] = args.over_assignment;
    let (from, to) = (
        share("--over-assignment", from)?,
        share("--over-assignment", to)?,
    );
    let step = share("--step", args.step)?;
    let [least, most] = SHARES;
    if !(from >= least && to <= most && from < to) {
        return wrong(format!(
            "--over-assignment expects a range inside of {} % to {} %, the lower end first, such as 100%..150%{}",
            100.0 * least,
            100.0 * most,
            if from > most {
                ": 100 per cent is 100% or 1"
            } else {
                ""
            }
        ));
    }
    if !(step > 0.0 && step.is_finite()) {
        return wrong("--step leads nowhere: write a share above 0, such as 5%".into());
    }
    let n_steps = ((to - from) / step + 1e-9).floor();
    if !(2.0..=MOST_VALUES).contains(&(n_steps + 1.0)) {
        return wrong(format!(
            "--step makes {} shares of the range: expected 2 to {MOST_VALUES}",
            n_steps + 1.0
        ));
    }
    let mut shares = Vec::new();
    let mut ix = 0.0;
    while ix <= n_steps {
        // In as many digits as anybody writes.
        let exact = from + ix * step;
        shares.push(format!("{exact:.11e}").parse().unwrap_or(exact));
        ix += 1.0;
    }
    Ok(shares)
}

/// What is to be as good as can be.
fn objective(id: &str) -> Result<&'static Kpi, Failure> {
    let kpi = measures::one(id)?;
    if kpi.direction == Direction::Neutral {
        let id = printable(kpi.id);
        return Err(Failure::Usage(format!(
            "{id} is neither good when it is high nor when it is low: name another --objective, such as contribution"
        )));
    }
    Ok(kpi)
}

/// What the futures say about a plan; `None` if Ctrl-C came.
fn values(
    args: &SweepArgs,
    plan: &Model,
    outputs: &[futures::Output],
    futures: Futures,
    console: &Console,
) -> Result<Option<Vec<Option<PerTrial>>>, Failure> {
    let progress = Progress::new(futures.n_trials, args.simulation.quiet, console);
    let shared = args.simulation.shared(futures, &progress);
    let values = shared.values(plan, outputs);
    progress.clear();
    Ok(values?)
}

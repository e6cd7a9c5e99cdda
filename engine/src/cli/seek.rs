//! `foresell seek`: which value of a lever reaches a goal.

use clap::Args;

use super::amount::{Amount, amount, chance};
use super::answer::Answer as Shown;
use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::progress::Progress;
use super::simulation::{Futures, SimulationArgs};
use super::written::FolderArgs;
use super::{FINDINGS, FINE, INTERRUPTED, company_target, interrupt, load, measures, period};
use crate::calendar::Period;
use crate::explore::futures::{self, period_of};
use crate::explore::seek::{Domain, Evaluation, chance_at, mean_at, seek};
use crate::kpi::{Kpi, PerTrial, Unit, headline_periods};
use crate::outcome::search::{Answer, Bound, Demand, Goal, Search};
use crate::report::search::{self as report, LeverWords, SearchReport};
use crate::report::{Currency, printable, search_text, unit_name};
use crate::scenario::{Disk, Lever, NoLever, Scenario};

/// Futures at each value, unless the scenario or the command line says less or more.
const TRIALS: u32 = 2_000;
/// Values that may be the answer.
const MAX_STEPS: f64 = 1e6;

/// Find the value of a lever that reaches a goal
///
/// One number of the scenario is moved until the target, or another goal, is reached in the wanted share of futures. All
/// values live in the same futures, and every moved scenario is checked like a file. The answer has its standard error
/// and its 95 % interval; a goal that is out of reach is said to be, with the best value (exit code 1). Each value takes
/// 2,000 futures unless --trials says otherwise.
#[derive(Debug, Args)]
pub(crate) struct SeekArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// The number to move, such as workforce.groups.ae.count or funnel.stages.closing.pass. With --scale several may
    /// be named, one --lever each
    #[arg(long, required = true, value_name = "PATH")]
    lever: Vec<String>,
    /// Multiply the number by a factor instead: every month, segment or quantile of it; from a half to twice, or as far as
    /// each number stays in its range: a share cannot exceed 1
    #[arg(long)]
    scale: bool,
    /// Lowest value to try; the low end of its `range`, or half of what it is, unless said
    #[arg(long, value_name = "A", value_parser = amount, allow_hyphen_values = true)]
    from: Option<Amount>,
    /// Highest value to try; the high end of its `range`, or twice what it is, unless said
    #[arg(long, value_name = "B", value_parser = amount, allow_hyphen_values = true)]
    to: Option<Amount>,
    /// Distance of the values that may be the answer; what is counted moves by 1
    #[arg(long, value_name = "S", value_parser = amount, allow_hyphen_values = true)]
    step: Option<Amount>,
    /// Reach the company's bookings target of this period, such as FY2027; the first one unless another goal is named
    #[arg(long, value_name = "PERIOD", conflicts_with = "measure")]
    target: Option<String>,
    /// Reach a bound on this KPI instead, such as contribution
    #[arg(long, value_name = "KPI")]
    measure: Option<String>,
    /// The KPI has to be at least so much, such as 10M or 35%
    // With `--target` clap holds `--measure` for excluded and asks nobody for it, so what belongs to it says so itself.
    #[arg(long, value_name = "X", value_parser = amount, requires = "measure", conflicts_with_all = ["at_most", "target"], allow_hyphen_values = true)]
    at_least: Option<Amount>,
    /// The KPI may be at most so much
    #[arg(long, value_name = "X", value_parser = amount, requires = "measure", conflicts_with = "target", allow_hyphen_values = true)]
    at_most: Option<Amount>,
    /// The period of the KPI; the first complete fiscal year unless said
    #[arg(
        long,
        value_name = "PERIOD",
        requires = "measure",
        conflicts_with = "target"
    )]
    period: Option<String>,
    /// Share of futures in which the goal has to be reached
    #[arg(long, value_name = "P", value_parser = chance, default_value = "80%")]
    probability: f64,
    /// The mean over all futures has to keep the bound, whatever the chance
    #[arg(long, requires = "measure", conflicts_with_all = ["probability", "target"])]
    mean: bool,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    written: FolderArgs,
}

pub(super) fn run(args: &SeekArgs, words: &[String], console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let goal = goal(args, &scenario)?;
    let lever = lever(args, &scenario)?;
    let domain = domain(args, &lever)?;
    let futures = args.simulation.futures_of(&scenario, TRIALS)?;
    // Both ends are checked before the first future, so that a range that reaches too far costs no time.
    for end in [domain.from, domain.to] {
        args.simulation
            .fits(&moved(args, &lever, &scenario, end)?, futures)?;
    }
    interrupt::listen();
    let results = args.written.prepare()?;
    let search = seek(domain, level(&goal), |value| {
        let plan = moved(args, &lever, &scenario, value)?;
        evaluated(args, &plan, &goal, value, futures, console)
    })?;
    let report = SearchReport {
        subject: (&scenario).into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: futures.n_trials,
        lever: LeverWords {
            paths: lever.paths.clone(),
            stated: lever.stated.clone(),
            is_factor: lever.is_factor(),
            is_uncertain: lever.is_uncertain(),
            bound_by: if args.from.is_none() || args.to.is_none() {
                lever.bound_by.clone()
            } else {
                Vec::new()
            },
            from: domain.from,
            to: domain.to,
            step: domain.step,
        },
        goal,
        search,
    };
    if report.search.tried.is_empty() {
        return Ok(args
            .written
            .nothing_yet("interrupted before the first value was tried", console));
    }
    let shown = Shown {
        is_complete: report.search.answer != Answer::Interrupted,
        text: search_text::text(&report),
        json: report::json(&report),
        file: "seek.json",
        tables: vec![report::table(&report)],
        record: report::run_record(&report, words),
    };
    shown.give(
        (results, &args.written),
        exit_code(&report.search),
        args.plan.format,
        console,
    )
}

fn exit_code(search: &Search) -> u8 {
    match search.answer {
        Answer::Reached(_) | Answer::Everywhere => FINE,
        Answer::Nowhere(_) => FINDINGS,
        Answer::Interrupted => INTERRUPTED,
    }
}

/// The level that the estimate has to reach.
fn level(goal: &Goal) -> f64 {
    match (goal.demand, goal.bound) {
        (Demand::Chance(chance), _) => chance,
        (Demand::Mean, Bound::AtLeast(value) | Bound::AtMost(value)) => value,
        (Demand::Mean, Bound::Target) => {
            unreachable!("a mean is asked for with a bound of its own")
        }
    }
}

fn goal(args: &SeekArgs, scenario: &Scenario) -> Result<Goal, Failure> {
    let kpi = measures::one(args.measure.as_deref().unwrap_or("target-reached"))?;
    let currency = Currency::of(scenario.currency);
    let in_unit = |option, amount| of_kpi(option, amount, kpi, currency);
    let bound = match (args.measure.is_some(), args.at_least, args.at_most) {
        (false, _, _) => Bound::Target,
        (true, Some(least), _) => Bound::AtLeast(in_unit("--at-least", least)?),
        (true, None, Some(most)) => Bound::AtMost(in_unit("--at-most", most)?),
        (true, None, None) => {
            let message = format!("say how much {} has to be: --at-least or --at-most", kpi.id);
            return Err(Failure::Usage(message));
        }
    };
    let period = match bound {
        Bound::Target => {
            let instead = ", or name another goal with --measure";
            company_target::period(scenario, args.target.as_deref(), instead)?
        }
        _ => period(args, scenario)?.label,
    };
    let demand = if args.mean {
        Demand::Mean
    } else {
        Demand::Chance(args.probability)
    };
    Ok(Goal {
        kpi,
        period,
        bound,
        demand,
    })
}

/// A bound on a KPI, as the engine counts it: money in minor units.
fn of_kpi(option: &str, amount: Amount, kpi: &Kpi, currency: Currency) -> Result<f64, Failure> {
    let misfit = |expected| {
        let unit = unit_name(kpi.unit, currency);
        let counted = match kpi.unit {
            Unit::Share | Unit::Factor | Unit::Count => format!("{}, a {unit}", kpi.id),
            Unit::Money | Unit::People | Unit::Hours | Unit::Months => {
                format!("{}, counted in {unit}", kpi.id)
            }
        };
        misfit(option, &counted, expected)
    };
    let value = amount.in_unit(kpi.unit).map_err(misfit)?;
    Ok(if kpi.unit == Unit::Money {
        value * currency.minor_per_major()
    } else {
        value
    })
}

/// An amount whose ending says another unit than that of what it is for.
fn misfit(option: &str, what: &str, expected: &str) -> Failure {
    Failure::Usage(format!(
        "the ending of {option} does not fit {}: {expected}",
        printable(what)
    ))
}

fn period(args: &SeekArgs, scenario: &Scenario) -> Result<Period, Failure> {
    let years = headline_periods(&scenario.model.calendar);
    let first = years.first().map(|year| year.label.as_str());
    period::find(
        &scenario.model,
        args.period.as_deref().or(first).unwrap_or_default(),
    )
}

fn lever(args: &SeekArgs, scenario: &Scenario) -> Result<Lever, Failure> {
    let found = match args.lever.as_slice() {
        paths if args.scale => Lever::scaling(scenario, paths),
        [path] => Lever::find(scenario, path),
        _ => {
            let message = "several levers are moved together only by one factor: add --scale";
            return Err(Failure::Usage(message.into()));
        }
    };
    found.map_err(|error| no_lever(&error))
}

fn no_lever(error: &NoLever) -> Failure {
    Failure::Usage(printable(&error.to_string()).into_owned())
}

/// The values to be tried.
fn domain(args: &SeekArgs, lever: &Lever) -> Result<Domain, Failure> {
    let wrong = |message: String| Err(Failure::Usage(message));
    let [low, high] = match lever.span {
        Some([low, high]) => [Some(low), Some(high)],
        None => [None; 2],
    };
    let [own_from, own_to, own_step] = [
        ("--from", args.from),
        ("--to", args.to),
        ("--step", args.step),
    ]
    .map(|(option, amount)| {
        amount
            .map(|amount| of_lever(option, amount, lever))
            .transpose()
    });
    let (own_from, own_to, own_step) = (own_from?, own_to?, own_step?);
    let (Some(from), Some(to)) = (own_from.or(low), own_to.or(high)) else {
        return wrong(format!(
            "say from where to where {} is moved: --from and --to",
            printable(&lever.paths.join(", "))
        ));
    };
    if from >= to {
        return wrong(format!(
            "nothing lies between --from {from} and --to {to}: take a lower --from or a higher --to"
        ));
    }
    // A slider's step counts from the end of its range, so it means nothing between other ends.
    let slider = lever
        .step
        .filter(|_| lever.is_whole() || own_from.is_none());
    let step = own_step.or(slider);
    if let Some(step) = own_step.filter(|&step| step <= 0.0) {
        return wrong(format!(
            "--step {step} leads nowhere: write a number above 0, or leave it out to try any value"
        ));
    }
    if let Some(step) = step.filter(|&step| (to - from) / step > MAX_STEPS) {
        return wrong(format!(
            "--step {step} divides {from} to {to} into more than {MAX_STEPS} values: take a longer one, or leave it out \
             to try any value"
        ));
    }
    let is_fraction = |value: f64| value.fract() != 0.0;
    if lever.is_whole() && [from, to, step.unwrap_or(1.0)].into_iter().any(is_fraction) {
        return wrong(format!(
            "{} is counted in whole numbers: so are --from, --to and --step",
            printable(&lever.paths.join(", "))
        ));
    }
    for end in [from, to] {
        lever.check(end).map_err(|error| no_lever(&error))?;
    }
    Ok(Domain { from, to, step })
}

/// A value of the lever: a factor, a whole number, or in the unit of the file.
fn of_lever(option: &str, amount: Amount, lever: &Lever) -> Result<f64, Failure> {
    let (unit, counted) = if lever.is_factor() {
        (Unit::Factor, "a factor")
    } else if lever.is_whole() {
        (Unit::Count, "a whole number")
    } else {
        return Ok(amount.value);
    };
    let misfit = |expected| misfit(option, counted, expected);
    amount.in_unit(unit).map_err(misfit)
}

fn moved(args: &SeekArgs, lever: &Lever, base: &Scenario, value: f64) -> Result<Scenario, Failure> {
    lever
        .moved(base, &Disk, &args.plan.scenario, value)
        .map_err(|error| load::unsound(error, args.plan.format))
}

/// What the futures say at a value; `None` if Ctrl-C came.
fn evaluated(
    args: &SeekArgs,
    plan: &Scenario,
    goal: &Goal,
    value: f64,
    futures: Futures,
    console: &Console,
) -> Result<Option<Evaluation>, Failure> {
    let Some(period) = period_of(&plan.model, &goal.period) else {
        let message = format!(
            "with the lever at {value} the horizon has no {}",
            goal.period
        );
        return Err(Failure::Usage(message));
    };
    let progress = Progress::new(futures.n_trials, args.simulation.quiet, console);
    let shared = args.simulation.shared(futures, &progress);
    let output = futures::Output {
        kpi: goal.kpi,
        period,
    };
    let values = shared.values(&plan.model, &[output]);
    progress.clear();
    let Some(values) = values? else {
        return Ok(None);
    };
    let Some(values) = values.into_iter().next().flatten() else {
        return Err(Failure::Usage(format!(
            "{} has no meaning in {} of this scenario",
            goal.kpi.id, goal.period
        )));
    };
    judged(goal, value, &values).map(Some)
}

fn judged(goal: &Goal, value: f64, values: &PerTrial) -> Result<Evaluation, Failure> {
    let keeps = |number: f64| match goal.bound {
        Bound::Target => number >= 1.0,
        Bound::AtLeast(bound) => number >= bound,
        Bound::AtMost(bound) => number <= bound,
    };
    let judged = match goal.demand {
        Demand::Chance(wanted) => {
            // A future without a value, such as a ratio to nothing, keeps no bound.
            let kept = values.all().iter().map(|&number| keeps(number)).collect();
            chance_at(value, kept, wanted)
        }
        Demand::Mean if values.all().iter().any(|number| number.is_nan()) => {
            return Err(no_mean(goal.kpi));
        }
        Demand::Mean => mean_at(value, values.defined(), keeps),
    };
    Ok(judged.expect("a command has at least one future"))
}

fn no_mean(kpi: &Kpi) -> Failure {
    Failure::Usage(format!(
        "in some futures {} has no value, so it has no mean over all: ask for a chance instead of --mean",
        kpi.id
    ))
}

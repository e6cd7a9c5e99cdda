//! `foresell reconcile`: where the functions' plans contradict each other.

use clap::Args;

use super::amount::chance;
use super::answer::Answer;
use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::progress::Progress;
use super::simulation::{Futures, SimulationArgs};
use super::written::FolderArgs;
use super::{FINE, interrupt, load, period};
use crate::calendar::{Period, PeriodKind};
use crate::explore::reconcile::{Crossing, Ideals, n_runs, reconcile};
use crate::finance::Scope;
use crate::kpi::headline_periods;
use crate::report::reconciliation::{self as report, ReconciliationReport};
use crate::report::{reconciliation_tables, reconciliation_text};
use crate::scenario::{Disk, Measured, Scenario};

/// Futures of each plan, unless the scenario or the command line says less or more.
const TRIALS: u32 = 500;

/// What the bridge measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Measure {
    /// Value signed.
    Bookings,
    /// Value delivered.
    Delivered,
}

/// Show where the plans of demand, sales, supply and finance contradict each other
///
/// The plan is simulated as it is, without what supply does to it, and as if everything that arrives were worked on at once,
/// all in the same futures; what these come to is held against the targets and budgets of each month, quarter and year. Then
/// the way from the target to what is expected is attributed to ramp, attrition, coverage, win rate, supply and price: the
/// plan is simulated without each set of them, up to 96 plans, and the parts sum to the whole exactly. What the target was
/// built on may be stated under `reconcile` in the scenario. Each plan takes 500 futures unless --trials says otherwise.
#[derive(Debug, Args)]
pub(crate) struct ReconcileArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// Period of the bridge from the target to what is expected, such as FY2027 or FY2027-Q3; the first fiscal year that has
    /// a target unless said
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// What the bridge measures; value delivered unless said where the plan says who or what delivers, otherwise bookings
    #[arg(long, value_name = "MEASURE", value_enum)]
    measure: Option<Measure>,
    /// Share of futures below which a contradiction is left out of the text
    #[arg(long, value_name = "P", value_parser = chance, default_value = "10%")]
    least_share: f64,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    written: FolderArgs,
}

pub(super) fn run(
    args: &ReconcileArgs,
    words: &[String],
    console: &Console,
) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let crossing = crossing(args, &scenario)?;
    // Planned numbers are checked before the first future, so that a wrong one costs no time.
    let ideals = Ideals::new(&scenario, &Disk, &args.plan.scenario);
    let ideals = ideals.map_err(|error| load::unsound(error, args.plan.format))?;
    let futures = args.simulation.futures_of(&scenario, TRIALS)?;
    args.simulation.fits(&scenario, futures)?;
    interrupt::listen();
    let results = args.written.prepare()?;
    let Some(report) = reconciled(args, &scenario, &ideals, &crossing, futures, console)? else {
        return Ok(args
            .written
            .nothing_yet("interrupted before the plans could be compared", console));
    };
    let answer = Answer {
        is_complete: report.is_complete(),
        text: reconciliation_text::text(&report),
        json: report::json(&report),
        file: "reconciliation.json",
        tables: reconciliation_tables::tables(&report),
        record: report::run_record(&report, words),
    };
    answer.give((results, &args.written), FINE, args.plan.format, console)
}

/// Simulates all plans; `None` if Ctrl-C came before their views were known.
fn reconciled<'s>(
    args: &ReconcileArgs,
    scenario: &'s Scenario,
    ideals: &Ideals,
    crossing: &Crossing,
    futures: Futures,
    console: &Console,
) -> Result<Option<ReconciliationReport<'s>>, Failure> {
    let n_plans = n_runs(ideals, crossing);
    let n_futures = u32::try_from(n_plans).unwrap_or(u32::MAX);
    let n_futures = futures.n_trials.saturating_mul(n_futures);
    let progress = Progress::new(n_futures, args.simulation.quiet, console);
    let shared = args.simulation.shared(futures, &progress);
    let found = reconcile(ideals, crossing, &shared);
    progress.clear();
    Ok(found?.map(|found| ReconciliationReport {
        subject: scenario.into(),
        seed: futures.seed.0,
        first_trial: futures.first,
        n_trials: futures.n_trials,
        n_plans,
        least_share: args.least_share,
        found,
    }))
}

/// What the bridge leads over: as asked, as the scenario says, or what is usual.
fn crossing(args: &ReconcileArgs, scenario: &Scenario) -> Result<Crossing, Failure> {
    let model = &scenario.model;
    let asked = args.period.as_ref().or(scenario.reconcile.period.as_ref());
    let period = match asked {
        Some(label) => period::find(model, label)?,
        None => usual_period(scenario),
    };
    let delivers = model.supply.is_some();
    let asked = args.measure.map(|measure| match measure {
        Measure::Bookings => Measured::Bookings,
        Measure::Delivered => Measured::Delivered,
    });
    let usual = if delivers {
        Measured::Delivered
    } else {
        Measured::Bookings
    };
    let measured = asked.or(scenario.reconcile.measure).unwrap_or(usual);
    if measured == Measured::Delivered && model.calendar.touches_history(&period.months) {
        return Err(Failure::Usage(format!(
            "what was delivered in the months of {} that have happened is not known: take --measure bookings, or a later --period",
            period.label
        )));
    }
    if period.months.end <= model.calendar.n_history() {
        return Err(Failure::Usage(format!(
            "{} has happened: take a --period that is simulated",
            period.label
        )));
    }
    Ok(Crossing { period, measured })
}

/// The first fiscal year that has a target of the company, or the first quarter or month that has one, or the first year.
fn usual_period(scenario: &Scenario) -> Period {
    let model = &scenario.model;
    let years = headline_periods(&model.calendar);
    let others = [PeriodKind::Quarter, PeriodKind::Month];
    let others = others
        .into_iter()
        .flat_map(|kind| model.calendar.periods(kind));
    let is_simulated = |period: &Period| period.months.end > model.calendar.n_history();
    let has_target = |period: &Period| {
        let mut targets = model.finance.targets.iter();
        targets.any(|of| of.scope == Scope::Company && of.months == period.months)
    };
    let all = years.iter().cloned().chain(others);
    let mut with_target = all.filter(|period| is_simulated(period) && has_target(period));
    let first = || years.iter().find(|year| is_simulated(year)).cloned();
    with_target
        .next()
        .or_else(first)
        .unwrap_or_else(|| years[years.len() - 1].clone())
}

//! `foresell effort`: how hard people work under their comp plans.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::simulation::SimulationArgs;
use super::written::TableFileArgs;
use super::{FINE, INTERRUPTED, Output, interrupt};
use crate::calendar::{Calendar, Period};
use crate::explore::{Headlines, by_month_of_quarter, compare, compared_output, compared_outputs};
use crate::kpi::{Facts, Kpi, PerTrial, headline_periods, whole_horizon};
use crate::model::Model;
use crate::model::effort::{Response, Responses};
use crate::outcome::ComparedOutput;
use crate::report::effort::{DealsMoved, EffortReport, Gaming, MOVED, OverTheEnd};
use crate::report::file::{FileKind, begins_with};
use crate::report::{Subject, json, printable};
use crate::scenario::Scenario;

/// Show how hard people work under their comp plans, by attainment and time left
///
/// For every comp plan that states `behaviour`: results as a share of those at the effort of reference, by the attainment so
/// far and the months that are left of the period. With --simulate also what behaviour brings and costs: bookings, variable
/// pay and contribution of the plan beside those of the same futures in which nobody works harder or less, and, where
/// people move deals across the ends of periods, beside those in which each is signed when it is due.
#[derive(Debug, Args)]
pub(crate) struct EffortArgs {
    #[command(flatten)]
    scenario: PlanArgs,
    /// Show this comp plan only
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    /// Simulate the scenario with and without behaviour, in the same futures
    #[arg(long)]
    simulate: bool,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    table: TableFileArgs,
}

/// A table of effort is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a table of effort",
    is: |file| begins_with(file, b"plan,role,period,months_left"),
};

/// Futures, unless the command line asks for more.
const MOST_TRIALS: u32 = 1_000;

pub(super) fn run(args: &EffortArgs, console: &Console) -> Result<u8, Failure> {
    let mut scenario = args.scenario.load()?;
    let plan = args.plan.as_deref();
    let plan = plan.map(|id| plan_ix(&scenario, id)).transpose()?;
    let responses = Responses::of(&scenario.model);
    let file = args.table.prepare(TABLE)?;
    // Where nobody is moved there is nothing to compare.
    let asked = |response: &Response| plan.is_none_or(|plan| plan == response.plan);
    let gaming = if args.simulate && responses.list().iter().any(asked) {
        interrupt::listen();
        let Some(gaming) = gaming(args, plan, &mut scenario, console)? else {
            console.err("interrupted: there is nothing to compare yet\n");
            return Ok(INTERRUPTED);
        };
        Some(gaming)
    } else {
        None
    };
    let report = EffortReport::new(Subject::from(&scenario), &responses, plan, gaming);
    if let Some(file) = file {
        file.fill(&report.table())?;
    }
    console.out(&match args.scenario.format {
        Output::Text => report.text(),
        Output::Json => json::text(&report.json()),
    })?;
    Ok(FINE)
}

fn plan_ix(scenario: &Scenario, id: &str) -> Result<usize, Failure> {
    let plans = &scenario.model.comp.plans;
    let found = plans.iter().position(|plan| plan.id == id);
    found.ok_or_else(|| {
        let ids: Vec<String> = plans
            .iter()
            .map(|plan| printable(&plan.id).into_owned())
            .collect();
        Failure::Usage(format!(
            "there is no comp plan `{}`: the scenario has {}",
            printable(id),
            ids.join(", ")
        ))
    })
}

/// What behaviour changes; `None` if Ctrl-C came before both plans were simulated.
///
/// * `only`: the comp plan whose behaviour is asked for
fn gaming(
    args: &EffortArgs,
    only: Option<usize>,
    scenario: &mut Scenario,
    console: &Console,
) -> Result<Option<Gaming>, Failure> {
    let futures = args.simulation.futures_of(scenario, MOST_TRIALS)?;
    let moved = MOVED.map(|id| Kpi::find(id).expect("what is moved is a KPI"));
    let outputs = compared_outputs(None, [&moved[..]]);
    let model = scenario.model.clone();
    let reach = held_back_within(&model, only);
    let mut headlines = |as_is: Model| -> Result<Option<Simulated>, Failure> {
        scenario.model = as_is;
        let simulated = args.simulation.simulate(scenario, futures, console)?;
        let facts = Facts::new(&scenario.model, &simulated.results);
        let periods = periods(facts.calendar);
        let told = Simulated {
            headlines: Headlines::of_periods(&scenario.model, &facts, &outputs, periods),
            by_month: by_month_of_quarter(&facts, bookings()),
            over_the_end: OverTheEnd::of(&facts, reach),
        };
        Ok(simulated.complete.then_some(told))
    };
    let punctual = reach.map(|_| model.without_timing(only));
    let mut all = Vec::new();
    let plans = vec![
        Some(model.clone()),
        Some(model.without_behaviour(only)),
        punctual,
    ];
    for plan in plans.into_iter().flatten() {
        match headlines(plan) {
            Ok(Some(plan)) => all.push(plan),
            other => {
                scenario.model = model;
                return other.map(|_| None);
            }
        }
    }
    scenario.model = model;
    Ok(Some(Gaming {
        futures: futures.n_trials,
        seed: futures.seed.0,
        periods: compare(&all[1].headlines, &all[0].headlines),
        timing: all.get(2).map(|punctual| DealsMoved {
            periods: compare(&punctual.headlines, &all[0].headlines),
            by_month: months_of_quarter(punctual, &all[0]),
            over_the_end: all[0].over_the_end,
        }),
    }))
}

/// What is told of a plan.
struct Simulated {
    headlines: Headlines,
    by_month: Option<[PerTrial; 3]>,
    over_the_end: Option<OverTheEnd>,
}

fn bookings() -> &'static Kpi {
    Kpi::find("bookings").expect("bookings are a KPI")
}

/// The whole horizon, and the fiscal years if it has several.
fn periods(calendar: &Calendar) -> Vec<Period> {
    let whole = whole_horizon(calendar);
    let years = headline_periods(calendar);
    let years = years.into_iter().filter(|year| year.months != whole.months);
    std::iter::once(whole.clone()).chain(years).collect()
}

/// For how many months before a period ends deals are held back, at most; `None` where nobody moves any.
fn held_back_within(model: &Model, only: Option<usize>) -> Option<usize> {
    let plans = model.comp.plans.iter().enumerate();
    let asked = plans.filter(|(ix, _)| only.is_none_or(|only| only == *ix));
    let timings = asked.filter_map(|(_, plan)| plan.behaviour.as_ref()?.timing());
    let late = timings.map(|timing| timing.late).max_by(f64::total_cmp)?;
    // At most three months.
    Some(
        (0..3)
            .take_while(|&months| f64::from(months) < late)
            .count(),
    )
}

fn months_of_quarter(base: &Simulated, what_if: &Simulated) -> Option<[ComparedOutput; 3]> {
    let (base, what_if) = (base.by_month.as_ref()?, what_if.by_month.as_ref()?);
    let month = |ix: usize| compared_output(bookings(), &base[ix], &what_if[ix]);
    Some([month(0)?, month(1)?, month(2)?])
}

//! `foresell effort`: how hard people work under their comp plans.

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::simulation::SimulationArgs;
use super::written::TableFileArgs;
use super::{FINE, INTERRUPTED, Output, interrupt};
use crate::explore::{Headlines, compare, compared_outputs};
use crate::kpi::{Facts, Kpi};
use crate::model::Model;
use crate::model::effort::Responses;
use crate::report::effort::{EffortReport, Gaming, MOVED};
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
    let gaming = if args.simulate {
        interrupt::listen();
        let Some(gaming) = gaming(args, &mut scenario, console)? else {
            console.err("interrupted: there is nothing to compare yet\n");
            return Ok(INTERRUPTED);
        };
        Some(gaming)
    } else {
        None
    };
    let report = EffortReport::new(Subject::from(&scenario), &responses, plan, gaming);
    args.table.write(TABLE, || report.table())?;
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
fn gaming(
    args: &EffortArgs,
    scenario: &mut Scenario,
    console: &Console,
) -> Result<Option<Gaming>, Failure> {
    let futures = args.simulation.futures_of(scenario, MOST_TRIALS)?;
    let moved = MOVED.map(|id| Kpi::find(id).expect("what is moved is a KPI"));
    let outputs = compared_outputs(None, [&moved[..]]);
    let model = scenario.model.clone();
    let mut headlines = |as_is: Model| -> Result<Option<Headlines>, Failure> {
        scenario.model = as_is;
        let simulated = args.simulation.simulate(scenario, futures, console)?;
        let facts = Facts::new(&scenario.model, &simulated.results);
        let headlines = Headlines::of(&scenario.model, &facts, &outputs);
        Ok(simulated.complete.then_some(headlines))
    };
    let punctual = model.times_deals().then(|| model.without_timing());
    let mut all = Vec::new();
    let plans = vec![
        Some(model.clone()),
        Some(model.without_behaviour()),
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
        periods: compare(&all[1], &all[0]),
        timing: all.get(2).map(|punctual| compare(punctual, &all[0])),
    }))
}

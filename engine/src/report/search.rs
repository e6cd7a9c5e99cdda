//! A search for the value of a lever, as JSON and as a table.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "seek"
//! scenario      {name, hash, currency, locale}: the scenario with the lever as it is
//! run           {seed, first_trial, trials, complete}: the futures that all values share
//! lever         {paths, stated, kind, from, to, step, bound_by}; `kind` is "value" or "factor"; `bound_by` is a list of the
//!               numbers whose own range ends the range of factors
//! goal          {kpi, unit, period, bound, value, chance}; `bound` is "target", "at-least" or "at-most" with its `value`;
//!               `chance` is the share of futures that is asked for, or null if the mean over all has to keep the bound
//! answer        {kind, value, standard_error, low, high, upwards}; `kind` is "reached", "everywhere", "nowhere" or
//!               "interrupted". `value` begins to reach the goal, or came nearest for "nowhere"; `low` and `high` are
//!               where the 95 % band of the curve crosses the goal, null where it does not in the range; `upwards` is
//!               true if higher values reach it
//! monotone      null, or {from, to, change, standard_error}: where the curve clearly runs against its direction
//! crossings     how often the curve crosses the goal between neighbouring values
//! tried         a list of {value, estimate, standard_error, low, high, reached}, by value; the estimate is the chance,
//!               or the mean in the unit of the goal
//! ```

use serde_json::{Value, json};

use super::json::{FORMAT, engine};
use super::table::{Cell, Table, unit_name};
use super::tornado::scale;
use super::{Currency, Subject};
use crate::kpi::Unit;
use crate::outcome::search::{Answer, Bound, Demand, Goal, Search, Tried};

/// A search in a plan, and its futures.
#[derive(Clone, Debug)]
pub struct SearchReport<'a> {
    /// The plan with the lever as it is.
    pub subject: Subject<'a>,
    /// Seed of the futures.
    pub seed: u64,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Number of trials at each value.
    pub n_trials: u32,
    /// What was moved.
    pub lever: LeverWords,
    /// What was to be reached.
    pub goal: Goal,
    /// What came of it.
    pub search: Search,
}

/// A lever as a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverWords {
    /// Its paths.
    pub paths: Vec<String>,
    /// What the scenario says.
    pub stated: String,
    /// Whether its values are factors.
    pub is_factor: bool,
    /// Whether it is uncertain in the scenario.
    pub is_uncertain: bool,
    /// Numbers that can be multiplied no further than to an end of the range.
    pub bound_by: Vec<String>,
    /// Lowest value.
    pub from: f64,
    /// Highest value.
    pub to: f64,
    /// Step.
    pub step: Option<f64>,
}

impl SearchReport<'_> {
    /// The unit of the estimates: shares for a chance.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self.goal.demand {
            Demand::Chance(_) => Unit::Share,
            Demand::Mean => self.goal.kpi.unit,
        }
    }
}

/// The search as JSON, in the format described above.
#[must_use]
pub fn json(report: &SearchReport<'_>) -> Value {
    let (subject, lever, search) = (&report.subject, &report.lever, &report.search);
    let scale = scale(report.unit(), subject.currency);
    json!({
        "format": FORMAT,
        "kind": "seek",
        "engine": engine(),
        "scenario": subject.json(),
        "run": {
            "seed": report.seed,
            "first_trial": report.first_trial,
            "trials": report.n_trials,
            "complete": search.answer != Answer::Interrupted,
        },
        "lever": {
            "paths": lever.paths,
            "stated": lever.stated,
            "kind": if lever.is_factor { "factor" } else { "value" },
            "from": lever.from,
            "to": lever.to,
            "step": lever.step,
            "bound_by": lever.bound_by,
        },
        "goal": goal(&report.goal, subject.currency),
        "answer": answer(search),
        "monotone": search.reversal.map(|reversal| json!({
            "from": reversal.from,
            "to": reversal.to,
            "change": reversal.change / scale,
            "standard_error": reversal.std_error / scale,
        })),
        "crossings": search.n_crossings,
        "tried": search.tried.iter().map(|tried| json!({
            "value": tried.value,
            "estimate": tried.estimate / scale,
            "standard_error": tried.std_error / scale,
            "low": tried.interval.0 / scale,
            "high": tried.interval.1 / scale,
            "reached": tried.reached,
        })).collect::<Vec<_>>(),
    })
}

/// The record of a search: `{format: 1, kind: "seek-run", engine, scenario, run, lever, goal, command}`.
#[must_use]
pub fn run_record(report: &SearchReport<'_>, command: &[String]) -> Value {
    let whole = json(report);
    json!({
        "format": FORMAT,
        "kind": "seek-run",
        "engine": engine(),
        "scenario": whole["scenario"],
        "run": whole["run"],
        "lever": whole["lever"],
        "goal": whole["goal"],
        "command": command,
    })
}

fn goal(goal: &Goal, currency: Currency) -> Value {
    let (bound, value) = match goal.bound {
        Bound::Target => ("target", None),
        Bound::AtLeast(value) => ("at-least", Some(value)),
        Bound::AtMost(value) => ("at-most", Some(value)),
    };
    let chance = match goal.demand {
        Demand::Chance(chance) => Some(chance),
        Demand::Mean => None,
    };
    json!({
        "kpi": goal.kpi.id,
        "unit": unit_name(goal.kpi.unit, currency),
        "period": goal.period,
        "bound": bound,
        "value": value.map(|value| value / scale(goal.kpi.unit, currency)),
        "chance": chance,
    })
}

fn answer(search: &Search) -> Value {
    let nothing = |kind: &str, value: Option<f64>| json!({ "kind": kind, "value": value, "standard_error": null, "low": null, "high": null, "upwards": null });
    match &search.answer {
        Answer::Reached(crossing) => json!({
            "kind": "reached",
            "value": crossing.value,
            "standard_error": crossing.std_error,
            "low": crossing.interval.0,
            "high": crossing.interval.1,
            "upwards": crossing.upwards,
        }),
        Answer::Everywhere => nothing("everywhere", None),
        Answer::Nowhere(best) => nothing("nowhere", Some(search.tried[*best].value)),
        Answer::Interrupted => nothing("interrupted", None),
    }
}

/// What was tried, as a table.
#[must_use]
pub fn table(report: &SearchReport<'_>) -> Table {
    let columns = ["value", "estimate", "se", "low", "high", "unit", "reached"];
    let mut table = Table::new("tried", &columns);
    let (unit, currency) = (report.unit(), report.subject.currency);
    let row = |tried: &Tried| {
        let numbers = [
            tried.estimate,
            tried.std_error,
            tried.interval.0,
            tried.interval.1,
        ];
        let mut row = vec![Cell::Number(tried.value)];
        row.extend(numbers.map(|number| Cell::value(unit, number, currency)));
        row.push(Cell::text(unit_name(unit, currency)));
        row.push(Cell::text(if tried.reached { "yes" } else { "no" }));
        row
    };
    table.rows.extend(report.search.tried.iter().map(row));
    table
}

//! A sweep over street quota as a share of the target, as JSON, as a table and as words.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "over-assignment"
//! scenario      {name, hash, currency, locale}: the scenario with quotas as they are
//! run           {seed, first_trial, trials, complete}: the futures that all shares live in
//! period, target, unit   whose target, bookings to reach, and the currency of all money
//! plans         ids of the comp plans whose quotas are scaled by one factor
//! objective     {kpi, title, unit, direction}: what is to be as good as can be
//! best          null, or {over_assignment, place, tied, chance_inside, futures_compared}; `place` is "interior" (both ends are clearly worse), "lowest" or
//!               "highest" (it is an end of what was tried), "tied-with-lowest", "tied-with-highest" or "flat"; `tied` is
//!               a list of the shares that cannot be told from it with 95 % confidence, `chance_inside` is how often the best of
//!               another draw of as many futures would lie between the ends, and `futures_compared` is the number of futures in
//!               which the objective has a value at every share: the others are not compared
//! tried         a list of {over_assignment, attainment_factor, quotas_times, street_quota, target_reached, bookings,
//!               variable_pay, pay_share, leavers, at_quota, contribution, objective, behind, chosen}, the lowest share first; means
//!               are {mean, standard_error}, `target_reached` is a chance, `pay_share` is mean pay / mean bookings, `at_quota`
//!               is null if nothing is settled, and `behind` is by how much the best is better, future by future,
//!               `chosen` how often it would be the best of another draw of as many futures
//! ```

use serde_json::{Value, json};

use super::Subject;
use super::json::{FORMAT, chance, engine};
use super::table::{Cell, Table, unit_name};
use super::tables::kpis::direction;
use super::tornado::scale;
use crate::kernel::summary::Moments;
use crate::kpi::Unit;
use crate::outcome::assignment::{Assigned, Sweep};

/// A sweep in a plan, and its futures.
#[derive(Clone, Debug)]
pub struct SweepReport<'a> {
    /// The plan with quotas as they are.
    pub subject: Subject<'a>,
    /// Seed of the futures.
    pub seed: u64,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Number of trials at each share.
    pub n_trials: u32,
    /// What came of it.
    pub sweep: Sweep,
}

impl SweepReport<'_> {
    /// The shares that cannot be told from the best.
    #[must_use]
    pub fn tied(&self) -> Vec<f64> {
        let best = self.sweep.best.map(|best| best.ix);
        let all = self.sweep.tried.iter().enumerate();
        let others = all.filter(|(ix, assigned)| Some(*ix) != best && assigned.is_tied());
        others.map(|(_, assigned)| assigned.share).collect()
    }
}

/// The sweep as JSON, in the format described above.
#[must_use]
pub fn json(report: &SweepReport<'_>) -> Value {
    let (subject, sweep) = (&report.subject, &report.sweep);
    let currency = subject.currency;
    let minor = currency.minor_per_major();
    let objective = sweep.objective;
    let of_objective = scale(objective.unit, currency);
    let mean = |moments: &Moments, scale: f64| {
        json!({
            "mean": moments.mean / scale,
            "standard_error": moments.std_error().map(|error| error / scale),
        })
    };
    let tried = |assigned: &Assigned| {
        json!({
            "over_assignment": assigned.share,
            "attainment_factor": 1.0 / assigned.share,
            "quotas_times": assigned.factor,
            "street_quota": mean(&assigned.street_quota, minor),
            "target_reached": chance(&assigned.reached),
            "bookings": mean(&assigned.bookings, minor),
            "variable_pay": mean(&assigned.pay, minor),
            "pay_share": assigned.pay_share(),
            "leavers": mean(&assigned.leavers, 1.0),
            "at_quota": assigned.at_quota.as_ref().map(|share| mean(share, 1.0)),
            "contribution": mean(&assigned.contribution, minor),
            "objective": mean(&assigned.objective, of_objective),
            "behind": assigned.behind.as_ref().map(|behind| mean(behind, of_objective)),
            "chosen": assigned.chosen,
        })
    };
    json!({
        "format": FORMAT,
        "kind": "over-assignment",
        "engine": engine(),
        "scenario": subject.json(),
        "run": {
            "seed": report.seed,
            "first_trial": report.first_trial,
            "trials": report.n_trials,
            "complete": !sweep.is_interrupted,
        },
        "period": sweep.period,
        "target": sweep.target.as_f64() / minor,
        "unit": currency.code(),
        "plans": sweep.plans,
        "objective": {
            "kpi": objective.id,
            "title": objective.title,
            "unit": unit_name(objective.unit, currency),
            "direction": direction(objective.direction),
        },
        "best": sweep.best.map(|best| json!({
            "over_assignment": sweep.tried[best.ix].share,
            "place": best.place.name(),
            "tied": report.tied(),
            "chance_inside": sweep.chance_inside(),
            "futures_compared": best.n_compared,
        })),
        "tried": sweep.tried.iter().map(tried).collect::<Vec<_>>(),
    })
}

/// The record of a sweep: `{format: 1, kind: "over-assignment-run", engine, scenario, run, period, command}`.
#[must_use]
pub fn run_record(report: &SweepReport<'_>, command: &[String]) -> Value {
    let whole = json(report);
    json!({
        "format": FORMAT,
        "kind": "over-assignment-run",
        "engine": engine(),
        "scenario": whole["scenario"],
        "run": whole["run"],
        "period": whole["period"],
        "command": command,
    })
}

/// What was tried, as a table; money in whole units of the currency.
#[must_use]
pub fn table(report: &SweepReport<'_>) -> Table {
    let columns = [
        "over-assignment",
        "attainment-factor",
        "quotas-times",
        "street-quota",
        "street-quota-se",
        "target-reached",
        "target-reached-se",
        "bookings",
        "bookings-se",
        "variable-pay",
        "variable-pay-se",
        "pay-share",
        "leavers",
        "leavers-se",
        "at-quota",
        "at-quota-se",
        "contribution",
        "contribution-se",
        "objective",
        "objective-se",
        "behind",
        "behind-se",
        "chosen",
        "best",
    ];
    let mut table = Table::new("over-assignment", &columns);
    let (sweep, currency) = (&report.sweep, report.subject.currency);
    for (ix, assigned) in sweep.tried.iter().enumerate() {
        let pair = |unit: Unit, moments: Option<&Moments>| {
            let cell = |value: Option<f64>| {
                value.map_or(Cell::Empty, |value| Cell::value(unit, value, currency))
            };
            [
                cell(moments.map(|moments| moments.mean)),
                cell(moments.and_then(Moments::std_error)),
            ]
        };
        let of_objective = sweep.objective.unit;
        let mut row = vec![
            Cell::Number(assigned.share),
            Cell::Number(1.0 / assigned.share),
            Cell::Number(assigned.factor),
        ];
        row.extend(pair(Unit::Money, Some(&assigned.street_quota)));
        row.push(Cell::Number(assigned.reached.value));
        row.push(Cell::Number(assigned.reached.std_error));
        row.extend(pair(Unit::Money, Some(&assigned.bookings)));
        row.extend(pair(Unit::Money, Some(&assigned.pay)));
        row.push(assigned.pay_share().map_or(Cell::Empty, Cell::Number));
        row.extend(pair(Unit::People, Some(&assigned.leavers)));
        row.extend(pair(Unit::Share, assigned.at_quota.as_ref()));
        row.extend(pair(Unit::Money, Some(&assigned.contribution)));
        row.extend(pair(of_objective, Some(&assigned.objective)));
        row.extend(pair(of_objective, assigned.behind.as_ref()));
        row.push(assigned.chosen.map_or(Cell::Empty, Cell::Number));
        let is_best = sweep.best.is_some_and(|best| best.ix == ix);
        row.push(Cell::text(match (is_best, assigned.is_tied()) {
            (true, _) => "best",
            (false, true) if sweep.best.is_some() => "tied",
            _ => "no",
        }));
        table.push(row);
    }
    table
}

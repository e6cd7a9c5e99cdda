//! The summary as JSON: stable, and every figure with its standard error.
//!
//! # Format 1
//!
//! ```text
//! format        1; a change that could break a reader gets a new number
//! kind          "summary"
//! engine        {name: "foresell", version}
//! scenario      {name, hash, currency, locale}; with `only` there is also only: the ids of the KPIs that are shown; nothing is
//!               counted beside what they take, and what is not counted is null or not there
//! run           {seed, first_trial, trials, requested, complete, precision}: `trials` were run of those `requested`;
//!               `complete` is false if the run was interrupted; where futures were counted as they came there is also
//!               summaries {kind: "counted", quantiles, pilot, counters}: how many futures have placed how many counters,
//!               and whether quantiles are "interpolated" between them or were found ("exact")
//!   precision     null, or what a run with --precision came to: {asked, most, reached, outputs}; `asked` is a share
//!                 (0.01 is 1 %), `most` the trials that it might have taken, and an output {id, period, unit, mean,
//!                 half_width, allowed, reached}: half the length of the 95 % interval of the mean, and the most that it
//!                 may be
//! periods       a list: the complete fiscal years, or the whole horizon if there is none; each
//!               {label, from, until, complete, actual, target, budget, figures, plans, bound_by_capacity, bound_by_supply,
//!               bound_by_stock, bound_by_budget, ledger, drivers}
//!   from, until   first and last month, "YYYY-MM"
//!   actual        null, or what has happened: {months, until, bookings, unit, wins}; `until` is the last such month
//!   target        null, or {bookings, unit, chance}; a chance is {share, standard_error, low, high, trials}, `low` and
//!                 `high` being its 95 % interval (Wilson 1927)
//!   budget        null, or {label, cost, unit, chance}: the chance that the cost of sales is at most `cost`
//!   figures       a list of {id, title, unit, direction, formula, trials, mean, standard_error, replicated, controlled,
//!                 p10, p50, p90, nine_in_ten}; `trials` are those in which the figure has a value, and `standard_error` is
//!                 that of independent draws, as a rule too large where assumptions are uncertain
//!     unit          ISO 4217 code (whole units of the currency), "count", "people", "hours", "months", "share"
//!                   (1 is 100 %) or "factor"
//!     direction     "high-is-good", "low-is-good" or "neutral"
//!     replicated    how exact the mean is with assumptions that are spread evenly over the futures: {replicates,
//!                   standard_error, gain}; `gain` is how many times as many independent futures would be as exact (an
//!                   estimate from 32 replicates: below 1.6 it may be chance). null if nothing is uncertain, or with fewer
//!                   than 8 values in a replicate
//!     controlled    the mean with control variates: {mean, standard_error, controls, gain}, where the means of bookings,
//!                   wins, opportunities and people are known exactly; `gain` as above, null if nothing is left to chance.
//!                   null if they are not known, or some future has no value
//!     p10, p50, p90 {value, standard_error, low, high}: quantiles; `low` and `high` are the 95 % interval from order
//!                   statistics; these three are null with too few trials
//!     nine_in_ten   null, or {words: "at least" or "at most", value}: what holds with a chance of 90 %
//!   plans         variable pay of each comp plan: a list of {plan, unit, trials, mean, standard_error, p10, p50, p90,
//!                 at_mean, excess}; `at_mean` is the payout if every settlement came out as the mean one, and `excess`
//!                 is mean / at_mean - 1, or null
//!   bound_by_capacity  {share, standard_error, by_month}: share of months and futures in which capacity, not leads,
//!                 was what bound, of those that are simulated; `by_month` is a list of {month, share, standard_error},
//!                 null where a month has happened
//!   bound_by_supply, bound_by_stock, bound_by_budget  the same of pools, stock and budgets, of which several may bind in one
//!                 month; null in a plan without any. Of budgets the months count that have one, and others are null in
//!                 `by_month`
//!   ledger        where potential went; null if all months have happened, else {potential, unit, lines}: the mean of all
//!                 that the period had to do with, and a list of {line, title, side, mean, standard_error, share}. The
//!                 lines whose `side` is "in" sum to `potential`, and so do those whose `side` is "out", to the minor
//!                 unit; shares are of `potential`, null where that is 0. Months that have happened are left out
//!   drivers       what moves bookings most; null if nothing is uncertain or there are fewer than 100 trials, else
//!                 {kpi, unit, trials, unknown, biggest}, from the first 20,000 trials at most
//!     unknown       {share, standard_error}: share of the variance that all uncertain assumptions explain together, each by
//!                   a curve of the second degree; the rest is luck. null with fewer than 10 trials for each term
//!     biggest       a list of {path, share, standard_error, rise}, the greatest share first: assumptions whose own share
//!                   of the variance is clearly above nothing (shares of correlated ones overlap), and how much higher
//!                   bookings are on average at their P90 than at their P10
//!     backtest      only where looking back does not bear out quantiles: the verdicts, as a warning beside them
//! backtest      only where the plan says what looking back said: {until, horizon_months, days, verdicts, warns, warning};
//!               `verdicts` is a list of {kpi, verdict}, `warning` a sentence, or null if all are "calibrated"
//! other_targets a list of {label, bookings, unit, chance}: targets of other periods, and of regions and segments
//! other_budgets a list of {label, cost, unit, chance}: budgets of other periods
//! alerts        a list of {alert, kpi, title, period, from, until, cut, member, unit, bound, threshold, raised_from, state,
//!               past, missed, mean, p10, p50, p90, owner, note}, one for each period of an alert: what a KPI of the
//!               company, or of a `member` of a `cut` ("region", "segment", "source", "territory", "role"), should keep to
//!   bound         "at-least" or "at-most", which the `threshold` is
//!   missed        the chance that it is missed, of the futures in which the KPI has a value; null if none has
//!   state         "raised" if `missed` is `raised_from` or more, else "quiet"; "no-value" if no future has a value, and
//!                 "not-counted" if only other numbers are wanted
//!   past          whether all months of the period have happened
//! initiatives   a list of {id, name, from, until, unit, moves, periods} in order of id; `until` is its last month, and
//!               `moves` are the paths of the numbers that it moves
//!   periods       those of the summary, {label, from, until, adopted, cost}: the share of its effects that holds in the
//!                 months of the period, on average (1 is all of it), and what it costs there, with what is uncertain at its mean
//! ledger        where potential went in all months together, as in a period
//! assumptions   a list of {path, value, certainty, unit, owner, source, note, low, high, step, assumed}; `assumed`
//!               marks a default that does not come from the user's data
//! ```
//!
//! Numbers that do not exist are null, never NaN. Keys are only added within a format.

use std::ops::Range;

use serde_json::{Value, json};

use super::figures::{Figure, PeriodFigures, TargetOdds};
use super::plan_pay::PlanPay;
use super::tables::{kpis::direction, register::certainty};
use super::{
    Format, Output, Report, alerts, bound, budget, drivers, exactness, initiatives, ledger,
    looked_back, unit_name,
};
use crate::kernel::summary::{N_COUNTERS, QuantileEstimate, Share};
use crate::kpi::Unit;
use crate::kpi::tallies::PILOT;
use crate::scenario::RegisterEntry;

/// Version of the format.
pub const FORMAT: u32 = 1;

/// JSON: one file, `summary.json`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

impl Format for Json {
    fn outputs(&self, report: &Report<'_>) -> Vec<Output> {
        vec![Output {
            name: "summary.json".into(),
            bytes: text(&summary(report)).into_bytes(),
        }]
    }
}

/// The summary of a report, in the format described above.
#[must_use]
pub fn summary(report: &Report<'_>) -> Value {
    let mut found = json!({
        "format": FORMAT,
        "kind": "summary",
        "engine": engine(),
        "scenario": scenario(report),
        "run": run(report),
        "periods": report.periods.iter().map(|figures| period(report, figures)).collect::<Vec<_>>(),
        "other_targets": report.other_targets.iter().map(|other| {
            let mut value = target(report, &other.odds);
            value["label"] = json!(other.label);
            value
        }).collect::<Vec<_>>(),
        "other_budgets": budget::others(report).iter().map(|odds| budget::value(report, odds)).collect::<Vec<_>>(),
        "alerts": report.alerts.iter().map(|odds| alerts::value(report, odds)).collect::<Vec<_>>(),
        "initiatives": initiatives::json(report),
        "ledger": ledger_of(report, &(0..report.facts.calendar.n_months())),
        "assumptions": report.subject.register.iter().map(assumption).collect::<Vec<_>>(),
    });
    if let Some(looked) = report.subject.looked_back {
        found["backtest"] = looked_back::value(looked);
    }
    found
}

/// The record of a run: what is needed to repeat it.
///
/// `{format: 1, kind: "run", engine, scenario, run, inputs, command}`, with the keys of the summary; `inputs` are the
/// tables of the scenario that stand in the folder, and `command` is the list of the words that repeat the run inside of
/// it, empty if the run was not started from a command line. The folder adds `files`, the names of all that it holds.
///
/// It says what decides the results and nothing about how they came to be: neither the machine, its threads and paths,
/// nor whether the run was done in parts. So the same results have the same record.
///
/// * `inputs`: paths in the folder
#[must_use]
pub fn run_record(report: &Report<'_>, inputs: &[&str]) -> Value {
    json!({
        "format": FORMAT,
        "kind": "run",
        "engine": engine(),
        "scenario": scenario(report),
        "run": run(report),
        "inputs": inputs,
        "command": report.run.command,
    })
}

/// A value as text, indented, with a line break at the end. Numbers have up to fifteen significant digits: more than any
/// estimate has, fewer than show how floats round.
///
/// # Panics
///
/// Never: a JSON value can always be written.
#[must_use]
pub fn text(value: &Value) -> String {
    let mut value = value.clone();
    round(&mut value);
    serde_json::to_string_pretty(&value).expect("a JSON value can be written") + "\n"
}

/// Rounds every fraction inside of a value to fifteen significant digits; there is no negative zero.
fn round(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(entries) => entries.values_mut().for_each(round),
        Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().map(|exact| format!("{exact:.14e}"));
            let short = short.and_then(|short| short.parse::<f64>().ok());
            if let Some(short) = short {
                *value = json!(short + 0.0);
            }
        }
        _ => {}
    }
}

/// Name and version of the engine.
#[must_use]
pub fn engine() -> Value {
    json!({ "name": "foresell", "version": env!("CARGO_PKG_VERSION") })
}

pub(super) fn scenario(report: &Report<'_>) -> Value {
    let subject = &report.subject;
    let mut scenario = subject.json();
    if let Some(only) = subject.only {
        scenario["only"] = only.iter().map(|kpi| kpi.id).collect();
    }
    scenario
}

pub(super) fn run(report: &Report<'_>) -> Value {
    let results = report.facts.results;
    let mut run = json!({
        "seed": results.seed.0,
        "first_trial": results.first_trial,
        "trials": report.n_trials(),
        "requested": report.run.requested,
        "complete": report.run.complete,
        "precision": report.run.precision.as_ref().map(|found| exactness::precision(found, report.subject.currency)),
    });
    if let Some(tallies) = report.tallies() {
        let quantiles = if tallies.is_exact() {
            "exact"
        } else {
            "interpolated"
        };
        run["summaries"] = json!({
            "kind": "counted",
            "quantiles": quantiles,
            "pilot": PILOT,
            "counters": N_COUNTERS,
        });
    }
    run
}

fn target(report: &Report<'_>, odds: &TargetOdds) -> Value {
    let currency = report.subject.currency;
    json!({
        "bookings": odds.target.as_f64() / currency.minor_per_major(),
        "unit": currency.code(),
        "chance": chance(&odds.chance),
    })
}

fn period(report: &Report<'_>, figures: &PeriodFigures) -> Value {
    let (calendar, months) = (
        &report.subject.model.calendar,
        figures.period.months.clone(),
    );
    let target = figures.target.map(|odds| target(report, &odds));
    let at_mean = report.said().pay_at_mean(report.subject.model);
    let plans = PlanPay::of_all(report, &at_mean, &months);
    let mut found = json!({
        "label": figures.period.label,
        "from": calendar.month(months.start).to_string(),
        "until": calendar.month(months.end - 1).to_string(),
        "complete": figures.period.complete,
        "actual": figures.so_far.map(|so_far| {
            let until = calendar.month(so_far.until).to_string();
            so_far.json(&until, report.subject.currency)
        }),
        "target": target,
        "budget": figures.budget.as_ref().map(|odds| budget::value(report, odds)),
        "figures": figures.figures.iter().map(|f| figure(report, f)).collect::<Vec<_>>(),
        "plans": plans.iter().map(|plan| plan.json(report)).collect::<Vec<_>>(),
        "ledger": ledger_of(report, &months),
        "drivers": figures.drivers.as_ref().map(|found| drivers::json(found, report.subject.currency)),
    });
    for (key, value) in bound::json(report, figures.bound.as_ref(), &months) {
        found[key] = value;
    }
    found
}

/// The ledger of some months; null if all of them have happened.
fn ledger_of(report: &Report<'_>, months: &Range<usize>) -> Value {
    let found = report.said().ledgers().of(months);
    let shown = || ledger::json(&found, report.subject.currency);
    json!((!found.is_empty()).then(shown))
}

fn figure(report: &Report<'_>, figure: &Figure) -> Value {
    let (kpi, estimate) = (figure.kpi, &figure.estimate);
    let scale = scale(kpi.unit, report);
    let promise = estimate.nine_in_ten(kpi.direction).map(|promise| {
        let (words, value) = promise.words();
        json!({ "words": words, "value": value / scale })
    });
    let mut found = json!({
        "id": kpi.id,
        "title": kpi.title,
        "unit": unit_name(kpi.unit, report.subject.currency),
        "direction": direction(kpi.direction),
        "formula": kpi.formula,
        "trials": estimate.moments.n,
        "mean": estimate.moments.mean / scale,
        "standard_error": estimate.moments.std_error().map(|error| error / scale),
        "replicated": figure.replicated.map(|found| exactness::replicates(&found, scale)),
        "controlled": figure.controlled.map(|found| exactness::controlled(&found, scale)),
        "p10": quantile(&estimate.p10, scale),
        "p50": quantile(&estimate.p50, scale),
        "p90": quantile(&estimate.p90, scale),
        "nine_in_ten": promise,
    });
    let looked = report.subject.looked_back;
    if let Some(looked) = looked.filter(|looked| looked.warns()) {
        found["backtest"] = json!(looked.words());
    }
    found
}

/// What a value of the unit is divided by in files: money is in whole units of the currency there.
fn scale(unit: Unit, report: &Report<'_>) -> f64 {
    if unit == Unit::Money {
        report.subject.currency.minor_per_major()
    } else {
        1.0
    }
}

pub(super) fn quantile(quantile: &QuantileEstimate<f64>, scale: f64) -> Value {
    json!({
        "value": quantile.value / scale,
        "standard_error": quantile.std_error().map(|error| error / scale),
        "low": quantile.interval.map(|(low, _)| low / scale),
        "high": quantile.interval.map(|(_, high)| high / scale),
    })
}

/// A chance with its standard error and interval.
#[must_use]
pub fn chance(share: &Share) -> Value {
    json!({
        "share": share.value,
        "standard_error": share.std_error,
        "low": share.interval.0,
        "high": share.interval.1,
        "trials": share.n,
    })
}

pub(super) fn assumption(entry: &RegisterEntry) -> Value {
    json!({
        "path": entry.path,
        "value": entry.stated,
        "certainty": certainty(entry.certainty),
        "unit": entry.unit,
        "owner": entry.owner,
        "source": entry.source,
        "note": entry.note,
        "low": entry.range.map(|[low, _]| low),
        "high": entry.range.map(|[_, high]| high),
        "step": entry.step,
        "assumed": entry.assumed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_show_how_floats_round() {
        let value =
            json!({ "attainment": [0.1 + 0.2, 1.0, -0.0], "cents": 12_345_678_901.23, "n": 3 });
        let written: String = text(&value).split_whitespace().collect();
        assert_eq!(
            written,
            r#"{"attainment":[0.3,1.0,0.0],"cents":12345678901.23,"n":3}"#
        );
    }
}

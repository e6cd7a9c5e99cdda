//! A tornado as JSON and as tables.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "sensitivity"
//! scenario      {name, hash, currency, locale}
//! run           {seed, first_trial, trials, moved, requested, complete}: `moved` numbers were moved of those
//!               `requested`; `complete` is false if the run was interrupted
//! moved         a list of {path, ends, low, high, unit, correlated}: what was moved, in the unit of the scenario file;
//!               `ends` is "quantiles" (P10 and P90) or "range" (a lever). While a number is held, those correlated with
//!               it keep their draws
//! outputs       a list of {id, title, unit, direction, period, base, unknown, swings}
//!   base          {mean, standard_error}: everything as drawn
//!   unknown       null, or {share, standard_error}: share of the variance that is not knowing the uncertain numbers,
//!                 from a second life of every future with the same doubts and other luck; the rest is luck
//!   swings        a list of {path, low, high, swing}, the largest swing first; `low` and `high` are
//!                 {mean, standard_error}, the change against the base at that end; `swing` is
//!                 {mean, standard_error, low, high}, high end minus low end with its 95 % interval
//! ```

use serde_json::{Value, json};

use super::drivers::share;
use super::json::{FORMAT, engine};
use super::table::{Cell, Table, unit_name};
use super::tables::kpis::direction;
use super::{Currency, Subject};
use crate::kernel::summary::Moments;
use crate::kpi::Unit;
use crate::outcome::tornado::{Bar, Ends, Moved, Swings, Tornado};

/// A tornado of a plan, and its futures.
#[derive(Clone, Debug)]
pub struct TornadoReport<'a> {
    /// The plan.
    pub subject: Subject<'a>,
    /// Seed of the futures.
    pub seed: u64,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Number of trials.
    pub n_trials: u32,
    /// What moves what.
    pub tornado: Tornado,
}

/// The tornado as JSON, in the format described above.
#[must_use]
pub fn json(report: &TornadoReport<'_>) -> Value {
    let (subject, tornado) = (&report.subject, &report.tornado);
    json!({
        "format": FORMAT,
        "kind": "sensitivity",
        "engine": engine(),
        "scenario": subject.json(),
        "run": {
            "seed": report.seed,
            "first_trial": report.first_trial,
            "trials": report.n_trials,
            "moved": tornado.moved.len(),
            "requested": tornado.requested,
            "complete": tornado.is_complete(),
        },
        "moved": tornado.moved.iter().map(moved).collect::<Vec<_>>(),
        "outputs": tornado.outputs.iter().map(|swings| output(swings, tornado, subject.currency)).collect::<Vec<_>>(),
    })
}

/// The record of a tornado: `{format: 1, kind: "sensitivity-run", engine, scenario, run, command}`.
#[must_use]
pub fn run_record(report: &TornadoReport<'_>, command: &[String]) -> Value {
    let whole = json(report);
    json!({
        "format": FORMAT,
        "kind": "sensitivity-run",
        "engine": engine(),
        "scenario": whole["scenario"],
        "run": whole["run"],
        "command": command,
    })
}

/// Name of a kind of ends in files.
fn ends(ends: Ends) -> &'static str {
    match ends {
        Ends::Quantiles => "quantiles",
        Ends::Range => "range",
    }
}

fn moved(moved: &Moved) -> Value {
    json!({
        "path": moved.path,
        "ends": ends(moved.ends),
        "low": moved.low,
        "high": moved.high,
        "unit": moved.unit,
        "correlated": moved.is_correlated,
    })
}

fn output(swings: &Swings, tornado: &Tornado, currency: Currency) -> Value {
    let scale = scale(swings.kpi.unit, currency);
    let moments = |m: &Moments| json!({ "mean": m.mean / scale, "standard_error": m.std_error().map(|error| error / scale) });
    let bar = |bar: &Bar| {
        let swing = &bar.swing.difference;
        json!({
            "path": tornado.moved[bar.moved].path,
            "low": moments(&bar.low),
            "high": moments(&bar.high),
            "swing": {
                "mean": swing.mean / scale,
                "standard_error": swing.std_error().map(|error| error / scale),
                "low": swing.interval().map(|(low, _)| low / scale),
                "high": swing.interval().map(|(_, high)| high / scale),
            },
        })
    };
    json!({
        "id": swings.kpi.id,
        "title": swings.kpi.title,
        "unit": unit_name(swings.kpi.unit, currency),
        "direction": direction(swings.kpi.direction),
        "period": swings.period.label,
        "base": moments(&swings.base),
        "unknown": swings.unknown.as_ref().map(share),
        "swings": swings.bars.iter().map(bar).collect::<Vec<_>>(),
    })
}

/// What a value of the unit is divided by in files: money is in whole units of the currency there.
pub(super) fn scale(unit: Unit, currency: Currency) -> f64 {
    if unit == Unit::Money {
        currency.minor_per_major()
    } else {
        1.0
    }
}

const SWINGS: [&str; 18] = [
    "period",
    "kpi",
    "title",
    "kpi-unit",
    "path",
    "ends",
    "from",
    "to",
    "unit",
    "base",
    "at-low",
    "at-low-se",
    "at-high",
    "at-high-se",
    "swing",
    "swing-se",
    "swing-low",
    "swing-high",
];

/// The tornado as tables: what every number does to every output, then how much of each output's variance is not
/// knowing.
#[must_use]
pub fn tables(report: &TornadoReport<'_>) -> [Table; 2] {
    let (tornado, currency) = (&report.tornado, report.subject.currency);
    let mut swings = Table::new("sensitivity", &SWINGS);
    let columns = ["period", "kpi", "title", "unknown", "unknown-se", "luck"];
    let mut variance = Table::new("variance", &columns);
    for output in &tornado.outputs {
        let names = [
            output.period.label.as_str(),
            output.kpi.id,
            output.kpi.title,
        ];
        for bar in &output.bars {
            let mut row = names.map(Cell::text).to_vec();
            row.extend(swing_row(output, bar, &tornado.moved[bar.moved], currency));
            swings.push(row);
        }
        if let Some(unknown) = output.unknown {
            let shares = [unknown.value, unknown.std_error, 1.0 - unknown.value];
            variance.push([names.map(Cell::text), shares.map(Cell::Number)].concat());
        }
    }
    [swings, variance]
}

fn swing_row(output: &Swings, bar: &Bar, moved: &Moved, currency: Currency) -> Vec<Cell> {
    let unit = output.kpi.unit;
    let value =
        |value: Option<f64>| value.map_or(Cell::Empty, |value| Cell::value(unit, value, currency));
    let moments = |m: &Moments| [value(Some(m.mean)), value(m.std_error())];
    let mut row = vec![
        Cell::text(unit_name(unit, currency)),
        Cell::text(&moved.path),
        Cell::text(ends(moved.ends)),
        Cell::Number(moved.low),
        Cell::Number(moved.high),
        moved.unit.as_ref().map_or(Cell::Empty, Cell::text),
        value(Some(output.base.mean)),
    ];
    let swing = &bar.swing.difference;
    row.extend([moments(&bar.low), moments(&bar.high), moments(swing)].concat());
    let interval = swing.interval();
    row.extend([
        value(interval.map(|(low, _)| low)),
        value(interval.map(|(_, high)| high)),
    ]);
    row
}

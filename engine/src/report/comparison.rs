//! Comparisons as JSON and as tables.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "comparison"
//! currency      ISO 4217 code
//! run           {seed, first_trial, trials, requested, complete}: the futures that all plans share; `complete` is false
//!               if the run was interrupted, and what-ifs may be missing then
//! base          {name, hash}
//! what_ifs      a list of {name, hash, note, inputs, periods, targets, alerts}; `note` is null or a sentence
//!   inputs        a list of {path, old, new} for values (null where a plan does not say it) and of
//!                 {path, added, removed, changed} for tables: rows by the text of their first column, and cells
//!                 {row, column, old, new}
//!   periods       a list of {label, outputs}
//!     outputs       a list of {id, title, unit, direction, trials, base, what_if, difference, better, worse,
//!                   variance_reduction}
//!       base, what_if   {mean, standard_error}
//!       difference      {mean, standard_error, low, high}: what-if minus base; `low` and `high` are its 95 % interval
//!       better, worse   {share, standard_error, low, high, trials}: futures in which the what-if is better or worse
//!       variance_reduction  times as many independent futures would have been needed; null if nothing varies
//!   targets       targets of regions, segments and other periods that both plans set: a list of {label, unit, base, what_if,
//!                 difference}
//!     base, what_if   {bookings, chance}: what is to be reached, and {share, standard_error}
//!     difference      as in an output, of the chances
//!   alerts        alerts that both plans set: a list of {alert, kpi, title, period, cut, member, unit, bound, change, base,
//!                 what_if, difference}; `change` is "taken-away", "raised", "stays-raised" or "stays-quiet", and the
//!                 difference is that of the chances in the same futures
//!     base, what_if   {threshold, raised_from, missed, state}: `missed` is {share, standard_error, low, high, trials}
//! assumptions   the labelled defaults of the base, as in a summary
//! ```

use serde_json::{Value, json};

use super::json::{FORMAT, assumption, chance, engine};
use super::table::{Cell, Table, unit_name};
use super::tables::kpis::direction;
use super::{AlertState, Currency, Subject, alerts};
use crate::kernel::summary::Moments;
use crate::kpi::Unit;
use crate::outcome::{ComparedAlert, ComparedOutput, ComparedTarget, Comparison, InputChange};

/// A base, its what-ifs, and the futures they share.
#[derive(Clone, Debug)]
pub struct Comparisons<'a> {
    /// The base.
    pub base: Subject<'a>,
    /// Seed of the futures.
    pub seed: u64,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Number of trials.
    pub n_trials: u32,
    /// Number of trials that were asked for.
    pub requested_trials: u32,
    /// Number of what-ifs that were asked for.
    pub requested_what_ifs: usize,
    /// One for each what-if.
    pub what_ifs: Vec<Comparison>,
}

impl Comparisons<'_> {
    /// Whether nothing was interrupted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.n_trials == self.requested_trials && self.what_ifs.len() == self.requested_what_ifs
    }
}

/// The comparisons as JSON, in the format described above.
#[must_use]
pub fn json(comparisons: &Comparisons<'_>) -> Value {
    let base = &comparisons.base;
    json!({
        "format": FORMAT,
        "kind": "comparison",
        "engine": engine(),
        "currency": base.currency.code(),
        "run": { "seed": comparisons.seed, "first_trial": comparisons.first_trial, "trials": comparisons.n_trials, "requested": comparisons.requested_trials, "complete": comparisons.is_complete() },
        "base": { "name": base.name, "hash": base.hash },
        "what_ifs": comparisons.what_ifs.iter().map(|what_if| one(what_if, base.currency)).collect::<Vec<_>>(),
        "assumptions": base.register.iter().filter(|entry| entry.assumed).map(assumption).collect::<Vec<_>>(),
    })
}

/// The record of a comparison: `{format: 1, kind: "comparison-run", engine, run, base, command}`.
#[must_use]
pub fn run_record(comparisons: &Comparisons<'_>, command: &[String]) -> Value {
    let comparison = json(comparisons);
    json!({
        "format": FORMAT,
        "kind": "comparison-run",
        "engine": engine(),
        "run": comparison["run"],
        "base": comparison["base"],
        "command": command,
    })
}

fn one(what_if: &Comparison, currency: Currency) -> Value {
    let period = |period: &crate::outcome::ComparedPeriod| {
        let outputs: Vec<_> = period.outputs.iter().map(|o| output(o, currency)).collect();
        json!({ "label": period.period.label, "outputs": outputs })
    };
    json!({
        "name": what_if.name,
        "hash": what_if.hash,
        "note": what_if.note(),
        "inputs": what_if.inputs.iter().map(input).collect::<Vec<_>>(),
        "periods": what_if.periods.iter().map(period).collect::<Vec<_>>(),
        "targets": what_if.targets.iter().map(|of| target(of, currency)).collect::<Vec<_>>(),
        "alerts": what_if.alerts.iter().map(|of| alert(of, currency)).collect::<Vec<_>>(),
    })
}

fn target(target: &ComparedTarget, currency: Currency) -> Value {
    let chance = output(&target.chance, currency);
    let side = |ix: usize, name: &str| {
        json!({
            "bookings": currency.natural(target.bookings[ix].as_f64()),
            "chance": { "share": chance[name]["mean"], "standard_error": chance[name]["standard_error"] },
        })
    };
    json!({
        "label": target.label,
        "unit": currency.code(),
        "base": side(0, "base"),
        "what_if": side(1, "what_if"),
        "difference": chance["difference"],
    })
}

fn alert(of: &ComparedAlert, currency: Currency) -> Value {
    let alert = &of.alerts[0];
    let member = alert.member_name.as_ref();
    let side = |ix: usize| {
        let alert = &of.alerts[ix];
        json!({
            "threshold": alert.limit.threshold / alerts::scale(alert.kpi.unit, currency),
            "raised_from": alert.chance,
            "missed": chance(&of.missed[ix]),
            "state": state(of, ix),
        })
    };
    let interval = of.difference.interval();
    json!({
        "alert": alert.id,
        "kpi": alert.kpi.id,
        "title": alert.kpi.title,
        "period": alert.period.label,
        "cut": member.map(|_| alerts::cut_name(alert.member.0)),
        "member": member,
        "unit": unit_name(alert.kpi.unit, currency),
        "bound": alerts::bound(alert),
        "change": of.change().name(),
        "base": side(0),
        "what_if": side(1),
        "difference": {
            "mean": of.difference.mean,
            "standard_error": of.difference.std_error(),
            "low": interval.map(|(low, _)| low),
            "high": interval.map(|(_, high)| high),
        },
    })
}

/// Where an alert stands in the base, or in the what-if.
fn state(of: &ComparedAlert, ix: usize) -> &'static str {
    let state = if of.raised()[ix] {
        AlertState::Raised
    } else {
        AlertState::Quiet
    };
    state.name()
}

fn input(change: &InputChange) -> Value {
    match change {
        InputChange::Value { path, old, new } => json!({ "path": path, "old": old, "new": new }),
        InputChange::Table {
            path,
            added,
            removed,
            changed,
        } => {
            let cell = |c: &crate::outcome::CellChange| json!({ "row": c.row, "column": c.column, "old": c.old, "new": c.new });
            let changed: Vec<_> = changed.iter().map(cell).collect();
            json!({ "path": path, "added": added, "removed": removed, "changed": changed })
        }
    }
}

fn output(output: &ComparedOutput, currency: Currency) -> Value {
    let scale = if output.kpi.unit == Unit::Money {
        currency.minor_per_major()
    } else {
        1.0
    };
    let moments = |m: &Moments| json!({ "mean": m.mean / scale, "standard_error": m.std_error().map(|error| error / scale) });
    let difference = &output.paired.difference;
    json!({
        "id": output.kpi.id,
        "title": output.kpi.title,
        "unit": unit_name(output.kpi.unit, currency),
        "direction": direction(output.kpi.direction),
        "trials": output.base.n,
        "base": moments(&output.base),
        "what_if": moments(&output.what_if),
        "difference": {
            "mean": difference.mean / scale,
            "standard_error": difference.std_error().map(|error| error / scale),
            "low": difference.interval().map(|(low, _)| low / scale),
            "high": difference.interval().map(|(_, high)| high / scale),
        },
        "better": chance(&output.better),
        "worse": chance(&output.worse),
        "variance_reduction": output.paired.variance_reduction,
    })
}

const OUTPUTS: [&str; 16] = [
    "what-if",
    "period",
    "kpi",
    "title",
    "unit",
    "direction",
    "base",
    "base-se",
    "what-if-mean",
    "what-if-se",
    "difference",
    "difference-se",
    "difference-low",
    "difference-high",
    "better",
    "worse",
];

/// The comparisons as tables: outputs, inputs, then alerts. The chances of targets of regions, segments and other periods are
/// outputs of the period and the region or segment, such as "FY2027, Americas".
#[must_use]
pub fn tables(comparisons: &Comparisons<'_>) -> [Table; 3] {
    let currency = comparisons.base.currency;
    let mut outputs = Table::new("outputs", &[&OUTPUTS[..], &["variance-reduction"]].concat());
    let mut inputs = Table::new(
        "inputs",
        &["what-if", "path", "row", "column", "old", "new"],
    );
    for what_if in &comparisons.what_ifs {
        for period in &what_if.periods {
            for output in &period.outputs {
                outputs.push(output_row(
                    &what_if.name,
                    &period.period.label,
                    output,
                    currency,
                ));
            }
        }
        for target in &what_if.targets {
            outputs.push(output_row(
                &what_if.name,
                &target.label,
                &target.chance,
                currency,
            ));
        }
        for change in &what_if.inputs {
            inputs.rows.extend(input_rows(&what_if.name, change));
        }
    }
    [outputs, inputs, alert_table(comparisons)]
}

/// A row for each alert that a what-if and the base both set.
fn alert_table(comparisons: &Comparisons<'_>) -> Table {
    let mut table = Table::new(
        "alerts",
        &[
            "what-if",
            "alert",
            "kpi",
            "title",
            "period",
            "cut",
            "member",
            "bound",
            "unit",
            "base-threshold",
            "base-missed",
            "base-state",
            "what-if-threshold",
            "what-if-missed",
            "what-if-state",
            "difference",
            "difference-se",
            "trials",
            "change",
        ],
    );
    let currency = comparisons.base.currency;
    for what_if in &comparisons.what_ifs {
        for of in &what_if.alerts {
            let alert = &of.alerts[0];
            let member = alert.member_name.as_ref();
            let mut row: Vec<Cell> = [
                &what_if.name,
                &alert.id,
                alert.kpi.id,
                alert.kpi.title,
                &alert.period.label,
                alerts::cut_name(alert.member.0),
            ]
            .map(Cell::text)
            .to_vec();
            row.push(member.map_or(Cell::Empty, Cell::text));
            row.push(Cell::text(alerts::bound(alert)));
            row.push(Cell::text(unit_name(alert.kpi.unit, currency)));
            for ix in [0, 1] {
                let threshold = of.alerts[ix].limit.threshold;
                row.push(Cell::value(alert.kpi.unit, threshold, currency));
                row.push(Cell::Number(of.missed[ix].value));
                row.push(Cell::text(state(of, ix)));
            }
            row.push(Cell::Number(of.difference.mean));
            let error = of.difference.std_error();
            row.push(error.map_or(Cell::Empty, Cell::Number));
            #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
            row.push(Cell::Number(of.difference.n as f64));
            row.push(Cell::text(of.change().name()));
            table.push(row);
        }
    }
    table
}

fn output_row(name: &str, period: &str, output: &ComparedOutput, currency: Currency) -> Vec<Cell> {
    let kpi = output.kpi;
    let value = |value: Option<f64>| {
        value.map_or(Cell::Empty, |value| Cell::value(kpi.unit, value, currency))
    };
    let moments = |m: &Moments| [value(Some(m.mean)), value(m.std_error())];
    let mut row = [
        name,
        period,
        kpi.id,
        kpi.title,
        unit_name(kpi.unit, currency),
        direction(kpi.direction),
    ]
    .map(Cell::text)
    .to_vec();
    row.extend(moments(&output.base));
    row.extend(moments(&output.what_if));
    row.extend(moments(&output.paired.difference));
    let interval = output.paired.difference.interval();
    row.extend([
        value(interval.map(|(low, _)| low)),
        value(interval.map(|(_, high)| high)),
    ]);
    row.extend([
        Cell::Number(output.better.value),
        Cell::Number(output.worse.value),
    ]);
    row.push(
        output
            .paired
            .variance_reduction
            .map_or(Cell::Empty, Cell::Number),
    );
    row
}

fn input_rows(name: &str, change: &InputChange) -> Vec<Vec<Cell>> {
    let row = |cells: [&str; 5]| {
        let cells = cells.map(|text| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::text(text)
            }
        });
        [vec![Cell::text(name)], cells.to_vec()].concat()
    };
    match change {
        InputChange::Value { path, old, new } => {
            vec![row([
                path,
                "",
                "",
                old.as_deref().unwrap_or(""),
                new.as_deref().unwrap_or(""),
            ])]
        }
        InputChange::Table {
            path,
            added,
            removed,
            changed,
        } => {
            let added = added.iter().map(|key| row([path, key, "", "", "added"]));
            let removed = removed
                .iter()
                .map(|key| row([path, key, "", "removed", ""]));
            let changed = changed
                .iter()
                .map(|c| row([path, &c.row, &c.column, &c.old, &c.new]));
            added.chain(removed).chain(changed).collect()
        }
    }
}

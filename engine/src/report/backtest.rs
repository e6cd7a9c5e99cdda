//! A back-test, as JSON and as a table.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "backtest"
//! name, run      name of what was looked back on; {horizon, trials, seed, complete}
//! refused        a list of {day, reason}: days from which nothing could be forecast
//! kpis           a list of {kpi, unit, verdict, bias, wape, crps, coverage, places, rivals, days, left_out}; `left_out` is a
//!                list of {day, reason} of what the export does not tell; `coverage` is a list of
//!                {nominal, share, low, high, n}, where `low` to `high` is what luck allows a right forecast; `places`
//!                counts what came by tenths of the futures; `rivals` is a list of {forecast, days, bias, wape, crps,
//!                ours, our_wape}, where `ours` is the score of the simulation on the same days; `days` is a list of {day, actual,
//!                mean, quantiles, crps, place} with quantiles at `quantiles_at`
//! quantiles_at   chances of the quantiles
//! ```

use serde_json::{Value, json};

use super::Currency;
use super::json::{FORMAT, engine};
use super::table::{Cell, Table, unit_name};
use super::tornado::scale;
use crate::outcome::backtest::{Backtest, Judged, QUANTILES};

/// The back-test as JSON, in the format described above; money in whole units of the currency.
#[must_use]
pub fn json(name: &str, backtest: &Backtest) -> Value {
    let currency = Currency::of(backtest.currency);
    json!({
        "format": FORMAT,
        "kind": "backtest",
        "engine": engine(),
        "name": name,
        "run": {
            "horizon": backtest.horizon,
            "trials": backtest.trials,
            "seed": backtest.seed,
            "complete": !backtest.is_interrupted,
        },
        "refused": backtest.refused.iter().map(|(day, reason)| json!({ "day": day.to_string(), "reason": reason })).collect::<Vec<_>>(),
        "quantiles_at": QUANTILES,
        "kpis": backtest.judged.iter().map(|judged| of_kpi(judged, currency)).collect::<Vec<_>>(),
    })
}

fn of_kpi(judged: &Judged, currency: Currency) -> Value {
    let scale = scale(judged.kpi.unit, currency);
    let coverage = judged.coverage.iter().map(|coverage| {
        json!({
            "nominal": coverage.nominal,
            "share": coverage.share,
            "low": coverage.expected.0,
            "high": coverage.expected.1,
            "n": coverage.n,
        })
    });
    let rivals = judged.rivals.iter().map(|rival| {
        json!({
            "forecast": rival.name,
            "days": rival.rows.iter().map(|(day, value)| json!({ "day": day.to_string(), "value": value / scale })).collect::<Vec<_>>(),
            "bias": rival.bias,
            "wape": rival.wape,
            "crps": rival.crps / scale,
            "ours": rival.ours / scale,
            "our_wape": rival.our_wape,
        })
    });
    let days = judged.rows.iter().map(|row| {
        json!({
            "day": row.day.to_string(),
            "actual": row.actual / scale,
            "mean": row.mean / scale,
            "quantiles": row.quantiles.map(|value| value / scale),
            "crps": row.crps / scale,
            "place": row.place,
        })
    });
    json!({
        "kpi": judged.kpi.id,
        "unit": unit_name(judged.kpi.unit, currency),
        "verdict": judged.verdict.name(),
        "bias": judged.bias,
        "wape": judged.wape,
        "crps": judged.crps / scale,
        "coverage": coverage.collect::<Vec<_>>(),
        "places": judged.places,
        "rivals": rivals.collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
        "left_out": judged.left_out.iter().map(|(day, reason)| json!({ "day": day.to_string(), "reason": reason })).collect::<Vec<_>>(),
    })
}

/// What was forecast from each day and what came, as a table; money in whole units of the currency.
#[must_use]
pub fn table(backtest: &Backtest) -> Table {
    let columns = [
        "kpi", "day", "forecast", "actual", "mean", "p2.5", "p10", "p25", "p50", "p75", "p90",
        "p97.5", "crps", "place",
    ];
    let mut table = Table::new("backtest", &columns);
    let currency = Currency::of(backtest.currency);
    for judged in &backtest.judged {
        let value = |value: f64| Cell::value(judged.kpi.unit, value, currency);
        for row in &judged.rows {
            let mut cells = vec![
                Cell::text(judged.kpi.id),
                Cell::text(row.day.to_string()),
                Cell::text("simulation"),
                value(row.actual),
                value(row.mean),
            ];
            cells.extend(row.quantiles.map(value));
            cells.extend([value(row.crps), Cell::Number(row.place)]);
            table.push(cells);
            for rival in &judged.rivals {
                let of_day = rival.rows.iter().filter(|(day, _)| *day == row.day);
                for (_, point) in of_day {
                    let mut cells = vec![
                        Cell::text(judged.kpi.id),
                        Cell::text(row.day.to_string()),
                        Cell::text(rival.name),
                        value(row.actual),
                        value(*point),
                    ];
                    cells.extend(QUANTILES.map(|_| Cell::Empty));
                    cells.extend([value((point - row.actual).abs()), Cell::Empty]);
                    table.push(cells);
                }
            }
        }
    }
    table
}

//! A forecast of the open pipeline, as JSON and as a table.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "pipeline-forecast"
//! name, run      name of the export; {as_of, trials, seed}
//! open           {deals, beyond, undated}: open deals that are forecast, those of them that are older than any that left their
//!                stage, and those without a day, which are not forecast
//! months         the months that are told one by one
//! ends           a list of {end, deals, later, all, value, value_later, value_all}: `deals` has a spread for each month,
//!                `later` one for all after them; a spread is {mean, quantiles} over all futures; `value` is null where
//!                values are not known
//! still_open     a spread for the end of each month; `never` is one for deals for which the history shows no end
//! quantiles_at   chances of the quantiles
//! stages         a list of {stage, entered, open, ways}; `ways` is a list of {to, deals, share, low, high, median_days}
//! notes          what a reader has to know
//! ```

use serde_json::{Value, json};

use super::Currency;
use super::json::{FORMAT, engine};
use super::table::{Cell, Table};
use super::tornado::scale;
use crate::kpi::Unit;
use crate::outcome::pipeline::{EndOutlook, PipelineForecast, QUANTILES, Spread};

/// The forecast as JSON, in the format described above; money in whole units of the currency.
#[must_use]
pub fn json(name: &str, forecast: &PipelineForecast) -> Value {
    let minor = scale(Unit::Money, Currency::of(forecast.currency));
    let list = |spreads: &[Spread], scale: f64| {
        spreads
            .iter()
            .map(|one| spread(one, scale))
            .collect::<Vec<_>>()
    };
    let n = forecast.n_months();
    let end = |end: &EndOutlook| {
        json!({
            "end": end.name,
            "deals": list(&end.deals[..n], 1.0),
            "later": spread(&end.deals[n], 1.0),
            "all": spread(&end.all, 1.0),
            "value": end.value.as_ref().map(|(months, _)| list(&months[..n], minor)),
            "value_later": end.value.as_ref().map(|(months, _)| spread(&months[n], minor)),
            "value_all": end.value.as_ref().map(|(_, all)| spread(all, minor)),
        })
    };
    let stages = forecast.stages.iter().map(|stage| {
        let ways = stage.ways.iter().map(|way| {
            json!({
                "to": way.name,
                "deals": way.n,
                "share": way.share,
                "low": way.interval.0,
                "high": way.interval.1,
                "median_days": way.median_days,
            })
        });
        json!({
            "stage": stage.name,
            "entered": stage.n_entered,
            "open": stage.n_open,
            "ways": ways.collect::<Vec<_>>(),
        })
    });
    json!({
        "format": FORMAT,
        "kind": "pipeline-forecast",
        "engine": engine(),
        "name": name,
        "run": {
            "as_of": forecast.as_of.to_string(),
            "trials": forecast.trials,
            "seed": forecast.seed,
            "currency": forecast.currency.code(),
        },
        "open": {
            "deals": forecast.n_open,
            "beyond": forecast.n_beyond,
            "undated": forecast.n_undated,
        },
        "months": months(forecast),
        "ends": forecast.ends.iter().map(end).collect::<Vec<_>>(),
        "still_open": list(&forecast.still_open[..n], 1.0),
        "never": spread(&forecast.still_open[n], 1.0),
        "quantiles_at": QUANTILES,
        "stages": stages.collect::<Vec<_>>(),
        "notes": forecast.notes,
    })
}

fn spread(spread: &Spread, scale: f64) -> Value {
    json!({
        "mean": spread.mean / scale,
        "quantiles": spread.quantiles.map(|value| value / scale),
    })
}

/// The months that are told one by one.
pub(super) fn months(forecast: &PipelineForecast) -> Vec<String> {
    (0..forecast.n_months())
        .map(|ahead| forecast.first.plus(ahead).to_string())
        .collect()
}

/// The forecast as a table: a row for each end and month, in deals and in money; money in whole units of the currency.
#[must_use]
pub fn table(forecast: &PipelineForecast) -> Table {
    let columns = [
        "end", "month", "unit", "mean", "p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5",
    ];
    let mut table = Table::new("pipeline-forecast", &columns);
    let currency = Currency::of(forecast.currency);
    let mut push = |end: &str, month: &str, unit: Unit, spread: &Spread| {
        let value = |value: f64| match unit {
            Unit::Money => Cell::value(unit, value, currency),
            _ => Cell::Number(value),
        };
        let unit_name = if unit == Unit::Money {
            forecast.currency.code()
        } else {
            "deals"
        };
        let mut cells = vec![
            Cell::text(end),
            Cell::text(month),
            Cell::text(unit_name),
            value(spread.mean),
        ];
        cells.extend(spread.quantiles.map(value));
        table.push(cells);
    };
    let with = |last: &str| -> Vec<String> {
        months(forecast)
            .into_iter()
            .chain([last.to_owned()])
            .collect()
    };
    let labels = with("later");
    for end in &forecast.ends {
        let blocks = [Some((Unit::Count, &end.deals, &end.all))];
        let value = end.value.as_ref();
        let value = value.map(|(months, all)| (Unit::Money, months, all));
        for (unit, spreads, all) in blocks.into_iter().chain([value]).flatten() {
            for (label, spread) in labels.iter().zip(spreads) {
                push(&end.name, label, unit, spread);
            }
            push(&end.name, "all", unit, all);
        }
    }
    for (label, spread) in with("never").iter().zip(&forecast.still_open) {
        push("still open", label, Unit::Count, spread);
    }
    table
}

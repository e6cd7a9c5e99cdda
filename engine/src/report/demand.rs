//! A forecast of demand, as JSON and as a table.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "demand"
//! value, by      name of the column of values, and those by which it is split
//! history        {from, until, rows}: first and last month, and the rows that were summed
//! notes          sentences about what was left out or joined
//! months         the months of the forecast
//! series         a list of {of, level, history_months, last, method, compared, origins, points, alone, middle_80, middle_95}:
//!                the total first. `of` maps each column to the value that is summed, or null for all; `last` is the sum of
//!                the last months, as many as are forecast, up to a year; `compared` is a list of {method, error} with
//!                mean absolute errors at past months, the chosen method first; `origins` is the number of those months;
//!                `points` are means, which sum to their totals and over months, `medians` the middles of what may come,
//!                `alone` the means that the series says by itself; `middle_80` and
//!                `middle_95` are lists of [low, high], or null if the history is too short to tell
//! ```

use serde_json::{Map, Value, json};

use super::json::{FORMAT, engine};
use super::table::{Cell, Table};
use crate::outcome::demand::{DemandForecast, MonthForecast, SeriesForecast};

/// The forecast as JSON, in the format described above.
#[must_use]
pub fn json(forecast: &DemandForecast) -> Value {
    let months = forecast.total().months.len();
    let months: Vec<String> = (0..months)
        .map(|ahead| forecast.first.plus(ahead).to_string())
        .collect();
    json!({
        "format": FORMAT,
        "kind": "demand",
        "engine": engine(),
        "value": forecast.value,
        "by": forecast.by,
        "history": {
            "from": forecast.history.0.to_string(),
            "until": forecast.history.1.to_string(),
            "rows": forecast.n_rows,
        },
        "notes": forecast.notes,
        "months": months,
        "series": forecast.series.iter().map(|series| of_series(forecast, series)).collect::<Vec<_>>(),
    })
}

fn of_series(forecast: &DemandForecast, series: &SeriesForecast) -> Value {
    let of: Map<String, Value> = forecast
        .by
        .iter()
        .cloned()
        .zip(series.of.iter().map(|name| json!(name)))
        .collect();
    let all =
        |value: fn(&MonthForecast) -> Value| series.months.iter().map(value).collect::<Vec<_>>();
    let compared = series.compared.iter();
    json!({
        "of": of,
        "level": series.level(),
        "history_months": series.n_months,
        "last": series.last,
        "method": series.method,
        "compared": compared.map(|(method, error)| json!({ "method": method, "error": error })).collect::<Vec<_>>(),
        "origins": series.n_origins,
        "points": all(|month| json!(month.point)),
        "medians": all(|month| json!(month.median)),
        "alone": all(|month| json!(month.alone)),
        "middle_80": all(|month| json!(month.middle_80)),
        "middle_95": all(|month| json!(month.middle_95)),
    })
}

/// The forecast as a table: a row for each series and month.
#[must_use]
pub fn table(forecast: &DemandForecast) -> Table {
    let columns = [
        "split-by", "series", "month", "forecast", "p2.5", "p10", "p50", "p90", "p97.5", "alone",
        "method",
    ];
    let mut table = Table::new("demand", &columns);
    for series in &forecast.series {
        let (by, name) = (split_by(forecast, series), name(series));
        for (ahead, month) in series.months.iter().enumerate() {
            let end = |interval: Option<[f64; 2]>, end: usize| {
                interval.map_or(Cell::Empty, |ends| Cell::Number(ends[end]))
            };
            table.push(vec![
                Cell::text(by.clone()),
                Cell::text(name.clone()),
                Cell::text(forecast.first.plus(ahead).to_string()),
                Cell::Number(month.point),
                end(month.middle_95, 0),
                end(month.middle_80, 0),
                Cell::Number(month.median),
                end(month.middle_80, 1),
                end(month.middle_95, 1),
                Cell::Number(month.alone),
                Cell::text(series.method),
            ]);
        }
    }
    table
}

/// The columns of which a series names a value: `region x product`; `total` for none.
pub(super) fn split_by(forecast: &DemandForecast, series: &SeriesForecast) -> String {
    let named = forecast.by.iter().zip(&series.of);
    let named: Vec<&str> = named
        .filter(|(_, value)| value.is_some())
        .map(|(column, _)| column.as_str())
        .collect();
    if named.is_empty() {
        "total".into()
    } else {
        named.join(" x ")
    }
}

/// What a series is the sum of: `north / A`; `total` for all.
pub(super) fn name(series: &SeriesForecast) -> String {
    let named: Vec<&str> = series.of.iter().flatten().map(String::as_str).collect();
    if named.is_empty() {
        "total".into()
    } else {
        named.join(" / ")
    }
}

//! A forecast of demand on a screen: the total by month, then what it is made of, in 80 columns.

use std::fmt::Write as _;

use super::demand::{name, split_by};
use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::printable;
use crate::outcome::demand::{DemandForecast, SeriesForecast};

/// Series of one split that are shown; the rest is in the table.
const MOST_SHOWN: usize = 20;

/// The forecast as plain text, at most 80 columns wide.
#[must_use]
pub fn text(forecast: &DemandForecast, numbers: &Numbers) -> String {
    let total = forecast.total();
    let last = forecast.first.plus(total.months.len().saturating_sub(1));
    let title = format!("Demand: {}", printable(&forecast.value));
    let mut text = format!("{}\n", clip(&title, WIDTH));
    let span = format!(
        "history {} to {}, {} rows | forecast {} to {last}",
        forecast.history.0,
        forecast.history.1,
        numbers.decimals(count(forecast.n_rows), 0),
        forecast.first,
    );
    text.push_str(&fill(&span, ""));
    for note in &forecast.notes {
        text.push_str(&fill(&format!("Note: {}.", printable(note)), "  "));
    }
    text.push('\n');
    text.push_str(&by_month(forecast, numbers));
    text.push('\n');
    text.push_str(&fill(&how(total, numbers), ""));
    let mut shown = 1;
    while shown < forecast.series.len() {
        let level = split_by(forecast, &forecast.series[shown]);
        let group: Vec<&SeriesForecast> = forecast.series[shown..]
            .iter()
            .take_while(|series| split_by(forecast, series) == level)
            .collect();
        shown += group.len();
        let _ = write!(text, "\n{}", split(&level, &group, numbers));
    }
    if forecast.series.len() > 1 {
        text.push('\n');
        text.push_str(&fill(
            "Every part and total is forecast by itself; then they are moved as little as their errors allow until parts sum \
             to totals.",
            "",
        ));
    }
    text
}

fn by_month(forecast: &DemandForecast, numbers: &Numbers) -> String {
    let mut grid = Grid::new(&[
        (9, Align::Left),
        (14, Align::Right),
        (28, Align::Right),
        (29, Align::Right),
    ]);
    grid.row(&[
        "Total",
        "forecast",
        "8 of 10 times between",
        "19 of 20 times between",
    ]);
    for (ahead, month) in forecast.total().months.iter().enumerate() {
        let between = |interval: Option<[f64; 2]>| {
            interval.map_or_else(
                || "not known".to_owned(),
                |[low, high]| format!("{} and {}", short(low, numbers), short(high, numbers)),
            )
        };
        grid.row(&[
            forecast.first.plus(ahead).to_string(),
            short(month.point, numbers),
            between(month.middle_80),
            between(month.middle_95),
        ]);
    }
    grid.into_text()
}

/// Sum against last year, and how the method was chosen.
fn how(series: &SeriesForecast, numbers: &Numbers) -> String {
    let n = series.months.len().min(12);
    let mut text = format!(
        "The next {n} months come to {}; the last {} were {}{}. ",
        short(series.next(), numbers),
        n.min(series.n_months),
        short(series.last, numbers),
        change(series, numbers).map_or_else(String::new, |change| format!(" ({change})")),
    );
    if series.n_origins == 0 {
        text.push_str("The history is too short to tell how far off forecasts are.");
        return text;
    }
    let _ = write!(
        text,
        "Tried at {} past months, each time with what was known there; mean error of a month: ",
        series.n_origins
    );
    let compared: Vec<String> = series
        .compared
        .iter()
        .map(|(method, error)| format!("{method} {}", short(*error, numbers)))
        .collect();
    let _ = write!(
        text,
        "{}. The first one is used; a simpler one would be if it were better by 10 % or more. ",
        compared.join(", ")
    );
    text.push_str("Forecasts are means, which sum over months and parts; half of outcomes lie below the middle of the intervals.");
    text
}

fn split(level: &str, group: &[&SeriesForecast], numbers: &Numbers) -> String {
    let mut grid = Grid::new(&[
        (30, Align::Left),
        (10, Align::Right),
        (10, Align::Right),
        (9, Align::Right),
        (21, Align::Right),
    ]);
    let level = clip(&printable(level), 29);
    grid.row(&[&format!("By {level}"), "next", "last", "change", "method"]);
    let mut sorted = group.to_vec();
    sorted.sort_by(|one, other| other.next().total_cmp(&one.next()));
    for series in sorted.iter().take(MOST_SHOWN) {
        grid.row(&[
            clip(&printable(&name(series)), 29),
            short(series.next(), numbers),
            short(series.last, numbers),
            change(series, numbers).unwrap_or_else(|| "-".into()),
            brief(series.method).to_owned(),
        ]);
    }
    let mut text = grid.into_text();
    if sorted.len() > MOST_SHOWN {
        let left = &sorted[MOST_SHOWN..];
        let sum: f64 = left.iter().map(|series| series.next()).sum();
        let _ = writeln!(
            text,
            "and {} more, together {}",
            left.len(),
            short(sum, numbers)
        );
    }
    text
}

/// A method in a narrow column.
fn brief(method: &str) -> &str {
    if method == "theta and damped trend" {
        "theta and trend"
    } else {
        method
    }
}

/// How much more the next months are than the last.
fn change(series: &SeriesForecast, numbers: &Numbers) -> Option<String> {
    (series.last > 0.0 && series.n_months >= series.months.len().min(12))
        .then(|| numbers.signed_percent(series.next() / series.last - 1.0))
}

fn short(value: f64, numbers: &Numbers) -> String {
    numbers.compact(value)
}

#[expect(clippy::cast_precision_loss, reason = "a table has far fewer rows")]
fn count(n: usize) -> f64 {
    n as f64
}

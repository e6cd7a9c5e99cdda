//! A forecast of the open pipeline on a screen, in 80 columns.

use std::fmt::Write as _;

use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::pipeline::months;
use super::{Currency, printable};
use crate::kpi::Unit;
use crate::outcome::pipeline::{PipelineForecast, Spread, StageRow};

/// The forecast as plain text, at most 80 columns wide.
///
/// * `locale`: how numbers are written
#[must_use]
pub fn text(name: &str, forecast: &PipelineForecast, locale: &str) -> String {
    let numbers = Numbers::new(locale, Currency::of(forecast.currency));
    let title = format!("Open pipeline: {}", printable(name));
    let mut text = format!("{}\n", clip(&title, WIDTH));
    let run = format!(
        "{} open deals on {} | {} futures | seed {} | money in {}",
        numbers.decimals(float(forecast.n_open), 0),
        forecast.as_of,
        numbers.decimals(f64::from(forecast.trials), 0),
        forecast.seed,
        forecast.currency.code(),
    );
    text.push_str(&fill(&run, ""));
    text.push('\n');
    text.push_str(&outlook(forecast, &numbers));
    text.push('\n');
    text.push_str(&by_month(forecast, &numbers));
    for stage in &forecast.stages {
        text.push('\n');
        text.push_str(&of_stage(stage, &numbers));
    }
    text.push('\n');
    text.push_str(&fill(
        "Shares are Aalen-Johansen estimates: of all deals that enter, open ones counted for as long as they were seen; in \
         brackets what 95 of 100 such histories would allow. Days are medians.",
        "",
    ));
    for note in warnings(forecast, &numbers).iter().chain(&forecast.notes) {
        text.push_str(&fill(&format!("- {}", printable(note)), "  "));
    }
    text
}

/// What all open deals come to.
fn outlook(forecast: &PipelineForecast, numbers: &Numbers) -> String {
    let mut grid = Grid::new(&[
        (34, Align::Left),
        (10, Align::Right),
        (18, Align::Right),
        (18, Align::Right),
    ]);
    grid.row(&[
        "What becomes of them",
        "mean",
        "8 of 10 futures",
        "19 of 20 futures",
    ]);
    let mut row = |name: &str, unit: Unit, spread: &Spread| {
        let short = |value: f64| short(unit, value, numbers);
        let [low, lower, .., higher, high] = spread.quantiles;
        grid.row(&[
            clip(&printable(name), 33),
            short(spread.mean),
            format!("{} to {}", short(lower), short(higher)),
            format!("{} to {}", short(low), short(high)),
        ]);
    };
    for end in &forecast.ends {
        row(&end.name, Unit::Count, &end.all);
    }
    if let Some(never) = forecast.still_open.last() {
        row("no end seen for their age", Unit::Count, never);
    }
    if let Some(won) = forecast.ends.first()
        && let Some((_, value)) = &won.value
    {
        row(
            &format!("value of {}", brief(&won.name)),
            Unit::Money,
            value,
        );
    }
    grid.into_text()
}

/// Deals by month, with what the won ones are worth.
fn by_month(forecast: &PipelineForecast, numbers: &Numbers) -> String {
    let mut grid = Grid::new(&[
        (9, Align::Left),
        (14, Align::Right),
        (21, Align::Right),
        (12, Align::Right),
        (24, Align::Right),
    ]);
    let Some(won) = forecast.ends.first() else {
        return String::new();
    };
    let name = clip(&printable(brief(&won.name)), 12);
    grid.row(&[
        "Month".to_owned(),
        name,
        "8 of 10 futures".to_owned(),
        "still open".to_owned(),
        if won.value.is_some() {
            "their value, 8 of 10".to_owned()
        } else {
            String::new()
        },
    ]);
    let between = |unit: Unit, spread: &Spread| {
        let [_, lower, .., higher, _] = spread.quantiles;
        format!(
            "{} to {}",
            short(unit, lower, numbers),
            short(unit, higher, numbers)
        )
    };
    for (ix, month) in months(forecast).into_iter().enumerate() {
        let value = won.value.as_ref();
        grid.row(&[
            month,
            short(Unit::Count, won.deals[ix].mean, numbers),
            between(Unit::Count, &won.deals[ix]),
            short(Unit::Count, forecast.still_open[ix].mean, numbers),
            value.map_or_else(String::new, |(months, _)| between(Unit::Money, &months[ix])),
        ]);
    }
    grid.into_text()
}

/// An end without the names that the history has for it.
fn brief(end: &str) -> &str {
    end.split(" (").next().unwrap_or(end)
}

fn of_stage(stage: &StageRow, numbers: &Numbers) -> String {
    let mut text = String::new();
    let title = format!(
        "{}: {} entered, {} are there",
        printable(&stage.name),
        numbers.decimals(float(stage.n_entered), 0),
        numbers.decimals(float(stage.n_open), 0)
    );
    let _ = writeln!(text, "{}", clip(&title, WIDTH));
    let mut grid = Grid::new(&[
        (36, Align::Left),
        (9, Align::Right),
        (25, Align::Right),
        (10, Align::Right),
    ]);
    for way in &stage.ways {
        let days = way.median_days;
        let after = if days < 1.0 / 24.0 {
            format!("{:.1} min", days * 1440.0)
        } else if days < 1.0 {
            format!("{:.1} h", days * 24.0)
        } else {
            format!("{days:.1} d")
        };
        grid.row(&[
            format!("  {}", clip(&printable(&way.name), 33)),
            numbers.decimals(float(way.n), 0),
            format!(
                "{} ({} to {})",
                numbers.percent(way.share),
                numbers.percent(way.interval.0),
                numbers.percent(way.interval.1)
            ),
            after,
        ]);
    }
    text.push_str(&grid.into_text());
    text
}

fn warnings(forecast: &PipelineForecast, numbers: &Numbers) -> Vec<String> {
    let mut warnings = Vec::new();
    let count = |n: usize| numbers.decimals(float(n), 0);
    if forecast.n_beyond > 0 {
        warnings.push(format!("{} open deals are older than any was that left its stage: no end was seen for their age, and they are likely dead", count(forecast.n_beyond)));
    }
    if forecast.n_undated > 0 {
        warnings.push(format!("{} open deals have no day on which they began: nothing can be said of when they end, and they are left out", count(forecast.n_undated)));
    }
    warnings.push("What is not created yet is not in it".into());
    warnings
}

fn short(unit: Unit, value: f64, numbers: &Numbers) -> String {
    if unit == Unit::Money {
        numbers.short(unit, value)
    } else {
        numbers.decimals(value.round(), 0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "deals are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

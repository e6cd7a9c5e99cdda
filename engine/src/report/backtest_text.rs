//! A back-test on a screen: for each KPI the verdict, what was forecast and what came, and who was nearer, in 80 columns.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::{Currency, printable};
use crate::outcome::backtest::{Backtest, Judged, Verdict};

/// Days that are listed; the last ones.
const MOST_DAYS: usize = 24;

/// The back-test as plain text, at most 80 columns wide.
///
/// * `locale`: how numbers are written
#[must_use]
pub fn text(name: &str, backtest: &Backtest, locale: &str) -> String {
    let currency = Currency::of(backtest.currency);
    let numbers = Numbers::new(locale, currency);
    let title = format!("Back-test: {}", printable(name));
    let mut text = format!("{}\n", clip(&title, WIDTH));
    let n = backtest.days.len();
    let run = format!(
        "{n} day{}, the {} months after each | {} futures | seed {} | money in {}",
        if n == 1 { "" } else { "s" },
        backtest.horizon,
        numbers.decimals(f64::from(backtest.trials), 0),
        backtest.seed,
        currency.code(),
    );
    text.push_str(&fill(&run, ""));
    if backtest.is_interrupted {
        text.push_str("PARTIAL: interrupted before the last day\n");
    }
    for judged in &backtest.judged {
        text.push('\n');
        if judged.rows.is_empty() {
            text.push_str(&fill(
                &format!("{}: not told. {}", judged.kpi.title, untold(judged)),
                "  ",
            ));
        } else {
            text.push_str(&of_kpi(judged, backtest.horizon, &numbers));
        }
    }
    for (day, reason) in &backtest.refused {
        let line = format!("Nothing could be learnt on {day}: {}", printable(reason));
        text.push('\n');
        text.push_str(&fill(&line, ""));
    }
    text
}

fn of_kpi(judged: &Judged, horizon: usize, numbers: &Numbers) -> String {
    let mut text = format!("{}: {}\n", judged.kpi.title, judged.verdict.name());
    text.push_str(&fill(&why(judged, horizon, numbers), "  "));
    text.push_str(&days(judged, numbers));
    if !judged.left_out.is_empty() {
        text.push_str(&fill(&untold(judged), "  "));
    }
    text.push_str(&fill(&places(judged), "  "));
    text.push('\n');
    text.push_str(&beside(judged, numbers));
    text.push_str(&scores(judged, numbers));
    text
}

/// The histogram of places among futures.
fn places(judged: &Judged) -> String {
    let bars: Vec<String> = judged.places.iter().map(usize::to_string).collect();
    format!(
        "What came by tenths of its futures, from the lowest to the highest: {}; even counts are right, high ends too narrow, \
         a high middle too wide.",
        bars.join(" ")
    )
}

/// The name of a simpler forecast in a narrow column.
fn brief(name: &str) -> &str {
    match name {
        "months just gone" => "just gone",
        "same months last year" => "last year",
        "weighted pipeline" => "pipeline",
        other => other,
    }
}

/// Days on which simpler forecasts are shown beside what came; the last ones.
const MOST_BESIDE: usize = 8;

/// What came, what was forecast, and what simpler forecasts said, day by day.
fn beside(judged: &Judged, numbers: &Numbers) -> String {
    if judged.rivals.is_empty() {
        return String::new();
    }
    let unit = judged.kpi.unit;
    let mut widths = vec![(12, Align::Left), (12, Align::Right), (12, Align::Right)];
    let mut heads = vec!["Beside", "came", "median"];
    for rival in &judged.rivals {
        widths.push((14, Align::Right));
        heads.push(brief(rival.name));
    }
    let mut grid = Grid::new(&widths);
    grid.row(&heads);
    let skipped = judged.rows.len().saturating_sub(MOST_BESIDE);
    for row in &judged.rows[skipped..] {
        let mut cells = vec![
            row.day.to_string(),
            numbers.short(unit, row.actual),
            numbers.short(unit, row.quantiles[3]),
        ];
        for rival in &judged.rivals {
            let said = rival.rows.iter().find(|(day, _)| *day == row.day);
            cells.push(said.map_or_else(|| "-".into(), |(_, value)| numbers.short(unit, *value)));
        }
        grid.row(&cells);
    }
    grid.into_text() + "\n"
}

/// Reasons that are told of days that are left out.
const MOST_REASONS: usize = 3;

/// Why days are left out of what is judged.
fn untold(judged: &Judged) -> String {
    let days: Vec<String> = judged
        .left_out
        .iter()
        .map(|(day, _)| day.to_string())
        .collect();
    let whys: BTreeSet<&str> = judged
        .left_out
        .iter()
        .map(|(_, why)| why.as_str())
        .collect();
    let mut told: Vec<&str> = whys.iter().copied().take(MOST_REASONS).collect();
    if whys.len() > told.len() {
        told.push("and the like");
    }
    let shown = days.len().min(6);
    let more = if days.len() > shown {
        format!(" and {} more days", days.len() - shown)
    } else {
        String::new()
    };
    format!(
        "Left out {}{more}: {}.",
        days[..shown].join(", "),
        told.join("; ")
    )
}

/// What the verdict means and rests on.
fn why(judged: &Judged, horizon: usize, numbers: &Numbers) -> String {
    let n = judged.rows.len();
    let means = match judged.verdict {
        Verdict::Calibrated => "nothing speaks against reading its quantiles as they stand",
        Verdict::TooNarrow => {
            "read its intervals as too narrow: what came lay outside of them too often"
        }
        Verdict::TooWide => {
            "read its intervals as too wide: what came lay in their middle too often"
        }
        Verdict::TooLow => {
            "read its figures as too low: what came was higher more often than luck would have it"
        }
        Verdict::TooHigh => {
            "read its figures as too high: what came was lower more often than luck would have it"
        }
        Verdict::TooLittleData => {
            "too few days share no months to judge its quantiles: read them as unproved"
        }
    };
    let covered: Vec<String> = judged
        .coverage
        .iter()
        .map(|coverage| {
            format!(
                "{} of {n} in the middle {}",
                numbers.decimals(
                    (coverage.share * f64::from(u32::try_from(n).unwrap_or(u32::MAX))).round(),
                    0
                ),
                numbers.whole_percent(coverage.nominal)
            )
        })
        .collect();
    let overlap = if horizon > 1 && n > 1 {
        format!(" Months of neighbouring days overlap: only one in {horizon} tells of its own.")
    } else {
        String::new()
    };
    format!("{means}. What came lay {}.{overlap}", covered.join(", "))
}

fn days(judged: &Judged, numbers: &Numbers) -> String {
    let unit = judged.kpi.unit;
    let mut grid = Grid::new(&[
        (12, Align::Left),
        (12, Align::Right),
        (12, Align::Right),
        (26, Align::Right),
        (16, Align::Right),
    ]);
    grid.row(&[
        "Standing on",
        "came",
        "median",
        "8 of 10 futures between",
        "futures below",
    ]);
    let skipped = judged.rows.len().saturating_sub(MOST_DAYS);
    for row in &judged.rows[skipped..] {
        grid.row(&[
            row.day.to_string(),
            numbers.short(unit, row.actual),
            numbers.short(unit, row.quantiles[3]),
            format!(
                "{} and {}",
                numbers.short(unit, row.quantiles[1]),
                numbers.short(unit, row.quantiles[5])
            ),
            numbers.whole_percent(row.place),
        ]);
    }
    let mut text = grid.into_text();
    if skipped > 0 {
        let _ = writeln!(text, "and {skipped} earlier days");
    }
    text
}

/// Scores beside those of simpler forecasts.
fn scores(judged: &Judged, numbers: &Numbers) -> String {
    let unit = judged.kpi.unit;
    let mut grid = Grid::new(&[
        (24, Align::Left),
        (6, Align::Right),
        (10, Align::Right),
        (10, Align::Right),
        (12, Align::Right),
        (16, Align::Right),
    ]);
    let share = |share: Option<f64>| {
        share.map_or_else(|| "-".to_owned(), |share| numbers.signed_percent(share))
    };
    let size =
        |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| numbers.percent(share));
    grid.row(&["Forecast", "days", "bias", "WAPE", "CRPS", "simulation's"]);
    grid.row(&[
        "simulation".to_owned(),
        judged.rows.len().to_string(),
        share(judged.bias),
        size(judged.wape),
        numbers.short(unit, judged.crps),
        String::new(),
    ]);
    for rival in &judged.rivals {
        let mark = match rival.ours.total_cmp(&rival.crps) {
            Ordering::Less => "better",
            Ordering::Equal => "the same",
            Ordering::Greater => "worse",
        };
        grid.row(&[
            rival.name.to_owned(),
            rival.rows.len().to_string(),
            share(rival.bias),
            size(rival.wape),
            numbers.short(unit, rival.crps),
            format!("{} {mark}", numbers.short(unit, rival.ours)),
        ]);
    }
    let mut text = grid.into_text();
    if !judged.rivals.is_empty() {
        text.push_str(&fill(
            "CRPS: mean distance of what came from the futures, less half of their own; for a single number its error. Low is \
             good. The last column is that of the simulation on the same days.",
            "",
        ));
    }
    text
}

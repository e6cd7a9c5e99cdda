//! A tornado on a screen: a bar for each number that was moved.

use std::fmt::Write as _;

use super::drivers::not_knowing;
use super::grid::{Align, Grid, WIDTH, clip, fill, width_of};
use super::numbers::Numbers;
use super::printable;
use super::text;
use super::tornado::TornadoReport;
use crate::outcome::tornado::{Bar, Ends, Moved, Swings, Tornado};

/// Bars that are shown of an output before the rest is only counted.
const LISTED: usize = 10;

/// Characters to either side of a bar's middle line.
const HALF_BAR: usize = 5;

/// Width of a bar and a blank.
const BAR: usize = 2 * HALF_BAR + 2;

/// A line of the tornado: a path, from where to where, the swing, the bar.
type Row = [String; 4];

/// The tornado as plain text.
///
/// * `width`: of the screen; a path that does not fit goes on in the next line
#[must_use]
pub fn text(report: &TornadoReport<'_>, width: usize) -> String {
    let (subject, tornado) = (&report.subject, &report.tornado);
    let numbers = Numbers::new(subject.locale, subject.currency);
    let mut text = format!("{}\n", clip(&printable(subject.name), WIDTH));
    if !tornado.is_complete() {
        let _ = writeln!(
            text,
            "PARTIAL: interrupted after {} of {} assumptions and levers",
            tornado.moved.len(),
            tornado.requested
        );
    }
    let first = if report.first_trial > 0 {
        format!(" from trial {}", report.first_trial)
    } else {
        String::new()
    };
    text.push_str(&fill(
        &format!(
            "{} shared futures{first} | seed {} | scenario {} | money in {}",
            numbers.decimals(f64::from(report.n_trials), 0),
            report.seed,
            subject.short_hash(),
            subject.currency.code()
        ),
        "",
    ));
    text.push('\n');
    text.push_str(&fill(&introduction(tornado), ""));
    for swings in &tornado.outputs {
        text.push('\n');
        text.push_str(&section(swings, tornado, &numbers, width));
    }
    text
}

fn introduction(tornado: &Tornado) -> String {
    let moves = |ends: Ends| tornado.moved.iter().any(|moved| moved.ends == ends);
    let mut sentences = Vec::new();
    sentences.push(match (moves(Ends::Quantiles), moves(Ends::Range)) {
        (true, false) => "Each of these moved alone from its P10 to its P90, everything else in the very same futures.",
        (false, true) => "Each of these levers (*) moved alone from one end of its range to the other, everything else in the very same futures.",
        (true, true) => "Each of these moved alone, from its P10 to its P90, levers (*) from one end of their range to the other, everything else in the very same futures.",
        (false, false) => "The scenario states no uncertain assumption: nothing was moved.",
    });
    if !tornado.moved.is_empty() {
        sentences.push("The swing is what that adds on average, with its 95 % interval. Bars show the low end (\u{2592}) and the high end (\u{2588}) against the plan as it is.");
    }
    if tornado.moved.iter().any(|moved| moved.is_correlated) {
        sentences.push("What is correlated with a moved number (~) keeps its own draws: only the number itself moved.");
    }
    sentences.join(" ")
}

fn section(swings: &Swings, tornado: &Tornado, numbers: &Numbers, width: usize) -> String {
    let unit = swings.kpi.unit;
    let mut text = format!(
        "{}, {}: {} on average\n{}\n",
        text::named(swings.kpi.title, unit),
        swings.period.label,
        numbers.short(unit, swings.base.mean),
        "-".repeat(width)
    );
    if let Some(unknown) = swings.unknown {
        text.push_str(&fill(&not_knowing(&unknown, "its variance", numbers), ""));
    }
    let (still, moving): (Vec<&Bar>, Vec<&Bar>) = swings
        .bars
        .iter()
        .partition(|bar| bar.swing.ties.value >= 1.0);
    let (moving, unclear): (Vec<&Bar>, Vec<&Bar>) =
        moving.into_iter().partition(|bar| is_clear(bar));
    if !moving.is_empty() {
        let largest = moving.iter().flat_map(|bar| [bar.low.mean, bar.high.mean]);
        let largest = largest.fold(0.0, |most: f64, mean| most.max(mean.abs()));
        let rows: Vec<Row> = moving
            .iter()
            .take(LISTED)
            .map(|bar| row(bar, &tornado.moved[bar.moved], swings, largest, numbers))
            .collect();
        text.push_str(&lines(&rows, width));
    }
    if moving.len() > LISTED {
        let _ = writeln!(
            text,
            "... and {} with smaller swings",
            moving.len() - LISTED
        );
    }
    for (words, bars) in [
        (
            "Not clear in so few futures (the interval holds 0)",
            unclear,
        ),
        ("No effect in any future", still),
    ] {
        if !bars.is_empty() {
            let paths = bars
                .iter()
                .map(|bar| printable(&tornado.moved[bar.moved].path));
            let paths: Vec<_> = paths.collect();
            text.push_str(&fill(&format!("{words}: {}.", paths.join(", ")), ""));
        }
    }
    text
}

/// Whether a swing is more than luck: its interval does not hold 0.
fn is_clear(bar: &Bar) -> bool {
    let interval = bar.swing.difference.interval();
    interval.is_none_or(|(low, high)| low > 0.0 || high < 0.0)
}

/// Rows in columns: the numbers get what they need, and paths the rest.
fn lines(rows: &[Row], width: usize) -> String {
    let column = |ix: usize, title| width_of(rows.iter().map(|row| &row[ix]), width_of([title], 0));
    let (moved, swing) = (column(1, "moved"), column(2, "swing"));
    let path = width.saturating_sub(moved + swing + BAR).max(20);
    let mut grid = Grid::new(&[
        (path, Align::Left),
        (moved, Align::Right),
        (swing, Align::Right),
        (BAR, Align::Right),
    ]);
    grid.row(&["", "moved", "swing", ""]);
    for row in rows {
        grid.row(row);
    }
    grid.into_text()
}

fn row(bar: &Bar, moved: &Moved, swings: &Swings, largest: f64, numbers: &Numbers) -> Row {
    let unit = swings.kpi.unit;
    let mark = match moved.ends {
        Ends::Range => "*",
        Ends::Quantiles if moved.is_correlated => "~",
        Ends::Quantiles => "",
    };
    let swing = &bar.swing.difference;
    let half = swing.interval().map(|(low, high)| (high - low) / 2.0);
    [
        format!("{}{mark}", printable(&moved.path)),
        format!(
            "{} -> {}",
            end(moved.low, numbers),
            end(moved.high, numbers)
        ),
        numbers.difference(unit, swing.mean, half),
        drawn(bar.low.mean, bar.high.mean, largest),
    ]
}

/// An end of what was moved, short.
fn end(value: f64, numbers: &Numbers) -> String {
    if value.abs() >= 10_000.0 {
        numbers.compact(value)
    } else {
        numbers.significant(value, if value.abs() < 0.01 { 2 } else { 3 })
    }
}

/// A bar around its middle line: the low end and the high end, each on the side of its sign.
fn drawn(low: f64, high: f64, largest: f64) -> String {
    let mut cells = [' '; 2 * HALF_BAR + 1];
    cells[HALF_BAR] = '|';
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and half a bar"
    )]
    let length = |mean: f64| (mean.abs() / largest * HALF_BAR as f64).round() as usize;
    // The longer one first, so that the shorter one is seen where both are on one side.
    let mut ends = [(low, '\u{2592}'), (high, '\u{2588}')];
    ends.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    for (mean, mark) in ends {
        for away in 1..=length(mean).min(HALF_BAR) {
            let cell = if mean < 0.0 {
                HALF_BAR - away
            } else {
                HALF_BAR + away
            };
            cells[cell] = mark;
        }
    }
    cells.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_to_the_side_of_their_sign() {
        assert_eq!(
            drawn(-1.0, 2.0, 2.0),
            "  \u{2592}\u{2592}\u{2592}|\u{2588}\u{2588}\u{2588}\u{2588}\u{2588}"
        );
        assert_eq!(
            drawn(2.0, -2.0, 4.0),
            "  \u{2588}\u{2588}\u{2588}|\u{2592}\u{2592}\u{2592}  "
        );
        assert_eq!(
            drawn(1.0, 2.0, 2.0),
            "     |\u{2592}\u{2592}\u{2592}\u{2588}\u{2588}"
        );
        assert_eq!(drawn(0.0, 0.0, 1.0), "     |     ");
    }
}

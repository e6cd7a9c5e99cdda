//! Comparisons on a screen: what was changed, and what that changes, in 80 columns.

use std::fmt::Write as _;

use super::alerts::{falls, what};
use super::comparison::Comparisons;
use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::{Numbers, reads_as_nothing};
use super::{printable, text};
use crate::kpi::Unit;
use crate::outcome::{
    AlertChange, ComparedAlert, ComparedOutput, ComparedPeriod, ComparedTarget, Comparison,
    InputChange,
};

/// Changed values, rows and cells that are listed before the rest is only counted.
const LISTED: usize = 12;

/// The comparisons as plain text, at most 80 columns wide.
#[must_use]
pub fn text(comparisons: &Comparisons<'_>) -> String {
    let base = &comparisons.base;
    let numbers = Numbers::new(base.locale, base.currency);
    let first = if comparisons.first_trial > 0 {
        format!(" from trial {}", comparisons.first_trial)
    } else {
        String::new()
    };
    let mut text = plan("Base", base.name, base.hash);
    if !comparisons.is_complete() {
        let _ = writeln!(
            text,
            "PARTIAL: interrupted with {} of {} what-ifs in {} of {} futures",
            comparisons.what_ifs.len(),
            comparisons.requested_what_ifs,
            numbers.decimals(f64::from(comparisons.n_trials), 0),
            numbers.decimals(f64::from(comparisons.requested_trials), 0),
        );
    }
    text.push_str(&text::only(base));
    for what_if in &comparisons.what_ifs {
        let trials = numbers.decimals(f64::from(comparisons.n_trials), 0);
        text.push_str(&plan("What-if", &what_if.name, &what_if.hash));
        text.push_str(&fill(
            &format!(
                "{trials} shared futures{first} | seed {} | money in {}",
                comparisons.seed,
                base.currency.code()
            ),
            "",
        ));
        text.push_str(&changes(what_if));
        for period in &what_if.periods {
            text.push_str(&outputs(period, &numbers));
        }
        text.push_str(&targets(&what_if.targets, &numbers));
        text.push_str(&alerts(&what_if.alerts, &numbers));
        text.push_str(LEGEND);
        if let Some(note) = what_if.note() {
            text.push_str(&fill(&format!("Note: {note}."), ""));
        }
        text.push('\n');
    }
    text.pop();
    text + &text::assumed(base.register.iter().filter(|entry| entry.assumed))
}

const LEGEND: &str = "\
\nBase, What-if: means. Difference: what-if minus base, with its 95 % interval.
Wins: share of futures in which the what-if / the base is better (higher, where
neither is good). Gain: how many times more independent futures would tell as
much. Both are left out where the difference is too small to be shown.
";

fn plan(role: &str, name: &str, hash: &str) -> String {
    let hash = hash.get(..8).unwrap_or(hash);
    format!(
        "{role:<8} {} ({hash})\n",
        clip(&printable(name), WIDTH - 20)
    )
}

/// What differs in the inputs.
fn changes(what_if: &Comparison) -> String {
    if what_if.inputs.is_empty() {
        return "\nThe inputs are the same.\n".into();
    }
    let lines: Vec<String> = what_if.inputs.iter().flat_map(change).collect();
    let mut text = String::from("\nChanged\n");
    for line in lines.iter().take(LISTED) {
        text.push_str(&fill(line, "  "));
    }
    if lines.len() > LISTED {
        let _ = writeln!(text, "  ... and {} more", lines.len() - LISTED);
    }
    text
}

fn change(change: &InputChange) -> Vec<String> {
    match change {
        InputChange::Value { path, old, new } => {
            let show = |value: &Option<String>| {
                value
                    .as_deref()
                    .map_or("(none)".to_owned(), |v| printable(v).into_owned())
            };
            vec![format!(
                "{}: {} -> {}",
                printable(path),
                show(old),
                show(new)
            )]
        }
        InputChange::Table {
            path,
            added,
            removed,
            changed,
        } => {
            let row = |what: &str, key: &String| {
                format!("{}: row {} {what}", printable(path), printable(key))
            };
            let cell = |c: &crate::outcome::CellChange| {
                let [row, column, old, new] =
                    [&c.row, &c.column, &c.old, &c.new].map(|text| printable(text));
                format!("{}: row {row}, {column}: {old} -> {new}", printable(path))
            };
            let added = added.iter().map(|key| row("added", key));
            let removed = removed.iter().map(|key| row("removed", key));
            added
                .chain(removed)
                .chain(changed.iter().map(cell))
                .collect()
        }
    }
}

fn outputs(period: &ComparedPeriod, numbers: &Numbers) -> String {
    let mut text = format!("\n{}\n{}\n", period.period.label, "-".repeat(WIDTH));
    let (same, changed): (Vec<_>, Vec<_>) =
        period.outputs.iter().partition(|output| is_same(output));
    if !changed.is_empty() {
        let mut grid = Grid::new(&COLUMNS);
        grid.row(&["", "Base", "What-if", "Difference", "Wins", "Gain"]);
        for output in changed {
            grid.row(&row(output, numbers));
        }
        text.push_str(&grid.into_text());
    }
    if !same.is_empty() {
        let titles: Vec<_> = same.iter().map(|output| output.kpi.title).collect();
        text.push_str(&fill(
            &format!("The same in every future: {}.", titles.join("; ")),
            "",
        ));
    }
    text
}

/// The chances of further targets, a row each; empty if there are none.
fn targets(targets: &[ComparedTarget], numbers: &Numbers) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[
        (24, Align::Left),
        (17, Align::Right),
        (8, Align::Right),
        (9, Align::Right),
        (20, Align::Right),
    ]);
    grid.gap();
    let header = [
        "Further targets",
        "bookings",
        "Base",
        "What-if",
        "Difference",
    ];
    grid.row(&header);
    for of in targets {
        let [ours, theirs] = of
            .bookings
            .map(|bookings| numbers.short(Unit::Money, bookings.as_f64()));
        let bookings = if of.bookings[0] == of.bookings[1] {
            ours
        } else {
            format!("{ours} -> {theirs}")
        };
        let row = row(&of.chance, numbers);
        grid.row(&[
            printable(&of.label).into_owned(),
            bookings,
            row[1].clone(),
            row[2].clone(),
            row[3].clone(),
        ]);
    }
    grid.into_text()
}

/// The alerts that both plans set, those that change first; empty if there are none.
fn alerts(alerts: &[ComparedAlert], numbers: &Numbers) -> String {
    if alerts.is_empty() {
        return String::new();
    }
    let n_raised = |ix: usize| alerts.iter().filter(|of| of.raised()[ix]).count();
    let mut text = format!(
        "\nAlerts: {} of {} raised in the base, {} in the what-if\n",
        n_raised(0),
        alerts.len(),
        n_raised(1)
    );
    for of in alerts {
        let change = match of.change() {
            AlertChange::Raised => "RAISED by the what-if",
            AlertChange::TakenAway => "taken away",
            AlertChange::StaysRaised => "STILL RAISED",
            AlertChange::StaysQuiet => "still quiet",
        };
        let [ours, theirs] = of.missed.map(|missed| numbers.percent(missed.value));
        let half = of
            .difference
            .interval()
            .map(|(low, high)| (high - low) / 2.0);
        let difference = numbers.difference(Unit::Share, of.difference.mean, half);
        let [falls, falls_there] = [0, 1].map(|ix| falls(&of.alerts[ix], numbers));
        let other = if falls == falls_there {
            String::new()
        } else {
            format!(" (in the what-if: {falls_there})")
        };
        let line = format!(
            "{change}: {} {falls}{other} with {ours} -> {theirs} chance, {difference}",
            what(&of.alerts[0]),
        );
        text.push_str(&fill(&line, "  "));
    }
    text
}

const COLUMNS: [(usize, Align); 6] = [
    (26, Align::Left),
    (8, Align::Right),
    (9, Align::Right),
    (20, Align::Right),
    (10, Align::Right),
    (7, Align::Right),
];

/// Whether an output has the same value in both plans in every future.
fn is_same(output: &ComparedOutput) -> bool {
    output.paired.ties.value >= 1.0
}

fn row(output: &ComparedOutput, numbers: &Numbers) -> [String; 6] {
    let unit = output.kpi.unit;
    let difference = &output.paired.difference;
    let gain = |factor: f64| match factor {
        0.0..10.0 => format!("{}x", numbers.decimals(factor, 1)),
        10.0..1_000.0 => format!("{}x", numbers.decimals(factor, 0)),
        _ => ">999x".into(),
    };
    let (better, worse) = (output.better.value, output.worse.value);
    let wins = if output.paired.ties.value == 0.0 {
        numbers.whole_percents(better)
    } else {
        [better, worse].map(|share| numbers.whole_percent(share))
    };
    let half = difference.interval().map(|(low, high)| (high - low) / 2.0);
    let shown = numbers.difference(unit, difference.mean, half);
    // Pay that is rounded elsewhere differs by a cent: where that is too little to be shown, nobody wins.
    let [wins, gain] = if reads_as_nothing(&shown) {
        ["-".into(), "-".into()]
    } else {
        [
            format!("{}/{}", wins[0].trim_end_matches(" %"), wins[1]),
            output.paired.variance_reduction.map_or("-".into(), gain),
        ]
    };
    [
        text::named(output.kpi.title, unit),
        numbers.short(unit, output.base.mean),
        numbers.short(unit, output.what_if.mean),
        shown,
        wins,
        gain,
    ]
}

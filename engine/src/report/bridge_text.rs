//! The bridge from a target to what is expected, on a screen.

use std::fmt::Write as _;

use super::bridge::{DUE_LATER, Steps, against_promise};
use super::grid::{Align, Grid};
use super::numbers::Numbers;
use super::printable;
use super::reconciliation::ReconciliationReport;
use super::reconciliation_text::paragraph;
use crate::kernel::summary::Moments;
use crate::outcome::reconciliation::{Bridge, Part};

/// Characters of the longest bar.
const BAR: usize = 28;

const COLUMNS: [(usize, Align); 4] = [
    (42, Align::Left),
    (12, Align::Right),
    (12, Align::Right),
    (BAR + 2, Align::Left),
];

/// Decimal places and minor units of the amounts that are shown, and the name of their scale.
struct Scale {
    places: usize,
    unit: i64,
    name: &'static str,
    per_shown: f64,
}

impl Scale {
    /// Four digits for the largest amount, but nothing below a minor unit.
    fn of(largest: f64, minor_per_major: f64) -> Self {
        const SCALES: [(f64, &str); 5] =
            [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, "")];
        let major = largest.abs() / minor_per_major;
        let (scale, name) = SCALES
            .into_iter()
            .find(|(scale, _)| major >= *scale)
            .unwrap_or(SCALES[4]);
        let size = major / scale;
        let wanted = if size >= 100.0 {
            1
        } else if size >= 10.0 {
            2
        } else {
            3
        };
        let (mut places, mut unit) = (0, scale * minor_per_major);
        while places < wanted && unit >= 10.0 {
            (places, unit) = (places + 1, unit / 10.0);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a power of ten")]
        let unit = unit.round() as i64;
        Self {
            places,
            unit: unit.max(1),
            name,
            per_shown: scale * minor_per_major,
        }
    }
}

pub(super) fn section(of: &Bridge, report: &ReconciliationReport<'_>, numbers: &Numbers) -> String {
    let currency = report.subject.currency;
    let target = of.target.map_or(0.0, crate::units::Money::as_f64);
    let parts = of.parts.iter().map(|part| part.moments.mean);
    let all = [target, of.ideal.mean, of.expected.mean];
    let largest = parts
        .chain(all)
        .fold(0.0, |most: f64, one| most.max(one.abs()));
    let scale = Scale::of(largest, currency.minor_per_major());
    let steps = Steps::of(of, scale.unit);
    let longest = steps.parts.iter().chain(&steps.beyond);
    let longest = longest.map(|step| step.unsigned_abs()).max().unwrap_or(0);
    let shown = |amount: i64| {
        #[expect(clippy::cast_precision_loss, reason = "a few digits")]
        let value = amount as f64 * scale.unit as f64 / scale.per_shown;
        numbers.decimals(value, scale.places)
    };
    let signed = |amount: i64| {
        if amount > 0 {
            format!("+{}", shown(amount))
        } else {
            shown(amount)
        }
    };
    let error = |of: Option<&Moments>| {
        let error = of.and_then(Moments::std_error);
        error.map_or_else(String::new, |error| {
            format!(
                "\u{b1} {}",
                numbers.decimals(error / scale.per_shown, scale.places)
            )
        })
    };
    let unit = format!("{} {}", scale.name, currency.code());
    let from = if of.target.is_some() {
        "target"
    } else {
        "plan without the factors"
    };
    let mut text = format!(
        "\nFrom the {from} to what is expected: {}, {}\n{}\n",
        of.measured.title().to_lowercase(),
        of.period.label,
        "-".repeat(super::reconciliation_text::PAGE)
    );
    let mut grid = Grid::new(&COLUMNS);
    grid.row(&["", unit.trim(), "std. error", ""]);
    match steps.beyond {
        Some(beyond) => {
            grid.row(&["Target".to_owned(), shown(steps.from)]);
            let words = if beyond < 0 {
                "Not explained by the stated set"
            } else {
                "Beyond the target without all of these"
            };
            let bar = bar(beyond, longest);
            grid.row(&[
                words.to_owned(),
                signed(beyond),
                error(of.unexplained.as_ref()),
                bar,
            ]);
        }
        None => grid.row(&[
            "The plan without all of these".to_owned(),
            shown(steps.from),
            error(Some(&of.ideal)),
        ]),
    }
    for ((part, &step), split) in of.parts.iter().zip(&steps.parts).zip(&steps.split) {
        let cells = [
            part.factor.title().to_owned(),
            signed(step),
            error(Some(&part.moments)),
            bar(step, longest),
        ];
        grid.row(&cells);
        if let (Some([later, late]), Some(due_later)) = (*split, &part.due_later) {
            grid.row(&[
                format!("  of it {DUE_LATER}"),
                signed(later),
                error(Some(&due_later.moments)),
            ]);
            let rest = format!("  of it {}", against_promise(late));
            grid.row(&[rest, signed(late), String::new()]);
        }
    }
    let last = [
        "Expected".to_owned(),
        shown(steps.expected),
        error(Some(&of.expected)),
    ];
    grid.row(&last);
    text.push_str(&grid.into_text());
    text.push_str(&notes(of));
    text
}

/// A bar to the side of its sign: what is lost is light, what is gained is dark.
fn bar(step: i64, longest: u64) -> String {
    let mark = if step < 0 { '\u{2592}' } else { '\u{2588}' };
    let length = (step.unsigned_abs() * BAR as u64 + longest / 2)
        .checked_div(longest)
        .unwrap_or(0);
    let length = usize::try_from(length).unwrap_or(BAR);
    let drawn: String = std::iter::repeat_n(mark, length).collect();
    format!(" {drawn}")
}

/// What the steps mean, and what takes the place of each factor.
fn notes(of: &Bridge) -> String {
    let mut text = String::new();
    if of.target.is_none() {
        let _ = writeln!(
            text,
            "{} has no target of the whole company.",
            of.period.label
        );
    }
    let words = if of.parts.is_empty() {
        "Nothing of the stated set is in this plan."
    } else {
        "Each step is what the plan has less or more with this factor than without it, on average over all orders in which \
         they could come (Shapley values, same futures); the steps sum exactly."
    };
    text.push_str(&paragraph(words));
    let (by_default, planned): (Vec<&Part>, Vec<&Part>) =
        of.parts.iter().partition(|part| part.planned.is_empty());
    if !planned.is_empty() {
        let planned = planned.into_iter().map(|part| {
            let numbers = part.planned.iter();
            let numbers = numbers.map(|of| format!("{} = {}", printable(&of.path), of.value));
            let numbers: Vec<String> = numbers.collect();
            format!("{} ({})", part.factor.title(), numbers.join(", "))
        });
        let planned: Vec<String> = planned.collect();
        text.push_str(&paragraph(&format!(
            "Against what was planned: {}.",
            planned.join("; ")
        )));
    }
    if !by_default.is_empty() {
        let defaults = by_default.into_iter().filter_map(|part| {
            Some(format!(
                "{} ({})",
                part.factor.title(),
                part.factor.ideal()?
            ))
        });
        let defaults: Vec<String> = defaults.collect();
        text.push_str(&paragraph(&format!(
            "Against a default, since `reconcile.planned` states no number: {}.",
            defaults.join("; ")
        )));
    }
    if of.parts.iter().any(|part| part.due_later.is_some()) {
        text.push_str(&paragraph(&format!(
            "{}{}: what is promised for later than {}, less what was signed before and is promised for it; no failure of \
             anybody's.",
            DUE_LATER[..1].to_uppercase(),
            &DUE_LATER[1..],
            of.period.label
        )));
    }
    if !of.unplanned.is_empty() {
        let unplanned = of.unplanned.iter();
        let unplanned: Vec<&str> = unplanned.map(|factor| factor.title()).collect();
        text.push_str(&paragraph(&format!(
            "No step: {}. It stays what the plan says, since `reconcile.planned` states no number and there is no default.",
            unplanned.join(", ")
        )));
    }
    if !of.absent.is_empty() {
        let absent = of.absent.iter();
        let absent = absent.map(|factor| format!("{} ({})", factor.title(), factor.absence()));
        let absent: Vec<String> = absent.collect();
        text.push_str(&paragraph(&format!(
            "Not in this plan: {}.",
            absent.join("; ")
        )));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_four_digits_and_no_part_of_a_cent() {
        let scale = |major: f64| {
            let scale = Scale::of(major * 100.0, 100.0);
            (scale.places, scale.unit, scale.name)
        };
        assert_eq!(scale(35_500_000.0), (2, 1_000_000, "M"));
        assert_eq!(scale(735_500.0), (1, 10_000, "k"));
        assert_eq!(scale(7.5), (2, 1, ""));
        assert_eq!(scale(0.0), (2, 1, ""));
        let yen = Scale::of(900.0, 1.0);
        assert_eq!((yen.places, yen.unit), (0, 1));
    }

    #[test]
    fn bars_are_as_long_as_their_steps() {
        let length = |step, longest| bar(step, longest).trim().chars().count();
        assert_eq!(
            [
                length(-50, 100),
                length(100, 100),
                length(0, 100),
                length(0, 0)
            ],
            [BAR / 2, BAR, 0, 0]
        );
    }
}

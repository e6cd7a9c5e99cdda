//! A search on a screen: the lever, the goal, the answer in a sentence, and what was tried, in 80 columns.

use std::fmt::Write as _;

use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::printable;
use super::search::SearchReport;
use crate::kpi::Unit;
use crate::outcome::search::{Answer, Bound, Crossing, Demand, Goal, Search, Tried};

/// Characters of what the scenario says before the rest is left out: a series is long.
const STATED: usize = 60;

/// Significant digits of a value of the lever.
const DIGITS: usize = 4;

/// The search as plain text, at most 80 columns wide.
#[must_use]
pub fn text(report: &SearchReport<'_>) -> String {
    let subject = &report.subject;
    let words = Words {
        report,
        numbers: Numbers::new(subject.locale, subject.currency),
    };
    let mut text = format!("{}\n", clip(&printable(subject.name), WIDTH));
    let n_tried = report.search.tried.len();
    if report.search.answer == Answer::Interrupted {
        let s = if n_tried == 1 { "" } else { "s" };
        let _ = writeln!(text, "PARTIAL: interrupted after {n_tried} value{s}");
    }
    let first = if report.first_trial > 0 {
        format!(" from trial {}", report.first_trial)
    } else {
        String::new()
    };
    let futures = words.numbers.decimals(f64::from(report.n_trials), 0);
    text.push_str(&fill(
        &format!(
            "{futures} shared futures{first} | seed {} | scenario {} | money in {}",
            report.seed,
            subject.short_hash(),
            subject.currency.code()
        ),
        "",
    ));
    text.push('\n');
    for paragraph in [words.lever(), words.goal()] {
        text.push_str(&fill(&paragraph, ""));
    }
    text.push('\n');
    for sentence in words.answer() {
        text.push_str(&fill(&sentence, ""));
    }
    if n_tried > 0 {
        text.push('\n');
        text.push_str(&words.tried());
    }
    text
}

struct Words<'r> {
    report: &'r SearchReport<'r>,
    numbers: Numbers,
}

impl Words<'_> {
    fn search(&self) -> &Search {
        &self.report.search
    }

    fn value(&self, value: f64) -> String {
        self.numbers.significant(value, DIGITS)
    }

    fn lever(&self) -> String {
        let lever = &self.report.lever;
        let paths: Vec<_> = lever.paths.iter().map(|path| printable(path)).collect();
        let [from, to] = [lever.from, lever.to].map(|value| self.numbers.typed(value));
        let step = lever.step.map_or_else(String::new, |step| {
            format!(" in steps of {}", self.numbers.typed(step))
        });
        let factor = if lever.is_factor { "a factor on " } else { "" };
        let known = if lever.is_uncertain {
            "; here it is known to be what is tried"
        } else {
            ""
        };
        let bound = lever.bound_by.first().map_or_else(String::new, |path| {
            format!(
                "; with another factor {} would leave its range",
                printable(path)
            )
        });
        format!(
            "Lever: {factor}{} (the scenario says {}{known}), from {from} to {to}{step}{bound}.",
            paths.join(", "),
            clip(&printable(&lever.stated), STATED)
        )
    }

    fn goal(&self) -> String {
        let Goal {
            kpi,
            period,
            bound,
            demand,
        } = &self.report.goal;
        let short = |value: f64| self.numbers.short(kpi.unit, value);
        let bound = match bound {
            Bound::Target => "reach their target".to_owned(),
            Bound::AtLeast(value) => format!("at least {}", short(*value)),
            Bound::AtMost(value) => format!("at most {}", short(*value)),
        };
        match (demand, &self.report.goal.bound) {
            (Demand::Chance(chance), Bound::Target) => format!(
                "Goal: bookings of {period} {bound} in at least {} of futures.",
                self.numbers.percent(*chance)
            ),
            (Demand::Chance(chance), _) => format!(
                "Goal: {} of {period} {bound} in at least {} of futures.",
                lower(kpi.title),
                self.numbers.percent(*chance)
            ),
            (Demand::Mean, _) => format!(
                "Goal: {} of {period} {bound} on average over all futures.",
                lower(kpi.title)
            ),
        }
    }

    fn estimate(&self, tried: &Tried) -> String {
        let unit = self.report.unit();
        format!(
            "{} (standard error {})",
            self.numbers.short(unit, tried.estimate),
            self.numbers.spread(unit, tried.std_error)
        )
    }

    /// The answer, and what has to be known about it.
    fn answer(&self) -> Vec<String> {
        let search = self.search();
        let (from, to) = (self.report.lever.from, self.report.lever.to);
        let [from, to] = [from, to].map(|value| self.numbers.typed(value));
        let same = |tried: &Tried| tried.estimate.to_bits() == search.tried[0].estimate.to_bits();
        let is_flat = search.tried.len() > 1 && search.tried.iter().all(same);
        let mut sentences = vec![match &search.answer {
            Answer::Reached(crossing) => self.reached(crossing),
            Answer::Everywhere => {
                format!("Every value from {from} to {to} that was tried reaches it.")
            }
            Answer::Nowhere(best) => {
                let best = &search.tried[*best];
                let ends = [self.report.lever.from, self.report.lever.to];
                let is_end = ends.map(f64::to_bits).contains(&best.value.to_bits());
                let nearest = if is_flat {
                    format!("All came to {}.", self.estimate(best))
                } else {
                    let value = self.value(best.value);
                    format!("Nearest comes {value} with {}.", self.estimate(best))
                };
                let widen = if is_end && !self.report.lever.bound_by.is_empty() {
                    ""
                } else if is_end && !is_flat {
                    " That is an end of the range: --from and --to widen it."
                } else {
                    ""
                };
                format!(
                    "Out of reach: no value from {from} to {to} that was tried reaches it. {nearest}{widen}"
                )
            }
            Answer::Interrupted => "There is no answer yet.".into(),
        }];
        if let Some(turn) = search.reversal {
            let unit = self.report.unit();
            sentences.push(format!(
                "The curve is not monotone: from {} to {} it changes by {} (standard error {}), against its direction from end to end.",
                self.value(turn.from),
                self.value(turn.to),
                self.numbers.signed(unit, turn.change),
                self.numbers.spread(unit, turn.std_error)
            ));
        }
        if search.n_crossings > 1 {
            sentences.push(format!(
                "It crosses the goal {} times; the answer is the crossing at the lowest value.",
                search.n_crossings
            ));
        }
        sentences
    }

    fn reached(&self, crossing: &Crossing) -> String {
        let value = self.value(crossing.value);
        let end =
            |end: Option<f64>, open: &str| end.map_or_else(|| open.into(), |end| self.value(end));
        let low = end(crossing.interval.0, "below what was tried");
        let high = end(crossing.interval.1, "above what was tried");
        let interval = format!("95 % interval {low} to {high}");
        if self.report.lever.step.is_some() {
            let which = if crossing.upwards {
                "lowest"
            } else {
                "highest"
            };
            let search = self.search();
            let at = search
                .tried
                .iter()
                .find(|t| t.value.to_bits() == crossing.value.to_bits());
            let estimate = at.map_or_else(String::new, |tried| {
                format!(" with {}", self.estimate(tried))
            });
            return format!("{value} is the {which} value that reaches it{estimate}; {interval}.");
        }
        let side = if crossing.upwards { "from" } else { "up to" };
        let on = if crossing.upwards { " on" } else { "" };
        let error = crossing.std_error.map_or_else(String::new, |error| {
            format!("standard error {}; ", self.numbers.significant(error, 2))
        });
        format!("The goal is reached {side} {value}{on} ({error}{interval}).")
    }

    fn tried(&self) -> String {
        let unit = self.report.unit();
        let mut grid = Grid::new(&[
            (14, Align::Right),
            (14, Align::Right),
            (16, Align::Right),
            (22, Align::Right),
            (10, Align::Right),
        ]);
        let title = if unit == Unit::Share && matches!(self.report.goal.demand, Demand::Chance(_)) {
            "chance"
        } else {
            "mean"
        };
        let value = if self.report.lever.is_factor {
            "factor"
        } else {
            "value"
        };
        grid.row(&[value, title, "standard error", "95 % interval", "reached"]);
        for tried in &self.search().tried {
            let show = |value| self.numbers.short(unit, value);
            grid.row(&[
                self.value(tried.value),
                show(tried.estimate),
                self.numbers.spread(unit, tried.std_error),
                format!("{} to {}", show(tried.interval.0), show(tried.interval.1)),
                if tried.reached { "yes" } else { "no" }.into(),
            ]);
        }
        grid.into_text()
    }
}

/// A title inside of a sentence; ARR stays as it is.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    if title.chars().nth(1).is_some_and(char::is_uppercase) {
        return title.to_owned();
    }
    let first = chars.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(chars).collect()
}

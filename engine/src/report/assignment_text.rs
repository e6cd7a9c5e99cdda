//! A sweep over street quota on a screen: what came of each share, a picture, and where the best lies, in 80 columns.

use std::fmt::Write as _;

use super::assignment::SweepReport;
use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::printable;
use crate::kpi::Unit;
use crate::measure::Direction;
use crate::outcome::assignment::{Assigned, Place};

/// Columns of the longest bar.
const BAR: usize = 36;

/// The sweep as plain text, at most 80 columns wide.
#[must_use]
pub fn text(report: &SweepReport<'_>) -> String {
    let (subject, sweep) = (&report.subject, &report.sweep);
    let words = Words {
        report,
        numbers: Numbers::new(subject.locale, subject.currency),
    };
    let mut text = format!("{}\n", clip(&printable(subject.name), WIDTH));
    if sweep.is_interrupted {
        let n = sweep.tried.len();
        let s = if n == 1 { "" } else { "s" };
        let _ = writeln!(text, "PARTIAL: interrupted after {n} share{s}");
    }
    let first = match report.first_trial {
        0 => String::new(),
        first => format!(" from trial {first}"),
    };
    let futures = words.numbers.decimals(f64::from(report.n_trials), 0);
    let run = format!(
        "{futures} shared futures{first} | seed {} | scenario {} | money in {}",
        report.seed,
        subject.short_hash(),
        subject.currency.code()
    );
    text.push_str(&fill(&run, ""));
    text.push('\n');
    text.push_str(&fill(&words.question(), ""));
    text.push('\n');
    text.push_str(&words.table());
    text.push('\n');
    text.push_str(&words.picture());
    text.push('\n');
    for sentence in words.answer() {
        text.push_str(&fill(&sentence, ""));
    }
    text
}

struct Words<'r> {
    report: &'r SweepReport<'r>,
    numbers: Numbers,
}

impl Words<'_> {
    fn share(&self, share: f64) -> String {
        format!("{} %", self.numbers.typed((share * 1e6).round() / 1e4))
    }

    fn question(&self) -> String {
        let sweep = &self.report.sweep;
        let plans: Vec<_> = sweep.plans.iter().map(|plan| printable(plan)).collect();
        format!(
            "Over-assignment of {}: street quota / target of {}. Quotas on own bookings ({}) are multiplied by one factor in \
             all months, so that mean street quota is the stated share of the target; all else stays as it is. Amounts are \
             means of {}.",
            sweep.period,
            self.numbers.short(Unit::Money, sweep.target.as_f64()),
            plans.join(", "),
            sweep.period,
        )
    }

    fn table(&self) -> String {
        let mut grid = Grid::new(&[
            (7, Align::Right),
            (9, Align::Right),
            (14, Align::Right),
            (9, Align::Right),
            (9, Align::Right),
            (8, Align::Right),
            (7, Align::Right),
            (8, Align::Right),
            (9, Align::Right),
        ]);
        grid.row(&[
            "over-",
            "street",
            "chance of",
            "book-",
            "variable",
            "pay / b.",
            "leave",
            "at",
            "contri-",
        ]);
        grid.row(&[
            "assign.",
            "quota",
            "target (se)",
            "ings",
            "pay",
            "",
            "",
            "quota",
            "bution",
        ]);
        for assigned in &self.report.sweep.tried {
            grid.row(&self.row(assigned));
        }
        grid.into_text()
    }

    fn row(&self, assigned: &Assigned) -> [String; 9] {
        let money = |value: f64| self.numbers.short(Unit::Money, value);
        let reached = &assigned.reached;
        let error = self.numbers.decimals(100.0 * reached.std_error, 1);
        let none = || "-".to_owned();
        [
            self.share(assigned.share),
            money(assigned.street_quota.mean),
            format!("{} ({error})", self.numbers.percent(reached.value)),
            money(assigned.bookings.mean),
            money(assigned.pay.mean),
            assigned
                .pay_share()
                .map_or_else(none, |share| self.numbers.percent(share)),
            self.numbers.decimals(assigned.leavers.mean, 1),
            assigned
                .at_quota
                .map_or_else(none, |share| self.numbers.percent(share.mean)),
            money(assigned.contribution.mean),
        ]
    }

    /// A bar for each share: the objective, from the worst of all to the best.
    fn picture(&self) -> String {
        let sweep = &self.report.sweep;
        let means = sweep.tried.iter().map(|tried| tried.objective.mean);
        let low = means.clone().fold(f64::INFINITY, f64::min);
        let high = means.fold(f64::NEG_INFINITY, f64::max);
        let good = match sweep.objective.direction {
            Direction::LowIsGood => "low is good",
            _ => "high is good",
        };
        let mut text = fill(
            &format!(
                "{}, {good}; bars from the lowest mean to the highest:",
                sweep.objective.title
            ),
            "",
        );
        for (ix, tried) in sweep.tried.iter().enumerate() {
            let value = tried.objective.mean;
            let part = if high > low {
                (value - low) / (high - low)
            } else {
                1.0
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a bar has a few dozen columns"
            )]
            let length = 1 + (part * (BAR - 1) as f64).round() as usize;
            let mark = match sweep.best {
                Some(best) if best.ix == ix => " best",
                Some(_) if tried.is_tied() => " not told from the best",
                _ => "",
            };
            let _ = writeln!(
                text,
                "{:>7}  {:>9}  {}{mark}",
                self.share(tried.share),
                self.numbers.short(sweep.objective.unit, value),
                "#".repeat(length),
            );
        }
        text
    }

    /// How far the neighbours of the best and the ends are behind it, and how often the best would lie inside.
    fn how_sure(&self) -> Vec<String> {
        let sweep = &self.report.sweep;
        let (Some(best), last) = (sweep.best, sweep.tried.len() - 1) else {
            return Vec::new();
        };
        let mut others = vec![0, best.ix.saturating_sub(1), (best.ix + 1).min(last), last];
        others.dedup();
        others.retain(|&other| other != best.ix);
        let unit = sweep.objective.unit;
        let behind = |&other: &usize| {
            let assigned = &sweep.tried[other];
            let (low, high) = assigned.behind?.interval()?;
            let [low, high] = [low, high].map(|value| self.numbers.short(unit, value));
            Some(format!(
                "{low} to {high} against {}",
                self.share(assigned.share)
            ))
        };
        let behind: Vec<String> = others.iter().filter_map(behind).collect();
        let mut sentences = Vec::new();
        if !behind.is_empty() {
            sentences.push(format!(
                "Better by (95 %, paired in the same futures): {}.",
                behind.join("; ")
            ));
        }
        if let Some(chance) = sweep.chance_inside() {
            sentences.push(format!(
                "In {} of 1,000 resamples of these futures the best lies between the ends, in {} at {}.",
                self.numbers.percent(chance),
                self.numbers.percent(sweep.tried[best.ix].chosen.unwrap_or(0.0)),
                self.share(sweep.tried[best.ix].share),
            ));
        }
        let n_left_out = (self.report.n_trials as usize).saturating_sub(best.n_compared);
        if n_left_out > 0 {
            sentences.push(format!(
                "{} has no value at some share in {n_left_out} of the futures; these are not compared.",
                sweep.objective.title
            ));
        }
        sentences
    }

    fn answer(&self) -> Vec<String> {
        let sweep = &self.report.sweep;
        let Some(best) = sweep.best else {
            let none = if sweep.is_interrupted || sweep.tried.len() < 2 {
                "There is no answer yet.".to_owned()
            } else {
                format!(
                    "No future has a value of {} at every share: there is nothing to compare.",
                    sweep.objective.title.to_lowercase()
                )
            };
            return vec![none];
        };
        let [first, .., last] = sweep.tried.as_slice() else {
            return Vec::new();
        };
        let share = self.share(sweep.tried[best.ix].share);
        let [low, high] = [first, last].map(|end| self.share(end.share));
        let objective = format!("mean {}", sweep.objective.title.to_lowercase());
        let place = match best.place {
            Place::Interior => format!(
                "The best lies inside: {share}. Both ends, {low} and {high}, are clearly worse (95 %)."
            ),
            Place::Lowest => format!(
                "The best is the lowest share that was tried, {low}: a best inside was not found; look below {low} as well \
                 (--over-assignment)."
            ),
            Place::Highest => format!(
                "The best is the highest share that was tried, {high}: a best inside was not found; look above {high} as well \
                 (--over-assignment)."
            ),
            Place::TiedWithLowest => format!(
                "The best is {share}, but {low}, the lower end, cannot be told from it (95 %): a best inside is not shown."
            ),
            Place::TiedWithHighest => format!(
                "The best is {share}, but {high}, the upper end, cannot be told from it (95 %): a best inside is not shown."
            ),
            Place::Flat => format!(
                "The best is {share}, but neither end can be told from it (95 %): it makes no difference that these \
                 futures can show."
            ),
        };
        let mut sentences = vec![format!("Objective: {objective}. {place}")];
        sentences.extend(self.how_sure());
        let tied = self.report.tied();
        if !tied.is_empty() && best.place != Place::Flat {
            let tied: Vec<String> = tied.into_iter().map(|share| self.share(share)).collect();
            sentences.push(format!(
                "Not told from the best by paired differences: {}; more futures (--trials) tell more.",
                tied.join(", ")
            ));
        }
        let effort = self.report.subject.model.comp.plans.iter();
        let is_moved = effort.clone().any(|plan| plan.behaviour.is_some());
        sentences.push(
            if is_moved {
                "Quota moves pay, effort (`behaviour`) and, by `attrition-shortfall-effect`, who leaves."
            } else {
                "Quota moves pay and, by `attrition-shortfall-effect`, who leaves; people work as hard at any quota, since \
                 no plan has a `behaviour`."
            }
            .into(),
        );
        sentences
    }
}

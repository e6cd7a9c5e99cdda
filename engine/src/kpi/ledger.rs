//! The constraint ledger of a period: what was there, what came in, and where all of it went.
//!
//! ```text
//! opening + potential + repriced = all outcomes + still open
//! ```
//!
//! holds in every trial, for every month, quarter and year, to the minor unit: what is still open at the end of one period
//! opens the next. All shares are of the left side, the potential that the period had to do with. At the end of the horizon
//! nothing is open any more: it has slipped. Of months that have happened only the deals won are known, so they are left
//! out.

use std::ops::Range;

use super::{Facts, PerTrial};
use crate::measure::Measure;
use crate::model::ledger::LINES;
use crate::results::Layout;

/// Measures by which potential comes in.
const INCOMING: [Measure; 2] = [Measure::Potential, Measure::Repriced];

/// A line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// What was open when the period began.
    Opening,
    /// What came in during the period, or went out.
    Counted(Measure),
    /// What is open when the period ends.
    StillOpen,
}

/// The side of a line: all that comes in is all that goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the period had to do with.
    In,
    /// What became of it.
    Out,
}

impl Line {
    /// Id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Counted(measure) => measure.id(),
            Self::StillOpen => "still-open",
        }
    }

    /// Name in reports.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Opening => "Open at the start",
            Self::Counted(measure) => measure.title(),
            Self::StillOpen => "Still open",
        }
    }

    /// Its side.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::Opening => Side::In,
            Self::Counted(measure) if INCOMING.contains(&measure) => Side::In,
            Self::Counted(_) | Self::StillOpen => Side::Out,
        }
    }
}

impl Side {
    /// Id in files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// A line over a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which line.
    pub line: Line,
    /// What each trial came to \[minor units\].
    pub values: PerTrial,
    /// The mean over all trials in whole minor units, so that the lines of a period sum: what rounding leaves of an outcome,
    /// less than a minor unit each, is with those that it was taken from most.
    pub mean: i64,
    /// Its share of all that comes in, on average; `None` where nothing does.
    pub share: Option<f64>,
}

/// The ledger of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodLedger {
    /// The lines, what comes in first.
    pub entries: Vec<Entry>,
}

impl PeriodLedger {
    /// The mean of all that the period had to do with \[minor units\].
    #[must_use]
    pub fn potential(&self) -> i64 {
        let of_side = self.entries.iter().filter(|e| e.line.side() == Side::In);
        of_side.map(|entry| entry.mean).sum()
    }
}

/// The ledgers of all periods of a run.
#[derive(Clone, Debug)]
pub struct Ledger<'f> {
    facts: &'f Facts<'f>,
    /// What is open when the simulation begins, trial by trial \[minor units\].
    at_start: Vec<i64>,
    /// What is open at the end of each month, trial by trial \[minor units\].
    open: Vec<Vec<i64>>,
}

impl<'f> Ledger<'f> {
    /// Reads what is open at the end of each month off the results.
    #[must_use]
    pub fn new(facts: &'f Facts<'f>) -> Self {
        let first = facts.calendar.n_history();
        let at_start = facts
            .results
            .company(Measure::PotentialAtStart, first..first + 1);
        let mut now = at_start.clone();
        let mut open = Vec::new();
        for month in 0..facts.calendar.n_months() {
            if month >= first {
                let moves = INCOMING.map(|line| (1, line));
                let outcomes = outcomes(&facts.results.layout).map(|line| (-1, line));
                for (sign, line) in moves.into_iter().chain(outcomes) {
                    let values = facts.results.company(line, month..month + 1);
                    for (sum, value) in now.iter_mut().zip(values) {
                        *sum += sign * value;
                    }
                }
            }
            open.push(now.clone());
        }
        Self {
            facts,
            at_start,
            open,
        }
    }

    /// The ledger of some months; `None` if all of them have happened.
    #[must_use]
    pub fn of(&self, months: &Range<usize>) -> Option<PeriodLedger> {
        let months = self.facts.calendar.simulated(months);
        if months.is_empty() {
            return None;
        }
        let counted = |line| (line, self.counted(line, &months));
        let lines = lines(&self.facts.results.layout);
        Some(balanced(lines.map(counted).collect()))
    }

    /// What each trial came to on a line over some months \[minor units\]; `None` if all of them have happened.
    #[must_use]
    pub fn line(&self, line: Line, months: &Range<usize>) -> Option<PerTrial> {
        let months = self.facts.calendar.simulated(months);
        (!months.is_empty()).then(|| PerTrial::new(as_floats(self.counted(line, &months))))
    }

    fn counted(&self, line: Line, months: &Range<usize>) -> Vec<i64> {
        match line {
            Line::Opening if months.start == self.facts.calendar.n_history() => {
                self.at_start.clone()
            }
            Line::Opening => self.open[months.start - 1].clone(),
            Line::Counted(measure) => self.facts.results.company(measure, months.clone()),
            Line::StillOpen => self.open[months.end - 1].clone(),
        }
    }
}

/// The lines by which potential leaves in results of a layout.
fn outcomes(layout: &Layout) -> impl Iterator<Item = Measure> {
    LINES.into_iter().filter(|&line| layout.has_company(line))
}

/// All lines of results of a layout, what comes in first.
pub fn lines(layout: &Layout) -> impl Iterator<Item = Line> {
    let counted = INCOMING
        .into_iter()
        .chain(outcomes(layout))
        .map(Line::Counted);
    [Line::Opening]
        .into_iter()
        .chain(counted)
        .chain([Line::StillOpen])
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of money stay far below 2^53 minor units"
)]
fn as_floats(values: Vec<i64>) -> Vec<f64> {
    values.into_iter().map(|value| value as f64).collect()
}

/// The lines with means in whole minor units that sum.
fn balanced(lines: Vec<(Line, Vec<i64>)>) -> PeriodLedger {
    let exact: Vec<(Line, f64)> = lines
        .iter()
        .map(|(line, values)| (*line, mean(values)))
        .collect();
    let entry = |((line, values), balanced): ((Line, Vec<i64>), Balanced)| Entry {
        line,
        values: PerTrial::new(as_floats(values)),
        mean: balanced.mean,
        share: balanced.share,
    };
    let balanced = balance(&exact);
    PeriodLedger {
        entries: lines.into_iter().zip(balanced).map(entry).collect(),
    }
}

/// A line's mean in whole minor units, and its share of all that comes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balanced {
    /// As [`Entry::mean`].
    pub mean: i64,
    /// As [`Entry::share`].
    pub share: Option<f64>,
}

/// Means in whole minor units that sum, and shares, for each line of a ledger.
///
/// * `lines`: all of them, with their exact means
///
/// # Panics
///
/// If what comes in does not go out.
#[must_use]
pub fn balance(lines: &[(Line, f64)]) -> Vec<Balanced> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "sums of money stay far below 2^53 minor units"
    )]
    let mut means: Vec<i64> = lines.iter().map(|(_, mean)| mean.round() as i64).collect();
    let total = |means: &[i64], wanted| -> i64 {
        let of_side = lines
            .iter()
            .zip(means)
            .filter(|((line, _), _)| line.side() == wanted);
        of_side.map(|(_, mean)| mean).sum()
    };
    let mut left = total(&means, Side::In) - total(&means, Side::Out);
    assert!(
        left.unsigned_abs() <= lines.len() as u64,
        "what comes in goes out, but for the rounding of each line: {left}"
    );
    let is_outcome = |(line, mean): (Line, f64)| {
        line.side() == Side::Out && line != Line::StillOpen && mean != 0.0
    };
    let mut outcomes: Vec<usize> = (0..lines.len())
        .filter(|&ix| is_outcome(lines[ix]))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "as above")]
    let lost = |ix: usize, mean: i64| lines[ix].1 - mean as f64;
    // Those that rounding has moved most, against what is left, come first; the sort is stable.
    outcomes.sort_by(|&a, &b| {
        let [a, b] = [a, b].map(|ix| lost(ix, means[ix]));
        if left > 0 {
            b.total_cmp(&a)
        } else {
            a.total_cmp(&b)
        }
    });
    if outcomes.is_empty() {
        // Nothing was decided: what came in is what rounding has to fit.
        let potential = |(line, _): &(Line, f64)| *line == Line::Counted(Measure::Potential);
        let ix = lines
            .iter()
            .position(potential)
            .expect("a ledger has potential");
        means[ix] -= left;
    } else {
        for ix in outcomes.into_iter().cycle() {
            if left == 0 {
                break;
            }
            means[ix] += left.signum();
            left -= left.signum();
        }
    }
    let incoming = lines.iter().filter(|(line, _)| line.side() == Side::In);
    let potential: f64 = incoming.map(|(_, mean)| mean).sum();
    let shares = lines
        .iter()
        .map(|(_, mean)| (potential > 0.0).then(|| mean / potential));
    let balanced = means.into_iter().zip(shares);
    balanced
        .map(|(mean, share)| Balanced { mean, share })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of money stay far below 2^53 minor units"
)]
fn mean(values: &[i64]) -> f64 {
    let n = values.len() as f64;
    values.iter().map(|&value| i128::from(value)).sum::<i128>() as f64 / n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three trials in which 301 cents come in: 151 are lost, 100 delivered, 50 are still open.
    #[test]
    fn means_are_rounded_so_that_they_sum() {
        let lines = vec![
            (Line::Opening, vec![0, 0, 0]),
            (Line::Counted(Measure::Potential), vec![100, 100, 101]),
            (Line::Counted(Measure::LostValue), vec![50, 50, 51]),
            (Line::Counted(Measure::Delivered), vec![50, 25, 25]),
            (Line::StillOpen, vec![0, 25, 25]),
        ];
        let ledger = balanced(lines);
        let means: Vec<i64> = ledger.entries.iter().map(|entry| entry.mean).collect();
        // Exactly: 100.33 in; 50.33, 33.33 and 16.67 out. Rounded alone, 50 + 33 + 17 is 100.
        assert_eq!(means, [0, 100, 50, 33, 17]);
        let shares: Vec<f64> = ledger
            .entries
            .iter()
            .filter_map(|entry| entry.share)
            .collect();
        assert!((shares[2] - 151.0 / 301.0).abs() < 1e-12, "{shares:?}");
        assert_eq!(ledger.potential(), 100);
    }

    /// Lines that are rounded one by one need not sum: the outcome that rounding has moved most gives way.
    #[test]
    fn what_rounding_leaves_goes_to_an_outcome() {
        let ledger = balanced(vec![
            (Line::Opening, vec![0, 0, 0]),
            (Line::Counted(Measure::Potential), vec![2, 2, 1]),
            (Line::Counted(Measure::LostValue), vec![1, 1, 0]),
            (Line::Counted(Measure::Delivered), vec![1, 0, 1]),
            (Line::StillOpen, vec![0, 1, 0]),
        ]);
        let means: Vec<i64> = ledger.entries.iter().map(|entry| entry.mean).collect();
        // 1.67 in is 2; 0.67 and 0.67 out are 1 and 1, 0.33 open is 0.
        assert_eq!(means, [0, 2, 1, 1, 0]);
        let ledger = balanced(vec![
            (Line::Opening, vec![0, 0, 0]),
            (Line::Counted(Measure::Potential), vec![2, 1, 1]),
            (Line::Counted(Measure::LostValue), vec![1, 1, 0]),
            (Line::Counted(Measure::Delivered), vec![1, 0, 1]),
            (Line::StillOpen, vec![0, 0, 0]),
        ]);
        let means: Vec<i64> = ledger.entries.iter().map(|entry| entry.mean).collect();
        // 1.33 in is 1; 0.67 and 0.67 out would be 2.
        assert_eq!(means, [0, 1, 0, 1, 0]);
    }

    #[test]
    fn every_line_has_a_side() {
        let out = LINES.map(|line| Line::Counted(line).side());
        assert!(out.iter().all(|side| *side == Side::Out));
        let incoming = INCOMING.map(|line| Line::Counted(line).side());
        assert!(incoming.iter().all(|side| *side == Side::In));
    }
}

//! What the trials say about the outputs of a report, whether all of them are held or they were counted as they came.

use std::cell::RefCell;
use std::ops::Range;

use super::estimate::Estimate;
use crate::kernel::summary::{Moments, QuantileEstimate, SHARES, Share, Wanted};
use crate::kpi::at_mean::PayAtMean;
use crate::kpi::ledger::{Balanced, Entry, Ledger, Line, Side, balance, lines};
use crate::kpi::output::{Batch, Output};
use crate::kpi::tallies::{Asked, Tallies};
use crate::kpi::{Facts, PerTrial, natural};
use crate::measure::{Cut, Measure};
use crate::model::Model;

/// Where the numbers of a report come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a> {
    /// Every trial is held.
    Held,
    /// Nothing is said yet: what is asked is noted.
    Asking(&'a RefCell<Asked>),
    /// The trials were counted; the one that is held stands for what is the same in all of them.
    Counted(&'a Tallies),
}

/// Answers about outputs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'r> {
    /// The plan's facts.
    pub(super) facts: &'r Facts<'r>,
    pub(super) source: Source<'r>,
}

impl<'r> Said<'r> {
    /// Number of trials.
    pub(super) fn n_trials(&self) -> usize {
        match self.source {
            Source::Counted(tallies) => tallies.n_trials(),
            _ => self.facts.results.n_trials(),
        }
    }

    /// An output, if it is counted.
    fn counted<'o>(&self, output: &'o Output) -> Option<&'o Output> {
        Some(output).filter(|output| output.is_counted(self.facts))
    }

    /// Mean and quantiles; `None` if no trial has a value.
    pub(super) fn estimate(&self, output: &Output) -> Option<Estimate> {
        let output = self.counted(output)?;
        match self.source {
            Source::Held => Estimate::of(&self.values(output)?),
            Source::Asking(asked) => {
                asked.borrow_mut().ask(output, Wanted::Quantiles);
                Some(nothing_yet())
            }
            Source::Counted(tallies) => {
                let moments = tallies.get(output).moments()?;
                let [p10, p50, p90] = SHARES.map(|share| tallies.quantile(output, share));
                Some(Estimate {
                    moments,
                    p10: p10?,
                    p50: p50?,
                    p90: p90?,
                })
            }
        }
    }

    /// Mean and spread over the trials that have a value; `None` if none has.
    pub(super) fn moments(&self, output: &Output) -> Option<Moments> {
        let output = self.counted(output)?;
        match self.source {
            Source::Held => Moments::of(&self.values(output)?.defined()),
            Source::Asking(asked) => {
                asked.borrow_mut().ask(output, Wanted::Moments);
                Some(nothing_yet().moments)
            }
            Source::Counted(tallies) => tallies.get(output).moments(),
        }
    }

    /// Share of trials above 0, of those that have a value; `None` if none has.
    pub(super) fn share(&self, output: &Output) -> Option<Share> {
        let output = self.counted(output)?;
        match self.source {
            Source::Held => {
                let values = self.values(output)?.defined();
                Share::of_events(values.iter().map(|&value| value > 0.0))
            }
            Source::Asking(asked) => {
                asked.borrow_mut().ask(output, Wanted::Moments);
                Share::of(1, 1)
            }
            Source::Counted(tallies) => tallies.get(output).share_above_0(),
        }
    }

    /// The sum over all trials divided by their number.
    #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
    pub(super) fn mean(&self, output: &Output) -> Option<f64> {
        if !matches!(self.source, Source::Held) {
            return self.moments(output).map(|moments| moments.mean);
        }
        let values = self.values(output)?;
        let n = values.all().len().max(1);
        Some(values.all().iter().sum::<f64>() / n as f64)
    }

    /// The first trials of an output one by one: all of them, or as many as are looked at for what drives it.
    pub(super) fn head(&self, output: &Output) -> Option<PerTrial> {
        let output = self.counted(output)?;
        match self.source {
            Source::Held => self.values(output),
            Source::Asking(asked) => {
                asked.borrow_mut().ask_head(output);
                None
            }
            Source::Counted(tallies) => tallies.head(output),
        }
    }

    /// An output in every trial; `None` where trials are not held, or it has no meaning.
    pub(super) fn held(&self, output: &Output) -> Option<PerTrial> {
        let is_held = matches!(self.source, Source::Held);
        is_held.then(|| self.values(output)).flatten()
    }

    fn values(&self, output: &Output) -> Option<PerTrial> {
        Batch::new(self.facts).values(self.counted(output)?)
    }

    /// What plans pay at the mean.
    pub(super) fn pay_at_mean(&self, model: &Model) -> PayAtMean<'r> {
        let said = *self;
        if let Source::Held = self.source {
            return PayAtMean::new(model, self.facts.results);
        }
        let mean = move |measure: Measure, cut, member, periods: Range<usize>| {
            let output = Output::Measure(measure, cut, member, (&periods).into());
            let mean = said.mean(&output).unwrap_or(0.0);
            mean / natural(measure.unit(), 1)
        };
        if let Source::Asking(_) = self.source {
            // Which of them matter depends on what they are.
            let months = 0..self.facts.calendar.n_months();
            let n_components = model.comp.plans.iter().map(|plan| plan.components.len());
            for component in 0..n_components.sum() {
                for month in months.clone() {
                    for measure in [
                        Measure::Settlements,
                        Measure::Credited,
                        Measure::Quota,
                        Measure::TargetPay,
                    ] {
                        mean(measure, Cut::Component, component, month..month + 1);
                    }
                }
            }
        }
        PayAtMean::with_means(model, mean)
    }

    /// The ledgers of periods.
    pub(super) fn ledgers(&self) -> Ledgers<'r> {
        let is_held = matches!(self.source, Source::Held) && self.counts_ledgers();
        let held = is_held.then(|| Ledger::new(self.facts));
        Ledgers { said: *self, held }
    }

    /// Whether all is counted that a ledger takes.
    fn counts_ledgers(&self) -> bool {
        self.facts.results.layout.has_parts()
    }
}

/// What stands for an estimate while outputs are asked for.
fn nothing_yet() -> Estimate {
    let value = QuantileEstimate {
        value: 0.0,
        interval: None,
    };
    Estimate {
        moments: Moments {
            n: 1,
            mean: 0.0,
            sd: None,
        },
        p10: value,
        p50: value,
        p90: value,
    }
}

/// Ledgers of periods, as a report shows them.
pub(super) struct Ledgers<'r> {
    said: Said<'r>,
    held: Option<Ledger<'r>>,
}

/// A line of a ledger over a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct LedgerLine {
    pub(super) line: Line,
    /// Mean in whole minor units: lines sum.
    pub(super) mean: i64,
    /// Share of all that comes in.
    pub(super) share: Option<f64>,
    /// What the trials say about it.
    pub(super) estimate: Option<Estimate>,
}

impl Ledgers<'_> {
    /// The lines over some months; empty if all of them have happened, or nothing of them is counted.
    pub(super) fn of(&self, months: &Range<usize>) -> Vec<LedgerLine> {
        if let Some(held) = &self.held {
            let entries = held.of(months).map(|found| found.entries);
            let line = |entry: Entry| LedgerLine {
                line: entry.line,
                mean: entry.mean,
                share: entry.share,
                estimate: Estimate::of(&entry.values),
            };
            return entries.into_iter().flatten().map(line).collect();
        }
        let is_past = self.said.facts.calendar.simulated(months).is_empty();
        if is_past || !self.said.counts_ledgers() {
            return Vec::new();
        }
        let estimate = |line| {
            (
                line,
                self.said.estimate(&Output::Ledger(line, months.into())),
            )
        };
        let said: Vec<(Line, Option<Estimate>)> = lines(&self.said.facts.results.layout)
            .map(estimate)
            .collect();
        let mean = |estimate: &Option<Estimate>| estimate.map_or(0.0, |e| e.moments.mean);
        let exact: Vec<(Line, f64)> = said.iter().map(|(line, e)| (*line, mean(e))).collect();
        let balanced = balance(&exact).into_iter().zip(said);
        let line = |(balanced, (line, estimate)): (Balanced, _)| LedgerLine {
            line,
            mean: balanced.mean,
            share: balanced.share,
            estimate,
        };
        balanced.map(line).collect()
    }
}

/// The mean of all that a period had to do with \[minor units\].
pub(super) fn potential(lines: &[LedgerLine]) -> i64 {
    let incoming = lines.iter().filter(|entry| entry.line.side() == Side::In);
    incoming.map(|entry| entry.mean).sum()
}

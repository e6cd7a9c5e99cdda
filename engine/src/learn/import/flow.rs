//! How many deals arise a month: counted only where the export sees all of them.

use jiff::civil::Date;

use super::deals::days_between;
use super::heterogeneity::float;
use super::history::{Deal, History, Standing};
use crate::calendar::YearMonth;
use crate::kernel::math::{ln_1p, sqrt};

/// Days from engagement to decision of the deals that were decided, in rising order.
#[derive(Clone, Debug, Default)]
pub(super) struct Cycles {
    pub(super) won: Vec<f64>,
    pub(super) lost: Vec<f64>,
    /// Longest of all [days].
    pub(super) longest: i64,
    /// Days within which 95 % are decided.
    pub(super) p95: i64,
    /// Median of all [days].
    pub(super) median: i64,
    /// Mean of all [days].
    pub(super) mean: f64,
}

impl Cycles {
    /// Measures every decided deal that says when it was engaged.
    pub(super) fn of(history: &History) -> Self {
        let days = |standing| {
            let deals = history
                .deals
                .iter()
                .filter(|deal| deal.standing == standing);
            let mut days: Vec<i64> = deals.filter_map(cycle).collect();
            days.sort_unstable();
            days
        };
        let (won, lost) = (days(Standing::Won), days(Standing::Lost));
        let mut all: Vec<i64> = won.iter().chain(&lost).copied().collect();
        all.sort_unstable();
        let at = |share_of_20: usize| {
            all.get((all.len() * share_of_20 / 20).min(all.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0)
        };
        let total: i64 = all.iter().sum();
        Self {
            longest: all.last().copied().unwrap_or(0),
            p95: at(19),
            median: at(10),
            mean: exact(total) / float(all.len().max(1)),
            won: won.into_iter().map(exact).collect(),
            lost: lost.into_iter().map(exact).collect(),
        }
    }
}

/// Days as a number.
#[expect(
    clippy::cast_precision_loss,
    reason = "days of a history are far below 2^53"
)]
pub(super) fn exact(days: i64) -> f64 {
    days as f64
}

/// Days from engagement to decision.
pub(super) fn cycle(deal: &Deal) -> Option<i64> {
    deal.engaged
        .zip(deal.closed)
        .map(|(engaged, closed)| days_between(engaged, closed))
}

/// One month of engagements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EngagedMonth {
    pub(super) month: YearMonth,
    /// Deals engaged in the month.
    pub(super) engaged: usize,
    /// Of these, decided by the end of the export.
    pub(super) decided: usize,
}

/// Deals arising a month.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// Months in which every deal is seen and nearly all are decided.
    pub(super) observed: Vec<EngagedMonth>,
    /// Whether no month is: then `observed` is all there is.
    pub(super) makeshift: bool,
    /// Later months, whose deals are not all decided yet.
    pub(super) later: Vec<EngagedMonth>,
    /// Deals a month that are engaged, whatever becomes of them.
    pub(super) per_month: f64,
    /// First day from which deals are seen whether they are decided quickly or slowly.
    pub(super) seen_from: Date,
    /// Whether earlier deals show only if they were slow.
    pub(super) truncated: bool,
}

impl Flow {
    /// Counts engagements by month.
    pub(super) fn of(history: &History, cycles: &Cycles) -> Self {
        let first_engaged = history
            .deals
            .iter()
            .filter_map(|deal| deal.engaged)
            .min()
            .unwrap_or(history.as_of);
        let first_closed = history
            .deals
            .iter()
            .filter_map(|deal| deal.closed)
            .min()
            .unwrap_or(history.as_of);
        // Had deals been followed from the first engagement on, half of them would have closed within a median cycle.
        let truncated = days_between(first_engaged, first_closed) > cycles.median.max(14);
        let seen_from = if truncated {
            first_closed
        } else {
            first_engaged
        };
        let months = months(history, first_engaged);
        let (start, end) = (first_whole_month(seen_from), history.as_of);
        let is_observed = |m: &EngagedMonth| {
            m.month >= start && days_between(last_day(m.month), end) >= cycles.p95
        };
        let mut observed: Vec<_> = months.iter().copied().filter(is_observed).collect();
        if observed.is_empty() {
            // Engaged deals are all there from the beginning; only late entries into the CRM may be missing.
            let is_seen = |m: &&EngagedMonth| m.month >= start && last_day(m.month) <= end;
            observed = months.iter().filter(is_seen).copied().collect();
        }
        let makeshift = observed.is_empty();
        let last_observed = observed.last().map(|m| m.month);
        let later = months
            .iter()
            .copied()
            .filter(|m| last_observed.is_some_and(|last| m.month > last))
            .collect();
        if makeshift {
            observed.clone_from(&months);
        }
        let engaged: usize = observed.iter().map(|m| m.engaged).sum();
        let per_month = float(engaged) / float(observed.len().max(1));
        Self {
            observed,
            makeshift,
            later,
            per_month,
            seen_from,
            truncated,
        }
    }

    /// Deals of the observed months that were decided, and all that were engaged in them.
    pub(super) fn decided_of_engaged(&self) -> (usize, usize) {
        (
            self.observed.iter().map(|m| m.decided).sum(),
            self.observed.iter().map(|m| m.engaged).sum(),
        )
    }

    /// Standard deviation of the logarithm of the monthly rate, beyond what a Poisson count does by itself; `None` if
    /// fewer than four months are seen.
    ///
    /// Method of moments: the variance of a count with a random mean-one factor is `mean + mean² cv²`.
    pub(super) fn volatility(&self) -> Option<f64> {
        if self.makeshift || self.observed.len() < 4 {
            return None;
        }
        let n = float(self.observed.len());
        let variance = self
            .observed
            .iter()
            .map(|m| (float(m.engaged) - self.per_month) * (float(m.engaged) - self.per_month))
            .sum::<f64>()
            / (n - 1.0);
        let cv2 = ((variance - self.per_month) / (self.per_month * self.per_month)).max(0.0);
        Some(sqrt(ln_1p(cv2)))
    }
}

/// All months from the first engagement to the end of the export.
fn months(history: &History, first: Date) -> Vec<EngagedMonth> {
    let first = YearMonth::of(first);
    let n = usize::try_from(first.months_until(YearMonth::of(history.as_of))).unwrap_or(0) + 1;
    let mut months: Vec<EngagedMonth> = (0..n)
        .map(|ix| EngagedMonth {
            month: first.plus(ix),
            engaged: 0,
            decided: 0,
        })
        .collect();
    for deal in &history.deals {
        let Some(engaged) = deal.engaged else {
            continue;
        };
        let ix = usize::try_from(first.months_until(YearMonth::of(engaged))).unwrap_or(0);
        if let Some(month) = months.get_mut(ix) {
            month.engaged += 1;
            month.decided += usize::from(deal.is_decided());
        }
    }
    months
}

/// The first month that begins on or after a day.
pub(super) fn first_whole_month(day: Date) -> YearMonth {
    let month = YearMonth::of(day);
    if day.day() == 1 { month } else { month.plus(1) }
}

/// The last day of a month.
pub(super) fn last_day(month: YearMonth) -> Date {
    let number = i8::try_from(month.month_of_year() + 1).expect("a month of the year");
    Date::new(month.year(), number, 1)
        .expect("the first of a month")
        .last_of_month()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_begin_and_end_where_they_should() {
        assert_eq!(
            first_whole_month(date(2027, 3, 1)),
            YearMonth::of(date(2027, 3, 9))
        );
        assert_eq!(
            first_whole_month(date(2027, 12, 2)),
            YearMonth::of(date(2028, 1, 9))
        );
        assert_eq!(last_day(YearMonth::of(date(2028, 2, 9))), date(2028, 2, 29));
    }

    #[test]
    fn a_steady_flow_has_no_volatility_and_a_short_one_tells_none() {
        let month = |ix: usize, decided| EngagedMonth {
            month: YearMonth::of(date(2027, 1, 1)).plus(ix),
            engaged: decided,
            decided,
        };
        let flow = |counts: &[usize]| Flow {
            observed: counts
                .iter()
                .enumerate()
                .map(|(ix, &n)| month(ix, n))
                .collect(),
            makeshift: false,
            later: Vec::new(),
            per_month: 100.0,
            seen_from: date(2027, 1, 1),
            truncated: false,
        };
        assert_eq!(flow(&[100, 102, 98]).volatility(), None);
        assert!(
            flow(&[100, 102, 98, 100])
                .volatility()
                .is_some_and(|v| v.abs() < 1e-12)
        );
        assert!(
            flow(&[50, 150, 50, 150])
                .volatility()
                .is_some_and(|v| v > 0.4 && v < 0.6)
        );
    }
}

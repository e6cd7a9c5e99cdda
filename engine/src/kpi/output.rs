//! Everything that a report says of the trials, by name: what is asked, apart from how it is answered.
//!
//! A report that holds every trial computes an [`Output`] when it needs it. One that cannot hold them all says first which
//! outputs it will need, and they are computed batch by batch ([`tallies`](super::tallies)). Both use
//! [`Batch::values`], so that a number has one definition.

use std::ops::Range;
use std::sync::OnceLock;

use super::alert::{Limit, values_of};
use super::ledger::{Ledger, Line};
use super::{
    Facts, Kpi, PerTrial, belongs_to_none, natural, plan, recurring, seat, stage, stock, target,
};
use crate::measure::{Cut, Measure};

/// Months of the horizon, or fiscal years: from the first up to and without the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from: usize,
    until: usize,
}

impl From<&Range<usize>> for Span {
    fn from(range: &Range<usize>) -> Self {
        Self {
            from: range.start,
            until: range.end,
        }
    }
}

impl Span {
    /// As a range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.from..self.until
    }
}

/// A number that every trial has, or may have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// A member's measure over periods of its grain, in its natural unit.
    Measure(Measure, Cut, usize, Span),
    /// What of the company's measure belongs to no member of a cut.
    BelongsToNone(Measure, Cut, Span),
    /// A KPI, by its id.
    Kpi(&'static str, Span),
    /// A KPI of a member, by its id.
    KpiOf(&'static str, (Cut, usize), Span),
    /// 1 in a future in which a KPI of a member, or of the company, misses its limit, 0 in the others; no value where the
    /// KPI has none.
    Missed(&'static str, (Cut, usize), Span, Limit),
    /// Gross retention of a member.
    GrossRetention(Cut, usize, Span),
    /// Net retention of a member.
    NetRetention(Cut, usize, Span),
    /// Conversion of a stage.
    Conversion(usize, Span),
    /// Mean time in a stage \[months\].
    TimeInStage(usize, Span),
    /// Mean wait in a stage \[months\].
    MeanWait(usize, Span),
    /// Fill rate of an item in stock.
    FillRate(usize, Span),
    /// Attainment of seats together in a fiscal year.
    Attainment(Vec<usize>, usize),
    /// 1 where seats together attain their quota of a fiscal year, 0 elsewhere; no value where they carry none.
    AtQuota(Vec<usize>, usize),
    /// A measure of seats together in a fiscal year, as it is counted.
    OfSeats(Measure, Vec<usize>, usize),
    /// A line of the ledger \[minor units\].
    Ledger(Line, Span),
    /// 1 in a future that reaches a target, 0 in the others; by its index.
    Reached(usize),
    /// 1 in a future that keeps a budget, 0 in the others; by its index.
    Kept(usize),
}

impl Output {
    /// The company's measure over some months.
    #[must_use]
    pub fn company(measure: Measure, months: &Range<usize>) -> Self {
        Self::Measure(measure, Cut::Company, 0, months.into())
    }

    /// Whether the results of a plan tell it: a plan may count a few measures of the company and nothing else.
    #[must_use]
    pub fn is_counted(&self, facts: &Facts<'_>) -> bool {
        let layout = &facts.results.layout;
        match self {
            Self::Measure(measure, cut, ..) => layout.has(*measure, *cut),
            Self::Kpi(id, _) => Kpi::find(id).is_some_and(|kpi| kpi.is_counted(layout)),
            Self::KpiOf(id, (cut, _), _) | Self::Missed(id, (cut, _), ..) => {
                Kpi::find(id).is_some_and(|kpi| kpi.is_counted_by(layout, *cut))
            }
            Self::Reached(ix) => {
                let of = facts.targets.get(*ix);
                of.is_some_and(|of| layout.has(Measure::Bookings, target::member(of).0))
            }
            Self::Kept(_) => layout.has_company(Measure::Cost),
            _ => layout.has_parts(),
        }
    }
}

/// Some trials of which outputs are wanted.
#[derive(Debug)]
pub struct Batch<'f> {
    facts: &'f Facts<'f>,
    /// Read off the results once, and only if a line is wanted.
    ledger: OnceLock<Ledger<'f>>,
}

impl<'f> Batch<'f> {
    /// Of facts and their results.
    #[must_use]
    pub fn new(facts: &'f Facts<'f>) -> Self {
        Self {
            facts,
            ledger: OnceLock::new(),
        }
    }

    /// The values of an output, trial by trial; `None` where it has no meaning.
    ///
    /// # Panics
    ///
    /// If it is not [counted](Output::is_counted), or the plan has no such member or period.
    #[must_use]
    pub fn values(&self, output: &Output) -> Option<PerTrial> {
        let facts = self.facts;
        match output {
            Output::Measure(measure, cut, member, periods) => {
                let counted = facts.results.over(*measure, *cut, *member, periods.range());
                let natural = counted.into_iter().map(|v| natural(measure.unit(), v));
                Some(PerTrial::new(natural.collect()))
            }
            Output::BelongsToNone(measure, cut, months) => {
                Some(belongs_to_none(facts, *measure, *cut, &months.range()))
            }
            Output::Kpi(id, months) => Kpi::find(id)?.values(facts, months.range()),
            Output::KpiOf(id, member, months) => {
                values_of(Kpi::find(id)?, facts, *member, months.range())
            }
            Output::Missed(id, member, months, limit) => {
                let values = values_of(Kpi::find(id)?, facts, *member, months.range())?;
                Some(limit.missed(&values))
            }
            Output::GrossRetention(cut, member, months) => {
                recurring::gross_retention(facts, (*cut, *member), months.range())
            }
            Output::NetRetention(cut, member, months) => {
                recurring::net_retention(facts, (*cut, *member), months.range())
            }
            Output::Conversion(stage, months) => {
                Some(stage::conversion(facts, *stage, months.range()))
            }
            Output::TimeInStage(stage, months) => {
                Some(stage::time_in_stage(facts, *stage, months.range()))
            }
            Output::MeanWait(stage, months) => {
                Some(stage::mean_wait(facts, *stage, months.range()))
            }
            Output::FillRate(item, months) => {
                Some(stock::fill_rate_of(facts, *item, &months.range()))
            }
            Output::Attainment(seats, year) => Some(seat::team_attainment(facts, seats, *year)),
            Output::AtQuota(seats, year) => {
                let attained = seat::team_attainment(facts, seats, *year);
                let at_quota = |&attained: &f64| match attained {
                    attained if attained.is_nan() => f64::NAN,
                    attained => f64::from(u8::from(attained >= 1.0)),
                };
                Some(PerTrial::new(attained.all().iter().map(at_quota).collect()))
            }
            Output::OfSeats(measure, seats, year) => Some(PerTrial::new(seat::team_total(
                facts, *measure, seats, *year,
            ))),
            Output::Ledger(line, months) => {
                let ledger = self.ledger.get_or_init(|| Ledger::new(facts));
                ledger.line(*line, &months.range())
            }
            Output::Reached(ix) => Some(target::reached(facts, facts.targets.get(*ix)?)),
            Output::Kept(ix) => Some(plan::kept(facts, facts.budgets.get(*ix)?)),
        }
    }
}

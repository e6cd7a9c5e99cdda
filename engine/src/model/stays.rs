//! How many deals stand in each stage at the end of each month, and how long they stay.

use super::tally::{Tally, bounds, micro, month_of};
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// A deal's time in one stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) stage: usize,
    /// When it came, when work on it began, and when it left \[months\].
    pub(super) entered: f64,
    pub(super) served: f64,
    pub(super) left: f64,
    pub(super) amount: Option<Money>,
}

/// Stays, kept as what changes from month to month, so that a long stay costs no more than a short one.
#[derive(Clone, Debug)]
pub(super) struct Stays {
    n_months: usize,
    /// Changes of stage and month, row = stage x month; the month after the last takes what happens later.
    changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Change {
    waiting: i64,
    open: i64,
    /// Time in the month of those who leave in it, less the time before they came of those who come in it.
    part_months: i64,
    /// Value of opportunities \[minor units\].
    amount: i64,
}

impl Stays {
    pub(super) fn new(n_stages: usize, n_months: usize) -> Self {
        Self {
            n_months,
            changes: vec![Change::default(); n_stages * (n_months + 1)],
        }
    }

    pub(super) fn clear(&mut self) {
        self.changes.fill(Change::default());
    }

    #[inline]
    pub(super) fn count(&mut self, stay: Stay) {
        let [entered, served, left] =
            [stay.entered, stay.served, stay.left].map(|time| month_of(time).min(self.n_months));
        let first = stay.stage * (self.n_months + 1);
        let months = &mut self.changes[first..=first + self.n_months];
        months[entered].waiting += 1;
        months[served].waiting -= 1;
        months[served].open += 1;
        months[left].open -= 1;
        months[entered].part_months -= micro(stay.entered - bounds(entered).0);
        months[left].part_months += micro(stay.left - bounds(left).0);
        let amount = stay.amount.unwrap_or_default().minor();
        months[entered].amount += amount;
        months[left].amount -= amount;
    }

    /// Counts so many deals that come into a stage at one time, where work on them begins at once.
    ///
    /// * `amount`: of all of them [minor units]
    pub(super) fn enter_many(&mut self, stage: usize, time: f64, n: i64, amount: i64) {
        let month = month_of(time).min(self.n_months);
        let change = &mut self.changes[stage * (self.n_months + 1) + month];
        change.open += n;
        change.part_months -= n * micro(time - bounds(month).0);
        change.amount += amount;
    }

    /// Counts so many deals that leave a stage within a month.
    ///
    /// * `part_months`: time that they were there in the month, all together \[millionths\]
    /// * `amount`: of all of them [minor units]
    pub(super) fn leave_many(
        &mut self,
        stage: usize,
        month: usize,
        n: i64,
        part_months: i64,
        amount: i64,
    ) {
        let change = &mut self.changes[stage * (self.n_months + 1) + month];
        change.open -= n;
        change.part_months += part_months;
        change.amount -= amount;
    }

    /// Writes the stocks at the end of each month and the time spent in it.
    pub(super) fn write(&self, tally: &mut Tally) {
        for (stage, changes) in self.changes.chunks_exact(self.n_months + 1).enumerate() {
            let (mut waiting, mut open, mut amount) = (0, 0, 0);
            for (month, change) in changes[..self.n_months].iter().enumerate() {
                waiting += change.waiting;
                open += change.open;
                amount += change.amount;
                let time = (waiting + open) * micro(1.0) + change.part_months;
                for (measure, standing) in [
                    (Measure::Waiting, waiting),
                    (Measure::Open, open),
                    (Measure::OpenAmount, amount),
                ] {
                    tally.add(Cut::Stage, stage, measure, month, standing);
                    tally.company(measure, month, standing);
                }
                tally.add(Cut::Stage, stage, Measure::TimeInStage, month, time);
            }
        }
    }
}

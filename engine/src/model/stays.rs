//! How many deals stand in each stage at the end of each month, what they are worth, and how long they have stayed.

use super::prospects::Prospects;
use super::tally::{Tally, bounds, micro, month_of};
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// A deal's time in one stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) stage: usize,
    pub(super) class: usize,
    /// How long it had been there when the simulation began \[months\].
    pub(super) before: f64,
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
    /// What deals are worth of those who come less those who leave \[minor units\]: row = group x stage, of classes with the
    /// same prospects; column = month, as above.
    amounts: Vec<i64>,
    prospects: Prospects,
}

#[derive(Clone, Copy, Debug, Default)]
struct Change {
    waiting: i64,
    open: i64,
    /// How long those who leave have been there \[millionths of months\].
    time: i64,
}

/// Deals that leave a stage in the same month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leavers {
    pub(super) n: i64,
    /// How long they have been there, all together \[millionths of months\].
    pub(super) time: i64,
    /// What they are worth, all together \[minor units\].
    pub(super) amount: i64,
}

impl Stays {
    pub(super) fn new(n_months: usize, prospects: Prospects) -> Self {
        let n_stages = prospects.n_stages();
        Self {
            n_months,
            changes: vec![Change::default(); n_stages * (n_months + 1)],
            amounts: vec![0; prospects.n_groups() * n_stages * (n_months + 1)],
            prospects,
        }
    }

    pub(super) fn clear(&mut self) {
        self.changes.fill(Change::default());
        self.amounts.fill(0);
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
        months[left].time += micro(stay.before) + since((left, stay.left), (entered, stay.entered));
        if let Some(amount) = stay.amount {
            let months = self.amounts_of(stay.stage, stay.class);
            months[entered] += amount.minor();
            months[left] -= amount.minor();
        }
    }

    /// Counts so many deals that come into a stage at one time, where work on them begins at once.
    ///
    /// * `amount`: of all of them [minor units]
    pub(super) fn enter_many(
        &mut self,
        (stage, class): (usize, usize),
        time: f64,
        n: i64,
        amount: i64,
    ) {
        let month = month_of(time).min(self.n_months);
        self.changes[stage * (self.n_months + 1) + month].open += n;
        self.amounts_of(stage, class)[month] += amount;
    }

    /// Counts deals that leave a stage within a month.
    pub(super) fn leave_many(
        &mut self,
        (stage, class): (usize, usize),
        month: usize,
        leavers: Leavers,
    ) {
        let change = &mut self.changes[stage * (self.n_months + 1) + month];
        change.open -= leavers.n;
        change.time += leavers.time;
        self.amounts_of(stage, class)[month] -= leavers.amount;
    }

    /// The amounts of a stage and of all classes with the prospects of one, by month.
    #[inline]
    fn amounts_of(&mut self, stage: usize, class: usize) -> &mut [i64] {
        let row = self.prospects.group_of(class) * self.prospects.n_stages() + stage;
        let first = row * (self.n_months + 1);
        &mut self.amounts[first..=first + self.n_months]
    }

    /// Writes the stocks at the end of each month, and how long those who left in it had been there.
    pub(super) fn write(&self, tally: &mut Tally) {
        for (stage, changes) in self.changes.chunks_exact(self.n_months + 1).enumerate() {
            let (mut waiting, mut open) = (0, 0);
            for (month, change) in changes[..self.n_months].iter().enumerate() {
                waiting += change.waiting;
                open += change.open;
                for (measure, standing) in [(Measure::Waiting, waiting), (Measure::Open, open)] {
                    tally.add(Cut::Stage, stage, measure, month, standing);
                    tally.company(measure, month, standing);
                }
                tally.add(Cut::Stage, stage, Measure::TimeInStage, month, change.time);
            }
        }
        let n_stages = self.prospects.n_stages();
        for (row, amounts) in self.amounts.chunks_exact(self.n_months + 1).enumerate() {
            let (group, stage) = (row / n_stages, row % n_stages);
            let mut amount = 0;
            for (month, change) in amounts[..self.n_months].iter().enumerate() {
                amount += change;
                tally.add(Cut::Stage, stage, Measure::OpenAmount, month, amount);
                tally.company(Measure::OpenAmount, month, amount);
                // What stands when a month ends is won at the chances of those that follow.
                let chance = self.prospects.chance(group, stage, month + 1);
                let weighted = Money::from_minor(amount).share(chance).minor();
                tally.company(Measure::WeightedAmount, month, weighted);
            }
        }
    }
}

/// Time from one moment to another, each in its month \[millionths of months\]: exact in whole months, so that it does not matter
/// how deals are counted together.
fn since((left, until): (usize, f64), (entered, from): (usize, f64)) -> i64 {
    let months = i64::try_from(left - entered).expect("months are few");
    months * micro(1.0) + micro(until - bounds(left).0) - micro(from - bounds(entered).0)
}

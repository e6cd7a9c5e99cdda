//! Pay at the mean: what comp plans would cost if every settlement came out as the average one does.
//!
//! It is what a spreadsheet of averages says. Pay bends at quota, so the payout at the mean is not the mean payout
//! (Jensen 1906); the two stand side by side in reports.

use std::ops::Range;

use crate::comp::component::{Settlement, Standing};
use crate::comp::{Comp, Component};
use crate::measure::{Cut, Measure};
use crate::model::Model;
use crate::results::Results;
use crate::units::Money;

/// The mean over all trials of a member's measure over some periods.
type MeanOf<'a> = dyn Fn(Measure, Cut, usize, Range<usize>) -> f64 + 'a;

/// What is paid on each plan at the mean.
pub struct PayAtMean<'a> {
    means: Box<MeanOf<'a>>,
    /// Plans with every assumption at its mean.
    comp: Comp,
    /// First component of each plan among all.
    first_component: Vec<usize>,
}

impl<'a> PayAtMean<'a> {
    /// * `results`: of the model
    #[must_use]
    pub fn new(model: &Model, results: &'a Results) -> Self {
        Self::with_means(model, |measure, cut, member, periods| {
            mean(&results.over(measure, cut, member, periods))
        })
    }

    /// * `means`: of a member's measure over some periods, as it is counted
    #[must_use]
    pub fn with_means(
        model: &Model,
        means: impl Fn(Measure, Cut, usize, Range<usize>) -> f64 + 'a,
    ) -> Self {
        let comp = model.at_means().comp;
        Self {
            means: Box::new(means),
            first_component: comp.first_components(),
            comp,
        }
    }

    /// What a plan pays over some months when each settlement stands at the mean of its month [minor units].
    ///
    /// For each month, `n · pay(credited / n, quota / n)` with the mean number of settlements `n`, mean credits and
    /// mean quota; what is paid beside components counts at its mean. A cumulative component counts in the month in
    /// which its year is closed.
    ///
    /// * `plan`: index of the plan
    #[must_use]
    pub fn of(&self, plan: usize, months: &Range<usize>) -> f64 {
        let first = self.first_component[plan];
        let components = self.comp.plans[plan].components.iter().enumerate();
        let on_results: f64 = components
            .flat_map(|component| months.clone().map(move |month| (component, month)))
            .map(|((ix, component), month)| self.component(component, (ix, first + ix), month))
            .sum();
        let beside = [
            Measure::Spiffs,
            Measure::ActivityBonuses,
            Measure::Objectives,
            Measure::DrawsAndGuarantees,
            Measure::ClawedBack,
        ];
        let beside = beside.map(|measure| self.mean(measure, Cut::Plan, plan, months.clone()));
        on_results + beside.iter().sum::<f64>()
    }

    fn component(&self, component: &Component, (ix, row): (usize, usize), month: usize) -> f64 {
        let mean = |measure| self.mean(measure, Cut::Component, row, month..month + 1);
        let n = mean(Measure::Settlements);
        if n <= 0.0 {
            return 0.0;
        }
        let (credited, quota) = (mean(Measure::Credited) / n, mean(Measure::Quota) / n);
        let rate = match &component.rate {
            Some(rate) => rate.at(0, month),
            None if quota > 0.0 => mean(Measure::TargetPay) / n / quota,
            None => 0.0,
        };
        let settled = Settlement {
            component: ix,
            standing: Standing { credited, quota },
            rate,
            month,
            paid_before: Money::ZERO,
        };
        let attainment_of = |other: usize| {
            let row = row - ix + other;
            let mean = |measure| self.mean(measure, Cut::Component, row, month..month + 1);
            let quota = mean(Measure::Quota);
            (quota > 0.0).then(|| mean(Measure::Credited) / quota)
        };
        n * component.earn(settled, attainment_of, |_| {}).as_f64()
    }

    fn mean(&self, measure: Measure, cut: Cut, member: usize, periods: Range<usize>) -> f64 {
        (self.means)(measure, cut, member, periods)
    }
}

#[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53")]
fn mean(values: &[i64]) -> f64 {
    let n = values.len() as f64;
    values.iter().map(|&value| value as f64 / n).sum()
}

//! What each function's plan comes to, period by period.

use super::capacity::Capacity;
use super::{Measured, measured};
use crate::calendar::{Calendar, Period, PeriodKind};
use crate::finance::{Scope, Target};
use crate::kernel::summary::{Moments, Sorted};
use crate::kpi::{Facts, Kpi, headline_periods};
use crate::model::Model;
use crate::model::factor::Factor;
use crate::outcome::reconciliation::{Amounts, PeriodViews};
use crate::results::Results;
use crate::units::Money;

/// The plans that were simulated in the same futures.
pub(super) struct Runs<'r> {
    pub(super) model: &'r Model,
    /// The plan as it is.
    pub(super) planned: &'r Facts<'r>,
    /// The plan if everything were delivered when it is signed.
    pub(super) sold: &'r Results,
    /// The plan if everything that arrives were worked on at once.
    pub(super) wanted: &'r Results,
    /// The plan if everything were delivered when it is promised, if anything is.
    pub(super) due: Option<&'r Results>,
    /// What an hour of those who deliver is worth.
    pub(super) capacity: Capacity,
}

/// What sales capacity allows: the plan without what supply does to it.
pub(super) fn as_sold(base: &Model) -> Model {
    base.without(Factor::Supply)
}

/// What the market wants: no seat vacant, everybody ramped, work waits for nobody, everything is delivered at once. Chances
/// and prices are those of the plan.
pub(super) fn unconstrained(base: &Model) -> Model {
    let constraints = [
        Factor::Supply,
        Factor::Ramp,
        Factor::Attrition,
        Factor::Coverage,
    ];
    let relieved = |model: Model, factor| model.without(factor);
    constraints.into_iter().fold(base.clone(), relieved)
}

impl Runs<'_> {
    /// Value signed if everything were worked on at once.
    pub(super) fn demand(&self, period: &Period) -> Vec<i64> {
        measured(self.wanted, Measured::Bookings, &period.months)
    }

    /// Value signed.
    pub(super) fn sales(&self, period: &Period) -> Vec<i64> {
        measured(self.sold, Measured::Bookings, &period.months)
    }

    /// Value delivered, if the plan tells.
    pub(super) fn supply(&self, period: &Period) -> Option<Vec<i64>> {
        self.tells_of_delivery(period)
            .then(|| measured(self.planned.results, Measured::Delivered, &period.months))
    }

    /// Value promised for delivery within some months, if anything is promised.
    pub(super) fn due(&self, period: &Period) -> Option<Vec<i64>> {
        let due = self.due.filter(|_| self.tells_of_delivery(period));
        due.map(|due| measured(due, Measured::Delivered, &period.months))
    }

    /// Value promised for delivery, and value delivered, from the first month that is simulated until a period ends: who is
    /// early in one month is not late in the next.
    pub(super) fn due_until(&self, period: &Period) -> Option<[Vec<i64>; 2]> {
        let due = self.due.filter(|_| self.tells_of_delivery(period))?;
        let until = self.model.calendar.n_history()..period.months.end;
        let of = |results| measured(results, Measured::Delivered, &until);
        Some([of(due), of(self.planned.results)])
    }

    /// Value that the hours of the pools could deliver, if any pool delivers.
    pub(super) fn capacity(&self, period: &Period) -> Option<Vec<i64>> {
        if !self.tells_of_delivery(period) {
            return None;
        }
        self.capacity.over(self.planned.results, period)
    }

    /// Deliveries of months that have happened are not known, and nobody's hours in them are.
    fn tells_of_delivery(&self, period: &Period) -> bool {
        self.model.supply.is_some() && !self.model.calendar.touches_history(&period.months)
    }

    /// Cost of sales.
    pub(super) fn cost(&self, period: &Period) -> Option<Vec<i64>> {
        let cost = Kpi::find("cost")?.values(self.planned, period.months.clone())?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an amount in minor units, which is whole"
        )]
        let whole = |value: &f64| value.round() as i64;
        Some(cost.all().iter().map(whole).collect())
    }
}

/// Every period that has not passed as a whole: years first, then quarters, then months.
pub(super) fn periods(runs: &Runs<'_>) -> Vec<PeriodViews> {
    let calendar = &runs.model.calendar;
    let views = |period| views_of(runs, period);
    all_periods(calendar).into_iter().map(views).collect()
}

fn all_periods(calendar: &Calendar) -> Vec<Period> {
    let mut all = headline_periods(calendar);
    for kind in [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month] {
        for period in calendar.periods(kind) {
            let is_new = !all.iter().any(|known| known.label == period.label);
            if is_new && period.complete {
                all.push(period);
            }
        }
    }
    all.retain(|period| period.months.end > calendar.n_history());
    all
}

fn views_of(runs: &Runs<'_>, period: Period) -> PeriodViews {
    let finance = &runs.model.finance;
    let budget = finance.budgets.iter();
    let budget = budget
        .filter(|budget| budget.months == period.months)
        .map(|budget| budget.cost)
        .next();
    PeriodViews {
        demand: amounts(&runs.demand(&period)),
        sales: amounts(&runs.sales(&period)),
        due: runs.due(&period).map(|values| amounts(&values)),
        supply: runs.supply(&period).map(|values| amounts(&values)),
        capacity: runs.capacity(&period).map(|values| amounts(&values)),
        target: target_of(&finance.targets, &period),
        budget,
        cost: budget.and_then(|_| runs.cost(&period).map(|values| amounts(&values))),
        period,
    }
}

/// The company's target of exactly this period.
pub(super) fn target_of(targets: &[Target], period: &Period) -> Option<Money> {
    let mut targets = targets.iter();
    let is_it = |target: &&Target| target.scope == Scope::Company && target.months == period.months;
    targets.find(is_it).map(|target| target.bookings)
}

/// A distribution.
pub(super) fn amounts(values: &[i64]) -> Amounts {
    let sorted = Sorted::of(values);
    let quantile = |share| sorted.quantile(share).expect("there is a future");
    Amounts {
        moments: Moments::of(values).expect("there is a future"),
        quantiles: [0.1, 0.5, 0.9].map(quantile),
    }
}

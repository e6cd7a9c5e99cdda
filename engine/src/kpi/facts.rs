//! What KPIs are computed from.

use std::ops::Range;

use super::delivery::OfDelivery;
use super::pipeline::{StartPipeline, at_mean};
use super::ramp;
use super::recurring::StartCustomers;
use crate::calendar::{Calendar, PeriodKind};
use crate::finance::{Budget, Scope, Target};
use crate::model::Model;
use crate::model::actual::Actuals;
use crate::results::Results;
use crate::units::Money;
use crate::workforce::{Role, Seat};

/// What KPIs are computed from: the results, and the facts of the plan that results do not hold.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// What every trial came to.
    pub results: &'a Results,
    /// Months and fiscal years.
    pub calendar: &'a Calendar,
    /// What is known of months that have happened.
    pub actuals: &'a Actuals,
    /// Targets.
    pub targets: &'a [Target],
    /// Budgets.
    pub budgets: &'a [Budget],
    /// Bookings of the fiscal year before the first whole one, if they are known.
    pub bookings_last_year: Option<Money>,
    /// Months until the hires of each role are fully productive; `None` for roles without capacity.
    pub ramps: Vec<Option<Vec<f64>>>,
    /// Stage from which a lead counts as an opportunity.
    pub opportunity_from: usize,
    /// Number of stages.
    pub n_stages: usize,
    /// The pipeline that was open at the start.
    pub at_start: StartPipeline,
    /// Whether any role has a capacity; without one, capacity and ramped-rep equivalents mean nothing.
    pub has_capacity: bool,
    /// What the plan knows of delivery.
    pub delivery: OfDelivery,
    /// The customers that were there at the start; `None` if the plan follows no contracts.
    pub customers: Option<StartCustomers>,
    /// Whether anybody may carry a quota on own bookings; without one there is no street quota, and nothing that is a share
    /// of it.
    pub has_street_quota: bool,
}

impl<'a> Facts<'a> {
    /// The facts of a plan and its results.
    #[must_use]
    pub fn new(model: &'a Model, results: &'a Results) -> Self {
        Self {
            results,
            calendar: &model.calendar,
            actuals: &model.actuals,
            targets: &model.finance.targets,
            budgets: &model.finance.budgets,
            bookings_last_year: model.finance.bookings_last_year,
            ramps: ramp::of_roles(
                &model.workforce,
                &model.assumptions,
                model.calendar.n_months(),
            ),
            opportunity_from: model.funnel.opportunity_from,
            n_stages: model.funnel.stages.len(),
            at_start: StartPipeline::of(model),
            has_capacity: model.workforce.roles.iter().any(has_capacity),
            delivery: OfDelivery::of(model),
            customers: model
                .contracts
                .as_ref()
                .map(|contracts| StartCustomers::of(contracts, model.calendar.n_history())),
            has_street_quota: has_street_quota(model),
        }
    }

    /// The bookings to reach in these very months, if the plan has a target for them.
    #[must_use]
    pub fn target(&self, months: &Range<usize>) -> Option<Money> {
        self.company_target(months).map(|target| target.bookings)
    }

    /// The company's target for these very months, if the plan has one.
    #[must_use]
    pub fn company_target(&self, months: &Range<usize>) -> Option<&'a Target> {
        let is_it = |t: &&Target| t.months == *months && t.scope == Scope::Company;
        self.targets.iter().find(is_it)
    }

    /// The budget of these very months, if the plan has one.
    #[must_use]
    pub fn budget(&self, months: &Range<usize>) -> Option<&'a Budget> {
        self.budgets.iter().find(|b| b.months == *months)
    }

    /// Whether a month belongs to a period that has a budget.
    #[must_use]
    pub fn has_budget(&self, month: usize) -> bool {
        self.budgets.iter().any(|b| b.months.contains(&month))
    }

    /// Number of the fiscal year that these months are; `None` if they are no fiscal year of the horizon.
    #[must_use]
    pub fn year(&self, months: &Range<usize>) -> Option<usize> {
        self.calendar
            .periods(PeriodKind::Year)
            .iter()
            .position(|year| year.months == *months)
    }
}

/// Whether a role is stated to contribute anything, so that its people count as capacity.
#[must_use]
pub fn has_capacity(role: &Role) -> bool {
    role.capacity_per_year
        .as_constant()
        .is_none_or(|capacity| capacity > 0.0)
}

/// Whether a seat of the plan has a quota on own bookings in any month.
fn has_street_quota(model: &Model) -> bool {
    let plans = model.comp.plans.iter();
    let quotas = plans.filter(|plan| plan.makes_street_quota()).map(|plan| {
        let quota = at_mean(&plan.main().quota_per_year, &model.assumptions);
        (plan, quota)
    });
    let quotas: Vec<_> = quotas.collect();
    let has_quota = |seat: &Seat| {
        let own = quotas
            .iter()
            .find(|(plan, _)| plan.roles.contains(&seat.role));
        own.is_some_and(|(_, quota)| match seat.quota_per_year {
            Some(quota) => quota > 0.0,
            None => (0..model.calendar.n_months()).any(|month| quota.at(seat.role, month) > 0.0),
        })
    };
    model.workforce.seats.iter().any(has_quota)
}

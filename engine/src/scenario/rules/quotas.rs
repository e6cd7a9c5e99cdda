//! Quotas of comp plans: without a rate a plan pays incentive / quota, and a quota of 0 would pay nothing without a word.

use crate::calendar::{Period, PeriodKind};
use crate::comp::{Component, Plan};
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::workforce::{Role, Seat};

use super::check::{Check, path};

/// Who is paid for what.
#[derive(Clone, Copy)]
pub(super) struct Payees<'p> {
    pub(super) plans: &'p [Plan],
    pub(super) roles: &'p [Role],
    pub(super) n_months: usize,
}

impl<'p> Payees<'p> {
    pub(super) fn plan_of(self, role: usize) -> Option<&'p Plan> {
        self.plans.iter().find(|plan| plan.roles.contains(&role))
    }

    /// Whether a seat of a role with a quota of 0 of its own would be paid nothing for what it sells.
    pub(super) fn need_quota(self, role: usize) -> bool {
        let incentive = &self.roles[role].incentive_per_year;
        let mut months = 0..self.n_months;
        self.plan_of(role).is_some_and(|plan| {
            let main = plan.main();
            let pays = |month| incentive.at(0, month) > 0.0 && main.weight.at(0, month) > 0.0;
            main.rate.is_none() && months.any(pays)
        })
    }
}

impl Check<'_> {
    /// Reports roles whose quota is 0 in something that is settled and would pay.
    ///
    /// * `seats`: those with quotas of their own do not use their role's in the main component
    pub(super) fn quotas(&mut self, payees: Payees<'_>, seats: &[Seat]) {
        let uses_role = |role: usize| {
            let mut of_role = seats.iter().filter(|seat| seat.role == role).peekable();
            of_role.peek().is_none() || of_role.any(|seat| seat.quota_per_year.is_none())
        };
        for plan in payees.plans {
            let at_plan = path("comp.plans").key(plan.id.as_str());
            for (ix, component) in plan.components.iter().enumerate() {
                let at = match ix {
                    0 => at_plan.clone(),
                    _ => at_plan.key("components").key(component.id.as_str()),
                };
                let at = at.key("quota-per-year");
                if component.rate.is_some() || !self.is_sound_for_all(&at) {
                    continue;
                }
                let roles = plan.roles.iter().copied();
                let roles: Vec<usize> = roles.filter(|&role| ix > 0 || uses_role(role)).collect();
                self.some_quota(&at, component, &roles, payees.roles);
            }
        }
    }

    /// Reports the first role that has no quota in something that is settled.
    fn some_quota(&mut self, at: &KeyPath, component: &Component, roles: &[usize], all: &[Role]) {
        let (quota, weight) = (&component.quota_per_year, &component.weight);
        if quota.is_uncertain() {
            return;
        }
        let settled = self.settled(component.period, component.cumulative);
        let sum = |field: &Field, row: usize, of: &Period| -> f64 {
            let months = of.months.clone();
            months.map(|month| field.at(row, month)).sum()
        };
        for &role in roles {
            let incentive = &all[role].incentive_per_year;
            let has_none = |period: &&Period| {
                let pays =
                    sum(incentive, 0, period) > 0.0 && weight.at(0, period.months.end - 1) > 0.0;
                pays && sum(quota, role, period) <= 0.0
            };
            let without: Vec<&Period> = settled.iter().filter(has_none).collect();
            let Some(first) = without.first() else {
                continue;
            };
            let when = match without.len() {
                n if n == settled.len() => String::new(),
                1 => format!(" in {}", first.label),
                2 => format!(" in {} and {}", first.label, without[1].label),
                n => format!(" in {} and {} more periods", first.label, n - 1),
            };
            let id = &self.dimensions.roles[role].id;
            let message =
                format!("the quota of `{id}` is 0{when}, so that incentive / quota is no rate");
            self.report(Code::NoQuota, at, message).help =
                "state a quota above 0, or a `rate`".into();
            return;
        }
    }

    /// What a component is settled on, period by period; those that the horizon cuts off only if there are no others.
    fn settled(&self, period: PeriodKind, cumulative: bool) -> Vec<Period> {
        let Some(calendar) = &self.calendar else {
            return Vec::new();
        };
        let years = calendar.periods(PeriodKind::Year);
        let mut periods = calendar.periods(period);
        if periods.iter().any(|period| period.complete) {
            periods.retain(|period| period.complete);
        }
        if cumulative {
            for period in &mut periods {
                let year = years
                    .iter()
                    .find(|y| y.months.contains(&period.months.start));
                period.months.start = year.map_or(0, |year| year.months.start);
            }
        }
        periods
    }
}

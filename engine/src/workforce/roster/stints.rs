//! Stints: each person's whole time in a seat at once, where nobody's coming and going depends on anybody else's.

use std::ops::Range;

use super::{Life, Occupancy, Roster, State, leaving_time};
use crate::calendar::{Calendar, Timing};
use crate::flows::{Future, Spell};
use crate::kernel::math::exp;
use crate::workforce::{Role, Workforce};

/// Share of uniforms on either side of a limit that are looked at closely: far more than rounding can be off by.
const CLOSE: f64 = 1e-9;

/// One person's time in a seat within the horizon.
#[derive(Clone, Debug)]
pub struct Stint {
    /// Seat.
    pub seat: usize,
    nth: u16,
    /// First day and the first one after onboarding \[months\].
    first_day: f64,
    /// The first day after onboarding \[months\].
    pub ready: f64,
    log_skill: f64,
    /// As of a [`Spell`].
    pub ramp_factor: f64,
    /// As of a [`Spell`].
    ramp_moved: f64,
    /// Months in which the person is there.
    pub months: Range<u16>,
    /// Whether the person leaves at the end of the last one.
    left: bool,
}

impl Stint {
    /// Whether the person has been there before the horizon, or joins on the first day of a month.
    #[must_use]
    pub fn joins_at_start(&self) -> bool {
        self.first_day <= f64::from(self.months.start)
    }

    /// First month from which on the person is there from its first day to its last, ramps as the role says and has been
    /// through onboarding for a whole number of months, and that number; each later month it is one more.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::float_cmp,
        reason = "whole numbers are exact"
    )]
    pub fn whole_months(&self) -> Option<(usize, usize)> {
        let first = f64::from(self.months.start).max(self.ready);
        let tenure = first - self.ready;
        let is_whole = first.fract() == 0.0 && tenure.fract() == 0.0 && self.first_day <= first;
        let is_there =
            is_whole && self.ramp_factor == 1.0 && self.ramp_moved == 1.0 && first < 65_536.0;
        is_there.then_some((first as usize, tenure as usize))
    }

    /// Whether the person joins in the first of the months, and leaves at the end of the last one.
    #[must_use]
    pub fn joins_and_leaves(&self) -> (bool, bool) {
        (self.first_day >= f64::from(self.months.start), self.left)
    }

    /// [`spell`](Self::spell) of a month by its index.
    #[must_use]
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a horizon fits an address")]
    pub fn spell_of(&self, month: usize) -> Spell {
        self.spell(month as u16)
    }

    /// The person's stay within one of the months.
    #[must_use]
    #[inline]
    pub fn spell(&self, month: u16) -> Spell {
        let start = f64::from(month);
        Spell {
            seat: self.seat,
            nth: self.nth,
            from: self.first_day.max(start),
            to: start + 1.0,
            ready: self.ready,
            log_skill: self.log_skill,
            ramp_factor: self.ramp_factor,
            ramp_moved: self.ramp_moved,
            joined: self.first_day >= start,
            left: self.left && month + 1 == self.months.end,
        }
    }
}

/// Who leaves in a month that is there from its first day to its last, by role, month and year of tenure.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    n_months: usize,
    /// First limit of each role.
    first: Vec<usize>,
    all: Vec<Limit>,
}

/// Uniforms below the first one leave, and those from the second one on stay.
#[derive(Clone, Copy, Debug)]
struct Limit {
    leaves: f64,
    stays: f64,
    hazard: f64,
}

impl Limits {
    /// Works out the limits of a workforce.
    pub fn fill(&mut self, workforce: &Workforce, n_months: usize) {
        self.n_months = n_months;
        self.first.clear();
        self.all.clear();
        for role in &workforce.roles {
            self.first.push(self.all.len());
            for month in 0..n_months {
                let years = 0..role.attrition_by_tenure_year.len();
                self.all.extend(years.map(|year| {
                    let hazard = Occupancy::base_hazard(role, month, year);
                    let limit = 1.0 - exp(-hazard);
                    Limit {
                        leaves: limit - CLOSE,
                        stays: limit + CLOSE,
                        hazard,
                    }
                }));
            }
        }
    }

    #[inline]
    fn of(&self, role_ix: usize, role: &Role, month: usize, tenure: f64) -> Limit {
        let n_years = role.attrition_by_tenure_year.len();
        let year = Occupancy::year_of(role, tenure);
        self.all[self.first[role_ix] + month * n_years + year]
    }

    /// A chance that is above the uniform of whoever leaves in a month, whatever the role and the tenure.
    #[must_use]
    pub fn of_anybody(&self, roles: &[Role], month: usize) -> f64 {
        let of_roles = roles.iter().zip(&self.first);
        let limits = of_roles.flat_map(|(role, first)| {
            let n_years = role.attrition_by_tenure_year.len();
            &self.all[first + month * n_years..][..n_years]
        });
        limits.map(|limit| limit.stays).fold(0.0, f64::max)
    }

    /// Whether somebody leaves at the end of a month.
    ///
    /// * `role_ix`: of `role`
    /// * `first_day`: before the end of the month \[months\]
    /// * `u`: the uniform that decides
    #[must_use]
    pub fn leaves(
        &self,
        (role_ix, role): (usize, &Role),
        month: usize,
        first_day: f64,
        u: f64,
    ) -> bool {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let start = month as f64;
        let from = first_day.max(start);
        let limit = self.of(role_ix, role, month, from - first_day);
        let is_whole = from <= start;
        if is_whole && u >= limit.stays {
            return false;
        }
        let is_sure = is_whole && u < limit.leaves;
        let end = start + 1.0;
        let time = || leaving_time(u, limit.hazard, from, end, Timing::Monthly);
        is_sure || time().is_some()
    }
}

impl Roster {
    /// Whether [`live_in_stints`](Self::live_in_stints) serves a workforce: people leave at the end of months, whatever they
    /// have attained and nobody tells them to, and there is room for everybody who starts.
    #[must_use]
    pub fn lives_in_stints(workforce: &Workforce, calendar: &Calendar) -> bool {
        let is_free = |role: &Role| role.shortfall_effect.as_constant() == Some(0.0);
        calendar.timing() == Timing::Monthly
            && calendar.n_history() == 0
            && workforce.throughput.is_none()
            && workforce.leavers.is_empty()
            && workforce.roles.iter().all(is_free)
    }

    /// Lives through the whole horizon: appends the stints of every seat, in order of time. The stays are those of
    /// [`live`](Self::live), month after month.
    ///
    /// * `uniforms`: those of leaving, shape `(n_seats, width)`, of which the first columns are those of the months
    ///
    /// # Panics
    ///
    /// If the horizon is longer than an address.
    pub fn live_in_stints(
        &mut self,
        (workforce, calendar, future): (&Workforce, &Calendar, Future),
        limits: &Limits,
        (uniforms, width): (&[f64], usize),
        stints: &mut Vec<Stint>,
    ) {
        let n_months = calendar.n_months();
        for (ix, occupancy) in self.seats.iter_mut().enumerate() {
            let role_ix = workforce.seats[ix].role;
            let role = &workforce.roles[role_ix];
            let uniforms = &uniforms[ix * width..][..n_months];
            let mut next = 0;
            while let Some(first) = occupancy.first_month(next, n_months) {
                let State::Filled {
                    first_day,
                    log_skill,
                    ramp_factor,
                    ..
                } = occupancy.state
                else {
                    break;
                };
                let ramp_moved = role.ramp_moved(first_day);
                let leaves = |&month: &usize| {
                    limits.leaves((role_ix, role), month, first_day, uniforms[month])
                };
                let last = (first..n_months).find(leaves);
                next = last.map_or(n_months, |last| last + 1);
                let [from, until] =
                    [first, next].map(|month| u16::try_from(month).expect("fits the address"));
                stints.push(Stint {
                    seat: ix,
                    nth: occupancy.n_people - 1,
                    first_day,
                    ready: first_day + role.onboarding.at(0, 0),
                    log_skill,
                    ramp_factor: ramp_factor * ramp_moved,
                    ramp_moved,
                    months: from..until,
                    left: last.is_some(),
                });
                if last.is_none() {
                    break;
                }
                let life = Life {
                    workforce,
                    calendar,
                    future,
                    month: until - 1,
                };
                occupancy.vacate(&life, ix, f64::from(until));
            }
        }
    }
}

impl Occupancy {
    /// The first month from one on in which somebody is in the seat.
    fn first_month(&self, from: usize, n_months: usize) -> Option<usize> {
        let (first_day, _) = self.days();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` cuts off and saturates"
        )]
        let month = (first_day as usize).max(from);
        (month < n_months).then_some(month)
    }
}

//! Quotas: what those who are paid on bookings carry in some months of a stay.

use std::ops::Range;

use crate::comp::component::without_dust;
use crate::kernel::simd::amount::MOST;
use crate::model::lanes::crews::{Crew, PayTerms, quota_per_year};
use crate::model::trial::Simulator;

/// A first day of whoever has been there long before the horizon.
pub(super) const FOR_EVER: i32 = i32::MIN / 2;
/// Most months of a period.
const PERIOD: usize = 12;
/// Most months of tenure after which everybody has to be ramped.
const RAMPED: u16 = 600;

/// Quotas of a crew's seats.
#[derive(Clone, Debug)]
pub(super) struct Quotas {
    n_months: usize,
    /// Of a month, row = seat.
    of_months: Vec<f64>,
    /// Of so many months, where it is the same in all of them; row = seat, column = number of months.
    steady: Option<Vec<f64>>,
    /// Share of the quota by whole months since the first day, where it follows the ramp.
    ramped: Option<Vec<f64>>,
}

impl Quotas {
    /// Of a crew, if all sums of them are exact enough and the ramp follows whole months.
    pub(super) fn of_crew(
        simulator: &Simulator<'_>,
        crew: &Crew,
        terms: &PayTerms,
    ) -> Option<Self> {
        let (plan, n_months) = (&simulator.plan, simulator.plan.calendar.n_months());
        let of_seat = |&seat: &usize| {
            (0..n_months).map(move |month| quota_per_year(simulator, terms, seat, month) / 12.0)
        };
        let of_months: Vec<f64> = crew.seats.iter().flat_map(of_seat).collect();
        #[allow(clippy::cast_precision_loss, reason = "a period has few months")]
        let is_small = |quota: &f64| quota * 1e3 * (PERIOD as f64) < MOST;
        if !of_months.iter().all(is_small) {
            return None;
        }
        let main = plan.comp.plans[terms.plan].main();
        let mut quotas = Self {
            n_months,
            of_months,
            steady: None,
            ramped: None,
        };
        let Some(&seat) = crew.seats.first() else {
            return Some(quotas);
        };
        if main.ramped_quota {
            let onboarding = plan.workforce.roles[crew.role].onboarding.at(0, 0);
            let ramp = plan.workforce.ramp_of(seat);
            if onboarding.fract() != 0.0 || onboarding + ramp.length() >= f64::from(RAMPED) {
                return None;
            }
            let share = |tenure: u16| {
                let from = f64::from(tenure) - onboarding;
                ramp.months_between(from, from + 1.0)
            };
            quotas.ramped = Some((0..=RAMPED).map(share).collect());
            return Some(quotas);
        }
        let rows = quotas.of_months.chunks_exact(n_months);
        #[allow(clippy::float_cmp, reason = "the same is the same to the bit")]
        let is_steady = |row: &[f64]| row.iter().all(|&quota| quota == row[0]);
        if rows.clone().all(is_steady) {
            quotas.steady = Some(rows.flat_map(|row| sums(row[0])).collect());
        }
        Some(quotas)
    }

    /// Whether they follow the ramp of whoever is there.
    pub(super) fn ramp(&self) -> bool {
        self.ramped.is_some()
    }

    /// Quota of some months of a stay, added month by month as standings add them.
    ///
    /// * `row`: of the seat within the crew
    #[inline]
    pub(super) fn of(&self, row: usize, months: Range<usize>, first_day: i32) -> f64 {
        if let Some(steady) = &self.steady {
            return steady[row * (PERIOD + 1) + months.len()];
        }
        months.fold(0.0, |sum, month| {
            let quota = self.of_months[row * self.n_months + month];
            let share = self.ramped.as_ref().map_or(1.0, |ramped| {
                let month = i32::try_from(month).expect("months are few");
                let tenure = usize::try_from(month - first_day).unwrap_or(usize::MAX);
                ramped[tenure.min(ramped.len() - 1)]
            });
            without_dust(sum + quota * share)
        })
    }
}

/// The sums of no month's quota, of one, and so on to a year's.
fn sums(quota: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(0.0), move |sum| Some(without_dust(sum + quota))).take(PERIOD + 1)
}

//! How long people stay, and what they are worth meanwhile: closed forms for one hire.

use crate::calendar::Timing;
use crate::kernel::math::{exp, exp_m1, ln_1p};
use crate::workforce::Role;
use crate::workforce::ramp::Ramp;

/// The people of one role, as far as staying and leaving goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Survival<'a> {
    pub(super) role: &'a Role,
    pub(super) timing: Timing,
    pub(super) n_months: usize,
    /// Months in which whoever is there is known to leave, and when.
    pub(super) leaves: &'a [(usize, f64)],
}

/// Expected months in the seat and ramped months, by month of the horizon.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Worked {
    pub(super) present: Vec<f64>,
    pub(super) ramped: Vec<f64>,
}

impl Survival<'_> {
    /// Rate of leaving in a month [1 / month] of those whose first whole month is `cohort`: `−ln(1 − A) / 12` times
    /// the factor of their year of tenure at the start of the month.
    pub(super) fn hazard(&self, month: usize, cohort: i64) -> f64 {
        let base = -ln_1p(-self.role.attrition_per_year.at(0, month)) / 12.0;
        let month = i64::try_from(month).expect("a horizon is short");
        let year = usize::try_from((month - cohort).max(0) / 12).expect("it is not negative");
        let by_tenure = &self.role.attrition_by_tenure_year;
        base * by_tenure[year.min(by_tenure.len() - 1)]
    }

    /// When everybody who is there leaves in a month, if that is known.
    pub(super) fn leaves_in(&self, month: usize) -> Option<f64> {
        let mut leaves = self.leaves.iter();
        leaves.find(|(of, _)| *of == month).map(|(_, time)| *time)
    }

    /// Adds what somebody whose first day is `first_day`, there with chance `mass`, works until the horizon ends.
    ///
    /// Within a month the hazard `h` is constant, so the chance of still being there is `exp(−h t)` and the ramp is
    /// linear piece by piece: `∫ exp(−h t) (a + b t) dt` in closed form. With monthly timing people leave at month
    /// ends only.
    pub(super) fn work(&self, first_day: f64, mass: f64, worked: &mut Worked) {
        let cohort = cohort_of(first_day);
        let ready = first_day + self.role.onboarding.at(0, 0);
        let moved = self.role.ramp_moved(first_day);
        let ramped = |hazard: f64, tenures| ramped((&self.role.ramp, moved), hazard, tenures);
        let mut alive = mass;
        for month in first_month(first_day)..self.n_months {
            let (start, end) = bounds(month);
            let from = first_day.max(start);
            let known = self.leaves_in(month);
            let told = known.filter(|&day| first_day < day || first_day < start);
            if let (Some(day), Timing::Continuous) = (told, self.timing) {
                // Whoever is told to leave does not leave before.
                worked.present[month] += alive * (day - from);
                let tenures = (from - ready, day - ready);
                worked.ramped[month] += alive * ramped(0.0, tenures);
                return;
            }
            let (hazard, length) = (self.hazard(month, cohort), end - from);
            let within = match self.timing {
                Timing::Continuous => hazard,
                Timing::Monthly => 0.0,
            };
            worked.present[month] += alive * mean_stay(within, length);
            let tenures = (from - ready, end - ready);
            worked.ramped[month] += alive * ramped(within, tenures);
            if known.is_some() && self.timing == Timing::Monthly {
                return;
            }
            alive *= exp(-hazard * length);
        }
    }
}

/// First whole month of somebody who comes at a time; negative before the horizon.
#[allow(
    clippy::cast_possible_truncation,
    reason = "times are within some centuries"
)]
pub(super) fn cohort_of(first_day: f64) -> i64 {
    first_day.ceil() as i64
}

/// Month of the horizon in which a time lies; 0 for times before it.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` cuts off and saturates at 0"
)]
pub(super) fn first_month(time: f64) -> usize {
    time as usize
}

/// Start and end of a month \[months\].
#[allow(clippy::cast_precision_loss, reason = "months are small")]
pub(super) fn bounds(month: usize) -> (f64, f64) {
    (month as f64, month as f64 + 1.0)
}

/// `∫₀ᵈ exp(−h t) dt`.
pub(super) fn mean_stay(hazard: f64, length: f64) -> f64 {
    let x = hazard * length;
    if x > 0.0 {
        length * -exp_m1(-x) / x
    } else {
        length
    }
}

/// `∫₀ᵈ t exp(−h t) dt`; by its series `Σ (−x)^k (k + 1) / (k + 2)!` where the closed form would cancel.
fn mean_lateness(hazard: f64, length: f64) -> f64 {
    let x = hazard * length;
    if x >= 0.5 {
        return length * length * (-exp_m1(-x) / x - exp(-x)) / x;
    }
    let (mut term, mut sum) = (0.5, 0.5);
    for k in 1..18_i32 {
        let k = f64::from(k);
        term *= -x * (k + 1.0) / (k * (k + 2.0));
        sum += term;
    }
    length * length * sum
}

/// Ramped months between two tenures of somebody who leaves at a constant rate meanwhile: the integral of the ramp's
/// share times the chance of still being there.
///
/// * `moved`: factor by which the ramp is longer
fn ramped((ramp, moved): (&Ramp, f64), hazard: f64, (from, to): (f64, f64)) -> f64 {
    let mut tenure = from.max(0.0);
    let mut sum = 0.0;
    while tenure < to {
        let (next, slope) = piece(ramp, tenure / moved);
        let (next, slope) = (next * moved, slope / moved);
        let length = next.min(to) - tenure;
        let integral = ramp.share(tenure / moved) * mean_stay(hazard, length)
            + if slope > 0.0 {
                slope * mean_lateness(hazard, length)
            } else {
                0.0
            };
        sum += exp(-hazard * (tenure - from)) * integral;
        tenure = next;
    }
    sum
}

/// Tenure at which the ramp bends next, infinite if it does not, and its slope until then.
fn piece(ramp: &Ramp, tenure: f64) -> (f64, f64) {
    let length = ramp.length();
    if tenure >= length {
        return (f64::INFINITY, 0.0);
    }
    match ramp {
        Ramp::Linear { start, .. } => (length, (1.0 - start.at(0, 0)) / length),
        Ramp::Curve(_) => (tenure.floor() + 1.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::field::Field;

    #[test]
    fn integrals_of_those_who_leave_match_hand_counts() {
        for (hazard, length) in [
            (0.0, 1.0),
            (1e-9, 1.0),
            (0.03, 0.7),
            (0.49, 1.0),
            (2.0, 1.0),
        ] {
            // Simpson's rule on 2,000 pieces.
            let simpson = |f: &dyn Fn(f64) -> f64| {
                let step = length / 2_000.0;
                let at = |i: u32| f(f64::from(i) * step / 2.0);
                let piece = |i: u32| at(2 * i) + 4.0 * at(2 * i + 1) + at(2 * i + 2);
                (0..2_000).map(piece).sum::<f64>() * step / 6.0
            };
            let stay = simpson(&|t| exp(-hazard * t));
            let late = simpson(&|t| t * exp(-hazard * t));
            assert!((mean_stay(hazard, length) / stay - 1.0).abs() < 1e-12);
            assert!((mean_lateness(hazard, length) / late - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn without_leaving_it_is_the_ramp_itself() {
        let curve = Ramp::Curve(vec![0.1, 0.4, 1.0]);
        let line = Ramp::Linear {
            months: Field::constant(5.0),
            start: Field::constant(0.2),
        };
        for ramp in [curve, line] {
            for (from, to) in [
                (-0.5, 0.5),
                (0.3, 1.3),
                (4.7, 5.7),
                (9.0, 10.0),
                (-2.0, -1.0),
            ] {
                for moved in [1.0, 0.7, 1.6] {
                    let expected = ramp.stretched_months(moved, from, to);
                    let found = super::ramped((&ramp, moved), 0.0, (from, to));
                    assert!((found - expected).abs() < 1e-14);
                }
            }
        }
    }
}

//! Behaviour: how hard people work under a comp plan.
//!
//! Whoever is paid works as hard as it pays: effort `e` brings results `b + k e`, and costs `c eᵖ / p`. What a whole period
//! pays for its results is the plan's own [`PayCurve`]. With known results the [best effort](exact::best) is exact; with
//! luck and months to come it is a [`Policy`]: a table by months left and attainment so far, found by dynamic programming.
//! Salary is in neither, so that it moves nobody.

pub mod effort;
pub mod exact;
pub mod luck;
pub mod pay_curve;
pub mod policy;
pub mod timing;

use crate::kernel::field::Field;
use crate::kernel::math::pow;

pub use effort::{Cost, Effort};
pub use exact::{Choice, best};
pub use luck::Luck;
pub use pay_curve::{PayCurve, PeriodTerms};
pub use policy::{Levels, Policy};
pub use timing::DealTiming;

/// Marginal rates that are told apart, as multiples of the rate of reference.
const RATES: (f64, f64) = (0.1, 10.0);

/// How people respond to a plan.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// How they choose.
    pub kind: Kind,
    /// Per cent more results for 1 % more pay per unit, at the rate of reference; one row.
    pub elasticity: Field,
    /// What a ramped rep expects to reach in a year at the effort of reference, in the unit of the main measure; the
    /// quota if `None`. Row = role of all roles.
    pub results_per_year: Option<Field>,
    /// Pay per unit of the main measure at which effort is that of reference; the plan's own if `None`. One row.
    pub reference_rate: Option<Field>,
}

/// How people choose their effort.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// By what one more unit pays where the period is headed.
    Elastic,
    /// By what the rest of the period may bring, month after month.
    Dynamic {
        /// Coefficient of variation that people expect of a month's results.
        cv: f64,
        /// Most effort, as a multiple of that of reference.
        most: f64,
        /// What they do about when deals are signed, if anything.
        timing: Option<DealTiming>,
    },
}

impl Behaviour {
    /// Factor on results at an effort of 1 for that of reference: `1 − ε + ε e`.
    ///
    /// With quadratic cost effort is proportional to what a unit pays, so that `ε` is the elasticity of results to pay.
    #[must_use]
    pub fn results(elasticity: f64, effort: f64) -> f64 {
        1.0 - elasticity + elasticity * effort
    }

    /// Factor on results by constant elasticity: `mᵋ`, where a unit pays `m` times the rate of reference. A tenth and ten
    /// times that rate are the ends of what is told apart.
    #[must_use]
    pub fn response(elasticity: f64, rate: f64) -> f64 {
        pow(rate.clamp(RATES.0, RATES.1), elasticity)
    }

    /// Greatest factor on results.
    #[must_use]
    pub fn most_results(&self, elasticity: f64) -> f64 {
        match self.kind {
            Kind::Elastic => Self::response(elasticity, RATES.1),
            Kind::Dynamic { most, .. } => Self::results(elasticity, most).max(1.0),
        }
    }

    /// A month's effort in the unit of reference: results are a share of the period's quota, money is the pay of that quota,
    /// and the best effort is 1 where each unit pays the rate of reference.
    ///
    /// * `elasticity`: of results; `expected`: attainment that a month brings at the effort of reference
    #[must_use]
    pub fn month(elasticity: f64, expected: f64, most: f64) -> Effort {
        let gain = elasticity * expected;
        Effort {
            base: expected - gain,
            gain,
            cost: Cost {
                scale: gain,
                power: 2.0,
            },
            most,
        }
    }

    /// What people do about when deals are signed.
    #[must_use]
    pub fn timing(&self) -> Option<DealTiming> {
        match self.kind {
            Kind::Elastic => None,
            Kind::Dynamic { timing, .. } => timing,
        }
    }

    /// The same people, who sign each deal when it is due; what is moved is counted all the same.
    #[must_use]
    pub fn without_timing(mut self) -> Self {
        if let Kind::Dynamic {
            timing: Some(timing),
            ..
        } = &mut self.kind
        {
            (timing.early, timing.late) = (0.0, 0.0);
        }
        self
    }

    /// Every number that may be uncertain.
    pub(super) fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        let results = self.results_per_year.iter_mut();
        let rates = self.reference_rate.iter_mut();
        std::iter::once(&mut self.elasticity)
            .chain(results)
            .chain(rates)
    }
}

#[cfg(test)]
mod tests;

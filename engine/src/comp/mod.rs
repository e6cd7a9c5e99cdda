//! Compensation: what results pay.

pub mod payout;

use crate::calendar::PeriodKind;
use crate::kernel::field::Field;

/// A comp plan. Money is in minor units.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Id in the files.
    pub id: String,
    /// Roles paid by it.
    pub roles: Vec<usize>,
    /// What is counted.
    pub measure: Measure,
    /// Whose results count.
    pub credit: Credit,
    /// How often it is settled.
    pub period: PeriodKind,
    /// Quota of a fully ramped rep a year, in the measure's unit; row = role of all roles.
    pub quota_per_year: Field,
    /// Whether quota follows the ramp.
    pub ramped_quota: bool,
    /// Pay per unit of the measure; `None` is incentive / quota. One row.
    pub rate: Option<Field>,
    /// Marginal tiers in rising order; the first starts at 0.
    pub tiers: Vec<PayTier>,
    /// Bonuses of a period, in rising order of attainment.
    pub bonuses: Vec<Bonus>,
}

/// What a plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Signed value of deals won [minor units].
    Bookings,
    /// Leads that became opportunities \[count\].
    Opportunities,
}

/// Whose results a plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    /// The rep's own.
    Own,
    /// All in the markets of the seat's territory.
    Territory,
    /// The whole company's.
    Company,
}

/// A marginal tier.
#[derive(Clone, Debug)]
pub struct PayTier {
    /// Attainment above which it applies.
    pub above: f64,
    /// Multiplier on the rate inside it; one row.
    pub multiplier: Field,
}

/// A bonus.
#[derive(Clone, Debug)]
pub struct Bonus {
    /// Attainment from which it is paid.
    pub at: f64,
    /// Amount once a period [minor units]; one row.
    pub amount: Field,
}

//! Every KPI once, for history, simulation and reports: its name, unit, direction, formula and values.
//!
//! A KPI is computed trial by trial from [`Results`](crate::results::Results), so its mean, its quantiles and its difference between two plans
//! all come from the same definition. History is such a result with one trial.
//!
//! What sales people ask for, and where it is:
//!
//! | asked for | KPI (`kpis.csv`, `summary.json`), or formula and table |
//! |---|---|
//! | total revenue, its growth, per account | `revenue`, `revenue-growth`, `revenue-per-account`; without contracts what is booked is earned: `bookings` |
//! | margin | `gross-margin`, `margin-rate`, `contribution` |
//! | sales growth | `bookings-growth`, `arr-growth` |
//! | close rate, deal size, cycle length | `close-rate`, `close-rate-broad`, `lead-to-win`, `deal-size`, `sales-cycle` |
//! | conversion by stage | [`stage::conversion`], in `stages.csv` |
//! | cost of sales, budget | `cost`, `cost-ratio`, `budget-use`, `budget-kept`, `budget-overrun`, `bound-by-budget` |
//! | CAC, payback | `customer-cost`, `payback`; without contracts `cac` |
//! | LTV, first payment at once and after a year | `ltv`, `ltv-year-end`, `ltv-to-cac` |
//! | churn and retention | `churn-rate`, `customer-churn`, `grr`, `nrr` |
//! | net-promoter proxy | `net-promoters` |
//! | ramp time, RRE, capacity | `ramp-time`, `rre`, `capacity`, `capacity-budgeted`, `capacity.csv` |
//! | quota attainment of the company | `quota-attainment`, `settlements-at-quota`, `reps-at-quota` |
//! | of a team, a role, a rep | [`seat::team_attainment`] in `teams.csv` and `roles.csv`, [`seat::attainment`] in `reps.csv` |
//! | street quota | `street-quota`, `attainment-factor`, `over-assignment` |
//! | pipeline | `weighted-pipeline`, `coverage`, `open-amount` |
//! | cash | `cash`, `net-cash-flow`, `cumulative-cash-flow`; by month, quarter and year in `monthly.csv` and its like |
//! | where potential goes | [`ledger::Ledger`], in `ledger.csv` |
//! | delivery | `time-to-deliver`, `on-time`, `order-backlog`, `orders-cancelled`, `pool-use`, `customers-served`, `bound-by-supply`, `delivery-cost`; by pool in `pools.csv` |
//! | stock | `fill-rate`, `stock-turns`, `stock-value`, `stock-cost`, `lost-for-stock`, `bound-by-stock`; by item in `stock.csv` |
//! | target | `target-attainment`, `target-reached`, `target-shortfall` |
//! | activity | `activities`, `activity-rate`, `utilisation`; by stage in `stages.csv` |
//! | forecast accuracy | [`accuracy`]: bias, WAPE, CRPS, coverage of intervals; for a back-test to report, since a run alone has nothing to compare with |

pub mod accuracy;
pub mod alert;
pub mod at_mean;
mod bound;
pub mod cash;
pub mod customers;
pub mod delivery;
pub mod drivers;
mod facts;
mod formula;
pub mod history;
pub mod ledger;
mod list;
mod member;
pub mod output;
mod per_trial;
pub mod pipeline;
pub mod plan;
pub mod ramp;
pub mod recurring;
pub mod seat;
pub mod stage;
mod stock;
pub mod tallies;
pub mod tally;
pub mod target;
pub mod verdict;

pub use facts::{Facts, has_capacity};
pub use formula::belongs_to_none;
pub use list::{ALL, HEADLINES};
pub use per_trial::PerTrial;

use std::ops::Range;

use crate::calendar::{Calendar, Period, PeriodKind};
use crate::measure::{self, Cut, Direction, Grain, Measure};
use crate::results::Layout;
use formula::Formula;

/// Unit of a KPI's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the scenario's currency.
    Money,
    /// Things counted.
    Count,
    /// People, or ramped-rep equivalents.
    People,
    /// Hours.
    Hours,
    /// Months.
    Months,
    /// A share of a whole: 1 is 100 %.
    Share,
    /// A factor, such as over-assignment.
    Factor,
}

/// The periods that a summary speaks of: the complete fiscal years, or the whole horizon if there is none.
#[must_use]
pub fn headline_periods(calendar: &Calendar) -> Vec<Period> {
    let years: Vec<_> = calendar
        .periods(PeriodKind::Year)
        .into_iter()
        .filter(|year| year.complete)
        .collect();
    if years.is_empty() {
        vec![whole_horizon(calendar)]
    } else {
        years
    }
}

/// The horizon as one period, labelled with its first and last month.
#[must_use]
pub fn whole_horizon(calendar: &Calendar) -> Period {
    let n_months = calendar.n_months();
    let label = format!("{} to {}", calendar.month(0), calendar.month(n_months - 1));
    Period {
        label,
        kind: PeriodKind::Year,
        months: 0..n_months,
        complete: false,
    }
}

/// A KPI.
#[derive(Clone, Copy, Debug)]
pub struct Kpi {
    /// Id in files.
    pub id: &'static str,
    /// Name in reports.
    pub title: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Whether high is good.
    pub direction: Direction,
    /// What it means, in words.
    pub formula: &'static str,
    computed: Formula,
}

impl Kpi {
    /// The values over some months of the horizon, trial by trial; `None` if it has no meaning there, such as the
    /// attainment of a target that the plan does not set, if it is not known of months that have happened, or if the
    /// results do not count what it takes. Rates are those of the months that are simulated. Shape `(n_trials,)`.
    ///
    /// # Panics
    ///
    /// If the months are empty or lie outside the horizon.
    #[must_use]
    pub fn values(&self, facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
        let months = history::months_of(self.id, facts, months)?;
        if !self.is_counted(&facts.results.layout) {
            return None;
        }
        (self.computed.values)(facts, months)
    }

    /// The same for a member of a cut: a region, a segment, a role, ... `None` too if it is not told of members of the cut.
    ///
    /// # Panics
    ///
    /// If the months are empty or lie outside the horizon, or the cut has no such member.
    #[must_use]
    pub fn member_values(
        &self,
        facts: &Facts<'_>,
        member: (Cut, usize),
        months: Range<usize>,
    ) -> Option<PerTrial> {
        let months = history::months_of(self.id, facts, months)?;
        if !self.is_counted_by(&facts.results.layout, member.0) {
            return None;
        }
        member::values(self, facts, member, months)
    }

    /// Whether results of a layout tell it of the members of a cut.
    #[must_use]
    pub fn is_counted_by(&self, layout: &Layout, cut: Cut) -> bool {
        if cut == Cut::Company {
            return self.is_counted(layout);
        }
        let takes = member::takes(self);
        !takes.is_empty()
            && takes.iter().all(|&measure| {
                layout.has(measure, cut) && layout.block(measure, cut).grain == Grain::Month
            })
    }

    /// The measures of the company that it is computed from, by month; `None` if these do not suffice, because it looks at
    /// stages, roles or seats, or at the plan alone.
    #[must_use]
    pub fn needs(&self) -> Option<&'static [Measure]> {
        self.computed.needs
    }

    /// Measures that it takes besides in plans that have them.
    #[must_use]
    pub fn needs_besides(&self) -> &'static [Measure] {
        match self.id {
            "net-cash-flow" | "cumulative-cash-flow" => &cash::BESIDES,
            "margin-rate" | "ltv" | "ltv-year-end" | "ltv-to-cac" | "payback" => {
                &[Measure::CancelledValue]
            }
            _ => &[],
        }
    }

    /// Whether results of a layout tell it.
    #[must_use]
    pub fn is_counted(&self, layout: &Layout) -> bool {
        match self.needs() {
            Some(measures) => measures.iter().all(|&measure| layout.has_company(measure)),
            None => layout.has_parts(),
        }
    }

    /// The months of some over which it is known; `None` if it is known of none.
    #[must_use]
    pub fn months(&self, facts: &Facts<'_>, months: &Range<usize>) -> Option<Range<usize>> {
        history::months_of(self.id, facts, months.clone())
    }

    /// The KPI with an id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|kpi| kpi.id == id)
    }
}

impl From<measure::Unit> for Unit {
    /// The unit of a measure's natural values; a plan's own measure counts as a number of things.
    fn from(unit: measure::Unit) -> Self {
        match unit {
            measure::Unit::Money => Self::Money,
            measure::Unit::Count | measure::Unit::PlanMeasure => Self::Count,
            measure::Unit::Micro => Self::People,
            measure::Unit::MicroHours => Self::Hours,
            measure::Unit::MicroMonths => Self::Months,
        }
    }
}

/// A counted number in its natural unit: money in minor units, people, hours and months as such.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "what a trial counts stays far below 2^53"
)]
pub fn natural(unit: measure::Unit, counted: i64) -> f64 {
    match unit {
        measure::Unit::Money | measure::Unit::Count | measure::Unit::PlanMeasure => counted as f64,
        measure::Unit::Micro | measure::Unit::MicroHours | measure::Unit::MicroMonths => {
            counted as f64 / 1e6
        }
    }
}

#[cfg(test)]
mod tests;

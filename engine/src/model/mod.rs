//! The model: where the domains are wired together.

mod accounts;
pub mod actual;
pub mod actual_payroll;
pub mod chronicle;
pub mod credit;
mod customers;
mod cut;
pub mod deals;
mod desk;
mod further;
mod hand_over;
mod history;
pub mod ledger;
mod lines;
mod nurture;
mod pay;
pub mod payroll;
mod renewals;
mod scores;
mod sellers;
mod settle;
pub mod simulate;
mod stages;
mod stays;
mod tally;
#[cfg(test)]
mod tests;
pub mod trial;
mod work;

use crate::calendar::Calendar;
use crate::comp::Comp;
use crate::contracts::Contracts;
use crate::demand::Demand;
use crate::dimensions::Dimensions;
use crate::finance::Finance;
use crate::funnel::Funnel;
use crate::kernel::assumption::Assumptions;
use crate::territory::Territories;
use crate::workforce::Workforce;
use actual::Actuals;

/// A checked plan of a sales organisation, ready to be simulated.
#[derive(Clone, Debug)]
pub struct Model {
    /// Months, fiscal periods, seasons.
    pub calendar: Calendar,
    /// Segments, regions, products, sources, stages, roles, territories.
    pub dimensions: Dimensions,
    /// What is uncertain.
    pub assumptions: Assumptions,
    /// Where leads come from.
    pub demand: Demand,
    /// What happens to them.
    pub funnel: Funnel,
    /// Who works on them.
    pub workforce: Workforce,
    /// Who covers what.
    pub territories: Territories,
    /// What results pay.
    pub comp: Comp,
    /// Margin, costs, targets.
    pub finance: Finance,
    /// What becomes of what is won, if the plan follows it.
    pub contracts: Option<Contracts>,
    /// What happened before the simulation begins.
    pub actuals: Actuals,
}

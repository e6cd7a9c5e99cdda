//! The model: where the domains are wired together.

mod account;
mod accounts;
pub mod actual;
pub mod actual_payroll;
mod buyers;
pub mod chronicle;
mod coverage;
pub mod credit;
mod crediting;
mod customer_counts;
mod customers;
mod cut;
pub mod deals;
mod delivery;
mod desk;
pub mod effort;
mod efforts;
mod expansion;
pub mod factor;
mod further;
mod hand_over;
mod held;
mod history;
pub mod journal;
pub mod lanes;
mod leads;
pub mod ledger;
mod lines;
mod lost;
mod nurture;
mod outstanding;
mod pay;
pub mod payroll;
mod pools;
mod presence;
pub mod prospects;
mod ratchets;
mod recut;
mod renewals;
mod scores;
pub mod seat_pay;
mod sellers;
mod settle;
pub mod simulate;
mod sold;
mod stages;
mod stays;
mod stock;
mod strain;
mod taking;
mod tally;
#[cfg(test)]
mod tests;
mod timing;
mod travel;
pub mod trial;
mod widely;
mod work;
pub mod workers;

use crate::calendar::Calendar;
use crate::comp::{Behaviour, Comp, Plan};
use crate::contracts::Contracts;
use crate::demand::Demand;
use crate::dimensions::Dimensions;
use crate::finance::Finance;
use crate::funnel::Funnel;
use crate::initiatives::Initiative;
use crate::kernel::assumption::Assumptions;
use crate::measure::Measure;
use crate::results::{Layout, Others, Section};
use crate::supply::Supply;
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
    /// Who delivers it, if the plan follows that.
    pub supply: Option<Supply>,
    /// Tools, trainings and process changes, sorted by id.
    pub initiatives: Vec<Initiative>,
    /// What happened before the simulation begins.
    pub actuals: Actuals,
    /// What is counted, if not all there is to count: some measures of the company, by month.
    pub only: Option<Vec<Measure>>,
    /// Whether settlements are counted only of those who carry street quota, as whoever moves these quotas wants to know.
    pub only_street_settlements: bool,
}

impl Model {
    /// Where each number of a trial stands.
    #[must_use]
    pub fn layout(&self) -> Layout {
        match &self.only {
            Some(measures) => self.whole_layout().only(measures),
            None => self.whole_layout(),
        }
    }

    /// Where each number would stand if all were counted.
    pub(super) fn whole_layout(&self) -> Layout {
        let (pools, items) = self
            .supply
            .as_ref()
            .map_or((0, 0), |supply| (supply.pools.len(), supply.items.len()));
        let others = Others {
            seats: self.workforce.seats.len(),
            plans: self.comp.plans.len(),
            components: self.comp.components().count(),
            pools,
            items,
        };
        let layout = Layout::new(&self.calendar, &self.dimensions, others);
        let further = self.further_measures().into_iter();
        let layout = further.fold(layout, |layout, (measure, cut)| layout.and(measure, cut));
        let sections = [
            (Section::Contracts, self.contracts.is_some()),
            (Section::Supply, self.supply.is_some()),
            (Section::Pools, pools > 0),
            (Section::Stock, items > 0),
        ];
        let sections = sections.into_iter().filter(|(_, is_there)| *is_there);
        sections.fold(layout, |layout, (section, _)| {
            layout.with(section, &self.calendar, &self.dimensions, others)
        })
    }

    /// The same plan in which nobody works harder or less for what is paid.
    ///
    /// * `only`: the comp plan that moves nobody, if the others still do
    #[must_use]
    pub fn without_behaviour(&self, only: Option<usize>) -> Self {
        let mut model = self.clone();
        for plan in model.plans_mut(only) {
            plan.behaviour = None;
        }
        model
    }

    /// The same plan in which everybody signs each deal when it is due.
    ///
    /// * `only`: the comp plan under which that is so, if deals are moved under the others
    #[must_use]
    pub fn without_timing(&self, only: Option<usize>) -> Self {
        let mut model = self.clone();
        for plan in model.plans_mut(only) {
            plan.behaviour = plan.behaviour.take().map(Behaviour::without_timing);
        }
        model
    }

    fn plans_mut(&mut self, only: Option<usize>) -> impl Iterator<Item = &mut Plan> {
        let plans = self.comp.plans.iter_mut().enumerate();
        let asked = plans.filter(move |(ix, _)| only.is_none_or(|only| only == *ix));
        asked.map(|(_, plan)| plan)
    }

    /// Whether anybody moves deals across the end of a period.
    #[must_use]
    pub fn times_deals(&self) -> bool {
        let mut behaviours = self.comp.plans.iter().filter_map(|p| p.behaviour.as_ref());
        behaviours.any(|behaviour| behaviour.timing().is_some())
    }

    /// Puts one trial's draws, one per assumption, into every uncertain number.
    pub(super) fn redraw(&mut self, draws: &[f64]) {
        self.demand.redraw(draws);
        self.funnel.redraw(draws);
        self.workforce.redraw(draws);
        if let Some(hand_over) = &mut self.territories.hand_over {
            hand_over.redraw(draws);
        }
        if let Some(travel) = &mut self.territories.travel {
            travel.redraw(draws);
        }
        self.finance.redraw(draws);
        self.comp.redraw(draws);
        if let Some(contracts) = &mut self.contracts {
            contracts.redraw(draws);
        }
        if let Some(supply) = &mut self.supply {
            supply.redraw(draws);
        }
        for initiative in &mut self.initiatives {
            initiative.redraw(draws);
        }
    }
}

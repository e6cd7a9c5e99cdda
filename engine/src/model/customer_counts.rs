//! What is counted of contracts and customers: what is due, what recurs, and what stands at the end of a month.

use super::trial::Simulator;
use crate::contracts::Contracts;
use crate::measure::{Cut, Measure};
use crate::units::Money;

impl Simulator<'_> {
    /// Counts that a contract is up for renewal, and says whether nobody has worked on that.
    pub(super) fn count_due(&mut self, slot: usize, month: usize) -> bool {
        let contract = self.customers[slot];
        let has_work = |contracts: &Contracts| contracts.work.is_some();
        let is_work = self.plan.contracts.as_ref().is_some_and(has_work);
        let unworked = is_work && !contract.worked;
        self.tally.company(Measure::RenewalsDue, month, 1);
        self.tally
            .company(Measure::RenewalsUnworked, month, i64::from(unworked));
        self.count_arr(Measure::ArrAvailable, contract.class, month, contract.arr);
        unworked
    }

    /// Counts recurring revenue of a class for the company, its segment and its region.
    pub(super) fn count_arr(
        &mut self,
        measure: Measure,
        class: usize,
        month: usize,
        amount: Money,
    ) {
        let of = self.classes[class];
        self.tally.company(measure, month, amount.minor());
        for (cut, member) in [(Cut::Segment, of.segment), (Cut::Region, of.region)] {
            self.tally.add(cut, member, measure, month, amount.minor());
        }
    }

    /// Counts what recurs, when all of it is known.
    pub(super) fn close_revenue(&mut self) {
        if self.plan.contracts.is_none() {
            return;
        }
        for (month, amount) in self.customers.recurring.iter().enumerate() {
            for measure in [Measure::Revenue, Measure::RevenueRecurring] {
                self.tally.company(measure, month, amount.minor());
            }
        }
    }

    /// Counts the contracts and customers that there are at the end of a month.
    pub(super) fn count_customers(&mut self, month: usize) {
        // Before the simulation begins there are no contracts to count.
        if month >= self.plan.calendar.n_history() {
            self.count_customers_at_end(month);
        }
    }

    /// Counts the customers with whom the simulation begins as those at the end of the month before it.
    pub(super) fn count_customers_before(&mut self, month: usize) {
        if let Some(before) = month.checked_sub(1) {
            self.count_customers_at_end(before);
        }
    }

    fn count_customers_at_end(&mut self, month: usize) {
        if self.plan.contracts.is_none() {
            return;
        }
        let n_regions = self.plan.dimensions.regions.len();
        for market in 0..self.customers.arr.len() {
            let places = [
                (Cut::Company, 0),
                (Cut::Segment, market / n_regions),
                (Cut::Region, market % n_regions),
            ];
            for (cut, member) in places {
                let (arr, count) = (self.customers.arr[market], self.customers.count[market]);
                self.tally
                    .add(cut, member, Measure::Arr, month, arr.minor());
                self.tally
                    .add(cut, member, Measure::Customers, month, count);
            }
        }
    }
}

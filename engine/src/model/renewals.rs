//! The work on renewals: who does it, and when somebody has time for it.

use super::lines::{Job, Task};
use super::tally::month_of;
use super::trial::{Simulator, narrow};
use crate::purpose;
use crate::territory::Routing;

impl Simulator<'_> {
    /// Role that works on renewals.
    pub(super) fn renewal_role(&self) -> usize {
        let contracts = self.plan.contracts.as_ref();
        contracts
            .and_then(|contracts| contracts.work.as_ref())
            .expect("a renewal that waits for somebody takes work")
            .role
    }

    /// Asks for the work on a renewal: it begins at once if somebody is free, and waits otherwise.
    pub(super) fn ask_for_renewal(&mut self, slot: usize, time: f64) {
        let Some(work) = self.plan.contracts.as_ref().and_then(|c| c.work.as_ref()) else {
            return;
        };
        if !self.customers[slot].live {
            return;
        }
        let hours = work.hours.at(self.customers[slot].class, month_of(time));
        if hours <= 0.0 {
            self.customers[slot].worked = true;
            return;
        }
        let task = Task {
            job: Job::Renewal {
                contract: narrow(slot),
            },
            hours,
            serial: self.lines.issue_serial(),
        };
        match self.seat_for_renewal(slot, time) {
            Some(seat) if self.desks[seat].is_free(time) => {
                self.start_renewal(seat, slot, hours, time);
            }
            seat => {
                self.customers[slot].ticket = Some(task.serial);
                self.line_up(seat, task, time, time);
            }
        }
    }

    /// The seat that should work on a renewal: the one that looks after the customer, otherwise the one that it is routed
    /// to, which looks after it from then on.
    pub(super) fn seat_for_renewal(&mut self, slot: usize, time: f64) -> Option<usize> {
        let contract = self.customers[slot];
        if let Some(owner) = contract.owner.filter(|&seat| self.desks[seat].active) {
            return Some(owner);
        }
        let role = self.renewal_role();
        let is_pool = self.router.routing(role) == Routing::Pool;
        let colleague = self.route_customer(slot, role, is_pool.then_some(time));
        self.customers[slot].owner = colleague.or(contract.owner);
        colleague
    }

    /// The seat of a role that a customer is routed to, if somebody is in place.
    ///
    /// * `free_at`: when somebody has to have time for it, if so
    pub(super) fn route_customer(
        &mut self,
        slot: usize,
        role: usize,
        free_at: Option<f64>,
    ) -> Option<usize> {
        let contract = self.customers[slot];
        let lots = self.future.draw(contract.key, 0, purpose::CUSTOMER, 1);
        let (beat, desks) = (self.beats[contract.class], &self.desks);
        let in_place = |seat: usize| {
            let desk = &desks[seat];
            free_at.map_or(desk.active, |time| desk.is_free(time))
        };
        self.router
            .route(role, beat, contract.account, lots, in_place)
    }

    /// The seat in whose line a renewal waits after a new cut: whoever looks after the customer or will; nobody in
    /// particular where a pool serves.
    pub(super) fn seat_for_renewal_anew(&mut self, slot: usize, time: f64) -> Option<usize> {
        let owner = self.customers[slot].owner;
        let is_owned = owner.is_some_and(|seat| self.desks[seat].active);
        let is_pool = self.router.routing(self.renewal_role()) == Routing::Pool;
        if is_pool && !is_owned {
            return None;
        }
        self.seat_for_renewal(slot, time)
    }

    /// Somebody begins to work on a renewal, which keeps the contract from ending unworked.
    pub(super) fn start_renewal(&mut self, seat: usize, slot: usize, hours: f64, time: f64) {
        let contract = &mut self.customers[slot];
        contract.owner = Some(seat);
        (contract.ticket, contract.worked) = (None, true);
        let hand = self.hand_of(Some(seat), time);
        self.occupy(seat, hours, hand, time);
    }
}

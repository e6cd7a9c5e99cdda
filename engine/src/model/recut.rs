//! New cuts of the territories: who covers and owns what changes on a day, and what is open follows at once or later.

use std::collections::BTreeMap;

use super::Model;
use super::chronicle::Happening;
use super::lines::{Job, Servers, Task};
use super::tally::bounds;
use super::trial::Simulator;
use crate::flows::LeadId;
use crate::funnel::Worker;
use crate::kernel::waiting_line::Place;
use crate::territory::beat::Beat;
use crate::territory::routing::Router;
use crate::territory::{Area, Routing};

/// What a new cut brings, worked out once for all trials. While the cut holds, what it has taken the place of.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    router: Router,
    servers: Servers,
}

/// A deal that stays with its owner for a while after a new cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeldOver {
    cut: usize,
    slot: usize,
    id: LeadId,
    owner: usize,
}

impl Prepared {
    /// Prepares all cuts of a model, each upon those before it.
    pub(super) fn all(model: &Model) -> Vec<Self> {
        if model.territories.recuts.is_empty() {
            return Vec::new();
        }
        let mut plan = model.clone();
        let cuts = model.territories.recuts.iter();
        cuts.map(|cut| {
            plan.apply_cut(cut, |_, _| {});
            Self {
                router: plan.router(),
                servers: Servers::new(&plan),
            }
        })
        .collect()
    }
}

impl Simulator<'_> {
    /// Puts back what held before all new cuts of the last trial.
    pub(super) fn undo_cuts(&mut self) {
        if self.n_cuts == 0 {
            return;
        }
        for ix in (0..self.n_cuts).rev() {
            self.exchange(ix);
        }
        self.n_cuts = 0;
        self.held_over.clear();
        self.plan.restore_cut(self.model);
    }

    /// What happens to the territories on the first day of a month: new cuts hold, and holdovers end.
    pub(super) fn recut(&mut self, month: usize) {
        let model = self.model;
        let cuts = &model.territories.recuts;
        for (ix, _) in cuts
            .iter()
            .enumerate()
            .filter(|(_, cut)| cut.month == month)
        {
            self.apply_cut(ix);
        }
        for (ix, cut) in cuts.iter().enumerate() {
            if cut.holdover > 0 && cut.month + cut.holdover == month {
                self.end_holdover(ix, month);
            }
        }
    }

    fn exchange(&mut self, ix: usize) {
        std::mem::swap(&mut self.router, &mut self.cuts[ix].router);
        self.lines.exchange(&mut self.cuts[ix].servers);
    }

    fn apply_cut(&mut self, ix: usize) {
        let model = self.model;
        let cut = &model.territories.recuts[ix];
        let (time, _) = bounds(cut.month);
        self.note(time, |_| Happening::Recuts { cut: ix });
        let before = Coverage::of(&self.plan);
        let mut moved = BTreeMap::new();
        self.plan.apply_cut(cut, |row, former| {
            moved.insert(row, former);
        });
        let waiting = self.lines.drain();
        self.exchange(ix);
        self.router.take_turns(&self.cuts[ix].router);
        self.n_cuts = ix + 1;
        for (&row, &former) in &moved {
            self.hand_over_account(row, former, time);
        }
        let follows = |simulator: &Self, owner: usize, class: usize, account: Option<usize>| {
            let beat = simulator.beats[class];
            let gives_up = before.covers(owner, beat) && !simulator.plan.covers(owner, beat);
            let row = account.map(|account| simulator.row_of_account(account, class));
            let former = row.and_then(|row| moved.get(&row));
            let role = simulator.plan.workforce.seats[owner].role;
            // Where owners of accounts get no leads of them, only what is the former owner's goes with the account.
            let goes_with_account = simulator.router.routing(role) == Routing::Owner;
            gives_up || former.is_some_and(|&former| goes_with_account || former == owner)
        };
        if !cut.keeps_deals {
            for slot in 0..self.deals.n_slots() {
                let deal = self.deals[slot];
                let Some(owner) = deal.owner.filter(|_| deal.live) else {
                    continue;
                };
                if !follows(self, owner, deal.class, deal.account) {
                    continue;
                }
                if cut.holdover > 0 {
                    self.held_over.push(HeldOver {
                        cut: ix,
                        slot,
                        id: deal.id,
                        owner,
                    });
                } else {
                    self.move_deal(slot, owner, time);
                }
            }
        }
        for slot in 0..self.customers.len() {
            let contract = self.customers[slot];
            let Some(owner) = contract.owner.filter(|_| contract.live) else {
                continue;
            };
            if follows(self, owner, contract.class, contract.account) {
                self.move_customer(slot, owner, time);
            }
        }
        self.line_up_anew(waiting, time);
    }

    /// What was held over and is still open follows the cut.
    fn end_holdover(&mut self, ix: usize, month: usize) {
        let (time, _) = bounds(month);
        let held = std::mem::take(&mut self.held_over);
        let (over, still): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.cut == ix);
        self.held_over = still;
        for held in over {
            let deal = self.deals[held.slot];
            if deal.live && deal.id == held.id && deal.owner == Some(held.owner) {
                self.move_deal(held.slot, held.owner, time);
            }
        }
        let waiting = self.lines.drain();
        self.line_up_anew(waiting, time);
    }

    /// Gives an open deal to whoever owns its account or covers its beat now, whoever has prospected it. The seat that owns
    /// the account has it also while it is vacant: colleagues do the work then, as for any vacant seat. Where nobody is in
    /// place to cover the beat, it is nobody's until somebody is.
    fn move_deal(&mut self, slot: usize, former: usize, time: f64) {
        let deal = self.deals[slot];
        let (role, beat) = (self.owner_role(slot), self.beats[deal.class]);
        let by_account = self.owner_of_account(deal.account, role, beat);
        if by_account.is_none() && self.plan.covers(former, beat) {
            return;
        }
        let next = by_account.or_else(|| self.route(slot, role));
        if next != Some(former) {
            self.deals[slot].owner = next;
            self.hand_over_deal(slot, former, time);
        }
    }

    /// Lets somebody else look after a customer: the owner of its account, or whoever covers its beat now.
    fn move_customer(&mut self, slot: usize, former: usize, time: f64) {
        let contract = self.customers[slot];
        let (role, beat) = (
            self.plan.workforce.seats[former].role,
            self.beats[contract.class],
        );
        let by_account = self.owner_of_account(contract.account, role, beat);
        if by_account.is_none() && self.plan.covers(former, beat) {
            return;
        }
        let next = by_account.or_else(|| self.route_customer(slot, role, None));
        if next != Some(former) {
            self.customers[slot].owner = next;
            self.hand_over_customer(slot, former, time);
        }
    }

    /// The seat that owns a named account, if it is of this role and covers the beat, be it vacant. An account that goes to
    /// a seat of another role leaves what others do for it where it is.
    fn owner_of_account(&self, account: Option<usize>, role: usize, beat: Beat) -> Option<usize> {
        let accounts = &self.plan.territories.accounts;
        let owner = account.and_then(|account| accounts[account].owners.of(beat.product));
        owner.filter(|&seat| {
            self.plan.workforce.seats[seat].role == role && self.plan.covers(seat, beat)
        })
    }

    /// Lets everything that waits line up where it belongs after a new cut: in the line of its owner or of the seat it
    /// waited for, or in that of its role and beat.
    ///
    /// * `waiting`: what has waited, with its former line
    fn line_up_anew(&mut self, waiting: Vec<(usize, Place<Task>)>, now: f64) {
        let n_seats = self.desks.len();
        for (line, place) in waiting {
            let task = place.who;
            if !self.is_valid(task) {
                continue;
            }
            let seat = match task.job {
                Job::Activity { deal, activity } => {
                    let waited_for = Some(line).filter(|&line| line < n_seats);
                    self.seat_anew(deal as usize, activity as usize, waited_for, now)
                }
                Job::Renewal { contract } => self.seat_for_renewal_anew(contract as usize, now),
            };
            self.line_up(seat, task, place.since, now);
        }
    }

    /// The seat in whose line an activity waits after a new cut; nobody in particular where a pool serves, so that
    /// whoever is free first takes the most urgent.
    fn seat_anew(
        &mut self,
        slot: usize,
        activity: usize,
        waited_for: Option<usize>,
        now: f64,
    ) -> Option<usize> {
        let beat = self.beats[self.deals[slot].class];
        match self.worker_of(slot, activity) {
            Worker::Owner => {
                let owner = self.deals[slot].owner;
                let is_owned = owner.is_some_and(|seat| self.desks[seat].active);
                if self.is_pooled(slot) && !is_owned && self.prospecting_owner(slot).is_none() {
                    return None;
                }
                self.seat_for(slot, activity, now)
            }
            Worker::Role(role) => {
                let still = waited_for
                    .filter(|&seat| self.desks[seat].active && self.plan.covers(seat, beat));
                let is_pool = self.router.routing(role) == Routing::Pool;
                still.or_else(|| {
                    let anew = waited_for.filter(|_| !is_pool);
                    anew.and_then(|_| self.seat_for(slot, activity, now))
                })
            }
        }
    }
}

/// Who covered what before a new cut.
struct Coverage {
    areas: Vec<Area>,
    seats: Vec<Option<usize>>,
}

impl Coverage {
    fn of(plan: &Model) -> Self {
        let seats = plan.workforce.seats.iter();
        Self {
            areas: plan.territories.areas.clone(),
            seats: seats.map(|seat| seat.territory).collect(),
        }
    }

    fn covers(&self, seat: usize, beat: Beat) -> bool {
        self.seats[seat].is_none_or(|territory| self.areas[territory].covers(beat))
    }
}

//! Work: who has time for what, and what happens to a deal that waits.

use super::Model;
use super::tally::{bounds, month_of};
use super::trial::{Event, Simulator, narrow};
use crate::flows::Spell;
use crate::funnel::progress::Hand;
use crate::funnel::{Priority, Worker};
use crate::kernel::math::ln;
use crate::kernel::stream::{EntityKey, pick_uniform};
use crate::kernel::waiting_line::{Place, WaitingLine};
use crate::measure::{Cut, Measure};
use crate::territory::Routing;
use crate::units::Hours;

/// Nobody works slower than this share of full speed while ramping: a first deal gets done.
const SLOWEST: f64 = 0.1;

/// A seat at work.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Desk {
    /// Stay of the person in the seat in this month, if there is one.
    pub(super) spell: Option<usize>,
    /// When that person was or will be through onboarding \[months\], and the logarithm of the person's skill.
    ready: f64,
    log_skill: f64,
    /// Whether the person takes work.
    active: bool,
    /// Whether work is under way.
    busy: bool,
}

impl Desk {
    /// Somebody sits down, or stays for another month.
    pub(super) fn sit(&mut self, ix: usize, spell: &Spell, now: f64) {
        self.spell = Some(ix);
        (self.ready, self.log_skill) = (spell.ready, spell.log_skill);
        // Whoever is through onboarding at this very moment or later gets an event of their own for it.
        self.active = spell.ready < now;
    }
}

/// A place in a waiting line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    deal: usize,
    activity: usize,
    /// Serial number; the place is void when the deal holds another one.
    serial: u32,
}

/// Waiting lines: one for each seat, and one for each role and market for what nobody in particular has to do.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    of_seat: Vec<WaitingLine<Ticket>>,
    of_market: Vec<WaitingLine<Ticket>>,
    /// Tickets in the market lines of each role, void ones included.
    n_in_market: Vec<usize>,
    /// Market lines that each seat serves.
    served_by: Vec<Vec<usize>>,
    n_markets: usize,
    next_serial: u32,
}

impl Lines {
    pub(super) fn new(model: &Model) -> Self {
        let (n_roles, n_markets) = (model.dimensions.roles.len(), model.dimensions.n_markets());
        let covers = |territory: Option<usize>, market: usize| {
            territory.is_none_or(|t| model.territories.areas[t].markets[market])
        };
        let served_by = model.workforce.seats.iter().map(|seat| {
            (0..n_markets)
                .filter(|&m| covers(seat.territory, m))
                .map(|m| seat.role * n_markets + m)
                .collect()
        });
        Self {
            of_seat: vec![WaitingLine::default(); model.workforce.seats.len()],
            of_market: vec![WaitingLine::default(); n_roles * n_markets],
            n_in_market: vec![0; n_roles],
            served_by: served_by.collect(),
            n_markets,
            next_serial: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.of_seat.iter_mut().for_each(WaitingLine::clear);
        self.of_market.iter_mut().for_each(WaitingLine::clear);
        self.n_in_market.fill(0);
        self.next_serial = 0;
    }
}

impl Simulator<'_> {
    fn role_of(&self, slot: usize, activity: usize) -> usize {
        let deal = &self.deals[slot];
        match self.plan.funnel.stages[deal.stage].activities[activity].worker {
            Worker::Role(role) => role,
            Worker::Owner => self.owner_role(slot),
        }
    }

    fn owner_role(&self, slot: usize) -> usize {
        let source = self.classes[self.deals[slot].class].source;
        self.plan.demand.sources[source].owner_role
    }

    /// Whether a deal is owned by whoever is free first, so that nobody owns it before.
    pub(super) fn is_pooled(&self, slot: usize) -> bool {
        self.router.routing(self.owner_role(slot)) == Routing::Pool
    }

    /// The seat that will own a deal, if anybody is in place.
    pub(super) fn route_owner(&mut self, slot: usize) -> Option<usize> {
        self.route(slot, self.owner_role(slot))
    }

    fn route(&mut self, slot: usize, role: usize) -> Option<usize> {
        let (deal, desks) = (&self.deals[slot], &self.desks);
        let market = self.markets[deal.class];
        self.router
            .route(role, market, deal.account, deal.lots, |seat| {
                desks[seat].active
            })
    }

    /// Asks for an activity of the deal's stage: it begins at once if somebody is free, and waits otherwise.
    pub(super) fn request(&mut self, slot: usize, activity: usize, time: f64) {
        self.deals[slot].pending += 1;
        match self.seat_for(slot, activity) {
            Some(seat) if !self.desks[seat].busy => self.start(seat, slot, activity, time),
            seat => self.wait(seat, slot, activity, time),
        }
    }

    /// The seat that should do an activity: one that is free where a pool serves, otherwise the one it is routed to.
    fn seat_for(&mut self, slot: usize, activity: usize) -> Option<usize> {
        let role = self.role_of(slot, activity);
        let deal = self.deals[slot];
        let worker = self.plan.funnel.stages[deal.stage].activities[activity].worker;
        if worker == Worker::Owner {
            if let Some(owner) = deal.owner.filter(|&seat| self.desks[seat].active) {
                return Some(owner);
            }
            let colleague = self.free_or_routed(slot, role);
            self.deals[slot].owner = colleague.or(deal.owner);
            return colleague;
        }
        let prospector = deal.prospector.filter(|&seat| {
            self.plan.workforce.seats[seat].role == role && self.desks[seat].active
        });
        prospector.or_else(|| self.free_or_routed(slot, role))
    }

    fn free_or_routed(&mut self, slot: usize, role: usize) -> Option<usize> {
        if self.router.routing(role) != Routing::Pool {
            return self.route(slot, role);
        }
        let (deal, desks) = (&self.deals[slot], &self.desks);
        let market = self.markets[deal.class];
        self.router
            .route(role, market, deal.account, deal.lots, |seat| {
                desks[seat].active && !desks[seat].busy
            })
    }

    /// Takes a place in the line of a seat, or of the role and market if no seat is named.
    fn wait(&mut self, seat: Option<usize>, slot: usize, activity: usize, time: f64) {
        let deal = self.deals[slot];
        if activity == 0
            && let Some(decay) = &self.plan.funnel.stages[deal.stage].decay
        {
            let mean = decay.at(deal.class, month_of(time));
            let patience = -mean * ln(deal.words.uniform(3));
            if mean <= 0.0 {
                return self.expire(slot, time);
            }
            self.agenda.push(
                time + patience,
                deal.id.tie(),
                Event::Expires {
                    deal: narrow(slot),
                    ticket: self.lines.next_serial,
                },
            );
        }
        let serial = self.lines.next_serial;
        self.lines.next_serial += 1;
        if activity == 0 {
            self.deals[slot].ticket = Some(serial);
        }
        self.join_line(
            seat,
            Ticket {
                deal: slot,
                activity,
                serial,
            },
            time,
        );
    }

    fn join_line(&mut self, seat: Option<usize>, ticket: Ticket, since: f64) {
        let deal = &self.deals[ticket.deal];
        let priority = match self.plan.funnel.priority {
            Priority::LaterStagesFirst => u32::try_from(deal.stage).expect("stages are few"),
            Priority::FirstCome => 0,
        };
        // An activity is part of the tie: one deal may wait for several people.
        let tie = deal.id.tie().wrapping_add(ticket.activity as u64);
        let place = Place {
            priority,
            since,
            tie,
            who: ticket,
        };
        if let Some(seat) = seat {
            self.lines.of_seat[seat].join(place);
        } else {
            let role = self.role_of(ticket.deal, ticket.activity);
            let market = self.markets[deal.class];
            self.lines.of_market[role * self.lines.n_markets + market].join(place);
            self.lines.n_in_market[role] += 1;
        }
    }

    /// Begins an activity. With the first one it is settled how the stage ends, and the others are asked for.
    fn start(&mut self, seat: usize, slot: usize, activity: usize, time: f64) {
        let deal = self.deals[slot];
        let stage = deal.stage;
        let work = &self.plan.funnel.stages[stage].activities[activity];
        let (is_owners, n_activities) = (
            work.worker == Worker::Owner,
            self.plan.funnel.stages[stage].activities.len(),
        );
        if is_owners {
            self.deals[slot].owner = Some(seat);
        }
        if activity == 0 {
            self.count_wait(slot, time);
            self.deals[slot].ticket = None;
            self.deals[slot].worker = Some(seat);
            self.decide(slot, time, self.hand_of(Some(seat), time));
        }
        self.work_on(seat, slot, activity, time);
        if activity == 0 {
            for other in 1..n_activities {
                self.request(slot, other, time);
            }
        }
    }

    fn work_on(&mut self, seat: usize, slot: usize, activity: usize, time: f64) {
        let (deal, month) = (self.deals[slot], month_of(time));
        let work = &self.plan.funnel.stages[deal.stage].activities[activity];
        let words = deal.words;
        let lot = if activity == 0 {
            words.uniform(2)
        } else {
            pick_uniform(words, EntityKey(activity as u64))
        };
        let hours =
            (work.count.at(deal.class, month) * work.hours.of(deal.class).quantile(lot)).max(0.0);
        let role = self.plan.workforce.seats[seat].role;
        self.tally
            .add(Cut::Stage, deal.stage, Measure::Activities, month, 1);
        self.tally.add(
            Cut::Role,
            role,
            Measure::HoursUsed,
            month,
            Hours::round(hours).micro(),
        );
        let pace = self.hand_of(Some(seat), time).ramp.max(SLOWEST);
        self.desks[seat].busy = true;
        if let Some(end) = self.end_of_work(role, hours / pace, time) {
            self.agenda.push(
                end,
                deal.id.tie().wrapping_add(activity as u64),
                Event::Done {
                    seat: narrow(seat),
                    deal: narrow(slot),
                },
            );
        }
    }

    /// When somebody of a role is through with work of so many hours, which use up month after month what selling
    /// hours each has; `None` if that is not before the horizon.
    fn end_of_work(&self, role: usize, hours: f64, start: f64) -> Option<f64> {
        let (mut left, mut time) = (hours, start);
        for month in month_of(start)..self.plan.calendar.n_months() {
            let (_, end) = bounds(month);
            let per_month = self.selling_hours(role, month);
            if left <= per_month * (end - time) {
                return Some(if left > 0.0 {
                    time + left / per_month
                } else {
                    time
                });
            }
            left -= per_month * (end - time);
            time = end;
        }
        None
    }

    /// Selling hours of one ramped person of a role in a month [h / month].
    pub(super) fn selling_hours(&self, role: usize, month: usize) -> f64 {
        self.selling_hours[role * self.plan.calendar.n_months() + month]
    }

    /// Skill and ramp of the person in a seat; average where there is none.
    pub(super) fn hand_of(&self, seat: Option<usize>, time: f64) -> Hand {
        let Some(seat) = seat.filter(|&seat| self.desks[seat].spell.is_some()) else {
            return Hand::AVERAGE;
        };
        let (desk, role) = (&self.desks[seat], self.plan.workforce.seats[seat].role);
        Hand {
            log_skill: desk.log_skill,
            ramp: self.plan.workforce.roles[role]
                .ramp
                .share(time - desk.ready),
        }
    }

    /// An activity is finished: the deal may go on, and the person turns to what waits.
    pub(super) fn done(&mut self, seat: usize, slot: usize, time: f64) {
        self.desks[seat].busy = false;
        self.deals[slot].pending -= 1;
        if self.deals[slot].pending == 0 {
            self.schedule_exit(slot, time);
        }
        self.turn_to_next(seat, time);
    }

    /// Takes up the most urgent of what waits for a seat.
    fn turn_to_next(&mut self, seat: usize, time: f64) {
        while self.desks[seat].active && !self.desks[seat].busy {
            let Some(ticket) = self.next_ticket(seat) else {
                return;
            };
            if self.is_valid(ticket) {
                self.start(seat, ticket.deal, ticket.activity, time);
            }
        }
    }

    fn next_ticket(&mut self, seat: usize) -> Option<Ticket> {
        let role = self.plan.workforce.seats[seat].role;
        let own = self.lines.of_seat[seat].first().copied();
        let from_market = if self.lines.n_in_market[role] == 0 {
            None
        } else {
            let lines = &self.lines;
            let firsts = lines.served_by[seat]
                .iter()
                .filter_map(|&line| lines.of_market[line].first().map(|p| (*p, line)));
            firsts.max_by(|a, b| a.0.cmp(&b.0))
        };
        match (own, from_market) {
            (own, Some((place, line))) if own.is_none_or(|own| place > own) => {
                self.lines.n_in_market[role] -= 1;
                self.lines.of_market[line].call().map(|place| place.who)
            }
            _ => self.lines.of_seat[seat].call().map(|place| place.who),
        }
    }

    /// Whether a ticket still stands: a deal that has expired holds none, and its slot may be another deal's by now.
    fn is_valid(&self, ticket: Ticket) -> bool {
        ticket.activity > 0 || self.deals[ticket.deal].ticket == Some(ticket.serial)
    }

    pub(super) fn expire_if_waiting(&mut self, slot: usize, ticket: u32, time: f64) {
        if self.deals[slot].ticket == Some(ticket) {
            self.expire(slot, time);
        }
    }

    /// A deal is lost because nobody had time for it.
    fn expire(&mut self, slot: usize, time: f64) {
        self.deals[slot].served = time;
        self.leave_stage(slot, time);
        self.lose(slot, Measure::Expired, time);
    }

    /// A person is through onboarding and takes up what waits.
    pub(super) fn ready(&mut self, spell: usize, time: f64) {
        let seat = self.spells[spell].seat;
        if self.desks[seat].spell == Some(spell) {
            self.desks[seat].active = true;
            self.turn_to_next(seat, time);
        }
    }

    /// A person leaves: what waits in the seat's line goes to colleagues, what is under way is finished.
    pub(super) fn leave(&mut self, spell: usize, time: f64) {
        let seat = self.spells[spell].seat;
        if self.desks[seat].spell != Some(spell) {
            return;
        }
        self.desks[seat].spell = None;
        self.desks[seat].active = false;
        while let Some(place) = self.lines.of_seat[seat].call() {
            let ticket = place.who;
            if !self.is_valid(ticket) {
                continue;
            }
            match self.seat_for(ticket.deal, ticket.activity) {
                Some(other) if !self.desks[other].busy => {
                    self.start(other, ticket.deal, ticket.activity, time);
                }
                other => self.join_line(other, ticket, place.since),
            }
        }
    }

    /// People whose last day is the last of the month. After the last month of all, nobody takes up their work.
    pub(super) fn leave_at_month_end(&mut self, month: usize) {
        if month + 1 == self.plan.calendar.n_months() {
            return;
        }
        let (_, end) = bounds(month);
        for ix in 0..self.spells.len() {
            if self.spells[ix].left && self.spells[ix].to >= end {
                self.leave(ix, end);
            }
        }
    }
}

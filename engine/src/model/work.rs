//! Work: who has time for what, and what happens to a deal that waits.

use super::chronicle::Why;
use super::lines::{Job, Task};
use super::tally::{bounds, micro, month_of};
use super::trial::{Event, Simulator, narrow};
use crate::funnel::progress::Hand;
use crate::funnel::{Priority, Worker};
use crate::kernel::math::ln;
use crate::kernel::stream::{EntityKey, pick_uniform};
use crate::kernel::waiting_line::Place;
use crate::measure::{Cut, Measure};
use crate::territory::Routing;
use crate::units::Hours;

/// Millionths of a whole.
const MILLION: i64 = 1_000_000;
/// Nobody works slower than this share of full speed while ramping: a first deal gets done.
const SLOWEST: f64 = 0.1;

impl Simulator<'_> {
    #[inline]
    pub(super) fn role_of(&self, slot: usize, activity: usize) -> usize {
        match self.worker_of(slot, activity) {
            Worker::Role(role) => role,
            Worker::Owner => self.owner_role(slot),
        }
    }

    #[inline]
    pub(super) fn worker_of(&self, slot: usize, activity: usize) -> Worker {
        self.plan.funnel.stages[self.deals[slot].stage].activities[activity].worker
    }

    #[inline]
    pub(super) fn owner_role(&self, slot: usize) -> usize {
        let source = self.classes[self.deals[slot].class].source;
        self.plan.demand.sources[source].owner_role
    }

    /// Whether a deal is owned by whoever is free first, so that nobody owns it before.
    pub(super) fn is_pooled(&self, slot: usize) -> bool {
        self.router.routing(self.owner_role(slot)) == Routing::Pool
    }

    /// The seat that will own a deal, if anybody is in place: whoever has prospected it, otherwise as leads are routed.
    pub(super) fn route_owner(&mut self, slot: usize) -> Option<usize> {
        self.prospecting_owner(slot)
            .or_else(|| self.route(slot, self.owner_role(slot)))
    }

    /// The seat that has prospected a deal, if its role is the one that owns the deal and somebody is in place.
    #[inline]
    pub(super) fn prospecting_owner(&self, slot: usize) -> Option<usize> {
        self.deals[slot]
            .prospector
            .filter(|&seat| self.is_prospector(seat, slot, self.owner_role(slot)))
    }

    /// Whether a seat that has prospected a deal is of this role, covers its beat still, and somebody is in place.
    #[inline]
    fn is_prospector(&self, seat: usize, slot: usize, role: usize) -> bool {
        let beat = self.beats[self.deals[slot].class];
        self.plan.workforce.seats[seat].role == role
            && self.desks[seat].active
            && self.plan.covers(seat, beat)
    }

    /// The seat of a role that a deal is routed to, if anybody is in place.
    pub(super) fn route(&mut self, slot: usize, role: usize) -> Option<usize> {
        let (deal, desks) = (&self.deals[slot], &self.desks);
        let beat = self.beats[deal.class];
        if self.router.routing(role) == Routing::ByScore {
            return self.route_by_score(slot, role);
        }
        self.router
            .route(role, beat, deal.account, deal.lots, |seat| {
                desks[seat].active
            })
    }

    /// Good leads rather to good reps: each seat is pulled by focus x lift of the score x logarithm of the skill.
    fn route_by_score(&self, slot: usize, role: usize) -> Option<usize> {
        let (deal, desks) = (&self.deals[slot], &self.desks);
        let strength = self.plan.territories.score_focus * ln(deal.odds);
        let log_skill = |seat: usize| {
            let spell = desks[seat].spell;
            spell.map_or(0.0, |spell| self.spells[spell].log_skill)
        };
        self.router.route_by_score(
            role,
            self.beats[deal.class],
            deal.lots,
            |seat| desks[seat].active,
            |seat| strength * log_skill(seat),
        )
    }

    /// Asks for an activity of the deal's stage: it begins at once if somebody is free, and waits otherwise. What takes no
    /// time, not even on the way, waits for nobody.
    pub(super) fn request(&mut self, slot: usize, activity: usize, time: f64) {
        let times = self.times_done(slot, activity, time);
        if times <= 0.0 && activity > 0 {
            return;
        }
        let hours = times * self.hours_each(slot, activity, time);
        let seat = self.seat_for(slot, activity, time);
        if hours <= 0.0 && !(times > 0.0 && self.takes_a_way(seat, slot, activity)) {
            if times > 0.0 {
                self.do_at_once(seat, slot, activity, time);
            }
            if activity == 0 {
                self.begin_stage(slot, seat, self.hand_of(seat, time), time);
            }
            return;
        }
        if !self.plan.funnel.work_waits {
            return self.work_beside(seat, slot, activity, hours, time);
        }
        self.deals[slot].pending += 1;
        let task = Task {
            job: Job::Activity {
                deal: narrow(slot),
                activity: narrow(activity),
            },
            hours,
            serial: self.lines.issue_serial(),
        };
        match seat {
            Some(seat) if self.desks[seat].is_free(time) => {
                self.start(seat, slot, activity, hours, time);
            }
            seat if activity == 0 => self.wait(seat, slot, task, time),
            seat => self.line_up(seat, task, time, time),
        }
    }

    /// Hours that an activity takes somebody who is fully ramped, each time it is done.
    #[inline]
    fn hours_each(&self, slot: usize, activity: usize, time: f64) -> f64 {
        let deal = &self.deals[slot];
        let work = &self.plan.funnel.stages[deal.stage].activities[activity];
        let lot = if activity == 0 {
            deal.words.uniform(2)
        } else {
            pick_uniform(deal.words, EntityKey(activity as u64))
        };
        work.hours.draw(deal.class, month_of(time), lot)
    }

    /// How many of an activity the deal takes.
    #[inline]
    fn times_done(&self, slot: usize, activity: usize, time: f64) -> f64 {
        let deal = &self.deals[slot];
        let work = &self.plan.funnel.stages[deal.stage].activities[activity];
        work.count.at(deal.class, month_of(time))
    }

    /// An activity that takes no time is done as soon as it is asked for, also by somebody who is busy.
    fn do_at_once(&mut self, seat: Option<usize>, slot: usize, activity: usize, time: f64) {
        let doer = seat.or_else(|| self.route(slot, self.role_of(slot, activity)));
        if let Some(doer) = doer {
            self.count_activity(doer, slot, activity, time);
        }
    }

    /// An activity that waits for nobody: it begins at once and keeps nobody from other work.
    fn work_beside(
        &mut self,
        seat: Option<usize>,
        slot: usize,
        activity: usize,
        hours: f64,
        time: f64,
    ) {
        let hand = self.hand_of(seat, time);
        let speed = hand.ramp.max(SLOWEST);
        let (role, way) = match seat {
            Some(seat) => {
                if self.worker_of(slot, activity) == Worker::Owner {
                    self.deals[slot].owner = Some(seat);
                }
                self.count_activity(seat, slot, activity, time);
                let role = self.plan.workforce.seats[seat].role;
                (role, self.travel(seat, slot, activity, time))
            }
            None => (self.role_of(slot, activity), 0.0),
        };
        let end = self.end_of_work(role, hours / speed + way, time);
        let deal = &mut self.deals[slot];
        deal.worked = deal.worked.max(end);
        if activity == 0 {
            self.begin_stage(slot, seat, hand, time);
        }
    }

    /// The seat that should do an activity: one that is free where a pool serves, otherwise the one it is routed to.
    #[inline]
    pub(super) fn seat_for(&mut self, slot: usize, activity: usize, time: f64) -> Option<usize> {
        let deal = &self.deals[slot];
        let role = match self.worker_of(slot, activity) {
            Worker::Owner => {
                if let Some(owner) = deal.owner.filter(|&seat| self.desks[seat].active) {
                    return Some(owner);
                }
                let former = deal.owner;
                let role = self.owner_role(slot);
                let colleague = self
                    .prospecting_owner(slot)
                    .or_else(|| self.free_or_routed(slot, role, time));
                self.deals[slot].owner = colleague.or(former);
                return colleague;
            }
            Worker::Role(role) => role,
        };
        let prospector = deal
            .prospector
            .filter(|&seat| self.is_prospector(seat, slot, role));
        prospector.or_else(|| self.free_or_routed(slot, role, time))
    }

    fn free_or_routed(&mut self, slot: usize, role: usize, time: f64) -> Option<usize> {
        if self.router.routing(role) != Routing::Pool {
            return self.route(slot, role);
        }
        let (deal, desks) = (&self.deals[slot], &self.desks);
        let beat = self.beats[deal.class];
        self.router
            .route(role, beat, deal.account, deal.lots, |seat| {
                desks[seat].is_free(time)
            })
    }

    /// Waits in a line for the first activity of a stage, only as long as the deal has patience.
    fn wait(&mut self, seat: Option<usize>, slot: usize, task: Task, time: f64) {
        let deal = &self.deals[slot];
        if let Some(decay) = &self.plan.funnel.stages[deal.stage].decay {
            let mean = decay.at(deal.class, month_of(time));
            if mean <= 0.0 {
                return self.expire(slot, time);
            }
            let patience = -mean * ln(deal.words.uniform(3));
            let (order, ticket) = (deal.id.tie(), task.serial);
            let deal = narrow(slot);
            self.expect(time + patience, order, Event::Expires { deal, ticket });
        }
        self.deals[slot].ticket = Some(task.serial);
        self.line_up(seat, task, time, time);
    }

    /// Takes the place of who waits since then in the line of a seat, or of the role and beat if no seat is named, and
    /// sees to it that somebody comes.
    pub(super) fn line_up(&mut self, seat: Option<usize>, task: Task, since: f64, now: f64) {
        let (rank, tie, class) = match task.job {
            Job::Activity { deal, activity } => {
                let deal = &self.deals[deal as usize];
                // An activity is part of the tie: one deal may wait for several people.
                let tie = deal.id.tie().wrapping_add(u64::from(activity));
                (deal.stage, tie, deal.class)
            }
            // A renewal is as near to a signature as a deal in the last stage.
            Job::Renewal { contract } => {
                let contract = &self.customers[contract as usize];
                let last = self.plan.funnel.stages.len() - 1;
                (last, contract.key.0, contract.class)
            }
        };
        let line = seat.unwrap_or_else(|| {
            let role = match task.job {
                Job::Activity { deal, activity } => self.role_of(deal as usize, activity as usize),
                Job::Renewal { .. } => self.renewal_role(),
            };
            self.lines.shared(role, self.beats[class])
        });
        let priority = match self.plan.funnel.priority {
            Priority::LaterStagesFirst => narrow(rank),
            Priority::FirstCome => 0,
        };
        let place = Place {
            priority,
            since,
            tie,
            who: task,
        };
        self.lines.join(line, place);
        for ix in 0..self.lines.servers(line).len() {
            let seat = self.lines.servers(line)[ix];
            self.call_when_free(seat, now);
        }
    }

    /// Puts a seat on the agenda for the moment it is free, if somebody is there and it is not on it yet.
    #[inline]
    fn call_when_free(&mut self, seat: usize, time: f64) {
        let desk = &mut self.desks[seat];
        if desk.active && !desk.called {
            desk.called = true;
            let key = self.plan.workforce.seats[seat].key;
            let when = desk.busy_until.max(time);
            self.expect(when, key.0 | 3, Event::Free { seat: narrow(seat) });
        }
    }

    /// Begins what has waited.
    #[inline]
    pub(super) fn take_up(&mut self, seat: usize, task: Task, time: f64) {
        match task.job {
            Job::Activity { deal, activity } => {
                self.start(seat, deal as usize, activity as usize, task.hours, time);
            }
            Job::Renewal { contract } => {
                self.start_renewal(seat, contract as usize, task.hours, time);
            }
        }
    }

    /// Begins an activity; the first one begins the stage.
    #[inline]
    fn start(&mut self, seat: usize, slot: usize, activity: usize, hours: f64, time: f64) {
        if self.worker_of(slot, activity) == Worker::Owner {
            self.deals[slot].owner = Some(seat);
        }
        self.deals[slot].pending -= 1;
        let hand = self.hand_of(Some(seat), time);
        self.count_activity(seat, slot, activity, time);
        // The way is as long for a new hire as for anybody.
        let way = self.travel(seat, slot, activity, time) * hand.ramp.max(SLOWEST);
        let end = self.occupy(seat, hours + way, hand, time);
        let deal = &mut self.deals[slot];
        deal.worked = deal.worked.max(end);
        if activity == 0 {
            self.count_wait(slot, time);
            self.deals[slot].ticket = None;
            self.begin_stage(slot, Some(seat), hand, time);
        } else if self.deals[slot].pending == 0 {
            self.schedule_exit(slot);
        }
    }

    /// Settles how the stage ends in the hands of whoever begins it, and asks for what else it takes.
    #[inline]
    pub(super) fn begin_stage(&mut self, slot: usize, seat: Option<usize>, hand: Hand, time: f64) {
        self.deals[slot].worker = seat;
        let hand = self.strained(slot, seat, hand, time);
        self.decide(slot, time, hand);
        let n_activities = self.plan.funnel.stages[self.deals[slot].stage]
            .activities
            .len();
        // What is asked for first must not end the stage before the rest is asked for.
        self.deals[slot].pending += 1;
        for other in 1..n_activities {
            self.request(slot, other, time);
        }
        self.deals[slot].pending -= 1;
        if self.deals[slot].pending == 0 {
            self.schedule_exit(slot);
        }
    }

    /// Keeps the person in a seat busy with work of so many hours, and says until when.
    #[inline]
    pub(super) fn occupy(&mut self, seat: usize, hours: f64, hand: Hand, time: f64) -> f64 {
        let role = self.plan.workforce.seats[seat].role;
        self.tally.add(
            Cut::Role,
            role,
            Measure::HoursUsed,
            month_of(time),
            Hours::round(hours).micro(),
        );
        let end = self.end_of_work(role, hours / hand.ramp.max(SLOWEST), time);
        self.desks[seat].busy_until = end;
        end
    }

    /// Counts an activity as often as the deal takes it, and remembers who did it where the role shares in deals that it
    /// works on. Where a deal takes one and a half, two deals make three.
    #[inline]
    fn count_activity(&mut self, seat: usize, slot: usize, activity: usize, time: f64) {
        let done = micro(self.times_done(slot, activity, time));
        let stage = self.deals[slot].stage;
        let part = &mut self.activity_parts[stage];
        *part += done;
        let whole = *part / MILLION;
        *part -= whole * MILLION;
        self.tally.add(
            Cut::Stage,
            stage,
            Measure::Activities,
            month_of(time),
            whole,
        );
        if self.payroll.counts_activities() {
            self.credit_activity(seat, slot, activity, done);
        }
        let role = self.plan.workforce.seats[seat].role;
        if let Some(ix) = self.helping_roles.iter().position(|&r| r == role) {
            self.deals[slot].helpers[ix] = Some(narrow(seat));
        }
    }

    /// Credits whoever does an activity with as many of its kind as the deal takes.
    ///
    /// * `done`: millionths
    fn credit_activity(&mut self, seat: usize, slot: usize, activity: usize, done: i64) {
        let deal = &self.deals[slot];
        let activity = self.first_activity[deal.stage] + activity;
        let desks = &self.desks;
        self.payroll
            .credit_activity(&self.plan, seat, activity, done, |seat| desks[seat].spell);
    }

    /// When somebody of a role is through with work of so many hours, which use up month after month what selling
    /// hours each has; infinite if that is not before the horizon.
    #[inline]
    fn end_of_work(&self, role: usize, hours: f64, start: f64) -> f64 {
        let (mut left, mut time) = (hours, start);
        for month in month_of(start)..self.plan.calendar.n_months() {
            let (_, end) = bounds(month);
            let per_month = self.selling_hours(role, month);
            if left <= per_month * (end - time) {
                return time + left / per_month;
            }
            left -= per_month * (end - time);
            time = end;
        }
        f64::INFINITY
    }

    /// Selling hours of one ramped person of a role in a month [h / month].
    #[inline]
    pub(super) fn selling_hours(&self, role: usize, month: usize) -> f64 {
        self.selling_hours[role * self.plan.calendar.n_months() + month]
    }

    /// Skill and ramp of the person in a seat; average where there is none.
    #[inline]
    pub(super) fn hand_of(&self, seat: Option<usize>, time: f64) -> Hand {
        seat.map_or(Hand::AVERAGE, |seat| {
            let ramp = self.plan.workforce.ramp_of(seat);
            self.desks[seat].hand(ramp, &self.plan.funnel, time)
        })
    }

    /// A seat is free for what waits.
    pub(super) fn free(&mut self, seat: usize, time: f64) {
        self.desks[seat].called = false;
        self.turn_to_next(seat, time);
    }

    /// Takes up the most urgent of what waits for a seat, and remembers to come back for the rest.
    pub(super) fn turn_to_next(&mut self, seat: usize, time: f64) {
        while self.desks[seat].is_free(time) {
            let Some(place) = self.lines.call_any(seat) else {
                return;
            };
            if self.is_valid(place.who) {
                self.take_up(seat, place.who, time);
            }
        }
        if self.lines.is_awaited(seat) {
            self.call_when_free(seat, time);
        }
    }

    /// Whether a place still stands: a deal that has expired holds none, and its slot may be another deal's by now; nor
    /// does a renewal whose time has passed.
    #[inline]
    pub(super) fn is_valid(&self, task: Task) -> bool {
        match task.job {
            Job::Activity { deal, activity } => {
                activity > 0 || self.deals[deal as usize].ticket == Some(task.serial)
            }
            Job::Renewal { contract } => {
                self.customers[contract as usize].ticket == Some(task.serial)
            }
        }
    }

    pub(super) fn expire_if_waiting(&mut self, slot: usize, ticket: u32, time: f64) {
        if self.deals[slot].ticket == Some(ticket) {
            self.lines.forget(ticket);
            self.expire(slot, time);
        }
    }

    /// A deal is lost because nobody had time for it.
    fn expire(&mut self, slot: usize, time: f64) {
        self.deals[slot].served = time;
        self.leave_stage(slot, time);
        self.lose(slot, Why::Expired, time);
    }
}

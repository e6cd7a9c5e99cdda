//! The roster: who is in which seat, month by month.

pub mod stints;
pub mod turnover;

use super::throughput::{Admission, Throughput};
use super::{Leaver, Role, Seat, SeatStart, Workforce};
use crate::calendar::{Calendar, Timing};
use crate::flows::{Future, Spell};
use crate::kernel::math::{exp, ln, ln_1p, sqrt};
use crate::kernel::special::normal_quantile;
use crate::kernel::stream::Words;
use crate::purpose;

/// Offers for one position after which the next one is taken: of those who accept one in twenty, nobody gets there.
const MAX_OFFERS: u16 = 1_000;

/// Who is in which seat, in one future.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    seats: Vec<Occupancy>,
    admission: Admission,
}

/// How a seat stands.
#[derive(Clone, Copy, Debug)]
struct Occupancy {
    state: State,
    /// Number of people who have been in the seat; numbers the next hire.
    n_people: u16,
    /// Attainment of the person in it on the last closed quota period.
    attainment: Option<f64>,
    /// When the first day of somebody who has not started yet was to be, before any wait for a place.
    wanted: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Somebody is in it since `first_day`, which may lie in the future, and works since `ready`.
    Filled {
        first_day: f64,
        ready: f64,
        log_skill: f64,
        ramp_factor: f64,
    },
    /// Nobody will fill it.
    Closed,
}

impl Roster {
    /// Puts everybody in their seats at the start of a future.
    ///
    /// * `now`: when the simulation begins \[months\]
    pub fn reset(&mut self, workforce: &Workforce, now: f64, future: Future) {
        self.seats.clear();
        self.admission.clear();
        for (ix, seat) in workforce.seats.iter().enumerate() {
            let mut occupancy = Occupancy {
                state: State::Closed,
                n_people: 0,
                attainment: None,
                wanted: None,
            };
            match seat.start {
                SeatStart::Filled { tenure } => {
                    occupancy.seat_person(workforce, seat, -tenure, future);
                    let days = occupancy.days();
                    if days.1 > 0.0 {
                        self.admission.onboard(days);
                    }
                }
                SeatStart::Opens { at } => occupancy.recruit(workforce, ix, at, now, future),
            }
            self.seats.push(occupancy);
        }
    }

    /// Sets the attainment of the person in a seat, from which the hazard of leaving follows.
    pub fn set_attainment(&mut self, seat: usize, attainment: Option<f64>) {
        self.seats[seat].attainment = attainment;
    }

    /// Lives through a month: appends every stay in a seat, seat by seat and in order of time. In months that have
    /// happened nobody leaves and nobody is hired but whom the plan names.
    ///
    /// # Panics
    ///
    /// If the month lies beyond every horizon.
    pub fn live(
        &mut self,
        workforce: &Workforce,
        calendar: &Calendar,
        future: Future,
        month: usize,
        spells: &mut Vec<Spell>,
    ) {
        let life = Life {
            workforce,
            calendar,
            future,
            month: u16::try_from(month).expect("a horizon fits the address"),
        };
        if let Some(throughput) = &workforce.throughput {
            return self.live_within(throughput, &life, spells);
        }
        for (ix, occupancy) in self.seats.iter_mut().enumerate() {
            let mut visit = Visit::new(&life, ix);
            while let Some(spell) = occupancy.live(&life, ix, &mut visit) {
                spells.push(spell);
            }
        }
    }

    /// Lives through a month in which only so many can start: those who are there already first, then hire by hire.
    fn live_within(&mut self, throughput: &Throughput, life: &Life<'_>, spells: &mut Vec<Spell>) {
        let first = spells.len();
        let (start, end) = life.bounds();
        let trainers = throughput.trainers.as_ref();
        let n_trainers = trainers.map_or(0, |trainers| self.n_at_work(life, trainers.role, start));
        self.admission
            .open(throughput, life.month.into(), n_trainers);
        let mut visits: Vec<Visit> = (0..self.seats.len())
            .map(|ix| Visit::new(life, ix))
            .collect();
        for (ix, visit) in visits.iter_mut().enumerate() {
            self.live_until_hire(life, ix, visit, spells);
        }
        while let Some(turn) = self.admission.next() {
            let (ix, role) = (turn.seat, life.workforce.seats[turn.seat].role);
            let days = self.seats[ix].days();
            if self.admission.admits(throughput, role, days) {
                self.seats[ix].wanted = None;
                self.live_until_hire(life, ix, &mut visits[ix], spells);
            } else {
                let next_month = life.workforce.fill_time(role, end, 0.0);
                self.seats[ix].postpone(life.workforce, role, next_month);
            }
        }
        spells[first..].sort_by(|a, b| a.seat.cmp(&b.seat).then(a.from.total_cmp(&b.from)));
    }

    /// Lives on in a seat until the end of the month, or until somebody is to start who needs a place.
    fn live_until_hire(
        &mut self,
        life: &Life<'_>,
        ix: usize,
        visit: &mut Visit,
        spells: &mut Vec<Spell>,
    ) {
        let (_, end) = life.bounds();
        loop {
            if let Some((wanted, first_day)) = self.seats[ix].starts() {
                if first_day < end {
                    let key = life.workforce.seats[ix].key;
                    self.admission.ask(ix, key, wanted);
                }
                return;
            }
            let Some(spell) = self.seats[ix].live(life, ix, visit) else {
                return;
            };
            // Whom the plan names starts in any case, and takes up a place.
            if spell.joined && life.workforce.who_joins(ix, spell.from).is_some() {
                self.admission.onboard((spell.from, spell.ready));
            }
            if spell.left && spell.to < spell.ready {
                self.admission.leave(spell.ready, spell.to);
            }
            spells.push(spell);
        }
    }

    /// People of a role who are through onboarding.
    fn n_at_work(&self, life: &Life<'_>, role: usize, time: f64) -> usize {
        let seats = self.seats.iter().zip(&life.workforce.seats);
        let at_work = seats.filter(|(occupancy, seat)| {
            let is_ready = matches!(occupancy.state, State::Filled { ready, .. } if ready <= time);
            seat.role == role && is_ready && occupancy.wanted.is_none()
        });
        at_work.count()
    }

    /// Hires that found no place in the month lived through last.
    #[must_use]
    pub fn n_postponed(&self) -> u32 {
        self.admission.n_postponed
    }
}

/// The month that is lived through.
struct Life<'w> {
    workforce: &'w Workforce,
    calendar: &'w Calendar,
    future: Future,
    month: u16,
}

impl Life<'_> {
    fn bounds(&self) -> (f64, f64) {
        (f64::from(self.month), f64::from(self.month) + 1.0)
    }
}

/// How far a month is lived through in a seat.
struct Visit {
    /// Whether the first person in the month is told to leave.
    told_to_leave: Option<Leaver>,
    /// Number of people who have left so far.
    nth: u16,
    /// Whether somebody stays until the month is over.
    has_stayed: bool,
}

impl Visit {
    fn new(life: &Life<'_>, seat: usize) -> Self {
        let month = usize::from(life.month);
        let mut leavers = life.workforce.leavers.iter();
        Self {
            told_to_leave: leavers
                .find(|l| l.seat == seat && l.month == month)
                .copied(),
            nth: 0,
            has_stayed: false,
        }
    }
}

impl Occupancy {
    /// The next stay of the month in the seat, if anybody is in it or comes.
    fn live(&mut self, life: &Life<'_>, ix: usize, visit: &mut Visit) -> Option<Spell> {
        let State::Filled {
            first_day,
            log_skill,
            ramp_factor,
            ..
        } = self.state
        else {
            return None;
        };
        let (workforce, seat) = (life.workforce, &life.workforce.seats[ix]);
        // Onboarding takes what the plan says now: in months that have happened that is no matter of the future's draws.
        let ready = first_day + workforce.roles[seat.role].onboarding.at(0, 0);
        let ramp_moved = workforce.roles[seat.role].ramp_moved(first_day);
        let (start, end) = life.bounds();
        if first_day >= end || visit.has_stayed {
            return None;
        }
        let from = first_day.max(start);
        let month = usize::from(life.month);
        let hazard = self.hazard(&workforce.roles[seat.role], month, from - first_day);
        let u = life
            .future
            .draw_of_month(seat.key, life.month, purpose::ATTRITION, visit.nth);
        let timing = life.calendar.timing();
        // Whom the plan itself brings within the month is not whom it tells to leave on its first day.
        let concerns = |leaver: &Leaver| match leaver.last_day {
            _ if timing == Timing::Monthly => true,
            Some(last_day) => first_day < last_day,
            None => first_day <= start || workforce.who_joins(ix, first_day).is_none(),
        };
        let leaves = match visit.told_to_leave.take().filter(concerns) {
            Some(leaver) => Some(leaver.time(timing).max(from)),
            None if month < life.calendar.n_history() => None,
            None => leaving_time(u, hazard, from, end, timing),
        };
        let nth = self.n_people - 1;
        match leaves {
            Some(time) => {
                self.vacate(life, ix, time);
                visit.nth += 1;
            }
            None => visit.has_stayed = true,
        }
        Some(Spell {
            seat: ix,
            nth,
            from,
            to: leaves.unwrap_or(end),
            ready,
            log_skill,
            ramp_factor: ramp_factor * ramp_moved,
            ramp_moved,
            joined: first_day >= start,
            left: leaves.is_some(),
        })
    }

    /// Rate of leaving [1 / month]: base by tenure, raised by the attainment that is missing.
    fn hazard(&self, role: &Role, month: usize, tenure: f64) -> f64 {
        let missing = self
            .attainment
            .map_or(0.0, |attainment| (1.0 - attainment).max(0.0));
        Self::base_hazard(role, month, Self::year_of(role, tenure))
            * exp(role.shortfall_effect.at(0, month) * missing)
    }

    /// Year of tenure, as far as the hazard tells them apart.
    fn year_of(role: &Role, tenure: f64) -> usize {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "tenure is not negative"
        )]
        let year = (tenure / 12.0) as usize;
        year.min(role.attrition_by_tenure_year.len() - 1)
    }

    /// Rate of leaving of whoever has attained the quota [1 / month].
    fn base_hazard(role: &Role, month: usize, year: usize) -> f64 {
        let base = -ln_1p(-role.attrition_per_year.at(0, month)) / 12.0;
        base * role.attrition_by_tenure_year[year]
    }

    fn vacate(&mut self, life: &Life<'_>, ix: usize, time: f64) {
        self.attainment = None;
        let role = life.workforce.seats[ix].role;
        if life.workforce.roles[role].backfill || life.workforce.joiner(ix, time).is_some() {
            self.recruit(life.workforce, ix, time, life.calendar.now(), life.future);
        } else {
            self.state = State::Closed;
        }
    }

    /// Opens the position at `time`; recruiting stands still while a freeze lasts, and begins anew when an offer is
    /// declined. Whom the plan names needs no recruiting.
    fn recruit(&mut self, workforce: &Workforce, ix: usize, time: f64, now: f64, future: Future) {
        let seat = &workforce.seats[ix];
        if let Some(joiner) = workforce.joiner(ix, time) {
            return self.seat_person(workforce, seat, joiner.time, future);
        }
        let role = &workforce.roles[seat.role];
        let mut filled = time;
        for offer in 0..MAX_OFFERS {
            let u = future
                .draw(seat.key, offer, purpose::TIME_TO_FILL, self.n_people)
                .uniform53(0);
            let needed = role.time_to_fill.quantile(u).max(0.0);
            filled = workforce.fill_time(seat.role, filled, needed);
            let Some(acceptance) = &role.offer_acceptance else {
                break;
            };
            let answer = future.draw(seat.key, offer, purpose::OFFER, self.n_people);
            if answer.uniform53(0) < acceptance.at(0, 0) {
                break;
            }
        }
        // A position that was open before the horizon and should be filled by now is filled on its first day, or on
        // the first after a freeze.
        let first_day = if filled < now {
            workforce.fill_time(seat.role, now, 0.0)
        } else {
            filled
        };
        self.seat_person(workforce, seat, first_day, future);
        self.wanted = Some(filled);
    }

    /// When somebody who has not started was to start, and will.
    fn starts(&self) -> Option<(f64, f64)> {
        match (self.state, self.wanted) {
            (State::Filled { first_day, .. }, Some(wanted)) => Some((wanted, first_day)),
            _ => None,
        }
    }

    /// First day, and the first after onboarding, of whoever is in the seat or comes \[months\].
    fn days(&self) -> (f64, f64) {
        match self.state {
            State::Filled {
                first_day, ready, ..
            } => (first_day, ready),
            State::Closed => (f64::INFINITY, f64::INFINITY),
        }
    }

    /// Puts a first day off.
    fn postpone(&mut self, workforce: &Workforce, role: usize, until: f64) {
        if let State::Filled {
            first_day, ready, ..
        } = &mut self.state
        {
            *first_day = until;
            *ready = until + workforce.roles[role].onboarding.at(0, 0);
        }
    }

    fn seat_person(&mut self, workforce: &Workforce, seat: &Seat, first_day: f64, future: Future) {
        let role = &workforce.roles[seat.role];
        let person = future.draw(seat.key, 0, purpose::SKILL, self.n_people);
        let log_skill = log_factor(role.skill_cv.at(0, 0), person, 0);
        let ramp_factor = exp(log_factor(role.ramp_cv.at(0, 0), person, 1));
        self.n_people += 1;
        self.state = State::Filled {
            first_day,
            ready: first_day + role.onboarding.at(0, 0),
            log_skill,
            ramp_factor,
        };
    }
}

/// Logarithm of a lognormal factor with mean 1 and a coefficient of variation; 0 where that is 0.
fn log_factor(cv: f64, draw: Words, word: usize) -> f64 {
    if cv > 0.0 {
        let variance = ln_1p(cv * cv);
        sqrt(variance) * normal_quantile(draw.uniform53(word)) - variance / 2.0
    } else {
        0.0
    }
}

/// When somebody with a constant hazard leaves, if before the end of the month. With monthly timing people leave at its end.
fn leaving_time(u: f64, hazard: f64, from: f64, end: f64, timing: Timing) -> Option<f64> {
    if hazard <= 0.0 {
        return None;
    }
    // A high uniform stays: the higher the hazard, the more uniforms leave, and each of them earlier.
    let time = from - ln(1.0 - u) / hazard;
    (time < end).then_some(match timing {
        Timing::Continuous => time,
        Timing::Monthly => end,
    })
}

impl Workforce {
    /// When a position that opens at `time` and needs so many months of recruiting is filled.
    ///
    /// Recruiting stands still during freezes, and nobody's first day falls into one.
    #[must_use]
    pub fn fill_time(&self, role: usize, time: f64, needed: f64) -> f64 {
        let (mut time, mut needed) = (time, needed);
        let mut windows: Vec<(usize, usize)> = self
            .freezes
            .iter()
            .filter(|f| f.roles[role])
            .map(|f| (f.from, f.until))
            .collect();
        windows.sort_unstable();
        for (from, until) in windows {
            #[allow(clippy::cast_precision_loss, reason = "months are small")]
            let (from, until) = (from as f64, until as f64);
            if until <= time {
                continue;
            }
            if time + needed < from {
                break;
            }
            needed -= (from - time).max(0.0);
            time = until;
        }
        time + needed
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for role in &mut self.roles {
            for field in [
                &mut role.base_per_year,
                &mut role.incentive_per_year,
                &mut role.load,
                &mut role.hours_per_month,
                &mut role.selling_share,
                &mut role.onboarding,
                &mut role.attrition_per_year,
                &mut role.shortfall_effect,
                &mut role.skill_cv,
                &mut role.ramp_cv,
                &mut role.capacity_per_year,
                &mut role.hiring_cost,
                &mut role.onboarding_cost,
                &mut role.tools_per_month,
            ] {
                field.redraw(draws);
            }
            role.ramp.redraw(draws);
            role.ramp_moved.redraw(draws);
            if let Some(acceptance) = &mut role.offer_acceptance {
                acceptance.redraw(draws);
            }
        }
        if let Some(throughput) = &mut self.throughput {
            throughput.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests;

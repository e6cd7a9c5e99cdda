//! The roster: who is in which seat, month by month.

use super::{Role, Seat, SeatStart, Workforce};
use crate::calendar::Timing;
use crate::flows::{Future, Spell};
use crate::kernel::math::{exp, ln, ln_1p, sqrt};
use crate::kernel::special::normal_quantile;
use crate::purpose;

/// Who is in which seat, in one future.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    seats: Vec<Occupancy>,
}

/// How a seat stands.
#[derive(Clone, Copy, Debug)]
struct Occupancy {
    state: State,
    /// Number of people who have been in the seat; numbers the next hire.
    n_people: u16,
    /// Attainment of the person in it on the last closed quota period.
    attainment: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Somebody is in it since `first_day`, which may lie in the future, and works since `ready`.
    Filled {
        first_day: f64,
        ready: f64,
        log_skill: f64,
    },
    /// Nobody will fill it.
    Closed,
}

impl Roster {
    /// Puts everybody in their seats at the start of a future.
    pub fn reset(&mut self, workforce: &Workforce, future: Future) {
        self.seats.clear();
        for seat in &workforce.seats {
            let mut occupancy = Occupancy {
                state: State::Closed,
                n_people: 0,
                attainment: None,
            };
            match seat.start {
                SeatStart::Filled { tenure } => {
                    occupancy.seat_person(workforce, seat, -tenure, future);
                }
                SeatStart::Opens { at } => occupancy.recruit(workforce, seat, at, future),
            }
            self.seats.push(occupancy);
        }
    }

    /// Sets the attainment of the person in a seat, from which the hazard of leaving follows.
    pub fn set_attainment(&mut self, seat: usize, attainment: Option<f64>) {
        self.seats[seat].attainment = attainment;
    }

    /// Lives through a month: appends every stay in a seat, seat by seat and in order of time.
    pub fn live(
        &mut self,
        workforce: &Workforce,
        timing: Timing,
        future: Future,
        month: usize,
        spells: &mut Vec<Spell>,
    ) {
        for (ix, seat) in workforce.seats.iter().enumerate() {
            self.seats[ix].live(workforce, (ix, seat), timing, future, month, spells);
        }
    }
}

impl Occupancy {
    fn live(
        &mut self,
        workforce: &Workforce,
        (ix, seat): (usize, &Seat),
        timing: Timing,
        future: Future,
        month: usize,
        spells: &mut Vec<Spell>,
    ) {
        let address = u16::try_from(month).expect("a horizon fits the address");
        let (start, end) = (f64::from(address), f64::from(address) + 1.0);
        let mut told_to_leave = workforce
            .leavers
            .iter()
            .any(|l| l.seat == ix && l.month == month);
        let mut nth = 0;
        while let State::Filled {
            first_day,
            ready,
            log_skill,
        } = self.state
        {
            if first_day >= end {
                break;
            }
            let from = first_day.max(start);
            let hazard = self.hazard(&workforce.roles[seat.role], month, from - first_day);
            let u = future
                .draw(seat.key, address, purpose::ATTRITION, nth)
                .uniform53(0);
            let leaves = match (std::mem::take(&mut told_to_leave), timing) {
                (true, Timing::Continuous) => Some(from),
                (true, Timing::Monthly) => Some(end),
                (false, _) => leaving_time(u, hazard, from, end, timing),
            };
            let joined = first_day >= start;
            let to = leaves.unwrap_or(end);
            spells.push(Spell {
                seat: ix,
                from,
                to,
                ready,
                log_skill,
                joined,
                left: leaves.is_some(),
            });
            let Some(time) = leaves else { break };
            self.vacate(workforce, seat, time, future);
            nth += 1;
        }
    }

    /// Rate of leaving [1 / month]: base by tenure, raised by the attainment that is missing.
    fn hazard(&self, role: &Role, month: usize, tenure: f64) -> f64 {
        let base = -ln_1p(-role.attrition_per_year.at(0, month)) / 12.0;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "tenure is not negative"
        )]
        let year = (tenure / 12.0) as usize;
        let by_tenure = &role.attrition_by_tenure_year;
        let missing = self
            .attainment
            .map_or(0.0, |attainment| (1.0 - attainment).max(0.0));
        base * by_tenure[year.min(by_tenure.len() - 1)]
            * exp(role.shortfall_effect.at(0, month) * missing)
    }

    fn vacate(&mut self, workforce: &Workforce, seat: &Seat, time: f64, future: Future) {
        self.attainment = None;
        if workforce.roles[seat.role].backfill {
            self.recruit(workforce, seat, time, future);
        } else {
            self.state = State::Closed;
        }
    }

    /// Opens the position at `time`; recruiting stands still while a freeze lasts.
    fn recruit(&mut self, workforce: &Workforce, seat: &Seat, time: f64, future: Future) {
        let u = future
            .draw(seat.key, 0, purpose::TIME_TO_FILL, self.n_people)
            .uniform53(0);
        let needed = workforce.roles[seat.role].time_to_fill.quantile(u).max(0.0);
        let filled = workforce.fill_time(seat.role, time, needed);
        // A position that was open before the horizon and should be filled by now is filled on its first day, or on
        // the first after a freeze.
        let first_day = if filled < 0.0 {
            workforce.fill_time(seat.role, 0.0, 0.0)
        } else {
            filled
        };
        self.seat_person(workforce, seat, first_day, future);
    }

    fn seat_person(&mut self, workforce: &Workforce, seat: &Seat, first_day: f64, future: Future) {
        let role = &workforce.roles[seat.role];
        let cv = role.skill_cv.at(0, 0);
        let log_skill = if cv > 0.0 {
            let variance = ln_1p(cv * cv);
            let z = normal_quantile(
                future
                    .draw(seat.key, 0, purpose::SKILL, self.n_people)
                    .uniform53(0),
            );
            sqrt(variance) * z - variance / 2.0
        } else {
            0.0
        };
        self.n_people += 1;
        self.state = State::Filled {
            first_day,
            ready: first_day + role.onboarding.at(0, 0),
            log_skill,
        };
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
                &mut role.capacity_per_year,
                &mut role.hiring_cost,
                &mut role.onboarding_cost,
                &mut role.tools_per_month,
            ] {
                field.redraw(draws);
            }
            role.ramp.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests;

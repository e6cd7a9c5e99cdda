//! People who become ready for work, and people who leave it behind.

use super::chronicle::Happening;
use super::lines::Job;
use super::tally::bounds;
use super::trial::Simulator;

impl Simulator<'_> {
    /// A person is through onboarding and takes up what waits.
    pub(super) fn ready(&mut self, spell: usize, time: f64) {
        let seat = self.spells[spell].seat;
        if self.desks[seat].spell == Some(spell) {
            self.note(time, |_| Happening::Ready { seat });
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
        self.note(time, |now| Happening::Leaves {
            seat,
            tenure: now.tenure(&now.spells[spell]),
        });
        self.desks[seat].spell = None;
        self.desks[seat].active = false;
        self.hand_over_seat(seat, time);
        while let Some(place) = self.lines.call_own(seat) {
            let task = place.who;
            if !self.is_valid(task) {
                continue;
            }
            let colleague = match task.job {
                Job::Activity { deal, activity } => {
                    self.seat_for(deal as usize, activity as usize, time)
                }
                Job::Renewal { contract } => self.seat_for_renewal(contract as usize, time),
            };
            match colleague {
                Some(other) if self.desks[other].is_free(time) => self.take_up(other, task, time),
                other => self.line_up(other, task, place.since, time),
            }
        }
    }

    /// People whose last day is the last of the month. After the last month of all, nobody takes up their work.
    pub(super) fn leave_at_month_end(&mut self, month: usize) {
        let is_last = month + 1 == self.plan.calendar.n_months();
        let (_, end) = bounds(month);
        for ix in 0..self.spells.len() {
            let spell = self.spells[ix];
            if !spell.left || spell.to < end {
                continue;
            }
            if is_last {
                self.note(end, |now| Happening::Leaves {
                    seat: spell.seat,
                    tenure: now.tenure(&spell),
                });
            } else {
                self.leave(ix, end);
            }
        }
    }
}

//! Throughput: how many hires can start in a month.
//!
//! Whoever finds no place starts on the first day of the next month. Places go to those first who were to start first;
//! among hires of one moment the keys of their seats decide.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::kernel::field::Field;
use crate::kernel::stream::EntityKey;

/// What bounds the number of hires that start in a month.
#[derive(Clone, Debug)]
pub struct Throughput {
    /// Hires of the whole company a month; one row. `None`: no bound.
    pub hires_per_month: Option<Field>,
    /// People who can be in onboarding at a time; one row. `None`: no bound.
    pub onboarding_places: Option<Field>,
    /// Who has to train them; `None`: nobody.
    pub trainers: Option<Trainers>,
}

/// People without whom nobody of another role starts.
#[derive(Clone, Debug)]
pub struct Trainers {
    /// Their role.
    pub role: usize,
    /// New hires that one of them takes on in a month; one row.
    pub hires_per_month: Field,
}

/// What is left of a number of places by month that need not be whole: 2.5 a month are 2, 3, 2, 3, ...
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    left: u64,
    fraction: f64,
}

impl Places {
    fn open(&mut self, rate: f64) {
        // What is missing of a whole place by rounding only is no reason to wait a month.
        let places = rate + self.fraction + 1e-9;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` cuts off, and rates are not negative"
        )]
        let whole = places as u64;
        self.left = whole;
        self.fraction = places.fract();
    }
}

/// Places of the month that is lived through.
#[derive(Clone, Debug, Default)]
pub(super) struct Admission {
    company: Places,
    trained: Places,
    /// Who is in onboarding, and how many there can be.
    in_onboarding: Vec<Onboarding>,
    onboarding_places: f64,
    queue: BinaryHeap<Reverse<Turn>>,
    /// Hires that were put off to the next month.
    pub(super) n_postponed: u32,
}

/// A place in onboarding that somebody takes up \[months\].
#[derive(Clone, Copy, Debug)]
struct Onboarding {
    from: f64,
    until: f64,
}

/// A hire who waits for a place: when the first day was to be, whose seat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    wanted: Instant,
    key: EntityKey,
    pub(super) seat: usize,
}

/// A moment that can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Instant(f64);

impl Eq for Instant {}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Instant {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Admission {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Opens the places of a month.
    ///
    /// * `n_trainers`: trainers who are through their own onboarding
    pub(super) fn open(&mut self, throughput: &Throughput, month: usize, n_trainers: usize) {
        self.n_postponed = 0;
        if let Some(rate) = &throughput.hires_per_month {
            self.company.open(rate.at(0, month));
        }
        if let Some(places) = &throughput.onboarding_places {
            self.onboarding_places = places.at(0, month);
        }
        if let Some(trainers) = &throughput.trainers {
            #[allow(clippy::cast_precision_loss, reason = "trainers are few")]
            let n_trainers = n_trainers as f64;
            self.trained
                .open(trainers.hires_per_month.at(0, month) * n_trainers);
        }
    }

    /// A hire asks for a place.
    pub(super) fn ask(&mut self, seat: usize, key: EntityKey, wanted: f64) {
        let wanted = Instant(wanted);
        self.queue.push(Reverse(Turn { wanted, key, seat }));
    }

    /// Whose turn it is.
    pub(super) fn next(&mut self) -> Option<Turn> {
        self.queue.pop().map(|Reverse(turn)| turn)
    }

    /// Somebody is in onboarding from the first day on until ready.
    pub(super) fn onboard(&mut self, (first_day, ready): (f64, f64)) {
        self.in_onboarding.push(Onboarding {
            from: first_day,
            until: ready,
        });
    }

    /// Somebody who would have been ready then has left, which frees the place. Of several with that day it is all the same
    /// whose place it is.
    pub(super) fn leave(&mut self, ready: f64, left: f64) {
        let mut places = self.in_onboarding.iter_mut();
        if let Some(place) = places.find(|place| place.until.to_bits() == ready.to_bits()) {
            place.until = left;
        }
    }

    /// Takes a place for a hire of a role, if there is one; trainers need no trainer.
    ///
    /// * `first_day`, `ready`: when the hire would start, and be through onboarding
    pub(super) fn admits(
        &mut self,
        throughput: &Throughput,
        role: usize,
        (first_day, ready): (f64, f64),
    ) -> bool {
        let trained = throughput
            .trainers
            .as_ref()
            .is_some_and(|trainers| trainers.role != role);
        let company = throughput.hires_per_month.is_some();
        self.in_onboarding.retain(|place| place.until > first_day);
        let there = self.in_onboarding.iter();
        let n_there = there.filter(|place| place.from <= first_day).count();
        #[allow(clippy::cast_precision_loss, reason = "hires are few")]
        let is_crowded = throughput.onboarding_places.is_some()
            && ready > first_day
            && n_there as f64 + 1.0 > self.onboarding_places;
        if is_crowded || company && self.company.left == 0 || trained && self.trained.left == 0 {
            self.n_postponed += 1;
            return false;
        }
        self.onboard((first_day, ready));
        self.company.left -= u64::from(company);
        self.trained.left -= u64::from(trained);
        true
    }
}

impl Throughput {
    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        let bounds = [&mut self.hires_per_month, &mut self.onboarding_places];
        for field in bounds.into_iter().flatten() {
            field.redraw(draws);
        }
        if let Some(trainers) = &mut self.trainers {
            trainers.hires_per_month.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throughput(company: Option<f64>, trainer: Option<f64>) -> Throughput {
        Throughput {
            hires_per_month: company.map(Field::constant),
            onboarding_places: None,
            trainers: trainer.map(|rate| Trainers {
                role: 7,
                hires_per_month: Field::constant(rate),
            }),
        }
    }

    fn admitted(throughput: &Throughput, admission: &mut Admission, role: usize) -> usize {
        (0..100)
            .take_while(|_| admission.admits(throughput, role, (0.0, 0.0)))
            .count()
    }

    #[test]
    fn half_a_place_a_month_is_one_every_other_month() {
        let throughput = throughput(Some(2.5), None);
        let mut admission = Admission::default();
        let by_month: Vec<usize> = (0..4)
            .map(|month| {
                admission.open(&throughput, month, 0);
                admitted(&throughput, &mut admission, 0)
            })
            .collect();
        assert_eq!(by_month, [2, 3, 2, 3]);
    }

    #[test]
    fn trainers_take_on_others_and_need_nobody_themselves() {
        let throughput = throughput(Some(5.0), Some(1.0));
        let mut admission = Admission::default();
        admission.open(&throughput, 0, 2);
        assert_eq!(admitted(&throughput, &mut admission, 0), 2);
        assert_eq!(admitted(&throughput, &mut admission, 7), 3);
    }

    #[test]
    fn a_place_in_onboarding_is_free_when_somebody_is_through() {
        let throughput = Throughput {
            onboarding_places: Some(Field::constant(2.0)),
            ..throughput(None, None)
        };
        let mut admission = Admission::default();
        admission.onboard((-0.5, 1.5));
        admission.open(&throughput, 0, 0);
        let mut admits = |first_day| admission.admits(&throughput, 0, (first_day, first_day + 1.0));
        assert!(admits(0.5));
        assert!(!admits(0.9) && !admits(1.4));
        assert!(admits(1.5) && admits(1.6) && !admits(2.0));
    }

    /// One of two places is taken from the third month on, the other one until somebody leaves in the middle of it.
    #[test]
    fn a_leaver_frees_a_place_and_who_is_not_there_yet_takes_none() {
        let throughput = Throughput {
            onboarding_places: Some(Field::constant(2.0)),
            ..throughput(None, None)
        };
        let mut admission = Admission::default();
        admission.onboard((2.0, 8.0));
        admission.onboard((0.0, 6.0));
        admission.open(&throughput, 0, 0);
        let mut asked = admission.clone();
        let mut admits = |first_day| asked.admits(&throughput, 0, (first_day, first_day + 1.0));
        assert!(admits(1.0) && !admits(1.5) && !admits(2.0) && !admits(5.5) && admits(6.0));
        admission.leave(6.0, 3.5);
        let mut admits = |first_day| admission.admits(&throughput, 0, (first_day, first_day + 1.0));
        assert!(!admits(3.0) && admits(3.5) && !admits(4.0));
    }

    #[test]
    fn who_was_to_start_first_is_first() {
        let mut admission = Admission::default();
        for (seat, wanted, key) in [(0, 3.0, 9), (1, -1.0, 5), (2, 3.0, 4)] {
            admission.ask(seat, EntityKey(key), wanted);
        }
        let order: Vec<usize> = std::iter::from_fn(|| admission.next())
            .map(|turn| turn.seat)
            .collect();
        assert_eq!(order, [1, 2, 0]);
    }
}

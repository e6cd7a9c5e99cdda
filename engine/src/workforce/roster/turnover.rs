//! Turnover: who comes and goes where every vacancy of a role takes the same whole number of months, so that nothing but
//! when people leave is drawn.

use std::collections::BTreeSet;

use super::stints::Limits;
use super::{Roster, State};
use crate::calendar::Calendar;
use crate::workforce::{Role, Workforce};

/// Most months of a horizon in which turnover is followed: one for each bit of a word.
pub const MOST_MONTHS: usize = 64;

/// One person's time in a seat within the horizon, in whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// First day \[months\]; before the horizon for those who are there already.
    pub first_day: i32,
    /// First month in which the person is there, and the first one after the last.
    pub from: u16,
    /// See [`from`](Self::from).
    pub until: u16,
}

/// How seats are filled.
#[derive(Clone, Debug)]
pub struct Turnover {
    n_months: u16,
    /// Role of each seat, and the first day of whoever is in it at the start or comes first.
    seats: Vec<(usize, Option<i32>)>,
    roles: Vec<Role>,
    /// How long each role's vacancies last \[months\]; `None` if nobody follows.
    vacancies: Vec<Option<i32>>,
    limits: Limits,
}

/// A whole number.
fn whole(x: f64) -> Option<i32> {
    #[allow(clippy::cast_possible_truncation, reason = "checked")]
    let is_whole = x.fract() == 0.0 && x.abs() < 1e6;
    #[allow(clippy::cast_possible_truncation, reason = "checked")]
    is_whole.then_some(x as i32)
}

impl Roster {
    /// How seats are filled, if nothing but leaving is drawn. The roster has just been [reset](Self::reset), and its
    /// workforce [lives in stints](Self::lives_in_stints).
    ///
    /// # Panics
    ///
    /// Never: a horizon that is followed is short.
    #[must_use]
    pub fn turnover(&self, workforce: &Workforce, calendar: &Calendar) -> Option<Turnover> {
        let n_months = calendar.n_months();
        if n_months > MOST_MONTHS || !workforce.freezes.is_empty() || !workforce.joiners.is_empty()
        {
            return None;
        }
        let mut vacancies = Vec::new();
        for role in &workforce.roles {
            let is_plain = role.offer_acceptance.is_none()
                && role.ramp_cv.at(0, 0) == 0.0
                && role.ramp_moved.is_one();
            let needed = role.time_to_fill.as_constant().filter(|_| is_plain)?;
            let needed = whole(needed.max(0.0))?;
            vacancies.push(role.backfill.then_some(needed));
        }
        let mut seats = Vec::new();
        for (occupancy, seat) in self.seats.iter().zip(&workforce.seats) {
            let first_day = match occupancy.state {
                State::Filled { first_day, .. } => Some(whole(first_day)?),
                State::Closed => None,
            };
            seats.push((seat.role, first_day));
        }
        let mut limits = Limits::default();
        limits.fill(workforce, n_months);
        Some(Turnover {
            n_months: u16::try_from(n_months).expect("a horizon fits the address"),
            seats,
            roles: workforce.roles.clone(),
            vacancies,
            limits,
        })
    }
}

impl Turnover {
    /// A chance above the uniform of whoever leaves, month by month.
    #[must_use]
    pub fn limits(&self) -> Vec<f64> {
        (0..self.n_months.into())
            .map(|month| self.limits.of_anybody(&self.roles, month))
            .collect()
    }

    /// The first days that people in some seats may have, those of whoever comes in the horizon included.
    #[must_use]
    pub fn first_days(&self, seats: &[usize]) -> BTreeSet<i32> {
        let at_start = seats.iter().filter_map(|&seat| self.seats[seat].1);
        at_start.chain(0..i32::from(self.n_months)).collect()
    }

    /// Lives through the horizon: all stays, seat by seat and in order of time. They are those of [`Roster::live`].
    ///
    /// * `marks`: of each seat, the months whose uniform may lie below the [limit](Self::limits), bit by bit
    /// * `uniform`: of a seat and a month
    /// * `firsts`: the first stay of each seat, and behind it how many there are
    ///
    /// # Panics
    ///
    /// If there are more stays than 32 bits can count.
    pub fn live(
        &self,
        marks: &[u64],
        uniform: impl Fn(usize, usize) -> f64,
        stays: &mut Vec<Stay>,
        firsts: &mut Vec<u32>,
    ) {
        stays.clear();
        firsts.clear();
        let n_months = i32::from(self.n_months);
        let count = |stays: &Vec<Stay>| u32::try_from(stays.len()).expect("stays are few");
        let within = u64::MAX >> (MOST_MONTHS - usize::from(self.n_months));
        for ((ix, &(role_ix, first_day)), &marks) in self.seats.iter().enumerate().zip(marks) {
            let marks = marks & within;
            firsts.push(count(stays));
            let mut comes = first_day;
            while let Some(first_day) = comes.filter(|&first_day| first_day < n_months) {
                let from = first_day.max(0).cast_unsigned();
                let leaves = |month: &u32| {
                    let month = *month as usize;
                    let role = (role_ix, &self.roles[role_ix]);
                    let u = uniform(ix, month);
                    self.limits.leaves(role, month, f64::from(first_day), u)
                };
                let last = Marked(marks >> from << from).find(leaves);
                let until = last.map_or(n_months, |last| last.cast_signed() + 1);
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "months of a short horizon"
                )]
                stays.push(Stay {
                    first_day,
                    from: from as u16,
                    until: until as u16,
                });
                let vacancy = last.and(self.vacancies[role_ix]);
                comes = vacancy.map(|months| until + months);
            }
        }
        firsts.push(count(stays));
    }
}

/// The places of the bits that are set, from the lowest on.
struct Marked(u64);

impl Iterator for Marked {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let lowest = (self.0 != 0).then(|| self.0.trailing_zeros());
        self.0 &= self.0.wrapping_sub(1);
        lowest
    }
}

//! The workforce: roles, seats, and the people who fill and leave them.

pub mod ramp;
pub mod roster;
pub mod throughput;

use crate::calendar::Timing;
use crate::flows::Spell;
use crate::kernel::field::Field;
use crate::kernel::globe::Location;
use crate::kernel::law::Law;
use crate::kernel::multiplier::Multiplier;
use crate::kernel::stream::EntityKey;
use ramp::Ramp;
use throughput::Throughput;

/// All that is assumed about the people.
#[derive(Clone, Debug)]
pub struct Workforce {
    /// Roles, in the order of [`Dimensions::roles`](crate::dimensions::Dimensions::roles).
    pub roles: Vec<Role>,
    /// Seats, sorted by id.
    pub seats: Vec<Seat>,
    /// Hiring freezes, sorted by name.
    pub freezes: Vec<Freeze>,
    /// Named leavers, sorted by seat.
    pub leavers: Vec<Leaver>,
    /// Named hires, sorted by seat and time.
    pub joiners: Vec<Joiner>,
    /// What bounds the number of hires that start in a month, if anything does.
    pub throughput: Option<Throughput>,
}

impl Workforce {
    /// How whoever sits in a seat grows to full productivity.
    #[must_use]
    #[inline]
    pub fn ramp_of(&self, seat: usize) -> &Ramp {
        &self.roles[self.seats[seat].role].ramp
    }

    /// Ramped months of a stay: its length, weighted with the person's share of full productivity \[months\].
    #[must_use]
    pub fn ramped_months(&self, spell: &Spell) -> f64 {
        let (from, to) = (spell.from - spell.ready, spell.to - spell.ready);
        self.ramp_of(spell.seat)
            .stretched_months(spell.ramp_factor, from, to)
    }

    /// [`ramped_months`](Self::ramped_months) between two moments of anybody in the role who starts when the person did: what
    /// quotas follow.
    #[must_use]
    pub fn usual_months(&self, spell: &Spell, (from, to): (f64, f64)) -> f64 {
        let (from, to) = (from - spell.ready, to - spell.ready);
        self.ramp_of(spell.seat)
            .stretched_months(spell.ramp_moved, from, to)
    }

    /// The managers above a seat, the nearest first.
    pub fn managers_of(&self, seat: usize) -> impl Iterator<Item = usize> + '_ {
        let above = |&seat: &usize| self.seats[seat].manager;
        std::iter::successors(above(&seat), above)
    }

    /// The team of a seat: all seats that report to it, directly or not.
    #[must_use]
    pub fn team_of(&self, manager: usize) -> Vec<usize> {
        let reports = |&seat: &usize| self.managers_of(seat).any(|above| above == manager);
        (0..self.seats.len()).filter(reports).collect()
    }

    /// Who is hired next into a seat that is free from some time on, if the plan says.
    #[must_use]
    pub fn joiner(&self, seat: usize, from: f64) -> Option<&Joiner> {
        let mut joiners = self.joiners.iter();
        joiners.find(|joiner| joiner.seat == seat && joiner.time >= from)
    }

    /// Name of whoever has this first day in a seat, if an event says it.
    #[must_use]
    pub fn name_of_joiner(&self, seat: usize, first_day: f64) -> Option<&str> {
        self.who_joins(seat, first_day)?.name.as_deref()
    }

    /// Whom the plan brings into a seat on a day, if anybody.
    #[must_use]
    pub fn who_joins(&self, seat: usize, first_day: f64) -> Option<&Joiner> {
        let next = self.joiner(seat, first_day);
        next.filter(|joiner| joiner.time.total_cmp(&first_day).is_eq())
    }

    /// Whether any leaver gets severance pay.
    #[must_use]
    pub fn pays_severance(&self) -> bool {
        self.leavers.iter().any(|leaver| leaver.severance > 0.0)
    }
}

impl Role {
    /// What the ramp of somebody with this first day \[months\] is multiplied by; 1 for whoever came before the horizon.
    #[must_use]
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is not negative"
    )]
    pub fn ramp_moved(&self, first_day: f64) -> f64 {
        if first_day < 0.0 {
            1.0
        } else {
            self.ramp_moved.at(0, first_day as usize)
        }
    }
}

/// A role. Every field has one row; money is in minor units.
#[derive(Clone, Debug)]
pub struct Role {
    /// Base salary a year.
    pub base_per_year: Field,
    /// Variable pay a year at target.
    pub incentive_per_year: Field,
    /// Employer's cost on top of pay, as a share of it.
    pub load: Field,
    /// Working hours a month.
    pub hours_per_month: Field,
    /// Share of them left for selling.
    pub selling_share: Field,
    /// Growth to full productivity.
    pub ramp: Ramp,
    /// What its months are multiplied by, by the month of the first day; one row.
    pub ramp_moved: Multiplier,
    /// Coefficient of variation, among hires, of the factor that stretches it.
    pub ramp_cv: Field,
    /// Months of onboarding before the ramp starts.
    pub onboarding: Field,
    /// Months from opening a position to the first day, drawn for each hire.
    pub time_to_fill: Law,
    /// Whether a seat is refilled.
    pub backfill: bool,
    /// Share of people who leave within a year.
    pub attrition_per_year: Field,
    /// Factor on the hazard by year of tenure; the last one holds from then on. Never empty.
    pub attrition_by_tenure_year: Vec<f64>,
    /// Log-hazard per unit of attainment missing.
    pub shortfall_effect: Field,
    /// Coefficient of variation of skill among hires.
    pub skill_cv: Field,
    /// Bookings a ramped rep is expected to contribute in a year; 0 for roles that book nothing.
    pub capacity_per_year: Field,
    /// Cost of finding one hire.
    pub hiring_cost: Field,
    /// Cost of onboarding one hire.
    pub onboarding_cost: Field,
    /// Tools per head and month.
    pub tools_per_month: Field,
    /// Chance that an offer is accepted; each one that is declined costs another time to fill. `None`: all are.
    pub offer_acceptance: Option<Field>,
}

/// A budgeted position.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Id in the files.
    pub id: String,
    /// Name of the person in it at the start, or the id.
    pub name: String,
    /// Key of its random numbers.
    pub key: EntityKey,
    /// Role.
    pub role: usize,
    /// Territory; `None` covers everything.
    pub territory: Option<usize>,
    /// Whether somebody is in it at the start.
    pub start: SeatStart,
    /// Quota of a fully ramped rep a year in the plan's measure (minor units or a count), if it is the seat's own.
    pub quota_per_year: Option<f64>,
    /// Weight in weighted routing.
    pub weight: f64,
    /// Seat that it reports to; no seat is above itself.
    pub manager: Option<usize>,
    /// Where whoever sits in it sets out from, if the files say.
    pub location: Option<Location>,
}

/// How a seat begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeatStart {
    /// Somebody has been in it for so many months.
    Filled {
        /// Months since the first day.
        tenure: f64,
    },
    /// The position opens at this time [months from the start]; negative if it has been open before.
    Opens {
        /// When recruiting starts.
        at: f64,
    },
}

/// Nobody is hired between two months; recruiting stands still and goes on afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeze {
    /// First month.
    pub from: usize,
    /// First month after it.
    pub until: usize,
    /// Whether it applies to each role.
    pub roles: Vec<bool>,
}

/// Somebody who is hired into a seat on a known day.
#[derive(Clone, Debug, PartialEq)]
pub struct Joiner {
    /// Seat.
    pub seat: usize,
    /// First day \[months since the start of the horizon\].
    pub time: f64,
    /// Name of the person, if it is said.
    pub name: Option<String>,
}

/// Somebody who leaves at a known date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaver {
    /// Seat.
    pub seat: usize,
    /// Month: at its first day, or at its end with monthly timing.
    pub month: usize,
    /// When the last day is over, if it is known \[months since the start of the horizon\]; within the month.
    pub last_day: Option<f64>,
    /// Severance pay \[months of base pay\].
    pub severance: f64,
}

impl Leaver {
    /// When they leave \[months since the start of the horizon\].
    #[must_use]
    pub fn time(&self, timing: Timing) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let start = self.month as f64;
        match timing {
            Timing::Monthly => start + 1.0,
            Timing::Continuous => self.last_day.unwrap_or(start),
        }
    }
}

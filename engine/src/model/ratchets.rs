//! Quotas that follow what was sold, seat by seat: each fiscal year's is the plan's times a factor, which the year before has
//! moved. It belongs to the seat, whoever sits there.

use super::Model;
use crate::calendar::PeriodKind;
use crate::comp::component::Standing;

/// How the quota of each seat has followed its results.
#[derive(Clone, Debug, Default)]
pub(super) struct Ratchets {
    /// By seat; empty where no quota follows anything.
    seats: Vec<Followed>,
    /// Fiscal year of each month.
    year_of: Vec<usize>,
}

/// The quota of a seat.
#[derive(Clone, Copy, Debug)]
struct Followed {
    /// Factor on the quota of the plan, in the year under way.
    factor: f64,
    year: usize,
    /// What the year has added to the main component so far.
    standing: Standing,
}

impl Followed {
    const NEW: Self = Self {
        factor: 1.0,
        year: 0,
        standing: Standing {
            credited: 0.0,
            quota: 0.0,
        },
    };
}

impl Ratchets {
    pub(super) fn new(model: &Model) -> Self {
        if model.comp.plans.iter().all(|plan| plan.ratchet.is_none()) {
            return Self::default();
        }
        let years = model.calendar.periods(PeriodKind::Year);
        let years = years.iter().enumerate();
        Self {
            seats: vec![Followed::NEW; model.workforce.seats.len()],
            year_of: years
                .flat_map(|(year, period)| period.months.clone().map(move |_| year))
                .collect(),
        }
    }

    /// Begins another trial.
    pub(super) fn clear(&mut self) {
        self.seats.fill(Followed::NEW);
    }

    /// Factor on the quota of a seat in a month. That of a year to come is what it would be if this year ended now.
    #[inline]
    pub(super) fn factor(&self, model: &Model, seat: usize, month: usize) -> f64 {
        let Some(followed) = self.seats.get(seat) else {
            return 1.0;
        };
        if self.year_of[month] == followed.year {
            return followed.factor;
        }
        let plan = model.comp.plan_of(model.workforce.seats[seat].role);
        let ratchet = plan.and_then(|plan| plan.ratchet.as_ref());
        let moved = ratchet
            .zip(followed.standing.attainment())
            .map_or(1.0, |(ratchet, attainment)| {
                ratchet.factor(month, attainment)
            });
        followed.factor * moved
    }

    /// Counts what a month adds to the main component of whoever is in a seat.
    pub(super) fn count(&mut self, model: &Model, seat: usize, month: usize, added: Standing) {
        if self.seats.is_empty() {
            return;
        }
        let factor = self.factor(model, seat, month);
        let (followed, year) = (&mut self.seats[seat], self.year_of[month]);
        if followed.year != year {
            *followed = Followed {
                factor,
                year,
                ..Followed::NEW
            };
        }
        followed.standing.add(added);
    }
}

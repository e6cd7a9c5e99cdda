//! Staffing: who is in which seat, all months of a trial at once.

use super::monthly::Monthly;
use crate::flows::Spell;
use crate::kernel::simd::Level;
use crate::kernel::simd::words::Trunk;
use crate::model::trial::Simulator;
use crate::purpose;
use crate::workforce::roster::stints::{Limits, Stint};

/// Nobody is in a seat.
pub(super) const NOBODY: u32 = u32::MAX;

/// Who is in which seat.
#[derive(Clone, Debug, Default)]
pub(super) struct Staffing {
    pub(super) limits: Limits,
    pub(super) stints: Vec<Stint>,
    /// Stays of each month, seat by seat.
    pub(super) spells: Vec<Vec<Spell>>,
    /// Index of a seat's stay among those of a month, row = seat x month.
    pub(super) stay_of: Vec<u32>,
    monthly: Monthly,
}

impl Staffing {
    pub(super) fn draw(&mut self, simulator: &mut Simulator<'_>, trunk: &Trunk, level: Level) {
        let (plan, n_months) = (&simulator.plan, simulator.plan.calendar.n_months());
        let seats = &plan.workforce.seats;
        let streams = seats.iter().map(|seat| seat.key);
        self.monthly
            .draw((trunk, level), purpose::ATTRITION, streams, n_months);
        self.stints.clear();
        let future = simulator.future;
        simulator.roster.live_in_stints(
            (&plan.workforce, &plan.calendar, future),
            &self.limits,
            (&self.monthly.uniforms, self.monthly.width),
            &mut self.stints,
        );
    }

    /// Whether everybody who joins does so on the first day of a month.
    pub(super) fn all_join_at_starts(&self) -> bool {
        self.stints.iter().all(Stint::joins_at_start)
    }

    /// Whether somebody joins a seat in a month.
    pub(super) fn joins(&self, seat: usize, month: usize) -> bool {
        let mut stints = self.stints.iter().filter(|stint| stint.seat == seat);
        stints.any(|stint| {
            let first = usize::from(stint.months.start);
            first == month && stint.spell(stint.months.start).joined
        })
    }

    /// Lists the stays of each month.
    pub(super) fn list_stays(&mut self, n_seats: usize, n_months: usize) {
        self.spells.resize_with(n_months, Vec::new);
        self.spells.iter_mut().for_each(Vec::clear);
        self.stay_of.clear();
        self.stay_of.resize(n_seats * n_months, NOBODY);
        for stint in &self.stints {
            for month in stint.months.clone() {
                let spells = &mut self.spells[usize::from(month)];
                let stay = u32::try_from(spells.len()).expect("seats are few");
                self.stay_of[stint.seat * n_months + usize::from(month)] = stay;
                spells.push(stint.spell(month));
            }
        }
    }
}

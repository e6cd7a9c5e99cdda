//! Seats that are left and filled again: a renewal process, worked out forward in time.
//!
//! Whoever is in a seat at the start, and whoever comes to a planned position after a fixed time to fill, is a lump of
//! probability at one time and is followed exactly. People who replace leavers come at any time: their first days are
//! kept on a grid, a lump in the middle of each cell. The error of that is of second order in the width of a cell, so
//! two grids, one half as wide as the other, take it away (Richardson 1911): `(4 fine − coarse) / 3`. What is left is
//! below 1e-9 of the result where the time to fill is 0 or whole months, and below 1e-5 for any other law.

use std::collections::BTreeMap;

use super::survival::{Survival, Worked, bounds, cohort_of, first_month, mean_stay};
use crate::calendar::Timing;
use crate::kernel::law::Law;
use crate::kernel::math::{exp, exp_m1};
use crate::workforce::{SeatStart, Workforce};

/// Cells of a month on the coarse grid, up to 60 months and beyond, where the time to fill is fixed.
const CELLS: [usize; 2] = [64, 16];
/// The same where it follows a law, whose every cell is a time to fill of its own.
const CELLS_OF_LAWS: [usize; 2] = [24, 12];
/// Chance of an even longer time to fill that is left aside.
const LEFT_ASIDE: f64 = 1e-13;

/// Seats that are alike but for how they begin.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seats {
    pub(super) role: usize,
    /// How they begin.
    pub(super) starts: Vec<SeatStart>,
    /// Months in which whoever is there is known to leave, and when.
    pub(super) leaves: Vec<(usize, f64)>,
}

/// What is to be expected of some seats in each month.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct People {
    /// People in seat, averaged over the month.
    pub(super) headcount: Vec<f64>,
    /// Ramped-rep equivalents, averaged over the month.
    pub(super) rre: Vec<f64>,
    /// People who begin.
    pub(super) hires: Vec<f64>,
    /// People who leave.
    pub(super) leavers: Vec<f64>,
}

impl People {
    pub(super) fn nobody(n_months: usize) -> Self {
        Self {
            headcount: vec![0.0; n_months],
            rre: vec![0.0; n_months],
            hires: vec![0.0; n_months],
            leavers: vec![0.0; n_months],
        }
    }

    /// `a · self + b · other`, number by number.
    pub(super) fn combined(&self, a: f64, other: &Self, b: f64) -> Self {
        let combine = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| a * x + b * y).collect();
        Self {
            headcount: combine(&self.headcount, &other.headcount),
            rre: combine(&self.rre, &other.rre),
            hires: combine(&self.hires, &other.hires),
            leavers: combine(&self.leavers, &other.leavers),
        }
    }
}

/// What is to be expected of seats.
pub(super) fn people(
    workforce: &Workforce,
    timing: Timing,
    n_months: usize,
    seats: &Seats,
) -> People {
    let survival = Survival {
        role: &workforce.roles[seats.role],
        timing,
        n_months,
        leaves: &seats.leaves,
    };
    let cells = match survival.role.time_to_fill.as_constant() {
        Some(_) => CELLS,
        None => CELLS_OF_LAWS,
    };
    let cells = cells[usize::from(n_months > 60)];
    let lived = |cells| {
        let mut renewal = Renewal::new(workforce, seats, survival, cells);
        renewal.live();
        renewal.count()
    };
    let (coarse, was_spread) = lived(cells);
    if !was_spread {
        return coarse;
    }
    let (fine, _) = lived(2 * cells);
    fine.combined(4.0 / 3.0, &coarse, -1.0 / 3.0)
}

/// Seats on their way through the horizon.
struct Renewal<'a> {
    workforce: &'a Workforce,
    seats: &'a Seats,
    survival: Survival<'a>,
    /// Cells of a month.
    cells: usize,
    /// Times to fill and their chances.
    fill: Vec<(f64, f64)>,
    /// First days to come: lumps by time (its bits, which order times of 0 or more), and the middle of each cell.
    lumps: BTreeMap<u64, f64>,
    grid: Vec<f64>,
    was_spread: bool,
    /// Those there at the start of the month, by their first whole month.
    cohorts: BTreeMap<i64, f64>,
    /// First days and chances of all who ever come.
    stays: Vec<(f64, f64)>,
    hires: Vec<f64>,
    leavers: Vec<f64>,
}

impl<'a> Renewal<'a> {
    fn new(
        workforce: &'a Workforce,
        seats: &'a Seats,
        survival: Survival<'a>,
        cells: usize,
    ) -> Self {
        let n_months = survival.n_months;
        let earliest = seats
            .starts
            .iter()
            .fold(0.0_f64, |earliest, start| match start {
                SeatStart::Opens { at } => earliest.min(*at),
                SeatStart::Filled { .. } => earliest,
            });
        let longest = bounds(n_months).1 - earliest;
        Self {
            workforce,
            seats,
            survival,
            cells,
            fill: times_to_fill(&survival.role.time_to_fill, 1.0 / float(cells), longest),
            lumps: BTreeMap::new(),
            grid: vec![0.0; n_months * cells],
            was_spread: false,
            cohorts: BTreeMap::new(),
            stays: Vec::new(),
            hires: vec![0.0; n_months],
            leavers: vec![0.0; n_months],
        }
    }

    fn live(&mut self) {
        for start in &self.seats.starts {
            match *start {
                SeatStart::Filled { tenure } if tenure > 0.0 => {
                    *self.cohorts.entry(cohort_of(-tenure)).or_default() += 1.0;
                    self.stays.push((-tenure, 1.0));
                }
                SeatStart::Filled { .. } => self.lump(0.0, 1.0),
                SeatStart::Opens { at } => self.open(at, 1.0, true, 0),
            }
        }
        for month in 0..self.survival.n_months {
            match self.survival.timing {
                Timing::Continuous => self.live_at_any_time(month),
                Timing::Monthly => self.live_by_the_month(month),
            }
        }
    }

    /// What the stays add up to, and whether any of them was kept on the grid.
    fn count(self) -> (People, bool) {
        let n_months = self.survival.n_months;
        let mut worked = Worked {
            present: vec![0.0; n_months],
            ramped: vec![0.0; n_months],
        };
        for &(first_day, mass) in &self.stays {
            self.survival.work(first_day, mass, &mut worked);
        }
        let people = People {
            headcount: worked.present,
            rre: worked.ramped,
            hires: self.hires,
            leavers: self.leavers,
        };
        (people, self.was_spread)
    }

    /// A month with monthly timing: people leave at its end.
    fn live_by_the_month(&mut self, month: usize) {
        let (_, end) = bounds(month);
        let known = self.survival.leaves_in(month).is_some();
        let new: Vec<(f64, f64)> = self
            .take_until(month, end)
            .into_iter()
            .map(|hire| hire.0)
            .collect();
        let mut left = 0.0;
        let mut stayed: BTreeMap<i64, f64> = BTreeMap::new();
        let before = std::mem::take(&mut self.cohorts);
        let there = before.into_iter().map(|(cohort, mass)| (cohort, mass, 1.0));
        let joined = new
            .iter()
            .map(|&(day, mass)| (cohort_of(day), mass, end - day));
        for (cohort, mass, length) in there.chain(joined) {
            let chance = if known {
                1.0
            } else {
                -exp_m1(-self.survival.hazard(month, cohort) * length)
            };
            left += mass * chance;
            *stayed.entry(cohort).or_default() += mass * (1.0 - chance);
        }
        self.cohorts = stayed;
        for (day, mass) in new {
            self.hires[month] += mass;
            self.stays.push((day, mass));
        }
        self.leavers[month] += left;
        self.reopen(end, left, true, (month + 1) * self.cells);
    }

    /// A month in which people come and go at any time.
    fn live_at_any_time(&mut self, month: usize) {
        let (start, _) = bounds(month);
        if let Some(day) = self.survival.leaves_in(month) {
            self.leave_as_known(month, day);
        }
        // Who comes at the very start of the month is there for the whole of it.
        if let Some(mass) = self.lumps.remove(&start.to_bits()) {
            self.hires[month] += mass;
            self.stays.push((start, mass));
            *self.cohorts.entry(cohort_of(start)).or_default() += mass;
        }
        let width = 1.0 / float(self.cells);
        let mut there: Vec<(i64, f64, f64)> = self
            .cohorts
            .iter()
            .map(|(&cohort, &mass)| (cohort, mass, self.survival.hazard(month, cohort)))
            .collect();
        let next = cohort_of(start) + 1;
        there.push((next, 0.0, self.survival.hazard(month, next)));
        let new = there.len() - 1;
        for cell in month * self.cells..(month + 1) * self.cells {
            let from = float(cell) * width;
            self.live_through_cell(month, cell, (from, from + width), &mut there, new);
        }
        self.cohorts = there
            .into_iter()
            .map(|(cohort, mass, _)| (cohort, mass))
            .collect();
    }

    /// * `there`: first whole month, chance of being there and hazard of each cohort; `new` is that of this month
    fn live_through_cell(
        &mut self,
        month: usize,
        cell: usize,
        (from, to): (f64, f64),
        there: &mut [(i64, f64, f64)],
        new: usize,
    ) {
        let (width, middle) = (to - from, f64::midpoint(from, to));
        let mut left = 0.0;
        for (_, mass, hazard) in there.iter_mut() {
            let gone = *mass * -exp_m1(-*hazard * width);
            *mass -= gone;
            left += gone;
        }
        let hazard = there[new].2;
        self.leavers[month] += left;
        // They leave around the middle: of who is there at the start of a cell, about as many leave in either half.
        self.reopen(middle, left, false, cell);
        while let Some((&bits, &mass)) = self.lumps.range(from.to_bits()..to.to_bits()).next() {
            self.lumps.remove(&bits);
            let day = f64::from_bits(bits);
            self.come(month, (day, mass), to, hazard, &mut there[new].1, cell);
        }
        let mass = std::mem::take(&mut self.grid[cell]);
        if mass > 0.0 {
            self.come(month, (middle, mass), to, hazard, &mut there[new].1, cell);
        }
    }

    /// Somebody comes within a cell and may leave again before it ends.
    fn come(
        &mut self,
        month: usize,
        (day, mass): (f64, f64),
        to: f64,
        hazard: f64,
        there: &mut f64,
        cell: usize,
    ) {
        self.hires[month] += mass;
        self.stays.push((day, mass));
        let length = to - day;
        let stays = mass * exp(-hazard * length);
        *there += stays;
        let gone = mass - stays;
        if gone > 0.0 {
            self.leavers[month] += gone;
            // Mean time of leaving of those who leave before the cell ends.
            let worked = (mean_stay(hazard, length) - length * stays / mass) * mass / gone;
            self.reopen(day + worked.clamp(0.0, length), gone, false, cell + 1);
        }
    }

    /// Whoever is there leaves on a known day, or on the first of the month; whoever finds the seat empty and comes before
    /// that day leaves on it too, and where it is the first of the month, whoever comes within the month leaves at once.
    fn leave_as_known(&mut self, month: usize, leaves: f64) {
        let (start, end) = bounds(month);
        let is_within = leaves > start;
        let cell = first_month(leaves * float(self.cells));
        let first = self.take_until(month, if is_within { leaves } else { end });
        let there: f64 = std::mem::take(&mut self.cohorts).values().sum();
        self.leavers[month] += there;
        self.reopen(leaves, there, true, cell);
        for ((day, mass), exact) in first {
            self.hires[month] += mass;
            self.leavers[month] += mass;
            if is_within {
                self.stays.push((day, mass));
                self.reopen(leaves, mass, true, cell);
            } else {
                self.reopen(day, mass, exact, cell);
            }
        }
    }

    /// Takes out all who are going to come in a month before a time: first day and chance, and whether it is a lump.
    fn take_until(&mut self, month: usize, until: f64) -> Vec<((f64, f64), bool)> {
        let (start, _) = bounds(month);
        let mut new = Vec::new();
        while let Some((&bits, &mass)) = self.lumps.range(start.to_bits()..until.to_bits()).next() {
            self.lumps.remove(&bits);
            new.push(((f64::from_bits(bits), mass), true));
        }
        for cell in month * self.cells..(month + 1) * self.cells {
            let day = (float(cell) + 0.5) / float(self.cells);
            if day < until && self.grid[cell] > 0.0 {
                new.push(((day, std::mem::take(&mut self.grid[cell])), false));
            }
        }
        new
    }

    fn reopen(&mut self, time: f64, mass: f64, exact: bool, first_cell: usize) {
        if self.survival.role.backfill && mass > 0.0 {
            self.open(time, mass, exact, first_cell);
        }
    }

    /// A position opens, and is filled after its time to fill.
    ///
    /// * `exact`: whether it opens at this very time, and not somewhere around it
    /// * `first_cell`: first cell of the grid that may still be filled
    fn open(&mut self, time: f64, mass: f64, exact: bool, first_cell: usize) {
        let role = self.seats.role;
        let is_fixed = exact && self.fill.len() == 1;
        let is_frozen = self.workforce.freezes.iter().any(|f| f.roles[role]);
        for ix in 0..self.fill.len() {
            let (needed, chance) = self.fill[ix];
            let filled = if is_frozen {
                self.workforce.fill_time(role, time, needed)
            } else {
                time + needed
            };
            let on_first_day = filled < 0.0;
            let day = if on_first_day {
                self.workforce.fill_time(role, 0.0, 0.0)
            } else {
                filled
            };
            #[expect(clippy::float_cmp, reason = "a freeze ends at a whole month, exactly")]
            let after_freeze = is_frozen
                && self.workforce.freezes.iter().any(|freeze| {
                    let (until, _) = bounds(freeze.until);
                    freeze.roles[role] && day == until
                });
            if is_fixed || on_first_day || after_freeze {
                self.lump(day, mass * chance);
            } else {
                self.spread(day, mass * chance, first_cell);
            }
        }
    }

    fn lump(&mut self, day: f64, mass: f64) {
        if day < bounds(self.survival.n_months).0 {
            // Adding 0 turns -0 into 0, whose bits order like its value.
            *self.lumps.entry((day + 0.0).to_bits()).or_default() += mass;
        }
    }

    /// Puts a first day into the middles of the two cells around it, so that its mean is kept.
    fn spread(&mut self, day: f64, mass: f64, first_cell: usize) {
        self.was_spread = true;
        let place = (day * float(self.cells) - 0.5).max(float(first_cell));
        let lower = first_month(place);
        let share = place - float(lower);
        let frozen = self.workforce.freezes.iter().any(|freeze| {
            freeze.roles[self.seats.role]
                && (freeze.from..freeze.until).contains(&(lower / self.cells))
        });
        let share = if frozen { 1.0 } else { share };
        for (cell, mass) in [(lower, mass * (1.0 - share)), (lower + 1, mass * share)] {
            if let Some(place) = self.grid.get_mut(cell) {
                *place += mass;
            }
        }
    }
}

/// A time to fill as lumps: one if it is fixed, otherwise the chance and the mean of each stretch of a cell's width.
fn times_to_fill(law: &Law, width: f64, longest: f64) -> Vec<(f64, f64)> {
    if let Some(months) = law.as_constant() {
        return vec![(months.max(0.0), 1.0)];
    }
    let mut lumps = vec![(0.0, law.cdf(0.0))];
    let mut from = 0.0;
    let mut alive = law.survival(0.0);
    for cell in 1_u32.. {
        let to = f64::from(cell) * width;
        let left = law.survival(to);
        let chance = alive - left;
        if chance > 0.0 {
            // ∫ x dF by parts.
            let stays = super::quadrature::integral((from, to), &|x| law.survival(x));
            let mean = (from * alive - to * left + stays) / chance;
            lumps.push((mean.clamp(from, to), chance));
        }
        (from, alive) = (to, left);
        if alive < LEFT_ASIDE || from > longest {
            break;
        }
    }
    lumps.retain(|&(_, chance)| chance > 0.0);
    lumps
}

#[allow(clippy::cast_precision_loss, reason = "cells are counted in thousands")]
fn float(n: usize) -> f64 {
    n as f64
}

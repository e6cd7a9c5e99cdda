//! Deals on their way, as expected numbers over time.
//!
//! What comes at a known time is a point; what comes at any time within a cell, as part of a month, is spread over the
//! cell. A stage shifts both by its dwell time. Leads that arrive at any time of a month, at the same rate, are spread
//! exactly, so one stage is exact: with `G(x) = ∫₀ˣ F` the share of a cell that leaves `k` cells later is
//! `(G((k + 1) δ) − 2 G(k δ) + G((k − 1) δ)) / δ`. Behind the first stage, what is spread over a cell is not quite even;
//! two grids take the error of second order away, see `deals`.

use super::quadrature::integral;
use crate::kernel::law::Law;

/// Expected numbers (of deals, or of their value) over time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    /// Cells of a month.
    per_month: usize,
    pub(super) cells: Vec<f64>,
    pub(super) points: Vec<(f64, f64)>,
}

impl Flow {
    pub(super) fn nothing(n_months: usize, per_month: usize) -> Self {
        Self {
            per_month,
            cells: vec![0.0; n_months * per_month],
            points: Vec::new(),
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.points.is_empty() && self.cells.iter().all(|&mass| mass == 0.0)
    }

    fn end(&self) -> f64 {
        float(self.cells.len()) * self.width()
    }

    fn width(&self) -> f64 {
        1.0 / float(self.per_month)
    }

    /// Spreads so much evenly over a month.
    pub(super) fn spread(&mut self, month: usize, mass: f64) {
        let share = mass / float(self.per_month);
        self.cells[month * self.per_month..(month + 1) * self.per_month]
            .iter_mut()
            .for_each(|cell| *cell += share);
    }

    /// Adds something at a time; what comes after the end is left out.
    pub(super) fn add_point(&mut self, time: f64, mass: f64) {
        if time < self.end() && mass != 0.0 {
            self.points.push((time, mass));
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
        self.points.extend(&other.points);
    }

    /// The same with a factor for each month.
    pub(super) fn times(&self, factor: impl Fn(usize) -> f64) -> Self {
        let cells = self.cells.chunks(self.per_month).enumerate();
        Self {
            per_month: self.per_month,
            cells: cells
                .flat_map(|(month, cells)| {
                    let factor = factor(month);
                    cells.iter().map(move |mass| mass * factor)
                })
                .collect(),
            points: self
                .points
                .iter()
                .map(|&(time, mass)| (time, mass * factor(whole(time))))
                .collect(),
        }
    }

    /// What comes in each month.
    pub(super) fn by_month(&self) -> Vec<f64> {
        let mut months: Vec<f64> = self
            .cells
            .chunks(self.per_month)
            .map(|cells| cells.iter().sum())
            .collect();
        for &(time, mass) in &self.points {
            months[whole(time)] += mass;
        }
        months
    }

    /// The same after a time that follows a law.
    ///
    /// * `factor`: on the law, by the month in which the time begins; 0 or more
    pub(super) fn after(&self, law: &Law, factor: impl Fn(usize) -> f64) -> Self {
        let n_months = self.cells.len() / self.per_month;
        let mut out = Self::nothing(n_months, self.per_month);
        let mut done: Vec<u64> = Vec::new();
        for month in 0..n_months {
            let scale = factor(month);
            if done.contains(&scale.to_bits()) {
                continue;
            }
            done.push(scale.to_bits());
            #[expect(
                clippy::float_cmp,
                reason = "months with the very same factor go together"
            )]
            let part = self.times(|m| f64::from(u8::from(factor(m) == scale)));
            part.shift(&Scaled { law, scale }, &mut out);
        }
        out
    }

    fn shift(&self, law: &Scaled<'_>, out: &mut Self) {
        let constant = law.as_constant();
        for &(time, mass) in self.points.iter().filter(|(_, mass)| *mass != 0.0) {
            match constant {
                Some(months) => out.add_point(time + months, mass),
                None => out.add_after(time, mass, |t| law.cdf(t)),
            }
        }
        let Some(first) = self.cells.iter().position(|&mass| mass != 0.0) else {
            return;
        };
        let kernel = law.kernel(self.width(), self.cells.len() - first);
        for (cell, &mass) in self.cells.iter().enumerate().skip(first) {
            if mass != 0.0 {
                for (later, share) in out.cells[cell..].iter_mut().zip(&kernel) {
                    *later += mass * share;
                }
            }
        }
    }

    /// Adds what comes after a time, at most so many months later with chance `cdf`.
    pub(super) fn add_after(&mut self, time: f64, mass: f64, cdf: impl Fn(f64) -> f64) {
        let width = self.width();
        let first = whole(time / width);
        let mut before = 0.0;
        for cell in first..self.cells.len() {
            let chance = cdf(float(cell + 1) * width - time);
            self.cells[cell] += mass * (chance - before);
            before = chance;
        }
    }
}

/// A law times a factor.
struct Scaled<'a> {
    law: &'a Law,
    scale: f64,
}

impl Scaled<'_> {
    /// The value of a time that is always the same; times are never below 0.
    fn as_constant(&self) -> Option<f64> {
        if self.scale <= 0.0 || self.law.support().1 <= 0.0 {
            return Some(0.0);
        }
        self.law.as_constant().map(|value| value * self.scale)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            0.0
        } else {
            self.law.cdf(x / self.scale)
        }
    }

    /// Share of what is spread over a cell that comes so many cells later.
    fn kernel(&self, width: f64, n: usize) -> Vec<f64> {
        let mut integrals = vec![0.0];
        for k in 0..n {
            let (from, to) = (float(k) * width, float(k + 1) * width);
            let more = match self.as_constant() {
                Some(value) => (to - value.max(from)).max(0.0),
                None => integral((from, to), &|x| self.cdf(x)),
            };
            integrals.push(more);
        }
        // The integral of F over each cell, less that over the cell before.
        integrals
            .windows(2)
            .map(|pair| (pair[1] - pair[0]) / width)
            .collect()
    }
}

/// Index of the month or cell in which a time of 0 or more lies.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times are small and not negative"
)]
fn whole(time: f64) -> usize {
    time as usize
}

#[allow(clippy::cast_precision_loss, reason = "cells are counted in thousands")]
pub(super) fn float(n: usize) -> f64 {
    n as f64
}

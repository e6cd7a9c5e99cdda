//! Deals on their way, as expected numbers over time.
//!
//! What comes at a known time is a point; what comes evenly between two times, as the leads of a month, is a stretch;
//! and what comes at any time within a cell of a grid is spread over the cell. A stage shifts all three by its dwell
//! time. A constant time moves points and stretches, exactly. Any other law turns them into cells: with
//! `G(x) = ∫₀ˣ F` the share of a cell that leaves `k` cells later is
//! `(G((k + 1) δ) − 2 G(k δ) + G((k − 1) δ)) / δ`, exactly where what comes is even over the cell, as leads are. So the
//! first stage whose time is not constant is exact, if it is the first or leads come by the month.
//!
//! Behind it, what is spread over a cell is not quite even. Two grids take the error of second order away, see `deals`;
//! what is left in any month is, as a share of the leads of a month,
//!
//! * below 1e-7 for laws with a coefficient of variation of 1 or less (2e-6 if leads come at points),
//! * below 1e-5 for laws up to a coefficient of variation of 2 (2e-3 if leads come at points: then many leave at once,
//!   within the first cell),
//! * below 1e-4 for laws with edges, such as the uniform one, and up to 1e-2 of what an edge is high for laws of few
//!   values, which move whole cells.
//!
//! `tests/expect/accuracy.rs` holds these bounds against sums of laws that are known in closed form.

use super::quadrature::integral;
use crate::kernel::law::Law;

/// Expected numbers (of deals, or of their value) over time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    /// Cells of a month.
    per_month: usize,
    cells: Vec<f64>,
    /// Time and mass of what comes at once.
    points: Vec<(f64, f64)>,
    /// What comes evenly between two times.
    stretches: Vec<Stretch>,
}

/// What comes evenly between two times.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: f64,
    to: f64,
    mass: f64,
}

impl Stretch {
    /// The part of it that comes between two times.
    fn within(self, from: f64, to: f64) -> Self {
        let (start, end) = (self.from.max(from), self.to.min(to));
        let share = (end - start).max(0.0) / (self.to - self.from);
        Self {
            from: start,
            to: end,
            mass: self.mass * share,
        }
    }

    /// Its parts in cells of a width, with the index of each.
    fn parts(self, width: f64) -> impl Iterator<Item = (usize, Self)> {
        let cells = whole(self.from / width)..;
        cells
            .map(move |cell| {
                (
                    cell,
                    self.within(float(cell) * width, float(cell + 1) * width),
                )
            })
            .take_while(|(_, part)| part.from < part.to)
    }
}

impl Flow {
    pub(super) fn nothing(n_months: usize, per_month: usize) -> Self {
        Self {
            per_month,
            cells: vec![0.0; n_months * per_month],
            points: Vec::new(),
            stretches: Vec::new(),
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        let is_empty = self.points.is_empty() && self.stretches.is_empty();
        is_empty && self.cells.iter().all(|&mass| mass == 0.0)
    }

    fn end(&self) -> f64 {
        float(self.cells.len()) * self.width()
    }

    fn width(&self) -> f64 {
        1.0 / float(self.per_month)
    }

    /// Spreads so much evenly over a month.
    pub(super) fn spread(&mut self, month: usize, mass: f64) {
        self.add_stretch(Stretch {
            from: float(month),
            to: float(month + 1),
            mass,
        });
    }

    /// Adds a stretch; what of it comes after the end is left out.
    fn add_stretch(&mut self, stretch: Stretch) {
        let inside = stretch.within(0.0, self.end());
        if inside.mass != 0.0 {
            self.stretches.push(inside);
        }
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
        self.stretches.extend(&other.stretches);
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
            stretches: self
                .by_stretch(1.0)
                .map(|(month, part)| Stretch {
                    mass: part.mass * factor(month),
                    ..part
                })
                .filter(|part| part.mass != 0.0)
                .collect(),
        }
    }

    /// Every part of a stretch in cells of a width, with the index of the cell.
    fn by_stretch(&self, width: f64) -> impl Iterator<Item = (usize, Stretch)> {
        self.stretches
            .iter()
            .flat_map(move |stretch| stretch.parts(width))
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
        for (month, part) in self.by_stretch(1.0) {
            months[month] += part.mass;
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
        let mut cells = self.cells.clone();
        match constant {
            Some(months) => {
                for stretch in &self.stretches {
                    out.add_stretch(Stretch {
                        from: stretch.from + months,
                        to: stretch.to + months,
                        mass: stretch.mass,
                    });
                }
            }
            None => {
                for (cell, part) in self.by_stretch(self.width()) {
                    cells[cell] += part.mass;
                }
            }
        }
        let Some(first) = cells.iter().position(|&mass| mass != 0.0) else {
            return;
        };
        let kernel = law.kernel(self.width(), cells.len() - first);
        for (cell, &mass) in cells.iter().enumerate().skip(first) {
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

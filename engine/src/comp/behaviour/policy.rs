//! The policy: which effort is best with so many months left and so much attained, found by dynamic programming.

use super::effort::Effort;
use super::luck::Luck;
use super::pay_curve::PayCurve;

/// Attainments at which the best effort is worked out.
const N_POINTS: usize = 289;
/// Efforts among which the best is looked for, before it is refined between its neighbours.
const N_LEVELS: u32 = 40;
/// How far below nothing attainments are told apart: what is missing where deals have been signed before the period begins.
const BELOW: f64 = 1.0;
/// How far beyond the last place where pay bends attainments are told apart, at least.
const BEYOND: f64 = 0.25;
/// Effort that makes up for a rounding of the sum of attainment and results.
const ROUNDING: f64 = 1e-12;

/// Efforts that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// Any, from nothing to the most.
    Any,
    /// These only.
    Of(Vec<f64>),
}

/// The best effort by months left and attainment so far.
///
/// With `n` months left and attainment `x`, what is still to be had is worth
/// `V_n(x) = max_e E V_{n−1}(x + (b + k e) L) − cost(e)`, where `L` is luck and `V_0` the pay of the period (Bellman 1957).
/// Luck makes the objective one of several tops, so that the best effort is looked for among all levels, and refined only
/// between the neighbours of the best one.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    low: f64,
    step: f64,
    /// By months left less one, then by point.
    efforts: Vec<Vec<f64>>,
    values: Vec<Vec<f64>>,
}

impl Policy {
    /// Works out a policy.
    ///
    /// * `pay`: of the whole period; `month`: what the effort of a month brings and costs
    /// * `n_months`: months of the period, at least 1
    ///
    /// # Panics
    ///
    /// If the period has no month.
    #[must_use]
    pub fn solve(
        pay: &PayCurve,
        month: &Effort,
        n_months: usize,
        luck: &Luck,
        levels: &Levels,
    ) -> Self {
        assert!(n_months > 0, "a period has a month");
        let (low, high) = ends(pay, month, n_months, luck);
        #[allow(clippy::cast_precision_loss, reason = "points are few")]
        let step = (high - low) / (N_POINTS - 1) as f64;
        let mut policy = Self {
            low,
            step,
            efforts: Vec::with_capacity(n_months),
            values: Vec::with_capacity(n_months),
        };
        let levels: Vec<f64> = match levels {
            Levels::Of(levels) => levels.clone(),
            Levels::Any => (0..=N_LEVELS)
                .map(|level| month.most * f64::from(level) / f64::from(N_LEVELS))
                .collect(),
        };
        let refines = levels.len() > 2;
        for left in 1..=n_months {
            let search = Search {
                policy: &policy,
                pay,
                month,
                luck,
                left,
            };
            let points = (0..N_POINTS).map(|point| {
                let attainment = policy.point(point);
                search.best(attainment, &levels, refines)
            });
            let (efforts, values) = points.unzip();
            policy.efforts.push(efforts);
            policy.values.push(values);
        }
        policy
    }

    #[allow(clippy::cast_precision_loss, reason = "points are few")]
    fn point(&self, point: usize) -> f64 {
        self.low + self.step * point as f64
    }

    /// The best effort, straight between the points at which it is known.
    ///
    /// * `left`: months left of the period, this one included; more than there are count as all
    /// * `attainment`: so far
    #[must_use]
    pub fn effort(&self, left: usize, attainment: f64) -> f64 {
        let row = &self.efforts[left.clamp(1, self.efforts.len()) - 1];
        let (point, part) = self.place(attainment);
        let part = part.clamp(0.0, 1.0);
        row[point] + (row[point + 1] - row[point]) * part
    }

    /// What the rest of the period is worth: pay less the cost of effort, on average.
    ///
    /// * `left`, `attainment`: as in [`effort`](Self::effort)
    #[must_use]
    pub fn value(&self, left: usize, attainment: f64) -> f64 {
        let row = &self.values[left.clamp(1, self.values.len()) - 1];
        let (point, part) = self.place(attainment);
        row[point] + (row[point + 1] - row[point]) * part
    }

    /// Number of months of the period.
    #[must_use]
    pub fn n_months(&self) -> usize {
        self.efforts.len()
    }

    /// The point below an attainment, and how far it lies on the way to the next one; beyond the ends it goes on straight.
    #[inline]
    fn place(&self, attainment: f64) -> (usize, f64) {
        let at = (attainment - self.low) / self.step;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a cast ends at 0 and points are few"
        )]
        {
            let point = (at as usize).min(N_POINTS - 2);
            (point, at - point as f64)
        }
    }
}

/// Attainments between which a policy is worked out.
fn ends(pay: &PayCurve, month: &Effort, n_months: usize, luck: &Luck) -> (f64, f64) {
    #[allow(clippy::cast_precision_loss, reason = "months are few")]
    let n = n_months as f64;
    let shifts = luck.cases().iter().map(|case| case.shift);
    let least = shifts.fold(0.0, f64::min);
    let low = n * (month.base.min(0.0) + least) - BELOW;
    let high = (n * month.output(month.most.min(1.0))).max(pay.last());
    (low, high + BEYOND - least * n)
}

/// The search for the best effort with so many months left.
struct Search<'s> {
    policy: &'s Policy,
    pay: &'s PayCurve,
    month: &'s Effort,
    luck: &'s Luck,
    left: usize,
}

impl Search<'_> {
    fn value(&self, attainment: f64, effort: f64) -> f64 {
        let expected = self.month.output(effort);
        let after = if self.left == 1 {
            let pay = |results: f64| self.pay.at(attainment + results);
            self.luck.mean_of(expected, pay)
        } else {
            let later = |results: f64| self.policy.value(self.left - 1, attainment + results);
            self.luck.mean_of(expected, later)
        };
        after - self.month.cost.of(effort)
    }

    /// The best effort and what it is worth; of two equally good ones the lower.
    fn best(&self, attainment: f64, levels: &[f64], refines: bool) -> (f64, f64) {
        let values: Vec<f64> = levels.iter().map(|&e| self.value(attainment, e)).collect();
        let mut best = 0;
        for level in 1..levels.len() {
            if values[level] > values[best] {
                best = level;
            }
        }
        let mut chosen = (levels[best], values[best]);
        if !refines {
            return chosen;
        }
        let mut consider = |effort: f64| {
            if effort >= 0.0 && effort <= self.month.most {
                let value = self.value(attainment, effort);
                if value > chosen.1 {
                    chosen = (effort, value);
                }
            }
        };
        // The top of the parabola through the best level and its neighbours: exact where pay is straight and cost quadratic.
        let middle = best.clamp(1, levels.len() - 2);
        let (before, at, after) = (values[middle - 1], values[middle], values[middle + 1]);
        let bend = before - 2.0 * at + after;
        if bend < 0.0 {
            let step = levels[middle + 1] - levels[middle];
            consider(levels[middle] + step * 0.5 * (before - after) / bend);
        }
        if self.left == 1 {
            // Where pay bends or jumps the best effort may lie right there, a rounding above it.
            for piece in self.pay.pieces() {
                consider(self.month.needed(piece.from - attainment) + ROUNDING);
            }
        }
        chosen
    }
}

//! Initiatives: tools, trainings and process changes, with a cost, a start and effects that people come to adopt.
//!
//! What an initiative moves is moved where the numbers stand ([`kernel::moved`](crate::kernel::moved)), so that whoever
//! reads a number reads it moved. Here is what it costs, and how fast it takes hold.

pub mod adoption;

use std::ops::Range;

use crate::kernel::field::Field;
use crate::units::Money;

/// A tool, a training or a process change.
#[derive(Clone, Debug)]
pub struct Initiative {
    /// Id in the files.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// First month.
    pub start: usize,
    /// First month after it; the end of the horizon unless it is given up before.
    pub until: usize,
    /// What it costs in its first month [minor units]; one row.
    pub cost_once: Field,
    /// What it costs in each of its months [minor units]; one row.
    pub cost_per_month: Field,
    /// Share of its effects that holds in each month of the horizon, 0 to 1; shape `(n_months,)`.
    pub shares: Vec<f64>,
    /// Paths of the numbers that it moves, in alphabetical order.
    pub moves: Vec<String>,
}

impl Initiative {
    /// What it costs in a month [minor units].
    #[must_use]
    pub fn cost(&self, month: usize) -> Money {
        if !(self.start..self.until).contains(&month) {
            return Money::ZERO;
        }
        let once = if month == self.start {
            Money::round(self.cost_once.at(0, month))
        } else {
            Money::ZERO
        };
        once + Money::round(self.cost_per_month.at(0, month))
    }

    /// What it costs in some months [minor units].
    #[must_use]
    pub fn cost_over(&self, months: Range<usize>) -> Money {
        months.map(|month| self.cost(month)).sum()
    }

    /// Share of its effects that holds in some months, on average; 0 for none.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "months are few")]
    pub fn adopted(&self, months: Range<usize>) -> f64 {
        let shares = &self.shares[months];
        shares.iter().sum::<f64>() / shares.len().max(1) as f64
    }

    /// Whether it may cost anything.
    #[must_use]
    pub fn costs_anything(&self) -> bool {
        let months = self.start..self.until;
        let is_free = |field: &Field| {
            !field.is_uncertain() && months.clone().all(|month| field.at(0, month) <= 0.0)
        };
        !(is_free(&self.cost_once) && is_free(&self.cost_per_month))
    }

    /// Puts one trial's draws into its costs.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.cost_once.redraw(draws);
        self.cost_per_month.redraw(draws);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(once: f64, per_month: f64) -> Initiative {
        Initiative {
            id: "tool".into(),
            name: "Tool".into(),
            start: 2,
            until: 4,
            cost_once: Field::constant(once),
            cost_per_month: Field::constant(per_month),
            shares: vec![0.0, 0.0, 0.5, 1.0, 0.0, 0.0],
            moves: Vec::new(),
        }
    }

    #[test]
    fn it_is_paid_once_and_then_as_long_as_it_runs() {
        let costs: Vec<i64> = (0..6).map(|m| tool(100.4, 7.0).cost(m).minor()).collect();
        assert_eq!(costs, [0, 0, 107, 7, 0, 0]);
        assert_eq!(tool(100.4, 7.0).cost_over(1..4).minor(), 114);
        assert!((tool(0.0, 0.0).adopted(1..4) - 0.5).abs() < 1e-12);
        assert!(tool(1.0, 0.0).costs_anything() && tool(0.0, 1.0).costs_anything());
        assert!(!tool(0.0, 0.0).costs_anything());
    }
}

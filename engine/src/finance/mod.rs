//! Money: margin, costs beyond pay, targets and budgets.

mod parts;

use std::ops::Range;

use crate::kernel::field::Field;
use crate::units::Money;

pub use parts::{Mismatch, Parts};

/// Margin, costs beyond pay, targets and budgets. Fields in minor units.
#[derive(Clone, Debug)]
pub struct Finance {
    /// Share of bookings left after the cost of what is sold; row = deal class.
    pub gross_margin: Field,
    /// Marketing spend a month; one row.
    pub marketing_per_month: Field,
    /// Other cost of sales a month; one row.
    pub overhead_per_month: Field,
    /// Targets, sorted by period.
    pub targets: Vec<Target>,
    /// Budgets, sorted by period.
    pub budgets: Vec<Budget>,
    /// Bookings of the fiscal year before the first whole one of the plan, if they are known.
    pub bookings_last_year: Option<Money>,
}

/// What the cost of sales of a period should not exceed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Label of its period, such as "FY2027" or "FY2027-Q3".
    pub period: String,
    /// Its months inside the horizon.
    pub months: Range<usize>,
    /// Most that the cost of sales may come to.
    pub cost: Money,
}

/// Whose bookings a target counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole company's.
    Company,
    /// Those in a region.
    Region(usize),
    /// Those in a segment.
    Segment(usize),
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Label of its period, such as "FY2027" or "FY2027-Q3".
    pub period: String,
    /// Its months inside the horizon.
    pub months: Range<usize>,
    /// Whose bookings count.
    pub scope: Scope,
    /// Bookings to reach.
    pub bookings: Money,
}

impl Finance {
    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for field in [
            &mut self.gross_margin,
            &mut self.marketing_per_month,
            &mut self.overhead_per_month,
        ] {
            field.redraw(draws);
        }
    }
}

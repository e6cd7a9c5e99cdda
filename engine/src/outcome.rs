//! Plain data that one of the upper modules shows of another: comparisons, tornados, searches, sweeps, precision.

pub mod assignment;
pub mod backtest;
pub mod demand;
pub mod pipeline;
pub mod precision;
pub mod reconciliation;
pub mod search;
pub mod tornado;

use crate::calendar::Period;
use crate::kernel::summary::{Moments, Paired, Share};
use crate::kpi::Kpi;
use crate::kpi::alert::Alert;
use crate::units::Money;

/// What a what-if changes, in and out.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Short name of the what-if.
    pub name: String,
    /// Hash of the what-if's merged scenario.
    pub hash: String,
    /// What was changed in the files.
    pub inputs: Vec<InputChange>,
    /// What that changes, period by period.
    pub periods: Vec<ComparedPeriod>,
    /// The chances of targets that both plans set beside those of the periods: of regions, segments and other periods.
    pub targets: Vec<ComparedTarget>,
    /// Alerts that both plans set, and of which the futures of both tell something.
    pub alerts: Vec<ComparedAlert>,
}

/// An alert of two plans, in the same futures.
#[derive(Clone, Debug)]
pub struct ComparedAlert {
    /// The alert, as the base and as the what-if has it.
    pub alerts: [Alert; 2],
    /// Share of futures in which its limit is missed: in the base and in the what-if, each over the futures in which both have
    /// a value.
    pub missed: [Share; 2],
    /// What-if minus base, future by future: 1 where only the what-if misses the limit, -1 where only the base does.
    pub difference: Moments,
}

impl ComparedAlert {
    /// Whether it is raised in the base and in the what-if.
    #[must_use]
    pub fn raised(&self) -> [bool; 2] {
        [0, 1].map(|ix| self.missed[ix].value >= self.alerts[ix].chance)
    }

    /// What the what-if does to it.
    #[must_use]
    pub fn change(&self) -> AlertChange {
        match self.raised() {
            [true, true] => AlertChange::StaysRaised,
            [true, false] => AlertChange::TakenAway,
            [false, true] => AlertChange::Raised,
            [false, false] => AlertChange::StaysQuiet,
        }
    }
}

/// What a what-if does to an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertChange {
    /// It is raised in the what-if alone.
    Raised,
    /// It is raised in the base alone.
    TakenAway,
    /// It is raised in both.
    StaysRaised,
    /// It is raised in neither.
    StaysQuiet,
}

impl AlertChange {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::TakenAway => "taken-away",
            Self::StaysRaised => "stays-raised",
            Self::StaysQuiet => "stays-quiet",
        }
    }
}

/// A target of two plans, and its chances in the same futures.
#[derive(Clone, Debug)]
pub struct ComparedTarget {
    /// Its period, and its region or segment if it has one: "FY2027, Americas".
    pub label: String,
    /// Bookings to reach, as the base and as the what-if has it.
    pub bookings: [Money; 2],
    /// The chance to reach it: output `target-reached`.
    pub chance: ComparedOutput,
}

/// The outputs of a period, side by side.
#[derive(Clone, Debug)]
pub struct ComparedPeriod {
    /// The period.
    pub period: Period,
    /// Its headline outputs.
    pub outputs: Vec<ComparedOutput>,
}

/// An output of two plans in the same futures.
#[derive(Clone, Debug)]
pub struct ComparedOutput {
    /// Which output.
    pub kpi: &'static Kpi,
    /// The base, in the futures in which both plans have a value.
    pub base: Moments,
    /// The what-if, in the same futures.
    pub what_if: Moments,
    /// What-if minus base, future by future.
    pub paired: Paired,
    /// Share of futures in which the what-if is better: higher, or lower where low is good.
    pub better: Share,
    /// Share of futures in which the base is better.
    pub worse: Share,
}

/// Something that differs between two scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputChange {
    /// A value.
    Value {
        /// Its path in the scenario.
        path: String,
        /// As the base has it; `None` if only the what-if says it.
        old: Option<String>,
        /// As the what-if has it; `None` if only the base says it.
        new: Option<String>,
    },
    /// The rows of a table.
    Table {
        /// Path of the key that names the table.
        path: String,
        /// Rows that only the what-if has, by the text of their first column.
        added: Vec<String>,
        /// Rows that only the base has.
        removed: Vec<String>,
        /// Cells that differ.
        changed: Vec<CellChange>,
    },
}

/// A cell that differs between two tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// The text of the row's first column.
    pub row: String,
    /// The column.
    pub column: String,
    /// As the base has it; empty if it has no such column.
    pub old: String,
    /// As the what-if has it.
    pub new: String,
}

impl InputChange {
    /// The path that is changed.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Value { path, .. } | Self::Table { path, .. } => path,
        }
    }
}

impl Comparison {
    /// What a reader of this comparison must know about what the engine does not model.
    #[must_use]
    pub fn note(&self) -> Option<&'static str> {
        let only = |is: fn(&str) -> bool| {
            !self.inputs.is_empty() && self.inputs.iter().all(|change| is(change.path()))
        };
        if only(is_pay) {
            Some("behaviour is off: the plan changes pay only")
        } else if only(is_comp) {
            Some(
                "behaviour is off: reps work as before; the plan changes pay, attainment and, through it, attrition",
            )
        } else {
            None
        }
    }
}

fn is_comp(path: &str) -> bool {
    path.starts_with("comp.")
}

/// Whether a path is a part of a comp plan that moves nothing but the payout.
fn is_pay(path: &str) -> bool {
    let part = path
        .strip_prefix("comp.plans.")
        .and_then(|rest| rest.split_once('.'));
    part.is_some_and(|(_, key)| {
        ["tiers", "rate", "bonuses", "tier-method"]
            .iter()
            .any(|pay| key.starts_with(pay))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(paths: &[&str]) -> Comparison {
        let change = |path: &&str| InputChange::Value {
            path: (*path).into(),
            old: None,
            new: None,
        };
        Comparison {
            name: String::new(),
            hash: String::new(),
            inputs: paths.iter().map(change).collect(),
            periods: Vec::new(),
            targets: Vec::new(),
            alerts: Vec::new(),
        }
    }

    #[test]
    fn a_change_of_pay_alone_is_noted() {
        let note =
            comparison(&["comp.plans.ae.tiers[1].multiplier", "comp.plans.ae.bonuses"]).note();
        assert_eq!(note, Some("behaviour is off: the plan changes pay only"));
        assert!(
            comparison(&["comp.plans.ae.quota-per-year"])
                .note()
                .unwrap()
                .contains("attrition")
        );
        assert_eq!(
            comparison(&["comp.plans.ae.tiers", "workforce.groups.x.count"]).note(),
            None
        );
        assert_eq!(comparison(&[]).note(), None);
    }
}

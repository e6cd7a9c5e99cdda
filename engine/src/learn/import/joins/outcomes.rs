//! What a stage says about the outcome of a deal.

use std::collections::BTreeMap;

use super::super::columns::{Column, Table};
use super::super::deals::{Outcome, outcome_of_stage};
use super::super::names::{is_blank, key};
use super::super::reference::is_true;

/// Outcomes of stages: as a table of stages states them, else as their names do.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcomes(BTreeMap<String, Outcome>);

impl Outcomes {
    /// The outcomes that a table of stages states.
    pub(super) fn of(stages: &Table) -> Self {
        let mut outcomes = BTreeMap::new();
        if !stages.has(Column::IsWon) && !stages.has(Column::IsClosed) {
            return Self(outcomes);
        }
        for row in &stages.sheet.rows {
            let cell = |column| stages.cell(row, column);
            let (name, is) = (cell(Column::Stage), |column| is_true(cell(column)));
            let outcome = match (is(Column::IsWon), is(Column::IsClosed)) {
                (true, _) => Outcome::Won,
                // A table that knows no winners leaves it to the names which ends are won.
                (false, true) if stages.has(Column::IsWon) => Outcome::Lost,
                (false, true) => match outcome_of_stage(name) {
                    Outcome::Open => Outcome::Lost,
                    named => named,
                },
                (false, false) if stages.has(Column::IsClosed) => Outcome::Open,
                (false, false) => outcome_of_stage(name),
            };
            if !is_blank(name) {
                // Of two pipelines with a stage of one name, the one furthest along counts.
                let known = outcomes.entry(key(name)).or_insert(outcome);
                *known = outcome.max(*known);
            }
        }
        Self(outcomes)
    }

    /// Adds what a history shows to be ends; what a table states is believed.
    pub(super) fn learn(&mut self, ends: &BTreeMap<String, Outcome>) {
        for (name, outcome) in ends {
            self.0.entry(key(name)).or_insert(*outcome);
        }
    }

    /// Whether any is stated or learnt.
    pub(super) fn are_stated(&self) -> bool {
        !self.0.is_empty()
    }

    /// The outcome of a stage.
    pub(super) fn outcome(&self, stage: &str) -> Outcome {
        let stated = self.0.get(&key(stage)).copied();
        stated.unwrap_or_else(|| outcome_of_stage(stage))
    }
}

//! Chances of winning by stage, as a weighted pipeline takes them.

use super::Model;
use crate::kernel::field::Field;

/// Chance that a deal passes every stage that remains, the one that it is in included, by class, stage and month.
///
/// These are the plan's own chances, with every assumption at its mean. As is the custom, neither rep, score nor capacity
/// enters, nor age: these are what the simulation adds.
#[derive(Clone, Debug)]
pub struct Prospects {
    n_months: usize,
    n_stages: usize,
    /// Group of each class: those of a group have the same chances.
    group_of: Vec<usize>,
    /// Row = group x stage; column = month.
    chances: Vec<f64>,
}

impl Prospects {
    /// Those of a plan.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let stages = &model.funnel.stages;
        let (n_months, n_stages) = (model.calendar.n_months(), stages.len());
        let centres: Vec<f64> = model.assumptions.centres().collect();
        let passes: Vec<Field> = stages
            .iter()
            .map(|stage| {
                let mut pass = stage.pass.clone();
                pass.redraw(&centres);
                pass
            })
            .collect();
        let mut groups: Vec<Vec<f64>> = Vec::new();
        let mut group_of = Vec::new();
        for class in 0..model.dimensions.n_classes() {
            let mut chances = vec![0.0; n_stages * n_months];
            for month in 0..n_months {
                let mut chance = 1.0;
                for stage in (0..n_stages).rev() {
                    chance *= passes[stage].at(class, month);
                    chances[stage * n_months + month] = chance;
                }
            }
            let known = groups.iter().position(|group| *group == chances);
            group_of.push(known.unwrap_or(groups.len()));
            if known.is_none() {
                groups.push(chances);
            }
        }
        Self {
            n_months,
            n_stages,
            group_of,
            chances: groups.concat(),
        }
    }

    /// Number of groups of classes that have the same chances.
    #[must_use]
    pub fn n_groups(&self) -> usize {
        self.chances.len() / (self.n_stages * self.n_months)
    }

    /// Number of stages.
    #[must_use]
    pub fn n_stages(&self) -> usize {
        self.n_stages
    }

    /// Group of a class.
    #[inline]
    #[must_use]
    pub fn group_of(&self, class: usize) -> usize {
        self.group_of[class]
    }

    /// Chance of a group's deal in a stage, at the probabilities of a month; those of the last month hold afterwards.
    #[must_use]
    pub fn chance(&self, group: usize, stage: usize, month: usize) -> f64 {
        let month = month.min(self.n_months - 1);
        self.chances[(group * self.n_stages + stage) * self.n_months + month]
    }
}

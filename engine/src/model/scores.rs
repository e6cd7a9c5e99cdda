//! How far objectives were really reached, where that is known.

use super::Model;
use crate::flows::Spell;

/// Known scores of the period under way, by seat and objective of its plan.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    known: Vec<Vec<Option<f64>>>,
    /// Whether any is known: mostly none is.
    any: bool,
}

impl Scores {
    pub(super) fn new(model: &Model) -> Self {
        let seats = model.workforce.seats.iter();
        let objectives = seats.map(|seat| {
            let plan = model.comp.plan_of(seat.role);
            vec![None; plan.map_or(0, |plan| plan.objectives.len())]
        });
        Self {
            known: objectives.collect(),
            any: false,
        }
    }

    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.any) {
            self.known.iter_mut().for_each(|seat| seat.fill(None));
        }
    }

    /// The person in a seat is known to have reached an objective so far; what is said last holds.
    pub(super) fn judge(&mut self, seat: usize, objective: usize, score: f64) {
        self.known[seat][objective] = Some(score);
        self.any = true;
    }

    /// How far the person in a seat has reached an objective in the period under way, if that is known.
    pub(super) fn of(&self, seat: usize, objective: usize) -> Option<f64> {
        if self.any {
            self.known[seat][objective]
        } else {
            None
        }
    }

    /// Forgets what a month has settled for a person.
    pub(super) fn settle(&mut self, model: &Model, spell: &Spell, month: usize) {
        if !self.any {
            return;
        }
        let plan = model.comp.plan_of(model.workforce.seats[spell.seat].role);
        let judged = plan.map_or(&[][..], |plan| &plan.objectives);
        for (objective, score) in judged.iter().zip(&mut self.known[spell.seat]) {
            if spell.left || model.calendar.ends_period(objective.period, month) {
                *score = None;
            }
        }
    }
}

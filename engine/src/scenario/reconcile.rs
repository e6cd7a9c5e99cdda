//! What a target was built on, as a scenario states it.

use super::path::KeyPath;
use super::setting::{Change, Setting};
use crate::model::Model;
use crate::model::factor::Factor;

/// What a scenario says about the reconciliation of plans; nothing of it is simulated in a run.
#[derive(Clone, Debug, Default)]
pub struct Reconcile {
    /// Label of the period of the bridge, if it is stated.
    pub period: Option<String>,
    /// What the bridge measures, if it is stated.
    pub measure: Option<Measured>,
    /// Planned numbers, sorted by factor and path.
    pub planned: Vec<Planned>,
}

/// What plans are compared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Value signed.
    Bookings,
    /// Value delivered.
    Delivered,
}

impl Measured {
    /// Id in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Bookings => "bookings",
            Self::Delivered => "delivered",
        }
    }

    /// Name in reports.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Bookings => "Bookings",
            Self::Delivered => "Value delivered",
        }
    }
}

/// A number that the target was built on.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// What it belongs to.
    pub factor: Factor,
    /// Its path as the file writes it.
    pub path: String,
    /// Where the file states it.
    pub stated: KeyPath,
    /// Where the number that it replaces stands.
    pub at: KeyPath,
    /// The number, in the unit of the file.
    pub value: f64,
    /// Uncertain numbers that are held at it: the names of their assumptions, and the engine's units in one of the file's.
    /// They stay uncertain in the file, so that what is correlated with them still is.
    pub held: Vec<(String, f64)>,
    /// Where certain numbers stand that it takes the place of.
    pub set: Vec<KeyPath>,
}

impl Reconcile {
    /// Planned numbers of a factor.
    pub fn planned_for(&self, factor: Factor) -> impl Iterator<Item = &Planned> {
        self.planned
            .iter()
            .filter(move |planned| planned.factor == factor)
    }

    /// What puts the planned numbers of some factors in place of certain ones.
    #[must_use]
    pub fn settings(&self, factors: &[Factor]) -> Vec<Setting> {
        let setting = |planned: &Planned, at: &KeyPath| Setting {
            at: at.clone(),
            change: Change::Planned {
                value: planned.value,
                stated: planned.stated.clone(),
            },
        };
        let of_them = self.of(factors);
        of_them
            .flat_map(|planned| planned.set.iter().map(move |at| setting(planned, at)))
            .collect()
    }

    /// A model in which the planned numbers of some factors hold uncertain ones.
    #[must_use]
    pub fn holding(&self, factors: &[Factor], mut model: Model) -> Model {
        for planned in self.of(factors) {
            for (name, scale) in &planned.held {
                let mut list = model.assumptions.list().iter();
                if let Some(slot) = list.position(|assumption| assumption.name == *name) {
                    let value = planned.value * scale;
                    model.assumptions = model.assumptions.holding(slot, value);
                }
            }
        }
        model
    }

    fn of<'r>(&'r self, factors: &'r [Factor]) -> impl Iterator<Item = &'r Planned> {
        let is_asked = |planned: &&Planned| factors.contains(&planned.factor);
        self.planned.iter().filter(is_asked)
    }
}

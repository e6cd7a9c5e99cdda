//! What a target was built on, as a scenario states it.

use super::path::KeyPath;
use super::setting::{Change, Setting};
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
    /// Where the number that it replaces stands.
    pub at: KeyPath,
    /// The number, in the unit of the file.
    pub value: f64,
}

impl Reconcile {
    /// Planned numbers of a factor.
    pub fn planned_for(&self, factor: Factor) -> impl Iterator<Item = &Planned> {
        self.planned
            .iter()
            .filter(move |planned| planned.factor == factor)
    }

    /// What puts the planned numbers of some factors in place.
    #[must_use]
    pub fn settings(&self, factors: &[Factor]) -> Vec<Setting> {
        let of_them = self
            .planned
            .iter()
            .filter(|planned| factors.contains(&planned.factor));
        of_them
            .map(|planned| Setting {
                at: planned.at.clone(),
                change: Change::Planned(planned.value),
            })
            .collect()
    }
}

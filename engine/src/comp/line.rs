//! A line of a payout: what is paid, for what, and how much.

use crate::units::Money;

/// A line of a payout. The lines of a person's month sum to the pay, to the minor unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// What is paid or taken back.
    pub item: Item,
    /// How much; negative if taken back.
    pub amount: Money,
}

/// What a line is about. Indices are those of the person's plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// Credited units that lie in a tier of a component.
    Tier {
        /// The component.
        component: usize,
        /// The tier.
        tier: usize,
        /// Units in it, in the measure's unit.
        units: f64,
        /// Pay per unit: the base rate times the tier's multiplier.
        rate: f64,
    },
    /// A bonus of a component for reaching an attainment.
    Bonus {
        /// The component.
        component: usize,
        /// The bonus.
        bonus: usize,
    },
    /// More commission because another component reached an attainment.
    Kicker {
        /// The component whose commission is raised.
        component: usize,
        /// The kicker.
        kicker: usize,
        /// Attainment of the other component.
        attainment: f64,
        /// The commission before it.
        commission: Money,
        /// Share of it that is added.
        more: f64,
    },
    /// What a component earned above its cap.
    Cap {
        /// The component.
        component: usize,
        /// Most that it pays.
        most: Money,
    },
    /// What earlier settlements of the year have paid already.
    PaidBefore {
        /// The component, which is settled on the year to date.
        component: usize,
    },
    /// What earlier settlements of the year have paid beyond what the year to date earns: nobody pays it back.
    NotTakenBack {
        /// The component.
        component: usize,
    },
    /// An incentive for a while.
    Spiff {
        /// The SPIFF.
        spiff: usize,
        /// Deals that it pays.
        deals: i64,
    },
    /// A bonus for activity kept up.
    Activity {
        /// The bonus.
        bonus: usize,
    },
    /// An objective.
    Objective {
        /// The objective.
        objective: usize,
        /// How far it was reached, 0 to 1.
        score: f64,
        /// What it pays if it is wholly reached [minor units].
        pays: f64,
        /// Share of its period in which the person was there.
        present: f64,
    },
    /// What is owed, such as commission on a customer lost early, taken back.
    ClawedBack {
        /// What is owed.
        owed: Money,
    },
    /// What a month has earned less than nothing, to be taken off later pay.
    CarriedOver,
    /// Pay up to the guarantee.
    Guarantee {
        /// What is guaranteed for the period.
        least: Money,
        /// What the period has earned, after clawback.
        earned: Money,
    },
    /// Pay up to the draw.
    Draw {
        /// The draw of the period.
        least: Money,
        /// What the period has earned, after clawback and guarantee.
        earned: Money,
    },
    /// Earlier draws, paid back.
    Recovered {
        /// What was drawn and is not yet paid back.
        drawn: Money,
    },
}

/// Kinds of lines, for sums by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Tiers, kickers and caps, less what was paid before.
    Commission,
    /// Bonuses for attainment.
    Bonus,
    /// SPIFFs.
    Spiff,
    /// Bonuses for activity.
    Activity,
    /// Objectives.
    Objective,
    /// Guarantees and draws, less draws recovered.
    Floor,
    /// Clawback.
    Clawback,
}

impl Item {
    /// The kind of the line.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Tier { .. }
            | Self::Kicker { .. }
            | Self::Cap { .. }
            | Self::PaidBefore { .. }
            | Self::NotTakenBack { .. } => Kind::Commission,
            Self::Bonus { .. } => Kind::Bonus,
            Self::Spiff { .. } => Kind::Spiff,
            Self::Activity { .. } => Kind::Activity,
            Self::Objective { .. } => Kind::Objective,
            Self::Guarantee { .. } | Self::Draw { .. } | Self::Recovered { .. } => Kind::Floor,
            Self::ClawedBack { .. } | Self::CarriedOver => Kind::Clawback,
        }
    }
}

//! The funnel: what happens to a lead until it is won or lost.

pub mod effects;
pub mod nurture;
pub mod progress;

use crate::kernel::field::Field;
use crate::kernel::law_table::LawTable;
use crate::kernel::stream::EntityKey;
use crate::units::Money;
use effects::Effects;
use nurture::Nurture;

/// All that is assumed about the funnel. "Class" is the deal class of [`Dimensions`](crate::dimensions::Dimensions).
#[derive(Clone, Debug)]
pub struct Funnel {
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Stage from which a lead counts as an opportunity.
    pub opportunity_from: usize,
    /// Whose work comes first.
    pub priority: Priority,
    /// Whether work waits until somebody has time for it. Otherwise it begins when it is asked for, whoever is busy or gone,
    /// and takes its time beside all other work.
    pub work_waits: bool,
    /// Signed value of a deal [minor units], by class.
    pub deal_size: LawTable,
    /// Factor on every deal size; row = class.
    pub deal_size_factor: Field,
    /// Share taken off the deal size; row = class.
    pub discount: Field,
    /// Logit effect per unit of log skill; one row.
    pub skill_effect: Field,
    /// Logit effect of the missing share of ramp, taken away; one row.
    pub ramp_effect: Field,
    /// Further effects on the odds of passing.
    pub effects: Effects,
    /// Deals open at the start, sorted by id.
    pub pipeline: Vec<OpenDeal>,
    /// What becomes of the lost; `None`: nothing.
    pub nurture: Option<Nurture>,
}

impl Funnel {
    /// Index of a stage's first activity among those of all stages.
    #[must_use]
    pub fn first_activity(&self, stage: usize) -> usize {
        self.stages[..stage]
            .iter()
            .map(|stage| stage.activities.len())
            .sum()
    }
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Probability of passing on; row = class.
    pub pass: Field,
    /// Time spent here by deals that pass \[months\], by class.
    pub dwell: LawTable,
    /// Time spent here by deals that are lost \[months\], by class.
    pub dwell_lost: LawTable,
    /// Factor on both; row = class.
    pub cycle_factor: Field,
    /// Work that the stage takes; the first is what a deal waits for.
    pub activities: Vec<Activity>,
    /// Mean patience of a deal that waits \[months\]; row = class. `None`: it waits for ever.
    pub decay: Option<Field>,
    /// Age in the stage beyond which an open deal counts as dead \[months\].
    pub stale_after: Option<f64>,
}

impl Stage {
    /// Whether an open deal counts as dead.
    ///
    /// * `age`: in the stage \[months\]
    #[must_use]
    pub fn is_dead(&self, age: f64) -> bool {
        self.stale_after.is_some_and(|limit| age > limit)
    }
}

/// Work that a stage takes from one role.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Id in the files.
    pub id: String,
    /// Who does it.
    pub worker: Worker,
    /// How often for each deal; row = class.
    pub count: Field,
    /// Hours each time, by class.
    pub hours: LawTable,
    /// Whether it is done where the account is.
    pub on_site: bool,
}

/// Who does an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// The seat that owns the deal.
    Owner,
    /// A seat of this role.
    Role(usize),
}

/// Whose work comes first when there is more than hours allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Deals nearest to closing.
    LaterStagesFirst,
    /// In order of arrival.
    FirstCome,
}

/// A deal that is open at the start of the horizon.
#[derive(Clone, Debug)]
pub struct OpenDeal {
    /// Id in the files.
    pub id: String,
    /// Key of its random numbers.
    pub key: EntityKey,
    /// Deal class.
    pub class: usize,
    /// Stage it is in.
    pub stage: usize,
    /// How long it has been there \[months\].
    pub age: f64,
    /// Its value, if the file says; otherwise it is drawn.
    pub amount: Option<Money>,
    /// Seat that owns it, if the file says.
    pub owner: Option<usize>,
    /// Named account that it is with, if the file says.
    pub account: Option<usize>,
}

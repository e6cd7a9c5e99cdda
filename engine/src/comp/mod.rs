//! Compensation: what results pay.
//!
//! A plan pays people of some roles for several things at once: components with a quota and tiers, SPIFFs, bonuses for
//! activity, objectives. What a month earns comes out as [`Line`](line::Line)s that sum to the cent; draws, guarantees
//! and clawback then turn earnings into pay. Nothing here knows where results come from: a simulated future and a file
//! of actual credits are settled by the same code.

pub mod behaviour;
pub mod component;
pub mod extras;
pub mod floor;
pub mod line;
pub mod parts;
pub mod ratchet;
pub mod tiers;

use crate::kernel::field::Field;
use crate::units::Money;

pub use behaviour::Behaviour;
pub use component::Component;
pub use extras::{ActivityBonus, Objective, Spiff};
pub use floor::{Clawback, Draw, Guarantee};
pub use ratchet::Ratchet;

/// A comp plan. Money is in minor units.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Id in the files.
    pub id: String,
    /// Roles paid by it.
    pub roles: Vec<usize>,
    /// What is paid on results against a quota: the main component first, the others sorted by id. Never empty.
    pub components: Vec<Component>,
    /// Incentives for a while, sorted by id.
    pub spiffs: Vec<Spiff>,
    /// Bonuses for activity kept up, sorted by id.
    pub activity_bonuses: Vec<ActivityBonus>,
    /// Objectives judged at the end of a period, sorted by id.
    pub objectives: Vec<Objective>,
    /// Advance on variable pay.
    pub draw: Option<Draw>,
    /// Least pay of those who ramp.
    pub guarantee: Option<Guarantee>,
    /// What is taken back when a customer is lost early.
    pub clawback: Option<Clawback>,
    /// Months from the settlement of a period to its payment.
    pub payment_lag: usize,
    /// How next year's quota of the main component follows this year's results; `None`: it is as the plan says.
    pub ratchet: Option<Ratchet>,
    /// How hard people work under it; `None`: as hard as under any other.
    pub behaviour: Option<Behaviour>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Signed value of deals won [minor units].
    Bookings,
    /// Bookings less the cost of what is sold [minor units].
    Margin,
    /// Annual recurring part of deals won [minor units].
    Arr,
    /// Cash collected on the first term of deals won [minor units].
    Collected,
    /// Deals won \[count\].
    Wins,
    /// Leads that became opportunities \[count\].
    Opportunities,
    /// Activities done, such as calls \[millionths\].
    Activities,
}

impl Measure {
    /// Whether the measure is money, in minor units.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(
            self,
            Self::Bookings | Self::Margin | Self::Arr | Self::Collected
        )
    }

    /// Whether the measure counts deals when they are signed.
    #[must_use]
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::Bookings | Self::Margin | Self::Arr | Self::Wins)
    }

    /// A number in the measure's unit, to the minor unit if the measure is money.
    #[must_use]
    pub fn whole(self, value: f64) -> f64 {
        if self.is_money() {
            Money::round(value).as_f64()
        } else {
            value
        }
    }

    /// A count of this measure as a number in its unit: minor units, things, activities.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "amounts and counts stay far below 2^53"
    )]
    pub fn value(self, counted: i64) -> f64 {
        match self {
            Self::Activities => counted as f64 / 1e6,
            _ => counted as f64,
        }
    }
}

/// Whose results count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    /// The rep's own.
    Own,
    /// Those of everybody who reports to the rep, directly or not: a manager's override.
    Team,
    /// All in the markets of the seat's territory.
    Territory,
    /// The whole company's.
    Company,
}

/// Which deals or activities count; no entries: all do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter(Vec<bool>);

impl Filter {
    /// Everything counts.
    #[must_use]
    pub const fn all() -> Self {
        Self(Vec::new())
    }

    /// What counts, by index.
    #[must_use]
    pub fn of(counts: Vec<bool>) -> Self {
        if counts.iter().all(|&counts| counts) {
            Self::all()
        } else {
            Self(counts)
        }
    }

    /// Whether the thing with an index counts.
    #[must_use]
    #[inline]
    pub fn takes(&self, ix: usize) -> bool {
        self.0.get(ix).copied().unwrap_or(true)
    }
}

/// Somebody beside the owner who is credited with a part of a deal.
#[derive(Clone, Debug)]
pub struct Split {
    /// Id in the files.
    pub id: String,
    /// Who is credited.
    pub with: Partner,
    /// Share of the deal's credit; one row.
    pub share: Field,
    /// Whether the owner keeps the whole credit all the same.
    pub double: bool,
    /// Deal classes that are split.
    pub counts: Filter,
}

/// Who shares the credit of a deal with its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partner {
    /// Whoever made the lead an opportunity.
    Creator,
    /// Whoever of this role worked on the deal last.
    Role(usize),
}

impl Plan {
    /// The component whose quota seats may override, and whose attainment counts elsewhere.
    #[must_use]
    pub fn main(&self) -> &Component {
        &self.components[0]
    }

    /// Whether quotas of its main component are part of street quota: it pays people for what they themselves book.
    #[must_use]
    pub fn makes_street_quota(&self) -> bool {
        self.main().is_of_own_bookings()
    }

    /// Every number that may change with time or be uncertain.
    pub(crate) fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        let components = self.components.iter_mut().flat_map(Component::fields);
        let extras = self.spiffs.iter_mut().flat_map(Spiff::fields);
        let activity = self
            .activity_bonuses
            .iter_mut()
            .map(|bonus| &mut bonus.pays);
        let objectives = self.objectives.iter_mut().map(|o| &mut o.pays);
        let draw = self.draw.iter_mut().map(|draw| &mut draw.per_month);
        let guarantee = self.guarantee.iter_mut().map(|g| &mut g.share);
        let clawback = self.clawback.iter_mut().map(|c| &mut c.share);
        let behaviour = self.behaviour.iter_mut().flat_map(Behaviour::fields);
        let ratchet = self.ratchet.iter_mut().map(|ratchet| &mut ratchet.weight);
        let rest = activity
            .chain(ratchet)
            .chain(behaviour)
            .chain(objectives)
            .chain(draw)
            .chain(guarantee)
            .chain(clawback);
        components.chain(extras).chain(rest)
    }
}

/// How compensation is built: who is paid by what, and who shares.
#[derive(Clone, Debug, Default)]
pub struct Comp {
    /// Plans, sorted by id.
    pub plans: Vec<Plan>,
    /// Splits, sorted by id.
    pub splits: Vec<Split>,
    /// Plan of each role.
    pub plan_of_role: Vec<Option<usize>>,
}

impl Comp {
    /// Plans and splits of so many roles.
    #[must_use]
    pub fn new(plans: Vec<Plan>, splits: Vec<Split>, n_roles: usize) -> Self {
        let plan_of_role = (0..n_roles)
            .map(|role| plans.iter().position(|plan| plan.roles.contains(&role)))
            .collect();
        Self {
            plans,
            splits,
            plan_of_role,
        }
    }

    /// Every component with its plan, plan after plan.
    pub fn components(&self) -> impl Iterator<Item = (&Plan, &Component)> {
        self.plans
            .iter()
            .flat_map(|plan| plan.components.iter().map(move |c| (plan, c)))
    }

    /// Place of each plan's first component among all.
    #[must_use]
    pub fn first_components(&self) -> Vec<usize> {
        let starts = self.plans.iter().scan(0, |next, plan| {
            let first = *next;
            *next += plan.components.len();
            Some(first)
        });
        starts.collect()
    }

    /// The plan that pays a role.
    #[must_use]
    pub fn plan_of(&self, role: usize) -> Option<&Plan> {
        self.plan_of_role[role].map(|plan| &self.plans[plan])
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.fields().for_each(|field| field.redraw(draws));
    }

    /// Every number that may change with time or be uncertain.
    pub(crate) fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        let splits = self.splits.iter_mut().map(|split| &mut split.share);
        self.plans.iter_mut().flat_map(Plan::fields).chain(splits)
    }
}

//! What keeps a plan from what it could be: each factor, and the same plan without it.

use super::Model;
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::multiplier::Multiplier;
use crate::supply::Supply;
use crate::workforce::ramp::Ramp;
use crate::workforce::{Role, SeatStart};

/// Something that a plan may be without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// People who are in onboarding or not fully ramped.
    Ramp,
    /// People who leave, and seats that nobody is in.
    Attrition,
    /// Work that waits for somebody's time.
    Coverage,
    /// Chances of passing a stage that are not what they are stated to be on average.
    WinRate,
    /// What is sold and has to be delivered.
    Supply,
    /// Prices that are not list prices.
    Price,
}

impl Factor {
    /// Every factor, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Ramp,
        Self::Attrition,
        Self::Coverage,
        Self::WinRate,
        Self::Supply,
        Self::Price,
    ];

    /// Id in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ramp => "ramp",
            Self::Attrition => "attrition",
            Self::Coverage => "coverage",
            Self::WinRate => "win-rate",
            Self::Supply => "supply",
            Self::Price => "price",
        }
    }

    /// Name in reports.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ramp => "Ramp",
            Self::Attrition => "Attrition and vacancies",
            Self::Coverage => "Coverage",
            Self::WinRate => "Win rate",
            Self::Supply => "Supply",
            Self::Price => "Price",
        }
    }

    /// What holds in a plan without it where the scenario states no planned numbers, in words; `None` for prices: which ones a
    /// target was built on is known to those who set it, and to take list prices would only invent a loss and a surplus of the
    /// same size.
    #[must_use]
    pub const fn ideal(self) -> Option<&'static str> {
        match self {
            Self::Ramp => {
                Some("everybody is through onboarding and fully ramped from the first day")
            }
            Self::Attrition => {
                Some("nobody leaves, and every seat is filled on the day on which it opens")
            }
            Self::Coverage => Some(
                "work waits for nobody: it begins when it is asked for and takes its time beside all other work",
            ),
            Self::WinRate => Some(
                "chances of passing a stage are their stated means, whatever waits and however long",
            ),
            Self::Supply => {
                Some("what is sold is delivered when it is signed, and customers miss no hours")
            }
            Self::Price => None,
        }
    }

    /// Why a plan may not have it, in words.
    #[must_use]
    pub const fn absence(self) -> &'static str {
        match self {
            Self::Ramp => "nobody has an onboarding or a ramp",
            Self::Attrition => "nobody leaves, and no seat opens later",
            Self::Coverage => "no stage takes anybody's time",
            Self::WinRate => {
                "chances of passing a stage are certain, and neither waiting nor overload moves them"
            }
            Self::Supply => "the plan does not say who or what delivers",
            Self::Price => "there is no discount, no deal-size factor and no price of a product",
        }
    }
}

impl Model {
    /// Whether the plan has anything that it could be without.
    #[must_use]
    pub fn has(&self, factor: Factor) -> bool {
        let is = |field: &Field, value: f64| {
            field
                .as_constant()
                .is_some_and(|constant| constant.total_cmp(&value).is_eq())
        };
        let mut roles = self.workforce.seats.iter().map(|seat| seat.role);
        let roles_of = &self.workforce.roles;
        match factor {
            Factor::Ramp => roles.any(|role| takes_time_to_grow(&roles_of[role])),
            Factor::Attrition => {
                let opens = |start: SeatStart| matches!(start, SeatStart::Opens { .. });
                !self.workforce.leavers.is_empty()
                    || self.workforce.seats.iter().any(|seat| opens(seat.start))
                    || roles.any(|role| !is(&roles_of[role].attrition_per_year, 0.0))
            }
            Factor::Coverage => {
                let mut stages = self.funnel.stages.iter();
                stages.any(|stage| !stage.activities.is_empty())
            }
            Factor::WinRate => {
                let effects = &self.funnel.effects;
                effects.overload.is_some()
                    || effects.response_time.is_some()
                    || self.uncertain_chances().next().is_some()
            }
            Factor::Supply => self.supply.is_some(),
            Factor::Price => {
                let mut prices = self.demand.appeal.iter().flat_map(|appeal| &appeal.prices);
                !is(&self.funnel.discount, 0.0)
                    || !is(&self.funnel.deal_size_factor, 1.0)
                    || prices.any(|price| !is(price, 1.0))
            }
        }
    }

    /// The same plan without a factor, in the same futures: whatever else is drawn stays what it is, to the bit. The plan itself
    /// for a factor without an [`ideal`](Factor::ideal).
    ///
    /// # Panics
    ///
    /// Never: no time at all is a time.
    #[must_use]
    pub fn without(&self, factor: Factor) -> Self {
        let mut model = self.clone();
        match factor {
            Factor::Ramp => {
                for role in &mut model.workforce.roles {
                    role.ramp = Ramp::Linear {
                        months: Field::constant(0.0),
                        start: Field::constant(1.0),
                    };
                    role.ramp_moved = Multiplier::ONE;
                    (role.ramp_cv, role.onboarding) = (Field::constant(0.0), Field::constant(0.0));
                }
            }
            Factor::Attrition => model.keep_everybody(),
            Factor::Coverage => {
                model.funnel.work_waits = false;
                let contracts = model.contracts.as_mut();
                if let Some(work) = contracts.and_then(|contracts| contracts.work.as_mut()) {
                    work.hours = Field::constant(0.0);
                }
            }
            Factor::WinRate => {
                (
                    model.funnel.effects.overload,
                    model.funnel.effects.response_time,
                ) = (None, None);
                let means = self.assumptions.stated_centres();
                for slot in self.uncertain_chances() {
                    model.assumptions = model.assumptions.holding(slot, means[slot]);
                }
            }
            Factor::Supply => model.supply = None::<Supply>,
            Factor::Price => {}
        }
        model
    }

    /// The same plan if every order were delivered when that is promised, and customers missed no hours; `None` if nothing is
    /// promised.
    #[must_use]
    pub fn keeping_promises(&self) -> Option<Self> {
        let mut model = self.clone();
        let supply = model.supply.as_mut()?;
        if !(supply.delivers() && supply.promises()) {
            return None;
        }
        supply.when_promised = true;
        supply.unserved_churn = Field::constant(0.0);
        Some(model)
    }

    /// Nobody leaves and no seat is vacant after the months that have happened.
    fn keep_everybody(&mut self) {
        let n_history = self.calendar.n_history();
        let now = self.calendar.now();
        let workforce = &mut self.workforce;
        for role in &mut workforce.roles {
            role.attrition_per_year = Field::constant(0.0);
            role.time_to_fill = Law::constant(0.0).expect("no time at all is a time");
            role.offer_acceptance = None;
        }
        workforce.leavers.retain(|leaver| leaver.month < n_history);
        workforce.joiners.retain(|joiner| joiner.time < now);
        workforce.freezes.clear();
        workforce.throughput = None;
    }

    /// Slots of the uncertain chances of passing a stage.
    fn uncertain_chances(&self) -> impl Iterator<Item = usize> + '_ {
        // As `funnel.stages.closing.pass` or, of an entry of a table, `funnel.stages.closing.pass[smb]`.
        let is_chance = |name: &str| {
            let number = name.split('[').next().unwrap_or(name);
            number.starts_with("funnel.stages.") && number.rsplit('.').next() == Some("pass")
        };
        let all = self.assumptions.list().iter().enumerate();
        all.filter(move |(_, assumption)| is_chance(&assumption.name))
            .map(|(slot, _)| slot)
    }
}

/// Whether a hire is not fully productive from the first day on.
fn takes_time_to_grow(role: &Role) -> bool {
    let is_grown = match &role.ramp {
        Ramp::Linear { months, start } => {
            months.as_constant().is_some_and(|months| months <= 0.0)
                || start.as_constant().is_some_and(|start| start >= 1.0)
        }
        Ramp::Curve(shares) => shares.iter().all(|&share| share >= 1.0),
    };
    let is_at_work = role.onboarding.as_constant();
    !is_grown || is_at_work.is_none_or(|months| months > 0.0)
}

//! Where the plans of a company's functions contradict each other, and what lies between a target and what is expected.

use crate::calendar::Period;
use crate::kernel::summary::{Moments, QuantileEstimate, Share};
use crate::model::factor::Factor;
use crate::scenario::{Measured, Planned};
use crate::units::Money;

/// What the functions' plans come to, in the same futures.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    /// Every month, quarter and fiscal year that has not passed as a whole, the longest kind first.
    pub periods: Vec<PeriodViews>,
    /// Who promises more than another function's plan allows, what matters most first.
    pub contradictions: Vec<Contradiction>,
    /// What lies between the target and the outcome; `None` if the run was interrupted before it was known.
    pub bridge: Option<Bridge>,
}

/// A function's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// What the market would sign if everything that arrives were worked on at once.
    Demand,
    /// What the sales force signs.
    Sales,
    /// What is promised for delivery.
    Due,
    /// What is delivered.
    Supply,
    /// What the hours of those who deliver are worth.
    Capacity,
    /// What was promised: the bookings target.
    Target,
    /// What cost of sales should not exceed.
    Budget,
    /// What selling costs.
    Cost,
}

impl View {
    /// Id in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::Sales => "sales",
            Self::Due => "due",
            Self::Supply => "supply",
            Self::Capacity => "capacity",
            Self::Target => "target",
            Self::Budget => "budget",
            Self::Cost => "cost",
        }
    }
}

/// A distribution of money in minor units.
#[derive(Clone, Debug)]
pub struct Amounts {
    /// Mean and spread.
    pub moments: Moments,
    /// P10, P50 and P90.
    pub quantiles: [QuantileEstimate<i64>; 3],
}

/// What the functions' plans come to in a period.
#[derive(Clone, Debug)]
pub struct PeriodViews {
    /// The period.
    pub period: Period,
    /// Value signed if everything that arrives were worked on at once.
    pub demand: Amounts,
    /// Value signed.
    pub sales: Amounts,
    /// Value promised for delivery in it; `None` where [`supply`](Self::supply) is, or if nothing is promised.
    pub due: Option<Amounts>,
    /// Value delivered; `None` if the plan says nothing of delivery, or it is not known of months that have happened.
    pub supply: Option<Amounts>,
    /// Value that the hours of the pools could deliver; `None` where [`supply`](Self::supply) is, or if no pool delivers.
    pub capacity: Option<Amounts>,
    /// Bookings target of exactly this period, if there is one.
    pub target: Option<Money>,
    /// Budget of exactly this period, if there is one.
    pub budget: Option<Money>,
    /// Cost of sales, where there is a budget.
    pub cost: Option<Amounts>,
}

/// One plan that counts on more than another one allows.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// The period.
    pub period: Period,
    /// Who counts on more, and who allows less.
    pub more: View,
    /// See [`more`](Self::more).
    pub less: View,
    /// Their means \[minor units\].
    pub means: [f64; 2],
    /// P10 and P90 of the one that allows less, or of the other one where that is a budget \[minor units\].
    pub range: [i64; 2],
    /// Share of futures in which they contradict each other.
    pub share: Share,
    /// What is missing, 0 in futures in which nothing is \[minor units\].
    pub missing: Moments,
}

impl Contradiction {
    /// Whether value signed is held against value delivered: what is signed late in a period and delivered in time, but after
    /// it, is missing too.
    #[must_use]
    pub fn is_signed_against_delivered(&self) -> bool {
        let is_signed = matches!(self.more, View::Target | View::Demand | View::Sales);
        is_signed && matches!(self.less, View::Supply | View::Capacity)
    }

    /// Whether amounts are of all months from the start of the simulation until the period ends: what was due earlier and is
    /// not delivered is missing still, and what was delivered early is not.
    #[must_use]
    pub fn is_from_start(&self) -> bool {
        self.more == View::Due
    }

    /// What is missing on average where they contradict each other \[minor units\].
    #[must_use]
    pub fn missing_then(&self) -> f64 {
        if self.share.value > 0.0 {
            self.missing.mean / self.share.value
        } else {
            0.0
        }
    }
}

/// What lies between a target and what is expected.
#[derive(Clone, Debug)]
pub struct Bridge {
    /// Its period.
    pub period: Period,
    /// What is measured.
    pub measured: Measured,
    /// The target, if the period has one.
    pub target: Option<Money>,
    /// The plan without any of the factors, summed over all futures \[minor units\].
    pub ideal_sum: i128,
    /// The plan as it is, summed over all futures \[minor units\].
    pub expected_sum: i128,
    /// The plan without any of the factors.
    pub ideal: Moments,
    /// The plan as it is.
    pub expected: Moments,
    /// Plan without factors minus target.
    pub unexplained: Option<Moments>,
    /// What each factor takes away or adds.
    pub parts: Vec<Part>,
    /// Factors that the plan does not have.
    pub absent: Vec<Factor>,
    /// Factors that the plan has, but without a step: nothing says what else was planned.
    pub unplanned: Vec<Factor>,
    /// Number of futures.
    pub n_trials: u32,
    /// `k!`, which the numerators of the parts stand over, beside the number of futures.
    pub denominator: i128,
}

/// What a factor has of the difference between a plan without any and the plan as it is.
#[derive(Clone, Debug)]
pub struct Part {
    /// The factor.
    pub factor: Factor,
    /// Its value, summed over all futures, times [`Bridge::denominator`] \[minor units\].
    pub numerator: i128,
    /// The same, future by future.
    pub moments: Moments,
    /// Numbers of the scenario that took its place; empty if its default did.
    pub planned: Vec<Planned>,
    /// Of supply, where deliveries are promised and value delivered is measured: what is due later.
    pub due_later: Option<DueLater>,
}

/// What of the step of supply is the time that customers were told: signed in the period and promised for after it, less what
/// was signed before and is promised for it. The rest of the step is late, cancelled, or short of hours or goods, less
/// what comes sooner than promised.
#[derive(Clone, Copy, Debug)]
pub struct DueLater {
    /// Its value, as [`Part::numerator`].
    pub numerator: i128,
    /// The same, future by future.
    pub moments: Moments,
}

//! Every KPI once, for history, simulation and reports: its name, unit, direction, formula and values.
//!
//! A KPI is computed trial by trial from [`Results`], so its mean, its quantiles and its difference between two plans
//! all come from the same definition. History is a [`Results`] with one trial.
//!
//! What sales people ask for, and where it is:
//!
//! | asked for | KPI (`kpis.csv`, `summary.json`), or formula and table |
//! |---|---|
//! | total revenue, its growth, per account | `revenue`, `revenue-growth`, `revenue-per-account`; without contracts what is booked is earned: `bookings` |
//! | margin | `gross-margin`, `margin-rate`, `contribution` |
//! | sales growth | `bookings-growth`, `arr-growth` |
//! | close rate, deal size, cycle length | `close-rate`, `close-rate-broad`, `lead-to-win`, `deal-size`, `sales-cycle` |
//! | conversion by stage | [`stage::conversion`], in `stages.csv` |
//! | cost of sales, budget | `cost`, `cost-ratio`, `budget-use`, `budget-kept`, `budget-overrun` |
//! | CAC, payback | `customer-cost`, `payback`; without contracts `cac` |
//! | LTV, first payment at once and after a year | `ltv`, `ltv-year-end`, `ltv-to-cac` |
//! | churn and retention | `churn-rate`, `customer-churn`, `grr`, `nrr` |
//! | net-promoter proxy | `net-promoters` |
//! | ramp time, RRE, capacity | `ramp-time`, `rre`, `capacity`, `capacity-budgeted`, `capacity.csv` |
//! | quota attainment of the company | `quota-attainment`, `settlements-at-quota`, `reps-at-quota` |
//! | of a team, a role, a rep | [`seat::team_attainment`] in `teams.csv` and `roles.csv`, [`seat::attainment`] in `reps.csv` |
//! | street quota | `street-quota`, `attainment-factor`, `over-assignment` |
//! | pipeline | `weighted-pipeline`, `coverage`, `open-amount` |
//! | cash | `cash`, `net-cash-flow`, `cumulative-cash-flow`; by month, quarter and year in `monthly.csv` and its like |
//! | where potential goes | [`ledger::Ledger`], in `ledger.csv` |
//! | delivery | `time-to-deliver`, `on-time`, `order-backlog`, `orders-cancelled`, `pool-use`, `customers-served`, `delivery-cost`; by pool in `pools.csv` |
//! | stock | `fill-rate`, `stock-turns`, `stock-value`, `stock-cost`, `lost-for-stock`, `bound-by-stock`; by item in `stock.csv` |
//! | target | `target-attainment`, `target-reached`, `target-shortfall` |
//! | activity | `activities`, `activity-rate`, `utilisation`; by stage in `stages.csv` |
//! | forecast accuracy | [`accuracy`]: bias, WAPE, CRPS, coverage of intervals; for a back-test to report, since a run alone has nothing to compare with |

pub mod accuracy;
pub mod alert;
pub mod at_mean;
pub mod cash;
pub mod customers;
mod delivery;
pub mod drivers;
mod formula;
pub mod history;
pub mod ledger;
mod member;
pub mod output;
pub mod pipeline;
pub mod plan;
pub mod ramp;
pub mod recurring;
pub mod seat;
pub mod stage;
mod stock;
pub mod tallies;
pub mod tally;
pub mod target;

pub use formula::belongs_to_none;

use std::ops::Range;

use crate::calendar::{Calendar, Period, PeriodKind};
use crate::finance::{Budget, Scope, Target};
use crate::measure::{self, Cut, Direction, Grain, Measure};
use crate::model::Model;
use crate::model::actual::Actuals;
use crate::results::{Layout, Results};
use crate::units::Money;
use crate::workforce::Role;
use formula::{Formula, formula};
use pipeline::StartPipeline;
use recurring::StartCustomers;

/// Unit of a KPI's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the scenario's currency.
    Money,
    /// Things counted.
    Count,
    /// People, or ramped-rep equivalents.
    People,
    /// Hours.
    Hours,
    /// Months.
    Months,
    /// A share of a whole: 1 is 100 %.
    Share,
    /// A factor, such as over-assignment.
    Factor,
}

/// A value for each trial.
#[derive(Clone, Debug, PartialEq)]
pub struct PerTrial(Vec<f64>);

impl PerTrial {
    /// Values in trial order; a trial in which the KPI has no value, such as a ratio to nothing, holds NaN.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// Forgets all but the first trials.
    pub fn truncate(&mut self, n_trials: usize) {
        self.0.truncate(n_trials);
    }

    /// The values of all trials; NaN where a trial has none.
    #[must_use]
    pub fn all(&self) -> &[f64] {
        &self.0
    }

    /// The values of the trials that have one, in trial order.
    #[must_use]
    pub fn defined(&self) -> Vec<f64> {
        self.0.iter().copied().filter(|v| !v.is_nan()).collect()
    }

    /// [`defined`](Self::defined), without a copy where all trials have a value.
    #[must_use]
    pub fn into_defined(mut self) -> Vec<f64> {
        self.0.retain(|value| !value.is_nan());
        self.0
    }

    /// The values of the trials that have one in both, in trial order: two lists of equal length.
    ///
    /// # Panics
    ///
    /// If the numbers of trials differ.
    #[must_use]
    pub fn paired(&self, other: &Self) -> (Vec<f64>, Vec<f64>) {
        assert_eq!(
            self.0.len(),
            other.0.len(),
            "paired values come from the same trials"
        );
        self.0
            .iter()
            .zip(&other.0)
            .filter(|(a, b)| !a.is_nan() && !b.is_nan())
            .unzip()
    }
}

/// What KPIs are computed from: the results, and the facts of the plan that results do not hold.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// What every trial came to.
    pub results: &'a Results,
    /// Months and fiscal years.
    pub calendar: &'a Calendar,
    /// What is known of months that have happened.
    pub actuals: &'a Actuals,
    /// Targets.
    pub targets: &'a [Target],
    /// Budgets.
    pub budgets: &'a [Budget],
    /// Bookings of the fiscal year before the first whole one, if they are known.
    pub bookings_last_year: Option<Money>,
    /// Months until the hires of each role are fully productive; `None` for roles without capacity.
    pub ramps: Vec<Option<f64>>,
    /// Stage from which a lead counts as an opportunity.
    pub opportunity_from: usize,
    /// Number of stages.
    pub n_stages: usize,
    /// The pipeline that was open at the start.
    pub at_start: StartPipeline,
    /// Whether any role has a capacity; without one, capacity and ramped-rep equivalents mean nothing.
    pub has_capacity: bool,
    /// The customers that were there at the start; `None` if the plan follows no contracts.
    pub customers: Option<StartCustomers>,
    /// Whether the results are a batch of a larger run: what happens in none of them may happen in others.
    pub is_batch: bool,
}

impl<'a> Facts<'a> {
    /// The facts of a plan and its results.
    #[must_use]
    pub fn new(model: &'a Model, results: &'a Results) -> Self {
        Self {
            results,
            calendar: &model.calendar,
            actuals: &model.actuals,
            targets: &model.finance.targets,
            budgets: &model.finance.budgets,
            bookings_last_year: model.finance.bookings_last_year,
            ramps: ramp::of_roles(&model.workforce, &model.assumptions),
            opportunity_from: model.funnel.opportunity_from,
            n_stages: model.funnel.stages.len(),
            at_start: StartPipeline::of(
                &model.funnel,
                &model.assumptions,
                model.calendar.n_history(),
            ),
            has_capacity: model.workforce.roles.iter().any(has_capacity),
            customers: model
                .contracts
                .as_ref()
                .map(|contracts| StartCustomers::of(contracts, model.calendar.n_history())),
            is_batch: false,
        }
    }

    /// The facts of a plan and a batch of the trials of a larger run.
    #[must_use]
    pub fn of_batch(model: &'a Model, results: &'a Results) -> Self {
        Self {
            is_batch: true,
            ..Self::new(model, results)
        }
    }

    /// The bookings to reach in these very months, if the plan has a target for them.
    #[must_use]
    pub fn target(&self, months: &Range<usize>) -> Option<Money> {
        self.company_target(months).map(|target| target.bookings)
    }

    /// The company's target for these very months, if the plan has one.
    #[must_use]
    pub fn company_target(&self, months: &Range<usize>) -> Option<&'a Target> {
        let is_it = |t: &&Target| t.months == *months && t.scope == Scope::Company;
        self.targets.iter().find(is_it)
    }

    /// The budget of these very months, if the plan has one.
    #[must_use]
    pub fn budget(&self, months: &Range<usize>) -> Option<&'a Budget> {
        self.budgets.iter().find(|b| b.months == *months)
    }

    /// Number of the fiscal year that these months are; `None` if they are no fiscal year of the horizon.
    #[must_use]
    pub fn year(&self, months: &Range<usize>) -> Option<usize> {
        self.calendar
            .periods(PeriodKind::Year)
            .iter()
            .position(|year| year.months == *months)
    }
}

/// Whether a role is stated to contribute anything, so that its people count as capacity.
#[must_use]
pub fn has_capacity(role: &Role) -> bool {
    role.capacity_per_year
        .as_constant()
        .is_none_or(|capacity| capacity > 0.0)
}

/// The periods that a summary speaks of: the complete fiscal years, or the whole horizon if there is none.
#[must_use]
pub fn headline_periods(calendar: &Calendar) -> Vec<Period> {
    let years: Vec<_> = calendar
        .periods(PeriodKind::Year)
        .into_iter()
        .filter(|year| year.complete)
        .collect();
    if years.is_empty() {
        vec![whole_horizon(calendar)]
    } else {
        years
    }
}

/// The horizon as one period, labelled with its first and last month.
#[must_use]
pub fn whole_horizon(calendar: &Calendar) -> Period {
    let n_months = calendar.n_months();
    let label = format!("{} to {}", calendar.month(0), calendar.month(n_months - 1));
    Period {
        label,
        kind: PeriodKind::Year,
        months: 0..n_months,
        complete: false,
    }
}

/// A KPI.
#[derive(Clone, Copy, Debug)]
pub struct Kpi {
    /// Id in files.
    pub id: &'static str,
    /// Name in reports.
    pub title: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Whether high is good.
    pub direction: Direction,
    /// What it means, in words.
    pub formula: &'static str,
    computed: Formula,
}

impl Kpi {
    /// The values over some months of the horizon, trial by trial; `None` if it has no meaning there, such as the
    /// attainment of a target that the plan does not set, if it is not known of months that have happened, or if the
    /// results do not count what it takes. Rates are those of the months that are simulated. Shape `(n_trials,)`.
    ///
    /// # Panics
    ///
    /// If the months are empty or lie outside the horizon.
    #[must_use]
    pub fn values(&self, facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
        let months = history::months_of(self.id, facts, months)?;
        if !self.is_counted(&facts.results.layout) {
            return None;
        }
        (self.computed.values)(facts, months)
    }

    /// The same for a member of a cut: a region, a segment, a role, ... `None` too if it is not told of members of the cut.
    ///
    /// # Panics
    ///
    /// If the months are empty or lie outside the horizon, or the cut has no such member.
    #[must_use]
    pub fn member_values(
        &self,
        facts: &Facts<'_>,
        member: (Cut, usize),
        months: Range<usize>,
    ) -> Option<PerTrial> {
        let months = history::months_of(self.id, facts, months)?;
        if !self.is_counted_by(&facts.results.layout, member.0) {
            return None;
        }
        member::values(self, facts, member, months)
    }

    /// Whether results of a layout tell it of the members of a cut.
    #[must_use]
    pub fn is_counted_by(&self, layout: &Layout, cut: Cut) -> bool {
        if cut == Cut::Company {
            return self.is_counted(layout);
        }
        let takes = member::takes(self);
        !takes.is_empty()
            && takes.iter().all(|&measure| {
                layout.has(measure, cut) && layout.block(measure, cut).grain == Grain::Month
            })
    }

    /// The measures of the company that it is computed from, by month; `None` if these do not suffice, because it looks at
    /// stages, roles or seats, or at the plan alone.
    #[must_use]
    pub fn needs(&self) -> Option<&'static [Measure]> {
        self.computed.needs
    }

    /// Measures that it takes besides in plans that have them.
    #[must_use]
    pub fn needs_besides(&self) -> &'static [Measure] {
        match self.id {
            "net-cash-flow" | "cumulative-cash-flow" => &cash::BESIDES,
            _ => &[],
        }
    }

    /// Whether results of a layout tell it.
    #[must_use]
    pub fn is_counted(&self, layout: &Layout) -> bool {
        match self.needs() {
            Some(measures) => measures.iter().all(|&measure| layout.has_company(measure)),
            None => layout.has_parts(),
        }
    }

    /// The months of some over which it is known; `None` if it is known of none.
    #[must_use]
    pub fn months(&self, facts: &Facts<'_>, months: &Range<usize>) -> Option<Range<usize>> {
        history::months_of(self.id, facts, months.clone())
    }

    /// The KPI with an id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|kpi| kpi.id == id)
    }
}

/// Ids of the KPIs that a comparison shows, in their order.
pub const HEADLINES: &[&str] = &[
    "bookings",
    "target-reached",
    "wins",
    "close-rate",
    "sales-cycle",
    "capacity",
    "rre",
    "street-quota",
    "quota-attainment",
    "settlements-at-quota",
    "expired",
    "order-backlog",
    "on-time",
    "fill-rate",
    "stock-value",
    "variable-pay",
    "cost",
    "cost-ratio",
    "budget-kept",
    "delivery-cost",
    "contribution",
    "headcount",
    "hires",
    "leavers",
    "open-amount",
    "arr",
    "grr",
    "nrr",
    "revenue",
    "cash",
    "net-cash-flow",
];

macro_rules! kpis {
    ($($id:literal, $title:literal, $unit:ident, $direction:ident, $computed:tt, $formula:literal;)*) => {
        /// Every KPI, in the order of reports.
        pub const ALL: &[Kpi] = &[$(Kpi {
            id: $id,
            title: $title,
            unit: Unit::$unit,
            direction: Direction::$direction,
            formula: $formula,
            computed: formula! $computed,
        },)*];
    };
}

kpis! {
    "bookings", "Bookings", Money, HighIsGood, [Bookings], "signed value of deals won";
    "bookings-from-pipeline", "Bookings from open pipeline", Money, HighIsGood, [BookingsFromPipeline],
        "the part of bookings that was open pipeline at the start";
    "bookings-growth", "Bookings growth", Share, HighIsGood, [formula::bookings_growth: Bookings],
        "bookings / bookings of the same number of months before - 1; the first whole fiscal year against finance.bookings-last-year";
    "target-attainment", "Attainment of target", Share, HighIsGood, [formula::target_attainment: Bookings], "bookings / target";
    "target-reached", "Chance of target", Share, HighIsGood, [formula::target_reached: Bookings],
        "1 in a future whose bookings reach the target, 0 in the others";
    "target-shortfall", "Shortfall to target", Money, LowIsGood, [plan::target_shortfall: Bookings],
        "target - bookings where they miss it, 0 elsewhere; the mean over all futures is the expected shortfall";
    "leads", "Leads", Count, HighIsGood, [Leads], "leads that arrived, and deals open at the start";
    "opportunities", "Opportunities created", Count, HighIsGood, [Opportunities],
        "leads that became opportunities";
    "wins", "Deals won", Count, HighIsGood, [Wins], "deals won";
    "deal-size", "Deal size", Money, HighIsGood, [Bookings / Wins], "bookings / deals won";
    "close-rate", "Close rate, narrow", Share, HighIsGood, [formula::close_rate],
        "won / (won + lost), opportunities only";
    "close-rate-broad", "Close rate, broad", Share, HighIsGood, [formula::close_rate_broad],
        "won / (won + lost + lost for lack of capacity), opportunities only";
    "lead-to-win", "Leads won", Share, HighIsGood, [Wins / Leads], "deals won / leads that arrived and deals open at the start";
    "sales-cycle", "Sales cycle", Months, LowIsGood, [formula::sales_cycle],
        "sum over the stages of an opportunity of time spent in the stage / deals that entered it";
    "open-amount", "Open pipeline at the end", Money, Neutral, [OpenAmount],
        "value of opportunities in progress or waiting at the end";
    "coverage", "Pipeline coverage", Factor, HighIsGood, [formula::coverage: Bookings, OpenAmount],
        "open pipeline at the start of the period / (target of the period - actual bookings so far)";
    "weighted-pipeline", "Weighted pipeline", Money, HighIsGood, [formula::weighted_pipeline],
        "sum over deals open at the start of amount x chances of passing the stages that remain, at mean assumptions";
    "capacity-budgeted", "Capacity of all seats", Money, HighIsGood, [formula::capacity_budgeted: CapacityBudgeted],
        "what the seats would contribute if all were filled and ramped";
    "capacity", "Ramped capacity", Money, HighIsGood, [formula::capacity: Capacity],
        "capacity of all seats - lost to vacancies - lost to ramp";
    "capacity-use", "Bookings per capacity", Share, Neutral, [formula::capacity_use: Bookings, Capacity], "bookings / ramped capacity";
    "rre", "Ramped-rep equivalents", People, HighIsGood, [formula::rre: Rre],
        "sum over people of their share of full productivity, averaged over the months";
    "street-quota", "Street quota", Money, Neutral, [formula::street_quota: StreetQuota],
        "sum of the ramped quotas that reps carry on their own bookings; none where nobody does, as under plans on margin";
    "attainment-factor", "Attainment factor", Factor, Neutral, [formula::attainment_factor: StreetQuota], "target / street quota";
    "over-assignment", "Over-assignment", Factor, Neutral, [formula::over_assignment: StreetQuota], "street quota / target";
    "quota-attainment", "Attainment of street quota", Share, HighIsGood, [formula::quota_attainment: Bookings, StreetQuota],
        "bookings / street quota";
    "settlements-at-quota", "Settlements at quota", Share, HighIsGood, [SettledAtQuota / SettledWithQuota],
        "settled rep-periods at or above quota / settled rep-periods with a quota";
    "reps-at-quota", "Seats at quota over the year", Share, HighIsGood, [formula::reps_at_quota],
        "seats whose credits of the fiscal year reach their ramped quota / seats with a quota";
    "activities", "Activities", Count, Neutral, [formula::activities], "calls, demonstrations, ... that were started";
    "activity-rate", "Activities per head and month", Count, Neutral, [formula::activity_rate],
        "activities / (headcount x months)";
    "utilisation", "Selling hours used", Share, Neutral, [formula::utilisation],
        "hours of work started / selling hours there were";
    "expired", "Lost for lack of capacity", Count, LowIsGood, [Expired],
        "leads and deals lost because nobody had time for them";
    "bound-by-capacity", "Months bound by capacity", Share, LowIsGood, [formula::bound_by_capacity: CapacityBound],
        "months in which capacity, not leads, was what bound / months simulated";
    "cost", "Cost of sales", Money, LowIsGood, [Cost],
        "pay, employer's load, hiring, tools, marketing and overhead";
    "initiatives", "Cost of initiatives", Money, LowIsGood, [Initiatives],
        "what tools, trainings and process changes cost; part of the cost of sales";
    "variable-pay", "Variable pay", Money, LowIsGood, [VariablePay], "commission and bonuses";
    "conceded", "Conceded to sign early", Money, LowIsGood, [Conceded],
        "what was taken off the price of deals that were signed before a period ended";
    "brought-in", "Signed early", Money, Neutral, [BroughtIn],
        "value of deals that were due in the next period and were signed before this one ended";
    "held-back", "Held back", Money, LowIsGood, [HeldBack],
        "value of deals that could be signed before a period ended and were held back";
    "cost-ratio", "Cost of sales / bookings", Share, LowIsGood, [Cost / Bookings], "cost of sales / bookings";
    "cac", "Cost per deal won", Money, LowIsGood, [Cost / Wins],
        "cost of sales / deals won: the acquisition cost, where every deal is a new customer";
    "budget-use", "Cost of sales / budget", Share, LowIsGood, [plan::budget_use: Cost], "cost of sales / budget";
    "budget-kept", "Chance of budget", Share, HighIsGood, [plan::budget_kept: Cost],
        "1 in a future whose cost of sales is at most the budget, 0 in the others";
    "budget-overrun", "Cost beyond budget", Money, LowIsGood, [plan::budget_overrun: Cost],
        "cost of sales - budget where it is exceeded, 0 elsewhere; the mean over all futures is the expected overrun";
    "gross-margin", "Gross margin", Money, HighIsGood, [GrossMargin],
        "bookings - cost of what is sold";
    "margin-rate", "Gross margin / bookings", Share, HighIsGood, [GrossMargin / Bookings], "gross margin / bookings";
    "contribution", "Contribution", Money, HighIsGood, [Contribution], "gross margin - cost of sales - cost of delivery";
    "delivery-cost", "Cost of delivery", Money, LowIsGood, [DeliveryCost],
        "pay, tools and hiring of the people of all pools, overtime and contractors, and the cost of stock";
    "stock-cost", "Cost of stock", Money, LowIsGood, [stock::cost: HoldingCost, OrderCost],
        "cost of holding stock + cost of orders beside the goods; part of the cost of delivery";
    "order-backlog", "Backlog of orders", Money, LowIsGood, [OrderBacklog],
        "value of what is sold and neither delivered nor cancelled at the end";
    "orders-delivered", "Orders delivered", Count, HighIsGood, [OrdersDelivered], "orders delivered";
    "orders-cancelled", "Orders cancelled", Count, LowIsGood, [OrdersCancelled], "orders cancelled before they were delivered";
    "time-to-deliver", "Time to deliver", Months, LowIsGood, [DeliveryTime / OrdersDelivered],
        "time from signature to delivery / orders delivered";
    "on-time", "Delivered in time", Share, HighIsGood, [delivery::on_time: OrdersDelivered, OrdersLate],
        "(orders delivered - of these, later than promised) / orders delivered";
    "fill-rate", "Fill rate of stock", Share, HighIsGood, [stock::fill_rate: UnitsWanted, UnitsShort],
        "units shipped at once / units asked for, those of lost sales among them";
    "lost-for-stock", "Lost for want of stock", Money, LowIsGood, [LostForStock],
        "value of deals that could not be won because there was not enough in stock";
    "stock-value", "Value of stock", Money, LowIsGood, [StockValue], "units in stock at the end x cost of a unit";
    "stock-turns", "Stock turns a year", Factor, HighIsGood, [stock::turns: GoodsShipped, StockValue],
        "goods shipped at cost, x 12 / months / value of stock at the ends of the months, on average";
    "bound-by-stock", "Months bound by stock", Share, LowIsGood, [stock::bound: StockBound],
        "months in which 1 % of an item's units could not be shipped at once, or orders waited at the end / months simulated";
    "pool-use", "Hours of pools used", Share, Neutral, [delivery::pool_use: OrderHours, CustomerHours, CustomerHoursMissed, PoolHours],
        "(hours worked on orders + hours given to customers) / hours of the pools";
    "customers-served", "Hours customers got", Share, HighIsGood, [delivery::customers_served: CustomerHours, CustomerHoursMissed],
        "(hours that customers needed - hours that nobody had) / hours that customers needed";
    "headcount", "Headcount", People, Neutral, [Headcount], "people in seat, averaged over the months";
    "hires", "Hires", Count, Neutral, [Hires], "people hired";
    "leavers", "Leavers", Count, LowIsGood, [Leavers], "people who left";
    "ramp-time", "Ramp time", Months, LowIsGood, [ramp::ramp_time],
        "onboarding + ramp of the hired role, or the sales cycle where that is longer; mean over hires of roles with capacity";
    "arr-start", "ARR at the start", Money, Neutral, [recurring::arr_at_start: Arr],
        "recurring revenue a year of all contracts when the period begins";
    "arr-new", "New customers' ARR", Money, HighIsGood, [recurring::arr_new: ArrNew], "ARR of contracts with new customers";
    "arr-gained", "Expansion and price rises", Money, HighIsGood, [recurring::arr_gained: ArrExpansion, ArrPriceRise],
        "expansion of customers, at renewals and by deals, + price rises at renewals";
    "arr-lost", "Churn and contraction", Money, LowIsGood, [recurring::arr_lost: ArrChurned, ArrContraction],
        "ARR not renewed or cancelled + ARR given up by customers who stayed";
    "arr", "ARR at the end", Money, HighIsGood, [recurring::arr: Arr],
        "ARR at the start + new + gained - lost";
    "arr-growth", "ARR growth", Share, HighIsGood, [recurring::arr_growth: Arr], "ARR at the end / ARR at the start - 1";
    "grr", "GRR of ARR up for renewal", Share, HighIsGood, [recurring::grr: ArrAvailable, ArrCancelled, ArrChurned, ArrContraction],
        "gross revenue retention: (ARR available to renew - not renewed - contraction) / (ARR available to renew + ARR cancelled within its term)";
    "nrr", "NRR of ARR up for renewal", Share, HighIsGood, [recurring::nrr: ArrRenewed, ArrAvailable, ArrCancelled],
        "net revenue retention: ARR of renewed contracts after renewal / (ARR available to renew + ARR cancelled within its term)";
    "churn-rate", "ARR churn a year", Share, LowIsGood, [recurring::churn_rate: ArrChurned, Arr],
        "ARR not renewed or cancelled / ARR at the start, x 12 / months";
    "customer-churn", "Customer churn a year", Share, LowIsGood, [customers::customer_churn: CustomersChurned, Customers],
        "customers that left / customers at the start, x 12 / months";
    "net-promoters", "Net promoters, proxy", Share, HighIsGood, [customers::net_promoters: RenewalsDue, RenewalsWon, RenewalsExpanded, ContractsCancelled],
        "(renewals with expansion - not renewed - cancelled) / (renewals due + cancelled): what customers do, not what they say";
    "customers", "Customers", Count, HighIsGood, [recurring::customers: Customers], "customers at the end";
    "customers-new", "New customers", Count, HighIsGood, [recurring::customers_new: CustomersNew], "customers won";
    "renewal-bookings", "Renewal bookings", Money, HighIsGood, [recurring::renewal_bookings: RenewalBookings],
        "value of renewed contracts, which bookings do not hold";
    "renewals-unworked", "Renewals nobody worked on", Share, LowIsGood, [recurring::renewals_unworked: RenewalsUnworked, RenewalsDue],
        "renewals whose work nobody had begun by the end of the term / renewals due";
    "revenue", "Recognised revenue", Money, HighIsGood, [recurring::revenue: Revenue],
        "what recurs evenly over its term, the rest at signature";
    "revenue-growth", "Revenue growth", Share, HighIsGood, [customers::revenue_growth: Revenue],
        "recognised revenue / that of the same number of months before - 1";
    "revenue-per-account", "Revenue per account a year", Money, HighIsGood, [customers::revenue_per_account: Revenue, Customers],
        "recognised revenue / customers at the ends of the months, added up, x 12";
    "cash", "Cash collected", Money, HighIsGood, [recurring::cash: Cash], "invoices paid, less what was paid back";
    "net-cash-flow", "Net cash flow", Money, HighIsGood, [cash::net_flow: Cash, Contribution, VariablePay, PaidOut, Bookings],
        "cash collected - cost of sales, variable pay when it is paid out - cost of delivery - cost of what is sold";
    "cumulative-cash-flow", "Net cash flow so far", Money, HighIsGood, [cash::cumulative_flow: Cash, Contribution, VariablePay, PaidOut, Bookings],
        "net cash flow from the first simulated month to the end of the period";
    "ltv", "Customer lifetime value, LTV", Money, HighIsGood, [recurring::ltv: Arr, Customers, GrossMargin, Bookings, ArrChurned],
        "m (1 + d) / (1 + d - r), first payment at once: m = ARR per customer x gross margin rate, r = 1 - ARR churn a year, d = discount a year";
    "ltv-year-end", "Lifetime value, first payment after a year", Money, HighIsGood, [customers::ltv_at_year_end: Arr, Customers, GrossMargin, Bookings, ArrChurned],
        "m r / (1 + d - r), first payment at the end of the first year; m, r and d as in the lifetime value";
    "customer-cost", "Cost per new customer, CAC", Money, LowIsGood, [recurring::customer_cost: Cost, CustomersNew],
        "cost of sales / new customers: the acquisition cost (CAC)";
    "ltv-to-cac", "LTV / CAC", Factor, HighIsGood, [recurring::ltv_to_cac: Arr, Customers, GrossMargin, Bookings, ArrChurned, Cost, CustomersNew],
        "customer lifetime value / cost per new customer";
    "payback", "Payback of CAC", Months, LowIsGood, [recurring::payback: Cost, ArrNew, GrossMargin, Bookings],
        "cost of sales / (ARR of new customers x gross margin rate / 12)";
}

impl From<measure::Unit> for Unit {
    /// The unit of a measure's natural values; a plan's own measure counts as a number of things.
    fn from(unit: measure::Unit) -> Self {
        match unit {
            measure::Unit::Money => Self::Money,
            measure::Unit::Count | measure::Unit::PlanMeasure => Self::Count,
            measure::Unit::Micro => Self::People,
            measure::Unit::MicroHours => Self::Hours,
            measure::Unit::MicroMonths => Self::Months,
        }
    }
}

/// A counted number in its natural unit: money in minor units, people, hours and months as such.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "what a trial counts stays far below 2^53"
)]
pub fn natural(unit: measure::Unit, counted: i64) -> f64 {
    match unit {
        measure::Unit::Money | measure::Unit::Count | measure::Unit::PlanMeasure => counted as f64,
        measure::Unit::Micro | measure::Unit::MicroHours | measure::Unit::MicroMonths => {
            counted as f64 / 1e6
        }
    }
}

#[cfg(test)]
mod tests;

//! What a scenario file says about compensation.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::number::RawNumber;

/// Comp plans.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawComp {
    /// Plans, by id; each role has at most one.
    pub plans: IndexMap<String, RawPlan>,
    /// Who shares the credit of deals with their owner, by a name of your choice.
    pub splits: Option<IndexMap<String, RawSplit>>,
}

/// A struct with the keys of a component, which a plan has for its main component and each further component has too.
macro_rules! with_component_keys {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            $($own)*
            /// What is counted.
            pub measure: RawMeasure,
            /// Whose results count; "own" unless said.
            pub credit: Option<RawCredit>,
            /// How often attainment is settled.
            pub period: RawPeriod,
            /// "discrete" (each period by itself, the default) or "cumulative" (the fiscal year to date, less what was paid before).
            pub accrual: Option<RawAccrual>,
            /// Share of the role's target incentive that this carries; the main component carries what the others leave. Without effect where there is a `rate`.
            pub weight: Option<RawNumber>,
            /// Quota of a fully ramped rep a year, in money or in things as the measure says; a series gives each month's yearly rate.
            pub quota_per_year: RawNumber,
            /// Whether quota follows the ramp (quota relief for new hires); true unless said.
            pub ramped_quota: Option<bool>,
            /// Pay per unit of the measure where the multiplier is 1, such as 0.10 of bookings; weight x incentive / quota unless said, of the months that are settled where either changes by month.
            pub rate: Option<RawNumber>,
            /// How tiers work. "marginal": each tier's multiplier applies to what lies inside it. "retroactive": that of the tier which is reached applies to everything, back to the first unit.
            pub tier_method: RawTierMethod,
            /// Tiers in rising order of attainment; the first starts at 0. A multiplier of 0 makes a threshold or a cap, one below 1 a decelerator, one above 1 an accelerator.
            pub tiers: Vec<RawPayTier>,
            /// Bonuses of a period.
            pub bonuses: Option<Vec<RawBonus>>,
            /// Factors on the commission of this component while another one has reached an attainment.
            pub kickers: Option<Vec<RawKicker>>,
            /// Most that a period pays, as a multiple of its pay at quota: of what the tiers pay at exactly 100 % of the quota, or of rate x quota where they pay nothing until then. Kickers and bonuses count towards it. No limit unless said.
            pub cap: Option<RawNumber>,
            /// Products that count; all unless said.
            pub products: Option<Vec<String>>,
            /// Segments that count; all unless said.
            pub segments: Option<Vec<String>>,
            /// Regions that count; all unless said.
            pub regions: Option<Vec<String>>,
            /// Lead sources that count; all unless said.
            pub sources: Option<Vec<String>>,
            /// Activities that count, by their ids in the stages; all unless said. For the measure "activities".
            pub activities: Option<Vec<String>>,
        }
    };
}

with_component_keys! {
    /// A comp plan. What it says itself is its main component: seats may have a quota of their own for it, and attainment
    /// means its attainment.
    RawPlan {
        /// Roles paid by this plan.
        pub roles: Vec<String>,
        /// Further components, by a name of your choice.
        pub components: Option<IndexMap<String, RawComponent>>,
        /// Incentives for a while (SPIFFs), by a name of your choice.
        pub spiffs: Option<IndexMap<String, RawSpiff>>,
        /// Bonuses for activity kept up over months, by a name of your choice.
        pub activity_bonuses: Option<IndexMap<String, RawActivityBonus>>,
        /// Objectives judged at the end of a period (MBOs), by a name of your choice.
        pub objectives: Option<IndexMap<String, RawObjective>>,
        /// Advance on variable pay; none unless said.
        pub draw: Option<RawDraw>,
        /// Least variable pay of those who ramp; none unless said.
        pub guarantee: Option<RawGuarantee>,
        /// What is taken back when a customer is lost early; nothing unless said.
        pub clawback: Option<RawClawback>,
        /// Months from the settlement to the payment; 0 unless said. Costs count when they are settled.
        pub payment_lag_months: Option<u32>,
        /// Quota ratchet: share of what was sold above or below this fiscal year's quota of the main component by which next year's quota of the seat moves, 0 to 1; 0.3 makes it 3 % more after a year at 110 %. Every year by a factor from a half to two. Not at all unless said. Whoever looks ahead (`behaviour`) knows it.
        pub quota_ratchet: Option<RawNumber>,
        /// How hard people work under the plan: "off" (as hard as under any other, the default), { elastic = {} } or { dynamic = {} }. Whose main component is on bookings, margin, ARR, cash or wins wins more or fewer of the deals that come to the last stage; on opportunities, makes more or fewer of what comes to the stage before them.
        pub behaviour: Option<RawBehaviour>,
    }
}

with_component_keys! {
    /// A further component of a comp plan.
    RawComponent {}
}

impl RawPlan {
    /// The main component.
    #[must_use]
    pub fn main(&self) -> RawComponent {
        let plan = self.clone();
        RawComponent {
            measure: plan.measure,
            credit: plan.credit,
            period: plan.period,
            accrual: plan.accrual,
            weight: plan.weight,
            quota_per_year: plan.quota_per_year,
            ramped_quota: plan.ramped_quota,
            rate: plan.rate,
            tier_method: plan.tier_method,
            tiers: plan.tiers,
            bonuses: plan.bonuses,
            kickers: plan.kickers,
            cap: plan.cap,
            products: plan.products,
            segments: plan.segments,
            regions: plan.regions,
            sources: plan.sources,
            activities: plan.activities,
        }
    }
}

/// What a comp plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawMeasure {
    /// Signed value of deals won.
    Bookings,
    /// Signed value less the cost of what is sold, by `finance.gross-margin`.
    Margin,
    /// Annual recurring part of deals won, by the scenario's `contracts`.
    Arr,
    /// Cash collected on the first term of deals won, credited when it comes in to whoever sold them and is still there.
    Collected,
    /// Deals won.
    Wins,
    /// Leads that became opportunities.
    Opportunities,
    /// Activities done, such as calls.
    Activities,
}

/// Whose results a comp plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawCredit {
    /// The rep's own.
    Own,
    /// Those of all who report to the seat, directly or not: a manager's override.
    Team,
    /// All in the regions and segments of the seat's territory, whoever sells it: an overlay. `territories.csv` counts by the territory of the owning seat.
    Territory,
    /// The whole company's.
    Company,
}

/// A settlement period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPeriod {
    /// Calendar month.
    Month,
    /// Fiscal quarter.
    Quarter,
    /// Fiscal year.
    Year,
}

/// What a settlement looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawAccrual {
    /// Each period by itself.
    Discrete,
    /// The fiscal year to date, less what was paid before.
    Cumulative,
}

/// How tiers work; the file must say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawTierMethod {
    /// Each tier's multiplier applies to what lies inside it.
    Marginal,
    /// The multiplier of the tier that is reached applies to everything, back to the first unit.
    Retroactive,
}

/// A tier of a comp plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPayTier {
    /// Attainment above which the tier applies, 1 for quota; a retroactive tier is reached at it.
    pub above: f64,
    /// Multiplier on the rate inside the tier; above 1 it is an accelerator.
    pub multiplier: RawNumber,
}

/// A bonus of a comp plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBonus {
    /// Attainment from which the bonus is paid.
    pub at: f64,
    /// Amount, once a period.
    pub amount: RawNumber,
}

/// More commission while another component does well.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawKicker {
    /// The other component of the plan, by its name; "main" for the main one. It must be settled as often.
    pub component: String,
    /// Its attainment from which the kicker applies.
    pub at: f64,
    /// Factor on the commission of this component.
    pub multiplier: RawNumber,
}

/// An incentive for a while.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSpiff {
    /// First month, "YYYY-MM"; the first of the horizon unless said.
    pub from: Option<String>,
    /// First month after it, "YYYY-MM"; the end of the horizon unless said.
    pub until: Option<String>,
    /// Amount for each deal; 0 unless said.
    pub per_deal: Option<RawNumber>,
    /// Share of the credited bookings; 0 unless said.
    pub rate: Option<RawNumber>,
    /// Most deals that one person is paid for; no limit unless said.
    pub most_deals: Option<u32>,
    /// Products that count; all unless said.
    pub products: Option<Vec<String>>,
    /// Segments that count; all unless said.
    pub segments: Option<Vec<String>>,
    /// Regions that count; all unless said.
    pub regions: Option<Vec<String>>,
    /// Lead sources that count; all unless said.
    pub sources: Option<Vec<String>>,
}

/// A bonus for activity kept up: "45 calls a working day for three months pays 500".
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawActivityBonus {
    /// Activities that count, by their ids in the stages; all unless said.
    pub activities: Option<Vec<String>>,
    /// How many of them a working day, on the average of a month. Working days are the calendar's `selling-days`, or 21.
    pub per_working_day: f64,
    /// Months in a row; the count then begins anew. 1 unless said. A month in which somebody begins or leaves counts by the working days of the time there.
    pub months: Option<u32>,
    /// Amount for each such row of months.
    pub pays: RawNumber,
}

/// An objective judged at the end of a period.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawObjective {
    /// How often it is judged.
    pub period: RawPeriod,
    /// Amount for a whole period in which it is wholly reached.
    pub pays: RawNumber,
    /// How far it is reached, 0 to 1: a number, or a distribution drawn for each person and period. 1 unless said.
    pub score: Option<RawNumber>,
}

/// An advance on variable pay.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDraw {
    /// Amount a month, compared with what the person earns in the plan's period.
    pub per_month: RawNumber,
    /// Whether what is paid beyond earnings is taken off later earnings; the file must say which.
    pub recoverable: bool,
    /// First months of tenure in which it applies; always unless said.
    pub months: Option<f64>,
}

/// Least variable pay of those who ramp; it is never paid back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawGuarantee {
    /// Share of the target incentive; 1 unless said.
    pub share: Option<RawNumber>,
    /// First months of tenure in which it applies; until fully ramped unless said.
    pub months: Option<f64>,
}

/// What is taken back when a customer is lost early.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawClawback {
    /// A customer lost within so many months of signature counts: up to the day with the same number so many months later, or the one that lies as far in its month, whichever comes later.
    pub months: f64,
    /// Share of what the deal has paid which is taken back; 1 unless said. While the period of the credit is open the credit goes; after that it is what each unit of the period has earned, with kickers and bonuses for attainment. What results of a team, a territory or the company have paid on it is taken back from those whose plan says so, and cash that comes in later pays nobody by this share.
    pub share: Option<RawNumber>,
    /// Whether what SPIFFs have paid on that deal is taken back too, by the same share; true unless said.
    pub spiffs: Option<bool>,
}

/// Somebody beside the owner who is credited with a part of a deal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSplit {
    /// "creator" for whoever made the lead an opportunity, otherwise a role: whoever of it worked on the deal last.
    pub with: String,
    /// Share of the deal's credit. All splits of a deal that are not `double` take at most the whole; of shares that are drawn, the last by name get what is left. Parts of one deal sum to it, to the cent.
    pub share: RawNumber,
    /// Whether the owner keeps the whole credit all the same; false unless said.
    pub double: Option<bool>,
    /// Products that count; all unless said.
    pub products: Option<Vec<String>>,
    /// Segments that count; all unless said.
    pub segments: Option<Vec<String>>,
    /// Regions that count; all unless said.
    pub regions: Option<Vec<String>>,
    /// Lead sources that count; all unless said.
    pub sources: Option<Vec<String>>,
}

/// How people respond to what a comp plan pays.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawBehaviour {
    /// They do not.
    Off,
    /// By constant elasticity to what one more unit pays where the period is headed.
    Elastic(RawElastic),
    /// Each month by the effort that is best for them, given how far quota is and how many months are left: the greatest expected pay less a quadratic cost of effort, worked out by dynamic programming once before the trials, with pay at the centres of what is uncertain.
    Dynamic(RawDynamic),
}

/// Constant elasticity: results are multiplied by (pay per unit / pay per unit at the reference) ^ elasticity. What a unit pays is taken over 5 % of quota on either side of where the period is headed, and counts as a tenth to ten times that of the reference.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawElastic {
    /// Per cent more results for 1 % more pay per unit, 0 to 1; 0.31 unless said. Published is the elasticity of sales to personal selling, 0.34, corrected 0.31 (Albers, Mantrala & Sridhar 2010), with effort in proportion to pay.
    pub elasticity: Option<RawNumber>,
    /// What a ramped rep expects to reach in a year at the effort of the reference, in the unit of the main measure; the quota unless said.
    pub results_per_year: Option<RawNumber>,
    /// Pay per unit of the main measure at which people work as hard as the rest of the scenario says; the plan's own where the multiplier is 1 unless said. State it where plans of different rates are compared.
    pub reference_rate: Option<RawNumber>,
}

/// Effort that is best month by month. At the effort of the reference, 1, results are as the rest of the scenario says; at effort e they are 1 - elasticity + elasticity x e times that.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDynamic {
    /// Share of results that is proportional to effort, which is the elasticity of results to pay per unit, 0 to 1; 0.31 unless said (as for `elastic`).
    pub elasticity: Option<RawNumber>,
    /// What a ramped rep expects to reach in a year at the effort of the reference, in the unit of the main measure; the quota unless said.
    pub results_per_year: Option<RawNumber>,
    /// Pay per unit of the main measure at which effort is 1; the plan's own where the multiplier is 1 unless said. State it where plans of different rates are compared.
    pub reference_rate: Option<RawNumber>,
    /// Coefficient of variation that people expect of a month's results; 0.5 unless said.
    pub cv: Option<f64>,
    /// Most effort, as a multiple of that of the reference; 3 unless said.
    pub most: Option<f64>,
    /// Lets people move deals across the end of a period where that pays them; nobody does unless said. For plans on bookings, margin, ARR and wins.
    pub timing: Option<RawDealTiming>,
}

/// When deals are signed around the end of a period: what would be signed soon after it is brought in for a concession on the price, and what could be signed shortly before it is held back, where people are paid more so, in this period and the next one together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDealTiming {
    /// How many days after the end of a period a deal may be due that is brought in, 0 to 90; 30 unless said.
    pub early_days: Option<f64>,
    /// How many days before the end of a period a deal may be due that is held back, 0 to 90; 7 unless said.
    pub late_days: Option<f64>,
    /// Share of its price that a customer is conceded for signing early, 0 to 0.9; 0.05 unless said.
    pub concession: Option<f64>,
    /// Chance that a deal is lost by being held back, 0 to 1; 0.05 unless said.
    pub lost_if_late: Option<f64>,
    /// Least gain for which anybody bothers, as a share of what the deal pays at the rate of reference, 0 to 1; 0.1 unless said.
    pub least_gain: Option<f64>,
}

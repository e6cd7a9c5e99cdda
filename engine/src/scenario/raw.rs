//! What a scenario file says, key by key, before any rule has run.
//!
//! These structs are the one source of the file format: the structural check, the JSON schema for editors and the
//! reference documentation are all generated from them, so the comment on a field is what a user reads about its key.
//! Every money value is in whole units of the scenario's currency; every duration carries its unit in its name.

mod alerts;
mod backtest;
mod events;
mod initiatives;
mod market;
mod promotions;
mod reconcile;
mod team;
mod territory;
mod workforce;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::number::RawNumber;
use super::raw_contracts::RawContracts;
use super::raw_supply::RawSupply;
pub use alerts::RawAlert;
pub use backtest::{RawBacktest, RawVerdict, RawVerdicts};
pub use events::{RawEvent, RawFreeze, RawJoin, RawLeave, RawShock};
pub use initiatives::{RawAdoption, RawAdoptionShape, RawInitiative, RawMove};
pub use market::{
    RawAdbudgResponse, RawCoverageResponse, RawFiniteMarkets, RawNurture, RawPowerResponse,
    RawSpendResponse,
};
pub use promotions::RawPromotion;
pub use reconcile::{RawPlanned, RawReconcile, RawReconciledMeasure};
pub use team::{RawRatio, RawTrainer};
pub use territory::{RawHandOver, RawRecut, RawTravel};
pub use workforce::{RawGroup, RawRamp, RawRole, RawWorkforce};

mod comp;

pub use comp::{
    RawAccrual, RawActivityBonus, RawBehaviour, RawBonus, RawClawback, RawComp, RawComponent,
    RawCredit, RawDealTiming, RawDraw, RawDynamic, RawElastic, RawGuarantee, RawKicker, RawMeasure,
    RawObjective, RawPayTier, RawPeriod, RawPlan, RawSpiff, RawSplit, RawTierMethod,
};

/// A scenario: one plan of a sales organisation and everything assumed about it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawScenario {
    /// Version of this file format; 1 is the only one so far.
    pub format: u32,
    /// Short name of the scenario, shown on every report.
    pub name: String,
    /// What the scenario is for, in a sentence or two.
    pub description: Option<String>,
    /// Currency of every money value, as an ISO 4217 code such as "USD".
    pub currency: String,
    /// How numbers are written in reports: "en-US", "en-GB", "de-DE", "fr-FR", ...; "en-US" unless said.
    pub locale: Option<String>,
    /// First month, length and fiscal year of the plan.
    pub horizon: RawHorizon,
    /// Seasons and selling days.
    pub calendar: Option<RawCalendar>,
    /// The market-wide factor that lets segments rise and fall together; absent means none.
    pub macro_factor: Option<RawMacroFactor>,
    /// Regions, by id.
    pub regions: IndexMap<String, RawRegion>,
    /// Segments (ideal-customer profiles), by id.
    pub segments: IndexMap<String, RawSegment>,
    /// Products, by id; absent means one product called "product".
    pub products: Option<IndexMap<String, RawProduct>>,
    /// Where leads come from.
    pub demand: RawDemand,
    /// What happens to a lead until it is won or lost.
    pub funnel: RawFunnel,
    /// Roles and the people in them.
    pub workforce: RawWorkforce,
    /// Territories and routing.
    pub territory: Option<RawTerritory>,
    /// Comp plans.
    pub comp: Option<RawComp>,
    /// Margin and costs that belong to nobody's pay.
    pub finance: Option<RawFinance>,
    /// What becomes of deals that are won: terms, renewals, recurring revenue.
    pub contracts: Option<RawContracts>,
    /// What it takes to deliver what is sold, and to serve customers.
    pub supply: Option<RawSupply>,
    /// What has happened since the start of the horizon, for a plan that is looked at in mid-year.
    pub actuals: Option<RawActuals>,
    /// What the company set out to reach, by period label such as "FY2027" or "FY2027-Q3".
    pub targets: Option<IndexMap<String, RawTarget>>,
    /// What numbers should keep to, and from which chance of missing it on a run raises an alert; by a name of your choice.
    pub alerts: Option<IndexMap<String, RawAlert>>,
    /// Things that happen at a date: leavers and hires, hiring freezes, market shocks; by a name of your choice.
    pub events: Option<IndexMap<String, RawEvent>>,
    /// Tools, trainings and process changes: what they cost and what they move; by a name of your choice.
    pub initiatives: Option<IndexMap<String, RawInitiative>>,
    /// Rank correlations between uncertain assumptions.
    pub correlation: Option<RawCorrelation>,
    /// What the target was built on, for `foresell reconcile`; nothing of it changes what is simulated.
    pub reconcile: Option<RawReconcile>,
    /// What looking back on the data behind this plan said of such forecasts; nothing of it changes what is simulated.
    pub backtest: Option<RawBacktest>,
    /// How many futures to simulate, from which seed, and which numbers are wanted of them, unless the command line says
    /// otherwise.
    pub simulation: Option<RawSimulation>,
}

/// First month, length and fiscal year of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawHorizon {
    /// First month, "YYYY-MM".
    pub start: String,
    /// Number of calendar months, 1 to 600.
    pub months: u32,
    /// Calendar month in which a fiscal year starts, 1 to 12; 1 unless said. A year is named after the calendar year in which it ends.
    pub fiscal_year_start: Option<u32>,
    /// "continuous" (events happen at any time, the default) or "monthly" (what happens in a month happens at its middle, people leave at its end).
    pub timing: Option<RawTiming>,
}

/// When things happen inside a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawTiming {
    /// At any time.
    Continuous,
    /// At the middle of the month; people leave at its end.
    Monthly,
}

/// Seasons and selling days.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCalendar {
    /// Factor on lead arrivals for January to December; twelve numbers, usually with mean 1.
    pub season: Option<Vec<f64>>,
    /// Selling days of January to December; twelve numbers. Hours of a month are scaled by its days over their mean.
    pub selling_days: Option<Vec<f64>>,
}

/// A mean-one lognormal AR(1) factor on all lead arrivals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawMacroFactor {
    /// Standard deviation of the factor's logarithm in the long run, such as 0.10.
    pub volatility: RawNumber,
    /// Correlation of its logarithm from one month to the next, 0 to below 1, such as 0.9.
    pub persistence: RawNumber,
}

/// A region.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRegion {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
}

/// A segment: customers that buy alike.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSegment {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// How strongly the segment follows the market-wide factor: its arrivals are multiplied by factor ^ loading (mean kept at 1). 1 unless said.
    pub macro_loading: Option<RawNumber>,
}

/// A product.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawProduct {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Weight of the product among the opportunities of a segment; may differ by segment. 1 unless said.
    pub weight: Option<RawNumber>,
    /// Price beside the list price of deal sizes, such as 0.95 for 5 % less; may change by month, 1 unless said. Deals are worth so much more or less from the month in which they become opportunities; the cost of what is sold stays, so that margin takes the whole difference.
    pub price: Option<RawNumber>,
    /// How leads that the market sends for the product follow its price: leads x price ^ elasticity, such as -1.5; may differ by segment. 0 unless said.
    pub price_elasticity: Option<RawNumber>,
}

/// Where leads come from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDemand {
    /// Lead sources, by id.
    pub sources: IndexMap<String, RawSource>,
    /// Campaigns that bring more leads for some months, by id.
    pub promotions: Option<IndexMap<String, RawPromotion>>,
    /// Lead-score tiers, by id; absent means all leads are alike.
    pub tiers: Option<IndexMap<String, RawTier>>,
    /// CSV table of named accounts: account, segment, region, potential, workload, latitude, longitude, owner, parent. `potential` is the account's weight among the leads of its market and `workload` its weight among those that people have time for, both 1 unless said; the place is in degrees; `parent` is another account.
    pub accounts: Option<String>,
    /// How many accounts each market has; absent means that there is always another one.
    pub markets: Option<RawFiniteMarkets>,
}

/// A lead source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSource {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Leads a month, before trend and season: of each segment and region it is stated for, or, with `prospected-by`, of each fully ramped rep.
    pub leads_per_month: RawNumber,
    /// Role whose reps create these leads by prospecting; absent means that the market sends them. Where it is the role that owns opportunities too, a lead belongs to the rep who prospected it. The hours of prospecting are an activity of the stage at which these leads enter, done by this role.
    pub prospected_by: Option<String>,
    /// Weight of each segment and region among the leads that a rep prospects; the same for all unless said.
    pub mix: Option<RawNumber>,
    /// Growth of arrivals from month to month, such as 0.01 for 1 %; 0 unless said.
    pub trend: Option<RawNumber>,
    /// Whether the calendar's season applies; true unless said.
    pub seasonal: Option<bool>,
    /// Variance of a month's count beyond Poisson: variance = mean + dispersion x mean². 0 (Poisson) unless said.
    pub dispersion: Option<RawNumber>,
    /// Stage at which these leads enter; the first unless said. Its activities are the work that a lead takes, the hours of prospecting included.
    pub enters: Option<String>,
    /// Role that owns the opportunities of this source; the funnel's `owner-role` unless said.
    pub owner_role: Option<String>,
    /// What is spent on this source a month, counted as marketing on top of `finance.marketing-per-month`; 0 unless said.
    pub spend_per_month: Option<RawNumber>,
    /// How its leads follow that spend; not at all unless said.
    pub spend_response: Option<RawSpendResponse>,
    /// How its leads follow the time that people have for its accounts; not at all unless said.
    pub coverage_response: Option<RawCoverageResponse>,
    /// Share of the bookings of this source that goes to partners, a cost of sales; 0 unless said. May differ by segment, region and product.
    pub partner_share: Option<RawNumber>,
}

/// A lead-score tier.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTier {
    /// Weight of the tier among leads; may differ by source or segment.
    pub share: RawNumber,
    /// Effect on every pass probability, on the logit scale: 0.7 about doubles the odds.
    pub lift: RawNumber,
}

/// What happens to a lead until it is won or lost.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFunnel {
    /// Stage ids in the order in which a deal passes them; passing the last one wins the deal.
    pub order: Vec<String>,
    /// The stages, by id.
    pub stages: IndexMap<String, RawStage>,
    /// Stage from which a lead counts as an opportunity; the second unless said.
    pub opportunity_from: Option<String>,
    /// Role that owns opportunities: its reps are credited with what is won.
    pub owner_role: String,
    /// Signed value of a deal: a distribution, which may differ by segment, product, source or region.
    pub deal_size: RawNumber,
    /// Factor on every deal size; 1 unless said. An uncertain factor is how an uncertain price enters.
    pub deal_size_factor: Option<RawNumber>,
    /// Share taken off the deal size, 0 to below 1; 0 unless said.
    pub discount: Option<RawNumber>,
    /// Factor on every dwell time; 1 unless said. An uncertain factor is how an uncertain cycle length enters.
    pub cycle_factor: Option<RawNumber>,
    /// Whose work comes first: "later-stages-first" (the default) or "first-come".
    pub priority: Option<RawPriority>,
    /// What moves pass probabilities, on the logit scale.
    pub effects: Option<RawEffects>,
    /// CSV table of deals open at the start: deal, segment, region, product, source, stage, entered, amount, owner, account. A deal with a named account is routed, travelled to and handed over with it, and in a finite market that account is in play.
    pub open_pipeline: Option<String>,
    /// What becomes of the lost; nothing unless said.
    pub nurture: Option<RawNurture>,
}

/// Whose work comes first when a rep has more than hours allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPriority {
    /// Deals nearest to closing first.
    LaterStagesFirst,
    /// In order of arrival.
    FirstCome,
}

/// Effects on pass probabilities, on the logit scale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawEffects {
    /// Added per unit of the logarithm of the worker's skill; 0 unless said.
    pub skill: Option<RawNumber>,
    /// Taken away from a rep who has not begun to ramp, in proportion to the missing share of ramp; 0 unless said.
    pub ramp: Option<RawNumber>,
    /// Added to an opportunity for each 10 points of discount: effect x (discount - `discount-reference`) / 0.10, with the discount of the month in which its price is fixed, that is in which it becomes an opportunity. A deal whose price the table of open pipeline states does not change. May differ by segment, region, product and source. 0 unless said.
    pub discount: Option<RawNumber>,
    /// Discount at which the pass probabilities hold, usually that of the data from which they are known; 0 unless said. May differ as the discount.
    pub discount_reference: Option<RawNumber>,
    /// Taken away for each month of work that waits for whoever begins to work on the deal, at that moment: effect x hours / selling hours of a ramped person in the month, the hours being those in the seat's own line and the seat's equal part of those that wait for anybody of the role. 0 to 20; 0 unless said.
    pub overload: Option<RawNumber>,
    /// Taken away for each day that the deal has waited in a stage until work on it begins (speed to lead): effect x days. 0 to 20; 0 unless said. May differ by segment, region, product and source.
    pub response_time: Option<RawNumber>,
}

/// A stage of the funnel.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawStage {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Probability of passing on to the next stage (of winning, in the last).
    pub pass: RawNumber,
    /// Days a deal spends here: a distribution; 30.4375 days make a month.
    pub dwell_days: RawNumber,
    /// Days that a deal spends here that will be lost; as `dwell-days` unless said.
    pub dwell_lost_days: Option<RawNumber>,
    /// Work that the stage takes, role by role; none means that it takes no one's time.
    pub activities: Option<IndexMap<String, RawActivity>>,
    /// Mean days that a deal waits for the first of its activities before it is lost for lack of capacity (exponential); 0 loses it unless somebody is free at once; absent means it waits for ever.
    pub decay_days: Option<RawNumber>,
    /// Open deals that have been in this stage for more than so many days count as dead; absent means that none does.
    pub stale_after_days: Option<f64>,
}

/// Work that a stage takes from one role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawActivity {
    /// Role that does it; "owner" stands for the role that owns the deal. The first activity of a stage is the one a lead waits for.
    pub role: String,
    /// How often it is done for each deal; 1 unless said.
    pub count: Option<RawNumber>,
    /// Hours each time: a number or a distribution.
    pub hours: RawNumber,
    /// Whether it is done where the account is: each time takes the way there and back on top, by `territory.travel`, if both the account and whoever does it have a place; false unless said.
    pub on_site: Option<bool>,
}

/// Territories and routing.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTerritory {
    /// Territories, by id.
    pub territories: Option<IndexMap<String, RawTerritoryArea>>,
    /// How leads find a rep, by role; "weighted" unless said.
    pub routing: Option<IndexMap<String, RawRouting>>,
    /// How strongly "by-score" brings good leads to good reps: weights are multiplied by skill ^ (focus x lift of the lead's tier). 5 unless said.
    pub score_focus: Option<f64>,
    /// Whether an account without an owner belongs to the seat that owns its parent, or the nearest account above that has an owner; false unless said. It does so also when that one changes hands by a new cut.
    pub children_follow_parents: Option<bool>,
    /// CSV table of seats that own named accounts for one product: account, product, owner. Other products of the account are the `owner`'s of `demand.accounts`. The owner's territory has to sell the product there.
    pub product_owners: Option<String>,
    /// What a change of owner costs; nothing unless said.
    pub hand_over: Option<RawHandOver>,
    /// What the way to customers takes, for activities that are done on site.
    pub travel: Option<RawTravel>,
}

/// What a territory covers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTerritoryArea {
    /// Name shown in reports; the id unless said.
    pub name: Option<String>,
    /// Regions covered; all unless said.
    pub regions: Option<Vec<String>>,
    /// Segments covered; all unless said.
    pub segments: Option<Vec<String>>,
    /// Products sold there; all unless said. So accounts are shared by product: one seat sells the machines in a region,
    /// another the service to the same accounts. Who prospects finds leads for these products only, deals and renewals go to
    /// whoever sells their product, and each product needs somebody wherever it is sold. Several who sell one product in one
    /// place share its leads, as always.
    pub products: Option<Vec<String>>,
}

/// How leads find a rep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawRouting {
    /// To the owner of the account, otherwise as `weighted`.
    Owner,
    /// To one rep after the other.
    RoundRobin,
    /// By chance, in proportion to the seats' weights.
    Weighted,
    /// Into one queue, to whoever is free first.
    Pool,
    /// By chance, with weights that bring leads of good tiers to skilled reps and those of poor tiers to the others.
    ByScore,
}

/// Margin and costs that belong to nobody's pay.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFinance {
    /// Share of bookings left after the cost of what is sold; 1 unless said. May differ by segment and product.
    pub gross_margin: Option<RawNumber>,
    /// Marketing spend a month; 0 unless said.
    pub marketing_per_month: Option<RawNumber>,
    /// Other cost of sales a month; 0 unless said.
    pub overhead_per_month: Option<RawNumber>,
    /// Bookings of the fiscal year before the first whole one of the plan, from which that year's growth is counted; unknown unless said.
    pub bookings_last_year: Option<f64>,
    /// Days from an invoice to its payment: a number or a distribution, drawn for each term of a contract; 0 unless said.
    pub collection_days: Option<RawNumber>,
}

/// What has happened since the start of the horizon: the months before `until` are history, and what comes out of a
/// period is what was booked in them plus what is simulated. Reports leave out what is not known of these months: leads,
/// and revenue and cash unless `months` tells them. ARR and customers are known from the end of the history on. What is
/// uncertain is at its mean in these months, so that pay is the same in all futures.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawActuals {
    /// First month that is simulated, "YYYY-MM". Seats, open pipeline and what else stands at the start stand then.
    pub until: String,
    /// CSV table of what was credited in the months before: date, seat, deal, measure, amount, share, margin, activity, segment, region, product, source. Pay to date follows from it by the comp plans; an objective of which it says no score was not reached. Segment, region and source are needed where there are several. Rows with one deal, amount and kind share a sale, whatever their days, which counts once for the company and for its owner, who has the greatest share; a deal of several sales is won once. Rows without a deal share a sale if they are of one day, amount and kind and their shares fit into one whole. A negative amount is a return, which is no win; a row with measure "lost" says that the customer of its deal leaves on that day, for which plans take back what their `clawback` says. Cash that is still to come in on these sales is simulated for those who are paid on cash, by the terms of `contracts` or, where a customer of the start names the deal, for as long as that customer stays in its term; the company has that of its customers of the start.
    pub credits: String,
    /// CSV table of what finance has recorded for each of these months: month ("YYYY-MM"), and revenue, collected or both. A year's recognised revenue and cash are then these and what is simulated; a column that is left out is not known of these months. Needs `contracts`.
    pub months: Option<String>,
}

/// A target of a period.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTarget {
    /// Bookings to reach; the sum of the regions, or of the segments, unless said and if all of them have a target.
    pub bookings: Option<f64>,
    /// Bookings to reach in regions, by their ids.
    pub regions: Option<IndexMap<String, f64>>,
    /// Bookings to reach in segments, by their ids.
    pub segments: Option<IndexMap<String, f64>>,
    /// Budget of the period: what the cost of sales of the whole company should not exceed. Reports say the chance that it is kept. None unless said.
    pub budget: Option<f64>,
}

/// Rank correlations between uncertain assumptions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCorrelation {
    /// Paths of the assumptions, such as "funnel.stages.closing.pass".
    pub assumptions: Vec<String>,
    /// Their rank correlations (Spearman), row by row; symmetric, with ones on the diagonal.
    pub matrix: Vec<Vec<f64>>,
}

/// How many futures to simulate, from which seed, and which numbers are wanted of them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSimulation {
    /// Number of trials; 10,000 unless said.
    pub trials: Option<u32>,
    /// Seed of the futures; 1 unless said.
    pub seed: Option<u64>,
    /// The only numbers that are wanted, by the ids of kpis.csv, such as bookings and cost-ratio. Nothing else is counted then,
    /// which takes a fraction of the memory and, in plans in which nothing waits, less time. All are counted unless said.
    /// Possible are KPIs that follow from monthly numbers of the whole company; not those of stages, roles or seats.
    pub only: Option<Vec<String>>,
}

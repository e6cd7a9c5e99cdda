//! A reconciliation of plans as JSON.
//!
//! # Format 1 of the JSON
//!
//! ```text
//! format, engine as in a summary; kind is "reconciliation"
//! scenario      {name, hash, currency, locale}
//! run           {seed, first_trial, trials, plans, complete}: `plans` were to be simulated, all in the same futures; if the
//!               run was interrupted `complete` is false and `bridge` is null
//! unit          ISO 4217 code: every amount below is in whole units of it
//! views         {demand, sales, supply, capacity, target, budget, cost}: what each is, in a sentence; `supply` is null where
//!               the plan does not say who or what delivers, and `capacity` where no pool does
//! periods       a list, years first, then quarters, then months: {label, kind, from, until, demand, sales, supply,
//!               capacity, target, budget, cost}; `kind` is "year", "quarter" or "month". Targets and budgets are those that
//!               are stated for exactly this period, and null where none is: they are never spread over shorter ones
//!   demand, sales, supply, capacity, cost   null, or {mean, standard_error, p10, p50, p90}; `cost` where there is a budget
//! contradictions  a list of {period, more, less, more_mean, less_mean, p10, p90, share, missing, missing_then}, in whole
//!               years first, then in quarters, then in months, and of these where most is missing first. `more` and `less`
//!               are two views
//!   p10, p90      of the one that allows less, or of the other one where that is a budget
//!   share         {share, standard_error, low, high, trials}: futures in which `more` is above `less`
//!   missing       {mean, standard_error}: by how much, 0 in all other futures; `missing_then` is the mean of the futures
//!                 in which something is missing
//! bridge        null, or {period, measure, target, ideal, unexplained, parts, absent, unplanned, expected, rounded,
//!               exact};
//!               `measure` is "bookings" or "delivered"
//!   target        null, or the amount; `unexplained` is then {mean, standard_error}, ideal minus target, otherwise null
//!   ideal, expected   {mean, standard_error}: the plan without any of the factors, and as it is
//!   parts         a list of {factor, title, mean, standard_error, rounded, numerator, instead, planned}: Shapley values
//!     rounded       the mean to the minor unit, so that with what stands in the bridge's own `rounded` the steps sum
//!     numerator     text: the value times `denominator`, in minor units. Numerators sum to `whole`, exactly
//!     instead       what takes the factor's place, in words; `planned` is a list of {path, value}: numbers that the
//!                   scenario states for that, in the unit of the file
//!     due_later     null, or of supply {mean, standard_error, rounded, rest}: what of the step is promised for after the period,
//!                   less what was signed before and is promised for it; `rest` is late, cancelled or short, or above 0 where
//!                   more comes sooner than promised; `rounded` and `rest` sum to the step's own
//!   absent        a list of {factor, title, why}: factors that the plan does not have
//!   unplanned     a list of {factor, title}: factors that the plan has, but without a step, since the scenario states no
//!                 planned number for them and they have no default
//!   rounded       {from, unexplained, expected}: from + unexplained (if any) + parts = expected, to the minor unit; `from` is
//!                 the target, or the plan without any of the factors
//!   exact         {whole, denominator}: text, expected minus ideal in the same terms
//! ```

use serde_json::{Value, json};

use super::bridge::Steps;
use super::json::{FORMAT, chance, engine};
use super::{Currency, Subject};
use crate::calendar::{Period, PeriodKind};
use crate::kernel::summary::Moments;
use crate::outcome::reconciliation::{
    Amounts, Bridge, Contradiction, Part, PeriodViews, Reconciliation, View,
};

/// A reconciliation of a plan, and its futures.
#[derive(Clone, Debug)]
pub struct ReconciliationReport<'a> {
    /// The plan.
    pub subject: Subject<'a>,
    /// Seed of the futures.
    pub seed: u64,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Number of trials.
    pub n_trials: u32,
    /// Number of plans that were to be simulated.
    pub n_plans: usize,
    /// Share of futures below which a contradiction is left out of the text.
    pub least_share: f64,
    /// What was found.
    pub found: Reconciliation,
}

impl ReconciliationReport<'_> {
    /// Whether nothing was interrupted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.found.bridge.is_some()
    }

    /// What a view is, in a sentence; `None` if the plan does not have it.
    #[must_use]
    pub fn meaning(&self, view: View) -> Option<&'static str> {
        let finance = &self.subject.model.finance;
        match view {
            View::Demand => Some(
                "value signed if everything that arrives were worked on at once: no seat vacant, everybody ramped, work waits for nobody, nothing waits for delivery; chances, prices and pay are the plan's, and leads that people find by prospecting are those that full seats find",
            ),
            View::Sales => Some(
                "value signed by the plan's people with their ramp, vacancies and hours, as if everything were delivered at once",
            ),
            View::Due => {
                let mut periods = self.found.periods.iter();
                periods.any(|of| of.due.is_some()).then_some(
                    "value promised for delivery in the period, whenever it was signed, and orders from before the plan when they are done; beside what is delivered it counts from the start, since what was due earlier and is not delivered is missing still",
                )
            }
            View::Supply => self.subject.model.supply.is_some().then_some(
                "value delivered in the period, whenever it was signed, with orders from before the plan as far as their value is stated",
            ),
            View::Capacity => {
                let mut periods = self.found.periods.iter();
                periods.any(|of| of.capacity.is_some()).then_some(
                    "value that the pools could deliver in the period with the hours that customers leave, and orders from before the plan whose value is not stated, an hour being worth the value delivered over the hours worked for it in all months and futures",
                )
            }
            View::Target => (!finance.targets.is_empty()).then_some(
                "the company's bookings target of exactly this period; no target is spread over shorter periods",
            ),
            View::Budget => (!finance.budgets.is_empty())
                .then_some("what cost of sales should not exceed in exactly this period"),
            View::Cost => (!finance.budgets.is_empty()).then_some("cost of sales of the plan"),
        }
    }
}

/// The reconciliation as JSON, in the format described above.
#[must_use]
pub fn json(report: &ReconciliationReport<'_>) -> Value {
    let (subject, found) = (&report.subject, &report.found);
    let currency = subject.currency;
    let meaning = |view| report.meaning(view);
    json!({
        "format": FORMAT,
        "kind": "reconciliation",
        "engine": engine(),
        "scenario": subject.json(),
        "run": {
            "seed": report.seed,
            "first_trial": report.first_trial,
            "trials": report.n_trials,
            "plans": report.n_plans,
            "complete": report.is_complete(),
        },
        "unit": currency.code(),
        "views": {
            "demand": meaning(View::Demand),
            "sales": meaning(View::Sales),
            "due": meaning(View::Due),
            "supply": meaning(View::Supply),
            "capacity": meaning(View::Capacity),
            "target": meaning(View::Target),
            "budget": meaning(View::Budget),
            "cost": meaning(View::Cost),
        },
        "periods": found.periods.iter().map(|of| period(of, subject)).collect::<Vec<_>>(),
        "contradictions": found.contradictions.iter().map(|of| contradiction(of, currency)).collect::<Vec<_>>(),
        "bridge": found.bridge.as_ref().map(|of| bridge(of, currency)),
    })
}

/// The record of a reconciliation: `{format: 1, kind: "reconciliation-run", engine, scenario, run, command}`.
#[must_use]
pub fn run_record(report: &ReconciliationReport<'_>, command: &[String]) -> Value {
    let whole = json(report);
    json!({
        "format": FORMAT,
        "kind": "reconciliation-run",
        "engine": engine(),
        "scenario": whole["scenario"],
        "run": whole["run"],
        "command": command,
    })
}

/// Name of a kind of period in files.
pub(super) fn kind(period: &Period) -> &'static str {
    match period.kind {
        PeriodKind::Year => "year",
        PeriodKind::Quarter => "quarter",
        PeriodKind::Month => "month",
    }
}

fn period(of: &PeriodViews, subject: &Subject<'_>) -> Value {
    let calendar = &subject.model.calendar;
    let currency = subject.currency;
    let some = |amounts: &Option<Amounts>| amounts.as_ref().map(|of| amounts_of(of, currency));
    let fixed = |money: Option<crate::units::Money>| money.map(|m| currency.natural(m.as_f64()));
    json!({
        "label": of.period.label,
        "kind": kind(&of.period),
        "from": calendar.month(of.period.months.start).to_string(),
        "until": calendar.month(of.period.months.end - 1).to_string(),
        "demand": amounts_of(&of.demand, currency),
        "sales": amounts_of(&of.sales, currency),
        "due": some(&of.due),
        "supply": some(&of.supply),
        "capacity": some(&of.capacity),
        "target": fixed(of.target),
        "budget": fixed(of.budget),
        "cost": some(&of.cost),
    })
}

fn amounts_of(of: &Amounts, currency: Currency) -> Value {
    let [p10, p50, p90] = [0, 1, 2].map(|ix: usize| whole(of.quantiles[ix].value, currency));
    let mut value = moments(&of.moments, currency);
    for (name, quantile) in [("p10", p10), ("p50", p50), ("p90", p90)] {
        value[name] = quantile.into();
    }
    value
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rounding to 16 digits is what an estimate is"
)]
fn whole(minor: i64, currency: Currency) -> f64 {
    minor as f64 / currency.minor_per_major()
}

fn moments(of: &Moments, currency: Currency) -> Value {
    let scale = currency.minor_per_major();
    json!({ "mean": of.mean / scale, "standard_error": of.std_error().map(|error| error / scale) })
}

fn contradiction(of: &Contradiction, currency: Currency) -> Value {
    let scale = currency.minor_per_major();
    json!({
        "period": of.period.label,
        "more": of.more.id(),
        "less": of.less.id(),
        "more_mean": of.means[0] / scale,
        "less_mean": of.means[1] / scale,
        "p10": whole(of.range[0], currency),
        "p90": whole(of.range[1], currency),
        "share": chance(&of.share),
        "signed_against_delivered": of.is_signed_against_delivered(),
        "from_start": of.is_from_start(),
        "missing": moments(&of.missing, currency),
        "missing_then": of.missing_then() / scale,
    })
}

fn bridge(of: &Bridge, currency: Currency) -> Value {
    let steps = Steps::of(of, 1);
    let part = |((part, rounded), split): ((&Part, &i64), &Option<[i64; 2]>)| {
        let numbers = moments(&part.moments, currency);
        let due_later = part
            .due_later
            .zip(*split)
            .map(|(due_later, [later, late])| {
                let mut value = moments(&due_later.moments, currency);
                value["rounded"] = whole(later, currency).into();
                value["rest"] = whole(late, currency).into();
                value
            });
        let planned = part.planned.iter();
        let planned = planned.map(|of| json!({ "path": of.path, "value": of.value }));
        json!({
            "factor": part.factor.id(),
            "title": part.factor.title(),
            "mean": numbers["mean"],
            "standard_error": numbers["standard_error"],
            "rounded": whole(*rounded, currency),
            "numerator": part.numerator.to_string(),
            "instead": if part.planned.is_empty() { part.factor.ideal() } else { Some("planned numbers of the scenario") },
            "planned": planned.collect::<Vec<_>>(),
            "due_later": due_later,
        })
    };
    let absent = of.absent.iter();
    let unplanned = of.unplanned.iter();
    let unplanned =
        unplanned.map(|factor| json!({ "factor": factor.id(), "title": factor.title() }));
    let absent = absent.map(
        |factor| json!({ "factor": factor.id(), "title": factor.title(), "why": factor.absence() }),
    );
    json!({
        "period": of.period.label,
        "measure": of.measured.id(),
        "target": of.target.map(|target| currency.natural(target.as_f64())),
        "ideal": moments(&of.ideal, currency),
        "unexplained": of.unexplained.as_ref().map(|of| moments(of, currency)),
        "parts": of.parts.iter().zip(&steps.parts).zip(&steps.split).map(part).collect::<Vec<_>>(),
        "absent": absent.collect::<Vec<_>>(),
        "unplanned": unplanned.collect::<Vec<_>>(),
        "expected": moments(&of.expected, currency),
        "rounded": {
            "from": whole(steps.from, currency),
            "unexplained": steps.beyond.map(|beyond| whole(beyond, currency)),
            "expected": whole(steps.expected, currency),
        },
        "exact": {
            "whole": ((of.expected_sum - of.ideal_sum) * of.denominator).to_string(),
            "denominator": (of.denominator * i128::from(of.n_trials)).to_string(),
        },
    })
}

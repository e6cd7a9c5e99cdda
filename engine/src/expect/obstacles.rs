//! What makes a plan non-linear, so that averages of its assumptions say nothing exact about averages of its results.

use std::ops::Range;

use crate::calendar::Timing;
use crate::funnel::{OpenDeal, Stage};
use crate::kernel::field::Field;
use crate::model::Model;
use crate::supply::Shortage;

/// Whether people of a role leave more where they miss quota, so that how many there are depends on luck.
fn feels_attainment(model: &Model, role: usize) -> bool {
    let n_months = model.calendar.n_months();
    let effect = &model.workforce.roles[role].shortfall_effect;
    model.comp.plan_of(role).is_some() && (0..n_months).any(|month| effect.at(0, month) != 0.0)
}

/// Why a role's people are left out.
pub(super) fn of_role(model: &Model, role: usize) -> Option<String> {
    if model.workforce.throughput.is_some() {
        return Some(
            "hires wait for places (hires-per-month, onboarding-places, trainer), one after another".into(),
        );
    }
    let seats = &model.workforce.seats;
    let mut joiners = model.workforce.joiners.iter();
    if joiners.any(|joiner| seats[joiner.seat].role == role) {
        return Some("somebody is hired on a known day (events, join)".into());
    }
    if model.workforce.roles[role].offer_acceptance.is_some() {
        return Some(
            "offers may be declined (offer-acceptance), and recruiting begins anew".into(),
        );
    }
    if model.workforce.roles[role].ramp_cv.at(0, 0) > 0.0 {
        return Some("hires differ in the time they take to ramp (ramp.cv)".into());
    }
    if let Some(why) = history(model) {
        return Some(why);
    }
    if let Some(plan) = model
        .comp
        .plan_of(role)
        .filter(|plan| plan.ratchet.is_some())
    {
        return Some(format!(
            "quotas follow what was sold (comp.plans.{}.quota-ratchet)",
            plan.id
        ));
    }
    feels_attainment(model, role).then(|| {
        "missing quota makes people leave (attrition-shortfall-effect), and attainment is a matter of luck".into()
    })
}

/// The first months of a plan in mid-year are known and not expected.
fn history(model: &Model) -> Option<String> {
    (model.calendar.n_history() > 0).then(|| "the first months are history (actuals)".into())
}

/// Why a source's leads are left out.
pub(super) fn of_source(model: &Model, source: usize) -> Option<String> {
    let contracts = model.contracts.as_ref();
    // More business with customers is always sent.
    let is_expansion = contracts.is_some_and(|contracts| contracts.is_expansion[source]);
    if model.demand.finite.is_some() && !is_expansion {
        return Some("accounts in play, sold or cooling off send no leads (demand.markets)".into());
    }
    if let Some(why) = history(model) {
        return Some(why);
    }
    if model.demand.sources[source].coverage.is_some() {
        return Some(
            "they follow the hours that people have for accounts (coverage-response), along a curve that bends".into(),
        );
    }
    if model.demand.appeal.is_some() && model.demand.sources[source].prospected_by.is_none() {
        return Some(
            "they follow prices and promotions (products.*.price, demand.promotions)".into(),
        );
    }
    let role = model.demand.sources[source].prospected_by?;
    if !model.territories.recuts.is_empty() {
        return Some("they are prospected in territories that are cut anew (recut)".into());
    }
    if model
        .territories
        .areas
        .iter()
        .any(|area| area.products.is_some())
    {
        return Some(
            "they are prospected in territories that sell some products only (territories.*.products)".into(),
        );
    }
    of_role(model, role).is_some().then(|| {
        let role = &model.dimensions.roles[role].id;
        format!("they are prospected by `{role}`, whose headcount is left out")
    })
}

/// Why what becomes of leads is left out; a reason for each obstacle.
pub(super) fn of_deals(model: &Model) -> Vec<String> {
    let mut reasons: Vec<String> = [
        hours(model),
        hands(model),
        effects(model),
        changing_lift(model),
        values(model),
        nurture(model),
        hand_over(model),
        behaviour(model),
        prices(model),
        stock(model),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (ix, source) in model.demand.sources.iter().enumerate() {
        let id = &model.dimensions.sources[ix].id;
        if of_source(model, ix).is_some() {
            reasons.push(format!("leads of `{id}` are left out"));
        } else if source.prospected_by.is_some() && model.calendar.timing() == Timing::Continuous {
            reasons.push(format!(
                "leads of `{id}` are prospected, and do not arrive evenly over a month in which people ramp, come and go"
            ));
        }
    }
    reasons
}

fn takes_hours(model: &Model, stage: &Stage) -> bool {
    let classes = || 0..model.dimensions.n_classes();
    let n_months = model.calendar.n_months();
    stage.activities.iter().any(|activity| {
        classes().any(|class| {
            activity.hours.of(class).support().1 > 0.0
                && (0..n_months).any(|month| activity.count.at(class, month) > 0.0)
        })
    })
}

fn stages_where(model: &Model, which: impl Fn(&Stage) -> bool) -> Option<String> {
    let stages = model.funnel.stages.iter().zip(&model.dimensions.stages);
    let ids: Vec<String> = stages
        .filter(|(stage, _)| which(stage))
        .map(|(_, named)| format!("`{}`", named.id))
        .collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}

/// Work takes people's hours, so deals wait for each other.
fn hours(model: &Model) -> Option<String> {
    let stages = stages_where(model, |stage| takes_hours(model, stage))?;
    Some(format!(
        "activities take people's hours in {stages}, so deals may wait for capacity"
    ))
}

/// Deals that wait may be lost.
pub(super) fn patience(model: &Model) -> Option<String> {
    let impatient = |stage: &Stage| stage.decay.is_some() && takes_hours(model, stage);
    let stages = stages_where(model, impatient)?;
    Some(format!(
        "deals that wait for people's hours in {stages} may be lost (decay-days)"
    ))
}

/// Chances depend on who happens to work on a deal.
pub(super) fn hands(model: &Model) -> Option<String> {
    let (funnel, n_months) = (&model.funnel, model.calendar.n_months());
    let is_on = |field: &Field| (0..n_months).any(|month| field.at(0, month) != 0.0);
    let roles = &model.workforce.roles;
    if is_on(&funnel.skill_effect) && roles.iter().any(|role| role.skill_cv.at(0, 0) > 0.0) {
        return Some(
            "chances depend on the skill of whoever works on a deal (effects.skill)".into(),
        );
    }
    let ramps =
        |role: &crate::workforce::Role| role.ramp.share(0.0) < 1.0 || role.ramp.last_share() < 1.0;
    (is_on(&funnel.ramp_effect) && roles.iter().any(ramps))
        .then(|| "chances depend on the ramp of whoever works on a deal (effects.ramp)".into())
}

/// Chances depend on the discount, or on how long deals wait and on what else waits.
pub(super) fn effects(model: &Model) -> Option<String> {
    let effects = &model.funnel.effects;
    let works = || {
        model
            .funnel
            .stages
            .iter()
            .any(|stage| takes_hours(model, stage))
    };
    let funnel = &model.funnel;
    let is_moved = effects.price.as_ref().is_some_and(|price| {
        let months = 0..model.calendar.n_months();
        let cells =
            months.flat_map(|month| (0..model.dimensions.n_classes()).map(move |c| (c, month)));
        cells
            .map(|(class, month)| price.odds(class, month, funnel.discount.at(class, month)))
            .any(|odds| odds.to_bits() != 1.0_f64.to_bits())
    });
    if is_moved {
        return Some("chances depend on the discount (effects.discount)".into());
    }
    if effects.response_time.is_some() && works() {
        return Some("chances depend on how long deals wait (effects.response-time)".into());
    }
    (effects.overload.is_some() && works())
        .then(|| "chances depend on how much work waits (effects.overload)".into())
}

/// What is lost may come back.
fn nurture(model: &Model) -> Option<String> {
    let nurture = model.funnel.nurture.as_ref();
    nurture.map(|_| "what is lost may come back after a while (funnel.nurture)".into())
}

/// Deals that change hands may be lost.
pub(super) fn hand_over(model: &Model) -> Option<String> {
    let hand_over = model.territories.hand_over.as_ref();
    hand_over.map(|_| "deals that change hands may be lost (territory.hand-over)".into())
}

/// How many deals are won depends on what people are paid for them.
pub(super) fn behaviour(model: &Model) -> Option<String> {
    let mut plans = model.comp.plans.iter();
    let plan = plans.find(|plan| plan.behaviour.is_some())?;
    Some(format!(
        "people work as hard as the plan `{}` makes it pay (comp.plans.*.behaviour)",
        plan.id
    ))
}

/// What deals are worth follows the price of the month in which they become opportunities.
pub(super) fn prices(model: &Model) -> Option<String> {
    let appeal = model.demand.appeal.as_ref()?;
    let is_list = |price: &Field| price.as_constant() == Some(1.0);
    let is_changed = !appeal.prices.iter().all(is_list);
    is_changed.then(|| "prices differ from those of the list (products.*.price)".into())
}

/// Deals are lost where there is not enough in stock.
pub(super) fn stock(model: &Model) -> Option<String> {
    let mut items = model.supply.iter().flat_map(|supply| &supply.items);
    let item = items.find(|item| item.shortage == Shortage::LostSale)?;
    Some(format!(
        "deals are lost where `{}` is out of stock (supply.stock.*.shortage)",
        item.named.id
    ))
}

/// Values that have no mean, or are cut off at 0.
fn values(model: &Model) -> Option<String> {
    let laws = || (0..model.dimensions.n_classes()).map(|class| model.funnel.deal_size.of(class));
    if laws().any(|law| !law.mean().is_finite()) {
        return Some("deal sizes have no finite mean".into());
    }
    laws()
        .any(|law| law.support().0 < 0.0)
        .then(|| "deal sizes below 0 are possible, and count as 0".into())
}

/// Scores are drawn on arrival, and would have to be followed month by month.
fn changing_lift(model: &Model) -> Option<String> {
    let changing = model.demand.tiers.iter().find(|tier| {
        (0..model.dimensions.n_classes())
            .any(|class| changes(|month| tier.lift.at(class, month), simulated(model)))
    })?;
    Some(format!(
        "the lift of tier `{}` changes from month to month",
        changing.id
    ))
}

/// Chances of later stages depend on when a deal comes there.
pub(super) fn changing_chances(model: &Model) -> Option<String> {
    let months = simulated(model);
    let classes = || model.funnel.pipeline.iter().map(|deal| deal.class);
    let stages = stages_where(model, |stage| {
        classes().any(|class| changes(|month| stage.pass.at(class, month), months.clone()))
    });
    if let Some(stages) = stages {
        return Some(format!(
            "the chance of passing {stages} changes from month to month"
        ));
    }
    let shock = model.demand.shocks.iter().find(|shock| {
        (shock.from.max(months.start)..shock.until.min(months.end))
            .any(|month| shock.conversion.at(0, month) != 0.0)
    })?;
    Some(format!("shock `{}` changes the chances of deals", shock.id))
}

/// A deal that is no opportunity yet, and whose value the plan does not state, is priced when it becomes one.
pub(super) fn changing_prices(model: &Model) -> Option<String> {
    let funnel = &model.funnel;
    let unpriced = |deal: &&OpenDeal| deal.stage < funnel.opportunity_from && deal.amount.is_none();
    let mut deals = funnel.pipeline.iter().filter(unpriced);
    let changing = deals.find(|deal| {
        changes(
            |month| super::pipeline::price(model, deal.class, month),
            simulated(model),
        )
    })?;
    Some(format!(
        "prices change from month to month, and deals such as `{}` are priced when they become opportunities",
        changing.id
    ))
}

/// The months that are simulated.
fn simulated(model: &Model) -> Range<usize> {
    model.calendar.n_history()..model.calendar.n_months()
}

fn changes(number: impl Fn(usize) -> f64, months: Range<usize>) -> bool {
    let first = number(months.start).to_bits();
    months.skip(1).any(|month| number(month).to_bits() != first)
}

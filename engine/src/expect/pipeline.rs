//! The pipeline that is open at the start: what it will come to, each deal given its age.

use super::obstacles;
use crate::demand::mood::expected_mood;
use crate::funnel::OpenDeal;
use crate::kernel::law_table::LawTable;
use crate::model::Model;

/// What the deals open at the start are going to bring in, whenever that is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PipelineValue {
    /// Number of deals open at the start.
    pub deals: usize,
    /// Of these, too old to be alive.
    pub dead: usize,
    /// Sum of their values [minor units].
    pub open: f64,
    /// Expected bookings from them, `Σ p v` [minor units].
    pub weighted: f64,
    /// Variance of these bookings, `Σ p (1 − p) v²` where the value is stated [minor units²].
    pub variance: f64,
}

/// How a deal will leave the stage it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fate {
    /// Chance that it passes.
    pub(super) passes: f64,
}

/// Mean and variance of a deal's value, in minor units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

/// The weighted pipeline: deals are independent, so with chance `p` of winning and a value of mean `v` and variance
/// `s²` each, the mean is `Σ p v` and the variance `Σ p (s² + v²) − p² v²`, which is `Σ p (1 − p) v²` for a stated
/// value. A deal's chance is that of its stage given its age, times those of the stages that follow.
pub(super) fn weighted(model: &Model) -> PipelineValue {
    let mut total = PipelineValue::default();
    for deal in &model.funnel.pipeline {
        let value = value(model, deal);
        total.deals += 1;
        total.open += value.mean;
        let Some(fate) = fate(model, deal) else {
            total.dead += 1;
            continue;
        };
        let later = deal.stage + 1..model.funnel.stages.len();
        let p = fate.passes
            * later
                .map(|stage| pass(model, stage, deal.class))
                .product::<f64>();
        total.weighted += p * value.mean;
        total.variance +=
            p * (value.variance + value.mean * value.mean) - (p * value.mean) * (p * value.mean);
    }
    total
}

/// The month in which the open deals are taken over: the first that is simulated.
fn taken_over(model: &Model) -> usize {
    model.calendar.n_history()
}

/// Chance of passing a stage in the month of the take-over, without scores, in the hands of an average, fully ramped rep.
fn pass(model: &Model, stage: usize, class: usize) -> f64 {
    let (segment, month) = (model.dimensions.class_at(class).segment, taken_over(model));
    let odds = expected_mood(&model.demand, segment, month).odds;
    model.funnel.pass_probability(stage, class, month, odds)
}

/// How a deal will leave its stage given its age; `None` if it is dead.
pub(super) fn fate(model: &Model, deal: &OpenDeal) -> Option<Fate> {
    let stage = &model.funnel.stages[deal.stage];
    if stage.is_dead(deal.age) {
        return None;
    }
    let p = pass(model, deal.stage, deal.class);
    let month = taken_over(model);
    let cycle = stage.cycle_factor.at(deal.class, month);
    if cycle <= 0.0 {
        return (deal.age <= 0.0).then_some(Fate { passes: p });
    }
    let outlives = |laws: &LawTable| {
        let age = deal.age / (laws.factor(deal.class, month) * cycle);
        if age > 0.0 {
            laws.of(deal.class).survival(age)
        } else {
            1.0
        }
    };
    let won = p * outlives(&stage.dwell);
    let lost = (1.0 - p) * outlives(&stage.dwell_lost);
    (won + lost > 0.0).then(|| Fate {
        passes: won / (won + lost),
    })
}

/// A deal's value: the stated one, or that of its class at the prices of the month of the take-over.
pub(super) fn value(model: &Model, deal: &OpenDeal) -> Value {
    if let Some(amount) = deal.amount {
        return Value {
            mean: amount.as_f64(),
            variance: 0.0,
        };
    }
    let (law, price) = (
        model.funnel.deal_size.of(deal.class),
        price(model, deal.class, taken_over(model)),
    );
    Value {
        mean: law.mean() * price,
        variance: law.variance() * price * price,
    }
}

/// What a drawn list value is multiplied by in a month: what moves sizes, prices, the market's mood, and what is left after
/// the discount.
pub(super) fn price(model: &Model, class: usize, month: usize) -> f64 {
    let funnel = &model.funnel;
    let segment = model.dimensions.class_at(class).segment;
    funnel.deal_size.factor(class, month)
        * funnel.deal_size_factor.at(class, month)
        * expected_mood(&model.demand, segment, month).deal_size
        * (1.0 - funnel.discount.at(class, month))
}

/// Why chances of the deals that are open at the start are not known before a simulation.
pub(super) fn obstacle(model: &Model) -> Option<String> {
    obstacles::hands(model)
        .or_else(|| obstacles::effects(model))
        .or_else(|| obstacles::patience(model))
        .or_else(|| obstacles::changing_chances(model))
        .or_else(|| obstacles::changing_prices(model))
        .or_else(|| obstacles::hand_over(model))
        .or_else(|| obstacles::behaviour(model))
        .or_else(|| obstacles::prices(model))
        .or_else(|| obstacles::stock(model))
}

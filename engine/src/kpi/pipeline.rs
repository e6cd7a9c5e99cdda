//! The pipeline that is open at the start, before anything is simulated.

use crate::funnel::OpenDeal;
use crate::kernel::assumption::Assumptions;
use crate::kernel::field::Field;
use crate::model::Model;
use crate::units::Money;

/// Value of the deals open at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StartPipeline {
    /// Sum of the amounts of opportunities, as it is counted at the ends of months.
    pub open: Money,
    /// Sum of amount x chance of winning.
    pub weighted: Money,
}

impl StartPipeline {
    /// The open and the weighted pipeline of a plan, with every assumption at its mean.
    ///
    /// What is no opportunity yet is not open pipeline; it has a chance of winning all the same, and is in the weighted one.
    /// Weighted pipeline is Σ amount x Π pass over the stages that remain, the one that the deal is in included, at
    /// the probabilities of the month in which the simulation begins. As is the custom, neither rep, score nor capacity
    /// enters, nor age unless it makes a deal dead, which has no chance: these are what the simulation adds. A deal without
    /// an amount counts with the mean of its class, at the price of its product in that month.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let (funnel, month) = (&model.funnel, model.calendar.n_history());
        let at_mean = |field: &Field| at_mean(field, &model.assumptions);
        let pass: Vec<Field> = funnel
            .stages
            .iter()
            .map(|stage| at_mean(&stage.pass))
            .collect();
        let (factor, discount) = (at_mean(&funnel.deal_size_factor), at_mean(&funnel.discount));
        let appeal = model.demand.appeal.as_ref();
        let prices: Option<Vec<Field>> =
            appeal.map(|appeal| appeal.prices.iter().map(at_mean).collect());
        let mut sizes = funnel.deal_size.clone();
        sizes.redraw(&model.assumptions.centres().collect::<Vec<_>>());
        let drawn_amount = |class| {
            let product = model.dimensions.class_at(class).product;
            let price = prices.as_ref().map_or(1.0, |of| of[product].at(0, month));
            let factor = factor.at(class, month) * (1.0 - discount.at(class, month)) * price;
            sizes.of(class).mean() * sizes.factor(class, month) * factor
        };
        let mut total = Self::default();
        for deal in &funnel.pipeline {
            let amount = deal
                .amount
                .unwrap_or_else(|| Money::round(drawn_amount(deal.class)));
            if deal.stage >= funnel.opportunity_from {
                total.open += amount;
            }
            if !funnel.stages[deal.stage].is_dead(deal.age) {
                total.weighted += amount.share(chance(&pass, deal, month));
            }
        }
        total
    }
}

/// A field with every uncertain cell at the mean of its assumption; at its median where the mean is infinite.
#[must_use]
pub fn at_mean(field: &Field, assumptions: &Assumptions) -> Field {
    let centres: Vec<f64> = assumptions.centres().collect();
    let mut field = field.clone();
    field.redraw(&centres);
    field
}

/// Chance that a deal passes every stage that remains.
fn chance(pass: &[Field], deal: &OpenDeal, month: usize) -> f64 {
    pass[deal.stage..]
        .iter()
        .map(|pass| pass.at(deal.class, month))
        .product()
}

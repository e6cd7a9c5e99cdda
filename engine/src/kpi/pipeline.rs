//! The pipeline that is open at the start, before anything is simulated.

use crate::kernel::assumption::Assumptions;
use crate::kernel::field::Field;
use crate::model::Model;
use crate::model::prospects::Prospects;
use crate::units::Money;

/// Value of the deals open at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StartPipeline {
    /// Sum of the amounts of opportunities, as it is counted at the ends of months.
    pub open: Money,
    /// Sum of amount x chance of winning, of the same.
    pub weighted: Money,
}

impl StartPipeline {
    /// The open and the weighted pipeline of a plan, with every assumption at its mean.
    ///
    /// What is no opportunity yet is in neither. Weighted pipeline is Σ amount x chance of winning, see [`Prospects`], at the
    /// probabilities of the month in which the simulation begins; a deal that is too old to be alive has no chance. A deal
    /// without an amount counts with the mean of its class, at the price of its product in that month.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let (funnel, month) = (&model.funnel, model.calendar.n_history());
        let at_mean = |field: &Field| at_mean(field, &model.assumptions);
        let prospects = Prospects::of(model);
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
            if deal.stage < funnel.opportunity_from {
                continue;
            }
            total.open += amount;
            if !funnel.stages[deal.stage].is_dead(deal.age) {
                let group = prospects.group_of(deal.class);
                total.weighted += amount.share(prospects.chance(group, deal.stage, month));
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

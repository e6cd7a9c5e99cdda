//! Appeal: what prices and promotions do to the number of leads.

use crate::kernel::field::Field;
use crate::kernel::math::pow;
use crate::units::Money;

/// Prices and promotions.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Price of each product beside its list price; row = product.
    pub prices: Vec<Field>,
    /// By how much leads for each product change where its price does: `leads x price ^ elasticity`; row = segment.
    pub elasticities: Vec<Field>,
    /// Promotions, sorted by id.
    pub promotions: Vec<Promotion>,
}

/// A campaign that brings more leads for some months.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// Id in the files.
    pub id: String,
    /// Whether each product, segment and source is promoted.
    pub products: Vec<bool>,
    /// See `products`.
    pub segments: Vec<bool>,
    /// See `products`.
    pub sources: Vec<bool>,
    /// First month.
    pub from: usize,
    /// First month after it.
    pub until: usize,
    /// Relative change of leads while it runs; one row.
    pub lift: Field,
    /// Share of these leads that would have come later; one row.
    pub pulled: Field,
    /// Months after the promotion, 1 or more, that they would have come in.
    pub over: usize,
    /// What it costs in its first month and in each one [minor units]; one row.
    pub cost_once: Field,
    /// See `cost_once`.
    pub cost_per_month: Field,
}

impl Appeal {
    pub(super) fn redraw(&mut self, draws: &[f64]) {
        for field in self.prices.iter_mut().chain(&mut self.elasticities) {
            field.redraw(draws);
        }
        for promotion in &mut self.promotions {
            for field in [
                &mut promotion.lift,
                &mut promotion.pulled,
                &mut promotion.cost_once,
                &mut promotion.cost_per_month,
            ] {
                field.redraw(draws);
            }
        }
    }

    /// Price of a product beside its list price.
    #[must_use]
    pub fn price(&self, product: usize, month: usize) -> f64 {
        self.prices[product].at(0, month)
    }

    /// Factor on the leads that the market sends from a source and segment for a product.
    #[must_use]
    pub fn factor(&self, (source, segment, product): (usize, usize, usize), month: usize) -> f64 {
        let elasticity = self.elasticities[product].at(segment, month);
        let of_price = pow(self.price(product, month), elasticity);
        let promoted = self.promotions.iter().filter(|promotion| {
            promotion.sources[source] && promotion.segments[segment] && promotion.products[product]
        });
        promoted.fold(of_price, |factor, one| factor * one.factor(month))
    }

    /// What promotions cost in a month, each rounded to a minor unit.
    #[must_use]
    pub fn cost(&self, month: usize) -> Money {
        let costs = self.promotions.iter().map(|one| one.cost(month));
        costs.sum()
    }
}

impl Promotion {
    /// Factor on the leads of a month: more while it runs; fewer after it, by as many as it has pulled forward, in equal
    /// parts, and never fewer than none.
    #[must_use]
    pub fn factor(&self, month: usize) -> f64 {
        if (self.from..self.until).contains(&month) {
            return 1.0 + self.lift.at(0, month);
        }
        if !(self.until..self.until + self.over).contains(&month) {
            return 1.0;
        }
        let lift: f64 = (self.from..self.until)
            .map(|month| self.lift.at(0, month) * self.pulled.at(0, month))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "months are few")]
        let of_month = lift / self.over as f64;
        (1.0 - of_month).max(0.0)
    }

    fn cost(&self, month: usize) -> Money {
        if !(self.from..self.until).contains(&month) {
            return Money::ZERO;
        }
        let once = if month == self.from {
            self.cost_once.at(0, month)
        } else {
            0.0
        };
        Money::round(once + self.cost_per_month.at(0, month))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promotion() -> Promotion {
        let number = Field::constant;
        Promotion {
            id: "spring".into(),
            products: vec![true, false],
            segments: vec![true],
            sources: vec![true],
            from: 2,
            until: 4,
            lift: number(0.3),
            pulled: number(0.5),
            over: 3,
            cost_once: number(1_000.0),
            cost_per_month: number(200.0),
        }
    }

    #[test]
    fn what_is_pulled_forward_is_missing_afterwards() {
        let promotion = promotion();
        let factors: Vec<f64> = (0..8).map(|month| promotion.factor(month)).collect();
        let expected = [1.0, 1.0, 1.3, 1.3, 0.9, 0.9, 0.9, 1.0];
        for (factor, expected) in factors.iter().zip(expected) {
            assert!((factor - expected).abs() < 1e-12, "{factors:?}");
        }
        let costs: Vec<i64> = (1..5).map(|month| promotion.cost(month).minor()).collect();
        assert_eq!(costs, [0, 1_200, 200, 0]);
    }

    #[test]
    fn a_price_moves_leads_by_its_elasticity() {
        let appeal = Appeal {
            prices: vec![Field::constant(0.9), Field::constant(1.0)],
            elasticities: vec![Field::constant(-2.0), Field::constant(-2.0)],
            promotions: vec![promotion()],
        };
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(appeal.factor((0, 0, 0), 0), 1.0 / 0.81);
        near(appeal.factor((0, 0, 0), 2), 1.3 / 0.81);
        near(appeal.factor((0, 0, 1), 2), 1.0);
    }
}

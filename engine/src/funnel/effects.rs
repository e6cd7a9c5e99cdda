//! Effects on the chance of passing a stage beyond skill and ramp: price, the time a deal has waited, and how much work
//! waits for whoever takes it up.
//!
//! All effects add on the logit scale, which is the same as multiplying the odds by `exp(shift)`.

use crate::kernel::field::Field;
use crate::kernel::math::exp;
use crate::units::DAYS_PER_MONTH;

/// Points of discount that an effect of the price is stated for.
const TEN_POINTS: f64 = 0.1;
/// Furthest shift: beyond it no chance but 0 and 1 can be told from these, which must stay what they are.
const FURTHEST: f64 = 100.0;

/// Effects that a plan may do without; each is `None` where it is not stated, and costs nothing then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// What a discount does.
    pub price: Option<PriceEffect>,
    /// Shift for each month of work that waits for whoever begins the stage, taken away; one row.
    pub overload: Option<Field>,
    /// Shift for each day that a deal has waited in the stage, taken away; row = class.
    pub response_time: Option<Field>,
}

/// What a discount does to the chances of an opportunity.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceEffect {
    /// Shift for each 10 points of discount; row = class.
    pub per_ten_points: Field,
    /// Discount at which pass probabilities hold; row = class.
    pub reference: Field,
}

impl PriceEffect {
    /// Factor on the odds of an opportunity that is priced in this month:
    /// `exp(effect x (discount - reference) / 0.1)`.
    ///
    /// * `class`: deal class
    /// * `discount`: share taken off the price
    #[must_use]
    pub fn odds(&self, class: usize, month: usize, discount: f64) -> f64 {
        let above = discount - self.reference.at(class, month);
        odds(self.per_ten_points.at(class, month) * above / TEN_POINTS)
    }
}

impl Effects {
    /// Factor on the odds of a deal that work on a stage begins on: `exp(-effect x days waited)`; 1 where waiting does no
    /// harm.
    ///
    /// * `class`: deal class; `waited`: time since the deal entered the stage \[months\]
    #[must_use]
    pub fn waiting_odds(&self, class: usize, month: usize, waited: f64) -> f64 {
        self.response_time.as_ref().map_or(1.0, |per_day| {
            odds(-per_day.at(class, month) * waited * DAYS_PER_MONTH)
        })
    }

    /// Factor on the odds of a deal in the hands of somebody for whom work waits: `exp(-effect x months of work)`; 1 where
    /// being overloaded does no harm.
    ///
    /// * `waiting`: hours that wait, over the selling hours of the month
    #[must_use]
    pub fn overload_odds(&self, month: usize, waiting: f64) -> f64 {
        self.overload
            .as_ref()
            .map_or(1.0, |per_month| odds(-per_month.at(0, month) * waiting))
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        let price = self.price.as_mut();
        let price = price.map(|price| [&mut price.per_ten_points, &mut price.reference]);
        let others = [&mut self.overload, &mut self.response_time];
        for field in price.into_iter().flatten() {
            field.redraw(draws);
        }
        for field in others.into_iter().flatten() {
            field.redraw(draws);
        }
    }
}

/// The factor on the odds that a shift on the logit scale is.
fn odds(shift: f64) -> f64 {
    exp(shift.clamp(-FURTHEST, FURTHEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chance after a factor on its odds.
    fn moved(chance: f64, odds: f64) -> f64 {
        chance * odds / (1.0 - chance + chance * odds)
    }

    #[track_caller]
    fn near(got: f64, expected: f64) {
        assert!((got - expected).abs() < 1e-12, "{got} for {expected}");
    }

    const LN_3: f64 = 1.098_612_288_668_109_8;

    #[test]
    fn ten_points_of_discount_are_worth_their_logit() {
        let price = PriceEffect {
            per_ten_points: Field::constant(LN_3),
            reference: Field::constant(0.05),
        };
        // Odds of 1 to 3 become even at 10 points more, and 1 to 9 at 10 points less.
        near(moved(0.25, price.odds(0, 0, 0.15)), 0.5);
        near(moved(0.25, price.odds(0, 0, 0.05)), 0.25);
        near(moved(0.25, price.odds(0, 0, -0.05)), 0.1);
    }

    #[test]
    fn waiting_counts_in_days_and_work_in_months() {
        let effects = Effects {
            price: None,
            overload: Some(Field::constant(2.0 * LN_3)),
            response_time: Some(Field::constant(LN_3 / 3.0)),
        };
        near(
            moved(0.5, effects.waiting_odds(0, 0, 3.0 / DAYS_PER_MONTH)),
            0.25,
        );
        near(moved(0.5, effects.overload_odds(0, 0.5)), 0.25);
        near(effects.waiting_odds(0, 0, 0.0), 1.0);
        near(effects.overload_odds(0, 0.0), 1.0);
    }

    #[test]
    fn what_is_not_stated_does_nothing() {
        let none = Effects::default();
        near(none.waiting_odds(0, 0, 5.0), 1.0);
        near(none.overload_odds(0, 5.0), 1.0);
    }

    #[test]
    fn what_is_certain_stays_so_however_long_it_waits() {
        let effects = Effects {
            price: None,
            overload: Some(Field::constant(20.0)),
            response_time: Some(Field::constant(20.0)),
        };
        let worst = effects.waiting_odds(0, 0, 600.0) * effects.overload_odds(0, f64::INFINITY);
        near(moved(1.0, worst), 1.0);
        near(moved(0.0, 1.0 / worst), 0.0);
        assert!(moved(0.999, worst) < 1e-60);
    }
}

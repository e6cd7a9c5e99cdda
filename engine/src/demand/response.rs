//! Response: how the arrivals of a source follow what is put into it, such as what is spent on it.

use crate::kernel::field::Field;
use crate::kernel::math::pow;

/// What is spent on a source, and what that does to its arrivals.
#[derive(Clone, Debug)]
pub struct Spend {
    /// Spend a month [minor units]; one row.
    pub per_month: Field,
    /// How arrivals follow it; `None`: not at all.
    pub response: Option<Response>,
}

/// How arrivals follow what is put in, in proportion to those at an input for which they are known. Inputs are spend in
/// minor units, or hours per account and month.
#[derive(Clone, Debug)]
pub struct Response {
    /// Input at which the source's stated rate holds, above 0; one row.
    pub reference: Field,
    /// Shape of the response.
    pub curve: Curve,
}

/// Shape of a response; every field has one row.
#[allow(clippy::large_enum_variant, reason = "a plan has a handful of sources")]
#[derive(Clone, Debug)]
pub enum Curve {
    /// `x^e`: concave for an elasticity `e` below 1; 1 % more input brings `e` % more leads.
    Power {
        /// The elasticity, 0 to 1.
        elasticity: Field,
    },
    /// `min + (max − min) · x^c / (half^c + x^c)` (Little 1970, ADBUDG): concave for a shape `c` of at most 1, otherwise
    /// S-shaped with its inflection at `half · ((c − 1) / (c + 1))^(1 / c)`.
    Adbudg {
        /// Response without any input, in any unit of leads.
        min: Field,
        /// Response to endless input, in the same unit; above 0.
        max: Field,
        /// The exponent `c`.
        shape: Field,
        /// Input half way between the two, above 0.
        half: Field,
    },
}

impl Spend {
    /// Factor on the arrivals of a month: response to the spend over response to the reference spend.
    #[must_use]
    pub fn factor(&self, month: usize) -> f64 {
        self.response.as_ref().map_or(1.0, |response| {
            response.factor(self.per_month.at(0, month), month)
        })
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.per_month.redraw(draws);
        if let Some(response) = &mut self.response {
            response.redraw(draws);
        }
    }
}

impl Response {
    /// Factor on the arrivals of a month: response to the input over response to the reference.
    #[must_use]
    pub fn factor(&self, input: f64, month: usize) -> f64 {
        let reference = self.reference.at(0, month);
        match &self.curve {
            Curve::Power { elasticity } => pow(input / reference, elasticity.at(0, month)),
            Curve::Adbudg {
                min,
                max,
                shape,
                half,
            } => {
                let (min, shape) = (min.at(0, month), shape.at(0, month));
                // Two uncertain ends may cross: then more input brings nothing more.
                let max = max.at(0, month).max(min);
                let response = |x: f64| {
                    let risen = pow(x / half.at(0, month), shape);
                    let level = if risen.is_finite() {
                        risen / (1.0 + risen)
                    } else {
                        1.0
                    };
                    min + (max - min) * level
                };
                response(input) / response(reference)
            }
        }
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.reference.redraw(draws);
        self.curve.redraw(draws);
    }
}

impl Curve {
    fn redraw(&mut self, draws: &[f64]) {
        match self {
            Self::Power { elasticity } => elasticity.redraw(draws),
            Self::Adbudg {
                min,
                max,
                shape,
                half,
            } => {
                for field in [min, max, shape, half] {
                    field.redraw(draws);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spend(per_month: f64, reference: f64, curve: Curve) -> f64 {
        let response = Response {
            reference: Field::constant(reference),
            curve,
        };
        let spend = Spend {
            per_month: Field::constant(per_month),
            response: Some(response),
        };
        spend.factor(0)
    }

    fn power(elasticity: f64) -> Curve {
        Curve::Power {
            elasticity: Field::constant(elasticity),
        }
    }

    fn adbudg(min: f64, max: f64, shape: f64, half: f64) -> Curve {
        let [min, max, shape, half] = [min, max, shape, half].map(Field::constant);
        Curve::Adbudg {
            min,
            max,
            shape,
            half,
        }
    }

    #[test]
    fn twice_the_spend_brings_two_to_the_elasticity_as_many_leads() {
        assert!((spend(20.0, 10.0, power(0.5)) - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!((spend(10.0, 10.0, power(0.34)) - 1.0).abs() < 1e-12);
        assert!(spend(0.0, 10.0, power(0.3)).abs() < 1e-12);
        assert!((spend(0.0, 10.0, power(0.0)) - 1.0).abs() < 1e-12);
    }

    /// By hand: 10 + 90 · 400 / (100 + 400) = 82 at a spend of 20, and 10 + 90 / 2 = 55 at the half way point 10.
    #[test]
    fn adbudg_values_are_those_worked_by_hand() {
        let curve = || adbudg(10.0, 100.0, 2.0, 10.0);
        assert!((spend(20.0, 10.0, curve()) - 82.0 / 55.0).abs() < 1e-12);
        assert!((spend(0.0, 10.0, curve()) - 10.0 / 55.0).abs() < 1e-12);
        assert!((spend(1e300, 10.0, curve()) - 100.0 / 55.0).abs() < 1e-12);
        assert!((spend(5.0, 20.0, curve()) - (10.0 + 90.0 * 0.2) / 82.0).abs() < 1e-12);
    }

    #[test]
    fn a_shape_of_at_most_one_is_concave_and_a_larger_one_is_s_shaped() {
        let gain = |shape: f64, from: f64| {
            spend(from + 1.0, 10.0, adbudg(0.0, 1.0, shape, 10.0))
                - spend(from, 10.0, adbudg(0.0, 1.0, shape, 10.0))
        };
        assert!(gain(1.0, 0.0) > gain(1.0, 1.0) && gain(1.0, 1.0) > gain(1.0, 2.0));
        assert!(gain(3.0, 0.0) < gain(3.0, 5.0) && gain(3.0, 5.0) > gain(3.0, 20.0));
    }

    #[test]
    fn ends_that_cross_make_a_flat_response() {
        assert!((spend(99.0, 10.0, adbudg(5.0, 1.0, 1.0, 10.0)) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn spend_without_a_response_brings_no_leads() {
        let spend = Spend {
            per_month: Field::constant(5.0),
            response: None,
        };
        assert!((spend.factor(3) - 1.0).abs() < 1e-15);
    }
}

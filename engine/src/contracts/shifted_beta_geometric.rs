//! The shifted-beta-geometric model of renewals (Fader & Hardie 2007, J. Interactive Marketing 21(1)).
//!
//! Each customer has a chance `θ` of its own to leave at a renewal, which never changes; over customers `θ` is beta
//! with parameters `α` and `β`. Who has renewed is the more loyal for it: after `n` renewals `θ` is beta with `α` and
//! `β + n`. So retention rises with age although nobody becomes more loyal.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::field::Field;
use crate::kernel::incomplete_beta::beta_quantile;
use crate::kernel::law::Law;

/// Chance of renewing for the `t`-th time, having done so before: `(β + t - 1) / (α + β + t - 1)`.
///
/// * `t`: 1 for the first renewal
#[must_use]
pub fn retention(alpha: f64, beta: f64, t: u32) -> f64 {
    let before = f64::from(t) - 1.0;
    (beta + before) / (alpha + beta + before)
}

/// Share of customers left after `t` renewals: `B(α, β + t) / B(α, β)`, the product of the retentions up to `t`.
#[must_use]
pub fn survival(alpha: f64, beta: f64, t: u32) -> f64 {
    (1..=t).map(|t| retention(alpha, beta, t)).product()
}

/// Renewals so far up to which laws are prepared, so that a table of customers of all ages takes no longer to load; those of
/// older ones are computed each time, to the same value within 1e-9.
const OFTEN: u32 = 24;

/// How customers differ in their chance to leave. Fields in rows of deal classes.
#[derive(Clone, Debug)]
pub struct ShiftedBetaGeometric {
    alpha: Field,
    beta: Field,
    /// Laws that are asked for often, by the bits of `α` and `β` and the renewals so far.
    prepared: BTreeMap<(u64, u64, u32), Law>,
}

impl ShiftedBetaGeometric {
    /// Both parameters, by deal class.
    ///
    /// * `n_classes`: number of deal classes
    /// * `ages`: the numbers of renewals so far that customers at the start have, beside 0
    #[must_use]
    pub fn new(
        alpha: Field,
        beta: Field,
        n_classes: usize,
        ages: impl IntoIterator<Item = u32>,
    ) -> Self {
        let mut model = Self {
            alpha,
            beta,
            prepared: BTreeMap::new(),
        };
        if model.alpha.is_uncertain() || model.beta.is_uncertain() {
            return model;
        }
        let often = ages.into_iter().filter(|&age| age <= OFTEN).chain([0]);
        let ages: BTreeSet<u32> = often.collect();
        for class in 0..n_classes {
            let (alpha, beta) = model.parameters(class);
            for &age in &ages {
                if let Ok(law) = Law::beta(alpha, beta + f64::from(age), 0.0, 1.0) {
                    let key = (alpha.to_bits(), beta.to_bits(), age);
                    model.prepared.entry(key).or_insert(law);
                }
            }
        }
        model
    }

    fn parameters(&self, class: usize) -> (f64, f64) {
        (self.alpha.at(class, 0), self.beta.at(class, 0))
    }

    /// The chance to leave at a renewal of one customer: beta with `α` and `β + renewals`, by inversion.
    ///
    /// * `renewals`: renewals so far; `u`: its place among customers, in `0..1`
    #[must_use]
    pub fn chance_to_leave(&self, class: usize, renewals: u32, u: f64) -> f64 {
        let (alpha, beta) = self.parameters(class);
        match self
            .prepared
            .get(&(alpha.to_bits(), beta.to_bits(), renewals))
        {
            Some(law) => law.quantile(u),
            None => beta_quantile(alpha, beta + f64::from(renewals), u),
        }
    }

    /// Puts one trial's draws into both parameters.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.alpha.redraw(draws);
        self.beta.redraw(draws);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fader & Hardie 2007: per cent of customers left after 0 to 12 years in two groups, as observed.
    const HIGH_END: [f64; 13] = [
        100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4,
    ];
    const REGULAR: [f64; 13] = [
        100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3,
    ];

    #[test]
    fn the_published_fits_follow_the_published_customers() {
        for (alpha, beta, observed) in [(0.668, 3.806, HIGH_END), (0.704, 1.182, REGULAR)] {
            for (t, percent) in (0_u32..).zip(observed) {
                let modelled = 100.0 * survival(alpha, beta, t);
                // The fit is to years 1 to 7; its largest error, there and in the five years ahead, is 1.8 points.
                assert!((modelled - percent).abs() < 1.85, "year {t}: {modelled}");
            }
        }
        // And to the digit: B(α, β + t) / B(α, β) through gamma functions, by hand.
        for (alpha, beta, t, expected) in [
            (0.668, 3.806, 1, 0.850_693),
            (0.668, 3.806, 12, 0.378_040),
            (0.704, 1.182, 1, 0.626_723),
            (0.704, 1.182, 12, 0.170_063),
        ] {
            let got = survival(alpha, beta, t);
            assert!((got - expected).abs() < 1e-6, "{got}");
        }
    }

    #[test]
    fn survival_is_a_ratio_of_beta_functions() {
        use crate::kernel::math::exp;
        use crate::kernel::special::ln_gamma;
        let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        for t in 0..40 {
            let expected = exp(ln_beta(0.668, 3.806 + f64::from(t)) - ln_beta(0.668, 3.806));
            assert!((survival(0.668, 3.806, t) - expected).abs() < 1e-12);
        }
        assert!((retention(1.0, 3.0, 1) - 0.75).abs() < 1e-15);
        assert!((retention(1.0, 3.0, 2) - 0.8).abs() < 1e-15);
    }

    #[test]
    fn who_has_renewed_is_more_loyal() {
        let field = |value| Field::constant(value);
        let model = ShiftedBetaGeometric::new(field(0.668), field(3.806), 1, [5]);
        // The mean of the chances to leave after n renewals is 1 - retention(n + 1).
        for n in [0, 5, 7] {
            let places = (0..20_000).map(|i| (f64::from(i) + 0.5) / 20_000.0);
            let mean = places.map(|u| model.chance_to_leave(0, n, u)).sum::<f64>() / 20_000.0;
            let expected = 1.0 - retention(0.668, 3.806, n + 1);
            assert!((mean - expected).abs() < 2e-5, "{n}: {mean} {expected}");
        }
        // A law that is not prepared is the same law.
        let unprepared = ShiftedBetaGeometric::new(field(0.668), field(3.806), 0, []);
        for u in [1e-6, 0.2, 0.9] {
            let (a, b) = (
                model.chance_to_leave(0, 5, u),
                unprepared.chance_to_leave(0, 5, u),
            );
            assert!((a - b).abs() < 1e-9 * b.max(1e-3), "{a} {b}");
        }
    }
}

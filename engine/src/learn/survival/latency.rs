//! Laws of the time until something ends, for what does end.

use crate::kernel::math::{exp, ln, pow};
use crate::kernel::special::{normal_cdf, normal_quantile};

/// A family of laws with a place and a spread on the scale of the logarithm of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// `S(t) = exp(-(t / e^m)^(1 / s))`: hazards rise or fall all the time.
    Weibull,
    /// `ln t` is normal with mean `m` and standard deviation `s`: hazards rise, then fall.
    Lognormal,
}

impl Latency {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Weibull, Self::Lognormal];

    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weibull => "Weibull",
            Self::Lognormal => "lognormal",
        }
    }

    /// Chance of lasting beyond an age.
    ///
    /// * `place`, `spread`: `m` and `s > 0` of the variants
    #[must_use]
    pub fn survival(self, place: f64, spread: f64, age: f64) -> f64 {
        if age <= 0.0 {
            return 1.0;
        }
        let z = (ln(age) - place) / spread;
        match self {
            Self::Weibull => exp(-exp(z)),
            Self::Lognormal => normal_cdf(-z),
        }
    }

    /// The age beyond which a share of those lasts who last beyond another.
    ///
    /// * `share`: above 0, at most 1
    #[must_use]
    pub fn lasting(self, place: f64, spread: f64, beyond: f64, share: f64) -> f64 {
        let survival = self.survival(place, spread, beyond) * share;
        match self {
            // `S = exp(-H)`: an exact sum where the survival itself is too small to hold.
            Self::Weibull => {
                let hazard = if beyond > 0.0 {
                    exp((ln(beyond) - place) / spread)
                } else {
                    0.0
                };
                pow(hazard - ln(share), spread) * exp(place)
            }
            Self::Lognormal if survival > 0.0 => {
                exp(place - spread * normal_quantile(survival)).max(beyond)
            }
            Self::Lognormal => beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_the_inverse_of_lasting() {
        for family in Latency::ALL {
            for beyond in [0.0, 5.0, 40.0] {
                for share in [1.0, 0.7, 0.2, 0.01] {
                    let age = family.lasting(3.0, 0.6, beyond, share);
                    let of = |age| family.survival(3.0, 0.6, age);
                    let left = of(age) / of(beyond);
                    assert!(
                        (left - share).abs() < 1e-9,
                        "{family:?} {beyond} {share}: {left}"
                    );
                }
            }
        }
        assert!((Latency::Weibull.survival(0.0, 1.0, 1.0) - exp(-1.0)).abs() < 1e-15);
        assert!((Latency::Lognormal.survival(2.0, 1.0, exp(2.0)) - 0.5).abs() < 1e-12);
    }
}

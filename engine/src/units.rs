//! Quantities with a unit: money in minor units, time in months, probabilities.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// Days in a month, on average: 365.25 / 12. Durations in files are in days, inside they are in months.
pub const DAYS_PER_MONTH: f64 = 30.4375;

/// An amount of the scenario's one currency, in its minor unit [cents, where there are cents].
///
/// Integers make every sum exact, so the order in which amounts are added cannot change a bit of a result. A sum
/// beyond ±9.2e18 minor units, far above any plan, stays there rather than change its sign.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of so many minor units.
    #[must_use]
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The nearest amount to `minor` minor units, halves away from zero; saturates beyond ±9.2e18.
    #[must_use]
    #[inline]
    pub fn round(minor: f64) -> Self {
        debug_assert!(!minor.is_nan(), "an amount of money is not a number");
        #[allow(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, which is what the doc promises"
        )]
        Self((minor + 0.5_f64.copysign(minor)) as i64)
    }

    /// The amount in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The amount in minor units, as a float for ratios and rates; exact below 2^53.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "amounts stay far below 2^53 minor units"
    )]
    pub const fn as_f64(self) -> f64 {
        self.0 as f64
    }

    /// A share of the amount, rounded to the minor unit.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        Self::round(self.as_f64() * share)
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_sub(other.0);
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Chance of an event; dimensionless, always in `0..=1`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

/// A number that is no probability.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{got} is not a probability: expected 0 to 1")]
pub struct NotAProbability {
    /// The number that was given.
    pub got: f64,
}

impl Probability {
    /// Checks that `p` lies in `0..=1`.
    ///
    /// # Errors
    ///
    /// [`NotAProbability`] outside that range and for NaN.
    pub fn new(p: f64) -> Result<Self, NotAProbability> {
        (0.0..=1.0)
            .contains(&p)
            .then_some(Self(p))
            .ok_or(NotAProbability { got: p })
    }

    /// The chance as a number in `0..=1`.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Probability {
    type Error = NotAProbability;
    fn try_from(p: f64) -> Result<Self, NotAProbability> {
        Self::new(p)
    }
}

impl From<Probability> for f64 {
    fn from(p: Probability) -> Self {
        p.0
    }
}

/// Work, in millionths of an hour, so that sums are exact; they saturate far above any working life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(i64);

impl Hours {
    /// No work.
    pub const ZERO: Self = Self(0);

    /// The nearest amount of work to `hours` \[h\]; 0 or more.
    #[must_use]
    pub fn round(hours: f64) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "`as` saturates far above any working life"
        )]
        Self((hours * 1e6 + 0.5) as i64)
    }

    /// As a number \[h\].
    #[must_use]
    pub fn hours(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53 in any plan")]
        let micro = self.0 as f64;
        micro / 1e6
    }

    /// Millionths of an hour.
    #[must_use]
    pub const fn micro(self) -> i64 {
        self.0
    }
}

impl AddAssign for Hours {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl SubAssign for Hours {
    fn sub_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_sub(other.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_rounds_halves_away_from_zero_and_sums_exactly() {
        assert_eq!(Money::round(2.5), Money::from_minor(3));
        assert_eq!(Money::round(-2.5), Money::from_minor(-3));
        let total: Money = (0..1_000).map(Money::from_minor).sum();
        assert_eq!(total, Money::from_minor(499_500));
        assert_eq!(Money::from_minor(101).share(0.5), Money::from_minor(51));
    }

    #[test]
    fn money_stays_at_its_ends() {
        let (most, least) = (Money::from_minor(i64::MAX), Money::from_minor(i64::MIN));
        let one = Money::from_minor(1);
        assert_eq!((most + one, least - one, -least), (most, least, most));
        let (mut up, mut down) = (most, least);
        up += one;
        down -= one;
        assert_eq!((up, down), (most, least));
        assert_eq!([most, one, one].into_iter().sum::<Money>(), most);
    }

    #[test]
    fn a_probability_is_checked_and_nan_is_none() {
        assert!(Probability::new(0.0).is_ok() && Probability::new(1.0).is_ok());
        for wrong in [-0.1, 25.0, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(wrong).is_err());
        }
    }
}

//! One-dimensional distributions, sampled by inversion only.

mod beta;
mod error;
mod gamma;
mod lognormal;
mod metalog;
mod normal;
mod pareto_tail;
mod steps;
mod triangular;
mod uniform;
mod weibull;

pub use error::LawError;
pub(crate) use gamma::MeanOneGamma;

use super::draw_count::{self, count};
use super::simd::{self, Level};
use super::tails::Tails;
use beta::Beta;
use error::{check, finite, not_negative, ordered, positive, within};
use gamma::Gamma;
use lognormal::Lognormal;
use metalog::{LogMetalog, Metalog};
use normal::Normal;
use pareto_tail::ParetoTail;
use steps::Steps;
use triangular::Triangular;
use uniform::{Constant, Uniform};
use weibull::{Exponential, Weibull};

/// A distribution that was checked when it was made.
///
/// A draw is `law.quantile(u)` for a uniform `u`. All quantile functions increase with `u`, so that
/// two scenarios which give one decision different laws still share its luck: a good draw under
/// one is a good draw under the other.
///
/// Neighbouring `u` of the 2⁻³² grid never come out in the wrong order; for neighbours at the
/// 53rd bit the order holds up to one rounding.
///
/// # Examples
///
/// ```
/// use foresell::kernel::law::Law;
///
/// let deal_size = Law::lognormal(50_000.0, 1.0)?;
/// assert!((deal_size.quantile(0.5) - 50_000.0 / 2_f64.sqrt()).abs() < 1e-9);
/// # Ok::<(), foresell::kernel::law::LawError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Law(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Constant(Constant),
    Uniform(Uniform),
    Normal(Normal),
    Lognormal(Lognormal),
    Exponential(Exponential),
    Gamma(Gamma),
    Weibull(Weibull),
    Triangular(Triangular),
    Beta(Beta),
    Steps(Steps),
    Metalog(Metalog),
    LogMetalog(LogMetalog),
    ParetoTail(ParetoTail),
}

/// What each distribution knows of itself. Ends of the support are the callers' business:
/// `quantile` is only asked for places with both tails above zero.
trait Family {
    fn quantile(&self, at: Tails) -> f64;
    fn tails(&self, x: f64) -> Tails;
    fn mean(&self) -> f64;
    fn variance(&self) -> f64;
    fn support(&self) -> (f64, f64);
}

impl Law {
    /// Always `value`.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `value` is not finite.
    pub fn constant(value: f64) -> Result<Self, LawError> {
        Ok(Self(Kind::Constant(Constant(finite("value", value)?))))
    }

    /// Any number from `low` to `high` alike; `low == high` is the constant.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if one is not finite, [`LawError::Order`] if `low > high`.
    pub fn uniform(low: f64, high: f64) -> Result<Self, LawError> {
        let range = ordered([("low", low), ("high", high)])?;
        Ok(constant_or(range, || Kind::Uniform(Uniform { low, high })))
    }

    /// The normal distribution; a standard deviation of 0 is the constant.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `mean` is not finite or `sd` not a number of 0 or more.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, LawError> {
        finite("mean", mean)?;
        not_negative("sd", sd)?;
        Ok(constant_or((mean, mean + sd), || {
            Kind::Normal(Normal { mean, sd })
        }))
    }

    /// The lognormal distribution with this mean and coefficient of variation (standard deviation
    /// over mean): `exp(N(m, s²))` with `s² = ln(1 + cv²)` and `m = ln(mean) - s² / 2`.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `mean` is not above 0 or `cv` not a number of 0 or more.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        not_negative("cv", cv)?;
        Ok(Self(Kind::Lognormal(Lognormal::new(mean, cv))))
    }

    /// The exponential distribution: memoryless waiting with this mean.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `mean` is not above 0.
    pub fn exponential(mean: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        Ok(Self(Kind::Exponential(Exponential { mean })))
    }

    /// The gamma distribution with this mean and coefficient of variation: shape `1 / cv²`. A `cv`
    /// of 0 is the constant; the inverse is a table with a relative error of at most 3e-9
    /// up to a `cv` of 2, 3e-8 up to 5 and 3e-7 up to 20.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `mean` is not above 0 or `cv` not in `0..=20`.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        within("cv", cv, 0.0, 20.0, "a number from 0 to 20")?;
        Ok(match MeanOneGamma::new(cv * cv) {
            Some(unit) => Self(Kind::Gamma(Gamma { mean, unit })),
            // So narrow that the lognormal distribution is the same to twelve digits.
            None => Self(Kind::Lognormal(Lognormal::new(mean, cv))),
        })
    }

    /// The Weibull distribution with this mean: survival `exp(-(x / scale)^shape)` with
    /// `scale = mean / Γ(1 + 1 / shape)`. Below shape 1 the hazard falls with age, above it rises.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `mean` is not above 0 or `shape` not in `0.05..=1000`.
    pub fn weibull(mean: f64, shape: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        within("shape", shape, 0.05, 1000.0, "a number from 0.05 to 1000")?;
        Ok(Self(Kind::Weibull(Weibull::new(mean, shape))))
    }

    /// The triangular distribution: density zero at `low` and `high`, highest at `mode`.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if one is not finite, [`LawError::Order`] unless
    /// `low <= mode <= high`.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, LawError> {
        let range = ordered([("low", low), ("mode", mode), ("high", high)])?;
        Ok(constant_or(range, || {
            Kind::Triangular(Triangular { low, mode, high })
        }))
    }

    /// The PERT distribution: the beta distribution on `low..=high` with
    /// `mean = (low + 4 mode + high) / 6`, smoother than the triangular one.
    ///
    /// # Errors
    ///
    /// As for [`triangular`](Self::triangular).
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Self, LawError> {
        let range = ordered([("low", low), ("mode", mode), ("high", high)])?;
        let share = 4.0 / (high - low);
        let (alpha, beta) = (1.0 + share * (mode - low), 1.0 + share * (high - mode));
        Ok(constant_or(range, || {
            Kind::Beta(Beta::new(alpha, beta, low, high))
        }))
    }

    /// The beta distribution with density `∝ (x - low)^(alpha - 1) (high - x)^(beta - 1)`. The
    /// inverse is a table; its error is at most 5e-9 of the width `high - low` for parameters of
    /// 0.2 or more, 3e-7 from 0.05 and 5e-5 from 0.01, where nearly all draws are at an end.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `alpha` or `beta` is not in `0.01..=1e6` or an end not finite,
    /// [`LawError::Order`] if `low > high`.
    pub fn beta(alpha: f64, beta: f64, low: f64, high: f64) -> Result<Self, LawError> {
        for (name, parameter) in [("alpha", alpha), ("beta", beta)] {
            within(name, parameter, 0.01, 1e6, "a number from 0.01 to 1000000")?;
        }
        let range = ordered([("low", low), ("high", high)])?;
        Ok(constant_or(range, || {
            Kind::Beta(Beta::new(alpha, beta, low, high))
        }))
    }

    /// One of `values`, each with a chance in proportion to its weight. The order they are given
    /// in does not matter: draws increase with `u`.
    ///
    /// * `values`: finite, in any order, repeats allowed; shape `(n,)`
    /// * `weights`: 0 or more, not all 0; shape `(n,)`
    ///
    /// # Errors
    ///
    /// [`LawError::Empty`], [`LawError::Lengths`], [`LawError::Element`] for a value or weight out
    /// of range, [`LawError::Parameter`] if the weights do not sum to a finite number above 0.
    pub fn discrete(values: &[f64], weights: &[f64]) -> Result<Self, LawError> {
        Ok(Self(Kind::Steps(Steps::weighted(values, weights)?)))
    }

    /// One of the observed `values`, all alike: the inverse of their step function, smallest value
    /// `x` with at least a share `u` of the values at or below it. Nothing between or beyond the
    /// observations is made up.
    ///
    /// * `values`: finite, in any order, repeats allowed; shape `(n,)`
    ///
    /// # Errors
    ///
    /// [`LawError::Empty`], or [`LawError::Element`] for a value that is not finite.
    pub fn empirical(values: &[f64]) -> Result<Self, LawError> {
        Ok(Self(Kind::Steps(Steps::weighted(
            values,
            &vec![1.0; values.len()],
        )?)))
    }

    /// A smooth unbounded distribution through three stated quantiles: the three-term metalog in
    /// its symmetric-percentile-triplet form (Keelin 2016, section 4), median `p50`.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if one is not finite, [`LawError::Order`] unless
    /// `p10 < p50 < p90`, [`LawError::Skew`] if `p50` is nearer to an end than a sixth of the way
    /// (exactly 0.166578): no three-term metalog is so skewed.
    pub fn quantiles(p10: f64, p50: f64, p90: f64) -> Result<Self, LawError> {
        Ok(Self(Kind::Metalog(Metalog::through(p10, p50, p90)?)))
    }

    /// A smooth distribution above `low` through three stated quantiles: the semi-bounded
    /// three-term metalog (Keelin 2016, section 5), whose `ln(x - low)` is
    /// [`quantiles`](Self::quantiles). Its mean is infinite where the upper tail is very heavy.
    ///
    /// # Errors
    ///
    /// As for [`quantiles`](Self::quantiles), with `low < p10` and the skew measured in logarithms.
    pub fn quantiles_above(low: f64, p10: f64, p50: f64, p90: f64) -> Result<Self, LawError> {
        Ok(Self(Kind::LogMetalog(LogMetalog::through(
            low, p10, p50, p90,
        )?)))
    }

    /// A lognormal body with a power tail: the lognormal distribution of this mean and `cv` up to
    /// its quantile `threshold`, from there on survival `(1 - threshold) · (x / x₀)^-alpha` with
    /// `x₀` that quantile. The mean is infinite for `alpha <= 1`, the variance for `alpha <= 2`.
    ///
    /// * `mean`, `cv`: of the whole lognormal distribution, before its tail is replaced
    /// * `threshold`: share of draws in the body, above 0 and below 1
    /// * `alpha`: how fast the tail falls, above 0
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if one is out of its range.
    pub fn pareto_tail(mean: f64, cv: f64, threshold: f64, alpha: f64) -> Result<Self, LawError> {
        positive("mean", mean)?;
        positive("cv", cv)?;
        let inside = threshold > 0.0 && threshold < 1.0;
        check(
            "threshold",
            threshold,
            inside,
            "a share above 0 and below 1",
        )?;
        positive("alpha", alpha)?;
        Ok(Self(Kind::ParetoTail(ParetoTail::new(
            Lognormal::new(mean, cv),
            threshold,
            alpha,
        ))))
    }

    /// The number not exceeded with chance `u`; at `u` of 0 and 1 the ends of the
    /// [`support`](Self::support).
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.quantile_at(Tails::below(u))
    }

    /// The number at a place given by both of its tails, for draws far out.
    #[inline]
    #[must_use]
    pub fn quantile_at(&self, at: Tails) -> f64 {
        debug_assert!(at.lower >= 0.0 && at.upper >= 0.0, "{at:?} is not a place");
        if let Kind::Constant(constant) = &self.0 {
            return constant.0;
        }
        if at.lower <= 0.0 {
            return self.support().0;
        }
        if at.upper <= 0.0 {
            return self.support().1;
        }
        // The usual laws of deal sizes and cycles are spared the indirect call.
        match &self.0 {
            Kind::Gamma(gamma) => {
                count(draw_count::Kind::Gamma);
                gamma.quantile(at)
            }
            Kind::Lognormal(lognormal) => {
                count(draw_count::Kind::Lognormal);
                lognormal.quantile(at)
            }
            _ => {
                count(draw_count::Kind::Other);
                self.family().quantile(at)
            }
        }
    }

    /// Replaces each uniform number, inside `0..1`, by its [`quantile`](Self::quantile).
    ///
    /// * `room`: is used again and again
    pub fn transform(&self, level: Level, room: &mut simd::normal::Tails, numbers: &mut [f64]) {
        match &self.0 {
            Kind::Constant(constant) => numbers.fill(constant.0),
            Kind::Lognormal(law) => law.transform(level, room, numbers),
            _ => numbers.iter_mut().for_each(|u| *u = self.quantile(*u)),
        }
    }

    /// The draw `u` of a number that is known to exceed `floor`:
    /// `F⁻¹(F(floor) + u (1 - F(floor)))`, computed by survival chances so that it stays exact for
    /// a floor far out in the tail. `None` if nothing exceeds `floor`.
    #[must_use]
    pub fn quantile_beyond(&self, u: f64, floor: f64) -> Option<f64> {
        let left = self.survival(floor);
        let at = Tails::above(left * (1.0 - u));
        (left > 0.0).then(|| self.quantile_at(at).max(floor))
    }

    /// Chance of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.family().tails(x).lower
    }

    /// Chance of more than `x`, with its digits kept where [`cdf`](Self::cdf) is nearly 1.
    #[must_use]
    pub fn survival(&self, x: f64) -> f64 {
        self.family().tails(x).upper
    }

    /// Expected value; may be infinite for heavy tails.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.family().mean()
    }

    /// Variance, in the square of the value's unit; infinite where it does not exist.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.family().variance()
    }

    /// Smallest and largest possible value, either may be infinite.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        self.family().support()
    }

    /// The value, if only one is possible.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "one value is one value to the bit")]
    pub fn as_constant(&self) -> Option<f64> {
        let (low, high) = self.support();
        (low == high).then_some(low)
    }

    fn family(&self) -> &dyn Family {
        match &self.0 {
            Kind::Constant(family) => family,
            Kind::Uniform(family) => family,
            Kind::Normal(family) => family,
            Kind::Lognormal(family) => family,
            Kind::Exponential(family) => family,
            Kind::Gamma(family) => family,
            Kind::Weibull(family) => family,
            Kind::Triangular(family) => family,
            Kind::Beta(family) => family,
            Kind::Steps(family) => family,
            Kind::Metalog(family) => family,
            Kind::LogMetalog(family) => family,
            Kind::ParetoTail(family) => family,
        }
    }
}

#[expect(clippy::float_cmp, reason = "one value is one value to the bit")]
fn constant_or((low, high): (f64, f64), otherwise: impl FnOnce() -> Kind) -> Law {
    Law(if low == high {
        Kind::Constant(Constant(low))
    } else {
        otherwise()
    })
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "exact values are what is claimed"
)]
mod tests;

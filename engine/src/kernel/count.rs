//! Whole numbers drawn by inversion.
//!
//! All of them increase with their uniform, and the Poisson and binomial numbers also with their
//! rate or chance: more leads in a scenario means the same leads and some more.

use super::incomplete_beta::beta_tails;
use super::incomplete_gamma::{gamma_tails, ln_mean_one_gamma_quantile};
use super::law::{LawError, MeanOneGamma};
use super::math::{exp, ln_1p, sqrt};
use super::special::normal_quantile;
use super::tails::Tails;

/// Below this rate, adding up chances from zero is the fastest way.
const SEARCH_BELOW: f64 = 10.0;

/// Above this uniform, a sum of chances from zero has lost the digits that matter.
const SUM_BELOW: f64 = 1.0 - 1e-6;

/// The Poisson number with mean `rate` at the uniform `u`: the smallest `k` with
/// `P(N <= k) >= u`.
///
/// Exact for any `rate` up to 10⁹ in the sense that it is the inverse of chances computed to about
/// 1e-14; increases with `u` and with `rate`.
///
/// * `u`: above 0 and below 1
/// * `rate`: expected count, 0 or more; NaN and less count as 0
#[inline]
#[must_use]
pub fn poisson(u: f64, rate: f64) -> u32 {
    debug_assert!(u > 0.0 && u < 1.0, "{u} is not inside 0..1");
    debug_assert!(rate >= 0.0, "{rate} is not a rate");
    if rate < SEARCH_BELOW {
        poisson_by_search(u, rate)
    } else {
        poisson_by_expansion(u, rate)
    }
}

/// Adds up `P(N = k)` from `k = 0`; in the far upper tail, where a sum near 1 has lost its digits,
/// asks the incomplete gamma function instead.
fn poisson_by_search(u: f64, rate: f64) -> u32 {
    if rate.is_nan() || rate <= 0.0 {
        return 0;
    }
    if u > SUM_BELOW {
        return smallest(rate + 5.0 * sqrt(rate) + 5.0, |k| {
            poisson_reaches(k, u, rate)
        });
    }
    let mut chance = exp(-rate);
    let mut sum = chance;
    let mut k = 0;
    while sum < u {
        k += 1;
        chance *= rate / f64::from(k);
        sum += chance;
    }
    k
}

/// Sums of chances that a [`PoissonTable`] holds.
const N_SUMS: usize = 16;

/// [`poisson`] of one rate, with its sums of chances compiled.
#[derive(Clone, Debug)]
pub struct PoissonTable {
    rate: f64,
    sums: [f64; N_SUMS],
}

impl PoissonTable {
    /// Compiles the number for a rate.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        let mut sums = [f64::INFINITY; N_SUMS];
        if rate >= SEARCH_BELOW {
            // No uniform is above them all: each is left to the function itself.
            sums.fill(f64::NEG_INFINITY);
        } else if rate > 0.0 {
            // Step by step as the search does it, so that the sums are the same to the bit.
            let mut chance = exp(-rate);
            sums[0] = chance;
            for k in 1..N_SUMS {
                #[expect(clippy::cast_precision_loss, reason = "a small whole number")]
                let next = rate / k as f64;
                chance *= next;
                sums[k] = sums[k - 1] + chance;
            }
        }
        Self { rate, sums }
    }

    /// The number at the uniform `u`, above 0 and below 1.
    #[inline]
    #[must_use]
    pub fn at(&self, u: f64) -> u32 {
        let (few, many) = self.sums.split_at(N_SUMS / 2);
        let below = |sums: &[f64]| sums.iter().map(|&sum| u32::from(sum < u)).sum::<u32>();
        // The sums rise, so that whatever is not above the first half of them is above none of the second.
        if u <= few[N_SUMS / 2 - 1] && u <= SUM_BELOW {
            return below(few);
        }
        let below = below(few) + below(many);
        if below as usize == N_SUMS || (u > SUM_BELOW && self.rate > 0.0) {
            return poisson(u, self.rate);
        }
        below
    }
}

/// A normal approximation with a bound on its error settles all but one draw in a hundred; the
/// rest are looked up in the exact chances.
///
/// Giles (2016), "Algorithm 955: approximation of the inverse Poisson cumulative distribution
/// function", section 2.3: `Q = rate + √rate z + (2 + z²)/6 - (2 z + z³)/(72 √rate)` lies within
/// `(1/40 + z²/80 + z⁴/160) / rate` of a curve whose whole part is the answer, for `|z| < 3`.
fn poisson_by_expansion(u: f64, rate: f64) -> u32 {
    let root = sqrt(rate);
    let z = normal_quantile(u);
    let square = z * z;
    let approximation = rate + root * z + (2.0 + square) / 6.0 - z * (2.0 + square) / (72.0 * root);
    if z.abs() < 3.0 {
        let error = (1.0 / 40.0 + square * (1.0 / 80.0 + square / 160.0)) / rate;
        let (low, high) = (
            saturated(approximation - error),
            saturated(approximation + error),
        );
        if low == high {
            return low;
        }
    }
    smallest(approximation, |k| poisson_reaches(k, u, rate))
}

/// Whether `P(N <= k) >= u`, told by the smaller tail.
fn poisson_reaches(k: u32, u: f64, rate: f64) -> bool {
    // P(N <= k) is the upper tail of a gamma number (DLMF 8.4.10).
    reaches(gamma_tails(f64::from(k) + 1.0, rate).mirrored(), u)
}

fn reaches(tails: Tails, u: f64) -> bool {
    if u <= 0.5 {
        tails.lower >= u
    } else {
        tails.upper <= 1.0 - u
    }
}

/// The smallest whole number that `holds`, given that all above it do too, near a guess.
fn smallest(guess: f64, holds: impl Fn(u32) -> bool) -> u32 {
    let mut k = saturated(guess);
    while !holds(k) && k < u32::MAX {
        k += 1;
    }
    while k > 0 && holds(k - 1) {
        k -= 1;
    }
    k
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts saturate"
)]
fn saturated(x: f64) -> u32 {
    x as u32
}

/// Whether an event of chance `p` happens at the uniform `u`: `u < p`.
#[inline]
#[must_use]
pub fn bernoulli(u: f64, p: f64) -> bool {
    u < p
}

/// The binomial number of `n` tries with chance `p` at the uniform `u`: the smallest `k` with
/// `P(N <= k) >= u`. Increases with `u`, `n` and `p`.
///
/// * `u`: above 0 and below 1
/// * `p`: `0..=1`
#[must_use]
pub fn binomial(u: f64, n: u32, p: f64) -> u32 {
    debug_assert!(u > 0.0 && u < 1.0, "{u} is not inside 0..1");
    debug_assert!((0.0..=1.0).contains(&p), "{p} is not a chance");
    if p <= 0.0 {
        return 0;
    }
    if p >= 1.0 {
        return n;
    }
    let tries = f64::from(n);
    if tries * p < SEARCH_BELOW && u <= SUM_BELOW {
        return binomial_by_search(u, n, p);
    }
    // Cornish and Fisher (1938): the normal quantile with its first correction for skewness.
    let z = normal_quantile(u);
    let skewness = (z * z - 1.0) * (1.0 - 2.0 * p) / 6.0;
    let guess = tries * p + z * sqrt(tries * p * (1.0 - p)) + skewness;
    smallest(guess.min(tries), |k| {
        k >= n || {
            // P(N <= k) is the upper tail of a beta number (DLMF 8.17.5).
            let hits = f64::from(k);
            reaches(beta_tails(hits + 1.0, tries - hits, p).mirrored(), u)
        }
    })
}

/// Adds up `P(N = k)` from `k = 0`.
fn binomial_by_search(u: f64, n: u32, p: f64) -> u32 {
    let (tries, odds) = (f64::from(n), p / (1.0 - p));
    let mut chance = exp(tries * ln_1p(-p));
    let mut sum = chance;
    let mut k = 0;
    while sum < u && k < n {
        chance *= odds * (tries - f64::from(k)) / f64::from(k + 1);
        sum += chance;
        k += 1;
    }
    k
}

/// The factor by which a rate differs from its mean: a gamma number with mean 1 and this variance.
///
/// A Poisson number whose rate is `mean` times this factor is negative binomial with
/// `variance = mean + dispersion · mean²` (checked in the statistical suite). Two uniforms, one
/// for the factor and one for the count, keep both increasing.
///
/// * `u`: above 0 and below 1
/// * `dispersion`: 0 or more; 0 gives 1
///
/// Takes microseconds; [`GammaMultiplier`] is for drawing often.
#[must_use]
pub fn gamma_multiplier(u: f64, dispersion: f64) -> f64 {
    if dispersion < GammaMultiplier::NEGLIGIBLE {
        return 1.0;
    }
    exp(ln_mean_one_gamma_quantile(
        1.0 / dispersion,
        Tails::below(u),
    ))
}

/// [`gamma_multiplier`] for one dispersion, compiled into a table.
#[derive(Clone, Debug, PartialEq)]
pub struct GammaMultiplier(Option<MeanOneGamma>);

impl GammaMultiplier {
    /// A dispersion this small changes no count: the multiplier is 1.
    pub const NEGLIGIBLE: f64 = 1e-12;

    /// Compiles the factor for `dispersion`.
    ///
    /// # Errors
    ///
    /// [`LawError::Parameter`] if `dispersion` is not in `0..=400`.
    pub fn new(dispersion: f64) -> Result<Self, LawError> {
        if !(0.0..=400.0).contains(&dispersion) {
            let expected = "a number from 0 to 400";
            return Err(LawError::Parameter {
                name: "dispersion",
                got: dispersion,
                expected,
            });
        }
        Ok(Self(MeanOneGamma::new(dispersion)))
    }

    /// The factor at the uniform `u`; increases with `u`.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.0
            .as_ref()
            .map_or(1.0, |gamma| gamma.quantile(Tails::below(u)))
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;
    use crate::kernel::special::poisson_density;

    /// `P(N <= k)` by adding up, for rates where that loses no digits.
    fn sums(rate: f64, n: u32) -> Vec<f64> {
        let mut sum = 0.0;
        (0..n)
            .map(|k| {
                sum += poisson_density(f64::from(k), rate);
                sum
            })
            .collect()
    }

    #[test]
    fn poisson_numbers_change_exactly_at_the_sums_of_chances() {
        for rate in [1e-6, 0.3, 3.0, 9.99, 10.0, 10.01, 31.7, 100.0, 700.0] {
            for (k, sum) in sums(rate, 900).into_iter().enumerate() {
                let (low, high) = (sum - 1e-12, sum + 1e-12);
                if low > 1e-9 {
                    assert_eq!(poisson(low, rate) as usize, k, "at {low} of {rate}");
                }
                if low > 1e-9 && high < 1.0 - 1e-10 && sum > 1e-10 {
                    assert_eq!(poisson(high, rate) as usize, k + 1, "at {high} of {rate}");
                }
                if high >= 1.0 - 1e-10 {
                    break;
                }
            }
        }
    }

    /// Holds the published error bound against the exact chances, near the edges of each step.
    #[test]
    fn the_expansion_errs_nowhere_within_its_bound() {
        for rate in [10.0, 10.5, 13.3, 25.0, 77.7, 1e3, 12_345.6, 1e6] {
            let step = f64::max(1.0, sqrt(rate) / 40.0);
            for offset in -110..110 {
                let k = saturated(rate + step * f64::from(offset) / 1.0);
                let lower = gamma_tails(f64::from(k) + 1.0, rate).upper;
                if !(1e-4..=1.0 - 1e-4).contains(&lower) {
                    continue;
                }
                for u in [lower * (1.0 - 1e-11), lower * (1.0 + 1e-11)] {
                    let exact = smallest(rate, |k| poisson_reaches(k, u, rate));
                    assert_eq!(poisson(u, rate), exact, "at {u} of {rate}");
                }
            }
        }
    }

    #[test]
    fn a_compiled_rate_gives_the_numbers_of_the_search() {
        for rate in [0.0, 1e-9, 0.04, 0.5, 2.6, 3.0, 7.7, 9.99, 10.0, 44.0] {
            let table = PoissonTable::new(rate);
            let check = |u: f64| assert_eq!(table.at(u), poisson(u, rate), "{u} of {rate}");
            (1..5_000).for_each(|step| check(f64::from(step) / 5_000.0));
            for sum in sums(rate, 30).into_iter().filter(|&sum| sum < 1.0) {
                let near = [sum.next_down(), sum, sum.next_up().min(1.0 - 1e-16)];
                near.into_iter().for_each(check);
            }
            let far = [1e-300, 1e-12, SUM_BELOW, 1.0 - 1e-7, 1.0 - 1e-12];
            far.into_iter().for_each(check);
        }
    }

    #[test]
    fn poisson_numbers_increase_with_their_rate() {
        for u in [1e-9, 1e-3, 0.2, 0.5, 0.77, 0.999, 1.0 - 1e-7, 1.0 - 1e-12] {
            let mut before = 0;
            for step in 0..40_000 {
                let k = poisson(u, f64::from(step) / 1000.0);
                assert!(k >= before, "at {u} of {}", f64::from(step) / 1000.0);
                before = k;
            }
        }
    }

    #[test]
    fn poisson_numbers_increase_with_their_uniform() {
        for rate in [0.01, 2.0, 9.9, 10.1, 55.5, 1e4, 1e6] {
            let mut before = 0;
            for step in 0..100_000 {
                let k = poisson((f64::from(step) + 0.5) / 100_000.0, rate);
                assert!(k >= before, "step {step} of {rate}");
                before = k;
            }
        }
    }

    #[test]
    fn the_far_tails_are_exact() {
        // P(N > 11) at rate 1 is 8.3e-10 and P(N > 12) is 6.4e-11.
        assert_eq!(poisson(1.0 - 1e-10, 1.0), 12);
        assert_eq!(poisson(1.0 - 1e-9, 1.0), 11);
        assert_eq!(
            poisson(1e-300, 1e6),
            smallest(0.96e6, |k| poisson_reaches(k, 1e-300, 1e6))
        );
        assert_eq!((poisson(0.999, 0.0), poisson(1.0 - 1e-16, 0.0)), (0, 0));
    }

    #[test]
    fn binomial_numbers_change_exactly_at_the_sums_of_chances() {
        for (n, p) in [(1_u32, 0.3), (10, 0.5), (40, 0.07), (40, 0.93)] {
            let tries = f64::from(n);
            let mut chance = crate::kernel::math::powi(1.0 - p, n.cast_signed());
            let mut sum = 0.0;
            for k in 0..n {
                sum += chance;
                if sum > 1e-9 && sum < 1.0 - 1e-9 {
                    assert_eq!(binomial(sum - 1e-12, n, p), k, "of {n} at {p}");
                    assert_eq!(binomial(sum + 1e-12, n, p), k + 1, "of {n} at {p}");
                }
                chance *= p / (1.0 - p) * (tries - f64::from(k)) / f64::from(k + 1);
            }
        }
        assert_eq!(
            (
                binomial(0.4, 9, 0.0),
                binomial(0.4, 9, 1.0),
                binomial(0.4, 0, 0.5)
            ),
            (0, 9, 0)
        );
    }

    #[test]
    fn binomial_numbers_increase_with_chance_and_tries() {
        for u in [0.001, 0.4, 0.99] {
            for step in 0..1000_u32 {
                let p = f64::from(step) / 1000.0;
                assert!(
                    binomial(u, 200, p) <= binomial(u, 200, p + 0.001),
                    "{u} {p}"
                );
                assert!(
                    binomial(u, step, 0.3) <= binomial(u, step + 1, 0.3),
                    "{u} {step}"
                );
            }
        }
    }

    #[test]
    fn events_happen_below_their_chance() {
        assert!(bernoulli(0.2, 0.3) && !bernoulli(0.3, 0.3));
        assert!(!bernoulli(1e-10, 0.0) && bernoulli(1.0 - 1e-10, 1.0));
    }

    #[test]
    fn the_compiled_multiplier_is_the_exact_one() {
        for dispersion in [0.01, 0.4, 2.0] {
            let compiled = GammaMultiplier::new(dispersion).unwrap();
            for u in [1e-6, 0.1, 0.5, 0.999] {
                let exact = gamma_multiplier(u, dispersion);
                assert!((compiled.quantile(u) / exact - 1.0).abs() < 2e-9);
            }
        }
        assert_eq!(GammaMultiplier::new(0.0).unwrap().quantile(0.9), 1.0);
        assert_eq!(gamma_multiplier(0.9, 0.0), 1.0);
        let message = GammaMultiplier::new(-1.0).unwrap_err().to_string();
        assert_eq!(message, "dispersion is -1: expected a number from 0 to 400");
    }
}

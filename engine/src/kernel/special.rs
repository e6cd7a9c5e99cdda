//! Gamma, error and normal functions over [`math`](super::math), hence with the same bits everywhere.

use super::math::{exp, ln, ln_1p_minus, sqrt};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// `ln √(2π)`.
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
/// `1 / √(2π)`.
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// `ln |Γ(x)|`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `Γ(x)`.
#[must_use]
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// Error function `2/√π ∫₀ˣ exp(-t²) dt`.
#[must_use]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// `1 - erf(x)`, accurate for large `x`.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// Density of the standard normal distribution.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    FRAC_1_SQRT_2PI * exp(-0.5 * z * z)
}

/// Chance that a standard normal number is at most `z`, accurate in the lower tail; the upper tail
/// is `normal_cdf(-z)`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z * FRAC_1_SQRT_2)
}

/// The standard normal number that is exceeded with chance `1 - p`; infinite at 0 and 1, NaN
/// outside `0..=1`.
///
/// Algorithm AS 241, routine PPND16 (Wichura 1988): relative error about 1e-16. A chance `q` of
/// exceeding is `-normal_quantile(q)`, which keeps its digits where `1 - q` would lose them.
#[inline]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    normal_quantile_of(p, 1.0 - p)
}

/// [`normal_quantile`] of `lower`, where `upper = 1 - lower` is known better than by subtraction.
#[inline]
pub(crate) fn normal_quantile_of(lower: f64, upper: f64) -> f64 {
    // Worked out for the smaller tail and then given its sign: a branch on the side of a drawn
    // number would be guessed wrong every other time.
    let tail = if lower < upper { lower } else { upper };
    let centred = 0.5 - tail;
    let size = if centred <= CENTRAL {
        normal_centre(centred)
    } else {
        normal_tail_quantile(tail)
    };
    size.copysign(lower - upper)
}

/// Furthest from a half that a chance is central.
pub(super) const CENTRAL: f64 = 0.425;

/// The normal number, 0 or more, of a chance that is central, given by its distance from a half.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "compiled for each level of kernel::simd"
)]
pub(super) fn normal_centre(centred: f64) -> f64 {
    let r = 0.180_625 - centred * centred;
    centred * horner(&CENTRE, r) / horner(&CENTRE_BELOW, r)
}

/// The normal number of a tail that is not far out, given by the root of minus its logarithm.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "compiled for each level of kernel::simd"
)]
pub(super) fn normal_near_tail(r: f64) -> f64 {
    horner(&TAIL, r - 1.6) / horner(&TAIL_BELOW, r - 1.6)
}

/// `z > 0` that is exceeded with chance `tail < 0.075`.
fn normal_tail_quantile(tail: f64) -> f64 {
    if tail <= 0.0 {
        return if tail == 0.0 { f64::INFINITY } else { f64::NAN };
    }
    let r = sqrt(-ln(tail));
    if r <= 5.0 {
        normal_near_tail(r)
    } else {
        horner(&FAR, r - 5.0) / horner(&FAR_BELOW, r - 5.0)
    }
}

/// Polynomial with its constant term first.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "compiled for each level of kernel::simd"
)]
pub(crate) fn horner<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// What Stirling's formula misses: `ln Γ(a + 1) - (a + ½) ln a + a - ln √(2π)` for `a > 0`.
///
/// Loader (2000), "Fast and accurate computation of binomial probabilities", section 3.
#[must_use]
pub fn stirling_error(a: f64) -> f64 {
    if a < 16.0 {
        return ln_gamma(a + 1.0) - (a + 0.5) * ln(a) + a - LN_SQRT_2PI;
    }
    let square = 1.0 / (a * a);
    horner(&STIRLING, square) / a
}

/// Loader's deviance `a ln(a / m) + m - a >= 0`, without cancellation where `a` is near `m`.
#[must_use]
pub fn deviance(a: f64, m: f64) -> f64 {
    let excess = (m - a) / a;
    if excess < -0.4 {
        // Here nothing cancels, and the excess of a tiny `m` would have forgotten it.
        return a * ln(a / m) + (m - a);
    }
    -a * ln_1p_minus(excess)
}

/// `m^a exp(-m) / Γ(a + 1)`: the Poisson chance of `a` at mean `m`, for any real `a >= 0`.
///
/// Saddle-point form of Loader (2000), section 2; relative error about 1e-15 near the mode.
#[must_use]
pub fn poisson_density(a: f64, m: f64) -> f64 {
    if a == 0.0 {
        return exp(-m);
    }
    if m == 0.0 {
        return 0.0;
    }
    exp(-stirling_error(a) - deviance(a, m)) / sqrt(2.0 * PI * a)
}

/// Bernoulli numbers of Stirling's series: `1/12, -1/360, 1/1260, -1/1680, 1/1188, -691/360360`.
const STIRLING: [f64; 6] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
];

const CENTRE: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_BELOW: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const TAIL: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const TAIL_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BELOW: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_match_50_digit_arithmetic() {
        let known = [
            (0.5, 0.0),
            (0.3, -0.524_400_512_708_040_8),
            (0.075, -1.439_531_470_938_456),
            (0.001, -3.090_232_306_167_813),
            (1e-11, -6.706_023_155_495_136),
            (1e-100, -21.273_453_560_965_326),
        ];
        for (p, z) in known {
            assert!((normal_quantile(p) - z).abs() <= 2e-15 * z.abs(), "{p}");
            assert!((normal_cdf(z) / p - 1.0).abs() < 1e-12, "{p}");
        }
        assert_eq!(normal_quantile(0.75), -normal_quantile(0.25));
        assert_eq!(
            (normal_quantile(0.0), normal_quantile(1.0)),
            (f64::NEG_INFINITY, f64::INFINITY)
        );
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
    }

    #[test]
    fn stirlings_error_is_continuous_where_its_series_takes_over() {
        let direct = ln_gamma(17.0) - 16.5 * ln(16.0) + 16.0 - LN_SQRT_2PI;
        assert!((stirling_error(16.0) - direct).abs() < 1e-14);
        assert!((stirling_error(1.0) - (1.0 - LN_SQRT_2PI)).abs() < 1e-15);
    }

    #[test]
    fn poisson_densities_match_products() {
        let product: f64 = (1..=7).map(|k| 3.5 / f64::from(k)).product::<f64>() * exp(-3.5);
        assert!((poisson_density(7.0, 3.5) / product - 1.0).abs() < 1e-13);
        assert_eq!(
            (poisson_density(0.0, 0.0), poisson_density(2.0, 0.0)),
            (1.0, 0.0)
        );
        // 1e6^1e6 exp(-1e6) / 1e6! by 50-digit arithmetic.
        assert!((poisson_density(1e6, 1e6) / 3.989_422_471_562_44e-4 - 1.0).abs() < 1e-14);
    }
}

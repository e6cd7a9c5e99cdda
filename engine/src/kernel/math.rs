//! The only mathematics that reaches a result.
//!
//! The platform's `exp` or `ln` differ between processors and operating systems in the last bit,
//! and one bit is enough to move a simulated deal into another month. Everything here goes through
//! the `libm` crate, which computes with plain additions, multiplications and divisions, so that a
//! seed gives the same bits on every machine.

/// e to the power `x`; error below one unit in the last place.
///
/// The reduction and the rational approximation are those of FreeBSD's `e_exp.c`, as in the `libm`
/// crate, but without its branches on the size of `x`: drawn numbers are unpredictable, and a
/// lognormal draw spends most of its time waiting for such branches. Numbers near the ends of the
/// float's range are left to the crate.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    if is_wild(x) {
        return libm::exp(x);
    }
    exp_inside(x)
}

/// Whether the exponential of a number is left to the crate.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "compiled for each level of kernel::simd"
)]
pub(super) fn is_wild(x: f64) -> bool {
    x.abs() >= 708.0 || x.is_nan()
}

/// [`exp`] of a number that is not [wild](is_wild).
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "compiled for each level of kernel::simd"
)]
pub(super) fn exp_inside(x: f64) -> f64 {
    // Adding 1.5 · 2⁵² pushes the fraction out of the float, leaving the nearest whole number both
    // as a value and in the low bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let twos = shifted - SHIFT;
    let (high, low) = (x - twos * LN_2_HIGH, twos * LN_2_LOW);
    let rest = high - low;
    let square = rest * rest;
    let c = rest
        - square
            * (EXP[0]
                + square * (EXP[1] + square * (EXP[2] + square * (EXP[3] + square * EXP[4]))));
    let mantissa = 1.0 + (rest * c / (2.0 - c) - low + high);
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    mantissa * power
}

/// Remez coefficients of `rest (exp(rest) + 1) / (exp(rest) - 1)` on `±ln 2 / 2` (FreeBSD's
/// `e_exp.c`).
const EXP: [f64; 5] = [
    1.666_666_666_666_660_2e-1,
    -2.777_777_777_701_559_3e-3,
    6.613_756_321_437_934e-5,
    -1.653_390_220_546_525_2e-6,
    4.138_136_797_057_238_5e-8,
];

/// `exp(x) - 1`, accurate near zero.
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm of `x`; minus infinity at zero, NaN below.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, accurate near zero.
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm of `x` to the base ten.
#[inline]
#[must_use]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `x` to the power `y`.
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// `x` to a whole power, by repeated squaring in a fixed order; `powi(0.0, 0)` is 1.
#[must_use]
pub fn powi(x: f64, n: i32) -> f64 {
    let (mut power, mut square, mut left) = (1.0, x, n.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            power *= square;
        }
        square *= square;
        left >>= 1;
    }
    if n < 0 { 1.0 / power } else { power }
}

/// Square root; IEEE 754 asks every processor for the correctly rounded value, so the hardware's
/// own instruction is safe to use.
#[inline]
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Sine of `x` radians.
#[inline]
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of `x` radians.
#[inline]
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Angle in radians, `-π/2..=π/2`, whose sine is `x`.
#[inline]
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// Hyperbolic tangent of `x`.
#[inline]
#[must_use]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// `1 / (1 + exp(-x))`, a number in `0..=1`, accurate at both ends.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let odds = exp(x);
        odds / (1.0 + odds)
    }
}

/// `ln(p / (1 - p))`, the inverse of [`logistic`]; infinite at 0 and 1.
#[must_use]
pub fn logit(p: f64) -> f64 {
    ln(p) - ln_1p(-p)
}

/// `ln(1 + x) - x`, accurate near zero where the difference would cancel.
#[must_use]
pub fn ln_1p_minus(x: f64) -> f64 {
    if !(-0.4..=0.6).contains(&x) {
        return ln_1p(x) - x;
    }
    // ln(1 + x) = 2 artanh(v) with v = x / (2 + x), and 2v - x = -x v.
    let v = x / (2.0 + x);
    let v2 = v * v;
    let (mut series, mut power, mut divisor) = (1.0 / 3.0, v2, 5.0);
    while power > 1e-17 {
        series += power / divisor;
        power *= v2;
        divisor += 2.0;
    }
    v * (2.0 * v2 * series - x)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_match_products() {
        assert_eq!(powi(1.5, 3), 1.5 * (1.5 * 1.5));
        assert_eq!(powi(2.0, -2), 0.25);
        assert_eq!(powi(0.0, 0), 1.0);
        assert_eq!(powi(10.0, 15), 1e15);
    }

    #[test]
    fn exponentials_are_within_one_unit_of_the_crates() {
        for step in -720_000..720_000 {
            let x = f64::from(step) / 997.0;
            let (ours, theirs) = (exp(x), libm::exp(x));
            let apart = ours.to_bits().abs_diff(theirs.to_bits());
            assert!(apart <= 1, "exp({x}) = {ours:e}, not {theirs:e}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(
            (exp(f64::NEG_INFINITY), exp(f64::INFINITY)),
            (0.0, f64::INFINITY)
        );
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn logit_undoes_logistic() {
        for x in [-30.0, -2.0, -1e-9, 0.0, 0.5, 12.0] {
            assert!(
                (logit(logistic(x)) - x).abs() <= 1e-10 * (1.0 + exp(x.abs()) * 1e-5),
                "{x}"
            );
        }
        assert_eq!(logistic(-1000.0), 0.0);
        assert_eq!(logistic(1000.0), 1.0);
    }

    #[test]
    fn the_remainder_of_the_logarithm_keeps_its_digits() {
        // Taylor: -x²/2 + x³/3 - x⁴/4.
        let x = 1e-5;
        let taylor = x * x * (-0.5 + x * (1.0 / 3.0 - x / 4.0));
        assert!((ln_1p_minus(x) / taylor - 1.0).abs() < 1e-14);
        assert!((ln_1p_minus(0.599) - (ln(1.599) - 0.599)).abs() < 1e-15);
        assert!((ln_1p_minus(-0.399) - (ln(0.601) + 0.399)).abs() < 1e-15);
    }
}

//! Normal and lognormal numbers of many uniforms at once.

use super::{Level, at_each_level};
use crate::kernel::math::{exp, exp_inside, is_wild, sqrt};
use crate::kernel::special::{CENTRAL, normal_centre, normal_near_tail, normal_quantile};

/// Below this chance a tail is far out, with a polynomial of its own.
const FAR_TAIL: f64 = 1.5e-11;

/// Room for the numbers that lie in a tail.
#[derive(Clone, Debug, Default)]
pub struct Tails {
    at: Vec<u32>,
    tails: Vec<f64>,
}

/// [`normal_quantile`] of each number; all lie inside `0..1`.
pub fn normal_quantiles(level: Level, tails: &mut Tails, numbers: &mut [f64]) {
    let n = numbers.len();
    if tails.at.len() < n {
        tails.at.resize(n, 0);
        tails.tails.resize(n, 0.0);
    }
    let n_tails = list_tails(level, numbers, &mut tails.at[..n], &mut tails.tails[..n]);
    let (at, tails) = (&tails.at[..n_tails], &mut tails.tails[..n_tails]);
    let is_far = near_tails(level, tails);
    if is_far {
        // Not one draw in ten thousand millions: these are looked up one by one.
        for (tail, &at) in tails.iter_mut().zip(at) {
            *tail = normal_quantile(numbers[at as usize]).abs();
        }
    }
    for (tail, &at) in tails.iter_mut().zip(at) {
        *tail = tail.copysign(numbers[at as usize] - 0.5);
    }
    centres(level, numbers);
    for (tail, &at) in tails.iter().zip(at) {
        numbers[at as usize] = *tail;
    }
}

at_each_level! {
    /// Lists the numbers that lie in a tail; returns how many there are.
    pub fn list_tails(numbers: &[f64], at: &mut [u32], tails: &mut [f64]) -> usize { list_tails_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn list_tails_of(numbers: &[f64], at: &mut [u32], tails: &mut [f64]) -> usize {
    let n = numbers.len();
    let (at, tails) = (&mut at[..n], &mut tails[..n]);
    let (mut n_tails, mut ix) = (0, 0);
    for &lower in numbers {
        let upper = 1.0 - lower;
        let tail = if lower < upper { lower } else { upper };
        at[n_tails] = ix;
        tails[n_tails] = tail;
        ix += 1;
        n_tails += usize::from(0.5 - tail > CENTRAL);
    }
    n_tails
}

at_each_level! {
    /// The distance from 0 of what is exceeded with each chance; returns whether any is too far out for it.
    pub fn near_tails(tails: &mut [f64]) -> bool { near_tails_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn near_tails_of(tails: &mut [f64]) -> bool {
    let mut far = 0_u64;
    for tail in tails {
        far |= u64::from(*tail < FAR_TAIL);
        *tail = normal_near_tail(sqrt(-ln_inside(*tail)));
    }
    far > 0
}

at_each_level! {
    /// The normal numbers of chances, right for those that lie in no tail.
    pub fn centres(numbers: &mut [f64]) { centres_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn centres_of(numbers: &mut [f64]) {
    for number in numbers {
        let (lower, upper) = (*number, 1.0 - *number);
        let tail = if lower < upper { lower } else { upper };
        *number = normal_centre(0.5 - tail).copysign(lower - upper);
    }
}

/// `mean exp(sd z + shift)` of each number `z`.
pub fn lognormals(level: Level, [mean, sd, shift]: [f64; 3], numbers: &mut [f64]) {
    let is_any_wild = stretch(level, sd, shift, numbers);
    if is_any_wild {
        for number in numbers {
            *number = mean * exp(*number);
        }
    } else {
        exponentials(level, mean, numbers);
    }
}

at_each_level! {
    /// `sd z + shift` of each number; returns whether the exponential of any is out of the usual.
    pub fn stretch(sd: f64, shift: f64, numbers: &mut [f64]) -> bool { stretch_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn stretch_of(sd: f64, shift: f64, numbers: &mut [f64]) -> bool {
    let mut wild = 0_u64;
    for number in numbers {
        *number = sd * *number + shift;
        wild |= u64::from(is_wild(*number));
    }
    wild > 0
}

at_each_level! {
    /// `mean exp(x)` of each number; none is out of the usual.
    pub fn exponentials(mean: f64, numbers: &mut [f64]) { exponentials_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn exponentials_of(mean: f64, numbers: &mut [f64]) {
    for number in numbers {
        *number = mean * exp_inside(*number);
    }
}

/// The natural logarithm of a number above 0 that is neither denormal nor infinite nor 1: `e_log.c` of FreeBSD, as in the
/// `libm` crate, without its branches.
#[inline(always)]
#[allow(
    clippy::inline_always,
    clippy::many_single_char_names,
    reason = "only what is inlined is compiled for the level; the names are those of the source"
)]
fn ln_inside(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    /// The upper word of half the root of two.
    const HALF_ROOT_2: u64 = 0x3FE6_A09E_0000_0000;
    const FRACTION: u64 = (1 << 52) - 1;
    /// 1.5 · 2⁵²: added to the bits of a small whole number, and taken off as a float, it turns the number into a float.
    const SHIFT: f64 = 6_755_399_441_055_744.0;

    let moved = x.to_bits().wrapping_add(ONE - HALF_ROOT_2);
    let twos = (moved >> 52).wrapping_sub(1023);
    let twos = f64::from_bits(SHIFT.to_bits().wrapping_add(twos)) - SHIFT;
    let x = f64::from_bits((moved & FRACTION) + HALF_ROOT_2);
    let f = x - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LN[1] + w * (LN[3] + w * LN[5]));
    let odd = z * (LN[0] + w * (LN[2] + w * (LN[4] + w * LN[6])));
    let rest = odd + even;
    s * (half_square + rest) + twos * LN_2_LOW - half_square + f + twos * LN_2_HIGH
}

/// Remez coefficients of `(ln(1 + f) - 2s) / s` with `s = f / (2 + f)` (FreeBSD's `e_log.c`).
const LN: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::math::ln;
    use crate::kernel::philox::PhiloxStream;
    use rand_core::Rng;

    #[expect(clippy::cast_precision_loss, reason = "52 bits fit a float exactly")]
    /// Uniforms all over `0..1`, with more of them near its ends than a draw would have.
    fn uniforms() -> Vec<f64> {
        let mut stream = PhiloxStream::new(5, 5);
        let mut numbers = Vec::new();
        for round in 0..60_000 {
            let bits = (stream.next_u64() >> 12) as f64;
            let u = (bits + 0.5) / (1_u64 << 52) as f64;
            let narrow = f64::from_bits(u.to_bits() - ((round % 37) << 52));
            numbers.extend([u, narrow, 1.0 - narrow]);
        }
        numbers.extend([0.5, 0.075, 0.925, 1e-12, 1.0 - 1e-12]);
        numbers.retain(|&u| u > 0.0 && u < 1.0);
        numbers
    }

    #[test]
    fn logarithms_are_those_of_the_crate() {
        for u in uniforms() {
            assert_eq!(ln_inside(u).to_bits(), ln(u).to_bits(), "{u}");
            assert_eq!(ln_inside(9.7 * u).to_bits(), ln(9.7 * u).to_bits(), "{u}");
        }
    }

    #[test]
    fn normal_numbers_are_those_of_single_uniforms_at_every_level() {
        let uniforms = uniforms();
        for level in Level::all() {
            for chunk in uniforms.chunks(101) {
                let mut numbers = chunk.to_vec();
                normal_quantiles(level, &mut Tails::default(), &mut numbers);
                for (z, &u) in numbers.iter().zip(chunk) {
                    let expected = normal_quantile(u);
                    assert_eq!(z.to_bits(), expected.to_bits(), "{u} {}", level.name());
                }
            }
        }
    }

    #[test]
    fn lognormal_numbers_are_those_of_single_ones_also_where_they_overflow() {
        let numbers: Vec<f64> = (-300..300).map(|i| f64::from(i) / 31.0).collect();
        for level in Level::all() {
            for sd in [0.0, 0.7, 60.0, 1e3] {
                let mut got = numbers.clone();
                lognormals(level, [3.0, sd, -0.2], &mut got);
                for (got, z) in got.iter().zip(&numbers) {
                    let expected = 3.0 * exp(sd * z + -0.2);
                    assert_eq!(got.to_bits(), expected.to_bits(), "{z} {}", level.name());
                }
            }
        }
    }
}

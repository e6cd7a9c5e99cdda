//! From random words to uniforms, and from floats to whole numbers, many at once.

use super::at_each_level;

/// 2⁵²: a float between it and twice it is a whole number whose lower bits are the number.
const WHOLE: f64 = 4_503_599_627_370_496.0;
const FRACTION: u64 = (1 << 52) - 1;
/// Whole numbers below it are exact in all steps of [`rounded`].
pub(crate) const MOST: f64 = 2_251_799_813_685_248.0;

/// The number that a whole number below 2⁵² is.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
pub(crate) fn float(whole: u64) -> f64 {
    f64::from_bits(whole | WHOLE.to_bits()) - WHOLE
}

/// The whole part of a number from 0 to 2⁵¹, as a float.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
pub(crate) fn whole_part(x: f64) -> f64 {
    let nearest = (x + WHOLE) - WHOLE;
    if nearest > x { nearest - 1.0 } else { nearest }
}

/// The bits of a whole number from 0 to 2⁵¹.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
pub(crate) fn bits(whole: f64) -> u64 {
    (whole + WHOLE).to_bits() & FRACTION
}

at_each_level! {
    /// The uniform number of the first word of each pair, as [`Words::uniform`](crate::kernel::stream::Words::uniform).
    pub fn first_uniforms(pairs: &[u64], out: &mut [f64]) { first_uniforms_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn first_uniforms_of(pairs: &[u64], out: &mut [f64]) {
    for (pair, out) in pairs.iter().zip(out) {
        *out = uniform(pair >> 32);
    }
}

at_each_level! {
    /// The uniform number of the second word of each pair.
    pub fn second_uniforms(pairs: &[u64], out: &mut [f64]) { second_uniforms_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn second_uniforms_of(pairs: &[u64], out: &mut [f64]) {
    for (pair, out) in pairs.iter().zip(out) {
        *out = uniform(pair & 0xFFFF_FFFF);
    }
}

at_each_level! {
    /// The uniform number of each word.
    pub fn uniforms(words: &[u32], out: &mut [f64]) { uniforms_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn uniforms_of(words: &[u32], out: &mut [f64]) {
    for (&word, out) in words.iter().zip(out) {
        *out = uniform(word.into());
    }
}

/// The uniform number of a word.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
pub(crate) fn uniform(word: u64) -> f64 {
    const STEP: f64 = 1.0 / 4_294_967_296.0;
    (float(word) + 0.5) * STEP
}

at_each_level! {
    /// `(list x factor x share)`, at least 0, to the nearest whole number; returns whether all are below 2⁵¹, so that they
    /// are exact.
    pub fn rounded(list: &[f64], factor: f64, share: f64, out: &mut [i64]) -> bool { rounded_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn rounded_of(list: &[f64], factor: f64, share: f64, out: &mut [i64]) -> bool {
    let mut beyond = 0_u64;
    for (list, out) in list.iter().zip(out) {
        let value = (list * factor * share).max(0.0) + 0.5;
        beyond |= u64::from(value >= MOST);
        *out = bits(whole_part(value)).cast_signed();
    }
    beyond == 0
}

at_each_level! {
    /// When each of some stays that begin at one time ends: the month in the upper word, millionths of it in the lower.
    ///
    /// * `lengths`: before their factor; what is negative or no number is 0
    /// * `horizon`: the first month that does not count; what ends later ends with it
    pub fn ends(lengths: &[f64], factor: f64, start: f64, horizon: f64, out: &mut [u64]) { ends_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn ends_of(lengths: &[f64], factor: f64, start: f64, horizon: f64, out: &mut [u64]) {
    for (length, out) in lengths.iter().zip(out) {
        let end = start.max(start + (length * factor).max(0.0)).min(horizon);
        let month = whole_part(end);
        let micro = whole_part((end - month) * 1e6 + 0.5);
        *out = bits(month) << 32 | bits(micro);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use crate::kernel::philox::halves;
    use crate::kernel::stream::Words;
    use crate::units::Money;

    fn pairs() -> Vec<u64> {
        let mut pairs = vec![0, u64::MAX, 0xFFF, 0xFFFF_FFFF, 1 << 32, 0x8000_0000];
        pairs.extend((0..999_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        pairs
    }

    #[test]
    fn uniforms_are_those_of_single_words() {
        for level in Level::all() {
            let pairs = pairs();
            let [mut first, mut second] = [(); 2].map(|()| vec![0.0; pairs.len()]);
            let words: Vec<u32> = pairs.iter().map(|pair| halves(*pair)[1]).collect();
            let mut all = vec![0.0; words.len()];
            first_uniforms(level, &pairs, &mut first);
            second_uniforms(level, &pairs, &mut second);
            uniforms(level, &words, &mut all);
            for (ix, pair) in pairs.iter().enumerate() {
                let [low, high] = halves(*pair);
                let words = Words([high, low, 0, 0]);
                let expected = [0, 1].map(|word| words.uniform(word).to_bits());
                assert_eq!([first[ix], second[ix]].map(f64::to_bits), expected);
                assert_eq!(all[ix].to_bits(), expected[0]);
            }
        }
    }

    #[test]
    fn amounts_are_rounded_like_money_as_long_as_they_are_exact() {
        let mut list: Vec<f64> = (0..4_000).map(|i| f64::from(i) * 0.37 - 20.0).collect();
        list.extend([0.5, 1.5, 2.5, 0.499_999_999_999_999_94, 1e15, 2e15, -1e18]);
        for level in Level::all() {
            let mut out = vec![0; list.len()];
            assert!(rounded(level, &list, 0.9, 1.1, &mut out));
            for (value, out) in list.iter().zip(&out) {
                assert_eq!(*out, Money::round((value * 0.9 * 1.1).max(0.0)).minor());
            }
            for beyond in [2.3e15, 1e300, f64::INFINITY] {
                assert!(!rounded(level, &[1.0, beyond], 1.0, 1.0, &mut [0; 2]));
            }
        }
    }

    #[test]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as the tally does it"
    )]
    fn stays_end_in_the_month_and_at_the_millionth_of_single_ones() {
        let mut lengths: Vec<f64> = (0..4_000).map(|i| f64::from(i) * 0.0137 - 2.0).collect();
        lengths.extend([f64::NAN, f64::INFINITY, -0.0, 0.5, 1.5, 3.5, 1e300]);
        for level in Level::all() {
            let mut out = vec![0; lengths.len()];
            ends(level, &lengths, 0.83, 3.5, 24.0, &mut out);
            for (length, out) in lengths.iter().zip(&out) {
                let end = 3.5_f64.max(3.5 + (length * 0.83).max(0.0));
                let month = (end as u32).min(24);
                assert_eq!(out >> 32, u64::from(month), "{length}");
                if month < 24 {
                    let micro = ((end - f64::from(month)) * 1e6 + 0.5) as u64;
                    assert_eq!(out & 0xFFFF_FFFF, micro, "{length}");
                }
            }
        }
    }
}

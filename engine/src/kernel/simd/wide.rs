//! AVX-512 by hand, where the compiler finds no lanes: eight decisions at a time, and what passes put together without gaps.
//!
//! Each function has a portable twin in [`entities`](super::entities), whose bits it gives.

#![allow(
    unsafe_code,
    reason = "reads and writes of lanes; each says why it stays inside its columns"
)]

use std::arch::x86_64::{
    __m512i, _mm256_loadu_si256, _mm512_cmple_epu64_mask, _mm512_cmplt_epu64_mask,
    _mm512_cvtepu32_epi64, _mm512_loadu_si512, _mm512_mask_blend_epi32,
    _mm512_maskz_compress_epi64, _mm512_mul_epu32, _mm512_set1_epi64, _mm512_slli_epi64,
    _mm512_srli_epi64, _mm512_storeu_si512, _mm512_ternarylogic_epi64, _mm512_xor_si512,
};

use super::entities::{Ragged, WIDTH};
use super::words::{FULL_ROUNDS, Stem, Trunk};
use crate::kernel::philox::MULTIPLIERS;

/// Exclusive or of three, in the table of [`_mm512_ternarylogic_epi64`].
const XOR: i32 = 0x96;
/// The lower halves of eight words of 64 bits.
const LOWER: u16 = 0x5555;

/// A number of 32 bits in all lanes.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
#[inline]
fn all(word: u32) -> __m512i {
    _mm512_set1_epi64(i64::from(word))
}

/// The last product and the first word before it is moved up: the second word is the lower half of the product. What stands
/// above the lower halves means nothing.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
#[inline]
fn last_round(trunk: &Trunk, places: __m512i, a: __m512i, b: __m512i) -> [__m512i; 2] {
    let [m0, m1] = MULTIPLIERS.map(|multiplier| all(multiplier));
    let product = _mm512_mul_epu32(places, m1);
    let common = all(trunk.trial[1] ^ trunk.keys[1][0]);
    let upper = _mm512_srli_epi64::<32>(product);
    let mut w = [_mm512_xor_si512(upper, common), product, a, b];
    for key in trunk.keys.iter().skip(2).take(FULL_ROUNDS) {
        let (p, q) = (_mm512_mul_epu32(w[0], m0), _mm512_mul_epu32(w[2], m1));
        let (upper_p, upper_q) = (_mm512_srli_epi64::<32>(p), _mm512_srli_epi64::<32>(q));
        w = [
            _mm512_ternarylogic_epi64::<XOR>(upper_q, w[1], all(key[0])),
            q,
            _mm512_ternarylogic_epi64::<XOR>(upper_p, w[3], all(key[1])),
            p,
        ];
    }
    let last = _mm512_mul_epu32(w[2], m1);
    let upper = _mm512_srli_epi64::<32>(last);
    let first = _mm512_ternarylogic_epi64::<XOR>(upper, w[1], all(trunk.keys[9][0]));
    [first, last]
}

/// First words above second ones.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
#[inline]
fn paired([first, last]: [__m512i; 2]) -> __m512i {
    _mm512_mask_blend_epi32(LOWER, _mm512_slli_epi64::<32>(first), last)
}

/// Eight places from one on.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
#[inline]
fn eight_places(places: &[u32], from: usize) -> __m512i {
    let places = &places[from..from + WIDTH];
    // SAFETY: the slice has eight words of 32 bits.
    _mm512_cvtepu32_epi64(unsafe { _mm256_loadu_si256(places.as_ptr().cast()) })
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
#[inline]
fn write_eight(out: &mut [u64], from: usize, words: __m512i) {
    let out = &mut out[from..from + WIDTH];
    // SAFETY: the slice has eight words of 64 bits.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), words) }
}

/// [`entities::grid`](super::entities::grid).
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
pub(super) fn grid(
    trunk: &Trunk,
    stems: &[Stem],
    flip: u32,
    (places, limits): (&[u32], &[u64]),
    out: &mut [u64],
    marks: &mut [u64],
) {
    let n = places.len();
    let rows = stems.iter().zip(out.chunks_exact_mut(n)).zip(marks);
    for ((stem, out), marks) in rows {
        let (a, b) = (all(stem.a), all(stem.b));
        let flip = all(flip ^ stem.place);
        let mut all_marks = 0;
        for first in (0..n).step_by(WIDTH) {
            let places = _mm512_xor_si512(eight_places(places, first), flip);
            let pairs = paired(last_round(trunk, places, a, b));
            write_eight(out, first, pairs);
            let limits = &limits[first..first + WIDTH];
            // SAFETY: the slice has eight words of 64 bits.
            let limits = unsafe { _mm512_loadu_si512(limits.as_ptr().cast()) };
            let below = _mm512_cmplt_epu64_mask(pairs, limits);
            all_marks |= u64::from(below) << first;
        }
        *marks = all_marks;
    }
}

/// [`entities::pairs_of`](super::entities::pairs_of).
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
pub(super) fn pairs_of(trunk: &Trunk, flip: u32, rows: &Ragged<'_>, out: &mut [u64]) {
    for (stem, range) in rows.each() {
        let (a, b) = (all(stem.a), all(stem.b));
        let flip = all(flip ^ stem.place);
        for first in range.step_by(WIDTH) {
            let places = _mm512_xor_si512(eight_places(rows.places, first), flip);
            let pairs = paired(last_round(trunk, places, a, b));
            write_eight(out, first, pairs);
        }
    }
}

/// [`entities::passing`](super::entities::passing).
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
pub(super) fn passing(
    trunk: &Trunk,
    flip: u32,
    rows: &Ragged<'_>,
    last_passing: u64,
    out: &mut [u64],
    ends: &mut [u32],
) {
    let limit = _mm512_set1_epi64(last_passing.cast_signed());
    let mut n = 0;
    for ((stem, range), end) in rows.each().zip(ends) {
        let (a, b) = (all(stem.a), all(stem.b));
        let flip = all(flip ^ stem.place);
        let last = range.end;
        for first in range.step_by(WIDTH) {
            let places = eight_places(rows.places, first);
            let words = last_round(trunk, _mm512_xor_si512(places, flip), a, b);
            let is_there = 0xFF_u8 >> WIDTH.saturating_sub(last - first);
            let passes = _mm512_cmple_epu64_mask(paired(words), limit) & is_there;
            let kept = _mm512_mask_blend_epi32(LOWER, _mm512_slli_epi64::<32>(places), words[1]);
            let kept = _mm512_maskz_compress_epi64(passes, kept);
            write_eight(out, n, kept);
            n += passes.count_ones() as usize;
        }
        #[allow(clippy::cast_possible_truncation, reason = "places are counted in 32 bits")]
        {
            *end = n as u32;
        }
    }
}

//! Four lanes of 64 bits.

#![allow(
    unsafe_code,
    reason = "reads and writes of lanes; each says why it stays inside its column"
)]

use std::arch::x86_64::{
    __m128i, __m256i, _mm_add_epi32, _mm_and_si128, _mm_loadu_si128, _mm_set1_epi32,
    _mm_shuffle_epi8, _mm_slli_epi32, _mm_storeu_si128, _mm256_and_si256, _mm256_blend_epi32,
    _mm256_castsi256_pd, _mm256_castsi256_ps, _mm256_castsi256_si128, _mm256_cmpeq_epi32,
    _mm256_cmpgt_epi64, _mm256_cvtepu32_epi64, _mm256_loadu_si256, _mm256_min_epu32,
    _mm256_movemask_pd, _mm256_movemask_ps, _mm256_mul_epu32, _mm256_permute2x128_si256,
    _mm256_permutevar8x32_epi32, _mm256_set_epi32, _mm256_set_epi64x, _mm256_set1_epi64x,
    _mm256_slli_epi64, _mm256_srli_epi64, _mm256_storeu_si256, _mm256_unpackhi_epi64,
    _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use super::super::entities::{Fours, Ragged};
use super::super::words::{INDEX, Stem, Trunk};
use super::by_hand;
use crate::kernel::philox::MULTIPLIERS;

type V = __m256i;
type P = __m128i;

const LANES: usize = 4;

by_hand!("avx2,popcnt");

/// A number in all lanes.
#[target_feature(enable = "avx2")]
#[inline]
fn all(word: u32) -> V {
    _mm256_set1_epi64x(i64::from(word))
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(column: &[u64], from: usize) -> V {
    let lanes = &column[from..from + LANES];
    // SAFETY: the slice has four words of 64 bits.
    unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load_words(column: &[u32], from: usize) -> V {
    let words = &column[from..from + 2 * LANES];
    // SAFETY: the slice has eight words of 32 bits.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn places(column: &[u32], from: usize) -> P {
    let lanes = &column[from..from + LANES];
    // SAFETY: the slice has four words of 32 bits.
    unsafe { _mm_loadu_si128(lanes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn widened(places: P) -> V {
    _mm256_cvtepu32_epi64(places)
}

#[target_feature(enable = "avx2")]
#[inline]
fn xor(a: V, b: V) -> V {
    _mm256_xor_si256(a, b)
}

#[target_feature(enable = "avx2")]
#[inline]
fn xor3(a: V, b: V, c: V) -> V {
    xor(xor(a, b), c)
}

#[target_feature(enable = "avx2")]
#[inline]
fn product(a: V, b: V) -> V {
    _mm256_mul_epu32(a, b)
}

/// The upper half of each lane.
#[target_feature(enable = "avx2")]
#[inline]
fn upper(lanes: V) -> V {
    _mm256_srli_epi64::<32>(lanes)
}

/// The lower half of each lane of one above that of the other.
#[target_feature(enable = "avx2")]
#[inline]
fn above(one: V, other: V) -> V {
    _mm256_blend_epi32::<0x55>(_mm256_slli_epi64::<32>(one), other)
}

#[target_feature(enable = "avx2")]
#[inline]
fn write(out: &mut [u64], from: usize, lanes: V) {
    let out = &mut out[from..from + LANES];
    // SAFETY: the slice has four words of 64 bits.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), lanes) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn write_words(out: &mut [u32], from: usize, lanes: V) {
    let out = &mut out[from..from + 2 * LANES];
    // SAFETY: the slice has eight words of 32 bits.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), lanes) }
}

/// The four words of each lane side by side, lane by lane.
#[target_feature(enable = "avx2")]
#[inline]
fn interleaved([w0, w1, w2, w3]: [V; 4]) -> [V; 2] {
    let (front, back) = (above(w1, w0), above(w3, w2));
    let even = _mm256_unpacklo_epi64(front, back);
    let odd = _mm256_unpackhi_epi64(front, back);
    [
        _mm256_permute2x128_si256::<0x20>(even, odd),
        _mm256_permute2x128_si256::<0x31>(even, odd),
    ]
}

/// All bits of those words of 32 bits that are at most those of a limit.
#[target_feature(enable = "avx2")]
#[inline]
fn are_at_most(words: V, limits: V) -> V {
    _mm256_cmpeq_epi32(_mm256_min_epu32(words, limits), words)
}

/// Which words of 32 bits are at most those of a limit.
#[target_feature(enable = "avx2")]
#[inline]
fn at_most_of_words(words: V, limits: V) -> u64 {
    let are = _mm256_castsi256_ps(are_at_most(words, limits));
    _mm256_movemask_ps(are).cast_unsigned().into()
}

/// The first lanes, and 0 in the others.
#[target_feature(enable = "avx2")]
#[inline]
fn of_those(lanes: V, n: usize) -> V {
    let last = _mm256_set1_epi64x(n.cast_signed() as i64);
    let numbers = _mm256_set_epi64x(3, 2, 1, 0);
    _mm256_and_si256(lanes, _mm256_cmpgt_epi64(last, numbers))
}

/// Which lower halves are at most those of a limit, of lanes that have more than a number of decisions; these are fewer than
/// 2^63.
#[target_feature(enable = "avx2")]
#[inline]
fn passes(word: V, limit: V, how_many: V, number: u32) -> u32 {
    let are_there = _mm256_cmpgt_epi64(how_many, all(number));
    let pass = _mm256_slli_epi64::<32>(are_at_most(word, limit));
    let pass = _mm256_castsi256_pd(_mm256_and_si256(pass, are_there));
    _mm256_movemask_pd(pass).cast_unsigned()
}

/// The place of the first of the four decisions of each draw.
#[target_feature(enable = "avx2")]
#[inline]
fn first_of_four(draws: V) -> P {
    let lower = _mm256_permutevar8x32_epi32(draws, _mm256_set_epi32(7, 5, 3, 1, 6, 4, 2, 0));
    let places = _mm256_castsi256_si128(lower);
    let index = _mm_and_si128(places, _mm_set1_epi32(INDEX.cast_signed()));
    let twice = _mm_slli_epi32::<1>(index);
    _mm_add_epi32(places, _mm_add_epi32(twice, index))
}

/// By which of four words are kept: the bytes of these, put together without gaps.
const KEPT: [[u8; 16]; 16] = kept();

#[allow(clippy::cast_possible_truncation, reason = "sixteen bytes")]
const fn kept() -> [[u8; 16]; 16] {
    let mut all = [[0; 16]; 16];
    let mut which = 0;
    while which < 16 {
        let (mut word, mut n) = (0, 0);
        while word < 4 {
            if which >> word & 1 == 1 {
                let mut byte = 0;
                while byte < 4 {
                    all[which][4 * n + byte] = (4 * word + byte) as u8;
                    byte += 1;
                }
                n += 1;
            }
            word += 1;
        }
        which += 1;
    }
    all
}

/// Writes down the places of those that pass, and some more that mean nothing; returns how many pass.
#[target_feature(enable = "avx2,popcnt")]
#[inline]
fn keep(firsts: P, which: u32, passes: u32, out: &mut [u32], from: usize) -> usize {
    let out = &mut out[from..from + LANES];
    let places = _mm_add_epi32(firsts, _mm_set1_epi32(which.cast_signed()));
    let kept = &KEPT[passes as usize & 15];
    // SAFETY: there are sixteen bytes.
    let kept = unsafe { _mm_loadu_si128(kept.as_ptr().cast()) };
    let kept = _mm_shuffle_epi8(places, kept);
    // SAFETY: the slice has four words of 32 bits.
    unsafe { _mm_storeu_si128(out.as_mut_ptr().cast(), kept) }
    passes.count_ones() as usize
}

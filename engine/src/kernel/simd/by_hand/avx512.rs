//! Eight lanes of 64 bits.

#![allow(
    unsafe_code,
    reason = "reads and writes of lanes; each says why it stays inside its column"
)]

use std::arch::x86_64::{
    __m256i, __m512i, __mmask8, _mm256_add_epi32, _mm256_and_si256, _mm256_loadu_si256,
    _mm256_maskz_compress_epi32, _mm256_set1_epi32, _mm256_slli_epi32, _mm256_storeu_si256,
    _mm512_cmpgt_epu64_mask, _mm512_cmple_epu32_mask, _mm512_cvtepi64_epi32, _mm512_cvtepu32_epi64,
    _mm512_loadu_si512, _mm512_mask_blend_epi32, _mm512_mask_cmple_epu64_mask,
    _mm512_maskz_mov_epi64, _mm512_mul_epu32, _mm512_permutex2var_epi64, _mm512_set_epi64,
    _mm512_set1_epi64, _mm512_slli_epi64, _mm512_srli_epi64, _mm512_storeu_si512,
    _mm512_ternarylogic_epi64, _mm512_unpackhi_epi64, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use super::super::entities::{Fours, Ragged};
use super::super::words::{INDEX, Stem, Trunk};
use super::by_hand;
use crate::kernel::philox::MULTIPLIERS;

type V = __m512i;
type P = __m256i;

const LANES: usize = 8;

by_hand!("avx512f,avx512dq,avx512vl,avx512bw,avx2,popcnt");

/// A number in all lanes.
#[target_feature(enable = "avx512f")]
#[inline]
fn all(word: u32) -> V {
    _mm512_set1_epi64(i64::from(word))
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load(column: &[u64], from: usize) -> V {
    let lanes = &column[from..from + LANES];
    // SAFETY: the slice has eight words of 64 bits.
    unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load_words(column: &[u32], from: usize) -> V {
    let words = &column[from..from + 2 * LANES];
    // SAFETY: the slice has sixteen words of 32 bits.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn places(column: &[u32], from: usize) -> P {
    let lanes = &column[from..from + LANES];
    // SAFETY: the slice has eight words of 32 bits.
    unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn widened(places: P) -> V {
    _mm512_cvtepu32_epi64(places)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor(a: V, b: V) -> V {
    _mm512_xor_si512(a, b)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor3(a: V, b: V, c: V) -> V {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn product(a: V, b: V) -> V {
    _mm512_mul_epu32(a, b)
}

/// The upper half of each lane.
#[target_feature(enable = "avx512f")]
#[inline]
fn upper(lanes: V) -> V {
    _mm512_srli_epi64::<32>(lanes)
}

/// The lower half of each lane of one above that of the other.
#[target_feature(enable = "avx512f")]
#[inline]
fn above(one: V, other: V) -> V {
    _mm512_mask_blend_epi32(0x5555, _mm512_slli_epi64::<32>(one), other)
}

#[target_feature(enable = "avx512f")]
#[inline]
fn write(out: &mut [u64], from: usize, lanes: V) {
    let out = &mut out[from..from + LANES];
    // SAFETY: the slice has eight words of 64 bits.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), lanes) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn write_words(out: &mut [u32], from: usize, lanes: V) {
    let out = &mut out[from..from + 2 * LANES];
    // SAFETY: the slice has sixteen words of 32 bits.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), lanes) }
}

/// The four words of each lane side by side, lane by lane.
#[target_feature(enable = "avx512f")]
#[inline]
fn interleaved([w0, w1, w2, w3]: [V; 4]) -> [V; 2] {
    let (front, back) = (above(w1, w0), above(w3, w2));
    let even = _mm512_unpacklo_epi64(front, back);
    let odd = _mm512_unpackhi_epi64(front, back);
    let one = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    let other = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    [
        _mm512_permutex2var_epi64(even, one, odd),
        _mm512_permutex2var_epi64(even, other, odd),
    ]
}

/// Which words of 32 bits are at most those of a limit.
#[target_feature(enable = "avx512f")]
#[inline]
fn at_most_of_words(words: V, limits: V) -> u64 {
    _mm512_cmple_epu32_mask(words, limits).into()
}

/// The first lanes, and 0 in the others.
#[target_feature(enable = "avx512f")]
#[inline]
fn of_those(lanes: V, n: usize) -> V {
    _mm512_maskz_mov_epi64(0xFF >> (LANES - n), lanes)
}

/// Which lower halves are at most those of a limit, of lanes that have more than a number of decisions.
#[target_feature(enable = "avx512f")]
#[inline]
fn passes(word: V, limit: V, how_many: V, number: u32) -> __mmask8 {
    let are_there = _mm512_cmpgt_epu64_mask(how_many, all(number));
    let [word, limit] = [word, limit].map(|lanes| _mm512_slli_epi64::<32>(lanes));
    _mm512_mask_cmple_epu64_mask(are_there, word, limit)
}

/// The place of the first of the four decisions of each draw.
#[target_feature(enable = "avx512f,avx2")]
#[inline]
fn first_of_four(draws: V) -> P {
    let places = _mm512_cvtepi64_epi32(draws);
    let index = _mm256_and_si256(places, _mm256_set1_epi32(INDEX.cast_signed()));
    let twice = _mm256_slli_epi32::<1>(index);
    _mm256_add_epi32(places, _mm256_add_epi32(twice, index))
}

/// Writes down the places of those that pass, and some more that mean nothing; returns how many pass.
#[target_feature(enable = "avx512f,avx512vl,avx2,popcnt")]
#[inline]
fn keep(firsts: P, which: u32, passes: __mmask8, out: &mut [u32], from: usize) -> usize {
    let out = &mut out[from..from + LANES];
    let places = _mm256_add_epi32(firsts, _mm256_set1_epi32(which.cast_signed()));
    let kept = _mm256_maskz_compress_epi32(passes, places);
    // SAFETY: the slice has eight words of 32 bits.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), kept) }
    passes.count_ones() as usize
}

//! Philox4x32-10: a random number generator without a state.
//!
//! J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1,
//! 2, 3" (2011), section 3.3: a bijection of a 128-bit counter under a 64-bit key. Any draw can be
//! made without making the ones before it, which is what lets a decision own its randomness.

use rand_core::{SeedableRng, TryRng};
use std::convert::Infallible;

pub(super) const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// Golden ratio and square root of three minus one, in 32 bits (Weyl increments of the key).
pub(super) const KEY_STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// The four random words that belong to `counter` under `key`.
#[inline]
#[must_use]
pub const fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut words, mut key) = (counter, key);
    let mut done = 0;
    while done < ROUNDS {
        words = round(words, key);
        key = [
            key[0].wrapping_add(KEY_STEPS[0]),
            key[1].wrapping_add(KEY_STEPS[1]),
        ];
        done += 1;
    }
    words
}

#[inline]
const fn round(words: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (high0, low0) = wide_product(MULTIPLIERS[0], words[0]);
    let (high1, low1) = wide_product(MULTIPLIERS[1], words[2]);
    [
        high1 ^ words[1] ^ key[0],
        low1,
        high0 ^ words[3] ^ key[1],
        low0,
    ]
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "splits a 64-bit product into its halves"
)]
const fn wide_product(a: u32, b: u32) -> (u32, u32) {
    let product = a as u64 * b as u64;
    ((product >> 32) as u32, product as u32)
}

/// Philox as a stream for the `rand` ecosystem, where what is wanted is "the next number".
///
/// Simulations address their draws instead; this serves what runs before them, such as generators
/// of example scenarios. Numbers repeat after 2⁶⁶ words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhiloxStream {
    key: [u32; 2],
    /// Upper half of the counter: which stream under this key.
    stream: [u32; 2],
    /// Next block; lower half of the counter.
    block: u64,
    words: [u32; 4],
    /// Words of `words` that were handed out; 4 asks for a new block.
    used: usize,
}

impl PhiloxStream {
    /// Stream number `stream` of `seed`, at its beginning; different streams share no block.
    #[must_use]
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self {
            key: halves(seed),
            stream: halves(stream),
            block: 0,
            words: [0; 4],
            used: 4,
        }
    }

    fn next_word(&mut self) -> u32 {
        if self.used == 4 {
            let [low, high] = halves(self.block);
            self.words = philox4x32_10([low, high, self.stream[0], self.stream[1]], self.key);
            self.block = self.block.wrapping_add(1);
            self.used = 0;
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }
}

/// Low word, high word.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "splits 64 bits into their halves"
)]
pub(crate) const fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

impl TryRng for PhiloxStream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.next_word());
        Ok(u64::from(self.next_word()) << 32 | low)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

impl SeedableRng for PhiloxStream {
    type Seed = [u8; 8];

    fn from_seed(seed: [u8; 8]) -> Self {
        Self::new(u64::from_le_bytes(seed), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    /// `kat_vectors` of Random123 1.14, lines `philox4x32 10`: counter, key, result.
    #[test]
    fn the_published_known_answers_are_met() {
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let known = [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [!0; 4],
                [!0; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                pi,
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in known {
            assert_eq!(philox4x32_10(counter, key), expected);
        }
    }

    #[test]
    fn the_stream_hands_out_every_word_of_each_block_in_order() {
        let mut stream = PhiloxStream::new(7, 1 << 32 | 9);
        let blocks = [0, 1].map(|block| philox4x32_10([block, 0, 9, 1], [7, 0]));
        for word in blocks.into_iter().flatten() {
            assert_eq!(stream.next_u32(), word);
        }
    }

    #[test]
    fn bytes_and_long_words_are_the_same_words() {
        let (mut a, mut b, mut c) = (
            PhiloxStream::from_seed([3, 0, 0, 0, 0, 0, 0, 0]),
            PhiloxStream::new(3, 0),
            PhiloxStream::new(3, 0),
        );
        let mut bytes = [0_u8; 8];
        a.fill_bytes(&mut bytes);
        assert_eq!(u64::from_le_bytes(bytes), b.next_u64());
        let low = u64::from(c.next_u32());
        assert_eq!(
            u64::from_le_bytes(bytes),
            u64::from(c.next_u32()) << 32 | low
        );
    }
}

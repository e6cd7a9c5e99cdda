//! A draw belongs to a decision, not to a place in a queue.
//!
//! [`draw`] is a pure function of the seed and the [`Address`] of a decision: which entity, in
//! which trial, in which month, for which purpose, and the how-manieth of these. Two scenarios with
//! one seed therefore live in the same futures: a rep added to one changes no other rep's luck.
//! No draw depends on threads, shards or the order of entities in a file either.
//!
//! # Layout
//!
//! Fixed once; a change of it is value-breaking.
//!
//! ```text
//! counter word 0   entity key, bits 0..32
//! counter word 1   entity key, bits 32..64
//! counter word 2   trial
//! counter word 3   month (10 bits) << 22 | purpose (6 bits) << 16 | index (16 bits)
//! key              seed (64 bits)
//! ```

use super::draw_count::{Kind, count};
use super::philox::{halves, philox4x32_10};

/// Months an address can tell apart.
pub const MONTHS: u16 = 1 << 10;

/// What makes one run's futures different from another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(pub u64);

/// Stable 64-bit name of whatever owns randomness: a seat, a segment, an assumption.
///
/// Two entities with one key would share their luck; a scenario with such a pair is refused by
/// whoever collects the keys. Among 100,000 entities the chance of a pair is 3e-10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityKey(pub u64);

impl EntityKey {
    /// Key of the entity called `id` among those of its `kind`.
    ///
    /// The first 8 bytes, little-endian, of BLAKE3 over both texts, each after its length as a
    /// 64-bit little-endian integer: `("ab", "c")` and `("a", "bc")` are different entities.
    #[must_use]
    pub fn of(kind: &str, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        for text in [kind, id] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        let hash = hasher.finalize();
        Self(u64::from_le_bytes(std::array::from_fn(|byte| {
            hash.as_bytes()[byte]
        })))
    }

    /// The key that belongs to a number and to no other: the output of `SplitMix64` at that state, far from the keys of
    /// entities.
    #[must_use]
    pub const fn scattered(number: u64) -> Self {
        Self(finalised(number.wrapping_add(0x9E37_79B9_7F4A_7C15)))
    }
}

/// What a random number decides; the caller numbers its purposes and never renumbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(u8);

impl Purpose {
    /// Purpose number `number`.
    ///
    /// # Panics
    ///
    /// If `number` is 64 or more: an address has six bits for it.
    #[must_use]
    pub const fn new(number: u8) -> Self {
        assert!(number < 64, "an address has six bits for its purpose");
        Self(number)
    }

    /// The number it was made from, `0..64`.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The decision a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Whose luck it is.
    pub entity: EntityKey,
    /// Which of the simulated futures.
    pub trial: u32,
    /// Months since the start of the horizon, below [`MONTHS`]; or a fourth of them, where four months share a draw.
    pub month: u16,
    /// What is decided.
    pub purpose: Purpose,
    /// Which of several such decisions: the how-manieth lead or deal of that entity and month; or a fourth of it, where four
    /// share a draw.
    pub index: u16,
}

impl Address {
    #[inline]
    fn counter(self) -> [u32; 4] {
        assert!(self.month < MONTHS, "an address has ten bits for its month");
        let [low, high] = halves(self.entity.0);
        let place =
            u32::from(self.month) << 22 | u32::from(self.purpose.0) << 16 | u32::from(self.index);
        [low, high, self.trial, place]
    }
}

/// Four random words that only the decision at `address` ever sees, or the four decisions that share it, a word each.
///
/// # Panics
///
/// If the month is not below [`MONTHS`]: the address would be another decision's.
#[inline]
#[must_use]
pub fn draw(seed: Seed, address: Address) -> Words {
    count(Kind::Block);
    Words(philox4x32_10(address.counter(), halves(seed.0)))
}

/// The randomness of one decision: 128 independent fair bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub [u32; 4]);

impl Words {
    /// Uniform number in the open interval `0..1` from word `i` (0 to 3): `(w + ½) · 2⁻³²`.
    ///
    /// Neither 0 nor 1 occurs, so that every quantile of it is finite; `1 - u` is exact.
    ///
    /// # Panics
    ///
    /// If there is no word `i`.
    #[inline]
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a power of two fits a float exactly"
    )]
    pub fn uniform(self, i: usize) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 32) as f64;
        (f64::from(self.0[i]) + 0.5) * STEP
    }

    /// Uniform number in the open interval `0..1` from words `i` and `i + 1`, with 53 significant
    /// bits: `(w + ½) · 2⁻⁵²` for the upper 52 bits `w` of the pair. The first 32 bits are those of
    /// [`uniform`](Self::uniform)`(i)`.
    ///
    /// # Panics
    ///
    /// If there is no word `i + 1`.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit a float exactly")]
    pub fn uniform53(self, i: usize) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        let upper = (u64::from(self.0[i]) << 32 | u64::from(self.0[i + 1])) >> 12;
        (upper as f64 + 0.5) * STEP
    }

    /// The first two words as one.
    #[inline]
    #[must_use]
    pub fn first64(self) -> u64 {
        u64::from(self.0[0]) | u64::from(self.0[1]) << 32
    }
}

/// A candidate's lot in a draw: uniform on 64 bits, and independent between candidates.
///
/// The highest lot wins, which is rendezvous hashing (Thaler and Ravishankar 1998): each of `n`
/// candidates is picked with chance `1 / n`, and when one joins or leaves, only what it wins or
/// won changes hands. The mix is the finaliser of `SplitMix64` (Steele, Lea and Flood 2014) over
/// the first two words xor `candidate`; two candidates never tie within a draw.
#[inline]
#[must_use]
pub const fn pick(words: Words, candidate: EntityKey) -> u64 {
    let [a, b, _, _] = words.0;
    finalised((a as u64 | (b as u64) << 32) ^ candidate.0)
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014): a bijection whose every output bit depends on all of the
/// input.
#[inline]
const fn finalised(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// [`pick`] as a uniform number `u` in the open interval `0..1`, for weighted draws: the candidate
/// with the lowest `-ln(u) / weight` wins with chance `weight / Σ weights` (Efraimidis and
/// Spirakis 2006).
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "52 bits fit a float exactly")]
pub fn pick_uniform(words: Words, candidate: EntityKey) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
    ((pick(words, candidate) >> 12) as f64 + 0.5) * STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(trial: u32) -> Address {
        let entity = EntityKey::of("seat", "ae-1");
        Address {
            entity,
            trial,
            month: 5,
            purpose: Purpose::new(3),
            index: 2,
        }
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let base = at(0);
        let others = [
            Address {
                entity: EntityKey::of("seat", "ae-2"),
                ..base
            },
            Address { trial: 1, ..base },
            Address { month: 6, ..base },
            Address {
                purpose: Purpose::new(4),
                ..base
            },
            Address { index: 3, ..base },
        ];
        for other in others {
            assert_ne!(draw(Seed(1), base), draw(Seed(1), other));
        }
        assert_ne!(draw(Seed(1), base), draw(Seed(2), base));
        assert_ne!(draw(Seed(1), base), draw(Seed(1 << 32 | 1), base));
    }

    #[test]
    fn the_counter_has_the_documented_layout() {
        let entity = EntityKey(0x1122_3344_5566_7788);
        let address = Address {
            entity,
            trial: 9,
            month: 1023,
            purpose: Purpose::new(63),
            index: 0xABCD,
        };
        assert_eq!(
            address.counter(),
            [0x5566_7788, 0x1122_3344, 9, 0xFFFF_ABCD]
        );
        let address = Address {
            month: 1,
            purpose: Purpose::new(1),
            index: 1,
            ..address
        };
        assert_eq!(address.counter()[3], 1 << 22 | 1 << 16 | 1);
    }

    #[test]
    #[should_panic(expected = "ten bits")]
    fn a_month_beyond_the_layout_is_refused() {
        let _ = draw(
            Seed(0),
            Address {
                month: MONTHS,
                ..at(0)
            },
        );
    }

    #[test]
    fn kind_and_id_do_not_run_into_each_other() {
        assert_ne!(EntityKey::of("ab", "c"), EntityKey::of("a", "bc"));
        assert_ne!(EntityKey::of("", "a"), EntityKey::of("a", ""));
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval() {
        let (low, high) = (Words([0; 4]), Words([u32::MAX; 4]));
        assert!(low.uniform(0) > 0.0 && low.uniform53(0) > 0.0);
        assert!(high.uniform(3) < 1.0 && high.uniform53(2) < 1.0);
        let words = Words([0x8000_0000, 0, 1, 2]);
        assert!((words.uniform(0) - words.uniform53(0)).abs() < 2.4e-10);
    }

    #[test]
    fn when_a_candidate_leaves_only_what_it_won_changes_hands() {
        let reps: Vec<_> = (0..5)
            .map(|i| EntityKey::of("rep", &i.to_string()))
            .collect();
        let winner = |words: Words, reps: &[EntityKey]| {
            *reps.iter().max_by_key(|&&rep| pick(words, rep)).unwrap()
        };
        for trial in 0..500 {
            let words = draw(Seed(11), at(trial));
            let before = winner(words, &reps);
            let after = winner(words, &reps[1..]);
            assert!(before == after || before == reps[0]);
        }
    }
}

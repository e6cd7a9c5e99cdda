//! Random words of many decisions at once.
//!
//! Of the ten rounds of Philox, the first is the same for all decisions of an entity in a trial but for one exclusive or,
//! and half of the second is too: a [`Stem`] has them done.

use super::Level;
#[cfg(target_arch = "x86_64")]
use super::by_hand::{avx2, avx512};
#[cfg(target_arch = "x86_64")]
use super::level::Kind;
use crate::kernel::philox::{KEY_STEPS, MULTIPLIERS, halves};
use crate::kernel::stream::{EntityKey, Purpose, Seed};

/// The part of a place that is the index.
pub(crate) const INDEX: u32 = 0xFFFF;

/// What all entities of a trial have in common.
#[derive(Clone, Copy, Debug)]
pub struct Trunk {
    /// Keys of the first round, the second, and so on.
    pub(super) keys: [[u32; 2]; 10],
    /// High and low word of the product of the trial in the first round.
    pub(super) trial: [u32; 2],
}

impl Trunk {
    /// Of a trial under a seed.
    #[must_use]
    pub fn new(seed: Seed, trial: u32) -> Self {
        let mut keys = [halves(seed.0); 10];
        for round in 1..keys.len() {
            let [a, b] = keys[round - 1];
            keys[round] = [a.wrapping_add(KEY_STEPS[0]), b.wrapping_add(KEY_STEPS[1])];
        }
        let [low, high] = halves(u64::from(MULTIPLIERS[1]) * u64::from(trial));
        Self {
            keys,
            trial: [high, low],
        }
    }

    /// The stem of an entity.
    #[inline]
    #[must_use]
    pub fn stem(&self, entity: EntityKey) -> Stem {
        let [low, high] = halves(entity.0);
        let [low, carried] = halves(u64::from(MULTIPLIERS[0]) * u64::from(low));
        let first = self.trial[0] ^ high ^ self.keys[0][0];
        let [b, a] = halves(u64::from(MULTIPLIERS[0]) * u64::from(first));
        Stem {
            place: carried ^ self.keys[0][1],
            a: a ^ low ^ self.keys[1][1],
            b,
        }
    }
}

/// What the first rounds make of an entity in a trial.
#[derive(Clone, Copy, Debug)]
pub struct Stem {
    pub(super) place: u32,
    pub(super) a: u32,
    pub(super) b: u32,
}

/// The last word of an address: month, purpose and index.
#[inline]
#[must_use]
pub const fn place(month: u16, purpose: Purpose, index: u16) -> u32 {
    (month as u32) << 22 | (purpose.number() as u32) << 16 | index as u32
}

/// The places of the first decision of each month of a horizon, for a purpose that is put in later.
///
/// # Panics
///
/// If the horizon has more months than an address tells apart.
#[must_use]
pub fn firsts(n_months: usize) -> Vec<u32> {
    let months = u16::try_from(n_months).expect("a horizon fits the address");
    (0..months)
        .map(|month| place(month, Purpose::new(0), 0))
        .collect()
}

/// Decisions whose words are wanted, as columns.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    places: Vec<u32>,
    a: Vec<u32>,
    b: Vec<u32>,
    n: usize,
}

/// Decisions of an entity that are written down at once, whether they are needed or not.
const AT_ONCE: usize = 8;

impl Decisions {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.n = 0;
    }

    /// Number of decisions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Makes room for so many more, and for those that are written down without need.
    #[inline]
    fn reserve(&mut self, n_more: usize) {
        let room = self.n + n_more + AT_ONCE + 64;
        if self.places.len() < room {
            self.grow(2 * room);
        }
    }

    #[cold]
    fn grow(&mut self, room: usize) {
        for column in [&mut self.places, &mut self.a, &mut self.b] {
            column.resize(room, 0);
        }
    }

    /// Appends one for each place.
    pub fn extend(&mut self, stem: Stem, places: &[u32]) {
        self.reserve(places.len());
        let range = self.n..self.n + places.len();
        for (into, place) in self.places[range.clone()].iter_mut().zip(places) {
            *into = place ^ stem.place;
        }
        self.a[range.clone()].fill(stem.a);
        self.b[range].fill(stem.b);
        self.n += places.len();
    }

    /// Appends so many with one place after another.
    ///
    /// * `first`: place of the first; its index and `n` are at most 2^16
    #[inline]
    pub fn append(&mut self, stem: Stem, first: u32, n: usize) {
        self.reserve(n);
        let mut done = 0;
        loop {
            let range = self.n + done..self.n + done + AT_ONCE;
            let places = first + u32::try_from(done).unwrap_or(0)..;
            for (into, place) in self.places[range.clone()].iter_mut().zip(places) {
                *into = place ^ stem.place;
            }
            self.a[range.clone()].fill(stem.a);
            self.b[range].fill(stem.b);
            done += AT_ONCE;
            if done >= n {
                break;
            }
        }
        self.n += n;
    }

    /// The first two words of each, the first one above the second; behind the last stand some more that mean nothing.
    ///
    /// * `purpose`: is put into places that were written with purpose 0
    pub fn pairs(&self, level: Level, trunk: &Trunk, purpose: Purpose, out: &mut Vec<u64>) {
        let n = self.n.next_multiple_of(64);
        if out.len() < n {
            out.resize(n, 0);
        }
        let columns = [&self.places, &self.a, &self.b].map(|column| &column[..n.min(column.len())]);
        let (flip, out) = (place(0, purpose, 0), &mut out[..n]);
        match level.kind() {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this level is only made where the processor was asked and has all that is enabled.
            #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
            Kind::Avx512 => unsafe { avx512::pairs(trunk, flip, columns, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this level is only made where the processor was asked and has all that is enabled.
            #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
            Kind::Avx2 => unsafe { avx2::pairs(trunk, flip, columns, out) },
            _ => {
                for (ix, out) in out.iter_mut().enumerate() {
                    *out = pair(self.words(trunk, flip, ix));
                }
            }
        }
    }

    /// All four words of each, those of one side by side; behind the last stand some more that mean nothing.
    ///
    /// * `purpose`: is put into places that were written with purpose 0
    pub fn blocks(&self, level: Level, trunk: &Trunk, purpose: Purpose, out: &mut Vec<u32>) {
        let n = self.n.next_multiple_of(64);
        if out.len() < 4 * n {
            out.resize(4 * n, 0);
        }
        let columns = [&self.places, &self.a, &self.b].map(|column| &column[..n.min(column.len())]);
        let (flip, out) = (place(0, purpose, 0), &mut out[..4 * n]);
        match level.kind() {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this level is only made where the processor was asked and has all that is enabled.
            #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
            Kind::Avx512 => unsafe { avx512::blocks(trunk, flip, columns, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this level is only made where the processor was asked and has all that is enabled.
            #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
            Kind::Avx2 => unsafe { avx2::blocks(trunk, flip, columns, out) },
            _ => {
                for (ix, out) in out.chunks_exact_mut(4).enumerate() {
                    out.copy_from_slice(&self.words(trunk, flip, ix));
                }
            }
        }
    }

    fn words(&self, trunk: &Trunk, flip: u32, ix: usize) -> [u32; 4] {
        let stem = Stem {
            place: 0,
            a: self.a[ix],
            b: self.b[ix],
        };
        words(trunk, &stem, self.places[ix] ^ flip)
    }
}

/// The words of an entity's decision at a place.
#[inline]
#[allow(
    clippy::many_single_char_names,
    reason = "the names are those of the paper"
)]
pub(super) fn words(trunk: &Trunk, stem: &Stem, place: u32) -> [u32; 4] {
    let [m0, m1] = MULTIPLIERS.map(u64::from);
    let [low, high] = halves(u64::from(place ^ stem.place) * m1);
    let common = trunk.trial[1] ^ trunk.keys[1][0];
    let mut w = [high ^ common, low, stem.a, stem.b];
    for key in trunk.keys.iter().skip(2) {
        let (p, q) = (u64::from(w[0]) * m0, u64::from(w[2]) * m1);
        let ([p_low, p_high], [q_low, q_high]) = (halves(p), halves(q));
        w = [q_high ^ w[1] ^ key[0], q_low, p_high ^ w[3] ^ key[1], p_low];
    }
    w
}

/// The first word above the second.
#[inline]
pub(super) fn pair([first, second, _, _]: [u32; 4]) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::{Address, draw};

    #[test]
    fn words_are_those_of_single_decisions_at_every_level() {
        for level in Level::all() {
            for (seed, trial) in [(1, 0), (u64::MAX, 77), (0x1234_5678_9ABC, u32::MAX)] {
                let trunk = Trunk::new(Seed(seed), trial);
                let (mut decisions, mut out) = (Decisions::default(), Vec::new());
                let mut expected = Vec::new();
                for (entity, n) in (0..40).map(|e| (EntityKey::scattered(e), e * 7 % 43)) {
                    let n = usize::try_from(n).unwrap();
                    let month = u16::try_from(n * 11).unwrap();
                    let stem = trunk.stem(entity);
                    decisions.append(stem, place(month, Purpose::new(0), 0), n);
                    decisions.extend(stem, &[place(3, Purpose::new(0), 9)]);
                    let at = |month, index| Address {
                        entity,
                        trial,
                        month,
                        purpose: Purpose::new(33),
                        index,
                    };
                    expected.extend((0..n).map(|i| at(month, u16::try_from(i).unwrap())));
                    expected.push(at(3, 9));
                }
                decisions.pairs(level, &trunk, Purpose::new(33), &mut out);
                let mut blocks = Vec::new();
                decisions.blocks(level, &trunk, Purpose::new(33), &mut blocks);
                assert_eq!(decisions.len(), expected.len());
                let drawn = out.into_iter().zip(blocks.chunks_exact(4));
                for (address, (pair, block)) in expected.into_iter().zip(drawn) {
                    let words = draw(Seed(seed), address);
                    let [second, first] = halves(pair);
                    assert_eq!([first, second], words.0[..2], "{}", level.name());
                    assert_eq!(block, words.0, "{}", level.name());
                }
            }
        }
    }
}

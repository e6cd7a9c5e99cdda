//! Even coverage of what we do not know: Owen-scrambled Sobol' points, an axis for each name.
//!
//! Independent draws leave gaps and clusters; a Sobol' sequence (Sobol' 1967) leaves none: of any `2^b` consecutive
//! points that begin at a multiple of `2^b`, exactly one lies in each interval of length `2^-b`. Owen's nested uniform
//! scrambling (Owen 1995) keeps that and makes every point uniform, so that means stay unbiased, and what is smooth in one
//! number is integrated with an error that falls like `n^-1.5` instead of `n^-0.5` (Owen 1997).
//!
//! # An axis for each name
//!
//! An axis must not depend on which others there are: a what-if that adds an uncertain number must not shift the rest.
//! So every axis is the same Sobol' axis, the first (van der Corput's), in an order of its own and under a scrambling of
//! its own: shuffled scrambled Sobol' points, "padding" (Burley 2020, section 4). The order is a nested uniform
//! scrambling of the index, which maps any aligned block of `2^b` indices to one, so the intervals above still hold.
//! Between two axes the order is independent, like the columns of a Latin hypercube, but in blocks of every size.
//!
//! *What it gains and what not.* The part of an output that is a sum of curves, one for each number, loses nearly all of
//! its variance. What numbers do only in combination is about as with independent draws (the variance of the mean of a
//! product of two centred numbers is 9 / 7 of theirs); no scheme whose axes know nothing of each other does much better on
//! average, since two axes that are chosen independently share every pattern with the chance of independent draws. Axes of one table of direction numbers (Joe and Kuo 2008) would gain on
//! combinations too, but two names must not have one axis there, so an axis would depend on the other names.
//!
//! # Replicates
//!
//! Trial `i` is point `i / 32` of replicate `i mod 32`, whose axes are scrambled independently of those of other
//! replicates. The spread of the 32 means says how exact the mean is, whatever the points gained
//! ([`Replicated`](super::summary::Replicated)); `sd / √n` would say how exact it were with independent draws.
//!
//! # Addresses
//!
//! A point is a function of seed, name and trial alone. Scrambling decides for every node of a binary tree whether its
//! halves are swapped; a block of Philox has 128 bits, one for each of the 127 nodes of seven levels. They stand at the
//! address of the name: month `1 + level / 7` for the order and `8 + level / 7` for the values, the way from the root as
//! trial, the replicate as index. Month 0 holds what lies below the 32 scrambled digits, by trial.

use super::stream::{Address, EntityKey, Purpose, Seed, draw};

/// Number of independently scrambled sequences among which the trials are dealt out.
pub const REPLICATES: u32 = 32;

/// Levels of a tree whose nodes one block of random bits decides.
const LEVELS: u32 = 7;
/// Months of the address at which the two trees stand.
const ORDER: u16 = 1;
const VALUES: u16 = 8;

/// Whose points they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Seed of the futures.
    pub seed: Seed,
    /// Whose number is drawn.
    pub key: EntityKey,
    /// What the draw is for.
    pub purpose: Purpose,
}

impl Axis {
    /// The uniform number of a trial, above 0 and below 1, with 52 binary digits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit a float exactly")]
    pub fn uniform(self, trial: u32) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        let (replicate, index) = (trial % REPLICATES, trial / REPLICATES);
        let digits = self.scrambled(VALUES, replicate, first_axis(self.order(replicate, index)));
        let below = draw(self.seed, self.at(trial, 0, 0)).0[0] >> 12;
        ((u64::from(digits) << 20 | u64::from(below)) as f64 + 0.5) * STEP
    }

    /// Which point of the sequence comes `index`-th.
    fn order(self, replicate: u32, index: u32) -> u32 {
        self.scrambled(ORDER, replicate, index)
    }

    /// A word after nested uniform scrambling: each digit is swapped or not, by a coin that the digits before it choose.
    fn scrambled(self, tree: u16, replicate: u32, word: u32) -> u32 {
        let mut out = word;
        for (group, first) in (tree..).zip((0..u32::BITS).step_by(LEVELS as usize)) {
            let way = word.checked_shr(u32::BITS - first).unwrap_or(0);
            let replicate = u16::try_from(replicate).expect("there are few replicates");
            let [a, b, c, d] = draw(self.seed, self.at(way, group, replicate)).0;
            let coins = [a, b, c, d];
            // Nodes of a heap: 1 is the group's root, and the children of n are 2 n and 2 n + 1.
            let mut node = 1_u32;
            for level in first..(first + LEVELS).min(u32::BITS) {
                let place = u32::BITS - 1 - level;
                let coin = coins[(node / 32) as usize] >> (node % 32) & 1;
                out ^= coin << place;
                node = 2 * node + (word >> place & 1);
            }
        }
        out
    }

    fn at(self, trial: u32, month: u16, index: u16) -> Address {
        Address {
            entity: self.key,
            trial,
            month,
            purpose: self.purpose,
            index,
        }
    }
}

/// The first Sobol' axis: the digits of the index in reverse (van der Corput 1935), as a fraction of 2^32.
const fn first_axis(index: u32) -> u32 {
    index.reverse_bits()
}

#[cfg(test)]
mod tests;

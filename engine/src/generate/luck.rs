//! What is drawn about a made-up company, each draw with an address of its own.

use crate::kernel::stream::{Address, EntityKey, Purpose, Seed, Words, draw, pick};

// The numbers of these purposes are part of the addresses: never renumber, only append.

/// How large a region is.
pub(super) const REGION_SIZE: Purpose = Purpose::new(0);
/// What somebody is called.
pub(super) const NAME: Purpose = Purpose::new(1);
/// How long somebody has been there.
pub(super) const TENURE: Purpose = Purpose::new(2);
/// Market of an account.
pub(super) const MARKET: Purpose = Purpose::new(3);
/// Potential of an account.
pub(super) const POTENTIAL: Purpose = Purpose::new(4);
/// Who owns an account or a deal.
pub(super) const OWNER: Purpose = Purpose::new(5);
/// Number of deals of a kind that are open at the start.
pub(super) const OPEN_DEALS: Purpose = Purpose::new(6);
/// Product, age and amount of an open deal.
pub(super) const DEAL: Purpose = Purpose::new(7);
/// A number that rules a company whose export is made up.
pub(super) const TRUTH: Purpose = Purpose::new(8);
/// Day, outcome and agent of a deal of an export.
pub(super) const RECORD: Purpose = Purpose::new(9);
/// Cycle, product and value of a deal of an export.
pub(super) const TERMS: Purpose = Purpose::new(10);
/// What is untidy about a deal of an export.
pub(super) const MESS: Purpose = Purpose::new(11);

/// The luck of one company.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck {
    seed: Seed,
}

impl Luck {
    /// That of the company with this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed: Seed(seed) }
    }

    /// The draw of one decision about the thing called `id` among those of its `kind`.
    pub(super) fn draw(self, kind: &str, id: &str, purpose: Purpose) -> Words {
        let address = Address {
            entity: EntityKey::of(kind, id),
            trial: 0,
            month: 0,
            purpose,
            index: 0,
        };
        draw(self.seed, address)
    }
}

/// Which of some candidates a draw falls on, each with the same chance; `None` if there is none.
pub(super) fn one_of(
    words: Words,
    candidates: impl Iterator<Item = (usize, EntityKey)>,
) -> Option<usize> {
    candidates
        .max_by_key(|&(_, key)| pick(words, key))
        .map(|(ix, _)| ix)
}

/// The index in which the uniform number `u` falls when `weights` are laid end to end.
pub(super) fn weighted(u: f64, weights: &[f64]) -> usize {
    let sum: f64 = weights.iter().sum();
    let mut left = u * sum;
    for (ix, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return ix;
        }
    }
    weights.len() - 1
}

//! How many random numbers are drawn, and of which kind, for benches that set the cost of a trial beside the cost of
//! these numbers alone. Counted only with the feature `count-draws`; without it nothing is done.

/// A kind of random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A block of four random words.
    Block,
    /// A quantile of a gamma distribution.
    Gamma,
    /// A quantile of a lognormal distribution.
    Lognormal,
    /// A quantile of any other distribution that is not one number.
    Other,
}

/// Random numbers of each kind, in the order of [`Kind`].
pub type Counts = [u64; 4];

#[cfg(feature = "count-draws")]
mod counting {
    use super::{Counts, Kind};
    use std::cell::Cell;

    thread_local! {
        static COUNTS: Cell<Counts> = const { Cell::new([0; 4]) };
    }

    #[inline]
    pub(in crate::kernel) fn count(kind: Kind) {
        let mut counts = COUNTS.get();
        counts[kind as usize] += 1;
        COUNTS.set(counts);
    }

    /// What this thread has drawn since it was last asked.
    #[must_use]
    pub fn take() -> Counts {
        COUNTS.take()
    }
}

#[cfg(not(feature = "count-draws"))]
mod counting {
    use super::Kind;

    #[inline]
    pub(in crate::kernel) fn count(_: Kind) {}
}

pub(super) use counting::count;
#[cfg(feature = "count-draws")]
pub use counting::take;

//! Decisions that are made month by month: four months share a draw, a word each.

use crate::kernel::simd::words::{Decisions, Trunk, firsts};
use crate::kernel::simd::{Level, amount};
use crate::kernel::stream::{EntityKey, Purpose};

/// Months that share a draw.
pub(super) const TOGETHER: usize = 4;

/// A uniform number of each month of some entities.
#[derive(Clone, Debug, Default)]
pub(super) struct Monthly {
    /// Row = entity, column = month.
    pub(super) uniforms: Vec<f64>,
    /// Columns: months of the horizon, and a few more.
    pub(super) width: usize,
    places: Vec<u32>,
    decisions: Decisions,
    words: Vec<u32>,
}

impl Monthly {
    /// Draws the numbers of a trial.
    pub(super) fn draw(
        &mut self,
        (trunk, level): (&Trunk, Level),
        purpose: Purpose,
        entities: impl Iterator<Item = EntityKey>,
        n_months: usize,
    ) {
        self.width = n_months.next_multiple_of(TOGETHER);
        self.places.clear();
        self.places.extend(firsts(self.width / TOGETHER));
        self.decisions.clear();
        for entity in entities {
            self.decisions.extend(trunk.stem(entity), &self.places);
        }
        self.decisions
            .blocks(level, trunk, purpose, &mut self.words);
        let n = self.decisions.len() * TOGETHER;
        self.uniforms.resize(n, 0.0);
        amount::uniforms(level, &self.words[..n], &mut self.uniforms);
    }
}

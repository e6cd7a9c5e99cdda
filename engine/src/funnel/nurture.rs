//! Nurture: a share of what was lost comes back as a lead.

use crate::kernel::field::Field;
use crate::kernel::law_table::LawTable;
use crate::kernel::stream::Words;

/// What becomes of leads and deals that are lost or expire.
#[derive(Clone, Debug)]
pub struct Nurture {
    /// Share of them that comes back; row = class.
    pub share: Field,
    /// How long that takes \[months\], by class.
    pub delay: LawTable,
    /// Stage at which they enter again.
    pub enters: usize,
}

impl Nurture {
    /// After how long a deal of a class comes back \[months\]; `None` if it never does.
    ///
    /// * `words`: those of the deal's nurture; the first decides, the second is for the time
    #[must_use]
    pub fn returns_after(&self, class: usize, month: usize, words: Words) -> Option<f64> {
        let returns = words.uniform(0) < self.share.at(class, month);
        returns.then(|| self.delay.draw(class, month, words.uniform(1)).max(0.0))
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.share.redraw(draws);
        self.delay.redraw(draws);
    }
}

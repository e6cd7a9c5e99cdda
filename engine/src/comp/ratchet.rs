//! The quota ratchet: next year's quota follows what was sold this year.

use crate::kernel::field::Field;

/// By how much a year's quota may become another one's.
const BOUNDS: (f64, f64) = (0.5, 2.0);

/// How next year's quota follows this year's results.
#[derive(Clone, Debug)]
pub struct Ratchet {
    /// Share of what is above or below this year's quota that next year's moves by; one row.
    pub weight: Field,
}

impl Ratchet {
    /// Factor on the quota of the next fiscal year: `1 + w (a − 1)`, from a half to two (Weitzman 1980, "The ratchet
    /// principle and performance incentives", Bell Journal of Economics 11).
    ///
    /// * `attainment`: of the year
    #[must_use]
    pub fn factor(&self, month: usize, attainment: f64) -> f64 {
        let factor = 1.0 + self.weight.at(0, month) * (attainment - 1.0);
        factor.clamp(BOUNDS.0, BOUNDS.1)
    }
}

//! How many people of which role a company of a size has, and in how many regions.

use super::{as_f64, whole};
use crate::kernel::math::sqrt;

/// People who report to one manager.
pub(super) const SPAN: usize = 8;

/// How many people there are of each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Headcount {
    /// Managers, layer by layer; the first leads those who sell, the last is one person.
    pub(super) managers: Vec<usize>,
    pub(super) sdr: usize,
    pub(super) ae: usize,
    pub(super) am: usize,
    pub(super) se: usize,
}

impl Headcount {
    /// That of a company of so many seats, as nearly as whole people allow: one manager per eight, one sales engineer per four account executives, and
    /// for each of these half a sales development rep and three eighths of an account manager.
    pub(super) fn of(seats: usize) -> Self {
        let mut managers = vec![whole(as_f64(seats) / as_f64(SPAN + 1)).max(1)];
        while let Some(&below) = managers.last().filter(|&&below| below > 1) {
            managers.push(below.div_ceil(SPAN));
        }
        let sellers = seats - managers.iter().sum::<usize>();
        let executives = as_f64(sellers) / (1.0 + 0.5 + 0.375 + 0.25);
        let of_these = |share: f64| whole(executives * share).max(1);
        let (sdr, am, se) = (of_these(0.5), of_these(0.375), of_these(0.25));
        Self {
            managers,
            sdr,
            ae: sellers - sdr - am - se,
            am,
            se,
        }
    }

    /// Regions of the company: twice as many for four times the people.
    pub(super) fn regions(&self) -> usize {
        let sellers = self.sdr + self.ae + self.am + self.se;
        let wanted = whole(sqrt(as_f64(sellers) / 12.0)).max(1);
        // Each region has an engineer, the rarest of all.
        wanted.min(super::names::REGIONS.len()).min(self.se)
    }
}

//! Splits: that nobody gives away more of a deal than there is.

use crate::calendar::Calendar;
use crate::comp::Split;
use crate::comp::parts::SAME_SHARE;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;

use super::check::Check;

impl Check<'_> {
    /// Reports splits that together take more than the whole of a deal from its owner.
    ///
    /// Shares that are drawn anew in each trial are not known here; what they take too much is cut where it happens.
    ///
    /// * `at`: of all splits
    pub(super) fn no_more_than_whole(&mut self, at: &KeyPath, splits: &[Split]) {
        let n_months = self.calendar.as_ref().map_or(1, Calendar::n_months);
        let known: Vec<&Split> = splits
            .iter()
            .filter(|split| !split.double && !split.share.is_uncertain())
            .collect();
        for class in 0..self.dimensions.n_classes() {
            let here: Vec<&&Split> = known.iter().filter(|s| s.counts.takes(class)).collect();
            let sum = |month: usize| -> f64 { here.iter().map(|s| s.share.at(0, month)).sum() };
            let most = (0..n_months).map(sum).fold(0.0, f64::max);
            if most > 1.0 + SAME_SHARE {
                let names: Vec<String> = here.iter().map(|s| format!("`{}`", s.id)).collect();
                let message = format!(
                    "the splits {} take {} of a deal from its owner: expected at most 1",
                    names.join(" and "),
                    (most * 1e6).round() / 1e6
                );
                let last = here.last().map_or("", |split| split.id.as_str());
                let at = at.key(last).key("share");
                self.report(Code::SplitShares, &at, message).help =
                    "lower the shares, limit what each counts, or let one be `double`".into();
                return;
            }
        }
    }
}

//! The range that a number has to keep.

/// Where a number may lie, and how to say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    low: f64,
    high: f64,
    high_open: bool,
    /// The range in words: "expected ...".
    words: &'static str,
}

/// Most money that a scenario may name, in whole units of its currency: sums over trials stay exact far beyond it.
const MOST_MONEY: f64 = 1e12;

impl Range {
    pub(super) const PROBABILITY: Self = Self::closed(0.0, 1.0, "0 to 1");
    /// A share that may not be everything.
    pub(super) const SHARE_BELOW_ONE: Self = Self {
        high_open: true,
        ..Self::closed(0.0, 1.0, "0 to below 1")
    };
    pub(super) const AT_LEAST_ZERO: Self = Self::closed(0.0, f64::INFINITY, "0 or more");
    pub(super) const MONEY: Self = Self::closed(0.0, MOST_MONEY, "an amount of money, 0 to 1e12");
    pub(super) const ANY: Self = Self::closed(f64::NEG_INFINITY, f64::INFINITY, "a finite number");
    /// A relative change: nothing can fall by more than all of it.
    pub(super) const CHANGE: Self = Self::closed(-1.0, f64::INFINITY, "-1 or more");
    /// A relative growth from month to month.
    pub(super) const GROWTH: Self = Self::closed(-1.0, 1.0, "-1 to 1");
    /// Hours of a month.
    pub(super) const HOURS: Self = Self::closed(0.0, 744.0, "0 to 744, the hours of a month");
    /// Months, up to half a century.
    pub(super) const MONTHS: Self = Self::closed(0.0, 600.0, "0 to 600 months");
    /// Coefficient of variation: twenty is where the gamma distribution's table ends.
    pub(super) const CV: Self = Self::closed(0.0, 20.0, "0 to 20");
    /// A logit effect: beyond it every probability is 0 or 1.
    pub(super) const LOGIT: Self = Self::closed(-20.0, 20.0, "-20 to 20");

    const fn closed(low: f64, high: f64, words: &'static str) -> Self {
        Self {
            low,
            high,
            high_open: false,
            words,
        }
    }

    /// True if the number is finite and inside.
    pub(super) fn contains(&self, value: f64) -> bool {
        value.is_finite() && value >= self.low && value <= self.highest()
    }

    /// The smallest number inside.
    pub(super) fn lowest(&self) -> f64 {
        self.low
    }

    /// The largest number inside.
    pub(super) fn highest(&self) -> f64 {
        if self.high_open {
            self.high.next_down()
        } else {
            self.high
        }
    }

    /// The range in words.
    pub(super) fn words(&self) -> &'static str {
        self.words
    }

    /// What a number out of range was probably meant to be.
    pub(super) fn help(&self, value: f64) -> String {
        let is_percentage = self.low >= 0.0 && self.high <= 1.0 && value > 1.0 && value <= 100.0;
        if is_percentage {
            format!("write {value} % as {}", value / 100.0)
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_belong_to_a_range_unless_they_are_open() {
        assert!(Range::PROBABILITY.contains(0.0) && Range::PROBABILITY.contains(1.0));
        assert!(Range::SHARE_BELOW_ONE.contains(0.0) && !Range::SHARE_BELOW_ONE.contains(1.0));
    }

    #[test]
    fn no_range_holds_what_is_not_finite() {
        for range in [Range::ANY, Range::AT_LEAST_ZERO, Range::MONEY] {
            assert!(
                [f64::NAN, f64::INFINITY, f64::NEG_INFINITY]
                    .iter()
                    .all(|&x| !range.contains(x))
            );
        }
    }

    #[test]
    fn a_percentage_is_recognised() {
        assert_eq!(Range::PROBABILITY.help(25.0), "write 25 % as 0.25");
        assert_eq!(Range::MONEY.help(-3.0), "");
    }
}

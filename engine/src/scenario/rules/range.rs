//! The range that a number has to keep.

/// Where a number may lie, and how to say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    low: f64,
    high: f64,
    high_open: bool,
    /// Numbers between 0 and this one lie outside.
    least_above_zero: f64,
    /// Whether it is one of amounts of money.
    is_money: bool,
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
    pub(super) const SIGNED_MONEY: Self =
        Self::money(-MOST_MONEY, "an amount of money, -1e12 to 1e12");
    pub(super) const MONEY: Self = Self::money(0.0, "an amount of money, 0 to 1e12");
    /// What pay is divided by: next to nothing would make the rate of pay endless.
    pub(super) const QUOTA: Self = Self {
        least_above_zero: 1.0,
        ..Self::money(0.0, "a quota, 0 or 1 to 1e12")
    };
    /// What counts only beside others of its kind; their sum stays finite.
    pub(super) const WEIGHT: Self = Self::closed(0.0, 1e12, "a weight, 0 to 1e12");
    /// Money that something is divided by.
    pub(super) const SOME_MONEY: Self = Self::money(0.01, "an amount of money, 0.01 to 1e12");
    /// A response that others are compared with.
    pub(super) const RESPONSE: Self = Self::closed(1e-6, 1e12, "above 0, at most 1e12");
    /// Hours that an account gets in a month, which something is divided by.
    pub(super) const EFFORT: Self = Self::closed(0.001, 1e6, "0.001 to 1e6 hours");
    /// What an account asks for beside others: time may be divided by the sum.
    pub(super) const WORKLOAD: Self = Self::closed(0.001, 1e6, "0.001 to 1e6");
    /// Degrees north of the equator.
    pub(super) const LATITUDE: Self = Self::closed(-90.0, 90.0, "-90 to 90 degrees");
    /// Degrees east of Greenwich.
    pub(super) const LONGITUDE: Self = Self::closed(-180.0, 180.0, "-180 to 180 degrees");
    /// Speed \[km / h\].
    pub(super) const SPEED: Self = Self::closed(1.0, 1_000.0, "1 to 1000 km an hour");
    /// Length of a way beside that of the great circle.
    pub(super) const DETOUR: Self = Self::closed(1.0, 10.0, "1 to 10");
    /// Exponent of a response curve.
    pub(super) const EXPONENT: Self = Self::closed(0.1, 10.0, "0.1 to 10");
    /// Share of the lost that comes back: below 1, since what comes back may be lost again.
    pub(super) const RETURNS: Self = Self::closed(0.0, 0.9, "0 to 0.9");
    /// Share of offers that are accepted: somebody takes one in the end.
    pub(super) const ACCEPTANCE: Self = Self::closed(0.05, 1.0, "0.05 to 1");
    /// Hires a month.
    pub(super) const HIRES: Self = Self::closed(0.0, 100_000.0, "0 to 100000");
    /// People on one piece of work.
    pub(super) const PEOPLE: Self = Self::closed(0.1, 1_000.0, "0.1 to 1000 people");
    /// Orders that are open at the start.
    pub(super) const BACKLOG: Self = Self::closed(0.0, 100_000.0, "0 to 100000");
    /// Price of a product beside its list price.
    pub(super) const PRICE: Self = Self::closed(0.1, 10.0, "0.1 to 10");
    /// Change of demand for a change of price, both as logarithms.
    pub(super) const ELASTICITY: Self = Self::closed(-10.0, 10.0, "-10 to 10");
    /// Units of goods.
    pub(super) const UNITS: Self = Self::closed(0.0, 1e9, "0 to 1e9 units");
    /// Units that come together.
    pub(super) const LOT: Self = Self::closed(1.0, 1e9, "1 to 1e9 units");
    /// Number of accounts.
    pub(super) const ACCOUNTS: Self = Self::closed(0.0, 1e9, "0 to 1e9");
    /// A factor on something that is stated elsewhere.
    pub(super) const FACTOR: Self = Self::closed(0.0, 1_000.0, "0 to 1000");
    /// A share of quota.
    pub(super) const ATTAINMENT: Self = Self::closed(0.0, 1_000.0, "a share of quota, 0 to 1000");
    /// What an employer pays on top of pay, as a share of it.
    pub(super) const LOAD: Self = Self::closed(0.0, 10.0, "a share of pay, 0 to 10");
    /// Standard deviation of a logarithm.
    pub(super) const VOLATILITY: Self = Self::closed(0.0, 5.0, "0 to 5");
    /// How strongly something follows the market.
    pub(super) const LOADING: Self = Self::closed(-10.0, 10.0, "-10 to 10");
    /// Squared coefficient of variation of a rate: the square of [`CV`](Self::CV).
    pub(super) const DISPERSION: Self = Self::closed(0.0, 400.0, "0 to 400");
    /// A relative change: nothing can fall by more than all of it.
    pub(super) const CHANGE: Self = Self::closed(-1.0, 100.0, "-1 to 100");
    /// A relative growth from month to month.
    pub(super) const GROWTH: Self = Self::closed(-0.5, 0.5, "-0.5 to 0.5 a month");
    /// Days of a month.
    pub(super) const DAYS: Self = Self::closed(0.0, 31.0, "0 to 31, the days of a month");
    /// Hours of a month.
    pub(super) const HOURS: Self = Self::closed(0.0, 744.0, "0 to 744, the hours of a month");
    /// Months, up to half a century.
    pub(super) const MONTHS: Self = Self::closed(0.0, 600.0, "0 to 600 months");
    /// Months of a contract's term.
    pub(super) const TERM: Self = Self::closed(1.0, 600.0, "1 to 600 months");
    /// Renewals that a customer has made.
    pub(super) const RENEWALS: Self = Self::closed(0.0, 600.0, "0 to 600 renewals");
    /// Days before something, at which it is begun.
    pub(super) const LEAD_DAYS: Self = Self::closed(1.0, 3_650.0, "1 to 3650 days");
    /// A parameter of a beta distribution.
    pub(super) const SHAPE: Self = Self::closed(0.001, 10_000.0, "0.001 to 10000");
    /// What money loses in a year.
    pub(super) const DISCOUNT: Self = Self::closed(0.0, 10.0, "0 to 10");
    /// Effort beside that of reference, at most.
    pub(super) const MOST_EFFORT: Self = Self::closed(1.0, 20.0, "1 to 20");
    /// Days by which deals are moved across the end of a period: those of a quarter.
    pub(super) const TIMING_DAYS: Self = Self::closed(0.0, 90.0, "0 to 90");
    /// What signing early takes off a price, as a share.
    pub(super) const CONCESSION: Self = Self::closed(0.0, 0.9, "0 to 0.9");
    /// Coefficient of variation: twenty is where the gamma distribution's table ends.
    pub(super) const CV: Self = Self::closed(0.0, 20.0, "0 to 20");
    /// A logit effect: beyond it every probability is 0 or 1.
    pub(super) const LOGIT: Self = Self::closed(-20.0, 20.0, "-20 to 20");

    /// A share that may be negative or more than the whole, such as a growth.
    pub(super) const SHARES: Self = Self::closed(-10.0, 10.0, "a share, -10 to 10: 0.8 is 80 %");
    /// A number that is compared with others of its kind.
    pub(super) const THRESHOLD: Self = Self::closed(-1e12, 1e12, "-1e12 to 1e12");

    /// An effect on a logarithm: beyond it a number is a twentieth or the twentyfold of what it was.
    pub(super) const LOG: Self =
        Self::closed(-3.0, 3.0, "-3 to 3, which is a factor from 0.05 to 20");

    /// A logit effect that only harms: it is taken away.
    pub(super) const LOGIT_LOSS: Self = Self::closed(0.0, 20.0, "0 to 20");

    const fn closed(low: f64, high: f64, words: &'static str) -> Self {
        Self {
            low,
            high,
            high_open: false,
            least_above_zero: 0.0,
            is_money: false,
            words,
        }
    }

    const fn money(low: f64, words: &'static str) -> Self {
        Self {
            is_money: true,
            ..Self::closed(low, MOST_MONEY, words)
        }
    }

    /// Whether it is one of amounts of money.
    pub(super) fn is_money(&self) -> bool {
        self.is_money
    }

    /// True if the number is finite and inside.
    pub(super) fn contains(&self, value: f64) -> bool {
        let is_between = value > 0.0 && value < self.least_above_zero;
        value.is_finite() && value >= self.low && value <= self.highest() && !is_between
    }

    /// The smallest number inside.
    pub(super) fn lowest(&self) -> f64 {
        self.low
    }

    /// The smallest number that may be drawn.
    pub(super) fn lowest_drawn(&self) -> f64 {
        if self.least_above_zero > 0.0 {
            self.least_above_zero
        } else {
            self.low
        }
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
            // Twelve decimals are as many as anybody writes, and hide what a division leaves in the last bit.
            format!("write {value} % as {}", (value * 1e10).round() / 1e12)
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
    fn a_quota_is_none_or_not_next_to_none() {
        for (quota, inside) in [(0.0, true), (1.0, true), (1e-9, false), (-1.0, false)] {
            assert_eq!(Range::QUOTA.contains(quota), inside, "{quota}");
        }
        assert_eq!(Range::QUOTA.lowest_drawn().to_bits(), 1.0_f64.to_bits());
        assert_eq!(Range::CHANGE.lowest_drawn().to_bits(), (-1.0_f64).to_bits());
    }

    #[test]
    fn no_range_holds_what_is_not_finite() {
        for range in [Range::AT_LEAST_ZERO, Range::MONEY] {
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
        assert_eq!(Range::PROBABILITY.help(1.3), "write 1.3 % as 0.013");
        assert_eq!(Range::MONEY.help(-3.0), "");
    }
}

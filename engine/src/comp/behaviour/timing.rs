//! Deal timing: deals that are signed earlier or later than they would be, around the end of a period.
//!
//! Near the end of a period whoever is paid may bring deals in that would be signed a little later, by conceding
//! something on their price, or hold deals back that could be signed now (Oyer 1998, Quarterly Journal of Economics 113;
//! Larkin 2014, Journal of Labor Economics 32). Both are done where they pay, and under a linear plan neither does.

/// What people may do about when deals are signed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DealTiming {
    /// How long after the end of a period a deal may be due that is brought in \[months\].
    pub early: f64,
    /// How long before the end of a period a deal may be due that is held back \[months\].
    pub late: f64,
    /// Share of its price that a customer is conceded for signing early.
    pub concession: f64,
    /// Chance that a deal is lost by being held back.
    pub lost: f64,
    /// Least gain for which anybody bothers, as a share of what the deal pays at the rate of reference.
    pub least_gain: f64,
}

/// What a deal adds to attainment: to that of the period under way, and to that of the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adds {
    /// To this period's, at its price.
    pub now: f64,
    /// To this period's, at the price that is conceded for signing early.
    pub early: f64,
    /// To the next one's.
    pub later: f64,
}

impl DealTiming {
    /// How many of the deals that are due soon after the end of a period are brought in, the first ones first.
    ///
    /// A bonus may take several deals, so that they are looked at together: `k` of them are brought in where
    /// `P(a + Σ_{i ≤ k} early_i) + V(−Σ_{i ≤ k} later_i)` less the least gain of each is greatest, with the pay `P` of
    /// this period at an attainment, and the worth `V` of the next one if so much is added to it. A whole period's results are
    /// expected of the next one, and the deals that are due in it are part of them, so that each one brought in is missing there.
    ///
    /// * `deals`: in the order in which they are due
    /// * `pay`: what this period pays if so much is added to it, `worth`: what the next one is worth if so much is added to
    ///   what is expected of it; both in what this period's quota pays at the rate of reference
    #[must_use]
    pub fn brought_in(
        &self,
        deals: &[Adds],
        pay: impl Fn(f64) -> f64,
        worth: impl Fn(f64) -> f64,
    ) -> usize {
        let (mut added, mut early, mut missing) = (0.0, 0.0, 0.0);
        let (mut chosen, mut greatest) = (0, pay(0.0) + worth(0.0));
        for (ix, deal) in deals.iter().enumerate() {
            added += deal.now;
            early += deal.early;
            missing += deal.later;
            let value = pay(early) + worth(-missing) - self.least_gain * added;
            if value > greatest {
                (chosen, greatest) = (ix + 1, value);
            }
        }
        chosen
    }

    /// Whether a deal that could be signed now is held back until the period is over.
    ///
    /// Whoever holds it back signs it with a chance of `1 − lost`, and is paid for it in the next period, in which it comes
    /// on top of what is expected.
    ///
    /// * `adds`: what it adds; `now`: what the rest of this period is worth if so much is added to it, `worth`: as for
    ///   [`brought_in`](Self::brought_in)
    #[must_use]
    pub fn holds_back(
        &self,
        adds: Adds,
        now: impl Fn(f64) -> f64,
        worth: impl Fn(f64) -> f64,
    ) -> bool {
        let gain = (1.0 - self.lost) * (worth(adds.later) - worth(0.0));
        let cost = now(adds.now) - now(0.0);
        gain - cost > self.least_gain * adds.now
    }

    /// What a deal that is held back is expected to add to the next period.
    #[must_use]
    pub fn kept(&self, adds: Adds) -> f64 {
        (1.0 - self.lost) * adds.later
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: DealTiming = DealTiming {
        early: 1.0,
        late: 1.0,
        concession: 0.05,
        lost: 0.05,
        least_gain: 0.02,
    };

    fn deal(share: f64) -> Adds {
        Adds {
            now: share,
            early: share * (1.0 - TIMING.concession),
            later: share,
        }
    }

    /// Pay by attainment with a second rate beyond quota, of somebody who stands somewhere.
    fn accelerated(stands: f64, second: f64) -> impl Fn(f64) -> f64 {
        move |added| {
            let attainment = stands + added;
            attainment + (second - 1.0) * (attainment - 1.0).max(0.0)
        }
    }

    #[test]
    fn under_a_linear_plan_nothing_is_moved() {
        let deals = [deal(0.1), deal(0.2)];
        let linear = |added: f64| added;
        assert_eq!(TIMING.brought_in(&deals, linear, linear), 0);
        assert!(!TIMING.holds_back(deals[0], linear, linear));
    }

    #[test]
    fn beyond_an_accelerator_deals_are_brought_in_if_that_beats_the_concession() {
        let deals = [deal(0.1), deal(0.2)];
        let later = |added: f64| added;
        // Twice the rate, less a twentieth of the price: 0.9 a unit is won.
        assert_eq!(TIMING.brought_in(&deals, accelerated(1.0, 2.0), later), 2);
        // 1.05 times 0.95 is less than 1.
        assert_eq!(TIMING.brought_in(&deals, accelerated(1.0, 1.05), later), 0);
        // Far below quota it is paid as later.
        assert_eq!(TIMING.brought_in(&deals, accelerated(0.3, 2.0), later), 0);
    }

    #[test]
    fn a_bonus_that_takes_two_deals_is_worth_both_and_not_the_third() {
        let deals = [deal(0.1), deal(0.1), deal(0.1)];
        let bonus = |added: f64| added + if added > 0.15 { 0.2 } else { 0.0 };
        let later = |begins: f64| begins;
        assert_eq!(TIMING.brought_in(&deals, bonus, later), 2);
        // One alone reaches nothing.
        assert_eq!(TIMING.brought_in(&deals[..1], bonus, later), 0);
    }

    /// The next period is worth less by each deal that is taken out of it, and no deal that is left there counts twice.
    #[test]
    fn the_more_deals_can_be_had_the_more_are_brought_in() {
        // Past a quota with twice the rate, and with a next period that is expected to end just above its own quota: what
        // is missing there costs twice the rate at first, and then once.
        let later = |added: f64| added + (added + 0.1).max(0.0);
        let mut before = 0;
        for n in 0..12 {
            let deals = vec![deal(0.05); n];
            let brought_in = TIMING.brought_in(&deals, accelerated(1.0, 2.0), later);
            assert!(
                brought_in >= before,
                "{brought_in} of {n}, {before} of one less"
            );
            before = brought_in;
        }
        assert!(before > 0);
    }

    /// Held back is what is worth more in the next period, and the next period is worth less to whoever has held back enough.
    #[test]
    fn nobody_holds_back_more_than_the_next_period_pays() {
        let capped = |held: f64| move |added: f64| (held + added).min(0.25);
        let holds_back = |held: f64| TIMING.holds_back(deal(0.1), |_| 1.0, capped(held));
        assert!(holds_back(0.0) && holds_back(0.1));
        assert!(!holds_back(0.25));
        assert!((TIMING.kept(deal(0.1)) - 0.095).abs() < 1e-12);
    }

    #[test]
    fn who_is_paid_no_more_or_nothing_yet_holds_deals_back() {
        let later = |begins: f64| begins;
        // Beyond a cap, and hopelessly below a threshold.
        assert!(TIMING.holds_back(deal(0.1), |_| 1.0, later));
        // Where the next period pays as little nothing is gained.
        assert!(!TIMING.holds_back(deal(0.1), |_| 1.0, |_| 0.0));
        // What pays twice as much now is signed now.
        assert!(!TIMING.holds_back(deal(0.1), accelerated(1.0, 2.0), later));
    }
}

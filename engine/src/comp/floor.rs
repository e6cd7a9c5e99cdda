//! From earnings to pay: clawback takes back, guarantees and draws lift, recoverable draws are paid back.

use super::line::{Item, Line};
use crate::kernel::field::Field;
use crate::units::Money;

/// An advance on variable pay: whoever earns less in a period gets so much all the same.
#[derive(Clone, Debug)]
pub struct Draw {
    /// Amount a month [minor units]; one row.
    pub per_month: Field,
    /// Whether what was paid beyond earnings is taken off later earnings.
    pub recoverable: bool,
    /// First months of tenure in which it applies \[months\]; infinite: always.
    pub months: f64,
}

/// Least pay of those who ramp, never paid back.
#[derive(Clone, Debug)]
pub struct Guarantee {
    /// Share of the target incentive; one row.
    pub share: Field,
    /// First months of tenure in which it applies \[months\]; `None`: until fully ramped.
    pub months: Option<f64>,
}

/// What is taken back when a customer is lost early.
#[derive(Clone, Debug)]
pub struct Clawback {
    /// A customer lost [within](crate::calendar::Calendar::is_within) so many months of signature counts \[months\].
    pub months: f64,
    /// Share of the commission that is taken back; one row.
    pub share: Field,
    /// Whether pay of SPIFFs on the deal is taken back too.
    pub spiffs: bool,
}

/// What one person owes and has been promised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Commission to be taken back, not yet taken.
    pub owed: Money,
    /// Draws paid beyond earnings, not yet recovered.
    pub drawn: Money,
    /// Earned in the plan's period so far, after clawback.
    pub earned: Money,
    /// Guaranteed for the plan's period so far.
    pub guaranteed: Money,
    /// Draw of the plan's period so far.
    pub draw: Money,
}

impl Balance {
    /// Takes what is owed off what a month has earned; what it does not cover stays owed. Returns what is left.
    ///
    /// A month that has earned less than nothing, because credit was taken back in it, pays nothing: what is missing is
    /// owed from then on.
    pub fn claw_back(&mut self, earned: Money, mut line: impl FnMut(Line)) -> Money {
        if earned < Money::ZERO {
            self.owed -= earned;
            line(Line {
                item: Item::CarriedOver,
                amount: -earned,
            });
            return Money::ZERO;
        }
        let owed = self.owed;
        let taken = owed.min(earned);
        self.owed -= taken;
        self.earned += earned - taken;
        if taken != Money::ZERO {
            line(Line {
                item: Item::ClawedBack { owed },
                amount: -taken,
            });
        }
        earned - taken
    }

    /// Closes the plan's period: lifts what was earned to the guarantee, then to the draw, or takes earlier draws off
    /// what exceeds it. Returns what is paid beyond what the period has earned; negative if draws are recovered, though
    /// never below what the month pays.
    ///
    /// * `left`: what is left of the month's earnings; what the period earned before is paid already
    /// * `recoverable`: whether the plan's draw is
    pub fn close_period(
        &mut self,
        left: Money,
        recoverable: bool,
        mut line: impl FnMut(Line),
    ) -> Money {
        let earned = std::mem::take(&mut self.earned);
        let (guaranteed, draw) = (
            std::mem::take(&mut self.guaranteed),
            std::mem::take(&mut self.draw),
        );
        let drawn = self.drawn;
        let lifted = (guaranteed - earned).max(Money::ZERO);
        let advanced = (draw - earned - lifted).max(Money::ZERO);
        let above = (earned + lifted - draw).max(Money::ZERO);
        let recovered = if recoverable {
            self.drawn += advanced;
            self.drawn.min(above).min(left + lifted)
        } else {
            Money::ZERO
        };
        self.drawn -= recovered;
        for (item, amount) in [
            (
                Item::Guarantee {
                    least: guaranteed,
                    earned,
                },
                lifted,
            ),
            (
                Item::Draw {
                    least: draw,
                    earned: earned + lifted,
                },
                advanced,
            ),
            (Item::Recovered { drawn }, -recovered),
        ] {
            if amount != Money::ZERO {
                line(Line { item, amount });
            }
        }
        lifted + advanced - recovered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(whole: i64) -> Money {
        Money::from_minor(whole * 100)
    }

    /// Pay of each period: what it earned and what the draw or guarantee adds.
    fn pays(earnings: &[i64], draw: i64, guarantee: i64, recoverable: bool) -> Vec<i64> {
        let mut balance = Balance::default();
        let period = |&earned: &i64| {
            balance.draw += money(draw);
            balance.guaranteed += money(guarantee);
            let left = balance.claw_back(money(earned), |_| {});
            (left + balance.close_period(left, recoverable, |_| {})).minor() / 100
        };
        earnings.iter().map(period).collect()
    }

    #[test]
    fn a_recoverable_draw_is_paid_back_from_what_exceeds_it() {
        // 4,000 and 1,000 are advanced; of 7,000 the 3,000 above the draw go back, of 9,000 the last 2,000.
        assert_eq!(
            pays(&[0, 3_000, 7_000, 9_000], 4_000, 0, true),
            [4_000, 4_000, 4_000, 7_000]
        );
    }

    #[test]
    fn a_draw_that_is_not_recoverable_is_a_gift() {
        assert_eq!(
            pays(&[0, 3_000, 7_000], 4_000, 0, false),
            [4_000, 4_000, 7_000]
        );
    }

    #[test]
    fn a_guarantee_lifts_before_the_draw_and_is_never_owed() {
        assert_eq!(
            pays(&[1_000, 9_000], 4_000, 3_000, true),
            [4_000, 8_000],
            "only 1,000 of the first 4,000 were a draw"
        );
    }

    #[test]
    fn clawback_beyond_earnings_is_carried_over() {
        let mut balance = Balance {
            owed: money(5_000),
            ..Balance::default()
        };
        let mut lines = Vec::new();
        let mut left = Vec::new();
        for earned in [2_000, 0, 4_000] {
            left.push(balance.claw_back(money(earned), |line| lines.push(line.amount)));
        }
        assert_eq!(left, [money(0), money(0), money(1_000)]);
        assert_eq!(lines, [money(-2_000), money(-3_000)]);
        assert_eq!((balance.owed, balance.earned), (money(0), money(1_000)));
    }

    #[test]
    fn clawback_exactly_as_large_as_earnings_leaves_nothing_owed() {
        let mut balance = Balance {
            owed: money(2_000),
            ..Balance::default()
        };
        assert_eq!(balance.claw_back(money(2_000), |_| {}), money(0));
        assert_eq!(balance.owed, money(0));
    }

    #[test]
    fn a_month_that_earns_less_than_nothing_pays_nothing_and_is_taken_off_later() {
        let mut balance = Balance::default();
        let mut lines = Vec::new();
        let mut left = Vec::new();
        for earned in [-3_000, 1_000, 5_000] {
            left.push(balance.claw_back(money(earned), |line| lines.push(line.amount)));
        }
        assert_eq!(left, [money(0), money(0), money(3_000)]);
        assert_eq!(lines, [money(3_000), money(-1_000), money(-2_000)]);
        assert_eq!((balance.owed, balance.earned), (money(0), money(3_000)));
    }

    #[test]
    fn a_draw_is_recovered_from_what_the_month_pays_and_no_further() {
        // A quarter that was paid 6,000 in its first months and earns 1,000 in its last: of the 3,000 above its draw only
        // the 1,000 can be taken, the other 2,000 stay drawn.
        let mut balance = Balance {
            drawn: money(5_000),
            draw: money(4_000),
            earned: money(6_000),
            ..Balance::default()
        };
        let left = balance.claw_back(money(1_000), |_| {});
        assert_eq!(balance.close_period(left, true, |_| {}), money(-1_000));
        assert_eq!(balance.drawn, money(4_000));
    }
}

//! Payout: what a settled period pays.

use super::Plan;
use crate::units::Money;

/// What is settled: one person's period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settlement {
    /// What the plan counts, in its measure's unit.
    pub credited: f64,
    /// The person's quota of the period, after ramp and absence.
    pub quota: f64,
    /// Pay per unit in the first tier.
    pub rate: f64,
}

impl Settlement {
    /// Credited over quota; `None` without a quota.
    #[must_use]
    pub fn attainment(&self) -> Option<f64> {
        (self.quota > 0.0).then(|| self.credited / self.quota)
    }
}

impl Plan {
    /// Pay per unit of the measure in the first tier: the plan's own, or incentive over quota.
    ///
    /// * `incentive_per_year`: variable pay at target of the role [minor units]
    /// * `quota_per_year`: full quota of the seat; without one the rate is 0
    #[must_use]
    pub fn base_rate(&self, incentive_per_year: f64, quota_per_year: f64, month: usize) -> f64 {
        match &self.rate {
            Some(rate) => rate.at(0, month),
            None if quota_per_year > 0.0 => incentive_per_year / quota_per_year,
            None => 0.0,
        }
    }

    /// What a settled period pays: marginal tiers and bonuses.
    ///
    /// With attainment limits `a_1 = 0 < a_2 < ...` and multipliers `m_i`, commission is
    /// `rate · Σ m_i (min(x, a_{i+1} q) − a_i q)⁺`. Without a quota all of it lies in the first tier and no bonus is due.
    #[must_use]
    pub fn payout(&self, settled: Settlement, month: usize) -> Money {
        let Settlement {
            credited,
            quota,
            rate,
        } = settled;
        if quota <= 0.0 {
            return Money::round(rate * self.tiers[0].multiplier.at(0, month) * credited);
        }
        let mut units = 0.0;
        for (i, tier) in self.tiers.iter().enumerate() {
            let top = self
                .tiers
                .get(i + 1)
                .map_or(f64::INFINITY, |next| next.above * quota);
            units +=
                tier.multiplier.at(0, month) * (credited.min(top) - tier.above * quota).max(0.0);
        }
        let bonus: f64 = self
            .bonuses
            .iter()
            .filter(|b| credited >= b.at * quota)
            .map(|b| b.amount.at(0, month))
            .sum();
        Money::round(rate * units + bonus)
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.quota_per_year.redraw(draws);
        if let Some(rate) = &mut self.rate {
            rate.redraw(draws);
        }
        for tier in &mut self.tiers {
            tier.multiplier.redraw(draws);
        }
        for bonus in &mut self.bonuses {
            bonus.amount.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Bonus, Credit, Measure, PayTier};
    use super::*;
    use crate::calendar::PeriodKind;
    use crate::kernel::field::Field;

    /// 10 % to quota, 15 % above it, 1,000 at quota and 500 more at 120 %.
    fn plan() -> Plan {
        let tier = |above, multiplier| PayTier {
            above,
            multiplier: Field::constant(multiplier),
        };
        let bonus = |at, amount| Bonus {
            at,
            amount: Field::constant(amount),
        };
        Plan {
            id: "ae".into(),
            roles: vec![0],
            measure: Measure::Bookings,
            credit: Credit::Own,
            period: PeriodKind::Quarter,
            quota_per_year: Field::constant(400_000.0),
            ramped_quota: true,
            rate: Some(Field::constant(0.10)),
            tiers: vec![tier(0.0, 1.0), tier(1.0, 1.5)],
            bonuses: vec![bonus(1.0, 1_000.0), bonus(1.2, 500.0)],
        }
    }

    fn pays(credited: f64, quota: f64) -> i64 {
        plan()
            .payout(
                Settlement {
                    credited,
                    quota,
                    rate: 0.10,
                },
                0,
            )
            .minor()
    }

    #[test]
    fn tiers_are_marginal_and_bonuses_are_due_from_their_attainment_on() {
        assert_eq!(pays(0.0, 100_000.0), 0);
        assert_eq!(pays(99_999.0, 100_000.0), 10_000); // 9,999.9
        assert_eq!(pays(100_000.0, 100_000.0), 11_000);
        assert_eq!(pays(120_000.0, 100_000.0), 10_000 + 3_000 + 1_500);
        assert_eq!(pays(300_000.0, 100_000.0), 10_000 + 30_000 + 1_500);
    }

    #[test]
    fn without_a_quota_the_first_tier_pays_and_nothing_else() {
        assert_eq!(pays(50_000.0, 0.0), 5_000);
    }

    #[test]
    fn the_rate_follows_from_incentive_and_quota_unless_stated() {
        let stated = plan();
        let derived = Plan {
            rate: None,
            ..plan()
        };
        assert!((stated.base_rate(9e9, 1.0, 0) - 0.10).abs() < 1e-15);
        assert!((derived.base_rate(60_000.0, 600_000.0, 0) - 0.10).abs() < 1e-15);
        assert!(derived.base_rate(60_000.0, 0.0, 0).abs() < 1e-15);
    }
}

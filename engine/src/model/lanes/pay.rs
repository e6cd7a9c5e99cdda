//! Pay in columns: how everybody stands in the period under way and in the fiscal year, and what that earns.

use std::ops::Range;

use super::crews::{PayTerms, quota_per_year};
use crate::kernel::simd::amount::{MOST, bits, float, whole_part};
use crate::kernel::simd::{Level, Work};
use crate::model::trial::Simulator;
use crate::units::Money;

/// Standings by row, in the measure's unit; what is earned in minor units.
#[derive(Clone, Debug, Default)]
pub(super) struct Standings {
    credited: Vec<f64>,
    quota: Vec<f64>,
    year_credited: Vec<f64>,
    year_quota: Vec<f64>,
    rate: Vec<f64>,
    earned: Vec<f64>,
}

/// What a settlement comes to, or several of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settled {
    pub(super) pay: i64,
    pub(super) settlements: i64,
    pub(super) with_quota: i64,
    pub(super) at_quota: i64,
    pub(super) credited: i64,
    pub(super) quota: i64,
    pub(super) target: i64,
}

impl Settled {
    pub(super) fn add(&mut self, other: &Self) {
        self.pay += other.pay;
        self.settlements += other.settlements;
        self.with_quota += other.with_quota;
        self.at_quota += other.at_quota;
        self.credited += other.credited;
        self.quota += other.quota;
        self.target += other.target;
    }
}

impl Standings {
    pub(super) fn clear(&mut self, n_rows: usize) {
        for column in [
            &mut self.credited,
            &mut self.quota,
            &mut self.year_credited,
            &mut self.year_quota,
            &mut self.rate,
            &mut self.earned,
        ] {
            column.clear();
            column.resize(n_rows, 0.0);
        }
    }

    /// Adds a month; returns the sum of the quotas added, each to the minor unit, or `None` if a sum is too great.
    ///
    /// * `present`: whether somebody is there
    /// * `credited`, `quota`: what the month adds, 0 where nobody is
    pub(super) fn add(
        &mut self,
        level: Level,
        rows: Range<usize>,
        present: &[bool],
        (credited, quota): (&[i64], &[f64]),
    ) -> Option<i64> {
        let [a, b, c, d] = [
            &mut self.credited[rows.clone()],
            &mut self.quota[rows.clone()],
            &mut self.year_credited[rows.clone()],
            &mut self.year_quota[rows],
        ];
        level.run(Adding {
            columns: [a, b, c, d],
            present,
            credited,
            quota,
        })
    }

    /// Works out what each row would earn if it were settled now; `None` if that is too great.
    pub(super) fn earn(
        &mut self,
        level: Level,
        rows: Range<usize>,
        terms: &PayTerms,
        simulator: &Simulator<'_>,
        month: usize,
    ) -> Option<()> {
        let main = simulator.plan.comp.plans[terms.plan].main();
        let rate = &mut self.rate[rows.clone()];
        if let Some(of_all) = &main.rate {
            rate.fill(of_all.at(0, month));
        }
        let earned = &mut self.earned[rows.clone()];
        earned.fill(0.0);
        let (credited, quota) = (&self.credited[rows.clone()], &self.quota[rows]);
        let mut fits = true;
        for (ix, tier) in main.tiers.iter().enumerate() {
            let of = Tier {
                is_first: ix == 0,
                above: tier.above,
                next: main.tiers.get(ix + 1).map(|next| next.above),
                multiplier: tier.multiplier.at(0, month),
            };
            fits &= level.run(Earning {
                tier: of,
                columns: [&*rate, credited, quota],
                earned: &mut *earned,
            });
        }
        fits.then_some(())
    }

    /// Takes note of the rate of each row where it follows from what reaching the quota is worth.
    pub(super) fn set_rates(
        &mut self,
        simulator: &Simulator<'_>,
        (role, seats): (usize, &[usize]),
        rows: Range<usize>,
        terms: &PayTerms,
    ) {
        let main = simulator.plan.comp.plans[terms.plan].main();
        let incentive = simulator.plan.workforce.roles[role]
            .incentive_per_year
            .at(0, 0);
        for (rate, &seat) in self.rate[rows].iter_mut().zip(seats) {
            let quota = quota_per_year(simulator, terms, seat, 0);
            *rate = main.base_rate(incentive, quota, 0);
        }
    }

    /// What rows would earn, all together.
    #[allow(clippy::cast_possible_truncation, reason = "a whole number")]
    pub(super) fn earned_of(&self, rows: Range<usize>) -> i64 {
        self.earned[rows].iter().map(|&earned| earned as i64).sum()
    }

    /// Settles a row, which begins anew.
    #[allow(clippy::cast_possible_truncation, reason = "a whole number")]
    pub(super) fn settle(&mut self, row: usize) -> Settled {
        let (credited, quota) = (
            std::mem::take(&mut self.credited[row]),
            std::mem::take(&mut self.quota[row]),
        );
        let pay = self.earned[row] as i64;
        let has_quota = quota > 0.0;
        let at_quota = has_quota && credited / quota >= 1.0;
        if !has_quota && credited == 0.0 {
            return Settled {
                pay,
                ..Settled::default()
            };
        }
        Settled {
            pay,
            settlements: 1,
            with_quota: i64::from(has_quota),
            at_quota: i64::from(at_quota),
            credited: Money::round(credited).minor(),
            quota: Money::round(quota).minor(),
            target: Money::round(self.rate[row] * quota).minor(),
        }
    }

    /// What a row was credited with in the fiscal year, and its quota; the next year begins.
    pub(super) fn take_year(&mut self, row: usize) -> [i64; 2] {
        [&mut self.year_credited[row], &mut self.year_quota[row]]
            .map(|column| Money::round(std::mem::take(column)).minor())
    }
}

/// A month that is added to standings.
struct Adding<'c> {
    columns: [&'c mut [f64]; 4],
    present: &'c [bool],
    credited: &'c [i64],
    quota: &'c [f64],
}

impl Work for Adding<'_> {
    type Out = Option<i64>;

    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    fn run(self) -> Option<i64> {
        let [a, b, c, d] = self.columns;
        add_to(a, b, c, d, self.present, self.credited, self.quota)
    }
}

/// What settlements of one month come to together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) pay: i64,
    pub(super) with_quota: i64,
    pub(super) at_quota: i64,
}

/// Settles rows in one month; `None` if a number is too great to be exact.
///
/// * `columns`: credited, 0 or more, and quota by row
/// * `room`: pay for a unit, and room for what each row earns
pub(super) fn sums(
    level: Level,
    tiers: impl Iterator<Item = Tier>,
    columns: (&[i64], &[f64]),
    room: (&[f64], &mut [f64]),
) -> Option<Sums> {
    level.run(Summing {
        tiers,
        columns,
        room,
    })
}

/// Settlements of a month.
struct Summing<'c, T> {
    tiers: T,
    columns: (&'c [i64], &'c [f64]),
    room: (&'c [f64], &'c mut [f64]),
}

impl<T: Iterator<Item = Tier>> Work for Summing<'_, T> {
    type Out = Option<Sums>;

    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    fn run(self) -> Option<Sums> {
        let ((credited, quota), (rate, earned)) = (self.columns, self.room);
        let n = quota.len();
        let (credited, rate, earned) = (&credited[..n], &rate[..n], &mut earned[..n]);
        let (mut beyond, mut pays) = (0_u64, 0_u64);
        let (mut with_quota, mut at_quota) = (0_u64, 0_u64);
        earned.fill(0.0);
        for tier in self.tiers {
            for i in 0..n {
                let units = inside(tier, exactly(credited[i]), quota[i]);
                let pays = rate[i] * tier.multiplier * units + 0.5;
                beyond |= u64::from(pays >= MOST);
                earned[i] += whole_part(pays);
            }
        }
        for i in 0..n {
            beyond |= credited[i].cast_unsigned() >> 51 | u64::from(earned[i] >= MOST);
            pays += bits(earned[i]);
            let has_quota = quota[i] > 0.0;
            with_quota += u64::from(has_quota);
            // As attainment, credited over quota, is 1 or more.
            at_quota += u64::from(has_quota & (exactly(credited[i]) >= quota[i]));
        }
        (beyond == 0).then_some(Sums {
            pay: pays.cast_signed(),
            with_quota: with_quota.cast_signed(),
            at_quota: at_quota.cast_signed(),
        })
    }
}

/// A whole number from 0 to 2^51 as a float.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn exactly(whole: i64) -> f64 {
    float(whole.cast_unsigned() & ((1 << 52) - 1))
}

/// What a tier earns, added to each row; rate, credited and quota by row.
struct Earning<'c> {
    tier: Tier,
    columns: [&'c [f64]; 3],
    earned: &'c mut [f64],
}

impl Work for Earning<'_> {
    type Out = bool;

    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the level"
    )]
    fn run(self) -> bool {
        let [rate, credited, quota] = self.columns;
        earn_tier(self.tier, rate, credited, quota, self.earned)
    }
}

/// Adds a month to standings: credited and quota of the period, then of the year.
#[inline(always)]
#[allow(
    clippy::inline_always,
    clippy::too_many_arguments,
    reason = "only what is inlined is compiled for the level; columns are arguments of their own"
)]
fn add_to(
    of_period: &mut [f64],
    quota_of_period: &mut [f64],
    of_year: &mut [f64],
    quota_of_year: &mut [f64],
    present: &[bool],
    credited: &[i64],
    quota: &[f64],
) -> Option<i64> {
    let n = quota.len();
    let (of_period, quota_of_period) = (&mut of_period[..n], &mut quota_of_period[..n]);
    let (of_year, quota_of_year) = (&mut of_year[..n], &mut quota_of_year[..n]);
    let (present, credited) = (&present[..n], &credited[..n]);
    let (mut beyond, mut street) = (0_u64, 0_u64);
    for i in 0..n {
        let added = credited[i].cast_unsigned();
        beyond |= added >> 51;
        let added = float(added & ((1 << 52) - 1));
        of_period[i] += added;
        of_year[i] += added;
        // What nobody is there to add to stays as it is: a great sum that is dusted twice may change.
        for sum in [&mut quota_of_period[i], &mut quota_of_year[i]] {
            let added = without_dust(*sum + quota[i]);
            *sum = if present[i] { added } else { *sum };
        }
        beyond |= u64::from(quota_of_year[i] * 1e3 >= MOST) | u64::from(of_year[i] >= MOST);
        street += bits(whole_part(quota[i] + 0.5));
    }
    (beyond == 0).then_some(street.cast_signed())
}

/// A sum of quotas without what rounding has left of its parts, as [`Standing`](crate::comp::component::Standing) adds
/// them; 0 or more.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn without_dust(sum: f64) -> f64 {
    let dust = (1e-12 * sum).min(1e-3);
    let whole = whole_part(sum + 0.5);
    let thousandths = whole_part(sum * 1e3 + 0.5) / 1e3;
    let or_thousandths = if (sum - thousandths).abs() <= dust {
        thousandths
    } else {
        sum
    };
    if (sum - whole).abs() <= dust {
        whole
    } else {
        or_thousandths
    }
}

/// A marginal tier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tier {
    pub(super) is_first: bool,
    pub(super) above: f64,
    pub(super) next: Option<f64>,
    pub(super) multiplier: f64,
}

/// Adds what a tier earns to each row, to the minor unit; returns whether all fits.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn earn_tier(
    tier: Tier,
    rate: &[f64],
    credited: &[f64],
    quota: &[f64],
    earned: &mut [f64],
) -> bool {
    let n = earned.len();
    let (rate, credited, quota) = (&rate[..n], &credited[..n], &quota[..n]);
    let mut beyond = 0_u64;
    for i in 0..n {
        let units = inside(tier, credited[i], quota[i]);
        let pays = rate[i] * tier.multiplier * units + 0.5;
        beyond |= u64::from(pays >= MOST);
        earned[i] += whole_part(pays);
    }
    beyond == 0
}

/// Units of what is credited that lie inside a tier.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn inside(tier: Tier, credited: f64, quota: f64) -> f64 {
    let top = tier.next.map_or(f64::INFINITY, |next| next * quota);
    let inside = (credited.min(top) - tier.above * quota).max(0.0);
    let alone = if tier.is_first { credited } else { 0.0 };
    if quota <= 0.0 { alone } else { inside }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comp::component;

    #[test]
    fn quotas_are_dusted_as_standings_dust_them() {
        let mut sum = 0.0;
        for step in 0..60_000 {
            let x = f64::from(step) * 0.37 / 12.0;
            for near in [
                x,
                x.round(),
                x.round() + 1e-13,
                x.round() / 1e3,
                x.next_up() * 1e4,
            ] {
                let expected = component::without_dust(near);
                assert_eq!(without_dust(near).to_bits(), expected.to_bits(), "{near}");
            }
            let raw = sum + 40_000_000.0 / 12.0;
            sum = component::without_dust(raw);
            assert_eq!(without_dust(raw).to_bits(), sum.to_bits(), "{raw}");
        }
    }

    #[test]
    fn what_nobody_is_there_to_add_to_stays_as_it_is() {
        let mut n_changed = 0;
        for step in 0..2_000 {
            let sum = 1e10 + f64::from(step) * 977.0 + 0.001;
            n_changed += usize::from(without_dust(sum).to_bits() != sum.to_bits());
            let mut standings = Standings::default();
            standings.clear(1);
            standings.year_quota[0] = sum;
            let added = standings.add(Level::best(), 0..1, &[false], (&[0], &[0.0]));
            assert_eq!(added, Some(0));
            assert_eq!(standings.year_quota[0].to_bits(), sum.to_bits());
        }
        assert!(n_changed > 0, "some of these sums would change");
    }
}

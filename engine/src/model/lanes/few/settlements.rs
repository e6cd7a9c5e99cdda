//! Settlements: what everybody is credited with in each period, and what that pays.

use std::ops::Range;

use crate::comp::Measure as Counts;
use crate::comp::component::without_dust;
use crate::kernel::simd::Level;
use crate::kernel::simd::amount::MOST;
use crate::model::lanes::crews::{Crew, quota_per_year};
use crate::model::lanes::pay::{self, Tier};
use crate::model::trial::Simulator;
use crate::workforce::roster::turnover::Stay;

/// Where credit goes that nobody is there to have.
const NOBODYS: u16 = 0;

/// Seats of a role and what pays them.
#[derive(Clone, Debug)]
struct Payees {
    seats: Vec<usize>,
    /// Whether each month ends a period.
    ends: Vec<bool>,
    tiers: Vec<TierOfMonths>,
    /// Pay for a unit, before multipliers: in each month, or to each seat.
    rate: Rate,
    /// Quota of a month, row = seat of these.
    quotas: Vec<f64>,
    /// Quota of so many months, where it is the same in all of them; row = seat of these, column = months.
    steady: Option<Vec<f64>>,
    /// Share of the quota by whole months since the first day, where it follows the ramp.
    ramped: Option<Vec<f64>>,
    /// Where their settlements of a trial are.
    settled: Range<usize>,
}

#[derive(Clone, Debug)]
struct TierOfMonths {
    above: f64,
    next: Option<f64>,
    multipliers: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Rate {
    OfMonths(Vec<f64>),
    OfSeats(Vec<f64>),
}

/// Most months of a period.
const PERIOD: usize = 12;

/// All settlements of a trial.
#[derive(Clone, Debug)]
pub(super) struct Settlements {
    n_months: usize,
    payees: Vec<Payees>,
    /// Settlement of what each seat is credited with in each month; row = seat.
    of_cell: Vec<u16>,
    /// Month, row of the seat, quota and credit of each.
    months: Vec<u8>,
    rows: Vec<u32>,
    quotas: Vec<f64>,
    credited: Vec<i64>,
    credit: Vec<f64>,
    rates: Vec<f64>,
    earned: Vec<f64>,
}

impl Settlements {
    /// Prepares the settlements of a plan, if it pays on bookings alone.
    pub(super) fn of(simulator: &Simulator<'_>, crews: &[Crew]) -> Option<Self> {
        let n_months = simulator.plan.calendar.n_months();
        let n_seats = simulator.plan.workforce.seats.len();
        let payees = crews.iter().filter_map(|crew| payees(simulator, crew));
        let payees: Vec<Payees> = payees.collect::<Option<_>>()?;
        // Each month may end a stay, and nothing but months does: so many settlements there are at most.
        u16::try_from(n_seats * n_months + 1).ok()?;
        Some(Self {
            n_months,
            payees,
            of_cell: vec![NOBODYS; n_seats * n_months],
            months: Vec::new(),
            rows: Vec::new(),
            quotas: Vec::new(),
            credited: Vec::new(),
            credit: Vec::new(),
            rates: Vec::new(),
            earned: Vec::new(),
        })
    }

    /// Opens the settlements of a trial.
    pub(super) fn open(&mut self, stays: &[Stay], firsts: &[u32]) {
        self.of_cell.fill(NOBODYS);
        self.months.clear();
        self.rows.clear();
        self.quotas.clear();
        // What is nobody's.
        self.months.push(0);
        self.rows.push(0);
        self.quotas.push(0.0);
        for payees in &mut self.payees {
            let first = self.months.len();
            for (row, &seat) in payees.seats.iter().enumerate() {
                let of_cell = &mut self.of_cell[seat * self.n_months..][..self.n_months];
                for stay in &stays[firsts[seat] as usize..firsts[seat + 1] as usize] {
                    let (mut begins, until) = (usize::from(stay.from), usize::from(stay.until));
                    while begins < until {
                        let ends = (begins..until).find(|&month| payees.ends[month]);
                        let ends = ends.unwrap_or(until - 1);
                        #[allow(clippy::cast_possible_truncation, reason = "counted before")]
                        of_cell[begins..=ends].fill(self.months.len() as u16);
                        #[allow(clippy::cast_possible_truncation, reason = "few of them")]
                        {
                            self.months.push(ends as u8);
                            self.rows.push(row as u32);
                        }
                        let quota = payees.quota(row, begins..ends + 1, stay.first_day);
                        self.quotas.push(quota);
                        begins = ends + 1;
                    }
                }
            }
            payees.settled = first..self.months.len();
        }
        self.credited.clear();
        self.credited.resize(self.months.len(), 0);
    }

    /// Credits a deal.
    ///
    /// * `cell`: number of the seat x months + month
    #[inline]
    pub(super) fn credit(&mut self, cell: usize, amount: i64) {
        self.credited[usize::from(self.of_cell[cell])] += amount;
    }

    /// Settles everything; `None` if a sum is too great to be exact.
    ///
    /// * `sums`: by month: pay, settlements with a quota, and those at quota
    pub(super) fn settle(&mut self, level: Level, sums: [&mut [i64]; 3]) -> Option<()> {
        let [pay, with_quota, at_quota] = sums;
        self.credit.clear();
        let mut beyond = 0;
        for &credited in &self.credited[1..] {
            beyond |= credited >> 51;
        }
        if beyond != 0 {
            return None;
        }
        #[allow(clippy::cast_precision_loss, reason = "below 2^51")]
        self.credit
            .extend(self.credited.iter().map(|&credited| credited as f64));
        self.earned.clear();
        self.earned.resize(self.months.len(), 0.0);
        self.rates.resize(self.months.len(), 0.0);
        for payees in &self.payees {
            let range = payees.settled.clone();
            let (months, rows) = (&self.months[range.clone()], &self.rows[range.clone()]);
            let rates = &mut self.rates[range.clone()];
            let columns = [&self.credit[range.clone()], &self.quotas[range.clone()]];
            for (ix, tier) in payees.tiers.iter().enumerate() {
                for ((rate, &month), &row) in rates.iter_mut().zip(months).zip(rows) {
                    let month = usize::from(month);
                    let alone = match &payees.rate {
                        Rate::OfMonths(rates) => rates[month],
                        Rate::OfSeats(rates) => rates[row as usize],
                    };
                    *rate = alone * tier.multipliers[month];
                }
                let of = Tier {
                    is_first: ix == 0,
                    above: tier.above,
                    next: tier.next,
                    multiplier: 1.0,
                };
                let columns = [&*rates, columns[0], columns[1]];
                if !pay::earn(level, of, columns, &mut self.earned[range.clone()]) {
                    return None;
                }
            }
            let settled = months.iter().zip(&self.earned[range.clone()]);
            let settled = settled.zip(columns[0].iter().zip(columns[1]));
            for ((&month, &earned), (credited, &quota)) in settled {
                let month = usize::from(month);
                let has_quota = quota > 0.0;
                let is_at_quota = has_quota && credited / quota >= 1.0;
                #[allow(clippy::cast_possible_truncation, reason = "a whole number")]
                {
                    pay[month] += earned as i64;
                }
                with_quota[month] += i64::from(has_quota);
                at_quota[month] += i64::from(is_at_quota);
            }
        }
        Some(())
    }
}

impl Payees {
    /// Quota of some months of a stay, added month by month as standings add them.
    #[inline]
    fn quota(&self, row: usize, months: Range<usize>, first_day: i32) -> f64 {
        if let Some(steady) = &self.steady {
            return steady[row * (PERIOD + 1) + months.len()];
        }
        let n_months = self.ends.len();
        months.fold(0.0, |sum, month| {
            let quota = self.quotas[row * n_months + month];
            let share = self.ramped.as_ref().map_or(1.0, |ramped| {
                let month = i32::try_from(month).expect("months are few");
                #[allow(clippy::cast_sign_loss, reason = "nobody is there before the first day")]
                let tenure = (month - first_day) as usize;
                ramped[tenure.min(ramped.len() - 1)]
            });
            without_dust(sum + quota * share)
        })
    }
}

/// What pays a crew; `None` if nothing does, `Some(None)` if that is not followed here.
#[allow(clippy::option_option, reason = "nothing to do is not the same as cannot be done")]
fn payees(simulator: &Simulator<'_>, crew: &Crew) -> Option<Option<Payees>> {
    let terms = crew.pay.as_ref()?;
    let (plan, n_months) = (&simulator.plan, simulator.plan.calendar.n_months());
    let main = plan.comp.plans[terms.plan].main();
    if terms.measure != Counts::Bookings {
        return Some(None);
    }
    let role = &plan.workforce.roles[crew.role];
    let quotas: Vec<f64> = crew
        .seats
        .iter()
        .flat_map(|&seat| {
            (0..n_months).map(move |month| quota_per_year(simulator, terms, seat, month) / 12.0)
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "a period has few months")]
    let is_small = |quota: &f64| quota * 1e3 * (PERIOD as f64) < MOST;
    if !quotas.iter().all(is_small) {
        return Some(None);
    }
    let by_role = |tenure: u16| {
        let ramp = plan.workforce.ramp_of(crew.seats[0]);
        let from = f64::from(tenure) - role.onboarding.at(0, 0);
        ramp.months_between(from, from + 1.0)
    };
    let is_ramped = main.ramped_quota && !crew.seats.is_empty();
    let rows = quotas.chunks_exact(n_months.max(1));
    #[allow(clippy::float_cmp, reason = "the same is the same to the bit")]
    let is_steady = rows.clone().all(|row| row.iter().all(|&quota| quota == row[0]));
    let steady = (is_steady && !is_ramped).then(|| {
        let of_row = |row: &[f64]| {
            let mut sum = 0.0;
            let mut all = vec![0.0];
            for _ in 0..PERIOD {
                sum = without_dust(sum + row.first().copied().unwrap_or(0.0));
                all.push(sum);
            }
            all
        };
        rows.flat_map(of_row).collect()
    });
    let incentive = role.incentive_per_year.at(0, 0);
    let rate = match &main.rate {
        Some(rate) => Rate::OfMonths((0..n_months).map(|month| rate.at(0, month)).collect()),
        None => Rate::OfSeats(
            crew.seats
                .iter()
                .map(|&seat| main.base_rate(incentive, quota_per_year(simulator, terms, seat, 0), 0))
                .collect(),
        ),
    };
    let tiers = main.tiers.iter().enumerate().map(|(ix, tier)| TierOfMonths {
        above: tier.above,
        next: main.tiers.get(ix + 1).map(|next| next.above),
        multipliers: (0..n_months).map(|month| tier.multiplier.at(0, month)).collect(),
    });
    let ends = (0..n_months).map(|month| {
        month + 1 == n_months || plan.calendar.ends_period(terms.period, month)
    });
    Some(Some(Payees {
        seats: crew.seats.clone(),
        ends: ends.collect(),
        tiers: tiers.collect(),
        rate,
        quotas,
        steady,
        ramped: is_ramped.then(|| (0..600).map(by_role).collect()),
        settled: 0..0,
    }))
}

//! Settlements: what everybody is credited with in each period, and what that pays.

use std::ops::Range;

use super::quotas::{FOR_EVER, Quotas};
use crate::comp::Measure as Counts;
use crate::kernel::simd::Level;
use crate::model::lanes::crews::{Crew, PayTerms, quota_per_year};
use crate::model::lanes::pay::{self, Tier};
use crate::model::trial::Simulator;
use crate::workforce::roster::turnover::Stay;

/// Seats of a role and what pays them.
///
/// Each seat has a settlement in every period, with whoever is there when the period ends; these stand period by period.
/// People who leave before have one of their own behind them.
#[derive(Clone, Debug)]
struct Payees {
    seats: Vec<usize>,
    periods: Vec<Range<usize>>,
    /// Of each month.
    period_of: Vec<usize>,
    tiers: Vec<TierOfMonths>,
    /// Pay for a unit, before multipliers: in each month, or to each seat.
    rate: Rate,
    quotas: Quotas,
    /// First settlement among all.
    first: usize,
    /// Quotas of all settlements if everybody stays.
    undisturbed: Vec<f64>,
    /// Month and row of each settlement of those who leave before the period ends.
    leavers: Vec<(usize, usize)>,
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

/// All settlements of a trial.
#[derive(Clone, Debug)]
pub(super) struct Settlements {
    n_months: usize,
    payees: Vec<Payees>,
    /// Settlement of what each seat is credited with in each month; row = seat. And the same if everybody stays.
    of_cell: Vec<u16>,
    undisturbed: Vec<u16>,
    /// Settlements of those who are there when a period ends, of all crews; the first of those who leave before.
    n_regular: usize,
    /// Quota and credit of each; the first is nobody's.
    quotas: Vec<f64>,
    credited: Vec<i64>,
    rates: Vec<f64>,
    earned: Vec<f64>,
}

/// Where credit goes that nobody is there to have.
const NOBODYS: u16 = 0;

impl Settlements {
    /// Prepares the settlements of a plan, if it pays on bookings alone.
    pub(super) fn of(simulator: &Simulator<'_>, crews: &[Crew]) -> Option<Self> {
        let n_months = simulator.plan.calendar.n_months();
        let n_seats = simulator.plan.workforce.seats.len();
        // Each month may end a stay or a period: so many settlements there are at most.
        u16::try_from(2 * n_seats * n_months + 1).ok()?;
        let payees = crews.iter().filter_map(|crew| payees(simulator, crew));
        let mut settlements = Self {
            n_months,
            payees: payees.collect::<Option<_>>()?,
            of_cell: Vec::new(),
            undisturbed: vec![NOBODYS; n_seats * n_months],
            n_regular: 1,
            quotas: Vec::new(),
            credited: Vec::new(),
            rates: Vec::new(),
            earned: Vec::new(),
        };
        for payees in &mut settlements.payees {
            payees.first = settlements.n_regular;
            for (ix, period) in payees.periods.iter().enumerate() {
                for (row, &seat) in payees.seats.iter().enumerate() {
                    let settlement = payees.regular(ix, row);
                    let cells = &mut settlements.undisturbed[seat * n_months..][period.clone()];
                    cells.fill(u16::try_from(settlement).expect("asked before"));
                    let quota = payees.quotas.of(row, period.clone(), FOR_EVER);
                    payees.undisturbed.push(quota);
                }
            }
            settlements.n_regular += payees.undisturbed.len();
        }
        Some(settlements)
    }

    /// Opens the settlements of a trial.
    pub(super) fn open(&mut self, stays: &[Stay], firsts: &[u32]) {
        self.of_cell.clone_from(&self.undisturbed);
        self.quotas.clear();
        self.quotas.push(0.0);
        for payees in &self.payees {
            self.quotas.extend_from_slice(&payees.undisturbed);
        }
        let n_months = self.n_months;
        for payees in &mut self.payees {
            let mut leavers = std::mem::take(&mut payees.leavers);
            leavers.clear();
            for (row, &seat) in payees.seats.iter().enumerate() {
                let stays = &stays[firsts[seat] as usize..firsts[seat + 1] as usize];
                if let [stay] = stays
                    && stay.from == 0
                    && usize::from(stay.until) == n_months
                    && !payees.quotas.ramp()
                {
                    continue;
                }
                let cells = &mut self.of_cell[seat * n_months..][..n_months];
                let settlements = (cells, &mut self.quotas, &mut leavers);
                payees.disturb(row, stays, settlements);
            }
            payees.leavers = leavers;
        }
        self.credited.clear();
        self.credited.resize(self.quotas.len(), 0);
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
        let mut count = |month: usize, settled: pay::Sums| {
            pay[month] += settled.pay;
            with_quota[month] += settled.with_quota;
            at_quota[month] += settled.at_quota;
        };
        let mut leaves = self.n_regular;
        for payees in &self.payees {
            let n_rows = payees.seats.len();
            self.earned.resize(n_rows, 0.0);
            self.rates.resize(n_rows, 0.0);
            for (ix, period) in payees.periods.iter().enumerate() {
                let month = period.end - 1;
                let range = payees.first + ix * n_rows..payees.first + (ix + 1) * n_rows;
                let columns = (&self.credited[range.clone()], &self.quotas[range]);
                payees.rate.of_all(month, &mut self.rates);
                let tiers = payees.tiers_of(month);
                let room = (&self.rates[..], &mut self.earned[..]);
                count(month, pay::sums(level, tiers, columns, room)?);
            }
            for &(month, row) in &payees.leavers {
                let columns = (
                    &self.credited[leaves..=leaves],
                    &self.quotas[leaves..=leaves],
                );
                let (rate, mut earned) = ([payees.rate.of(month, row)], [0.0]);
                let room = (&rate[..], &mut earned[..]);
                let tiers = payees.tiers_of(month);
                count(month, pay::sums(Level::PORTABLE, tiers, columns, room)?);
                leaves += 1;
            }
        }
        Some(())
    }
}

impl Payees {
    /// Puts down who is not there for all of a seat's periods.
    ///
    /// * `row`: of the seat
    /// * settlements: which one each month of the seat has; quotas of all; month and row of those who leave early
    fn disturb(
        &self,
        row: usize,
        stays: &[Stay],
        (cells, quotas, leavers): (&mut [u16], &mut Vec<f64>, &mut Vec<(usize, usize)>),
    ) {
        let mut since = 0;
        for stay in stays {
            let (from, until) = (usize::from(stay.from), usize::from(stay.until));
            self.leave_empty(row, since..from, cells, quotas);
            let (first, last) = (self.period_of[from], self.period_of[until - 1]);
            for ix in first..=last {
                let period = self.periods[ix].clone();
                let months = from.max(period.start)..until.min(period.end);
                let is_undisturbed = months == period && !self.quotas.ramp();
                if is_undisturbed {
                    continue;
                }
                let quota = self.quotas.of(row, months.clone(), stay.first_day);
                if months.end == period.end {
                    quotas[self.regular(ix, row)] = quota;
                } else {
                    #[allow(clippy::cast_possible_truncation, reason = "counted before")]
                    cells[months.clone()].fill(quotas.len() as u16);
                    quotas.push(quota);
                    leavers.push((months.end - 1, row));
                }
            }
            since = until;
        }
        self.leave_empty(row, since..cells.len(), cells, quotas);
    }

    /// Puts down that nobody is in a seat in some months: nor has anybody a settlement in periods that end in one of them.
    fn leave_empty(&self, row: usize, months: Range<usize>, cells: &mut [u16], quotas: &mut [f64]) {
        cells[months.clone()].fill(NOBODYS);
        for month in months {
            let ix = self.period_of[month];
            if month + 1 == self.periods[ix].end {
                quotas[self.regular(ix, row)] = 0.0;
            }
        }
    }

    /// The settlement of whoever is in a seat when a period ends.
    fn regular(&self, period: usize, row: usize) -> usize {
        self.first + period * self.seats.len() + row
    }

    /// The tiers as they are in a month.
    fn tiers_of(&self, month: usize) -> impl Iterator<Item = Tier> + '_ {
        self.tiers.iter().enumerate().map(move |(ix, tier)| Tier {
            is_first: ix == 0,
            above: tier.above,
            next: tier.next,
            multiplier: tier.multipliers[month],
        })
    }
}

impl Rate {
    fn of_crew(simulator: &Simulator<'_>, crew: &Crew, terms: &PayTerms) -> Self {
        let plan = &simulator.plan;
        let main = plan.comp.plans[terms.plan].main();
        if let Some(rate) = &main.rate {
            let months = 0..plan.calendar.n_months();
            return Self::OfMonths(months.map(|month| rate.at(0, month)).collect());
        }
        let role = &plan.workforce.roles[crew.role];
        let incentive = role.incentive_per_year.at(0, 0);
        let of_seat =
            |&seat: &usize| main.base_rate(incentive, quota_per_year(simulator, terms, seat, 0), 0);
        Self::OfSeats(crew.seats.iter().map(of_seat).collect())
    }

    /// What all seats are paid for a unit.
    fn of_all(&self, month: usize, rates: &mut [f64]) {
        match self {
            Self::OfMonths(of_months) => rates.fill(of_months[month]),
            Self::OfSeats(of_seats) => rates.copy_from_slice(of_seats),
        }
    }

    fn of(&self, month: usize, row: usize) -> f64 {
        match self {
            Self::OfMonths(of_months) => of_months[month],
            Self::OfSeats(of_seats) => of_seats[row],
        }
    }
}

/// What pays a crew; `None` if nothing does, `Some(None)` if that is not followed here.
#[allow(
    clippy::option_option,
    reason = "nothing to do is not the same as cannot be done"
)]
fn payees(simulator: &Simulator<'_>, crew: &Crew) -> Option<Option<Payees>> {
    let terms = crew.pay.as_ref()?;
    let (plan, n_months) = (&simulator.plan, simulator.plan.calendar.n_months());
    let main = plan.comp.plans[terms.plan].main();
    if terms.measure != Counts::Bookings {
        return Some(None);
    }
    let Some(quotas) = Quotas::of_crew(simulator, crew, terms) else {
        return Some(None);
    };
    let tiers = main
        .tiers
        .iter()
        .enumerate()
        .map(|(ix, tier)| TierOfMonths {
            above: tier.above,
            next: main.tiers.get(ix + 1).map(|next| next.above),
            multipliers: (0..n_months)
                .map(|month| tier.multiplier.at(0, month))
                .collect(),
        });
    let ends =
        |&month: &usize| month + 1 == n_months || plan.calendar.ends_period(terms.period, month);
    let mut begins = 0;
    let periods = (0..n_months)
        .filter(ends)
        .map(|last| std::mem::replace(&mut begins, last + 1)..last + 1);
    let periods: Vec<Range<usize>> = periods.collect();
    let of_period = |(ix, period): (usize, &Range<usize>)| vec![ix; period.len()];
    let period_of = periods.iter().enumerate().flat_map(of_period);
    Some(Some(Payees {
        seats: crew.seats.clone(),
        period_of: period_of.collect(),
        periods,
        tiers: tiers.collect(),
        rate: Rate::of_crew(simulator, crew, terms),
        quotas,
        first: 0,
        undisturbed: Vec::new(),
        leavers: Vec::new(),
    }))
}

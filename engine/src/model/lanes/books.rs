//! Books: who was there, what that costs and what it pays, for plans whose pay is simple enough to be worked out in columns.

use super::crews::{Crew, PayTerms, Ramped};
use super::pay;
use super::staffing::Staffing;
use crate::comp::Measure as Counts;
use crate::flows::Spell;
use crate::kernel::simd::Level;
use crate::measure::{Cut, Measure};
use crate::model::tally::micro;
use crate::model::trial::Simulator;
use crate::units::{Hours, Money};

/// Millionths of a month.
const MONTH: i64 = 1_000_000;

/// What people of a role come to in a month.
#[derive(Clone, Copy, Debug, Default)]
struct OfRole {
    /// Those who are there for all of it and neither join nor leave; what they come to is added in the end.
    n_plain: i64,
    present: i64,
    ramped: i64,
    hours: i64,
    hires: i64,
    leavers: i64,
    base: i64,
    load: i64,
    tools: i64,
    hiring: i64,
    pay: i64,
}

/// What a seat comes to in a fiscal year.
#[derive(Clone, Copy, Debug, Default)]
struct OfSeat {
    present: i64,
    ramped: i64,
    wins: i64,
    bookings: i64,
    pay: i64,
    settled: i64,
    at_quota: i64,
}

/// Columns of a trial; a row is a seat, and those of a crew stand together.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    n_rows: usize,
    /// By month and row: whether somebody is there, quota added, value and number of deals won, whoever
    /// is there.
    present: Vec<bool>,
    quota_added: Vec<f64>,
    won: Vec<i64>,
    n_won: Vec<i64>,
    /// Rows of those who leave, by month.
    leavers: Vec<Vec<usize>>,
    /// By month and role.
    of_role: Vec<OfRole>,
    /// By fiscal year and row.
    of_seat: Vec<OfSeat>,
    standing: pay::Standings,
}

impl Books {
    pub(super) fn clear(&mut self, n_rows: usize, n_months: usize, n_roles: usize, n_years: usize) {
        self.n_rows = n_rows;
        fill(&mut self.present, n_rows * n_months, false);
        fill(&mut self.quota_added, n_rows * n_months, 0.0);
        fill(&mut self.won, n_rows * n_months, 0);
        fill(&mut self.n_won, n_rows * n_months, 0);
        fill(&mut self.of_role, n_roles * n_months, OfRole::default());
        fill(&mut self.of_seat, n_rows * n_years, OfSeat::default());
        self.leavers.resize_with(n_months, Vec::new);
        self.leavers.iter_mut().for_each(Vec::clear);
        self.standing.clear(n_rows);
    }

    /// Takes note of the rates that follow from what reaching a quota is worth.
    pub(super) fn set_rates(&mut self, simulator: &Simulator<'_>, crews: &[Crew]) {
        for crew in crews {
            if let Some(terms) = &crew.pay {
                let seats = (crew.role, &crew.seats[..]);
                let rows = crew.rows.clone();
                self.standing.set_rates(simulator, seats, rows, terms);
            }
        }
    }

    /// Counts a deal that is won in a month, whoever is there.
    #[inline]
    pub(super) fn win(&mut self, month: usize, row: usize, amount: i64) {
        let place = month * self.n_rows + row;
        self.won[place] += amount;
        self.n_won[place] += 1;
    }

    /// Counts who is there, and what that costs.
    pub(super) fn count_people(
        &mut self,
        simulator: &Simulator<'_>,
        staffing: &Staffing,
        (crews, row_of): (&mut [Crew], &[(usize, usize)]),
    ) {
        let n_roles = simulator.plan.workforce.roles.len();
        for stint in &staffing.stints {
            let (crew, row) = row_of[stint.seat];
            let crew = &mut crews[crew];
            let (whole_from, first_tenure) = stint.whole_months().unwrap_or((usize::MAX, 0));
            let (joins, leaves) = stint.joins_and_leaves();
            let months = usize::from(stint.months.start)..usize::from(stint.months.end);
            let (first, last) = (months.start, months.end - 1);
            for month in months {
                let is_plain = (month > first || !joins) && (month < last || !leaves);
                let place = month * self.n_rows + row;
                self.present[place] = true;
                let sums = &mut self.of_role[month * n_roles + crew.role];
                if is_plain && month >= whole_from {
                    let tenure = first_tenure + month - whole_from;
                    let workforce = &simulator.plan.workforce;
                    let spell = || stint.spell_of(month);
                    if let Some(ramped) = crew.ramped(workforce, tenure, spell) {
                        let of = &crew.months[month];
                        let quota = of.quotas[row - crew.rows.start];
                        let months = if crew.quota_ramps {
                            ramped.by_role
                        } else {
                            1.0
                        };
                        self.quota_added[place] = quota * months;
                        sums.n_plain += 1;
                        sums.ramped += ramped.micro;
                        sums.hours += Hours::round(of.hours * ramped.months).micro();
                        let year = &mut self.of_seat[of.year * self.n_rows + row];
                        year.present += MONTH;
                        year.ramped += ramped.micro;
                        continue;
                    }
                }
                let spell = stint.spell_of(month);
                let of = Ramped::of(&simulator.plan.workforce, &spell);
                self.quota_added[place] = crew.quota(simulator, &spell, &of, month);
                let present = micro(spell.to - spell.from);
                let hours = simulator.selling_hours(crew.role, month) * of.months;
                sums.present += present;
                sums.ramped += of.micro;
                sums.hours += Hours::round(hours).micro();
                sums.hires += i64::from(spell.joined);
                sums.leavers += i64::from(spell.left);
                pay_fixed(simulator, crew.role, &spell, month, sums);
                if spell.left {
                    self.leavers[month].push(row);
                }
                let year = &mut self.of_seat[simulator.fiscal_year[month] * self.n_rows + row];
                year.present += present;
                year.ramped += of.micro;
            }
        }
        for crew in crews {
            for (month, of) in crew.months.iter().enumerate() {
                let sums = &mut self.of_role[month * n_roles + crew.role];
                sums.present += sums.n_plain * MONTH;
                let [base, load, tools] = of.fixed.map(|each| each * sums.n_plain);
                sums.base += base;
                sums.load += load;
                sums.tools += tools;
            }
        }
    }

    /// Pays everybody month by month, and writes all that was counted; `None` if a sum is too great for columns.
    pub(super) fn close(
        &mut self,
        simulator: &mut Simulator<'_>,
        crews: &[Crew],
        level: Level,
    ) -> Option<()> {
        let n_months = simulator.plan.calendar.n_months();
        for month in 0..n_months {
            let year = simulator.fiscal_year[month];
            let (mut unsettled, mut settled) = (0, 0);
            for crew in crews {
                let rows = crew.rows.clone();
                let cells = month * self.n_rows + rows.start..month * self.n_rows + rows.end;
                let present = &self.present[cells.clone()];
                mask(present, &mut self.won[cells.clone()]);
                mask(present, &mut self.n_won[cells.clone()]);
                let years = &mut self.of_seat[year * self.n_rows..][rows.clone()];
                for ((seat, won), n) in years
                    .iter_mut()
                    .zip(&self.won[cells.clone()])
                    .zip(&self.n_won[cells.clone()])
                {
                    seat.bookings += won;
                    seat.wins += n;
                }
                let Some(terms) = &crew.pay else { continue };
                let credited = match terms.measure {
                    Counts::Wins => &self.n_won,
                    _ => &self.won,
                };
                let added = &self.quota_added[cells.clone()];
                let street =
                    self.standing
                        .add(level, rows.clone(), present, (&credited[cells], added))?;
                if terms.measure == Counts::Bookings {
                    simulator.tally.company(Measure::StreetQuota, month, street);
                }
                self.standing
                    .earn(level, rows.clone(), terms, simulator, month)?;
                let is_last = month + 1 == n_months;
                let ends = is_last || simulator.plan.calendar.ends_period(terms.period, month);
                unsettled += self.standing.earned_of(rows.clone());
                let leavers = &self.leavers[month];
                let leaving = leavers.iter().copied().filter(|row| rows.contains(row));
                let pay = if ends {
                    let there = |row: &usize| self.present[month * self.n_rows + row];
                    let all = rows.clone().filter(there);
                    settle(
                        &mut self.standing,
                        years,
                        simulator,
                        (crew, terms, month),
                        all,
                    )
                } else {
                    settle(
                        &mut self.standing,
                        years,
                        simulator,
                        (crew, terms, month),
                        leaving,
                    )
                };
                unsettled -= pay;
                settled += pay;
                let roles = simulator.plan.workforce.roles.len();
                self.of_role[month * roles + crew.role].pay += pay;
                self.close_year(simulator, crew, month);
            }
            self.count_wins_of_territories(simulator, crews, month);
            simulator.settled += Money::from_minor(settled);
            simulator.unsettled += Money::from_minor(unsettled);
            simulator.pay_what_is_due(month);
            self.write_month(simulator, month);
            simulator.close_books(month);
        }
        self.write_seats(simulator, crews);
        Some(())
    }

    /// Quota and credit of the seats in a fiscal year that ends.
    fn close_year(&mut self, simulator: &mut Simulator<'_>, crew: &Crew, month: usize) {
        let year = simulator.fiscal_year[month];
        if simulator.fiscal_year.get(month + 1) == Some(&year) {
            return;
        }
        for (row, &seat) in crew.rows.clone().zip(&crew.seats) {
            let [credited, quota] = self.standing.take_year(row);
            let tally = &mut simulator.tally;
            tally.add(Cut::Seat, seat, Measure::Credited, year, credited);
            tally.add(Cut::Seat, seat, Measure::Quota, year, quota);
        }
    }

    fn count_wins_of_territories(
        &self,
        simulator: &mut Simulator<'_>,
        crews: &[Crew],
        month: usize,
    ) {
        if simulator.plan.dimensions.territories.is_empty() {
            return;
        }
        for crew in crews {
            for (row, &seat) in crew.rows.clone().zip(&crew.seats) {
                let Some(territory) = simulator.plan.workforce.seats[seat].territory else {
                    continue;
                };
                let place = month * self.n_rows + row;
                let tally = &mut simulator.tally;
                for (measure, value) in [
                    (Measure::Wins, self.n_won[place]),
                    (Measure::Bookings, self.won[place]),
                ] {
                    tally.add(Cut::Territory, territory, measure, month, value);
                }
            }
        }
    }

    fn write_month(&self, simulator: &mut Simulator<'_>, month: usize) {
        let n_roles = simulator.plan.workforce.roles.len();
        for role in 0..n_roles {
            let of = self.of_role[month * n_roles + role];
            let capacity = &simulator.plan.workforce.roles[role].capacity_per_year;
            let carries_capacity = capacity.at(0, month) > 0.0;
            let tally = &mut simulator.tally;
            for (measure, value) in [
                (Measure::Headcount, of.present),
                (Measure::Rre, of.ramped),
                (Measure::HoursAvailable, of.hours),
                (Measure::Hires, of.hires),
                (Measure::Leavers, of.leavers),
                (Measure::BasePay, of.base),
                (Measure::VariablePay, of.pay),
            ] {
                tally.add(Cut::Role, role, measure, month, value);
            }
            for (measure, value) in [
                (Measure::Headcount, of.present),
                (Measure::Hires, of.hires),
                (Measure::Leavers, of.leavers),
                (Measure::BasePay, of.base),
                (Measure::Load, of.load),
                (Measure::Tools, of.tools),
                (Measure::HiringCost, of.hiring),
                (Measure::VariablePay, of.pay),
            ] {
                tally.company(measure, month, value);
            }
            if carries_capacity {
                tally.company(Measure::Rre, month, of.ramped);
            }
        }
    }

    fn write_seats(&self, simulator: &mut Simulator<'_>, crews: &[Crew]) {
        for (year, rows) in self.of_seat.chunks_exact(self.n_rows.max(1)).enumerate() {
            for crew in crews {
                for (of, &seat) in rows[crew.rows.clone()].iter().zip(&crew.seats) {
                    for (measure, value) in [
                        (Measure::Headcount, of.present),
                        (Measure::Rre, of.ramped),
                        (Measure::Wins, of.wins),
                        (Measure::Bookings, of.bookings),
                        (Measure::VariablePay, of.pay),
                        (Measure::SettledWithQuota, of.settled),
                        (Measure::SettledAtQuota, of.at_quota),
                    ] {
                        simulator.tally.add(Cut::Seat, seat, measure, year, value);
                    }
                }
            }
        }
    }
}

/// Settles what rows have earned, and returns what it pays.
fn settle(
    standing: &mut pay::Standings,
    years: &mut [OfSeat],
    simulator: &mut Simulator<'_>,
    (crew, terms, month): (&Crew, &PayTerms, usize),
    rows: impl Iterator<Item = usize>,
) -> i64 {
    let plan_ix = terms.plan;
    let load = simulator.plan.workforce.roles[crew.role].load.at(0, month);
    let mut sum = pay::Settled::default();
    let mut loads = 0;
    for row in rows {
        let settled = standing.settle(row);
        let of_seat = &mut years[row - crew.rows.start];
        of_seat.pay += settled.pay;
        of_seat.settled += settled.with_quota;
        of_seat.at_quota += settled.at_quota;
        loads += Money::from_minor(settled.pay).share(load).minor();
        sum.add(&settled);
    }
    let tally = &mut simulator.tally;
    tally.company(Measure::Load, month, loads);
    tally.company(Measure::SettledWithQuota, month, sum.with_quota);
    tally.company(Measure::SettledAtQuota, month, sum.at_quota);
    tally.add(Cut::Plan, plan_ix, Measure::VariablePay, month, sum.pay);
    tally.add(Cut::Plan, plan_ix, Measure::Commission, month, sum.pay);
    let row = simulator.first_component[plan_ix];
    for (measure, value) in [
        (Measure::VariablePay, sum.pay),
        (Measure::Settlements, sum.settlements),
        (Measure::Credited, sum.credited),
        (Measure::Quota, sum.quota),
        (Measure::TargetPay, sum.target),
    ] {
        tally.add(Cut::Component, row, measure, month, value);
    }
    let due = month + simulator.plan.comp.plans[plan_ix].payment_lag;
    if let Some(payable) = simulator.payable.get_mut(due) {
        *payable += Money::from_minor(sum.pay);
    }
    sum.pay
}

/// What a stay costs whatever is won: base pay and what goes with it, tools, hiring.
#[inline]
fn pay_fixed(
    simulator: &Simulator<'_>,
    role: usize,
    spell: &Spell,
    month: usize,
    sums: &mut OfRole,
) {
    let [base, load, tools, hiring] = simulator.fixed_pay(role, spell, month);
    sums.base += base.minor();
    sums.load += load.minor();
    sums.tools += tools.minor();
    sums.hiring += hiring.minor();
}

impl Ramped {
    /// Of a stay.
    pub(super) fn of(workforce: &crate::workforce::Workforce, spell: &Spell) -> Self {
        let months = workforce.ramped_months(spell);
        Self {
            months,
            by_role: workforce.usual_months(spell, (spell.from, spell.to)),
            micro: micro(months),
        }
    }
}

fn fill<T: Copy>(column: &mut Vec<T>, n: usize, value: T) {
    column.clear();
    column.resize(n, value);
}

/// Puts 0 where nobody is there.
fn mask(present: &[bool], column: &mut [i64]) {
    for (value, &present) in column.iter_mut().zip(present) {
        *value &= -i64::from(present);
    }
}

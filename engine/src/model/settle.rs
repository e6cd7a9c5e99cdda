//! The close of a month: what people earned and cost, and what bound.

use super::tally::{bounds, micro};
use super::trial::Simulator;
use crate::comp::payout::Settlement;
use crate::comp::{Credit as CreditRule, Measure as PlanMeasure, Plan};
use crate::flows::Spell;
use crate::measure::{Cut, Measure};
use crate::units::{Hours, Money};
use crate::workforce::SeatStart;

/// Share of selling hours worked from which a role counts as the bottleneck of a month.
const FULLY_USED: f64 = 0.95;
/// Share of leads lost for lack of capacity from which capacity counts as what bound a month.
const EXPIRED_SHARE: f64 = 0.01;

/// What somebody is credited with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Credit {
    pub(super) bookings: Money,
    pub(super) opportunities: i64,
}

impl Credit {
    #[allow(
        clippy::cast_precision_loss,
        reason = "amounts and counts stay far below 2^53"
    )]
    fn of(self, measure: PlanMeasure) -> f64 {
        match measure {
            PlanMeasure::Bookings => self.bookings.as_f64(),
            PlanMeasure::Opportunities => self.opportunities as f64,
        }
    }
}

/// How the person in a seat stands in the current settlement period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    credited: f64,
    quota: f64,
}

impl Simulator<'_> {
    /// Settles a month that is over.
    pub(super) fn close_month(&mut self, month: usize) {
        let spells = std::mem::take(&mut self.spells);
        for (ix, spell) in spells.iter().enumerate() {
            self.count_person(spell, month);
            self.pay_fixed(spell, month);
            self.settle_variable(ix, spell, month);
        }
        self.spells = spells;
        self.settle_period_ends(month);
        self.count_capacity(month);
        self.count_bottleneck(month);
        self.close_books(month);
        self.count_customers(month);
        self.leave_at_month_end(month);
    }

    fn ramped_months(&self, spell: &Spell) -> f64 {
        let role = self.plan.workforce.seats[spell.seat].role;
        let ramp = &self.plan.workforce.roles[role].ramp;
        ramp.months_between(spell.from - spell.ready, spell.to - spell.ready)
    }

    fn count_person(&mut self, spell: &Spell, month: usize) {
        let (role, year) = (
            self.plan.workforce.seats[spell.seat].role,
            self.fiscal_year[month],
        );
        let (present, ramped) = (
            micro(spell.to - spell.from),
            micro(self.ramped_months(spell)),
        );
        self.tally.company(Measure::Headcount, month, present);
        self.tally
            .add(Cut::Role, role, Measure::Headcount, month, present);
        self.tally
            .add(Cut::Seat, spell.seat, Measure::Headcount, year, present);
        self.tally.add(Cut::Role, role, Measure::Rre, month, ramped);
        self.tally
            .add(Cut::Seat, spell.seat, Measure::Rre, year, ramped);
        if self.carries_capacity(role, month) {
            self.tally.company(Measure::Rre, month, ramped);
        }
        let hours = self.selling_hours(role, month) * self.ramped_months(spell);
        self.tally.add(
            Cut::Role,
            role,
            Measure::HoursAvailable,
            month,
            Hours::round(hours).micro(),
        );
        for (measure, happened) in [
            (Measure::Hires, spell.joined),
            (Measure::Leavers, spell.left),
        ] {
            self.tally.company(measure, month, i64::from(happened));
            self.tally
                .add(Cut::Role, role, measure, month, i64::from(happened));
        }
    }

    /// Whether a role's people are what the plan counts as capacity.
    fn carries_capacity(&self, role: usize, month: usize) -> bool {
        self.plan.workforce.roles[role]
            .capacity_per_year
            .at(0, month)
            > 0.0
    }

    fn pay_fixed(&mut self, spell: &Spell, month: usize) {
        let seat = &self.plan.workforce.seats[spell.seat];
        let role = &self.plan.workforce.roles[seat.role];
        let present = spell.to - spell.from;
        let base = Money::round(role.base_per_year.at(0, month) / 12.0 * present);
        let load = base.share(role.load.at(0, month));
        let tools = Money::round(role.tools_per_month.at(0, month) * present);
        let joining = f64::from(u8::from(spell.joined));
        let hiring = Money::round(
            (role.hiring_cost.at(0, month) + role.onboarding_cost.at(0, month)) * joining,
        );
        let role_ix = seat.role;
        self.tally
            .add(Cut::Role, role_ix, Measure::BasePay, month, base.minor());
        for (measure, amount) in [
            (Measure::BasePay, base),
            (Measure::Load, load),
            (Measure::Tools, tools),
            (Measure::HiringCost, hiring),
        ] {
            self.tally.company(measure, month, amount.minor());
        }
    }

    fn plan_of(&self, seat: usize) -> Option<usize> {
        let role = self.plan.workforce.seats[seat].role;
        self.plan
            .plans
            .iter()
            .position(|plan| plan.roles.contains(&role))
    }

    /// Quota of a seat a year, in the measure of its plan.
    fn quota_per_year(&self, plan: &Plan, seat: usize, month: usize) -> f64 {
        let seat = &self.plan.workforce.seats[seat];
        seat.quota_per_year
            .unwrap_or_else(|| plan.quota_per_year.at(seat.role, month))
    }

    fn settle_variable(&mut self, ix: usize, spell: &Spell, month: usize) {
        let Some(plan_ix) = self.plan_of(spell.seat) else {
            return;
        };
        let plan = &self.plan.plans[plan_ix];
        let present = if plan.ramped_quota {
            self.ramped_months(spell)
        } else {
            spell.to - spell.from
        };
        let quota = self.quota_per_year(plan, spell.seat, month) / 12.0 * present;
        let credited = self.credited(plan, ix, spell);
        let carries_street_quota =
            plan.credit == CreditRule::Own && plan.measure == PlanMeasure::Bookings;
        let year = self.fiscal_year[month];
        if carries_street_quota {
            self.tally
                .company(Measure::StreetQuota, month, Money::round(quota).minor());
        }
        self.tally.add(
            Cut::Seat,
            spell.seat,
            Measure::Quota,
            year,
            Money::round(quota).minor(),
        );
        self.tally.add(
            Cut::Seat,
            spell.seat,
            Measure::Credited,
            year,
            Money::round(credited).minor(),
        );
        self.standings[spell.seat].quota += quota;
        self.standings[spell.seat].credited += credited;
        if spell.left {
            self.settle(spell.seat, plan_ix, month);
            // The attainment is the leaver's: whoever comes next begins without one.
            self.roster.set_attainment(spell.seat, None);
        }
    }

    fn credited(&self, plan: &Plan, ix: usize, spell: &Spell) -> f64 {
        let territory = self.plan.workforce.seats[spell.seat].territory;
        let markets = self.market_credits.iter().enumerate();
        let team = |covers: &dyn Fn(usize) -> bool| -> f64 {
            markets
                .filter(|&(market, _)| covers(market))
                .map(|(_, credit)| credit.of(plan.measure))
                .sum()
        };
        match plan.credit {
            CreditRule::Own => self.credits[ix].of(plan.measure),
            // Team results of the month count for as much of it as the person was there.
            CreditRule::Territory => {
                let covers =
                    |m: usize| territory.is_none_or(|t| self.plan.territories.areas[t].markets[m]);
                team(&covers) * (spell.to - spell.from)
            }
            CreditRule::Company => team(&|_| true) * (spell.to - spell.from),
        }
    }

    fn settle_period_ends(&mut self, month: usize) {
        let last = month + 1 == self.plan.calendar.n_months();
        for seat in 0..self.plan.workforce.seats.len() {
            let Some(plan) = self.plan_of(seat) else {
                continue;
            };
            if last
                || self
                    .plan
                    .calendar
                    .ends_period(self.plan.plans[plan].period, month)
            {
                self.settle(seat, plan, month);
            }
        }
    }

    /// Pays a person's period and remembers the attainment.
    fn settle(&mut self, seat: usize, plan_ix: usize, month: usize) {
        let standing = std::mem::take(&mut self.standings[seat]);
        if standing.quota <= 0.0 && standing.credited <= 0.0 {
            return;
        }
        let (plan, role_ix) = (
            &self.plan.plans[plan_ix],
            self.plan.workforce.seats[seat].role,
        );
        let role = &self.plan.workforce.roles[role_ix];
        let full_quota = self.quota_per_year(plan, seat, month);
        let rate = plan.base_rate(role.incentive_per_year.at(0, month), full_quota, month);
        let settled = Settlement {
            credited: standing.credited,
            quota: standing.quota,
            rate,
        };
        let pay = plan.payout(settled, month);
        let load = pay.share(role.load.at(0, month));
        self.tally.company(Measure::VariablePay, month, pay.minor());
        self.tally.company(Measure::Load, month, load.minor());
        self.tally
            .add(Cut::Role, role_ix, Measure::VariablePay, month, pay.minor());
        let year = self.fiscal_year[month];
        self.tally
            .add(Cut::Seat, seat, Measure::VariablePay, year, pay.minor());
        if let Some(attainment) = settled.attainment() {
            let at_quota = i64::from(attainment >= 1.0);
            for (measure, n) in [
                (Measure::SettledWithQuota, 1),
                (Measure::SettledAtQuota, at_quota),
            ] {
                self.tally.company(measure, month, n);
                self.tally.add(Cut::Seat, seat, measure, year, n);
            }
            self.roster.set_attainment(seat, Some(attainment));
        }
    }

    /// The waterfall from all seats to the ramped capacity.
    fn count_capacity(&mut self, month: usize) {
        let (_, end) = bounds(month);
        let (mut budgeted, mut present, mut ramped) = (0.0, 0.0, 0.0);
        for seat in &self.plan.workforce.seats {
            let opens = if let SeatStart::Opens { at } = seat.start {
                at
            } else {
                0.0
            };
            let capacity = self.plan.workforce.roles[seat.role]
                .capacity_per_year
                .at(0, month)
                / 12.0;
            budgeted += capacity * (end - opens).clamp(0.0, 1.0);
        }
        for spell in &self.spells {
            let role = self.plan.workforce.seats[spell.seat].role;
            let capacity = self.plan.workforce.roles[role]
                .capacity_per_year
                .at(0, month)
                / 12.0;
            present += capacity * (spell.to - spell.from);
            ramped += capacity * self.ramped_months(spell);
        }
        let [budgeted, present, ramped] = [budgeted, present, ramped].map(Money::round);
        for (measure, amount) in [
            (Measure::CapacityBudgeted, budgeted),
            (Measure::CapacityVacant, budgeted - present),
            (Measure::CapacityRamping, present - ramped),
            (Measure::Capacity, ramped),
        ] {
            self.tally.company(measure, month, amount.minor());
        }
    }

    /// Whether capacity, not leads, was what bound the month: a role had (nearly) no hour left, or leads expired.
    fn count_bottleneck(&mut self, month: usize) {
        let mut bound = false;
        for role in 0..self.plan.dimensions.roles.len() {
            let used = self
                .tally
                .so_far(Cut::Role, role, Measure::HoursUsed, month);
            let available = self
                .tally
                .so_far(Cut::Role, role, Measure::HoursAvailable, month);
            bound |= used > 0 && ratio(used, available) >= FULLY_USED;
        }
        let expired = self.tally.so_far(Cut::Company, 0, Measure::Expired, month);
        let leads = self.tally.so_far(Cut::Company, 0, Measure::Leads, month);
        bound |= expired > 0 && ratio(expired, leads) >= EXPIRED_SHARE;
        self.tally
            .company(Measure::CapacityBound, month, i64::from(bound));
    }

    fn close_books(&mut self, month: usize) {
        let finance = &self.plan.finance;
        let marketing = Money::round(finance.marketing_per_month.at(0, month)).minor();
        let overhead = Money::round(finance.overhead_per_month.at(0, month)).minor();
        self.tally.company(Measure::Marketing, month, marketing);
        self.tally.company(Measure::Overhead, month, overhead);
        let parts = [
            Measure::BasePay,
            Measure::VariablePay,
            Measure::Load,
            Measure::HiringCost,
            Measure::Tools,
            Measure::Marketing,
            Measure::Overhead,
        ];
        let cost: i64 = parts
            .iter()
            .map(|&part| self.tally.so_far(Cut::Company, 0, part, month))
            .sum();
        let margin = self
            .tally
            .so_far(Cut::Company, 0, Measure::GrossMargin, month);
        self.tally.company(Measure::Cost, month, cost);
        self.tally
            .company(Measure::Contribution, month, margin - cost);
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a ratio of counts needs no more than 53 bits"
)]
fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        f64::INFINITY
    } else {
        part as f64 / whole as f64
    }
}

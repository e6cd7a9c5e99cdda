//! The close of a month: what people earned and cost, and what bound.

use super::tally::{bounds, micro};
use super::trial::Simulator;
use crate::flows::Spell;
use crate::measure::{Cut, Measure};
use crate::units::{Hours, Money};
use crate::workforce::SeatStart;

/// Share of selling hours worked from which a role counts as the bottleneck of a month.
const FULLY_USED: f64 = 0.95;
/// Share of leads lost for lack of capacity from which capacity counts as what bound a month.
const EXPIRED_SHARE: f64 = 0.01;

impl Simulator<'_> {
    /// Settles a month that is over.
    pub(super) fn close_month(&mut self, month: usize) {
        self.credit_cash(month);
        self.close_pools(month);
        self.close_pay_and_books(month);
        self.count_accounts(month);
        self.count_customers(month);
        self.leave_at_month_end(month);
    }

    /// Pays everybody for the month, and counts who was there and what bound.
    pub(super) fn close_pay_and_books(&mut self, month: usize) {
        let spells = std::mem::take(&mut self.spells);
        for (ix, spell) in spells.iter().enumerate() {
            self.count_person(spell, month);
            self.pay_fixed(spell, month);
            self.pay_variable(ix, spell, month);
        }
        self.spells = spells;
        self.pay_what_is_due(month);
        self.count_capacity(month);
        self.count_bottleneck(month);
        self.close_books(month);
    }

    pub(super) fn ramped_months(&self, spell: &Spell) -> f64 {
        self.plan.workforce.ramped_months(spell)
    }

    fn count_person(&mut self, spell: &Spell, month: usize) {
        let (role, year) = (
            self.plan.workforce.seats[spell.seat].role,
            self.fiscal_year[month],
        );
        let ramped_months = self.ramped_months(spell);
        let (present, ramped) = (micro(spell.to - spell.from), micro(ramped_months));
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
        // Hours of those who deliver are those of their pool.
        if self.delivery.pool_of_role(role).is_none() {
            let hours = self.selling_hours(role, month) * ramped_months;
            self.tally.add(
                Cut::Role,
                role,
                Measure::HoursAvailable,
                month,
                Hours::round(hours).micro(),
            );
        }
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
        let role_ix = self.plan.workforce.seats[spell.seat].role;
        let [base, load, tools, hiring] = self.fixed_pay(role_ix, spell, month);
        self.tally
            .add(Cut::Role, role_ix, Measure::BasePay, month, base.minor());
        if let Some(pool) = self.delivery.pool_of_role(role_ix) {
            return self.cost_of_delivery(pool, month, base + load + tools + hiring);
        }
        for (measure, amount) in [
            (Measure::BasePay, base),
            (Measure::Load, load),
            (Measure::Tools, tools),
            (Measure::HiringCost, hiring),
        ] {
            self.tally.company(measure, month, amount.minor());
        }
    }

    /// Base pay of a stay, the employer's cost on top of it, tools, and what hiring has cost.
    #[inline]
    pub(super) fn fixed_pay(&self, role: usize, spell: &Spell, month: usize) -> [Money; 4] {
        let role = &self.plan.workforce.roles[role];
        let present = spell.to - spell.from;
        let base = Money::round(role.base_per_year.at(0, month) / 12.0 * present);
        let load = base.share(role.load.at(0, month));
        let tools = Money::round(role.tools_per_month.at(0, month) * present);
        let joining = f64::from(u8::from(spell.joined));
        let hiring = Money::round(
            (role.hiring_cost.at(0, month) + role.onboarding_cost.at(0, month)) * joining,
        );
        [base, load, tools, hiring]
    }

    /// Months from a person's first day to the end of a stay.
    pub(super) fn tenure(&self, spell: &Spell) -> f64 {
        let role = self.plan.workforce.seats[spell.seat].role;
        let onboarding = self.plan.workforce.roles[role].onboarding.at(0, 0);
        spell.to - (spell.ready - onboarding)
    }

    /// The waterfall from all seats to the ramped capacity.
    pub(super) fn count_capacity(&mut self, month: usize) {
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
            if capacity > 0.0 {
                present += capacity * (spell.to - spell.from);
                ramped += capacity * self.ramped_months(spell);
            }
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

    /// Whether capacity, not leads, was what bound the month: a role had (nearly) no hour left, or leads expired. What
    /// bound a month that has happened is not known.
    fn count_bottleneck(&mut self, month: usize) {
        if month < self.plan.calendar.n_history() {
            return;
        }
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

    /// Whether the cost of sales of a period had come to its budget when the month was over, and whether leads were what
    /// bound: nothing else did. What bound a month that has happened is not known.
    fn count_what_else_bound(&mut self, month: usize) {
        if month < self.plan.calendar.n_history() || !self.plan.may_be_bound_otherwise() {
            return;
        }
        let so_far = |measure, month| self.tally.so_far(Cut::Company, 0, measure, month);
        let mut budgets = self.plan.finance.budgets.iter();
        let is_used_up = budgets.any(|budget| {
            let spent = || (budget.months.start..=month).map(|month| so_far(Measure::Cost, month));
            budget.months.contains(&month) && spent().sum::<i64>() >= budget.cost.minor()
        });
        let pools = self.plan.supply.as_ref().map_or(0, |s| s.pools.len());
        let others = [
            (Measure::CapacityBound, true),
            (Measure::SupplyBound, pools > 0),
            (Measure::StockBound, self.has_stock()),
        ];
        let others = others.into_iter().filter(|(_, is_there)| *is_there);
        let is_bound = others
            .map(|(measure, _)| so_far(measure, month))
            .sum::<i64>()
            > 0;
        if !self.plan.finance.budgets.is_empty() {
            self.tally
                .company(Measure::BudgetBound, month, i64::from(is_used_up));
        }
        let leads = i64::from(!is_bound && !is_used_up);
        self.tally.company(Measure::LeadsBound, month, leads);
    }

    pub(super) fn close_books(&mut self, month: usize) {
        let finance = &self.plan.finance;
        let marketing = Money::round(finance.marketing_per_month.at(0, month));
        let marketing = (marketing + self.plan.demand.spend(month)).minor();
        let overhead = Money::round(finance.overhead_per_month.at(0, month)).minor();
        self.tally.company(Measure::Marketing, month, marketing);
        self.tally.company(Measure::Overhead, month, overhead);
        let initiatives: Money = self.plan.initiatives.iter().map(|i| i.cost(month)).sum();
        if initiatives != Money::ZERO {
            self.tally
                .company(Measure::Initiatives, month, initiatives.minor());
        }
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
        let cost = cost + self.further_cost(month);
        let margin = self
            .tally
            .so_far(Cut::Company, 0, Measure::GrossMargin, month);
        let earned = margin - self.margin_put_off();
        self.tally.company(Measure::Cost, month, cost);
        self.tally.company(
            Measure::Contribution,
            month,
            earned - cost - self.delivered_for(month),
        );
        self.count_what_else_bound(month);
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

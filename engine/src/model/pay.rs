//! Payday in a trial: what each person's month pays is counted, remembered and falls due.

use super::chronicle::{Happening, Pay};
use super::payroll::{Month, Payday, Person, Settled};
use super::tally::bounds;
use super::trial::Simulator;
use crate::comp::Objective;
use crate::comp::component::Standing;
use crate::comp::line::Kind;
use crate::flows::{Future, Spell};
use crate::kernel::stream::EntityKey;
use crate::measure::{Cut, Measure};
use crate::purpose;
use crate::units::Money;

/// What has been added to the standing of a seat in a fiscal year. It is counted in whole minor units or things, each
/// month what the sum so far has grown by, so that a quota of 5 deals a year counts as 5 in the end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct YearToDate {
    year: usize,
    standing: Standing,
}

impl YearToDate {
    /// Adds a month; returns by how much quota and credit have grown in whole units.
    fn add(&mut self, year: usize, added: Standing) -> [(Measure, i64); 2] {
        if self.year != year {
            *self = Self {
                year,
                standing: Standing::default(),
            };
        }
        let before = self.standing;
        self.standing.add(added);
        let grown = |from: f64, to: f64| Money::round(to).minor() - Money::round(from).minor();
        [
            (Measure::Quota, grown(before.quota, self.standing.quota)),
            (
                Measure::Credited,
                grown(before.credited, self.standing.credited),
            ),
        ]
    }
}

impl Simulator<'_> {
    /// Closes a month's pay for one person.
    pub(super) fn pay_variable(&mut self, stay: usize, spell: &Spell, month: usize) {
        let Some(plan_ix) = self.payroll.plan_ix(spell.seat) else {
            return;
        };
        let mut payday = std::mem::take(&mut self.payday);
        let closing = Month {
            model: &self.plan,
            ix: month,
            last: month + 1 == self.plan.calendar.n_months(),
        };
        let future = self.future;
        let keys = &self.plan.workforce.seats;
        let (known, has_happened) = (&self.scores, month < self.plan.calendar.n_history());
        let score = |(ix, objective): (usize, &Objective), person: Person| {
            // What the actual credits do not say was not reached.
            let known = known.of(person.seat, ix).or(has_happened.then_some(0.0));
            if let Some(score) = known {
                return score;
            }
            let entity = EntityKey(objective.key.0 ^ keys[person.seat].key.0.rotate_left(17));
            score(objective, future, entity, month, person.nth)
        };
        self.payroll
            .close(closing, stay, spell, &score, &mut payday);
        self.scores.settle(&self.plan, spell, month);
        self.count_standing(spell, plan_ix, &payday, month);
        self.count_pay(spell, plan_ix, &payday, month);
        for settled in &payday.settled {
            self.count_settled(spell, plan_ix, settled, month);
        }
        if spell.left {
            // The attainment is the leaver's: whoever comes next begins without one.
            self.roster.set_attainment(spell.seat, None);
        }
        if !payday.lines.is_empty() || !payday.settled.is_empty() {
            let (_, end) = bounds(month);
            self.note(end, |_| {
                Happening::Pays(Pay::of(spell.seat, month, spell.left, &payday))
            });
        }
        self.payday = payday;
    }

    /// What the month adds to the quota and the credit of a seat.
    fn count_standing(&mut self, spell: &Spell, plan_ix: usize, payday: &Payday, month: usize) {
        let (seat, year) = (spell.seat, self.fiscal_year[month]);
        let added = payday.added;
        if self.plan.comp.plans[plan_ix].makes_street_quota() {
            let quota = Money::round(added.quota).minor();
            self.tally.company(Measure::StreetQuota, month, quota);
        }
        for (measure, value) in self.years_to_date[seat].add(year, added) {
            self.tally.add(Cut::Seat, seat, measure, year, value);
        }
        let role = self.plan.workforce.seats[seat].role;
        if self.delivery.pool_of_role(role).is_none() {
            self.unsettled += payday.unsettled;
        }
    }

    fn count_pay(&mut self, spell: &Spell, plan_ix: usize, payday: &Payday, month: usize) {
        let role_ix = self.plan.workforce.seats[spell.seat].role;
        let pay = payday.pay();
        let load = pay.share(self.plan.workforce.roles[role_ix].load.at(0, month));
        let pool = self.delivery.pool_of_role(role_ix);
        if let Some(pool) = pool {
            self.cost_of_delivery(pool, month, pay + load);
        } else {
            self.tally.company(Measure::VariablePay, month, pay.minor());
            self.tally.company(Measure::Load, month, load.minor());
        }
        self.tally
            .add(Cut::Role, role_ix, Measure::VariablePay, month, pay.minor());
        let year = self.fiscal_year[month];
        self.tally.add(
            Cut::Seat,
            spell.seat,
            Measure::VariablePay,
            year,
            pay.minor(),
        );
        self.tally
            .add(Cut::Plan, plan_ix, Measure::VariablePay, month, pay.minor());
        let written_off = payday.written_off.minor();
        self.tally
            .add(Cut::Plan, plan_ix, Measure::WrittenOff, month, written_off);
        for line in &payday.lines {
            let kind = measure_of(line.item.kind());
            self.tally
                .add(Cut::Plan, plan_ix, kind, month, line.amount.minor());
        }
        if pool.is_some() {
            // It leaves with the rest of the cost of delivery.
            return;
        }
        let due = month + self.plan.comp.plans[plan_ix].payment_lag;
        self.settled += pay;
        if let Some(payable) = self.payable.get_mut(due) {
            *payable += pay;
        }
    }

    fn count_settled(&mut self, spell: &Spell, plan_ix: usize, settled: &Settled, month: usize) {
        let (seat, standing) = (spell.seat, settled.of.standing);
        let component = settled.of.component;
        let row = self.first_component[plan_ix] + component;
        let earned = settled.earned.minor();
        self.tally
            .add(Cut::Component, row, Measure::VariablePay, month, earned);
        if settled.closed && (standing.quota > 0.0 || standing.credited != 0.0) {
            let target = Money::round(settled.of.rate * standing.quota).minor();
            for (measure, value) in [
                (Measure::Settlements, 1),
                (Measure::Credited, Money::round(standing.credited).minor()),
                (Measure::Quota, Money::round(standing.quota).minor()),
                (Measure::TargetPay, target),
            ] {
                self.tally.add(Cut::Component, row, measure, month, value);
            }
        }
        let is_final = component == 0 && settled.closed;
        let Some(attainment) = standing.attainment().filter(|_| component == 0) else {
            return;
        };
        let (year, at_quota) = (self.fiscal_year[month], i64::from(attainment >= 1.0));
        let plan = &self.plan.comp.plans[plan_ix];
        let is_counted = !self.plan.only_street_settlements || plan.makes_street_quota();
        if is_final && is_counted {
            for (measure, n) in [
                (Measure::SettledWithQuota, 1),
                (Measure::SettledAtQuota, at_quota),
            ] {
                self.tally.company(measure, month, n);
                self.tally.add(Cut::Seat, seat, measure, year, n);
            }
        }
        if !spell.left {
            self.roster.set_attainment(seat, Some(attainment));
        }
    }

    /// What falls due in a month is paid; what is earned and not yet paid is owed.
    pub(super) fn pay_what_is_due(&mut self, month: usize) {
        let paid = self.payable[month];
        self.settled -= paid;
        self.tally.company(Measure::PaidOut, month, paid.minor());
        let owed = self.settled + std::mem::take(&mut self.unsettled);
        self.tally.company(Measure::AccruedPay, month, owed.minor());
    }
}

/// How far an objective is reached.
fn score(objective: &Objective, future: Future, entity: EntityKey, month: usize, nth: u16) -> f64 {
    let month = u16::try_from(month).expect("a horizon fits the address");
    let words = future.draw(entity, month, purpose::OBJECTIVE, nth);
    objective.score.quantile(words.uniform53(0)).clamp(0.0, 1.0)
}

fn measure_of(kind: Kind) -> Measure {
    match kind {
        Kind::Commission => Measure::Commission,
        Kind::Bonus => Measure::Bonuses,
        Kind::Spiff => Measure::Spiffs,
        Kind::Activity => Measure::ActivityBonuses,
        Kind::Objective => Measure::Objectives,
        Kind::Floor => Measure::DrawsAndGuarantees,
        Kind::Clawback => Measure::ClawedBack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_that_twelve_does_not_divide_is_whole_at_the_end_of_its_year() {
        let mut so_far = YearToDate::default();
        let month = Standing {
            quota: 5.0 / 12.0,
            credited: 100.5,
        };
        for year in 0..2 {
            let months: Vec<_> = (0..12).map(|_| so_far.add(year, month)).collect();
            let sum = |ix: usize| months.iter().map(|m| m[ix].1).sum::<i64>();
            assert_eq!((sum(0), sum(1)), (5, 1206));
        }
    }
}

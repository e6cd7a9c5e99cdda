//! A person's account: how somebody stands in every component, and what the person owes.

use super::credit::{Counted, is_wide};
use crate::comp::component::Standing;
use crate::comp::floor::Balance;
use crate::comp::{Credit, Plan};
use crate::units::Money;

/// One seat's person.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    /// The how-manieth person in the seat.
    pub(super) nth: u16,
    pub(super) balance: Balance,
    /// How the person stands in each component.
    pub(super) open: Vec<Open>,
    /// By SPIFF: deals paid in months that are closed.
    pub(super) spiff_deals: Vec<i64>,
    /// By activity bonus: months in a row.
    pub(super) rows: Vec<u32>,
    /// By objective: months present in its period.
    pub(super) present: Vec<f64>,
    /// Share of each month of the horizon in which the person was there, as long as it may matter.
    presence: Vec<f64>,
}

/// How a person stands in a component.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub(super) standing: Standing,
    /// What the standing has been paid so far.
    pub(super) paid: Money,
    /// Month with which the standing begins.
    begun: usize,
    /// By month, as far as settled: pay for each unit credited. Empty where nothing is clawed back.
    rates: Vec<f64>,
}

/// Credit for something that is lost again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loss {
    pub(super) class: usize,
    /// Month of the credit, and what was credited.
    pub(super) month: usize,
    pub(super) counted: Counted,
    /// When it was won and lost \[months\].
    pub(super) signed: f64,
    pub(super) time: f64,
}

impl Account {
    pub(super) fn new(plan: Option<&Plan>) -> Self {
        let Some(plan) = plan else {
            return Self::default();
        };
        Self {
            open: vec![Open::default(); plan.components.len()],
            spiff_deals: vec![0; plan.spiffs.len()],
            rows: vec![0; plan.activity_bonuses.len()],
            present: vec![0.0; plan.objectives.len()],
            ..Self::default()
        }
    }

    /// Somebody else sits down.
    pub(super) fn reset(&mut self, nth: u16) {
        self.nth = nth;
        self.balance = Balance::default();
        self.open.iter_mut().for_each(Open::reset);
        self.spiff_deals.fill(0);
        self.rows.fill(0);
        self.present.fill(0.0);
        self.presence.clear();
    }

    /// Remembers for how much of a month the person is there, where a lost deal may ask for it.
    pub(super) fn attend(&mut self, month: usize, present: f64) {
        self.presence.resize(month, 0.0);
        self.presence.push(present);
    }

    /// Takes back the commission on what is lost, in the components that count it as `whose` results: what each unit
    /// of its period has earned, or, while that is not settled, the credit itself. Returns what is taken off the
    /// standing of the main component.
    ///
    /// Of a year that is settled in part both are taken back, and what it has been paid falls by as much as is owed: so
    /// the next settlement pays the year without the deal.
    ///
    /// * `share`: how much of it is taken back
    pub(super) fn take_back(&mut self, plan: &Plan, whose: Credit, loss: &Loss, share: f64) -> f64 {
        let mut off_main = 0.0;
        for (ix, component) in plan.components.iter().enumerate() {
            if component.credit != whose || !component.counts.takes(loss.class) {
                continue;
            }
            let present = if is_wide(whose) {
                self.presence.get(loss.month).copied().unwrap_or(0.0)
            } else {
                1.0
            };
            let counted = loss.counted.of(component.measure);
            let units = component.measure.value(counted) * share * present;
            let open = &mut self.open[ix];
            let is_open = loss.month >= open.begun;
            if let Some(rate) = open.rates.get(loss.month) {
                let earned = Money::round(rate * units);
                self.balance.owed += earned;
                open.paid -= if is_open { earned } else { Money::ZERO };
            }
            if is_open {
                open.standing.credited -= units;
                off_main += if ix == 0 { units } else { 0.0 };
            }
        }
        off_main
    }
}

impl Open {
    fn reset(&mut self) {
        (self.standing, self.paid, self.begun) = (Standing::default(), Money::ZERO, 0);
        self.rates.clear();
    }

    /// Takes note of a settlement at the end of a month.
    ///
    /// * `remembers`: whether a clawback may ask later what was paid
    /// * `closed`: whether the standing ends here
    pub(super) fn settle(&mut self, month: usize, earned: Money, remembers: bool, closed: bool) {
        self.paid += earned;
        if remembers {
            // Months before the person came count nothing, so that their rate does not matter.
            let credited = self.standing.credited;
            let rate = if credited > 0.0 {
                self.paid.as_f64() / credited
            } else {
                0.0
            };
            self.rates.truncate(self.begun);
            self.rates.resize(month + 1, rate);
        }
        if closed {
            (self.standing, self.paid) = (Standing::default(), Money::ZERO);
            self.begun = month + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::PeriodKind;
    use crate::comp::component::Component;
    use crate::comp::floor::Clawback;
    use crate::comp::tiers::{Method, Tier};
    use crate::comp::{Filter, Measure};
    use crate::kernel::field::Field;

    fn plan(credit: Credit) -> Plan {
        let main = Component {
            id: "main".into(),
            measure: Measure::Bookings,
            credit,
            counts: Filter::all(),
            activities: Filter::all(),
            period: PeriodKind::Quarter,
            cumulative: true,
            weight: Field::constant(1.0),
            quota_per_year: Field::constant(0.0),
            ramped_quota: true,
            rate: None,
            method: Method::Marginal,
            tiers: vec![Tier {
                above: 0.0,
                multiplier: Field::constant(1.0),
            }],
            bonuses: Vec::new(),
            kickers: Vec::new(),
            cap: None,
        };
        Plan {
            id: "plan".into(),
            roles: vec![0],
            components: vec![main],
            spiffs: Vec::new(),
            activity_bonuses: Vec::new(),
            objectives: Vec::new(),
            draw: None,
            guarantee: None,
            clawback: Some(Clawback {
                months: 6.0,
                share: Field::constant(1.0),
            }),
            payment_lag: 0,
        }
    }

    fn loss(month: usize, bookings: i64) -> Loss {
        Loss {
            class: 0,
            month,
            counted: Counted {
                bookings: Money::from_minor(bookings),
                ..Counted::default()
            },
            signed: 0.0,
            time: 0.0,
        }
    }

    fn stands(account: &Account) -> (f64, i64, i64) {
        let open = &account.open[0];
        let owed = account.balance.owed.minor();
        (open.standing.credited, open.paid.minor(), owed)
    }

    #[test]
    fn before_a_settlement_the_credit_is_taken_and_after_it_the_pay() {
        let plan = plan(Credit::Own);
        let mut account = Account::new(Some(&plan));
        account.open[0].standing.credited = 1_000.0;
        assert_eq!(
            account
                .take_back(&plan, Credit::Own, &loss(1, 400), 0.5)
                .to_bits(),
            200.0_f64.to_bits()
        );
        assert_eq!(stands(&account), (800.0, 0, 0));
        // 80 on 800 is a tenth; the standing is closed, and half of 400 are 20.
        account.open[0].settle(2, Money::from_minor(80), true, true);
        account.take_back(&plan, Credit::Own, &loss(1, 400), 0.5);
        assert_eq!(stands(&account), (0.0, 0, 20));
        account.take_back(&plan, Credit::Team, &loss(1, 400), 0.5);
        assert_eq!(stands(&account), (0.0, 0, 20), "nobody's team");
    }

    #[test]
    fn within_a_year_that_is_settled_in_part_credit_and_pay_fall_together() {
        let plan = plan(Credit::Own);
        let mut account = Account::new(Some(&plan));
        account.open[0].standing.credited = 1_000.0;
        account.open[0].settle(2, Money::from_minor(150), true, false);
        account.take_back(&plan, Credit::Own, &loss(1, 400), 1.0);
        assert_eq!(stands(&account), (600.0, 90, 60));
        // The year ends with 1,200 credited and 120 paid on it, so that each unit of all its months has earned a tenth.
        account.open[0].standing.credited = 1_200.0;
        account.open[0].settle(11, Money::from_minor(30), true, true);
        account.take_back(&plan, Credit::Own, &loss(1, 100), 1.0);
        assert_eq!(stands(&account), (0.0, 0, 70));
    }

    #[test]
    fn results_of_the_company_are_taken_back_for_the_time_there() {
        let plan = plan(Credit::Company);
        let mut account = Account::new(Some(&plan));
        account.attend(3, 0.25);
        account.open[0].standing.credited = 1_000.0;
        for month in [2, 3, 4] {
            account.take_back(&plan, Credit::Company, &loss(month, 400), 1.0);
        }
        assert_eq!(stands(&account), (900.0, 0, 0));
    }
}

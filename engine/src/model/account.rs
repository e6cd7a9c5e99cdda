//! A person's account: how somebody stands in every component, and what the person owes.

use super::credit::is_wide;
use super::held::Loss;
use super::journal::Taken;
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
    /// What reaching its quota is worth.
    pub(super) target: Target,
    /// What the standing has been paid so far.
    pub(super) paid: Money,
    /// Month with which the standing begins.
    begun: usize,
    /// By month, as far as settled: pay for each unit credited. Empty where nothing is clawed back.
    rates: Vec<f64>,
}

/// The variable pay that goes with the quota of a standing, from which the rate of a component without one follows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Target {
    /// Pay and quota a year in its first month.
    first: Option<(f64, f64)>,
    /// Whether a later month has others.
    varies: bool,
    /// Variable pay at target of its months, as far as they have a quota.
    incentive: f64,
}

impl Target {
    /// Adds a month, or so much of it as quota counts.
    ///
    /// * `per_year`: variable pay at target and quota of a full year
    pub(super) fn add(&mut self, per_year: (f64, f64), months: f64) {
        let first = *self.first.get_or_insert(per_year);
        self.varies |= first != per_year;
        self.incentive += per_year.0 / 12.0 * months;
    }

    /// Variable pay and the quota that it is for: of a year if all months are alike, else of these months, so that whoever
    /// reaches the quota of several unlike months earns what they are worth together.
    ///
    /// * `quota`: of these months
    pub(super) fn pay_and_quota(&self, quota: f64) -> Option<(f64, f64)> {
        if self.varies && quota > 0.0 {
            Some((self.incentive, quota))
        } else {
            self.first
        }
    }
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
    /// of its period has earned, or, while that is not settled, the credit itself.
    ///
    /// Of a year that is settled in part both are taken back, and what it has been paid falls by as much as is owed: so
    /// the next settlement pays the year without the deal.
    ///
    /// * `share`: how much of it is taken back
    /// * `taken`: takes note of each component
    pub(super) fn take_back(
        &mut self,
        plan: &Plan,
        (whose, loss): (Credit, &Loss),
        share: f64,
        mut taken: impl FnMut(Taken),
    ) {
        for (ix, component) in plan.components.iter().enumerate() {
            let (class, month) = (loss.held.class, loss.held.month);
            if !component.takes(whose, class) {
                continue;
            }
            let present = if is_wide(whose) {
                self.presence.get(month).copied().unwrap_or(0.0)
            } else {
                1.0
            };
            let measure = component.measure;
            let units = measure.whole(measure.value(loss.of(component)) * share * present);
            let open = &mut self.open[ix];
            let is_open = month >= open.begun;
            let rate = open.rates.get(month);
            let owed = rate.map_or(Money::ZERO, |rate| Money::round(rate * units));
            self.balance.owed += owed;
            if is_open {
                open.paid -= owed;
                open.standing.credited -= units;
            }
            taken(Taken {
                component: ix,
                units: if is_open { units } else { 0.0 },
                owed,
            });
        }
    }
}

impl Open {
    fn reset(&mut self) {
        (self.standing, self.paid, self.begun) = (Standing::default(), Money::ZERO, 0);
        self.target = Target::default();
        self.rates.clear();
    }

    /// Takes note of a settlement at the end of a month.
    ///
    /// * `remembers`: whether a clawback may ask later what was paid; if so, pay per unit in the first tier
    /// * `closed`: whether the standing ends here
    pub(super) fn settle(
        &mut self,
        month: usize,
        earned: Money,
        remembers: Option<f64>,
        closed: bool,
    ) {
        self.paid += earned;
        if let Some(first_tier) = remembers {
            // Months before the person came count nothing, so that their rate does not matter. Returns that outweigh the
            // sales of a period have cost the same for each unit; where both are alike each has had what a first sale has.
            let credited = self.standing.credited;
            let earned_each = self.paid.as_f64() / credited;
            let is_told = credited > 0.0 || (credited < 0.0 && earned_each >= 0.0);
            let rate = if is_told { earned_each } else { first_tier };
            self.rates.truncate(self.begun);
            self.rates.resize(month + 1, rate);
        }
        if closed {
            (self.standing, self.paid) = (Standing::default(), Money::ZERO);
            self.target = Target::default();
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
    use crate::model::credit::Counted;
    use crate::model::held::{Held, Leaving};
    use crate::model::journal::Source;

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
            ratchet: None,
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
                spiffs: true,
            }),
            payment_lag: 0,
            behaviour: None,
        }
    }

    fn loss(month: usize, bookings: i64) -> Loss {
        Loss {
            held: Held {
                person: None,
                whose: Credit::Company,
                class: 0,
                month,
                counted: Counted {
                    bookings: Money::from_minor(bookings),
                    ..Counted::default()
                },
                spiffs: Money::ZERO,
            },
            before: Vec::new(),
            leaving: Leaving {
                signed: 0.0,
                time: 0.0,
                source: Source::Month,
            },
        }
    }

    fn take_back(
        account: &mut Account,
        plan: &Plan,
        whose: Credit,
        loss: &Loss,
        share: f64,
    ) -> Vec<Taken> {
        let mut all = Vec::new();
        account.take_back(plan, (whose, loss), share, |taken| all.push(taken));
        all
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
        let taken = take_back(&mut account, &plan, Credit::Own, &loss(1, 400), 0.5);
        let expected = Taken {
            component: 0,
            units: 200.0,
            owed: Money::ZERO,
        };
        assert_eq!(taken, [expected]);
        assert_eq!(stands(&account), (800.0, 0, 0));
        // 80 on 800 is a tenth; the standing is closed, and half of 400 are 20.
        account.open[0].settle(2, Money::from_minor(80), Some(0.1), true);
        take_back(&mut account, &plan, Credit::Own, &loss(1, 400), 0.5);
        assert_eq!(stands(&account), (0.0, 0, 20));
        take_back(&mut account, &plan, Credit::Team, &loss(1, 400), 0.5);
        assert_eq!(stands(&account), (0.0, 0, 20), "nobody's team");
    }

    #[test]
    fn within_a_year_that_is_settled_in_part_credit_and_pay_fall_together() {
        let plan = plan(Credit::Own);
        let mut account = Account::new(Some(&plan));
        account.open[0].standing.credited = 1_000.0;
        account.open[0].settle(2, Money::from_minor(150), Some(0.1), false);
        take_back(&mut account, &plan, Credit::Own, &loss(1, 400), 1.0);
        assert_eq!(stands(&account), (600.0, 90, 60));
        // The year ends with 1,200 credited and 120 paid on it, so that each unit of all its months has earned a tenth.
        account.open[0].standing.credited = 1_200.0;
        account.open[0].settle(11, Money::from_minor(30), Some(0.1), true);
        take_back(&mut account, &plan, Credit::Own, &loss(1, 100), 1.0);
        assert_eq!(stands(&account), (0.0, 0, 70));
    }

    #[test]
    fn results_of_the_company_are_taken_back_for_the_time_there() {
        let plan = plan(Credit::Company);
        let mut account = Account::new(Some(&plan));
        account.attend(3, 0.25);
        account.open[0].standing.credited = 1_000.0;
        for month in [2, 3, 4] {
            take_back(&mut account, &plan, Credit::Company, &loss(month, 400), 1.0);
        }
        assert_eq!(stands(&account), (900.0, 0, 0));
    }
}

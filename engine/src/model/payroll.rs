//! The payroll: how everybody stands in the current period, and what each month pays.

use super::Model;
use super::credit::{Counted, Credits};
use crate::calendar::PeriodKind;
use crate::comp::component::{Settlement, Standing};
use crate::comp::floor::Balance;
use crate::comp::line::{Item, Line};
use crate::comp::{Component, Credit, Objective, Plan};
use crate::flows::Spell;
use crate::units::Money;

/// What one person's month has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payday {
    /// What is paid, line by line; empty in a month without pay.
    pub(crate) lines: Vec<Line>,
    /// The components that were settled.
    pub(crate) settled: Vec<Settled>,
    /// What a leaver still owed.
    pub(crate) written_off: Money,
    /// Earned by the results of open periods, not yet settled.
    pub(crate) unsettled: Money,
    /// What the month has added to the standing of the main component.
    pub(crate) added: Standing,
}

/// A component that was settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settled {
    /// What was settled, and how it stood.
    pub of: Settlement,
    /// What it earned.
    pub earned: Money,
    /// Whether the standing ends here: always, except within the year of a cumulative component.
    pub closed: bool,
}

impl Payday {
    fn clear(&mut self) {
        self.lines.clear();
        self.settled.clear();
        (self.written_off, self.unsettled) = (Money::ZERO, Money::ZERO);
        self.added = Standing::default();
    }

    /// What is paid.
    pub(crate) fn pay(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// How far an objective of a plan, by its index, was reached by somebody.
pub(crate) type Score<'s> = dyn Fn((usize, &Objective), Person) -> f64 + 's;

/// A person: the how-manieth in a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) seat: usize,
    pub(crate) nth: u16,
}

/// How everybody stands, and what has been counted for them in the month under way.
#[derive(Clone, Debug)]
pub(crate) struct Payroll {
    /// Plan of each seat.
    plan_of: Vec<Option<usize>>,
    /// Whether any plan counts activities.
    counts_activities: bool,
    pub(super) credits: Credits,
    accounts: Vec<Account>,
}

/// One seat's person.
#[derive(Clone, Debug, Default)]
struct Account {
    nth: u16,
    balance: Balance,
    /// By component: how the person stands, and what the year has paid so far.
    standings: Vec<(Standing, Money)>,
    /// By component and month, as far as settled: pay for each unit credited. Empty where nothing is clawed back.
    settled: Vec<Vec<f64>>,
    /// By SPIFF: deals paid.
    spiff_deals: Vec<i64>,
    /// By SPIFF: deals paid in this month.
    new_spiff_deals: Vec<i64>,
    /// By activity bonus: months in a row.
    rows: Vec<u32>,
    /// By objective: months present in its period.
    present: Vec<f64>,
}

impl Account {
    fn new(plan: Option<&Plan>) -> Self {
        let Some(plan) = plan else {
            return Self::default();
        };
        Self {
            nth: 0,
            balance: Balance::default(),
            standings: vec![Default::default(); plan.components.len()],
            settled: match plan.clawback {
                Some(_) => vec![Vec::new(); plan.components.len()],
                None => Vec::new(),
            },
            spiff_deals: vec![0; plan.spiffs.len()],
            new_spiff_deals: vec![0; plan.spiffs.len()],
            rows: vec![0; plan.activity_bonuses.len()],
            present: vec![0.0; plan.objectives.len()],
        }
    }

    /// Somebody else sits down next.
    fn reset(&mut self, nth: u16) {
        self.nth = nth;
        self.balance = Balance::default();
        self.standings.fill(Default::default());
        self.settled.iter_mut().for_each(Vec::clear);
        self.spiff_deals.fill(0);
        self.new_spiff_deals.fill(0);
        self.rows.fill(0);
        self.present.fill(0.0);
    }
}

/// A month that is closed for one person.
#[derive(Clone, Copy)]
pub(crate) struct Month<'m> {
    pub(crate) model: &'m Model,
    pub(crate) ix: usize,
    /// Whether nothing comes after it.
    pub(crate) last: bool,
}

impl Month<'_> {
    fn ends(&self, period: PeriodKind) -> bool {
        self.model.calendar.ends_period(period, self.ix)
    }

    fn quota_per_year(&self, component: &Component, is_main: bool, seat: usize) -> f64 {
        let seat = &self.model.workforce.seats[seat];
        let own = seat.quota_per_year.filter(|_| is_main);
        own.unwrap_or_else(|| component.quota_per_year.at(seat.role, self.ix))
    }
}

impl Payroll {
    pub(crate) fn new(model: &Model) -> Self {
        let plan_of: Vec<Option<usize>> = model
            .workforce
            .seats
            .iter()
            .map(|seat| model.comp.plan_of_role[seat.role])
            .collect();
        let account = |plan: &Option<usize>| Account::new(plan.map(|ix| &model.comp.plans[ix]));
        Self {
            counts_activities: model.comp.plans.iter().any(counts_activities),
            credits: Credits::new(model),
            accounts: plan_of.iter().map(account).collect(),
            plan_of,
        }
    }

    pub(crate) fn reset(&mut self) {
        for account in &mut self.accounts {
            account.reset(0);
        }
    }

    /// Whether any plan counts activities.
    #[inline]
    pub(super) fn counts_activities(&self) -> bool {
        self.counts_activities
    }

    /// Index of the plan that pays a seat.
    pub(super) fn plan_ix(&self, seat: usize) -> Option<usize> {
        self.plan_of[seat]
    }

    /// The plan that pays a seat.
    pub(crate) fn plan_of<'m>(&self, model: &'m Model, seat: usize) -> Option<&'m Plan> {
        self.plan_of[seat].map(|ix| &model.comp.plans[ix])
    }

    /// The how-manieth person is in a seat now.
    pub(super) fn person_in(&self, seat: usize) -> Person {
        Person {
            seat,
            nth: self.accounts[seat].nth,
        }
    }

    /// Counts a deal or an opportunity for whoever is paid on markets or on the company.
    pub(crate) fn count_class(&mut self, class: usize, counted: &Counted) {
        self.credits.count_class(class, counted);
    }

    /// Credits the person in a seat, and the managers above with the team's results.
    ///
    /// * `stay_in`: the stay of the month of whoever is in a seat now
    pub(crate) fn credit(
        &mut self,
        model: &Model,
        seat: usize,
        (class, month): (usize, usize),
        counted: &Counted,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let Some(stay) = stay_in(seat) else { return };
        if let Some(plan) = self.plan_of(model, seat) {
            self.credits
                .count_person(stay, plan, Credit::Own, class, counted);
            if counted.wins > 0 {
                self.pay_spiffs(plan, (seat, stay), (class, month), counted.bookings);
            }
        }
        for manager in managers(model, seat) {
            let plan = self.plan_of(model, manager);
            if let Some((stay, plan)) = stay_in(manager).zip(plan) {
                self.credits
                    .count_person(stay, plan, Credit::Team, class, counted);
            }
        }
    }

    fn pay_spiffs(
        &mut self,
        plan: &Plan,
        (seat, stay): (usize, usize),
        (class, month): (usize, usize),
        bookings: Money,
    ) {
        let account = &mut self.accounts[seat];
        for (ix, spiff) in plan.spiffs.iter().enumerate() {
            let paid = account.spiff_deals[ix] + account.new_spiff_deals[ix];
            if let Some(pay) = spiff.pays(month, class, bookings, paid) {
                account.new_spiff_deals[ix] += 1;
                self.credits.count_spiff(stay, plan, ix, pay);
            }
        }
    }

    /// Credits the person in a seat with activities \[millionths\], and the managers above.
    pub(crate) fn credit_activity(
        &mut self,
        model: &Model,
        seat: usize,
        activity: usize,
        done: i64,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let whose = std::iter::once((seat, Credit::Own));
        let above = managers(model, seat).map(|manager| (manager, Credit::Team));
        for (seat, whose) in whose.chain(above) {
            if let Some((stay, plan)) = stay_in(seat).zip(self.plan_of(model, seat)) {
                self.credits
                    .count_activity(stay, plan, whose, activity, done);
            }
        }
    }

    /// Takes back the commission on a deal whose customer is lost early, if whoever was credited with it is still there:
    /// what each unit of its period has earned, or, while that is not settled, the credit itself.
    ///
    /// * `counted`: what was credited in `month`
    /// * `share`: how much of it is taken back
    pub(super) fn claw_back(
        &mut self,
        plan: &Plan,
        person: Person,
        (class, month): (usize, usize),
        counted: &Counted,
        share: f64,
    ) {
        let account = &mut self.accounts[person.seat];
        if account.nth != person.nth {
            return;
        }
        for (ix, component) in plan.components.iter().enumerate() {
            if component.credit != Credit::Own || !component.counts.takes(class) {
                continue;
            }
            let units = component.measure.value(counted.of(component.measure)) * share;
            match account.settled.get(ix).and_then(|rates| rates.get(month)) {
                Some(rate) => account.balance.owed += Money::round(rate * units),
                None => account.standings[ix].0.credited -= units,
            }
        }
    }

    /// Closes a month for one person: counts what the month adds to each standing, settles what ends, and turns
    /// earnings into pay.
    ///
    /// * `stay`: index of the stay in the month
    pub(crate) fn close(
        &mut self,
        month: Month<'_>,
        stay: usize,
        spell: &Spell,
        score: &Score<'_>,
        payday: &mut Payday,
    ) {
        payday.clear();
        let Some(plan) = self.plan_of(month.model, spell.seat) else {
            return;
        };
        payday.added = self.add_month(month, plan, stay, spell);
        let ends = spell.left || month.last;
        self.settle_components(month, plan, spell.seat, ends, payday);
        self.settle_extras(month, plan, stay, spell, ends, score, payday);
        self.turn_into_pay(month, plan, spell.seat, ends, payday);
        if spell.left {
            let account = &mut self.accounts[spell.seat];
            payday.written_off = account.balance.owed + account.balance.drawn;
            account.reset(account.nth + 1);
        }
    }

    /// What the month adds to quotas, credits and promises; returns what it adds to the main component.
    fn add_month(&mut self, month: Month<'_>, plan: &Plan, stay: usize, spell: &Spell) -> Standing {
        let (model, role_ix) = (month.model, month.model.workforce.seats[spell.seat].role);
        let role = &model.workforce.roles[role_ix];
        let present = spell.to - spell.from;
        let ramped = role
            .ramp
            .months_between(spell.from - spell.ready, spell.to - spell.ready);
        let territory = model.workforce.seats[spell.seat].territory;
        let account = &mut self.accounts[spell.seat];
        let mut main = Standing::default();
        for (ix, component) in plan.components.iter().enumerate() {
            let months = if component.ramped_quota {
                ramped
            } else {
                present
            };
            let quota = month.quota_per_year(component, ix == 0, spell.seat) / 12.0 * months;
            let credited = self
                .credits
                .of_component(model, stay, (plan, ix), territory, present);
            let standing = &mut account.standings[ix].0;
            standing.quota += quota;
            standing.credited += credited;
            if ix == 0 {
                main = Standing { credited, quota };
            }
        }
        for present_in in &mut account.present {
            *present_in += present;
        }
        let hired = spell.ready - role.onboarding.at(0, 0);
        let within = |months: f64| (spell.to.min(hired + months) - spell.from).clamp(0.0, present);
        if let Some(draw) = &plan.draw {
            let due = draw.per_month.at(0, month.ix) * within(draw.months);
            account.balance.draw += Money::round(due);
        }
        if let Some(guarantee) = &plan.guarantee {
            let ramp = spell.ready + role.ramp.length() - hired;
            let target = role.incentive_per_year.at(0, month.ix) / 12.0;
            let share = guarantee.share.at(0, month.ix);
            let due = share * target * within(guarantee.months.unwrap_or(ramp));
            account.balance.guaranteed += Money::round(due);
        }
        main
    }

    fn settle_components(
        &mut self,
        month: Month<'_>,
        plan: &Plan,
        seat: usize,
        ends: bool,
        payday: &mut Payday,
    ) {
        let role = &month.model.workforce.roles[month.model.workforce.seats[seat].role];
        let incentive = role.incentive_per_year.at(0, month.ix);
        let account = &mut self.accounts[seat];
        let standings = &mut account.standings;
        let attainment_of = |component: usize| standings[component].0.attainment();
        for (ix, component) in plan.components.iter().enumerate() {
            let (standing, paid_before) = standings[ix];
            let full = month.quota_per_year(component, ix == 0, seat);
            let of = Settlement {
                component: ix,
                standing,
                rate: component.base_rate(incentive, full, month.ix),
                month: month.ix,
                paid_before,
            };
            if ends || month.ends(component.period) {
                let lines = &mut payday.lines;
                let earned = component.earn(of, attainment_of, |line| lines.push(line));
                let closed = ends || !component.cumulative || month.ends(PeriodKind::Year);
                payday.settled.push(Settled { of, earned, closed });
            } else {
                payday.unsettled += component.earn(of, attainment_of, |_| {});
            }
        }
        for settled in &payday.settled {
            let standing = &mut standings[settled.of.component];
            standing.1 += settled.earned;
            if let Some(rates) = account.settled.get_mut(settled.of.component) {
                // Months before the person came count nothing, so that their rate does not matter.
                let credited = standing.0.credited;
                let rate = if credited > 0.0 {
                    standing.1.as_f64() / credited
                } else {
                    0.0
                };
                rates.resize(month.ix + 1, rate);
            }
            if settled.closed {
                *standing = Default::default();
            }
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "a person's month, and who judges objectives"
    )]
    fn settle_extras(
        &mut self,
        month: Month<'_>,
        plan: &Plan,
        stay: usize,
        spell: &Spell,
        ends: bool,
        score: &Score<'_>,
        payday: &mut Payday,
    ) {
        let account = &mut self.accounts[spell.seat];
        let mut add = |item, amount: Money| {
            if amount != Money::ZERO {
                payday.lines.push(Line { item, amount });
            }
        };
        for (ix, new) in account.new_spiff_deals.iter_mut().enumerate() {
            let deals = std::mem::take(new);
            account.spiff_deals[ix] += deals;
            let item = Item::Spiff { spiff: ix, deals };
            add(item, self.credits.of_spiff(stay, plan, ix));
        }
        let working_days = month.model.calendar.working_days(month.ix) * (spell.to - spell.from);
        for (ix, bonus) in plan.activity_bonuses.iter().enumerate() {
            let done = self.credits.of_activity_bonus(stay, plan, ix);
            let (row, due) = bonus.after(account.rows[ix], done, working_days);
            account.rows[ix] = row;
            if due {
                let item = Item::Activity { bonus: ix };
                add(item, Money::round(bonus.pays.at(0, month.ix)));
            }
        }
        for (ix, objective) in plan.objectives.iter().enumerate() {
            if !(ends || month.ends(objective.period)) {
                continue;
            }
            let present = std::mem::take(&mut account.present[ix]);
            let person = Person {
                seat: spell.seat,
                nth: account.nth,
            };
            let score = score((ix, objective), person);
            let share = score * present / objective.period.months();
            let item = Item::Objective {
                objective: ix,
                score,
            };
            add(item, Money::round(objective.pays.at(0, month.ix) * share));
        }
    }

    /// Clawback every month; guarantee and draw at the end of the plan's period.
    fn turn_into_pay(
        &mut self,
        month: Month<'_>,
        plan: &Plan,
        seat: usize,
        ends: bool,
        payday: &mut Payday,
    ) {
        let earned = payday.pay();
        let balance = &mut self.accounts[seat].balance;
        let lines = &mut payday.lines;
        balance.claw_back(earned, |line| lines.push(line));
        if ends || month.ends(plan.main().period) {
            let recoverable = plan.draw.as_ref().is_some_and(|draw| draw.recoverable);
            balance.close_period(recoverable, |line| lines.push(line));
        }
    }
}

fn counts_activities(plan: &Plan) -> bool {
    let measured = |component: &Component| component.measure == crate::comp::Measure::Activities;
    !plan.activity_bonuses.is_empty() || plan.components.iter().any(measured)
}

/// The managers above a seat, the nearest first.
fn managers(model: &Model, seat: usize) -> impl Iterator<Item = usize> + '_ {
    let above = |&seat: &usize| model.workforce.seats[seat].manager;
    std::iter::successors(above(&seat), above)
}

//! The payroll: how everybody stands in the current period, and what each month pays.

use super::Model;
use super::account::Account;
use super::credit::{Credits, is_wide};
use super::crediting::Credited;
use super::held::Loss;
use super::journal::{Posting, Source, Target};
use super::lost::Remembered;
use super::ratchets::Ratchets;
use super::sold::Had;
use super::taking::Taking;
use super::tally::bounds;
use super::widely::Listed;
use crate::calendar::{LAST_MOMENT, PeriodKind};
use crate::comp::component::{Settlement, Standing};
use crate::comp::line::{Item, Line};
use crate::comp::{Component, Credit, Measure, Objective, Plan};
use crate::flows::Spell;
use crate::units::Money;

/// What one person's month has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payday {
    /// The how-manieth person in the seat.
    pub(crate) nth: u16,
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

impl Person {
    pub(crate) fn of(spell: &Spell) -> Self {
        Self {
            seat: spell.seat,
            nth: spell.nth,
        }
    }
}

/// How everybody stands, and what has been counted for them in the month under way.
#[derive(Clone, Debug)]
pub(crate) struct Payroll {
    /// Plan of each seat.
    plan_of: Vec<Option<usize>>,
    /// Whether any plan counts activities.
    counts_activities: bool,
    /// Whether any plan takes back pay on results of a market or of the company.
    claws_back_widely: bool,
    pub(super) credits: Credits,
    /// By seat.
    pub(super) accounts: Vec<Account>,
    pub(super) ratchets: Ratchets,
    /// Who it is, by stay of the month.
    pub(super) people: Vec<Person>,
    /// Credit of the month's stays that is lost again, sorted by stay.
    pub(super) lost: Vec<(usize, Loss)>,
    /// The same for whoever is paid on markets or on the company.
    pub(super) lost_widely: Vec<Loss>,
    /// Whom the last thing was credited to.
    pub(super) credited: Vec<Credited>,
    /// What counted for whom, if anybody wants to read it.
    pub(super) journal: Option<Vec<Posting>>,
    /// What counted for markets and the company in the month, while there is a journal.
    pub(super) listed: Listed,
    /// What people have had so far of deals that tables of credits tell.
    pub(super) had: Had,
    /// Who was credited with these deals, if any plan takes something back.
    pub(super) remembered: Option<Remembered>,
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
            claws_back_widely: model.comp.plans.iter().any(claws_back_widely),
            credits: Credits::new(model),
            accounts: plan_of.iter().map(account).collect(),
            ratchets: Ratchets::new(model),
            plan_of,
            people: Vec::new(),
            lost: Vec::new(),
            lost_widely: Vec::new(),
            credited: Vec::new(),
            journal: None,
            listed: Listed::default(),
            had: Had::default(),
            remembered: Remembered::of(&model.comp),
        }
    }

    /// Begins a journal.
    pub(super) fn keep_journal(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// The journal, which ends here.
    pub(super) fn take_journal(&mut self) -> Vec<Posting> {
        self.journal.take().unwrap_or_default()
    }

    pub(crate) fn reset(&mut self) {
        for account in &mut self.accounts {
            account.reset(0);
        }
        self.ratchets.clear();
        self.had.clear();
        if let Some(remembered) = &mut self.remembered {
            remembered.clear();
        }
    }

    /// Begins a month with these stays.
    pub(crate) fn begin_month(&mut self, stays: &[Spell]) {
        self.credits.begin_month(stays.len());
        self.people.clear();
        self.people.extend(stays.iter().map(Person::of));
        self.lost.clear();
        self.lost_widely.clear();
        self.listed.clear();
    }

    /// Whether any plan counts activities.
    #[inline]
    pub(super) fn counts_activities(&self) -> bool {
        self.counts_activities
    }

    /// Whether any plan takes back pay on results of a market or of the company.
    pub(super) fn claws_back_widely(&self) -> bool {
        self.claws_back_widely
    }

    /// Index of the plan that pays a seat.
    pub(super) fn plan_ix(&self, seat: usize) -> Option<usize> {
        self.plan_of[seat]
    }

    /// The plan that pays a seat.
    pub(crate) fn plan_of<'m>(&self, model: &'m Model, seat: usize) -> Option<&'m Plan> {
        self.plan_of[seat].map(|ix| &model.comp.plans[ix])
    }

    /// Who it is that stays in a seat this month.
    pub(super) fn person(&self, stay: usize) -> Person {
        self.people[stay]
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
        payday.nth = spell.nth;
        let Some(plan) = self.plan_of(month.model, spell.seat) else {
            return;
        };
        let account = &mut self.accounts[spell.seat];
        if account.nth != spell.nth {
            account.reset(spell.nth);
        }
        let taken = self.take_back(month, plan, stay, spell);
        payday.added = self.add_month(month, plan, stay, spell);
        payday.added.credited -= taken;
        self.ratchets
            .count(month.model, spell.seat, month.ix, payday.added);
        let ends = spell.left || month.last;
        self.settle_components(month, plan, spell.seat, ends, payday);
        self.settle_extras(month, plan, stay, spell, ends, score, payday);
        self.turn_into_pay(month, plan, spell.seat, ends, payday);
        if spell.left {
            let account = &mut self.accounts[spell.seat];
            payday.written_off = account.balance.owed + account.balance.drawn;
            account.reset(spell.nth + 1);
        }
    }

    /// Takes back what was lost early in the month while the person was there; returns what is taken off the standing of
    /// the main component.
    fn take_back(&mut self, month: Month<'_>, plan: &Plan, stay: usize, spell: &Spell) -> f64 {
        let Some(terms) = &plan.clawback else {
            return 0.0;
        };
        let mut taking = Taking {
            account: &mut self.accounts[spell.seat],
            journal: self.journal.as_mut(),
            plan,
            share: terms.share.at(0, month.ix),
            spiffs: terms.spiffs,
            person: Person::of(spell),
            month: month.ix,
            off_main: 0.0,
        };
        let calendar = &month.model.calendar;
        let is_early = |Loss { leaving, .. }: &Loss| {
            calendar.is_within(leaving.signed, leaving.time, terms.months)
        };
        let first = self.lost.partition_point(|(other, _)| *other < stay);
        let own = self.lost[first..].iter();
        let own = own.take_while(|(other, _)| *other == stay);
        for (_, loss) in own.filter(|(_, loss)| is_early(loss)) {
            taking.take_back(loss.held.whose, loss);
        }
        if claws_back_widely(plan) {
            taking.account.attend(month.ix, spell.to - spell.from);
            // What is credited in this very month is credited for the time there, and so it is taken off again.
            let concerns =
                |loss: &&Loss| loss.held.month == month.ix || spell.contains(loss.leaving.time);
            let lost = self.lost_widely.iter().filter(concerns);
            let territory = month.model.workforce.seats[spell.seat].territory;
            let is_covered = |class| month.model.is_covered(territory, class);
            for loss in lost.filter(|loss| is_early(loss)) {
                taking.take_back(Credit::Company, loss);
                if is_covered(loss.held.class) {
                    taking.take_back(Credit::Territory, &loss.seen(is_covered));
                }
            }
        }
        taking.off_main
    }

    /// What the month adds to quotas, credits and promises; returns what it adds to the main component.
    fn add_month(&mut self, month: Month<'_>, plan: &Plan, stay: usize, spell: &Spell) -> Standing {
        let (model, role_ix) = (month.model, month.model.workforce.seats[spell.seat].role);
        let plan_ix = self.plan_of[spell.seat].expect("whoever is paid has a plan");
        let role = &model.workforce.roles[role_ix];
        let present = spell.to - spell.from;
        let ramped = model.workforce.usual_months(spell, (spell.from, spell.to));
        let territory = model.workforce.seats[spell.seat].territory;
        let incentive = role.incentive_per_year.at(0, month.ix);
        let ratchet = self.ratchets.factor(model, spell.seat, month.ix);
        let account = &mut self.accounts[spell.seat];
        let mut main = Standing::default();
        for (ix, component) in plan.components.iter().enumerate() {
            let months = if component.ramped_quota {
                ramped
            } else {
                present
            };
            let followed = if ix == 0 { ratchet } else { 1.0 };
            let quota_per_year = month.quota_per_year(component, ix == 0, spell.seat) * followed;
            let quota = quota_per_year / 12.0 * months;
            let credited =
                self.credits
                    .of_component(model, stay, (plan_ix, ix), territory, present);
            let is_wide = is_wide(component.credit);
            let is_listed = is_wide && self.journal.is_some();
            let items = is_listed.then(|| self.listed.items(model, (plan_ix, ix), territory));
            // Deals that cancel out are listed as well.
            let counts = credited != 0.0 || items.as_ref().is_some_and(|items| !items.is_empty());
            let is_whole_month = is_wide || component.measure == Measure::Activities;
            if let Some(journal) = self.journal.as_mut().filter(|_| is_whole_month && counts) {
                let (_, end) = bounds(month.ix);
                journal.push(Posting {
                    seat: spell.seat,
                    nth: spell.nth,
                    time: spell.to.min(end - LAST_MOMENT),
                    month: month.ix,
                    to: Target::Component(ix),
                    source: Source::Month,
                    by: Vec::new(),
                    share: if is_wide { present } else { 1.0 },
                    amount: credited,
                    items,
                });
            }
            let added = Standing { credited, quota };
            account.open[ix].standing.add(added);
            let target = &mut account.open[ix].target;
            target.add((incentive, quota_per_year), months);
            if ix == 0 {
                main = added;
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
            let ramp = spell.ready + role.ramp.length() * spell.ramp_moved - hired;
            let target = incentive / 12.0;
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
        let account = &mut self.accounts[seat];
        let open = &mut account.open;
        let attainment_of = |component: usize| open[component].standing.attainment();
        for (ix, component) in plan.components.iter().enumerate() {
            let (standing, paid_before) = (open[ix].standing, open[ix].paid);
            let (pay, quota) = open[ix]
                .target
                .pay_and_quota(standing.quota)
                .unwrap_or_default();
            let of = Settlement {
                component: ix,
                standing,
                rate: component.base_rate(pay, quota, month.ix),
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
            let tiers = &plan.components[settled.of.component].tiers;
            let first = |_| settled.of.rate * tiers[0].multiplier.at(0, month.ix);
            let remembers = plan.clawback.as_ref().map(first);
            open[settled.of.component].settle(month.ix, settled.earned, remembers, settled.closed);
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
        for (ix, paid) in account.spiff_deals.iter_mut().enumerate() {
            let (pay, deals) = self.credits.of_spiff(stay, plan, ix);
            *paid += deals;
            add(Item::Spiff { spiff: ix, deals }, pay);
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
            let score = score((ix, objective), Person::of(spell));
            let pays = objective.pays.at(0, month.ix);
            let share = score * present / objective.period.months();
            let item = Item::Objective {
                objective: ix,
                score,
                pays,
                present: present / objective.period.months(),
            };
            add(item, Money::round(pays * share));
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
        let left = balance.claw_back(earned, |line| lines.push(line));
        if ends || month.ends(plan.main().period) {
            let recoverable = plan.draw.as_ref().is_some_and(|draw| draw.recoverable);
            balance.close_period(left, recoverable, |line| lines.push(line));
        }
    }
}

fn claws_back_widely(plan: &Plan) -> bool {
    plan.clawback.is_some() && plan.components.iter().any(|c| is_wide(c.credit))
}

fn counts_activities(plan: &Plan) -> bool {
    let measured = |component: &Component| component.measure == Measure::Activities;
    !plan.activity_bonuses.is_empty() || plan.components.iter().any(measured)
}

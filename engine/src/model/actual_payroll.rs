//! A payroll on actual credits: what they pay, and what became of each of them.

use super::Model;
use super::actual::{self, ActualCredit, Done, stay_at};
use super::chronicle::Pay;
use super::journal::Posting;
use super::payroll::{Month, Payday, Payroll, Person};
use super::scores::Scores;
use crate::calendar::PeriodKind;
use crate::comp::{Component, Credit, Measure, Objective, Plan};
use crate::flows::{Future, Spell};
use crate::kernel::stream::Seed;
use crate::workforce::SeatStart;
use crate::workforce::roster::Roster;

/// What became of an actual credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its seat's main component, or the objective, was settled with it.
    Settled {
        /// The month at the end of which it was.
        month: usize,
    },
    /// Its period is still open.
    Open {
        /// The month at the end of which it is settled if nobody leaves before; it may lie behind the horizon.
        due: usize,
    },
    /// It was later than all months that are paid.
    Later,
    /// It is nobody's: it counts for market and company only.
    Company,
    /// A customer has left: plans with a clawback take back what they paid on the deal.
    Lost,
    /// Nobody was in its seat at the time: it counts for market and company only.
    Vacant,
    /// The plan of its seat pays for none of it; whoever leads the seat may be paid on it.
    Uncounted,
    /// No plan pays its seat; whoever leads the seat may be paid on it.
    Unpaid,
}

/// What actual credits pay.
#[derive(Clone, Debug, PartialEq)]
pub struct Paid {
    /// What is paid, month after month.
    pub pays: Vec<Pay>,
    /// What became of each credit, in their order.
    pub fates: Vec<Fate>,
    /// What counted for whom, month by month.
    pub journal: Vec<Posting>,
    /// Who was in which seat, in order of first days within each seat.
    pub people: Vec<Stay>,
}

/// The time that one person was in a seat, as far as it lies in the months that are paid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stay {
    /// The seat.
    pub seat: usize,
    /// The how-manieth person in it, from 0.
    pub nth: u16,
    /// From when to when \[months since the start of the horizon\].
    pub from: f64,
    /// To when.
    pub to: f64,
    /// Whether the first day lies in these months.
    pub joined: bool,
}

impl Paid {
    /// The stay of a person in a seat.
    #[must_use]
    pub fn stay_of(&self, seat: usize, nth: u16) -> Option<Stay> {
        let mut people = self.people.iter();
        people
            .find(|stay| stay.seat == seat && stay.nth == nth)
            .copied()
    }
}

/// A payroll on actual credits.
#[derive(Clone, Debug)]
pub struct ActualPayroll {
    /// The plan, with every assumption at its mean and only the people whom it names.
    model: Model,
    roster: Roster,
    payroll: Payroll,
    scores: Scores,
    spells: Vec<Spell>,
    /// By seat: credits that are not settled yet, and the months at the end of which they are.
    open: Vec<Vec<(usize, usize)>>,
}

/// No luck decides anything here; draws that change nothing need a future all the same.
const ANY_FUTURE: Future = Future {
    seed: Seed(0),
    trial: 0,
};

/// Whether a plan pays whoever is credited with something for it, by a component that counts it, a SPIFF or a bonus.
fn pays_for(plan: &Plan, credit: &ActualCredit) -> bool {
    let class = credit.class;
    match credit.done {
        Done::Deal(counted) => {
            let counts = |component: &Component| {
                component.credit != Credit::Team
                    && component.counts.takes(class)
                    && counted.of(component.measure) != 0
            };
            let is_won = counted.wins > 0;
            plan.components.iter().any(counts)
                || is_won && plan.spiffs.iter().any(|spiff| spiff.counts.takes(class))
        }
        Done::Activity { activity, .. } => {
            let counts = |component: &Component| {
                component.credit == Credit::Own
                    && component.measure == Measure::Activities
                    && component.activities.takes(activity)
            };
            let mut bonuses = plan.activity_bonuses.iter();
            plan.components.iter().any(counts)
                || bonuses.any(|bonus| bonus.activities.takes(activity))
        }
        Done::Objective { .. } | Done::Lost => true,
    }
}

/// Takes note of a month's stay in a seat.
fn remember(people: &mut Vec<Stay>, spell: &Spell) {
    let is_same = |stay: &&mut Stay| stay.seat == spell.seat && stay.nth == spell.nth;
    match people.iter_mut().find(is_same) {
        Some(stay) => stay.to = spell.to,
        None => people.push(Stay {
            seat: spell.seat,
            nth: spell.nth,
            from: spell.from,
            to: spell.to,
            joined: spell.joined,
        }),
    }
}

impl ActualPayroll {
    /// A payroll that begins with the horizon.
    ///
    /// Whoever is in a seat at the start counts as there until the plan lets them leave, by the rules of a simulated
    /// future. Who comes after them, or opens a seat later, is known if the plan names them.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let mut model = model.at_means();
        let n_months = model.calendar.n_months();
        model.calendar = model.calendar.with_history(n_months);
        let workforce = &mut model.workforce;
        workforce.throughput = None;
        for role in &mut workforce.roles {
            role.backfill = false;
        }
        for (ix, seat) in workforce.seats.iter_mut().enumerate() {
            let is_named = workforce.joiners.iter().any(|joiner| joiner.seat == ix);
            if let SeatStart::Opens { at } = &mut seat.start
                && !is_named
            {
                *at = f64::INFINITY;
            }
        }
        let mut roster = Roster::default();
        roster.reset(workforce, 0.0, ANY_FUTURE);
        Self {
            roster,
            payroll: Payroll::new(&model),
            scores: Scores::new(&model),
            spells: Vec::new(),
            open: vec![Vec::new(); model.workforce.seats.len()],
            model,
        }
    }

    /// What is paid in the first months; the periods that are under way when they end stay unsettled.
    ///
    /// What is credited to a seat in which nobody is counts for the company only.
    ///
    /// * `credits`: in order of time, those of one sale and day side by side
    /// * `n_months`: months that are over
    #[must_use]
    pub fn pay(self, credits: &[ActualCredit], n_months: usize) -> Vec<Pay> {
        self.settle(credits, n_months).pays
    }

    /// [`pay`](Self::pay), and what became of each credit.
    #[must_use]
    pub fn settle(mut self, credits: &[ActualCredit], n_months: usize) -> Paid {
        let mut paid = Paid {
            pays: Vec::new(),
            fates: vec![Fate::Later; credits.len()],
            journal: Vec::new(),
            people: Vec::new(),
        };
        self.payroll.keep_journal();
        let recuts = std::mem::take(&mut self.model.territories.recuts);
        for month in 0..n_months {
            for cut in recuts.iter().filter(|cut| cut.month == month) {
                self.model.apply_cut(cut, |_, _| {});
            }
            self.begin_month(month);
            for spell in &self.spells {
                remember(&mut paid.people, spell);
            }
            let of_month = |(_, credit): &(usize, &ActualCredit)| credit.month() == month;
            let rows: Vec<_> = credits.iter().enumerate().filter(of_month).collect();
            for sale in rows.chunk_by(|(_, one), (_, other)| one.is_counted_with(other)) {
                let shares = sale.iter().map(|&(_, credit)| credit);
                let sale_of = (sale[0].0, shares);
                actual::count(sale_of, &mut self.payroll, &self.model, &self.spells);
                for &(ix, credit) in sale {
                    paid.fates[ix] = self.fate(ix, credit);
                }
            }
            self.close_month(month, &mut paid);
        }
        paid.journal = self.payroll.take_journal();
        paid
    }

    fn begin_month(&mut self, month: usize) {
        self.spells.clear();
        let (model, spells) = (&self.model, &mut self.spells);
        self.roster
            .live(&model.workforce, &model.calendar, ANY_FUTURE, month, spells);
        self.payroll.begin_month(&self.spells);
    }

    /// What becomes of a credit, unless its month settles it; takes note of how far an objective was reached.
    fn fate(&mut self, ix: usize, credit: &ActualCredit) -> Fate {
        if credit.done == Done::Lost {
            return Fate::Lost;
        }
        let Some(seat) = credit.seat else {
            return Fate::Company;
        };
        if stay_at(&self.spells, seat, credit.time).is_none() {
            return Fate::Vacant;
        }
        let Some(plan) = self.payroll.plan_of(&self.model, seat) else {
            return Fate::Unpaid;
        };
        if !pays_for(plan, credit) {
            return Fate::Uncounted;
        }
        let period = match credit.done {
            Done::Objective { objective, score } => {
                self.scores.judge(seat, objective, score);
                plan.objectives[objective].period
            }
            Done::Deal(_) | Done::Activity { .. } | Done::Lost => plan.main().period,
        };
        let due = self.end_of(period, credit.month());
        self.open[seat].push((ix, due));
        Fate::Open { due }
    }

    /// The month at the end of which the period of a month is over.
    fn end_of(&self, period: PeriodKind, month: usize) -> usize {
        let mut end = month;
        while !self.model.calendar.ends_period(period, end) {
            end += 1;
        }
        end
    }

    fn close_month(&mut self, month: usize, paid: &mut Paid) {
        let mut payday = Payday::default();
        for (stay, spell) in self.spells.iter().enumerate() {
            let closing = Month {
                model: &self.model,
                ix: month,
                last: false,
            };
            let scores = &self.scores;
            let score = |(ix, _): (usize, &Objective), person: Person| {
                scores.of(person.seat, ix).unwrap_or(0.0)
            };
            self.payroll
                .close(closing, stay, spell, &score, &mut payday);
            if !payday.lines.is_empty() || !payday.settled.is_empty() {
                paid.pays
                    .push(Pay::of(spell.seat, month, spell.left, &payday));
            }
            self.scores.settle(&self.model, spell, month);
            self.open[spell.seat].retain(|&(ix, due)| {
                let settles = spell.left || due == month;
                if settles {
                    paid.fates[ix] = Fate::Settled { month };
                }
                !settles
            });
        }
    }
}

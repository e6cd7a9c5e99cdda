//! Actual credits: what people were really credited with, paid by the same rules as in a simulated future.

use super::Model;
use super::chronicle::Pay;
use super::credit::Counted;
use super::payroll::{Month, Payday, Payroll, Person};
use crate::comp::Objective;
use crate::flows::Spell;
use crate::units::Money;
use crate::workforce::SeatStart;

/// Something that somebody was really credited with.
#[derive(Clone, Debug, PartialEq)]
pub struct ActualCredit {
    /// When \[months since the start of the horizon\]; negative before it.
    pub time: f64,
    /// The seat; `None` counts for the company only.
    pub seat: Option<usize>,
    /// Class of the deal.
    pub class: usize,
    /// The deal, as people call it.
    pub what: String,
    /// What is credited.
    pub done: Done,
    /// Share of it that the seat is credited with.
    pub share: f64,
    /// Share of it that counts for market and company: of several rows for one deal, all count together once.
    pub of_company: f64,
}

/// What was really done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Done {
    /// A deal was won or an opportunity made.
    Deal(Counted),
    /// An activity, by its index over all stages, so many times \[millionths\].
    Activity {
        /// Which.
        activity: usize,
        /// How often.
        times: i64,
    },
    /// An objective was reached so far, 0 to 1, by its index in the seat's plan.
    Objective {
        /// Which.
        objective: usize,
        /// How far.
        score: f64,
    },
}

/// A payroll on actual credits.
#[derive(Clone, Debug)]
pub struct ActualPayroll {
    /// The plan on the calendar of the payroll, with every assumption at its mean.
    model: Model,
    /// Months before the horizon.
    before: usize,
    payroll: Payroll,
    /// Objectives' scores so far, by seat and objective.
    scores: Vec<Vec<f64>>,
}

impl ActualPayroll {
    /// A payroll that begins so many months before the horizon.
    ///
    /// What comp plans say for the first month of the horizon holds for the months before it.
    #[must_use]
    pub fn new(model: &Model, before: usize) -> Self {
        let mut model = model.at_means();
        model.calendar = model.calendar.starting_earlier(before);
        for field in model.comp.fields() {
            *field = field.delayed(before);
        }
        for role in &mut model.workforce.roles {
            role.incentive_per_year = role.incentive_per_year.delayed(before);
        }
        let scores = model.workforce.seats.iter().map(|seat| {
            let plan = model.comp.plan_of(seat.role);
            vec![0.0; plan.map_or(0, |plan| plan.objectives.len())]
        });
        Self {
            payroll: Payroll::new(&model),
            scores: scores.collect(),
            before,
            model,
        }
    }

    /// The plan on the calendar of the payroll.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Pays month after month, from the first on, and returns what is paid. Months are counted on the payroll's
    /// calendar; the period that is under way when it ends stays unsettled.
    ///
    /// Whoever is in a seat at the start of the horizon counts as there since the first day, and until a month in
    /// which the plan lets them leave; what was credited to a seat before that counts for the company only.
    ///
    /// * `n_months`: months that are over
    pub fn pay(&mut self, credits: &[ActualCredit], n_months: usize) -> Vec<Pay> {
        let mut pays = Vec::new();
        let mut payday = Payday::default();
        for month in 0..n_months {
            let spells = self.spells(month);
            let stay_in = |seat: usize| spells.iter().position(|spell| spell.seat == seat);
            self.payroll.credits.begin_month(spells.len());
            for credit in credits {
                if self.month_of(credit) == Some(month) {
                    self.count(credit, month, &stay_in);
                }
            }
            for (stay, spell) in spells.iter().enumerate() {
                let closing = Month {
                    model: &self.model,
                    month,
                    last: false,
                };
                let scores = &mut self.scores[spell.seat];
                let score = |(ix, _): (usize, &Objective), _: Person| scores[ix];
                self.payroll
                    .close(closing, stay, spell, &score, &mut payday);
                if !payday.lines.is_empty() || !payday.settled.is_empty() {
                    pays.push(Pay::of(spell.seat, month, spell.left, &payday));
                }
                let role = self.model.workforce.seats[spell.seat].role;
                let plan = self.model.comp.plan_of(role);
                let judged = plan.map_or(&[][..], |plan| &plan.objectives);
                for (objective, score) in judged.iter().zip(scores) {
                    if spell.left || self.model.calendar.ends_period(objective.period, month) {
                        *score = 0.0;
                    }
                }
            }
        }
        pays
    }

    fn month_of(&self, credit: &ActualCredit) -> Option<usize> {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let time = credit.time + self.before as f64;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative"
        )]
        (time >= 0.0).then(|| time as usize)
    }

    fn count(
        &mut self,
        credit: &ActualCredit,
        month: usize,
        stay_in: &dyn Fn(usize) -> Option<usize>,
    ) {
        let model = &self.model;
        match (credit.done, credit.seat) {
            (Done::Deal(counted), seat) => {
                if credit.of_company > 0.0 {
                    let of_company = counted.share(credit.of_company);
                    self.payroll.count_class(credit.class, &of_company);
                }
                if let Some(seat) = seat {
                    let (at, own) = ((credit.class, month), counted.share(credit.share));
                    self.payroll.credit(model, seat, at, &own, stay_in);
                }
            }
            (Done::Activity { activity, times }, Some(seat)) => {
                self.payroll
                    .credit_activity(model, seat, activity, times, stay_in);
            }
            (Done::Objective { objective, score }, Some(seat)) => {
                self.scores[seat][objective] = score;
            }
            (_, None) => {}
        }
    }

    /// Who is in which seat in a month of the payroll's calendar.
    fn spells(&self, month: usize) -> Vec<Spell> {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let (start, before) = (month as f64, self.before as f64);
        let workforce = &self.model.workforce;
        let seats = workforce.seats.iter().enumerate();
        let stays = seats.filter_map(|(ix, seat)| {
            let SeatStart::Filled { tenure } = seat.start else {
                return None;
            };
            let hired = before - tenure;
            #[allow(clippy::cast_precision_loss, reason = "months are small")]
            let leaves = workforce
                .leavers
                .iter()
                .filter(|leaver| leaver.seat == ix)
                .map(|leaver| leaver.month as f64 + before)
                .fold(f64::INFINITY, f64::min);
            let (from, to) = (hired.max(start), leaves.min(start + 1.0));
            (from < to).then(|| Spell {
                seat: ix,
                from,
                to,
                ready: hired + workforce.roles[seat.role].onboarding.at(0, 0),
                log_skill: 0.0,
                joined: hired >= start,
                // Somebody who leaves on the first day of the next month is settled at the end of this one.
                left: leaves <= start + 1.0,
            })
        });
        stays.collect()
    }
}

impl Model {
    /// The plan with every assumption at its mean, or at its median where the mean is infinite.
    #[must_use]
    pub fn at_means(&self) -> Self {
        let centres: Vec<f64> = self.assumptions.centres().collect();
        let mut model = self.clone();
        if !centres.is_empty() {
            model.redraw(&centres);
        }
        model
    }
}

/// Sum of pay.
#[must_use]
pub fn total(pays: &[Pay]) -> Money {
    pays.iter().map(Pay::total).sum()
}

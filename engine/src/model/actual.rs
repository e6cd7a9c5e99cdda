//! Actual credits: what people were really credited with, paid by the same rules as in a simulated future.

use super::Model;
use super::chronicle::Pay;
use super::credit::Counted;
use super::payroll::{Month, Payday, Payroll, Person};
use super::tally::{bounds, month_of};
use crate::comp::Objective;
use crate::flows::Spell;
use crate::workforce::SeatStart;

/// Something that somebody was really credited with.
#[derive(Clone, Debug, PartialEq)]
pub struct ActualCredit {
    /// When \[months since the start of the horizon\].
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
    /// Whether this is the first row of its deal, which counts the deal.
    pub begins_deal: bool,
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

/// What happened before the simulation begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actuals {
    /// Months of the horizon that are history.
    pub n_months: usize,
    /// What people were credited with in them, in order of time.
    pub credits: Vec<ActualCredit>,
}

impl Actuals {
    /// When the simulation begins \[months\].
    #[must_use]
    pub fn now(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let now = self.n_months as f64;
        now
    }
}

impl ActualCredit {
    /// The month of the horizon in which it was.
    #[must_use]
    pub fn month(&self) -> usize {
        month_of(self.time)
    }
}

/// A payroll on actual credits.
#[derive(Clone, Debug)]
pub struct ActualPayroll {
    /// The plan, with every assumption at its mean.
    model: Model,
    payroll: Payroll,
    /// Objectives' scores so far, by seat and objective.
    scores: Vec<Vec<f64>>,
}

impl ActualPayroll {
    /// A payroll that begins with the horizon.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let model = model.at_means();
        let scores = model.workforce.seats.iter().map(|seat| {
            let plan = model.comp.plan_of(seat.role);
            vec![0.0; plan.map_or(0, |plan| plan.objectives.len())]
        });
        Self {
            payroll: Payroll::new(&model),
            scores: scores.collect(),
            model,
        }
    }

    /// Pays month after month, from the first on, and returns what is paid; the period that is under way when it ends
    /// stays unsettled.
    ///
    /// Whoever is in a seat at the start counts as there until a month in which the plan lets them leave. What is
    /// credited to a seat in which nobody is counts for the company only.
    ///
    /// * `credits`: in any order
    /// * `n_months`: months that are over
    pub fn pay(&mut self, credits: &[ActualCredit], n_months: usize) -> Vec<Pay> {
        let mut pays = Vec::new();
        let mut payday = Payday::default();
        for month in 0..n_months {
            let spells = self.spells(month);
            let stay_in = |seat: usize| spells.iter().position(|spell| spell.seat == seat);
            self.payroll.begin_month(&spells);
            for credit in credits.iter().filter(|credit| credit.month() == month) {
                credit.count(&mut self.payroll, &self.model, stay_in);
                if let (Done::Objective { objective, score }, Some(seat)) =
                    (credit.done, credit.seat)
                {
                    self.scores[seat][objective] = score;
                }
            }
            for (stay, spell) in spells.iter().enumerate() {
                let closing = Month {
                    model: &self.model,
                    ix: month,
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

    /// Who is in which seat in a month.
    fn spells(&self, month: usize) -> Vec<Spell> {
        let (start, end) = bounds(month);
        let workforce = &self.model.workforce;
        let seats = workforce.seats.iter().enumerate();
        let stays = seats.filter_map(|(ix, seat)| {
            let SeatStart::Filled { tenure } = seat.start else {
                return None;
            };
            let leaves = workforce.leavers.iter().filter(|leaver| leaver.seat == ix);
            let leaves = leaves.map(|leaver| bounds(leaver.month).0);
            let leaves = leaves.fold(f64::INFINITY, f64::min);
            let (from, to) = ((-tenure).max(start), leaves.min(end));
            (from < to).then(|| Spell {
                seat: ix,
                nth: 0,
                from,
                to,
                ready: workforce.roles[seat.role].onboarding.at(0, 0) - tenure,
                log_skill: 0.0,
                joined: -tenure >= start,
                // Somebody who leaves on the first day of the next month is settled at the end of this one.
                left: leaves <= end,
            })
        });
        stays.collect()
    }
}

impl ActualCredit {
    /// What of a deal counts for market and company: its money by shares, the deal itself once.
    pub(crate) fn for_company(&self, counted: Counted) -> Counted {
        let once = i64::from(self.begins_deal);
        Counted {
            wins: counted.wins * once,
            opportunities: counted.opportunities * once,
            ..counted.share(self.of_company)
        }
    }

    /// Credits a deal or an activity; objectives are judged where they are settled.
    pub(crate) fn count(
        &self,
        payroll: &mut Payroll,
        model: &Model,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        match (self.done, self.seat) {
            (Done::Deal(counted), seat) => {
                if self.of_company > 0.0 {
                    payroll.count_class(self.class, &self.for_company(counted));
                }
                if let Some(seat) = seat {
                    let (at, own) = ((self.class, self.month()), counted.share(self.share));
                    payroll.credit(model, seat, at, &own, stay_in);
                }
            }
            (Done::Activity { activity, times }, Some(seat)) => {
                payroll.credit_activity(model, seat, activity, times, stay_in);
            }
            (Done::Activity { .. }, None) | (Done::Objective { .. }, _) => {}
        }
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

//! Progress: whether a deal passes a stage, and how long it stays.

use super::{Funnel, OpenDeal, Stage};
use crate::kernel::law::Law;
use crate::kernel::law_table::LawTable;
use crate::kernel::math::exp;
use crate::kernel::stream::Words;

/// Who works on a deal, as far as its chances depend on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hand {
    /// Factor that skill and ramp put on the odds of passing.
    pub odds: f64,
    /// Share of full productivity, 0 to 1.
    pub ramp: f64,
}

impl Hand {
    /// Nobody in particular: average and fully ramped.
    pub const AVERAGE: Self = Self {
        odds: 1.0,
        ramp: 1.0,
    };
}

/// How a stage ends for a deal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Whether it passes on.
    pub passes: bool,
    /// How long it stays, or stays on \[months\].
    pub dwell: f64,
    /// What it takes to pass, where that depends on effort.
    pub takes: Option<Takes>,
}

/// What it takes to pass a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Takes {
    /// Factor on the chance of passing from which on it passes: below 1 for what passes anyway, up to the greatest factor
    /// for what passes if somebody works hard enough.
    pub effort: f64,
    /// How long it stays if it takes more than the effort of reference and nobody makes it \[months\], as any deal that is
    /// lost; `None` where the effort of reference is enough.
    pub dwell_lost: Option<f64>,
}

impl Funnel {
    /// Factor on the odds of passing for somebody of this skill.
    #[must_use]
    pub fn skill_odds(&self, log_skill: f64, month: usize) -> f64 {
        exp(self.skill_effect.at(0, month) * log_skill)
    }

    /// Factor on the odds of passing for somebody who is ramped to this share.
    #[must_use]
    pub fn ramp_odds(&self, share: f64, month: usize) -> f64 {
        exp(-self.ramp_effect.at(0, month) * (1.0 - share))
    }

    /// Chance that a deal passes a stage: the stage's own, moved on the logit scale by tier, market, skill, ramp,
    /// price, waiting and overload, which is the same as multiplying its odds.
    ///
    /// * `class`: deal class; `month`: month in which work on it begins
    /// * `odds`: factors of all of them, multiplied
    #[must_use]
    #[inline]
    pub fn pass_probability(&self, stage: usize, class: usize, month: usize, odds: f64) -> f64 {
        let pass = self.stages[stage].pass.at(class, month);
        pass * odds / (1.0 - pass + pass * odds)
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for stage in &mut self.stages {
            stage.pass.redraw(draws);
            stage.cycle_factor.redraw(draws);
            stage.dwell.redraw(draws);
            stage.dwell_lost.redraw(draws);
            for activity in &mut stage.activities {
                activity.count.redraw(draws);
                activity.hours.redraw(draws);
            }
            if let Some(decay) = &mut stage.decay {
                decay.redraw(draws);
            }
        }
        self.deal_size.redraw(draws);
        self.effects.redraw(draws);
        if let Some(nurture) = &mut self.nurture {
            nurture.redraw(draws);
        }
        for field in [
            &mut self.deal_size_factor,
            &mut self.discount,
            &mut self.skill_effect,
            &mut self.ramp_effect,
        ] {
            field.redraw(draws);
        }
    }
}

impl Stage {
    /// Outcome of a deal that begins the stage.
    ///
    /// * `pass`: its chance of passing; `most`: greatest factor that effort may put on it until it passes, at least 1; `None`
    ///   where effort does nothing
    /// * `uniform`: decides whether it passes; of the deal's `words` for this stage, the second is for the time
    #[must_use]
    #[inline]
    pub fn outcome(
        &self,
        class: usize,
        month: usize,
        (pass, most): (f64, Option<f64>),
        (uniform, words): (f64, Words),
    ) -> Outcome {
        let passes = uniform < pass * most.unwrap_or(1.0);
        let (won, lost) = (&self.dwell, &self.dwell_lost);
        let factor = self.cycle_factor.at(class, month);
        let dwell = |laws: &LawTable| (laws.draw(class, month, words.uniform(1)) * factor).max(0.0);
        Outcome {
            passes,
            dwell: dwell(if passes { won } else { lost }),
            takes: most.map(|_| Takes {
                effort: uniform / pass,
                dwell_lost: (passes && uniform >= pass).then(|| dwell(lost)),
            }),
        }
    }

    /// Outcome of a deal that has been in the stage for `deal.age` months without passing or being lost.
    ///
    /// With survival functions `S₊` and `S₋` of the two dwell times, the chance of passing is
    /// `p S₊(a) / (p S₊(a) + (1 − p) S₋(a))`, and the time left is the dwell time given that it exceeds the age, less the
    /// age. `None` if the deal is dead: beyond the stage's stated limit, or older than any deal can become.
    ///
    /// * `month`: month in which the deal is taken over, whose factor on the cycle holds for the whole stay
    /// * `pass`, `most`: as in [`outcome`](Self::outcome); effort is a factor on the chance given the age
    #[must_use]
    pub fn outcome_given_age(
        &self,
        deal: &OpenDeal,
        month: usize,
        (pass, most): (f64, Option<f64>),
        (uniform, words): (f64, Words),
    ) -> Option<Outcome> {
        if self.is_dead(deal.age) {
            return None;
        }
        let class = deal.class;
        let cycle = self.cycle_factor.at(class, month);
        let (won, lost) = (self.dwell.of(class), self.dwell_lost.of(class));
        if cycle <= 0.0 {
            return (deal.age <= 0.0).then_some(Outcome {
                passes: uniform < pass * most.unwrap_or(1.0),
                dwell: 0.0,
                takes: most.map(|_| Takes {
                    effort: uniform / pass,
                    dwell_lost: None,
                }),
            });
        }
        let [of_won, of_lost] =
            [&self.dwell, &self.dwell_lost].map(|laws| laws.factor(class, month) * cycle);
        let (alive_won, alive_lost) = (
            pass * outlives(won, deal.age / of_won),
            (1.0 - pass) * outlives(lost, deal.age / of_lost),
        );
        let alive = alive_won + alive_lost;
        if alive <= 0.0 {
            return None;
        }
        let passes = uniform * alive < alive_won * most.unwrap_or(1.0);
        let is_in_doubt = passes && uniform * alive >= alive_won;
        let dwell = |(law, factor): (&Law, f64)| {
            let age = deal.age / factor;
            let dwell = if age > 0.0 {
                law.quantile_beyond(words.uniform(1), age)?
            } else {
                law.quantile(words.uniform(1))
            };
            Some(((dwell - age) * factor).max(0.0))
        };
        Some(Outcome {
            passes,
            dwell: dwell(if passes {
                (won, of_won)
            } else {
                (lost, of_lost)
            })?,
            takes: most.map(|_| Takes {
                effort: uniform * alive / alive_won,
                dwell_lost: dwell((lost, of_lost)).filter(|_| is_in_doubt),
            }),
        })
    }
}

/// Chance of lasting beyond an age; a fresh deal is alive even where the law has its whole weight at 0.
fn outlives(law: &Law, age: f64) -> f64 {
    if age > 0.0 { law.survival(age) } else { 1.0 }
}

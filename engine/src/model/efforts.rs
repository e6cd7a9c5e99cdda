//! Effort in a trial: how hard everybody works in a month, and which deals that wins or loses.
//!
//! Effort acts where what a person is paid for happens. A deal takes a lot when work on its last stage begins; it passes that
//! stage if the lot lies below the chance times the effort of its owner in the month in which it would be won. So nothing
//! new is drawn, and with everybody at the effort of reference all that is won is what would be won without behaviour. It is a
//! factor on the chance, not on the odds as skill is, because people plan with results in proportion to it.

use super::Model;
use super::effort::{Response, Responses};
use super::tally::bounds;
use super::trial::Simulator;
use crate::comp::Measure;
use crate::comp::component::Standing;
use crate::flows::Spell;

/// How hard people work.
#[derive(Clone, Debug)]
pub(super) struct Efforts {
    responses: Responses,
    /// By stage: greatest factor on the chance of passing, at least 1; `None` where effort does nothing.
    most: Vec<Option<f64>>,
    /// By stay of the month: factor on results.
    factors: Vec<f64>,
    /// Whether anybody moves deals across the end of a period.
    times_deals: bool,
    /// Deals that have come up for a decision at the end of this month.
    pub(super) coming_up: Vec<u32>,
    /// By seat: what is held back.
    pub(super) held: Vec<Held>,
}

/// What a person has held back until a period is over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    /// The how-manieth person in the seat.
    pub(super) nth: u16,
    /// Month in which it is signed.
    pub(super) until: usize,
    /// What it is expected to add to attainment then.
    pub(super) attainment: f64,
}

/// How a person stands in a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    /// Attainment so far: 1 less what is missing to quota, as a share of a whole period's.
    pub(super) attainment: f64,
    /// Quota of a whole period at the ramp of the months to come.
    pub(super) quota: f64,
}

impl Efforts {
    pub(super) fn new(model: &Model) -> Self {
        let responses = Responses::of(model);
        let n_stages = model.funnel.stages.len();
        let mut most: Vec<Option<f64>> = vec![None; n_stages];
        for plan in &model.comp.plans {
            let Some(behaviour) = &plan.behaviour else {
                continue;
            };
            // An uncertain elasticity is drawn again in every trial: none is above 1.
            let elasticity = if behaviour.elasticity.is_uncertain() {
                1.0
            } else {
                behaviour.elasticity.at(0, 0)
            };
            if let Some(stage) = moved_stage(model, plan.main().measure) {
                let known = most[stage].unwrap_or(1.0);
                most[stage] = Some(known.max(behaviour.most_results(elasticity)));
            }
        }
        Self {
            responses,
            most,
            factors: Vec::new(),
            times_deals: model.times_deals(),
            coming_up: Vec::new(),
            held: vec![Held::default(); model.workforce.seats.len()],
        }
    }

    /// Whether anybody moves deals across the end of a period.
    #[inline]
    pub(super) fn times_deals(&self) -> bool {
        self.times_deals
    }

    /// How a role responds in a month; `None` if nothing moves it.
    #[inline]
    pub(super) fn response(&self, role: usize, month: usize) -> Option<&Response> {
        self.responses.at(role, month)
    }

    /// Begins another trial.
    pub(super) fn clear(&mut self) {
        self.factors.clear();
        self.coming_up.clear();
        self.held.fill(Held::default());
    }

    /// Greatest factor that anybody's effort puts on the chance of passing a stage; `None` where effort does nothing.
    #[inline]
    pub(super) fn most(&self, stage: usize) -> Option<f64> {
        self.most[stage]
    }
}

/// The stage whose passing is what a measure counts.
fn moved_stage(model: &Model, measure: Measure) -> Option<usize> {
    match measure {
        Measure::Bookings | Measure::Margin | Measure::Arr | Measure::Collected | Measure::Wins => {
            model.funnel.stages.len().checked_sub(1)
        }
        Measure::Opportunities => model.funnel.opportunity_from.checked_sub(1),
        Measure::Activities => None,
    }
}

impl Simulator<'_> {
    /// Everybody decides how hard to work in a month, by how they stand when it begins.
    pub(super) fn set_efforts(&mut self, month: usize) {
        if self.efforts.responses.list().is_empty() {
            return;
        }
        let mut factors = std::mem::take(&mut self.efforts.factors);
        factors.clear();
        factors.extend(self.spells.iter().map(|spell| self.factor_of(spell, month)));
        self.efforts.factors = factors;
    }

    /// Factor on a person's results in a month.
    fn factor_of(&self, spell: &Spell, month: usize) -> f64 {
        let role = self.plan.workforce.seats[spell.seat].role;
        let Some(response) = self.efforts.responses.at(role, month) else {
            return 1.0;
        };
        let plan = &self.plan.comp.plans[response.plan];
        let Some(stand) = self.stand_of(spell, response, month, None) else {
            return 1.0;
        };
        let left = response.period.months.end - month;
        let elasticity = plan.behaviour.as_ref().map(|b| b.elasticity.at(0, month));
        response.results(left, stand.attainment, elasticity.unwrap_or(0.0))
    }

    /// How a person stands in a period, at the beginning of a month of it; `None` if there is no quota to come.
    ///
    /// * `stay`: of the month, if what it has credited so far counts too
    pub(super) fn stand_of(
        &self,
        spell: &Spell,
        response: &Response,
        month: usize,
        stay: Option<usize>,
    ) -> Option<Stand> {
        let account = &self.payroll.accounts[spell.seat];
        let so_far = if account.nth == spell.nth {
            account.open[0].standing
        } else {
            Standing::default()
        };
        let to_come = self.quota_to_come(spell, month..response.period.months.end);
        if to_come <= 0.0 {
            return None;
        }
        let measure = self.plan.comp.plans[response.plan].main().measure;
        let of_month = |stay: usize| self.payroll.credits.of_person(measure, stay, 0);
        let this_month = stay.map_or(0.0, of_month);
        #[allow(clippy::cast_precision_loss, reason = "months are few")]
        let part = (response.period.months.end - month) as f64 / response.period.kind.months();
        // What is missing to quota, as a share of a whole period's quota at the ramp of the months to come: who was away
        // or ramping in part of the period has as far to go as anybody who misses as much of what can still be done.
        let missing = so_far.quota + to_come - so_far.credited - this_month;
        let quota = to_come / part;
        Some(Stand {
            attainment: 1.0 - missing / quota,
            quota,
        })
    }

    /// Quota of the main component that a person is still to be given in some months, if nobody leaves.
    pub(super) fn quota_to_come(&self, spell: &Spell, months: std::ops::Range<usize>) -> f64 {
        let seat = &self.plan.workforce.seats[spell.seat];
        let Some(plan) = self.plan.comp.plan_of(seat.role) else {
            return 0.0;
        };
        let main = plan.main();
        let of_month = |month: usize| {
            let (start, end) = bounds(month);
            let start = start.max(spell.from);
            let counted = if main.ramped_quota {
                self.plan.workforce.usual_months(spell, (start, end))
            } else {
                end - start
            };
            let own = seat.quota_per_year;
            let per_year = own.unwrap_or_else(|| main.quota_per_year.at(seat.role, month));
            per_year * self.payroll.ratchets.factor(&self.plan, spell.seat, month) / 12.0 * counted
        };
        months.map(of_month).sum()
    }

    /// Whether a deal that is about to pass its stage takes more effort than whoever is paid for that makes.
    #[inline]
    pub(super) fn takes_too_much(&self, slot: usize) -> bool {
        let deal = &self.deals[slot];
        let Some(takes) = deal.outcome.takes else {
            return false;
        };
        let is_last = deal.stage + 1 == self.plan.funnel.stages.len();
        let seat = if is_last {
            deal.owner
        } else {
            deal.worker.or(deal.prospector)
        };
        takes.effort >= self.effort_of(seat, deal.stage)
    }

    /// Factor that a seat's effort puts on the chance of passing a stage: 1 while it is vacant, and for who is paid for
    /// something else.
    fn effort_of(&self, seat: Option<usize>, stage: usize) -> f64 {
        seat.map_or(1.0, |seat| {
            self.effort_of_stay(seat, self.desks[seat].spell, stage)
        })
    }

    /// The same of whoever is in the seat.
    ///
    /// * `stay`: of the month, if somebody is there
    pub(super) fn effort_of_stay(&self, seat: usize, stay: Option<usize>, stage: usize) -> f64 {
        let role = self.plan.workforce.seats[seat].role;
        let plan = self.plan.comp.plan_of(role);
        let measure = plan.map(|plan| plan.main().measure);
        let is_paid = measure.and_then(|measure| moved_stage(&self.plan, measure)) == Some(stage);
        let stay = stay.filter(|_| is_paid);
        let factor = stay.and_then(|stay| self.efforts.factors.get(stay));
        factor.copied().unwrap_or(1.0)
    }
}

//! How people respond to their plans, worked out once before the trials: what each period pays by its attainment, and
//! which effort that makes best with so many months left.

use std::sync::Arc;

use super::Model;
use crate::calendar::{Period, PeriodKind};
use crate::comp::behaviour::{Kind, Levels, Luck, PayCurve, PeriodTerms, Policy};
use crate::comp::{Behaviour, Plan};

/// Cases of a month's luck that people tell apart.
const N_CASES: usize = 31;
/// Share of quota on either side of where a period is headed over which the pay of one more unit is taken.
const REACH: f64 = 0.05;
/// How far quotas are apart from which it is told what a greater one costs.
const QUOTA_STEP: f64 = 0.1;

/// How a role responds to its plan in one period.
#[derive(Clone, Debug)]
pub struct Response {
    /// Index of the plan.
    pub plan: usize,
    /// Index of the role.
    pub role: usize,
    /// The period that is settled: that of the main component, or the fiscal year where it is cumulative.
    pub period: Period,
    /// What the quota of the whole period pays at the rate of reference \[minor units\].
    pub at_quota: f64,
    /// Pay of the whole period by attainment, in what its quota pays at the rate of reference.
    pub pay: PayCurve,
    /// The same less what a unit costs by raising next year's quota: what people go by.
    pub seen: PayCurve,
    /// Attainment that a month is expected to bring at the effort of reference.
    pub expected: f64,
    /// Elasticity of results to pay per unit, at its centre if it is uncertain.
    pub elasticity: f64,
    /// The best effort by months left and attainment, if people look ahead.
    pub policy: Option<Arc<Policy>>,
}

impl Response {
    /// Effort as a multiple of that of reference; `None` where a plan states how results respond and not how effort does.
    ///
    /// * `left`: months of the period that are left, this one included
    /// * `attainment`: so far
    #[must_use]
    pub fn effort(&self, left: usize, attainment: f64) -> Option<f64> {
        let policy = self.policy.as_ref()?;
        Some(policy.effort(left, attainment))
    }

    /// Factor on results.
    ///
    /// * `left`, `attainment`: as in [`effort`](Self::effort)
    /// * `elasticity`: of results to pay per unit where it is constant
    #[must_use]
    pub fn results(&self, left: usize, attainment: f64, elasticity: f64) -> f64 {
        match self.effort(left, attainment) {
            Some(effort) => Behaviour::results(self.elasticity, effort),
            None => Behaviour::response(elasticity, self.marginal_rate(left, attainment)),
        }
    }

    /// What the rest of the period is worth to people who look ahead, in what its quota pays at the rate of reference: pay less
    /// the cost of effort, on average; pay alone where nobody looks ahead.
    ///
    /// * `left`: months left of the period; between whole months it is interpolated
    /// * `attainment`: so far
    #[must_use]
    pub fn worth_with(&self, left: f64, attainment: f64) -> f64 {
        let Some(policy) = &self.policy else {
            return self.seen.at(attainment);
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast ends at 0 and months are few"
        )]
        let whole = (left as usize).min(policy.n_months());
        #[allow(clippy::cast_precision_loss, reason = "months are few")]
        let part = (left - whole as f64).clamp(0.0, 1.0);
        let at = |months: usize| match months {
            0 => self.seen.at(attainment),
            months => policy.value(months, attainment),
        };
        if part == 0.0 || whole == policy.n_months() {
            at(whole)
        } else {
            at(whole) + (at(whole + 1) - at(whole)) * part
        }
    }

    /// Number of months of a whole period.
    #[must_use]
    pub fn whole_months(&self) -> f64 {
        self.period.kind.months()
    }

    /// Pay of one more unit where the period is headed, as a multiple of the rate of reference.
    #[must_use]
    pub fn marginal_rate(&self, left: usize, attainment: f64) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "months are few")]
        let headed = attainment + self.expected * left as f64;
        self.seen.marginal(headed, REACH)
    }
}

/// How all roles respond to their plans.
#[derive(Clone, Debug, Default)]
pub struct Responses {
    list: Vec<Response>,
    n_months: usize,
    /// Index of the response, by role and month.
    of: Vec<Option<usize>>,
}

impl Responses {
    /// Works out how the roles of a model respond, with uncertain numbers of pay at their stated centres. A role without
    /// quota or target pay does not respond.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        if model.comp.plans.iter().all(|plan| plan.behaviour.is_none()) {
            return Self::default();
        }
        let mut stated = model.clone();
        let centres = model.assumptions.stated_centres();
        if !centres.is_empty() {
            stated.redraw(centres);
        }
        let n_months = model.calendar.n_months();
        let mut responses = Self {
            list: Vec::new(),
            n_months,
            of: vec![None; model.workforce.roles.len() * n_months],
        };
        for (ix, plan) in stated.comp.plans.iter().enumerate() {
            let Some(behaviour) = &plan.behaviour else {
                continue;
            };
            for &role in &plan.roles {
                for period in model.calendar.periods(settled_by(plan)) {
                    let of = (ix, plan, behaviour);
                    let Some(response) = responses.solve(&stated, of, role, period.clone()) else {
                        continue;
                    };
                    for month in period.months {
                        responses.of[role * n_months + month] = Some(responses.list.len());
                    }
                    responses.list.push(response);
                }
            }
        }
        responses
    }

    fn solve(
        &self,
        model: &Model,
        (plan_ix, plan, behaviour): (usize, &Plan, &Behaviour),
        role: usize,
        period: Period,
    ) -> Option<Response> {
        let month = period.months.end - 1;
        let terms = PeriodTerms {
            role,
            month,
            months: period.kind.months(),
            incentive_per_year: model.workforce.roles[role].incentive_per_year.at(0, month),
            quota_factor: 1.0,
        };
        let reference = behaviour.reference_rate.as_ref();
        let reference = reference.map(|rate| rate.at(0, month));
        let target = PayCurve::target(plan, terms, reference);
        let quota = plan.main().quota_per_year.at(role, month);
        if target <= 0.0 || quota <= 0.0 {
            return None;
        }
        let results = behaviour.results_per_year.as_ref();
        let results = results.map_or(quota, |results| results.at(role, month));
        let pay = PayCurve::of_plan(plan, terms).over(target);
        let mut response = Response {
            plan: plan_ix,
            role,
            at_quota: target,
            seen: pay.clone(),
            pay,
            expected: results / quota / period.kind.months(),
            elasticity: behaviour.elasticity.at(0, month),
            policy: None,
            period,
        };
        if let Some(known) = self.known(&response) {
            (response.seen, response.policy) = (known.seen.clone(), known.policy.clone());
        } else {
            let outlook = Outlook {
                plan,
                behaviour,
                terms,
                of: &response,
            };
            let seen = outlook.seen();
            let policy = outlook.policy(&seen, 1.0);
            (response.seen, response.policy) = (seen, policy.map(Arc::new));
        }
        if response.policy.is_none() && behaviour.kind != Kind::Elastic {
            return None;
        }
        Some(response)
    }

    /// A response that has the same terms.
    fn known(&self, new: &Response) -> Option<&Response> {
        let is_same = |known: &&Response| {
            known.plan == new.plan
                && known.pay == new.pay
                && known.period.kind == new.period.kind
                && known.expected.to_bits() == new.expected.to_bits()
                && known.elasticity.to_bits() == new.elasticity.to_bits()
        };
        self.list.iter().find(is_same)
    }

    /// How a role responds in a month; `None` if nothing moves it.
    #[must_use]
    #[inline]
    pub fn at(&self, role: usize, month: usize) -> Option<&Response> {
        let ix = self.of.get(role * self.n_months + month).copied().flatten();
        ix.map(|ix| &self.list[ix])
    }

    /// All of them: plan by plan, role by role, period by period.
    #[must_use]
    pub fn list(&self) -> &[Response] {
        &self.list
    }
}

/// What people look ahead to in a period.
struct Outlook<'o> {
    plan: &'o Plan,
    behaviour: &'o Behaviour,
    terms: PeriodTerms,
    of: &'o Response,
}

impl Outlook<'_> {
    /// The best effort by months left and attainment, if people look ahead.
    ///
    /// * `pay`: in what the quota pays at the rate of reference; `quota`: factor on the quota
    fn policy(&self, pay: &PayCurve, quota: f64) -> Option<Policy> {
        let Kind::Dynamic { cv, most, .. } = self.behaviour.kind else {
            return None;
        };
        let (elasticity, expected) = (self.of.elasticity, self.of.expected);
        if expected <= 0.0 {
            return None;
        }
        let month = Behaviour::month(elasticity, expected, most).against(quota);
        let luck = Luck::lognormal(cv, N_CASES);
        let n_months = whole_months(self.of.period.kind);
        // Whose effort brings nothing makes that of reference, and still sees what a period is worth.
        let levels = if elasticity > 0.0 {
            Levels::Any
        } else {
            Levels::Of(vec![1.0])
        };
        Some(Policy::solve(pay, &month, n_months, &luck, &levels))
    }

    /// What people go by: what the period pays, less what each unit costs by raising the quota of the year to come.
    ///
    /// A unit of a period that is a share `s` of the year raises next year's quota by `w s`, and with it the quota of
    /// `1 / s` periods: it costs `w` times what a period is worth less with a quota that is greater by all of it.
    fn seen(&self) -> PayCurve {
        let pay = &self.of.pay;
        let Some(ratchet) = &self.plan.ratchet else {
            return pay.clone();
        };
        let worth = |quota: f64| {
            let terms = PeriodTerms {
                quota_factor: quota,
                ..self.terms
            };
            let pay = PayCurve::of_plan(self.plan, terms).over(self.of.at_quota);
            let n_months = whole_months(self.of.period.kind);
            let policy = self.policy(&pay, quota)?;
            Some(policy.value(n_months, 0.0))
        };
        let [less, more] = [1.0 - QUOTA_STEP, 1.0 + QUOTA_STEP].map(worth);
        let Some((less, more)) = less.zip(more) else {
            return pay.clone();
        };
        let weight = ratchet.weight.at(0, self.terms.month);
        pay.tilted(weight * (more - less) / (2.0 * QUOTA_STEP))
    }
}

/// How long people look ahead: to the end of what is settled together.
fn settled_by(plan: &Plan) -> PeriodKind {
    let main = plan.main();
    if main.cumulative {
        PeriodKind::Year
    } else {
        main.period
    }
}

fn whole_months(kind: PeriodKind) -> usize {
    match kind {
        PeriodKind::Month => 1,
        PeriodKind::Quarter => 3,
        PeriodKind::Year => 12,
    }
}

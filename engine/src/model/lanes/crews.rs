//! Crews: seats of a role, who are alike in all but their tenure and quota.

use std::ops::Range;

use crate::calendar::PeriodKind;
use crate::comp::tiers::Method;
use crate::comp::{Measure, Plan};
use crate::flows::Spell;
use crate::model::Model;
use crate::model::trial::Simulator;
use crate::workforce::Workforce;

/// Whole months of tenure up to which it is remembered how ramped somebody is.
const TENURES: usize = 128;

/// How ramped somebody is in a month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ramped {
    /// Ramped months, with the person's own ramp and with the role's.
    pub(super) months: f64,
    pub(super) by_role: f64,
    /// The first in millionths.
    pub(super) micro: i64,
}

/// What a month comes to for whoever is there for all of it.
#[derive(Clone, Debug)]
pub(super) struct WholeMonth {
    /// Base pay, the employer's cost on it, tools [minor units].
    pub(super) fixed: [i64; 3],
    /// Selling hours of a ramped person.
    pub(super) hours: f64,
    pub(super) year: usize,
    /// Quota of each seat, before any ramp.
    pub(super) quotas: Vec<f64>,
}

/// What pays a crew.
#[derive(Clone, Debug)]
pub(super) struct PayTerms {
    pub(super) plan: usize,
    pub(super) measure: Measure,
    pub(super) period: PeriodKind,
}

/// Seats of a role.
#[derive(Clone, Debug)]
pub(super) struct Crew {
    pub(super) role: usize,
    /// Their places in columns.
    pub(super) rows: Range<usize>,
    /// Seats, row by row.
    pub(super) seats: Vec<usize>,
    /// What pays them, if anything.
    pub(super) pay: Option<PayTerms>,
    /// By month: what a whole one comes to.
    pub(super) months: Vec<WholeMonth>,
    /// Whether quota follows the ramp.
    pub(super) quota_ramps: bool,
    /// By whole months of tenure, as far as it was asked for.
    ramped: Vec<Option<Ramped>>,
}

impl Crew {
    /// Forgets how ramped people are: numbers are others.
    pub(super) fn forget(&mut self) {
        self.ramped.clear();
        self.ramped.resize(TENURES, None);
    }

    /// Of somebody who is there for a whole month after so many whole months of tenure, if they are few enough to be
    /// remembered.
    ///
    /// * `spell`: a stay of that kind
    #[inline]
    pub(super) fn ramped(
        &mut self,
        workforce: &Workforce,
        tenure: usize,
        spell: impl FnOnce() -> Spell,
    ) -> Option<Ramped> {
        let known = self.ramped.get_mut(tenure)?;
        Some(*known.get_or_insert_with(|| Ramped::of(workforce, &spell())))
    }

    /// Takes note of a month of somebody who is there for all of it and neither joins nor leaves: what does not depend on
    /// tenure.
    pub(super) fn note_months(&mut self, simulator: &Simulator<'_>, n_months: usize) {
        self.months.clear();
        let Some(&seat) = self.seats.first() else {
            return;
        };
        let months =
            (0..u16::try_from(n_months).expect("a horizon fits the address")).map(|month| {
                let start = f64::from(month);
                let spell = Spell {
                    seat,
                    nth: 0,
                    from: start,
                    to: start + 1.0,
                    ready: 0.0,
                    log_skill: 0.0,
                    ramp_factor: 1.0,
                    ramp_moved: 1.0,
                    joined: false,
                    left: false,
                };
                let month = usize::from(month);
                let [base, load, tools, _] = simulator.fixed_pay(self.role, &spell, month);
                let quotas = self.seats.iter().map(|&seat| {
                    let terms = self.pay.as_ref();
                    terms.map_or(0.0, |terms| {
                        quota_per_year(simulator, terms, seat, month) / 12.0
                    })
                });
                WholeMonth {
                    fixed: [base, load, tools].map(crate::units::Money::minor),
                    hours: simulator.selling_hours(self.role, month),
                    year: simulator.fiscal_year[month],
                    quotas: quotas.collect(),
                }
            });
        self.months = months.collect();
        let plan = self
            .pay
            .as_ref()
            .map(|terms| &simulator.plan.comp.plans[terms.plan]);
        self.quota_ramps = plan.is_some_and(|plan| plan.main().ramped_quota);
    }

    /// Quota that a stay adds.
    #[inline]
    pub(super) fn quota(
        &self,
        simulator: &Simulator<'_>,
        spell: &Spell,
        ramped: &Ramped,
        month: usize,
    ) -> f64 {
        let Some(terms) = &self.pay else { return 0.0 };
        let main = simulator.plan.comp.plans[terms.plan].main();
        let months = if main.ramped_quota {
            ramped.by_role
        } else {
            spell.to - spell.from
        };
        quota_per_year(simulator, terms, spell.seat, month) / 12.0 * months
    }
}

/// Quota of a full year.
#[inline]
pub(super) fn quota_per_year(
    simulator: &Simulator<'_>,
    terms: &PayTerms,
    seat: usize,
    month: usize,
) -> f64 {
    let seat = &simulator.plan.workforce.seats[seat];
    let main = simulator.plan.comp.plans[terms.plan].main();
    let own = seat.quota_per_year;
    own.unwrap_or_else(|| main.quota_per_year.at(seat.role, month))
}

/// All crews of a plan that lives in lanes, and the crew and row of each seat.
pub(super) fn crews(model: &Model) -> (Vec<Crew>, Vec<(usize, usize)>) {
    let seats = &model.workforce.seats;
    let (mut crews, mut row_of) = (Vec::new(), vec![(0, 0); seats.len()]);
    let mut first = 0;
    for role in 0..model.workforce.roles.len() {
        let of_role: Vec<usize> = (0..seats.len())
            .filter(|&seat| seats[seat].role == role)
            .collect();
        let rows = first..first + of_role.len();
        for (row, &seat) in rows.clone().zip(&of_role) {
            row_of[seat] = (crews.len(), row);
        }
        first = rows.end;
        let plan = model.comp.plan_of_role[role];
        let terms = |plan: usize| PayTerms {
            plan,
            measure: model.comp.plans[plan].main().measure,
            period: model.comp.plans[plan].main().period,
        };
        crews.push(Crew {
            role,
            rows,
            seats: of_role,
            pay: plan.map(terms),
            months: Vec::new(),
            quota_ramps: false,
            ramped: vec![None; TENURES],
        });
    }
    (crews, row_of)
}

/// Whether all pay of a plan is simple enough for columns: one component with marginal tiers, each period by itself, and
/// nothing beside it.
pub(super) fn pays_in_columns(model: &Model) -> bool {
    let n_classes = model.dimensions.n_classes();
    let is_simple = |plan: &Plan| {
        let main = plan.main();
        plan.components.len() == 1
            && matches!(main.measure, Measure::Bookings | Measure::Wins)
            && (0..n_classes).all(|class| main.counts.takes(class))
            && !main.cumulative
            && main.method == Method::Marginal
            && main.kickers.is_empty()
            && main.bonuses.is_empty()
            && main.cap.is_none()
            && plan.draw.is_none()
            && plan.guarantee.is_none()
    };
    model.comp.plans.iter().all(is_simple)
}

/// Whether pay for each unit follows from numbers that are the same in all months, and nothing is paid or owed below 0.
pub(super) fn rates_are_steady(simulator: &Simulator<'_>, crews: &[Crew]) -> bool {
    let months = 0..simulator.plan.calendar.n_months();
    crews.iter().all(|crew| {
        let Some(terms) = &crew.pay else { return true };
        let main = simulator.plan.comp.plans[terms.plan].main();
        let incentive = &simulator.plan.workforce.roles[crew.role].incentive_per_year;
        let first = |seat: usize| {
            (
                incentive.at(0, 0),
                quota_per_year(simulator, terms, seat, 0),
            )
        };
        let is_steady = |seat: usize, month: usize| {
            let of = (
                incentive.at(0, month),
                quota_per_year(simulator, terms, seat, month),
            );
            let weight = [0, month].map(|month| main.weight.at(0, month).to_bits());
            let is_alike = of == first(seat) && weight[0] == weight[1];
            of.1 >= 0.0 && (main.rate.is_some() || is_alike)
        };
        let is_positive = |month: usize| {
            let mut tiers = main.tiers.iter();
            main.rate
                .as_ref()
                .is_none_or(|rate| rate.at(0, month) >= 0.0)
                && main.weight.at(0, month) >= 0.0
                && incentive.at(0, month) >= 0.0
                && tiers.all(|tier| tier.multiplier.at(0, month) >= 0.0)
        };
        months.clone().all(|month| {
            is_positive(month) && crew.seats.iter().all(|&seat| is_steady(seat, month))
        })
    })
}

//! The plan without some of the factors that keep it from what the target was built on, for every set of them.

use std::path::PathBuf;

use crate::model::Model;
use crate::model::factor::Factor;
use crate::scenario::{Files, Planned, Scenario, ScenarioError, load_with};

/// A plan, and the same plan without any set of its factors.
#[derive(Clone, Debug)]
pub struct Ideals {
    base: Model,
    /// Factors that the plan has, or that the scenario states planned numbers for.
    factors: Vec<Factor>,
    absent: Vec<Factor>,
    /// Factors that the plan has, but nobody knows what else was planned.
    unplanned: Vec<Factor>,
    planned: Vec<Planned>,
    /// Of the factors, those with planned numbers.
    stated: Vec<Factor>,
    /// The plan with the planned numbers of each set of these, the empty set left out.
    loaded: Vec<Model>,
}

impl Ideals {
    /// Builds every plan that takes numbers of the scenario, so that one that cannot be used is found before anything is
    /// simulated.
    ///
    /// * `files`, `paths`: what the scenario was loaded from
    ///
    /// # Errors
    ///
    /// As [`load`](crate::scenario::load): planned numbers are checked by all rules.
    pub fn new(
        scenario: &Scenario,
        files: &dyn Files,
        paths: &[PathBuf],
    ) -> Result<Self, ScenarioError> {
        let plan = &scenario.reconcile;
        let is_stated = |factor: Factor| plan.planned_for(factor).next().is_some();
        let is_there = |factor: &Factor| is_stated(*factor) || scenario.model.has(*factor);
        let (there, absent): (Vec<Factor>, Vec<Factor>) =
            Factor::ALL.into_iter().partition(is_there);
        let is_planned = |factor: &Factor| is_stated(*factor) || factor.ideal().is_some();
        let (factors, unplanned): (Vec<Factor>, Vec<Factor>) =
            there.into_iter().partition(is_planned);
        let stated: Vec<Factor> = factors.iter().copied().filter(|f| is_stated(*f)).collect();
        let mut loaded = Vec::new();
        for set in 1..1_usize << stated.len() {
            let of = members(&stated, set);
            let moved = load_with(files, paths, &plan.settings(&of))?.counting_all();
            loaded.push(plan.holding(&of, moved.model));
        }
        Ok(Self {
            base: scenario.model.clone(),
            factors,
            absent,
            unplanned,
            planned: plan.planned.clone(),
            stated,
            loaded,
        })
    }

    /// The plan as it is.
    #[must_use]
    pub fn base(&self) -> &Model {
        &self.base
    }

    /// The factors that are told apart, in the order in which they are shown.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Factors that the plan does not have.
    #[must_use]
    pub fn absent(&self) -> &[Factor] {
        &self.absent
    }

    /// Factors that the plan has and that are left as they are: the scenario states no numbers for them, and they have no
    /// default.
    #[must_use]
    pub fn unplanned(&self) -> &[Factor] {
        &self.unplanned
    }

    /// Numbers that take the place of a factor, if the scenario states them.
    #[must_use]
    pub fn planned_for(&self, factor: Factor) -> Vec<Planned> {
        let of = self
            .planned
            .iter()
            .filter(|planned| planned.factor == factor);
        of.cloned().collect()
    }

    /// Number of the factor of supply, if the way from signature to delivery can be split at what is promised: by default, and
    /// where deliveries are promised.
    #[must_use]
    pub fn supply_by_promise(&self) -> Option<usize> {
        let supply = self.factors.iter().position(|of| *of == Factor::Supply)?;
        let is_default = !self.stated.contains(&Factor::Supply);
        (is_default && self.base.keeping_promises().is_some()).then_some(supply)
    }

    /// Number of sets of factors.
    #[must_use]
    pub fn n_plans(&self) -> usize {
        1 << self.factors.len()
    }

    /// The plan without a set of factors: with the planned numbers of those for which the scenario states some, and with the
    /// default of all others.
    ///
    /// * `set`: factor `i` of [`factors`](Self::factors) is in it if bit `i` is set
    #[must_use]
    pub fn plan(&self, set: usize) -> Model {
        let without = members(&self.factors, set);
        let bit = |(ix, factor): (usize, &Factor)| usize::from(without.contains(factor)) << ix;
        let stated: usize = self.stated.iter().enumerate().map(bit).sum();
        let start = match stated {
            0 => &self.base,
            set => &self.loaded[set - 1],
        };
        let by_default = without
            .into_iter()
            .filter(|factor| !self.stated.contains(factor));
        by_default.fold(start.clone(), |model, factor| model.without(factor))
    }
}

/// The members of a set.
fn members(factors: &[Factor], set: usize) -> Vec<Factor> {
    let is_in = |(ix, factor): (usize, &Factor)| (set >> ix & 1 == 1).then_some(*factor);
    factors.iter().enumerate().filter_map(is_in).collect()
}

//! The figures of a period: every KPI, the odds of the target, and what bound.

use std::ops::Range;

use super::bound::Bound;
use super::budget::BudgetOdds;
use super::controls::Controls;
use super::estimate::Estimate;
use super::said::Said;
use super::so_far::SoFar;
use crate::calendar::Period;
use crate::finance::Target;
use crate::kernel::summary::{Controlled, Replicated, Share};
use crate::kpi::drivers::{Draws, Drivers};
use crate::kpi::output::Output;
use crate::kpi::{self, Kpi};
use crate::units::Money;

/// A KPI over a period.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Which KPI.
    pub kpi: &'static Kpi,
    /// What the trials say about it, in its unit.
    pub estimate: Estimate,
    /// How exact its mean is with assumptions that are spread evenly; `None` if nothing is uncertain, or there are too
    /// few trials to tell.
    pub replicated: Option<Replicated>,
    /// Its mean corrected by what is known exactly; `None` if nothing is, or a trial has no value.
    pub controlled: Option<Controlled>,
}

/// The chance of reaching a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetOdds {
    /// Bookings to reach.
    pub target: Money,
    /// Share of futures that reach it.
    pub chance: Share,
}

/// The figures of a period.
#[derive(Clone, Debug)]
pub struct PeriodFigures {
    /// The period.
    pub period: Period,
    /// All KPIs that have a meaning in it and are to be shown, in the order of [`kpi::ALL`].
    pub figures: Vec<Figure>,
    /// The chance of its target, if there is one.
    pub target: Option<TargetOdds>,
    /// The chance of its budget, if there is one.
    pub budget: Option<BudgetOdds>,
    /// What bound; `None` if all months of the period have happened, or it is not counted.
    pub bound: Option<Bound>,
    /// What of it has happened; `None` if nothing has.
    pub so_far: Option<SoFar>,
    /// What moves its bookings most; `None` if they are not shown, nothing is uncertain, or there are too few trials to tell.
    pub drivers: Option<Drivers>,
}

impl PeriodFigures {
    /// The figures of a period of the horizon.
    ///
    /// * `is_shown`: whether a KPI is to be shown, if it has a meaning
    /// * `draws`: what the uncertain assumptions were drawn as, if any are
    /// * `controls`: what is known exactly, if anything is
    pub(super) fn of(
        said: &Said<'_>,
        is_shown: impl Fn(&Kpi) -> bool,
        draws: Option<&Draws<'_>>,
        controls: Option<&Controls>,
        period: Period,
    ) -> Self {
        let results = said.facts.results;
        let controls = controls.map(|known| known.over(results, &period.months));
        let figure = |kpi: &'static Kpi| {
            kpi.months(said.facts, &period.months)?;
            let output = Output::Kpi(kpi.id, (&period.months).into());
            let mut figure = Figure {
                kpi,
                estimate: said.estimate(&output)?,
                replicated: None,
                controlled: None,
            };
            // Both look at the futures one by one.
            if let Some(values) = said.held(&output) {
                let is_everywhere = values.all().iter().all(|value| !value.is_nan());
                let controls = controls.as_ref().filter(|_| is_everywhere);
                figure.replicated =
                    draws.and_then(|_| Replicated::of(values.all(), results.first_trial));
                figure.controlled = controls.and_then(|known| Controlled::of(values.all(), known));
            }
            Some(figure)
        };
        let bookings = || {
            let named = Kpi::find("bookings").filter(|kpi| is_shown(kpi))?;
            said.head(&Output::Kpi(named.id, (&period.months).into()))
        };
        Self {
            drivers: draws.and_then(|draws| draws.drivers(&bookings()?)),
            figures: kpi::ALL
                .iter()
                .filter(|kpi| is_shown(kpi))
                .filter_map(figure)
                .collect(),
            target: TargetOdds::of(said, &period.months),
            budget: BudgetOdds::of_months(said, &period.months),
            bound: Bound::of(said, &period.months),
            so_far: SoFar::of(said.facts, &period.months),
            period,
        }
    }

    /// The estimate of a KPI, by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.kpi.id == id)
    }
}

impl TargetOdds {
    /// The chance that bookings of these months reach their target; `None` without one.
    pub(super) fn of(said: &Said<'_>, months: &Range<usize>) -> Option<Self> {
        Self::of_target(said, said.facts.company_target(months)?)
    }

    /// The chance that bookings reach a target; `None` without a trial.
    pub(super) fn of_target(said: &Said<'_>, target: &Target) -> Option<Self> {
        let place = said.facts.targets.iter().position(|t| t == target)?;
        let chance = said.share(&Output::Reached(place))?;
        let target = target.bookings;
        Some(Self { target, chance })
    }
}

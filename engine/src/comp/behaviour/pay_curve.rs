//! The pay curve: what a whole period pays, as a function of its attainment.

use crate::comp::component::{Component, Settlement, Standing};
use crate::comp::line::{Item, Line};
use crate::comp::{Credit, Plan};
use crate::units::Money;

/// Where the inner end of a piece is looked at, as a share of its length: whatever begins at the next piece is not there
/// yet.
const ALMOST: f64 = 1.0 - 1e-9;
/// How far the last piece is looked at: attainments beyond it are nobody's.
const FAR: f64 = 100.0;

/// Pay as a function of attainment: straight pieces, with jumps where bonuses or retroactive tiers begin.
#[derive(Clone, Debug, PartialEq)]
pub struct PayCurve(Vec<Piece>);

/// A straight piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Attainment from which it holds.
    pub from: f64,
    /// Pay there.
    pub pay: f64,
    /// Pay for one more unit of attainment.
    pub slope: f64,
}

impl Piece {
    /// Pay at an attainment.
    #[must_use]
    #[inline]
    pub fn at(&self, attainment: f64) -> f64 {
        self.pay + self.slope * (attainment - self.from)
    }
}

/// The terms of a period for somebody who is there and fully ramped in all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodTerms {
    /// Role of the person.
    pub role: usize,
    /// Month in which the period is settled.
    pub month: usize,
    /// Number of months that count.
    pub months: f64,
    /// Variable pay at target a year [minor units].
    pub incentive_per_year: f64,
    /// Factor on the quota of the main component: 1 where it is as the plan says.
    pub quota_factor: f64,
}

impl PayCurve {
    /// A curve of pieces in rising order; the first goes on below its beginning.
    ///
    /// # Panics
    ///
    /// If there is none, or they do not rise.
    #[must_use]
    pub fn new(pieces: Vec<Piece>) -> Self {
        assert!(!pieces.is_empty(), "a pay curve has a piece");
        assert!(
            pieces.windows(2).all(|two| two[0].from < two[1].from),
            "pieces of a pay curve rise"
        );
        Self(pieces)
    }

    /// What a plan pays for a period, by the attainment of its main component [minor units].
    ///
    /// Counted are the components on people's own results that are settled with the main one, as if all had the same
    /// attainment: quotas of one period are reached together. Draws, guarantees, SPIFFs and what is settled at other times
    /// are left out. What is settled of a cumulative year before its end is an advance on the whole year.
    #[must_use]
    pub fn of_plan(plan: &Plan, terms: PeriodTerms) -> Self {
        let counted = counted(plan, terms);
        let counted = counted.map(|(component, terms)| Self::of_component(component, terms));
        let curves: Vec<Self> = counted.collect();
        let mut starts: Vec<f64> = curves
            .iter()
            .flat_map(|curve| curve.0.iter().map(|piece| piece.from))
            .collect();
        starts.sort_by(f64::total_cmp);
        starts.dedup();
        let piece = |from: f64| {
            let pieces = || curves.iter().map(|curve| curve.piece(from));
            Piece {
                from,
                pay: pieces().map(|piece| piece.at(from)).sum(),
                slope: pieces().map(|piece| piece.slope).sum(),
            }
        };
        Self::new(starts.into_iter().map(piece).collect())
    }

    /// What the tiers of a plan's [counted](Self::of_plan) components pay for a whole period at quota where their multiplier
    /// is 1 [minor units].
    ///
    /// * `reference_rate`: pay per unit of the main component instead of its own
    #[must_use]
    pub fn target(plan: &Plan, terms: PeriodTerms, reference_rate: Option<f64>) -> f64 {
        let target = |(ix, (component, terms)): (usize, (&Component, PeriodTerms))| {
            let (quota, own) = quota_and_rate(component, terms);
            let stated = reference_rate.filter(|_| ix == 0);
            stated.unwrap_or(own) * quota
        };
        counted(plan, terms).enumerate().map(target).sum()
    }

    fn of_component(component: &Component, terms: PeriodTerms) -> Self {
        let mut starts = vec![0.0];
        starts.extend(component.tiers.iter().map(|tier| tier.above));
        starts.extend(component.bonuses.iter().map(|bonus| bonus.at));
        starts.extend(component.kickers.iter().map(|kicker| kicker.at));
        starts.sort_by(f64::total_cmp);
        starts.dedup();
        let mut pieces = Vec::new();
        for (ix, &from) in starts.iter().enumerate() {
            let length = starts.get(ix + 1).map_or(FAR, |next| next - from);
            let inner = from + length * ALMOST;
            let [at_start, at_end] =
                [from, inner].map(|attainment| earned(component, terms, attainment));
            let slope = (at_end.uncapped - at_start.uncapped) / (inner - from);
            let piece = Piece {
                from,
                pay: at_start.uncapped,
                slope,
            };
            let goes_on = starts.len() == ix + 1;
            pieces.extend(bounded(piece, at_start.most, at_end.most, inner, goes_on));
        }
        Self::new(pieces)
    }

    /// The same curve with pay in another unit.
    #[must_use]
    pub fn over(&self, unit: f64) -> Self {
        let scaled = |piece: &Piece| Piece {
            from: piece.from,
            pay: piece.pay / unit,
            slope: piece.slope / unit,
        };
        Self(self.0.iter().map(scaled).collect())
    }

    /// The same curve with so much more for each unit of attainment.
    #[must_use]
    pub fn tilted(&self, slope: f64) -> Self {
        let tilted = |piece: &Piece| Piece {
            from: piece.from,
            pay: piece.pay + slope * piece.from,
            slope: piece.slope + slope,
        };
        Self(self.0.iter().map(tilted).collect())
    }

    /// The piece that holds at an attainment.
    #[must_use]
    #[inline]
    pub fn piece(&self, attainment: f64) -> &Piece {
        let ix = self.0.partition_point(|piece| piece.from <= attainment);
        &self.0[ix.saturating_sub(1)]
    }

    /// Pay at an attainment.
    #[must_use]
    #[inline]
    pub fn at(&self, attainment: f64) -> f64 {
        self.piece(attainment).at(attainment)
    }

    /// Pay for one more unit, on the average of the attainments within `reach` of one.
    #[must_use]
    pub fn marginal(&self, attainment: f64, reach: f64) -> f64 {
        (self.at(attainment + reach) - self.at(attainment - reach)) / (2.0 * reach)
    }

    /// All pieces.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Attainment from which on nothing changes any more.
    #[must_use]
    pub fn last(&self) -> f64 {
        self.0[self.0.len() - 1].from
    }
}

/// The components that effort within a period of the main component moves, the main one first, with the terms of each.
fn counted(plan: &Plan, terms: PeriodTerms) -> impl Iterator<Item = (&Component, PeriodTerms)> {
    let main = plan.main();
    let is_settled_along = |component: &&Component| {
        component.credit == Credit::Own
            && component.period == main.period
            && component.cumulative == main.cumulative
    };
    let others = PeriodTerms {
        quota_factor: 1.0,
        ..terms
    };
    let terms = std::iter::once(terms).chain(std::iter::repeat(others));
    plan.components.iter().filter(is_settled_along).zip(terms)
}

fn quota_and_rate(component: &Component, terms: PeriodTerms) -> (f64, f64) {
    let per_year = component.quota_per_year.at(terms.role, terms.month) * terms.quota_factor;
    let rate = component.base_rate(terms.incentive_per_year, per_year, terms.month);
    (per_year / 12.0 * terms.months, rate)
}

/// What a period earns before the cap, and the most that the cap leaves, where it binds [minor units].
struct Earned {
    uncapped: f64,
    most: Option<f64>,
}

/// What a component earns, by the code that settles it.
fn earned(component: &Component, terms: PeriodTerms, attainment: f64) -> Earned {
    let (quota, rate) = quota_and_rate(component, terms);
    let settled = Settlement {
        component: 0,
        standing: Standing {
            credited: attainment * quota,
            quota,
        },
        rate,
        month: terms.month,
        paid_before: Money::ZERO,
    };
    let (mut uncapped, mut limit) = (Money::ZERO, None);
    component.earn(
        settled,
        |_| Some(attainment),
        |Line { item, amount }| match item {
            Item::Cap { most, .. } => limit = Some(most.as_f64()),
            _ => uncapped += amount,
        },
    );
    Earned {
        uncapped: uncapped.as_f64(),
        most: limit,
    }
}

/// A piece as far as a cap leaves it.
///
/// * `at_start`, `at_end`: the cap where it binds at the ends; `goes_on`: whether the piece has no end
fn bounded(
    piece: Piece,
    at_start: Option<f64>,
    at_end: Option<f64>,
    end: f64,
    goes_on: bool,
) -> Vec<Piece> {
    let flat = |from: f64, pay: f64| Piece {
        from,
        pay,
        slope: 0.0,
    };
    match (at_start, at_end) {
        (None, None) => vec![piece],
        (Some(most), _) => vec![flat(piece.from, most)],
        (None, Some(most)) => {
            let crossing = piece.from + (most - piece.pay) / piece.slope;
            if crossing <= piece.from {
                vec![flat(piece.from, most)]
            } else if crossing < end || goes_on {
                vec![piece, flat(crossing, most)]
            } else {
                vec![piece]
            }
        }
    }
}

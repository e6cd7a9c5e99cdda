//! Expected values without simulation, wherever a plan is linear.
//!
//! Headcount, ramped-rep equivalents, capacity and quota follow from the renewal of each seat; leads from rates; the
//! weighted pipeline from chances given age; and, where nobody's time binds, bookings from leads shifted by their
//! cycle. What is worked out here is the mean over all futures of what [`simulate`](crate::model::simulate::simulate)
//! counts, up to floating-point rounding where a closed form exists. A grid stands in for it where seats are filled after
//! a time that is not a whole number of months (error below 1e-5), and behind the first stage whose time is not constant
//! (below 1e-5 of a month's leads for most laws; the top of `flow` says for which it is more, and how much). Amounts are
//! not rounded to the minor unit deal by deal, as simulated ones are. What is not linear is left out by name and reason, since averages put into a plan that
//! bends do not give the average of what comes out (Jensen 1906).
//!
//! | figure | formula | source |
//! |---|---|---|
//! | people, month by month | leaves `1 − exp(−h)`, `N_n = N_0 (1 − a)ⁿ + h (1 − (1 − a)ⁿ) / a` | Bartholomew 1982 |
//! | people at any time | `C(t) = Σ h_k S(t − t_k) p(t − t_k)`; refilled seats by renewal | Ross 2014, chapter 7 |
//! | leads | base · trend · season · shocks · E\[factor\] = 1; prospected: · E\[ramped reps\] | |
//! | open deals | `∫ λ(u) (1 − G(t − u)) du` | Eick, Massey & Whitt 1993 |
//! | wins, bookings | `p ∫ λ(u) f(t − u) du`, times the mean value | the same |
//! | weighted pipeline | `Σ p v`, variance `Σ p (1 − p) v²`, given age | |
//!
//! Uncertain assumptions stand at their mean (at their median where the mean is infinite): the results are those of
//! that plan, and not the mean over what the assumptions may turn out to be.
//!
//! ```
//! # use foresell::scenario::{Memory, load};
//! # let plan = include_str!("../../../tests/support/minimal.toml");
//! # let scenario = load(&Memory::new().with("plan.toml", plan), &["plan.toml".into()])?;
//! let expected = foresell::expect::Expectation::of(&scenario.model);
//! // 10 leads a month, of which a quarter are won a month later.
//! let deals = expected.deals.expect("nobody's time binds");
//! assert!((deals.wins[11] - 2.5).abs() < 1e-9);
//! # Ok::<(), foresell::scenario::ScenarioError>(())
//! ```

mod deals;
mod flow;
mod leads;
mod obstacles;
mod pipeline;
mod quadrature;
mod renewal;
mod survival;
mod team;

pub use deals::DealRows;
pub use leads::SourceRow;
pub use pipeline::PipelineValue;
pub use team::RoleRow;

use crate::model::Model;

/// A figure that a simulation has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What is left out.
    pub what: String,
    /// Why.
    pub why: String,
}

/// What is to be expected of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Roles whose people can be worked out.
    pub roles: Vec<RoleRow>,
    /// Sources whose leads can be worked out.
    pub sources: Vec<SourceRow>,
    /// What the pipeline that is open at the start will bring in, if its chances are known.
    pub pipeline: Option<PipelineValue>,
    /// Opportunities, wins and bookings, if deals do not depend on each other or on people.
    pub deals: Option<DealRows>,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
    /// Number of uncertain assumptions, which stand at their mean.
    pub at_mean: usize,
}

impl Expectation {
    /// Works out what is to be expected of a plan.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let at_mean = model.assumptions.list().len();
        let model = &model.at_means();
        let mut left_out = Vec::new();
        let (roles, prospectors) = team::team(model);
        for (ix, role) in model.dimensions.roles.iter().enumerate() {
            left_out.extend(obstacles::of_role(model, ix).map(|why| LeftOut {
                what: format!("headcount, capacity and quota of `{}`", role.id),
                why,
            }));
        }
        let mut sources = Vec::new();
        for (ix, source) in model.dimensions.sources.iter().enumerate() {
            match obstacles::of_source(model, ix) {
                None => sources.push(leads::leads(model, ix, &prospectors)),
                Some(why) => left_out.push(LeftOut {
                    what: format!("leads of `{}`", source.id),
                    why,
                }),
            }
        }
        let pipeline = match pipeline::obstacle(model) {
            _ if model.funnel.pipeline.is_empty() => None,
            None => Some(pipeline::weighted(model)),
            Some(why) => {
                left_out.push(LeftOut {
                    what: "weighted pipeline".into(),
                    why,
                });
                None
            }
        };
        let obstacles = obstacles::of_deals(model);
        let deals = obstacles.is_empty().then(|| deals::deals(model, &sources));
        left_out.extend(obstacles.into_iter().map(|why| LeftOut {
            what: "opportunities, wins, bookings and open deals".into(),
            why,
        }));
        Self {
            roles,
            sources,
            pipeline,
            deals,
            left_out,
            at_mean,
        }
    }
}

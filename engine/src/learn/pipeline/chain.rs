//! Stages one after the other, with hazards that are uncertain.

use super::float;
use crate::kernel::incomplete_gamma::gamma_quantile;
use crate::kernel::math::sqrt;
use crate::kernel::special::normal_quantile;
use crate::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use crate::learn::survival::RiskSet;

/// Where a deal goes that leaves a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a stage, a later one.
    To(usize),
    /// It ends in a way.
    Ends(usize),
}

/// A stage of a [`Chain`].
#[derive(Clone, Debug)]
pub struct ChainStage {
    /// Its name; luck is addressed by it.
    pub name: String,
    /// Who was there when, and left in which way.
    pub risk: RiskSet,
    /// Where ways lead.
    pub ways: Vec<Way>,
    /// Factor on variances that take deals for independent, at least 1.
    pub dispersion: f64,
}

/// Stages that deals go through, from each only to later ones.
#[derive(Clone, Debug)]
pub struct Chain {
    stages: Vec<ChainStage>,
    keys: Vec<EntityKey>,
    n_ends: usize,
}

/// Ages that a stage is cut into: a hundredth of all that leave it in each.
const AGES: usize = 100;
/// What hazards are, and what deals do.
const HAZARDS: Purpose = Purpose::new(1);
/// Months that an address has room for, as ways.
const MOST_WAYS: usize = 1_000;

impl Chain {
    /// Takes stages in order.
    ///
    /// # Panics
    ///
    /// If a way leads to a stage that is not later, or a stage has other ways than its risk set.
    #[must_use]
    pub fn new(mut stages: Vec<ChainStage>) -> Self {
        let mut n_ends = 0;
        let n_stages = stages.len();
        for (ix, stage) in stages.iter_mut().enumerate() {
            assert_eq!(stage.ways.len(), stage.risk.n_ends(), "a way for each end");
            assert!(
                stage.ways.len() < MOST_WAYS,
                "an address has room for so many ways"
            );
            for way in &stage.ways {
                match *way {
                    Way::To(next) => assert!(next > ix && next < n_stages, "ways lead on"),
                    Way::Ends(end) => n_ends = n_ends.max(end + 1),
                }
            }
            stage.risk = stage.risk.coarse(AGES);
        }
        let keys = stages
            .iter()
            .map(|stage| EntityKey::of("stage-hazards", &stage.name))
            .collect();
        Self {
            stages,
            keys,
            n_ends,
        }
    }

    /// The stages.
    #[must_use]
    pub fn stages(&self) -> &[ChainStage] {
        &self.stages
    }

    /// Ways to end.
    #[must_use]
    pub fn n_ends(&self) -> usize {
        self.n_ends
    }

    /// Whether a deal is older than any was that left its stage.
    pub(super) fn is_beyond(&self, stage: usize, age: f64) -> bool {
        self.stages[stage]
            .risk
            .steps()
            .last()
            .is_none_or(|step| step.at <= age)
    }

    /// Hazards of a future: at every age those who leave in each way and those who stay are shared out by a Dirichlet
    /// distribution with their numbers, over the dispersion, for parameters. Its mean is the Aalen-Johansen estimate, its variance
    /// Greenwood's; it is the posterior of a beta process with a prior that says nothing (Hjort 1990).
    pub(super) fn drawn(&self, seed: Seed, trial: u32) -> Vec<Hazards> {
        let stages = self.stages.iter().zip(&self.keys);
        stages
            .map(|(stage, key)| Hazards::of(stage, *key, seed, trial))
            .collect()
    }
}

/// Hazards of a stage in one future.
#[derive(Clone, Debug)]
pub(super) struct Hazards {
    ages: Vec<f64>,
    /// Share that is still there beyond each age.
    left: Vec<f64>,
    /// For each age the shares of ways among those who leave, summed up; age after age.
    ways: Vec<f64>,
    n_ways: usize,
}

impl Hazards {
    fn of(stage: &ChainStage, key: EntityKey, seed: Seed, trial: u32) -> Self {
        let steps = stage.risk.steps();
        let n_ways = stage.ways.len();
        let (mut left, mut ways) = (Vec::with_capacity(steps.len()), Vec::new());
        let mut open = 1.0;
        for (age, step) in steps.iter().enumerate() {
            let part = |way: usize, count: usize| -> f64 {
                let uniform = draw(
                    seed,
                    Address {
                        entity: key,
                        trial,
                        month: u16::try_from(way).unwrap_or(0),
                        purpose: HAZARDS,
                        index: u16::try_from(age).unwrap_or(u16::MAX),
                    },
                )
                .uniform(0);
                gamma(float(count) / stage.dispersion, uniform)
            };
            let leaving: Vec<f64> = step
                .ended
                .iter()
                .enumerate()
                .map(|(way, &n)| part(way, n))
                .collect();
            let leave: f64 = leaving.iter().sum();
            let stay = part(n_ways, step.at_risk - step.n_ended());
            let mut sum = 0.0;
            for share in leaving {
                sum += if leave > 0.0 { share / leave } else { 0.0 };
                ways.push(sum);
            }
            if leave > 0.0 {
                open *= stay / (leave + stay);
            }
            left.push(open);
        }
        Self {
            ages: steps.iter().map(|step| step.at).collect(),
            left,
            ways,
            n_ways,
        }
    }

    /// The age at which a deal leaves that is there at an age, and its way; `None` if it does not.
    ///
    /// * `when`, `how`: uniform numbers
    pub(super) fn leave(&self, age: f64, when: f64, how: f64) -> Option<(f64, usize)> {
        let from = self.ages.partition_point(|at| *at <= age);
        let before = if from == 0 { 1.0 } else { self.left[from - 1] };
        // Who leaves first has the lowest number.
        let level = before * (1.0 - when);
        let at = from + self.left[from..].partition_point(|left| *left > level);
        let age = *self.ages.get(at)?;
        let ways = &self.ways[at * self.n_ways..(at + 1) * self.n_ways];
        let way = ways.partition_point(|sum| *sum <= how).min(self.n_ways - 1);
        Some((age, way))
    }
}

/// Number of a gamma distribution of scale 1 with a uniform number; large shapes by the cube of a normal number (Wilson &
/// Hilferty 1931).
fn gamma(shape: f64, uniform: f64) -> f64 {
    if shape <= 0.0 {
        return 0.0;
    }
    if shape < 30.0 {
        return gamma_quantile(shape, uniform);
    }
    let ninth = 1.0 / (9.0 * shape);
    let root = 1.0 - ninth + normal_quantile(uniform) * sqrt(ninth);
    shape * (root * root * root).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::survival::{AalenJohansen, Spell};

    fn stage() -> ChainStage {
        let spells: Vec<Spell> = (0..400_u32)
            .map(|ix| {
                let age = f64::from(1 + ix * 7 % 40);
                match ix % 4 {
                    0 => Spell::open(age),
                    1 => Spell::ended(age, 1),
                    _ => Spell::ended(age, 0),
                }
            })
            .collect();
        ChainStage {
            name: "Offer".into(),
            risk: RiskSet::new(2, &spells).unwrap(),
            ways: vec![Way::Ends(0), Way::Ends(1)],
            dispersion: 1.0,
        }
    }

    #[test]
    fn drawn_hazards_have_mean_and_spread_of_the_estimate() {
        let shares = AalenJohansen::of(&stage().risk).open(20.0);
        let chain = Chain::new(vec![stage()]);
        let left: Vec<f64> = (0..2_000)
            .map(|trial| {
                let hazards = &chain.drawn(Seed(3), trial)[0];
                hazards.left[hazards.ages.partition_point(|at| *at <= 20.0) - 1]
            })
            .collect();
        let mean = left.iter().sum::<f64>() / 2_000.0;
        let variance = left.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1_999.0;
        assert!(
            (mean - shares.value).abs() < 5.0 * shares.se() / sqrt(2_000.0),
            "{mean} {shares:?}"
        );
        assert!(
            (variance / shares.variance - 1.0).abs() < 0.2,
            "{variance} {shares:?}"
        );
        // Months that differ by a factor of four widen it as much.
        let wide = Chain::new(vec![ChainStage {
            dispersion: 4.0,
            ..stage()
        }]);
        let left: Vec<f64> = (0..2_000)
            .map(|trial| wide.drawn(Seed(3), trial)[0].left[19])
            .collect();
        let mean = left.iter().sum::<f64>() / 2_000.0;
        let wider = left.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1_999.0;
        assert!(
            wider > 3.0 * variance && wider < 5.0 * variance,
            "{wider} {variance}"
        );
    }

    #[test]
    fn who_leaves_does_so_after_the_age() {
        let hazards = &Chain::new(vec![stage()]).drawn(Seed(3), 0)[0];
        for ix in 0..100_u32 {
            let when = (f64::from(ix) + 0.5) / 100.0;
            if let Some((age, way)) = hazards.leave(12.0, when, when) {
                assert!(age > 12.0 && way < 2);
            }
        }
        assert_eq!(hazards.leave(40.0, 0.5, 0.5), None);
        assert!(Chain::new(vec![stage()]).is_beyond(0, 40.0));
    }
}

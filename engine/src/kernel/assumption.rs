//! What we do not know: uncertain numbers, drawn once per trial.

use super::copula::RankCorrelation;
use super::law::Law;
use super::stream::{Address, EntityKey, Purpose, Seed, draw};

/// An uncertain number. Its draws are addressed by its name, so adding one shifts no other.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Path of the number in the scenario, such as `funnel.stages.closing.pass`.
    pub name: String,
    /// What is believed about it.
    pub law: Law,
    /// Key of its random numbers: a hash of its name.
    pub key: EntityKey,
}

/// All uncertain numbers of a model, and how they hang together.
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    list: Vec<Assumption>,
    correlation: Option<(Vec<usize>, RankCorrelation)>,
}

impl Assumptions {
    /// Uncertain numbers without correlation.
    #[must_use]
    pub fn new(list: Vec<Assumption>) -> Self {
        Self {
            list,
            correlation: None,
        }
    }

    /// The same numbers, some of which are rank-correlated.
    ///
    /// * `members`: indices of the correlated ones, in the order of the matrix
    ///
    /// # Panics
    ///
    /// If an index is out of range.
    #[must_use]
    pub fn with_correlation(self, members: Vec<usize>, matrix: RankCorrelation) -> Self {
        assert!(
            members.iter().all(|&slot| slot < self.list.len()),
            "a correlated assumption exists"
        );
        Self {
            correlation: Some((members, matrix)),
            ..self
        }
    }

    /// The uncertain numbers, in slot order.
    #[must_use]
    pub fn list(&self) -> &[Assumption] {
        &self.list
    }

    /// The mean of each, in slot order; the median where the mean is infinite.
    pub fn centres(&self) -> impl Iterator<Item = f64> + '_ {
        self.list.iter().map(|assumption| {
            let mean = assumption.law.mean();
            if mean.is_finite() {
                mean
            } else {
                assumption.law.quantile(0.5)
            }
        })
    }

    /// The values of one trial, one per assumption in slot order.
    #[must_use]
    pub fn draw(&self, seed: Seed, trial: u32, purpose: Purpose) -> Vec<f64> {
        let uniform = |a: &Assumption| {
            draw(
                seed,
                Address {
                    entity: a.key,
                    trial,
                    month: 0,
                    purpose,
                    index: 0,
                },
            )
            .uniform53(0)
        };
        let mut uniforms: Vec<f64> = self.list.iter().map(uniform).collect();
        if let Some((members, matrix)) = &self.correlation {
            let independent: Vec<f64> = members.iter().map(|&slot| uniforms[slot]).collect();
            for (&slot, u) in members.iter().zip(matrix.correlate(&independent)) {
                uniforms[slot] = u;
            }
        }
        self.list
            .iter()
            .zip(uniforms)
            .map(|(a, u)| a.law.quantile(u))
            .collect()
    }
}

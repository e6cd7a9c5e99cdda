//! What we do not know: uncertain numbers, drawn once per trial.

use super::copula::RankCorrelation;
use super::law::Law;
use super::sobol::Axis;
use super::stream::{EntityKey, Purpose, Seed};

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
    /// Mean of each as the plan states it, whatever it is held at.
    stated: Vec<f64>,
    correlation: Option<(Vec<usize>, RankCorrelation)>,
    /// Seed of the draws, if it is not that of the futures.
    own_seed: Option<Seed>,
}

impl Assumptions {
    /// Uncertain numbers without correlation.
    #[must_use]
    pub fn new(list: Vec<Assumption>) -> Self {
        Self {
            stated: list.iter().map(centre).collect(),
            list,
            correlation: None,
            own_seed: None,
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

    /// The same numbers, one of which is known to be `value`.
    ///
    /// Every other one keeps its draws to the bit, those correlated with it as well: its own uniform is still drawn
    /// and enters the correlation, and only what it is turned into is held.
    ///
    /// # Panics
    ///
    /// If there is no such slot, or the value is not finite.
    #[must_use]
    pub fn holding(mut self, slot: usize, value: f64) -> Self {
        self.list[slot].law = Law::constant(value).expect("a held value is finite");
        self
    }

    /// The same numbers, drawn as in the futures of `seed` whatever the futures are: the same doubts, other luck.
    #[must_use]
    pub fn drawn_as_in(self, seed: Seed) -> Self {
        Self {
            own_seed: Some(seed),
            ..self
        }
    }

    /// Slots of the correlated numbers.
    #[must_use]
    pub fn correlated(&self) -> &[usize] {
        self.correlation
            .as_ref()
            .map_or(&[], |(members, _)| members)
    }

    /// The uncertain numbers, in slot order.
    #[must_use]
    pub fn list(&self) -> &[Assumption] {
        &self.list
    }

    /// The mean of each, in slot order; the median where the mean is infinite.
    pub fn centres(&self) -> impl Iterator<Item = f64> + '_ {
        self.list.iter().map(centre)
    }

    /// [`centres`](Self::centres) of what the plan states, also of a number that is [held](Self::holding) elsewhere.
    #[must_use]
    pub fn stated_centres(&self) -> &[f64] {
        &self.stated
    }

    /// The values of one trial, one per assumption in slot order: each on an axis of its own of evenly spread points
    /// ([`sobol`](super::sobol)), so that the values of any 32 · 2^b trials from a multiple of that on leave no gaps.
    #[must_use]
    pub fn draw(&self, seed: Seed, trial: u32, purpose: Purpose) -> Vec<f64> {
        let seed = self.own_seed.unwrap_or(seed);
        let uniform = |a: &Assumption| {
            let key = a.key;
            Axis { seed, key, purpose }.uniform(trial)
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

fn centre(assumption: &Assumption) -> f64 {
    let mean = assumption.law.mean();
    if mean.is_finite() {
        mean
    } else {
        assumption.law.quantile(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: Purpose = Purpose::new(1);

    fn three() -> Assumptions {
        let named = |name: &str| Assumption {
            name: name.into(),
            law: Law::normal(10.0, 2.0).unwrap(),
            key: EntityKey::of("assumption", name),
        };
        let matrix = [[1.0, 0.8], [0.8, 1.0]];
        let matrix = RankCorrelation::new(&["a", "b"], &matrix).unwrap();
        Assumptions::new(vec![named("a"), named("b"), named("c")])
            .with_correlation(vec![0, 1], matrix)
    }

    #[test]
    fn holding_one_shifts_no_other_draw_not_even_a_correlated_one() {
        let (free, held) = (three(), three().holding(0, 7.5));
        for trial in 0..50 {
            let [free, held] = [&free, &held].map(|a| a.draw(Seed(3), trial, PURPOSE));
            assert_eq!(held[0].to_bits(), 7.5_f64.to_bits());
            assert_eq!(free[1].to_bits(), held[1].to_bits());
            assert_eq!(free[2].to_bits(), held[2].to_bits());
            assert_ne!(free[0].to_bits(), held[0].to_bits());
        }
    }

    #[test]
    fn doubts_of_other_futures_are_drawn_to_the_bit() {
        let own = three().draw(Seed(3), 4, PURPOSE);
        assert_eq!(three().drawn_as_in(Seed(3)).draw(Seed(9), 4, PURPOSE), own);
        assert_ne!(three().draw(Seed(9), 4, PURPOSE), own);
    }
}

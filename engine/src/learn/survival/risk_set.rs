//! Who was there, and who ended: all that estimates of survival need to know of spells.

use super::spell::{Spell, SpellError, check};

/// An age at which something ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The age.
    pub at: f64,
    /// Spells that were seen there, those that ended at this very age among them.
    pub at_risk: usize,
    /// Spells that ended at this age, by way.
    pub ended: Vec<usize>,
}

impl Step {
    /// Spells that ended at this age in any way.
    #[must_use]
    pub fn n_ended(&self) -> usize {
        self.ended.iter().sum()
    }
}

/// The ages at which something ended, in rising order.
///
/// A spell is at risk at the ages in `(seen_after, until]`: ties of an end and a last look are resolved in favour of the
/// end, as is usual, and who is first looked at after an age is not at risk at it. Nothing depends on the order of spells.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskSet {
    n_ends: usize,
    steps: Vec<Step>,
    n_spells: usize,
    /// The greatest age at which anything was seen.
    last_seen: f64,
}

impl RiskSet {
    /// Counts.
    ///
    /// * `n_ends`: in how many ways a spell can end
    /// * `spells`: in any order; may be empty
    ///
    /// # Errors
    ///
    /// [`SpellError`] if an age is no age, a spell was never seen, or ended in a way that does not exist.
    pub fn new(n_ends: usize, spells: &[Spell]) -> Result<Self, SpellError> {
        check(n_ends, spells)?;
        let mut until: Vec<f64> = spells.iter().map(|spell| spell.until).collect();
        let mut after: Vec<f64> = spells.iter().filter_map(|spell| spell.seen_after).collect();
        let ended = |spell: &Spell| spell.end.map(|end| (spell.until, end));
        let mut ends: Vec<(f64, usize)> = spells.iter().filter_map(ended).collect();
        until.sort_unstable_by(f64::total_cmp);
        after.sort_unstable_by(f64::total_cmp);
        ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut n_over, mut n_seen) = (0, 0);
        let step = |alike: &[(f64, usize)]| {
            let at = alike[0].0;
            while n_over < until.len() && until[n_over] < at {
                n_over += 1;
            }
            while n_seen < after.len() && after[n_seen] < at {
                n_seen += 1;
            }
            let mut ended = vec![0; n_ends];
            for (_, end) in alike {
                ended[*end] += 1;
            }
            Step {
                at,
                at_risk: until.len() - n_over - (after.len() - n_seen),
                ended,
            }
        };
        Ok(Self {
            n_ends,
            steps: ends.chunk_by(|a, b| a.0 >= b.0).map(step).collect(),
            n_spells: spells.len(),
            last_seen: until.last().copied().unwrap_or(0.0),
        })
    }

    /// In how many ways a spell can end.
    #[must_use]
    pub fn n_ends(&self) -> usize {
        self.n_ends
    }

    /// The ages at which something ended, in rising order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Spells behind it.
    #[must_use]
    pub fn n_spells(&self) -> usize {
        self.n_spells
    }

    /// Spells that ended in a way.
    #[must_use]
    pub fn n_ended(&self, end: usize) -> usize {
        self.steps.iter().map(|step| step.ended[end]).sum()
    }

    /// The greatest age at which anything was seen, ended or not; 0 without spells.
    #[must_use]
    pub fn last_seen(&self) -> f64 {
        self.last_seen
    }

    /// The same with at most so many ages: neighbours with the same number of ends together count at the last of them. Without
    /// last looks and late entries between neighbours all shares stay exactly what they are.
    #[must_use]
    pub fn coarse(&self, most: usize) -> Self {
        if self.steps.len() <= most {
            return self.clone();
        }
        let all: usize = self.steps.iter().map(Step::n_ended).sum();
        let mut steps: Vec<Step> = Vec::with_capacity(most);
        let (mut sum, mut place) = (0, usize::MAX);
        for step in &self.steps {
            // The piece of all ends in which the first end of this age lies.
            let of = sum * most / all.max(1);
            sum += step.n_ended();
            match steps.last_mut() {
                Some(last) if of == place => {
                    last.at = step.at;
                    for (own, more) in last.ended.iter_mut().zip(&step.ended) {
                        *own += more;
                    }
                }
                _ => steps.push(step.clone()),
            }
            place = of;
        }
        // Late entries could leave fewer at the first of several ages than end at all of them.
        for step in &mut steps {
            step.at_risk = step.at_risk.max(step.n_ended());
        }
        Self {
            steps,
            ..self.clone()
        }
    }

    /// The same without the ages up to one: what becomes of those who are still there then.
    #[must_use]
    pub fn beyond(&self, age: f64) -> Self {
        let from = self.steps.partition_point(|step| step.at <= age);
        Self {
            steps: self.steps[from..].to_vec(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::*;

    #[test]
    fn ends_come_before_last_looks_and_late_looks_after_ends() {
        let spells = [
            Spell::ended(3.0, 0),
            Spell::open(3.0),
            Spell::ended(5.0, 1).seen_after(3.0),
            Spell::ended(3.0, 1).seen_after(2.0),
        ];
        let risk = RiskSet::new(2, &spells).unwrap();
        let found: Vec<_> = risk
            .steps()
            .iter()
            .map(|step| (step.at, step.at_risk, step.ended.clone()))
            .collect();
        assert_eq!(found, [(3.0, 3, vec![1, 1]), (5.0, 1, vec![0, 1])]);
        for (step, at) in risk.steps().iter().zip([3.0, 5.0]) {
            let there = spells.iter().filter(|spell| spell.is_at_risk(at)).count();
            assert_eq!(step.at_risk, there);
        }
        assert_eq!(risk.beyond(3.0).steps().len(), 1);
        let mut other = spells;
        other.reverse();
        assert_eq!(RiskSet::new(2, &other).unwrap(), risk);
    }

    #[test]
    fn fewer_ages_keep_the_shares() {
        let spells: Vec<Spell> = (0..500_u32)
            .map(|ix| Spell::ended(f64::from(ix), usize::from(ix % 3 == 0)))
            .collect();
        let risk = RiskSet::new(2, &spells).unwrap();
        let coarse = risk.coarse(40);
        assert_eq!(coarse.steps().len(), 40);
        let [fine, coarse] = [&risk, &coarse].map(super::super::AalenJohansen::of);
        let ends = |shares: &super::super::AalenJohansen| [0, 1].map(|end| shares.last(end).value);
        for (one, other) in ends(&fine).into_iter().zip(ends(&coarse)) {
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
        assert_eq!(risk.coarse(500), risk);
    }

    #[test]
    fn nothing_has_no_steps() {
        let risk = RiskSet::new(1, &[]).unwrap();
        assert!(risk.steps().is_empty() && risk.n_spells() == 0 && risk.last_seen() == 0.0);
    }
}

//! Whether what ends of late ends as it did before.
//!
//! Everything that a survival curve says rests on one assumption: that a deal of some age ends today as deals of that age did
//! when they were observed. Here ends by calendar period are held against those that the common curve expects of whoever was
//! there. Where they differ, only the last period tells of what is to come: a *period analysis* (Brenner & Gefeller 1996), in
//! which spells that were there before enter late.

use super::float;
use super::risk_set::RiskSet;
use super::spell::Spell;
use crate::kernel::incomplete_gamma::gamma_tails;

/// A spell with the moment at which it began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    /// Moment of its beginning, in the unit of its ages.
    pub begin: f64,
    /// How it went on.
    pub spell: Spell,
}

impl Dated {
    /// The same, seen only after a moment; `None` if it was over by then.
    #[must_use]
    pub fn after(&self, moment: f64) -> Option<Spell> {
        let age = moment - self.begin;
        let mut spell = self.spell;
        if age >= 0.0 {
            let seen_after = spell.seen_after.map_or(age, |after| after.max(age));
            spell.seen_after = Some(seen_after);
            if seen_after >= spell.until {
                return None;
            }
        }
        Some(spell)
    }
}

/// Moments after one and up to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The last moment before it.
    pub after: f64,
    /// Its last moment.
    pub until: f64,
}

/// Ends seen in a stretch, and those expected of whoever was there; by way.
struct Compared {
    seen: Vec<f64>,
    expected: Vec<f64>,
}

impl Compared {
    /// Compares in each stretch.
    ///
    /// * `stretches`: in rising order, without overlap
    fn of(hazards: &Hazards, dated: &[Dated], stretches: &[Stretch]) -> Vec<Self> {
        let (n, n_ages) = (hazards.n_ends, hazards.ages.len());
        let mut seen = vec![vec![0_usize; n]; stretches.len()];
        // Counting who enters and leaves at each age, and summing in order of age, keeps sums free of the order of spells.
        let mut moves = vec![vec![0_i64; n_ages + 1]; stretches.len()];
        for Dated { begin, spell } in dated {
            let first = spell.seen_after.map_or(*begin, |after| begin + after);
            let over = begin + spell.until;
            // A spell of no length is there at its beginning.
            let from = stretches.partition_point(|stretch| stretch.until < first);
            for (ix, stretch) in stretches.iter().enumerate().skip(from) {
                if stretch.after >= over {
                    break;
                }
                let from = stretch.after - begin;
                let from = spell.seen_after.map_or(from, |after| after.max(from));
                let to = (stretch.until - begin).min(spell.until);
                if to <= from {
                    continue;
                }
                let end = spell.end.filter(|_| over <= stretch.until);
                moves[ix][hazards.steps_up_to(from)] += 1;
                match end {
                    Some(end) => {
                        seen[ix][end] += 1;
                        moves[ix][hazards.steps_through(to)] -= 1;
                    }
                    None => moves[ix][hazards.steps_up_to(to)] -= 1,
                }
            }
        }
        let stretch = |(seen, moves): (Vec<usize>, Vec<i64>)| {
            let (mut expected, mut there) = (vec![0.0; n], 0_i64);
            for (hazard, moved) in hazards.steps.iter().zip(moves) {
                there += moved;
                #[expect(clippy::cast_precision_loss, reason = "spells are countable")]
                let there = there as f64;
                for (expected, hazard) in expected.iter_mut().zip(hazard) {
                    *expected += there * hazard;
                }
            }
            Self {
                seen: seen.into_iter().map(float).collect(),
                expected,
            }
        };
        seen.into_iter().zip(moves).map(stretch).collect()
    }

    fn all(&self) -> (f64, f64) {
        (self.seen.iter().sum(), self.expected.iter().sum())
    }
}

/// Hazards by age.
struct Hazards {
    n_ends: usize,
    ages: Vec<f64>,
    steps: Vec<Vec<f64>>,
}

impl Hazards {
    fn of(risk: &RiskSet) -> Self {
        let share = |ended: &usize, at_risk| float(*ended) / float(at_risk);
        let steps = risk.steps().iter();
        Self {
            n_ends: risk.n_ends(),
            ages: risk.steps().iter().map(|step| step.at).collect(),
            steps: steps
                .map(|step| {
                    step.ended
                        .iter()
                        .map(|ended| share(ended, step.at_risk))
                        .collect()
                })
                .collect(),
        }
    }

    fn steps_up_to(&self, age: f64) -> usize {
        self.ages.partition_point(|at| *at <= age)
    }

    /// The same with the age at which an end counts, which is later than the end itself where ages are coarse.
    fn steps_through(&self, age: f64) -> usize {
        let before = self.ages.partition_point(|at| *at < age);
        (before + 1).min(self.ages.len())
    }
}

/// Ends after a moment held against those before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// `Σ (seen - expected)² / expected` over ways to end, before and after: chi-square if nothing has changed.
    pub statistic: f64,
    /// Degrees of freedom: the number of ways.
    pub df: usize,
    /// Chance of a statistic as large where nothing has changed.
    pub p: f64,
    /// Ends seen after the moment over those expected by the common curve.
    pub ratio: f64,
}

impl Change {
    /// Compares; `None` if fewer than five ends of any way are expected on either side.
    #[must_use]
    pub fn at(risk: &RiskSet, dated: &[Dated], moment: f64) -> Option<Self> {
        let hazards = Hazards::of(risk);
        let sides = [(f64::NEG_INFINITY, moment), (moment, f64::INFINITY)];
        let sides = sides.map(|(after, until)| Stretch { after, until });
        let compared = Compared::of(&hazards, dated, &sides);
        let [before, after] = compared.as_slice() else {
            return None;
        };
        let cells = |side: &Compared| -> Vec<(f64, f64)> {
            side.seen
                .iter()
                .copied()
                .zip(side.expected.iter().copied())
                .collect()
        };
        let cells = [cells(before), cells(after)].concat();
        if cells.iter().any(|(_, expected)| *expected < 5.0) {
            return None;
        }
        let statistic = cells
            .iter()
            .map(|(seen, expected)| (seen - expected) * (seen - expected) / expected)
            .sum::<f64>();
        let df = risk.n_ends();
        let (seen, expected) = after.all();
        Some(Self {
            statistic,
            df,
            p: gamma_tails(float(df) / 2.0, statistic / 2.0).upper,
            ratio: seen / expected,
        })
    }

    /// Whether it is more than luck makes it once in a hundred times.
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.p < 0.01
    }
}

/// By what factor ends vary more from stretch to stretch than luck makes them: the mean of `(seen - expected)² / expected`, at
/// least 1, by which variances that take spells for independent are multiplied (quasi-likelihood; `McCullagh` & Nelder 1989,
/// section 4.5). 1 where fewer than three stretches expect five ends.
///
/// * `stretches`: in rising order, without overlap
#[must_use]
pub fn dispersion(risk: &RiskSet, dated: &[Dated], stretches: &[Stretch]) -> f64 {
    let hazards = Hazards::of(risk);
    let compared = Compared::of(&hazards, dated, stretches);
    let compared = compared.iter().map(Compared::all);
    let told: Vec<(f64, f64)> = compared.filter(|(_, expected)| *expected >= 5.0).collect();
    if told.len() < 3 {
        return 1.0;
    }
    let sum: f64 = told
        .iter()
        .map(|(seen, expected)| (seen - expected) * (seen - expected) / expected)
        .sum();
    (sum / float(told.len() - 1)).max(1.0)
}

/// Whole weeks up to a moment, not before another; in rising order.
///
/// * `week`: seven days in the unit of ages
#[must_use]
pub fn weeks(until: f64, first: f64, week: f64) -> Vec<Stretch> {
    let mut weeks = Vec::new();
    let mut end = until;
    while week > 0.0 && end - week >= first {
        weeks.push(Stretch {
            after: end - week,
            until: end,
        });
        end -= week;
    }
    weeks.reverse();
    weeks
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::*;

    /// Each day from 0 to 199 ten deals begin; they end at age 1 to 10, from day 100 on at twice that age.
    fn dated(slower_from: f64) -> Vec<Dated> {
        let mut all = Vec::new();
        for day in 0..200_u32 {
            for ix in 1..=10_u32 {
                let begin = f64::from(day);
                let age = f64::from(ix) * if begin >= slower_from { 2.0 } else { 1.0 };
                let end = usize::from(ix % 2 == 0);
                let spell = if begin + age > 199.0 {
                    Spell::open(199.0 - begin)
                } else {
                    Spell::ended(age, end)
                };
                all.push(Dated { begin, spell });
            }
        }
        all
    }

    fn risk(dated: &[Dated]) -> RiskSet {
        let spells: Vec<Spell> = dated.iter().map(|dated| dated.spell).collect();
        RiskSet::new(2, &spells).unwrap()
    }

    #[test]
    fn what_has_become_slower_is_seen_and_what_has_not_is_not() {
        let same = dated(f64::INFINITY);
        let test = Change::at(&risk(&same), &same, 99.0).unwrap();
        assert!(
            !test.is_real() && (test.ratio - 1.0).abs() < 0.02,
            "{test:?}"
        );
        let slower = dated(100.0);
        let test = Change::at(&risk(&slower), &slower, 99.0).unwrap();
        assert!(test.is_real() && test.ratio < 0.9, "{test:?}");
    }

    #[test]
    fn expected_ends_sum_to_those_seen() {
        let all = dated(100.0);
        let hazards = Hazards::of(&risk(&all));
        let stretch = Stretch {
            after: f64::NEG_INFINITY,
            until: f64::INFINITY,
        };
        let (seen, expected) = Compared::of(&hazards, &all, &[stretch])[0].all();
        assert!((seen - expected).abs() < 1e-6, "{seen} {expected}");
        let mut other = all.clone();
        other.reverse();
        let turned = Compared::of(&hazards, &other, &[stretch])[0].all();
        assert_eq!(turned, (seen, expected));
    }

    #[test]
    fn coarse_ages_expect_as_many_ends() {
        let all = dated(f64::INFINITY);
        let risk = risk(&all);
        let stretches = weeks(199.0, 0.0, 50.0);
        for compared in
            [&risk, &risk.coarse(5)].map(|risk| Compared::of(&Hazards::of(risk), &all, &stretches))
        {
            for one in compared {
                let (seen, expected) = one.all();
                assert!((expected / seen - 1.0).abs() < 0.05, "{seen} {expected}");
            }
        }
    }

    #[test]
    fn months_that_differ_widen_what_is_learnt() {
        let stretches: Vec<Stretch> = (0..10_u32)
            .map(|ix| Stretch {
                after: f64::from(ix * 20) - 1.0,
                until: f64::from(ix * 20 + 19),
            })
            .collect();
        let (same, slower) = (dated(f64::INFINITY), dated(100.0));
        assert!(dispersion(&risk(&same), &same, &stretches) < 2.0);
        assert!(dispersion(&risk(&slower), &slower, &stretches) > 3.0);
        assert_eq!(dispersion(&risk(&same), &same, &stretches[..2]), 1.0);
    }

    #[test]
    fn weeks_go_back_as_far_as_they_are_whole() {
        let ends: Vec<f64> = weeks(30.0, 10.0, 7.0)
            .iter()
            .map(|week| week.until)
            .collect();
        assert_eq!(ends, [23.0, 30.0]);
        assert!(weeks(5.0, 0.0, 7.0).is_empty());
    }

    #[test]
    fn a_spell_enters_late_or_is_over() {
        let of = |begin, until| Dated {
            begin,
            spell: Spell::ended(until, 0),
        };
        assert_eq!(
            of(0.0, 10.0).after(4.0),
            Some(Spell::ended(10.0, 0).seen_after(4.0))
        );
        assert_eq!(of(0.0, 4.0).after(4.0), None);
        assert_eq!(of(5.0, 0.0).after(4.0), Some(Spell::ended(0.0, 0)));
    }
}

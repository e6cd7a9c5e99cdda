//! The share that is still there at an age.

use super::float;
use super::interval::Estimate;
use super::risk_set::{RiskSet, Step};

/// Product-limit estimate of survival with left truncation (Kaplan & Meier 1958; Lynden-Bell 1971), and Greenwood's (1926)
/// variance:
///
/// ```text
/// S(t) = Π_{ages <= t} (1 - d / Y)      Var S(t) = S(t)² Σ d / (Y (Y - d))
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    points: Vec<(f64, Estimate)>,
}

impl KaplanMeier {
    /// The share that has not ended in any way.
    #[must_use]
    pub fn of(risk: &RiskSet) -> Self {
        Self::counting(risk, Step::n_ended)
    }

    /// The share that would be there if nothing else than one way to end existed, *if ways were independent*: all other ends
    /// count as last looks. One minus it is not the share that ends in this way, but more: see [`AalenJohansen`].
    ///
    /// [`AalenJohansen`]: super::AalenJohansen
    #[must_use]
    pub fn of_one(risk: &RiskSet, end: usize) -> Self {
        Self::counting(risk, |step| step.ended[end])
    }

    fn counting(risk: &RiskSet, count: impl Fn(&Step) -> usize) -> Self {
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let point = |step: &Step| {
            let (ended, at_risk) = (float(count(step)), float(step.at_risk));
            survival *= 1.0 - ended / at_risk;
            if ended < at_risk {
                greenwood += ended / (at_risk * (at_risk - ended));
            }
            let estimate = Estimate {
                value: survival,
                variance: survival * survival * greenwood,
            };
            (step.at, estimate)
        };
        Self {
            points: risk.steps().iter().map(point).collect(),
        }
    }

    /// At an age, ends at that age taken off.
    #[must_use]
    pub fn at(&self, age: f64) -> Estimate {
        let n = self.points.partition_point(|(at, _)| *at <= age);
        n.checked_sub(1).map_or(
            Estimate {
                value: 1.0,
                variance: 0.0,
            },
            |ix| self.points[ix].1,
        )
    }

    /// Ages at which it falls, with what is left.
    #[must_use]
    pub fn points(&self) -> &[(f64, Estimate)] {
        &self.points
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::super::spell::Spell;
    use super::*;

    /// Weeks of remission under 6-mercaptopurine (Freireich et al. 1963).
    fn freireich() -> Vec<Spell> {
        let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
        let open = [
            6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0,
        ];
        let ended = ended.map(|weeks| Spell::ended(weeks, 0));
        ended.into_iter().chain(open.map(Spell::open)).collect()
    }

    #[test]
    fn remission_lasts_as_published() {
        let curve = KaplanMeier::of(&RiskSet::new(1, &freireich()).unwrap());
        for (weeks, survival, se) in [
            (6.0, 0.8571, 0.0764),
            (10.0, 0.7529, 0.0963),
            (23.0, 0.4482, 0.1346),
        ] {
            let found = curve.at(weeks);
            assert!((found.value - survival).abs() < 5e-5, "{weeks}: {found:?}");
            assert!((found.se() - se).abs() < 5e-5, "{weeks}: {}", found.se());
        }
        assert_eq!(curve.at(5.9).value, 1.0);
        assert_eq!(curve.at(35.0), curve.at(23.0));
    }

    #[test]
    fn without_late_looks_and_open_ends_it_is_the_share_that_is_left() {
        let spells: Vec<Spell> = (1..=10).map(|ix| Spell::ended(f64::from(ix), 0)).collect();
        let curve = KaplanMeier::of(&RiskSet::new(1, &spells).unwrap());
        let half = curve.at(5.0);
        assert!((half.value - 0.5).abs() < 1e-12);
        assert!(
            (half.variance - 0.025).abs() < 1e-12,
            "binomial: p (1 - p) / n"
        );
        assert_eq!(
            curve.at(10.0),
            Estimate {
                value: 0.0,
                variance: 0.0
            }
        );
    }

    #[test]
    fn who_is_looked_at_late_counts_from_then_on() {
        // Of two that are seen from the start one ends at 1; at 3 a third is there as well, which says nothing about 1.
        let spells = [
            Spell::ended(1.0, 0),
            Spell::ended(3.0, 0),
            Spell::open(4.0).seen_after(2.0),
        ];
        let late = KaplanMeier::of(&RiskSet::new(1, &spells).unwrap());
        assert!((late.at(1.0).value - 0.5).abs() < 1e-12);
        assert!((late.at(3.0).value - 0.25).abs() < 1e-12);
        // Taken for seen from the start, it makes the early age look safer than it is.
        let mut wrong = spells;
        wrong[2].seen_after = None;
        let wrong = KaplanMeier::of(&RiskSet::new(1, &wrong).unwrap());
        assert!(wrong.at(1.0).value > late.at(1.0).value);
    }
}

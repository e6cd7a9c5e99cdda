//! The shares that have ended in each way by an age.

use super::float;
use super::interval::Estimate;
use super::risk_set::{RiskSet, Step};

/// Cumulative incidence of competing ends with left truncation and right censoring (Aalen & Johansen 1978):
///
/// ```text
/// F_k(t) = Σ_{ages <= t} S(age -) d_k / Y      S(t) = Π_{ages <= t} (1 - Σ d_k / Y)      Σ F_k(t) + S(t) = 1
/// ```
///
/// The covariance of all shares follows from age to age by the delta method with multinomial errors of the hazards `d_k / Y`,
/// which is the estimator of Greenwood's type of Andersen, Borgan, Gill & Keiding (1993), section IV.4.1.3:
///
/// ```text
/// C(t) = J C(t -) J' + S(t -)² G (diag(h) - h h') / Y G'      h_k = d_k / Y
/// ```
///
/// where `J` moves what is open on, and `G` adds an end to its share and takes it off what is open.
#[derive(Clone, Debug, PartialEq)]
pub struct AalenJohansen {
    n_ends: usize,
    points: Vec<Point>,
}

#[derive(Clone, Debug, PartialEq)]
struct Point {
    at: f64,
    /// By way, and what is open at last.
    shares: Vec<Estimate>,
}

/// Shares by way and what is open, with their covariances.
struct State {
    shares: Vec<f64>,
    /// Row after row.
    covariance: Vec<f64>,
}

impl State {
    fn new(n_ends: usize) -> Self {
        let mut shares = vec![0.0; n_ends + 1];
        shares[n_ends] = 1.0;
        Self {
            shares,
            covariance: vec![0.0; (n_ends + 1) * (n_ends + 1)],
        }
    }

    /// Goes through an age at which something ends.
    fn pass(&mut self, step: &Step) {
        let n = self.shares.len();
        let open = n - 1;
        let at_risk = float(step.at_risk);
        let mut hazards: Vec<f64> = step
            .ended
            .iter()
            .map(|&ended| float(ended) / at_risk)
            .collect();
        let all: f64 = float(step.n_ended()) / at_risk;
        // What is added to each share for each unit that was open; what is open loses all of them.
        hazards.push(-all);
        let before = self.shares[open];
        // J C J': every row, then every column, takes its hazard times that of what is open.
        for column in 0..n {
            let of_open = self.covariance[open * n + column];
            for (row, hazard) in hazards.iter().enumerate() {
                self.covariance[row * n + column] += hazard * of_open;
            }
        }
        for row in 0..n {
            let of_open = self.covariance[row * n + open];
            for (column, hazard) in hazards.iter().enumerate() {
                self.covariance[row * n + column] += hazard * of_open;
            }
        }
        let scale = before * before / at_risk;
        for row in 0..n {
            for column in 0..n {
                let product = hazards[row] * hazards[column];
                // With G = (identity, minus ones), open stands for minus the sum of all ways.
                let own = if row == column {
                    hazards[row].abs()
                } else if row == open {
                    -hazards[column]
                } else if column == open {
                    -hazards[row]
                } else {
                    0.0
                };
                self.covariance[row * n + column] += scale * (own - product);
            }
        }
        for (share, hazard) in self.shares.iter_mut().zip(&hazards) {
            *share += before * hazard;
        }
        self.shares[open] = self.shares[open].max(0.0);
    }

    fn point(&self, at: f64) -> Point {
        let n = self.shares.len();
        let share = |(ix, &value): (usize, &f64)| Estimate {
            value,
            variance: self.covariance[ix * n + ix].max(0.0),
        };
        Point {
            at,
            shares: self.shares.iter().enumerate().map(share).collect(),
        }
    }
}

impl AalenJohansen {
    /// Estimates.
    #[must_use]
    pub fn of(risk: &RiskSet) -> Self {
        let mut state = State::new(risk.n_ends());
        let point = |step: &Step| {
            state.pass(step);
            state.point(step.at)
        };
        Self {
            n_ends: risk.n_ends(),
            points: risk.steps().iter().map(point).collect(),
        }
    }

    /// The share that has ended in a way by an age, that age included.
    #[must_use]
    pub fn at(&self, end: usize, age: f64) -> Estimate {
        self.share(end, age)
    }

    /// The share that is open beyond an age.
    #[must_use]
    pub fn open(&self, age: f64) -> Estimate {
        self.share(self.n_ends, age)
    }

    /// The share that ends in a way by the last age at which anything ended.
    #[must_use]
    pub fn last(&self, end: usize) -> Estimate {
        self.share(end, f64::INFINITY)
    }

    /// The last age at which anything ended; 0 if nothing did.
    #[must_use]
    pub fn last_age(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.at)
    }

    /// Of those open at one age, the share that ends in a way by another; `None` if none is open.
    #[must_use]
    pub fn between(&self, end: usize, from: f64, to: f64) -> Option<f64> {
        let open = self.open(from).value;
        let share = |age| self.share(end, age).value;
        (open > 0.0).then(|| ((share(to) - share(from)) / open).clamp(0.0, 1.0))
    }

    /// Ages at which something ended in a way, each with the share of all that ended there.
    #[must_use]
    pub fn jumps(&self, end: usize) -> Vec<(f64, f64)> {
        let mut before = 0.0;
        let jump = |point: &Point| {
            let share = point.shares[end].value;
            let jump = share - before;
            before = share;
            (point.at, jump)
        };
        let jumps = self.points.iter().map(jump);
        jumps.filter(|(_, share)| *share > 0.0).collect()
    }

    fn share(&self, ix: usize, age: f64) -> Estimate {
        let n = self.points.partition_point(|point| point.at <= age);
        let start = Estimate {
            value: f64::from(u8::from(ix == self.n_ends)),
            variance: 0.0,
        };
        n.checked_sub(1)
            .map_or(start, |at| self.points[at].shares[ix])
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::super::kaplan_meier::KaplanMeier;
    use super::super::spell::Spell;
    use super::*;

    fn risk(spells: &[Spell]) -> RiskSet {
        RiskSet::new(2, spells).unwrap()
    }

    /// Won and lost in turn, some open, some seen late.
    fn mixed() -> Vec<Spell> {
        (0..60_u32)
            .map(|ix| {
                let age = f64::from(1 + ix * 7 % 23);
                let spell = match ix % 3 {
                    0 => Spell::ended(age, 0),
                    1 => Spell::ended(age, 1),
                    _ => Spell::open(age),
                };
                if ix % 4 == 0 {
                    spell.seen_after(age / 3.0)
                } else {
                    spell
                }
            })
            .collect()
    }

    #[test]
    fn shares_and_what_is_open_make_one_at_every_age() {
        let risk = risk(&mixed());
        let (shares, survival) = (AalenJohansen::of(&risk), KaplanMeier::of(&risk));
        for (age, left) in survival.points() {
            let open = shares.open(*age);
            let sum = shares.at(0, *age).value + shares.at(1, *age).value + open.value;
            assert!((sum - 1.0).abs() < 1e-12, "{age}: {sum}");
            assert!((open.value - left.value).abs() < 1e-12);
            assert!(
                (open.variance - left.variance).abs() < 1e-12,
                "Greenwood at {age}"
            );
        }
    }

    #[test]
    fn with_everything_seen_it_is_a_share_with_the_variance_of_one() {
        let spells: Vec<Spell> = (0..50_u32)
            .map(|ix| Spell::ended(f64::from(ix), usize::from(ix % 5 == 0)))
            .collect();
        let shares = AalenJohansen::of(&risk(&spells));
        // Of 50 the first 25 have ended by 24: five of them in the second way.
        let half = shares.at(1, 24.0);
        assert!((half.value - 0.1).abs() < 1e-12);
        assert!((half.variance - 0.1 * 0.9 / 50.0).abs() < 1e-12, "{half:?}");
        let all = shares.last(0);
        assert!((all.value - 0.8).abs() < 1e-12 && (all.variance - 0.8 * 0.2 / 50.0).abs() < 1e-12);
        assert!(shares.open(49.0).value.abs() < 1e-12);
    }

    #[test]
    fn one_minus_survival_with_losses_taken_for_last_looks_is_too_high() {
        // Of 100 that can be seen to the end, 40 are won, and lost ones leave beside them.
        let spells: Vec<Spell> = (0..100_u32)
            .map(|ix| Spell::ended(f64::from(1 + ix * 37 % 100), usize::from(ix % 5 > 1)))
            .collect();
        let risk = risk(&spells);
        let won = AalenJohansen::of(&risk).last(0).value;
        let wrong = 1.0 - KaplanMeier::of_one(&risk, 0).at(60.0).value;
        let right = AalenJohansen::of(&risk).at(0, 60.0).value;
        assert!((won - 0.4).abs() < 1e-12, "{won}");
        assert!(wrong > right + 0.05, "{wrong} against {right}");
    }

    #[test]
    fn what_is_left_is_shared_by_what_comes_after_the_age() {
        let risk = risk(&mixed());
        let shares = AalenJohansen::of(&risk);
        let landmark = AalenJohansen::of(&risk.beyond(9.0));
        for end in [0, 1] {
            let of_all = shares.between(end, 9.0, 17.0).unwrap();
            assert!((of_all - landmark.at(end, 17.0).value).abs() < 1e-12);
        }
        let jumps: f64 = shares.jumps(0).iter().map(|(_, share)| share).sum();
        assert!((jumps - shares.last(0).value).abs() < 1e-12);
        assert_eq!(
            AalenJohansen::of(&RiskSet::new(2, &[]).unwrap())
                .last(0)
                .value,
            0.0
        );
    }
}

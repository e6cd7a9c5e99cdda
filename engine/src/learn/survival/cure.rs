//! A law of times until the end, with or without a share that never ends, by maximum likelihood.
//!
//! ```text
//! S(t) = c + (1 - c) S0(t)
//! ```
//!
//! with `c` the share that never ends, the *cure fraction* (Boag 1949), and `S0` Weibull or lognormal. A spell that ended at age
//! `t` counts `S(t) - S(t + g)`, one that was open counts `S(t + g)`, both divided by `S(a + g)` if it was seen only after age
//! `a`; `g` is the grain to which ages are known, so that days are days and no end lies at age 0. Which of the four laws holds
//! is told by the Bayesian information criterion with the number of ends for its sample size (Volinsky & Raftery 2000).

use std::collections::BTreeMap;

use super::float;
use super::interval::Estimate;
use super::latency::Latency;
use super::maximum::maximise;
use super::spell::Spell;
use crate::kernel::math::{exp, ln, logistic, logit};

/// Fewest ends from which a law is fitted.
pub const FEWEST: usize = 10;

/// A fitted law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CureFit {
    /// The family of the times of what ends.
    pub latency: Latency,
    /// Its place: `m`.
    pub place: f64,
    /// Its spread: `s`.
    pub spread: f64,
    /// The share that never ends; exactly 0 in a law without one.
    pub never: Estimate,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// `-2 log likelihood + parameters x ln(ends)`; low is good.
    pub bic: f64,
}

impl CureFit {
    /// Chance of being open beyond an age.
    #[must_use]
    pub fn survival(&self, age: f64) -> f64 {
        let never = self.never.value;
        never + (1.0 - never) * self.latency.survival(self.place, self.spread, age)
    }

    /// Chance that what is open at an age never ends: `c / S(t)`, by Bayes.
    #[must_use]
    pub fn dead(&self, age: f64) -> f64 {
        let never = self.never.value;
        if never > 0.0 {
            never / self.survival(age)
        } else {
            0.0
        }
    }

    /// Whether some never end.
    #[must_use]
    pub fn has_never(&self) -> bool {
        self.never.value > 0.0
    }
}

/// The laws that could be fitted, the best first; empty if there are too few ends.
///
/// * `spells`: in any order; all ways to end count alike
/// * `grain`: to which ages are known, above 0
#[must_use]
pub fn fits(spells: &[Spell], grain: f64) -> Vec<CureFit> {
    let groups = grouped(spells);
    let n_ends: usize = groups
        .iter()
        .filter(|group| group.has_ended)
        .map(|group| group.n)
        .sum();
    if n_ends < FEWEST {
        return Vec::new();
    }
    let (families, kinds) = (Latency::ALL, [false, true]);
    let mut fits: Vec<CureFit> = families
        .into_iter()
        .flat_map(|latency| kinds.map(|has_never| (latency, has_never)))
        .filter_map(|(latency, has_never)| fit(&groups, n_ends, grain, latency, has_never))
        .collect();
    fits.sort_by(|a, b| a.bic.total_cmp(&b.bic));
    fits
}

/// Spells that say the same.
struct Group {
    seen_after: Option<f64>,
    until: f64,
    has_ended: bool,
    n: usize,
}

fn grouped(spells: &[Spell]) -> Vec<Group> {
    // Ages of 0 and more are ordered as their bits are.
    let mut counts = BTreeMap::<(Option<u64>, u64, bool), usize>::new();
    for spell in spells {
        let key = (
            spell.seen_after.map(|age| age.max(0.0).to_bits()),
            spell.until.to_bits(),
            spell.end.is_some(),
        );
        *counts.entry(key).or_default() += 1;
    }
    let group = |((seen_after, until, has_ended), n): ((Option<u64>, u64, bool), usize)| Group {
        seen_after: seen_after.map(f64::from_bits),
        until: f64::from_bits(until),
        has_ended,
        n,
    };
    counts.into_iter().map(group).collect()
}

fn fit(
    groups: &[Group],
    n_ends: usize,
    grain: f64,
    latency: Latency,
    has_never: bool,
) -> Option<CureFit> {
    let weights: Vec<usize> = groups.iter().map(|group| group.n).collect();
    let each = |at: &[f64]| -> Vec<f64> {
        let spread = exp(at[1]);
        let never = at.get(2).map_or(0.0, |at| logistic(*at));
        let of_time = |age: f64| latency.survival(at[0], spread, age);
        let survival = |age: f64| never + (1.0 - never) * of_time(age);
        let log = |group: &Group| {
            let seen = group
                .seen_after
                .map_or(1.0, |after| survival(after + grain));
            let told = if group.has_ended {
                (1.0 - never) * (of_time(group.until) - of_time(group.until + grain))
            } else {
                survival(group.until + grain)
            };
            // A chance that no number holds is as bad as the smallest that one does.
            ln(told.max(1e-300)) - ln(seen.max(1e-300))
        };
        groups.iter().map(log).collect()
    };
    let best = maximise(&start(groups, grain, has_never), &weights, each)?;
    let n_parameters = best.at.len();
    let never = best.at.get(2).map_or(0.0, |at| logistic(*at));
    // The delta method from the scale of the logit.
    let slope = never * (1.0 - never);
    let variance = if has_never {
        slope * slope * best.covariance[(2, 2)]
    } else {
        0.0
    };
    Some(CureFit {
        latency,
        place: best.at[0],
        spread: exp(best.at[1]),
        never: Estimate {
            value: never,
            variance,
        },
        log_likelihood: best.value,
        bic: float(n_parameters) * ln(float(n_ends)) - 2.0 * best.value,
    })
}

/// Mean and spread of the logarithms of what ended, and the share that did not.
fn start(groups: &[Group], grain: f64, has_never: bool) -> Vec<f64> {
    let ended = || groups.iter().filter(|group| group.has_ended);
    let n: f64 = ended().map(|group| float(group.n)).sum();
    let all: f64 = groups.iter().map(|group| float(group.n)).sum();
    let log = |group: &Group| ln(group.until + grain / 2.0);
    let mean = ended()
        .map(|group| float(group.n) * log(group))
        .sum::<f64>()
        / n;
    let square = |group: &Group| (log(group) - mean) * (log(group) - mean);
    let variance = ended()
        .map(|group| float(group.n) * square(group))
        .sum::<f64>()
        / n;
    let mut start = vec![mean, ln(variance.max(1e-4)) / 2.0];
    if has_never {
        start.push(logit((1.0 - n / all).clamp(0.02, 0.9)));
    }
    start
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::*;
    use crate::kernel::special::normal_quantile;

    /// Deals whose times are lognormal, median 20 and spread 0.7, of which some never end; looked at for so long.
    fn deals(never: f64, looked: f64) -> Vec<Spell> {
        let n = 2_000_u32;
        let ends = (1.0 - never) * f64::from(n);
        (0..n)
            .map(|ix| {
                // Entered at different times, so that looks are of different length.
                let open = looked * (0.5 + f64::from(ix * 131 % n) / f64::from(n) / 2.0);
                let place = (f64::from(ix) + 0.5) / ends;
                if place >= 1.0 {
                    return Spell::open(open.floor());
                }
                let age = exp(ln(20.0) + 0.7 * normal_quantile(place)).floor();
                if age > open {
                    Spell::open(open.floor())
                } else {
                    Spell::ended(age, 0)
                }
            })
            .collect()
    }

    #[test]
    fn the_share_that_never_ends_is_found_with_the_law_of_the_rest() {
        let fits = fits(&deals(0.25, 300.0), 1.0);
        let best = fits[0];
        assert_eq!(
            (best.latency, best.has_never()),
            (Latency::Lognormal, true),
            "{fits:?}"
        );
        assert!((best.never.value - 0.25).abs() < 0.02, "{best:?}");
        assert!(
            (exp(best.place) - 20.0).abs() < 0.5 && (best.spread - 0.7).abs() < 0.03,
            "{best:?}"
        );
        assert!(
            (best.never.se() - 0.0097).abs() < 0.002,
            "as of 2,000 answers: {}",
            best.never.se()
        );
        assert_eq!(fits.len(), 4);
    }

    #[test]
    fn where_everything_ends_nothing_never_does() {
        let fits = fits(&deals(0.0, 60.0), 1.0);
        assert!(!fits[0].has_never(), "{fits:?}");
        assert_eq!(fits[0].dead(50.0), 0.0);
        assert!((exp(fits[0].place) - 20.0).abs() < 0.5);
    }

    #[test]
    fn the_older_what_is_open_the_likelier_it_is_dead() {
        let best = fits(&deals(0.25, 300.0), 1.0)[0];
        let dead = [0.0, 20.0, 60.0, 200.0].map(|age| best.dead(age));
        assert!(
            dead.is_sorted() && (dead[0] - 0.25).abs() < 0.02 && dead[3] > 0.99,
            "{dead:?}"
        );
        assert!(
            (dead[1] - 0.25 / (0.25 + 0.75 * 0.5)).abs() < 0.03,
            "{dead:?}"
        );
    }

    #[test]
    fn late_looks_do_not_move_the_law() {
        // Every second deal is looked at only after 15 days; those that were over by then are not in the data.
        let late = deals(0.25, 300.0)
            .into_iter()
            .enumerate()
            .filter_map(|(ix, spell)| {
                let late = ix % 2 == 0;
                (!late || spell.until > 15.0)
                    .then(|| if late { spell.seen_after(15.0) } else { spell })
            });
        let late: Vec<Spell> = late.collect();
        let best = fits(&late, 1.0)[0];
        assert!(
            (best.never.value - 0.25).abs() < 0.015 && (exp(best.place) - 20.0).abs() < 1.0,
            "{best:?}"
        );
        // The control: taken for seen from the start, they make times look longer and more of them endless.
        let wrong: Vec<Spell> = late
            .iter()
            .map(|spell| Spell {
                seen_after: None,
                ..*spell
            })
            .collect();
        assert!(fits(&wrong, 1.0)[0].never.value > 0.275);
    }

    #[test]
    fn too_few_ends_fit_nothing() {
        assert!(fits(&vec![Spell::ended(3.0, 0); 9], 1.0).is_empty());
        assert!(fits(&[], 1.0).is_empty());
    }
}

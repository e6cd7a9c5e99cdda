//! Who moves deals: which workers are machines, and whether people differ in what becomes of the deals that they take on.

use std::collections::{BTreeMap, BTreeSet};

use super::event::StageEvent;
use super::float;
use super::funnel::Funnel;
use crate::learn::heterogeneity::{WonLost, pooled, shrunk, skill_cv, test, variance_between};

/// A worker who is no person.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Events by its hand.
    pub n_events: usize,
    /// Hours between its first and last event of a day, in the mean of its days.
    pub hours_a_day: f64,
    /// Moments at which it moved another deal within five seconds of one.
    pub n_at_once: usize,
}

/// Events of which a machine has at least so many.
const MANY: usize = 100;
/// Hours from the first to the last event of an average day that no person works.
const ROUND_THE_CLOCK: f64 = 16.0;
/// Seconds between deals that no person manages again and again.
const AT_ONCE: f64 = 5.0 / 86_400.0;

/// Workers with hundreds of events on days that last more than sixteen hours in the mean, each with moments at which several
/// deals moved at once.
///
/// * `events`: in any order
#[must_use]
pub fn machines(events: &[StageEvent]) -> Vec<Machine> {
    let mut by_worker = BTreeMap::<&str, Vec<(f64, &str)>>::new();
    for event in events.iter().filter(|event| !event.worker.is_empty()) {
        by_worker
            .entry(&event.worker)
            .or_default()
            .push((event.entered, &event.deal));
    }
    let machine = |(name, mut moves): (&str, Vec<(f64, &str)>)| {
        if moves.len() < MANY {
            return None;
        }
        moves.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        let days: Vec<f64> = moves
            .chunk_by(|a, b| a.0.floor() >= b.0.floor())
            .map(|day| 24.0 * (day[day.len() - 1].0 - day[0].0))
            .collect();
        let hours_a_day = days.iter().sum::<f64>() / float(days.len());
        let n_at_once = moves
            .windows(2)
            .filter(|pair| pair[1].0 - pair[0].0 < AT_ONCE && pair[1].1 != pair[0].1)
            .count();
        (hours_a_day > ROUND_THE_CLOCK && n_at_once > 0).then(|| Machine {
            name: name.to_owned(),
            n_events: moves.len(),
            hours_a_day,
            n_at_once,
        })
    };
    by_worker.into_iter().filter_map(machine).collect()
}

/// Whether people differ in what becomes of the deals that they move into a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The stage.
    pub stage: usize,
    /// Deals that left the stage by the hand of a person.
    pub n: usize,
    /// Pearson's chi-square of passing and not passing by person.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Chance of as much if people are alike.
    pub p: f64,
    /// Share that passes, over all people.
    pub pooled: f64,
    /// Standard deviation of true shares between people, by the method of moments (`DerSimonian` & Laird 1986); 0 if luck
    /// explains all.
    pub spread: f64,
    /// Coefficient of variation of a skill on the odds that makes such a spread.
    pub skill_cv: f64,
    /// People with the deals they had and the share that passes, shrunk towards the pooled one as far as luck blurs it.
    pub people: Vec<(String, usize, f64)>,
}

impl Difference {
    /// Whether the differences are more than luck makes them once in a hundred times.
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.p < 0.01
    }
}

/// Fewest deals of a person that count.
const FEWEST: usize = 10;

/// Compares people in each stage; stages with fewer than two people are left out.
///
/// * `machines`: workers who do not count
#[must_use]
pub fn differences(funnel: &Funnel, machines: &[Machine]) -> Vec<Difference> {
    let machines: BTreeSet<&str> = machines
        .iter()
        .map(|machine| machine.name.as_str())
        .collect();
    (0..funnel.stages.len())
        .filter_map(|stage| difference(funnel, &machines, stage))
        .collect()
}

fn difference(funnel: &Funnel, machines: &BTreeSet<&str>, stage: usize) -> Option<Difference> {
    let mut counts = BTreeMap::<&str, WonLost>::new();
    for path in &funnel.paths {
        let Some(ix) = path.stays.iter().position(|stay| stay.stage == stage) else {
            continue;
        };
        let worker = path.stays[ix].worker.as_str();
        let passes =
            path.stays.len() > ix + 1 || path.end.is_some_and(|(end, _)| end == super::End::Won);
        if worker.is_empty() || machines.contains(worker) || (!passes && path.end.is_none()) {
            continue;
        }
        let count = counts.entry(worker).or_default();
        count.won += usize::from(passes);
        count.lost += usize::from(!passes);
    }
    counts.retain(|_, count| count.n() >= FEWEST);
    if counts.len() < 2 {
        return None;
    }
    let groups: Vec<WonLost> = counts.values().copied().collect();
    let (tested, tau2, pooled) = (test(&groups), variance_between(&groups), pooled(&groups));
    let shares: Vec<f64> = if tau2 > 0.0 {
        shrunk(&groups, tau2)
            .into_iter()
            .map(|(a, b)| a / (a + b))
            .collect()
    } else {
        vec![pooled; groups.len()]
    };
    let people = counts
        .iter()
        .zip(shares)
        .map(|((name, count), share)| ((*name).to_owned(), count.n(), share));
    Some(Difference {
        stage,
        n: groups.iter().map(|group| group.n()).sum(),
        chi_square: tested.statistic,
        df: tested.df,
        p: tested.p,
        pooled,
        spread: crate::kernel::math::sqrt(tau2),
        skill_cv: if tau2 > 0.0 {
            skill_cv(tau2, pooled)
        } else {
            0.0
        },
        people: people.collect(),
    })
}

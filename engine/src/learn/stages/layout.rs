//! Which names of a history are stages, which are ends, and which are neither.

use std::collections::{BTreeMap, BTreeSet};

use super::end::End;
use super::event::{StageEvent, by_deal};
use super::order::order;
use super::{HOUR, MINUTE, float};

/// A stage of the funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name: the last of its names, where deals wait.
    pub name: String,
    /// All names that are this stage, in the order in which deals enter them.
    pub names: Vec<String>,
}

/// A name that is neither a stage nor an end, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// It sounds like an end, but deals go on after it.
    GoesOn,
    /// It comes only with an end, or after it.
    Formality,
    /// Hardly any deal ever enters it.
    Rare,
}

impl Aside {
    /// In words.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::GoesOn => "sounds like an end, but deals go on after it",
            Self::Formality => "comes only with an end",
            Self::Rare => "hardly any deal enters it",
        }
    }
}

/// The names of a history by what they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Stages in the order in which deals enter them.
    pub stages: Vec<Stage>,
    /// Names of ends.
    pub ends: BTreeMap<String, End>,
    /// Names that are neither, with the number of their events.
    pub asides: BTreeMap<String, (Aside, usize)>,
}

/// Share of deals after which a rule holds for a name: what is left are slips of the hand.
const NEARLY_ALL: f64 = 0.95;
/// Share of deals that enter a name which is a stage.
const RARE: f64 = 0.02;

impl Layout {
    /// Reads names off a history.
    #[must_use]
    pub fn of_events(events: &[StageEvent]) -> Self {
        Self::of(&by_deal(events))
    }

    /// Reads names off the events of each deal.
    pub(super) fn of(deals: &[Vec<&StageEvent>]) -> Self {
        let mut n_events = BTreeMap::<&str, usize>::new();
        for event in deals.iter().flatten() {
            *n_events.entry(&event.stage).or_default() += 1;
        }
        let mut asides = BTreeMap::new();
        let mut aside = |name: &str, why| {
            asides.insert(name.to_owned(), (why, n_events[name]));
        };
        let sounds: BTreeMap<&str, End> = n_events
            .keys()
            .filter_map(|name| End::of(name).map(|end| (*name, end)))
            .collect();
        // Who comes with an end says nothing about going on, so formalities are found first.
        let formal = formalities(deals, &sounds);
        let mut ends = BTreeMap::new();
        for (&name, &end) in &sounds {
            if goes_on(deals, name, &sounds, &formal) {
                aside(name, Aside::GoesOn);
            } else {
                ends.insert(name.to_owned(), end);
            }
        }
        for name in &formal {
            aside(name, Aside::Formality);
        }
        let mut names = Vec::new();
        for name in n_events
            .keys()
            .filter(|name| !sounds.contains_key(*name) && !formal.contains(*name))
        {
            let n_deals = deals
                .iter()
                .filter(|deal| deal.iter().any(|event| event.stage == **name))
                .count();
            if float(n_deals) < RARE * float(deals.len()) {
                aside(name, Aside::Rare);
            } else {
                names.push((*name).to_owned());
            }
        }
        let firsts = firsts(deals, &names);
        let order = order(&names, &firsts);
        Self {
            stages: merged(&names, &order, &firsts),
            ends,
            asides,
        }
    }

    /// The stage of a name.
    pub(super) fn stage(&self, name: &str) -> Option<usize> {
        self.stages
            .iter()
            .position(|stage| stage.names.iter().any(|own| own == name))
    }
}

/// Moments of first entries by place of the name.
fn firsts(deals: &[Vec<&StageEvent>], names: &[String]) -> Vec<BTreeMap<usize, f64>> {
    let places: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(ix, name)| (name.as_str(), ix))
        .collect();
    let of_deal = |deal: &Vec<&StageEvent>| {
        let mut firsts = BTreeMap::new();
        for event in deal {
            if let Some(place) = places.get(event.stage.as_str()) {
                firsts.entry(*place).or_insert(event.entered);
            }
        }
        firsts
    };
    deals.iter().map(of_deal).collect()
}

/// Names that, in nearly all deals that enter them, come within a minute before an end or after one.
fn formalities<'a>(
    deals: &[Vec<&'a StageEvent>],
    sounds: &BTreeMap<&str, End>,
) -> BTreeSet<&'a str> {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for deal in deals {
        let last_end = deal
            .iter()
            .rev()
            .find(|event| sounds.contains_key(event.stage.as_str()));
        let mut seen = BTreeSet::new();
        for event in deal {
            let name = event.stage.as_str();
            if sounds.contains_key(name) || !seen.insert(name) {
                continue;
            }
            let count = counts.entry(name).or_default();
            let is_with = last_end.is_some_and(|end| event.entered > end.entered - MINUTE);
            count.0 += usize::from(is_with);
            count.1 += 1;
        }
    }
    let formal = counts
        .into_iter()
        .filter(|(_, (with, all))| float(*with) >= NEARLY_ALL * float(*all));
    formal.map(|(name, _)| name).collect()
}

/// Whether, in more than a few of the deals that enter a name, something follows that is neither an end nor a formality.
fn goes_on(
    deals: &[Vec<&StageEvent>],
    name: &str,
    sounds: &BTreeMap<&str, End>,
    formal: &BTreeSet<&str>,
) -> bool {
    let (mut n, mut on) = (0, 0);
    for deal in deals {
        let Some(first) = deal.iter().position(|event| event.stage == name) else {
            continue;
        };
        n += 1;
        let goes_on = deal[first + 1..].iter().any(|event| {
            let later = event.stage.as_str();
            !sounds.contains_key(later) && !formal.contains(later)
        });
        on += usize::from(goes_on);
    }
    float(on) > (1.0 - NEARLY_ALL) * float(n)
}

/// Neighbours are one stage where nearly all deals go from one to the other, half of them within the hour.
fn merged(names: &[String], order: &[usize], firsts: &[BTreeMap<usize, f64>]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut last: Option<usize> = None;
    for &place in order {
        let name = names[place].clone();
        match (stages.last_mut(), last) {
            (Some(stage), Some(before)) if is_one(before, place, firsts) => {
                stage.name.clone_from(&name);
                stage.names.push(name);
            }
            _ => stages.push(Stage {
                name: name.clone(),
                names: vec![name],
            }),
        }
        last = Some(place);
    }
    stages
}

fn is_one(one: usize, next: usize, firsts: &[BTreeMap<usize, f64>]) -> bool {
    let entered = || {
        firsts
            .iter()
            .filter_map(|firsts| firsts.get(&one).map(|at| (at, firsts.get(&next))))
    };
    let n = entered().count();
    let mut delays: Vec<f64> = entered()
        .filter_map(|(at, then)| then.map(|then| then - at))
        .collect();
    delays.sort_by(f64::total_cmp);
    let median = delays.get(delays.len() / 2).copied();
    float(delays.len()) >= NEARLY_ALL * float(n) && median.is_some_and(|days| days.abs() <= HOUR)
}

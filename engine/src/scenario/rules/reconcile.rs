//! What the target was built on: periods and paths that exist, numbers in their ranges.

use indexmap::IndexMap;

use crate::model::factor::Factor;
use crate::scenario::codes::Code;
use crate::scenario::nearest::nearest;
use crate::scenario::path::{KeyPath, Segment};
use crate::scenario::raw::{RawPlanned, RawReconcile, RawReconciledMeasure};
use crate::scenario::reconcile::{Measured, Planned, Reconcile};
use crate::scenario::register::{Certainty, RegisterEntry};

use super::check::{Check, path};

/// Sections whose numbers no target is built on.
const NOT_PLANNED: [&str; 6] = [
    "format",
    "horizon",
    "targets",
    "actuals",
    "simulation",
    "reconcile",
];

/// Where a number stands that is planned otherwise; see [`Planned`].
struct Stands {
    at: KeyPath,
    held: Vec<(String, f64)>,
    set: Vec<KeyPath>,
    /// Least and greatest value that it can have.
    limits: [f64; 2],
}

impl Check<'_> {
    /// The section `reconcile`. Runs when all numbers are known.
    pub(super) fn reconcile(&mut self, raw: Option<&RawReconcile>) -> Reconcile {
        let Some(raw) = raw else {
            return Reconcile::default();
        };
        let at = path("reconcile");
        let period = raw.period.as_deref();
        let help = "name a period that lies inside the horizon as a whole";
        let period = period.and_then(|label| self.period(&at.key("period"), label, help));
        let measure = raw.measure.map(|measure| match measure {
            RawReconciledMeasure::Bookings => Measured::Bookings,
            RawReconciledMeasure::Delivered => Measured::Delivered,
        });
        let nothing = RawPlanned::default();
        let planned = raw.planned.as_ref().unwrap_or(&nothing);
        let of = |factor: Factor| match factor {
            Factor::Ramp => &planned.ramp,
            Factor::Attrition => &planned.attrition,
            Factor::Coverage => &planned.coverage,
            Factor::WinRate => &planned.win_rate,
            Factor::Supply => &planned.supply,
            Factor::Price => &planned.price,
        };
        let mut all: Vec<Planned> = Vec::new();
        for factor in Factor::ALL {
            let at = at.key("planned").key(factor.id());
            if let Some(numbers) = of(factor) {
                self.planned_numbers(&at, factor, numbers, &mut all);
            }
        }
        all.sort_by(|a, b| (a.factor, &a.path).cmp(&(b.factor, &b.path)));
        Reconcile {
            period: period.map(|period| period.label),
            measure,
            planned: all,
        }
    }

    fn planned_numbers(
        &mut self,
        at: &KeyPath,
        factor: Factor,
        numbers: &IndexMap<String, f64>,
        all: &mut Vec<Planned>,
    ) {
        for (target, &value) in numbers {
            let here = at.key(target.as_str());
            if self.is_refused(&here) {
                continue;
            }
            let Some(stands) = self.planned_path(&here, target) else {
                continue;
            };
            let at = &stands.at;
            let overlapping = all
                .iter()
                .find(|other| other.at.contains(at) || at.contains(&other.at));
            if let Some(other) = overlapping {
                let message = format!("`{target}` is planned under `{}` too", other.path);
                self.report_key(Code::IdTwice, &here, message).help =
                    "a number belongs to one factor: keep one of the two".into();
                continue;
            }
            self.within_limits(&here, target, value, stands.limits);
            all.push(Planned {
                factor,
                path: target.clone(),
                stated: here,
                at: stands.at,
                value,
                held: stands.held,
                set: stands.set,
            });
        }
    }

    /// Where the number of a path stands; reports a path that leads to none.
    fn planned_path(&mut self, here: &KeyPath, target: &str) -> Option<Stands> {
        let parsed = target.parse::<KeyPath>().ok();
        let is_it =
            |entry: &&RegisterEntry| entry.path == target || parsed.as_ref() == Some(&entry.at);
        if let Some(entry) = self.register.iter().find(is_it) {
            return Some(self.stands(entry.at.clone(), &[entry]));
        }
        let is_planned = |at: &KeyPath| match at.segments().first() {
            Some(Segment::Key(first)) => !NOT_PLANNED.contains(&first.as_str()),
            _ => false,
        };
        if let Some(at) = parsed.filter(is_planned) {
            let entries = self.register.iter();
            let entries: Vec<&RegisterEntry> =
                entries.filter(|entry| entry.number == target).collect();
            if !entries.is_empty() {
                return Some(self.stands(at, &entries));
            }
            let node = self.merged.root().get(&at);
            if node.is_some_and(|node| node.value.number().is_some()) {
                let (held, set) = (Vec::new(), vec![at.clone()]);
                let limits = [f64::NEG_INFINITY, f64::INFINITY];
                return Some(Stands {
                    at,
                    held,
                    set,
                    limits,
                });
            }
            if !self.is_sound(&at) {
                return None;
            }
        }
        let known = self.register.iter().map(|entry| entry.number.as_str());
        let help = match nearest(target, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the path of a number that the scenario states, such as \"funnel.stages.closing.pass\"".into(),
        };
        let message = format!("there is no number `{target}` that a target could be built on");
        self.report_key(Code::UnknownId, here, message).help = help;
        None
    }

    /// What a planned number takes the place of: every entry of a table, by itself.
    fn stands(&self, at: KeyPath, entries: &[&RegisterEntry]) -> Stands {
        let (mut held, mut set) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry.certainty {
                Certainty::Uncertain(slot) => {
                    held.push((self.assumptions[slot].name.clone(), entry.scale));
                }
                _ => set.push(entry.at.clone()),
            }
        }
        let limits = entries.iter().map(|entry| entry.limits);
        let limits = limits.reduce(|a, b| [a[0].max(b[0]), a[1].min(b[1])]);
        Stands {
            at,
            held,
            set,
            limits: limits.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]),
        }
    }

    /// Reports a planned number that the scenario could not have.
    fn within_limits(&mut self, here: &KeyPath, target: &str, value: f64, [low, high]: [f64; 2]) {
        if !(low..=high).contains(&value) || !value.is_finite() {
            let message = format!("{value} is out of range: `{target}` is from {low} to {high}");
            self.report(Code::OutOfRange, here, message);
        }
    }
}

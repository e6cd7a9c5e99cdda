//! Levers: numbers of a scenario that can be moved, found by their path.

use std::path::PathBuf;

use super::files::Files;
use super::finding::ScenarioError;
use super::load::{Scenario, load_with};
use super::path::KeyPath;
use super::raw::RawScenario;
use super::register::{Certainty, RegisterEntry};
use super::schema::{Schema, Shape};
use super::setting::{Change, Setting};

mod no_lever;
mod paths;
mod room;

pub use no_lever::NoLever;
use no_lever::{no_part_of_the_plan, several, unknown};
use paths::{can_be_added, entries_at, is_part_of_the_plan, numbers, shape_at};
use room::Room;

/// A number that can be moved, or several that are moved by one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Paths as they are shown.
    pub paths: Vec<String>,
    /// What the scenario says now, in words.
    pub stated: String,
    /// Where a search may begin and end, in the unit of the file: the stated range, or half to twice what it is now.
    /// `None` if the scenario says nothing that could be halved.
    pub span: Option<[f64; 2]>,
    /// Paths of the numbers that cannot be multiplied as far as from a half to twice: the span ends where they leave their
    /// ranges. Empty for a single number.
    pub bound_by: Vec<String>,
    /// The step of its slider; 1 for what is counted.
    pub step: Option<f64>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// A whole number.
    Whole(KeyPath),
    /// A number.
    Real(KeyPath),
    /// An uncertain number that is held: its slot, the engine's units in one of the file's, and its limits.
    Held {
        slot: usize,
        scale: f64,
        limits: [f64; 2],
    },
    /// Numbers that are multiplied, and how far they can be.
    Scaled(Vec<KeyPath>, Room),
}

impl Lever {
    /// The lever at a path: the path of a number as reports show it, such as `funnel.stages.demo.pass[smb]`, or of any
    /// number in the merged scenario, such as `workforce.groups.ae.count` or `comp.plans.ae.tiers[1].multiplier`.
    ///
    /// # Errors
    ///
    /// [`NoLever`] with what was probably meant.
    pub fn find(scenario: &Scenario, path: &str) -> Result<Self, NoLever> {
        let entries = entries_at(scenario, path);
        if let [entry] = entries.as_slice() {
            return of_entry(entry);
        }
        if !entries.is_empty() {
            return Err(several(path, "a table", &entries));
        }
        let Ok(at) = path.parse::<KeyPath>() else {
            return Err(unknown(scenario, path));
        };
        if !is_part_of_the_plan(&at) {
            return Err(no_part_of_the_plan(scenario, path));
        }
        let is_whole = match shape_at(&Schema::of::<RawScenario>(), &at) {
            Some(Shape::Integer(_)) => true,
            Some(Shape::Text | Shape::Word(_) | Shape::Boolean) => {
                return Err(unknown(scenario, path));
            }
            _ => false,
        };
        let now = match scenario.merged.root().get(&at).map(|node| &node.value) {
            Some(value) => value.number(),
            None if can_be_added(scenario, &at) => None,
            None => return Err(unknown(scenario, path)),
        };
        if now.is_none() && scenario.merged.root().get(&at).is_some() {
            let inside: Vec<String> = numbers(scenario)
                .into_iter()
                .filter(|(_, inside)| at.contains(inside))
                .map(|(shown, _)| shown)
                .collect();
            return Err(if inside.is_empty() {
                unknown(scenario, path)
            } else {
                NoLever::Several {
                    path: path.to_owned(),
                    what: if at.segments().is_empty() {
                        "the whole scenario"
                    } else {
                        "a table"
                    },
                    inside,
                    help: "",
                }
            });
        }
        let span = now.filter(|&now| now > 0.0).map(|now| {
            if is_whole {
                [(now / 2.0).floor().max(1.0), (2.0 * now).max(now + 4.0)]
            } else {
                [now / 2.0, 2.0 * now]
            }
        });
        Ok(Self {
            paths: vec![path.to_owned()],
            stated: now.map_or_else(|| "not said".into(), |now| now.to_string()),
            span,
            bound_by: Vec::new(),
            step: is_whole.then_some(1.0),
            kind: if is_whole {
                Kind::Whole(at)
            } else {
                Kind::Real(at)
            },
        })
    }

    /// The lever that multiplies numbers by one factor: each with all of its months and entries.
    ///
    /// # Errors
    ///
    /// [`NoLever`] if a path names no number or several different ones.
    pub fn scaling(scenario: &Scenario, paths: &[String]) -> Result<Self, NoLever> {
        let (mut at, mut stated, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for path in paths {
            let entries = entries_at(scenario, path);
            let is_one = entries
                .windows(2)
                .all(|pair| pair[0].number == pair[1].number);
            if !is_one {
                return Err(several(path, "a table of different numbers", &entries));
            }
            at.extend(entries.iter().map(|entry| entry.at.clone()));
            stated.extend(entries.iter().map(|entry| entry.stated.clone()));
            if entries.is_empty() {
                let plain = Self::find(scenario, path)?;
                match plain.kind {
                    Kind::Real(one) if plain.span.is_some() => at.push(one),
                    Kind::Whole(_) => return Err(NoLever::Counted { path: path.clone() }),
                    _ => return Err(unknown(scenario, path)),
                }
                stated.push(plain.stated);
            }
            all.extend(entries);
        }
        let room = Room::of(&all);
        let (span, bound_by) = room.cut([0.5, 2.0]);
        Ok(Self {
            paths: paths.to_vec(),
            stated: if let [one] = stated.as_slice() {
                one.clone()
            } else {
                format!("{} numbers", stated.len())
            },
            span: Some(span),
            bound_by,
            step: None,
            kind: Kind::Scaled(at, room),
        })
    }

    /// Whether its values are factors.
    #[must_use]
    pub fn is_factor(&self) -> bool {
        matches!(self.kind, Kind::Scaled(..))
    }

    /// Whether the number is uncertain in the scenario; the lever says what it is then.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        matches!(self.kind, Kind::Held { .. })
    }

    /// Whether it is counted in whole numbers.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, Kind::Whole(_))
    }

    /// Refuses a value that an uncertain number cannot have, and a factor that some number cannot be multiplied by; every
    /// other value is checked by the rules of the scenario.
    ///
    /// # Errors
    ///
    /// [`NoLever::OutOfRange`], [`NoLever::NoRoom`].
    pub fn check(&self, value: f64) -> Result<(), NoLever> {
        match &self.kind {
            Kind::Held { limits, .. } if !(limits[0]..=limits[1]).contains(&value) => {
                Err(NoLever::OutOfRange {
                    path: self.paths.join(", "),
                    value: value.to_string(),
                    low: limits[0].to_string(),
                    high: limits[1].to_string(),
                })
            }
            Kind::Scaled(_, room) => match room.beyond(value) {
                Some(end) => Err(NoLever::NoRoom {
                    factor: value.to_string(),
                    path: end.path.clone(),
                    stated: end.stated.clone(),
                    range: end.limits.map(|limit| limit.to_string()).join(" to "),
                    last: end.in_words(),
                }),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The scenario with the lever at a value.
    ///
    /// * `base`: the scenario as it is
    /// * `files`, `paths`: what it was loaded from
    ///
    /// # Errors
    ///
    /// As [`load`](super::load): the changed scenario is checked by all rules.
    pub fn moved(
        &self,
        base: &Scenario,
        files: &dyn Files,
        paths: &[PathBuf],
        value: f64,
    ) -> Result<Scenario, ScenarioError> {
        let setting = |at: &KeyPath, change| Setting {
            at: at.clone(),
            change,
        };
        let settings = match &self.kind {
            Kind::Held { slot, scale, .. } => {
                let mut held = base.clone();
                held.model.assumptions = held.model.assumptions.holding(*slot, value * scale);
                return Ok(held);
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what is counted is far below 2^63, and a cast saturates"
            )]
            Kind::Whole(at) => vec![setting(at, Change::Whole(value.round() as i64))],
            Kind::Real(at) => vec![setting(at, Change::To(value))],
            Kind::Scaled(at, _) => at
                .iter()
                .map(|at| setting(at, Change::Times(value)))
                .collect(),
        };
        let moved = load_with(files, paths, &settings)?;
        Ok(if base.only.is_none() {
            moved.counting_all()
        } else {
            moved
        })
    }
}

fn of_entry(entry: &RegisterEntry) -> Result<Lever, NoLever> {
    let (kind, now) = match entry.certainty {
        Certainty::Constant => (Kind::Real(entry.at.clone()), entry.stated.parse().ok()),
        Certainty::Series => (Kind::Real(entry.at.clone()), mean_of_series(&entry.stated)),
        Certainty::Uncertain(slot) => {
            let kind = Kind::Held {
                slot,
                scale: entry.scale,
                limits: entry.limits,
            };
            let median = entry.law.as_ref().map(|law| law.quantile(0.5));
            (kind, median.map(|median| median / entry.scale))
        }
        Certainty::Luck => {
            return Err(NoLever::Several {
                path: entry.path.clone(),
                what: "drawn for each deal or hire",
                inside: Vec::new(),
                help: " (such as its `mean`), or multiply it with --scale",
            });
        }
    };
    let [low, high] = entry.limits;
    let around = now
        .filter(|&now: &f64| now > 0.0)
        .map(|now| [(now / 2.0).max(low), (2.0 * now).min(high)]);
    Ok(Lever {
        paths: vec![entry.path.clone()],
        stated: entry.stated.clone(),
        span: entry.range.or(around),
        bound_by: Vec::new(),
        step: entry.step,
        kind,
    })
}

/// Mean of a series as the register states it: "[1, 2]".
fn mean_of_series(stated: &str) -> Option<f64> {
    let values = room::series(stated)?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has some hundred months"
    )]
    let n = values.len() as f64;
    Some(values.iter().sum::<f64>() / n)
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    const PLAN: &str = r#"
        [funnel.stages.closing]
        pass = { value = { normal = { mean = 0.25, sd = 0.02 } }, owner = "Ann" }
        [funnel]
        deal-size = { lognormal = { mean = 1_000, cv = 0.5 } }
        [demand.sources.inbound]
        leads-per-month = { by-segment = { all = { value = 10, range = [5, 30], step = 5 } } }
        [targets.FY2027]
        bookings = 30_000
    "#;

    fn files() -> Memory {
        Memory::new()
            .with(
                "base.toml",
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/../tests/support/minimal.toml"
                )),
            )
            .with("plan.toml", format!("extends = \"base.toml\"\n{PLAN}"))
    }

    fn scenario() -> Scenario {
        super::super::load(&files(), &["plan.toml".into()]).unwrap()
    }

    fn find(path: &str) -> Result<Lever, NoLever> {
        Lever::find(&scenario(), path)
    }

    fn moved(lever: &Lever, value: f64) -> Scenario {
        lever
            .moved(&scenario(), &files(), &["plan.toml".into()], value)
            .unwrap()
    }

    #[test]
    fn counted_uncertain_and_plain_numbers_are_levers() {
        let count = find("workforce.groups.ae.count").unwrap();
        assert_eq!((count.step, count.span), (Some(1.0), Some([1.0, 5.0])));
        assert_eq!(moved(&count, 3.0).model.workforce.seats.len(), 3);

        let pass = find("funnel.stages.closing.pass").unwrap();
        assert!(pass.is_uncertain() && pass.check(1.2).is_err());
        let held = moved(&pass, 0.4).model.assumptions.list()[0].law.clone();
        assert_eq!(held.as_constant(), Some(0.4));

        let leads = find("demand.sources.inbound.leads-per-month[all]").unwrap();
        assert_eq!((leads.step, leads.span), (Some(5.0), Some([5.0, 30.0])));
        let target = moved(&find("targets.FY2027.bookings").unwrap(), 40_000.0);
        assert_eq!(target.model.finance.targets[0].bookings.minor(), 4_000_000);
        let base = find("workforce.roles.ae.base-per-year").unwrap();
        assert_eq!((base.span, base.stated.as_str()), (None, "not said"));
    }

    #[test]
    fn a_factor_moves_all_entries_of_a_number() {
        let paths = [
            "demand.sources.inbound.leads-per-month".to_owned(),
            "funnel.deal-size".to_owned(),
        ];
        let lever = Lever::scaling(&scenario(), &paths).unwrap();
        let register = moved(&lever, 1.5).register;
        let stated = |path: &str| &register.iter().find(|e| e.path == path).unwrap().stated;
        assert_eq!(stated("demand.sources.inbound.leads-per-month[all]"), "15");
        assert_eq!(stated("funnel.deal-size"), "lognormal(mean 1500, cv 0.5)");
        let count = Lever::scaling(&scenario(), &["workforce.groups.ae.count".into()]);
        assert!(matches!(count, Err(NoLever::Counted { .. })), "{count:?}");
    }

    /// A pass chance of 0.25 +- 0.02 is below 0.2965 in 99 of 100 futures: it can be multiplied by 3.37 and not by 4. A share
    /// of 0.8 can be multiplied by 1.25.
    #[test]
    fn a_factor_goes_as_far_as_every_number_stays_in_its_range() {
        let factor = |path: &str| Lever::scaling(&scenario(), &[path.to_owned()]).unwrap();
        let pass = factor("funnel.stages.closing.pass");
        assert_eq!((pass.span, pass.bound_by.len()), (Some([0.5, 2.0]), 0));
        assert_eq!(pass.check(3.3), Ok(()));
        let refused = pass.check(4.0).unwrap_err().to_string();
        assert_eq!(
            refused,
            "a factor of 4 takes `funnel.stages.closing.pass`, which is normal(mean 0.25, sd 0.02), out of 0 to 1: \
             factors up to 3.372 are possible"
        );
        let sure = files().with(
            "sure.toml",
            "extends = \"plan.toml\"\n[funnel.stages.closing]\npass = 0.8\n",
        );
        let sure = super::super::load(&sure, &["sure.toml".into()]).unwrap();
        let pass = Lever::scaling(&sure, &["funnel.stages.closing.pass".into()]).unwrap();
        assert_eq!(pass.span, Some([0.5, 1.25]));
        assert_eq!(pass.bound_by, ["funnel.stages.closing.pass"]);
        assert_eq!(pass.check(1.25), Ok(()));
    }

    #[test]
    fn what_is_no_lever_is_told_what_was_meant() {
        for (path, words) in [
            (
                "funnel.stages.closin.pass",
                "did you mean `funnel.stages.closing.pass`?",
            ),
            (
                "workforce.groups.ea.count",
                "did you mean `workforce.groups.ae.count`?",
            ),
            (
                "funnel.stages.closing",
                "name one number of it (`funnel.stages.closing.pass`",
            ),
            ("funnel.deal-size", "--scale"),
            ("name", "has no number `name`"),
            (
                "simulation.seed",
                "`simulation.seed` is no lever: it says how the plan is simulated",
            ),
            (
                "horizon.months",
                "levers are the numbers of `demand`, `funnel`, ",
            ),
            ("format", "is no lever"),
            ("horizon.fiscal-year-start", "is no lever"),
            (
                "demand.sources.inbound.leads-per-month.by-segment.all.step",
                "is no lever",
            ),
            ("a..b", "has no number `a..b`"),
            ("", "is the whole scenario: name one number of it"),
        ] {
            let message = find(path).unwrap_err().to_string();
            assert!(message.contains(words), "{path}: {message}");
        }
    }
}
